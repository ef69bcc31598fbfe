//! What is wrong with a file that the user wrote for redlint: a configuration, a rule, a client model.
//!
//! Plain data with a span; how it is shown is a matter of the report.

use std::sync::Arc;

use crate::source::Span;

/// A mistake in a file that steers redlint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file as it is shown.
    pub file: Arc<str>,
    /// Its whole text.
    pub text: Arc<str>,
    /// The offending bytes.
    pub span: Span,
    /// One sentence that says what is wrong.
    pub message: String,
    /// A short phrase for the span; may be empty.
    pub label: String,
    /// What to write instead, if that can be told.
    pub help: Option<String>,
}

impl std::fmt::Display for Problem {
    /// `file:line:column: message`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines = crate::source::LineIndex::new(&self.text);
        let at = lines.position(&self.text, self.span.start);
        write!(f, "{}:{}:{}: {}", self.file, at.line, at.column, self.message)
    }
}

/// Of `known`, the name that `wrong` was probably meant to be.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |text: &str| text.to_lowercase().replace('_', "-");
    let wrong = fold(wrong);
    let distance = |known: &str| {
        let known = fold(known);
        // an abbreviation
        if wrong.len() > 2 && known.starts_with(&wrong) { 1 } else { strsim::damerau_levenshtein(&wrong, &known) }
    };
    let (best, name) = known.into_iter().map(|name| (distance(name), name)).min_by_key(|&(distance, _)| distance)?;
    // a third of the letters may be wrong, at least two
    (best <= (wrong.chars().count() / 3).max(2)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["keys-command", "hardcoded-port", "exclude"];
        assert_eq!(nearest("key-command", known), Some("keys-command"));
        assert_eq!(nearest("hardcoded_port", known), Some("hardcoded-port"));
        assert_eq!(nearest("excludes", known), Some("exclude"));
        assert_eq!(nearest("warn", ["error", "warning"]), Some("warning"));
        assert_eq!(nearest("min-confidence", known), None);
        assert_eq!(nearest("", []), None);
    }
}
