//! Findings as a Markdown table, for job summaries and comments on changes.

use std::io;

use super::Outcome;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let findings = outcome.reports.iter().flat_map(|(file, linted)| linted.findings.iter().map(move |one| (file, one)));
    let mut findings = findings.peekable();
    if findings.peek().is_none() {
        return writeln!(out, "No findings.");
    }
    writeln!(out, "| place | rule | message |\n|---|---|---|")?;
    for (file, finding) in findings {
        let at = file.position(finding.span.start);
        let place = cell(&format!("{}:{}:{}", file.path(), at.line, at.column));
        let (severity, rule) = (finding.severity.name(), &finding.rule);
        writeln!(out, "| {place} | {severity}: `{rule}` | {}<br>{} |", cell(&finding.message), cell(&finding.help))?;
    }
    Ok(())
}

/// A text inside a table.
fn cell(text: &str) -> String {
    super::visible(text).replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}
