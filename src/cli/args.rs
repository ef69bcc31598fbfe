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
/// It reads Rust, Python, JavaScript, TypeScript, shell, and configuration of every kind, and judges the commands, connections and settings that it sees
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

Exit status: 0 nothing found, 1 findings (see --fail-on), 2 redlint could not do its job.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Report what breaks the conventions
    #[command(after_help = "Exit status: 0 nothing found, 1 findings (see --fail-on), 2 redlint could not do its job.")]
    Check {
        /// Files and folders to read; the current folder when there are none, `-` for standard input
        paths: Vec<PathBuf>,
        #[command(flatten)]
        fixes: Fixes,
    },
    /// List every Redis command, connection and setting that is seen
    Usage {
        /// Files and folders to read; the current folder when there are none, `-` for standard input
        paths: Vec<PathBuf>,
    },
    /// Keep a list of known findings, so that only new ones are reported
    Baseline {
        /// What to do
        action: Action,
        /// Files and folders to read; the current folder when there are none
        paths: Vec<PathBuf>,
    },
    /// List the rules
    Rules,
    /// Tell what a rule finds, why, and what to write instead
    Explain {
        /// The rule's id
        rule: String,
        /// Print at once, also on a terminal
        #[arg(long)]
        no_pager: bool,
    },
    /// Run the examples and fixtures of your own rules and client models
    Test {
        /// Folder with rules, client models and their `fixtures/`; those of the configuration when there is none
        dir: Option<PathBuf>,
    },
    /// Write a `redlint.yaml` for this tree, told from what is found in it
    Init {
        /// Replace the one that is there
        #[arg(long)]
        force: bool,
    },
    /// Print the JSON schema of what redlint reads and writes
    Schema {
        /// Of what
        #[arg(value_enum, default_value = "config")]
        kind: super::schema::Kind,
    },
    /// Print what is configured here, and where each value comes from
    Config,
    /// Serve an editor over standard input and output, as a language server
    Lsp {
        /// The default; some clients always give it
        #[arg(long, hide = true)]
        stdio: bool,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Whether what is found is mended.
#[derive(Debug, Clone, Copy, Default, Args)]
#[expect(clippy::struct_field_names, reason = "they are called like the flags")]
pub(super) struct Fixes {
    /// Make the fixes that are safe, in the files themselves, and report what is left
    #[arg(long, group = "mend")]
    pub(super) fix: bool,
    /// Print what `--fix` would change, and change nothing; exit with 1 when there is something
    #[arg(long, group = "mend")]
    pub(super) fix_dry_run: bool,
    /// Make also the fixes that may change what the code means
    #[arg(long, requires = "mend")]
    pub(super) unsafe_fixes: bool,
}

/// Options of every command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Options {
    /// How to write what is found
    #[arg(long, global = true, value_enum, default_value = "human", value_name = "FORMAT")]
    pub(super) format: Format,
    /// Write a report to a file as well; may be given several times
    #[arg(long, global = true, value_name = "FORMAT=FILE")]
    pub(super) output: Vec<Target>,
    /// Leave out the findings that this file holds [`redlint baseline`: redlint-baseline.json]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Only findings in lines that have changed since this revision
    #[arg(long, global = true, value_name = "REV")]
    pub(super) diff: Option<String>,
    /// Only findings in lines that the next commit changes
    #[arg(long, global = true, conflicts_with = "diff")]
    pub(super) staged: bool,
    /// Exit with 1 when there are findings of this severity or worse [default: error]
    #[arg(long, global = true, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Leave out findings that are less sure than this [default: likely]
    #[arg(long, global = true, value_name = "CONFIDENCE")]
    pub(super) min_confidence: Option<Confidence>,
    /// Run only this rule; may be given several times
    #[arg(long = "rule", global = true, value_name = "RULE")]
    pub(super) rules: Vec<String>,
    /// Use this configuration instead of the nearest `redlint.yaml`
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "isolated")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration, only the built-in conventions
    #[arg(long, global = true)]
    pub(super) isolated: bool,
    /// Read the paths to check from this file, or from standard input for `-`; one a line, or separated by NUL bytes
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) files_from: Option<PathBuf>,
    /// Read one file from standard input, as if it had this name
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "files_from")]
    pub(super) stdin_filename: Option<String>,
    /// Let ignore files and `exclude` hold for files that are named, too, and pass over names that do not exist
    #[arg(long, global = true)]
    pub(super) force_exclude: bool,
    /// Exit with 0 although there are findings
    #[arg(long, global = true)]
    pub(super) exit_zero: bool,
    /// Count findings by rule, on standard error
    #[arg(long, global = true)]
    pub(super) statistics: bool,
    /// Use colours
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN")]
    pub(super) color: Color,
    /// Print nothing but findings and errors
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Name every file that was not read, with the reason
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless the environment says otherwise (`NO_COLOR`, `CLICOLOR_FORCE`)
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
