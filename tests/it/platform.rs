//! The sample platform, which the README shows first: all that is found in it, word by word.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const TREE: &str = "fixtures/repos/platform";

#[test]
fn the_sample_platform_gives_what_is_expected_and_every_rule_has_something_to_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::cargo_bin("redlint").expect("the program is built");
    let output = command
        .current_dir(root)
        .args(["check", "--isolated", "--fail-on", "never", "--format", "concise", TREE])
        .output()
        .expect("the program runs");
    let found = String::from_utf8(output.stdout).expect("a report is UTF-8").replace(&format!("{TREE}/"), "");
    let expected = fs::read_to_string(root.join(TREE).join("expected.txt")).expect("the list is text");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (found, expected) = (lines(&found), lines(&expected));
    let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
    let less: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
    assert!(more.is_empty() && less.is_empty(), "not expected: {more:#?}\nnot found: {less:#?}");
    assert_eq!(found, expected, "the order");
    for entry in fs::read_dir(root.join("rules/conventions")).expect("the folder is there").filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rule = name.trim_end_matches(".yaml");
        assert!(found.iter().any(|line| line.contains(&format!("[{rule}]"))), "{rule} has nothing to say");
    }
}
