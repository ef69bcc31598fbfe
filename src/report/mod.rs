//! Reports: findings and facts as text. One file a format; nothing here prints or knows how findings are made.

mod concise;
mod excerpt;
mod human;
mod json;
mod usage_json;
mod usage_table;
mod visible;

use std::io;

use serde::Serialize;

use crate::finding::Severity;
use crate::lint::Linted;
use crate::problem::Problem;
use crate::source::SourceFile;

pub(crate) use human::Style;
pub(crate) use visible::visible;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// With the lines of source and help; `usage`: a table
    Human,
    /// One line a finding
    Concise,
    /// One document
    Json,
    /// One JSON object a line
    Jsonl,
}

/// What a run over many files gave.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The files with something to tell, by path.
    pub(crate) reports: Vec<(SourceFile, Linted)>,
    /// What was not read, by path.
    pub(crate) skipped: Vec<SkippedFile>,
    /// How many files of a known language there were.
    pub(crate) files: usize,
}

/// A file that was not read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct SkippedFile {
    /// As shown.
    pub(crate) path: String,
    /// Why.
    pub(crate) reason: String,
}

impl Outcome {
    /// How many findings of one severity there are.
    pub(crate) fn count_of(&self, severity: Severity) -> usize {
        let findings = self.reports.iter().flat_map(|(_, linted)| &linted.findings);
        findings.filter(|finding| finding.severity == severity).count()
    }
}

/// Writes the findings of `outcome`.
pub(crate) fn findings(out: &mut dyn io::Write, format: Format, style: Style, outcome: &Outcome) -> io::Result<()> {
    match format {
        Format::Human => human::write(out, style, outcome),
        Format::Concise => concise::write(out, outcome),
        Format::Json => json::write(out, outcome),
        Format::Jsonl => json::write_lines(out, outcome),
    }
}

/// Writes the usage facts of `outcome`.
pub(crate) fn usage(out: &mut dyn io::Write, format: Format, outcome: &Outcome) -> io::Result<()> {
    match format {
        Format::Human | Format::Concise => usage_table::write(out, outcome),
        Format::Json | Format::Jsonl => usage_json::write(out, outcome),
    }
}

/// Writes what is wrong with the files that steer redlint.
pub(crate) fn problems(out: &mut dyn io::Write, style: Style, problems: &[Problem]) -> io::Result<()> {
    problems.iter().try_for_each(|problem| human::write_problem(out, style, problem))
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::source::Language;
    use crate::usage::Fact;

    /// One file that holds `text` and in which `facts` were found.
    pub(super) fn outcome(text: &str, facts: Vec<Fact>) -> Outcome {
        let file = SourceFile::new("src/a.py", text, Language::Python);
        Outcome { reports: vec![(file, Linted { facts, ..Linted::default() })], ..Outcome::default() }
    }
}
