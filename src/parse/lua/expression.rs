//! Expressions of Lua.

use super::block;
use crate::ir::code::{Arg, BinaryOp, Call, Entry, Expr, ExprKind, Function, Ident, Param, Pattern, Record};
use crate::parse::text::{self, Escapes};
use crate::parse::tree_sitter::{Infix, Node, Walk, children, field, named_children};

/// The expression at `node`.
pub(super) fn expr(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let node = strip(node);
    let kind = match node.kind() {
        "identifier" | "global" | "vararg_expression" => ExprKind::Name(walk.text(node).to_owned()),
        "true" => ExprKind::Bool(true),
        "false" => ExprKind::Bool(false),
        "nil" => ExprKind::Null,
        "number" => text::number(walk.text(node)).map_or(ExprKind::Other(Vec::new()), ExprKind::Number),
        "string" => string(walk, node),
        "dot_index_expression" => member(walk, node, "field"),
        "method_index_expression" => member(walk, node, "method"),
        "bracket_index_expression" => index(walk, node),
        "function_call" => call(walk, node),
        "function_definition" => ExprKind::Lambda(Box::new(function(walk, node))),
        "table_constructor" => table(walk, node),
        "unary_expression" => unary(walk, node),
        "binary_expression" => return binary(walk, node),
        _ => ExprKind::Other(all(walk, node)),
    };
    Expr::new(kind, walk.span(node))
}

