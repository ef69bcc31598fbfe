//! What takes findings away after the rules have run: suppression comments.

pub(crate) mod extent;
pub(crate) mod suppress;
