//! Suppression comments: `redlint: allow(rule[, rule]) reason` and `redlint: allow-file(rule) reason`.
//!
//! They stand in a comment of the host language. At the end of a line they hold for that line, on a line of their own for the statement or key
//! below (see [`super::extent`]); stacked ones hold together. One that takes nothing away is itself worth a finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::extent::Extents;
use crate::finding::Finding;
use crate::ir::{Comment, Parsed, TextMap};
use crate::source::{SourceFile, Span};

/// What introduces a suppression, also for the prefilter.
pub(crate) const MARK: &str = "redlint:";

/// All suppressions of one file.
#[derive(Debug, Default)]
pub(crate) struct Suppressions {
    entries: Vec<Entry>,
    malformed: Vec<Span>,
    /// The comments of the file and of what is embedded in it, when one of them may be a suppression.
    comments: Vec<Span>,
}

/// One rule named in one comment.
#[derive(Debug)]
struct Entry {
    rule: String,
    /// Where the rule is named.
    span: Span,
    reason: Arc<str>,
    /// First and last line that it holds for.
    lines: (u32, u32),
    is_used: bool,
}

/// One entry among those of its rule.
struct Candidate {
    /// First line that it holds for.
    first: u32,
    /// The last line that it or one before it holds for.
    reach: u32,
    /// Its index.
    entry: usize,
}

/// A finding that was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What would have been reported.
    pub finding: Finding,
    /// What the comment gives as the reason; may be empty.
    pub reason: Arc<str>,
}

/// A suppression that does not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Idle {
    /// The rule named; the whole comment when it could not be read.
    pub(crate) span: Span,
    /// Why.
    pub(crate) kind: IdleKind,
}

/// Why a suppression does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum IdleKind {
    /// There is no finding of this rule here.
    Unused(String),
    /// No rule has this name.
    Unknown(String),
    /// `redlint:` is there, but not in a form that is understood.
    Malformed,
}

