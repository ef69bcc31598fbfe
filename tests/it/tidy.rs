//! The shape of the code itself: floors, and names that belong elsewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors, lowest first. A module uses the ones below it; two modules of one floor use each other only when they stand in one group.
const FLOORS: [&[&str]; 10] = [
    &["source", "paths", "embedded"],
    &["finding", "problem", "ir", "command"],
    &["parse", "checked_yaml"],
    &["config"],
    &["usage"],
    &["analysis"],
    &["lower", "rules"],
    &["filter"],
    &["lint"],
    &["report"],
];

/// Above all floors.
const TOP: &str = "cli";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, extension, out);
        } else if path.extension().is_some_and(|found| found == extension) {
            out.push(path);
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    files(&root().join("src"), "rs", &mut paths);
    let name = |path: &Path| path.strip_prefix(root().join("src")).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

fn floor(module: &str) -> Option<usize> {
    if module == TOP { Some(FLOORS.len()) } else { FLOORS.iter().position(|floor| floor.contains(&module)) }
}

/// The modules that a file names with `crate::`; tests may reach wherever they need to.
fn used(text: &str) -> BTreeSet<&str> {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut used = BTreeSet::new();
    for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            used.insert(&rest[..end]);
        }
    }
    used
}

#[test]
fn floors_hold() {
    let mut breaches = Vec::new();
    for (name, text) in sources() {
        let module = name.split(['/', '.']).next().unwrap();
        let is_entrance = matches!(module, "lib" | "main" | "bin");
        let is_test = name.ends_with("tests.rs") || name.contains("/tests/");
        if is_entrance || is_test {
            continue;
        }
        let Some(own) = floor(module) else {
            breaches.push(format!("{name}: `{module}` is on no floor"));
            continue;
        };
        for used in used(&text).into_iter().filter(|used| *used != module) {
            match floor(used) {
                Some(other) if other < own => {}
                // the ground floors hold plain data that belongs together
                Some(other) if other == own && own <= 1 => {}
                Some(_) => breaches.push(format!("{name} uses `{used}`, which is not below `{module}`")),
                None => {}
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn only_the_command_line_prints_or_touches_the_disk() {
    let mut breaches = Vec::new();
    for (name, text) in sources() {
        if name.starts_with("cli/")
            || name.starts_with("bin/")
            || name.ends_with("tests.rs")
            || name.contains("/tests/")
        {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in
            ["println!", "eprintln!", "std::fs", "std::env::", "std::net", "std::process::Command", "File::open"]
        {
            if code.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(word)) {
                breaches.push(format!("{name}: {word}"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}

#[test]
fn the_engine_names_no_rule_and_frontends_no_library() {
    let mut rules = Vec::new();
    files(&root().join("rules/conventions"), "yaml", &mut rules);
    let ids: Vec<String> = rules.iter().map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert!(ids.len() >= 10, "the rules are found");
    let libraries = ["ioredis", "redis-py", "node-redis", "deadpool", "bullmq", "redis.Redis", "createClient"];
    let mut breaches = Vec::new();
    for (name, text) in sources() {
        if name.ends_with("tests.rs") || name.contains("/tests/") || name.starts_with("cli/") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let code: String =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        // the two about suppressions have no facts that a rule file could match
        let is_builtin = |id: &str| matches!(id, "unused-suppression" | "unknown-rule");
        for id in ids.iter().filter(|id| !is_builtin(id) && code.contains(&format!("\"{id}\""))) {
            breaches.push(format!("{name} names the rule `{id}`"));
        }
        if name.starts_with("parse/") {
            for library in libraries.iter().filter(|library| code.contains(**library)) {
                breaches.push(format!("{name} names the library `{library}`"));
            }
        }
    }
    assert!(breaches.is_empty(), "{}", breaches.join("\n"));
}
