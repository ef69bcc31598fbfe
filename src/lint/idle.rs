//! Suppressions that do nothing, as findings. They have no facts to match, so that these two rules are the engine's own.

use std::collections::HashMap;
use std::sync::Arc;

use super::Linter;
use super::fix::Proposals;
use crate::filter::suppress::{Idle, IdleKind, Suppressions};
use crate::finding::{Confidence, Finding, Severity};
use crate::problem::nearest;
use crate::rules::fix::{Part, Proposal};

const UNUSED_SUPPRESSION: &str = "unused-suppression";
const UNKNOWN_RULE: &str = "unknown-rule";

/// Whether the rule called `id` is about suppressions themselves.
pub(crate) fn is_about_suppressions(id: &str) -> bool {
    id == UNUSED_SUPPRESSION || id == UNKNOWN_RULE
}

/// The findings for suppressions that do nothing. One that names a rule which does not hold for the file is left alone.
pub(super) fn findings(
    suppressions: &Suppressions,
    linter: &Linter,
    path: &str,
    proposals: &mut Proposals,
) -> Vec<Finding> {
    if suppressions.is_empty() {
        return Vec::new();
    }
    let known = linter.rule_ids();
    let active: Vec<(&str, Severity)> = linter.active(path).map(|(rule, severity)| (&*rule.id, severity)).collect();
    let severity = |id: &str| active.iter().find(|(rule, _)| *rule == id).map(|&(_, severity)| severity);
    let ran = |rule: &str| !is_about_suppressions(rule) && severity(rule).is_some();
    let idle = suppressions.idle(|rule| known.contains(&rule), ran);
    // the same mistake is made again and again
    let mut nearest_of: HashMap<&str, Option<&str>> = HashMap::new();
    idle.iter()
        .filter_map(|idle| {
            let near = match &idle.kind {
                IdleKind::Unknown(name) => {
                    *nearest_of.entry(name).or_insert_with(|| nearest(name, known.iter().copied()))
                }
                _ => None,
            };
            let finding = finding(idle, near, &known);
            // whether a rule that does not hold here has something to suppress would not come out
            let how = fixes(linter, idle, &finding.rule, near.filter(|near| ran(near)));
            if !how.is_empty() {
                proposals.insert((Arc::clone(&finding.rule), finding.span), how);
            }
            Some(Finding { severity: severity(&finding.rule)?, ..finding })
        })
        .collect()
}

/// The finding for one suppression that does nothing.
fn finding(idle: &Idle, near: Option<&str>, known: &[&str]) -> Finding {
    let (rule, message, help) = match &idle.kind {
        IdleKind::Unused(rule) => (
            UNUSED_SUPPRESSION,
            format!("`{rule}` finds nothing here, so there is nothing to suppress"),
            "remove the rule from the comment".to_owned(),
        ),
        IdleKind::Unknown(rule) => (
            UNKNOWN_RULE,
            format!("there is no rule `{rule}`"),
            near.map_or_else(
                || format!("the rules are {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            ),
        ),
        IdleKind::Malformed => (
            UNUSED_SUPPRESSION,
            "this suppression is not understood, so it suppresses nothing".to_owned(),
            "write `redlint: allow(rule) reason` or `redlint: allow-file(rule) reason`".to_owned(),
        ),
    };
    Finding {
        rule: Arc::from(rule),
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        span: idle.span,
        label: String::new(),
        message,
        help,
        url: None,
        related: Vec::new(),
        fix: None,
    }
}

/// How a suppression that does nothing may be fixed.
fn fixes(linter: &Linter, idle: &Idle, rule: &str, near: Option<&str>) -> Vec<Proposal> {
    let (Some(rule), IdleKind::Unused(name) | IdleKind::Unknown(name)) = (linter.rules.get(rule), &idle.kind) else {
        return Vec::new();
    };
    let part = Part { name: "rule", text: name.clone(), span: idle.span };
    let value = |value: &str| match value {
        "name" => Some(name.clone()),
        "nearest" => near.map(str::to_owned),
        _ => linter.values.get(value).map(str::to_owned),
    };
    rule.fixes.iter().filter_map(|fix| fix.propose(std::slice::from_ref(&part), None, value)).collect()
}
