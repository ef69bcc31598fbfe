//! What messages can say of a fact.

use super::subject::Found;
use super::values::Values;
use crate::command::{CommandTable, Word};
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
    let text = word.to_string();
    if text.chars().count() <= MAX_WORD {
        return text;
    }
    let mut cut: String = text.chars().take(MAX_WORD - 1).collect();
    cut.push('…');
    cut
}
