//! How a rule's findings are mended, as it is written.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::raw::OneOrMany;

/// One way to fix a finding: `title`, whether it is `safe`, and one thing that it does. Of several the first one that can be made is offered.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawFix {
    /// What it does, in the imperative: "write {port}". `{…}` are values as in messages.
    pub(crate) title: String,
    /// Whether it is right wherever the finding is, so that `--fix` applies it without `--unsafe-fixes`. A finding that is only likely is never fixed unasked.
    pub(crate) safe: bool,
    /// Only in these files: `code`, `documents`, or languages by name.
    #[serde(rename = "in")]
    pub(crate) within: Option<OneOrMany<String>>,
    /// Not where the literal stands in one of these places: `fallback`, `published`, ….
    pub(crate) not_place: Option<OneOrMany<String>>,
    /// Write other text in place of parts of what is found, with quotes and all around them kept: `value` of a literal or a directive; `tag` or `image` of an
    /// image; `secret` and `key` of a reference to a secret; `rule` of a suppression.
    pub(crate) replace: IndexMap<String, String>,
    /// Read this environment variable in place of the literal, as the language does it.
    pub(crate) environment: Option<String>,
    /// Add this option to the command, as the client library spells it: `ASYNC`, `MAXLEN ~ {maxlen}`.
    pub(crate) add_option: Option<String>,
    /// Take the suppression away.
    pub(crate) remove: bool,
}
