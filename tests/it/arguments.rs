//! Arguments and exit status.

use crate::support::{Tree, WARNING};

#[test]
fn exit_status_follows_fail_on() {
    let tree = Tree::new(&[("a.py", WARNING)]);
    tree.run(&[]).expect_code(0);
    tree.run(&["--fail-on", "warning"]).expect_code(1);
    tree.run(&["check", "--fail-on", "advice", "."]).expect_code(1);
    tree.run(&["--fail-on", "never"]).expect_code(0);
    tree.run(&["--fail-on", "warning", "--exit-zero"]).expect_code(0);
    tree.run(&["--fail-on", "warning", "--rule", "unused-suppression"]).expect_code(0);
}

#[test]
fn bad_arguments_are_failures() {
    let tree = Tree::new(&[("a.py", WARNING)]);
    for args in [
        &["--nonsense"] as &[&str],
        &["--format", "xml"],
        &["--rule", "no-such-rule"],
        &["--config", "missing.yaml"],
        &["--config", "a", "--isolated"],
        &["--stdin-filename", "a.py", "b.py"],
        &["-"],
        &["--files-from", "missing.txt"],
        &["missing.py"],
        &["a.py", "missing"],
        &["completions", "klingon"],
    ] {
        let run = tree.run(args);
        run.expect_code(2);
        assert!(run.stderr.contains("error: "), "{args:?}\n{run}");
    }
}

#[test]
fn a_rule_that_does_not_exist_is_told_with_the_nearest() {
    let run = Tree::new::<&str>(&[]).run(&["--rule", "unused-supression"]);
    assert_eq!(run.stderr, "error: --rule: there is no rule `unused-supression`, did you mean `unused-suppression`?\n");
}

#[test]
fn help_and_version_are_printed_on_stdout() {
    let tree = Tree::new::<&str>(&[]);
    for args in [&["--help"] as &[&str], &["-h"], &["--version"], &["help", "usage"], &["check", "--help"]] {
        let run = tree.run(args);
        run.expect_code(0);
        assert!(run.stdout.contains("redlint") && run.stderr.is_empty(), "{run}");
    }
}

#[test]
fn help_needs_no_valid_configuration() {
    let tree = Tree::new(&[("redlint.yaml", "nonsense: 1")]);
    tree.run(&["--help"]).expect_code(0);
    tree.run(&["completions", "bash"]).expect_code(0);
    tree.run(&[]).expect_code(2);
}

#[test]
fn completions_name_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Tree::new::<&str>(&[]).run(&["completions", shell]);
        run.expect_code(0);
        assert!(run.stdout.contains("usage") && run.stdout.contains("min-confidence"), "{shell}");
    }
}

#[test]
fn the_summary_and_how_to_silence_it() {
    let tree = Tree::new(&[("a.py", WARNING), ("b.py", "x = 1\n"), ("c.md", "redis")]);
    insta::assert_snapshot!(tree.run(&["--format", "concise", "--statistics"]));
    let quiet = tree.run(&["-q", "--statistics"]);
    assert_eq!(quiet.stderr, "");
    assert!(!quiet.stdout.is_empty());
}

#[test]
fn cargo_passes_the_word_redlint() {
    let tree = Tree::new(&[("a.py", WARNING)]);
    for args in [&["redlint", "--fail-on", "warning"] as &[&str], &["--fail-on", "warning"]] {
        let mut command = assert_cmd::Command::cargo_bin("cargo-redlint").expect("the program is built");
        command.current_dir(tree.path()).args(args).assert().code(1);
    }
    let mut help = assert_cmd::Command::cargo_bin("cargo-redlint").expect("the program is built");
    help.args(["redlint", "--help"]).assert().success();
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    use std::process::{Command, Stdio};
    let tree = Tree::new(&[("a.py", WARNING.repeat(3_000))]);
    for format in ["human", "concise", "json", "jsonl"] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("redlint"))
            .args(["--format", format, "-q", "--isolated"])
            .current_dir(tree.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert_eq!(output.status.code(), Some(0), "{format}");
    }
}
