//! Targets of assignments, loops, `with`, and the captures of `match`.

use super::expression::expr;
use super::import::ident;
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, named_children};

/// The target at `node`.
pub(super) fn pattern(walk: &mut Walk<'_>, node: Node<'_>) -> Pattern {
    match node.kind() {
        "identifier" => Pattern::Name(ident(walk, node)),
        "attribute" | "subscript" => Pattern::Place(Box::new(walk.nested_expr(node, expr))),
        "tuple_pattern" if is_parenthesised(node) => inner(walk, node),
        "pattern_list" | "tuple_pattern" | "list_pattern" | "tuple" | "list" | "expression_list" => {
            walk.nested(node, |walk| Pattern::Tuple(elements(walk, node))).unwrap_or(Pattern::Other)
        }
        "as_pattern_target" | "parenthesized_expression" => inner(walk, node),
        _ => Pattern::Other,
    }
}

fn inner(walk: &mut Walk<'_>, node: Node<'_>) -> Pattern {
    match named_children(node).first() {
        Some(&inner) => walk.nested(node, |walk| pattern(walk, inner)).unwrap_or(Pattern::Other),
        None => Pattern::Other,
    }
}

/// Whether a tuple is just a target in parentheses.
fn is_parenthesised(node: Node<'_>) -> bool {
    let mut cursor = node.walk();
    !node.children(&mut cursor).any(|child| child.kind() == ",")
}

/// The targets in a tuple. From a starred one on, positions say nothing.
fn elements(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Pattern> {
    let mut starred = false;
    let mut out = Vec::new();
    for child in named_children(node) {
        starred |= matches!(child.kind(), "list_splat_pattern" | "list_splat");
        out.push(if starred { Pattern::Other } else { pattern(walk, child) });
    }
    out
}

/// The binding of `name` to a value that is not known.
pub(super) fn unknown(name: Ident) -> Stmt {
    let span = name.span;
    let value = Some(Expr::new(ExprKind::Other(Vec::new()), span));
    let assign = Assign { target: Pattern::Name(name), type_: None, value, op: AssignOp::Set };
    Stmt { kind: StmtKind::Assign(assign), span }
}

/// The names that the pattern of a `case` binds, and whether it matches anything.
pub(super) fn captures(walk: &mut Walk<'_>, node: Node<'_>) -> (Vec<Ident>, bool) {
    let mut names = Vec::new();
    capture(walk, node, &mut names);
    let inner = named_children(node);
    let is_total = match inner.first() {
        None => walk.text(node) == "_",
        Some(inner) => inner.kind() == "dotted_name" && named_children(*inner).len() == 1,
    };
    (names, is_total)
}

fn capture(walk: &mut Walk<'_>, node: Node<'_>, names: &mut Vec<Ident>) {
    let children = named_children(node);
    match node.kind() {
        // a dotted name is a constant, a single one a capture
        "dotted_name" => {
            if let [name] = children[..] {
                names.push(ident(walk, name));
            }
        }
        "splat_pattern" => names.extend(children.into_iter().map(|name| ident(walk, name))),
        "as_pattern" | "keyword_pattern" | "class_pattern" => {
            // the class, the keyword are no captures; the alias is
            let is_alias = node.kind() == "as_pattern";
            for (index, child) in children.into_iter().enumerate() {
                match child.kind() {
                    "identifier" if is_alias => names.push(ident(walk, child)),
                    "identifier" => {}
                    "dotted_name" if index == 0 => {}
                    _ => {
                        walk.nested(child, |walk| capture(walk, child, names));
                    }
                }
            }
        }
        _ => {
            for child in children {
                walk.nested(child, |walk| capture(walk, child, names));
            }
        }
    }
}
