//! Words: quotes, expansions, substitutions.

use super::statement;
use crate::ir::code::{Assign, AssignOp, BinaryOp, Expr, ExprKind, Ident, Pattern};
use crate::parse::text::{Escapes, TextBuilder};
use crate::parse::tree_sitter::{Node, Walk, binary, children, field, named_children};
use crate::source::Span;

/// A word where words are split: an expansion without quotes is a spread.
pub(super) fn word(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let expr = joined(walk, node);
    let splits = matches!(node.kind(), "simple_expansion" | "expansion" | "command_substitution" | "brace_expression");
    if splits && !matches!(expr.kind, ExprKind::Spread(_)) {
        let span = expr.span;
        return Expr::new(ExprKind::Spread(Box::new(expr)), span);
    }
    expr
}

/// A word where words are not split: the right side of an assignment, the inside of quotes.
pub(super) fn joined(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "simple_expansion" | "expansion" | "command_substitution" | "process_substitution" | "arithmetic_expansion" => {
            walk.nested_expr(node, expansion)
        }
        "array" => {
            let items = named_children(node).into_iter().map(|child| word(walk, child)).collect();
            Expr::new(ExprKind::List(items), walk.span(node))
        }
        "brace_expression" => Expr::new(ExprKind::Other(Vec::new()), walk.span(node)),
        "binary_expression"
        | "unary_expression"
        | "ternary_expression"
        | "postfix_expression"
        | "parenthesized_expression"
        | "subscript"
        | "ERROR" => loose(walk, node),
        _ => {
            let mut parts = Parts::new(node.start_byte());
            push(walk, node, &mut parts);
            parts.finish(walk.span(node))
        }
    }
}

/// All words inside an arithmetic or test expression, whatever operators stand between them.
pub(super) fn loose(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let mut found = Vec::new();
    let mut open = named_children(node);
    open.reverse();
    while let Some(node) = open.pop() {
        match node.kind() {
            "binary_expression"
            | "unary_expression"
            | "ternary_expression"
            | "postfix_expression"
            | "parenthesized_expression"
            | "subscript"
            | "redirected_statement"
            | "ERROR" => {
                open.extend(named_children(node).into_iter().rev());
            }
            "variable_assignment" | "test_operator" | "variable_name" | "number" => {}
            "command" | "subshell" | "compound_statement" => found.push(statement::value(walk, &[node])),
            _ => found.push(joined(walk, node)),
        }
    }
    Expr::new(ExprKind::Other(found), walk.span(node))
}

/// What a word is put together from.
struct Parts {
    done: Vec<Expr>,
    text: TextBuilder,
    /// The source of the current text.
    start: usize,
    end: usize,
}

impl Parts {
    fn new(at: usize) -> Self {
        Self { done: Vec::new(), text: TextBuilder::new(at), start: at, end: at }
    }

    fn content(&mut self, escapes: Escapes, content: &str, at: usize) {
        if self.text.is_empty() {
            self.text = TextBuilder::new(at);
            self.start = at;
        }
        self.text.content(escapes, content, at);
        self.end = at + content.len();
    }

    fn flush(&mut self) {
        let text = std::mem::replace(&mut self.text, TextBuilder::new(self.end));
        if !text.is_empty() {
            self.done.push(text.finish_expr(Span::new(self.start, self.end)));
        }
    }

    fn expr(&mut self, expr: Expr) {
        self.flush();
        self.end = expr.span.end as usize;
        self.done.push(expr);
    }

    /// The whole word at `span`.
    fn finish(mut self, span: Span) -> Expr {
        self.flush();
        match self.done.len() {
            0 => self.text.finish_expr(Span::new(self.start, self.end)),
            1 => self.done.remove(0),
            _ => Expr::new(ExprKind::Template(self.done), span),
        }
    }
}

