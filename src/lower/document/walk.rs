//! The walk over a document: every scalar is judged by its path and by what stands around it.

mod judge;
mod keys;

use std::ops::Range;

use crate::ir::TextMap;
use crate::ir::document::{Document, Node, NodeKind, Pair, Scalar};
use crate::lower::naming;
use crate::source::Language;

use super::embedded::{is_script_key, language_of, starts_program};
use super::mounts::{Volume, volumes};
use super::sink::Sink;
use super::vocabulary::vocabulary;
use keys::{is_command_line, is_environment_key, is_ports_key, is_prose_key, is_text, says_redis, server_with_port};

/// Walks one document.
pub(super) struct Walker<'a, 'f> {
    pub(super) sink: &'a mut Sink<'f>,
    pub(super) document: &'a Document,
    /// Keys from the root to the node; dotted ones are split.
    pub(super) path: Vec<String>,
    /// The volumes of the pod around the node.
    pub(super) volumes: Vec<Volume>,
    /// Name of the `ConfigMap` around the node.
    pub(super) config_map: Option<String>,
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
        Self { sink, document, path: Vec::new(), volumes: Vec::new(), config_map: None }
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
            NodeKind::Scalar(scalar) => {
                if !self.bare_image(scalar, node.span) {
                    self.scalar(scalar, context);
                }
            }
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
        self.path.last().is_some_and(|key| vocabulary().keys.environment_lists.contains(key))
    }

    fn map(&mut self, node: &Node, pairs: &[Pair], context: &Context) {
        self.chart(node);
        if self.kubernetes(node, context) || self.container(node, context) || self.name_and_value(node, context) {
            return;
        }
        let mut context = context.clone();
        context.is_beside = says_redis(pairs);
        let depth = self.path.len();
        self.path.extend(server_with_port(node));
        let outer = volumes(node).map(|own| std::mem::replace(&mut self.volumes, own));
        self.generated(node);
        self.pairs(pairs, &context, &[]);
        self.volumes = outer.unwrap_or_else(|| std::mem::take(&mut self.volumes));
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
        let parent = self.path.len().checked_sub(2).and_then(|at| self.path.get(at)).cloned().unwrap_or_default();
        // a script may be called `docs`
        if is_prose_key(key) && parent != "scripts" && pair.value.scalar().is_some() {
            return;
        }
        if let Some(scalar) = pair.value.scalar()
            && let Some(language) = language_of(key, scalar)
        {
            // what a template writes into it is not known
            let is_whole = !(self.document.is_template && self.sink.file.slice(pair.value.span).contains("{{"));
            let config = self.config(key).filter(|_| is_whole);
            self.sink.embed_scalar(language, scalar, &context.env, config);
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