impl Suppressions {
    /// Reads the comments of a file, and of the texts embedded in it, which come as what was parsed and where it stands.
    pub(crate) fn read<'a>(
        file: &SourceFile,
        parts: impl IntoIterator<Item = (&'a Parsed, Option<&'a TextMap>)>,
    ) -> Self {
        let mut this = Self::default();
        // the tree is only looked at when there is something to suppress
        if !file.text().contains(MARK) {
            return this;
        }
        let parts: Vec<_> = parts.into_iter().collect();
        let mut extents = Extents::default();
        let mut comments: Vec<Span> = Vec::new();
        for (parsed, map) in &parts {
            let place = |offset: u32| map.map_or(offset, |map| map.source(offset));
            extents.add(parsed, &|offset| file.lines().line(place(offset)));
            comments.extend(parsed.comments.iter().map(|Comment { span }| map.map_or(*span, |map| map.span(*span))));
        }
        comments.sort_unstable();
        comments.dedup();
        let own_lines = own_lines(file, &comments);
        for &comment in &comments {
            this.read_comment(file, comment, &own_lines, &extents);
        }
        this.comments = comments;
        this
    }

    fn read_comment(&mut self, file: &SourceFile, comment: Span, own_lines: &[OwnLines], extents: &Extents) {
        let text = file.slice(comment);
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            if let Some(found) = directive(line) {
                let base = comment.start as usize + offset;
                let here = |span: (usize, usize)| Span::new(base + span.0, base + span.1);
                match found {
                    Directive::Malformed(span) => self.malformed.push(here(span)),
                    Directive::Allow { is_file, rules, reason } => {
                        let lines = if is_file { (0, u32::MAX) } else { target(file, comment, own_lines, extents) };
                        let reason: Arc<str> = reason.into();
                        self.entries.extend(rules.into_iter().map(|(rule, span)| Entry {
                            rule,
                            span: here(span),
                            reason: reason.clone(),
                            lines,
                            is_used: false,
                        }));
                    }
                }
            }
            offset += line.len();
        }
    }

    /// Takes the suppressed ones out of `findings`.
    pub(crate) fn apply(&mut self, file: &SourceFile, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
        if self.entries.is_empty() {
            return Vec::new();
        }
        let mut suppressed = Vec::new();
        let by_rule = self.by_rule();
        findings.retain(|finding| {
            let line = file.lines().line(finding.span.start);
            let candidates = by_rule.get(&*finding.rule).map(Vec::as_slice).unwrap_or_default();
            let starts_before = candidates.partition_point(|candidate| candidate.first <= line);
            let mut reason = None;
            for candidate in candidates[..starts_before].iter().rev() {
                // none of those further up reaches this line
                if candidate.reach < line {
                    break;
                }
                let entry = &mut self.entries[candidate.entry];
                if line <= entry.lines.1 {
                    entry.is_used = true;
                    reason = Some(entry.reason.clone());
                }
            }
            let Some(reason) = reason else { return true };
            suppressed.push(Suppressed { finding: finding.clone(), reason });
            false
        });
        suppressed
    }

    /// The entries of each rule by first line, so that many suppressions and many findings do not meet each one with each.
    fn by_rule(&self) -> BTreeMap<String, Vec<Candidate>> {
        let mut by_rule: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let candidate = Candidate { first: entry.lines.0, reach: entry.lines.1, entry: index };
            by_rule.entry(entry.rule.clone()).or_default().push(candidate);
        }
        for candidates in by_rule.values_mut() {
            candidates.sort_unstable_by_key(|candidate| candidate.first);
            let mut reach = 0;
            for candidate in candidates {
                reach = reach.max(candidate.reach);
                candidate.reach = reach;
            }
        }
        by_rule
    }

    /// The comments of the file; none when none of them can be a suppression.
    pub(crate) fn into_comments(self) -> Vec<Span> {
        self.comments
    }

    /// Whether the file has none, not even one that is not understood.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.malformed.is_empty()
    }

    /// The suppressions that took nothing away. `is_known` tells whether a rule exists, `ran` whether it looked at this file: one that did not
    /// says nothing about its suppressions.
    pub(crate) fn idle(&self, is_known: impl Fn(&str) -> bool, ran: impl Fn(&str) -> bool) -> Vec<Idle> {
        let mut idle: Vec<Idle> = self.malformed.iter().map(|&span| Idle { span, kind: IdleKind::Malformed }).collect();
        for entry in self.entries.iter().filter(|entry| !entry.is_used) {
            let kind = if !is_known(&entry.rule) {
                IdleKind::Unknown(entry.rule.clone())
            } else if ran(&entry.rule) {
                IdleKind::Unused(entry.rule.clone())
            } else {
                continue;
            };
            idle.push(Idle { span: entry.span, kind });
        }
        idle.sort_unstable_by_key(|idle| idle.span);
        idle
    }
}

/// A comment that has its lines for itself.
struct OwnLines {
    first: u32,
    last: u32,
    /// The first line below it and the comments that are stacked under it.
    below: u32,
}

/// The comments that have their lines for themselves, ascending.
fn own_lines(file: &SourceFile, comments: &[Span]) -> Vec<OwnLines> {
    let mut out: Vec<OwnLines> = Vec::new();
    for &comment in comments {
        let (first, last) = line_range(file, comment);
        let line = file.lines().line_span(first, file.text().len());
        let before = file.slice(Span { start: line.start, end: comment.start });
        if before.trim_start_matches('\u{feff}').trim().is_empty() {
            out.push(OwnLines { first, last, below: last + 1 });
        }
    }
    let mut next: Option<(u32, u32)> = None;
    for own in out.iter_mut().rev() {
        if let Some((first, below)) = next
            && first == own.last + 1
        {
            own.below = below;
        }
        next = Some((own.first, own.below));
    }
    out
}

fn line_range(file: &SourceFile, span: Span) -> (u32, u32) {
    let text = file.slice(span);
    let end = span.start + u32::try_from(text.trim_end().len()).unwrap_or(0);
    (file.lines().line(span.start), file.lines().line(end.saturating_sub(1).max(span.start)))
}

