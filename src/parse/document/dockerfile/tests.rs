//! Dockerfiles on the left, documents on the right.

use super::*;
use crate::ir::dump;
use crate::source::Language;

fn file(text: &str) -> SourceFile {
    SourceFile::new("Dockerfile", text, Language::Dockerfile)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let file = file(text);
    let parsed = Dockerfile.parse(&file);
    dump::assert_spans(&file, &parsed);
    // bars only set scalars off
    assert_eq!(dump::parsed(&parsed).replace('|', ""), expected.replace('|', ""), "{text}");
}

#[test]
fn instructions() {
    check("FROM redis:7 AS cache", "[{FROM:{image:redis:7 as:cache}}]");
    check("from --platform=$P redis", "[{FROM:{image:redis}}]");
    check("EXPOSE 6379 80/tcp", "[{EXPOSE:[6379 80/tcp]}]");
    check("ENV A=1 B=\"x y\" C='z'", "[{ENV:{A:1 B:\"x y\" C:\"z\"}}]");
    check("ENV A=1 \\\n    # why\n    B=2", "[{ENV:{A:1 B:2}}]");
    check("ENV A x y", "[{ENV:{A:x y}}]");
    check("ENV A=\"a \\\"b\\\"\" B=a\\ b", "[{ENV:{A:\"a \\\"b\\\"\" B:a b}}]");
    check("ENV A=", "[{ENV:{A:}}]");
    check("ARG PORT=6379", "[{ARG:{PORT:6379}}]");
    check("ARG PORT", "[{ARG:{PORT:}}]");
    check("USER redis", "[{USER:redis}]");
    check("# a\n\nUSER x", "[{USER:x}]");
    check("nonsense\n", "[]");
}

#[test]
fn commands() {
    check("RUN redis-cli ping", "[{RUN:redis-cli ping}]");
    check("RUN --mount=type=cache a \\\n && b", "[{RUN:a \\\n && b}]");
    check("RUN a \\\n # no\n\n && b", "[{RUN:a \\\n && b}]");
    check("CMD [\"redis-server\", \"--port\", \"6379\"]", "[{CMD:[\"redis-server\" \"--port\" \"6379\"]}]");
    check("CMD [\"a\\\"b\", \\\n \"c\"]", "[{CMD:[\"a\\\"b\" \"c\"]}]");
    check("CMD [a]", "[{CMD:[a]}]");
    check("ENTRYPOINT redis-server", "[{ENTRYPOINT:redis-server}]");
    check("HEALTHCHECK --interval=5s CMD redis-cli ping", "[{HEALTHCHECK:redis-cli ping}]");
    check("HEALTHCHECK CMD [\"redis-cli\", \"ping\"]", "[{HEALTHCHECK:[\"redis-cli\" \"ping\"]}]");
    check("HEALTHCHECK --interval=5s \\\n  CMD redis-cli ping", "[{HEALTHCHECK:redis-cli ping}]");
    check("HEALTHCHECK NONE", "[]");
    check("ONBUILD RUN x", "[{RUN:x}]");
    // the sign becomes the shell's own
    let windows = Dockerfile.parse(&file("# escape=`\nRUN a `\n b"));
    assert!(dump::parsed(&windows).contains("a \\\n b"));
}

#[test]
fn here_documents() {
    check("RUN <<EOF\nredis-cli ping\nEOF\nUSER x", "[{RUN:|\"redis-cli ping\\n\"} {USER:x}]");
    check("RUN python3 <<EOF\nx\nEOF\n", "[{RUN:|\"python3 <<EOF\\nx\\nEOF\"}]");
    check("RUN <<-EOF\n\tx\n\tEOF\n", "[{RUN:|\"x\\n\"}]");
    check("COPY <<EOF /etc/redis.conf\nport 6379\nEOF\n", "[{COPY:{/etc/redis.conf:|\"port 6379\\n\"}}]");
    check("RUN a <<EOF\nUSER x", "[{RUN:a <<EOF} {USER:x}]");
}

#[test]
fn other_line_ends_and_comments() {
    check("FROM a\r\nENV A=1 \\\r\n B=2\r\n", "[{FROM:{image:a}} {ENV:{A:1 B:2}}]");
    let file = file("# redlint: allow(x)\nFROM a\n");
    let comments = Dockerfile.parse(&file).comments;
    assert_eq!(comments.iter().map(|comment| file.slice(comment.span)).collect::<Vec<_>>(), ["# redlint: allow(x)"]);
}

#[test]
fn hostile_texts() {
    for text in [
        "ENV",
        "ENV =",
        "FROM",
        "CMD [",
        "CMD [\"",
        "CMD [\"\\",
        "RUN",
        "RUN \\",
        "HEALTHCHECK",
        "ONBUILD",
        "ENV A=\"",
        "\\",
        "é",
        "COPY <<A",
    ] {
        let file = file(text);
        dump::assert_spans(&file, &Dockerfile.parse(&file));
    }
    let long = file(&format!("ENV {}", "A=1 \\\n".repeat(50_000)));
    dump::assert_spans(&long, &Dockerfile.parse(&long));
    Dockerfile.parse(&file(&"RUN <<A\n".repeat(3_000)));
}
