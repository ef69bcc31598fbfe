//! The examples that rules and client models carry.

use super::{Case, Verdict};
use crate::config::Config;
use crate::finding::Finding;
use crate::lint::{Linter, lint};
use crate::lower::model::raw::RawModel;
use crate::rules::{RawRule, Rule, wire};
use crate::source::{Language, SourceFile};
use crate::usage::FactKind;

/// The examples of the team's own rules.
pub(super) fn rules(config: &Config, linter: &Linter) -> Vec<Case> {
    let mut cases = Vec::new();
    for id in own(config) {
        if let Some((rule, _)) = linter.graded().find(|(rule, _)| *rule.id == *id) {
            rule_cases(rule, linter, &mut cases);
        }
    }
    cases
}

/// The ids of the team's own rules.
pub(super) fn own(config: &Config) -> Vec<String> {
    // each was read before, when the linter was made
    let rules = config.rule_files.iter().filter_map(|file| serde_yaml::from_str::<RawRule>(&file.text).ok());
    rules.map(|raw| raw.id).collect()
}

fn rule_cases(rule: &Rule, linter: &Linter, cases: &mut Vec<Case>) {
    let examples = &rule.raw.examples;
    let mut add = |what: String, code: &str, is_wanted: bool, findings: &[Finding]| {
        let mut found: Vec<&Finding> = findings.iter().filter(|finding| finding.rule == rule.id).collect();
        found.dedup_by(|a, b| a.message == b.message);
        let verdict = match (is_wanted, found.is_empty()) {
            (true, true) => Verdict::Missing,
            (false, false) => Verdict::Noisy,
            _ => Verdict::Validated,
        };
        let shown: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        cases.push(Case {
            of: rule.id.to_string(),
            what,
            verdict,
            expected: if is_wanted { format!("a finding of {}", rule.id) } else { "nothing".to_owned() },
            found: if shown.is_empty() { "nothing".to_owned() } else { shown.join("; ") },
            code: code.to_owned(),
        });
    };
    for (what, lines, is_wanted) in [("flags", &examples.flags, true), ("passes", &examples.passes, false)] {
        for line in lines {
            add(format!("{what}: {line}"), "", is_wanted, &linter.check_facts(rule, &wire::facts(line)));
        }
    }
    for example in &examples.code {
        let path = example.path.as_deref().unwrap_or_else(|| example.language.usual_path());
        for (what, code, is_wanted) in [("bad", &example.bad, true), ("good", &example.good, false)] {
            let file = SourceFile::new(path, code.as_str(), example.language);
            // without the gates of paths and severities: the example is of the rule itself
            let findings = linter.check_facts(rule, &lint(&file, linter).facts);
            add(format!("{what} {}", example.language.name()), code, is_wanted, &findings);
        }
    }
}

/// The examples of the team's own client models.
pub(super) fn models(config: &Config, linter: &Linter) -> Vec<Case> {
    let models = config.client_files.iter().filter_map(|file| serde_yaml::from_str::<RawModel>(&file.text).ok());
    let mut cases = Vec::new();
    for model in models {
        for example in &model.examples {
            let language = example.language.or(model.languages.first().copied()).unwrap_or(Language::Python);
            let file = SourceFile::new(language.usual_path(), example.code.as_str(), language);
            let facts = lint(&file, linter).facts;
            let found: Vec<String> = facts
                .iter()
                .filter_map(|fact| match &fact.kind {
                    FactKind::Command(command) => {
                        Some(command.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
                    }
                    _ => None,
                })
                .collect();
            let verdict = if found == example.sends {
                Verdict::Validated
            } else if found.iter().all(|command| example.sends.contains(command)) {
                Verdict::Missing
            } else {
                Verdict::Noisy
            };
            let shown =
                |commands: &[String]| if commands.is_empty() { "nothing".to_owned() } else { commands.join(" ; ") };
            cases.push(Case {
                of: model.library.clone(),
                what: language.name().to_owned(),
                verdict,
                expected: shown(&example.sends),
                found: shown(&found),
                code: example.code.clone(),
            });
        }
    }
    cases
}
