//! Rules as the engine runs them.

use std::sync::Arc;

use super::fix::FixTemplate;
use super::raw::{OneOrMany, RawRule};
use super::raw_match::RawMatch;
use super::subject::command::CommandMatch;
use super::subject::connection::ConnectionMatch;
use super::subject::image::ImageMatch;
use super::subject::literal::LiteralMatch;
use super::subject::pool::PoolMatch;
use super::subject::secret::SecretMatch;
use super::subject::setting::{ServerMatch, SettingMatch};
use super::template::Template;
use super::values::Values;
use super::within::Within;
use crate::command::CommandTable;
use crate::finding::{Confidence, Severity};

/// A compiled rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Arc<str>,
    pub(crate) severity: Severity,
    pub(crate) matchers: Vec<Matcher>,
    /// How findings of the engine itself are mended.
    pub(crate) fixes: Vec<FixTemplate>,
    /// The rule as written, for everything that explains it; its reasons already speak of the configuration's values.
    pub(crate) raw: RawRule,
}

/// One way in which a rule is broken.
#[derive(Debug)]
pub(crate) struct Matcher {
    pub(crate) subject: Subject,
    /// The files where it is one.
    pub(crate) within: Within,
    pub(crate) libraries: Vec<String>,
    pub(crate) not_libraries: Vec<String>,
    /// How sure a fact must be.
    pub(crate) least: Confidence,
    /// How sure a finding is at the most.
    pub(crate) most: Confidence,
    pub(crate) message: Template,
    pub(crate) label: Template,
    pub(crate) help: Template,
    pub(crate) fixes: Vec<FixTemplate>,
}

/// What a matcher looks at.
#[derive(Debug)]
pub(crate) enum Subject {
    /// Commands.
    Command(Box<CommandMatch>),
    /// Registered scripts.
    Script,
    /// Clients.
    Connection(Box<ConnectionMatch>),
    /// Pools of connections.
    Pool(PoolMatch),
    /// Directives.
    Setting(SettingMatch),
    /// Servers as a whole.
    Server(ServerMatch),
    /// Container images.
    Image(ImageMatch),
    /// References to secrets.
    Secret(SecretMatch),
    /// Literals.
    Literal(LiteralMatch),
}

/// Why a rule was refused. Every variant names something its author can change.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum RuleError {
    #[error("`{name}` is not a Redis command{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownCommand { name: String, nearest: Option<String> },
    #[error("no command of this match has an option `{name}`")]
    UnknownOption { name: String },
    #[error("a match needs one subject: command, script, connection, pool, setting, server, image, secret or literal")]
    Subject { alternative: usize },
    #[error("`{name}` is no value of the configuration")]
    UnknownName { name: String },
    #[error("`{text}` is no regular expression: {reason}")]
    Pattern { text: String, reason: String },
    #[error("`{text}` is no amount such as 100 or 256mb")]
    Amount { text: String },
    #[error("`{text}` is no version such as 7.4")]
    Version { text: String },
    #[error("what is beside a command is either another `command` or `persist`")]
    Beside,
    #[error("nothing to match: the rule has no `match`")]
    Nothing,
    #[error("a fix has a `title` and does one thing: `replace`, `environment`, `add-option` or `remove`")]
    Fix,
    #[error("`{name}` is no part of what is found: one of value, tag, image, secret, key, rule")]
    FixPart { name: String },
    #[error("`{name}` is no language, nor `code` or `documents`")]
    Within { name: String },
    #[error("`{name}` is no value of what is matched here, nor of the configuration{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownValue { name: String, text: String, nearest: Option<String> },
}

