//! redlint finds where a source tree breaks its team's Redis conventions.
//!
//! The way of the data, which is also the order of the floors (a module imports only from the ones before it):
//!
//! ```text
//! source, paths, embedded ─► ir, command, finding, problem ─► parse, checked_yaml ─► config ─► analysis, usage ─► lower, rules ─► filter, lint ─► report ─► cli
//! ```

pub(crate) mod analysis;
pub mod checked_yaml;
pub mod cli;
pub mod command;
pub mod config;
pub(crate) mod embedded;
pub(crate) mod filter;
pub mod finding;
pub mod ir;
pub mod lint;
pub(crate) mod lower;
pub(crate) mod parse;
pub mod paths;
pub mod problem;
pub(crate) mod report;
pub(crate) mod rules;
pub mod source;
pub mod usage;
