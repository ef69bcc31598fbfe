//! An option is added to a command, as its client spells it.
//!
//! Which parameter gives the option, the client model tells (it is read backwards); where the words of the command are arguments, or words of a command line, they
//! are put where the grammar wants them. All of this only proposes: a candidate counts when the call then sends the old words and the new ones.

use super::spell::{Entry, Speller};
use crate::command::{CommandTable, Presence, Word, WordKind};
use crate::finding::Edit;
use crate::lower::model::compile::{Param, Rest};
use crate::lower::model::invert::{Wanted, invert};
use crate::lower::model::template::{Filter, Node, Place, Template};
use crate::lower::written::{Argument, Way, Written};
use crate::source::{SourceFile, Span};

/// What a command is to send with an option.
#[derive(Debug, Clone)]
pub(super) struct Sends {
    /// What it sends without.
    pub(super) old: Vec<Word>,
    /// The option, as words.
    pub(super) added: Vec<String>,
}

impl Sends {
    /// Whether `new` is the old words with the added ones together somewhere among them, and these certainly are the option.
    pub(super) fn holds(&self, new: &[Word]) -> bool {
        if new.len() != self.old.len() + self.added.len() {
            return false;
        }
        let is_added = |word: &Word, text: &String| word.as_text().is_some_and(|word| word.eq_ignore_ascii_case(text));
        let is_at = |at: &usize| {
            let (before, rest) = new.split_at(*at);
            let (added, after) = rest.split_at(self.added.len());
            let (old_before, old_after) = self.old.split_at(*at);
            added.iter().zip(&self.added).all(|(word, text)| is_added(word, text))
                && before.iter().zip(old_before).all(|(new, old)| new.kind == old.kind)
                && after.iter().zip(old_after).all(|(new, old)| new.kind == old.kind)
        };
        (1..=self.old.len()).any(|at| is_at(&at) && is_added_at(&self.old, new, at, &self.added))
    }
}

/// Whether `new`, which is `old` with the option `added` at `at`, has the option, and all other words mean what they did before.
fn is_added_at(old: &[Word], new: &[Word], at: usize, added: &[String]) -> bool {
    let table = CommandTable::get();
    let (Some(before), Some(after), Some(option)) = (table.read(old), table.read(new), added.first()) else {
        return false;
    };
    after.has_option(option) == Presence::Yes
        && (0..old.len()).all(|place| {
            let moved = if place < at { place } else { place + added.len() };
            before.role(place) == after.role(moved)
        })
}

/// The first place where the grammar takes the option.
fn place(old: &[Word], added: &[String]) -> Option<usize> {
    (1..=old.len()).find(|&at| {
        let mut words = old.to_vec();
        words.splice(at..at, added.iter().map(Word::text));
        is_added_at(old, &words, at, added)
    })
}

/// The edits that may add the option `added` to the command `words`, whose call is `written`, if it is one.
pub(super) fn edits(
    file: &SourceFile,
    words: &[Word],
    added: &[String],
    written: Option<&Written>,
    speller: Speller<'_>,
) -> Vec<Edit> {
    let Some(written) = written else { return beside_words(file, words, added) };
    match &written.way {
        Way::Closed => Vec::new(),
        Way::Builder(method) => chained(file, words, added, method, speller).into_iter().collect(),
        Way::Words => as_arguments(file, words, added, written, 0, speller),
        Way::Model { params, template, tokens } => {
            let mut edits = Vec::new();
            for given in invert(template, added) {
                edits.extend(by_parameters(file, written, params, tokens, &given, speller));
            }
            if edits.is_empty()
                && let Some(first) = free_words(params, template)
            {
                edits = as_arguments(file, words, added, written, first, speller);
            }
            edits
        }
    }
}

/// From which positional argument on all arguments are words of the command.
fn free_words(params: &[Param], template: &Template) -> Option<usize> {
    let is_flat = |name: &str| {
        template.nodes().iter().any(|node| {
            matches!(node, Node::Param(place, Filter::Flat | Filter::Each) if place.root == name && place.keys.is_empty())
        })
    };
    if template.nodes().contains(&Node::All) {
        return Some(0);
    }
    params.iter().position(|param| param.rest != Rest::Keywords && is_flat(&param.name))
}

