//! `redlint check --fix`, with files as they really are.

use std::fs;

use crate::support::Tree;

/// What a file of the tree holds.
fn read(tree: &Tree, path: &str) -> String {
    fs::read_to_string(tree.path().join(path)).expect("the file is there")
}

#[test]
fn safe_fixes_are_made_and_the_rest_is_reported() {
    let tree = Tree::new(&[
        ("a.sh", "redis-cli -p $P FLUSHALL\n"),
        ("a.py", "import os, redis\nr = redis.Redis(port=6379, password=os.environ['P'])\n"),
    ]);
    let before = tree.run(&["check"]);
    before.expect_code(1);
    assert!(before.stderr.contains("1 fixable with --fix (1 more with --unsafe-fixes)"), "{before}");
    let run = tree.run(&["check", "--fix", "--format", "concise"]);
    run.expect_code(1);
    assert!(run.stdout.starts_with("a.py:2:22: ") && run.stdout.lines().count() == 1, "{run}");
    assert!(run.stderr.contains("1 fixed in 1 file, 1 fixable with --fix --unsafe-fixes"), "{run}");
    assert_eq!(read(&tree, "a.sh"), "redis-cli -p $P FLUSHALL ASYNC\n");
    let run = tree.run(&["--fix", "--unsafe-fixes"]);
    run.expect_code(0);
    assert!(run.stderr.contains("no findings, 1 fixed in 1 file"), "{run}");
    assert!(read(&tree, "a.py").contains("port=int(os.environ[\"REDIS_PORT\"])"));
    tree.run(&["--fix", "--unsafe-fixes"]).expect_code(0);
}

#[test]
fn ends_of_lines_and_the_mark_of_byte_order_stay() {
    let tree = Tree::new(&[
        ("a.env", "\u{feff}REDIS_PORT=6379\r\nX=1\r\nREDIS_URL=redis://:${P}@h:6379/0"),
        ("b.py", "\u{feff}# redlint: allow(keys-command)\r\nx = 'redis'\r\n"),
    ]);
    tree.run(&["--fix", "--unsafe-fixes"]).expect_code(0);
    assert_eq!(read(&tree, "a.env"), "\u{feff}REDIS_PORT=6381\r\nX=1\r\nREDIS_URL=redis://:${P}@h:6381/0");
    assert_eq!(read(&tree, "b.py"), "\u{feff}x = 'redis'\r\n");
}

#[test]
fn a_preview_changes_nothing() {
    let tree = Tree::new(&[("a.env", "A=1\nREDIS_PORT=6379\n"), ("b.py", "x = 1\n")]);
    let run = tree.run(&["check", "--fix-dry-run", "--unsafe-fixes"]);
    run.expect_code(1);
    assert_eq!(run.stdout, "--- a/a.env\n+++ b/a.env\n@@ -1,2 +1,2 @@\n A=1\n-REDIS_PORT=6379\n+REDIS_PORT=6381\n");
    assert_eq!(read(&tree, "a.env"), "A=1\nREDIS_PORT=6379\n");
    let run = tree.run_with(&["--fix-dry-run", "--unsafe-fixes", "--stdin-filename", ".env"], b"REDIS_PORT=6379\n");
    assert!(run.stdout.contains("+REDIS_PORT=6381"), "{run}");
    tree.run(&["--fix", "--unsafe-fixes"]).expect_code(0);
    let run = tree.run(&["--fix-dry-run", "--unsafe-fixes"]);
    run.expect_code(0);
    assert_eq!(run.stdout, "");
}

#[test]
fn what_is_read_from_standard_input_is_not_written_anywhere() {
    let tree = Tree::new::<&str>(&[]);
    let run = tree.run_with(&["check", "--fix", "--stdin-filename", ".env"], b"REDIS_PORT=6379\n");
    run.expect_code(2);
    assert!(run.stderr.contains("`--fix` writes files") && run.stdout.is_empty(), "{run}");
    assert_eq!(fs::read_dir(tree.path()).expect("the folder is there").count(), 0);
}

