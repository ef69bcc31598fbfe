//! Usage facts: what a file does with Redis, whatever language it is written in.
//!
//! Lowering produces them, rules match them. A fact says what is known and what is not: a rule about something absent must never match
//! what is merely unknown.

mod deployment;

use std::sync::Arc;

pub use deployment::{ConfigRef, ConfigUse, Elsewhere, Link, Project, elsewhere};

use crate::command::Word;
use crate::finding::{Confidence, Related};
use crate::source::Span;

/// One thing that a file does with Redis.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it is.
    pub kind: FactKind,
    /// The token that a finding points at: method name, constructor, literal.
    pub span: Span,
    /// How sure the lowering is.
    pub confidence: Confidence,
    /// The client library or document format that it was read with: `redis-py`, `compose`.
    pub library: Arc<str>,
    /// The function, pipeline or document that it belongs to; facts of one scope are judged together.
    pub scope: u32,
    /// Of a command: other functions of the file whose commands belong to what its function does, because one calls the other.
    pub near: Vec<u32>,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// What flows into it, as far as that was followed: what a command stores, what is written to the database. Names of variables with the place where they
    /// are bound, and their attributes; two facts carry the same when one's name is the other's or a part of it.
    pub flow: Vec<String>,
}

/// The kinds of facts.
#[derive(Debug, Clone)]
pub enum FactKind {
    /// A command that is sent.
    Command(Command),
    /// A client is constructed.
    Connection(Connection),
    /// A Lua script is registered (nothing is sent yet).
    Script,
    /// A server directive is set.
    Setting(Setting),
    /// A container image is named.
    Image(Image),
    /// A literal that has a meaning for Redis wherever it stands: a port, a password.
    Literal(Literal),
    /// A secret is referred to.
    SecretRef(SecretRef),
    /// Something is written to the database that is the source of truth.
    Persist(Persist),
    /// It is said how many connections a pool may open.
    Pool(Pool),
}

impl FactKind {
    /// Name of the kind as in reports: `command`, `connection`, `setting`.
    pub fn name(&self) -> &'static str {
        match self {
            FactKind::Command(_) => "command",
            FactKind::Connection(_) => "connection",
            FactKind::Script => "script",
            FactKind::Setting(_) => "setting",
            FactKind::Image(_) => "image",
            FactKind::Literal(_) => "literal",
            FactKind::SecretRef(_) => "secret",
            FactKind::Persist(_) => "persist",
            FactKind::Pool(_) => "pool",
        }
    }
}

/// A command as far as its words are known.
#[derive(Debug, Clone)]
pub struct Command {
    /// Command name, subcommand, arguments. The first word is always known.
    pub words: Vec<Word>,
    /// Which client of the file sends it, if that could be told; the same number as in [`Connection::client`].
    pub client: Option<u32>,
    /// The pipeline or transaction it is part of.
    pub batch: Option<u32>,
}

/// Whether and how something is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// This very text, written at this place (`None`: added by a library).
    Literal(String, Option<Span>),
    /// Given, but only known at run time (a variable, the environment, a template).
    Dynamic,
    /// Nothing is given, and that is certain.
    Absent,
    /// There is no such thing here: a Unix socket has no port, a REST client no password.
    Inapplicable,
}

impl Given {
    /// The literal text.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Given::Literal(text, _) => Some(text),
            _ => None,
        }
    }

    /// Whether it is certain that nothing is given.
    pub fn is_absent(&self) -> bool {
        *self == Given::Absent
    }
}

/// A client, pool or connection with its endpoint and credentials.
#[derive(Debug, Clone)]
pub struct Connection {
    /// Host.
    pub host: Given,
    /// Port; [`Given::Absent`] means that the library's default is used.
    pub port: Given,
    /// The port that the library uses when none is given.
    pub default_port: Option<u16>,
    /// User name.
    pub username: Given,
    /// Password or any other credential.
    pub password: Given,
    /// Number of this client within the file.
    pub client: Option<u32>,
    /// Options that were written but have no effect in this library (`createClient({port})` of node-redis).
    pub ignored: Vec<String>,
}

