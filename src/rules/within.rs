//! The kinds of files that a match or a fix speaks of.

use super::compile::RuleError;
use super::raw::OneOrMany;
use crate::source::Language;

/// The kinds of files where something holds; all of them when none is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Within(Vec<Kind>);

/// A kind of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Documents,
    Language(Language),
}

impl Within {
    /// Compiles the names of kinds: `code`, `documents`, or languages.
    pub(super) fn compile(names: Option<&OneOrMany<String>>, errors: &mut Vec<RuleError>) -> Self {
        let mut kinds = Vec::new();
        for name in names.map(OneOrMany::as_slice).unwrap_or_default() {
            match name.as_str() {
                "code" => kinds.push(Kind::Code),
                "documents" => kinds.push(Kind::Documents),
                name => match Language::by_name(name) {
                    Some(language) => kinds.push(Kind::Language(language)),
                    None => errors.push(RuleError::Within { name: name.to_owned() }),
                },
            }
        }
        Self(kinds)
    }

    /// Whether files of `language` are among them.
    pub(crate) fn has(&self, language: Language) -> bool {
        self.0.is_empty()
            || self.0.iter().any(|kind| match kind {
                Kind::Code => language.is_code(),
                Kind::Documents => !language.is_code(),
                Kind::Language(wanted) => *wanted == language,
            })
    }
}
