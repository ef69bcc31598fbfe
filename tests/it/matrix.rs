//! Every rule in every language where it can occur has a fixture: a place that it reports, and an innocent twin.
//!
//! Where a rule can occur is told from what its file matches; `matrix.yaml` says in which languages that can be written, with the exceptions and their
//! reasons. The twin is a line without a mark that looks like a mistake of the rule.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use redlint::source::Language;
use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

/// `matrix.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    /// What a rule matches, with the languages in which that can be written.
    subjects: BTreeMap<String, Vec<Language>>,
    /// Rule, language (or `*`), reason; no reason takes a language out of `*` again.
    exceptions: BTreeMap<String, BTreeMap<String, Option<String>>>,
    /// What a twin of each rule looks like.
    twins: BTreeMap<String, String>,
}

/// What the fixtures of one rule hold in one language.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    has_finding: bool,
    has_twin: bool,
}

impl Held {
    /// How the matrix shows it.
    fn sign(self) -> &'static str {
        match (self.has_finding, self.has_twin) {
            (true, true) => "+",
            (true, false) => "no twin",
            (false, true) => "no finding",
            (false, false) => "-",
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn data() -> Data {
    serde_yaml::from_str(include_str!("matrix.yaml")).unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let entries = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    entries.map(walkdir::DirEntry::into_path).collect()
}

/// The rules as written, by id.
fn rules() -> BTreeMap<String, Value> {
    let read = |path: PathBuf| {
        let rule: Value = serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        (rule["id"].as_str().unwrap().to_owned(), rule)
    };
    files(&root().join("rules/conventions")).into_iter().map(read).collect()
}

/// What one way of breaking a rule asks for: a command that matters only beside a write to the database is `persist`.
fn subject(part: &Value, data: &Data) -> String {
    if part["beside"]["persist"] == true {
        return "persist".to_owned();
    }
    let mut keys = part.as_object().into_iter().flatten().map(|(key, _)| key);
    let named = keys.find(|key| data.subjects.contains_key(*key)).cloned();
    named.unwrap_or_else(|| if part["flag"].is_null() { format!("?{part}") } else { "command".to_owned() })
}

/// The languages in which a rule can occur.
fn languages(id: &str, rule: &Value, data: &Data) -> BTreeSet<Language> {
    let subjects: Vec<String> = match &rule["match"] {
        Value::Array(several) => several.iter().map(|part| subject(part, data)).collect(),
        Value::Null => vec!["builtin".to_owned()],
        one => vec![subject(one, data)],
    };
    let written = |name: &String| data.subjects.get(name).unwrap_or_else(|| panic!("{id}: no subject `{name}`"));
    let none = BTreeMap::new();
    let except = data.exceptions.get(id).unwrap_or(&none);
    let is_exception = |language: &Language| match except.get(language.name()) {
        Some(reason) => reason.is_some(),
        None => except.contains_key("*"),
    };
    subjects.iter().flat_map(written).copied().filter(|language| !is_exception(language)).collect()
}

/// Lines with a mark for `id`: those that a mark points at.
fn marked(text: &str, id: &str) -> BTreeSet<usize> {
    let mark = Regex::new(r"(?:#|//|--|;)~(\^*) +([a-z0-9, -]*[a-z0-9])").unwrap();
    let mut marked = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(found) = mark.captures(line)
            && found[2].split(',').any(|rule| rule.trim() == id)
        {
            marked.insert(number.saturating_sub(found[1].len()));
        }
    }
    marked
}

/// What the fixtures of a rule hold, by language.
fn held(id: &str, twin: &Regex) -> BTreeMap<Language, Held> {
    let folder = root().join("fixtures/rules").join(id);
    let mut held: BTreeMap<Language, Held> = BTreeMap::new();
    for path in files(&folder) {
        let text = fs::read_to_string(&path).unwrap();
        let shown = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        let Some(language) = Language::detect(&shown, text.lines().next().unwrap_or_default()) else { continue };
        let marked = marked(&text, id);
        let is_comment = |line: &str| ["#~", "//~", "--~", ";~"].iter().any(|mark| line.trim_start().starts_with(mark));
        let is_twin =
            |(number, line): (usize, &str)| !marked.contains(&number) && !is_comment(line) && twin.is_match(line);
        let entry = held.entry(language).or_default();
        entry.has_finding |= !marked.is_empty();
        entry.has_twin |= text.lines().enumerate().any(is_twin);
    }
    held
}

/// The matrix as a table: a line for each rule.
fn table(rows: &BTreeMap<String, BTreeMap<Language, Held>>) -> String {
    let mut out = String::new();
    for (id, row) in rows {
        let _ = writeln!(out, "{id}");
        let mut by_sign: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (language, held) in row {
            by_sign.entry(held.sign()).or_default().push(language.name());
        }
        for (sign, languages) in by_sign {
            let _ = writeln!(out, "  {sign:>10}  {}", languages.join(" "));
        }
    }
    out
}

#[test]
fn every_rule_has_a_finding_and_a_twin_in_every_language_where_it_can_occur() {
    let data = data();
    let mut rows = BTreeMap::new();
    let mut gaps = Vec::new();
    for (id, rule) in rules() {
        let twin =
            data.twins.get(&id).unwrap_or_else(|| panic!("{id}: matrix.yaml does not say what a twin looks like"));
        let held = held(&id, &Regex::new(twin).unwrap());
        let mut row = BTreeMap::new();
        for language in languages(&id, &rule, &data) {
            let held = held.get(&language).copied().unwrap_or_default();
            if !(held.has_finding && held.has_twin) {
                gaps.push(format!("{id} in {}: {}", language.name(), held.sign()));
            }
            row.insert(language, held);
        }
        rows.insert(id, row);
    }
    assert!(gaps.is_empty(), "{} gaps\n{}\n{}", gaps.len(), gaps.join("\n"), table(&rows));
}

#[test]
fn the_matrix_speaks_of_rules_and_languages_that_there_are() {
    let (data, rules) = (data(), rules());
    let named = data.twins.keys().chain(data.exceptions.keys());
    let unknown: Vec<&String> = named.filter(|id| !rules.contains_key(*id)).collect();
    assert!(unknown.is_empty(), "no rules: {unknown:?}");
    for (id, except) in &data.exceptions {
        let subjects = languages(id, &rules[id], &Data { exceptions: BTreeMap::new(), ..self::data() });
        for name in except.keys().filter(|name| *name != "*") {
            let language = Language::by_name(name).unwrap_or_else(|| panic!("{id}: no language `{name}`"));
            assert!(subjects.contains(&language), "{id}: `{name}` need not be an exception");
        }
    }
}

#[test]
fn a_line_is_marked_by_its_own_comment_or_by_one_below() {
    assert_eq!(
        marked("a #~ keys-command\nb\n#~^ other, keys-command: why\n#~ TODO keys-command\n", "keys-command"),
        [0, 1].into()
    );
}
