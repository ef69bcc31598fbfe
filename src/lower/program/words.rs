//! Words as texts with holes: slices, splits and true positions.
//!
//! A partly known word is handled as a text in which each hole is one [`HOLE`]. Where a byte of that text stands in the file is found by walking both
//! along each other: quotes, escapes, removed indentation and expansions are what they differ in.

use crate::command::{Piece, Word, WordKind};
use crate::ir::TextMap;
use crate::source::Span;

/// Stands for a part that is not known, as in [`crate::ir::document::Scalar`].
pub(super) const HOLE: char = '\u{fffd}';

/// How far behind a hole its next known text is looked for.
const EXPANSION_LIMIT: usize = 400;

/// A word as text with holes, and where its bytes stand.
#[derive(Debug, Clone)]
pub(super) struct Flat {
    pub(super) text: String,
    pub(super) map: Option<TextMap>,
    span: Option<Span>,
    source: String,
}

impl Flat {
    /// The text of `word`, which stands in `host`.
    pub(super) fn new(word: &Word, host: &str) -> Self {
        let text = flatten(word);
        let map = word.span.and_then(|span| align(&text, host, span));
        Self { text, map, span: word.span, source: word.source.clone() }
    }

    /// The part of the word from `start` to `end` of its text, as a word.
    pub(super) fn word(&self, start: usize, end: usize) -> Word {
        let text = self.text.get(start..end).unwrap_or_default();
        self.word_of(text.to_owned(), start, end)
    }

    /// A word with this decoded `text` that stands from `start` to `end`.
    pub(super) fn word_of(&self, text: String, start: usize, end: usize) -> Word {
        let span = match &self.map {
            Some(map) => Some(map.span(Span::new(start, end))),
            None => self.span,
        };
        Word { source: self.source.clone(), span, ..Word::new(kind_of(text)) }
    }

    /// The map of the text; a rough one when the word does not stand in the file as it reads.
    pub(super) fn into_map(self) -> TextMap {
        let start = self.span.map_or(0, |span| span.start);
        self.map.unwrap_or_else(|| pinned(start, &self.text))
    }
}

/// Every byte at one place: better than a wrong line. Long texts are pinned line by line.
fn pinned(start: u32, text: &str) -> TextMap {
    const EXACT: usize = 4096;
    let mut map = TextMap::verbatim(start);
    for (at, byte) in text.bytes().enumerate() {
        if at < EXACT || byte == b'\n' {
            map.push(at + 1, start as usize);
        }
    }
    map
}

/// The word's text with a [`HOLE`] for what is not known.
pub(super) fn flatten(word: &Word) -> String {
    match &word.kind {
        WordKind::Text(text) => text.clone(),
        WordKind::Partial(pieces) => {
            let mut text = String::new();
            for piece in pieces {
                match piece {
                    Piece::Text(part) => text.push_str(part),
                    Piece::Hole => text.push(HOLE),
                }
            }
            text
        }
        WordKind::One | WordKind::Many => HOLE.to_string(),
    }
}

/// What is known of a text with holes.
pub(super) fn kind_of(text: String) -> WordKind {
    if !text.contains(HOLE) {
        return WordKind::Text(text);
    }
    if text.chars().all(|c| c == HOLE) {
        return WordKind::One;
    }
    let mut pieces = Vec::new();
    for (index, part) in text.split(HOLE).enumerate() {
        if index > 0 && pieces.last() != Some(&Piece::Hole) {
            pieces.push(Piece::Hole);
        }
        if !part.is_empty() {
            pieces.push(Piece::Text(part.to_owned()));
        }
    }
    WordKind::Partial(pieces)
}

/// Where the bytes of `flat` stand in the part `span` of `host`; `None` when that part does not read like it (the word came from a variable).
pub(super) fn align(flat: &str, host: &str, span: Span) -> Option<TextMap> {
    let source = host.get(span.range())?;
    let base = span.start as usize;
    if source == flat {
        return Some(TextMap::verbatim(span.start));
    }
    along(flat, source, base, 0).or_else(|| along(flat, source, base, prefix(source)?))
}

/// Bytes before the quote of a literal in code: the `f` of `f"…"`, the `r#` of `r#"…"#`.
fn prefix(source: &str) -> Option<usize> {
    let end = source.find(['"', '\'', '`'])?;
    let is_prefix = end <= 4 && source.bytes().take(end).all(|b| b.is_ascii_alphabetic() || b == b'#');
    is_prefix.then_some(end + usize::from(source.as_bytes().get(end) == Some(&b'`')))
}

/// Walks along `flat` and, from `at`, along the `source` that it was written as.
fn along(flat: &str, source: &str, base: usize, mut at: usize) -> Option<TextMap> {
    let mut map = TextMap::new();
    for (decoded, c) in flat.char_indices() {
        if c == HOLE {
            map.push(decoded, base + at);
            let rest = flat.get(decoded + c.len_utf8()..).unwrap_or_default();
            at += expansion(rest, source.get(at..).unwrap_or_default());
            continue;
        }
        let (skipped, taken) = step(c, source.get(at..)?)?;
        map.push(decoded, base + at + skipped);
        at += skipped + taken;
    }
    Some(map)
}

