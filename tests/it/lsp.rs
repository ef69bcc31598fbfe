//! `redlint lsp`, as an editor speaks to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::dialogue::{Server, uri};
use crate::support::Tree;

const BAD: &str = "import redis\n\ndef names(r: redis.Redis):\n    return '😀', r.keys('user:*')\n";
const GOOD: &str = "import redis\n\ndef names(r: redis.Redis):\n    return list(r.scan_iter(match='user:*'))\n";

fn start(folder: &Path, capabilities: &Value) -> Server {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("redlint"));
    let mut server = Server::start(command.arg("lsp").current_dir("/"), Duration::from_secs(30));
    let result = server.result("initialize", &json!({"rootUri": uri(folder), "capabilities": capabilities}));
    assert_eq!(result["serverInfo"]["name"], "redlint");
    server.notify("initialized", &json!({}));
    server
}

fn codes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["code"].as_str().expect("a code")).collect()
}

/// The text after the one edit of an action, in UTF-16 columns of ASCII lines.
fn edited(text: &str, edits: &Value) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let edit = &edits[0];
    let at = |end: &str, part: &str| usize::try_from(edit["range"][end][part].as_u64().unwrap()).unwrap();
    assert_eq!(at("start", "line"), at("end", "line"), "{edits}");
    let range = at("start", "character")..at("end", "character");
    lines[at("start", "line")].replace_range(range, edit["newText"].as_str().unwrap());
    lines.concat()
}

#[test]
fn a_dialogue() {
    let tree = Tree::new::<&str>(&[]);
    let uri = uri(&tree.path().join("a.py"));
    let mut server =
        start(tree.path(), &json!({"textDocument": {"publishDiagnostics": {"codeDescriptionSupport": true}}}));
    server.open(&uri, "python", BAD);
    let items = server.diagnostics(&uri, |_| true);
    assert_eq!(codes(&items), ["keys-command"]);
    let item = &items[0];
    // the astral character counts twice
    assert_eq!(item["range"]["start"], json!({"line": 3, "character": 19}));
    assert_eq!(item["range"]["end"], json!({"line": 3, "character": 23}));
    assert_eq!((&item["source"], &item["severity"]), (&json!("redlint"), &json!(1)));
    assert!(item["codeDescription"]["href"].as_str().unwrap().starts_with("https://"), "{item}");

    let document = json!({"uri": uri});
    let range = json!({"start": {"line": 3, "character": 20}, "end": {"line": 3, "character": 20}});
    let context = json!({"diagnostics": items});
    let params = json!({"textDocument": document, "range": range, "context": context});
    let actions = server.result("textDocument/codeAction", &params);
    assert_eq!(actions[0]["title"], "Allow `keys-command` here");
    assert_eq!(actions[0]["kind"], "quickfix");
    let allowed = edited(BAD, &actions[0]["edit"]["changes"][uri.as_str()]);
    assert!(allowed.contains("\n    # redlint: allow(keys-command)\n    return"), "{allowed}");

    let hover = server.result("textDocument/hover", &json!({"textDocument": document, "position": range["start"]}));
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.contains("`keys-command`") && page.contains("SCAN"), "{page}");
    let nothing = json!({"textDocument": document, "position": {"line": 0, "character": 0}});
    assert_eq!(server.result("textDocument/hover", &nothing), Value::Null);

    server.change(&uri, 2, &allowed);
    assert!(server.diagnostics(&uri, |_| true).is_empty(), "the comment does its work");
    server.change(&uri, 3, BAD);
    assert_eq!(server.diagnostics(&uri, |_| true).len(), 1);
    server.change(&uri, 4, GOOD);
    assert!(server.diagnostics(&uri, |_| true).is_empty());
    assert_eq!(server.end(), Some(0));
}

