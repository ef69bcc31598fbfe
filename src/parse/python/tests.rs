//! The specification of the Python frontend: source on the left, the tree on the right.

mod calls;
mod robustness;
mod statements;
mod strings;

use crate::ir::dump;
use crate::parse::parse;
use crate::source::{Language, SourceFile};

/// The tree of `python` is `expected`, nothing is skipped, and all spans are true.
#[track_caller]
fn check(python: &str, expected: &str) {
    let file = SourceFile::new("case.py", python, Language::Python);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    assert_eq!(dump::parsed(&parsed), expected.trim_matches('\n'), "{python}");
}
