//! `redlint`: see [`redlint::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    redlint::cli::main()
}
