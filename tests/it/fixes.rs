//! The fixes that rules offer, on all fixtures.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use redlint::config::Config;
use redlint::finding::{Finding, Fix, Severity};
use redlint::lint::{Linted, Linter, lint, mend};
use redlint::source::{Language, SourceFile};
use redlint::usage::Project;

/// The files below `fixtures`, each with the path below its second folder, as if that were the tree.
fn fixtures() -> Vec<(String, SourceFile)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let walk = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().filter_map(Result::ok);
    let mut files = Vec::new();
    for path in walk.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path) {
        let inside = path.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        let shown = inside.splitn(3, '/').nth(2).unwrap_or_default().to_owned();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some(language) = Language::detect(&shown, text.lines().next().unwrap_or_default()) else { continue };
        files.push((inside, SourceFile::new(shown, text, language)));
    }
    assert!(files.len() > 50, "the fixtures are found");
    files
}

fn linter() -> Linter {
    Linter::new(&Config::default()).expect("the default configuration is valid")
}

/// The text with the edits of `fix` made.
fn made(file: &SourceFile, fix: &Fix) -> SourceFile {
    let mut text = file.text().to_owned();
    assert!(fix.edits.is_sorted_by(|a, b| a.span.end <= b.span.start), "edits overlap or are out of order: {fix:?}");
    for edit in fix.edits.iter().rev() {
        text.replace_range(edit.span.range(), &edit.text);
    }
    SourceFile::new(file.path(), text, file.language())
}

/// How many findings of each rule there are that are at least so bad.
fn counts(linted: &Linted, least: Severity) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for finding in linted.findings.iter().filter(|finding| finding.severity >= least) {
        *counts.entry(&*finding.rule).or_default() += 1;
    }
    counts
}

/// What is wrong with the file after one finding is mended.
fn faults(before: &Linted, finding: &Finding, after: &Linted) -> Vec<String> {
    let mut faults = Vec::new();
    if after.skipped.len() > before.skipped.len() {
        faults.push(format!("it is no longer read: {}", after.skipped[0].reason));
    }
    let same = |linted: &Linted| {
        linted.findings.iter().filter(|other| other.rule == finding.rule && other.message == finding.message).count()
    };
    if same(after) >= same(before) {
        faults.push("it is still found".to_owned());
    }
    let old = counts(before, Severity::Error);
    for (rule, count) in counts(after, Severity::Error) {
        if count > old.get(rule).copied().unwrap_or(0) {
            faults.push(format!("{rule} is found that was not there before"));
        }
    }
    faults
}

#[test]
fn every_fix_does_what_it_says() {
    let linter = linter();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, file) in fixtures() {
        let before = lint(&file, &linter);
        for finding in &before.findings {
            let Some(fix) = &finding.fix else { continue };
            count += 1;
            let changed = made(&file, fix);
            let mut faults = faults(&before, finding, &lint(&changed, &linter));
            if changed.text() == file.text() {
                faults.push("nothing changes".to_owned());
            }
            if file.text().starts_with('\u{feff}') != changed.text().starts_with('\u{feff}') {
                faults.push("the mark of byte order is gone".to_owned());
            }
            let line = file.position(finding.span.start).line;
            wrong.extend(
                faults.into_iter().map(|fault| format!("{name}:{line}: {}: {}: {fault}", finding.rule, fix.title)),
            );
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 60, "only {count} fixes are offered");
}

#[test]
fn mending_everything_leaves_nothing_to_mend() {
    let linter = linter();
    let mut wrong = Vec::new();
    for (name, file) in fixtures() {
        for is_wanted in [|fix: &Fix| fix.is_safe, |_: &Fix| true] {
            let before = lint(&file, &linter);
            let Some(mended) = mend(&file, &before, &linter, &Project::default(), is_wanted) else { continue };
            assert!(mended.fixed > 0, "{name}: the text changes and nothing is gone");
            let after = lint(&mended.file, &linter);
            let again = mend(&mended.file, &after, &linter, &Project::default(), is_wanted);
            if let Some(again) = again {
                wrong.push(format!("{name}: {} more are mended the second time", again.fixed));
            }
            if after.skipped.len() > before.skipped.len() {
                wrong.push(format!("{name}: it is no longer read: {}", after.skipped[0].reason));
            }
            let old = counts(&before, Severity::Error);
            let grown = counts(&after, Severity::Error)
                .into_iter()
                .filter(|(rule, count)| *count > old.get(rule).copied().unwrap_or(0));
            wrong.extend(grown.map(|(rule, _)| format!("{name}: {rule} is found that was not there before")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// All that changes in the fixtures of each rule, as diffs; `!` marks what is not safe.
#[test]
fn what_the_fixes_of_each_rule_write() {
    let linter = linter();
    let mut by_rule: BTreeMap<String, String> = BTreeMap::new();
    for (name, file) in fixtures() {
        let Some(rule) = name.strip_prefix("rules/").and_then(|rest| rest.split('/').next()) else { continue };
        let mut linted = lint(&file, &linter);
        linted.findings.retain(|finding| &*finding.rule == rule);
        let Some(mended) = mend(&file, &linted, &linter, &Project::default(), |_| true) else { continue };
        let shown = by_rule.entry(rule.to_owned()).or_default();
        shown.extend(["── ", file.path(), "\n"]);
        let is_unsafe = |at: usize| {
            let mut fixes = linted.findings.iter().filter_map(|finding| finding.fix.as_ref());
            fixes.any(|fix| {
                !fix.is_safe && fix.edits.iter().any(|edit| file.position(edit.span.start).line as usize == at + 1)
            })
        };
        let diff = similar::TextDiff::from_lines(file.text(), mended.file.text());
        for change in diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal) {
            let mark = if change.old_index().is_some_and(is_unsafe) { "!" } else { "" };
            let line = change.value().trim_end();
            let line = line
                .split_once("#~")
                .or(line.split_once("//~"))
                .or(line.split_once("--~"))
                .map_or(line, |(line, _)| line);
            let _ = writeln!(shown, "{}{mark} {}", change.tag(), line.trim_end());
        }
    }
    for (rule, shown) in by_rule {
        insta::assert_snapshot!(format!("fixes_{rule}"), shown);
    }
}