#[test]
fn edits_that_overlap_come_one_after_the_other() {
    let tree = Tree::new(&[("a.py", "x = 'redis'  # redlint: allow(keys-command, missing-ttl, port-map) why\n")]);
    let run = tree.run(&["--fix", "--fail-on", "warning"]);
    run.expect_code(0);
    let text = read(&tree, "a.py");
    assert!(text == "x = 'redis'  # redlint: allow(port-map) why\n" || text == "x = 'redis'\n", "{text}");
}

#[test]
fn what_others_left_out_stays() {
    let text = "REDIS_PORT=6379\n";
    let tree = Tree::new(&[
        ("a.env", text.to_owned()),
        ("b.env", format!("# redlint: allow(hardcoded-port) for a reason\n{text}")),
        ("c.txt", text.to_owned()),
    ]);
    tree.run(&["baseline", "write", "--baseline", "known.json"]).expect_code(0);
    tree.run(&["--fix", "--unsafe-fixes", "--baseline", "known.json"]).expect_code(0);
    assert_eq!(read(&tree, "a.env"), text);
    tree.run(&["--fix", "--unsafe-fixes"]).expect_code(0);
    assert_eq!(read(&tree, "a.env"), "REDIS_PORT=6381\n");
    assert!(read(&tree, "b.env").ends_with(text) && read(&tree, "c.txt") == text);
    tree.run(&["--fix", "--unsafe-fixes", "--rule", "keys-command"]).expect_code(0);
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_written_are_told() {
    use std::os::unix::fs::PermissionsExt;

    let tree = Tree::new(&[("a.env", "REDIS_PORT=6379\n"), ("b.env", "REDIS_PORT=6379\n")]);
    let path = tree.path().join("a.env");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("it is ours");
    let run = tree.run(&["--fix", "--unsafe-fixes", "--format", "concise"]);
    run.expect_code(2);
    assert!(run.stderr.contains("error: a.env: not written: it is read-only"), "{run}");
    assert!(run.stdout.starts_with("a.env:1:12") && run.stdout.lines().count() == 1, "{run}");
    assert_eq!(read(&tree, "a.env"), "REDIS_PORT=6379\n");
    assert_eq!(read(&tree, "b.env"), "REDIS_PORT=6381\n");
    assert_eq!(fs::read_dir(tree.path()).expect("the folder is there").count(), 2, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let tree = Tree::new(&[("real/run.sh", "#!/bin/sh\necho redis # redlint: allow(keys-command)\n")]);
    let path = tree.path().join("real/run.sh");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o750)).expect("it is ours");
    symlink("real/run.sh", tree.path().join("link.sh")).expect("links can be made");
    tree.run(&["--fix", "link.sh"]).expect_code(0);
    assert_eq!(read(&tree, "real/run.sh"), "#!/bin/sh\necho redis\n");
    assert!(tree.path().join("link.sh").is_symlink());
    tree.write("real/run.sh", "#!/bin/sh\necho redis # redlint: allow(keys-command)\n");
    tree.run(&["--fix", "link.sh", "real/run.sh"]).expect_code(0);
    assert_eq!(read(&tree, "real/run.sh"), "#!/bin/sh\necho redis\n");
    // what only a link leads to is nothing that was asked for
    let outside = Tree::new(&[("b.sh", "redis-cli -p $P FLUSHALL\n")]);
    symlink(outside.path(), tree.path().join("other")).expect("links can be made");
    symlink(outside.path().join("b.sh"), tree.path().join("b.sh")).expect("links can be made");
    tree.run(&["--fix", "--fail-on", "error"]).expect_code(0);
    assert_eq!(read(&outside, "b.sh"), "redis-cli -p $P FLUSHALL\n");
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o750);
}

