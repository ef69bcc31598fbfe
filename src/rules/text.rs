//! What messages can say of a fact.

use super::values::Values;
use crate::command::{CommandTable, Presence, Reading, Replacements, Word};
use crate::usage::{Fact, FactKind, Given};

/// How long a quoted word may be.
const MAX_WORD: usize = 40;

/// What the matcher found out, for the message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Findings {
    /// The command or token that the target lacks.
    pub(crate) token: Option<String>,
    /// The version that brought it, as a phrase.
    pub(crate) since: Option<String>,
    /// The way to do it with the target.
    pub(crate) advice: Option<String>,
}

/// The value called `name` of `fact`, or of the configuration.
pub(crate) fn value(name: &str, fact: &Fact, found: &Findings, values: &Values) -> Option<String> {
    let own = match name {
        "token" => found.token.clone(),
        "since" => found.since.clone(),
        "advice" => found.advice.clone(),
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

/// Whether the words have the option.
pub(crate) fn presence(reading: &Reading<'_>, option: &str) -> Presence {
    reading.has_option(option)
}

/// The advice for a command or, with `option`, for one of its options.
pub(crate) fn advice(reading: &Reading<'_>, option: Option<&str>) -> Option<String> {
    let replacements = Replacements::get();
    let advice = match option {
        Some(option) => replacements.for_option(reading.command, option),
        None => replacements.for_command(reading.command),
    };
    advice.map(|advice| advice.text.clone())
}
