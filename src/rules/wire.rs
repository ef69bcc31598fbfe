//! Commands in wire form, as the examples of rules write them.
//!
//! Words are separated by blanks; quotes keep blanks. `{x}` is one unknown word, `{x…}` any number of them, `a{x}b` a partly known word; ` ; ` separates
//! commands of one function.

use std::sync::Arc;

use crate::command::{Piece, Word, WordKind};
use crate::finding::Confidence;
use crate::source::Span;
use crate::usage::{Command, Fact, FactKind};

/// The facts that `line` stands for, all in one function. Each has a place of its own in the line.
pub(crate) fn facts(line: &str) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    for (at, word) in split(line).into_iter().chain([(line.len(), Part::End)]) {
        match word {
            Part::Word(word) => words.push(word.at("", Span::new(at, at + 1))),
            Part::End if words.is_empty() => {}
            Part::End => {
                let span = words.first().and_then(|word| word.span).unwrap_or_default();
                let words = std::mem::take(&mut words);
                facts.push(Fact {
                    kind: FactKind::Command(Command { words, client: None, batch: None }),
                    span,
                    confidence: Confidence::Certain,
                    library: Arc::from("wire"),
                    scope: 1,
                    related: Vec::new(),
                    flow: Vec::new(),
                    near: Vec::new(),
                });
            }
        }
    }
    facts
}

enum Part {
    Word(Word),
    End,
}

/// The words of a line with their offsets.
fn split(line: &str) -> Vec<(usize, Part)> {
    let mut out = Vec::new();
    let mut rest = line.char_indices().peekable();
    while let Some(&(start, c)) = rest.peek() {
        if c.is_whitespace() {
            rest.next();
            continue;
        }
        if matches!(c, '\'' | '"') {
            rest.next();
            let text: String = rest.by_ref().map(|(_, c)| c).take_while(|&other| other != c).collect();
            out.push((start, Part::Word(Word::text(text))));
            continue;
        }
        let mut text = String::new();
        while let Some((_, c)) = rest.next_if(|&(_, c)| !c.is_whitespace()) {
            text.push(c);
        }
        out.push((start, if text == ";" { Part::End } else { Part::Word(word(&text)) }));
    }
    out
}

/// A word with its holes.
fn word(text: &str) -> Word {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((hole, after)) = after.split_once('}') else { break };
        if before.is_empty() && after.is_empty() && pieces.is_empty() {
            return if hole.ends_with('…') { Word::many() } else { Word::one() };
        }
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Hole);
        rest = after;
    }
    if pieces.is_empty() {
        return Word::text(text);
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    Word::new(WordKind::Partial(pieces))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_commands_with_holes() {
        let facts = facts("SET 'a b' {v} ; EXPIRE k:{id}:x {…} ; ");
        let shown: Vec<String> = facts
            .iter()
            .map(|fact| match &fact.kind {
                FactKind::Command(command) => {
                    command.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(shown, ["SET \"a b\" {?}", "EXPIRE k:{…}:x {?…}"]);
        assert!(facts[0].span < facts[1].span);
    }
}
