//! Facts as they are found in documents.

use std::collections::HashSet;
use std::sync::Arc;

use crate::finding::Confidence;
use crate::ir::document::Scalar;
use crate::lower::deployment::Deployment;
use crate::lower::endpoint::{DEFAULT_PORT, Endpoint, Form, Part, Place, substitution_default};
use crate::lower::naming::{self, PasswordText, password_text};
use crate::lower::{Embedded, Lowered};
use crate::source::{Language, SourceFile, Span};
use crate::usage::{Fact, FactKind, Literal, LiteralRole, Pool};

use super::vocabulary::vocabulary;

/// Collects facts; one per token.
#[allow(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub(super) struct Sink<'a> {
    pub(super) file: &'a SourceFile,
    lowered: Lowered,
    seen: HashSet<(Span, LiteralRole)>,
    /// Number of the document.
    pub(super) scope: u32,
    /// What a literal that is simply set is called: `environment` in `.env`, `ports-file` in the file of ports.
    pub(super) place: &'static str,
    /// What the document is: `compose`, `kubernetes`, … or its language.
    pub(super) library: Arc<str>,
    is_example: bool,
    /// Whether the file holds texts for people in some language.
    is_translation: bool,
    /// Whether the file speaks of Redis at all.
    pub(super) mentions_redis: bool,
    /// Whether the file is about a system whose own port is the same number.
    pub(super) has_twin: bool,
}

/// How a literal was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meta<'a> {
    pub(super) place: &'static str,
    pub(super) name: &'a str,
    pub(super) confidence: Confidence,
}

impl<'a> Sink<'a> {
    /// For one file.
    pub(super) fn new(file: &'a SourceFile) -> Self {
        let path = file.path().to_ascii_lowercase();
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let place = if file.language() == Language::Dotenv {
            "environment"
        } else if name.split('.').next() == Some("ports") {
            "ports-file"
        } else {
            "constant"
        };
        let words = vocabulary();
        Self {
            file,
            lowered: Lowered::default(),
            seen: HashSet::new(),
            scope: 0,
            place,
            library: Arc::from(file.language().name()),
            is_example: words.files.examples.iter().any(|word| name.contains(word)),
            is_translation: path.split('/').any(|part| words.files.translations.contains(part)),
            mentions_redis: naming::mentions(file.text()) || naming::is_redis_name(&path),
            has_twin: words.twins.iter().any(|text| file.text().contains(text)),
        }
    }

    /// All that was found.
    pub(super) fn finish(mut self) -> Lowered {
        self.lowered.facts.sort_by_key(|fact| fact.span);
        self.lowered
    }

    /// Adds a fact.
    pub(super) fn fact(&mut self, kind: FactKind, span: Span, confidence: Confidence) {
        let library = self.library.clone();
        self.lowered.facts.push(Fact {
            kind,
            span,
            confidence,
            library,
            scope: self.scope,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        });
    }

    /// Adds what a command line or a server's configuration gave.
    pub(super) fn add(&mut self, lowered: Lowered, library: Option<&str>) {
        for mut fact in lowered.facts {
            if let FactKind::Literal(literal) = &fact.kind
                && !self.seen.insert((fact.span, literal.role))
            {
                continue;
            }
            if let Some(library) = library {
                fact.library = Arc::from(library);
            }
            fact.scope = self.scope;
            fact.near.clear();
            self.lowered.facts.push(fact);
        }
        self.lowered.embedded.extend(lowered.embedded);
        self.lowered.deployment.extend(lowered.deployment);
    }

    /// What the file says of servers that are started.
    pub(super) fn deployment(&mut self) -> &mut Deployment {
        &mut self.lowered.deployment
    }

    /// Adds a text in another language; the same text is added once, however often it is aliased.
    pub(super) fn embed(&mut self, embedded: Embedded) {
        let start = embedded.map.source(0);
        let is_same = |known: &Embedded| known.map.source(0) == start && known.text == embedded.text;
        if !self.lowered.embedded.iter().rev().take(200).any(is_same) {
            self.lowered.embedded.push(embedded);
        }
    }

