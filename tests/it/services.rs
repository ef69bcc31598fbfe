//! Formats of CI services: each is read back by the reader that knows it, on nothing, on one, on odd and on many findings.

use std::process::Command;

use serde_sarif::sarif::Sarif;

use crate::support::Tree;

/// A finding, a suppressed one, and names and text that need escaping.
fn odd() -> Tree {
    Tree::new(&[
        ("a,b:c%/ü \"x\".py", "REDIS_PORT = 6379  # <&\"'>\n".as_bytes()),
        ("b.py", b"REDIS_PORT = 6379  # redlint: allow(hardcoded-port) | <why> & how\n"),
        ("c.env", b"REDIS_PASSWORD=s3cr\x01t<&>\"\n"),
    ])
}

fn nothing() -> Tree {
    Tree::new(&[("a.py", "x = 1  # redis\n")])
}

fn many() -> Tree {
    Tree::new(&[("a.py", "redis_port = 6379\n".repeat(10_000))])
}

fn report(tree: &Tree, format: &str) -> String {
    let run = tree.run(&["--isolated", "--format", format, "--exit-zero"]);
    run.expect_code(0);
    run.expect_sound();
    run.stdout
}

#[test]
fn sarif_is_read_by_its_types() {
    let read = |tree: &Tree| -> Sarif { serde_json::from_str(&report(tree, "sarif")).expect("SARIF") };
    let log = read(&odd());
    let results = log.runs[0].results.clone().expect("a run has results");
    assert_eq!(results.len(), 3);
    let suppressed: Vec<_> = results.iter().filter(|result| result.suppressions.is_some()).collect();
    assert_eq!(suppressed.len(), 1, "a suppressed finding is in the log, as such");
    for result in &results {
        let place = result.locations.as_ref().unwrap()[0].physical_location.clone().unwrap();
        let uri = place.artifact_location.unwrap().uri.unwrap();
        assert!(uri.is_ascii() && !uri.contains([' ', '"', ',']) && !uri.starts_with('/'), "{uri}");
        let prints = result.partial_fingerprints.clone().unwrap();
        assert!(prints.contains_key("primaryLocationLineHash") && prints.contains_key("redlint/v1"));
        let index = usize::try_from(result.rule_index.unwrap()).unwrap();
        let rule = &log.runs[0].tool.driver.rules.as_ref().unwrap()[index];
        assert_eq!(Some(&rule.id), result.rule_id.as_ref());
    }
    assert!(read(&nothing()).runs[0].results.as_ref().is_some_and(Vec::is_empty));
    let results = read(&many()).runs[0].results.clone().unwrap();
    let own: std::collections::HashSet<_> =
        results.iter().map(|result| result.partial_fingerprints.clone().unwrap()["redlint/v1"].clone()).collect();
    assert_eq!((results.len(), own.len()), (10_000, 10_000), "equal lines are told apart");
}

#[test]
fn paths_start_at_the_root_of_the_repository() {
    let tree = Tree::new(&[("sub/a.py", "REDIS_PORT = 6379\n")]);
    std::fs::create_dir(tree.path().join(".git")).unwrap();
    for format in ["sarif", "gitlab", "github", "junit", "checkstyle", "rdjson"] {
        let run = tree.run_in("sub", &["--isolated", "--format", format], b"");
        assert!(run.stdout.contains("sub/a.py"), "{format}\n{run}");
    }
}

#[test]
fn gitlab_has_a_fingerprint_for_each() {
    let read =
        |tree: &Tree| -> Vec<serde_json::Value> { serde_json::from_str(&report(tree, "gitlab")).expect("a list") };
    assert!(read(&nothing()).is_empty());
    let items = read(&many());
    let prints: std::collections::HashSet<_> = items.iter().map(|item| item["fingerprint"].to_string()).collect();
    assert_eq!((items.len(), prints.len()), (10_000, 10_000));
    for item in read(&odd()) {
        assert!(item["location"]["lines"]["begin"].as_u64() >= Some(1));
        assert!(["info", "minor", "major"].contains(&item["severity"].as_str().unwrap()));
    }
}