#[test]
fn reports_carry_the_fixes() {
    let tree = Tree::new(&[("a.env", "REDIS_PORT=6379\n")]);
    let report = |format: &str| -> serde_json::Value {
        let run = tree.run(&["check", "--format", format]);
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{format}: {error}\n{run}"))
    };
    let fix = &report("json")["findings"][0]["fix"];
    assert_eq!((&fix["title"], &fix["safe"]), (&"write 6381".into(), &false.into()));
    let edit = &fix["edits"][0];
    assert_eq!((&edit["line"], &edit["column"], &edit["text"]), (&1.into(), &12.into(), &"6381".into()));
    let fix = &report("sarif")["runs"][0]["results"][0]["fixes"][0];
    assert_eq!(fix["description"]["text"], "write 6381");
    let replacement = &fix["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "6381");
    assert_eq!(replacement["deletedRegion"]["startColumn"], 12);
    let suggestion = &report("rdjson")["diagnostics"][0]["suggestions"][0];
    assert_eq!((&suggestion["text"], &suggestion["range"]["start"]["column"]), (&"6381".into(), &12.into()));
    let page = tree.run(&["explain", "hardcoded-port", "--format", "json"]);
    assert!(
        page.stdout.contains(r#""title": "write 6381""#) || page.stdout.contains(r#""title":"write 6381""#),
        "{page}"
    );
}

#[test]
fn lines_that_have_not_changed_stay() {
    use std::process::Command;

    let tree = Tree::new(&[("a.env", "REDIS_PORT=6379\n")]);
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
        let output = Command::new("git").args(identity).args(args).current_dir(tree.path()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !(git(&["init", "-q"]) && git(&["add", "."]) && git(&["commit", "-qm", "one"])) {
        eprintln!("skipped: no git");
        return;
    }
    tree.write("a.env", "REDIS_PORT=6379\nCACHE_REDIS_PORT=6379\n");
    assert!(git(&["add", "."]));
    let args = ["--staged", "--diff=HEAD"];
    for lines in args {
        tree.write("a.env", "REDIS_PORT=6379\nCACHE_REDIS_PORT=6379\n");
        let output = assert_cmd::Command::cargo_bin("redlint")
            .expect("the program is built")
            .args(["check", "--fix", "--unsafe-fixes", lines])
            .current_dir(tree.path())
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(read(&tree, "a.env"), "REDIS_PORT=6379\nCACHE_REDIS_PORT=6381\n");
    }
}

#[test]
fn what_could_not_be_read_whole_is_not_mended_unasked() {
    let text = "redis-cli -p $P FLUSHALL\nif then (\n";
    let tree = Tree::new(&[("a.sh", text)]);
    let run = tree.run(&["--fix", "--fail-on", "error"]);
    assert!(run.stderr.contains("1 fixable with --fix --unsafe-fixes"), "{run}");
    assert_eq!(read(&tree, "a.sh"), text);
}

#[test]
fn a_port_is_nothing_to_change_unasked() {
    let text = "services:\n  cache:\n    image: redis:7.4\n    ports: ['${REDIS_PORT}:6379']\n  web:\n    environment: {REDIS_PORT: 6379}\n";
    let tree = Tree::new(&[(".env", "REDIS_PORT=6379\n"), ("compose.yaml", text)]);
    tree.run(&["--fix"]).expect_code(1);
    assert_eq!(read(&tree, ".env"), "REDIS_PORT=6379\n");
    assert_eq!(read(&tree, "compose.yaml"), text);
}

/// Bytes that are no UTF-8 are left out of what is read, so the file cannot be written back.
#[test]
fn files_of_other_encodings_stay() {
    let tree = Tree::new(&[("a.env", "REDIS_PORT=6379\n")]);
    let bytes = b"# caf\xe9\nREDIS_PORT=6379\n";
    fs::write(tree.path().join("a.env"), bytes).expect("it is ours");
    let run = tree.run(&["--fix", "--unsafe-fixes"]);
    assert_eq!(fs::read(tree.path().join("a.env")).expect("it is there"), bytes, "{run}");
}

/// What is named is mended wherever it is; nothing else is.
#[test]
fn files_outside_of_the_root_are_mended_where_they_are_named() {
    let tree = Tree::new(&[
        ("in/redlint.yaml", "{}\n"),
        ("in/a.sh", "redis-cli -p $P FLUSHALL\n"),
        ("out/b.sh", "redis-cli -p $P FLUSHDB\n"),
    ]);
    let run = assert_cmd::Command::cargo_bin("redlint")
        .expect("the program is built")
        .args(["check", "--fix", "../out/b.sh"])
        .current_dir(tree.path().join("in"))
        .output()
        .expect("the program runs");
    assert!(run.status.success(), "{run:?}");
    assert_eq!(read(&tree, "out/b.sh"), "redis-cli -p $P FLUSHDB ASYNC\n");
    assert_eq!(read(&tree, "in/a.sh"), "redis-cli -p $P FLUSHALL\n");
}