/// The lines that a suppression in `comment` holds for.
fn target(file: &SourceFile, comment: Span, own_lines: &[OwnLines], extents: &Extents) -> (u32, u32) {
    let (first, last) = line_range(file, comment);
    let Ok(index) = own_lines.binary_search_by_key(&first, |own| own.first) else {
        return (first, last);
    };
    // code after a block comment on its last line: `/* redlint: allow(x) */ call()`
    let line = file.lines().line_span(last, file.text().len());
    let behind = Span { start: comment.end.min(line.end), end: line.end };
    let below = if file.slice(behind).trim().is_empty() { own_lines[index].below } else { last };
    (first, extents.last_line(below))
}

/// What one line of a comment says.
enum Directive {
    Allow { is_file: bool, rules: Vec<(String, (usize, usize))>, reason: String },
    Malformed((usize, usize)),
}

/// Reads `redlint: …` where it is the first thing in the comment, or in a comment inside the comment (`# noqa # redlint: …`).
fn directive(line: &str) -> Option<Directive> {
    let at = line.match_indices(MARK).map(|(at, _)| at).find(|&at| {
        let before = line[..at].trim_end();
        before.is_empty() || before.ends_with(['#', '/', '-', ';', '*', '!', '%', '"', '\''])
    })?;
    let end = line.trim_end().len();
    let rest = &line[at + MARK.len()..end];
    Some(allow(rest, at + MARK.len()).unwrap_or(Directive::Malformed((at, end))))
}

/// `allow(a, b) reason`, starting at byte `offset` of the line.
fn allow(text: &str, offset: usize) -> Option<Directive> {
    let body = text.trim_start();
    let (is_file, list) = match body.strip_prefix("allow-file") {
        Some(list) => (true, list),
        None => (false, body.strip_prefix("allow")?),
    };
    let (names, reason) = list.trim_start().strip_prefix('(')?.split_once(')')?;
    let start = offset + text.len() - reason.len() - 1 - names.len();
    let mut rules = Vec::new();
    let mut at = start;
    for name in names.split(',') {
        let trimmed = name.trim();
        let is_name = trimmed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/'));
        if trimmed.is_empty() || !is_name {
            return None;
        }
        let from = at + (name.len() - name.trim_start().len());
        rules.push((trimmed.to_owned(), (from, from + trimmed.len())));
        at += name.len() + 1;
    }
    let reason = reason.trim().trim_end_matches("*/").trim_end_matches("-->").trim_end_matches("}}");
    let reason = reason.trim().trim_start_matches([':', '-', '—']).trim().to_owned();
    Some(Directive::Allow { is_file, rules, reason })
}

