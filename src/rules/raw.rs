//! Rules as they are written. The doc comments here become the JSON schema, hence the help of editors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::raw_fix::RawFix;
use super::raw_match::RawMatch;
use crate::finding::Severity;
use crate::source::Language;

/// A rule.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawRule {
    /// Its name, also the file's: what is wrong, so that it reads well after "allow".
    pub(crate) id: String,
    /// The first version of redlint with it.
    #[serde(default)]
    pub(crate) since: Option<String>,
    /// How bad a finding is, unless the configuration says otherwise.
    pub(crate) severity: Severity,
    /// What is at stake: `security`, `memory`, `availability`, `compatibility`, `consistency`.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    /// For rules tagged `security`: how severe, from 0.1 to 10.0, as code scanning services count.
    #[serde(default)]
    pub(crate) security_severity: Option<String>,
    /// What it finds, in a few words.
    pub(crate) summary: String,
    /// What is reported; any of them. Absent for what the engine itself reports.
    #[serde(default, rename = "match")]
    pub(crate) match_: OneOrMany<RawMatch>,
    /// Whether the engine itself reports it (suppressions that do nothing).
    #[serde(default)]
    pub(crate) builtin: bool,
    /// One sentence that names what was seen; `{…}` are values of the fact and of the configuration.
    #[serde(default)]
    pub(crate) message: String,
    /// A short phrase under the code.
    #[serde(default)]
    pub(crate) label: String,
    /// What to do instead.
    #[serde(default)]
    pub(crate) help: String,
    /// How a finding is fixed; of several fixes the first that can be made is offered.
    #[serde(default)]
    pub(crate) fix: Option<OneOrMany<RawFix>>,
    /// What breaks, and the convention it comes from. `{port}` and other names of the configuration stand for their values.
    pub(crate) why: String,
    /// Paths where it is not reported: globs, or `$orchestrator` and `$ports-file` for those of the configuration.
    #[serde(default)]
    pub(crate) allow_paths: Vec<String>,
    /// The only paths where it is reported; everywhere when empty.
    #[serde(default)]
    pub(crate) only_paths: Vec<String>,
    /// Pages to read.
    #[serde(default)]
    pub(crate) links: Vec<String>,
    /// Tests that readers learn from.
    pub(crate) examples: RawExamples,
}

/// One or several.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum OneOrMany<T> {
    /// Several.
    Many(Vec<T>),
    /// One.
    One(T),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany::Many(Vec::new())
    }
}

impl<T> OneOrMany<T> {
    /// As a slice.
    pub(crate) fn as_slice(&self) -> &[T] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

/// Examples, each of which is a test.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawExamples {
    /// Commands in wire form that are reported.
    pub(crate) flags: Vec<String>,
    /// Commands in wire form that are not.
    pub(crate) passes: Vec<String>,
    /// Code of any language.
    pub(crate) code: Vec<RawCode>,
}

/// Code that breaks the rule and code that does not.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawCode {
    /// The language.
    pub(crate) language: Language,
    /// The name of the file, where that matters.
    #[serde(default)]
    pub(crate) path: Option<String>,
    /// This is reported.
    pub(crate) bad: String,
    /// This is not.
    pub(crate) good: String,
}