    /// Adds a literal, if the text is one of this role.
    pub(super) fn literal(&mut self, role: LiteralRole, text: &str, span: Span, meta: Meta<'_>) {
        let confidence = match role {
            LiteralRole::Port if is_port(text) => meta.confidence,
            LiteralRole::Port => return,
            LiteralRole::Password => match password_text(text) {
                PasswordText::None => return,
                PasswordText::Stock if self.is_example || text.starts_with('<') => Confidence::Possible,
                PasswordText::Stock => meta.confidence.min(Confidence::Likely),
                PasswordText::Secret => meta.confidence,
            },
        };
        if !span.is_empty() && self.seen.insert((span, role)) {
            let literal = Literal { role, text: text.to_owned(), place: meta.place, name: meta.name.to_owned() };
            self.fact(FactKind::Literal(literal), span, confidence);
        }
    }

    /// The size of a pool, if the scalar is a number; only its name says what it is.
    pub(super) fn pool(&mut self, scalar: &Scalar) {
        let text = scalar.text.trim();
        let start = scalar.text.len() - scalar.text.trim_start().len();
        if let Ok(size) = text.parse() {
            let span = scalar.map.span(Span::new(start, start + text.len()));
            self.fact(FactKind::Pool(Pool { size, arm: None }), span, Confidence::Likely);
        }
    }

    /// The literals of an endpoint that stands in `scalar`.
    pub(super) fn endpoint(&mut self, endpoint: &Endpoint, scalar: &Scalar, meta: Meta<'_>) {
        let is_url = matches!(endpoint.form, Form::RedisUrl | Form::OtherUrl | Form::Socket);
        let place = match (is_url, endpoint.is_default) {
            (true, _) => "url",
            (false, true) => "fallback",
            (false, false) => meta.place,
        };
        let meta = Meta { place, ..meta };
        let is_usual = endpoint.port.as_ref().is_some_and(|port| port.text == DEFAULT_PORT);
        if !endpoint.is_sentinel || is_usual {
            self.part(LiteralRole::Port, endpoint.port.as_ref(), scalar, meta);
        }
        self.part(LiteralRole::Password, endpoint.password.as_ref(), scalar, meta);
    }

    fn part(&mut self, role: LiteralRole, part: Option<&Part>, scalar: &Scalar, meta: Meta<'_>) {
        let Some((part, is_default)) = part.and_then(Part::literal) else { return };
        let meta = if is_default { Meta { place: "fallback", ..meta } } else { meta };
        let span = match part.place {
            Place::Text(span) => scalar.map.span(span),
            Place::File(span) => span,
        };
        self.literal(role, &part.text, span, meta);
    }

    /// A scalar that is a password, or whose substitution falls back to one.
    pub(super) fn password(&mut self, scalar: &Scalar, meta: Meta<'_>) {
        if let [default] = scalar.defaults.as_slice() {
            if scalar.text.trim() == "\u{fffd}" {
                self.literal(LiteralRole::Password, &default.text, default.span, Meta { place: "fallback", ..meta });
            }
            return;
        }
        let text = scalar.text.trim();
        // a label of a form, a sentence
        let is_prose = self.is_translation
            || naming::role_of(text) == Some(naming::Role::Password) && text.starts_with(char::is_uppercase);
        let is_phrase = text.contains(char::is_whitespace);
        if is_prose || is_phrase && text.len() > 40 {
            return;
        }
        let meta = if is_phrase { Meta { confidence: Confidence::Possible, ..meta } } else { meta };
        let start = scalar.text.len() - scalar.text.trim_start().len();
        if let Some(range) = substitution_default(text) {
            let span = scalar.map.span(Span::new(start + range.start, start + range.end));
            self.literal(LiteralRole::Password, &text[range], span, Meta { place: "fallback", ..meta });
        } else {
            let span = scalar.map.span(Span::new(start, start + text.len()));
            self.literal(LiteralRole::Password, text, span, meta);
        }
    }
}

/// Whether the text is a port that something can listen on.
pub(super) fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}