/// Appends a word, or a part of one.
fn push(walk: &mut Walk<'_>, node: Node<'_>, parts: &mut Parts) {
    let (start, end) = (node.start_byte(), node.end_byte());
    let text = walk.text(node);
    match node.kind() {
        "string" => {
            let end = if text.len() > 1 && text.ends_with('"') { end - 1 } else { end };
            interpolated(walk, node, start + 1..end, Escapes::ShellDouble, parts);
        }
        "raw_string" => {
            let end = if text.len() > 1 && text.ends_with('\'') { end - 1 } else { end };
            parts.content(Escapes::Raw, walk.slice(start + 1, end), start + 1);
        }
        "ansi_c_string" => {
            let end = if text.len() > 2 && text.ends_with('\'') { end - 1 } else { end };
            parts.content(Escapes::ShellAnsi, walk.slice(start + 2, end), start + 2);
        }
        // one level each: a concatenation holds no concatenation
        "concatenation" | "translated_string" | "command_name" => {
            let mut at = start;
            for child in named_children(node) {
                let skip = usize::from(node.kind() == "translated_string" && at == start);
                parts.content(Escapes::ShellWord, walk.slice(at + skip, child.start_byte()), at + skip);
                if child.kind() == "concatenation" {
                    let inner = walk.nested_expr(child, joined);
                    parts.expr(inner);
                } else {
                    push(walk, child, parts);
                }
                at = child.end_byte();
            }
            parts.content(Escapes::ShellWord, walk.slice(at, end), at);
        }
        "simple_expansion"
        | "expansion"
        | "command_substitution"
        | "process_substitution"
        | "arithmetic_expansion"
        | "brace_expression"
        | "array" => {
            let expr = joined(walk, node);
            parts.expr(expr);
        }
        _ if has_expansion(node) => interpolated(walk, node, start..end, Escapes::ShellWord, parts),
        _ => parts.content(Escapes::ShellWord, text, start),
    }
}

fn is_expansion(node: Node<'_>) -> bool {
    matches!(node.kind(), "simple_expansion" | "expansion" | "command_substitution" | "arithmetic_expansion")
}

fn has_expansion(node: Node<'_>) -> bool {
    named_children(node).into_iter().any(is_expansion)
}

/// Text with expansions in it: what stands between them is literal.
fn interpolated(
    walk: &mut Walk<'_>,
    node: Node<'_>,
    range: std::ops::Range<usize>,
    escapes: Escapes,
    parts: &mut Parts,
) {
    let mut at = range.start;
    parts.content(escapes, "", at);
    for child in named_children(node).into_iter().filter(|child| is_expansion(*child)) {
        parts.content(escapes, walk.slice(at, child.start_byte()), at);
        let expr = joined(walk, child);
        parts.expr(expr);
        at = child.end_byte();
    }
    parts.content(escapes, walk.slice(at, range.end.max(at)), at);
}

/// The body of a here-document.
pub(super) fn heredoc(walk: &mut Walk<'_>, body: Node<'_>, is_raw: bool, strips_tabs: bool) -> Expr {
    let escapes = if is_raw { Escapes::Raw } else { Escapes::ShellHeredoc };
    let mut parts = Parts::new(body.start_byte());
    let mut at = body.start_byte();
    let expansions = if is_raw { Vec::new() } else { named_children(body) };
    for child in expansions.into_iter().filter(|child| is_expansion(*child)) {
        lines(walk, at, child.start_byte(), escapes, strips_tabs, &mut parts);
        let expr = joined(walk, child);
        parts.expr(expr);
        at = child.end_byte();
    }
    lines(walk, at, body.end_byte(), escapes, strips_tabs, &mut parts);
    parts.finish(walk.span(body))
}

/// Text of a here-document, the tabs at the start of its lines left out if that is asked for.
fn lines(walk: &Walk<'_>, start: usize, end: usize, escapes: Escapes, strips_tabs: bool, parts: &mut Parts) {
    let text = walk.slice(start, end);
    if !strips_tabs {
        parts.content(escapes, text, start);
        return;
    }
    let mut at = start;
    for line in text.split_inclusive('\n') {
        let is_start = walk.slice(at.saturating_sub(1), at) == "\n";
        let tabs = if is_start { line.len() - line.trim_start_matches('\t').len() } else { 0 };
        parts.content(escapes, &line[tabs..], at + tabs);
        at += line.len();
    }
}

/// `$x`, `${x…}`, `$(…)`, `<(…)`, `$((…))`.
fn expansion(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "simple_expansion" => {
            let name = named_children(node).first().map_or("", |name| walk.text(*name));
            variable(name, walk.span(node))
        }
        "expansion" => braces(walk, node),
        "command_substitution" => statement::value(walk, &named_children(node)),
        "process_substitution" => {
            let inner = statement::value(walk, &named_children(node));
            Expr::new(ExprKind::Other(vec![inner]), walk.span(node))
        }
        _ => loose(walk, node),
    }
}

