//! What Dockerfiles, Makefiles, Procfiles and units say.

use crate::finding::Confidence;
use crate::parse;
use crate::source::{Language, SourceFile};
use crate::usage::{FactKind, LiteralRole};

/// Literals (`6379 published`), images, settings and commands in order; embedded texts follow as `language: text`.
#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    let language = Language::detect(path, "").expect("a path that says the language");
    let file = SourceFile::new(path, text, language);
    let lowered = super::lower(&file, &parse::parse(&file).documents, None);
    let mut found = Vec::new();
    for fact in &lowered.facts {
        let shown = match &fact.kind {
            FactKind::Literal(literal) => {
                assert_eq!(file.slice(fact.span), literal.text, "the place of the literal");
                let role = if literal.role == LiteralRole::Port { "" } else { "password " };
                format!("{role}{} {}", literal.text, literal.place)
            }
            FactKind::Image(image) => format!("image {}", image.repository),
            FactKind::Setting(setting) => format!("set {}", setting.name),
            FactKind::Command(command) => {
                format!("> {}", command.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
            _ => continue,
        };
        let confidence = if fact.confidence == Confidence::Certain { "" } else { " ?" };
        found.push(format!("{shown}{confidence}"));
    }
    for embedded in &lowered.embedded {
        found.push(format!("{}: {}", embedded.language.name(), embedded.text));
        for (at, c) in embedded.text.char_indices().filter(|(_, c)| c.is_ascii_alphabetic()) {
            let source = embedded.map.source(u32::try_from(at).expect("short")) as usize;
            let stands = text.get(source..).unwrap_or_default();
            assert!(stands.starts_with(c) || stands.starts_with(['$', '{']), "{c} of {}", embedded.text);
        }
    }
    assert_eq!(found, expected, "{text}");
}

#[test]
fn dockerfiles() {
    check("Dockerfile", "FROM redis:7\nEXPOSE 6379\n", &["image redis", "6379 published"]);
    check("Dockerfile", "FROM redis:7 AS r\nFROM r\nEXPOSE 6380/tcp\n", &["image redis", "6380 published"]);
    check("docker/redis/Dockerfile", "FROM alpine\nEXPOSE 6379\n", &["6379 published"]);
    check("Dockerfile", "FROM alpine\nEXPOSE 6379 80\n", &["6379 published ?"]);
    check("Dockerfile", "FROM alpine\nEXPOSE 80\n", &[]);
    check("Dockerfile", "FROM a\nENV REDIS_URL=redis://:s3cret@h:6379/0\n", &["password s3cret url", "6379 url"]);
    check("Dockerfile", "FROM a\nENV REDIS_PORT=6379 \\\n  REDIS_HOST=h\n", &["6379 environment"]);
    check("Dockerfile", "FROM a\nENV REDIS_PASSWORD s3cret\n", &["password s3cret environment"]);
    check("Dockerfile", "FROM a\nARG REDIS_PORT=6379\n", &["6379 environment"]);
    check("Dockerfile", "FROM a\nENV REDIS_PORT=${PORT:-6379}\n", &["6379 fallback"]);
    check(
        "Dockerfile",
        "FROM bitnami/redis\nENV REDIS_PORT_NUMBER=6379\n",
        &["image bitnami/redis", "6379 environment", "set port"],
    );
    check("Dockerfile", "FROM a\nRUN apt install x\n", &[]);
    check("Dockerfile", "FROM a\nRUN redis-cli \\\n  ping\n", &["shell: redis-cli \\\n  ping"]);
    check("Dockerfile", "FROM a\nCMD [\"redis-server\", \"--port\", \"6379\"]\n", &["set port", "6379 server"]);
    check("Dockerfile", "FROM redis\nCMD [\"--port\", \"6379\"]\n", &["image redis", "set port", "6379 server"]);
    check(
        "Dockerfile",
        "FROM a\nENTRYPOINT [\"redis-server\"]\nCMD [\"--port\", \"6379\"]\n",
        &["set port", "6379 server"],
    );
    check("Dockerfile", "FROM a\nCMD [\"sh\", \"-c\", \"redis-cli ping\"]\n", &["shell: redis-cli ping"]);
    check("Dockerfile", "FROM a\nHEALTHCHECK CMD redis-cli ping\n", &["shell: redis-cli ping"]);
    check("Dockerfile", "FROM a\nHEALTHCHECK CMD [\"redis-cli\", \"ping\"]\n", &["> ping"]);
    check(
        "Dockerfile",
        "FROM a\nCOPY <<EOF /redis.conf\nport 6379\nsave 1 1\nEOF\n",
        &["redis-conf: port 6379\nsave 1 1\n"],
    );
    check("Dockerfile", "FROM rayproject/ray\nEXPOSE 6379\n", &[]);
}

#[test]
fn makefiles() {
    check("Makefile", "REDIS_PORT ?= 6379\nX = 6379\n", &["6379 constant"]);
    check("Makefile", "REDIS_URL := \"redis://h:6379\"\n", &["6379 url"]);
    check("Makefile", "t:\n\t@redis-cli -p 6379 ping\n\techo $$X\n", &["shell: redis-cli -p 6379 ping\necho $X"]);
    check("Makefile", "t:\n\tgo build\n", &[]);
    check("justfile", "t:\n  docker run -p 6379:6379 redis\n", &["shell: docker run -p 6379:6379 redis"]);
    check("Makefile", "C = docker exec r\nt:\n\t$(C) redis-cli ping\n", &["shell: docker exec r redis-cli ping"]);
}

#[test]
fn procfiles() {
    check("Procfile", "web: node a.js\nw: celery -b redis://h:6379\n", &["shell: celery -b redis://h:6379"]);
}

#[test]
fn units() {
    check(
        "r.service",
        "[Service]\nExecStart=-/usr/bin/redis-server --port 6379\n",
        &["shell: /usr/bin/redis-server --port 6379"],
    );
    check(
        "r.service",
        "[Service]\nEnvironment=\"REDIS_PORT=6379\" REDIS_URL=redis://h:6379\n",
        &["6379 environment", "6379 url"],
    );
    check("r.service", "[Unit]\nDescription=redis 6379\n", &[]);
}
