//! What a rule matches, as it is written.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::raw::OneOrMany;
use super::raw_fix::RawFix;
use crate::command::Flag;
use crate::finding::Confidence;

/// One way in which a rule is broken: all that is written must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawMatch {
    /// A command of this name is sent; `*` for any. A container's name matches its subcommands.
    pub(crate) command: Option<OneOrMany<String>>,
    /// Of a command: it is none of these.
    pub(crate) not_command: Option<OneOrMany<String>>,
    /// Of a command: it has one of these properties in the command table.
    pub(crate) flag: Option<OneOrMany<Flag>>,
    /// Of a command: it certainly has none of these options.
    pub(crate) without_option: Option<OneOrMany<String>>,
    /// Of a command: it certainly has one of these options.
    pub(crate) with_option: Option<OneOrMany<String>>,
    /// Of a command: the command, subcommand or one of its words is younger than the target, or of a module that it lacks.
    pub(crate) unavailable: bool,
    /// Of a command: one of its keys is like this. A stream is the key of its commands.
    pub(crate) key: Option<RawText>,
    /// Of a command: its arguments of these names (called as in the documentation of Redis: `key`, `pattern`) are so.
    pub(crate) argument: IndexMap<String, RawText>,
    /// Of a command: something else is done in the same function, pipeline or script.
    pub(crate) beside: Option<OneOrMany<RawBeside>>,
    /// Of a command: none of this is done, for certain.
    pub(crate) not_beside: Option<OneOrMany<RawBeside>>,
    /// Lua is registered.
    pub(crate) script: bool,
    /// A client is made.
    pub(crate) connection: Option<RawConnectionMatch>,
    /// A pool of connections is made whose size is known.
    pub(crate) pool: Option<RawPoolMatch>,
    /// A directive of a server is set: in `redis.conf`, on its command line, with CONFIG SET.
    pub(crate) setting: Option<RawSettingMatch>,
    /// A server's whole configuration is written down, and lacks something.
    pub(crate) server: Option<RawServerMatch>,
    /// A container image of a server is named.
    pub(crate) image: Option<RawImageMatch>,
    /// A secret is referred to.
    pub(crate) secret: Option<RawSecretMatch>,
    /// A port or password is written as a literal.
    pub(crate) literal: Option<RawLiteralMatch>,
    /// Only in these files: `code`, `documents`, or languages by name.
    #[serde(rename = "in")]
    pub(crate) within: Option<OneOrMany<String>>,
    /// Only facts read with these libraries or document formats.
    pub(crate) library: Option<OneOrMany<String>>,
    /// Not facts read with these libraries or document formats.
    pub(crate) not_library: Option<OneOrMany<String>>,
    /// Only facts that are at least this sure.
    pub(crate) min_confidence: Option<Confidence>,
    /// However sure the fact is, the finding is no more than this.
    pub(crate) confidence: Option<Confidence>,
    /// A message of its own.
    pub(crate) message: Option<String>,
    /// A phrase under the code of its own.
    pub(crate) label: Option<String>,
    /// Help of its own.
    pub(crate) help: Option<String>,
    /// Fixes of its own; an empty list for none.
    pub(crate) fix: Option<OneOrMany<RawFix>>,
}

/// What is asked of a text: a glob, several of them (one must match), or all that is written. `$name` stands for a value of the configuration. A text that
/// is only partly known (`triggers.{agent}`) fits when it does so whatever the unknown parts are.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum RawText {
    /// A glob over the whole text: `*` is any text, `?` one character.
    Glob(String),
    /// One of these globs.
    Globs(Vec<String>),
    /// All of this.
    All(Box<RawTextMatch>),
}

/// What is asked of a text: all that is written must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawTextMatch {
    /// It is one of these.
    pub(crate) is: Option<OneOrMany<String>>,
    /// It is none of these.
    pub(crate) is_not: Option<OneOrMany<String>>,
    /// One of these globs matches.
    pub(crate) glob: Option<OneOrMany<String>>,
    /// None of these globs matches.
    pub(crate) not_glob: Option<OneOrMany<String>>,
    /// One of these regular expressions is found in it.
    pub(crate) regex: Option<OneOrMany<String>>,
    /// None of these regular expressions is found in it.
    pub(crate) not_regex: Option<OneOrMany<String>>,
}

