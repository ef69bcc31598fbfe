//! Paths and positions as CI services want them.

use super::Outcome;
use crate::finding::Finding;
use crate::source::{Position, SourceFile, Span};

/// Where a finding stands: 1-based lines and columns in characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) start: Position,
    pub(super) end: Position,
}

impl Place {
    pub(super) fn of(file: &SourceFile, span: Span) -> Self {
        Self { start: file.position(span.start), end: file.position(span.end) }
    }
}

/// The path from the repository's root; absolute when the file lies outside.
pub(super) fn path(outcome: &Outcome, shown: &str) -> String {
    from_root(&outcome.prefix, shown)
}

/// The path from the repository's root of one that is shown relative to the folder `prefix` of it.
pub(crate) fn from_root(prefix: &str, shown: &str) -> String {
    if shown.starts_with('/') {
        return shown.to_owned();
    }
    let mut parts: Vec<&str> = prefix.split('/').filter(|part| !part.is_empty()).collect();
    for part in shown.split('/') {
        match part {
            "" | "." => {}
            ".." if !parts.is_empty() => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// All findings with their files, worst first, then in order.
pub(super) fn worst_first(outcome: &Outcome) -> Vec<(&SourceFile, &Finding)> {
    let mut all: Vec<(&SourceFile, &Finding)> = outcome
        .reports
        .iter()
        .flat_map(|(file, linted)| linted.findings.iter().map(move |finding| (file, finding)))
        .collect();
    all.sort_by_key(|(_, finding)| std::cmp::Reverse(finding.severity));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_start_at_the_repository() {
        let outcome = Outcome { prefix: "sub/dir".to_owned(), ..Outcome::default() };
        assert_eq!(path(&outcome, "./a.py"), "sub/dir/a.py");
        assert_eq!(path(&outcome, "../a.py"), "sub/a.py");
        assert_eq!(path(&outcome, "/etc/a.py"), "/etc/a.py");
    }
}
