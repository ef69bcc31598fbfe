//! From what is wanted to edits that may do it, best first. Whether they do is found out by trying.

use super::option::{self, Sends};
use super::spell::Speller;
use super::{Draft, environment};
use crate::filter::removal;
use crate::finding::{Edit, Finding};
use crate::lint::Linter;
use crate::rules::fix::{Change, Part, Proposal};
use crate::source::{SourceFile, Span};
use crate::usage::FactKind;

/// One way to write a fix.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) title: String,
    pub(super) is_safe: bool,
    /// In source order.
    pub(super) edits: Vec<Edit>,
    /// What the command is to send then.
    pub(super) sends: Option<Sends>,
}

/// The ways to write `proposal` in `file`.
pub(super) fn make(
    file: &SourceFile,
    finding: &Finding,
    proposal: &Proposal,
    draft: &Draft,
    linter: &Linter,
) -> Vec<Candidate> {
    let with = |mut edits: Vec<Edit>, sends: Option<Sends>| {
        edits.sort_by_key(|edit| edit.span);
        Candidate { title: proposal.title.clone(), is_safe: proposal.is_safe, edits, sends }
    };
    match &proposal.change {
        Change::Replace(all) => {
            let edits: Option<Vec<Edit>> = all
                .iter()
                .filter(|replacement| replacement.part.text != replacement.text)
                .map(|replacement| write_over(file, &replacement.part, &replacement.text))
                .collect();
            edits.filter(|edits| !edits.is_empty()).map(|edits| with(edits, None)).into_iter().collect()
        }
        Change::Remove(rule) => {
            let behind = draft.comments.partition_point(|comment| comment.start <= rule.start);
            let comment = draft.comments[..behind].last().filter(|comment| comment.contains(*rule));
            let edit = comment.and_then(|comment| removal::edit(file, *comment, *rule));
            edit.map(|edit| with(vec![edit], None)).into_iter().collect()
        }
        Change::Environment { part, name } => {
            let ways = &linter.language(file.language()).environment;
            let edits = environment::edits(file, draft.code.as_ref(), part, name, ways);
            edits.into_iter().map(|edit| with(vec![edit], None)).collect()
        }
        Change::AddOption { words } => add_option(file, finding, words, draft, linter, &with),
    }
}

/// The ways to add an option to the command that the finding is at.
fn add_option(
    file: &SourceFile,
    finding: &Finding,
    added: &[String],
    draft: &Draft,
    linter: &Linter,
    with: &dyn Fn(Vec<Edit>, Option<Sends>) -> Candidate,
) -> Vec<Candidate> {
    let facts = &draft.linted.facts;
    let here = &facts[facts.partition_point(|fact| fact.span < finding.span)..];
    let here = here.iter().take_while(|fact| fact.span == finding.span);
    let mut commands = here.filter_map(|fact| match &fact.kind {
        FactKind::Command(command) => Some(&command.words),
        _ => None,
    });
    // which of several commands is meant cannot be told
    let (Some(words), None) = (commands.next(), commands.next()) else { return Vec::new() };
    let calls = &draft.written[draft.written.partition_point(|written| written.name < finding.span)..];
    let mut calls = calls.iter().take_while(|written| written.name == finding.span);
    let written = calls.next();
    if calls.next().is_some() {
        return Vec::new();
    }
    let speller = Speller { style: &linter.language(file.language()).arguments };
    let edits = option::edits(file, words, added, written, speller);
    let sends = Sends { old: words.clone(), added: added.to_vec() };
    edits.into_iter().map(|edit| with(vec![edit], Some(sends.clone()))).collect()
}

/// The edit that writes `text` in place of `part`, whose quotes stay. `None` when the part does not stand there as it is read: it has escapes, or is put
/// together from pieces.
fn write_over(file: &SourceFile, part: &Part, text: &str) -> Option<Edit> {
    let span = plain(file, part)?;
    // with a digest behind it, a tag is only a remark
    if file.text().get(span.end as usize..).is_some_and(|behind| behind.starts_with('@')) {
        return None;
    }
    // what would need escapes is not written
    let is_plain = !text.chars().any(|c| c.is_control() || matches!(c, '"' | '\'' | '`' | '\\'));
    is_plain.then(|| Edit { span, text: text.to_owned() })
}

/// Where the text of a part stands, without its quotes and without what belongs to a number's type.
pub(super) fn plain(file: &SourceFile, part: &Part) -> Option<Span> {
    let (written, start) = (file.slice(part.span), part.span.start as usize);
    let text = part.text.as_str();
    if text.is_empty() {
        return None;
    }
    if written == text {
        return Some(part.span);
    }
    for quote in ['"', '\'', '`'] {
        let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        if inner == Some(text) {
            return Some(Span::new(start + 1, start + 1 + text.len()));
        }
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // `6_379`, `6379u16`
    let digits = written.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'_').count();
    let (number, rest) = written.split_at(digits);
    let is_type =
        rest.starts_with(|c: char| c.is_ascii_alphabetic()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (number.replace('_', "") == text && (rest.is_empty() || is_type))
        .then(|| Span::new(start, start + number.trim_end_matches('_').len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Language;

    #[track_caller]
    fn check(written: &str, text: &str, expected: Option<&str>) {
        let file = SourceFile::new("a.py", written, Language::Python);
        let part = Part { name: "value", text: text.to_owned(), span: Span::new(0, written.len()) };
        assert_eq!(plain(&file, &part).map(|span| file.slice(span)), expected, "{written}");
    }

    #[test]
    fn parts_stand_as_they_are_read_or_not_at_all() {
        check("1234", "1234", Some("1234"));
        check("'1234'", "1234", Some("1234"));
        check("\"a b\"", "a b", Some("a b"));
        check("1_234", "1234", Some("1_234"));
        check("1234u16", "1234", Some("1234"));
        check("1_234_u16", "1234", Some("1_234"));
        check("0x4D2", "1234", None);
        check("'a' 'b'", "ab", None);
        check("12345", "1234", None);
        check("x1234", "1234", None);
    }
}
