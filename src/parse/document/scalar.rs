//! Scalars of the simple formats.

use std::ops::Range;

use crate::ir::TextMap;
use crate::ir::document::{Node, NodeKind, Scalar, ScalarStyle};
use crate::parse::text::{Escapes, decode};
use crate::source::Span;

/// A scalar that stands unchanged at `range` of `text`.
pub(super) fn plain(text: &str, range: Range<usize>) -> Node {
    verbatim(text, range, ScalarStyle::Plain)
}

/// The same with a style.
pub(super) fn verbatim(text: &str, range: Range<usize>, style: ScalarStyle) -> Node {
    let span = Span::new(range.start, range.end);
    let text = text.get(range).unwrap_or_default().to_owned();
    node(text, TextMap::verbatim(span.start), style, span)
}

/// A scalar whose content, without quotes, stands at `range` with escapes.
pub(super) fn quoted(text: &str, range: Range<usize>, escapes: Escapes, style: ScalarStyle) -> Node {
    let content = text.get(range.clone()).unwrap_or_default();
    if !content.contains(['\\', '\r']) {
        return verbatim(text, range, style);
    }
    let decoded = decode(escapes, content, range.start);
    node(decoded.value, decoded.map, style, Span::new(range.start, range.end))
}

/// A scalar from its parts.
pub(super) fn node(text: String, map: TextMap, style: ScalarStyle, span: Span) -> Node {
    let scalar = Scalar { text, style, map, is_dynamic: false, defaults: Vec::new() };
    Node { kind: NodeKind::Scalar(scalar), span }
}

/// The value at `range`: if quotes surround it, what is between them.
pub(super) fn maybe_quoted(text: &str, range: Range<usize>, escapes: Escapes) -> Node {
    let content = text.get(range.clone()).unwrap_or_default();
    let inner = range.start + 1..range.end.saturating_sub(1);
    let is_wrapped = |quote: char| {
        content.len() > 1
            && content.starts_with(quote)
            && content.ends_with(quote)
            && !content[1..content.len() - 1].contains(quote)
    };
    if is_wrapped('"') {
        quoted(text, inner, escapes, ScalarStyle::Quoted)
    } else if is_wrapped('\'') {
        verbatim(text, inner, ScalarStyle::Quoted)
    } else {
        plain(text, range)
    }
}
