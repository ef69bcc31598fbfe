//! Rules as the engine runs them.

use std::sync::Arc;

use super::raw::{GivenMatch, OneOrMany, RawMatch, RawRule, RoleMatch};
use super::template::Template;
use super::values::Values;
use crate::command::CommandTable;
use crate::finding::Severity;

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) severity: Severity,
    pub(crate) matchers: Vec<Matcher>,
    pub(crate) label: Template,
    /// The rule as written, for everything that explains it.
    pub(crate) raw: RawRule,
}

/// One way in which a rule is broken.
#[derive(Debug)]
pub(crate) struct Matcher {
    pub(crate) subject: Subject,
    pub(crate) libraries: Vec<String>,
    pub(crate) not_libraries: Vec<String>,
    pub(crate) message: Template,
    pub(crate) help: Template,
}

/// What a matcher looks at.
#[derive(Debug)]
pub(crate) enum Subject {
    /// Commands.
    Command {
        /// Upper-case names; empty for any.
        names: Vec<String>,
        without: Vec<String>,
        with: Vec<String>,
        unavailable: bool,
    },
    /// Registered scripts.
    Script,
    /// Clients.
    Connection { port: Option<GivenMatch>, password: Option<GivenMatch> },
    /// Literals.
    Literal { role: RoleMatch, is: Vec<String>, is_not: Vec<String>, places: Vec<String>, not_places: Vec<String> },
}

/// Why a rule was refused. Every variant names something its author can change.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum RuleError {
    #[error("`{name}` is not a Redis command{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownCommand { name: String, nearest: Option<String> },
    #[error("no command of this match has an option `{name}`")]
    UnknownOption { name: String },
    #[error("a match needs one subject: command, script, connection or literal")]
    Subject,
    #[error("nothing to match: the rule has no `match`")]
    Nothing,
    #[error("`{name}` in `{text}` is no value: of the fact, of the command's arguments or of the configuration")]
    UnknownValue { name: String, text: String },
}

impl RuleError {
    /// The text of the rule's file that is wrong, or the key.
    pub(crate) fn text(&self) -> &str {
        match self {
            RuleError::UnknownCommand { name, .. } | RuleError::UnknownOption { name } => name,
            RuleError::UnknownValue { text, .. } => text,
            RuleError::Subject => "match",
            RuleError::Nothing => "id",
        }
    }
}

impl Rule {
    /// Compiles a rule with the values of the configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub(crate) fn compile(raw: RawRule, values: &Values) -> Result<Self, Vec<RuleError>> {
        if raw.match_.as_slice().is_empty() && !raw.builtin {
            return Err(vec![RuleError::Nothing]);
        }
        let mut errors = Vec::new();
        let parts = raw.match_.as_slice().iter();
        let matchers: Vec<Matcher> = parts.filter_map(|part| matcher(part, &raw, values, &mut errors)).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            id: Arc::from(raw.id.as_str()),
            severity: raw.severity,
            matchers,
            label: Template::parse(&raw.label),
            raw,
        })
    }
}

fn matcher(raw: &RawMatch, rule: &RawRule, values: &Values, errors: &mut Vec<RuleError>) -> Option<Matcher> {
    let message = raw.message.as_deref().unwrap_or(&rule.message);
    let help = raw.help.as_deref().unwrap_or(&rule.help);
    Some(Matcher {
        subject: subject(raw, values, errors)?,
        libraries: texts(raw.library.as_ref()),
        not_libraries: texts(raw.not_library.as_ref()),
        message: Template::parse(message),
        help: Template::parse(help),
    })
}

fn subject(raw: &RawMatch, values: &Values, errors: &mut Vec<RuleError>) -> Option<Subject> {
    let subjects = [raw.command.is_some(), raw.script, raw.connection.is_some(), raw.literal.is_some()];
    if subjects.iter().filter(|&&given| given).count() != 1 {
        errors.push(RuleError::Subject);
        return None;
    }
    if let Some(command) = &raw.command {
        let names = names(command, errors)?;
        let without = options_of(&names, raw.without_option.as_ref(), errors);
        let with = options_of(&names, raw.with_option.as_ref(), errors);
        return Some(Subject::Command { without, with, unavailable: raw.unavailable, names });
    }
    if let Some(connection) = &raw.connection {
        return Some(Subject::Connection { port: connection.port, password: connection.password });
    }
    if let Some(literal) = &raw.literal {
        let resolved = |list: Option<&OneOrMany<String>>| {
            texts(list).iter().map(|text| values.resolve(text).to_owned()).collect::<Vec<_>>()
        };
        return Some(Subject::Literal {
            role: literal.role,
            is: resolved(literal.is.as_ref()),
            is_not: resolved(literal.is_not.as_ref()),
            places: texts(literal.place.as_ref()),
            not_places: texts(literal.not_place.as_ref()),
        });
    }
    Some(Subject::Script)
}

/// The commands' own names, empty for any; `None` when one of them does not exist.
fn names(command: &OneOrMany<String>, errors: &mut Vec<RuleError>) -> Option<Vec<String>> {
    let table = CommandTable::get();
    let mut out = Vec::new();
    let before = errors.len();
    for name in command.as_slice() {
        if name == "*" {
            return Some(Vec::new());
        }
        match table.command(name) {
            Some(found) => out.push(found.name.clone()),
            None => {
                let nearest = table.nearest(name).map(str::to_owned);
                errors.push(RuleError::UnknownCommand { name: name.clone(), nearest });
            }
        }
    }
    (errors.len() == before).then_some(out)
}

fn options_of(names: &[String], options: Option<&OneOrMany<String>>, errors: &mut Vec<RuleError>) -> Vec<String> {
    let table = CommandTable::get();
    let options = texts(options);
    for option in &options {
        let is_known = names.is_empty()
            || names.iter().any(|name| table.command(name).is_some_and(|command| command.knows_option(option)));
        if !is_known {
            errors.push(RuleError::UnknownOption { name: option.clone() });
        }
    }
    options
}

fn texts(list: Option<&OneOrMany<String>>) -> Vec<String> {
    list.map(|list| list.as_slice().to_vec()).unwrap_or_default()
}
