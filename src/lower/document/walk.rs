//! The walk over a document: every scalar is judged by its path and by what stands around it.

use std::ops::Range;

use crate::finding::Confidence;
use crate::ir::TextMap;
use crate::ir::document::{Document, Node, NodeKind, Pair, Scalar};
use crate::lower::endpoint::{self, Endpoint, Form};
use crate::lower::naming::{self, Meaning, Role, words};
use crate::source::Language;

use super::embedded::{is_script_key, is_server_name, language_of, starts_program};
use super::sink::{Meta, Sink, USUAL_PORT};

/// Walks one document.
pub(super) struct Walker<'a, 'f> {
    pub(super) sink: &'a mut Sink<'f>,
    pub(super) document: &'a Document,
    /// Keys from the root to the node; dotted ones are split.
    pub(super) path: Vec<String>,
}

/// What is known from further out.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub(super) struct Context {
    /// The node belongs to a Redis server (or its Service): its ports and passwords are Redis's.
    pub(super) is_server: bool,
    /// A sibling says that the entries beside it describe a Redis server: `type: redis`.
    pub(super) is_beside: bool,
    /// The entries are variables.
    pub(super) is_environment: bool,
    /// `$$` stands for `$`.
    pub(super) is_compose: bool,
    /// Names of variables that scripts below are run with.
    pub(super) env: Vec<String>,
}

impl<'a, 'f> Walker<'a, 'f> {
    /// For one document.
    pub(super) fn new(sink: &'a mut Sink<'f>, document: &'a Document) -> Self {
        Self { sink, document, path: Vec::new() }
    }

    /// Walks the whole document.
    pub(super) fn document(&mut self) {
        let root = &self.document.root;
        let is_compose =
            root.get("services").is_some_and(|services| !services.pairs().is_empty()) && root.get("jobs").is_none();
        let is_environment = self.sink.file.language() == Language::Dotenv;
        self.node(root, &Context { is_environment, is_compose, ..Context::default() });
    }

    /// Walks a node whose key is the last of the path.
    pub(super) fn node(&mut self, node: &Node, context: &Context) {
        match &node.kind {
            NodeKind::Scalar(scalar) => self.scalar(scalar, context),
            NodeKind::Seq(items) => {
                for item in items {
                    self.item(item, context);
                }
            }
            NodeKind::Map(pairs) => self.map(node, pairs, context),
        }
    }

    fn item(&mut self, item: &Node, context: &Context) {
        match &item.kind {
            NodeKind::Scalar(scalar) if context.is_environment || self.is_environment_list() => {
                self.assignment(scalar, context);
            }
            _ => self.node(item, context),
        }
    }

    fn is_environment_list(&self) -> bool {
        self.path.last().is_some_and(|key| {
            matches!(
                key.as_str(),
                "environment" | "env" | "build_args" | "args" | "variables" | "literals" | "env_vars"
            )
        })
    }

    fn map(&mut self, node: &Node, pairs: &[Pair], context: &Context) {
        if self.kubernetes(node, context) || self.container(node, context) || self.name_and_value(node, context) {
            return;
        }
        let mut context = context.clone();
        context.is_beside = says_redis(pairs);
        let depth = self.path.len();
        self.path.extend(server_with_port(node));
        self.pairs(pairs, &context, &[]);
        self.path.truncate(depth);
    }

    /// Walks the entries of a map, but for those whose key is in `without`.
    pub(super) fn pairs(&mut self, pairs: &[Pair], context: &Context, without: &[&str]) {
        for pair in pairs.iter().filter(|pair| !without.contains(&pair.key.name.as_str())) {
            let depth = self.path.len();
            self.push(&pair.key.name);
            self.entry(pair, context);
            self.path.truncate(depth);
        }
    }

    /// Adds a key to the path: `spring.redis.port` and `ConnectionStrings__Redis` are several.
    pub(super) fn push(&mut self, key: &str) {
        if key.contains(['.', ':']) || key.contains("__") {
            let parts = key.split(['.', ':']).flat_map(|part| part.split("__")).filter(|part| !part.is_empty());
            self.path.extend(parts.map(str::to_owned));
        } else {
            self.path.push(key.to_owned());
        }
    }

    fn entry(&mut self, pair: &Pair, context: &Context) {
        let key = pair.key.name.as_str();
        if is_prose_key(key) && pair.value.scalar().is_some() {
            return;
        }
        let parent = self.path.len().checked_sub(2).and_then(|at| self.path.get(at)).cloned().unwrap_or_default();
        if let Some(scalar) = pair.value.scalar()
            && let Some(language) = language_of(key, scalar)
        {
            self.sink.embed_scalar(language, scalar, &context.env);
            return;
        }
        if is_environment_key(key, context) && (!pair.value.pairs().is_empty() || !pair.value.items().is_empty()) {
            let context = Context { is_environment: true, is_beside: false, ..context.clone() };
            self.environment(&pair.value, &context);
            return;
        }
        if is_ports_key(key) && self.port_maps(&pair.value, context) {
            return;
        }
        if is_script_key(key, &parent) && is_text(&pair.value) && !context.is_environment {
            self.script(&pair.value, context);
            return;
        }
        if pair.value.scalar().is_some_and(|scalar| starts_program(key, scalar)) {
            self.sink.embed_shell(&pair.value, context.is_compose, &context.env);
            return;
        }
        let context =
            Context { is_environment: context.is_environment && pair.value.scalar().is_some(), ..context.clone() };
        self.node(&pair.value, &context);
    }

