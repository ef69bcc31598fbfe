//! What the README shows is what happens.

use std::fs;
use std::path::Path;

use crate::support::Tree;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README")
}

/// The first code block of `kind` that holds `mark`.
fn block(kind: &str, mark: &str) -> String {
    let readme = readme();
    let mut blocks = readme.split("```").skip(1).step_by(2);
    let found = blocks.find(|block| block.lines().next() == Some(kind) && block.contains(mark));
    found.and_then(|block| block.split_once('\n')).expect("the README has such a block").1.to_owned()
}

#[test]
fn the_first_run_is_as_shown() {
    let tree = Tree::new(&[("services/executor.py", block("python", "xadd"))]);
    let run = tree.run(&["services"]);
    let shown = block("console", "$ redlint services");
    let without_time = |text: &str| text.trim_end().rsplit_once(", ").expect("a summary").0.to_owned();
    assert_eq!(without_time(&format!("$ redlint services\n{}{}", run.stdout, run.stderr)), without_time(&shown));
}

#[test]
fn the_configuration_is_valid_and_gives_the_defaults() {
    let shown = block("yaml", "target:");
    let tree = Tree::new(&[("redlint.yaml", shown.as_str()), ("services/executor.py", &block("python", "xadd"))]);
    let run = tree.run(&["services", "--format", "concise"]);
    run.expect_code(1);
    assert_eq!(run.stdout, tree.run(&["services", "--format", "concise", "--isolated"]).stdout);
}

#[test]
fn every_rule_is_in_the_table() {
    let readme = readme();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/conventions");
    for entry in fs::read_dir(folder).expect("rules") {
        let path = entry.expect("rule").path();
        let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("rule");
        let severity = text.lines().find_map(|line| line.strip_prefix("severity: ")).expect("a severity");
        assert!(readme.contains(&format!("| `{id}` | {severity} |")), "the table lacks `{id}` ({severity})");
    }
}

#[test]
fn redlint_is_clean_itself() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_redlint"))
        .args(["check", "--config", ".ci/redlint.yaml", "--format", "concise", "--fail-on", "advice", "."])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&run.stderr));
}
