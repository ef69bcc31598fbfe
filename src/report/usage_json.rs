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
            put("pool_size", given(&connection.pool_size));
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
        FactKind::Script | FactKind::Persist => {}
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
