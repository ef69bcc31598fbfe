//! The names that message templates of rules may use.

use super::raw::OneOrMany;
use super::raw_fix::RawFix;
use super::raw_match::RawMatch;
use super::template::Template;
use super::{RawRule, RuleError, Values};
use crate::command::{CommandInfo, CommandTable};
use crate::problem::nearest;

/// Values of facts, whatever is matched; the arguments of commands and the values of the configuration come in addition. A test holds the built-in rules to
/// them.
const FACT: &[&str] = &[
    "advice",
    "command",
    "default-port",
    "expected",
    "family",
    "host",
    "image",
    "key",
    "library",
    "missing",
    "name",
    "nearest",
    "place",
    "pool-size",
    "repository",
    "secret",
    "since",
    "tag-suffix",
    "token",
    "total",
    "value",
    "variable",
    "version",
];

/// The values that templates of `raw` ask for and that nothing gives.
pub(super) fn unknown(raw: &RawRule, values: &Values) -> Vec<RuleError> {
    let parts = raw.match_.as_slice();
    let mut errors: Vec<RuleError> = Vec::new();
    let mut check = |text: &str, parts: &[RawMatch]| {
        let arguments = arguments(parts);
        let template = Template::parse(text);
        for name in template.names() {
            let is_known = FACT.contains(&name)
                || values.get(name).is_some()
                || arguments.as_ref().is_none_or(|arguments| arguments.contains(&name));
            let is_told =
                errors.iter().any(|error| matches!(error, RuleError::UnknownValue { name: told, .. } if told == name));
            if !is_known && !is_told {
                let known = FACT.iter().copied().chain(values.names()).chain(arguments.iter().flatten().copied());
                let nearest = nearest(name, known).map(str::to_owned);
                errors.push(RuleError::UnknownValue { name: name.to_owned(), text: format!("{{{name}}}"), nearest });
            }
        }
    };
    for text in [&raw.message, &raw.label, &raw.help] {
        check(text, parts);
    }
    for text in fixes(raw.fix.as_ref()) {
        check(text, parts);
    }
    for part in parts {
        for text in [&part.message, &part.label, &part.help].into_iter().flatten().chain(fixes(part.fix.as_ref())) {
            check(text, std::slice::from_ref(part));
        }
    }
    errors
}

/// The templates of fixes.
fn fixes(all: Option<&OneOrMany<RawFix>>) -> impl Iterator<Item = &String> {
    all.map(OneOrMany::as_slice).unwrap_or_default().iter().flat_map(|fix| {
        let one = [Some(&fix.title), fix.environment.as_ref(), fix.add_option.as_ref()];
        one.into_iter().flatten().chain(fix.replace.values())
    })
}

/// The names of the arguments of the commands that are matched; `None` for any command.
fn arguments(parts: &[RawMatch]) -> Option<Vec<&'static str>> {
    let table = CommandTable::get();
    let mut out = Vec::new();
    for name in parts.iter().filter_map(|part| part.command.as_ref()).flat_map(OneOrMany::as_slice) {
        if name == "*" {
            return None;
        }
        let prefix = format!("{} ", name.to_ascii_uppercase());
        let named =
            table.commands().filter(|command| command.name == prefix.trim_end() || command.name.starts_with(&prefix));
        out.extend(named.flat_map(CommandInfo::arguments));
    }
    Some(out)
}
