//! Expressions.

use super::definition::lambda;
use super::format::{self, format_call};
use super::import::ident;
use super::operator;
use super::pattern::pattern;
use super::statement::assignment;
use super::string;
use crate::ir::code::{Arg, Assign, AssignOp, Call, Entry, Expr, ExprKind, Ident, Pattern, Record, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, field, fields, named_children};
use crate::source::Span;

/// The expression at `node`.
pub(super) fn expr(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let node = strip(node);
    let kind = match node.kind() {
        "identifier" => ExprKind::Name(walk.text(node).to_owned()),
        "true" => ExprKind::Bool(true),
        "false" => ExprKind::Bool(false),
        "none" => ExprKind::Null,
        "integer" | "float" => operator::number(walk.text(node)),
        "string" | "concatenated_string" => return string::literal(walk, node),
        "attribute" => attribute(walk, node),
        "subscript" => subscript(walk, node),
        "call" => call(walk, node),
        "list" | "tuple" | "set" | "expression_list" | "pattern_list" => ExprKind::List(all(walk, node)),
        "list_splat" | "dictionary_splat" | "list_splat_pattern" => spread(walk, node),
        "dictionary" => dictionary(walk, node),
        "binary_operator" | "boolean_operator" => return binary(walk, node),
        "comparison_operator" => operator::comparison(walk, node),
        "unary_operator" => operator::unary(walk, node),
        "conditional_expression" => conditional(walk, node),
        "lambda" => lambda(walk, node),
        "named_expression" => named_expression(walk, node),
        "assignment" | "augmented_assignment" => match assignment(walk, node) {
            Some(assign) => ExprKind::Assign(Box::new(assign)),
            None => ExprKind::Other(Vec::new()),
        },
        "list_comprehension" | "set_comprehension" | "dictionary_comprehension" | "generator_expression" => {
            comprehension(walk, node)
        }
        _ => ExprKind::Other(all(walk, node)),
    };
    Expr::new(kind, walk.span(node))
}

