//! A team's own client models and helpers: read, checked, and every mistake shown in its place.

use serde_json::Value;

use super::Catalog;
use super::error::{Misplaced, ModelError};
use super::raw::RawModel;
use super::wrapper::RawWrappers;
use crate::checked_yaml::{self, Origin, Part};
use crate::config::Config;
use crate::problem::Problem;

/// What the configuration adds to the built-in models.
#[derive(Debug, Default)]
pub(crate) struct Own {
    /// Models of `clients-dir`. One of the name of a built-in model stands in its place.
    pub(crate) models: Vec<RawModel>,
    /// `wrappers`.
    pub(crate) wrappers: RawWrappers,
}

/// Reads what `config` says, and makes the catalog of all models.
///
/// # Errors
/// Everything that is wrong with the files of `clients-dir` and with `wrappers`, file by file.
pub(crate) fn catalog(config: &Config) -> Result<Catalog, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut own = Own::default();
    let mut origins = Vec::new();
    for file in &config.client_files {
        let mut loaded = checked_yaml::load::<RawModel>(&file.name, &file.text);
        if let Some((model, origin)) = loaded.value {
            own.models.push(model);
            origins.push(origin);
        }
        problems.append(&mut loaded.problems);
    }
    if let Some((wrappers, origin)) = config.wrappers.as_ref().zip(config.origin.as_deref()) {
        let mut found = origin.check::<RawWrappers>(&["wrappers"]);
        match serde_json::from_value(plain(wrappers)) {
            Ok(wrappers) if found.is_empty() => own.wrappers = wrappers,
            Err(error) if found.is_empty() => {
                found.push(origin.problem(origin.span(&["wrappers"], Part::Key), error.to_string(), ""));
            }
            // the schema has told it in better words
            _ => {}
        }
        problems.append(&mut found);
    }
    let (catalog, mistakes) = Catalog::new(own);
    let placed = mistakes.iter().filter_map(|(place, mistake)| match place {
        Place::Model(index) => origins.get(*index).map(|origin| problem(origin, &[], mistake)),
        Place::Wrappers => config.origin.as_deref().map(|origin| problem(origin, &["wrappers"], mistake)),
    });
    let problems = checked_yaml::join(problems, placed.collect());
    if problems.is_empty() { Ok(catalog) } else { Err(problems) }
}

/// A number or a truth value where a text stands otherwise is a text: in YAML it need not be quoted.
fn plain(wrappers: &Value) -> Value {
    let text = |value: &Value| match value {
        Value::Number(_) | Value::Bool(_) => Value::String(value.to_string()),
        other => other.clone(),
    };
    match wrappers {
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
        other => other.clone(),
    }
}

/// Which of the team's own a mistake is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The model of this number.
    Model(usize),
    /// The helpers.
    Wrappers,
}

/// A mistake where it stands in its file.
fn problem(origin: &Origin, prefix: &[&str], mistake: &Misplaced) -> Problem {
    let path: Vec<&str> = prefix.iter().copied().chain(mistake.path.iter().map(String::as_str)).collect();
    let (span, help) = match &mistake.error {
        ModelError::UnknownType { name } => {
            let help = "a type of this file, or the qualified name of another library's: `redis.Redis`";
            (origin.find(&path, name), if prefix.is_empty() { help } else { CLIENT })
        }
        ModelError::UnknownCommand { name, nearest } => {
            let help = nearest.as_deref().map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
            return origin.problem(origin.find(&path, name), mistake.error.to_string(), &help);
        }
        ModelError::Template { text, .. } => (origin.find(&path, text), ""),
        ModelError::UnknownParam { name, .. } => {
            let placeholder = format!("{{{name}");
            let help = if prefix.is_empty() {
                "list it in `params`"
            } else {
                "name it in the key: `bus.publish(stream, event)`"
            };
            (origin.find(&path, &placeholder), help)
        }
        ModelError::NoName => (origin.span(&path, Part::Key), ""),
        ModelError::NoCall { .. } => {
            (origin.span(&path, Part::Key), "write its name and its parameters, as in `bus.publish(stream, event)`")
        }
    };
    origin.problem(span, mistake.error.to_string(), help)
}

