//! What is generated from the rule files is fresh; what the documents show is what happens.

use std::fs;
use std::path::Path;

use crate::support::Tree;

/// The path of a document of the repository, and its text.
fn document(name: &str) -> (std::path::PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&path).unwrap_or_default();
    (path, text)
}

#[test]
fn the_page_of_the_rules_is_fresh() {
    let run = Tree::new::<&str>(&[]).run(&["--isolated", "rules", "--format", "markdown"]);
    run.expect_code(0);
    let fresh = format!(
        "# The rules\n\nGenerated from `rules/conventions/` by `UPDATE=1 cargo test --test it docs`; `redlint explain RULE` shows the same with your own values. \
         The anchors are the ids.\n\n{}",
        run.stdout
    );
    let (path, text) = document("docs/rules.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &fresh).unwrap();
        return;
    }
    assert!(text == fresh, "docs/rules.md is stale: UPDATE=1 cargo test --test it docs");
}

/// The code blocks of a Markdown text that name a file in their first line's comment (`# path`, `// path`): path and content.
fn files(text: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```") || line.len() == 3 {
            continue;
        }
        let body: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
        let Some(first) = body.first() else { continue };
        let name = first.trim_start_matches(['#', '/', ' ']);
        let is_path = first.starts_with(['#', '/']) && name.contains('.') && !name.contains(' ');
        if is_path {
            out.push((name.to_owned(), body[1..].join("\n") + "\n"));
        }
    }
    out
}

/// The part of a Markdown text under the heading `title`.
fn section<'a>(text: &'a str, title: &str) -> &'a str {
    let start = text.find(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no section `{title}`"));
    let rest = &text[start + 1..];
    rest[3..].find("\n## ").map_or(rest, |end| &rest[..end + 3])
}

#[test]
fn the_rules_of_ones_own_in_the_readme_work() {
    let (_, readme) = document("README.md");
    let files = files(section(&readme, "Your own rules"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "redlint.yaml",
            ".redlint/rules/stream-names.yaml",
            ".redlint/rules/no-subscribe.yaml",
            ".redlint/rules/no-flush.yaml",
            "agent.py"
        ]
    );
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let tree = Tree::new(&files);
    let run = tree.run(&["test"]);
    run.expect_code(0);
    tree.check(
        &["agent.py", "--rule", "stream-names", "--rule", "no-subscribe", "--rule", "no-flush"],
        &[
            "agent.py:4:7: error[stream-names] the stream `jobs` is named neither `ge:…` nor `triggers.…`",
            "agent.py:5:7: error[no-subscribe] `PUBLISH` loses what nobody listens to at that moment",
            "agent.py:6:7: error[no-flush] `FLUSHALL` empties the server of every team",
        ],
    );
}

#[test]
fn the_helpers_in_the_readme_work() {
    let (_, readme) = document("README.md");
    let files = files(section(&readme, "Your own helpers and clients"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["redlint.yaml", "worker.ts", ".redlint/clients/team-cache.yaml"]);
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let tree = Tree::new(&files);
    tree.check(
        &["worker.ts", "--rule", "keys-command", "--rule", "unbounded-stream", "--rule", "unauthenticated-client"],
        &["worker.ts:7:16: error[keys-command] `KEYS session:*` walks the whole keyspace while the server answers nobody else"],
    );
    let run = tree.run(&["test", ".redlint/clients"]);
    run.expect_code(0);
}

#[test]
fn a_rule_is_added_as_contributing_says() {
    let (_, contributing) = document("CONTRIBUTING.md");
    let files = files(section(&contributing, "Adding a rule"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "rules/conventions/wait-command.yaml",
            "fixtures/rules/wait-command/replicas.py",
            "fixtures/rules/wait-command/deploy.sh"
        ]
    );
    // the same files as rules of one's own
    let tree = Tree::new::<&str>(&[("redlint.yaml", "rules-dir: own\n")]);
    for (name, text) in &files {
        let own = name.replace("rules/conventions/", "own/").replace("fixtures/rules/", "own/fixtures/");
        tree.write(&own.replace("own/fixtures/own/", "own/fixtures/"), text);
    }
    let run = tree.run(&["test"]);
    run.expect_code(0);
    assert!(run.stderr.contains("0 missing, 0 noisy"), "{run}");
    let code = files[1].1.clone();
    tree.write("replicas.py", code);
    let run = tree.run(&["check", "replicas.py", "--rule", "wait-command", "--format", "jsonl"]);
    run.expect_code(0);
    assert_eq!(run.paths(), ["replicas.py"], "{run}");
}