/// What stands inside parentheses and behind `await`.
pub(super) fn strip(mut node: Node<'_>) -> Node<'_> {
    while matches!(node.kind(), "parenthesized_expression" | "await" | "parenthesized_list_splat" | "type") {
        match named_children(node)[..] {
            [inner] => node = inner,
            _ => break,
        }
    }
    node
}

/// Whether `node` is a string literal.
pub(super) fn is_string(node: Node<'_>) -> bool {
    matches!(node.kind(), "string" | "concatenated_string")
}

/// Nothing, the one expression, or the list of them: what stands behind `return`.
pub(super) fn list_or_single(walk: &mut Walk<'_>, node: Node<'_>, nodes: &[Node<'_>]) -> Option<Expr> {
    match nodes {
        [] => None,
        [single] => Some(walk.nested_expr(*single, expr)),
        _ => {
            let items = nodes.iter().map(|item| walk.nested_expr(*item, expr)).collect();
            Some(Expr::new(ExprKind::List(items), walk.span(node)))
        }
    }
}

/// All named children as expressions.
pub(super) fn all(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Expr> {
    named_children(node).into_iter().map(|child| walk.nested_expr(child, expr)).collect()
}

fn attribute(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let (Some(object), Some(name)) = (field(node, "object"), field(node, "attribute")) else {
        return ExprKind::Other(all(walk, node));
    };
    let name = ident(walk, name);
    ExprKind::Member { object: Box::new(walk.nested_expr(object, expr)), name }
}

fn subscript(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let Some(object) = field(node, "value") else { return ExprKind::Other(all(walk, node)) };
    let object = Box::new(walk.nested_expr(object, expr));
    let keys = fields(node, "subscript");
    match list_or_single(walk, node, &keys) {
        Some(index) => ExprKind::Index { object, index: Box::new(index) },
        None => ExprKind::Other(vec![*object]),
    }
}

fn spread(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    match named_children(node).first() {
        Some(inner) => ExprKind::Spread(Box::new(walk.nested_expr(*inner, expr))),
        None => ExprKind::Other(Vec::new()),
    }
}

fn call(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let Some(function) = field(node, "function") else { return ExprKind::Other(all(walk, node)) };
    let arguments = field(node, "arguments");
    if let Some(template) = format_call(walk, function, arguments) {
        return template;
    }
    let callee = walk.nested_expr(function, expr);
    let mut args = arguments.map(|arguments| args(walk, arguments)).unwrap_or_default();
    if let Some(name) = named_attribute(&callee, &args) {
        return ExprKind::Member { object: Box::new(args.swap_remove(0).value), name };
    }
    imported_module(&callee, &args).unwrap_or_else(|| ExprKind::Call(Box::new(Call { callee, args, is_new: false })))
}

/// The name in `getattr(x, "name")`; with a default, it is a lookup of what may not be there.
fn named_attribute(callee: &Expr, args: &[Arg]) -> Option<Ident> {
    let ([Arg { name: None, value: object }, Arg { name: None, value: name }], ["getattr"]) =
        (args, &callee.path()?[..])
    else {
        return None;
    };
    if matches!(object.kind, ExprKind::Spread(_)) { None } else { name.as_member_name() }
}

/// The arguments of a call; a generator without parentheses of its own is one.
pub(super) fn args(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Arg> {
    if node.kind() == "generator_expression" {
        return vec![Arg { name: None, value: walk.nested_expr(node, expr) }];
    }
    named_children(node).into_iter().filter_map(|child| arg(walk, child)).collect()
}

fn arg(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Arg> {
    let (name, value) = match node.kind() {
        "keyword_argument" => (Some(ident(walk, field(node, "name")?)), field(node, "value")?),
        "dictionary_splat" => {
            let start = node.start_byte();
            (Some(Ident { name: "**".to_owned(), span: Span::new(start, start + 2) }), node)
        }
        // what stands there may be any number of arguments
        "ERROR" => {
            let value = walk.nested_expr(node, expr);
            let span = value.span;
            return Some(Arg { name: None, value: Expr::new(ExprKind::Spread(Box::new(value)), span) });
        }
        _ => (None, node),
    };
    Some(Arg { name, value: walk.nested_expr(value, expr) })
}

/// `__import__("m")`, `importlib.import_module("m")`.
fn imported_module(callee: &Expr, args: &[Arg]) -> Option<ExprKind> {
    let path = callee.path()?;
    let ([.., "import_module"] | ["__import__"]) = path[..] else { return None };
    let [Arg { name: None, value }, ..] = args else { return None };
    let module = value.as_text()?;
    let is_local = module.starts_with('.');
    // the statement `import a.b` binds `a`, and so does its function
    let depth = if path[..] == ["__import__"] && args.len() == 1 { 1 } else { usize::MAX };
    let path = module.split('.').filter(|part| !part.is_empty()).take(depth).map(str::to_owned).collect();
    Some(ExprKind::Module { path, is_local })
}

fn dictionary(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let mut entries = Vec::new();
    for child in named_children(node) {
        match (child.kind(), field(child, "key"), field(child, "value")) {
            ("pair", Some(key), Some(value)) => {
                let key = walk.nested_expr(key, expr);
                entries.push(Entry::Pair { key, value: walk.nested_expr(value, expr) });
            }
            _ => match walk.nested_expr(child, expr) {
                Expr { kind: ExprKind::Spread(inner), .. } => entries.push(Entry::Spread(*inner)),
                other => entries.push(Entry::Spread(other)),
            },
        }
    }
    ExprKind::Record(Box::new(Record { type_: None, entries }))
}

/// A chain of operators, or a formatted string.
fn binary(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match operator::infix(walk, node) {
        Some(_) => walk.chain(node, operator::infix, expr),
        None => format::percent(walk, node),
    }
}

fn conditional(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let mut parts = all(walk, node);
    if parts.len() != 3 {
        return ExprKind::Other(parts);
    }
    let head = parts.remove(1);
    ExprKind::Choice { heads: vec![head], arms: parts }
}

fn named_expression(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let (Some(name), Some(value)) = (field(node, "name"), field(node, "value")) else {
        return ExprKind::Other(all(walk, node));
    };
    let target = Pattern::Name(ident(walk, name));
    let value = Some(walk.nested_expr(value, expr));
    ExprKind::Assign(Box::new(Assign { target, type_: None, value, op: AssignOp::Set }))
}

/// `[body for target in iter if test]`: loops and tests around the body, in a block without a value.
fn comprehension(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let (body, clauses): (Vec<_>, Vec<_>) =
        named_children(node).into_iter().partition(|child| !matches!(child.kind(), "for_in_clause" | "if_clause"));
    walk.nested(node, |walk| clause(walk, &clauses, &body)).map_or(ExprKind::Other(Vec::new()), ExprKind::Block)
}

fn clause(walk: &mut Walk<'_>, clauses: &[Node<'_>], body: &[Node<'_>]) -> Vec<Stmt> {
    let Some((&first, rest)) = clauses.split_first() else {
        let body = body.iter().flat_map(|part| if part.kind() == "pair" { named_children(*part) } else { vec![*part] });
        return body.map(|part| walk.nested_expr(part, expr)).map(effect).collect();
    };
    let span = walk.span(first);
    let kind = if first.kind() == "if_clause" {
        let heads = all(walk, first);
        let arms = vec![walk.nested(first, |walk| clause(walk, rest, body)).unwrap_or_default()];
        StmtKind::Branch { heads, arms, total: false }
    } else {
        let right = fields(first, "right");
        let iter = list_or_single(walk, first, &right);
        let target = field(first, "left").map(|left| pattern(walk, left));
        let body = walk.nested(first, |walk| clause(walk, rest, body)).unwrap_or_default();
        StmtKind::Loop { target, iter, body }
    };
    vec![Stmt { kind, span }]
}

fn effect(value: Expr) -> Stmt {
    Stmt { span: value.span, kind: StmtKind::Expr(value) }
}
