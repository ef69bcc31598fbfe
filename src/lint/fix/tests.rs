//! What fixes write, and where none is offered although something is found.

// redlint: allow-file(hardcoded-port, literal-port) the tests hold what is looked for

use super::*;
use crate::config::Config;
use crate::lint::lint;
use crate::source::Language;

/// The text of `path` after the fix of its first finding of `rule`; `None` when there is none.
#[track_caller]
fn check(rule: &str, path: &str, text: &str, expected: Option<&str>) {
    let linter = Linter::new(&Config::default()).unwrap();
    let file = SourceFile::new(path, text, Language::detect(path, "").unwrap());
    let linted = lint(&file, &linter);
    let finding = linted.findings.iter().find(|finding| &*finding.rule == rule);
    let finding = finding.unwrap_or_else(|| panic!("{rule} finds nothing in {text}"));
    let shown = finding.fix.as_ref().map(|fix| {
        let mut layout = Layout::default();
        assert!(layout.try_add(&fix.edits));
        layout.make(text).text
    });
    assert_eq!(shown.as_deref(), expected, "{text}");
}

/// A python function over a client.
fn python(body: &str) -> String {
    format!("import redis\ndef f(r: redis.Redis, m, o):\n    {body}\n")
}

#[test]
fn keyword_arguments() {
    let check = |body: &str, expected: Option<&str>| {
        check("unbounded-stream", "a.py", &python(body), expected.map(python).as_deref());
    };
    check("r.xadd('s', m)", Some("r.xadd('s', m, maxlen=10000)"));
    check("r.xadd('s', m, '*')", Some("r.xadd('s', m, '*', maxlen=10000)"));
    check("r.xadd(\n        's',\n        m,\n    )", Some("r.xadd(\n        's',\n        m, maxlen=10000,\n    )"));
    check("r.xadd('s', (m))", None);
    // exact on purpose, or not at all
    check("r.xadd('s', m, approximate=False)", None);
    check("r.xadd('s', m, maxlen=None)", None);
    // the server takes only one of the two
    check("r.xadd('s', m, minid='0-1')", None);
}

#[test]
fn words_as_arguments() {
    let text =
        |call: &str| format!("import Redis from 'ioredis';\nconst r = new Redis(process.env.REDIS_URL);\n{call};\n");
    let check = |call: &str, expected: Option<&str>| {
        check("unbounded-stream", "a.js", &text(call), expected.map(text).as_deref());
    };
    check("r.xadd(\"s\", '*', 'f', v)", Some("r.xadd(\"s\", \"MAXLEN\", \"~\", 10000, '*', 'f', v)"));
    check("r.call('XADD', 's', '*', 'f', v)", Some("r.call('XADD', 's', 'MAXLEN', '~', 10000, '*', 'f', v)"));
    check("r.xadd(`s:${id}`, '*', 'f', v)", Some("r.xadd(`s:${id}`, 'MAXLEN', '~', 10000, '*', 'f', v)"));
    check("r.xadd(['s', '*', 'f', v])", Some("r.xadd(['s', 'MAXLEN', '~', '10000', '*', 'f', v])"));
    check("r.xadd(...['s', '*', 'f', 'v'])", None);
}

#[test]
fn keys_of_records() {
    let text = |call: &str| {
        format!(
            "import {{ createClient }} from 'redis';\nconst r = createClient({{ url: process.env.REDIS_URL }});\n{call};\n"
        )
    };
    let check = |rule: &str, call: &str, expected: Option<&str>| {
        check(rule, "a.js", &text(call), expected.map(text).as_deref());
    };
    let trim = "TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: 10000 }";
    let xadd = |options: &str| format!("r.xAdd('s', '*', {{ f: v }}{options})");
    check("unbounded-stream", &xadd(""), Some(&xadd(&format!(", {{ {trim} }}"))));
    check("unbounded-stream", &xadd(", {}"), Some(&xadd(&format!(", {{ {trim} }}"))));
    check(
        "unbounded-stream",
        &xadd(", {\n  NOMKSTREAM: true,\n}"),
        Some(&xadd(&format!(", {{\n  NOMKSTREAM: true, {trim},\n}}"))),
    );
    check("unbounded-stream", &xadd(", {/* none, */}"), None);
    check("unbounded-stream", &xadd(", { NOMKSTREAM: true /* , */ }"), None);
    check("blocking-command", "r.flushAll()", Some("r.flushAll('ASYNC')"));
    check("blocking-command", "r.flushDb('SYNC')", None);
    check("blocking-command", "r.sendCommand(['FLUSHALL'])", Some("r.sendCommand(['FLUSHALL', 'ASYNC'])"));
}

