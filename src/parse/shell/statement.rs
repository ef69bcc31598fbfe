//! Statements: assignments, functions, control flow, lists of commands.

use super::{command, word};
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Function, Ident, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};
use crate::source::Span;

/// The statements of a script.
pub(super) fn program(walk: &mut Walk<'_>, root: Node<'_>) -> Vec<Stmt> {
    all(walk, &named_children(root))
}

/// Several statements in order, of which nothing reads the output.
fn all(walk: &mut Walk<'_>, nodes: &[Node<'_>]) -> Vec<Stmt> {
    let mut out = read(walk, nodes);
    for stmt in &mut out {
        if let StmtKind::Expr(expr) = &mut stmt.kind {
            command::mark_prose(expr);
        }
    }
    out
}

/// Several statements in order.
fn read(walk: &mut Walk<'_>, nodes: &[Node<'_>]) -> Vec<Stmt> {
    let mut out = Vec::new();
    for node in nodes {
        walk.nested(*node, |walk| statement(walk, *node, &mut out));
    }
    out
}

/// Statements as a value: a single command is itself.
pub(super) fn value(walk: &mut Walk<'_>, nodes: &[Node<'_>]) -> Expr {
    let span = match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) => walk.span(*first).cover(walk.span(*last)),
        _ => Span::default(),
    };
    let mut body = read(walk, nodes);
    if body.len() == 1
        && let Some(Stmt { kind: StmtKind::Expr(_), .. }) = body.first()
        && let Some(Stmt { kind: StmtKind::Expr(expr), .. }) = body.pop()
    {
        return expr;
    }
    Expr::new(ExprKind::Block(body), span)
}

fn statement(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let mut add = |kind| out.push(Stmt { kind, span });
    match node.kind() {
        "command" => {
            if let Some(expr) = command::command(walk, node) {
                add(StmtKind::Expr(expr));
            }
        }
        "redirected_statement" => {
            for expr in command::redirected(walk, node) {
                let span = expr.span;
                out.push(Stmt { kind: StmtKind::Expr(expr), span });
            }
        }
        "pipeline" => add(StmtKind::Expr(command::pipeline(walk, node))),
        "list" => list(walk, node, out),
        "variable_assignment" => out.extend(assignment(walk, node)),
        "declaration_command" => declaration(walk, node, out),
        "test_command" => add(StmtKind::Expr(word::loose(walk, node))),
        "subshell" => add(StmtKind::Block(all(walk, &named_children(node)))),
        "compound_statement" => {
            let is_arithmetic = children(node).first().is_some_and(|(_, first)| first.kind() == "((");
            if is_arithmetic {
                add(StmtKind::Expr(word::loose(walk, node)));
            } else {
                add(StmtKind::Block(all(walk, &named_children(node))));
            }
        }
        "function_definition" => out.extend(function(walk, node)),
        "if_statement" => add(branch(walk, node)),
        "case_statement" => add(case(walk, node)),
        "for_statement" => add(for_loop(walk, node)),
        "while_statement" => {
            let heads = fields(node, "condition");
            let iter = value(walk, &heads);
            let body = body(walk, node);
            add(StmtKind::Loop { target: None, iter: Some(iter), body });
        }
        "c_style_for_statement" => {
            let body = body(walk, node);
            add(StmtKind::Loop { target: None, iter: None, body });
        }
        // the last of them: what could be read of something broken
        "negated_command"
        | "variable_assignments"
        | "ERROR"
        | "do_group"
        | "elif_clause"
        | "else_clause"
        | "case_item" => {
            out.extend(all(walk, &named_children(node)));
        }
        _ => {}
    }
}

