//! What messages can say of a fact.

use super::subject::Found;
use super::values::Values;
use crate::command::{CommandTable, Piece, Word, WordKind};
use crate::usage::{Fact, FactKind, Given};

/// How long a quoted word may be.
const MAX_WORD: usize = 40;

/// The value called `name` of `fact`, or of the configuration.
pub(crate) fn value(name: &str, fact: &Fact, found: &Found, values: &Values) -> Option<String> {
    if let Some(value) = found.get(name) {
        return Some(value.to_owned());
    }
    let own = match name {
        "library" => Some(fact.library.to_string()),
        _ => match &fact.kind {
            FactKind::Command(command) => of_command(name, &command.words),
            FactKind::Literal(literal) => match name {
                "value" => Some(literal.text.clone()),
                "name" => Some(literal.name.clone()),
                "place" => Some(literal.place.to_owned()),
                _ => None,
            },
            FactKind::Connection(connection) => match name {
                "host" => Some(given(&connection.host)),
                "default-port" => connection.default_port.map(|port| port.to_string()),
                _ => None,
            },
            _ => None,
        },
    };
    own.or_else(|| values.get(name).map(str::to_owned))
}

fn of_command(name: &str, words: &[Word]) -> Option<String> {
    let reading = CommandTable::get().read(words);
    match name {
        "command" => Some(match &reading {
            Some(reading) => reading.command.name.clone(),
            None => words.first()?.to_string(),
        }),
        _ => reading.and_then(|reading| reading.argument(name).map(short)),
    }
}

fn given(given: &Given) -> String {
    match given {
        Given::Literal(text, _) => text.clone(),
        Given::Dynamic | Given::Inapplicable => "…".to_owned(),
        Given::Absent => "localhost".to_owned(),
    }
}

/// A word for a message.
fn short(word: &Word) -> String {
    let text = named_holes(word).unwrap_or_else(|| word.to_string());
    if text.chars().count() <= MAX_WORD {
        return text;
    }
    let mut cut: String = text.chars().take(MAX_WORD - 1).collect();
    cut.push('…');
    cut
}

/// A partly known word with the names that its source gives to the holes: `triggers.{agent}` of `f"triggers.{agent}"`.
fn named_holes(word: &Word) -> Option<String> {
    let WordKind::Partial(pieces) = &word.kind else { return None };
    let mut names = Vec::new();
    let mut rest = word.source.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        let is_plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
        names.push(if is_plain { name } else { "…" });
        rest = after;
    }
    let holes = pieces.iter().filter(|piece| **piece == Piece::Hole).count();
    if names.len() != holes {
        return None;
    }
    let mut names = names.into_iter();
    let show = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Hole => format!("{{{}}}", names.next().unwrap_or("…")),
    };
    Some(pieces.iter().map(show).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn holes_have_the_names_of_the_source() {
        let pieces = |text: &str| {
            let mut pieces = Vec::new();
            for (index, part) in text.split("{}").enumerate() {
                if index > 0 {
                    pieces.push(Piece::Hole);
                }
                if !part.is_empty() {
                    pieces.push(Piece::Text(part.to_owned()));
                }
            }
            pieces
        };
        for (source, text, expected) in [
            (r#"f"triggers.{agent}""#, "triggers.{}", "triggers.{agent}"),
            ("`a:${user.id}:${f(x)}`", "a:{}:{}", "a:{user.id}:{…}"),
            (r#""triggers." + agent"#, "triggers.{}", "triggers.{…}"),
        ] {
            let word = Word::new(WordKind::Partial(pieces(text))).at(source, Span::default());
            assert_eq!(short(&word), expected);
        }
    }
}
