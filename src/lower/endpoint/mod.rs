//! Endpoints in texts: URLs, `host:port` lists, and the connection strings of .NET and Go.
//!
//! A text may be filled in later: parts given by a substitution (`${VAR}`, `$(VAR)`, `{{ … }}`, `%s`, `{name}`, or `\u{fffd}` where the caller has
//! already cut them out) are holes. A hole's own literal default (`${REDIS_PORT:-6379}`) stays visible.

mod flat;
mod host_port;
mod url;

use crate::ir::document::HoleDefault;
use crate::source::Span;

use super::naming::SchemeKind;

pub(crate) use flat::substitution_default;

/// Stands for a part of a text that is only known at run time.
pub(crate) const HOLE: char = '\u{fffd}';

/// How deep defaults nest in defaults: `${A:-${B:-…}}`.
const MAX_NESTING: usize = 6;

/// A place in a text where a server is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// How it is written.
    pub(crate) form: Form,
    /// The whole of it, in the text.
    pub(crate) span: Span,
    /// User name.
    pub(crate) user: Option<Part>,
    /// Password.
    pub(crate) password: Option<Part>,
    /// Host; the path of a Unix socket.
    pub(crate) host: Option<Part>,
    /// Port.
    pub(crate) port: Option<Part>,
    /// Number of the database.
    pub(crate) database: Option<Part>,
    /// Further parameters: the query of a URL, `key=value` pairs of a connection string.
    pub(crate) options: Vec<(String, Part)>,
    /// Whether the server is a Sentinel, whose port is another.
    pub(crate) is_sentinel: bool,
    /// Whether all of it is only used when a substitution gives nothing: `${REDIS_ADDR:-redis:6379}`.
    pub(crate) is_default: bool,
}

/// How an endpoint is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A URL whose scheme says Redis.
    RedisUrl,
    /// A URL whose scheme says it only where something else does: `tcp://`.
    OtherUrl,
    /// `host:port`, `host`, or a port alone.
    HostPort,
    /// A Unix socket.
    Socket,
}

/// The port that every server listens on, and every library connects to, unless told otherwise.
// redlint: allow(hardcoded-port) what is looked for
pub(crate) const DEFAULT_PORT: &str = "6379";

/// The same as a number.
// redlint: allow(hardcoded-port) what is looked for
pub(crate) const DEFAULT_PORT_NUMBER: u16 = 6379;

/// Whether a text holds the port behind a colon.
pub(crate) fn has_default_port(text: &str) -> bool {
    text.match_indices(DEFAULT_PORT).any(|(at, _)| text[..at].ends_with(':'))
}

/// One part of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// Its text, with [`HOLE`] for what is only known at run time.
    pub(crate) text: String,
    /// Where it stands.
    pub(crate) place: Place,
    /// The literal that is used when the substitution which is all of this part is not set.
    pub(crate) default: Option<Box<Part>>,
}

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the text that was given.
    Text(Span),
    /// In the file: the default of a hole that the caller had cut out.
    File(Span),
}

impl Place {
    /// The place of a span inside what stands here.
    fn inner(self, span: Span) -> Self {
        match self {
            Place::Text(start) => Place::Text(span.offset(start.start)),
            Place::File(start) => Place::File(span.offset(start.start)),
        }
    }
}

impl Part {
    /// Whether some of it is only known at run time.
    pub(crate) fn is_dynamic(&self) -> bool {
        self.text.contains(HOLE)
    }

    /// The text, if all of it is written here.
    pub(crate) fn known(&self) -> Option<&str> {
        (!self.is_dynamic()).then_some(self.text.as_str())
    }

    /// The literal that can be read here: the part itself, or its default; `true` for a default.
    pub(crate) fn literal(&self) -> Option<(&Part, bool)> {
        let mut part = self;
        for depth in 0..=MAX_NESTING {
            if !part.is_dynamic() {
                return Some((part, depth > 0));
            }
            part = part.default.as_deref()?;
        }
        None
    }
}

impl Endpoint {
    /// One of which only the form and the place are known so far.
    fn new(form: Form, span: Span) -> Self {
        Self {
            form,
            span,
            user: None,
            password: None,
            host: None,
            port: None,
            database: None,
            options: Vec::new(),
            is_sentinel: false,
            is_default: false,
        }
    }

    /// Whether any part is written literally or as a default, so that the endpoint says something.
    fn is_empty(&self) -> bool {
        self.host.is_none() && self.port.is_none() && self.password.is_none() && self.database.is_none()
    }
}

/// The URLs of Redis in `text`, in order. `text` may be prose, a command line or the URL itself.
pub(crate) fn urls(text: &str) -> Vec<Endpoint> {
    find(text, &[], false)
}

/// All endpoints in `text`, of which something else (its name) says that it names Redis servers.
pub(crate) fn endpoints(text: &str) -> Vec<Endpoint> {
    find(text, &[], true)
}

/// The same as [`urls`] (or [`endpoints`], if `is_redis`) with the defaults of holes that the caller has cut out.
pub(crate) fn find(text: &str, holes: &[HoleDefault], is_redis: bool) -> Vec<Endpoint> {
    let mut found = Vec::new();
    // most texts are none, and looking is cheap
    if is_redis || text.contains("://") || !holes.is_empty() {
        find_at(text, &|span| Place::Text(span), holes, is_redis, 0, &mut found);
    }
    found
}

/// Looks in `text`, whose spans `place` puts where they belong.
fn find_at(
    text: &str,
    place: &dyn Fn(Span) -> Place,
    holes: &[HoleDefault],
    is_redis: bool,
    depth: usize,
    found: &mut Vec<Endpoint>,
) {
    let flat = flat::Flat::new(text, place, holes);
    let before = found.len();
    url::find(&flat, is_redis, found);
    if is_redis && found.len() == before {
        host_port::find(&flat, found);
    }
    found[before..].iter_mut().for_each(|endpoint| endpoint.is_default = depth > 0);
    if depth >= MAX_NESTING {
        return;
    }
    // a default may be an endpoint itself: `${REDIS_URL:-redis://redis:6379}`
    for hole in flat.holes() {
        let Some(default) = &hole.default else { continue };
        let is_whole = is_redis && flat.text().trim().len() == HOLE.len_utf8();
        let place = |span: Span| default.place.inner(span);
        find_at(&hole.written, &place, &[], is_whole, depth + 1, found);
    }
}

/// The form that a URL's scheme tells.
fn form_of(scheme: &str, kind: SchemeKind) -> Form {
    let lower = scheme.to_ascii_lowercase();
    if lower.contains("unix") || lower.contains("socket") {
        Form::Socket
    } else if kind == SchemeKind::Redis {
        Form::RedisUrl
    } else {
        Form::OtherUrl
    }
}

#[cfg(test)]
mod tests;