/// Something that is done in the same function, pipeline or script as a command.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawBeside {
    /// One of these commands is sent.
    pub(crate) command: Option<OneOrMany<String>>,
    /// Something is written to the database.
    pub(crate) persist: bool,
    /// It has one of these options, or may have.
    pub(crate) with_option: Option<OneOrMany<String>>,
    /// It has a key of the command, or may have.
    pub(crate) same_key: bool,
    /// It speaks of something that the command's values speak of.
    pub(crate) same_value: bool,
    /// Whether it comes before or after the command.
    pub(crate) order: Order,
    /// How far away it may be.
    pub(crate) within: Within,
    /// What to call its place beside a finding.
    pub(crate) label: String,
}

/// Which of two things comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Order {
    /// Either.
    #[default]
    Any,
    /// Further up.
    Before,
    /// Further down.
    After,
}

/// How far apart two things may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Within {
    /// In one function, pipeline, transaction or script.
    #[default]
    Scope,
    /// In one file.
    File,
}

/// What is asked of a connection.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawConnectionMatch {
    /// The host.
    pub(crate) host: Option<RawGiven>,
    /// The port.
    pub(crate) port: Option<RawGiven>,
    /// The user.
    pub(crate) username: Option<RawGiven>,
    /// The password or other credential.
    pub(crate) password: Option<RawGiven>,
}

/// What is asked of a pool: all that is written must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawPoolMatch {
    /// It may open more connections than this.
    pub(crate) more_than: Option<String>,
    /// All pools of the file together may open more than this, and none alone; reported once, at the pool that is one too many.
    pub(crate) total_above: Option<String>,
}

/// Whether something is given, and what.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum RawGiven {
    /// Whether it is given.
    State(GivenMatch),
    /// A literal that is so.
    Value(Box<RawValueMatch>),
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

/// What is asked of a value: all that is written must hold. Amounts are compared by what they mean: `256mb` is `268435456`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawValueMatch {
    /// It is one of these.
    pub(crate) is: Option<OneOrMany<String>>,
    /// It is none of these.
    pub(crate) is_not: Option<OneOrMany<String>>,
    /// It is a greater amount.
    pub(crate) more_than: Option<String>,
    /// It is a smaller amount.
    pub(crate) less_than: Option<String>,
    /// As a text it is so.
    pub(crate) text: Option<RawText>,
}

/// What is asked of a directive. Of a server that sets it several times, the last one counts.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawSettingMatch {
    /// Its name, in lower case.
    pub(crate) name: Option<RawText>,
    /// Its value.
    pub(crate) value: Option<RawValueMatch>,
    /// The configuration names another value for it: `$server`.
    pub(crate) departs_from: Option<String>,
    /// The server has none of these directives.
    pub(crate) unless_set: Option<OneOrMany<String>>,
}

/// What a server that is wholly written down lacks; reported once a server.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawServerMatch {
    /// Settings of the configuration (`$server`) that it does not have, where Redis's own default is another value.
    pub(crate) lacks: Option<String>,
    /// Lists of directives of which it has none: `[[requirepass, user]]`.
    pub(crate) lacks_any_of: Vec<RawAlternatives>,
    /// It has one of these directives.
    pub(crate) if_set: Option<OneOrMany<String>>,
    /// It has none of these directives.
    pub(crate) unless_set: Option<OneOrMany<String>>,
}

/// Directives of which a server needs one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawAlternatives {
    /// What a message calls it.
    pub(crate) name: String,
    /// The directives.
    pub(crate) directives: Vec<String>,
}

/// What is asked of a container image.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawImageMatch {
    /// The server family: `redis`, `valkey`, `keydb`, `dragonfly`, …
    pub(crate) family: Option<RawText>,
    /// The repository without registry.
    pub(crate) repository: Option<RawText>,
    /// The tag.
    pub(crate) tag: Option<RawGiven>,
    /// The version that the tag says is another one. No tag, or one without a number, is the latest version.
    pub(crate) version_not: Option<String>,
    /// The version that the tag says is certainly older.
    pub(crate) version_below: Option<String>,
    /// The version that the tag says is certainly newer, as the latest is.
    pub(crate) version_above: Option<String>,
}

/// What is asked of a reference to a secret.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawSecretMatch {
    /// The variable that is set from it.
    pub(crate) variable: Option<RawText>,
    /// The secret.
    pub(crate) name: Option<RawText>,
    /// The key in the secret.
    pub(crate) key: Option<RawText>,
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
    /// It stands in one of these places: `url`, `argument`, `constant`, `fallback`, `flag`, `server`, `published`, `environment`, `ports-file`.
    #[serde(default)]
    pub(crate) place: Option<OneOrMany<String>>,
    /// It stands in none of these places.
    #[serde(default)]
    pub(crate) not_place: Option<OneOrMany<String>>,
    /// The name that it is given to.
    #[serde(default)]
    pub(crate) name: Option<RawText>,
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
