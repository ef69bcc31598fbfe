//! Simple commands, their redirections, and pipes.

use super::{statement, word};
use crate::ir::code::{Arg, BinaryOp, Call, Expr, ExprKind, Ident, STDIN, STDOUT, STDOUT_END, StmtKind, Text};
use crate::parse::tree_sitter::{Node, Walk, binary, children, field, fields, named_children};
use crate::source::Span;

/// A simple command; `None` when there is nothing but redirections.
pub(super) fn command(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Expr> {
    let span = walk.span(node);
    let mut callee = None;
    let mut args = Vec::new();
    for (field, child) in children(node) {
        match (field, child.kind()) {
            (Some("name"), _) => callee = Some(name(walk, child)),
            (_, "variable_assignment") => args.extend(assigned(walk, child)),
            (Some("redirect"), _) => redirect(walk, child, &mut args),
            // `$"…"` comes apart
            (Some("argument"), "$") if walk.slice(child.end_byte(), child.end_byte() + 1) == "\"" => {}
            (Some("argument"), _) => args.push(plain(word::word(walk, child))),
            (_, "subshell") => args.push(plain(statement::value(walk, &[child]))),
            _ => {}
        }
    }
    let callee = callee?;
    Some(Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span))
}

fn name(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match named_children(node).as_slice() {
        [only] => word::word(walk, *only),
        _ => word::joined(walk, node),
    }
}

fn plain(value: Expr) -> Arg {
    Arg { name: None, value }
}

fn named(name: &str, span: Span, value: Expr) -> Arg {
    Arg { name: Some(Ident { name: name.to_owned(), span }), value }
}

