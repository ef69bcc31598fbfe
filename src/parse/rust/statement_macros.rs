//! Macros whose arguments are statements of their own: `lazy_static!`, `thread_local!`, `cfg_if!`, `select!`, `macro_rules!`.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};

use super::block::Tail;
use super::reader::{Reader, block_value, effect};
use crate::ir::code::{Expr, ExprKind, Function, Ident, Param, Pattern, Stmt, StmtKind};
use crate::source::Span;

/// `static ref NAME: Type = value;`
struct Lazy {
    name: syn::Ident,
    type_: syn::Type,
    value: syn::Expr,
}

fn lazies(input: ParseStream) -> syn::Result<Vec<Lazy>> {
    let mut found = Vec::new();
    while !input.is_empty() {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        input.parse::<Token![static]>()?;
        input.parse::<Option<Token![ref]>>()?;
        let name = input.parse()?;
        input.parse::<Token![:]>()?;
        let type_ = input.parse()?;
        input.parse::<Token![=]>()?;
        found.push(Lazy { name, type_, value: input.parse()? });
        if !input.is_empty() {
            input.parse::<Token![;]>()?;
        }
    }
    Ok(found)
}

/// `pattern = future, if condition => body`; no pattern for `else`.
struct SelectArm {
    head: Option<(syn::Pat, syn::Expr)>,
    guard: Option<syn::Expr>,
    body: syn::Expr,
}

fn select_arms(input: ParseStream) -> syn::Result<Vec<SelectArm>> {
    let mut arms = Vec::new();
    if input.fork().call(syn::Ident::parse_any).is_ok_and(|ident| ident == "biased") && input.peek2(Token![;]) {
        input.parse::<syn::Ident>()?;
        input.parse::<Token![;]>()?;
    }
    while !input.is_empty() {
        // `else =>`, `default =>`, `complete =>`
        let head = if input.peek(syn::Ident::peek_any) && input.peek2(Token![=>]) {
            input.call(syn::Ident::parse_any)?;
            None
        } else {
            let pattern = syn::Pat::parse_multi(input)?;
            input.parse::<Token![=]>()?;
            Some((pattern, input.parse()?))
        };
        let mut guard = None;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
            input.parse::<Token![if]>()?;
            guard = Some(input.parse()?);
        }
        input.parse::<Token![=>]>()?;
        let is_block = input.peek(syn::token::Brace);
        let body = if is_block {
            syn::Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block: input.parse()? })
        } else {
            input.parse()?
        };
        arms.push(SelectArm { head, guard, body });
        let comma = input.parse::<Option<Token![,]>>()?;
        if comma.is_none() && !is_block && !input.is_empty() {
            return Err(input.error("expected `,`"));
        }
    }
    Ok(arms)
}

