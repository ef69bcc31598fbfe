//! `redlint usage`.

use serde_json::{Value, json};

use crate::support::Tree;

fn tree() -> Tree {
    Tree::new(&[
        (
            "src/app.py",
            "import os\nimport redis\n\nr = redis.Redis(host='cache', password=os.environ['REDIS_PASSWORD'])\n\ndef put(key, **rest):\n    r.set(key, 1, ex=60)\n    r.xadd('ge:work:incoming', {'a': 1}, **rest)\n",
        ),
        ("bin/keys.sh", "#!/bin/sh\nredis-cli -p 6381 KEYS 'user:*'\n"),
    ])
}

#[test]
fn a_table() {
    insta::assert_snapshot!(tree().run(&["usage"]));
}

#[test]
fn one_object_a_line() {
    let run = tree().run(&["usage", "--format", "json", "src"]);
    let facts: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let of = |kind: &str| facts.iter().filter(|fact| fact["kind"] == kind).collect::<Vec<_>>();
    let commands = of("command");
    assert_eq!(
        commands[0]["words"],
        json!([{"text": "SET"}, {"one": "key"}, {"text": "1"}, {"text": "EX"}, {"text": "60"}])
    );
    assert_eq!((&commands[0]["path"], &commands[0]["line"]), (&json!("src/app.py"), &json!(7)));
    let words = commands[1]["words"].as_array().expect("words are a list");
    assert!(words.iter().any(|word| word.get("many").is_some()), "{words:?}");
    let connection = of("connection")[0];
    assert_eq!(connection["host"], json!({"value": "cache"}));
    assert_eq!(connection["port"], json!({"value": 6379, "defaulted": true}));
    assert_eq!(connection["password"], json!({"state": "dynamic"}));
}

#[test]
fn findings_do_not_matter_to_its_exit_status() {
    let tree = tree();
    tree.run(&["usage", "--fail-on", "advice"]).expect_code(0);
    tree.run(&["check", "--fail-on", "advice"]).expect_code(1);
    tree.run(&["usage", "missing"]).expect_code(2);
}

#[test]
fn facts_that_are_less_sure_are_left_out() {
    let tree = Tree::new(&[("a.py", "def f(redis):\n    redis.keys('a*')\n")]);
    let count = |confidence: &str| {
        let run = tree.run(&["usage", "--format", "jsonl", "--min-confidence", confidence]);
        run.stdout.lines().count()
    };
    assert_eq!((count("likely"), count("certain")), (1, 0));
}
