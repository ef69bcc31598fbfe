//! Black-box tests of the command line. One binary, because linking is slow.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking, and says why it is skipped")]

mod dialogue;
mod services;
mod support;

mod action;
mod arguments;
mod cargo_json;
mod check_fix;
mod clients;
mod configuration;
mod deployment;
mod docs;
mod editors;
mod files;
mod fixes;
mod fixtures;
mod formats;
mod hostile;
mod lsp;
mod matrix;
mod mutation;
mod own;
mod own_models;
mod platform;
mod pre_commit;
mod product;
mod readme;
mod suppression;
mod tidy;
mod tidy_data;
mod usage;