impl RuleError {
    /// The text of the rule's file that is wrong, or the key.
    pub(crate) fn text(&self) -> &str {
        match self {
            RuleError::UnknownCommand { name, .. }
            | RuleError::UnknownOption { name }
            | RuleError::UnknownName { name }
            | RuleError::FixPart { name }
            | RuleError::Within { name } => name,
            RuleError::UnknownValue { text, .. }
            | RuleError::Pattern { text, .. }
            | RuleError::Amount { text }
            | RuleError::Version { text } => text,
            RuleError::Beside => "beside",
            RuleError::Subject { .. } => "match",
            RuleError::Nothing => "id",
            RuleError::Fix => "fix",
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
        let mut matchers = Vec::new();
        for (alternative, part) in raw.match_.as_slice().iter().enumerate() {
            if subjects(part) == 1 {
                matchers.extend(matcher(part, &raw, values, &mut errors));
            } else {
                errors.push(RuleError::Subject { alternative });
            }
        }
        let fixes = if raw.builtin { FixTemplate::compile_all(raw.fix.as_ref(), &mut errors) } else { Vec::new() };
        if !errors.is_empty() {
            return Err(errors);
        }
        let raw = RawRule { why: values.fill(&Template::parse(&raw.why)), ..raw };
        Ok(Self { id: Arc::from(raw.id.as_str()), severity: raw.severity, matchers, fixes, raw })
    }
}

fn matcher(raw: &RawMatch, rule: &RawRule, values: &Values, errors: &mut Vec<RuleError>) -> Option<Matcher> {
    let message = raw.message.as_deref().unwrap_or(&rule.message);
    let help = raw.help.as_deref().unwrap_or(&rule.help);
    Some(Matcher {
        subject: subject(raw, values, errors)?,
        within: Within::compile(raw.within.as_ref(), errors),
        libraries: texts(raw.library.as_ref()),
        not_libraries: texts(raw.not_library.as_ref()),
        least: raw.min_confidence.unwrap_or(Confidence::Possible),
        most: raw.confidence.unwrap_or(Confidence::Certain),
        message: Template::parse(message),
        label: Template::parse(raw.label.as_deref().unwrap_or(&rule.label)),
        help: Template::parse(help),
        fixes: FixTemplate::compile_all(raw.fix.as_ref().or(rule.fix.as_ref()), errors),
    })
}

/// How many kinds of facts a match speaks of.
fn subjects(raw: &RawMatch) -> usize {
    // what speaks of commands only may stand without naming one
    let of_command = raw.flag.is_some()
        || raw.key.is_some()
        || !raw.argument.is_empty()
        || raw.unavailable
        || raw.with_option.is_some()
        || raw.without_option.is_some()
        || raw.not_command.is_some()
        || raw.beside.is_some()
        || raw.not_beside.is_some();
    let subjects = [
        raw.command.is_some() || of_command,
        raw.script,
        raw.connection.is_some(),
        raw.pool.is_some(),
        raw.setting.is_some(),
        raw.server.is_some(),
        raw.image.is_some(),
        raw.secret.is_some(),
        raw.literal.is_some(),
    ];
    subjects.iter().filter(|&&given| given).count()
}

fn subject(raw: &RawMatch, values: &Values, errors: &mut Vec<RuleError>) -> Option<Subject> {
    if let Some(connection) = &raw.connection {
        return Some(Subject::Connection(Box::new(ConnectionMatch::compile(connection, values, errors))));
    }
    if let Some(pool) = &raw.pool {
        return Some(Subject::Pool(PoolMatch::compile(pool, values, errors)));
    }
    if let Some(setting) = &raw.setting {
        return Some(Subject::Setting(SettingMatch::compile(setting, values, errors)));
    }
    if let Some(server) = &raw.server {
        return Some(Subject::Server(ServerMatch::compile(server, values, errors)));
    }
    if let Some(image) = &raw.image {
        return Some(Subject::Image(ImageMatch::compile(image, values, errors)));
    }
    if let Some(secret) = &raw.secret {
        return Some(Subject::Secret(SecretMatch::compile(secret, values, errors)));
    }
    if let Some(literal) = &raw.literal {
        return Some(Subject::Literal(LiteralMatch::compile(literal, values, errors)));
    }
    if raw.script {
        return Some(Subject::Script);
    }
    let any = OneOrMany::One("*".to_owned());
    let command = CommandMatch::compile(raw, raw.command.as_ref().unwrap_or(&any), values, errors)?;
    Some(Subject::Command(Box::new(command)))
}

/// Whether a command is one of `names`, or a subcommand of one.
pub(crate) fn is_among(names: &[String], name: &str) -> bool {
    names
        .iter()
        .any(|wanted| wanted == name || name.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// The commands' own names, empty for any; `None` when one of them does not exist.
pub(crate) fn names(command: &OneOrMany<String>, errors: &mut Vec<RuleError>) -> Option<Vec<String>> {
    let table = CommandTable::get();
    let mut out = Vec::new();
    let before = errors.len();
    for name in command.as_slice() {
        if name == "*" {
            return Some(Vec::new());
        }
        if let Some(found) = table.command(name) {
            out.push(found.name.clone());
        } else {
            let nearest = table.nearest(name).map(str::to_owned);
            errors.push(RuleError::UnknownCommand { name: name.clone(), nearest });
        }
    }
    (errors.len() == before).then_some(out)
}

pub(crate) fn options_of(
    names: &[String],
    options: Option<&OneOrMany<String>>,
    errors: &mut Vec<RuleError>,
) -> Vec<String> {
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