    /// Shell text, or the words of a command line.
    fn script(&mut self, node: &Node, context: &Context) {
        if node.scalar().is_none() && is_command_line(node) {
            self.command_line(node, context);
        } else {
            self.sink.embed_shell(node, context.is_compose, &context.env);
        }
    }

    /// The entries of an environment: a map, a list of `NAME=value`, a list of `{name, value}`.
    pub(super) fn environment(&mut self, node: &Node, context: &Context) {
        let context = Context { is_environment: true, ..context.clone() };
        match &node.kind {
            NodeKind::Map(pairs) => self.pairs(pairs, &context, &[]),
            NodeKind::Seq(items) => items.iter().for_each(|item| self.item(item, &context)),
            NodeKind::Scalar(scalar) => self.assignment(scalar, &context),
        }
    }

    /// `NAME=value` in one scalar.
    fn assignment(&mut self, scalar: &Scalar, context: &Context) {
        let name = scalar.text.split('=').next().unwrap_or_default();
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
        if name.len() == scalar.text.len() || !is_name {
            self.scalar(scalar, context);
            return;
        }
        let value = tail(scalar, name.len() + 1);
        let depth = self.path.len();
        self.path.push(name.to_owned());
        self.scalar(&value, context);
        self.path.truncate(depth);
    }

    /// `{name: REDIS_PORT, value: "6379"}`: a variable of a container, a Helm parameter, a task definition.
    fn name_and_value(&mut self, node: &Node, context: &Context) -> bool {
        let key = |names: &[&str]| names.iter().find_map(|name| node.get(name)).and_then(Node::text);
        let Some(name) = key(&["name", "Name", "key"]) else { return false };
        let Some(value) = ["value", "Value", "valueFrom", "default"].iter().find_map(|key| node.get(key)) else {
            return false;
        };
        if naming::meaning(&[name]).is_none() && !context.is_environment {
            return false;
        }
        let depth = self.path.len();
        self.push(name);
        match value.scalar() {
            Some(scalar) => self.scalar(scalar, &Context { is_environment: true, ..context.clone() }),
            None => self.secret_ref(name, value),
        }
        self.path.truncate(depth);
        true
    }

