//! Reports.

use serde_json::Value;

use crate::support::{Tree, WARNING};

/// Two files with three findings, one of them behind characters of several bytes.
fn tree() -> Tree {
    Tree::new(&[
        ("b.py", WARNING.to_owned()),
        ("a \"ü\".py", format!("x = 'äöü'  {WARNING}y = 1  # redlint: allow(key-command)\n")),
    ])
}

#[test]
fn human() {
    insta::assert_snapshot!(tree().run(&[]));
}

#[test]
fn concise() {
    insta::assert_snapshot!(tree().run(&["--format", "concise"]));
}

#[test]
fn json() {
    let run = tree().run(&["--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).expect("one JSON document");
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn jsonl_is_the_findings_of_json() {
    let tree = tree();
    let document: Value = serde_json::from_str(&tree.run(&["--format", "json"]).stdout).unwrap();
    let lines = tree.run(&["--format", "jsonl"]).stdout;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(document["findings"], Value::from(lines));
}

#[test]
fn nothing_found_is_a_valid_report() {
    let tree = Tree::new(&[("a.py", "x = 1\n")]);
    let document: Value = serde_json::from_str(&tree.run(&["--format", "json"]).stdout).unwrap();
    assert_eq!(document["findings"], Value::Array(Vec::new()));
    assert_eq!(document["summary"]["files"], 1);
    for format in ["human", "concise", "jsonl"] {
        assert_eq!(tree.run(&["--format", format]).stdout, "", "{format}");
        assert_eq!(tree.run(&["usage", "--format", format]).stdout, "", "{format}");
    }
}

#[test]
fn colours_only_when_asked_for() {
    let tree = tree();
    assert!(!tree.run(&[]).stdout.contains('\u{1b}'));
    assert!(tree.run(&["--color", "always"]).stdout.contains("\u{1b}["));
    assert!(!tree.run(&["--color", "never"]).stdout.contains('\u{1b}'));
    assert!(!tree.run(&["--color", "always", "--format", "concise"]).stdout.contains('\u{1b}'));
}

#[test]
fn ten_thousand_findings_in_one_file_take_no_time() {
    let tree = Tree::new(&[("a.py", WARNING.repeat(10_000))]);
    for format in ["human", "concise", "json", "jsonl"] {
        let run = tree.run(&["--format", format]);
        run.expect_code(0);
        assert!(run.stderr.contains("10000 warnings"), "{format}: {}", run.stderr);
    }
}

#[test]
fn what_a_file_and_its_name_hold_does_not_steer_the_terminal() {
    let name = "a\u{1b}[31m\n\u{202e}.py";
    let tree = Tree::new(&[(name, format!("x = '\u{1b}]0;title\u{7}\u{9b}1m\u{202e}' {WARNING}"))]);
    for format in ["human", "concise"] {
        let run = tree.run(&["--format", format, "--verbose"]);
        let hidden = run.stdout.chars().find(|&c| c != '\n' && (c.is_control() || c == '\u{202e}'));
        assert_eq!(hidden, None, "{run}");
        assert!(run.stdout.contains("a\\x1b[31m\\n\\u{202e}.py"), "{run}");
    }
    let run = tree.run(&["--format", "json"]);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["findings"][0]["path"], name);
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn a_narrow_terminal() {
    let tree = tree();
    let output = assert_cmd::Command::cargo_bin("redlint")
        .unwrap()
        .current_dir(tree.path())
        .env_clear()
        .env("COLUMNS", "20")
        .output()
        .unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("keys-comand"));
}
