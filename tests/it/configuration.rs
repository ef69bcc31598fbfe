//! `redlint.yaml`.

use crate::support::{Tree, WARNING};

#[test]
fn all_mistakes_are_shown_in_their_places() {
    let tree = Tree::new(&[
        ("a.py", WARNING),
        (
            "redlint.yaml",
            "target:\n  redis: seven\nconventions:\n  port: \"6381\"\n  prot-env: PORT\nrules:\n  unknown-rule: warn\n\
             exclude: ['a[']\nfail-on: sometimes\n",
        ),
    ]);
    let run = tree.run(&[]);
    run.expect_code(2);
    insta::assert_snapshot!(run);
}

#[test]
fn rules_that_do_not_exist() {
    let tree = Tree::new(&[("redlint.yaml", "rules:\n  unused-supression: off\n")]);
    let run = tree.run(&[]);
    run.expect_code(2);
    insta::assert_snapshot!(run);
}

#[test]
fn what_is_not_yaml() {
    for text in ["a: [", "\tx", "[1, 2]", "a: 1\n---\nb: 2", "\u{0}", "fail-on: {", "rules: {{"] {
        let run = Tree::new(&[("redlint.yaml", text)]).run(&[]);
        run.expect_code(2);
        assert!(run.stderr.contains("redlint.yaml:"), "{text:?}\n{run}");
    }
    Tree::new(&[("redlint.yaml", b"\xff\xfe" as &[u8])]).run(&[]).expect_code(2);
    Tree::new(&[("redlint.yaml", "")]).run(&[]).expect_code(0);
    Tree::new(&[("redlint.yaml", "# nothing yet\n")]).run(&[]).expect_code(0);
}

#[test]
fn it_is_found_above_the_working_directory_named_or_left_aside() {
    let tree =
        Tree::new(&[("redlint.yaml", "fail-on: warning\n"), ("other.yaml", "fail-on: never\n"), ("a/b/c.py", WARNING)]);
    let code = |args: &[&str]| tree.run_in("a/b", args, b"").code;
    assert_eq!(code(&[]), Some(1));
    assert_eq!(code(&["--isolated"]), Some(0));
    assert_eq!(code(&["--config", "../../other.yaml"]), Some(0));
    // the command line wins
    assert_eq!(code(&["--fail-on", "never"]), Some(0));
}

#[test]
fn severities_and_switched_off_rules() {
    let tree = Tree::new(&[("a.py", WARNING)]);
    tree.write("redlint.yaml", "rules: {unknown-rule: error}\n");
    tree.check(&[], &["a.py:1:18: error[unknown-rule] there is no rule `keys-comand`"]);
    tree.run(&[]).expect_code(1);
    tree.write("redlint.yaml", "rules: {unknown-rule: {severity: advice}}\n");
    tree.check(&[], &["a.py:1:18: advice[unknown-rule] there is no rule `keys-comand`"]);
    tree.write("redlint.yaml", "rules: {unknown-rule: off}\n");
    tree.check(&[], &[]);
}

#[test]
fn allowed_paths() {
    let tree = Tree::new(&[("a.py", WARNING), ("old/b.py", WARNING)]);
    tree.write("redlint.yaml", "rules: {unknown-rule: {allow-paths: [old]}}\n");
    tree.check_files(&[], &["a.py"]);
}

#[test]
fn limits() {
    let tree = Tree::new(&[("a.py", format!("{WARNING}{}", "#\n".repeat(600)))]);
    tree.write("redlint.yaml", "limits: {file-size: 1KB}\n");
    let run = tree.check_files(&["--verbose"], &[]);
    assert!(run.stderr.contains("skipped a.py: larger than the limit of 1 KB"), "{run}");
    tree.write("redlint.yaml", "limits: {line-length: 20}\n");
    let run = tree.check_files(&["--verbose"], &[]);
    assert!(run.stderr.contains("skipped a.py: line 1 is longer than the limit of 20 bytes"), "{run}");
}

#[test]
fn what_steers_redlint_is_not_linted() {
    let tree = Tree::new(&[("a.py", WARNING), ("my-rules/none.yaml", WARNING), ("sub/redlint.yaml", WARNING)]);
    tree.write("redlint.yaml", "# redlint: allow(keys-comand)\nrules-dir: my-rules\n");
    let run = tree.check_files(&["--isolated"], &["a.py", "my-rules/none.yaml"]);
    assert!(run.stderr.contains("2 files"), "{run}");
}

#[test]
fn folders_that_it_names_must_exist() {
    let tree = Tree::new(&[("redlint.yaml", "rules-dir: rules\nclients-dir: clients\n")]);
    let run = tree.run(&[]);
    run.expect_code(2);
    assert!(run.stderr.contains("`rules` cannot be read") && run.stderr.contains("`clients` cannot be read"), "{run}");
}