/// Bytes of `source` that an expansion takes when `rest` follows it.
fn expansion(rest: &str, source: &str) -> usize {
    let next: String = rest.chars().take_while(|&c| c != HOLE && c != '\n' && c != '"' && c != '\\').take(12).collect();
    let mut limit = source.len().min(EXPANSION_LIMIT);
    while !source.is_char_boundary(limit) {
        limit -= 1;
    }
    if next.is_empty() {
        return source.get(..limit).and_then(|window| window.find(['"', '\n', '\\'])).unwrap_or(0);
    }
    source.get(..limit).and_then(|window| window.find(&next)).unwrap_or(0)
}

/// Bytes of `source` to skip before, and to take for, the decoded character `c`.
fn step(c: char, source: &str) -> Option<(usize, usize)> {
    let mut skipped = 0;
    let mut rest = source.chars();
    loop {
        let found = rest.clone().next()?;
        if found == '$' && c == '$' && rest.as_str().starts_with("$$") {
            return Some((skipped, 2));
        }
        if found == c {
            return Some((skipped, found.len_utf8()));
        }
        let after = rest.as_str().get(found.len_utf8()..).unwrap_or_default();
        let escaped = after.chars().next();
        match found {
            '\\' if matches!((escaped, c), (Some('n'), '\n') | (Some('t'), '\t') | (Some('r'), '\r')) => {
                return Some((skipped, 2));
            }
            // a folded line
            '\n' if c == ' ' => return Some((skipped, 1)),
            '\\' | '\'' | '"' | '\r' | '\n' | ' ' | '\t' if skipped < EXPANSION_LIMIT => {
                rest.next();
                skipped += found.len_utf8();
            }
            _ => return None,
        }
    }
}

/// Splits a text the way redis-cli splits its input: blanks, `"…"` with escapes, `'…'`. Each word comes with its place in the text.
pub(super) fn split(text: &str) -> Vec<(String, usize, usize)> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    loop {
        while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(start, _)) = chars.peek() else { return words };
        let mut word = String::new();
        let mut quote = None;
        let mut end = text.len();
        while let Some((at, c)) = chars.next() {
            match quote {
                None if c.is_whitespace() => {
                    end = at;
                    break;
                }
                None if c == '"' || c == '\'' => quote = Some(c),
                Some('"') if c == '\\' => match chars.next() {
                    Some((_, 'n')) => word.push('\n'),
                    Some((_, 'r')) => word.push('\r'),
                    Some((_, 't')) => word.push('\t'),
                    Some((_, escaped)) => word.push(escaped),
                    None => {}
                },
                Some('\'') if c == '\\' && chars.peek().is_some_and(|&(_, next)| next == '\'') => {
                    chars.next();
                    word.push('\'');
                }
                Some(open) if c == open => quote = None,
                _ => word.push(c),
            }
        }
        words.push((word, start, end));
    }
}

/// The words of a text with holes. A hole that stands alone and unquoted may be any number of words.
pub(super) fn split_words(flat: &Flat, from: usize, to: usize) -> Vec<Word> {
    let Some(part) = flat.text.get(from..to) else { return Vec::new() };
    split(part)
        .into_iter()
        .map(|(text, start, end)| {
            let bare = part.get(start..end).is_some_and(|raw| raw.chars().all(|c| c == HOLE));
            let mut word = flat.word_of(text, from + start, from + end);
            if bare {
                word.kind = WordKind::Many;
            }
            word
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(flat: &str, host: &str, expected: Option<&[usize]>) {
        let map = align(flat, host, Span::new(0, host.len()));
        let found: Option<Vec<usize>> = map.map(|map| {
            flat.char_indices().map(|(at, _)| map.source(u32::try_from(at).expect("short")) as usize).collect()
        });
        assert_eq!(found.as_deref(), expected, "{flat:?} in {host:?}");
    }

    #[test]
    fn texts_are_found_in_what_they_were_written_as() {
        check("ab", "ab", Some(&[0, 1]));
        check("ab", "'ab'", Some(&[1, 2]));
        check("a\"b", "a\\\"b", Some(&[0, 2, 3]));
        check("a\nb", "a\\nb", Some(&[0, 1, 3]));
        check("a\nb", "a\n    b", Some(&[0, 1, 6]));
        check("a b", "a\nb", Some(&[0, 1, 2]));
        check("a\u{fffd}b", "a${x}b", Some(&[0, 1, 5]));
        check("$a", "$$a", Some(&[0, 2]));
        check("ab", "f\"ab\"", Some(&[2, 3]));
        check("a\u{fffd}b", "f'a{x}b'", Some(&[2, 3, 6]));
        check("a\u{fffd} b", "`a${x} b`", Some(&[1, 2, 6, 7]));
        check("ab", "r##\"ab\"##", Some(&[4, 5]));
        check("fab", "f\"ab\"", Some(&[0, 2, 3]));
        check("redis", "$X", None);
    }

    #[test]
    fn words_split_like_redis_cli_does() {
        let texts = |text: &str| split(text).into_iter().map(|(word, ..)| word).collect::<Vec<_>>();
        assert_eq!(texts("SET k \"a \\\"b\\n\" 'c d'"), ["SET", "k", "a \"b\n", "c d"]);
        assert_eq!(texts("  "), Vec::<String>::new());
        assert_eq!(texts("\"open"), ["open"]);
    }
}
