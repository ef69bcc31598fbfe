//! `cargo redlint`: redlint as cargo and rust-analyzer call it.
//!
//! Without `--message-format` the report is the ordinary one. With it, the lines are those of cargo, for rust-analyzer; and because these replace all that was
//! reported before, they are always about the whole workspace, whichever package rust-analyzer names.

mod flags;
mod root;

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Instant;

use clap::{CommandFactory, FromArgMatches, Parser};

use super::args::{Cli, Fixes, Options};
use super::output::Output;
use super::settings::Settings;
use super::{Status, check};
use crate::finding::Finding;
use crate::lint::allow;
use crate::report::Outcome;
use crate::report::cargo::{self as lines, Shape};
use crate::source::SourceFile;
use flags::Then;

/// Finds where a workspace breaks its team's Redis conventions.
///
/// Everything below the workspace root is read: Rust, and all other languages and configuration files that redlint knows.
#[derive(Debug, Parser)]
#[command(name = "cargo-redlint", bin_name = "cargo redlint", version, max_term_width = 100, after_help = AFTER)]
pub(super) struct CargoArgs {
    /// Files and folders to read instead of the whole workspace
    paths: Vec<PathBuf>,
    /// The `Cargo.toml` of the workspace or of a package
    #[arg(long, value_name = "PATH", help_heading = "Cargo")]
    manifest_path: Option<PathBuf>,
    /// All packages of the workspace, which is the default
    #[arg(long, alias = "all", help_heading = "Cargo")]
    workspace: bool,
    /// Only the folder of this package; may be given several times. With `--message-format json` the whole workspace is reported all the same
    #[arg(short, long, value_name = "SPEC", help_heading = "Cargo")]
    package: Vec<String>,
    /// All packages but this one; may be given several times
    #[arg(long, value_name = "SPEC", help_heading = "Cargo")]
    exclude: Vec<String>,
    /// `json` for the lines that rust-analyzer reads
    #[arg(long, value_name = "FORMAT", help_heading = "Cargo")]
    message_format: Vec<String>,
    #[command(flatten)]
    options: Options,
}

const AFTER: &str = "\
Then:
      --then=check, --then=clippy  Run this cargo command as well, with the same flags, and pass its output through
      --then COMMAND...            Run this command line as well; must be the last option

Cargo's flags for features, targets and profiles are accepted, for `--then` and because rust-analyzer sends them. The other redlint commands work too:
`cargo redlint usage`.

Exit status: 0 no findings, 1 findings (see --fail-on), 2 redlint could not do its job; with --then, that command's status if it fails.";

/// Runs with `args`, the program's name first and cargo's `redlint` left out.
pub(super) fn run(args: Vec<OsString>) -> ExitCode {
    let started = Instant::now();
    super::run::catch_panics();
    let mut words = args.iter().skip(1).cloned().peekable();
    if let Some(first) = words.peek().and_then(|word| word.to_str()) {
        // by its own arguments, as the other commands know nothing of packages
        if first == "check" {
            words.next();
        } else if first == "help" || Cli::command().find_subcommand(first).is_some() {
            return super::run(args);
        }
    }
    let split = match flags::split(words) {
        Ok(split) => split,
        Err(message) => return refuse(&message),
    };
    let name = std::iter::once(OsString::from("cargo redlint"));
    let parsed = CargoArgs::command()
        .try_get_matches_from(name.chain(split.own))
        .and_then(|matches| CargoArgs::from_arg_matches(&matches));
    let mut args = match parsed {
        Ok(args) => args,
        // help and version go to stdout and are no failure
        Err(error) => {
            let status = if error.use_stderr() { Status::Failed } else { Status::Clean };
            // a closed pipe leaves nobody to tell
            let _ = error.print();
            return status.into();
        }
    };
    let is_json = args.message_format.iter().any(|format| format.split(',').any(|one| one.starts_with("json")));
    let (manifest, working) = match enter(&mut args, is_json) {
        Ok(entered) => entered,
        Err(message) => return refuse(&message),
    };
    let mut command = split.then.map(|then| child(then, &split.cargo, &working));
    let mut output = Output::new(&args.options);
    if is_json {
        let child = command.as_mut().map(|command| command.stdout(Stdio::piped()).spawn());
        let has_colour = args.message_format.iter().any(|format| format.contains("ansi"));
        let status = write_lines(&args, &manifest, has_colour, &mut output, started);
        return end(output.finish(status), child.map(pass_through));
    }
    // first cargo's, as its errors come first for whoever mends them
    let child = command.as_mut().map(|command| command.status().map(|status| status.code().unwrap_or(101)));
    let status = check::run(&args.options, &args.paths, Fixes::default(), &mut output, started);
    end(output.finish(status), child)
}

