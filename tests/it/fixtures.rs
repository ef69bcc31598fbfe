//! The fixtures of the rules: ordinary code in `fixtures/rules/<rule>/`, with what is expected in its comments.
//!
//! `#~ rule` (`//~`, `--~`, `;~`) at the end of a line expects a finding of that rule in the line; several are separated by commas, each `^` after the
//! tilde points one line further up, and what follows a `: ` is for readers. A finding without a mark fails, and so does a mark without a finding.
//! `#~ TODO rule: why` is a known miss, and fails once it is found. A file is linted as if it stood at its path below the rule's folder.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use redlint::config::Config;
use redlint::lint::{Linter, lint};
use redlint::source::{Language, SourceFile};
use regex::Regex;

/// What is expected in a line: rule, and whether it is a known miss.
type Marks = BTreeMap<u32, Vec<(String, bool)>>;

static MARK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:#|//|--|;)~(\^*) +(TODO +)?([a-z0-9, -]*[a-z0-9])").expect("it is a regex"));

/// The marks in `text`, or what is wrong with one.
fn marks(text: &str, rules: &[&str]) -> Result<Marks, String> {
    let mut marks = Marks::new();
    for (number, line) in (1_u32..).zip(text.lines()) {
        let Some(mark) = MARK.captures(line) else {
            if line.contains("#~") || line.contains("//~") {
                return Err(format!("line {number}: a mark that is not understood: {}", line.trim()));
            }
            continue;
        };
        let up = u32::try_from(mark[1].len()).unwrap_or(u32::MAX);
        let target = number.checked_sub(up).filter(|line| *line > 0);
        let target = target.ok_or_else(|| format!("line {number}: the mark points above the file"))?;
        for rule in mark[3].split(',').map(str::trim) {
            if !rules.contains(&rule) {
                return Err(format!("line {number}: there is no rule `{rule}`"));
            }
            marks.entry(target).or_default().push((rule.to_owned(), mark.get(2).is_some()));
        }
    }
    Ok(marks)
}

/// What one file shows against its marks; empty when all is as expected.
fn differences(shown: &str, text: &str, language: Language, linter: &Linter) -> Vec<(u32, String)> {
    let mut expected = match marks(text, &linter.rule_ids()) {
        Ok(marks) => marks,
        Err(error) => return vec![(0, error)],
    };
    let mut wrong = Vec::new();
    let file = SourceFile::new(shown, text, language);
    if !linter.concerns(shown, text.as_bytes()) && !expected.is_empty() {
        wrong.push((0, "the prefilter hides this file".to_owned()));
    }
    for finding in lint(&file, linter).findings {
        let line = file.position(finding.span.start).line;
        let marks = expected.entry(line).or_default();
        match marks.iter().position(|(rule, _)| **rule == *finding.rule) {
            Some(at) => {
                let (rule, is_todo) = marks.remove(at);
                if is_todo {
                    wrong.push((line, format!("found, so it is no longer TODO: {rule}")));
                }
            }
            None => wrong.push((line, format!("not marked: {}: {}", finding.rule, finding.message))),
        }
    }
    for (line, marks) in expected {
        let missed = marks.into_iter().filter(|(_, is_todo)| !is_todo);
        wrong.extend(missed.map(|(rule, _)| (line, format!("not found: {rule}"))));
    }
    wrong.sort();
    wrong
}

/// All files below `folder`, sorted.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = walk.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).collect()
}

#[test]
fn rules_find_what_their_fixtures_mark_and_nothing_else() {
    let linter = Linter::new(&Config::default()).expect("the default configuration is valid");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let mut report = String::new();
    let mut count = 0;
    for path in files(&root) {
        let inside =
            path.strip_prefix(&root).expect("it was found below the root").to_string_lossy().replace('\\', "/");
        let (rule, shown) = inside.split_once('/').unwrap_or(("", &inside));
        if !linter.rule_ids().contains(&rule) {
            let _ = writeln!(report, "{inside}\n    the folder is not named like a rule");
            continue;
        }
        let text = fs::read_to_string(&path).expect("a fixture is text");
        let Some(language) = Language::detect(shown, text.lines().next().unwrap_or_default()) else {
            let _ = writeln!(report, "{inside}\n    no language has files of this name");
            continue;
        };
        count += 1;
        let wrong = differences(shown, &text, language, &linter);
        if !wrong.is_empty() {
            let _ = writeln!(report, "fixtures/rules/{inside}");
        }
        for (line, what) in wrong {
            let source = line.checked_sub(1).and_then(|at| text.lines().nth(at as usize)).unwrap_or_default();
            let _ = writeln!(report, "  {line:>4} | {}\n       ! {what}", source.trim_end());
        }
    }
    assert!(count > 0, "no fixtures in {}", root.display());
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn the_runner_tells_every_kind_of_difference() {
    let linter = Linter::new(&Config::default()).expect("the default configuration is valid");
    let text = "redis-cli KEYS '*'  #~ keys-command\n\
                redis-cli KEYS '*'\n\
                redis-cli GET a  #~ keys-command: nothing is here\n\
                redis-cli KEYS '*'  #~ TODO keys-command\n\
                redis-cli GET a  #~ TODO keys-command: a miss\n\
                redis-cli KEYS '*'\n\
                #~^ keys-command\n";
    let found: Vec<String> = differences("a.sh", text, Language::Shell, &linter)
        .into_iter()
        .map(|(line, what)| format!("{line} {}", what.split(": ").next().unwrap_or_default()))
        .collect();
    assert_eq!(found, ["2 not marked", "3 not found", "4 found, so it is no longer TODO"]);
    let bad = differences("a.sh", "x #~ no-such-rule\n", Language::Shell, &linter);
    assert_eq!(bad, [(0, "line 1: there is no rule `no-such-rule`".to_owned())]);
}
