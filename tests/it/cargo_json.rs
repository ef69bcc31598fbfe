//! `cargo redlint`: arguments as cargo and rust-analyzer pass them, the lines that rust-analyzer reads, and rust-analyzer itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};

use crate::dialogue::{Server, uri};
use crate::support::Tree;

const MANIFEST: &str = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

/// A stand-in for a client library, so that the package compiles without one.
const CLIENT: &str = "mod redis {\n    pub struct Con;\n    pub struct Cmd;\n    pub fn cmd(_: &str) -> Cmd {\n        Cmd\n    }\n    impl Cmd {\n        pub fn arg(&mut self, _: &str) -> &mut Self {\n            self\n        }\n        pub fn exec(&self, _: &mut Con) {}\n    }\n}\n";

const BAD: &str = "fn main() {\n    let _ = \"😀\"; redis::cmd(\"KEYS\").arg(\"*\").exec(&mut redis::Con);\n}\n";
const GOOD: &str = "fn main() {\n    redis::cmd(\"SCAN\").arg(\"0\").exec(&mut redis::Con);\n}\n";

fn package(main: &str) -> Tree {
    Tree::new(&[("Cargo.toml", MANIFEST), ("src/main.rs", &format!("{CLIENT}{main}")), ("src/deep/.gitignore", "")])
}