#[test]
fn fixes_of_rules_are_offered_and_made() {
    let tree = Tree::new::<&str>(&[]);
    let uri = uri(&tree.path().join("a.sh"));
    let text = "redis-cli -p \"$REDIS_PORT\" FLUSHALL\n";
    let mut server = start(tree.path(), &json!({}));
    server.open(&uri, "shellscript", text);
    assert_eq!(codes(&server.diagnostics(&uri, |_| true)), ["blocking-command"]);
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
    let params = |only: &str| json!({"textDocument": {"uri": uri}, "range": range, "context": {"diagnostics": [], "only": [only]}});
    let fixes = server.result("textDocument/codeAction", &params("quickfix"));
    let offered: Vec<&Value> = fixes.as_array().unwrap().iter().map(|action| &action["title"]).collect();
    assert_eq!(offered, ["Add ASYNC", "Allow `blocking-command` here"]);
    assert_eq!(fixes[0]["isPreferred"], true);
    let all = server.result("textDocument/codeAction", &params("source.fixAll"));
    assert_eq!(all[0]["kind"], "source.fixAll.redlint");
    for action in [&fixes[0], &all[0]] {
        let mended = edited(text, &action["edit"]["changes"][uri.as_str()]);
        assert_eq!(mended, "redis-cli -p \"$REDIS_PORT\" FLUSHALL ASYNC\n");
    }
    server.change(&uri, 2, "redis-cli -p \"$REDIS_PORT\" FLUSHALL ASYNC\n");
    assert!(server.diagnostics(&uri, |_| true).is_empty());
    assert_eq!(server.end(), Some(0));
}

#[test]
fn clients_that_ask_are_not_told() {
    let tree = Tree::new::<&str>(&[]);
    let uri = uri(&tree.path().join("a.py"));
    let mut server = start(
        tree.path(),
        &json!({"textDocument": {"diagnostic": {}}, "general": {"positionEncodings": ["utf-16", "utf-8"]}}),
    );
    server.open(&uri, "python", BAD);
    let document = json!({"textDocument": {"uri": uri}});
    let report = server.result("textDocument/diagnostic", &document);
    assert_eq!(report["kind"], "full");
    // bytes
    assert_eq!(report["items"][0]["range"]["start"], json!({"line": 3, "character": 21}));
    let range = json!({"start": {"line": 3, "character": 20}, "end": {"line": 3, "character": 40}});
    let changes = json!([{"range": range, "text": "(1)"}]);
    let versioned = json!({"uri": uri, "version": 2});
    server.notify("textDocument/didChange", &json!({"textDocument": versioned, "contentChanges": changes}));
    assert_eq!(server.result("textDocument/diagnostic", &document)["items"], json!([]));
    assert_eq!(server.end(), Some(0));
}

#[test]
fn configurations_and_rules_are_watched() {
    let tree = Tree::new(&[("redlint.yaml", "rules: {keys-command: off}\n")]);
    let file = uri(&tree.path().join("a.py"));
    let mut server =
        start(tree.path(), &json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}}));
    let asked = server.wait("a registration", |message| message["method"] == "client/registerCapability");
    assert!(asked.to_string().contains("**/redlint.yaml"), "{asked}");
    server.open(&file, "python", BAD);
    assert!(server.diagnostics(&file, |_| true).is_empty());

    let changed = json!({"changes": [{"uri": uri(&tree.path().join("redlint.yaml")), "type": 2}]});
    tree.write("redlint.yaml", "rules: {keys-command: warning}\n");
    server.notify("workspace/didChangeWatchedFiles", &changed);
    assert_eq!(server.diagnostics(&file, |_| true)[0]["severity"], 2);

    // what is broken is told at its place, and what held before goes on to hold
    tree.write("redlint.yaml", "rules: {key-command: warning}\n");
    server.notify("workspace/didChangeWatchedFiles", &changed);
    let config = uri(&tree.path().join("redlint.yaml"));
    let wrong = server.diagnostics(&config, |_| true);
    assert_eq!(wrong[0]["range"]["start"], json!({"line": 0, "character": 8}));
    assert_eq!(server.diagnostics(&file, |_| true).len(), 1);

    // a client that watches nothing saves
    tree.write("redlint.yaml", "exclude: [a.py]\n");
    server.notify("textDocument/didSave", &json!({"textDocument": {"uri": file}}));
    assert!(server.diagnostics(&config, |_| true).is_empty());
    assert!(server.diagnostics(&file, |_| true).is_empty());
    assert_eq!(server.end(), Some(0));
}