#[test]
fn builders_and_what_cannot_be_spelled() {
    let text = |body: &str| format!("fn f(con: &mut redis::Connection) {{ {body}; }}\n");
    let check = |rule: &str, body: &str, expected: Option<&str>| {
        check(rule, "a.rs", &text(body), expected.map(text).as_deref());
    };
    check(
        "unbounded-stream",
        "redis::cmd(\"XADD\").arg(format!(\"s:{}\", 1)).arg(\"*\").arg(\"f\").arg(1).exec(con)",
        Some(
            "redis::cmd(\"XADD\").arg(format!(\"s:{}\", 1)).arg(\"MAXLEN\").arg(\"~\").arg(10000).arg(\"*\").arg(\"f\").arg(1).exec(con)",
        ),
    );
    check(
        "blocking-command",
        "redis::cmd(\"FLUSHDB\").exec(con)",
        Some("redis::cmd(\"FLUSHDB\").arg(\"ASYNC\").exec(con)"),
    );
    // a reference to a command that nothing keeps
    check("blocking-command", "let c = redis::cmd(\"FLUSHDB\"); c.exec(con)", None);
    check("blocking-command", "vec![redis::cmd(\"FLUSHDB\")][0].exec(con)", None);
    check(
        "blocking-command",
        "let mut c = redis::Cmd::new(); c.arg(\"FLUSHDB\"); c.exec(con)",
        Some("let mut c = redis::Cmd::new(); c.arg(\"FLUSHDB\").arg(\"ASYNC\"); c.exec(con)"),
    );
    // the method takes no arguments
    check("blocking-command", "use redis::Commands; con.flushall()", None);
}

#[test]
fn command_lines() {
    let check = |path: &str, text: &str, expected: Option<&str>| check("blocking-command", path, text, expected);
    check("a.sh", "redis-cli -p $P FLUSHALL && x\n", Some("redis-cli -p $P FLUSHALL ASYNC && x\n"));
    check("a.sh", "redis-cli -p $P 'FLUSHALL'\n", Some("redis-cli -p $P 'FLUSHALL' ASYNC\n"));
    check("a.sh", "X=$(redis-cli -p $P FLUSHALL)\n", Some("X=$(redis-cli -p $P FLUSHALL ASYNC)\n"));
    check("a.sh", "printf 'FLUSHALL\\n' | redis-cli -p $P\n", Some("printf 'FLUSHALL ASYNC\\n' | redis-cli -p $P\n"));
    check("a.sh", "echo FLUSHALL | redis-cli -p $P\n", Some("echo FLUSHALL ASYNC | redis-cli -p $P\n"));
    // each argument is a line of its own
    check("a.sh", "printf '%s\\n' FLUSHALL | redis-cli -p $P\n", None);
    check("a.sh", "printf '%s\\n' PING FLUSHALL | redis-cli -p $P\n", None);
    check(
        "Dockerfile",
        "FROM x\nRUN [\"redis-cli\", \"-p\", \"$P\", \"FLUSHALL\"]\n",
        Some("FROM x\nRUN [\"redis-cli\", \"-p\", \"$P\", \"FLUSHALL\", \"ASYNC\"]\n"),
    );
}

