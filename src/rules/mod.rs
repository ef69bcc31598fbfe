//! Rules: declarative, matched against usage facts.
//!
//! A rule is one file of `rules/conventions/` (or of the team's `rules-dir`). It knows nothing of languages and libraries; the engine knows no rule.

mod check;
mod compile;
mod facts;
pub(crate) mod fix;
mod load;
mod names;
mod pattern;
mod raw;
mod raw_fix;
mod raw_match;
mod subject;
mod template;
mod text;
mod text_match;
mod values;
pub(crate) mod wire;
mod within;

use std::sync::Arc;

pub(crate) use check::{Context, Report, check};
pub(crate) use compile::{Rule, RuleError};
pub(crate) use facts::Facts;
pub(crate) use load::load;
pub(crate) use raw::{OneOrMany, RawRule};
pub(crate) use template::Template;
pub(crate) use values::Values;

use crate::embedded;

/// The built-in rules as written, by id.
pub(crate) fn built_in() -> Vec<RawRule> {
    embedded::under("conventions/")
        .map(|file| {
            serde_json::from_str(file.json)
                .unwrap_or_else(|error| panic!("built-in {}: {error} (a test reads every one)", file.name))
        })
        .collect()
}

/// A set of compiled rules.
#[derive(Debug, Default)]
pub(crate) struct RuleSet {
    rules: Vec<Arc<Rule>>,
}

impl RuleSet {
    /// A set of `rules`, ordered by id.
    pub(crate) fn new(mut rules: Vec<Arc<Rule>>) -> Self {
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Self { rules }
    }

    /// All rules by id.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Arc<Rule>> {
        self.rules.iter()
    }

    /// The rule called `id`.
    pub(crate) fn get(&self, id: &str) -> Option<&Arc<Rule>> {
        self.rules.iter().find(|rule| &*rule.id == id)
    }
}

#[cfg(test)]
mod tests;