#[test]
fn annotations_are_escaped_and_within_the_limits() {
    let text = report(&odd(), "github");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines.iter().any(|line| line.contains("file=a%2Cb%3Ac%25/ü \"x\".py,line=1,")), "{text}");
    let text = report(&many(), "github");
    assert_eq!(text.lines().filter(|line| line.starts_with("::error")).count(), 10);
    assert!(text.contains("9990 more findings"), "what GitHub would drop is told");
    assert_eq!(report(&nothing(), "github"), "");
}

#[cfg(unix)]
#[test]
fn names_of_files_neither_command_the_runner_nor_steer_the_terminal() {
    let tree = Tree::new(&[("::error::x.py", "REDIS_PORT = 6379\n"), ("e\x1b[31m.py", "REDIS_PORT = 6379\n")]);
    let text = report(&tree, "github");
    let commands: Vec<&str> = text.lines().filter(|line| line.starts_with("::")).collect();
    assert_eq!(commands.len(), 2, "{text}");
    assert!(commands.iter().all(|line| line.starts_with("::error title=redlint")), "{text}");
    assert!(text.contains("\n./::error::x.py:1:14: ") || text.starts_with("./::error::x.py:1:14: "), "{text}");
    assert!(text.contains("file=e\\x1b[31m.py,line=1"), "{text}");
}

#[test]
fn the_job_summary_is_a_table() {
    let tree = odd();
    let summary = tree.path().join("summary.md");
    let run = Command::new(env!("CARGO_BIN_EXE_redlint"))
        .args(["--isolated", "--format", "github", "--exit-zero"])
        .current_dir(tree.path())
        .env("GITHUB_STEP_SUMMARY", &summary)
        .output()
        .expect("the binary runs");
    assert!(run.status.success());
    let text = std::fs::read_to_string(&summary).expect("the summary was written");
    assert_eq!(text.lines().filter(|line| line.starts_with("| error")).count(), 2, "{text}");
}

#[test]
fn xml_is_well_formed() {
    for format in ["junit", "checkstyle"] {
        for (tree, count) in [(odd(), 2), (nothing(), 0), (many(), 10_000)] {
            let text = report(&tree, format);
            let mut reader = quick_xml::Reader::from_str(&text);
            let mut found = 0;
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{format}: {error}\n{text}")) {
                    quick_xml::events::Event::Eof => break,
                    quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                        found += usize::from(matches!(tag.name().as_ref(), b"failure" | b"error"));
                    }
                    _ => {}
                }
            }
            assert_eq!(found, count, "{format}");
            assert!(!text.contains('\u{1}'), "{format}: XML has no such character");
        }
    }
}

#[test]
fn rdjson_is_json() {
    let log: serde_json::Value = serde_json::from_str(&report(&odd(), "rdjson")).expect("JSON");
    assert_eq!(log["diagnostics"].as_array().map(Vec::len), Some(2));
}

#[test]
fn several_reports_at_once() {
    let tree = odd();
    let run =
        tree.run(&["--isolated", "--format", "concise", "--output", "sarif=out.sarif", "--output", "junit=out.xml"]);
    run.expect_code(1);
    assert_eq!(run.stdout.lines().count(), 2, "{run}");
    let log: Sarif = serde_json::from_str(&std::fs::read_to_string(tree.path().join("out.sarif")).unwrap()).unwrap();
    assert_eq!(log.runs.len(), 1);
    assert!(tree.path().join("out.xml").is_file());
    tree.run(&["--output", "sarif"]).expect_code(2);
    tree.run(&["--output", "nonsense=x"]).expect_code(2);
    tree.run(&["--isolated", "--output", "sarif=gone/x"]).expect_code(2);
}

