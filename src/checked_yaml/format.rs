//! Texts that have a form of their own, named by `format` or `pattern` in the schema.

use serde_json::{Map, Value};

use crate::paths::Glob;

/// What is wrong with `text` by the `format` or `pattern` of `schema`; a format that is only a remark is always kept.
pub(super) fn fault(schema: &Map<String, Value>, text: &str) -> Option<String> {
    match schema.get("format").and_then(Value::as_str) {
        Some("glob") => Glob(text.to_owned()).check().err().map(|error| format!("`{text}` is not a glob: {error}")),
        Some("regex") => regex::Regex::new(text).err().map(|error| {
            // the last line of a syntax error says what it is
            let error = error.to_string();
            let last = error.lines().last().unwrap_or_default().trim();
            format!("`{text}` is not a regular expression: {}", last.strip_prefix("error: ").unwrap_or(last))
        }),
        _ => {
            let pattern = schema.get("pattern").and_then(Value::as_str)?;
            if regex::Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text)) {
                return None;
            }
            let example = schema.get("examples").and_then(|examples| examples.get(0)?.as_str());
            Some(match example {
                Some(example) => format!("`{text}` is not of the form `{example}`"),
                None => format!("`{text}` does not match `{pattern}`"),
            })
        }
    }
}