fn body(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Stmt> {
    let inner = field(node, "body").map(named_children).unwrap_or_default();
    all(walk, &inner)
}

/// `a && b || c`: what follows `||` may not run.
fn list(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let mut operands = Vec::new();
    let mut head = node;
    while head.kind() == "list" {
        let parts = children(head);
        let operator = parts.iter().find(|(_, part)| !part.is_named()).map_or("&&", |(_, part)| part.kind());
        let named = named_children(head);
        let [left, right] = named.as_slice() else {
            break;
        };
        operands.push((operator == "||", *right));
        head = *left;
    }
    if head.kind() == "list" {
        out.extend(all(walk, &named_children(head)));
    } else {
        out.extend(all(walk, &[head]));
    }
    for (is_alternative, node) in operands.into_iter().rev() {
        let body = all(walk, &[node]);
        if is_alternative {
            let kind = StmtKind::Branch { heads: Vec::new(), arms: vec![body], total: false };
            out.push(Stmt { kind, span: walk.span(node) });
        } else {
            out.extend(body);
        }
    }
}

/// `name=value`, `name+=value`, `name[i]=value`.
fn assignment(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Stmt> {
    let name = field(node, "name")?;
    let target = match word::place(walk, name).kind {
        ExprKind::Name(text) => Pattern::Name(Ident { name: text, span: walk.span(name) }),
        kind => Pattern::Place(Box::new(Expr::new(kind, walk.span(name)))),
    };
    let op = if children(node).iter().any(|(_, child)| child.kind() == "+=") { AssignOp::Add } else { AssignOp::Set };
    let value = Some(assigned_value(walk, node));
    Some(Stmt { kind: StmtKind::Assign(Assign { target, type_: None, value, op }), span: walk.span(node) })
}

/// The right side of `name=value`; nothing is an empty text.
pub(super) fn assigned_value(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match field(node, "value") {
        Some(value) => walk.nested_expr(value, word::joined),
        None => Expr::text("", Span::new(node.end_byte(), node.end_byte())),
    }
}

/// `export A=1 B`, `local x=…`; names without a value are not bound.
fn declaration(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    for child in named_children(node) {
        if child.kind() == "variable_assignment" {
            out.extend(assignment(walk, child));
        }
    }
}

fn function(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Stmt> {
    let name = field(node, "name")?;
    let body = field(node, "body")?;
    let inner = match body.kind() {
        "compound_statement" | "subshell" => named_children(body),
        _ => vec![body],
    };
    let span = walk.span(node);
    let function = Function {
        name: Some(Ident { name: walk.text(name).to_owned(), span: walk.span(name) }),
        params: Vec::new(),
        receiver: None,
        returns: None,
        decorators: Vec::new(),
        body: all(walk, &inner),
        span,
    };
    Some(Stmt { kind: StmtKind::Function(function), span })
}

/// `if`, with its `elif`s as further heads and arms.
fn branch(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let conditions = fields(node, "condition");
    let mut heads = vec![value(walk, &conditions)];
    let mut arms = Vec::new();
    let mut total = false;
    let mut then = Vec::new();
    for child in named_children(node).into_iter().filter(|child| !conditions.contains(child)) {
        match child.kind() {
            "elif_clause" => {
                let (condition, inner) = elif(child);
                heads.push(value(walk, &condition));
                arms.push(all(walk, &inner));
            }
            "else_clause" => {
                total = true;
                arms.push(all(walk, &named_children(child)));
            }
            _ => then.push(child),
        }
    }
    arms.insert(0, all(walk, &then));
    StmtKind::Branch { heads, arms, total }
}

/// Condition and body of an `elif`, which the grammar does not tell apart but by `then`.
fn elif(node: Node<'_>) -> (Vec<Node<'_>>, Vec<Node<'_>>) {
    let parts: Vec<Node<'_>> = children(node).into_iter().map(|(_, part)| part).collect();
    let then = parts.iter().position(|part| part.kind() == "then").unwrap_or(parts.len());
    let (condition, body) = parts.split_at(then);
    (
        condition.iter().filter(|part| part.is_named()).copied().collect(),
        body.iter().filter(|part| part.is_named()).copied().collect(),
    )
}

fn case(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let heads = field(node, "value").map(|value| word::joined(walk, value)).into_iter().collect();
    let mut arms = Vec::new();
    let mut total = false;
    for item in named_children(node).into_iter().filter(|child| child.kind() == "case_item") {
        let patterns = fields(item, "value");
        total |= patterns.iter().any(|pattern| walk.text(*pattern) == "*");
        let inner: Vec<_> = named_children(item).into_iter().filter(|child| !patterns.contains(child)).collect();
        arms.push(all(walk, &inner));
    }
    StmtKind::Branch { heads, arms, total }
}

/// `for x in words`, `select x in words`; without words, over the arguments.
fn for_loop(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let target = field(node, "variable")
        .map(|name| Pattern::Name(Ident { name: walk.text(name).to_owned(), span: walk.span(name) }));
    let words: Vec<Expr> = fields(node, "value").into_iter().map(|child| word::word(walk, child)).collect();
    let span = words.iter().map(|word| word.span).reduce(Span::cover).unwrap_or_else(|| walk.span(node));
    let iter = Some(Expr::new(ExprKind::List(words), span));
    let body = body(walk, node);
    StmtKind::Loop { target, iter, body }
}
