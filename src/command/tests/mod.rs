//! The grammar, the matcher and the questions together.
//!
//! A line is written as on the wire; `?` is one unknown word, `a{}b` a partly known one, `**` any number of unknown words, `!` and `!!` the same as data, `""` the empty word.

use super::*;

mod options;
mod questions;
mod robustness;

fn word(text: &str) -> Word {
    if text.starts_with('!') {
        return if text == "!!" { Word::many() } else { Word::one() }.as_data();
    }
    let kind = match text {
        "?" => WordKind::One,
        "**" => WordKind::Many,
        "\"\"" => WordKind::Text(String::new()),
        _ if text.contains("{}") => {
            let mut pieces = Vec::new();
            for (index, part) in text.split("{}").enumerate() {
                if index > 0 {
                    pieces.push(Piece::Hole);
                }
                if !part.is_empty() {
                    pieces.push(Piece::Text(part.to_owned()));
                }
            }
            WordKind::Partial(pieces)
        }
        _ => WordKind::Text(text.to_owned()),
    };
    Word::new(kind)
}

fn words(line: &str) -> Vec<Word> {
    line.split(' ').map(word).collect()
}
