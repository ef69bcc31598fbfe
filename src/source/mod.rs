//! Source files: text, language, positions.
//!
//! A [`SourceFile`] is the bytes of one file that proved to be text, together with its [`Language`] and a
//! [`LineIndex`]. Reading from disk happens elsewhere; nothing here does I/O.

mod language;
mod line_index;
mod span;

use std::sync::OnceLock;

pub use language::Language;
pub use line_index::{LineIndex, Position};
pub use span::Span;

/// One file of text with its language.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    language: Language,
    lines: OnceLock<LineIndex>,
}

impl SourceFile {
    /// A file at `path` (as it is shown in reports, `/`-separated) holding `text`.
    ///
    /// A byte order mark at the start is kept: it is one character of the text and frontends skip it.
    pub fn new(path: impl Into<String>, text: impl Into<String>, language: Language) -> Self {
        Self { path: path.into(), text: text.into(), language, lines: OnceLock::new() }
    }

    /// The path as walked, `/`-separated.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The language that decides which frontend reads the file.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Line starts, computed at the first use.
    pub fn lines(&self) -> &LineIndex {
        self.lines.get_or_init(|| LineIndex::new(&self.text))
    }

    /// 1-based line and column (in characters) of a byte offset.
    pub fn position(&self, offset: u32) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The text under `span`; empty when the span does not lie inside the text on character boundaries.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}