    /// A scalar whose path is complete.
    pub(super) fn scalar(&mut self, scalar: &Scalar, context: &Context) {
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
            Some(Role::Username | Role::PoolSize) => {}
            None => self.unnamed(scalar, meta),
        }
    }

    /// What the path, or what stands around it, says of a value.
    fn meaning(&self, name: &str, scalar: &Scalar, context: &Context) -> Option<Meaning> {
        let meaning = naming::meaning(&self.path);
        if let Some(meaning) = meaning.filter(|meaning| meaning.confidence > Confidence::Possible) {
            return Some(meaning);
        }
        let says_usual = |text: &str| text.trim().trim_end_matches("/tcp") == USUAL_PORT || text.contains(":6379");
        let is_usual = says_usual(&scalar.text) || scalar.defaults.iter().any(|default| says_usual(&default.text));
        let role = self.role_of(name)?;
        let is_exact = scalar.text.trim() == USUAL_PORT || scalar.text == "\u{fffd}" && is_usual;
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
        let is_other = self.path.iter().rev().take(3).any(|name| {
            words(name).iter().any(|word| matches!(word.as_str(), "metrics" | "exporter" | "sentinel" | "http" | "bus"))
        });
        match speaks {
            Some(confidence) if !is_other || is_usual => Some(Meaning { role, confidence }),
            _ => meaning,
        }
    }

    /// What a key is on its own.
    fn role_of(&self, name: &str) -> Option<Role> {
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
    fn names_other_system(&self) -> bool {
        self.path.iter().rev().take(4).any(|name| naming::is_other_system(name))
    }

    /// A value that names servers.
    fn endpoints(&mut self, scalar: &Scalar, role: Role, meta: Meta<'_>) {
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
    fn unnamed(&mut self, scalar: &Scalar, meta: Meta<'_>) {
        let is_phrase = scalar.text.trim().contains(char::is_whitespace);
        let confidence = if is_phrase { Confidence::Likely } else { Confidence::Certain };
        let found = endpoint::find(&scalar.text, &scalar.defaults, false);
        for one in &found {
            self.sink.endpoint(one, scalar, Meta { confidence, ..meta });
        }
        if found.is_empty() && !is_phrase && scalar.text.contains(":6379") && !self.sink.has_twin {
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
    fn is_reference(&self) -> bool {
        let outer = self.path.iter().rev().skip(1).take(2);
        outer.into_iter().any(|name| {
            words(name).iter().any(|word| matches!(word.as_str(), "keys" | "ref" | "mapping" | "secretkeys"))
        })
    }
}

/// Whether an endpoint is a number alone, which below a name such as `redis:` may be a version.
fn is_lone_number(endpoint: &Endpoint) -> bool {
    endpoint.host.is_none()
        && endpoint.form == Form::HostPort
        && endpoint.port.as_ref().is_some_and(|port| port.text.len() < 4)
}

/// The name in `{name: redis, port: 6381}`, which stands for a key around the port.
fn server_with_port(node: &Node) -> Option<String> {
    node.get("port").and_then(Node::scalar)?;
    let name = ["name", "service"].iter().find_map(|key| node.get(key)).and_then(Node::text)?;
    is_server_name(name).then(|| name.to_owned())
}

/// Whether one of the entries says that the others describe a Redis server: `type: redis`, `host: redis-master`.
fn says_redis(pairs: &[Pair]) -> bool {
    pairs.iter().take(60).any(|pair| {
        let key = pair.key.name.to_ascii_lowercase();
        let key = key.rsplit(['.', '_', '-']).next().unwrap_or(&key);
        let is_kind = matches!(
            key,
            "type"
                | "driver"
                | "engine"
                | "adapter"
                | "backend"
                | "client"
                | "host"
                | "hostname"
                | "name"
                | "server"
                | "scheme"
                | "kind"
                | "provider"
                | "store"
                | "vendor"
                | "dialect"
                | "protocol"
                | "connection"
                | "label"
                | "id"
                | "app"
                | "component"
                | "storage"
                | "transport"
                | "cache"
                | "module"
        );
        is_kind && pair.value.scalar().is_some_and(|scalar| scalar.text.len() < 100 && is_server_name(&scalar.text))
    })
}

/// Keys whose value is written for people.
fn is_prose_key(key: &str) -> bool {
    let words = words(key);
    words.last().is_some_and(|last| {
        matches!(
            last.as_str(),
            "description"
                | "desc"
                | "summary"
                | "help"
                | "title"
                | "comment"
                | "comments"
                | "note"
                | "notes"
                | "doc"
                | "docs"
                | "documentation"
                | "changelog"
                | "readme"
                | "hint"
                | "caption"
                | "tooltip"
                | "placeholder"
                | "label"
                | "message"
                | "msg"
                | "changes"
                | "usage"
                | "homepage"
                | "synopsis"
                | "tagline"
                | "markdown"
        )
    })
}

fn is_environment_key(key: &str, context: &Context) -> bool {
    matches!(
        key,
        "environment"
            | "env"
            | "variables"
            | "extraEnv"
            | "extraEnvVars"
            | "envVars"
            | "env_vars"
            | "environmentVariables"
            | "containerEnv"
            | "remoteEnv"
            | "extraEnvs"
            | "envs"
            | "build_args"
    ) || key == "args" && context.is_compose
}

fn is_ports_key(key: &str) -> bool {
    let words = words(key);
    words.last().is_some_and(|last| matches!(last.as_str(), "ports" | "expose" | "port" | "publish"))
}

/// A scalar, or a list of scalars.
fn is_text(node: &Node) -> bool {
    node.scalar().is_some() || !node.items().is_empty() && node.items().iter().all(|item| item.scalar().is_some())
}

/// Whether a list is the words of one command line, not lines of a script: no item but those behind `-c` holds blanks.
fn is_command_line(node: &Node) -> bool {
    let mut texts = node.items().iter().filter_map(Node::scalar).map(|scalar| scalar.text.as_str());
    let Some(first) = texts.next() else { return false };
    let rest: Vec<&str> = texts.collect();
    !first.trim().contains(char::is_whitespace)
        && !rest.is_empty()
        && (rest.iter().any(|text| matches!(*text, "-c" | "-lc" | "-ec" | "-exc" | "-euc"))
            || rest.iter().any(|text| text.starts_with('-'))
            || first.contains("redis-"))
}

/// A scalar without its first `skip` bytes, and without quotes around the rest.
pub(super) fn tail(scalar: &Scalar, skip: usize) -> Scalar {
    let text = scalar.text.get(skip..).unwrap_or_default();
    // Docker keeps such quotes; people mean what is inside
    let is_quoted = text.len() > 1
        && (text.starts_with('"') && text.ends_with('"') || text.starts_with('\'') && text.ends_with('\''));
    let inset = usize::from(is_quoted);
    slice(scalar, skip + inset..scalar.text.len() - inset)
}

/// A part of a scalar; `range` lies on character boundaries.
pub(super) fn slice(scalar: &Scalar, range: Range<usize>) -> Scalar {
    let offset = u32::try_from(range.start).unwrap_or(u32::MAX);
    let mut defaults = scalar.defaults.clone();
    defaults.retain(|default| range.contains(&(default.at as usize)));
    for default in &mut defaults {
        default.at -= offset;
    }
    Scalar {
        text: scalar.text.get(range).unwrap_or_default().to_owned(),
        style: scalar.style,
        map: scalar.map.compose(&TextMap::verbatim(offset)),
        is_dynamic: scalar.is_dynamic,
        defaults,
    }
}
