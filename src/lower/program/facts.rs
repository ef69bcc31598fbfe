//! Facts as they are made from words.

use std::sync::Arc;

use super::words::{Flat, kind_of};
use crate::command::{Word, WordKind};
use crate::finding::Confidence;
use crate::lower::Lowered;
use crate::lower::endpoint::{Endpoint, Form, Part, Place, substitution_default};
use crate::lower::naming::{PasswordText, password_text};
use crate::source::Span;
use crate::usage::{Fact, FactKind, Given, Literal, LiteralRole};

/// Where facts go, with what is needed to place them.
#[derive(Debug)]
pub(super) struct Out<'a> {
    pub(super) lowered: Lowered,
    /// The text that spans lie in.
    pub(super) host: &'a str,
}

impl<'a> Out<'a> {
    pub(super) fn new(host: &'a str) -> Self {
        Self { lowered: Lowered::default(), host }
    }

    /// Adds a fact; one without a place is of no use and dropped.
    pub(super) fn fact(&mut self, kind: FactKind, span: Option<Span>, library: &str, confidence: Confidence) {
        let Some(span) = span else { return };
        let library = Arc::from(library);
        self.lowered.facts.push(Fact {
            kind,
            span,
            confidence,
            library,
            scope: 0,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        });
    }

    /// Adds a fact into which these variables flow.
    pub(super) fn flowing(
        &mut self,
        kind: FactKind,
        span: Option<Span>,
        library: &str,
        confidence: Confidence,
        flow: Vec<String>,
    ) {
        let before = self.lowered.facts.len();
        self.fact(kind, span, library, confidence);
        if let Some(fact) = self.lowered.facts.get_mut(before) {
            fact.flow = flow;
        }
    }

    /// Adds a literal, if the word is known and not empty.
    pub(super) fn literal(&mut self, role: LiteralRole, word: &Word, meta: &Meta) {
        let Some(text) = word.as_text().filter(|text| !text.is_empty()) else { return };
        let is_none = match role {
            LiteralRole::Port => !is_port(text),
            LiteralRole::Password => is_filled_in(text) || password_text(text) == PasswordText::None,
        };
        if is_none {
            return;
        }
        let literal = Literal { role, text: text.to_owned(), place: meta.place, name: meta.name.to_owned() };
        self.fact(FactKind::Literal(literal), word.span, meta.library, meta.confidence);
    }
}

/// What the literals of one place have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta<'a> {
    pub(super) place: &'static str,
    pub(super) name: &'a str,
    pub(super) library: &'a str,
    pub(super) confidence: Confidence,
}

/// Whether the text is a port that something can listen on.
pub(super) fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether a text is filled in by Compose, Kubernetes or a template engine before anyone reads it.
pub(super) fn is_filled_in(text: &str) -> bool {
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let next = bytes.peek().copied().unwrap_or_default();
        if byte == b'$' && (next.is_ascii_alphabetic() || matches!(next, b'{' | b'(' | b'_'))
            || byte == b'{' && next == b'{'
        {
            return true;
        }
    }
    false
}

/// Whether a text is what a script looks for to put a value there: `@PORT@`, `%%PORT%%`, `__PORT__`, `<PORT>`, `%PORT%`.
pub(super) fn is_placeholder(text: &str) -> bool {
    const MARKS: [(&str, &str); 5] = [("@", "@"), ("%%", "%%"), ("__", "__"), ("<", ">"), ("%", "%")];
    let is_name = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
            && name.bytes().any(|byte| byte.is_ascii_alphabetic())
    };
    MARKS
        .iter()
        .any(|(open, close)| text.strip_prefix(open).and_then(|text| text.strip_suffix(close)).is_some_and(is_name))
}

/// Whether and how a word gives a value. An empty text gives none.
pub(super) fn given(word: &Word) -> Given {
    match &word.kind {
        WordKind::Text(text) if text.is_empty() => Given::Absent,
        WordKind::Text(text) if is_filled_in(text) => Given::Dynamic,
        WordKind::Text(text) => Given::Literal(text.clone(), word.span),
        _ => Given::Dynamic,
    }
}

/// What an endpoint says, as facts.
pub(super) fn endpoint_literals(endpoint: &Endpoint, flat: &Flat, from: usize, meta: &Meta, out: &mut Out) {
    let is_url = matches!(endpoint.form, Form::RedisUrl | Form::OtherUrl);
    let place = if is_url { "url" } else { meta.place };
    if !endpoint.is_sentinel {
        part_literal(LiteralRole::Port, endpoint.port.as_ref(), flat, from, &Meta { place, ..*meta }, out);
    }
    part_literal(LiteralRole::Password, endpoint.password.as_ref(), flat, from, &Meta { place, ..*meta }, out);
}

/// A value that is nothing but a port or a password: itself, or the default of the substitution that it is.
pub(super) fn value_literal(role: LiteralRole, flat: &Flat, from: usize, meta: &Meta, out: &mut Out) {
    let text = flat.text.get(from..).unwrap_or_default();
    if let Some(default) = substitution_default(text) {
        let word = flat.word(from + default.start, from + default.end);
        out.literal(role, &word, &Meta { place: "fallback", ..*meta });
    } else {
        out.literal(role, &flat.word(from, flat.text.len()), meta);
    }
}

fn part_literal(role: LiteralRole, part: Option<&Part>, flat: &Flat, from: usize, meta: &Meta, out: &mut Out) {
    let Some((part, is_default)) = part.and_then(Part::literal) else { return };
    let place = if is_default { "fallback" } else { meta.place };
    let word = part_word(part, flat, from);
    out.literal(role, &word, &Meta { place, ..*meta });
}

/// A part of an endpoint as a word.
pub(super) fn part_word(part: &Part, flat: &Flat, from: usize) -> Word {
    match part.place {
        Place::Text(span) => flat.word_of(part.text.clone(), from + span.start as usize, from + span.end as usize),
        Place::File(span) => Word::new(kind_of(part.text.clone())).at("", span),
    }
}
