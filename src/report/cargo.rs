//! Findings as cargo's own JSON lines, for rust-analyzer.
//!
//! All lines belong to one package of our own, and the last one says that it is finished: that is what makes rust-analyzer forget the findings of the run
//! before, in every version. Columns count characters; the text of the lines is what rust-analyzer turns them into its own columns with.

use std::io;
use std::path::Path;

use serde_json::{Value, json};

use super::Outcome;
use super::human::{self, Style};
use crate::finding::{Finding, Fix, Severity};
use crate::problem::Problem;
use crate::source::{Language, SourceFile, Span};

/// The package that all lines belong to.
const PACKAGE: &str = "redlint";

/// Lines of source longer than this many bytes are not quoted: many findings in one would quote it many times.
const LONGEST_QUOTE: usize = 4096;

/// What all lines have in common.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape<'a> {
    /// The manifest of the workspace's root. Shown paths are relative to its folder.
    pub(crate) manifest: &'a Path,
    /// Whether the text for people has colours.
    pub(crate) has_colour: bool,
}

/// What allows each of the findings of a file, where something does.
pub(crate) type Offers<'a> = &'a dyn Fn(&SourceFile, &[Finding]) -> Vec<Option<Fix>>;

/// Writes the findings of `outcome` and the line that ends them.
pub(crate) fn findings(out: &mut dyn io::Write, shape: &Shape, outcome: &Outcome, offers: Offers) -> io::Result<()> {
    for (file, linted) in &outcome.reports {
        let offers = offers(file, &linted.findings);
        for (finding, allow) in linted.findings.iter().zip(offers) {
            let fixes = allow.iter().chain(&finding.fix);
            shape.message(out, &finding_message(shape, file, finding, fixes))?;
        }
    }
    shape.end(out)
}

/// Writes why there are no findings: what is wrong with the files that steer redlint, where it is, and other reasons at the manifest.
pub(crate) fn problems(
    out: &mut dyn io::Write,
    shape: &Shape,
    problems: &[Problem],
    errors: &[String],
) -> io::Result<()> {
    for problem in problems {
        let file = SourceFile::new(&*problem.file, &*problem.text, Language::Yaml);
        let help = problem.help.iter().map(|help| note("help", help));
        let span = shape.span(&file, problem.span, &problem.label, true);
        shape.message(out, &config_message(&problem.message, &[span], &help.collect::<Vec<_>>()))?;
    }
    // a YAML file is only shown while it is open, the manifest always is
    let from_problems = problems.iter().map(ToString::to_string);
    for text in from_problems.chain(errors.iter().cloned()) {
        let manifest = SourceFile::new(shape.manifest.to_string_lossy(), "", Language::Toml);
        let span = shape.span(&manifest, Span::default(), "", true);
        shape.message(out, &config_message(&format!("redlint has not run: {text}"), &[span], &[]))?;
    }
    shape.end(out)
}

fn config_message(message: &str, spans: &[Value], children: &[Value]) -> Value {
    json!({
        "message": message,
        "code": {"code": "redlint::config", "explanation": null},
        "level": "error",
        "spans": spans,
        "children": children,
        "rendered": format!("error: {message}\n"),
    })
}