impl Reader<'_> {
    /// A macro call where a statement or an item stands.
    pub(super) fn macro_statement(&mut self, call: &syn::Macro, out: &mut Vec<Stmt>) {
        let name = call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let found = match name.as_str() {
            "lazy_static" | "thread_local" => self.lazy_statics(&call.tokens, out),
            "cfg_if" => self.cfg_if(call, out),
            _ => None,
        };
        if found.is_none() {
            let (value, span) = self.macro_call(call);
            let kind = match value.kind {
                ExprKind::Choice { heads, arms } => {
                    let arms = arms.into_iter().map(arm_statements).collect();
                    StmtKind::Branch { heads, arms, total: true }
                }
                _ => StmtKind::Expr(value),
            };
            out.push(Stmt { kind, span });
        }
    }

    fn lazy_statics(&mut self, tokens: &TokenStream, out: &mut Vec<Stmt>) -> Option<()> {
        self.in_macro(tokens, |reader| {
            for lazy in lazies.parse2(tokens.clone()).ok()? {
                let span = reader.at(lazy.name.span());
                let mut stmt = reader.constant(&lazy.name, &lazy.type_, Some(&lazy.value), span);
                if let StmtKind::Assign(assign) = &stmt.kind
                    && let Some(value) = &assign.value
                {
                    stmt.span = span.cover(value.span);
                }
                out.push(stmt);
            }
            Some(())
        })?
    }

    /// `if #[cfg(…)] { … } else { … }`: one of the blocks is compiled.
    fn cfg_if(&mut self, call: &syn::Macro, out: &mut Vec<Stmt>) -> Option<()> {
        let mut arms = Vec::new();
        for token in call.tokens.clone() {
            if let TokenTree::Group(group) = token
                && group.delimiter() == Delimiter::Brace
            {
                arms.push(self.macro_statements(&group.stream(), Tail::Effect)?);
            }
        }
        let span = self.at(call.bang_token.span).cover(self.at(call.delimiter.span().close()));
        out.push(Stmt { kind: StmtKind::Branch { heads: Vec::new(), arms, total: false }, span });
        Some(())
    }

    /// `select!`: all futures run, one of the bodies does.
    pub(super) fn select(&mut self, tokens: &TokenStream, span: Span) -> Option<Expr> {
        self.in_macro(tokens, |reader| {
            let arms = select_arms.parse2(tokens.clone()).ok()?;
            let arms = arms.iter().map(|arm| {
                let mut body = Vec::new();
                if let Some((pattern, future)) = &arm.head {
                    let (value, place) = reader.outer(future);
                    if reader.takes_value(pattern) {
                        body.extend(reader.binding(pattern, Some(value), place));
                    } else {
                        body.push(effect(value));
                        body.extend(reader.binding(pattern, None, place));
                    }
                }
                if let Some(guard) = &arm.guard {
                    let test = reader.expr(guard);
                    body.push(effect(test));
                }
                reader.value_arm(&arm.body, &mut body);
                let place = body.iter().map(|stmt| stmt.span).reduce(Span::cover).unwrap_or(span);
                block_value(body, place)
            });
            Some(Expr::new(ExprKind::Choice { heads: Vec::new(), arms: arms.collect() }, span))
        })?
    }

    /// `macro_rules! name { (…) => { … }; }` as a function `name!`: its parameters are those of the only rule, its body what the rules expand to
    /// as far as that parses.
    pub(super) fn macro_rules(&mut self, name: &proc_macro2::Ident, call: &syn::Macro, out: &mut Vec<Stmt>) {
        let span = self.at(name.span()).cover(self.at(call.delimiter.span().close()));
        let mut rules = Vec::new();
        let mut groups = call.tokens.clone().into_iter().filter_map(|token| match token {
            TokenTree::Group(group) => Some(group),
            _ => None,
        });
        while let (Some(pattern), Some(body)) = (groups.next(), groups.next()) {
            rules.push((pattern, body));
        }
        let mut params = Vec::new();
        if let [(pattern, _)] = rules.as_slice() {
            self.macro_params(pattern.stream(), &mut params);
        }
        let mut arms = Vec::new();
        for (_, body) in &rules {
            let inner = self.in_macro(&body.stream(), |_| substituted(body.stream()));
            let Some(tokens) = inner else { continue };
            let stmts = self.macro_statements(&tokens, Tail::Effect);
            arms.push(stmts.unwrap_or_else(|| self.loose(&tokens).into_iter().map(effect).collect::<Vec<_>>()));
        }
        let body = match arms.pop() {
            Some(only) if arms.is_empty() => only,
            last => {
                arms.extend(last);
                vec![Stmt { kind: StmtKind::Branch { heads: Vec::new(), arms, total: true }, span }]
            }
        };
        let mut name = self.ident(name);
        name.name.push('!');
        let (receiver, returns, decorators) = (None, None, Vec::new());
        let function = Function { name: Some(name), params, receiver, returns, decorators, body, span };
        out.push(Stmt { kind: StmtKind::Function(function), span });
    }

    /// The `$name:kind` of a rule, in order.
    fn macro_params(&mut self, pattern: TokenStream, out: &mut Vec<Param>) {
        let mut tokens = pattern.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let is_dollar = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '$');
            if is_dollar && let Some(TokenTree::Ident(name)) = tokens.peek() {
                let name = Ident { name: name.unraw().to_string(), span: self.at(name.span()) };
                out.push(Param { pattern: Pattern::Name(name), type_: None, default: None, rest: false });
            }
        }
    }
}

/// How deep `json!` values nest in the tree.
pub(super) const MAX_JSON: usize = 64;

fn arm_statements(arm: Expr) -> Vec<Stmt> {
    match arm.kind {
        ExprKind::Block(stmts) => stmts,
        _ => vec![effect(arm)],
    }
}

/// A macro's body as ordinary code: `$name` is `name`, `$( … ),*` its content once.
fn substituted(tokens: TokenStream) -> TokenStream {
    let mut out = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => {
                if let Some(TokenTree::Group(group)) = tokens.peek() {
                    out.extend(substituted(group.stream()));
                    tokens.next();
                    // the separator and the operator
                    for _ in 0..2 {
                        let Some(TokenTree::Punct(punct)) = tokens.peek() else { break };
                        let is_operator = matches!(punct.as_char(), '*' | '+' | '?');
                        let separator = TokenTree::Punct(punct.clone());
                        tokens.next();
                        if is_operator {
                            break;
                        }
                        out.push(separator);
                    }
                }
            }
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), substituted(group.stream()));
                inner.set_span(group.span());
                out.push(TokenTree::Group(inner));
            }
            token => out.push(token),
        }
    }
    out.into_iter().collect()
}
