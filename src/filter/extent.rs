//! How far a comment above something reaches.
//!
//! A comment above a statement holds for the whole statement, also when it spans several lines, but not for statements inside it: above a function
//! it reaches to the first line of the body. In a configuration it holds for a key with its scalar or its list of scalars.

use std::collections::HashMap;

use crate::ir::Parsed;
use crate::ir::code::{Expr, ExprKind, Function, Pattern, Stmt, StmtKind};
use crate::ir::document::{Node, NodeKind};
use crate::source::Span;

/// For each line on which something starts, the last line that belongs to it.
#[derive(Debug, Default)]
pub(crate) struct Extents {
    last: HashMap<u32, u32>,
}

impl Extents {
    /// Reads the statements and keys of `parsed`; `line` gives the 1-based line of a byte of the parsed text.
    pub(crate) fn add(&mut self, parsed: &Parsed, line: &dyn Fn(u32) -> u32) {
        let mut spans = Vec::new();
        if let Some(module) = &parsed.code {
            statements(&module.body, &mut spans);
        }
        for document in &parsed.documents {
            keys(&document.root, &mut spans);
        }
        let mut ranges: Vec<(u32, u32)> = spans
            .into_iter()
            .map(|span: Span| (line(span.start), line(span.end.saturating_sub(1).max(span.start))))
            .collect();
        // of those that start on one line, the longest
        ranges.sort_unstable_by_key(|&(first, last)| (first, std::cmp::Reverse(last)));
        ranges.dedup_by_key(|range| range.0);
        for (index, &(first, last)) in ranges.iter().enumerate() {
            let inner = ranges.get(index + 1).map_or(u32::MAX, |&(next, _)| next);
            self.last.insert(first, last.min(inner.saturating_sub(1)));
        }
    }

    /// The last line of what starts on `line`; `line` itself when nothing does.
    pub(crate) fn last_line(&self, line: u32) -> u32 {
        self.last.get(&line).copied().unwrap_or(line).max(line)
    }
}

/// The spans of all statements, also of those in function values. Depth is bounded by the tree's.
fn statements(body: &[Stmt], out: &mut Vec<Span>) {
    for stmt in body {
        out.push(stmt.span);
        match &stmt.kind {
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => in_expr(expr, out),
            StmtKind::Assign(assign) => {
                if let Pattern::Place(place) = &assign.target {
                    in_expr(place, out);
                }
                if let Some(value) = &assign.value {
                    in_expr(value, out);
                }
            }
            StmtKind::Import(_) | StmtKind::Return(None) => {}
            StmtKind::Function(function) => in_function(function, out),
            StmtKind::Class(class) => statements(&class.body, out),
            StmtKind::Branch { heads, arms, .. } => {
                for head in heads {
                    in_expr(head, out);
                }
                for arm in arms {
                    statements(arm, out);
                }
            }
            StmtKind::Loop { iter, body, .. } => {
                if let Some(iter) = iter {
                    in_expr(iter, out);
                }
                statements(body, out);
            }
            StmtKind::Block(body) | StmtKind::Module(body) => statements(body, out),
        }
    }
}

fn in_function(function: &Function, out: &mut Vec<Span>) {
    for default in function.params.iter().filter_map(|param| param.default.as_ref()) {
        in_expr(default, out);
    }
    statements(&function.body, out);
}

fn in_expr(expr: &Expr, out: &mut Vec<Span>) {
    match &expr.kind {
        ExprKind::Lambda(function) => in_function(function, out),
        ExprKind::Block(body) => statements(body, out),
        ExprKind::Assign(assign) => {
            if let Some(value) = &assign.value {
                in_expr(value, out);
            }
        }
        _ => expr.each_part(|part| in_expr(part, out)),
    }
}

/// Keys with the scalar or the plain list that belongs to them.
fn keys(node: &Node, out: &mut Vec<Span>) {
    match &node.kind {
        NodeKind::Scalar(_) => {}
        NodeKind::Seq(items) => items.iter().for_each(|item| {
            out.push(if is_plain(item) { item.span } else { Span { end: item.span.start, ..item.span } });
            keys(item, out);
        }),
        NodeKind::Map(pairs) => pairs.iter().for_each(|pair| {
            let value = &pair.value;
            let is_whole = is_plain(value) || value.items().iter().all(is_plain) && value.pairs().is_empty();
            if is_whole {
                // aliases stand where they were defined, which may be before the key
                let end = if value.span.start >= pair.key.span.start { value.span.end } else { pair.key.span.end };
                out.push(Span { start: pair.key.span.start, end: end.max(pair.key.span.end) });
            } else {
                out.push(pair.key.span);
                keys(value, out);
            }
        }),
    }
}

fn is_plain(node: &Node) -> bool {
    node.scalar().is_some()
}
