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

impl Rule {
    /// Compiles a rule with the values of the configuration.
    pub(crate) fn compile(raw: RawRule, values: &Values) -> Result<Self, RuleError> {
        if raw.match_.as_slice().is_empty() && !raw.builtin {
            return Err(RuleError::Nothing);
        }
        let matchers =
            raw.match_.as_slice().iter().map(|part| matcher(part, &raw, values)).collect::<Result<_, _>>()?;
        Ok(Self {
            id: Arc::from(raw.id.as_str()),
            severity: raw.severity,
            matchers,
            label: Template::parse(&raw.label),
            raw,
        })
    }
}

fn matcher(raw: &RawMatch, rule: &RawRule, values: &Values) -> Result<Matcher, RuleError> {
    let message = raw.message.as_deref().unwrap_or(&rule.message);
    let help = raw.help.as_deref().unwrap_or(&rule.help);
    Ok(Matcher {
        subject: subject(raw, values)?,
        libraries: texts(raw.library.as_ref()),
        not_libraries: texts(raw.not_library.as_ref()),
        message: Template::parse(message),
        help: Template::parse(help),
    })
}

fn subject(raw: &RawMatch, values: &Values) -> Result<Subject, RuleError> {
    let subjects = [raw.command.is_some(), raw.script, raw.connection.is_some(), raw.literal.is_some()];
    if subjects.iter().filter(|&&given| given).count() != 1 {
        return Err(RuleError::Subject);
    }
    if let Some(command) = &raw.command {
        let names = names(command)?;
        let options = |options: Option<&OneOrMany<String>>| options_of(&names, options);
        let (without, with) = (options(raw.without_option.as_ref())?, options(raw.with_option.as_ref())?);
        return Ok(Subject::Command { without, with, unavailable: raw.unavailable, names });
    }
    if let Some(connection) = &raw.connection {
        return Ok(Subject::Connection { port: connection.port, password: connection.password });
    }
    if let Some(literal) = &raw.literal {
        let resolved = |list: Option<&OneOrMany<String>>| {
            texts(list).iter().map(|text| values.resolve(text).to_owned()).collect::<Vec<_>>()
        };
        return Ok(Subject::Literal {
            role: literal.role,
            is: resolved(literal.is.as_ref()),
            is_not: resolved(literal.is_not.as_ref()),
            places: texts(literal.place.as_ref()),
            not_places: texts(literal.not_place.as_ref()),
        });
    }
    Ok(Subject::Script)
}

fn names(command: &OneOrMany<String>) -> Result<Vec<String>, RuleError> {
    let table = CommandTable::get();
    let mut out = Vec::new();
    for name in command.as_slice() {
        if name == "*" {
            return Ok(Vec::new());
        }
        match table.command(name) {
            Some(found) => out.push(found.name.clone()),
            None => {
                let nearest = table.nearest(name).map(str::to_owned);
                return Err(RuleError::UnknownCommand { name: name.clone(), nearest });
            }
        }
    }
    Ok(out)
}

fn options_of(names: &[String], options: Option<&OneOrMany<String>>) -> Result<Vec<String>, RuleError> {
    let table = CommandTable::get();
    let options = texts(options);
    for option in &options {
        let is_known = names.is_empty()
            || names.iter().any(|name| table.command(name).is_some_and(|command| command.knows_option(option)));
        if !is_known {
            return Err(RuleError::UnknownOption { name: option.clone() });
        }
    }
    Ok(options)
}

fn texts(list: Option<&OneOrMany<String>>) -> Vec<String> {
    list.map(|list| list.as_slice().to_vec()).unwrap_or_default()
}
