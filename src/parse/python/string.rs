//! String literals: prefixes, implicit concatenation, f-strings.

use super::expression::expr;
use crate::ir::code::{Expr, ExprKind};
use crate::parse::text::{Escapes, TextBuilder};
use crate::parse::tree_sitter::{Node, Walk, field, named_children};
use crate::source::Span;

/// A `string` or a `concatenated_string`: one text, or a template when an f-string is among them.
pub(super) fn literal(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let strings = if node.kind() == "string" { vec![node] } else { named_children(node) };
    let mut parts = Parts::default();
    for string in strings {
        if string.kind() == "string" {
            parts.string(walk, string);
        }
    }
    parts.finish(walk.span(node))
}

/// The parts of a template while they are collected.
#[derive(Default)]
struct Parts {
    done: Vec<Expr>,
    /// The literal text since the last hole, and where it stands.
    text: Option<(TextBuilder, Span)>,
}

impl Parts {
    fn string(&mut self, walk: &mut Walk<'_>, node: Node<'_>) {
        let children = named_children(node);
        let Some(start) = children.first().filter(|child| child.kind() == "string_start") else { return };
        let prefix = walk.text(*start).trim_end_matches(['"', '\'']).to_ascii_lowercase();
        let escapes = match (prefix.contains('r'), prefix.contains('b')) {
            (true, _) => Escapes::Raw,
            (false, true) => Escapes::PythonBytes,
            (false, false) => Escapes::Python,
        };
        let is_format = prefix.contains('f') || prefix.contains('t');
        let mut at = start.end_byte();
        for child in &children {
            let is_end = child.kind() == "string_end";
            if !is_end && child.kind() != "interpolation" {
                continue;
            }
            self.content(walk, escapes, is_format, Span::new(at, child.start_byte()));
            at = child.end_byte();
            if !is_end {
                self.hole(walk, *child);
            }
        }
    }

    /// Literal text; in an f-string `{{` and `}}` stand for one brace.
    fn content(&mut self, walk: &Walk<'_>, escapes: Escapes, is_format: bool, span: Span) {
        let mut content = walk.slice(span.start as usize, span.end as usize);
        let mut at = span.start as usize;
        let (builder, whole) = self.text.get_or_insert_with(|| (TextBuilder::new(at), span));
        *whole = whole.cover(span);
        while is_format && let Some(brace) = doubled_brace(content) {
            builder.content(escapes, &content[..=brace], at);
            content = &content[brace + 2..];
            at += brace + 2;
        }
        builder.content(escapes, content, at);
    }

    fn hole(&mut self, walk: &mut Walk<'_>, node: Node<'_>) {
        self.flush();
        let value = match field(node, "expression") {
            Some(value) => walk.nested_expr(value, expr),
            None => Expr::new(ExprKind::Other(Vec::new()), walk.span(node)),
        };
        self.done.push(value);
    }

    fn flush(&mut self) {
        if let Some((builder, span)) = self.text.take()
            && !builder.is_empty()
        {
            self.done.push(builder.finish_expr(span));
        }
    }

    fn finish(mut self, span: Span) -> Expr {
        if self.done.is_empty() {
            let (builder, _) = self.text.unwrap_or_else(|| (TextBuilder::new(span.start as usize), span));
            return builder.finish_expr(span);
        }
        self.flush();
        Expr::new(ExprKind::Template(self.done), span)
    }
}

/// Where the first `{{` or `}}` starts.
fn doubled_brace(content: &str) -> Option<usize> {
    content.as_bytes().windows(2).position(|pair| matches!(pair, b"{{" | b"}}"))
}
