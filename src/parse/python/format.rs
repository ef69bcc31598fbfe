//! `"…" % x` and `"…".format(x)`: templates whose holes are filled from elsewhere.
//!
//! A value that fills no hole is dropped, unless evaluating it may do something: then it is evaluated before the template, in a block.

use std::collections::HashMap;

use super::expression::{all, args, expr, is_string, strip};
use crate::ir::code::{Entry, Expr, ExprKind, Stmt, StmtKind, Text};
use crate::parse::text::TextBuilder;
use crate::parse::tree_sitter::{Node, Walk, field, named_children};
use crate::source::Span;

/// The longest text that is copied when it fills a second hole; others are unknown there.
const MAX_COPY: usize = 256;

/// `"…" % right`.
pub(super) fn percent(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return Expr::new(ExprKind::Other(all(walk, node)), span);
    };
    let left = walk.nested_expr(left, expr);
    let ExprKind::Text(text) = left.kind else {
        let right = walk.nested_expr(right, expr);
        return Expr::new(ExprKind::Other(vec![left, right]), span);
    };
    let pieces = percent_pieces(&text.value);
    let holes = pieces.iter().filter(|piece| matches!(piece, Piece::Hole { key: Key::Index(_), .. })).count();
    let right = strip(right);
    let mut values = Values::default();
    if right.kind() == "tuple" {
        for item in named_children(right) {
            values.positional(walk.nested_expr(item, expr));
        }
    } else {
        match walk.nested_expr(right, expr) {
            Expr { kind: ExprKind::Record(record), .. } => record.entries.into_iter().for_each(|e| values.entry(e)),
            value if holes == 1 => values.positional(value),
            // a tuple or a mapping that is made elsewhere
            value => values.rest.push(value),
        }
    }
    Expr::new(values.fill(&text, &pieces, span), span)
}

/// `"…".format(x, k=y)` and `"…".format_map(x)`; `None` for any other call.
pub(super) fn format_call(walk: &mut Walk<'_>, function: Node<'_>, arguments: Option<Node<'_>>) -> Option<ExprKind> {
    let function = strip(function);
    if function.kind() != "attribute" {
        return None;
    }
    let (object, name) = (field(function, "object")?, walk.text(field(function, "attribute")?));
    if !matches!(name, "format" | "format_map") || !is_string(strip(object)) {
        return None;
    }
    let object = walk.nested_expr(object, expr);
    let args = arguments.map(|arguments| args(walk, arguments)).unwrap_or_default();
    let ExprKind::Text(text) = object.kind else {
        let parts = std::iter::once(object).chain(args.into_iter().map(|arg| arg.value));
        return Some(ExprKind::Other(parts.collect()));
    };
    let mut values = Values::default();
    for arg in args {
        match arg.name {
            Some(name) if name.name != "**" => values.named(name.name, arg.value),
            None if name == "format" => values.positional(arg.value),
            _ => values.rest.push(arg.value),
        }
    }
    let span = walk.span(function);
    Some(values.fill(&text, &brace_pieces(&text.value), span))
}

/// A part of a format string.
enum Piece<'s> {
    /// These bytes of it, as they are.
    Text(Span),
    /// A value.
    Hole {
        key: Key<'s>,
        /// Whether the value itself is printed, not an attribute or an item of it.
        is_whole: bool,
    },
}

/// Which value fills a hole.
enum Key<'s> {
    Index(usize),
    Name(&'s str),
}

/// `%s`, `%(name)s`, `%-*d`, `%%`.
fn percent_pieces(format: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut next = 0;
    let mut rest = 0;
    while let Some(found) = format[rest..].find('%') {
        let start = rest + found;
        pieces.push(Piece::Text(Span::new(rest, start)));
        let mut at = start + 1;
        let mut name = None;
        if format[at..].starts_with('(') {
            let Some(length) = format[at..].find(')') else {
                rest = start;
                break;
            };
            name = format.get(at + 1..at + length);
            at += length + 1;
        }
        let flags = format[at..].bytes().take_while(|byte| b"#0- +*.123456789hlL".contains(byte)).count();
        next += format[at..at + flags].matches('*').count();
        at += flags;
        let Some(conversion) = format[at..].chars().next() else {
            rest = start;
            break;
        };
        rest = at + conversion.len_utf8();
        let key = match name {
            _ if conversion == '%' => {
                pieces.push(Piece::Text(Span::new(at, rest)));
                continue;
            }
            Some(name) => Key::Name(name),
            None => {
                next += 1;
                Key::Index(next - 1)
            }
        };
        pieces.push(Piece::Hole { key, is_whole: true });
    }
    pieces.push(Piece::Text(Span::new(rest, format.len())));
    pieces
}

