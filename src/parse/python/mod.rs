//! Python 3; Python 2 as far as the grammar reads it.
//!
//! What the tree does not show by itself:
//!
//! - `import a.b` binds `a`; `from . import x` is local.
//! - `with X as y:` is `y = X`, `y = y.__enter__()`, a block, `y.__exit__()`; so is `async with`, with the same names.
//! - `yield x` outside of loops is a result that may be given: such a generator is a context manager, a fixture or a dependency.
//! - `try:` is a block, then a branch of its handlers, then blocks for `else` and `finally`.
//! - A comprehension is a block that holds a loop, so it has no value, but its parts are seen in the order of evaluation.
//! - `del x` and `global x` are calls of `del` and `global`: neither can be the name of anything else.
//! - `"…" % x` and `"…".format(x)` are templates like `f"…"`.
//! - `__import__("m")` and `importlib.import_module("m")` are module values.

mod definition;
mod expression;
mod format;
mod import;
mod operator;
mod pattern;
mod statement;
mod string;
mod type_ref;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::Frontend;
use super::tree_sitter::{self, Grammar};
use crate::ir::{Parsed, Skipped};
use crate::source::{SourceFile, Span};

/// The frontend of Python.
pub(super) struct Python;

static GRAMMAR: Grammar =
    Grammar { name: "python", language: || tree_sitter_python::LANGUAGE.into(), comments: &["comment"] };

/// How many different indentations a file may have. Python itself takes blocks that are 100 deep; the grammar's scanner ends the whole program when it has to keep
/// more than some 400, whether the text closes them or not.
const MAX_INDENTATIONS: usize = 300;

/// Whether the lines of a text have more different indentations than are read.
fn is_too_deep(text: &str) -> bool {
    let mut widths = HashSet::new();
    let mut before = 0;
    for line in text.split(['\n', '\r']) {
        let code = line.trim_start_matches([' ', '\t', '\u{c}']);
        let blank = line[..line.len() - code.len()].rsplit('\u{c}').next().unwrap_or_default();
        let width = before + blank.bytes().map(|byte| if byte == b'\t' { 8 } else { 1 }).sum::<usize>();
        // the scanner goes on counting in the next line
        before = if code == "\\" { width } else { 0 };
        if !code.is_empty() {
            widths.insert(width);
        }
    }
    widths.len() > MAX_INDENTATIONS
}

impl Frontend for Python {
    fn parse(&self, file: &SourceFile) -> Parsed {
        if is_too_deep(file.text()) {
            let span = Span::new(0, file.text().len());
            let reason = "indented too deeply".to_owned();
            return Parsed { skipped: vec![Skipped { span, reason }], ..Parsed::default() };
        }
        tree_sitter::read(&GRAMMAR, file.text(), statement::module)
    }
}
