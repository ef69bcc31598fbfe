//! Directives of servers, and what servers lack.

use super::Found;
use crate::command::{CommandTable, Reading, Word};
use crate::rules::compile::RuleError;
use crate::rules::facts::Facts;
use crate::rules::raw::OneOrMany;
use crate::rules::raw_match::{RawAlternatives, RawServerMatch, RawSettingMatch};
use crate::rules::text_match::{Known, TextMatch, ValueMatch};
use crate::rules::values::Values;
use crate::source::Span;
use crate::usage::Setting;

/// What is asked of a directive.
#[derive(Debug)]
pub(crate) struct SettingMatch {
    name: Option<TextMatch>,
    value: Option<ValueMatch>,
    /// Names and the values that they must have.
    departs_from: Option<Vec<(String, String)>>,
    unless_set: Vec<String>,
}

/// What a server lacks.
#[derive(Debug)]
pub(crate) struct ServerMatch {
    lacks: Vec<(String, String)>,
    lacks_any_of: Vec<RawAlternatives>,
    /// One of these is there, where any are named.
    if_set: Vec<String>,
    unless_set: Vec<String>,
}

impl SettingMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawSettingMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        Self {
            name: raw.name.as_ref().map(|name| TextMatch::compile(name, values, errors)),
            value: raw.value.as_ref().map(|value| ValueMatch::compile(value, values, errors)),
            departs_from: raw.departs_from.as_deref().map(|name| table(name, values, errors)),
            unless_set: list(raw.unless_set.as_ref()),
        }
    }

    /// What there is to say of the directive at `index`, if it is one of those asked for.
    pub(crate) fn find(&self, index: usize, setting: &Setting, facts: &Facts<'_>) -> Option<Found> {
        let server = facts.server(setting)?;
        if !facts.counts(index, setting) || self.unless_set.iter().any(|name| server.has(name)) {
            return None;
        }
        let found = self.judge(&setting.name, value_of(&setting.args))?;
        Some(with_value(found, &setting.args))
    }

    /// What there is to say of the directives that a CONFIG SET sends: of the first that is one of those asked for.
    pub(crate) fn find_sent(&self, reading: &Reading<'_>) -> Option<Found> {
        if reading.command.name != "CONFIG SET" {
            return None;
        }
        let args = reading.words.get(reading.name_words..)?;
        let known = args.iter().take_while(|word| !word.is_many()).count();
        args[..known].chunks_exact(2).find_map(|pair| {
            let name = pair[0].as_text()?.to_ascii_lowercase();
            let found = self.judge(&name, pair[1].as_text().map(str::to_owned))?;
            Some(with_value(found, &pair[1..]))
        })
    }

    /// What there is to say of one directive with its value, where that is known.
    fn judge(&self, name: &str, value: Option<String>) -> Option<Found> {
        if !self.name.as_ref().is_none_or(|wanted| wanted.holds(Known::Text(name))) {
            return None;
        }
        let mut found = Found::default().with("name", name);
        if let Some(wanted) = &self.value
            && !wanted.holds(value.as_deref()?, |a, b| is_same(name, a, b))
        {
            return None;
        }
        if let Some(table) = &self.departs_from {
            let (_, expected) = table.iter().find(|(known, _)| known == name)?;
            if is_same(name, expected, value.as_deref()?) {
                return None;
            }
            found = found.with("expected", expected.as_str());
        }
        Some(found.with("value", value.unwrap_or_else(|| "…".to_owned())))
    }
}

/// With the directive's value as a part, if it is one word.
fn with_value(found: Found, args: &[Word]) -> Found {
    match args {
        [value] => found.part("value", value.as_text().unwrap_or_default(), value.span),
        _ => found,
    }
}

impl ServerMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawServerMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        Self {
            lacks: raw.lacks.as_deref().map(|name| table(name, values, errors)).unwrap_or_default(),
            lacks_any_of: raw.lacks_any_of.clone(),
            if_set: list(raw.if_set.as_ref()),
            unless_set: list(raw.unless_set.as_ref()),
        }
    }

    /// What the server lacks whose first directive is the one at `index`.
    pub(crate) fn find(&self, index: usize, setting: &Setting, facts: &Facts<'_>) -> Option<Found> {
        let server = facts.server(setting)?;
        let is_excepted = self.unless_set.iter().any(|name| server.has(name))
            || !self.if_set.is_empty() && !self.if_set.iter().any(|name| server.has(name));
        if server.first != index || !server.is_complete || is_excepted {
            return None;
        }
        let has = |name: &str| server.has(name) || facts.is_set_elsewhere(setting.server, name);
        let directive = |name: &str| CommandTable::get().directive(name);
        let departs = |name: &str, expected: &str| {
            directive(name).is_some_and(|directive| !directive.is_same(&directive.default, expected))
        };
        let settings = self.lacks.iter().filter(|(name, expected)| !has(name) && departs(name, expected));
        let mut missing: Vec<String> = settings.map(|(name, expected)| format!("`{name} {expected}`")).collect();
        let others = self
            .lacks_any_of
            .iter()
            .filter(|any| !any.directives.iter().any(|name| has(name) || server.mentions(name)));
        missing.extend(others.map(|any| any.name.clone()));
        let last = missing.pop()?;
        let all = if missing.is_empty() { last } else { format!("{} and {last}", missing.join(", ")) };
        // in front of the directive, about which there may be something else to say
        let span = facts.all.get(index).map(|fact| Span::new(fact.span.start as usize, fact.span.start as usize));
        Some(Found { span, ..Found::default() }.with("missing", all))
    }
}

/// The settings that the configuration names under `$name`.
fn table(name: &str, values: &Values, errors: &mut Vec<RuleError>) -> Vec<(String, String)> {
    if let Some(table) = name.strip_prefix('$').and_then(|name| values.table(name)) {
        return table.to_vec();
    }
    errors.push(RuleError::UnknownName { name: name.to_owned() });
    Vec::new()
}

fn list(list: Option<&OneOrMany<String>>) -> Vec<String> {
    list.map(|list| list.as_slice().to_vec()).unwrap_or_default()
}

/// The value of a directive, if all of it is known.
fn value_of(args: &[Word]) -> Option<String> {
    let words: Option<Vec<&str>> = args.iter().map(Word::as_text).collect();
    words.map(|words| words.join(" "))
}

/// Whether two values of a directive mean the same.
fn is_same(name: &str, a: &str, b: &str) -> bool {
    match CommandTable::get().directive(name) {
        Some(directive) => directive.is_same(a.trim(), b.trim()),
        None => a.trim().eq_ignore_ascii_case(b.trim()),
    }
}
