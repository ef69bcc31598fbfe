//! Macro calls as values.

use proc_macro2::TokenStream;

use super::block::Tail;
use super::format::Format;
use super::reader::{Outer, Reader, block_value, whole};
use crate::ir::code::{Arg, Call, Entry, Expr, ExprKind, Ident, Record};
use crate::source::Span;

/// Macros that take a format string, with the first argument that can be it.
const FORMATS: [(&str, usize); 37] = [
    ("anyhow", 0),
    ("assert", 1),
    ("assert_eq", 2),
    ("assert_ne", 2),
    ("bail", 0),
    ("crit", 0),
    ("debug", 0),
    ("debug_assert", 1),
    ("debug_assert_eq", 2),
    ("debug_assert_ne", 2),
    ("debug_span", 0),
    ("ensure", 1),
    ("eprint", 0),
    ("eprintln", 0),
    ("error", 0),
    ("error_span", 0),
    ("event", 0),
    ("eyre", 0),
    ("format", 0),
    ("format_args", 0),
    ("format_err", 0),
    ("info", 0),
    ("info_span", 0),
    ("log", 0),
    ("panic", 0),
    ("print", 0),
    ("println", 0),
    ("span", 0),
    ("todo", 0),
    ("trace", 0),
    ("trace_span", 0),
    ("unimplemented", 0),
    ("unreachable", 0),
    ("warn", 0),
    ("warn_span", 0),
    ("write", 1),
    ("writeln", 1),
];

impl Reader<'_> {
    /// A macro call.
    pub(super) fn macro_call(&mut self, call: &syn::Macro) -> Outer {
        let (mut callee, start) = self.path(None, &call.path);
        if let ExprKind::Name(name) = &callee.kind
            && let Some(path) = self.imported.get(name)
        {
            callee = chain(path, start);
        }
        let name = mark(&mut callee, self.at(call.bang_token.span));
        let span = start.cover(self.at(call.delimiter.span().close()));
        let tokens = &call.tokens;
        let special = match name.as_str() {
            "vec" => self.macro_list(tokens, span),
            "json" => self.json(tokens, span),
            "concat" => self.macro_args(tokens).map(|args| Expr::new(ExprKind::Template(values(args)), span)),
            "try" | "dbg" | "ready" => self.macro_args(tokens).and_then(|mut args| {
                let only = args.pop()?;
                args.is_empty().then_some(only.value)
            }),
            "join" | "try_join" => self.macro_args(tokens).map(|args| Expr::new(ExprKind::List(values(args)), span)),
            "select" | "select_biased" => self.select(tokens, span),
            _ if name.ends_with("map") => self.macro_record(tokens, span),
            _ => None,
        };
        match special {
            Some(expr) => (expr, span),
            None => self.any_macro(callee, &name, tokens, span),
        }
    }

    fn macro_list(&mut self, tokens: &TokenStream, span: Span) -> Option<Expr> {
        match self.macro_args(tokens) {
            Some(args) => Some(Expr::new(ExprKind::List(values(args)), span)),
            None => self.macro_repeat(tokens, span),
        }
    }

    fn macro_record(&mut self, tokens: &TokenStream, span: Span) -> Option<Expr> {
        let pairs = self.macro_pairs(tokens)?;
        let entries = pairs.into_iter().map(|(key, value)| Entry::Pair { key, value }).collect();
        Some(Expr::new(ExprKind::Record(Box::new(Record { type_: None, entries })), span))
    }

    /// A macro without a meaning of its own: a call, its arguments read as what they parse as.
    fn any_macro(&mut self, callee: Expr, name: &str, tokens: &TokenStream, span: Span) -> Outer {
        let args = match self.macro_args(tokens) {
            Some(args) => {
                let first = FORMATS.binary_search_by_key(&name, |(name, _)| name).map(|index| FORMATS[index].1);
                match first {
                    Ok(first) => {
                        let args = formatted(args, first);
                        if matches!(name, "format" | "format_args")
                            && let [
                                Arg {
                                    value:
                                        Expr {
                                            kind: ExprKind::Template(_) | ExprKind::Text(_) | ExprKind::Block(_), ..
                                        },
                                    ..
                                },
                            ] = args.as_slice()
                            && let Some(mut value) = values(args.clone()).pop()
                        {
                            value.span = span;
                            return (value, span);
                        }
                        args
                    }
                    Err(_) => args,
                }
            }
            None => self.other_args(tokens, span),
        };
        whole(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span)
    }

    /// Arguments that are no comma-separated expressions.
    fn other_args(&mut self, tokens: &TokenStream, span: Span) -> Vec<Arg> {
        let value = if let Some(pairs) = self.macro_record(tokens, span) {
            pairs
        } else if let Some(stmts) = self.macro_statements(tokens, Tail::Value) {
            block_value(stmts, span)
        } else {
            return self.loose_args(tokens);
        };
        vec![Arg { name: None, value }]
    }
}

/// Puts the arguments of a format string into it.
fn formatted(args: Vec<Arg>, first: usize) -> Vec<Arg> {
    let is_format = |arg: &Arg| arg.name.is_none() && arg.value.as_text().is_some();
    let Some(index) = (first..args.len()).find(|&index| is_format(&args[index])) else { return args };
    let mut before = args;
    let mut rest = before.split_off(index).into_iter();
    let Some(text) = rest.next() else { return before };
    let mut format = Format::new(rest.map(|arg| (arg.name.map(|name| name.name), arg.value)));
    let value = format.fill(text.value);
    before.push(Arg { name: None, value: format.with_unused(value) });
    before
}

/// A path of which only the last name is written, at `span`.
fn chain(path: &[String], span: Span) -> Expr {
    let mut names = path.iter().cloned();
    let mut object = Expr::new(ExprKind::Name(names.next().unwrap_or_default()), span);
    for name in names {
        object = Expr::new(ExprKind::Member { object: Box::new(object), name: Ident { name, span } }, span);
    }
    object
}

/// Appends `!` to the last name of a path; the name without it.
fn mark(callee: &mut Expr, bang: Span) -> String {
    callee.span = callee.span.cover(bang);
    let name = match &mut callee.kind {
        ExprKind::Name(name) => name,
        ExprKind::Member { name, .. } => &mut name.name,
        _ => return String::new(),
    };
    let plain = name.clone();
    name.push('!');
    plain
}

fn values(args: Vec<Arg>) -> Vec<Expr> {
    args.into_iter().map(|arg| arg.value).collect()
}
