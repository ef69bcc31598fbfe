//! The arguments of macros: nobody knows their grammar, so they are read as what most often stands there.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};

use super::block::Tail;
use super::reader::{Reader, block_value};
use crate::ir::code::{Arg, Expr, ExprKind, Stmt};
use crate::source::Span;

/// One argument as it was parsed.
struct RawArg {
    name: Option<proc_macro2::Ident>,
    value: syn::Expr,
}

/// `name = `, `name: ` (of log macros), `field.name = ` (of tracing), `%`, `?` in front of the value.
fn raw_arg(input: ParseStream) -> syn::Result<RawArg> {
    let mut name = None;
    let ahead = input.fork();
    while ahead.peek(syn::Ident::peek_any) {
        let last = ahead.call(syn::Ident::parse_any)?;
        if ahead.peek(Token![.]) {
            ahead.parse::<Token![.]>()?;
            continue;
        }
        let is_name = ahead.peek(Token![=]) && !ahead.peek(Token![==]) && !ahead.peek(Token![=>])
            || ahead.peek(Token![:]) && !ahead.peek(Token![::]);
        if is_name {
            ahead.parse::<TokenTree>()?;
            syn::parse::discouraged::Speculative::advance_to(input, &ahead);
            name = Some(last);
        }
        break;
    }
    if input.peek(Token![%]) || input.peek(Token![?]) {
        input.parse::<TokenTree>()?;
    }
    Ok(RawArg { name, value: input.parse()? })
}

fn raw_args(input: ParseStream) -> syn::Result<Vec<RawArg>> {
    let mut args = Vec::new();
    while !input.is_empty() {
        args.push(raw_arg(input)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(args)
}

fn raw_pairs(input: ParseStream) -> syn::Result<Vec<(syn::Expr, syn::Expr)>> {
    let mut pairs = Vec::new();
    while !input.is_empty() {
        let key = input.parse()?;
        input.parse::<Token![=>]>()?;
        pairs.push((key, input.parse()?));
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(pairs)
}

impl Reader<'_> {
    /// Tokens as comma-separated expressions, some of them named; `None` when they are not.
    pub(super) fn macro_args(&mut self, tokens: &TokenStream) -> Option<Vec<Arg>> {
        self.in_macro(tokens, |reader| {
            let args = raw_args.parse2(tokens.clone()).ok()?;
            let args = args.into_iter().map(|arg| {
                let name = arg.name.map(|name| reader.ident(&name));
                Arg { name, value: reader.expr(&arg.value) }
            });
            Some(args.collect())
        })?
    }

    /// Tokens as `key => value, …`.
    pub(super) fn macro_pairs(&mut self, tokens: &TokenStream) -> Option<Vec<(Expr, Expr)>> {
        self.in_macro(tokens, |reader| {
            let pairs = raw_pairs.parse2(tokens.clone()).ok()?;
            Some(pairs.iter().map(|(key, value)| (reader.expr(key), reader.expr(value))).collect())
        })?
    }

    /// Tokens as `item; length`.
    pub(super) fn macro_repeat(&mut self, tokens: &TokenStream, span: Span) -> Option<Expr> {
        let parse = |input: ParseStream| {
            let item: syn::Expr = input.parse()?;
            input.parse::<Token![;]>()?;
            Ok((item, input.parse::<syn::Expr>()?))
        };
        self.in_macro(tokens, |reader| {
            let (item, len) = parse.parse2(tokens.clone()).ok()?;
            Some(reader.repeat(&item, &len, span))
        })?
    }

    /// Tokens as statements or items.
    pub(super) fn macro_statements(&mut self, tokens: &TokenStream, tail: Tail) -> Option<Vec<Stmt>> {
        self.in_macro(tokens, |reader| {
            let stmts = syn::Block::parse_within.parse2(tokens.clone()).ok()?;
            Some(reader.statements(&stmts, tail))
        })?
    }

    /// Tokens in any order: what parses between `,`, `;` and `=>` as it is, else the literals and brackets inside.
    pub(super) fn loose(&mut self, tokens: &TokenStream) -> Vec<Expr> {
        let found = self.in_macro(tokens, |reader| {
            let mut out = Vec::new();
            for part in parts(tokens.clone()) {
                reader.loose_part(part, &mut out);
            }
            out
        });
        found.unwrap_or_default()
    }

    /// The same as arguments.
    pub(super) fn loose_args(&mut self, tokens: &TokenStream) -> Vec<Arg> {
        self.loose(tokens).into_iter().map(|value| Arg { name: None, value }).collect()
    }

    fn loose_part(&mut self, part: Vec<TokenTree>, out: &mut Vec<Expr>) {
        let tokens: TokenStream = part.iter().cloned().collect();
        if let Ok(expr) = syn::parse2::<syn::Expr>(tokens.clone()) {
            return out.push(self.expr(&expr));
        }
        if let Some(stmts) = self.macro_statements(&tokens, Tail::Value).filter(|stmts| !stmts.is_empty()) {
            let span = stmts.iter().map(|stmt| stmt.span).reduce(Span::cover).unwrap_or_default();
            return out.push(block_value(stmts, span));
        }
        for token in part {
            match token {
                TokenTree::Literal(literal) => out.push(self.literal(&syn::Lit::new(literal))),
                TokenTree::Group(group) => {
                    let inner = self.loose(&group.stream());
                    if !inner.is_empty() {
                        let span = self.at(group.span());
                        let is_brace = group.delimiter() == Delimiter::Brace;
                        out.extend(if is_brace { vec![Expr::new(ExprKind::Other(inner), span)] } else { inner });
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

/// What stands between `,`, `;` and `=>`.
fn parts(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part: Vec<TokenTree> = Vec::new();
    for token in tokens {
        if let TokenTree::Punct(punct) = &token {
            let is_arrow =
                punct.as_char() == '>' && matches!(part.last(), Some(TokenTree::Punct(last)) if last.as_char() == '=');
            if is_arrow {
                part.pop();
            }
            if is_arrow || matches!(punct.as_char(), ',' | ';') {
                parts.push(std::mem::take(&mut part));
                continue;
            }
        }
        part.push(token);
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}
