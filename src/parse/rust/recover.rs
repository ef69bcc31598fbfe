//! A file, and what is left of it when it does not parse.
//!
//! Items end at `;` or after a block. Where a whole does not parse, each of its items is parsed on its own, with the bodies of modules,
//! `impl`s and traits taken apart in the same way and those of functions at their statements.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{Parse, Parser};

use super::nesting;
use super::reader::Reader;
use crate::ir::code::Stmt;
use crate::source::Span;

/// Words that only an item starts with; a block before one of them ends whatever stood there.
const STARTS: [&str; 12] =
    ["async", "const", "enum", "extern", "fn", "impl", "mod", "pub", "static", "struct", "trait", "use"];

/// Lines that belong to the item below them.
const ABOVE: [&str; 3] = ["#[", "///", "/**"];

/// How deep broken bodies are taken apart: each level parses its tokens again.
const MAX_LEVELS: usize = 16;

impl Reader<'_> {
    /// The statements of a file.
    pub(super) fn file(&mut self, tokens: TokenStream) -> Vec<Stmt> {
        if !nesting::is_too_deep(&tokens)
            && let Ok(file) = syn::parse2::<syn::File>(tokens.clone())
        {
            return self.items(&file.items);
        }
        let items = self.recovered(tokens, Self::broken_item, 0);
        self.items(&items)
    }

    /// The parts of `tokens` that parse; `broken` makes what it can of one that does not.
    fn recovered<T: Parse>(
        &mut self,
        tokens: TokenStream,
        broken: fn(&mut Self, &[TokenTree], usize) -> Option<T>,
        level: usize,
    ) -> Vec<T> {
        let mut out = Vec::new();
        for part in parts(tokens) {
            let tokens: TokenStream = part.iter().cloned().collect();
            let is_too_deep = nesting::is_too_deep(&tokens);
            let parsed = if is_too_deep { None } else { syn::parse2::<T>(tokens).ok() };
            let parsed = parsed.or_else(|| if level < MAX_LEVELS { broken(self, &part, level + 1) } else { None });
            match parsed {
                Some(parsed) => out.push(parsed),
                None => self.skip_tokens(&part, if is_too_deep { nesting::REASON } else { "syntax error" }),
            }
        }
        out
    }

    fn skip_tokens(&mut self, part: &[TokenTree], reason: &str) {
        // inner attributes of the file end up here too, without loss
        if let (Some(first), Some(last)) = (part.first(), part.last()) {
            let span = self.at(first.span()).cover(self.at(last.span()));
            self.skip(span, reason);
        }
    }

    fn broken_item(&mut self, part: &[TokenTree], level: usize) -> Option<syn::Item> {
        let (header, body) = emptied(part)?;
        let mut item = syn::parse2::<syn::Item>(header).ok()?;
        match &mut item {
            syn::Item::Mod(item) => item.content.as_mut()?.1 = self.recovered(body, Self::broken_item, level),
            syn::Item::Impl(item) => item.items = self.recovered(body, Self::broken_method, level),
            syn::Item::Trait(item) => item.items = self.recovered(body, Self::broken_trait_item, level),
            syn::Item::Fn(item) => item.block.stmts = self.statements_of(body),
            _ => return None,
        }
        Some(item)
    }

    fn broken_method(&mut self, part: &[TokenTree], _: usize) -> Option<syn::ImplItem> {
        let (header, body) = emptied(part)?;
        let mut item = syn::parse2::<syn::ImplItem>(header).ok()?;
        let syn::ImplItem::Fn(method) = &mut item else { return None };
        method.block.stmts = self.statements_of(body);
        Some(item)
    }

    fn broken_trait_item(&mut self, part: &[TokenTree], _: usize) -> Option<syn::TraitItem> {
        let (header, body) = emptied(part)?;
        let mut item = syn::parse2::<syn::TraitItem>(header).ok()?;
        let syn::TraitItem::Fn(method) = &mut item else { return None };
        method.default.as_mut()?.stmts = self.statements_of(body);
        Some(item)
    }

    /// The statements that parse.
    fn statements_of(&mut self, tokens: TokenStream) -> Vec<syn::Stmt> {
        let mut out = Vec::new();
        for part in parts(tokens) {
            let tokens: TokenStream = part.iter().cloned().collect();
            let is_too_deep = nesting::is_too_deep(&tokens);
            let stmts = if is_too_deep { None } else { syn::Block::parse_within.parse2(tokens).ok() };
            match stmts {
                Some(stmts) => out.extend(stmts),
                None => self.skip_tokens(&part, if is_too_deep { nesting::REASON } else { "syntax error" }),
            }
        }
        out
    }
}

/// The tokens with their last block empty, and what stood in it.
fn emptied(part: &[TokenTree]) -> Option<(TokenStream, TokenStream)> {
    let Some((TokenTree::Group(block), before)) = part.split_last() else { return None };
    if block.delimiter() != Delimiter::Brace {
        return None;
    }
    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
    empty.set_span(block.span());
    let header: TokenStream = before.iter().cloned().chain([TokenTree::Group(empty)]).collect();
    (!nesting::is_too_deep(&header)).then(|| (header, block.stream()))
}

/// A text from byte `start` on taken apart at the lines that look like the start of an item: for one whose brackets do not match.
pub(super) fn pieces(text: &str, start: usize) -> Vec<Span> {
    let mut pieces = Vec::new();
    let (mut piece, mut at, mut is_above) = (start, start, false);
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let word = line.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let belongs_below = ABOVE.iter().any(|prefix| line.starts_with(prefix));
        if (belongs_below || STARTS.contains(&word)) && !is_above && at > piece {
            pieces.push(Span::new(piece, at));
            piece = at;
        }
        is_above = belongs_below;
        at += line.len();
    }
    pieces.push(Span::new(piece, at));
    pieces
}

/// Tokens taken apart where items and statements end.
fn parts(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                ends_block(tokens.peek()) && !needs_semicolon(&part, tokens.peek())
            }
            _ => false,
        };
        part.push(token);
        if ends {
            parts.push(std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Whether a block before `next` is the end of an item or a statement.
fn ends_block(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '#' | '\'' | '*' | '&'),
        Some(TokenTree::Ident(ident)) => ident != "else" && ident != "as",
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Brace,
        Some(TokenTree::Literal(_)) | None => true,
    }
}

/// Whether what stands in `part` ends at a `;` only: `use`, `let`, `const`, … — unless an item starts at `next`.
fn needs_semicolon(part: &[TokenTree], next: Option<&TokenTree>) -> bool {
    let is_start =
        |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if STARTS.iter().any(|word| ident == word));
    if next.is_none_or(is_start) {
        return false;
    }
    let words = part.iter().filter_map(|token| match token {
        TokenTree::Ident(ident) => Some(ident.to_string()),
        _ => None,
    });
    let mut words = words.skip_while(|word| word == "pub" || word == "unsafe");
    match words.next().as_deref() {
        Some("use" | "let" | "static" | "type" | "return") => true,
        Some("const") => !matches!(words.next().as_deref(), Some("fn" | "unsafe" | "async" | "extern")),
        _ => false,
    }
}
