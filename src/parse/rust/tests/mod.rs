//! What Rust becomes: each case is a piece of code and its dump.

mod expressions;
mod items;
mod macros;
mod robustness;
mod statements;

use crate::ir::dump;
use crate::parse;
use crate::source::{Language, SourceFile};

/// Checks the dump of `rust` and its spans.
#[track_caller]
fn check(rust: &str, expected: &str) {
    let file = SourceFile::new("case.rs", rust, Language::Rust);
    let parsed = parse::parse(&file);
    dump::assert_spans(&file, &parsed);
    assert_eq!(dump::parsed(&parsed), expected);
}

/// Checks the value of one expression.
#[track_caller]
fn check_expr(rust: &str, expected: &str) {
    check(&format!("const X: () = {rust};"), &format!("(= X:() {expected})"));
}

/// Checks the statements of a function's body.
#[track_caller]
fn check_body(rust: &str, expected: &str) {
    check(&format!("fn f() {{ {rust} }}"), &format!("(fn f () {expected})"));
}
