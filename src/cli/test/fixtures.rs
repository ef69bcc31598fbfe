//! Fixtures: ordinary code with what is expected in its comments.
//!
//! `#~ rule` (`//~`, `--~`, `;~`) at the end of a line expects a finding of that rule there; several are separated by commas, each `^` after the tilde
//! points one line further up. A finding without a mark is noisy, when it is of a rule of the team's own or of one that the file marks elsewhere: what
//! the built-in rules think of the code is not what is tested.

use std::collections::BTreeMap;

use regex::Regex;

use super::settings::FIXTURES;
use super::{Case, Verdict};
use crate::lint::{Linter, lint};
use crate::source::{Language, SourceFile};

/// What is expected and found in one file; `own` are the rules of the team's own.
pub(super) fn run(shown: &str, text: &str, linter: &Linter, own: &[String]) -> Vec<Case> {
    let Some(language) = Language::detect(shown, text.lines().next().unwrap_or_default()) else { return Vec::new() };
    let file = SourceFile::new(path_inside(shown), text, language);
    let mut expected = marks(text);
    let tested: Vec<String> = expected.values().flatten().chain(own).cloned().collect();
    let mut cases = Vec::new();
    let case = |line: u32, verdict: Verdict, expected: String, found: String| {
        let source = line.checked_sub(1).and_then(|at| text.lines().nth(at as usize)).unwrap_or_default();
        let code = source.trim().to_owned();
        (line, Case { of: shown.to_owned(), what: format!("line {line}"), verdict, expected, found, code })
    };
    let findings = lint(&file, linter).findings;
    for finding in findings.iter().filter(|finding| tested.iter().any(|rule| **rule == *finding.rule)) {
        let line = file.position(finding.span.start).line;
        let marks = expected.entry(line).or_default();
        let found = format!("{}: {}", finding.rule, finding.message);
        match marks.iter().position(|rule| **rule == *finding.rule) {
            Some(at) => cases.push(case(line, Verdict::Validated, marks.swap_remove(at), found)),
            None => cases.push(case(line, Verdict::Noisy, "nothing".to_owned(), found)),
        }
    }
    for (line, rules) in expected {
        for rule in rules {
            cases.push(case(line, Verdict::Missing, format!("a finding of {rule}"), "nothing".to_owned()));
        }
    }
    if cases.is_empty() {
        cases.push(case(1, Verdict::Validated, "nothing".to_owned(), "nothing".to_owned()));
    }
    cases.sort_by_key(|(line, _)| *line);
    cases.into_iter().map(|(_, case)| case).collect()
}

/// The path as rules see it: below the folder of the rule, `fixtures/<rule>/path`.
fn path_inside(shown: &str) -> &str {
    let Some((_, inside)) = shown.split_once(&format!("{FIXTURES}/")) else { return shown };
    inside.split_once('/').map_or(inside, |(_, path)| path)
}

/// The rules expected in each line.
fn marks(text: &str) -> BTreeMap<u32, Vec<String>> {
    let mut marks: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    let Ok(pattern) = Regex::new(r"(?:#|//|--|;)~(\^*) +([a-z0-9, -]*[a-z0-9])") else { return marks };
    for (number, line) in (1_u32..).zip(text.lines()) {
        let Some(mark) = pattern.captures(line) else { continue };
        let up = u32::try_from(mark[1].len()).unwrap_or(u32::MAX);
        let target = number.saturating_sub(up).max(1);
        marks.entry(target).or_default().extend(mark[2].split(',').map(|rule| rule.trim().to_owned()));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_name_rules_of_their_line_or_one_above() {
        let marks = marks("a  #~ x, y-z: why\nb\nc //~^ w\nd # plain ~ x\n");
        let shown: Vec<String> = marks.iter().map(|(line, rules)| format!("{line} {}", rules.join("+"))).collect();
        assert_eq!(shown, ["1 x+y-z", "2 w"]);
        assert_eq!(path_inside("lint/fixtures/no-flush/src/a.py"), "src/a.py");
        assert_eq!(path_inside("fixtures/a.py"), "a.py");
    }
}
