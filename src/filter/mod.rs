//! What takes findings away after the rules have run: suppression comments, baselines, changed lines.

pub(crate) mod baseline;
pub(crate) mod changed;
pub(crate) mod extent;
pub(crate) mod removal;
pub(crate) mod suppress;
