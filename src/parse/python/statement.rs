//! Statements.

use super::definition::{class, decorated, function};
use super::expression::{expr, is_string, list_or_single, strip};
use super::import::{ident, import, import_from};
use super::pattern::{captures, pattern, unknown};
use super::type_ref::type_ref;
use crate::ir::code::{Arg, Assign, AssignOp, Call, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};
use crate::source::Span;

/// Where a statement stands: a function directly in a class is a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At the top of a module or in a function.
    Body,
    /// In a class, be it under an `if`.
    Class,
    /// In a loop of a function, be it under an `if`.
    Loop,
}

/// The statements of a file.
pub(super) fn module(walk: &mut Walk<'_>, root: Node<'_>) -> Vec<Stmt> {
    statements(walk, root, Place::Body)
}

/// The statements of a block, one level deeper; none when that is too deep.
pub(super) fn block(walk: &mut Walk<'_>, node: Node<'_>, place: Place) -> Vec<Stmt> {
    walk.nested(node, |walk| statements(walk, node, place)).unwrap_or_default()
}

fn statements(walk: &mut Walk<'_>, node: Node<'_>, place: Place) -> Vec<Stmt> {
    let mut out = Vec::new();
    for child in named_children(node) {
        statement(walk, child, place, &mut out);
    }
    out
}

/// Appends what `node` does; anything that is no statement is evaluated for its effect, so that what stands in a syntax error is seen.
fn statement(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    match node.kind() {
        "expression_statement" => expression_statement(walk, node, place, out),
        "import_statement" => import(walk, node, out),
        "import_from_statement" => import_from(walk, node, out),
        "function_definition" => {
            let kind = function(walk, node, Vec::new(), place);
            out.push(Stmt { kind, span: walk.span(node) });
        }
        "class_definition" => {
            let kind = class(walk, node, Vec::new());
            out.push(Stmt { kind, span: walk.span(node) });
        }
        "decorated_definition" => decorated(walk, node, place, out),
        "return_statement" => {
            let value = list_or_single(walk, node, &named_children(node));
            out.push(Stmt { kind: StmtKind::Return(value), span: walk.span(node) });
        }
        "if_statement" => if_(walk, node, place, out),
        "for_statement" => for_(walk, node, place, out),
        "while_statement" => while_(walk, node, place, out),
        "with_statement" => with(walk, node, place, out),
        "try_statement" => try_(walk, node, place, out),
        "match_statement" => match_(walk, node, place, out),
        "delete_statement" => keyword_calls(walk, "del", node, out),
        "global_statement" | "nonlocal_statement" => keyword_calls(walk, "global", node, out),
        "print_statement" => keyword_call(walk, "print", node, &named_children(node), out),
        "exec_statement" => keyword_call(walk, "exec", node, &named_children(node), out),
        "type_alias_statement" => type_alias(walk, node, out),
        "assert_statement" | "raise_statement" => {
            for child in named_children(node) {
                effect(walk, child, out);
            }
        }
        "future_import_statement" | "pass_statement" | "break_statement" | "continue_statement" => {}
        "block" => out.append(&mut block(walk, node, place)),
        "ERROR" => {
            walk.nested(node, |walk| named_children(node).into_iter().for_each(|c| statement(walk, c, place, out)));
        }
        _ => effect(walk, node, out),
    }
}

/// An expression for its effect.
fn effect(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let value = walk.nested_expr(node, expr);
    out.push(Stmt { kind: StmtKind::Expr(value), span: walk.span(node) });
}

fn expression_statement(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    for child in named_children(node) {
        match child.kind() {
            "assignment" | "augmented_assignment" => {
                if let Some(assign) = walk.nested(child, |walk| assignment(walk, child)).flatten() {
                    out.push(Stmt { kind: StmtKind::Assign(assign), span });
                }
            }
            "yield" if place == Place::Body => yield_once(walk, child, out),
            _ => {
                let is_string = is_string(strip(child));
                effect(walk, child, out);
                if is_string
                    && let Some(Stmt { kind: StmtKind::Expr(value), .. }) = out.last_mut()
                    && let ExprKind::Text(text) = &mut value.kind
                {
                    text.is_prose = true;
                }
            }
        }
    }
}

/// `yield x` outside of loops: the generator is a context manager, a fixture or a dependency, and `x` is what it gives, before it goes on.
fn yield_once(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let value = list_or_single(walk, node, &named_children(node));
    let result = Stmt { kind: StmtKind::Return(value), span };
    out.push(Stmt { kind: StmtKind::Branch { heads: Vec::new(), arms: vec![vec![result]], total: false }, span });
}

