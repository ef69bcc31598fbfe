//! Findings as JSON: one document, or one object a line. Lines and columns are 1-based, columns count characters.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Outcome, SkippedFile};
use crate::finding::{Confidence, Edit, Finding, Fix, Severity};
use crate::source::{Position, SourceFile, Span};

/// The whole report. The version changes when a field changes its meaning or goes away.
#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    /// The version of this form: 1.
    version: u32,
    /// By path, position and rule.
    findings: Vec<Item<'a>>,
    summary: Summary<'a>,
}

/// What the run was about.
#[derive(Serialize, JsonSchema)]
struct Summary<'a> {
    /// How many files of a known language there were.
    files: usize,
    /// How many findings there are.
    findings: usize,
    /// The files that were not read, or not completely.
    skipped: &'a [SkippedFile],
}

/// One finding.
#[derive(Serialize, JsonSchema)]
struct Item<'a> {
    /// The id of the rule.
    rule: &'a str,
    severity: Severity,
    confidence: Confidence,
    /// What was found, in one sentence.
    message: &'a str,
    /// As shown, with `/`; relative to the working directory where it lies below it.
    path: &'a str,
    #[serde(flatten)]
    place: Place,
    /// What to do instead.
    help: &'a str,
    /// Where to read more.
    url: Option<&'a str>,
    /// A tried way to fix it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<ItemFix<'a>>,
}

/// Where something stands; lines and columns count from 1, columns in characters.
#[derive(Serialize, JsonSchema)]
struct Place {
    /// The line of the first character.
    line: u32,
    /// The column of the first character.
    column: u32,
    /// The line of the first character behind it.
    end_line: u32,
    /// The column of the first character behind it.
    end_column: u32,
}

/// A way to fix a finding.
#[derive(Serialize, JsonSchema)]
struct ItemFix<'a> {
    /// What it does, in the imperative.
    title: &'a str,
    /// Whether `--fix` applies it; otherwise only with `--unsafe-fixes`.
    safe: bool,
    /// What it changes in the file, in order.
    edits: Vec<ItemEdit<'a>>,
}

/// A part of the file, and what is written in its place.
#[derive(Serialize, JsonSchema)]
struct ItemEdit<'a> {
    #[serde(flatten)]
    place: Place,
    /// The new text; empty where the part is removed.
    text: &'a str,
}

/// The JSON schema of the whole report.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Document<'_>).to_value()
}

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let findings: Vec<Item<'_>> = items(outcome).collect();
    let summary = Summary { files: outcome.files, findings: findings.len(), skipped: &outcome.skipped };
    serde_json::to_writer(&mut *out, &Document { version: 1, findings, summary })?;
    writeln!(out)
}

pub(super) fn write_lines(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    for item in items(outcome) {
        serde_json::to_writer(&mut *out, &item)?;
        writeln!(out)?;
    }
    Ok(())
}

fn items(outcome: &Outcome) -> impl Iterator<Item = Item<'_>> {
    outcome.reports.iter().flat_map(|(file, linted)| linted.findings.iter().map(move |finding| item(file, finding)))
}

fn item<'a>(file: &'a SourceFile, finding: &'a Finding) -> Item<'a> {
    Item {
        rule: &finding.rule,
        severity: finding.severity,
        confidence: finding.confidence,
        message: &finding.message,
        path: file.path(),
        place: place(file, finding.span),
        help: &finding.help,
        url: finding.url.as_deref(),
        fix: finding.fix.as_ref().map(|fix| item_fix(file, fix)),
    }
}

fn item_fix<'a>(file: &SourceFile, fix: &'a Fix) -> ItemFix<'a> {
    let edit = |edit: &'a Edit| ItemEdit { place: place(file, edit.span), text: &edit.text };
    ItemFix { title: &fix.title, safe: fix.is_safe, edits: fix.edits.iter().map(edit).collect() }
}

fn place(file: &SourceFile, span: Span) -> Place {
    let Position { line, column } = file.position(span.start);
    let end = file.position(span.end);
    Place { line, column, end_line: end.line, end_column: end.column }
}
