//! Reviewdog's diagnostics.

use std::io;

use serde_json::{Value, json};

use super::Outcome;
use super::place::{Place, path};
use crate::finding::Severity;
use crate::source::{SourceFile, Span};

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut diagnostics: Vec<Value> = Vec::new();
    for (file, linted) in &outcome.reports {
        for finding in &linted.findings {
            let message = if finding.help.is_empty() {
                finding.message.clone()
            } else {
                format!("{}\n{}", finding.message, finding.help)
            };
            let mut code = json!({"value": &*finding.rule});
            if let Some(url) = &finding.url {
                code["url"] = json!(url);
            }
            let mut item = json!({
                "message": message,
                "location": {"path": path(outcome, file.path()), "range": range(file, finding.span)},
                "severity": match finding.severity {
                    Severity::Advice => "INFO",
                    Severity::Warning => "WARNING",
                    Severity::Error => "ERROR",
                },
                "code": code,
            });
            if let Some(fix) = &finding.fix {
                item["suggestions"] =
                    fix.edits.iter().map(|edit| json!({"range": range(file, edit.span), "text": edit.text})).collect();
            }
            diagnostics.push(item);
        }
    }
    let log =
        json!({"source": {"name": "redlint", "url": "https://crates.io/crates/redlint"}, "diagnostics": diagnostics});
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Columns of this format count bytes.
fn range(file: &SourceFile, span: Span) -> Value {
    let place = Place::of(file, span);
    let column = |line: u32, offset: u32| {
        let start = file.lines().line_span(line, file.text().len()).start;
        offset.saturating_sub(start) + 1
    };
    json!({
        "start": {"line": place.start.line, "column": column(place.start.line, span.start)},
        "end": {"line": place.end.line, "column": column(place.end.line, span.end)},
    })
}
