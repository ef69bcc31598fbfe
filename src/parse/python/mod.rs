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

use super::Frontend;
use super::tree_sitter::{self, Grammar};
use crate::ir::Parsed;
use crate::source::SourceFile;

/// The frontend of Python.
pub(super) struct Python;

static GRAMMAR: Grammar =
    Grammar { name: "python", language: || tree_sitter_python::LANGUAGE.into(), comments: &["comment"] };

impl Frontend for Python {
    fn parse(&self, file: &SourceFile) -> Parsed {
        tree_sitter::read(&GRAMMAR, file.text(), statement::module)
    }
}
