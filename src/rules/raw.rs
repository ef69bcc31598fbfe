//! Rules as they are written. The doc comments here become the JSON schema, hence the help of editors.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// What kind of trouble it is: `security`, `memory`, `availability`, `compatibility`, `consistency`.
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    /// For rules tagged `security`: how severe, from 0.1 to 10.0, as code scanning services count.
    #[serde(default)]
    pub(crate) security_severity: Option<String>,
    /// A few words.
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
    /// What breaks, and the convention it comes from.
    pub(crate) why: String,
    /// Paths where it is not reported: globs, or `$orchestrator` for those of the configuration.
    #[serde(default)]
    pub(crate) allow_paths: Vec<String>,
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

/// One way in which a rule is broken: all that is written must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawMatch {
    /// A command of this name is sent; `*` for any. A container's name matches its subcommands.
    pub(crate) command: Option<OneOrMany<String>>,
    /// The command certainly has none of these options.
    pub(crate) without_option: Option<OneOrMany<String>>,
    /// The command certainly has one of these options.
    pub(crate) with_option: Option<OneOrMany<String>>,
    /// The command, subcommand or one of its words is younger than the target, or of a module that it lacks.
    pub(crate) unavailable: bool,
    /// Lua is registered.
    pub(crate) script: bool,
    /// A client is made.
    pub(crate) connection: Option<RawConnectionMatch>,
    /// A port or password is written as a literal.
    pub(crate) literal: Option<RawLiteralMatch>,
    /// Only facts read with these libraries or document formats.
    pub(crate) library: Option<OneOrMany<String>>,
    /// Not facts read with these libraries or document formats.
    pub(crate) not_library: Option<OneOrMany<String>>,
    /// A message of its own.
    pub(crate) message: Option<String>,
    /// Help of its own.
    pub(crate) help: Option<String>,
}

/// What is asked of a connection.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawConnectionMatch {
    /// The port.
    pub(crate) port: Option<GivenMatch>,
    /// The password or other credential.
    pub(crate) password: Option<GivenMatch>,
}

/// Whether something is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum GivenMatch {
    /// Certainly not.
    Absent,
    /// As a literal.
    Literal,
    /// Only known at run time.
    Dynamic,
}

/// What is asked of a literal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawLiteralMatch {
    /// What it means.
    pub(crate) role: RoleMatch,
    /// It is one of these; `$port` stands for the configured one.
    #[serde(default)]
    pub(crate) is: Option<OneOrMany<String>>,
    /// It is none of these.
    #[serde(default)]
    pub(crate) is_not: Option<OneOrMany<String>>,
    /// It stands in one of these places: url, argument, constant, default, fallback, flag, server, published, environment.
    #[serde(default)]
    pub(crate) place: Option<OneOrMany<String>>,
    /// It stands in none of these places.
    #[serde(default)]
    pub(crate) not_place: Option<OneOrMany<String>>,
}

/// What a literal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RoleMatch {
    /// A port.
    Port,
    /// A password.
    Password,
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