fn finding_message<'a>(
    shape: &Shape,
    file: &SourceFile,
    finding: &'a Finding,
    fixes: impl Iterator<Item = &'a Fix>,
) -> Value {
    let mut spans = vec![shape.span(file, finding.span, &finding.label, true)];
    let related = finding.related.iter().filter(|related| !related.label.is_empty());
    spans.extend(related.map(|related| shape.span(file, related.span, &related.label, false)));
    let mut children = Vec::new();
    if !finding.help.is_empty() {
        children.push(note("help", &finding.help));
    }
    // there is no other place for a link
    children.extend(finding.url.iter().map(|url| note("note", &format!("see {url}"))));
    children.extend(fixes.map(|fix| fix_child(shape, file, finding, fix)));
    let style = Style { color: shape.has_colour, unicode: true, width: 100 };
    json!({
        "message": finding.message,
        "code": {"code": format!("redlint::{}", finding.rule), "explanation": null},
        "level": level(finding.severity),
        "spans": spans,
        "children": children,
        "rendered": human::rendered(style, file, finding),
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A remark without a place, which rust-analyzer adds to the message.
fn note(level: &str, text: &str) -> Value {
    json!({"message": text, "code": null, "level": level, "spans": [], "children": [], "rendered": null})
}

/// A quick fix. It is only offered where one of its spans is, so the first one is the flagged token, with nothing to replace.
fn fix_child(shape: &Shape, file: &SourceFile, finding: &Finding, fix: &Fix) -> Value {
    let applicability = if fix.is_safe { "MachineApplicable" } else { "MaybeIncorrect" };
    let mut spans = Vec::new();
    if !fix.edits.iter().any(|edit| edit.span == finding.span) {
        spans.push(shape.span(file, finding.span, "", true));
    }
    for edit in &fix.edits {
        let mut span = shape.span(file, edit.span, "", true);
        span["suggested_replacement"] = json!(edit.text);
        span["suggestion_applicability"] = json!(applicability);
        spans.push(span);
    }
    json!({"message": fix.title, "code": null, "level": "help", "spans": spans, "children": [], "rendered": null})
}

impl Shape<'_> {
    fn message(&self, out: &mut dyn io::Write, message: &Value) -> io::Result<()> {
        let manifest = self.manifest.to_string_lossy();
        let line = json!({
            "reason": "compiler-message",
            "package_id": PACKAGE,
            "manifest_path": manifest,
            "target": self.target(),
            "message": message,
        });
        writeln!(out, "{line}")
    }

    /// The line that ends ours.
    fn end(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let line = json!({
            "reason": "compiler-artifact",
            "package_id": PACKAGE,
            "manifest_path": self.manifest.to_string_lossy(),
            "target": self.target(),
            "profile": {"opt_level": "0", "debuginfo": 0, "debug_assertions": false, "overflow_checks": false, "test": false},
            "features": [],
            "filenames": [],
            "executable": null,
            "fresh": false,
        });
        writeln!(out, "{line}")
    }

    fn target(&self) -> Value {
        json!({
            "kind": ["bin"],
            "crate_types": ["bin"],
            "name": PACKAGE,
            "src_path": self.manifest.to_string_lossy(),
            "edition": "2021",
            "doc": false,
            "doctest": false,
            "test": false,
        })
    }

    fn span(&self, file: &SourceFile, span: Span, label: &str, is_primary: bool) -> Value {
        let (start, end) = (file.position(span.start), file.position(span.end));
        let root = self.manifest.parent().unwrap_or(Path::new(""));
        let quoted: Option<Vec<Value>> = (start.line..=end.line)
            .map(|line| {
                let text = file.slice(file.lines().line_span(line, file.text().len()));
                let text = text.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
                let from = if line == start.line { start.column } else { 1 };
                let whole = || u32::try_from(text.chars().count() + 1).unwrap_or(u32::MAX);
                let to = || if line == end.line { end.column } else { whole() };
                (text.len() <= LONGEST_QUOTE)
                    .then(|| json!({"text": text, "highlight_start": from, "highlight_end": to()}))
            })
            .collect();
        json!({
            "file_name": root.join(file.path()).to_string_lossy(),
            "byte_start": span.start,
            "byte_end": span.end,
            "line_start": start.line,
            "line_end": end.line,
            "column_start": start.column,
            "column_end": end.column,
            "is_primary": is_primary,
            "text": quoted.unwrap_or_default(),
            "label": (!label.is_empty()).then_some(label),
            "suggested_replacement": null,
            "suggestion_applicability": null,
            "expansion": null,
        })
    }
}
