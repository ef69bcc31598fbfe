//! The command line: the one part that touches disk and terminal. One file a subcommand.

mod args;
mod baseline;
mod cargo;
mod check;
mod completions;
mod config;
mod explain;
mod fix;
mod git;
mod init;
mod inputs;
mod lsp;
mod output;
mod partners;
mod read;
mod reports;
mod rules;
mod run;
mod schema;
mod settings;
mod test;
mod usage;
mod walk;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Instant;

use args::{Cli, Command};
use output::Output;

/// What a run comes to, as the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Nothing found that makes the run fail.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// redlint could not do its job.
    Failed = 2,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(status as u8)
    }
}

/// Runs `redlint` with the arguments of the process.
pub fn main() -> ExitCode {
    run(std::env::args_os().collect())
}

/// Runs `cargo-redlint`, which cargo calls with `redlint` as the first argument.
pub fn cargo_main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().collect();
    if args.get(1).is_some_and(|word| word == "redlint") {
        args.remove(1);
    }
    cargo::run(args)
}

fn run(args: Vec<OsString>) -> ExitCode {
    let started = Instant::now();
    run::catch_panics();
    let cli = match Cli::read(args) {
        Ok(cli) => cli,
        // help and version go to stdout and are no failure
        Err(error) => {
            let status = if error.use_stderr() { Status::Failed } else { Status::Clean };
            // a closed pipe leaves nobody to tell
            let _ = error.print();
            return status.into();
        }
    };
    let mut output = Output::new(&cli.options);
    let status = match cli.command {
        Command::Check { paths, fixes } => check::run(&cli.options, &paths, fixes, &mut output, started),
        Command::Usage { paths } => usage::run(&cli.options, &paths, &mut output, started),
        Command::Baseline { action, paths } => baseline::run(&cli.options, action, &paths, &mut output, started),
        Command::Rules => rules::run(&cli.options, &mut output),
        Command::Explain { rule, no_pager } => explain::run(&cli.options, &rule, !no_pager, &mut output),
        Command::Test { dir } => test::run(&cli.options, dir.as_deref(), &mut output),
        Command::Init { force } => init::run(&cli.options, force, &mut output),
        Command::Schema { kind } => schema::run(kind, &mut output),
        Command::Config => config::run(&cli.options, &mut output),
        Command::Lsp { .. } => return lsp::run(cli.options),
        Command::Completions { shell } => completions::run(shell, &mut output),
    };
    output.finish(status).into()
}
