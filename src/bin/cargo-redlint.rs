//! `cargo redlint`: the same as `redlint`, found by cargo.

use std::process::ExitCode;

fn main() -> ExitCode {
    redlint::cli::cargo_main()
}
