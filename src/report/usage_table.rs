//! Usage facts as a table: where, what it is, the library, how sure, and what is known.

use std::io;

use super::Outcome;
use super::visible::visible_line;
use crate::usage::{Connection, Fact, FactKind, Given, LiteralRole};

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
                visible_line(&what(fact)).into_owned(),
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

/// What is known of a fact, on one line.
fn what(fact: &Fact) -> String {
    match &fact.kind {
        FactKind::Command(command) => join(&command.words),
        FactKind::Connection(connection) => endpoint(connection),
        FactKind::Setting(setting) => format!("{} {}", setting.name, join(&setting.args)),
        FactKind::Image(image) => format!("{}:{}", image.repository, shown(&image.tag, "latest")),
        FactKind::Literal(literal) => {
            let role = match literal.role {
                LiteralRole::Port => "port",
                LiteralRole::Password => "password",
            };
            format!("{role} {} ({} {})", literal.text, literal.place, literal.name).replace(" )", ")")
        }
        FactKind::SecretRef(secret) => {
            format!("{} from {}/{}", secret.variable, shown(&secret.secret, "?"), shown(&secret.key, "?"))
        }
        FactKind::Script => "Lua script".to_owned(),
        FactKind::Persist => "write to the source of truth".to_owned(),
    }
}

fn join(words: &[crate::command::Word]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn endpoint(connection: &Connection) -> String {
    let port = match (&connection.port, connection.default_port) {
        (Given::Absent, Some(port)) => format!("{port} (default)"),
        (port, _) => shown(port, "-"),
    };
    let password = match &connection.password {
        Given::Literal(..) => "literal password",
        Given::Dynamic => "password",
        Given::Absent => "no password",
        Given::Inapplicable => "password does not apply",
    };
    format!("{}:{port}, {password}", shown(&connection.host, "-"))
}

fn shown(given: &Given, absent: &str) -> String {
    match given {
        Given::Literal(text, _) => text.clone(),
        Given::Dynamic => "{…}".to_owned(),
        Given::Absent => absent.to_owned(),
        Given::Inapplicable => "-".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Word;
    use crate::finding::Confidence;
    use crate::report::testing::outcome;
    use crate::source::Span;
    use crate::usage::Command;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them() {
        let fact = |kind: FactKind, at: usize| Fact {
            kind,
            span: Span::new(at, at),
            confidence: Confidence::Certain,
            library: "redis-py".into(),
            scope: 0,
            related: Vec::new(),
        };
        let words = vec![Word::text("SET"), Word::text("a b"), Word::one().at("x", Span::new(0, 0))];
        let connection = Connection {
            host: Given::Dynamic,
            port: Given::Absent,
            default_port: Some(6379),
            username: Given::Absent,
            password: Given::Absent,
            pool_size: Given::Absent,
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
