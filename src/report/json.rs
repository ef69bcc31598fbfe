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
    version: u32,
    findings: Vec<Item<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize, JsonSchema)]
struct Summary<'a> {
    files: usize,
    findings: usize,
    skipped: &'a [SkippedFile],
}

/// One finding.
#[derive(Serialize, JsonSchema)]
struct Item<'a> {
    rule: &'a str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    path: &'a str,
    #[serde(flatten)]
    place: Place,
    help: &'a str,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<ItemFix<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Place {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize, JsonSchema)]
struct ItemFix<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<ItemEdit<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct ItemEdit<'a> {
    #[serde(flatten)]
    place: Place,
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
