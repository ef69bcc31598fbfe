//! The neutral tree that every frontend produces.
//!
//! Two shapes: [`code`] for programs and shell scripts, [`document`] for configuration. Neither knows of Redis, nor of
//! the grammar that it came from. All spans are byte offsets into the text that was parsed.

pub mod code;
pub mod document;
#[cfg(test)]
pub(crate) mod dump;
pub(crate) mod find;
mod parts;
mod text_map;

pub use text_map::TextMap;

use crate::source::Span;

/// What a frontend could make of one text.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The program, for code.
    pub code: Option<code::Module>,
    /// The documents, for configuration formats; YAML streams may hold several.
    pub documents: Vec<document::Document>,
    /// Every comment, in source order; suppressions are read from them.
    pub comments: Vec<Comment>,
    /// Parts that could not be understood, each with a reason.
    pub skipped: Vec<Skipped>,
}

/// A comment of the host language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The comment with its delimiters.
    pub span: Span,
}

/// A part of a file that the frontend could not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The unread bytes.
    pub span: Span,
    /// Why, as a phrase: `syntax error`, `nested too deeply`.
    pub reason: String,
}