#[test]
fn words_between_quotes_and_in_lists() {
    let stream = |path: &str, text: &str, expected: Option<&str>| check("unbounded-stream", path, text, expected);
    let check = |path: &str, text: &str, expected: Option<&str>| check("blocking-command", path, text, expected);
    // an inner shell reads what is between the quotes
    stream("a.sh", "ssh h 'redis-cli XADD s x a b'\n", Some("ssh h 'redis-cli XADD s MAXLEN \\~ 10000 x a b'\n"));
    stream("a.sh", "ssh h \"redis-cli XADD s x a b\"\n", Some("ssh h \"redis-cli XADD s MAXLEN '~' 10000 x a b\"\n"));
    let steps = |run: &str| format!("on: push\njobs:\n  a:\n    steps:\n      - run: {run}\n");
    stream("ci.yaml", &steps("'redis-cli XADD s x a b'"), Some(&steps("'redis-cli XADD s MAXLEN \\~ 10000 x a b'")));
    stream("ci.yaml", &steps("redis-cli XADD s x a b"), Some(&steps("redis-cli XADD s MAXLEN '~' 10000 x a b")));
    // each element is a word
    let job =
        |args: &str| format!("kind: Pod\nspec:\n  containers:\n    - name: a\n      image: a\n      args:{args}\n");
    check("a.yaml", &job(" [redis-cli, FLUSHALL]"), Some(&job(" [redis-cli, FLUSHALL, ASYNC]")));
    check(
        "a.yaml",
        &job("\n        - redis-cli\n        - FLUSHALL"),
        Some(&job("\n        - redis-cli\n        - FLUSHALL\n        - ASYNC")),
    );
    check(
        "a.yaml",
        &job("\n        - redis-cli\n        - 'FLUSHALL' # all"),
        Some(&job("\n        - redis-cli\n        - 'FLUSHALL'\n        - 'ASYNC' # all")),
    );
    stream(
        "a.yaml",
        &job(" [redis-cli, XADD, s, \"*\", a, b]"),
        Some(&job(" [redis-cli, XADD, s, MAXLEN, \"~\", \"10000\", \"*\", a, b]")),
    );
    // quotes inside of quotes
    check("package.json", "{\"scripts\": {\"a\": \"redis-cli \\\"FLUSHALL\\\"\"}}", None);
}

#[test]
fn the_environment_where_it_can_be_read() {
    let check = |path: &str, text: &str, expected: Option<&str>| check("hardcoded-port", path, text, expected);
    check("a.py", "import os\nREDIS_PORT = 6379\n", Some("import os\nREDIS_PORT = int(os.environ[\"REDIS_PORT\"])\n"));
    // another number where the variable cannot be read
    check("a.py", "REDIS_PORT = 6379\n", Some("REDIS_PORT = 6381\n"));
    check("a.py", "REDIS_PORT = 6379\nimport os\n", Some("REDIS_PORT = 6381\nimport os\n"));
    check("a.py", "import os as o\nREDIS_PORT = 6379\n", Some("import os as o\nREDIS_PORT = 6381\n"));
    check(
        "a.py",
        "import os\nu = f\"redis://{h}:6379/0\"\n",
        Some("import os\nu = f\"redis://{h}:{os.environ['REDIS_PORT']}/0\"\n"),
    );
    check(
        "a.py",
        "import os\nu = f\"{h}\" \"redis://h:6379/0\"\n",
        Some("import os\nu = f\"{h}\" \"redis://h:6381/0\"\n"),
    );
    check("a.js", "const u = 'redis://h:6379';\n", Some("const u = 'redis://h:6381';\n"));
    check("a.js", "const u = `redis://h:6379`;\n", Some("const u = `redis://h:${process.env.REDIS_PORT}`;\n"));
    check("a.js", "const redisPort = '6379';\n", Some("const redisPort = process.env.REDIS_PORT;\n"));
    check("a.sh", "redis-cli -u redis://h:6379/0 ping\n", Some("redis-cli -u redis://h:${REDIS_PORT}/0 ping\n"));
    check("a.sh", "redis-cli -u 'redis://h:6379/0' ping\n", Some("redis-cli -u 'redis://h:6381/0' ping\n"));
    check("a.sh", "export REDIS_PORT=6379\n", Some("export REDIS_PORT=6381\n"));
    check("a.sh", "REDIS_PORT=\"6379\"\n", Some("REDIS_PORT=\"6381\"\n"));
    check("a.py", "import os\nREDIS_PORT = b\"6379\"\n", Some("import os\nREDIS_PORT = b\"6381\"\n"));
    check(
        "a.sh",
        "cat > .env <<'EOF'\nA=1\nREDIS_URL=redis://h:6379\nEOF\n",
        Some("cat > .env <<'EOF'\nA=1\nREDIS_URL=redis://h:6381\nEOF\n"),
    );
    // nor where it is set in passing, or is what is read when there is none
    check("a.sh", "env REDIS_PORT=6379 ./x\n", Some("env REDIS_PORT=6381 ./x\n"));
    check("a.sh", ": \"${REDIS_PORT:=6379}\"\n", Some(": \"${REDIS_PORT:=6381}\"\n"));
    check("a.sh", ": ${REDIS_PORT=6379}\n", Some(": ${REDIS_PORT=6381}\n"));
    check("a.js", "process.env.REDIS_PORT ??= 6379;\n", Some("process.env.REDIS_PORT ??= 6381;\n"));
    check("a.js", "const { redisPort = 6379 } = options;\n", Some("const { redisPort = 6381 } = options;\n"));
}

