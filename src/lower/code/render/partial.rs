//! Words of which only parts are known.

use crate::analysis::Value;
use crate::analysis::builtin::{self, HOLE};
use crate::command::{Piece, Word, WordKind};

/// A word of `pieces`: a text when there is no hole.
pub(super) fn partial(pieces: Vec<Piece>) -> Word {
    let mut text = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Hole => return Word::new(WordKind::Partial(pieces)),
        }
    }
    Word::text(text)
}

/// What several texts begin and end with alike: one of them is the word.
pub(super) fn shared(values: &[Value]) -> Word {
    let texts: Option<Vec<String>> = values.iter().map(|value| builtin::flat(value).map(|flat| flat.text)).collect();
    let Some((first, rest)) = texts.as_deref().and_then(<[String]>::split_first) else { return Word::one() };
    let mut start = first.as_str();
    let mut end = first.as_str();
    for text in rest {
        let same = start.char_indices().zip(text.chars()).take_while(|((_, a), b)| a == b);
        start = &start[..same.map(|((at, a), _)| at + a.len_utf8()).last().unwrap_or(0)];
        let same = end.char_indices().rev().zip(text.chars().rev()).take_while(|((_, a), b)| a == b);
        end = &end[same.map(|((at, _), _)| at).last().unwrap_or(end.len())..];
    }
    let shortest = texts.iter().flatten().map(String::len).min().unwrap_or(0);
    if rest.is_empty() || start.len() + end.len() > shortest {
        // the same characters may be both: they are counted once
        end = "";
    }
    let (start, end) = (pieces(start), pieces(end));
    if start.is_empty() && end.is_empty() {
        return Word::one();
    }
    let mut parts = start;
    parts.push(Piece::Hole);
    parts.extend(end);
    Word::new(WordKind::Partial(parts))
}

pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    for (index, part) in text.split(HOLE).enumerate() {
        if index > 0 {
            out.push(Piece::Hole);
        }
        if !part.is_empty() {
            out.push(Piece::Text(part.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_texts_share_their_ends() {
        let check = |texts: &[&str], expected: &str| {
            let values: Vec<Value> = texts.iter().map(|text| Value::text((*text).to_owned())).collect();
            let shown: String = match shared(&values).kind {
                WordKind::Partial(pieces) => {
                    let show = |piece: &Piece| match piece {
                        Piece::Text(text) => text.clone(),
                        Piece::Hole => "*".to_owned(),
                    };
                    pieces.iter().map(show).collect()
                }
                kind => format!("{kind:?}"),
            };
            assert_eq!(shown, expected, "{texts:?}");
        };
        check(&["triggers.a", "triggers.b"], "triggers.*");
        check(&["a:1:x", "a:2:x"], "a:*:x");
        check(&["aba", "aba:aba"], "aba*");
        check(&["üa", "üb"], "ü*");
        check(&["aü", "bü"], "*ü");
        check(&["a", ""], "One");
        check(&["a", "b"], "One");
        check(&[], "One");
    }
}
