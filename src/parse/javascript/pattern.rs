//! What declarations, assignments, loops and parameters bind.

use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind, TypeRef};
use crate::parse::tree_sitter::{Node, Walk, children, field, named_children};
use crate::source::Span;

use super::expr::{expr, strip};
use super::literal::string_value;
use super::types::{annotation, object_type_of};

/// The name at `node`, a leaf.
pub(super) fn ident(walk: &Walk<'_>, node: Node<'_>) -> Ident {
    Ident { name: walk.text(node).to_owned(), span: walk.span(node) }
}

/// The name of a property, method or enum member; a computed one that is no literal has the empty name.
pub(super) fn property_name(walk: &Walk<'_>, node: Node<'_>) -> Ident {
    let name = match node.kind() {
        "string" => string_value(walk, node),
        "computed_property_name" => match named_children(node).first() {
            Some(inner) if inner.kind() == "string" => string_value(walk, *inner),
            _ => String::new(),
        },
        _ => walk.text(node).to_owned(),
    };
    Ident { name, span: walk.span(node) }
}

/// The pattern at `node`. What a pattern cannot hold, its defaults and rests, is appended to `after` as assignments that follow it.
pub(super) fn pattern(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) -> Pattern {
    walk.nested(node, |walk| nested_pattern(walk, strip(node), after)).unwrap_or(Pattern::Other)
}

fn nested_pattern(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) -> Pattern {
    match node.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => Pattern::Name(ident(walk, node)),
        "array_pattern" | "array" => tuple(walk, node, after),
        "object_pattern" | "object" => record(walk, node, after),
        "assignment_pattern" | "object_assignment_pattern" => with_default(walk, node, after),
        "rest_pattern" | "spread_element" => {
            rest(walk, node, after);
            Pattern::Other
        }
        "undefined" | "this" | "ERROR" => Pattern::Other,
        _ => Pattern::Place(Box::new(expr(walk, node))),
    }
}

/// `[a, , b]`; a hole counts as a position.
fn tuple(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) -> Pattern {
    let mut items = Vec::new();
    let mut is_filled = false;
    for (_, child) in children(node) {
        match child.kind() {
            "," => {
                if !is_filled {
                    items.push(Pattern::Other);
                }
                is_filled = false;
            }
            _ if child.is_named() && !child.is_extra() => {
                items.push(pattern(walk, child, after));
                is_filled = true;
            }
            _ => {}
        }
    }
    Pattern::Tuple(items)
}

fn record(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) -> Pattern {
    let mut pairs = Vec::new();
    for child in named_children(node) {
        match child.kind() {
            "pair_pattern" | "pair" => {
                let (Some(key), Some(value)) = (field(child, "key"), field(child, "value")) else { continue };
                pairs.push((property_name(walk, key), pattern(walk, value, after)));
            }
            "object_assignment_pattern" | "assignment_pattern" => {
                let Some(left) = field(child, "left") else { continue };
                let key = ident(walk, left);
                pairs.push((key, pattern(walk, child, after)));
            }
            "rest_pattern" | "spread_element" => rest(walk, child, after),
            "shorthand_property_identifier_pattern" | "shorthand_property_identifier" => {
                let key = ident(walk, child);
                pairs.push((key.clone(), Pattern::Name(key)));
            }
            _ => {}
        }
    }
    Pattern::Record(pairs)
}

/// `left = right` inside a pattern.
fn with_default(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) -> Pattern {
    let Some(left) = field(node, "left") else { return Pattern::Other };
    let mut inner = Vec::new();
    let target = pattern(walk, left, &mut inner);
    if let Some(right) = field(node, "right") {
        let value = expr(walk, right);
        // `= {}` says nothing, and binding each name again would
        if matches!(target, Pattern::Name(_) | Pattern::Place(_)) || !is_empty_literal(&value) {
            let assign = Assign { target: target.clone(), type_: None, value: Some(value), op: AssignOp::Default };
            after.push(Stmt { kind: StmtKind::Assign(assign), span: walk.span(node) });
        }
    }
    after.append(&mut inner);
    target
}

fn is_empty_literal(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Record(record) => record.entries.is_empty(),
        ExprKind::List(items) => items.is_empty(),
        _ => false,
    }
}

/// `...rest`: bound to something unknown.
fn rest(walk: &mut Walk<'_>, node: Node<'_>, after: &mut Vec<Stmt>) {
    for inner in named_children(node) {
        let span = walk.span(node);
        let target = pattern(walk, inner, after);
        after.push(set(target, None, Some(unknown(span)), span));
    }
}

/// A value of which nothing is known.
pub(super) fn unknown(span: Span) -> Expr {
    Expr::new(ExprKind::Other(Vec::new()), span)
}

/// `target: type_ = value`.
pub(super) fn set(target: Pattern, type_: Option<TypeRef>, value: Option<Expr>, span: Span) -> Stmt {
    Stmt { kind: StmtKind::Assign(Assign { target, type_, value, op: AssignOp::Set }), span }
}

/// The types that an inline object type gives to the names of a record pattern, `{ redis }: { redis: Redis }`: each name is set to itself with
/// its type.
pub(super) fn typed_names(walk: &mut Walk<'_>, target: &Pattern, type_: Option<Node<'_>>, after: &mut Vec<Stmt>) {
    let (Pattern::Record(pairs), Some(object)) = (target, type_.and_then(object_type_of)) else { return };
    for signature in named_children(object) {
        let (Some(name), Some(type_)) = (field(signature, "name"), field(signature, "type")) else { continue };
        let name = property_name(walk, name).name;
        let bound = pairs.iter().find(|(key, _)| key.name == name).map(|(_, value)| value);
        if let (Some(Pattern::Name(bound)), Some(type_)) = (bound, annotation(walk, type_)) {
            let value = Expr::new(ExprKind::Name(bound.name.clone()), bound.span);
            after.push(set(Pattern::Name(bound.clone()), Some(type_), Some(value), bound.span));
        }
    }
}
