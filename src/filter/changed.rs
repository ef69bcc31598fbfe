//! Changed lines: which findings a change is answerable for.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::source::{SourceFile, Span};

/// Changed lines by path from the repository's root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Changed {
    files: HashMap<String, Lines>,
}

/// The changed lines of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lines {
    /// A new file.
    All,
    /// First and last of each run, 1-based, ascending.
    Some(Vec<(u32, u32)>),
}

impl Changed {
    /// Reads what `git diff --unified=0` prints.
    pub(crate) fn read(diff: &str) -> Self {
        let mut files: HashMap<String, Lines> = HashMap::new();
        let mut current: Option<String> = None;
        let mut in_hunk = 0_u64;
        for line in diff.split('\n') {
            // the lines of a hunk are counted, so that an added line `++ x` is not taken for a head
            if in_hunk > 0 && matches!(line.as_bytes().first(), Some(b'+' | b'-' | b'\\')) {
                if !line.starts_with('\\') {
                    in_hunk -= 1;
                }
                continue;
            }
            if let Some(path) = line.strip_prefix("+++ ") {
                current = new_path(path);
            } else if let Some(rest) = line.strip_prefix("@@ -")
                && let Some((old, new)) = hunk(rest)
            {
                in_hunk = u64::from(old.1) + u64::from(new.1);
                let Some(path) = &current else { continue };
                let lines = files.entry(path.clone()).or_insert_with(|| Lines::Some(Vec::new()));
                if let Lines::Some(runs) = lines
                    && new.1 > 0
                {
                    runs.push((new.0, new.0.saturating_add(new.1 - 1)));
                }
            }
        }
        Self { files }
    }

    /// A file of which everything is new.
    pub(crate) fn add_file(&mut self, path: impl Into<String>) {
        self.files.insert(path.into(), Lines::All);
    }

    /// Whether the finding, or a place that belongs to it, touches a changed line of the file at `path` from the repository's root.
    pub(crate) fn touches(&self, path: &str, file: &SourceFile, finding: &Finding) -> bool {
        match self.files.get(path) {
            None => false,
            Some(Lines::All) => true,
            Some(Lines::Some(runs)) => std::iter::once(finding.span)
                .chain(finding.related.iter().map(|related| related.span))
                .any(|span| is_touched(runs, file, span)),
        }
    }
}

fn is_touched(runs: &[(u32, u32)], file: &SourceFile, span: Span) -> bool {
    let first = file.lines().line(span.start);
    let last = file.lines().line(span.end.saturating_sub(1).max(span.start));
    runs.iter().any(|&(from, to)| from <= last && first <= to)
}

/// The path of a `+++` line; `None` for a file that was deleted.
fn new_path(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['\t', '\r']);
    if text == "/dev/null" {
        return None;
    }
    let path = if text.starts_with('"') { unquoted(text) } else { text.to_owned() };
    Some(path.strip_prefix("b/").unwrap_or(&path).to_owned())
}

/// A path as git quotes it: backslash escapes and octal bytes.
fn unquoted(text: &str) -> String {
    let inner = text.trim_matches('"').as_bytes();
    let mut out = Vec::with_capacity(inner.len());
    let mut at = 0;
    while let Some(&byte) = inner.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let digits = inner.get(at..at + 3).filter(|digits| digits.iter().all(|d| (b'0'..b'8').contains(d)));
        if let Some(digits) = digits {
            let value = digits.iter().fold(0_u32, |value, digit| value * 8 + u32::from(digit - b'0'));
            out.push(u8::try_from(value).unwrap_or(b'?'));
            at += 3;
            continue;
        }
        out.push(match inner.get(at) {
            Some(b'n') => b'\n',
            Some(b't') => b'\t',
            Some(b'r') => b'\r',
            Some(&other) => other,
            None => break,
        });
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Start and number of the old and the new lines in `1,2 +3,4 @@`.
fn hunk(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (old, rest) = text.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    Some((range(old)?, range(new)?))
}

fn range(text: &str) -> Option<(u32, u32)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_name_the_new_lines() {
        let diff = "diff --git a/x.py b/y.py\nsimilarity index 90%\nrename from x.py\nrename to y.py\n--- a/x.py\n+++ b/y.py\n@@ -1,0 +2,2 @@ def f():\n+++ b/no.py\n+a\n@@ -9 +12 @@\n-x\n+y\n--- a/gone.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        let changed = Changed::read(diff);
        assert_eq!(changed.files.len(), 1);
        assert_eq!(changed.files["y.py"], Lines::Some(vec![(2, 3), (12, 12)]));
    }

    #[test]
    fn quoted_paths_are_read() {
        assert_eq!(new_path("\"b/\\303\\274 \\\"x\\\".py\"").as_deref(), Some("ü \"x\".py"));
    }
}