/// `NAME=value` before a command.
fn assigned(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Arg> {
    let name = field(node, "name")?;
    let value = statement::assigned_value(walk, node);
    Some(named(walk.text(name), walk.span(name), value))
}

/// Adds what a redirection says to the arguments of its command.
pub(super) fn redirect(walk: &mut Walk<'_>, node: Node<'_>, args: &mut Vec<Arg>) {
    let span = walk.span(node);
    match node.kind() {
        "herestring_redirect" => {
            if let Some(child) = named_children(node).into_iter().find(|child| child.kind() != "file_descriptor") {
                let value = word::joined(walk, child);
                args.push(named(STDIN, span, value));
            }
        }
        "heredoc_redirect" => {
            args.extend(fields(node, "argument").into_iter().map(|child| plain(word::word(walk, child))));
            for child in fields(node, "redirect") {
                redirect(walk, child, args);
            }
            if let Some(value) = here_document(walk, node) {
                args.push(named(STDIN, value.span, value));
            }
        }
        "file_redirect" => file(walk, node, args),
        _ => {}
    }
}

/// The body of a here-document; one that never ends is its error's.
fn here_document(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Expr> {
    let all = children(node);
    let strips_tabs = all.iter().any(|(_, child)| child.kind() == "<<-");
    let start = all.iter().find(|(_, child)| child.kind() == "heredoc_start")?.1;
    let is_raw = walk.text(start).contains(['\'', '"', '\\']);
    let body = all.iter().find(|(_, child)| child.kind() == "heredoc_body")?.1;
    Some(word::heredoc(walk, body, is_raw, strips_tabs))
}

/// `> file`, `< file`, `< <(command)`.
fn file(walk: &mut Walk<'_>, node: Node<'_>, args: &mut Vec<Arg>) {
    let Some(destination) = field(node, "destination") else { return };
    let descriptor = field(node, "descriptor").map_or("", |descriptor| walk.text(descriptor));
    let operator =
        children(node).into_iter().find(|(_, child)| !child.is_named()).map_or("", |(_, child)| child.kind());
    let span = walk.span(destination);
    match operator {
        ">" | ">>" | ">|" | "&>" | "&>>" if matches!(descriptor, "" | "1") => {
            let value = word::joined(walk, destination);
            let keyword = if operator.ends_with(">>") { STDOUT_END } else { STDOUT };
            args.push(named(keyword, span, value));
        }
        "<" if matches!(descriptor, "" | "0") => {
            let inner = word::joined(walk, destination);
            // what the file holds is not known; the command that writes it is
            let value = match inner.kind {
                ExprKind::Other(_) => inner,
                _ => Expr::new(ExprKind::Other(Vec::new()), span),
            };
            args.push(named(STDIN, span, value));
        }
        _ => {}
    }
}

/// A command with redirections around it. Those of a compound command are read for the commands in them only.
pub(super) fn redirected(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Expr> {
    let body = field(node, "body");
    let redirects = fields(node, "redirect");
    let mut first: Vec<Expr> = body.into_iter().map(|body| statement::value(walk, &[body])).collect();
    let mut args = Vec::new();
    let mut after = Vec::new();
    for node in redirects {
        redirect(walk, node, &mut args);
        if node.kind() == "heredoc_redirect" {
            after.extend(behind(walk, node));
        }
    }
    let is_list = body.is_some_and(|body| body.kind() == "list");
    match first.last_mut().and_then(if is_list { last_of_list } else { last_call }) {
        Some(call) => {
            if is_list && args.iter().any(is_output) {
                // read as the last of a list, it was taken for one that only shows something
                call.args.iter_mut().flat_map(|arg| texts_mut(&mut arg.value)).for_each(|text| text.is_prose = false);
            }
            call.args.extend(args);
            call.args.sort_by_key(|arg| arg.value.span.start);
        }
        None => first.extend(args.into_iter().map(|arg| arg.value).filter(|value| value.as_text().is_none())),
    }
    let mut out = first;
    for (is_pipe, expr) in after {
        match out.pop() {
            Some(left) if is_pipe => out.push(piped(left, expr)),
            left => {
                out.extend(left);
                out.push(expr);
            }
        }
    }
    out
}

/// `left | right`, where `right` may be a pipe itself: its first command gets the input.
fn piped(left: Expr, right: Expr) -> Expr {
    let mut first = right;
    let mut rest = Vec::new();
    while let ExprKind::Binary { op: BinaryOp::Pipe, left, right } = first.kind {
        rest.push(*right);
        first = *left;
    }
    rest.push(first);
    rest.into_iter().rev().fold(left, |left, right| {
        let span = left.span.cover(right.span);
        binary(Some(BinaryOp::Pipe), left, right, span)
    })
}

/// The call that a redirection belongs to: the last of a pipe.
fn last_call(expr: &mut Expr) -> Option<&mut Call> {
    match &mut expr.kind {
        ExprKind::Call(call) => Some(call),
        ExprKind::Binary { op: BinaryOp::Pipe, right, .. } => last_call(right),
        _ => None,
    }
}

/// The same of `a && b >file`, which the grammar takes for `{ a && b; } >file`: it is the last command's.
fn last_of_list(expr: &mut Expr) -> Option<&mut Call> {
    if matches!(expr.kind, ExprKind::Call(_) | ExprKind::Binary { .. }) {
        return last_call(expr);
    }
    let ExprKind::Block(body) = &mut expr.kind else { return None };
    match &mut body.last_mut()?.kind {
        StmtKind::Expr(expr) => last_call(expr),
        // behind `||`
        StmtKind::Branch { arms, .. } => match &mut arms.last_mut()?.last_mut()?.kind {
            StmtKind::Expr(expr) => last_call(expr),
            _ => None,
        },
        _ => None,
    }
}

/// What stands behind `<<EOF` on its line: `| command`, `&& command`.
fn behind(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<(bool, Expr)> {
    let mut found = Vec::new();
    for (name, child) in children(node) {
        if child.kind() == "pipeline" {
            let mut parts = named_children(child).into_iter();
            found.extend(parts.next().map(|part| (true, statement::value(walk, &[part]))));
            found.extend(parts.map(|part| (true, statement::value(walk, &[part]))));
        } else if name == Some("right") {
            found.push((false, statement::value(walk, &[child])));
        }
    }
    found
}

/// `a | b | c`.
pub(super) fn pipeline(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let parts = named_children(node);
    let Some((first, rest)) = parts.split_first() else {
        return Expr::new(ExprKind::Other(Vec::new()), walk.span(node));
    };
    let steps: Vec<_> = rest.iter().map(|part| (Some(BinaryOp::Pipe), *part)).collect();
    walk.fold(*first, &steps, |walk, node| statement::value(walk, &[node]))
}

/// Whether an argument is a file that the output goes to.
fn is_output(arg: &Arg) -> bool {
    arg.name.as_ref().is_some_and(|name| matches!(name.name.as_str(), STDOUT | STDOUT_END))
}

/// Marks what a statement only shows to people: sentences that are echoed, a usage text, the argument of `:`.
pub(super) fn mark_prose(expr: &mut Expr) {
    let ExprKind::Call(call) = &mut expr.kind else { return };
    let shows = matches!(call.callee.as_text(), Some("echo" | "printf" | "cat" | ":" | "true"));
    if !shows || call.args.iter().any(is_output) {
        return;
    }
    let words = call.args.iter().filter(|arg| arg.value.as_text().is_none_or(|text| !text.starts_with('-'))).count();
    let is_sentence =
        |arg: &Arg| words > 1 || texts(&arg.value).iter().any(|text| text.value.contains(char::is_whitespace));
    let prose = call.args.iter().any(is_sentence);
    if prose {
        call.args.iter_mut().flat_map(|arg| texts_mut(&mut arg.value)).for_each(|text| text.is_prose = true);
    }
}

fn texts(expr: &Expr) -> Vec<&Text> {
    match &expr.kind {
        ExprKind::Text(text) => vec![text],
        ExprKind::Template(parts) => parts
            .iter()
            .filter_map(|part| match &part.kind {
                ExprKind::Text(text) => Some(text),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn texts_mut(expr: &mut Expr) -> Vec<&mut Text> {
    match &mut expr.kind {
        ExprKind::Text(text) => vec![text],
        ExprKind::Template(parts) => parts
            .iter_mut()
            .filter_map(|part| match &mut part.kind {
                ExprKind::Text(text) => Some(text),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}
