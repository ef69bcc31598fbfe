//! Lines and parts of lines with their positions.

use crate::source::Span;

/// A part of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Its text.
    pub(super) text: &'a str,
    /// Its first byte in the file.
    pub(super) start: usize,
}

impl Line<'_> {
    /// Where it stands.
    pub(super) fn span(self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    /// A part of it; offsets lie on character boundaries.
    pub(super) fn part(self, from: usize, to: usize) -> Self {
        Self { text: self.text.get(from..to).unwrap_or_default(), start: self.start + from }
    }

    /// Without blanks at both ends.
    pub(super) fn trim(self) -> Self {
        let lead = self.text.len() - self.text.trim_start().len();
        Self { text: self.text.trim(), start: self.start + lead }
    }

    /// Without blanks at both ends, and without a byte order mark where the file starts.
    pub(super) fn content(self) -> Self {
        let without = self.text.strip_prefix('\u{feff}').unwrap_or(self.text);
        Self { text: without, start: self.start + (self.text.len() - without.len()) }.trim()
    }
}

/// The lines of a text without their line breaks.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len();
        Line { text: line.trim_end_matches(['\n', '\r']), start: at }
    })
}
