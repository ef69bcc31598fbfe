//! Facts against rules.

use std::sync::Arc;

use super::compile::{Matcher, Rule, Subject};
use super::raw::{GivenMatch, RoleMatch};
use super::text::{self, Findings};
use super::values::Values;
use crate::command::{Availability, CommandTable, Presence};
use crate::finding::{Finding, Severity};
use crate::usage::{Command, Fact, FactKind, Given, Literal, LiteralRole};

/// What checking needs besides the facts.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The configuration's values.
    pub(crate) values: &'a Values,
}

/// The findings of one rule.
pub(crate) fn check(rule: &Rule, severity: Severity, facts: &[Fact], context: &Context<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    for fact in facts {
        for matcher in &rule.matchers {
            if let Some(found) = matches(matcher, fact, context) {
                out.push(finding(rule, severity, matcher, fact, &found, context));
                break;
            }
        }
    }
    out
}

fn finding(
    rule: &Rule,
    severity: Severity,
    matcher: &Matcher,
    fact: &Fact,
    found: &Findings,
    context: &Context<'_>,
) -> Finding {
    let fill =
        |template: &super::template::Template| template.fill(|name| text::value(name, fact, found, context.values));
    Finding {
        rule: Arc::clone(&rule.id),
        severity,
        confidence: fact.confidence,
        span: fact.span,
        label: fill(&rule.label),
        message: fill(&matcher.message),
        help: fill(&matcher.help),
        url: rule.raw.links.first().cloned(),
        related: fact.related.clone(),
        fix: None,
    }
}

fn matches(matcher: &Matcher, fact: &Fact, context: &Context<'_>) -> Option<Findings> {
    let library = &*fact.library;
    if !matcher.libraries.is_empty() && !matcher.libraries.iter().any(|name| name == library) {
        return None;
    }
    if matcher.not_libraries.iter().any(|name| name == library) {
        return None;
    }
    match (&matcher.subject, &fact.kind) {
        (Subject::Command { names, without, with, unavailable }, FactKind::Command(command)) => {
            command_matches(names, without, with, *unavailable, command, context)
        }
        (Subject::Script, FactKind::Script) => Some(Findings::default()),
        (Subject::Connection { port, password }, FactKind::Connection(connection)) => {
            let fits = |wanted: Option<GivenMatch>, given: &Given| wanted.is_none_or(|wanted| is_given(wanted, given));
            (fits(*port, &connection.port) && fits(*password, &connection.password)).then(Findings::default)
        }
        (Subject::Literal { role, is, is_not, places, not_places }, FactKind::Literal(literal)) => {
            literal_matches(*role, is, is_not, places, not_places, literal).then(Findings::default)
        }
        _ => None,
    }
}

fn is_given(wanted: GivenMatch, given: &Given) -> bool {
    match wanted {
        GivenMatch::Absent => given.is_absent(),
        GivenMatch::Literal => given.literal().is_some(),
        GivenMatch::Dynamic => *given == Given::Dynamic,
    }
}

fn literal_matches(
    role: RoleMatch,
    is: &[String],
    is_not: &[String],
    places: &[String],
    not_places: &[String],
    literal: &Literal,
) -> bool {
    let same_role = matches!(
        (role, literal.role),
        (RoleMatch::Port, LiteralRole::Port) | (RoleMatch::Password, LiteralRole::Password)
    );
    let among = |list: &[String], text: &str| list.iter().any(|known| known == text);
    same_role
        && (is.is_empty() || among(is, &literal.text))
        && !among(is_not, &literal.text)
        && (places.is_empty() || among(places, literal.place))
        && !among(not_places, literal.place)
}

fn command_matches(
    names: &[String],
    without: &[String],
    with: &[String],
    unavailable: bool,
    command: &Command,
    context: &Context<'_>,
) -> Option<Findings> {
    let reading = CommandTable::get().read(&command.words)?;
    let name = &reading.command.name;
    let is_named = |wanted: &String| {
        wanted == name || name.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with(' '))
    };
    if !names.is_empty() && !names.iter().any(is_named) {
        return None;
    }
    let presence = |option: &String| text::presence(&reading, option);
    if !without.iter().all(|option| presence(option) == Presence::No) {
        return None;
    }
    if !with.is_empty() && !with.iter().any(|option| presence(option) == Presence::Yes) {
        return None;
    }
    if !unavailable {
        return Some(Findings::default());
    }
    let (target, modules) = (context.values.target, &context.values.modules);
    let since = match reading.command.availability(target, modules) {
        Availability::Available | Availability::UnknownCommand => {
            let young = reading.young_words(target).into_iter().next()?;
            return Some(Findings {
                advice: text::advice(&reading, Some(&young.name)),
                token: Some(format!("the option {} of {name}", young.name)),
                since: Some(format!("entered Redis in {}", young.since)),
            });
        }
        Availability::TooNew { since } => format!("entered Redis in {since}"),
        Availability::Module { module, .. } => format!("needs the module {}", module.name()),
        Availability::Removed { removed } => format!("was removed from Redis in {removed}"),
    };
    Some(Findings { token: Some(name.clone()), since: Some(since), advice: text::advice(&reading, None) })
}
