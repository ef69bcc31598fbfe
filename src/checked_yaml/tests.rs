use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::*;
use crate::config::Config;

/// A type with the shapes that rule files have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema matters")]
struct Sample {
    id: String,
    #[serde(default)]
    size: Option<u8>,
    #[serde(default)]
    one_or_many: Option<OneOrMany>,
    #[serde(default)]
    by_name: BTreeMap<String, Inner>,
    #[serde(default)]
    #[schemars(extend("format" = "regex"))]
    pattern: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema matters")]
enum OneOrMany {
    One(String),
    Many(Vec<Inner>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema matters")]
struct Inner {
    kind: Kind,
    #[serde(default)]
    is_deep: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// With a description, schemas are written differently.
    First,
    Second,
    ThirdOne,
}

/// The problems of `text` as `line:column «marked text» message [help]`.
#[track_caller]
fn check<T: DeserializeOwned + JsonSchema>(text: &str, expected: &[&str]) {
    let problems = load::<T>("case.yaml", text).problems;
    let shown: Vec<String> = problems
        .iter()
        .map(|problem| {
            let at = LineIndex::new(text).position(text, problem.span.start);
            let marked = &text[problem.span.range()];
            let help = problem.help.as_deref().map(|help| format!(" [{help}]")).unwrap_or_default();
            format!("{}:{} «{marked}» {}{help}", at.line, at.column, problem.message)
        })
        .collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn what_fits_is_read() {
    check::<Sample>("id: a", &[]);
    check::<Sample>(
        "id: a\nsize: null\none-or-many: [{kind: first}]\nby-name: {x: {kind: third-one, is-deep: true}}",
        &[],
    );
    check::<Sample>("id: 7.10 # a text without quotes\none-or-many: x\n", &[]);
    check::<Sample>(
        "x-anchor: &a 1\nid: *a",
        &[
            "1:1 «x-anchor» unknown key `x-anchor` [the keys here are `id`, `size`, `one-or-many`, `by-name`, `pattern`]",
        ],
    );
    check::<Config>("", &[]);
    check::<Config>("# only a comment\n", &[]);
}

#[test]
fn all_mistakes_are_told_at_once() {
    check::<Sample>(
        "id: [a]\nsiez: 3\nby-name:\n  x:\n    kind: frist\n    is-deep: maybe\npattern: \"a(\"\n",
        &[
            "1:5 «[a]» `id` must be a text, not a list",
            "2:1 «siez» unknown key `siez` [did you mean `size`?]",
            "5:11 «frist» `frist` is not one of `second`, `third-one`, `first` [did you mean `first`?]",
            "6:14 «maybe» `is-deep` must be `true` or `false`, not a text",
            "7:10 «\"a(\"» `a(` is not a regular expression: unclosed group",
        ],
    );
}

#[test]
fn missing_keys_and_ranges() {
    check::<Sample>("size: 300", &["1:1 «size» `id` is missing", "1:7 «300» `size` is 300, outside 0 to 255"]);
    check::<Sample>("idd: a", &["1:1 «idd» unknown key `idd` [did you mean `id`?]"]);
    check::<Sample>("id: a\nsize: \"3\"", &["2:7 «\"3\"» `size` must be a whole number, not a text"]);
    check::<Sample>("id: a\nby-name: {x: {}}", &["2:14 «{}» `kind` is missing in `x`"]);
    check::<Sample>("id:\nsize: 1", &["1:1 «id» `id` must be a text, not nothing"]);
}

#[test]
fn alternatives_report_the_one_that_was_meant() {
    check::<Sample>("id: a\none-or-many: [{kind: x}]", &["2:22 «x» `x` is not one of `second`, `third-one`, `first`"]);
    check::<Sample>("id: a\none-or-many: {a: 1}", &["2:14 «{a: 1}» `one-or-many` must be a text or a list, not a map"]);
    check::<Config>(
        "rules:\n  a: of\n  b: {severity: warn}\n  c: off\n",
        &[
            "2:6 «of» `of` is not one of `off`, `advice`, `warning`, `error` [did you mean `off`?]",
            "3:17 «warn» `warn` is not one of `off`, `advice`, `warning`, `error` [did you mean `warning`?]",
        ],
    );
}

#[test]
fn texts_with_a_form() {
    check::<Config>(
        "exclude: [\"a[\"]\ntarget: {redis: seven}\nlimits: {file-size: 2 parsecs, line-length: 10}",
        &[
            "1:11 «\"a[\"» `a[` is not a glob: unclosed character class; missing ']'",
            "2:17 «seven» `seven` is not of the form `7.4`",
            "3:21 «2 parsecs» `2 parsecs` is not of the form `2MB`",
        ],
    );
    check::<Config>("target: {redis: 7.4}\nlimits: {file-size: 2 MB}", &[]);
}

#[test]
fn what_is_not_yaml() {
    check::<Config>("a: [1\nb: 2", &["2:2 «: 2» this is not YAML: illegal placement of ':' indicator"]);
    check::<Config>(
        "exclude: []\nexclude: []",
        &["2:1 «exclude» `exclude` stands here for the second time [remove one of them]"],
    );
    check::<Config>("[1]", &["1:1 «[1]» the file must be a map, not a list"]);
    check::<Config>("a\n---\nb", &["2:1 «---» this is not YAML: a second document starts here"]);
    let deep = "[".repeat(10_000);
    assert!(load::<Config>("deep", &deep).whole().is_err());
    let deep = (0..5_000).map(|depth| " ".repeat(depth) + "a:\n").collect::<String>();
    assert!(load::<Config>("deep", &deep).whole().is_err());
}

#[test]
fn places_are_found_by_path() {
    let (_, origin) = load::<Config>("c", "rules:\n  keys-command: off\nexclude: [a, b]").whole().unwrap();
    assert_eq!(origin.span(&["rules", "keys-command"], Part::Key), Span::new(9, 21));
    assert_eq!(origin.span(&["rules", "keys-command"], Part::Value), Span::new(23, 26));
    assert_eq!(origin.span(&["exclude", "1"], Part::Value), Span::new(40, 41));
    assert_eq!(origin.span(&["nothing"], Part::Key), Span::new(0, 6));
    assert_eq!(origin.find(&[], "off"), Span::new(23, 26));
    assert_eq!(origin.find(&["exclude"], "b"), Span::new(40, 41));
    assert_eq!(origin.find(&[], "keys"), Span::new(9, 13));
    assert_eq!(origin.find(&["exclude"], "c"), Span::new(36, 42));
}