/// What stands inside parentheses.
fn strip(mut node: Node<'_>) -> Node<'_> {
    while node.kind() == "parenthesized_expression" {
        match named_children(node)[..] {
            [inner] => node = inner,
            _ => break,
        }
    }
    node
}

fn all(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Expr> {
    named_children(node).into_iter().map(|child| walk.nested_expr(child, expr)).collect()
}

/// The identifier at `node`.
pub(super) fn ident(walk: &Walk<'_>, node: Node<'_>) -> Ident {
    Ident { name: walk.text(node).to_owned(), span: walk.span(node) }
}

/// The target at `node`.
pub(super) fn pattern(walk: &mut Walk<'_>, node: Node<'_>) -> Pattern {
    match node.kind() {
        "identifier" | "global" => Pattern::Name(ident(walk, node)),
        _ => Pattern::Place(Box::new(walk.nested_expr(node, expr))),
    }
}

/// Parameters and body of a function, without a name.
pub(super) fn function(walk: &mut Walk<'_>, node: Node<'_>) -> Function {
    let params = field(node, "parameters").map(named_children).unwrap_or_default();
    let params = params.into_iter().map(|param| Param {
        pattern: Pattern::Name(ident(walk, param)),
        type_: None,
        default: None,
        rest: param.kind() == "vararg_expression",
    });
    let params = params.collect();
    let body = field(node, "body").map(|body| block(walk, body)).unwrap_or_default();
    let span = walk.span(node);
    Function { name: None, params, receiver: None, returns: None, decorators: Vec::new(), body, span }
}

/// `"a\n"`, `[==[a]==]`; the line break right behind an opening long bracket is no part of the text.
fn string(walk: &Walk<'_>, node: Node<'_>) -> ExprKind {
    let source = walk.text(node);
    let level = source.strip_prefix('[').and_then(|rest| rest.find('['));
    let (escapes, open, close) = match level {
        Some(level) => (Escapes::Raw, level + 2, level + 2),
        None => (Escapes::Lua, 1, 1),
    };
    let end = source.len().saturating_sub(close).max(open);
    let mut content = source.get(open..end).unwrap_or_default();
    let mut at = node.start_byte() + open;
    if level.is_some()
        && let Some(rest) = content.strip_prefix("\r\n").or_else(|| content.strip_prefix('\n'))
    {
        at += content.len() - rest.len();
        content = rest;
    }
    ExprKind::Text(text::decode(escapes, content, at))
}

fn member(walk: &mut Walk<'_>, node: Node<'_>, name: &str) -> ExprKind {
    let (Some(object), Some(name)) = (field(node, "table"), field(node, name)) else {
        return ExprKind::Other(all(walk, node));
    };
    let name = ident(walk, name);
    ExprKind::Member { object: Box::new(walk.nested_expr(object, expr)), name }
}

fn index(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let (Some(object), Some(index)) = (field(node, "table"), field(node, "field")) else {
        return ExprKind::Other(all(walk, node));
    };
    let object = Box::new(walk.nested_expr(object, expr));
    ExprKind::Index { object, index: Box::new(walk.nested_expr(index, expr)) }
}

fn call(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let Some(name) = field(node, "name") else { return ExprKind::Other(all(walk, node)) };
    let callee = walk.nested_expr(name, expr);
    let mut values = field(node, "arguments").map(|arguments| all(walk, arguments)).unwrap_or_default();
    spread_last(&mut values);
    if let (Some(["require"]), [module]) = (callee.path().as_deref(), &values[..])
        && let Some(module) = module.as_text()
    {
        let path = module.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        return ExprKind::Module { path, is_local: false };
    }
    let args = values.into_iter().map(|value| Arg { name: None, value }).collect();
    ExprKind::Call(Box::new(Call { callee, args, is_new: false }))
}

/// At the end of a list `...` and `unpack(x)` stand for any number of values.
fn spread_last(values: &mut [Expr]) {
    let Some(last) = values.last_mut() else { return };
    let is_many = match &last.kind {
        ExprKind::Name(name) => name == "...",
        ExprKind::Call(call) => matches!(call.callee.path().as_deref(), Some(["unpack"] | ["table", "unpack"])),
        _ => false,
    };
    if is_many {
        let span = last.span;
        let inner = std::mem::replace(last, Expr::new(ExprKind::Null, span));
        last.kind = ExprKind::Spread(Box::new(inner));
    }
}

fn table(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let fields: Vec<Node<'_>> = named_children(node);
    if fields.iter().all(|entry| field(*entry, "name").is_none()) {
        let mut items: Vec<Expr> =
            fields.into_iter().map(|entry| walk.nested_expr(field(entry, "value").unwrap_or(entry), expr)).collect();
        spread_last(&mut items);
        return ExprKind::List(items);
    }
    let mut entries = Vec::new();
    let mut position = 0_usize;
    for entry in fields {
        let Some(value) = field(entry, "value") else { continue };
        let key = match field(entry, "name") {
            Some(name) if is_bare(entry) => Expr::text(walk.text(name), walk.span(name)),
            Some(name) => walk.nested_expr(name, expr),
            None => {
                position += 1;
                Expr::new(ExprKind::Number(position.to_string()), walk.span(value))
            }
        };
        entries.push(Entry::Pair { key, value: walk.nested_expr(value, expr) });
    }
    ExprKind::Record(Box::new(Record { type_: None, entries }))
}

/// Whether the key of a field is written `key =`, not `[key] =`.
fn is_bare(entry: Node<'_>) -> bool {
    children(entry).first().is_some_and(|(_, first)| first.kind() != "[")
}

/// `-1` is a number.
fn unary(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let is_minus = children(node).first().is_some_and(|(_, operator)| operator.kind() == "-");
    let Some(operand) = field(node, "operand") else { return ExprKind::Other(all(walk, node)) };
    let operand = walk.nested_expr(operand, expr);
    match operand.kind {
        ExprKind::Number(number) if is_minus && !number.starts_with('-') => ExprKind::Number(format!("-{number}")),
        _ => ExprKind::Other(vec![operand]),
    }
}

fn binary(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    if operator(walk, node) == Some("..") {
        return concatenation(walk, node);
    }
    walk.chain(node, infix, expr)
}

fn operator<'t>(walk: &Walk<'t>, node: Node<'_>) -> Option<&'t str> {
    (node.kind() == "binary_expression").then_some(())?;
    let operator = children(node).into_iter().find(|(name, _)| *name == Some("operator"))?;
    Some(walk.text(operator.1))
}

/// `node` taken apart when it is a binary operator other than `..`.
fn infix<'n>(walk: &Walk<'_>, node: Node<'n>) -> Option<Infix<'n>> {
    let node = strip(node);
    let op = match operator(walk, node)? {
        ".." => return None,
        "or" => Some(BinaryOp::Or),
        "and" => Some(BinaryOp::And),
        _ => None,
    };
    Some(Infix { left: field(node, "left")?, op, right: field(node, "right")? })
}

/// `a .. b .. c`, which the grammar nests to the right.
fn concatenation(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let mut operands = Vec::new();
    let mut rest = node;
    while operator(walk, rest) == Some("..")
        && let (Some(left), Some(right)) = (field(rest, "left"), field(rest, "right"))
    {
        operands.push(left);
        rest = strip(right);
    }
    operands.push(rest);
    let steps: Vec<_> = operands[1..].iter().map(|right| (Some(BinaryOp::Add), *right)).collect();
    walk.fold(operands[0], &steps, expr)
}
