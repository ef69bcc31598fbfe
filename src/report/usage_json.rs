//! Usage facts, one JSON object a line.

use std::io;

use serde_json::{Map, Value, json};

use super::Outcome;
use crate::command::{Piece, Word, WordKind};
use crate::source::SourceFile;
use crate::usage::{Connection, Fact, FactKind, Given, LiteralRole};

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    for (file, linted) in &outcome.reports {
        for fact in &linted.facts {
            serde_json::to_writer(&mut *out, &object(file, fact))?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn object(file: &SourceFile, fact: &Fact) -> Value {
    let at = file.position(fact.span.start);
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| object.insert(key.to_owned(), value);
    put("path", file.path().into());
    put("line", at.line.into());
    put("column", at.column.into());
    put("kind", fact.kind.name().into());
    put("library", fact.library.as_ref().into());
    put("confidence", fact.confidence.name().into());
    match &fact.kind {
        FactKind::Command(command) => {
            put("words", words(&command.words));
            if let Some(client) = command.client {
                put("client", client.into());
            }
        }
        FactKind::Connection(connection) => {
            put("host", given(&connection.host));
            put("port", port(connection));
            put("username", given(&connection.username));
            put("password", given(&connection.password));
            if let Some(client) = connection.client {
                put("client", client.into());
            }
            if !connection.ignored.is_empty() {
                put("ignored", json!(connection.ignored));
            }
        }
        FactKind::Setting(setting) => {
            put("name", setting.name.as_str().into());
            put("args", words(&setting.args));
            put("server", setting.server.into());
        }
        FactKind::Image(image) => {
            put("repository", image.repository.as_str().into());
            put("family", image.family.as_str().into());
            put("tag", given(&image.tag));
        }
        FactKind::Literal(literal) => {
            let role = match literal.role {
                LiteralRole::Port => "port",
                LiteralRole::Password => "password",
            };
            put("role", role.into());
            put("text", literal.text.as_str().into());
            put("place", literal.place.into());
            put("name", literal.name.as_str().into());
        }
        FactKind::SecretRef(secret) => {
            put("variable", secret.variable.as_str().into());
            put("secret", given(&secret.secret));
            put("key", given(&secret.key));
        }
        FactKind::Pool(pool) => {
            put("size", pool.size.into());
        }
        FactKind::Script | FactKind::Persist(_) => {}
    }
    Value::Object(object)
}

fn words(words: &[Word]) -> Value {
    words.iter().map(word).collect()
}

fn word(word: &Word) -> Value {
    match &word.kind {
        WordKind::Text(text) => json!({ "text": text }),
        WordKind::One => json!({ "one": word.source }),
        WordKind::Many => json!({ "many": word.source }),
        WordKind::Partial(pieces) => {
            let parts = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => Value::from(text.as_str()),
                Piece::Hole => Value::Null,
            });
            json!({ "one": word.source, "parts": parts.collect::<Vec<_>>() })
        }
    }
}

fn given(given: &Given) -> Value {
    match given {
        Given::Literal(text, _) => json!({ "value": text }),
        Given::Dynamic => json!({ "state": "dynamic" }),
        Given::Absent => json!({ "state": "absent" }),
        Given::Inapplicable => json!({ "state": "inapplicable" }),
    }
}

/// A port is a number where it is one, and the library's default where none is given.
fn port(connection: &Connection) -> Value {
    match (&connection.port, connection.default_port) {
        (Given::Absent, Some(port)) => json!({ "value": port, "defaulted": true }),
        (Given::Literal(text, _), _) => {
            text.parse::<u16>().map_or_else(|_| json!({ "value": text }), |port| json!({ "value": port }))
        }
        (other, _) => given(other),
    }
}

