//! redlint finds where a source tree breaks its team's Redis conventions.
//!
//! The way of the data, which is also the order of the floors (a module imports only from the ones before it):
//!
//! ```text
//! source, embedded ─► ir, command, finding ─► parse ─► analysis, usage ─► lower, rules ─► filter, lint, config ─► report ─► cli
//! ```

pub mod command;
pub(crate) mod embedded;
pub mod finding;
pub mod ir;
pub(crate) mod lower;
pub(crate) mod parse;
pub mod source;
pub mod usage;