/// Parameters that are not given yet are given.
fn by_parameters(
    file: &SourceFile,
    written: &Written,
    params: &[Param],
    tokens: &[String],
    given: &[(Place, Wanted)],
    speller: Speller<'_>,
) -> Vec<Edit> {
    let mut roots: Vec<(&Param, usize, Vec<Entry<'_>>)> = Vec::new();
    for (place, wanted) in given {
        let Some(index) = params.iter().position(|param| param.name == place.root) else { return Vec::new() };
        let param = &params[index];
        let is_default = place.keys.is_empty() && is_default(param, wanted);
        if let Wanted::Word(word) = wanted
            && tokens.contains(word)
        {
            return Vec::new();
        }
        if is_default || *wanted == Wanted::False && !place.keys.is_empty() {
            continue;
        }
        let entry = Entry { keys: &place.keys, wanted };
        match roots.iter_mut().find(|(_, known, _)| *known == index) {
            Some((_, _, entries)) => entries.push(entry),
            None => roots.push((param, index, vec![entry])),
        }
    }
    roots.sort_by_key(|(_, index, _)| *index);
    if written.args.iter().any(|arg| arg.is_spread) {
        return Vec::new();
    }
    let positional: Vec<&Argument> = written.args.iter().filter(|arg| arg.name.is_none()).collect();
    let mut new = Vec::new();
    for (next, (param, index, entries)) in (positional.len()..).zip(&roots) {
        let by_name = written.args.iter().find(|arg| arg.name.as_deref() == Some(param.name.as_str()));
        if let Some(arg) = by_name.or(positional.get(*index).copied()) {
            // more keys of a record that is given
            return match (roots.len(), speller.into_record(file, arg.span, entries)) {
                (1, Some(edit)) => vec![edit],
                _ => Vec::new(),
            };
        }
        let Some(text) = speller.argument(&param.name, *index == next, entries) else { return Vec::new() };
        new.push(text);
    }
    if new.is_empty() {
        return Vec::new();
    }
    behind_arguments(file, written, &new)
}

fn is_default(param: &Param, wanted: &Wanted) -> bool {
    let default = param.default.as_deref().unwrap_or("null");
    match wanted {
        Wanted::True => default == "true",
        Wanted::False => matches!(default, "null" | "false"),
        Wanted::Word(word) => default == word,
    }
}

/// The ways to write `new` behind the arguments of a call.
fn behind_arguments(file: &SourceFile, written: &Written, new: &[String]) -> Vec<Edit> {
    let text = new.join(", ");
    let Some(last) = written.args.last() else {
        // `f()`
        let call = file.slice(written.call);
        let Some(before) = call.strip_suffix(')').filter(|before| before.trim_end().ends_with('(')) else {
            return Vec::new();
        };
        let at = written.call.start as usize + before.trim_end().len();
        return vec![Edit { span: Span::new(at, at), text }];
    };
    let at = outside(file, last.span).end as usize;
    let behind = file.text().get(at..).unwrap_or_default().trim_start();
    if behind.starts_with([',', ')']) {
        return vec![Edit { span: Span::new(at, at), text: format!(", {text}") }];
    }
    Vec::new()
}

/// Words become arguments of a call, or elements of a list that is one.
fn as_arguments(
    file: &SourceFile,
    words: &[Word],
    added: &[String],
    written: &Written,
    first: usize,
    speller: Speller<'_>,
) -> Vec<Edit> {
    let Some(at) = place(words, added) else { return Vec::new() };
    let spelled = |in_list: bool, quote: Option<char>| -> Option<Vec<String>> {
        added.iter().map(|word| speller.word(word, in_list, quote)).collect()
    };
    let Some(anchor) = words[..at].iter().rev().find_map(|word| word.span) else {
        // the name is the method's
        let plain = spelled(false, None);
        return match (written.args.is_empty(), at == words.len(), plain) {
            (true, true, Some(plain)) => behind_arguments(file, written, &plain),
            _ => Vec::new(),
        };
    };
    if words[at - 1].span != Some(anchor) || written.args.iter().any(|arg| arg.name.is_some()) {
        return Vec::new();
    }
    let Some(index) = written.args.iter().position(|arg| arg.span.contains(anchor)) else { return Vec::new() };
    let whole = outside(file, anchor);
    let in_list = written.args[index].span != anchor;
    if index + 1 < first || in_list && !file.slice(written.args[index].span).starts_with('[') {
        return Vec::new();
    }
    let behind = file.text().get(whole.end as usize..).unwrap_or_default().trim_start();
    let quote = file.slice(whole).chars().next().filter(|c| matches!(c, '"' | '\''));
    match spelled(in_list, quote) {
        Some(plain) if behind.starts_with([',', ')', ']']) => {
            let at = whole.end as usize;
            vec![Edit { span: Span::new(at, at), text: format!(", {}", plain.join(", ")) }]
        }
        _ => Vec::new(),
    }
}

/// Words become calls of a builder's method.
fn chained(file: &SourceFile, words: &[Word], added: &[String], method: &str, speller: Speller<'_>) -> Option<Edit> {
    let at = place(words, added)?;
    let anchor = outside(file, words[at - 1].span?);
    let behind = file.text().get(anchor.end as usize..)?;
    let close = behind.len() - behind.trim_start_matches([' ', '\t', '\r', '\n', ',']).len();
    if !behind[close..].starts_with(')') {
        return None;
    }
    // the method may give another type than what makes the command: a reference to it, which nothing would keep alive
    let before = file.text().get(..anchor.start as usize)?.trim_end();
    let is_method = before.ends_with(&format!(".{method}("));
    if !is_method && !behind[close + 1..].trim_start().starts_with('.') {
        return None;
    }
    let at = anchor.end as usize + close + 1;
    let calls: Option<String> =
        added.iter().map(|word| Some(format!(".{method}({})", speller.word(word, false, Some('"'))?))).collect();
    Some(Edit { span: Span::new(at, at), text: calls? })
}

/// Words go between the words of a command line, or between the elements of a list that is one.
fn beside_words(file: &SourceFile, words: &[Word], added: &[String]) -> Vec<Edit> {
    let Some(at) = place(words, added) else { return Vec::new() };
    let Some(anchor) = words[at - 1].span else { return Vec::new() };
    // words that are no text may be many words in the end
    if words[at - 1].kind == WordKind::Many {
        return Vec::new();
    }
    let whole = outside(file, anchor);
    let quote = file.slice(whole).chars().next().filter(|c| matches!(c, '"' | '\''));
    let behind = file.text().get(whole.end as usize..).unwrap_or_default();
    // quotes in a text with escapes: the word would not end where it stands
    if behind.starts_with("\\\"") || behind.starts_with("\\'") {
        return Vec::new();
    }
    let insert = |text: String| Edit { span: Span::new(whole.end as usize, whole.end as usize), text };
    if let Some(opening) = item(file, whole) {
        let end = if file.text().contains("\r\n") { "\r\n" } else { "\n" };
        let items = added.iter().map(|word| format!("{end}{opening}{}", element(word, quote)));
        return vec![insert(items.collect())];
    }
    let mut texts = Vec::new();
    if behind.trim_start().starts_with([',', ']']) {
        let elements: Vec<String> = added.iter().map(|word| element(word, quote)).collect();
        texts.push(format!(", {}", elements.join(", ")));
    }
    let is_plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:=/".contains(&byte));
    let typed = |guard: &dyn Fn(&str) -> String| -> String {
        added.iter().map(|word| if is_plain(word) { format!(" {word}") } else { format!(" {}", guard(word)) }).collect()
    };
    if !is_in_single_quotes(file, whole.end) {
        texts.push(typed(&|word| format!("'{word}'")));
    } else if added.iter().all(|word| is_plain(word) || word == "~") {
        // between quotes it is the inner shell that would take it for a home
        texts.push(typed(&|word| format!("\\{word}")));
    }
    texts.into_iter().map(insert).collect()
}

/// An element of a list in brackets or of a block: a number is a text there as well.
fn element(word: &str, quote: Option<char>) -> String {
    let is_name =
        word.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !word.starts_with(|c: char| c.is_ascii_digit());
    match quote {
        Some(quote) => format!("{quote}{word}{quote}"),
        None if is_name => word.to_owned(),
        None => format!("\"{word}\""),
    }
}

/// What stands before the element of a YAML block that is `whole` and nothing else: its indent and the dash.
fn item(file: &SourceFile, whole: Span) -> Option<&str> {
    let line = file.lines().line_span(file.lines().line(whole.start), file.text().len());
    let before = file.text().get(line.start as usize..whole.start as usize)?;
    let behind = file.text().get(whole.end as usize..line.end as usize)?.trim();
    (before.trim() == "-" && before.ends_with(' ') && (behind.is_empty() || behind.starts_with('#'))).then_some(before)
}

/// Whether a quote `'` is open at `at`, as far as its line tells.
fn is_in_single_quotes(file: &SourceFile, at: u32) -> bool {
    let line = file.lines().line_span(file.lines().line(at), file.text().len());
    let before = file.text().get(line.start as usize..at as usize).unwrap_or_default();
    before.matches('\'').count() % 2 == 1
}

/// A span with the quotes around it, if it stands between some.
fn outside(file: &SourceFile, span: Span) -> Span {
    let is_quote = |c: &char| matches!(c, '"' | '\'' | '`');
    let written = file.slice(span);
    let first = written.chars().next().filter(is_quote);
    let before = file.text().get(..span.start as usize).and_then(|text| text.chars().next_back()).filter(is_quote);
    let after = file.text().get(span.end as usize..).and_then(|text| text.chars().next()).filter(is_quote);
    // a word alone in its quotes, not a part of a longer text
    match (first, before, after) {
        (None, Some(open), Some(close)) if open == close && !written.is_empty() => {
            Span { start: span.start - 1, end: span.end + 1 }
        }
        _ => span,
    }
}
