//! How findings are mended: from what a rule file says to what is to be done in one file.
//!
//! A [`Proposal`] says what is wanted, not yet which bytes change: that depends on the language and on how a client library spells it.

use super::compile::RuleError;
use super::raw::OneOrMany;
use super::raw_fix::RawFix;
use super::template::Template;
use super::within::Within;
use crate::source::{Language, Span};

/// The parts that `replace` may name, whatever is matched.
const PARTS: [&str; 6] = ["value", "tag", "image", "secret", "key", "rule"];

/// One way to mend a finding, compiled.
#[derive(Debug)]
pub(crate) struct FixTemplate {
    title: Template,
    is_safe: bool,
    within: Within,
    not_places: Vec<String>,
    action: Action,
}

#[derive(Debug)]
enum Action {
    Replace(Vec<(String, Template)>),
    Environment(Template),
    AddOption(Template),
    Remove,
}

/// A way to mend one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// What it does.
    pub(crate) title: String,
    /// Whether it is right wherever the finding is.
    pub(crate) is_safe: bool,
    /// What is to be done.
    pub(crate) change: Change,
    within: Within,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// Write other texts in place of these.
    Replace(Vec<Replacement>),
    /// Read the environment variable `name` in place of a literal.
    Environment {
        /// The literal.
        part: Part,
        /// The variable.
        name: String,
    },
    /// Add these words to the command whose token stands here.
    AddOption {
        /// The option and its arguments.
        words: Vec<String>,
    },
    /// Take away the suppression of the rule named here.
    Remove(Span),
}

/// One text in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replacement {
    /// What stands there.
    pub(crate) part: Part,
    /// What is to stand there.
    pub(crate) text: String,
}

/// A part of what is found: its text, and where it stands, with or without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// What rules call it.
    pub(crate) name: &'static str,
    /// As it is read.
    pub(crate) text: String,
    /// In the file.
    pub(crate) span: Span,
}

impl FixTemplate {
    /// Compiles what is written for a rule or a match.
    pub(crate) fn compile_all(raw: Option<&OneOrMany<RawFix>>, errors: &mut Vec<RuleError>) -> Vec<Self> {
        let all = raw.map(OneOrMany::as_slice).unwrap_or_default();
        all.iter().filter_map(|raw| Self::compile(raw, errors)).collect()
    }

    fn compile(raw: &RawFix, errors: &mut Vec<RuleError>) -> Option<Self> {
        for name in raw.replace.keys().filter(|name| !PARTS.contains(&name.as_str())) {
            errors.push(RuleError::FixPart { name: name.clone() });
        }
        let replace = raw.replace.iter().map(|(name, text)| (name.clone(), Template::parse(text))).collect::<Vec<_>>();
        let mut actions = [
            (!replace.is_empty()).then_some(Action::Replace(replace)),
            raw.environment.as_deref().map(|name| Action::Environment(Template::parse(name))),
            raw.add_option.as_deref().map(|words| Action::AddOption(Template::parse(words))),
            raw.remove.then_some(Action::Remove),
        ]
        .into_iter()
        .flatten();
        let (Some(action), None, false) = (actions.next(), actions.next(), raw.title.is_empty()) else {
            errors.push(RuleError::Fix);
            return None;
        };
        let within = Within::compile(raw.within.as_ref(), errors);
        let not_places = raw.not_place.as_ref().map(OneOrMany::as_slice).unwrap_or_default().to_vec();
        Some(Self { title: Template::parse(&raw.title), is_safe: raw.safe, within, not_places, action })
    }

    /// What is to be done for one finding; `value` gives the values of templates, `parts` what is found. Nothing when a part or a value is not there.
    pub(crate) fn propose(
        &self,
        parts: &[Part],
        place: Option<&str>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Option<Proposal> {
        if place.is_some_and(|place| self.not_places.iter().any(|not| not == place)) {
            return None;
        }
        let fill = |template: &Template| {
            let is_known = template.names().all(|name| value(name).is_some());
            is_known.then(|| template.fill(&value))
        };
        let part = |name: &str| parts.iter().find(|part| part.name == name);
        let change = match &self.action {
            Action::Replace(all) => {
                let replacements = all
                    .iter()
                    .map(|(name, template)| Some(Replacement { part: part(name)?.clone(), text: fill(template)? }));
                Change::Replace(replacements.collect::<Option<_>>()?)
            }
            Action::Environment(name) => Change::Environment { part: part("value")?.clone(), name: fill(name)? },
            Action::AddOption(words) => {
                Change::AddOption { words: fill(words)?.split_whitespace().map(str::to_owned).collect() }
            }
            Action::Remove => Change::Remove(part("rule")?.span),
        };
        Some(Proposal { title: fill(&self.title)?, is_safe: self.is_safe, change, within: self.within.clone() })
    }
}

impl Proposal {
    /// Whether it is made in files of `language`.
    pub(crate) fn holds_in(&self, language: Language) -> bool {
        self.within.has(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a fix.
    #[track_caller]
    fn check(yaml: &str, expected: &[&str]) {
        let raw: RawFix = serde_yaml::from_str(yaml).expect(yaml);
        let mut errors = Vec::new();
        FixTemplate::compile_all(Some(&OneOrMany::One(raw)), &mut errors);
        assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{yaml}");
    }

    #[test]
    fn a_fix_does_one_thing() {
        check("{title: t, add-option: ASYNC}", &[]);
        check("{title: t, replace: {value: x}, in: [code, yaml]}", &[]);
        check("{title: t}", &[RuleError::Fix.to_string().as_str()]);
        check("{add-option: ASYNC}", &[RuleError::Fix.to_string().as_str()]);
        check("{title: t, remove: true, environment: X}", &[RuleError::Fix.to_string().as_str()]);
        check(
            "{title: t, replace: {vlaue: x}}",
            &["`vlaue` is no part of what is found: one of value, tag, image, secret, key, rule"],
        );
        check("{title: t, remove: true, in: cobol}", &["`cobol` is no language, nor `code` or `documents`"]);
    }

    #[test]
    fn what_is_not_known_is_not_proposed() {
        let raw: RawFix =
            serde_yaml::from_str("{title: 'write {port}', not-place: fallback, replace: {value: '{port}'}}")
                .expect("it is YAML");
        let fixes = FixTemplate::compile_all(Some(&OneOrMany::One(raw)), &mut Vec::new());
        let value = Part { name: "value", text: "1".into(), span: Span::new(3, 4) };
        let values = |name: &str| (name == "port").then(|| "2".to_owned());
        let proposed = |parts: &[Part], place| fixes[0].propose(parts, place, values).map(|proposal| proposal.title);
        assert_eq!(proposed(std::slice::from_ref(&value), None).as_deref(), Some("write 2"));
        assert_eq!(proposed(std::slice::from_ref(&value), Some("fallback")), None);
        assert_eq!(proposed(&[], None), None);
        assert_eq!(fixes[0].propose(&[value], None, |_| None), None);
    }
}
