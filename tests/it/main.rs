//! Black-box tests of the command line. One binary, because linking is slow.

mod support;

mod arguments;
mod configuration;
mod files;
mod formats;
mod hostile;
mod suppression;
