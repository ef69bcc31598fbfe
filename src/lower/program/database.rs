//! Clients of the database that is the source of truth: statements that write.

use super::Line;
use super::facts::Out;
use super::model::Program;
use super::names::names_in;
use super::words::flatten;
use crate::usage::{FactKind, Persist};

/// How statements that change something start.
const WRITES: [&str; 6] = ["insert", "update", "delete", "merge", "copy", "truncate"];

/// Lowers the line of a client: one of its words, or its standard input, is a statement that writes.
pub(super) fn lower(program: &Program, line: &Line, out: &mut Out) {
    let texts: Vec<String> = line.args.iter().chain(line.stdin).map(flatten).collect();
    if texts.iter().any(|text| writes(text)) {
        let words = line.args.iter().chain(line.stdin);
        let flow = words.flat_map(|word| names_in(word)).map(str::to_owned).collect();
        let kind = FactKind::Persist(Persist::Write);
        out.flowing(kind, line.head.span, &program.library, line.confidence, flow);
    }
}

/// Whether one of the statements in a text writes.
fn writes(text: &str) -> bool {
    text.split(['\n', ';']).any(|statement| {
        let first = statement.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        WRITES.contains(&first.as_str())
    })
}
