//! References to secrets.

use super::Found;
use crate::rules::compile::RuleError;
use crate::rules::raw_match::RawSecretMatch;
use crate::rules::text_match::{Known, TextMatch};
use crate::rules::values::Values;
use crate::usage::{Given, SecretRef};

/// What is asked of a reference to a secret.
#[derive(Debug)]
pub(crate) struct SecretMatch {
    variable: Option<TextMatch>,
    name: Option<TextMatch>,
    key: Option<TextMatch>,
}

impl SecretMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawSecretMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let mut text = |raw: &Option<_>| raw.as_ref().map(|raw| TextMatch::compile(raw, values, errors));
        Self { variable: text(&raw.variable), name: text(&raw.name), key: text(&raw.key) }
    }

    /// What there is to say of the reference, if it is one of those asked for.
    pub(crate) fn find(&self, secret: &SecretRef) -> Option<Found> {
        let is_wanted = self.variable.as_ref().is_none_or(|text| text.holds(Known::Text(&secret.variable)))
            && self.name.as_ref().is_none_or(|text| text.holds_for(&secret.secret))
            && self.key.as_ref().is_none_or(|text| text.holds_for(&secret.key));
        is_wanted.then(|| {
            let mut found = Found::default();
            for (name, given) in [("secret", &secret.secret), ("key", &secret.key)] {
                if let Given::Literal(text, span) = given {
                    found = found.part(name, text, *span);
                }
            }
            found
                .with("variable", secret.variable.as_str())
                .with("secret", secret.secret.literal().unwrap_or("…"))
                .with("key", secret.key.literal().unwrap_or("…"))
        })
    }
}