// redlint: allow-file(unknown-rule, unused-suppression) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Confidence, Severity};
    use crate::ir::code::{Expr, ExprKind, Module, Stmt, StmtKind};
    use crate::source::Language;

    /// A finding of rule `r` at every `!`; comments are what stands between `#` and the end of the line, or between `/*` and `*/`;
    /// a statement is what stands between `[` and `]`.
    #[track_caller]
    fn check(text: &str, kept_lines: &[u32], idle: &[&str]) {
        let file = SourceFile::new("case", text, Language::Python);
        let mut parsed = Parsed { code: Some(Module::default()), ..Parsed::default() };
        for (start, _) in text.match_indices('#') {
            let end = text[start..].find('\n').map_or(text.len(), |len| start + len);
            parsed.comments.push(Comment { span: Span::new(start, end) });
        }
        for (start, _) in text.match_indices("/*") {
            let end = text[start..].find("*/").map_or(text.len(), |len| start + len + 2);
            parsed.comments.push(Comment { span: Span::new(start, end) });
        }
        let mut open = Vec::new();
        let mut body = Vec::new();
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'[' => open.push(at),
                b']' => body.push(Span::new(open.pop().unwrap(), at + 1)),
                _ => {}
            }
        }
        let module = parsed.code.as_mut().unwrap();
        module.body =
            body.into_iter().map(|span| Stmt { kind: StmtKind::Expr(Expr::new(ExprKind::Null, span)), span }).collect();
        let mut findings: Vec<Finding> = text
            .match_indices('!')
            .map(|(at, _)| Finding {
                rule: "r".into(),
                severity: Severity::Error,
                confidence: Confidence::Certain,
                span: Span::new(at, at + 1),
                label: String::new(),
                message: String::new(),
                help: String::new(),
                url: None,
                related: Vec::new(),
                fix: None,
            })
            .collect();
        let mut suppressions = Suppressions::read(&file, [(&parsed, None)]);
        let all = findings.len();
        let suppressed = suppressions.apply(&file, &mut findings);
        assert_eq!(all, findings.len() + suppressed.len());
        let lines: Vec<u32> = findings.iter().map(|finding| file.lines().line(finding.span.start)).collect();
        assert_eq!(lines, kept_lines, "{text}");
        let known = |rule: &str| matches!(rule, "r" | "s" | "off");
        let said: Vec<String> = suppressions
            .idle(known, |rule| rule != "off")
            .into_iter()
            .map(|idle| match idle.kind {
                IdleKind::Unused(rule) => format!("unused {rule} {}", file.slice(idle.span)),
                IdleKind::Unknown(rule) => format!("unknown {rule}"),
                IdleKind::Malformed => format!("malformed {}", file.slice(idle.span)),
            })
            .collect();
        assert_eq!(said, idle, "{text}");
    }

    #[test]
    fn at_the_end_of_a_line_it_holds_for_that_line() {
        check("! # redlint: allow(r) why\n!\n", &[2], &[]);
        check("! # redlint: allow( s , r ) why\n", &[], &["unused s s"]);
        check("!\n! # redlint: allow(r)\n!", &[1, 3], &[]);
    }

    #[test]
    fn on_its_own_line_it_holds_for_what_is_below() {
        check("# redlint: allow(r) why\n!\n!\n", &[3], &[]);
        check("  # redlint: allow(r)\n  # more words\n!\n!", &[4], &[]);
        check("# redlint: allow(r)\n\n!", &[3], &["unused r r"]);
        check("/* redlint: allow(r) */ !\n!", &[2], &[]);
        check("/*\n * redlint: allow(r) why\n */\n!\n!", &[5], &[]);
        check("\u{feff}# redlint: allow(r)\n!\r\n!", &[3], &[]);
    }

    #[test]
    fn a_comment_above_reaches_over_the_statement_but_not_into_its_body() {
        check("# redlint: allow(r)\n[f(\n !\n)]\n!", &[5], &[]);
        check("# redlint: allow(r)\n[def f(\n!\n):\n [!]\n [!]\n]", &[5, 6], &[]);
        check("[f(\n ! # redlint: allow(r)\n !\n)]", &[3], &[]);
    }

    #[test]
    fn a_whole_file() {
        check("!\n/* redlint: allow-file(r) generated */\n!", &[], &[]);
        check("# redlint: allow-file(s)", &[], &["unused s s"]);
    }

    #[test]
    fn other_comments_around_it() {
        check("! # noqa: E501  # redlint: allow(r)", &[], &[]);
        check("! # as in redlint: allow(r)", &[1], &[]);
        check("! /* redlint: allow(r) why */", &[], &[]);
    }

    #[test]
    fn what_does_nothing_is_told() {
        check("# redlint: allow(nonsense)\n!", &[2], &["unknown nonsense"]);
        check("# redlint: allow(off)\n", &[], &[]);
        check("! # redlint: ignore r", &[1], &["malformed redlint: ignore r"]);
        check("! # redlint: allow()", &[1], &["malformed redlint: allow()"]);
        check("! # redlint: allow(r", &[1], &["malformed redlint: allow(r"]);
        check("redlint: allow(r) !", &[1], &[]);
    }

    #[test]
    fn reasons_are_kept() {
        let file = SourceFile::new("case", "x /* redlint: allow(r): slow path only */", Language::Rust);
        let parsed = Parsed { comments: vec![Comment { span: Span::new(2, file.text().len()) }], ..Parsed::default() };
        let suppressions = Suppressions::read(&file, [(&parsed, None)]);
        assert_eq!(&*suppressions.entries[0].reason, "slow path only");
    }
}
