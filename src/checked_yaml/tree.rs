//! A YAML document as a tree that keeps its spans.

use std::collections::HashSet;

use granit_parser::{Event, Parser, ScalarStyle};

use crate::source::Span;

/// How deep maps and lists nest at the most; deeper files are refused.
const MAX_DEPTH: usize = 64;

/// A node.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// The kinds of nodes.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A scalar; `is_plain` when it stands without quotes, so that it may be a number or a truth value.
    Scalar { text: String, is_plain: bool },
    /// Entries in order: key, where it stands, value.
    Map(Vec<(String, Span, Node)>),
    /// Items in order.
    Seq(Vec<Node>),
    /// An alias; what it stands for was checked where it was defined.
    Alias,
}

/// What one file holds.
pub(super) struct Tree {
    pub(super) root: Node,
    /// Keys that stand for the second time in their map.
    pub(super) duplicates: Vec<(String, Span)>,
}

impl Node {
    pub(super) fn null() -> Self {
        Self { kind: Kind::Scalar { text: String::new(), is_plain: true }, span: Span::default() }
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, is_plain: true } if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The first key or scalar, in the order of the text, that `fits`.
    pub(super) fn find(&self, fits: &dyn Fn(&str) -> bool) -> Option<Span> {
        match &self.kind {
            Kind::Scalar { text, .. } => fits(text).then_some(self.span),
            Kind::Map(entries) => {
                entries.iter().find_map(|(key, span, value)| if fits(key) { Some(*span) } else { value.find(fits) })
            }
            Kind::Seq(items) => items.iter().find_map(|item| item.find(fits)),
            Kind::Alias => None,
        }
    }

    /// What stands at a path of keys and indices, and where its key stands.
    pub(super) fn at(&self, path: &[&str]) -> Option<(Option<Span>, &Node)> {
        path.iter().try_fold((None, self), |(_, node), step| match &node.kind {
            Kind::Map(entries) => {
                entries.iter().find(|(key, ..)| key == step).map(|(_, span, value)| (Some(*span), value))
            }
            Kind::Seq(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)).map(|item| (None, item)),
            Kind::Scalar { .. } | Kind::Alias => None,
        })
    }
}

/// A map or list that is not closed yet.
struct Open {
    node: Node,
    key: Option<(String, Span)>,
}

/// Parses the first document of `text`.
///
/// # Errors
/// Where and why it is not YAML; also when there is a second document.
pub(super) fn parse(text: &str) -> Result<Tree, (Span, String)> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut stack: Vec<Open> = Vec::new();
    let mut root = None;
    let mut duplicates = Vec::new();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, at) = event.map_err(|error| {
            let start = error.marker().byte_offset().unwrap_or(0).min(text.len());
            let end = text.get(start..).and_then(|rest| rest.find('\n')).map_or(text.len(), |len| start + len);
            (Span::new(start, end), error.info())
        })?;
        let span = at.byte_range().map_or_else(Span::default, |range| Span::new(range.start, range.end));
        let done = match event {
            Event::Scalar(text, style, ..) => {
                let is_plain = style == ScalarStyle::Plain;
                Some(Node { kind: Kind::Scalar { text: text.into_owned(), is_plain }, span })
            }
            Event::Alias(_) => Some(Node { kind: Kind::Alias, span }),
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                let kind = if matches!(event, Event::MappingStart(..)) {
                    Kind::Map(Vec::new())
                } else {
                    Kind::Seq(Vec::new())
                };
                stack.push(Open { node: Node { kind, span }, key: None });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => stack.pop().map(|open| close(open.node, span)),
            Event::DocumentStart(..) if root.is_some() => {
                return Err((span, "a second document starts here".to_owned()));
            }
            _ => None,
        };
        if let Some(node) = done {
            match stack.last_mut() {
                Some(open) => open.push(node),
                None => root = Some(node),
            }
        }
    }
    let root = root.unwrap_or_else(Node::null);
    find_duplicates(&root, &mut duplicates);
    Ok(Tree { root, duplicates })
}

impl Open {
    /// Adds a finished node: a key, its value, or an item.
    fn push(&mut self, node: Node) {
        match &mut self.node.kind {
            Kind::Map(entries) => {
                if let Some((key, span)) = self.key.take() {
                    entries.push((key, span, node));
                    return;
                }
                let name = match node.kind {
                    Kind::Scalar { text, .. } => text,
                    // a list or a map as a key fits no schema
                    _ => "?".to_owned(),
                };
                self.key = Some((name, node.span));
            }
            Kind::Seq(items) => items.push(node),
            Kind::Scalar { .. } | Kind::Alias => {}
        }
    }
}

/// Gives a finished collection its whole span. A flow collection ends with its bracket; a block collection has no tokens of its own, it
/// reaches from its first to its last node.
fn close(mut node: Node, end: Span) -> Node {
    if !node.span.is_empty() {
        node.span = node.span.cover(end);
        return node;
    }
    let inner = match &node.kind {
        Kind::Map(entries) => {
            entries.first().zip(entries.last()).map(|(first, last)| first.1.cover(last.2.span).cover(last.1))
        }
        Kind::Seq(items) => items.first().zip(items.last()).map(|(first, last)| first.span.cover(last.span)),
        _ => None,
    };
    if let Some(inner) = inner {
        node.span = inner;
    }
    node
}

fn find_duplicates(node: &Node, out: &mut Vec<(String, Span)>) {
    match &node.kind {
        Kind::Map(entries) => {
            let mut seen = HashSet::new();
            for (key, span, value) in entries {
                if !seen.insert(key) {
                    out.push((key.clone(), *span));
                }
                find_duplicates(value, out);
            }
        }
        Kind::Seq(items) => items.iter().for_each(|item| find_duplicates(item, out)),
        Kind::Scalar { .. } | Kind::Alias => {}
    }
}
