//! From parser events to nodes.

use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Span as EventSpan, Tag};

use crate::ir::TextMap;
use crate::ir::document::{Key, Node, NodeKind, Pair, Scalar, ScalarStyle};
use crate::parse::document::mask::Hole;
use crate::source::Span;

use super::scalar::Decoder;

/// How many nodes aliases and merge keys may add to a document; what goes beyond is left unknown.
const MAX_COPIES: usize = 200_000;

/// Builds the tree of one document.
pub(super) struct Builder<'a> {
    decoder: Decoder<'a>,
    base: usize,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, (Node, usize)>,
    copies: usize,
}

/// A collection whose end has not come yet.
struct Open {
    kind: OpenKind,
    start: usize,
    anchor: usize,
    /// Its value is only known to the tool that reads the document (`!reference`).
    is_unknown: bool,
    /// Number of nodes in it.
    size: usize,
}

enum OpenKind {
    Seq(Vec<Node>),
    Map { pairs: Vec<Pair>, key: Option<Key> },
}

impl<'a> Builder<'a> {
    /// For the document that starts at byte `base` of `text`.
    pub(super) fn new(text: &'a str, holes: &'a [Hole], base: usize) -> Self {
        Self {
            decoder: Decoder::new(text, holes),
            base,
            open: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            copies: 0,
        }
    }

    /// Takes the next event.
    pub(super) fn event(&mut self, event: &Event<'_>, at: &EventSpan) {
        let range = at.byte_range().unwrap_or_default();
        let range = self.base + range.start..self.base + range.end;
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let (mut scalar, span) = self.decoder.scalar(value, *style, range);
                if is_unknown(tag.as_deref()) {
                    scalar = unknown(span);
                }
                self.add(Node { kind: NodeKind::Scalar(scalar), span }, *anchor, 1);
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(OpenKind::Seq(Vec::new()), range.start, *anchor, is_reference(tag.as_deref()));
            }
            Event::MappingStart(_, anchor, tag) => {
                let kind = OpenKind::Map { pairs: Vec::new(), key: None };
                self.open(kind, range.start, *anchor, is_reference(tag.as_deref()));
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let span = Span::new(range.start, range.end);
                let copy = self.anchors.get(anchor).filter(|(_, size)| self.copies + size <= MAX_COPIES);
                let (node, size) = copy.cloned().unwrap_or_else(|| (unknown_node(span), 1));
                self.copies += size;
                self.add(node, 0, size);
            }
            Event::UnresolvedAlias(_) => self.add(unknown_node(Span::new(range.start, range.end)), 0, 1),
            _ => {}
        }
    }

    /// The document's root; collections that were never closed end where their last part does.
    pub(super) fn finish(mut self) -> Option<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.root
    }

    fn open(&mut self, kind: OpenKind, start: usize, anchor: usize, is_unknown: bool) {
        self.open.push(Open { kind, start, anchor, is_unknown, size: 1 });
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let start = Span::new(open.start, open.start);
        let (kind, span) = match open.kind {
            OpenKind::Seq(items) => {
                let span = items.last().map_or(start, |last| start.cover(last.span));
                (NodeKind::Seq(items), span)
            }
            OpenKind::Map { pairs, .. } => {
                let first = pairs.first().map_or(start, |pair| pair.key.span);
                let span = pairs.last().map_or(start, |last| first.cover(last.value.span));
                (NodeKind::Map(Self::merged(pairs)), span)
            }
        };
        let node = if open.is_unknown { unknown_node(span) } else { Node { kind, span } };
        self.add(node, open.anchor, open.size);
    }

    /// Adds a complete node where it belongs.
    fn add(&mut self, node: Node, anchor: usize, size: usize) {
        if anchor != 0 && self.copies + size <= MAX_COPIES {
            self.copies += size;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { kind: OpenKind::Seq(items), size: total, .. }) => {
                *total += size;
                items.push(node);
            }
            Some(Open { kind: OpenKind::Map { pairs, key }, size: total, .. }) => {
                *total += size;
                match key.take() {
                    Some(key) => pairs.push(Pair { key, value: node }),
                    None => *key = Some(key_of(node)),
                }
            }
        }
    }

    /// Entries with the `<<` ones filled in before them: explicit keys win, and of several sources the first.
    fn merged(pairs: Vec<Pair>) -> Vec<Pair> {
        let is_merge = |pair: &Pair| pair.key.name == "<<";
        if !pairs.iter().any(is_merge) {
            return pairs;
        }
        let mut names: HashSet<String> =
            pairs.iter().filter(|pair| !is_merge(pair)).map(|pair| pair.key.name.clone()).collect();
        let mut merged = Vec::new();
        for pair in pairs.iter().filter(|pair| is_merge(pair)) {
            let single = std::slice::from_ref(&pair.value);
            let sources = if pair.value.items().is_empty() { single } else { pair.value.items() };
            for pair in sources.iter().flat_map(Node::pairs) {
                if names.insert(pair.key.name.clone()) {
                    merged.push(pair.clone());
                }
            }
        }
        merged.extend(pairs.into_iter().filter(|pair| !is_merge(pair)));
        merged
    }
}

/// A node as a key; what is no scalar has no name.
fn key_of(node: Node) -> Key {
    match node.kind {
        NodeKind::Scalar(scalar) => Key { name: scalar.text, span: node.span },
        _ => Key { name: String::new(), span: node.span },
    }
}

fn unknown(span: Span) -> Scalar {
    Scalar {
        text: '\u{fffd}'.to_string(),
        style: ScalarStyle::Plain,
        map: TextMap::verbatim(span.start),
        is_dynamic: true,
        defaults: Vec::new(),
    }
}

fn unknown_node(span: Span) -> Node {
    Node { kind: NodeKind::Scalar(unknown(span)), span }
}

/// Whether a tag says that the written text is not the value: `!Ref`, `!vault`, `!secret`.
fn is_unknown(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| {
        if tag.is_yaml_core_schema() {
            tag.is_yaml_core_schema_tag("binary")
        } else {
            !tag.suffix().is_empty() && tag.suffix() != "Sub"
        }
    })
}

/// Whether a tag on a collection says that it names something else: GitLab's `!reference`.
fn is_reference(tag: Option<&Tag>) -> bool {
    tag.is_some_and(|tag| tag.suffix() == "reference")
}
