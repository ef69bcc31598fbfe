//! Ports and passwords that are written down.

use super::Found;
use crate::rules::compile::RuleError;
use crate::rules::raw::OneOrMany;
use crate::rules::raw_match::{RawLiteralMatch, RoleMatch};
use crate::rules::text_match::{Known, TextMatch, resolve_all};
use crate::rules::values::Values;
use crate::usage::{Literal, LiteralRole};

/// What is asked of a literal.
#[derive(Debug)]
pub(crate) struct LiteralMatch {
    role: LiteralRole,
    is: Option<Vec<String>>,
    is_not: Vec<String>,
    places: Option<Vec<String>>,
    not_places: Vec<String>,
    name: Option<TextMatch>,
}

impl LiteralMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawLiteralMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let name = raw.name.as_ref().map(|name| TextMatch::compile(name, values, errors));
        let mut list = |list: &Option<OneOrMany<String>>| {
            list.as_ref().map(|list| {
                list.as_slice().iter().flat_map(|text| resolve_all(text, values, errors)).collect::<Vec<_>>()
            })
        };
        Self {
            role: match raw.role {
                RoleMatch::Port => LiteralRole::Port,
                RoleMatch::Password => LiteralRole::Password,
            },
            is: list(&raw.is),
            is_not: list(&raw.is_not).unwrap_or_default(),
            places: list(&raw.place),
            not_places: list(&raw.not_place).unwrap_or_default(),
            name,
        }
    }

    /// Whether the literal is one of those asked for.
    pub(crate) fn find(&self, literal: &Literal) -> Option<Found> {
        let among = |list: &[String], text: &str| list.iter().any(|known| known == text);
        let is_wanted = self.role == literal.role
            && self.is.as_ref().is_none_or(|is| among(is, &literal.text))
            && !among(&self.is_not, &literal.text)
            && self.places.as_ref().is_none_or(|places| among(places, literal.place))
            && !among(&self.not_places, literal.place)
            && self.name.as_ref().is_none_or(|name| name.holds(Known::Text(&literal.name)));
        is_wanted.then(Found::default)
    }
}
