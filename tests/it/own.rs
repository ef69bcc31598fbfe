//! A team's own rules and client models.

use crate::support::Tree;

const RULE: &str = "id: no-flush
severity: error
summary: FLUSHALL
match: {command: FLUSHALL}
message: FLUSHALL empties the whole server
help: delete the keys by name
why: Other teams keep keys there.
examples: {flags: [FLUSHALL]}
";

const MODEL: &str = "library: our-bus
languages: [python]
packages: [bus]
types:
  Bus:
    paths: [bus.Bus]
    methods:
      publish: {params: [stream, event], sends: \"XADD {stream} * event {event}\"}
";

const CODE: &str = "from bus import Bus\nimport redis\nb = Bus()\nb.publish('s', 'e')\n\ndef f(r: redis.Redis):\n    r.flushall(True)\n";

#[test]
fn a_rule_of_ones_own() {
    let tree = Tree::new(&[("a.py", CODE), ("lint/no-flush.yaml", RULE), ("redlint.yaml", "rules-dir: lint\n")]);
    tree.check(&["--rule", "no-flush"], &["a.py:7:7: error[no-flush] FLUSHALL empties the whole server"]);
    tree.write("redlint.yaml", "rules-dir: lint\nrules: {no-flush: off}\n");
    tree.check(&[], &[]);
}

#[test]
fn rules_ask_for_confidence_and_lower_it() {
    let rule = RULE.replace(
        "{command: FLUSHALL}",
        "[{command: FLUSHALL, min-confidence: certain}, {command: FLUSHDB, confidence: possible}]",
    );
    let code = "import redis\n\ndef f(r: redis.Redis, redis_client):\n    r.flushall()\n    redis_client.flushall()\n    r.flushdb()\n";
    let tree = Tree::new(&[("a.py", code), ("lint/no-flush.yaml", &rule), ("redlint.yaml", "rules-dir: lint\n")]);
    let [certain, possible] =
        ["4:7", "6:7"].map(|at| format!("a.py:{at}: error[no-flush] FLUSHALL empties the whole server"));
    tree.check(&["--rule", "no-flush"], &[&certain]);
    tree.check(&["--rule", "no-flush", "--min-confidence", "possible"], &[&certain, &possible]);
    tree.write("redlint.yaml", "rules-dir: lint\nrules: {no-flush: {min-confidence: possible}}\n");
    tree.check(&["--rule", "no-flush"], &[&certain, &possible]);
    tree.write(
        "redlint.yaml",
        "rules-dir: lint\nmin-confidence: possible\nrules: {no-flush: {min-confidence: certain}}\n",
    );
    tree.check(&["--rule", "no-flush"], &[&certain]);
}

#[test]
fn rules_may_speak_of_some_kinds_of_files() {
    let rule = RULE.replace(
        "{command: FLUSHALL}",
        "[{command: FLUSHALL, in: documents}, {command: FLUSHALL, in: shell, message: in a script}]",
    );
    let tree = Tree::new(&[
        ("a.py", CODE),
        ("b.sh", "redis-cli FLUSHALL\n"),
        ("Makefile", "clean:\n\tredis-cli FLUSHALL\n"),
        ("lint/no-flush.yaml", &rule),
        ("redlint.yaml", "rules-dir: lint\n"),
    ]);
    let found =
        ["Makefile:2:12: error[no-flush] FLUSHALL empties the whole server", "b.sh:1:11: error[no-flush] in a script"];
    tree.check(&["--rule", "no-flush"], &found);
    tree.write("lint/no-flush.yaml", RULE.replace("{command: FLUSHALL}", "{command: FLUSHALL, in: cobol}"));
    let run = tree.run(&["check"]);
    assert!(run.stderr.contains("`cobol` is no language"), "{}", run.stderr);
}

#[test]
fn a_client_model_of_ones_own() {
    let tree = Tree::new(&[("a.py", CODE), ("models/bus.yaml", MODEL), ("redlint.yaml", "clients-dir: models\n")]);
    let found = ["a.py:4:3: error[unbounded-stream] XADD to `s` has no MAXLEN, so the stream grows without bound"];
    tree.check(&[], &found);
    tree.write("redlint.yaml", "wrappers:\n  b.publish(stream, event): XADD {stream} * event {event}\n");
    tree.check(&[], &found);
    tree.check(&["--isolated"], &[]);
}

#[test]
fn mistakes_in_ones_own_files_are_shown_in_their_places() {
    let tree = Tree::new(&[
        ("lint/a.yaml", RULE.replace("{command: FLUSHALL}", "{command: FLUSHAL, with-option: X}")),
        ("lint/b.yaml", RULE.to_owned()),
        ("lint/d.yaml", RULE.to_owned()),
        ("lint/c.yaml", RULE.replace("severity: error", "severty: error")),
        ("models/bus.yaml", MODEL.replace("{event}", "{evnt}")),
        ("redlint.yaml", "rules-dir: lint\nclients-dir: models\nwrappers: {no(x): 3}\n".to_owned()),
    ]);
    let run = tree.run(&[]);
    run.expect_code(2);
    insta::assert_snapshot!(run);
}
