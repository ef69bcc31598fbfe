//! The words of a command as far as they are known.

use crate::source::Span;

/// One word, or a run of words, of a command on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What is known of it.
    pub kind: WordKind,
    /// The source expression that gives it, shortened to one line; empty for words that a client library adds.
    pub source: String,
    /// Where that expression stands; `None` for words that a client library adds.
    pub span: Option<Span>,
    /// Whether the library that sends it puts data there for certain, so that what is unknown of it is no option token.
    pub is_data: bool,
}

/// How much is known of a [`Word`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordKind {
    /// The word itself.
    Text(String),
    /// Exactly one word of which only parts are known: `triggers.{agent}`. At least one piece is a hole.
    Partial(Vec<Piece>),
    /// Exactly one word, unknown.
    One,
    /// Any number of unknown words, also none.
    Many,
}

/// A piece of a partly known word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Known text.
    Text(String),
    /// Any text, also none.
    Hole,
}

impl Word {
    /// A word of which `kind` is known, without a place.
    pub fn new(kind: WordKind) -> Self {
        Self { kind, source: String::new(), span: None, is_data: false }
    }

    /// A known word that a client library adds.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(WordKind::Text(text.into()))
    }

    /// One unknown word.
    pub fn one() -> Self {
        Self::new(WordKind::One)
    }

    /// Any number of unknown words.
    pub fn many() -> Self {
        Self::new(WordKind::Many)
    }

    /// The same word, given by the expression `source` at `span`.
    #[must_use]
    pub fn at(mut self, source: impl Into<String>, span: Span) -> Self {
        self.source = source.into();
        self.span = Some(span);
        self
    }

    /// The same word, certainly data.
    #[must_use]
    pub fn as_data(mut self) -> Self {
        self.is_data = true;
        self
    }

    /// The known text.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            WordKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this stands for any number of words.
    pub fn is_many(&self) -> bool {
        self.kind == WordKind::Many
    }
}

impl std::fmt::Display for Word {
    /// The wire form for messages: known text as it is, holes as `{source}` or `?`, runs with `…`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let hole = if self.source.is_empty() { "?" } else { &self.source };
        match &self.kind {
            WordKind::Text(text) if text.is_empty() || text.contains(char::is_whitespace) => write!(f, "{text:?}"),
            WordKind::Text(text) => f.write_str(text),
            WordKind::Partial(pieces) => pieces.iter().try_for_each(|piece| match piece {
                Piece::Text(text) => f.write_str(text),
                Piece::Hole => f.write_str("{…}"),
            }),
            WordKind::One => write!(f, "{{{hole}}}"),
            WordKind::Many => write!(f, "{{{hole}…}}"),
        }
    }
}