// redlint: allow-file(hardcoded-port) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Confidence;
    use crate::report::testing::outcome;
    use crate::source::Span;
    use crate::usage::{Command, Image, Literal, SecretRef, Setting};

    /// The report about one fact, without the part that is the same for all.
    #[track_caller]
    fn check(kind: FactKind, expected: &str) {
        let fact = Fact {
            kind,
            span: Span::new(2, 6),
            confidence: Confidence::Likely,
            library: "redis-py".into(),
            scope: 0,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        };
        let mut out = Vec::new();
        write(&mut out, &outcome("r.xadd()\n", vec![fact])).unwrap();
        let line = String::from_utf8(out).unwrap();
        let rest =
            line.strip_prefix(r#"{"path":"src/a.py","line":1,"column":3,"kind":"#).expect("where it is comes first");
        let (kind, rest) = rest.split_once(r#","library":"redis-py","confidence":"likely""#).expect("then what it is");
        assert_eq!(format!("{kind}{}", rest.trim_end()), expected);
    }

    fn connection() -> Connection {
        Connection {
            host: Given::Literal("cache".to_owned(), None),
            port: Given::Absent,
            default_port: Some(6379),
            username: Given::Inapplicable,
            password: Given::Dynamic,
            client: None,
            ignored: Vec::new(),
        }
    }

    #[test]
    fn commands() {
        let partial = WordKind::Partial(vec![Piece::Text("t.".to_owned()), Piece::Hole]);
        let words = vec![
            Word::text("XADD"),
            Word { kind: partial, ..Word::one().at("f't.{a}'", Span::new(0, 1)) },
            Word::one().at("x", Span::new(0, 1)),
            Word::many().at("**rest", Span::new(0, 1)),
        ];
        check(
            FactKind::Command(Command { words, client: Some(3), batch: None }),
            r#""command","words":[{"text":"XADD"},{"one":"f't.{a}'","parts":["t.",null]},{"one":"x"},{"many":"**rest"}],"client":3}"#,
        );
    }

    #[test]
    fn connections() {
        check(
            FactKind::Connection(connection()),
            r#""connection","host":{"value":"cache"},"port":{"value":6379,"defaulted":true},"username":{"state":"inapplicable"},"password":{"state":"dynamic"}}"#,
        );
        let port =
            |port: Given, default_port| super::port(&Connection { port, default_port, ..connection() }).to_string();
        assert_eq!(port(Given::Literal("6381".to_owned(), None), Some(6379)), r#"{"value":6381}"#);
        assert_eq!(port(Given::Literal("x".to_owned(), None), None), r#"{"value":"x"}"#);
        assert_eq!(port(Given::Absent, None), r#"{"state":"absent"}"#);
        assert_eq!(port(Given::Dynamic, Some(6379)), r#"{"state":"dynamic"}"#);
        assert_eq!(port(Given::Inapplicable, Some(6379)), r#"{"state":"inapplicable"}"#);
    }

    #[test]
    fn the_other_kinds() {
        let setting =
            Setting { name: "maxmemory".to_owned(), args: vec![Word::text("1gb")], server: 2, is_complete: true };
        check(FactKind::Setting(setting), r#""setting","name":"maxmemory","args":[{"text":"1gb"}],"server":2}"#);
        let image = Image { repository: "redis".to_owned(), family: "redis".to_owned(), tag: Given::Absent };
        check(FactKind::Image(image), r#""image","repository":"redis","family":"redis","tag":{"state":"absent"}}"#);
        let literal = Literal { role: LiteralRole::Port, text: "6379".to_owned(), place: "url", name: String::new() };
        check(FactKind::Literal(literal), r#""literal","role":"port","text":"6379","place":"url","name":""}"#);
        let secret = SecretRef {
            variable: "REDIS_PASSWORD".to_owned(),
            secret: Given::Literal("s".to_owned(), None),
            key: Given::Dynamic,
        };
        check(
            FactKind::SecretRef(secret),
            r#""secret","variable":"REDIS_PASSWORD","secret":{"value":"s"},"key":{"state":"dynamic"}}"#,
        );
        check(FactKind::Script, r#""script"}"#);
        check(FactKind::Pool(crate::usage::Pool { size: 20, arm: None }), r#""pool","size":20}"#);
        check(FactKind::Persist(crate::usage::Persist::Write), r#""persist"}"#);
    }
}
