//! Findings as diagnostics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::DiagnosticSeverity;
use serde_json::{Value, json};

use super::document::Document;
use super::server::Client;
use crate::finding::{Finding, Severity};
use crate::problem::Problem;
use crate::source::{LineIndex, SourceFile};

/// The findings in a document as it was last looked at.
pub(super) fn all(document: &Document, client: Client) -> Vec<Value> {
    let Some(found) = &document.found else { return Vec::new() };
    found.linted.findings.iter().map(|finding| one(&document.uri, &found.file, finding, client)).collect()
}

/// One finding.
pub(super) fn one(uri: &str, file: &SourceFile, finding: &Finding, client: Client) -> Value {
    let range = |span| client.encoding.range(file.text(), file.lines(), span);
    let message = match finding.help.as_str() {
        "" => finding.message.clone(),
        help => format!("{}\nhelp: {help}", finding.message),
    };
    let mut diagnostic = json!({
        "range": range(finding.span),
        "severity": severity(finding.severity),
        "code": &*finding.rule,
        "source": "redlint",
        "message": message,
    });
    if client.has_links
        && let Some(url) = &finding.url
    {
        diagnostic["codeDescription"] = json!({"href": url});
    }
    if client.has_related && !finding.related.is_empty() {
        let related = finding.related.iter();
        let related: Vec<Value> = related
            .map(|related| json!({"location": {"uri": uri, "range": range(related.span)}, "message": related.label}))
            .collect();
        diagnostic["relatedInformation"] = json!(related);
    }
    diagnostic
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Advice => DiagnosticSeverity::INFORMATION,
    }
}

/// What is wrong with the files that steer redlint, by file; names are relative to `folder`.
pub(super) fn problems(folder: &Path, problems: &[Problem], client: Client) -> BTreeMap<PathBuf, Vec<Value>> {
    let mut by_file: BTreeMap<PathBuf, Vec<Value>> = BTreeMap::new();
    for problem in problems {
        let lines = LineIndex::new(&problem.text);
        let help = problem.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        by_file.entry(folder.join(&*problem.file)).or_default().push(json!({
            "range": client.encoding.range(&problem.text, &lines, problem.span),
            "severity": DiagnosticSeverity::ERROR,
            "code": "config",
            "source": "redlint",
            "message": format!("{}{help}", problem.message),
        }));
    }
    by_file
}
