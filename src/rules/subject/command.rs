//! Commands that are sent.

use super::Found;
use super::beside::Beside;
use crate::command::{Availability, Flag, Presence, Reading, Replacements};
use crate::rules::compile::{self, RuleError};
use crate::rules::facts::Facts;
use crate::rules::raw::OneOrMany;
use crate::rules::raw_match::RawMatch;
use crate::rules::text_match::{Known, TextMatch};
use crate::rules::values::Values;
use crate::usage::Command;

/// How many keys of one command are looked at.
const MAX_KEYS: usize = 50;

/// What is asked of a command.
#[derive(Debug)]
pub(crate) struct CommandMatch {
    /// Upper-case names; empty for any.
    pub(crate) names: Vec<String>,
    not_names: Vec<String>,
    flags: Vec<Flag>,
    without: Vec<String>,
    with: Vec<String>,
    unavailable: bool,
    key: Option<TextMatch>,
    arguments: Vec<(String, TextMatch)>,
    beside: Vec<Beside>,
    not_beside: Vec<Beside>,
}

impl CommandMatch {
    /// Compiles what is asked; `command` is the part that names the commands.
    pub(crate) fn compile(
        raw: &RawMatch,
        command: &OneOrMany<String>,
        values: &Values,
        errors: &mut Vec<RuleError>,
    ) -> Option<Self> {
        let names = compile::names(command, errors)?;
        let not_names = raw.not_command.as_ref().and_then(|command| compile::names(command, errors));
        let text = |raw, errors: &mut Vec<RuleError>| TextMatch::compile(raw, values, errors);
        Some(Self {
            not_names: not_names.unwrap_or_default(),
            flags: raw.flag.as_ref().map(|flags| flags.as_slice().to_vec()).unwrap_or_default(),
            without: compile::options_of(&names, raw.without_option.as_ref(), errors),
            with: compile::options_of(&names, raw.with_option.as_ref(), errors),
            unavailable: raw.unavailable,
            key: raw.key.as_ref().map(|key| text(key, errors)),
            arguments: raw.argument.iter().map(|(name, raw)| (name.clone(), text(raw, errors))).collect(),
            beside: Beside::compile_all(raw.beside.as_ref(), errors),
            not_beside: Beside::compile_all(raw.not_beside.as_ref(), errors),
            names,
        })
    }

    /// What there is to say of the command at `index`, if it is one of those asked for.
    pub(crate) fn find(&self, index: usize, command: &Command, facts: &Facts<'_>, values: &Values) -> Option<Found> {
        let reading = facts.reading(index)?;
        let name = &reading.command.name;
        let is_wanted = (self.names.is_empty() || compile::is_among(&self.names, name))
            && !compile::is_among(&self.not_names, name)
            && (self.flags.is_empty() || self.flags.iter().any(|flag| reading.command.has(*flag)))
            && self.without.iter().all(|option| presence(reading, option) == Presence::No)
            && (self.with.is_empty() || self.with.iter().any(|option| presence(reading, option) == Presence::Yes))
            && self.key.as_ref().is_none_or(|key| has_key(reading, key))
            && self.arguments.iter().all(|(name, text)| has_argument(reading, name, text));
        if !is_wanted || self.is_excused(index, command, facts) {
            return None;
        }
        let mut found = if self.unavailable { unavailable(reading, values)? } else { Found::default() };
        for beside in &self.beside {
            found.related.push(beside.find(index, command, facts, None)?);
        }
        Some(found)
    }

    /// Whether something is done beside the command, for each of its keys, that must not be.
    fn is_excused(&self, index: usize, command: &Command, facts: &Facts<'_>) -> bool {
        let is_found =
            |key: Option<usize>| self.not_beside.iter().any(|beside| beside.find(index, command, facts, key).is_some());
        let keys = facts.reading(index).map(Reading::keys).filter(|keys| keys.is_complete && keys.places.len() > 1);
        match keys {
            Some(keys) => keys.places.into_iter().take(MAX_KEYS).all(|key| is_found(Some(key))),
            None => is_found(None),
        }
    }
}

/// Whether the words have the option; no command has an option that its grammar does not know.
fn presence(reading: &Reading<'_>, option: &str) -> Presence {
    if reading.command.knows_option(option) { reading.has_option(option) } else { Presence::No }
}

fn has_key(reading: &Reading<'_>, key: &TextMatch) -> bool {
    let words = reading.keys().places.into_iter().filter_map(|place| reading.words.get(place));
    words.filter_map(Known::of).any(|known| key.holds(known))
}

fn has_argument(reading: &Reading<'_>, name: &str, text: &TextMatch) -> bool {
    reading.argument(name).and_then(Known::of).is_some_and(|known| text.holds(known))
}

/// What the target lacks of the command.
fn unavailable(reading: &Reading<'_>, values: &Values) -> Option<Found> {
    let (target, modules) = (values.target, &values.modules);
    let name = &reading.command.name;
    let since = match reading.command.availability(target, modules) {
        Availability::Available | Availability::UnknownCommand => {
            let young = reading.young_words(target).into_iter().next()?;
            let advice = Replacements::get().for_option(reading.command, &young.name);
            let found = Found::default()
                .with("token", format!("the option {} of {name}", young.name))
                .with("since", format!("was added in Redis {}", young.since));
            return Some(match advice {
                Some(advice) => found.with("advice", advice.text.as_str()),
                None => found,
            });
        }
        Availability::TooNew { since } => format!("was added in Redis {since}"),
        Availability::Module { module, .. } => format!("needs the module {}, which is not loaded", module.name()),
        Availability::Removed { removed } => format!("was removed in Redis {removed}"),
    };
    let found = Found::default().with("token", name.as_str()).with("since", since);
    Some(match Replacements::get().for_command(reading.command) {
        Some(advice) => found.with("advice", advice.text.as_str()),
        None => found,
    })
}
