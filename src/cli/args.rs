//! Arguments.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::baseline::Action;
use super::reports::Target;
use crate::config::FailOn;
use crate::finding::Confidence;
use crate::report::Format;

/// Finds where a source tree breaks its team's Redis conventions.
///
/// It reads Rust, Python, JavaScript, TypeScript, shell, Lua and configuration files of every kind, and judges the Redis commands, connections and settings
/// in them.
#[derive(Debug, Parser)]
#[command(name = "redlint", version, max_term_width = 100, override_usage = USAGE, after_help = EXIT_STATUS)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) options: Options,
}

const USAGE: &str = "redlint [OPTIONS] [PATHS]...\n       redlint [OPTIONS] <COMMAND>";

const EXIT_STATUS: &str = "\
Without a command, `check` is run: `redlint src` is `redlint check src`.

Exit status: 0 no findings, 1 findings (see --fail-on), 2 redlint could not do its job.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report what breaks the conventions, and fix it if asked
    #[command(after_help = "Exit status: 0 no findings, 1 findings (see --fail-on), 2 redlint could not do its job.")]
    Check {
        /// Files and folders to read [default: the current folder]; `-` for standard input
        paths: Vec<PathBuf>,
        #[command(flatten)]
        fixes: Fixes,
    },
    /// List every Redis command, connection and setting found in the tree
    Usage {
        /// Files and folders to read [default: the current folder]; `-` for standard input
        paths: Vec<PathBuf>,
    },
    /// Keep a list of known findings, so that only new ones are reported
    Baseline {
        /// What to do
        action: Action,
        /// Files and folders to read [default: the current folder]
        paths: Vec<PathBuf>,
    },
    /// List the rules
    Rules,
    /// Explain what a rule finds, why, and what to write instead
    Explain {
        /// The rule's id
        rule: String,
        /// Do not page the output, even on a terminal
        #[arg(long)]
        no_pager: bool,
    },
    /// Run the examples and fixtures of your own rules and client models
    Test {
        /// A folder of rules, client models and their `fixtures/` [default: the folders that the configuration names]
        dir: Option<PathBuf>,
    },
    /// Write a first `redlint.yaml`, with the values found in this tree
    Init {
        /// Replace an existing file
        #[arg(long)]
        force: bool,
    },
    /// Print the JSON schema of what redlint reads and writes
    Schema {
        /// What the schema describes
        #[arg(value_enum, default_value = "config")]
        kind: super::schema::Kind,
    },
    /// Print the configuration in force, and where each value comes from
    Config,
    /// Run as a language server for an editor, over standard input and output
    Lsp {
        /// The default; some clients always give it
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Whether findings are fixed.
#[derive(Debug, Clone, Copy, Default, Args)]
#[expect(clippy::struct_field_names, reason = "they are called like the flags")]
pub(super) struct Fixes {
    /// Apply the safe fixes to the files, and report what is left
    #[arg(long, group = "mend", help_heading = "Fixes")]
    pub(super) fix: bool,
    /// Print what `--fix` would change as a diff, and change nothing; exits with 1 if there is something to change
    #[arg(long, group = "mend", help_heading = "Fixes")]
    pub(super) fix_dry_run: bool,
    /// Apply fixes that may change what the code does as well; look at the result
    #[arg(long, requires = "mend", help_heading = "Fixes")]
    pub(super) unsafe_fixes: bool,
}

/// Options of every command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Options {
    /// How the report is written
    #[arg(long, global = true, value_enum, default_value = "human", value_name = "FORMAT", help_heading = "Reports")]
    pub(super) format: Format,
    /// Write another report to a file; may be given several times
    #[arg(long, global = true, value_name = "FORMAT=FILE", help_heading = "Reports")]
    pub(super) output: Vec<Target>,
    /// Leave out the findings listed in this file, which `redlint baseline` writes (redlint-baseline.json if not named there)
    #[arg(long, global = true, value_name = "FILE", help_heading = "What is reported")]
    pub(super) baseline: Option<PathBuf>,
    /// Report only findings in lines changed since this git revision
    #[arg(long, global = true, value_name = "REV", help_heading = "What is reported")]
    pub(super) diff: Option<String>,
    /// Report only findings in lines that are staged for the next commit
    #[arg(long, global = true, conflicts_with = "diff", help_heading = "What is reported")]
    pub(super) staged: bool,
    /// Exit with 1 if there are findings of this severity or worse [default: error]
    #[arg(long, global = true, value_name = "SEVERITY", help_heading = "What is reported")]
    pub(super) fail_on: Option<FailOn>,
    /// Leave out findings that are less certain than this [default: likely]
    #[arg(long, global = true, value_name = "CONFIDENCE", help_heading = "What is reported")]
    pub(super) min_confidence: Option<Confidence>,
    /// Run only this rule; may be given several times
    #[arg(long = "rule", global = true, value_name = "RULE", help_heading = "What is reported")]
    pub(super) rules: Vec<String>,
    /// Use this configuration instead of the nearest `redlint.yaml`
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "isolated", help_heading = "Configuration")]
    pub(super) config: Option<PathBuf>,
    /// Ignore all configuration files; use the built-in conventions
    #[arg(long, global = true, help_heading = "Configuration")]
    pub(super) isolated: bool,
    /// Read the paths to check from this file, one per line or separated by NUL bytes; `-` for standard input
    #[arg(long, global = true, value_name = "FILE", help_heading = "What is read")]
    pub(super) files_from: Option<PathBuf>,
    /// Check standard input as if it were a file of this name
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "files_from", help_heading = "What is read")]
    pub(super) stdin_filename: Option<String>,
    /// Apply ignore files and `exclude` to named files as well, and skip names that do not exist
    #[arg(long, global = true, help_heading = "What is read")]
    pub(super) force_exclude: bool,
    /// Exit with 0 even if there are findings
    #[arg(long, global = true, help_heading = "What is reported")]
    pub(super) exit_zero: bool,
    /// Print the number of findings per rule to standard error
    #[arg(long, global = true, help_heading = "Reports")]
    pub(super) statistics: bool,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN", help_heading = "Reports")]
    pub(super) color: Color,
    /// Print nothing but findings and errors
    #[arg(short, long, global = true, help_heading = "Reports")]
    pub(super) quiet: bool,
    /// Name every file that was not read, and why
    #[arg(short, long, global = true, conflicts_with = "quiet", help_heading = "Reports")]
    pub(super) verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` or `CLICOLOR_FORCE` says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [Self] {
        &[FailOn::Advice, FailOn::Warning, FailOn::Error, FailOn::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            FailOn::Advice => "advice",
            FailOn::Warning => "warning",
            FailOn::Error => "error",
            FailOn::Never => "never",
        }))
    }
}

impl ValueEnum for Confidence {
    fn value_variants<'a>() -> &'a [Self] {
        &[Confidence::Possible, Confidence::Likely, Confidence::Certain]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl Cli {
    /// Reads `args`, the program's name first. Without a subcommand, `check` is meant.
    ///
    /// # Errors
    /// Bad arguments; also help and version, which are not errors.
    pub(super) fn read(mut args: Vec<OsString>) -> Result<Self, clap::Error> {
        let first = Cli::try_parse_from(&args);
        match first {
            Err(error) if may_mean_check(error.kind()) => {
                args.insert(1.min(args.len()), "check".into());
                Cli::try_parse_from(args)
            }
            result => result,
        }
    }
}

/// Whether an error may only come from the missing word `check`.
fn may_mean_check(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::InvalidSubcommand
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::UnknownArgument
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        let args = std::iter::once("redlint").chain(line.split_whitespace()).map(OsString::from).collect();
        let shown = match Cli::read(args) {
            Ok(Cli { command: Command::Check { paths, .. }, .. }) => format!("check {paths:?}"),
            Ok(Cli { command: Command::Usage { paths }, .. }) => format!("usage {paths:?}"),
            Ok(Cli { command: Command::Baseline { action, paths }, .. }) => format!("baseline {action:?} {paths:?}"),
            Ok(Cli { command: Command::Completions { .. }, .. }) => "completions".to_owned(),
            Ok(Cli { command: Command::Lsp { .. }, .. }) => "lsp".to_owned(),
            Ok(cli) => format!("{:?}", cli.command),
            Err(error) => error.kind().to_string(),
        };
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn check_is_meant_when_nothing_else_is() {
        Cli::command().debug_assert();
        check("", "check []");
        check("src", r#"check ["src"]"#);
        check("--format json src usage", r#"check ["src", "usage"]"#);
        check("-q usage src", r#"usage ["src"]"#);
        check("usage --format json", "usage []");
        check("check usage", r#"check ["usage"]"#);
        check("-- -odd", r#"check ["-odd"]"#);
        check("-", r#"check ["-"]"#);
        check("completions bash", "completions");
        check("--nonsense", "unexpected argument found");
        check("--fail-on never --min-confidence possible --rule a --rule b .", r#"check ["."]"#);
        check("--fix --unsafe-fixes src", r#"check ["src"]"#);
        check("--fix-dry-run .", r#"check ["."]"#);
        check("--unsafe-fixes .", "one or more required arguments were not provided");
        check("--fix --fix-dry-run .", "an argument cannot be used with one or more of the other specified arguments");
        check("--fail-on maybe .", "one of the values isn't valid for an argument");
    }
}
