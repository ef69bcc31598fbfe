//! Operators and numbers.

use super::expression::{all, expr, is_string, strip};
use crate::ir::code::{BinaryOp, Expr, ExprKind};
use crate::parse::text;
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

/// A number literal; an imaginary one is none.
pub(super) fn number(source: &str) -> ExprKind {
    let plain = source.trim_end_matches(['l', 'L']); // Python 2
    text::number(plain).map_or(ExprKind::Other(Vec::new()), ExprKind::Number)
}