#[test]
fn images() {
    let check = |text: &str, expected: Option<&str>| check("server-version", "Dockerfile", text, expected);
    check("FROM redis:8.0.1-alpine3.20 AS x\n", Some("FROM redis:7.4-alpine AS x\n"));
    check("FROM redis\n", Some("FROM redis:7.4\n"));
    check("FROM docker.io/library/redis:latest\n", Some("FROM docker.io/library/redis:7.4\n"));
    // the digest is what counts, and what the tags of others are called nobody knows
    check("FROM redis:8@sha256:0123456789012345678901234567890123456789012345678901234567890123\n", None);
    check("FROM bitnami/redis:8.0-debian-12-r0\n", None);
    check("FROM valkey/valkey:8\n", None);
}

#[test]
fn a_rule_is_renamed_only_where_it_has_something_to_suppress() {
    let check = |text: &str, expected: Option<&str>| check("unknown-rule", "a.yaml", text, expected);
    check(
        "redis:\n  port: 6379 # redlint: allow(hardcoded-prot)\n",
        Some("redis:\n  port: 6379 # redlint: allow(hardcoded-port)\n"),
    );
    check("redis:\n  port: 6381 # redlint: allow(hardcoded-prot)\n", None);
    // this rule does not hold here
    check("redis:\n  port: 6379 # redlint: allow(port)\n", None);
}

#[test]
fn what_is_only_likely_is_never_safe() {
    let linter = Linter::new(&Config::default()).unwrap();
    let file = SourceFile::new("a.py", "def f(redis):\n    redis.flushall()\n", Language::Python);
    let linted = lint(&file, &linter);
    let fix = linted.findings[0].fix.as_ref().expect("a fix");
    assert!(linted.findings[0].confidence < Confidence::Certain && !fix.is_safe);
}

#[test]
fn a_directive_that_is_sent_with_others_is_mended_one_by_one() {
    let linter = Linter::new(&Config::default()).unwrap();
    let text = "redis-cli -p $P CONFIG SET maxmemory 1gb maxclients 7\n";
    let file = SourceFile::new("a.sh", text, Language::Shell);
    let linted = lint(&file, &linter);
    let mended = mend(&file, &linted, &linter, &Project::default(), |_| true).expect("it can be mended");
    assert_eq!(mended.file.text(), "redis-cli -p $P CONFIG SET maxmemory 256mb maxclients 100\n");
    assert_eq!((mended.fixed, mended.linted.findings.len()), (1, 0));
}
