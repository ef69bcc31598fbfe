//! What is printed: findings to stdout, everything else to stderr. A reader that goes away ends the output quietly.

use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Command, Stdio};

use anstream::{AutoStream, ColorChoice};

use super::Status;
use super::args::{Color, Options};
use crate::problem::Problem;
use crate::report::{self, Style, visible};

/// Columns assumed where the terminal does not tell.
const WIDTH: usize = 100;

/// The two streams of the process.
pub(super) struct Output {
    choice: ColorChoice,
    is_quiet: bool,
    /// Why standard output could not be written, a closed pipe aside.
    failure: Option<io::Error>,
    told: RefCell<Told>,
}

/// What was told of why redlint could not do its job, for reports that show it as well.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Mistakes in files that steer redlint.
    pub(super) problems: Vec<Problem>,
    /// Everything else.
    pub(super) errors: Vec<String>,
}

impl Output {
    pub(super) fn new(options: &Options) -> Self {
        let choice = match options.color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::AlwaysAnsi,
            Color::Never => ColorChoice::Never,
        };
        Self { choice, is_quiet: options.quiet, failure: None, told: RefCell::default() }
    }

    /// How a report on standard output looks.
    pub(super) fn style(&self) -> Style {
        let stdout = io::stdout();
        let color = self.resolve(AutoStream::choice(&stdout));
        style(color, stdout.is_terminal())
    }

    /// Writes to standard output.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        if let Err(error) = write(&mut out).and_then(|()| out.flush())
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            self.failure = Some(error);
        }
    }

    /// Writes a long text to standard output, through the reader's pager where there is a reader: `PAGER`, else `less`.
    pub(super) fn page(&mut self, text: &str, is_paged: bool) {
        let is_terminal = io::stdout().is_terminal();
        if !(is_paged && is_terminal && through_pager(text)) {
            self.write(|out| out.write_all(text.as_bytes()));
        }
    }

    /// Tells that a command has no such format.
    pub(super) fn no_format(&self, command: &str, known: &str) -> Status {
        self.error(&format!("`redlint {command}` has no such format, only {known}"));
        Status::Failed
    }

    /// Tells something on standard error, unless the run is to be quiet.
    pub(super) fn note(&self, text: &str) {
        if !self.is_quiet {
            line(text);
        }
    }

    /// Tells on standard error why redlint could not do its job.
    pub(super) fn error(&self, text: &str) {
        self.told.borrow_mut().errors.push(text.to_owned());
        line(&format!("error: {text}"));
    }

    /// Shows what is wrong with the files that steer redlint.
    pub(super) fn problems(&self, problems: &[Problem]) {
        let stderr = io::stderr();
        let color = self.resolve(AutoStream::choice(&stderr));
        let style = style(color, stderr.is_terminal());
        let _ = report::problems(&mut stderr.lock(), style, problems);
        self.told.borrow_mut().problems.extend_from_slice(problems);
    }

    /// Hands out what has been told of failures so far.
    pub(super) fn take_told(&self) -> Told {
        self.told.take()
    }

    /// The status of the whole run, now that all is written.
    pub(super) fn finish(self, status: Status) -> Status {
        match &self.failure {
            Some(error) => {
                self.error(&format!("the report could not be written: {error}"));
                Status::Failed
            }
            None => status,
        }
    }

    /// Whether to use colours, where the environment suggests `auto`.
    fn resolve(&self, auto: ColorChoice) -> bool {
        let choice = if self.choice == ColorChoice::Auto { auto } else { self.choice };
        !matches!(choice, ColorChoice::Never)
    }
}

fn line(text: &str) {
    // nobody is left to tell that something could not be told
    let _ = writeln!(io::stderr().lock(), "{}", visible(text));
}

/// Whether a pager took the text.
fn through_pager(text: &str) -> bool {
    let named = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let line = named.unwrap_or_else(|| "less -FRX".to_owned());
    let mut words = line.split_whitespace();
    let Some(program) = words.next() else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut input) = child.stdin.take() {
        // a reader who has seen enough closes it
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}

fn style(color: bool, is_terminal: bool) -> Style {
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width =
        width.or_else(|| terminal_size::terminal_size().filter(|_| is_terminal).map(|(width, _)| usize::from(width.0)));
    Style { color, unicode: is_terminal && has_unicode(), width: width.unwrap_or(WIDTH) }
}

/// Whether the terminal shows box-drawing characters, by the locale's own word.
fn has_unicode() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match locale {
        Some(locale) => {
            let locale = locale.to_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        }
        None => cfg!(any(windows, target_os = "macos")),
    }
}