/// A server directive.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Directive name, lower case.
    pub name: String,
    /// Its arguments.
    pub args: Vec<Word>,
    /// Which server of the file it belongs to; settings of one server are judged together, later ones win.
    pub server: u32,
    /// Whether the settings of this server are all there is (a complete `redis.conf`), so that absence means the default.
    pub is_complete: bool,
}

/// A container image.
#[derive(Debug, Clone)]
pub struct Image {
    /// Repository without registry and tag: `library/redis` is `redis`.
    pub repository: String,
    /// The server family: `redis`, `valkey`, `keydb`, `dragonfly`, …
    pub family: String,
    /// The tag; [`Given::Absent`] means `latest`.
    pub tag: Given,
}

/// A meaningful literal.
#[derive(Debug, Clone)]
pub struct Literal {
    /// What it means.
    pub role: LiteralRole,
    /// The text: the port's digits, the password.
    pub text: String,
    /// Where it stands, for messages and for rules that allow some places: `url`, `argument`, `constant`, `fallback`, `flag`, `server`, `published`, `environment`, `ports-file`.
    pub place: &'static str,
    /// The key, variable or parameter it is given to, if any.
    pub name: String,
}

/// What a [`Literal`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LiteralRole {
    /// A Redis port.
    Port,
    /// A Redis password.
    Password,
}

/// A step on the way into the database that is the source of truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Persist {
    /// Something is written: at once, or when the transaction that it is part of is committed.
    Write,
    /// What was written before is made final.
    Commit,
    /// What was written since the last commit is taken back.
    Rollback,
}

/// The size of a pool of connections, where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// The most connections that it opens.
    pub size: u64,
    /// Where it is one of several of which only one is made: their common number, and its own.
    pub arm: Option<(u32, u32)>,
}

/// A reference to a secret, as in a Kubernetes `secretKeyRef`.
#[derive(Debug, Clone)]
pub struct SecretRef {
    /// The variable that is set from it.
    pub variable: String,
    /// Name of the secret.
    pub secret: Given,
    /// Key in the secret.
    pub key: Given,
}

impl std::fmt::Display for FactKind {
    /// What is known, on one line: the words of a command, the endpoint of a client.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            FactKind::Command(command) => f.write_str(&join(&command.words)),
            FactKind::Connection(connection) => f.write_str(&endpoint(connection)),
            FactKind::Setting(setting) => write!(f, "{} {}", setting.name, join(&setting.args)),
            FactKind::Image(image) => write!(f, "{}:{}", image.repository, shown(&image.tag, "latest")),
            FactKind::Literal(literal) => {
                let role = match literal.role {
                    LiteralRole::Port => "port",
                    LiteralRole::Password => "password",
                };
                let name = if literal.name.is_empty() { String::new() } else { format!(" {}", literal.name) };
                write!(f, "{role} {} ({}{name})", literal.text, literal.place)
            }
            FactKind::SecretRef(secret) => {
                write!(f, "{} from {}/{}", secret.variable, shown(&secret.secret, "?"), shown(&secret.key, "?"))
            }
            FactKind::Script => f.write_str("Lua script"),
            FactKind::Persist(Persist::Write) => f.write_str("write to the source of truth"),
            FactKind::Persist(Persist::Commit) => f.write_str("commit to the source of truth"),
            FactKind::Persist(Persist::Rollback) => f.write_str("rollback of the source of truth"),
            FactKind::Pool(pool) => write!(f, "pool of {}", pool.size),
        }
    }
}

fn join(words: &[Word]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn endpoint(connection: &Connection) -> String {
    let port = match (&connection.port, connection.default_port) {
        (Given::Absent, Some(port)) => format!("{port} (default)"),
        (port, _) => shown(port, "-"),
    };
    let password = match &connection.password {
        Given::Literal(..) => "literal password",
        Given::Dynamic => "password",
        Given::Absent => "no password",
        Given::Inapplicable => "password does not apply",
    };
    format!("{}:{port}, {password}", shown(&connection.host, "-"))
}

fn shown(given: &Given, absent: &str) -> String {
    match given {
        Given::Literal(text, _) => text.clone(),
        Given::Dynamic => "{…}".to_owned(),
        Given::Absent => absent.to_owned(),
        Given::Inapplicable => "-".to_owned(),
    }
}
