//! Code actions: to allow a finding, to mend it, to mend all that can be mended safely.

use lsp_types::Range;
use serde_json::{Value, json};

use super::diagnostics;
use super::document::{Document, Found};
use super::server::{Client, part};
use super::workspace::Workspace;
use crate::finding::{Edit, Finding};
use crate::lint::allow;

/// The kind of the action that mends everything.
pub(super) const FIX_ALL: &str = "source.fixAll.redlint";

/// How many findings actions are offered for: a selection may hold thousands.
const MOST_FINDINGS: usize = 30;

/// What the client asks for.
pub(super) struct Wanted {
    range: Range,
    only: Option<Vec<String>>,
}

impl Wanted {
    pub(super) fn read(params: &Value) -> Option<Self> {
        let only = params.get("context").and_then(|context| part(context, "only"));
        Some(Self { range: part(params, "range")?, only })
    }

    /// Whether actions of `kind` are asked for: the kind or one above it is named, or none at all.
    fn has(&self, kind: &str) -> bool {
        let Some(only) = &self.only else { return true };
        only.iter()
            .any(|only| kind.strip_prefix(only.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }
}

/// The actions for what is found in a range.
pub(super) fn all(document: &Document, workspace: &Workspace, client: Client, wanted: &Wanted) -> Value {
    let mut actions = Vec::new();
    if let (Some(found), Some(loaded)) = (&document.found, &workspace.loaded) {
        if wanted.has("quickfix") {
            let span = client.encoding.span(found.file.text(), found.file.lines(), wanted.range);
            let touched = found
                .linted
                .findings
                .iter()
                .filter(|finding| finding.span.start <= span.end && span.start <= finding.span.end);
            let touched: Vec<Finding> = touched.take(MOST_FINDINGS).cloned().collect();
            let offers = allow::offers(&found.file, &touched, &loaded.settings.linter);
            for (finding, allow) in touched.iter().zip(offers) {
                let diagnostic = diagnostics::one(&document.uri, &found.file, finding, client);
                for fix in finding.fix.iter().chain(&allow) {
                    actions.push(json!({
                        "title": capitalised(&fix.title),
                        "kind": "quickfix",
                        "diagnostics": [diagnostic],
                        "isPreferred": fix.is_safe,
                        "edit": edit(document, found, client, &fix.edits),
                    }));
                }
            }
        }
        let edits = safe_edits(&found.linted.findings);
        if wanted.has(FIX_ALL) && !edits.is_empty() {
            let edit = edit(document, found, client, &edits);
            actions.push(json!({"title": "Apply all safe redlint fixes", "kind": FIX_ALL, "edit": edit}));
        }
    }
    Value::Array(actions)
}

/// The edits of all safe fixes; of fixes that get in each other's way, the first.
fn safe_edits(findings: &[Finding]) -> Vec<Edit> {
    let mut fixes: Vec<_> =
        findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.is_safe).collect();
    fixes.sort_by_key(|fix| fix.edits.first().map(|edit| edit.span));
    let mut edits: Vec<Edit> = Vec::new();
    for fix in fixes {
        let end = edits.last().map_or(0, |edit| edit.span.end);
        if fix.edits.iter().all(|edit| edit.span.start >= end)
            && !edits.iter().rev().take(fix.edits.len()).eq(fix.edits.iter().rev())
        {
            edits.extend(fix.edits.iter().cloned());
        }
    }
    edits
}

fn edit(document: &Document, found: &Found, client: Client, edits: &[Edit]) -> Value {
    let range = |edit: &Edit| client.encoding.range(found.file.text(), found.file.lines(), edit.span);
    let edits: Vec<Value> = edits.iter().map(|edit| json!({"range": range(edit), "newText": edit.text})).collect();
    if client.has_versioned_edits {
        let document = json!({"uri": document.uri, "version": document.version});
        json!({"documentChanges": [{"textDocument": document, "edits": edits}]})
    } else {
        json!({"changes": {document.uri.as_str(): edits}})
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