/// What a helper can give back.
const CLIENT: &str = "write `client`, or the qualified name of a library's type: `redis.Redis`";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NamedText;
    use crate::source::LineIndex;

    /// The problems as `file:line:column «marked text» message`.
    #[track_caller]
    fn check(config: &str, models: &[&str], expected: &[&str]) {
        let mut config = Config::load("redlint.yaml", config).expect("a configuration");
        let files = models.iter().enumerate();
        config.client_files =
            files.map(|(at, text)| NamedText { name: format!("{at}.yaml").into(), text: (*text).into() }).collect();
        let shown: Vec<String> = catalog(&config)
            .err()
            .unwrap_or_default()
            .iter()
            .map(|problem| {
                let at = LineIndex::new(&problem.text).position(&problem.text, problem.span.start);
                let marked = &problem.text[problem.span.range()];
                format!("{}:{}:{} «{marked}» {}", problem.file, at.line, at.column, problem.message)
            })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn every_mistake_of_every_file_is_told() {
        check(
            "wrappers:\n  bus.publish(stream): 'XADD {strem} * f v'\n  make(): '-> Client'\n  ok(k): 'GET {k}'\n",
            &[
                "library: a\nlanguages: [python]\nfunctions:\n  a.b: {params: [x], sends: ['GET {x', 'GET {y}']}\n  a.c: '-> Nothing'\n",
                "library: b\nlanguages: [pyton]\ntypes: {T: {extend: U}}\n",
                "library: c\nlanguages: [rust]\ntypes: {T: {extends: U, methods: {get: 'GET {k}'}}}\n",
            ],
            &[
                "1.yaml:2:13 «pyton» `pyton` is not one of `rust`, `python`, `javascript`, `typescript`, `tsx`, `shell`, `lua`, `yaml`, `dotenv`, `toml`, `json`, `ini`, `properties`, `dockerfile`, `redis-conf`, `procfile`, `makefile`, `systemd`",
                "1.yaml:3:13 «extend» unknown key `extend`",
                "0.yaml:4:30 «'GET {x'» `{` without `}`",
                "0.yaml:4:45 «{y» `y` is no parameter of `a.b`",
                "0.yaml:5:12 «Nothing» there is no type `Nothing` here",
                "1.yaml:3:21 «U» there is no type `U` here",
                "2.yaml:3:22 «U» there is no type `U` here",
                "2.yaml:3:45 «{k» `k` is no parameter of `T.get`",
                "redlint.yaml:2:30 «{strem» `strem` is no parameter of `bus.publish`",
                "redlint.yaml:3:15 «Client» there is no type `Client` here",
            ],
        );
        check(
            "wrappers:\n  f(): 3\n  g(k): ['GET', 'SET']\n  h(): {sned: GET}\n",
            &["library: a\nlanguages: [lua]\nfunctions: {a.b: 'OWN.COMMAND x', a.c: 'XADDD {…}'}\n"],
            &["redlint.yaml:4:9 «sned» unknown key `sned`", "0.yaml:3:41 «XADDD» `XADDD` is not a Redis command"],
        );
        check(
            "wrappers:\n  f(): '-> redis.Redis'\n  g(): '-> redis.Redsi'\n",
            &[],
            &["redlint.yaml:3:12 «redis.Redsi» there is no type `redis.Redsi` here"],
        );
        check(
            "wrappers:\n  'f(': 'GET a'\n  'g(a)b': 'GET {a}'\n  h(a: 'GET {a}'\n",
            &[],
            &[
                "redlint.yaml:2:3 «'f('» `f(` is not how a helper is called",
                "redlint.yaml:3:3 «'g(a)b'» `g(a)b` is not how a helper is called",
                "redlint.yaml:4:3 «h(a» `h(a` is not how a helper is called",
            ],
        );
        check("wrappers: {f(): 3}", &[], &["redlint.yaml:1:17 «3» `3` is not a Redis command"]);
        check("wrappers: {ok(k): 'GET {k}'}", &["library: a\nlanguages: [python]\n"], &[]);
    }
}
