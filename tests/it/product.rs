//! Subcommands about rules and configuration.

use crate::support::Tree;

const RULE: &str = "id: no-flush
severity: error
summary: FLUSHALL
match: {command: FLUSHALL}
message: FLUSHALL empties the whole server
help: delete the keys by name
why: Other teams keep keys there.
examples: {flags: [FLUSHALL], passes: [DEL a]}
";

#[test]
fn rules_as_a_table_and_as_json() {
    let tree =
        Tree::new(&[("redlint.yaml", "rules-dir: own\nrules: {keys-command: off}\n"), ("own/no-flush.yaml", RULE)]);
    let table = tree.run(&["rules", "--format", "table"]);
    table.expect_code(0);
    let row = |id: &str| {
        let line = table.stdout.lines().find(|line| line.starts_with(id)).unwrap_or_else(|| panic!("{table}"));
        line.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("keys-command"), "keys-command off");
    assert_eq!(row("no-flush"), "no-flush error");
    let json: serde_json::Value = serde_json::from_str(&tree.run(&["rules", "--format", "json"]).stdout).unwrap();
    let rules = json.as_array().unwrap();
    assert_eq!(rules.len(), table.stdout.lines().count());
    assert!(rules.iter().all(|rule| rule["why"].as_str().is_some_and(|why| !why.is_empty())));
}

#[test]
fn explain_tells_it_with_the_teams_values() {
    let tree = Tree::new(&[("redlint.yaml", "conventions: {port: 7000}\n")]);
    let run = tree.run(&["explain", "hardcoded-port"]);
    run.expect_code(0);
    for part in
        ["hardcoded-port  error", "port: 7000", "redlint: allow(hardcoded-port)", "rules:\n    hardcoded-port: off"]
    {
        assert!(run.stdout.contains(part), "{part}\n{run}");
    }
    let page = tree.run(&["explain", "hardcoded-port", "--format", "markdown"]);
    assert!(page.stdout.starts_with("## hardcoded-port\n"), "{page}");
    let json: serde_json::Value =
        serde_json::from_str(&tree.run(&["explain", "hardcoded-port", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["conventions"]["port"], "7000");
    let unknown = tree.run(&["explain", "hardcoded-prot"]);
    unknown.expect_code(2);
    assert_eq!(unknown.stderr, "error: there is no rule `hardcoded-prot`, did you mean `hardcoded-port`?\n");
}

#[test]
fn tests_of_ones_own_rules_tell_what_is_missing_and_what_is_noisy() {
    let tree = Tree::new(&[
        ("redlint.yaml", "rules-dir: own\n".to_owned()),
        ("own/no-flush.yaml", RULE.replace("[FLUSHALL]", "[FLUSHALL, FLUSHDB]").replace("[DEL a]", "[FLUSHALL ASYNC]")),
        ("own/fixtures/no-flush/a.sh", "redis-cli FLUSHALL  #~ no-flush\nredis-cli DEL a  #~ no-flush\n".to_owned()),
        (
            "models/bus.yaml",
            "library: bus\nlanguages: [python]\nfunctions:\n  bus.emit: {params: [s], sends: 'XADD {s} * f v'}\nexamples:\n  - \
             code: \"import bus\\nbus.emit('a')\\n\"\n    sends: ['XADD b * f v']\n"
                .to_owned(),
        ),
    ]);
    let run = tree.run(&["test"]);
    run.expect_code(1);
    insta::assert_snapshot!(run);
    let run = tree.run(&["test", "models"]);
    run.expect_code(1);
    assert!(run.stdout.contains("expected XADD b * f v\n    found    XADD a * f v"), "{run}");
    tree.write("own/no-flush.yaml", RULE);
    tree.write("own/fixtures/no-flush/a.sh", "redis-cli FLUSHALL  #~ no-flush\nredis-cli DEL a\n");
    tree.run(&["test"]).expect_code(0);
    tree.run(&["test", "nowhere"]).expect_code(2);
    Tree::new::<&str>(&[]).run(&["test"]).expect_code(2);
}

#[test]
fn init_writes_what_it_finds_and_replaces_nothing() {
    let tree = Tree::new(&[
        ("config/ports.yaml", "redis: 6390\n"),
        ("agents/orchestrator/main.py", "import redis\n"),
        (
            "compose.yaml",
            "services:\n  redis:\n    image: redis:7.2-alpine\n    command: redis-server --port 6390 --maxmemory 1gb\n",
        ),
        (
            "deploy.yaml",
            "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: a\n          env:\n            - name: REDIS_PASSWORD\n              \
             valueFrom: {secretKeyRef: {name: our-secrets, key: redis}}\n",
        ),
    ]);
    tree.run(&["init"]).expect_code(0);
    let text = std::fs::read_to_string(tree.path().join("redlint.yaml")).unwrap();
    for part in [
        "redis: \"7.2\"  # compose.yaml:3",
        "port: 6390",
        "ports-file: config/ports.yaml",
        "secret: {name: our-secrets, key: redis}",
        "orchestrator: [\"agents/orchestrator/**\"]",
        "maxmemory: 1gb",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // what it has written can be read
    let run = tree.run(&["config"]);
    run.expect_code(0);
    assert!(run.stdout.contains("conventions.port: 6390") && run.stdout.contains("# redlint.yaml:"), "{run}");
    tree.run(&["init"]).expect_code(2);
    tree.write("redlint.yaml", "rules: [");
    tree.run(&["init", "--force"]).expect_code(0);
    tree.run(&["config"]).expect_code(0);
    let empty = Tree::new::<&str>(&[]);
    empty.run(&["init"]).expect_code(0);
    empty.run(&["config"]).expect_code(0);
}

#[test]
fn the_configuration_with_its_sources() {
    let tree = Tree::new(&[("redlint.yaml", "fail-on: warning\nconventions:\n  port: 7000\n")]);
    let run = tree.run(&["config", "--format", "json", "--min-confidence", "possible"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let from = |key: &str| {
        let entry = json.as_array().unwrap().iter().find(|entry| entry["key"] == key).unwrap();
        format!("{} {} {}", entry["value"], entry["from"], entry["line"])
    };
    assert_eq!(from("conventions.port"), "7000 \"redlint.yaml\" 3");
    assert_eq!(from("fail-on"), "\"warning\" \"redlint.yaml\" 1");
    assert_eq!(from("min-confidence"), "\"possible\" \"command line\" null");
    assert_eq!(from("target.redis"), "\"7.4\" \"default\" null");
}

#[test]
fn schemas_are_json() {
    let tree = Tree::new::<&str>(&[]);
    for kind in ["config", "rule", "client", "findings"] {
        let run = tree.run(&["schema", kind]);
        run.expect_code(0);
        let schema: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(schema["properties"].is_object(), "{kind}");
    }
}