/// `a: T = x`, `a += x`; in `a = b = x` the value of the first is the second.
pub(super) fn assignment(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Assign> {
    let target = pattern(walk, field(node, "left")?);
    let type_ = field(node, "type").map(|node| type_ref(walk, node));
    let value = field(node, "right").map(|right| walk.nested_expr(right, expr));
    let op = match field(node, "operator").map(|op| walk.text(op)) {
        None => AssignOp::Set,
        Some("+=") => AssignOp::Add,
        Some(_) => AssignOp::Other,
    };
    Some(Assign { target, type_, value, op })
}

/// `type X = T`: the name of the type, its arguments left out, is the value.
fn type_alias(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let name = |field_: &str| {
        let mut inner = field(node, field_)?;
        while matches!(inner.kind(), "type" | "generic_type" | "subscript") {
            inner = *named_children(inner).first()?;
        }
        Some(inner)
    };
    let (Some(left), Some(right)) = (name("left"), name("right")) else { return };
    let target = pattern(walk, left);
    let value = Some(walk.nested_expr(right, expr));
    let assign = Assign { target, type_: None, value, op: AssignOp::Set };
    out.push(Stmt { kind: StmtKind::Assign(assign), span: walk.span(node) });
}

fn if_(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let mut heads = Vec::new();
    let mut arms = Vec::new();
    let mut total = false;
    let clauses = [node].into_iter().chain(fields(node, "alternative"));
    for clause in clauses {
        heads.extend(field(clause, "condition").map(|condition| walk.nested_expr(condition, expr)));
        let is_else = clause.kind() == "else_clause";
        total |= is_else;
        let body = field(clause, if is_else { "body" } else { "consequence" });
        arms.push(body.map(|body| block(walk, body, place)).unwrap_or_default());
    }
    out.push(Stmt { kind: StmtKind::Branch { heads, arms, total }, span: walk.span(node) });
}

fn for_(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let iter = fields(node, "right").first().map(|right| walk.nested_expr(*right, expr));
    let target = field(node, "left").map(|left| pattern(walk, left));
    loop_(walk, node, (target, iter), place, out);
}

fn while_(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let test = field(node, "condition").map(|condition| walk.nested_expr(condition, expr));
    loop_(walk, node, (None, test), place, out);
}

/// What a loop binds, and what it goes over or tests.
type LoopHead = (Option<Pattern>, Option<Expr>);

fn loop_(walk: &mut Walk<'_>, node: Node<'_>, (target, iter): LoopHead, place: Place, out: &mut Vec<Stmt>) {
    let inner = if place == Place::Class { place } else { Place::Loop };
    let body = field(node, "body").map(|body| block(walk, body, inner)).unwrap_or_default();
    out.push(Stmt { kind: StmtKind::Loop { target, iter, body }, span: walk.span(node) });
    if let Some(clause) = field(node, "alternative") {
        clause_block(walk, clause, place, out);
    }
}

/// The block of an `else` or `finally`.
fn clause_block(walk: &mut Walk<'_>, clause: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let body = named_children(clause).into_iter().find(|child| child.kind() == "block");
    if let Some(body) = body {
        let kind = StmtKind::Block(block(walk, body, place));
        out.push(Stmt { kind, span: walk.span(body) });
    }
}

fn with(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let clauses = named_children(node).into_iter().filter(|child| child.kind() == "with_clause");
    let mut managers = Vec::new();
    for item in clauses.flat_map(named_children) {
        let Some(value) = field(item, "value") else { continue };
        with_item(walk, strip(value), out, &mut managers);
    }
    clause_block(walk, node, place, out);
    let end = walk.span(node).end;
    let end = Span { start: end, end };
    for manager in managers.into_iter().rev() {
        let exit = protocol_call(manager, "__exit__");
        out.push(Stmt { span: end, kind: StmtKind::Expr(exit) });
    }
}

/// Binds and enters one context manager; appends what it is called afterwards to `managers`.
fn with_item(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>, managers: &mut Vec<Expr>) {
    let span = walk.span(node);
    let (manager, target) = match (node.kind(), field(node, "alias")) {
        ("as_pattern", Some(alias)) => (named_children(node).first().copied(), Some(pattern(walk, alias))),
        // `with (a as x, b as y):` may be read as a tuple
        ("tuple", _) => {
            for item in named_children(node) {
                with_item(walk, strip(item), out, managers);
            }
            return;
        }
        _ => (Some(node), None),
    };
    let Some(value) = manager.map(|manager| walk.nested_expr(manager, expr)) else { return };
    let name = match &target {
        Some(Pattern::Name(name)) => Some(name.clone()),
        Some(_) => None,
        // a name that no program has
        None => Some(Ident { name: format!("with {}", span.start), span }),
    };
    let Some(name) = name else {
        let entered = protocol_call(value, "__enter__");
        out.extend(target.map(|target| bind(target, entered)));
        return;
    };
    let manager = if target.is_none() && value.path().is_some() {
        value
    } else {
        let variable = Expr::new(ExprKind::Name(name.name.clone()), name.span);
        out.push(bind(Pattern::Name(name), value));
        variable
    };
    let entered = protocol_call(manager.clone(), "__enter__");
    out.push(match target {
        Some(target) => bind(target, entered),
        None => Stmt { span: entered.span, kind: StmtKind::Expr(entered) },
    });
    managers.push(manager);
}

/// The call of a method without arguments, in place of the syntax that stands for it.
fn protocol_call(object: Expr, method: &str) -> Expr {
    let span = object.span;
    let name = Ident { name: method.to_owned(), span };
    let callee = Expr::new(ExprKind::Member { object: Box::new(object), name }, span);
    let call = Call { callee, args: Vec::new(), is_new: false };
    Expr::new(ExprKind::Call(Box::new(call)), span)
}

/// `target = value`.
fn bind(target: Pattern, value: Expr) -> Stmt {
    let span = value.span;
    let assign = Assign { target, type_: None, value: Some(value), op: AssignOp::Set };
    Stmt { kind: StmtKind::Assign(assign), span }
}

fn try_(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    clause_block(walk, node, place, out);
    let mut heads = Vec::new();
    let mut arms = Vec::new();
    let mut handlers = None;
    let mut after = Vec::new();
    for clause in named_children(node) {
        match clause.kind() {
            "except_clause" | "except_group_clause" => {
                let span = walk.span(clause);
                handlers = Some(handlers.map_or(span, |all: Span| all.cover(span)));
                arms.push(handler(walk, clause, place, &mut heads));
            }
            "else_clause" | "finally_clause" => after.push(clause),
            _ => {}
        }
    }
    if let Some(span) = handlers {
        out.push(Stmt { kind: StmtKind::Branch { heads, arms, total: false }, span });
    }
    for clause in after {
        clause_block(walk, clause, place, out);
    }
}

/// The statements of an `except X as e:`; `X` becomes a head.
fn handler(walk: &mut Walk<'_>, node: Node<'_>, place: Place, heads: &mut Vec<Expr>) -> Vec<Stmt> {
    let mut body = Vec::new();
    for child in named_children(node) {
        match child.kind() {
            "block" => body.append(&mut block(walk, child, place)),
            "as_pattern" => {
                heads.extend(named_children(child).first().map(|value| walk.nested_expr(*value, expr)));
                let name = field(child, "alias").and_then(|alias| named_children(alias).first().copied());
                body.extend(name.filter(|name| name.kind() == "identifier").map(|name| unknown(ident(walk, name))));
            }
            _ => heads.push(walk.nested_expr(child, expr)),
        }
    }
    body
}

fn match_(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let heads = fields(node, "subject").into_iter().map(|subject| walk.nested_expr(subject, expr)).collect();
    let cases = field(node, "body").map(named_children).unwrap_or_default();
    let mut arms = Vec::new();
    let mut total = false;
    for case in cases.into_iter().filter(|case| case.kind() == "case_clause") {
        let mut body = Vec::new();
        let mut matches_all = true;
        for child in named_children(case) {
            match child.kind() {
                "case_pattern" => {
                    let (names, is_total) = captures(walk, child);
                    matches_all &= is_total;
                    body.extend(names.into_iter().map(unknown));
                }
                "if_clause" => {
                    matches_all = false;
                    for guard in named_children(child) {
                        effect(walk, guard, &mut body);
                    }
                }
                "block" => body.append(&mut block(walk, child, place)),
                _ => {}
            }
        }
        total |= matches_all;
        arms.push(body);
    }
    out.push(Stmt { kind: StmtKind::Branch { heads, arms, total }, span: walk.span(node) });
}

/// A keyword that takes targets, as one call for each: `del a, b`, `global a, b`.
fn keyword_calls(walk: &mut Walk<'_>, keyword: &str, node: Node<'_>, out: &mut Vec<Stmt>) {
    for child in named_children(node) {
        let targets = match child.kind() {
            "expression_list" | "tuple" => named_children(child),
            _ => vec![child],
        };
        for target in targets {
            keyword_call(walk, keyword, node, &[target], out);
        }
    }
}

/// A keyword statement as a call: `print a, b`.
fn keyword_call(walk: &mut Walk<'_>, keyword: &str, node: Node<'_>, args: &[Node<'_>], out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let at = children(node).first().map_or(span, |(_, first)| walk.span(*first));
    let callee = Expr::new(ExprKind::Name(keyword.to_owned()), at);
    let args = args.iter().map(|arg| Arg { name: None, value: walk.nested_expr(*arg, expr) }).collect();
    let call = Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span);
    out.push(Stmt { kind: StmtKind::Expr(call), span });
}
