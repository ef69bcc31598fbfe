//! Facts against rules.

use std::sync::Arc;

use super::compile::{Matcher, Rule, Subject};
use super::facts::Facts;
use super::fix::{Part, Proposal};
use super::subject::Found;
use super::template::Template;
use super::text;
use super::values::Values;
use crate::finding::{Finding, Severity};
use crate::source::Language;
use crate::usage::{Fact, FactKind};

/// What checking needs besides the facts.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    /// The configuration's values.
    pub(crate) values: &'a Values,
    /// The language of the file; `None` for commands that stand in none.
    pub(crate) language: Option<Language>,
}

/// A finding, and how it may be mended.
#[derive(Debug)]
pub(crate) struct Report {
    /// What is wrong.
    pub(crate) finding: Finding,
    /// The ways to mend it, best first.
    pub(crate) proposals: Vec<Proposal>,
}

/// The findings of one rule: at most one for each fact and matcher kind, the first matcher of a fact wins.
pub(crate) fn check(rule: &Rule, severity: Severity, facts: &Facts<'_>, context: &Context<'_>) -> Vec<Report> {
    let mut out = Vec::new();
    for (index, fact) in facts.all.iter().enumerate() {
        let mut is_server_done = false;
        let mut is_fact_done = false;
        for matcher in &rule.matchers {
            // what a server lacks is said at its first directive, about which there may be something else to say
            let is_done =
                if matches!(matcher.subject, Subject::Server(_)) { &mut is_server_done } else { &mut is_fact_done };
            if *is_done {
                continue;
            }
            if let Some(found) = find(matcher, index, fact, facts, context) {
                *is_done = true;
                let proposals = proposals(matcher, fact, &found, context);
                out.push(Report { finding: finding(rule, severity, matcher, fact, &found, context), proposals });
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
    found: &Found,
    context: &Context<'_>,
) -> Finding {
    let fill = |template: &Template| template.fill(|name| text::value(name, fact, found, context.values));
    let (label, message, help) = (fill(&matcher.label), fill(&matcher.message), fill(&matcher.help));
    let mut related = fact.related.clone();
    related.extend(found.related.iter().filter(|related| !related.label.is_empty()).cloned());
    Finding {
        rule: Arc::clone(&rule.id),
        severity,
        confidence: found.confidence.map_or(fact.confidence, |most| most.min(fact.confidence)).min(matcher.most),
        span: found.span.unwrap_or(fact.span),
        label,
        message,
        help,
        url: rule.raw.links.first().cloned(),
        related,
        fix: None,
    }
}

fn proposals(matcher: &Matcher, fact: &Fact, found: &Found, context: &Context<'_>) -> Vec<Proposal> {
    if matcher.fixes.is_empty() {
        return Vec::new();
    }
    let (mut parts, mut place) = (found.parts.clone(), None);
    if let FactKind::Literal(literal) = &fact.kind {
        parts.push(Part { name: "value", text: literal.text.clone(), span: fact.span });
        place = Some(literal.place);
    }
    if let (FactKind::Image(_), Some(text)) = (&fact.kind, found.get("image")) {
        parts.push(Part { name: "image", text: text.to_owned(), span: fact.span });
    }
    let value = |name: &str| text::value(name, fact, found, context.values);
    matcher.fixes.iter().filter_map(|fix| fix.propose(&parts, place, value)).collect()
}

fn find(matcher: &Matcher, index: usize, fact: &Fact, facts: &Facts<'_>, context: &Context<'_>) -> Option<Found> {
    if context.language.is_some_and(|language| !matcher.within.has(language)) {
        return None;
    }
    let library = &*fact.library;
    if !matcher.libraries.is_empty() && !matcher.libraries.iter().any(|name| name == library) {
        return None;
    }
    if fact.confidence < matcher.least || matcher.not_libraries.iter().any(|name| name == library) {
        return None;
    }
    match (&matcher.subject, &fact.kind) {
        (Subject::Command(wanted), FactKind::Command(command)) => wanted.find(index, command, facts, context.values),
        (Subject::Script, FactKind::Script) => Some(Found::default()),
        (Subject::Connection(wanted), FactKind::Connection(connection)) => wanted.find(connection),
        (Subject::Pool(wanted), FactKind::Pool(pool)) => wanted.find(index, *pool, facts),
        (Subject::Setting(wanted), FactKind::Setting(setting)) => wanted.find(index, setting, facts),
        (Subject::Setting(wanted), FactKind::Command(_)) => wanted.find_sent(facts.reading(index)?),
        (Subject::Server(wanted), FactKind::Setting(setting)) => wanted.find(index, setting, facts),
        (Subject::Image(wanted), FactKind::Image(image)) => wanted.find(image),
        (Subject::Secret(wanted), FactKind::SecretRef(secret)) => wanted.find(secret),
        (Subject::Literal(wanted), FactKind::Literal(literal)) => wanted.find(literal),
        _ => None,
    }
}