fn run_in(folder: &Path, args: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("cargo-redlint");
    let mut command = Command::new(program);
    command.arg("redlint").args(args).current_dir(folder).env("NO_COLOR", "1").env("CARGO_NET_OFFLINE", "true");
    command.output().expect("the program runs")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Where the tree is, without links: what cargo says.
fn real(tree: &Tree) -> PathBuf {
    tree.path().canonicalize().expect("it is there")
}

#[test]
fn lines_for_rust_analyzer() {
    let tree = package(BAD);
    let root = real(&tree);
    let manifest = root.join("Cargo.toml");
    let named = manifest.to_string_lossy();
    let id = format!("path+file://{}#demo@0.1.0", root.display());
    for args in [
        &["--workspace", "--message-format=json", "--manifest-path", &named, "--keep-going", "--all-targets"][..],
        &["-p", &id, "--bin", "demo", "--message-format=json-diagnostic-rendered-ansi", "--manifest-path", &named],
        &[
            "--features",
            "a",
            "--all-features",
            "--target",
            "t",
            "--target-dir",
            "d",
            "--config",
            "a.b=1",
            "--lib",
            "--message-format",
            "json",
        ],
    ] {
        let output = run_in(&root.join("src/deep"), args);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {output:?}");
        let lines = lines(&output);
        assert_eq!(lines.len(), 2, "{args:?}");
        for line in &lines {
            assert_eq!((&line["package_id"], &line["target"]["kind"]), (&json!("redlint"), &json!(["bin"])));
            assert_eq!(line["manifest_path"], *named);
        }
        assert_eq!((&lines[1]["reason"], &lines[1]["fresh"]), (&json!("compiler-artifact"), &json!(false)));
        assert_eq!(lines[0]["reason"], "compiler-message");
        let message = &lines[0]["message"];
        assert_eq!((&message["level"], &message["code"]["code"]), (&json!("error"), &json!("redlint::keys-command")));
        let span = &message["spans"][0];
        assert_eq!(span["file_name"], json!(root.join("src/main.rs")));
        let columns = (span["column_start"].as_u64(), span["column_end"].as_u64());
        assert_eq!(columns, (Some(25), Some(28)), "characters");
        let text = &span["text"][0];
        assert_eq!((&text["highlight_start"], &text["highlight_end"]), (&span["column_start"], &span["column_end"]));
        assert!(text["text"].as_str().unwrap().starts_with("    let _ = \"😀\""), "{text}");
        let children = message["children"].as_array().unwrap();
        assert!(children[0]["level"] == "help" && children[0]["spans"] == json!([]), "{children:?}");
        let allow = children.iter().find(|child| child["message"] == "allow `keys-command` here").expect("a quick fix");
        let (anchor, insertion) = (&allow["spans"][0], &allow["spans"][1]);
        assert_eq!((&anchor["column_start"], &anchor["suggested_replacement"]), (&span["column_start"], &Value::Null));
        assert_eq!(insertion["suggested_replacement"], "    // redlint: allow(keys-command)\n");
        assert_eq!((&insertion["line_start"], &insertion["column_start"]), (&span["line_start"], &json!(1)));
    }
}

#[test]
fn a_clean_workspace_still_says_so() {
    let output = run_in(package(GOOD).path(), &["--message-format=json"]);
    assert_eq!(output.status.code(), Some(0));
    let lines = lines(&output);
    assert_eq!(lines.iter().map(|line| &line["reason"]).collect::<Vec<_>>(), ["compiler-artifact"]);
}

#[test]
fn a_broken_configuration_is_shown_where_it_is_and_at_the_manifest() {
    let tree = package(BAD);
    tree.write("redlint.yaml", "port: 1\n");
    let output = run_in(tree.path(), &["--message-format=json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("port"));
    let lines = lines(&output);
    let place = |line: &Value| line["message"]["spans"][0]["file_name"].as_str().unwrap().to_owned();
    assert_eq!(lines.len(), 3);
    assert!(place(&lines[0]).ends_with("/redlint.yaml") && place(&lines[1]).ends_with("/Cargo.toml"));
    assert_eq!(lines[0]["message"]["code"]["code"], "redlint::config");
    assert_eq!(lines[2]["reason"], "compiler-artifact");
}

#[test]
fn cargos_own_check_runs_as_well() {
    let tree = package(&format!("{BAD}fn broken() -> u8 {{ \"\" }}\n"));
    for args in [
        &["--message-format=json", "--all-targets", "--then=check"][..],
        &["--message-format=json", "--then", "cargo", "check", "--message-format=json"],
    ] {
        let output = run_in(tree.path(), args);
        assert_eq!(output.status.code(), Some(101), "{output:?}");
        let lines = lines(&output);
        let own =
            lines.iter().position(|line| line["package_id"] == "redlint" && line["reason"] == "compiler-artifact");
        assert_eq!(own, Some(1), "ours come first");
        assert!(lines.iter().any(|line| line["message"]["code"]["code"] == "E0308"), "{lines:?}");
        assert_eq!(lines.last().unwrap()["reason"], "build-finished");
    }
}

#[test]
fn for_people() {
    let tree = package(BAD);
    tree.write("tool/run.sh", "redis-cli -p $REDIS_PORT -a $P KEYS '*'\n");
    let paths = |output: &Output| {
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines().map(|line| line.split(':').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let quiet = ["-q", "--rule", "keys-command", "--format", "concise"];
    let check = |folder: &str, args: &[&str], expected: &[&str]| {
        let output = run_in(&tree.path().join(folder), &[args, &quiet].concat());
        assert_eq!(paths(&output), expected, "{args:?} {output:?}");
    };
    check("", &[], &["src/main.rs", "tool/run.sh"]);
    check("src/deep", &["--release", "-p", "demo"], &["src/main.rs", "tool/run.sh"]);
    check("src/deep", &["check", ".."], &["src/main.rs"]);
    check("src", &["--manifest-path", "../Cargo.toml", "--all"], &["src/main.rs", "tool/run.sh"]);
    for bad in [&["-p", "other"][..], &["--manifest-path", "none/Cargo.toml"], &["--then"], &["--exclude", "demo"]] {
        assert_eq!(run_in(tree.path(), bad).status.code(), Some(2), "{bad:?}");
    }
    let help = run_in(tree.path(), &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("cargo redlint [OPTIONS]"));
    assert_eq!(run_in(tree.path(), &["usage"]).status.code(), Some(0));
}

#[test]
fn one_package_of_several() {
    let tree = Tree::new(&[("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\nresolver = \"2\"\n")]);
    for name in ["a", "b"] {
        tree.write(&format!("{name}/Cargo.toml"), MANIFEST.replace("demo", name));
        tree.write(&format!("{name}/src/main.rs"), format!("{CLIENT}{BAD}"));
    }
    let check = |args: &[&str], expected: usize| {
        let output = run_in(&tree.path().join("a"), &[args, &["-q"]].concat());
        assert_eq!(
            String::from_utf8_lossy(&output.stdout).matches("error[keys-command]").count(),
            expected,
            "{args:?}"
        );
    };
    check(&[], 2);
    check(&["-p", "a"], 1);
    check(&["-p", "a", "-p", "b"], 2);
    check(&["--workspace", "--exclude", "b"], 1);
    let json = run_in(&tree.path().join("a"), &["-p", "a", "--message-format=json"]);
    assert_eq!(lines(&json).len(), 3, "what is not reported would vanish from the editor");
}

/// The rust-analyzer of some installed toolchain.
fn rust_analyzer() -> Option<PathBuf> {
    let works =
        |program: &Path| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    let plain = PathBuf::from("rust-analyzer");
    if works(&plain) {
        return Some(plain);
    }
    let output = Command::new("rustup").args(["toolchain", "list", "-q"]).output().ok()?;
    let toolchains = String::from_utf8(output.stdout).ok()?;
    toolchains.lines().find_map(|line| {
        let name = line.split_whitespace().next()?;
        let output = Command::new("rustup").args(["which", "rust-analyzer", "--toolchain", name]).output().ok()?;
        let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
        (output.status.success() && works(&path)).then_some(path)
    })
}

#[test]
fn rust_analyzer_shows_and_mends() {
    let Some(program) = rust_analyzer() else {
        eprintln!("skipped: no rust-analyzer (`rustup component add rust-analyzer`)");
        return;
    };
    let tree = package(BAD);
    let root = real(&tree);
    let text = format!("{CLIENT}{BAD}");
    let file = uri(&root.join("src/main.rs"));
    let bin = assert_cmd::cargo::cargo_bin("cargo-redlint");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(bin.parent().unwrap().to_path_buf()).chain(std::env::split_paths(&path));
    let mut command = Command::new(program);
    command.current_dir(&root).env("PATH", std::env::join_paths(path).unwrap());
    let mut server = Server::start(&mut command, Duration::from_mins(2));
    let capabilities = json!({
        "textDocument": {
            "publishDiagnostics": {"relatedInformation": true},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        },
        "window": {"workDoneProgress": true},
    });
    // no sysroot, no build scripts: nothing of that is needed, and it takes long
    let settings = json!({
        "check": {"command": "redlint"},
        "cargo": {"sysroot": null, "buildScripts": {"enable": false}},
        "procMacro": {"enable": false},
        "cachePriming": {"enable": false},
    });
    let params = json!({"rootUri": uri(&root), "capabilities": capabilities, "initializationOptions": settings});
    server.result("initialize", &params);
    server.notify("initialized", &json!({}));
    server.open(&file, "rust", &text);
    let is_ours = |item: &Value| item["source"] == "redlint" && item["code"] == "keys-command";
    let shown = server.diagnostics(&file, |items| items.iter().any(is_ours));
    let item = shown.iter().find(|item| is_ours(item) && item["severity"] == 1).expect("an error").clone();
    // in UTF-16, behind an astral character
    let line = text.lines().position(|line| line.contains("KEYS")).unwrap();
    assert_eq!(item["range"]["start"], json!({"line": line, "character": 25}));
    assert!(item["message"].as_str().unwrap().contains("SCAN"), "{item}");

    let edit = action(&mut server, &file, &item, "allow `keys-command` here");
    assert!(edit.contains("// redlint: allow(keys-command)"), "{edit}");

    let allowed = text.replace("    let _ =", "    // redlint: allow(keys-command)\n    let _ =");
    tree.write("src/main.rs", &allowed);
    server.change(&file, 2, &allowed);
    server.notify("textDocument/didSave", &json!({"textDocument": {"uri": file}}));
    server.diagnostics(&file, |items| !items.iter().any(is_ours));

    // what a rule itself offers
    let flushing = text.replace("cmd(\"KEYS\").arg(\"*\")", "cmd(\"FLUSHALL\")");
    tree.write("src/main.rs", &flushing);
    server.change(&file, 3, &flushing);
    server.notify("textDocument/didSave", &json!({"textDocument": {"uri": file}}));
    let is_flush = |item: &Value| item["source"] == "redlint" && item["code"] == "blocking-command";
    let shown = server.diagnostics(&file, |items| items.iter().any(is_flush));
    let item = shown.iter().find(|item| is_flush(item)).expect("a warning").clone();
    let edit = action(&mut server, &file, &item, "add ASYNC");
    assert!(edit.contains(".arg(\\\"ASYNC\\\")"), "{edit}");
    server.end();
}

/// The edit of the action of a diagnostic whose title starts with `title`.
fn action(server: &mut Server, file: &str, item: &Value, title: &str) -> String {
    let params = json!({"textDocument": {"uri": file}, "range": item["range"], "context": {"diagnostics": [item]}});
    // diagnostics are published a moment before their actions can be asked for
    let mut actions = Value::Null;
    for _ in 0..100 {
        // an answer may also be that the text has just changed
        actions = server.ask("textDocument/codeAction", &params)["result"].take();
        let is_wanted = |action: &&Value| action["title"].as_str().is_some_and(|found| found.starts_with(title));
        if let Some(action) = actions.as_array().and_then(|all| all.iter().find(is_wanted)) {
            return action["edit"].to_string();
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    panic!("no `{title}` among {actions}")
}
