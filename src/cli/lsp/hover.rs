//! What a finding is about, as Markdown.

use std::fmt::Write as _;

use lsp_types::Position;
use serde_json::{Value, json};

use super::document::Document;
use super::server::Client;
use super::workspace::Workspace;
use crate::finding::Finding;
use crate::lint::Linter;

/// The explanation of what is found at `position`; null where nothing is.
pub(super) fn at(document: &Document, workspace: &Workspace, client: Client, position: Position) -> Value {
    let (Some(found), Some(loaded)) = (&document.found, &workspace.loaded) else { return Value::Null };
    let (text, lines) = (found.file.text(), found.file.lines());
    let at = client.encoding.offset(text, lines, position);
    let hit = |finding: &&Finding| finding.span.start as usize <= at && at <= finding.span.end as usize;
    let hits: Vec<&Finding> = found.linted.findings.iter().filter(hit).collect();
    let Some(first) = hits.first() else { return Value::Null };
    let pages: Vec<String> = hits.iter().map(|finding| page(finding, &loaded.settings.linter)).collect();
    json!({
        "contents": {"kind": "markdown", "value": pages.join("\n\n---\n\n")},
        "range": client.encoding.range(text, lines, first.span),
    })
}

fn page(finding: &Finding, linter: &Linter) -> String {
    let mut page = format!(
        "**{}** `{}` ({})\n\n{}",
        finding.severity.name(),
        finding.rule,
        finding.confidence.name(),
        finding.message
    );
    if !finding.help.is_empty() {
        let _ = write!(page, "\n\n**Instead:** {}", finding.help);
    }
    if let Some(rule) = linter.rule(&finding.rule) {
        let _ = write!(page, "\n\n{}", rule.raw.why.trim());
        for link in &rule.raw.links {
            let _ = write!(page, "\n\n<{link}>");
        }
    }
    page
}
