//! `json!({ … })`.

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Token, token};

use super::reader::Reader;
use crate::ir::code::{Entry, Expr, ExprKind, Record};
use crate::source::Span;

/// JSON with Rust expressions in it.
enum Json {
    Null(proc_macro2::Span),
    List(Vec<Json>, proc_macro2::Span),
    Record(Vec<(syn::Expr, Json)>, proc_macro2::Span),
    Value(Box<syn::Expr>),
}

fn value(input: ParseStream) -> syn::Result<Json> {
    let json = if input.peek(token::Brace) {
        let inner;
        let brace = syn::braced!(inner in input);
        Json::Record(separated(&inner, pair)?, brace.span.join())
    } else if input.peek(token::Bracket) {
        let inner;
        let bracket = syn::bracketed!(inner in input);
        Json::List(separated(&inner, value)?, bracket.span.join())
    } else if input.fork().parse::<syn::Ident>().is_ok_and(|ident| ident == "null") {
        Json::Null(input.parse::<syn::Ident>()?.span())
    } else {
        Json::Value(Box::new(input.parse()?))
    };
    Ok(json)
}

fn pair(input: ParseStream) -> syn::Result<(syn::Expr, Json)> {
    let key = input.parse()?;
    input.parse::<Token![:]>()?;
    Ok((key, value(input)?))
}

fn separated<T>(input: ParseStream, item: fn(ParseStream) -> syn::Result<T>) -> syn::Result<Vec<T>> {
    let mut items = Vec::new();
    while !input.is_empty() {
        items.push(item(input)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(items)
}

impl Reader<'_> {
    /// The value of `json!`; `None` when it does not parse.
    pub(super) fn json(&mut self, tokens: &TokenStream, span: Span) -> Option<Expr> {
        self.in_macro(tokens, |reader| {
            let json = value.parse2(tokens.clone()).ok()?;
            let mut expr = reader.json_value(&json, 0);
            expr.span = span;
            Some(expr)
        })?
    }

    fn json_value(&mut self, json: &Json, depth: usize) -> Expr {
        let (kind, span) = match json {
            Json::Value(expr) => return self.expr(expr),
            Json::Null(span) => (ExprKind::Null, *span),
            Json::List(_, span) | Json::Record(_, span) if depth > super::statement_macros::MAX_JSON => {
                let span = self.at(*span);
                self.skip(span, super::nesting::REASON);
                return Expr::new(ExprKind::Other(Vec::new()), span);
            }
            Json::List(items, span) => {
                (ExprKind::List(items.iter().map(|item| self.json_value(item, depth + 1)).collect()), *span)
            }
            Json::Record(pairs, span) => {
                let entries = pairs
                    .iter()
                    .map(|(key, value)| Entry::Pair { key: self.expr(key), value: self.json_value(value, depth + 1) });
                (ExprKind::Record(Box::new(Record { type_: None, entries: entries.collect() })), *span)
            }
        };
        Expr::new(kind, self.at(span))
    }
}
