//! Reports: findings and facts as text. One file a format; nothing here prints or knows how findings are made.

pub(crate) mod cargo;
mod checkstyle;
mod concise;
mod excerpt;
pub(crate) mod fingerprint;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod place;
mod rdjson;
pub(crate) mod rule_page;
mod sarif;
mod usage_json;
mod usage_table;
mod visible;

use std::io;

use serde::Serialize;

use crate::finding::Severity;
use crate::lint::Linted;
use crate::problem::Problem;
use crate::source::SourceFile;
use crate::usage::Project;

pub(crate) use github::summary;
pub(crate) use human::Style;
pub(crate) use json::schema as findings_schema;
pub(crate) use place::from_root;
pub(crate) use rule_page::RulePage;
pub(crate) use visible::visible;

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// With source lines and help; a table for `usage`
    #[value(alias = "table")]
    Human,
    /// One line per finding
    Concise,
    /// One JSON document
    Json,
    /// One JSON object per line
    Jsonl,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub Actions annotations, with the concise report
    Github,
    /// A GitLab Code Quality report
    Gitlab,
    /// JUnit XML
    Junit,
    /// Checkstyle XML
    Checkstyle,
    /// Diagnostics for reviewdog
    Rdjson,
    /// A Markdown table; documentation for `rules` and `explain`
    Markdown,
}

/// What reports say of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RuleInfo {
    /// Its id.
    pub(crate) id: String,
    /// A few words.
    pub(crate) summary: String,
    /// What breaks.
    pub(crate) why: String,
    /// The page of the rule.
    pub(crate) markdown: String,
    /// Kinds of trouble.
    pub(crate) tags: Vec<String>,
    /// From 0.1 to 10.0, for security rules.
    pub(crate) security_severity: Option<String>,
    /// Unless the configuration says otherwise.
    pub(crate) severity: Severity,
    /// Where to read on.
    pub(crate) url: Option<String>,
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
    /// The rules that ran, by id.
    pub(crate) rules: Vec<RuleInfo>,
    /// How the files use each other.
    pub(crate) project: Project,
    /// The working directory as seen from the repository's root; empty when it is the root, or there is no repository.
    pub(crate) prefix: String,
}

/// A file that was not read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub(crate) struct SkippedFile {
    /// The path as shown.
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
        Format::Sarif => sarif::write(out, outcome),
        Format::Github => github::write(out, outcome),
        Format::Gitlab => gitlab::write(out, outcome),
        Format::Junit => junit::write(out, outcome),
        Format::Checkstyle => checkstyle::write(out, outcome),
        Format::Rdjson => rdjson::write(out, outcome),
        Format::Markdown => markdown::write(out, outcome),
    }
}

/// Writes the usage facts of `outcome`.
pub(crate) fn usage(out: &mut dyn io::Write, format: Format, outcome: &Outcome) -> io::Result<()> {
    match format {
        Format::Json | Format::Jsonl => usage_json::write(out, outcome),
        _ => usage_table::write(out, outcome),
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
