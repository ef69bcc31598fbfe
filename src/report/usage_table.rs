//! Usage facts as a table: where, what it is, the library, how sure, and what is known.

use std::io;

use super::Outcome;
use super::visible::visible_line;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut rows = vec![["PLACE", "KIND", "LIBRARY", "CONFIDENCE", "WHAT"].map(str::to_owned)];
    for (file, linted) in &outcome.reports {
        for fact in &linted.facts {
            let at = file.position(fact.span.start);
            rows.push([
                format!("{}:{}:{}", visible_line(file.path()), at.line, at.column),
                fact.kind.name().to_owned(),
                fact.library.to_string(),
                fact.confidence.name().to_owned(),
                visible_line(&fact.kind.to_string()).into_owned(),
            ]);
        }
    }
    if rows.len() == 1 {
        return Ok(());
    }
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let [place, kind, library, confidence] = widths;
    for [a, b, c, d, e] in rows {
        writeln!(out, "{a:place$}  {b:kind$}  {c:library$}  {d:confidence$}  {e}")?;
    }
    Ok(())
}
// redlint: allow-file(hardcoded-port) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Word;
    use crate::finding::Confidence;
    use crate::report::testing::outcome;
    use crate::source::Span;
    use crate::usage::{Command, Connection, Fact, FactKind, Given};

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let fact = |kind: FactKind, at: usize| Fact {
            kind,
            span: Span::new(at, at),
            confidence: Confidence::Certain,
            library: "redis-py".into(),
            scope: 0,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        };
        let words = vec![Word::text("SET"), Word::text("a b"), Word::one().at("x", Span::new(0, 0))];
        let connection = Connection {
            host: Given::Dynamic,
            port: Given::Absent,
            default_port: Some(6379),
            username: Given::Absent,
            password: Given::Absent,
            client: None,
            ignored: Vec::new(),
        };
        let facts = vec![
            fact(FactKind::Connection(connection), 0),
            fact(FactKind::Command(Command { words, client: None, batch: None }), 12),
        ];
        let mut out = Vec::new();
        write(&mut out, &outcome("0123456789\n12", facts)).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn nothing_seen_is_no_table() {
        let mut out = Vec::new();
        write(&mut out, &outcome("", Vec::new())).unwrap();
        assert!(out.is_empty());
    }
}
