//! Operators and numbers.

use super::expression::{all, expr, is_string, strip};
use crate::ir::code::{BinaryOp, Expr, ExprKind};
use crate::parse::tree_sitter::{Infix, Node, Walk, children, field, named_children};

/// `node` taken apart when it is a binary operator; not a formatted string, `"…" % x`.
pub(super) fn infix<'n>(walk: &Walk<'_>, node: Node<'n>) -> Option<Infix<'n>> {
    let node = strip(node);
    if !matches!(node.kind(), "binary_operator" | "boolean_operator") {
        return None;
    }
    let (left, right) = (field(node, "left")?, field(node, "right")?);
    let op = match walk.text(field(node, "operator")?) {
        "+" => Some(BinaryOp::Add),
        "or" => Some(BinaryOp::Or),
        "and" => Some(BinaryOp::And),
        "%" if is_string(strip(left)) => return None,
        _ => None,
    };
    Some(Infix { left, op, right })
}

/// `key in container`; any other comparison only holds its operands.
pub(super) fn comparison(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let operands = all(walk, node);
    let operator = children(node).into_iter().find(|(field, _)| *field == Some("operators"));
    let operator = operator.map_or("", |(_, operator)| walk.text(operator));
    let (true, true) = (operands.len() == 2, operator.ends_with("in")) else { return ExprKind::Other(operands) };
    let mut operands = operands.into_iter();
    let (Some(left), Some(right)) = (operands.next(), operands.next()) else { return ExprKind::Other(Vec::new()) };
    let contained = ExprKind::Binary { op: BinaryOp::In, left: Box::new(left), right: Box::new(right) };
    if operator == "in" { contained } else { ExprKind::Other(vec![Expr::new(contained, walk.span(node))]) }
}

/// `-1` is a number.
pub(super) fn unary(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let operator = field(node, "operator").map_or("", |operator| walk.text(operator));
    let argument = field(node, "argument").or_else(|| named_children(node).first().copied());
    let Some(argument) = argument.map(|argument| walk.nested_expr(argument, expr)) else {
        return ExprKind::Other(Vec::new());
    };
    match (operator, argument.kind) {
        ("-", ExprKind::Number(number)) if !number.starts_with('-') => ExprKind::Number(format!("-{number}")),
        ("+", ExprKind::Number(number)) => ExprKind::Number(number),
        (_, kind) => ExprKind::Other(vec![Expr::new(kind, argument.span)]),
    }
}

/// A number as the tree writes it: no underscores, no suffix, decimal.
pub(super) fn number(source: &str) -> ExprKind {
    let plain = source.replace('_', "").to_ascii_lowercase();
    if plain.ends_with('j') {
        return ExprKind::Other(Vec::new());
    }
    let plain = plain.trim_end_matches('l'); // Python 2
    let radix = match plain.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return ExprKind::Number(plain.to_owned()),
    };
    match u128::from_str_radix(&plain[2..], radix) {
        Ok(value) => ExprKind::Number(value.to_string()),
        Err(_) => ExprKind::Other(Vec::new()),
    }
}
