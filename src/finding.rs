//! Findings: what rules report. Plain data; no renderer, no language, no file access.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::source::Span;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never fails a run unless asked for.
    Advice,
    /// Probably wrong.
    Warning,
    /// Against a written convention.
    Error,
}

/// How sure redlint is that the code means what the finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// A bare guess, hidden unless asked for.
    Possible,
    /// A Redis-like receiver name or an unmistakable command.
    Likely,
    /// Resolved to the client library by import, constructor or type, or written in a document that can mean nothing else.
    Certain,
}

impl Severity {
    /// Lower-case name as in reports and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Advice => "advice",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl Confidence {
    /// Lower-case name as in reports and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }
}

/// One violation in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: Arc<str>,
    /// How bad, after configuration.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The offending token: byte offsets into the file.
    pub span: Span,
    /// A short phrase to print under the span; may be empty.
    pub label: String,
    /// One sentence that names what was seen.
    pub message: String,
    /// What to do instead, with this team's values.
    pub help: String,
    /// Page of the rule.
    pub url: Option<String>,
    /// Other places of the same file that belong to it.
    pub related: Vec<Related>,
    /// How to mend it mechanically, if that can be told.
    pub fix: Option<Fix>,
}

/// A second place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Byte offsets into the same file.
    pub span: Span,
    /// What stands there.
    pub label: String,
}

/// A mechanical change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: String,
    /// Replacements that do not overlap, in source order.
    pub edits: Vec<Edit>,
    /// Whether it keeps the meaning for sure.
    pub is_safe: bool,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// By what.
    pub text: String,
}
