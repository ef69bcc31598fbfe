//! JSX: the expressions inside attributes and children.

use crate::ir::code::{Expr, ExprKind};
use crate::parse::text::Escapes;
use crate::parse::tree_sitter::{Node, Walk, named_children};

use super::expr::expr;
use super::literal::string;

/// An element: all expressions in it, in order. The text between tags is prose and is left out.
pub(super) fn element(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let mut inside = Vec::new();
    parts(walk, node, &mut inside);
    Expr::new(ExprKind::Other(inside), walk.span(node))
}

/// The expressions under an element, a tag or an attribute; only nested elements go deeper.
fn parts(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Expr>) {
    for part in named_children(node) {
        match part.kind() {
            "jsx_opening_element" | "jsx_attribute" => parts(walk, part, out),
            "jsx_expression" => {
                let inner = named_children(part);
                out.extend(inner.into_iter().map(|inner| expr(walk, inner)));
            }
            "jsx_element" | "jsx_self_closing_element" | "jsx_fragment" | "ERROR" => out.push(expr(walk, part)),
            "string" => out.push(string(walk, part, Escapes::Raw)),
            _ => {}
        }
    }
}
