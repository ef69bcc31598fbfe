//! What rules look at: one file a kind of fact.

pub(crate) mod beside;
pub(crate) mod command;
pub(crate) mod connection;
pub(crate) mod image;
pub(crate) mod literal;
pub(crate) mod pool;
pub(crate) mod secret;
pub(crate) mod setting;

use std::borrow::Cow;

use crate::finding::{Confidence, Related};
use crate::rules::fix::Part;
use crate::source::Span;

/// What a matcher found out, for the message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    values: Vec<(&'static str, String)>,
    /// Other places that belong to it.
    pub(crate) related: Vec<Related>,
    /// Where to point, if that is not the token of the fact.
    pub(crate) span: Option<Span>,
    /// What a fix may write anew.
    pub(crate) parts: Vec<Part>,
    /// How sure it is, where that depends on more than the fact.
    pub(crate) confidence: Option<Confidence>,
}

impl Found {
    /// Adds a value that messages may speak of.
    #[must_use]
    pub(crate) fn with<'a>(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.values.push((name, value.into().into_owned()));
        self
    }

    /// Adds a part that a fix may write anew, if it stands in the file.
    #[must_use]
    pub(crate) fn part(mut self, name: &'static str, text: &str, span: Option<Span>) -> Self {
        self.parts.extend(span.map(|span| Part { name, text: text.to_owned(), span }));
        self
    }

    /// The value called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}
