//! The words of an instruction.

use crate::ir::document::{Node, ScalarStyle};
use crate::parse::document::scalar;
use crate::parse::text::TextBuilder;
use crate::source::Span;

use super::Raw;

/// A word of an instruction.
#[derive(Debug)]
pub(super) struct Word {
    pub(super) text: crate::ir::code::Text,
    /// As written.
    pub(super) raw: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_quoted: bool,
}

pub(super) fn words(raw: &Raw<'_>) -> Vec<Word> {
    split(&raw.chars(), raw.escape)
}

impl Raw<'_> {
    /// The characters of the instruction with their places, continuations left out.
    pub(super) fn chars(&self) -> Vec<(usize, char)> {
        let mut chars = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let trimmed = line.text.trim_end();
            let content = trimmed.strip_suffix(self.escape).unwrap_or(line.text);
            chars.extend(content.char_indices().map(|(at, c)| (line.start + at, c)));
            // lines are joined, and nobody joins words over them
            if index + 1 < self.lines.len() {
                chars.push((line.start + content.len(), ' '));
            }
        }
        chars
    }
}

/// Splits at blanks outside of quotes; quotes and escapes are decoded.
pub(super) fn split(chars: &[(usize, char)], escape: char) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = chars.iter().copied().peekable();
    loop {
        while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(start, _)) = rest.peek() else { return words };
        let mut text = TextBuilder::new(start);
        let (mut raw, mut quote, mut end, mut is_quoted) = (String::new(), None, start, false);
        while let Some(&(at, c)) = rest.peek() {
            if quote.is_none() && c.is_whitespace() {
                break;
            }
            rest.next();
            raw.push(c);
            end = at + c.len_utf8();
            match quote {
                None if c == '"' || c == '\'' => {
                    quote = Some(c);
                    is_quoted = true;
                }
                Some(open) if c == open => quote = None,
                None | Some('"') if c == escape => {
                    match rest.next_if(|&(_, next)| quote.is_none() || matches!(next, '"' | '$' | '\\')) {
                        Some((at, c)) => {
                            raw.push(c);
                            end = at + c.len_utf8();
                            text.decoded(c, at);
                        }
                        None => text.decoded(c, at),
                    }
                }
                _ => text.decoded(c, at),
            }
        }
        words.push(Word { text: text.finish(), raw, start, end, is_quoted });
    }
}

pub(super) fn word_node(word: Word) -> Node {
    let style = if word.is_quoted { ScalarStyle::Quoted } else { ScalarStyle::Plain };
    scalar::node(word.text.value, word.text.map, style, Span::new(word.start, word.end))
}