/// A variable; `$@` is any number of words also in quotes.
fn variable(name: &str, span: Span) -> Expr {
    let expr = Expr::new(ExprKind::Name(name.to_owned()), span);
    if name == "@" { Expr::new(ExprKind::Spread(Box::new(expr)), span) } else { expr }
}

/// `${name}`, `${name[i]}`, `${name:-default}` and the other operators.
fn braces(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let mut subject = None;
    let mut operator = None;
    for (field, child) in children(node) {
        match child.kind() {
            "variable_name" | "special_variable_name" | "subscript" if subject.is_none() => subject = Some(child),
            _ if field == Some("operator") && operator.is_none() => operator = Some(child),
            _ => {}
        }
    }
    let Some(subject) = subject else { return Expr::new(ExprKind::Other(Vec::new()), span) };
    let value = place(walk, subject);
    let Some(operator) = operator else { return value };
    if operator.start_byte() < subject.start_byte() {
        return Expr::new(ExprKind::Other(vec![value]), span);
    }
    match walk.text(operator) {
        ":-" | "-" => {
            let default = operand(walk, node, operator);
            binary(Some(BinaryOp::Or), value, default, span)
        }
        ":=" | "=" => {
            let default = operand(walk, node, operator);
            let target = match value.kind {
                ExprKind::Name(name) => Pattern::Name(Ident { name, span: walk.span(subject) }),
                _ => Pattern::Place(Box::new(value)),
            };
            let assign = Assign { target, type_: None, value: Some(default), op: AssignOp::Default };
            Expr::new(ExprKind::Assign(Box::new(assign)), span)
        }
        ":?" | "?" => value,
        ":+" | "+" => {
            let alternative = operand(walk, node, operator);
            let nothing = Expr::text("", Span::new(node.end_byte() - 1, node.end_byte() - 1));
            Expr::new(ExprKind::Choice { heads: vec![value], arms: vec![alternative, nothing] }, span)
        }
        _ => {
            let mut inner = vec![value];
            inner.extend(
                named_children(node)
                    .into_iter()
                    .filter(|child| child.start_byte() >= operator.end_byte() && is_expansion(*child))
                    .map(|child| joined(walk, child)),
            );
            Expr::new(ExprKind::Other(inner), span)
        }
    }
}

/// The word behind the operator of `${name:-word}`.
fn operand(walk: &mut Walk<'_>, node: Node<'_>, operator: Node<'_>) -> Expr {
    let (start, end) = (operator.end_byte(), node.end_byte().saturating_sub(1));
    let mut parts = Parts::new(start);
    let mut at = start;
    for child in named_children(node).into_iter().filter(|child| child.start_byte() >= start) {
        parts.content(Escapes::ShellWord, walk.slice(at, child.start_byte()), at);
        if child.kind() == "array" {
            // `${x:-(a)}`: to the grammar a list, to the shell a text
            parts.content(Escapes::ShellWord, walk.text(child), child.start_byte());
        } else {
            push(walk, child, &mut parts);
        }
        at = child.end_byte();
    }
    parts.content(Escapes::ShellWord, walk.slice(at, end.max(at)), at);
    parts.finish(Span::new(start, end.max(start)))
}

/// A variable or an element of an array.
pub(super) fn place(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    if node.kind() != "subscript" {
        return variable(walk.text(node), span);
    }
    let name = field(node, "name").map_or("", |name| walk.text(name));
    let object = Expr::new(ExprKind::Name(name.to_owned()), span);
    match field(node, "index") {
        Some(index) if matches!(walk.text(index), "@" | "*") => Expr::new(ExprKind::Spread(Box::new(object)), span),
        Some(index) => {
            let index = match index.kind() {
                "number" => Expr::new(ExprKind::Number(walk.text(index).to_owned()), walk.span(index)),
                _ => walk.nested_expr(index, joined),
            };
            Expr::new(ExprKind::Index { object: Box::new(object), index: Box::new(index) }, span)
        }
        None => object,
    }
}
