//! The examples of the rules in code, linted as files.

use super::*;
use crate::rules;
use crate::source::Language;

/// The rules of warning or worse, and the rule `own`, that report something in `code`, each once.
fn reporting(linter: &Linter, path: &str, code: &str, language: Language, own: &str) -> Vec<String> {
    let linted = lint(&SourceFile::new(path, code, language), linter);
    let is_serious = |finding: &&Finding| finding.severity >= Severity::Warning || &*finding.rule == own;
    let serious = linted.findings.iter().filter(is_serious);
    let mut rules: Vec<String> = serious.map(|finding| finding.rule.to_string()).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

#[test]
fn every_code_example_is_reported_by_its_rule_alone_or_by_none() {
    let linter = Linter::new(&Config::default()).expect("the default configuration is valid");
    let mut wrong = Vec::new();
    for rule in rules::built_in() {
        for example in &rule.examples.code {
            let path = example.path.clone().unwrap_or_else(|| example.language.usual_path().to_owned());
            for (code, expected) in [(&example.bad, vec![rule.id.clone()]), (&example.good, Vec::new())] {
                let found = reporting(&linter, &path, code, example.language, &rule.id);
                if found != expected {
                    let shown = code.trim_end().replace('\n', "\n    ");
                    wrong.push(format!(
                        "{}: {path} is reported by {found:?}, not by {expected:?}:\n    {shown}",
                        rule.id
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_skipped_at_the_very_end_lies_in_the_file() {
    let text = "steps:\n  - run: |\n      redis-cli SET a) VALUES ('$VE";
    let linter = Linter::new(&Config::default()).expect("the default configuration is valid");
    let linted = lint(&SourceFile::new("ci.yaml", text, Language::Yaml), &linter);
    assert!(!linted.skipped.is_empty(), "the script is broken");
    assert!(linted.skipped.iter().all(|skipped| skipped.span.end as usize <= text.len()), "{:?}", linted.skipped);
}
