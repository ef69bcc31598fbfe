//! Rust, parsed with `syn`.
//!
//! What is Rust's own is resolved here, so that nobody later has to know it: generic parameters become their bounds, `Self` its type, `Some(x)` and
//! `Ok(x)` the value inside, macro arguments expressions wherever they parse, format strings templates.
//!
//! A file is read in three steps: the text becomes tokens, the tokens items, the items the neutral tree. Where an item does not parse it is taken
//! apart ([`recover`]), so that a broken function loses itself only. `syn` recurses; [`nesting`] bounds how deep from the tokens alone,
//! and everything happens on a thread whose stack is large enough for that bound.

mod attributes;
mod block;
mod comments;
mod control;
mod expr;
mod format;
mod item;
mod json;
mod literal;
mod macro_args;
mod macros;
mod nesting;
mod pattern;
mod reader;
mod recover;
mod statement_macros;
mod types;
mod uses;

#[cfg(test)]
mod tests;

use std::str::FromStr;
use std::thread;

use proc_macro2::TokenStream;

use super::Frontend;
use crate::ir::code::{Module, Stmt};
use crate::ir::{Parsed, Skipped};
use crate::source::{SourceFile, Span};
use reader::Reader;

/// The Rust frontend.
pub(crate) struct Rust;

/// Bytes of stack for one file. Reserved, not used: pages are taken as they are touched.
///
/// Enough for [`nesting::LIMIT`] levels of the widest recursion of `syn` in a debug build.
const STACK: usize = 128 << 20;

impl Frontend for Rust {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let start = preamble(text);
        let read = thread::scope(|scope| {
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || read(text, start));
            thread.ok()?.join().ok()
        });
        let (body, skipped) = read.unwrap_or_else(|| (Vec::new(), vec![skipped(text, "the parser gave up")]));
        Parsed { code: Some(Module { body }), comments: comments::scan(text, start), skipped, ..Parsed::default() }
    }
}

/// The statements of `text` from byte `start` on, and what could not be read.
fn read(text: &str, start: usize) -> (Vec<Stmt>, Vec<Skipped>) {
    proc_macro2::extra::invalidate_current_thread_spans();
    let mut reader = Reader::new(text, start);
    let body = match TokenStream::from_str(text.get(start..).unwrap_or_default()) {
        Ok(tokens) => reader.file(tokens),
        Err(_) => pieces(&mut reader, text, start),
    };
    let mut skipped = reader.into_skipped();
    skipped.sort_by_key(|skipped| skipped.span);
    (body, skipped)
}

/// Reads a text whose brackets do not match: each piece on its own that starts where an item would, at the start of a line.
fn pieces(reader: &mut Reader<'_>, text: &str, start: usize) -> Vec<Stmt> {
    let mut body = Vec::new();
    for piece in recover::pieces(text, start) {
        match TokenStream::from_str(text.get(piece.range()).unwrap_or_default()) {
            Ok(tokens) => {
                reader.moved_to(piece.start as usize);
                body.extend(reader.file(tokens));
            }
            Err(_) => reader.skip(piece, "syntax error"),
        }
    }
    body
}

fn skipped(text: &str, reason: &str) -> Skipped {
    Skipped { span: Span::new(0, text.len()), reason: reason.to_owned() }
}

/// How many bytes stand before the program: byte order mark, `#!` line, the manifest of a cargo script between `---` lines.
fn preamble(text: &str) -> usize {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let line = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end + 1);
    if text[start..].starts_with("#!") && !text[start + 2..].trim_start().starts_with('[') {
        start = line(start);
    }
    let manifest = text.len() - text[start..].trim_start().len();
    if text[manifest..].starts_with("---")
        && let Some(end) = text[manifest + 3..].find("\n---")
    {
        start = line(manifest + 3 + end + 1);
    }
    start
}
