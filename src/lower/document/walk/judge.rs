//! What a scalar is, by its path and by what stands around it.

use crate::finding::Confidence;
use crate::ir::document::Scalar;
use crate::lower::document::sink::Meta;
use crate::lower::document::vocabulary::{has_word, is_server_name, vocabulary};
use crate::lower::endpoint::{self, DEFAULT_PORT, Endpoint, Form, has_default_port};
use crate::lower::naming::{self, Meaning, Role};
use crate::source::Language;

use super::{Context, Walker};

impl Walker<'_, '_> {
    /// A scalar whose path is complete.
    pub(in crate::lower::document) fn scalar(&mut self, scalar: &Scalar, context: &Context) {
        let text = scalar.text.as_str();
        if text.is_empty() && scalar.defaults.is_empty() || text.len() > 20_000 {
            return;
        }
        let name = self.path.last().cloned().unwrap_or_default();
        let meaning = self.meaning(&name, scalar, context);
        let place = if context.is_environment { "environment" } else { self.sink.place };
        let meta =
            Meta { place, name: &name, confidence: meaning.map_or(Confidence::Certain, |meaning| meaning.confidence) };
        match meaning.map(|meaning| meaning.role) {
            Some(Role::Password) => {
                if !self.is_reference() {
                    self.sink.password(scalar, meta);
                }
            }
            Some(role @ (Role::Port | Role::Url | Role::HostPort | Role::Host)) => self.endpoints(scalar, role, meta),
            Some(Role::PoolSize) => {
                // a server's own limit is no pool
                if meta.confidence == Confidence::Certain && !context.is_server {
                    self.sink.pool(scalar);
                }
            }
            Some(Role::Username) => {}
            None => self.unnamed(scalar, meta),
        }
    }

    /// What the path, or what stands around it, says of a value.
    pub(super) fn meaning(&self, name: &str, scalar: &Scalar, context: &Context) -> Option<Meaning> {
        let meaning = naming::meaning(&self.path);
        if let Some(meaning) = meaning.filter(|meaning| meaning.confidence > Confidence::Possible) {
            return Some(meaning);
        }
        let says_usual = |text: &str| text.trim().trim_end_matches("/tcp") == DEFAULT_PORT || has_default_port(text);
        let is_usual = says_usual(&scalar.text) || scalar.defaults.iter().any(|default| says_usual(&default.text));
        let role = self.role_of(name)?;
        let is_exact = scalar.text.trim() == DEFAULT_PORT || scalar.text == "\u{fffd}" && is_usual;
        let has_twin = self.sink.has_twin;
        let speaks_file = is_usual && role != Role::Password && self.sink.mentions_redis && !has_twin;
        // a 6379 that is called a port is Redis's unless something else is named, or the file is mere data
        let is_data = self.sink.file.language() == Language::Json;
        let is_bare_port = role == Role::Port && is_exact && !has_twin && !is_data && !self.names_other_system();
        let is_beside = context.is_beside && (is_usual || role == Role::Password) && !context.is_environment;
        let speaks = if context.is_server {
            Some(Confidence::Certain)
        } else {
            (is_beside || speaks_file || is_bare_port).then_some(Confidence::Likely)
        };
        let other = &vocabulary().keys.other_ports;
        let is_other = self.path.iter().rev().take(3).any(|name| has_word(name, other));
        match speaks {
            Some(confidence) if !is_other || is_usual => Some(Meaning { role, confidence }),
            _ => meaning,
        }
    }

    /// What a key is on its own.
    pub(super) fn role_of(&self, name: &str) -> Option<Role> {
        let parent = self.path.len().checked_sub(2).and_then(|at| self.path.get(at));
        if naming::is_value_name(name) {
            return naming::role_of(parent?);
        }
        match name {
            // the long form of Compose's port map
            "target" | "published" if parent.is_some_and(|parent| parent == "ports") => Some(Role::Port),
            _ => naming::role_of(name),
        }
    }

    /// Whether one of the nearest keys names another system: `postgres.port`.
    pub(super) fn names_other_system(&self) -> bool {
        self.path.iter().rev().take(4).any(|name| naming::is_other_system(name))
    }

    /// A value that names servers.
    pub(super) fn endpoints(&mut self, scalar: &Scalar, role: Role, meta: Meta<'_>) {
        let found = endpoint::find(&scalar.text, &scalar.defaults, true);
        for one in &found {
            if role != Role::Port && is_lone_number(one) {
                continue;
            }
            let host = one.host.as_ref().map_or("", |host| host.text.as_str());
            let is_sure = one.form == Form::RedisUrl || one.port.is_some() && is_server_name(host);
            let confidence = if is_sure { Confidence::Certain } else { meta.confidence };
            self.sink.endpoint(one, scalar, Meta { confidence, ..meta });
        }
    }

    /// A value whose name says nothing: URLs, and `redis:6379`.
    pub(super) fn unnamed(&mut self, scalar: &Scalar, meta: Meta<'_>) {
        let is_phrase = scalar.text.trim().contains(char::is_whitespace);
        let confidence = if is_phrase { Confidence::Likely } else { Confidence::Certain };
        let found = endpoint::find(&scalar.text, &scalar.defaults, false);
        for one in &found {
            self.sink.endpoint(one, scalar, Meta { confidence, ..meta });
        }
        if found.is_empty() && !is_phrase && has_default_port(&scalar.text) && !self.sink.has_twin {
            for one in endpoint::find(&scalar.text, &scalar.defaults, true) {
                let host = one.host.as_ref().map_or("", |host| host.text.as_str());
                let confidence = if naming::is_redis_name(host) {
                    Confidence::Certain
                } else if self.sink.mentions_redis {
                    Confidence::Likely
                } else {
                    Confidence::Possible
                };
                if one.form == Form::HostPort && !one.options.iter().any(|(key, _)| key.is_empty()) {
                    self.sink.endpoint(&one, scalar, Meta { confidence, ..meta });
                }
            }
        }
    }

    /// Whether the value says which key of a secret holds the password, not what it is.
    pub(super) fn is_reference(&self) -> bool {
        let references = &vocabulary().keys.references;
        let outer = self.path.iter().rev().skip(1).take(2);
        outer.into_iter().any(|name| has_word(name, references))
    }
}

/// Whether an endpoint is a number alone, which below a name such as `redis:` may be a version.
pub(super) fn is_lone_number(endpoint: &Endpoint) -> bool {
    endpoint.host.is_none()
        && endpoint.form == Form::HostPort
        && endpoint.port.as_ref().is_some_and(|port| port.text.len() < 4)
}
