//! The rules of a run: the built-in ones and the team's own, with every mistake in its place.

use std::collections::HashMap;
use std::sync::Arc;

use super::{RawRule, Rule, RuleError, RuleSet, Values, built_in, names};
use crate::checked_yaml::{self, Origin, Part};
use crate::config::NamedText;
use crate::problem::Problem;

/// The built-in rules and those of `files`, and all that is wrong with these. A rule with the id of a built-in one stands in its place.
pub(crate) fn load(files: &[NamedText], values: &Values) -> (RuleSet, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut own: Vec<Arc<Rule>> = Vec::new();
    let mut seen: HashMap<Arc<str>, Arc<str>> = HashMap::new();
    for file in files {
        match load_one(file, values) {
            Ok((rule, origin)) => {
                if let Some(other) = seen.insert(Arc::clone(&rule.id), Arc::clone(&file.name)) {
                    let message = format!("there is another rule `{}` in {other}", rule.id);
                    problems.push(origin.problem(
                        origin.span(&["id"], Part::Value),
                        message,
                        "give it an id of its own",
                    ));
                }
                own.push(Arc::new(rule));
            }
            Err(mut found) => problems.append(&mut found),
        }
    }
    let compile = |raw: RawRule| {
        let id = raw.id.clone();
        let rule = Rule::compile(raw, values);
        Arc::new(rule.unwrap_or_else(|errors| panic!("built-in rule {id}: {errors:?} (a test compiles every one)")))
    };
    let kept = built_in().into_iter().filter(|raw| !own.iter().any(|rule| *rule.id == *raw.id));
    let rules = kept.map(compile).chain(own.iter().cloned()).collect();
    (RuleSet::new(rules), problems)
}

/// One rule of the team's own.
///
/// # Errors
/// Everything that is wrong with its file.
fn load_one(file: &NamedText, values: &Values) -> Result<(Rule, Origin), Vec<Problem>> {
    let loaded = checked_yaml::load::<RawRule>(&file.name, &file.text);
    let Some((raw, origin)) = loaded.value else { return Err(loaded.problems) };
    let mut errors = names::unknown(&raw, values);
    let rule = Rule::compile(raw, values).map_err(|mut found| errors.append(&mut found));
    let mut problems =
        checked_yaml::join(loaded.problems, errors.iter().map(|error| problem(&origin, error)).collect());
    problems.sort_by_key(|problem| problem.span);
    match rule {
        Ok(rule) if problems.is_empty() => Ok((rule, origin)),
        _ => Err(problems),
    }
}

/// A mistake at the value that it speaks of.
fn problem(origin: &Origin, error: &RuleError) -> Problem {
    let span = match error {
        RuleError::Subject { alternative } => {
            let alternative = alternative.to_string();
            let path = ["match", alternative.as_str()];
            origin.span(if origin.line(&path).is_some() { &path } else { &path[..1] }, Part::Value)
        }
        _ => origin.find(&[], error.text()),
    };
    let (message, help) = split_help(error.to_string());
    origin.problem(span, message, &help)
}

/// `… is not a command; did you mean …?` as message and help.
fn split_help(text: String) -> (String, String) {
    match text.split_once("; did you mean") {
        Some((message, rest)) => (message.to_owned(), format!("did you mean{rest}")),
        None => (text, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::source::LineIndex;

    const REST: &str = "severity: error\nsummary: s\nwhy: w\nexamples: {}\n";

    /// The problems of rule files as `file:line:column «marked text» message [help]`.
    #[track_caller]
    fn check(files: &[&str], expected: &[&str]) {
        let named = files.iter().zip(b'a'..).map(|(text, name)| NamedText {
            name: format!("{}.yaml", char::from(name)).into(),
            text: format!("{text}{REST}").into(),
        });
        let (_, problems) = load(&named.collect::<Vec<_>>(), &Values::new(&Config::default()));
        let shown: Vec<String> = problems
            .iter()
            .map(|problem| {
                let at = LineIndex::new(&problem.text).position(&problem.text, problem.span.start);
                let marked = &problem.text[problem.span.range()];
                let help = problem.help.as_deref().map(|help| format!(" [{help}]")).unwrap_or_default();
                format!("{}:{}:{} «{marked}» {}{help}", problem.file, at.line, at.column, problem.message)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn every_mistake_is_told_where_it_stands() {
        check(
            &[
                "id: first\nmatch: {command: [XADDD, KEYS, SCANN]}\n",
                "id: second\nmatch:\n  - {command: XADD, without-option: MAXLENN}\n  - {script: true, command: KEYS}\n",
                "id: third\nmacth: {command: KEYS}\n",
                "id: fourth\n",
                "id: fifth\nmatch: {command: KEYS}\nmessage: '`{patern}` on {port} of {command}'\n",
                "id: fifth\nmatch: {command: KEYS}\n",
                "id: sixth\nmatch:\n  - {comand: XADDD}\n  - {command: KEYSS, with: X}\nlabel: [no]\n",
            ],
            &[
                "a.yaml:2:19 «XADDD» `XADDD` is not a Redis command [did you mean `XADD`?]",
                "a.yaml:2:32 «SCANN» `SCANN` is not a Redis command [did you mean `SCAN`?]",
                "b.yaml:3:37 «MAXLENN» no command of this match has an option `MAXLENN`",
                "b.yaml:4:5 «{script: true, command: KEYS}» a match needs one subject: command, script, connection, pool, setting, server, image, secret or literal",
                "c.yaml:2:1 «macth» unknown key `macth` [did you mean `match`?]",
                "d.yaml:1:1 «id» nothing to match: the rule has no `match`",
                "e.yaml:3:12 «{patern}» `patern` is no value of what is matched here, nor of the configuration [did you mean `pattern`?]",
                "g.yaml:3:6 «comand» unknown key `comand` [did you mean `command`?]",
                "g.yaml:3:14 «XADDD» `XADDD` is not a Redis command [did you mean `XADD`?]",
                "g.yaml:4:15 «KEYSS» `KEYSS` is not a Redis command [did you mean `KEYS`?]",
                "g.yaml:4:22 «with» unknown key `with` [did you mean `without-option`?]",
                "g.yaml:5:8 «[no]» `label` must be a text, not a list",
            ],
        );
        check(
            &["id: twice\nmatch: {command: KEYS}\n", "id: twice\nmatch: {command: KEYS}\n"],
            &["b.yaml:1:5 «twice» there is another rule `twice` in a.yaml [give it an id of its own]"],
        );
    }

    #[test]
    fn a_rule_of_ones_own_replaces_the_built_in_one() {
        let text = format!("id: keys-command\nmatch: {{command: SCAN}}\n{REST}");
        let file = NamedText { name: "a.yaml".into(), text: text.into() };
        let (rules, problems) = load(&[file], &Values::new(&Config::default()));
        assert!(problems.is_empty());
        assert_eq!(rules.iter().filter(|rule| &*rule.id == "keys-command").count(), 1);
        assert_eq!(rules.get("keys-command").map(|rule| rule.raw.summary.as_str()), Some("s"));
    }
}
