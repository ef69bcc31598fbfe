//! Literals: strings, template strings, numbers.

use crate::ir::code::{Expr, ExprKind};
use crate::parse::text::{Escapes, TextBuilder};
use crate::parse::tree_sitter::{Node, Walk, named_children};
use crate::source::Span;

use super::expr::expr;

/// A quoted string; in JSX attributes a backslash is itself (`Escapes::Raw`).
pub(super) fn string(walk: &mut Walk<'_>, node: Node<'_>, escapes: Escapes) -> Expr {
    let (start, end) = inside(walk, node);
    let mut builder = TextBuilder::new(start);
    builder.content(escapes, walk.slice(start, end), start);
    builder.finish_expr(walk.span(node))
}

/// The value of a string literal that is a name rather than data: a module specifier, a key.
pub(super) fn string_value(walk: &Walk<'_>, node: Node<'_>) -> String {
    let (start, end) = inside(walk, node);
    let mut builder = TextBuilder::new(start);
    builder.content(Escapes::JavaScript, walk.slice(start, end), start);
    builder.finish().value
}

/// A template string: plain text when nothing is substituted. In `String.raw` a backslash is itself (`Escapes::Raw`).
pub(super) fn template(walk: &mut Walk<'_>, node: Node<'_>, escapes: Escapes) -> Expr {
    let (start, end) = inside(walk, node);
    let mut parts = Vec::new();
    let mut text_start = start;
    for child in named_children(node) {
        if child.kind() != "template_substitution" {
            continue;
        }
        push_text(walk, text_start, child.start_byte(), escapes, &mut parts);
        let inner = named_children(child);
        parts.extend(inner.into_iter().map(|inner| expr(walk, inner)));
        text_start = child.end_byte();
    }
    let span = walk.span(node);
    if parts.is_empty() {
        let mut builder = TextBuilder::new(start);
        builder.content(escapes, walk.slice(start, end), start);
        return builder.finish_expr(span);
    }
    push_text(walk, text_start, end, escapes, &mut parts);
    Expr::new(ExprKind::Template(parts), span)
}

/// A literal part of a template, if it is not empty.
fn push_text(walk: &Walk<'_>, start: usize, end: usize, escapes: Escapes, parts: &mut Vec<Expr>) {
    let content = walk.slice(start, end);
    if !content.is_empty() {
        let mut builder = TextBuilder::new(start);
        builder.content(escapes, content, start);
        parts.push(builder.finish_expr(Span::new(start, end)));
    }
}

/// The bytes between the quotes; a literal that error recovery left open ends where it ends.
fn inside(walk: &Walk<'_>, node: Node<'_>) -> (usize, usize) {
    let text = walk.text(node);
    let (start, end) = (node.start_byte(), node.end_byte());
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`')) else { return (start, end) };
    let closed = text.len() > 1 && text.ends_with(quote);
    (start + 1, if closed { end - 1 } else { end })
}

/// A number as plain decimal digits where it is a whole number, `6_379`, `0x18EB`, `6379n`, `6e3`; otherwise as written.
pub(super) fn number(text: &str) -> String {
    let digits: String = text.chars().filter(|&c| c != '_').collect();
    let lower = digits.to_ascii_lowercase();
    let prefixed = |prefix: &str, radix| {
        let rest = lower.strip_prefix(prefix)?;
        u128::from_str_radix(rest.strip_suffix('n').unwrap_or(rest), radix).ok()
    };
    if let Some(value) = prefixed("0x", 16).or_else(|| prefixed("0o", 8)).or_else(|| prefixed("0b", 2)) {
        return value.to_string();
    }
    let lower = lower.strip_suffix('n').unwrap_or(&lower);
    if lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return legacy_octal(lower).unwrap_or_else(|| lower.to_owned());
    }
    match lower.parse::<f64>() {
        // beyond 2^53 digits would be made up
        Ok(value) if value.fract() == 0.0 && value.abs() < 9e15 => format!("{value:.0}"),
        Ok(_) if lower.starts_with('.') => format!("0{lower}"),
        _ => lower.to_owned(),
    }
}

/// `0755` in sloppy code.
fn legacy_octal(digits: &str) -> Option<String> {
    let rest = digits.strip_prefix('0').filter(|rest| !rest.is_empty())?;
    u128::from_str_radix(rest, 8).ok().map(|value| value.to_string())
}