#[test]
fn odd_messages() {
    let tree = Tree::new::<&str>(&[]);
    let mut server = start(tree.path(), &json!({}));
    server.raw("no json");
    server.raw("[]");
    assert_eq!(server.wait("a parse error", |message| message.get("error").is_some())["error"]["code"], -32700);
    let code = |answer: &Value| answer["error"]["code"].as_i64();
    assert_eq!(code(&server.ask("no/such", &json!({}))), Some(-32601));
    assert_eq!(code(&server.ask("textDocument/codeAction", &json!({"range": 1}))), Some(-32602));
    assert_eq!(code(&server.ask("textDocument/hover", &Value::Null)), Some(-32602));
    assert_eq!(code(&server.ask("initialize", &json!({}))), Some(-32600));
    for (method, params) in [
        ("textDocument/didOpen", json!({"textDocument": {"uri": "untitled:one"}})),
        ("textDocument/didOpen", json!([])),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": "file:///none.py"}, "contentChanges": [{"text": ""}]}),
        ),
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": "untitled:one"}, "contentChanges": [1, {"range": {}, "text": 2}]}),
        ),
        ("textDocument/didClose", json!({"textDocument": {"uri": "file:///none.py"}})),
        ("workspace/didChangeWorkspaceFolders", json!({"event": {"removed": [1], "added": [{"uri": "x"}]}})),
        ("$/odd", Value::Null),
    ] {
        server.notify(method, &params);
    }
    // a text that is not on disk has its language from the client
    server.open("untitled:two", "python", BAD);
    assert_eq!(codes(&server.diagnostics("untitled:two", |_| true)), ["keys-command"]);
    server.notify("textDocument/didClose", &json!({"textDocument": {"uri": "untitled:two"}}));
    assert!(server.diagnostics("untitled:two", |_| true).is_empty());
    assert_eq!(server.leave(), Some(1), "exit without shutdown");
}

/// Rule, line and column of what is found, by path.
type Found = BTreeMap<String, Vec<(String, u64, u64)>>;

#[test]
fn the_same_is_found_as_by_the_command_line() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let platform = fixtures.join("repos/platform");
    let from = if platform.is_dir() { platform } else { fixtures.join("rules") };
    // away from this repository's own configuration
    let tree = Tree::new::<&str>(&[]);
    for entry in
        walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path().strip_prefix(&from).unwrap().to_string_lossy().into_owned();
        tree.write(&path, fs::read(entry.path()).unwrap());
    }
    tree.write("ignored/.gitignore", "*.py\n");
    tree.write("ignored/a.py", BAD);
    tree.write("ignored/b.sh", "redis-cli KEYS x # redlint: allow(keys-command)\n");
    let folder = tree.path();
    let mut command = assert_cmd::Command::cargo_bin("redlint").unwrap();
    let output = command.current_dir(folder).args(["check", "--format", "jsonl"]).output().unwrap();
    let mut expected = Found::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        let at = |key: &str| item[key].as_u64().unwrap();
        let found = (item["rule"].as_str().unwrap().to_owned(), at("line"), at("column"));
        expected.entry(item["path"].as_str().unwrap().to_owned()).or_default().push(found);
    }
    assert!(expected.len() >= 2, "there is something to compare");
    let mut server = start(folder, &json!({"textDocument": {"diagnostic": {}}}));
    let mut found = Found::new();
    let mut compared = 0;
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        let document = uri(entry.path());
        server.open(&document, "plaintext", &text);
        let report = server.result("textDocument/diagnostic", &json!({"textDocument": {"uri": document}}));
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        compared += 1;
        for item in report["items"].as_array().unwrap() {
            let start = &item["range"]["start"];
            let line = start["line"].as_u64().unwrap();
            let units = usize::try_from(start["character"].as_u64().unwrap()).unwrap();
            let text: Vec<u16> = text.lines().nth(usize::try_from(line).unwrap()).unwrap().encode_utf16().collect();
            let column = String::from_utf16(&text[..units]).unwrap().chars().count() as u64 + 1;
            let rule = item["code"].as_str().unwrap().to_owned();
            found.entry(path.clone()).or_default().push((rule, line + 1, column));
        }
        server.notify("textDocument/didClose", &json!({"textDocument": {"uri": document}}));
    }
    assert_eq!(found, expected, "{compared} files");
    assert_eq!(server.end(), Some(0));
}
