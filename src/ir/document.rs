//! Configuration: a tree of keys and scalars with spans.
//!
//! Every format ends here: YAML and JSON as they are; TOML tables as nested maps; dotenv, properties, INI sections and `redis.conf` as one map
//! whose values are scalars or sequences of scalars; a Dockerfile as a sequence of instructions (see `parse::document`). Anchors, aliases and merge keys
//! are resolved: an aliased node appears again with the span of its definition. Duplicate keys stay in order; [`Node::get`] gives the last.

use super::TextMap;
use crate::source::Span;

/// One document of a stream.
#[derive(Debug, Clone)]
pub struct Document {
    /// The top node.
    pub root: Node,
    /// Whether template actions (Helm, Jinja, ERB) were masked: absence of a key then proves nothing.
    pub is_template: bool,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it holds.
    pub kind: NodeKind,
    /// Where it stands (a block scalar: its content; a map: from its first key to the end of its last value).
    pub span: Span,
}

/// The kinds of nodes.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A value without children.
    Scalar(Scalar),
    /// Keys and values in source order.
    Map(Vec<Pair>),
    /// Items in source order.
    Seq(Vec<Node>),
}

/// One entry of a map.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The key, decoded.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The decoded key.
    pub name: String,
    /// Where it stands, without quotes.
    pub span: Span,
}

/// A scalar.
#[derive(Debug, Clone)]
pub struct Scalar {
    /// The decoded text; empty for null.
    pub text: String,
    /// How it was written.
    pub style: ScalarStyle,
    /// Where each byte of `text` stands in the file.
    pub map: TextMap,
    /// Whether part of the value is filled in by a template engine (`{{ … }}`, `<%= … %>`); that part is `\u{fffd}` in `text`.
    pub is_dynamic: bool,
    /// Literals that the template engine falls back to, in order of their holes.
    pub defaults: Vec<HoleDefault>,
}

/// The literal that a hole in a text is filled with when nothing else is given: `6379` of `{{ .Values.port | default 6379 }}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoleDefault {
    /// Byte offset of the hole (`\u{fffd}`) in the text.
    pub at: u32,
    /// The literal, without quotes.
    pub text: String,
    /// Where the literal stands in the file.
    pub span: Span,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes; `null`, `true` and numbers are these.
    Plain,
    /// In quotes.
    Quoted,
    /// A YAML block scalar (`|`, `>`), a TOML multi-line string, a here-document.
    Block,
}

impl Node {
    /// The value of `key`, if this is a map that has it (the last one of duplicates).
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().rev().find(|pair| pair.key.name == key).map(|pair| &pair.value)
    }

    /// The node at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entries of a map; empty otherwise.
    pub fn pairs(&self) -> &[Pair] {
        match &self.kind {
            NodeKind::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The items of a sequence; empty otherwise.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::Seq(items) => items,
            _ => &[],
        }
    }

    /// The scalar, if this is one.
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The scalar's text, unless it is (partly) filled in by a template engine.
    pub fn text(&self) -> Option<&str> {
        self.scalar().filter(|scalar| !scalar.is_dynamic).map(|scalar| scalar.text.as_str())
    }

    /// Whether this is a plain `null`, `~` or nothing.
    pub fn is_null(&self) -> bool {
        self.scalar().is_some_and(|scalar| {
            scalar.style == ScalarStyle::Plain
                && !scalar.is_dynamic
                && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        })
    }
}
