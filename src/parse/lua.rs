//! Lua, on its own or inside a Redis script.
//!
//! What the tree does not show by itself:
//!
//! - `a:b(c)` is a call of the member `b` of `a`.
//! - `require "m"` is a module value, its name split at the dots.
//! - `unpack(x)` and `...` at the end of a list are spreads.
//! - A table is a list when it has no keys; in a table with keys the values without are under their position.
//! - `function M.f()` and `function M:f()` assign a function to a place; the receiver of the second is `self`.
//! - `a .. b .. c` is a sum from the left, whatever the grammar says, for it makes no difference to the text.

mod expression;

#[cfg(test)]
mod tests;

use self::expression::{expr, function, pattern};
use super::Frontend;
use super::tree_sitter::{self, Grammar, Node, Walk, field, fields, named_children};
use crate::ir::Parsed;
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Pattern, Stmt, StmtKind};
use crate::source::SourceFile;

/// The frontend of Lua.
pub(super) struct Lua;

static GRAMMAR: Grammar =
    Grammar { name: "lua", language: || tree_sitter_lua::LANGUAGE.into(), comments: &["comment"] };

impl Frontend for Lua {
    fn parse(&self, file: &SourceFile) -> Parsed {
        tree_sitter::read(&GRAMMAR, file.text(), statements)
    }
}

/// The statements of a block, one level deeper; none when that is too deep.
fn block(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Stmt> {
    walk.nested(node, |walk| statements(walk, node)).unwrap_or_default()
}

/// The block in the field `body` or `consequence` of `node`.
fn body(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Stmt> {
    let body = field(node, "body").or_else(|| field(node, "consequence"));
    body.map(|body| block(walk, body)).unwrap_or_default()
}

fn statements(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Stmt> {
    let mut out = Vec::new();
    for child in named_children(node) {
        statement(walk, child, &mut out);
    }
    out
}

/// Appends what `node` does; anything that is no statement is evaluated for its effect, so that what stands in a syntax error is seen.
fn statement(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let kind = match node.kind() {
        "variable_declaration" | "assignment_statement" => assignment(walk, node),
        "function_declaration" => Some(function_declaration(walk, node)),
        "return_statement" => {
            let list = named_children(node).into_iter().find(|child| child.kind() == "expression_list");
            Some(StmtKind::Return(list.and_then(|list| values(walk, list))))
        }
        "if_statement" => Some(if_(walk, node)),
        "for_statement" => for_(walk, node),
        "while_statement" | "repeat_statement" => {
            let body = body(walk, node);
            let iter = field(node, "condition").map(|condition| walk.nested_expr(condition, expr));
            Some(StmtKind::Loop { target: None, iter, body })
        }
        "do_statement" => Some(StmtKind::Block(body(walk, node))),
        "hash_bang_line" | "goto_statement" | "label_statement" | "break_statement" | "empty_statement" => None,
        "ERROR" => {
            walk.nested(node, |walk| named_children(node).into_iter().for_each(|child| statement(walk, child, out)));
            None
        }
        _ => Some(StmtKind::Expr(walk.nested_expr(node, expr))),
    };
    out.extend(kind.map(|kind| Stmt { kind, span: walk.span(node) }));
}

/// `local a, b = x, y`; several values are a list.
fn assignment(walk: &mut Walk<'_>, node: Node<'_>) -> Option<StmtKind> {
    let children = named_children(node);
    if let [inner] = children[..]
        && inner.kind() == "assignment_statement"
    {
        return assignment(walk, inner);
    }
    let variables = children.iter().find(|child| child.kind() == "variable_list")?;
    let mut targets: Vec<Pattern> = fields(*variables, "name").into_iter().map(|name| pattern(walk, name)).collect();
    let target = if targets.len() == 1 { targets.remove(0) } else { Pattern::Tuple(targets) };
    let list = children.iter().find(|child| child.kind() == "expression_list");
    let value = list.and_then(|list| values(walk, *list));
    Some(StmtKind::Assign(Assign { target, type_: None, value, op: AssignOp::Set }))
}

/// The one expression of a list, or the list of them.
fn values(walk: &mut Walk<'_>, list: Node<'_>) -> Option<Expr> {
    let mut values: Vec<Expr> = named_children(list).into_iter().map(|child| walk.nested_expr(child, expr)).collect();
    match values.len() {
        0 | 1 => values.pop(),
        _ => Some(Expr::new(ExprKind::List(values), walk.span(list))),
    }
}

fn function_declaration(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let name = field(node, "name");
    let mut function = function(walk, node);
    match name.map(|name| (name, name.kind())) {
        Some((name, "identifier")) => function.name = Some(expression::ident(walk, name)),
        Some((name, kind)) => {
            if kind == "method_index_expression" {
                function.receiver = Some("self".to_owned());
            }
            let target = pattern(walk, name);
            let value = Some(Expr::new(ExprKind::Lambda(Box::new(function)), walk.span(node)));
            return StmtKind::Assign(Assign { target, type_: None, value, op: AssignOp::Set });
        }
        None => {}
    }
    StmtKind::Function(function)
}

fn if_(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let mut heads = Vec::new();
    let mut arms = Vec::new();
    let mut total = false;
    for clause in [node].into_iter().chain(fields(node, "alternative")) {
        heads.extend(field(clause, "condition").map(|condition| walk.nested_expr(condition, expr)));
        total |= clause.kind() == "else_statement";
        arms.push(body(walk, clause));
    }
    StmtKind::Branch { heads, arms, total }
}

/// `for i = 1, n` iterates over what its bounds hold, `for k, v in f()` over the value of `f()`.
fn for_(walk: &mut Walk<'_>, node: Node<'_>) -> Option<StmtKind> {
    let clause = field(node, "clause")?;
    let (target, iter) = if clause.kind() == "for_numeric_clause" {
        let bounds = ["start", "end", "step"].into_iter().filter_map(|name| field(clause, name));
        let bounds = bounds.map(|bound| walk.nested_expr(bound, expr)).collect();
        let target = field(clause, "name").map(|name| pattern(walk, name));
        (target, Some(Expr::new(ExprKind::Other(bounds), walk.span(clause))))
    } else {
        let children = named_children(clause);
        let names = children.iter().find(|child| child.kind() == "variable_list");
        let names = names.map(|names| fields(*names, "name")).unwrap_or_default();
        let list = children.iter().find(|child| child.kind() == "expression_list");
        let iter = list.and_then(|list| values(walk, *list));
        (Some(Pattern::Tuple(names.into_iter().map(|name| pattern(walk, name)).collect())), iter)
    };
    Some(StmtKind::Loop { target, iter, body: body(walk, node) })
}