/// `{}`, `{0}`, `{name.attribute!r:spec}`, `{{`.
fn brace_pieces(format: &str) -> Vec<Piece<'_>> {
    let bytes = format.as_bytes();
    let mut pieces = Vec::new();
    let mut next = 0;
    let mut rest = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'{' | b'}') {
            at += 1;
            continue;
        }
        if bytes.get(at + 1) == Some(&bytes[at]) {
            pieces.push(Piece::Text(Span::new(rest, at + 1)));
            at += 2;
            rest = at;
            continue;
        }
        let Some(end) = closing_brace(bytes, at) else { break };
        pieces.push(Piece::Text(Span::new(rest, at)));
        let (name, spec) = split_field(&format[at + 1..end]);
        let base = name.split(['.', '[']).next().unwrap_or(name);
        let key = if base.is_empty() {
            next += 1;
            Key::Index(next - 1)
        } else {
            base.parse().map_or(Key::Name(base), Key::Index)
        };
        next += spec.matches("{}").count();
        pieces.push(Piece::Hole { key, is_whole: base.len() == name.len() });
        at = end + 1;
        rest = at;
    }
    pieces.push(Piece::Text(Span::new(rest, format.len())));
    pieces
}

/// Where the field that opens at `open` ends; `None` when it does not, or for a brace that closes nothing.
fn closing_brace(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Name, and what stands behind `!` or `:`.
fn split_field(field: &str) -> (&str, &str) {
    field.find(['!', ':']).map_or((field, ""), |at| field.split_at(at))
}

/// The values that fill the holes.
#[derive(Default)]
struct Values {
    slots: Vec<Slot>,
    by_name: HashMap<String, usize>,
    positions: Vec<usize>,
    /// Values of which it is not known what they fill.
    rest: Vec<Expr>,
}

struct Slot {
    value: Expr,
    is_used: bool,
}

impl Values {
    /// The next value by position; behind a spread, positions are not known.
    fn positional(&mut self, value: Expr) {
        let spread = matches!(value.kind, ExprKind::Spread(_));
        if spread || !self.rest.is_empty() {
            self.rest.push(value);
            return;
        }
        self.positions.push(self.slots.len());
        self.slots.push(Slot { value, is_used: false });
    }

    fn named(&mut self, name: String, value: Expr) {
        self.by_name.insert(name, self.slots.len());
        self.slots.push(Slot { value, is_used: false });
    }

    fn entry(&mut self, entry: Entry) {
        match entry {
            Entry::Pair { key: Expr { kind: ExprKind::Text(key), .. }, value } => self.named(key.value, value),
            Entry::Pair { key, value } => self.rest.extend([key, value]),
            Entry::Spread(value) => self.rest.push(value),
        }
    }

    /// The value of a hole at `span`.
    fn take(&mut self, key: &Key<'_>, span: Span) -> Expr {
        let index = match key {
            Key::Index(index) => self.positions.get(*index).copied(),
            Key::Name(name) => self.by_name.get(*name).copied(),
        };
        let unknown = Expr::new(ExprKind::Other(Vec::new()), span);
        let Some(slot) = index.and_then(|index| self.slots.get_mut(index)) else { return unknown };
        slot.is_used = true;
        if is_plain(&slot.value) { slot.value.clone() } else { std::mem::replace(&mut slot.value, unknown) }
    }

    /// The template of `text`.
    fn fill(mut self, text: &Text, pieces: &[Piece<'_>], span: Span) -> ExprKind {
        let mut parts = Vec::new();
        let mut literal = TextBuilder::default();
        let mut literal_span: Option<Span> = None;
        for piece in pieces {
            match piece {
                Piece::Text(part) if part.is_empty() => {}
                Piece::Text(part) => {
                    literal.piece(text, *part);
                    let at = text.map.span(*part);
                    literal_span = Some(literal_span.map_or(at, |whole| whole.cover(at)));
                }
                Piece::Hole { key, is_whole } => {
                    if let Some(span) = literal_span.take() {
                        parts.push(std::mem::take(&mut literal).finish_expr(span));
                    }
                    let value = self.take(key, span);
                    let value = if *is_whole { value } else { Expr::new(ExprKind::Other(vec![value]), span) };
                    parts.push(value);
                }
            }
        }
        if let Some(span) = literal_span {
            parts.push(literal.finish_expr(span));
        }
        let has_holes = parts.iter().any(|part| part.as_text().is_none()) || parts.len() > 1;
        let kind = match parts.pop() {
            None => TextBuilder::new(span.start as usize).finish_expr(span).kind,
            Some(only) if !has_holes => only.kind,
            Some(last) => {
                parts.push(last);
                ExprKind::Template(parts)
            }
        };
        self.after_effects(Expr::new(kind, span))
    }

    /// `value`, after what is evaluated without filling a hole.
    fn after_effects(self, value: Expr) -> ExprKind {
        let unused = self.slots.into_iter().filter(|slot| !slot.is_used).map(|slot| slot.value).chain(self.rest);
        let mut effects: Vec<Expr> = unused.filter(|value| !is_plain(value)).collect();
        if effects.is_empty() {
            return value.kind;
        }
        effects.sort_by_key(|effect| effect.span);
        effects.push(value);
        let statement = |value: Expr| Stmt { span: value.span, kind: StmtKind::Expr(value) };
        ExprKind::Block(effects.into_iter().map(statement).collect())
    }
}

/// Whether evaluating `value` does nothing, and a copy of it is cheap.
fn is_plain(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Text(text) => text.value.len() <= MAX_COPY,
        ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Null => true,
        ExprKind::Spread(inner) => inner.path().is_some(),
        _ => value.path().is_some(),
    }
}