#[test]
fn a_baseline_keeps_known_findings_quiet() {
    let tree = Tree::new(&[("a.py", "REDIS_PORT = 6379\nREDIS_URL = 'redis://:x@h:6379'\n")]);
    let run = |args: &[&str]| tree.run(&[&["--isolated"], args].concat());
    run(&["baseline", "write"]).expect_code(0);
    let known = ["--baseline", "redlint-baseline.json", "--format", "concise"];
    let quiet = run(&known);
    quiet.expect_code(0);
    assert_eq!(quiet.stdout, "", "{quiet}");
    // moved lines stay known, new ones are told
    tree.write("a.py", "\n\nREDIS_PORT  =  6379\nredis_port = 6379\n");
    let new = run(&known);
    new.expect_code(1);
    assert_eq!(new.stdout.lines().count(), 1, "{new}");
    assert!(new.stdout.starts_with("a.py:4:"), "{new}");
    assert!(new.stderr.contains("fixed"), "{new}");
    run(&["baseline", "check"]).expect_code(1);
    run(&["baseline", "update"]).expect_code(0);
    run(&known).expect_code(1);
    tree.write("a.py", "REDIS_PORT = 6379\n");
    run(&["baseline", "check"]).expect_code(0);
    tree.write("redlint-baseline.json", "{");
    run(&known).expect_code(2);
}

fn git(tree: &Tree, args: &[&str]) -> bool {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "init.defaultBranch=main"];
    Command::new("git")
        .args(identity)
        .args(args)
        .current_dir(tree.path())
        .output()
        .is_ok_and(|run| run.status.success())
}

#[test]
fn only_changed_lines_count() {
    let tree = Tree::new(&[("a.py", "REDIS_PORT = 6379\nx = 1\n"), ("sub/b.py", "y = 1  # redis\n")]);
    if !git(&tree, &["init", "-q"]) {
        println!("skipped: git is not installed");
        return;
    }
    assert!(git(&tree, &["add", "."]) && git(&tree, &["commit", "-qm", "first"]));
    let lines = |folder: &str, args: &[&str]| {
        let run = tree.run_in(folder, &[&["--isolated", "--format", "concise"], args].concat(), b"");
        run.stdout.lines().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines("", &["--diff", "HEAD"]), [""; 0]);
    // renamed, moved and changed
    assert!(git(&tree, &["mv", "a.py", "c.py"]));
    tree.write("c.py", "REDIS_PORT = 6379\nx = 1\nREDIS_CACHE_PORT = 6379\n");
    tree.write("sub/b.py", "y = 1  # redis\nredis_port = 6379\n");
    tree.write("sub/new.py", "redis_port = 6379\n");
    assert_eq!(lines("", &["--diff", "HEAD"]), ["c.py:3:20:", "sub/b.py:2:14:", "sub/new.py:1:14:"]);
    assert_eq!(lines("sub", &["--diff", "HEAD"]), ["b.py:2:14:", "new.py:1:14:"]);
    assert_eq!(lines("", &["--staged"]), [""; 0]);
    assert!(git(&tree, &["add", "sub/b.py"]));
    assert_eq!(lines("", &["--staged"]), ["sub/b.py:2:14:"]);
    tree.run(&["--isolated", "--diff", "no-such-revision"]).expect_code(2);
    tree.run(&["--isolated", "--diff=--output=x"]).expect_code(2);
}

#[test]
fn the_multitool_finds_no_errors() {
    let Ok(program) = std::env::var("SARIF_MULTITOOL") else {
        println!("skipped: SARIF_MULTITOOL does not name the Sarif.Multitool program");
        return;
    };
    for tree in [odd(), nothing()] {
        tree.write("log.sarif", report(&tree, "sarif"));
        let run = Command::new(&program)
            .args([
                "validate",
                "log.sarif",
                "--rule-kind",
                "Sarif;Ghas",
                "--output",
                "out.sarif",
                "--log",
                "ForceOverwrite",
            ])
            .current_dir(tree.path())
            .output()
            .expect("the program runs");
        let said = String::from_utf8_lossy(&run.stdout);
        assert!(!said.contains("error "), "{said}");
    }
}