/// Goes to the root of the workspace. The manifest of the root, and the folder that the user is in.
fn enter(args: &mut CargoArgs, is_json: bool) -> Result<(PathBuf, PathBuf), String> {
    let working = std::env::current_dir().map_err(|error| format!("the working directory cannot be told: {error}"))?;
    let manifest = root::manifest(args, &working)?;
    // what was named from where the user is
    let options = &mut args.options;
    let named = options.config.iter_mut().chain(&mut options.files_from).chain(&mut options.baseline);
    for path in args.paths.iter_mut().chain(named) {
        if path.as_os_str() != "-" {
            *path = normal(&working.join(&path));
        }
    }
    if args.paths.is_empty() && args.options.files_from.is_none() && args.options.stdin_filename.is_none() && !is_json {
        args.paths = root::packages(args, &manifest)?;
    }
    let root = manifest.parent().unwrap_or(&working);
    std::env::set_current_dir(root).map_err(|error| format!("{}: {error}", root.display()))?;
    Ok((manifest, working))
}

/// `/a/b/../c` is `/a/c`, so that it is shown relative to the root.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

/// Writes the lines for rust-analyzer.
fn write_lines(args: &CargoArgs, manifest: &Path, has_colour: bool, output: &mut Output, started: Instant) -> Status {
    let shape = Shape { manifest, has_colour };
    let write = |settings: &Settings, outcome: &Outcome, output: &mut Output| {
        let offers = |file: &SourceFile, findings: &[Finding]| allow::offers(file, findings, &settings.linter);
        output.write(|out| lines::findings(out, &shape, outcome, &offers));
    };
    check::run_with(&args.options, &args.paths, Fixes::default(), output, started, write).unwrap_or_else(|| {
        let told = output.take_told();
        output.write(|out| lines::problems(out, &shape, &told.problems, &told.errors));
        Status::Failed
    })
}

/// The command that runs as well.
fn child(then: Then, flags: &[OsString], working: &Path) -> Command {
    let mut command = match then {
        Then::Cargo(name) => {
            let mut command = root::cargo();
            command.arg(name).args(flags);
            command
        }
        Then::Command(words) => {
            let mut words = words.into_iter();
            let mut command = Command::new(words.next().unwrap_or_default());
            command.args(words);
            command
        }
    };
    command.stdin(Stdio::null()).current_dir(working);
    command
}

/// Passes on what the child writes, line by line; what it ends with.
fn pass_through(child: io::Result<Child>) -> io::Result<i32> {
    let mut child = child?;
    if let Some(stdout) = child.stdout.take() {
        let mut lines = BufReader::new(stdout);
        let mut line = Vec::new();
        let mut out = io::stdout().lock();
        while lines.read_until(b'\n', &mut line)? > 0 {
            // nobody reads any more, and the child will notice
            if out.write_all(&line).and_then(|()| out.flush()).is_err() {
                break;
            }
            line.clear();
        }
    }
    child.wait().map(|status| status.code().unwrap_or(101))
}

/// The exit status of both.
fn end(own: Status, child: Option<io::Result<i32>>) -> ExitCode {
    match child {
        Some(Err(error)) => refuse(&format!("--then: the command could not be run: {error}")),
        Some(Ok(code)) if code != 0 && own != Status::Failed => ExitCode::from(u8::try_from(code).unwrap_or(101)),
        _ => own.into(),
    }
}

fn refuse(message: &str) -> ExitCode {
    // nobody is left to tell that something could not be told
    let _ = writeln!(io::stderr().lock(), "error: {message}");
    Status::Failed.into()
}
