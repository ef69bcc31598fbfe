//! What the frontend makes of source text, as [`dump`] prints it.

mod bindings;
mod classes;
mod expressions;
mod functions;
mod imports;
mod positions;
mod recovery;
mod robustness;
mod statements;
mod types;

use crate::ir::dump;
use crate::parse::parse;
use crate::source::{Language, SourceFile};

#[track_caller]
fn check(text: &str, expected: &str) {
    check_as(Language::JavaScript, text, expected);
}

#[track_caller]
fn check_ts(text: &str, expected: &str) {
    check_as(Language::TypeScript, text, expected);
}

#[track_caller]
fn check_tsx(text: &str, expected: &str) {
    check_as(Language::Tsx, text, expected);
}

/// The tree of `text`, one statement a line; positions are checked as well.
#[track_caller]
fn check_as(language: Language, text: &str, expected: &str) {
    let file = SourceFile::new("case", text, language);
    let parsed = parse(&file);
    assert_eq!(dump::parsed(&parsed), expected, "{text}");
    dump::assert_spans(&file, &parsed);
}
