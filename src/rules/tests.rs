//! What every built-in rule is held to: its name, and its examples in wire form. Examples in code run where files are linted.

use super::*;
use crate::config::Config;
use crate::finding::Severity;
use crate::usage::Fact;

fn compiled() -> (RuleSet, Values) {
    let values = Values::new(&Config::default());
    let rules = built_in()
        .into_iter()
        .map(|raw| {
            let id = raw.id.clone();
            Arc::new(Rule::compile(raw, &values).unwrap_or_else(|errors| panic!("{id}: {errors:?}")))
        })
        .collect();
    (RuleSet::new(rules), values)
}

/// The rules of at least warning, and the rule `own`, that report something in `facts`.
fn reporting<'a>(rules: &'a RuleSet, values: &Values, facts: &[Fact], own: &str) -> Vec<&'a str> {
    let context = Context { values, language: None };
    let none = std::collections::HashMap::new();
    let facts = Facts::new(facts, &none);
    let is_reported = |rule: &&Arc<Rule>| !check(rule, rule.severity, &facts, &context).is_empty();
    rules
        .iter()
        .filter(|rule| rule.severity >= Severity::Warning || &*rule.id == own)
        .filter(is_reported)
        .map(|rule| &*rule.id)
        .collect()
}

#[test]
fn built_in_rules_are_named_like_their_files() {
    for file in embedded::under("conventions/") {
        let rule: RawRule = serde_json::from_str(file.json).unwrap_or_else(|error| panic!("{}: {error}", file.name));
        assert_eq!(file.name, format!("conventions/{}", rule.id));
    }
}

#[test]
fn every_wire_example_is_reported_by_its_rule_alone_or_by_none() {
    let (rules, values) = compiled();
    let mut wrong = Vec::new();
    for rule in rules.iter() {
        let examples = &rule.raw.examples;
        let flags = examples.flags.iter().map(|line| (line, vec![&*rule.id]));
        let passes = examples.passes.iter().map(|line| (line, Vec::new()));
        for (line, expected) in flags.chain(passes) {
            let facts = wire::facts(line);
            assert!(!facts.is_empty(), "{}: `{line}` is no command", rule.id);
            let found = reporting(&rules, &values, &facts, &rule.id);
            if found != expected {
                wrong.push(format!("{}: `{line}` is reported by {found:?}, not by {expected:?}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_examples_of_both_kinds() {
    for rule in built_in().iter().filter(|rule| !rule.builtin) {
        let examples = &rule.examples;
        assert!(!examples.code.is_empty(), "{} has no example in code", rule.id);
        assert_eq!(examples.flags.is_empty(), examples.passes.is_empty(), "{} has wire examples of one kind", rule.id);
    }
}

#[test]
fn templates_use_values_that_there_are() {
    let values = Values::new(&Config::default());
    for rule in built_in() {
        let unknown = names::unknown(&rule, &values);
        assert!(unknown.is_empty(), "{}: {unknown:?}; a new value of facts is listed in rules/names.rs", rule.id);
    }
}
