//! `redlint completions SHELL`

use clap::CommandFactory;
use clap_complete::Shell;

use super::Status;
use super::args::Cli;
use super::output::Output;

pub(super) fn run(shell: Shell, output: &mut Output) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "redlint", &mut script);
    output.write(|out| out.write_all(&script));
    Status::Clean
}
