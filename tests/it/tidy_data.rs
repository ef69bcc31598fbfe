//! The shape of the folders of rules and models, and the size of the code's files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The longest a source file may be, in `src` and in the tests.
const LONGEST: usize = 450;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let files = walk.into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn yaml(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The ways in which a rule is broken, as written.
fn matches(rule: &Value) -> Vec<&Value> {
    match &rule["match"] {
        Value::Array(several) => several.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

#[test]
fn the_ids_of_rules_are_frozen() {
    // suppressions in other people's code name them: an id is added, never changed or taken away
    let ids: Vec<String> = files("rules/conventions", "yaml").iter().map(|path| stem(path)).collect();
    insta::assert_snapshot!(ids.join("\n"));
}

#[test]
fn rules_are_named_like_their_files_and_have_both_kinds_of_example() {
    let mut wrong = Vec::new();
    for path in files("rules/conventions", "yaml") {
        let (rule, id) = (yaml(&path), stem(&path));
        if rule["id"] != id.as_str() {
            wrong.push(format!("{id}: the file is not named like the rule"));
        }
        if rule["builtin"] == true {
            continue;
        }
        let count = |key: &str| rule["examples"][key].as_array().map_or(0, Vec::len);
        if count("code") == 0 {
            wrong.push(format!("{id}: no example in code"));
        }
        // what is done beside a command need not be a command
        let is_command = |part: &Value| !part["command"].is_null() && part["beside"].is_null();
        if matches(&rule).into_iter().any(is_command) && (count("flags") == 0 || count("passes") == 0) {
            wrong.push(format!("{id}: about commands, without wire examples of both kinds"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn client_models_are_named_like_their_library_and_lie_with_their_language() {
    let mut wrong = Vec::new();
    for path in files("rules/clients", "yaml") {
        let model = yaml(&path);
        let folder = stem(path.parent().unwrap());
        if model["library"] != stem(&path).as_str() {
            wrong.push(format!("{}: describes {}", path.display(), model["library"]));
        }
        let languages = model["languages"].as_array().cloned().unwrap_or_default();
        if !languages.iter().any(|language| language == folder.as_str()) {
            wrong.push(format!("{}: not of the language {folder}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_data_file_is_read_by_something() {
    let code: String = files("src", "rs").iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let below = root().join("rules");
    let mut readers = BTreeSet::new();
    for path in files("rules", "yaml") {
        let inside = path.strip_prefix(&below).unwrap().to_string_lossy().replace('\\', "/");
        readers.insert(match inside.split_once('/') {
            Some((folder, _)) => format!("under(\"{folder}/\")"),
            None => format!("file(\"{}\")", inside.trim_end_matches(".yaml")),
        });
    }
    assert!(readers.len() > 5, "the files are found");
    let unread: Vec<&String> = readers.iter().filter(|reader| !code.contains(reader.as_str())).collect();
    assert!(unread.is_empty(), "nothing says {unread:?}");
}

#[test]
fn frontends_name_no_client_library() {
    let libraries: Vec<String> = files("rules/clients", "yaml").iter().map(|path| stem(path)).collect();
    let mut breaches = Vec::new();
    for path in files("src/parse", "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let is_test = path.to_string_lossy().contains("tests");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for library in libraries.iter().filter(|library| !is_test && code.contains(&format!("\"{library}\""))) {
            breaches.push(format!("{}: {library}", path.display()));
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn nothing_is_unsafe() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

#[test]
fn files_are_short() {
    let all = files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("benches", "rs"));
    let long = all.filter_map(|path| {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        (lines > LONGEST).then(|| format!("{}: {lines} lines", path.strip_prefix(root()).unwrap().display()))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "longer than {LONGEST} lines: {}", long.join(", "));
}
