//! The fixtures of the client models: host code in `fixtures/clients/<library>/`, with what each line lowers to in its comment.
//!
//! `#~ XADD s * f {v}` (`//~`, `--~`) at the end of a line lists what the line sends, as `redlint usage` prints it; several facts are separated by ` ; `, a
//! client is `client HOST:PORT, no password`, a pool `pool of 20`, a registered script `Lua script`. A line without a mark sends nothing and connects nowhere. `TODO` after the
//! tilde records a known difference, and fails once it is gone. Literals have rules of their own and are not listed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use redlint::config::Config;
use redlint::lint::{Linter, lint};
use redlint::source::{Language, SourceFile};
use redlint::usage::FactKind;

/// What a line lowers to, as marks write it.
fn lowered(file: &SourceFile, linter: &Linter) -> BTreeMap<u32, Vec<String>> {
    let mut lines: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for fact in lint(file, linter).facts {
        let shown = match &fact.kind {
            FactKind::Command(_) | FactKind::Script => fact.kind.to_string(),
            FactKind::Connection(_) => format!("client {}", fact.kind),
            FactKind::Pool(_) => fact.kind.to_string(),
            _ => continue,
        };
        lines.entry(file.position(fact.span.start).line).or_default().push(shown);
    }
    lines
}

/// The mark of a line: whether it is a known difference, and the facts.
fn mark(line: &str) -> Option<(bool, Vec<String>)> {
    let (_, rest) = ["#~ ", "//~ ", "--~ "].iter().find_map(|sign| line.split_once(sign))?;
    let (is_todo, rest) = rest.strip_prefix("TODO ").map_or((false, rest), |rest| (true, rest));
    Some((is_todo, rest.split(" ; ").map(|fact| fact.trim().to_owned()).collect()))
}

fn differences(shown: &str, text: &str, language: Language, linter: &Linter) -> Vec<String> {
    let file = SourceFile::new(shown, text, language);
    let mut found = lowered(&file, linter);
    let mut wrong = Vec::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let got = found.remove(&number).unwrap_or_default();
        match mark(line) {
            Some((true, expected)) if got == expected => wrong.push(format!("{number}: no longer TODO")),
            Some((true, _)) => {}
            Some((false, expected)) if got != expected => {
                wrong.push(format!("{number}: {}\n      expected {expected:?}\n      lowered  {got:?}", line.trim()));
            }
            None if !got.is_empty() => wrong.push(format!("{number}: {}\n      not marked: {got:?}", line.trim())),
            _ => {}
        }
    }
    wrong
}

#[test]
fn fixtures_of_client_models() {
    let linter = Linter::new(&Config::default()).expect("the built-in rules and models are sound");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/clients");
    let mut report = String::new();
    let mut count = 0;
    for entry in walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let path = entry.path();
        if !entry.file_type().is_file() {
            continue;
        }
        let text = fs::read_to_string(path).expect("fixtures are text");
        let shown = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let Some(language) = Language::detect(&shown, text.lines().next().unwrap_or_default()) else { continue };
        count += 1;
        for difference in differences(&shown, &text, language, &linter) {
            let _ = writeln!(report, "fixtures/clients/{shown}:{difference}");
        }
    }
    assert!(report.is_empty(), "{count} fixtures\n{report}");
}

#[test]
fn marks_are_held_against_what_is_lowered() {
    let linter = Linter::new(&Config::default()).expect("the built-in rules and models are sound");
    let check = |text: &str| differences("case.lua", text, Language::Lua, &linter).len();
    assert_eq!(check("redis.call('GET', 'k') --~ GET k\nlocal a = 1\n"), 0);
    assert_eq!(check("redis.call('GET', 'k') --~ GET other\n"), 1);
    assert_eq!(check("redis.call('GET', 'k')\n"), 1);
    assert_eq!(check("local a = 1 --~ GET k\n"), 1);
    assert_eq!(check("redis.call('GET', 'k') --~ TODO GET k\n"), 1);
}
