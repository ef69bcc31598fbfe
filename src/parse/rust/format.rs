//! Format strings: `"redis://{host}:{}"` and its arguments become a template.

use super::control::is_cheap;
use super::reader::effect;
use crate::ir::TextMap;
use crate::ir::code::{Expr, ExprKind, Text};
use crate::parse::text::TextBuilder;
use crate::source::Span;

/// The arguments behind a format string.
pub(super) struct Format {
    args: Vec<FormatArg>,
    next: usize,
}

struct FormatArg {
    name: Option<String>,
    value: Expr,
    is_used: bool,
}

/// A hole: `{name:spec}`.
struct Hole<'t> {
    name: &'t str,
    spec: &'t str,
    /// Where the name stands in the file.
    span: Span,
}

impl Format {
    pub(super) fn new(args: impl Iterator<Item = (Option<String>, Expr)>) -> Self {
        let args = args.map(|(name, value)| FormatArg { name, value, is_used: false }).collect();
        Self { args, next: 0 }
    }

    /// The text with its arguments in place: a template, or the text alone when it has no holes.
    pub(super) fn fill(&mut self, text: Expr) -> Expr {
        let span = text.span;
        let ExprKind::Text(text) = text.kind else { return text };
        if !text.value.contains(['{', '}']) {
            return Expr::new(ExprKind::Text(text), span);
        }
        let mut parts = self.parts(&text);
        match (parts.pop(), parts.is_empty()) {
            (Some(Expr { kind: ExprKind::Text(text), .. }), true) => Expr::new(ExprKind::Text(text), span),
            (last, _) => {
                parts.extend(last);
                Expr::new(ExprKind::Template(parts), span)
            }
        }
    }

    /// Keeps arguments that no hole takes, so that nothing that runs is lost.
    pub(super) fn with_unused(self, value: Expr) -> Expr {
        let unused = self.args.into_iter().filter(|arg| !arg.is_used && !is_cheap(&arg.value)).map(|arg| arg.value);
        let mut stmts: Vec<_> = unused.map(effect).collect();
        if stmts.is_empty() {
            return value;
        }
        let span = value.span;
        stmts.push(effect(value));
        Expr::new(ExprKind::Block(stmts), span)
    }

    fn parts(&mut self, text: &Text) -> Vec<Expr> {
        let mut parts = Vec::new();
        let mut builder = TextBuilder::default();
        let value = text.value.as_str();
        let mut at = 0;
        while let Some(c) = value[at..].chars().next() {
            let rest = &value[at + c.len_utf8()..];
            if (c == '{' || c == '}') && rest.starts_with(c) {
                builder.decoded(c, source(&text.map, at));
                at += 2;
                continue;
            }
            let end = if c == '{' { rest.find('}') } else { None };
            let Some(length) = end else {
                builder.decoded(c, source(&text.map, at));
                at += c.len_utf8();
                continue;
            };
            let (name, spec) = rest[..length].split_once(':').unwrap_or((&rest[..length], ""));
            let start = at + 1 + (name.len() - name.trim_start().len());
            let name = name.trim();
            let span = text.map.span(Span::new(start, start + name.len()));
            let hole = self.hole(&Hole { name, spec: spec.trim(), span });
            flush(&mut builder, &mut parts, &text.map, at);
            parts.push(hole);
            at += 1 + length + 1;
        }
        flush(&mut builder, &mut parts, &text.map, at);
        parts
    }

    /// What fills a hole. A width or a way of printing makes another text of the value: the hole is there, its text unknown.
    fn hole(&mut self, hole: &Hole<'_>) -> Expr {
        if hole.spec.contains(".*") {
            self.take(self.next);
            self.next += 1;
        }
        for used in
            hole.spec.split('$').filter_map(|part| part.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next())
        {
            if let Some(index) = self.args.iter().position(|arg| arg.name.as_deref() == Some(used)) {
                self.take(index);
            }
        }
        let value = if hole.name.is_empty() {
            self.next += 1;
            self.take(self.next - 1)
        } else if let Ok(index) = hole.name.parse::<usize>() {
            self.take(index)
        } else if let Some(index) = self.args.iter().position(|arg| arg.name.as_deref() == Some(hole.name)) {
            self.take(index)
        } else {
            Some(Expr::new(ExprKind::Name(hole.name.to_owned()), hole.span))
        };
        let value = value.unwrap_or_else(|| Expr::new(ExprKind::Other(Vec::new()), hole.span));
        if hole.spec.is_empty() {
            return value;
        }
        let span = value.span;
        Expr::new(ExprKind::Other(vec![value]), span)
    }

    /// The argument at `index`. Where it is used again only a plain one is repeated, for what runs runs once.
    fn take(&mut self, index: usize) -> Option<Expr> {
        let arg = self.args.get_mut(index)?;
        let is_first = !std::mem::replace(&mut arg.is_used, true);
        if is_first || is_cheap(&arg.value) {
            return Some(arg.value.clone());
        }
        Some(Expr::new(ExprKind::Other(Vec::new()), arg.value.span))
    }
}

fn source(map: &TextMap, at: usize) -> usize {
    map.source(u32::try_from(at).unwrap_or(u32::MAX)) as usize
}

/// Ends the literal part before byte `at`.
fn flush(builder: &mut TextBuilder, parts: &mut Vec<Expr>, map: &TextMap, at: usize) {
    if builder.is_empty() {
        return;
    }
    let text = std::mem::take(builder).finish();
    let span = Span::new(text.map.source(0) as usize, source(map, at).max(text.map.source(0) as usize));
    parts.push(Expr::new(ExprKind::Text(text), span));
}
