//! Positions of the protocol and bytes, and changes of a text.

use lsp_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};

use crate::source::{LineIndex, Span};

/// What columns count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, what every client knows.
    Utf16,
}

impl Encoding {
    /// The best one that the client offers.
    pub(super) fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Self {
        if offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8)) {
            Self::Utf8
        } else {
            Self::Utf16
        }
    }

    /// As the protocol names it.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
        }
    }

    /// The position of byte `offset`.
    pub(super) fn position(self, text: &str, lines: &LineIndex, offset: u32) -> Position {
        let offset = (offset as usize).min(text.len());
        let line = lines.line(u32::try_from(offset).unwrap_or(u32::MAX));
        let start = lines.line_span(line, text.len()).start as usize;
        let before = text.get(start..offset).unwrap_or_default();
        let character = match self {
            Self::Utf8 => before.len(),
            Self::Utf16 => before.chars().map(char::len_utf16).sum(),
        };
        Position { line: line.saturating_sub(1), character: u32::try_from(character).unwrap_or(u32::MAX) }
    }

    /// The range of `span`.
    pub(super) fn range(self, text: &str, lines: &LineIndex, span: Span) -> Range {
        Range { start: self.position(text, lines, span.start), end: self.position(text, lines, span.end) }
    }

    /// The byte at `position`; one behind the end of a line is the line's end.
    pub(super) fn offset(self, text: &str, lines: &LineIndex, position: Position) -> usize {
        let span = lines.line_span(position.line.saturating_add(1), text.len());
        let line = text.get(span.range()).unwrap_or_default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        let line = line.strip_suffix('\r').unwrap_or(line);
        let mut left = position.character as usize;
        let mut offset = span.start as usize;
        for c in line.chars() {
            let width = self.width(c);
            if left < width {
                break;
            }
            left -= width;
            offset += c.len_utf8();
        }
        offset
    }

    /// The bytes of `range`.
    pub(super) fn span(self, text: &str, lines: &LineIndex, range: Range) -> Span {
        Span::new(self.offset(text, lines, range.start), self.offset(text, lines, range.end))
    }

    /// Makes the changes, in their order.
    pub(super) fn apply(self, text: &mut String, changes: Vec<TextDocumentContentChangeEvent>) {
        for change in changes {
            match change.range {
                None => *text = change.text,
                Some(range) => {
                    let lines = LineIndex::new(text);
                    let span = self.span(text, &lines, range);
                    text.replace_range(span.range(), &change.text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_in_both_encodings() {
        let text = "aß😀b\r\nc";
        let lines = LineIndex::new(text);
        for (encoding, columns) in [(Encoding::Utf8, [0, 1, 3, 7, 8]), (Encoding::Utf16, [0, 1, 2, 4, 5])] {
            for (offset, column) in [0, 1, 3, 7, 8].into_iter().zip(columns) {
                assert_eq!(encoding.position(text, &lines, offset), at(0, column));
                assert_eq!(encoding.offset(text, &lines, at(0, column)), offset as usize);
            }
            assert_eq!(encoding.position(text, &lines, 11), at(1, 1));
            assert_eq!(encoding.offset(text, &lines, at(0, 99)), 8);
            assert_eq!(encoding.offset(text, &lines, at(99, 0)), text.len());
        }
        // in the middle of a character
        assert_eq!(Encoding::Utf16.offset(text, &lines, at(0, 3)), 3);
    }

    #[test]
    fn changes_are_made_in_order() {
        let change = |range: Option<(Position, Position)>, text: &str| TextDocumentContentChangeEvent {
            range: range.map(|(start, end)| Range { start, end }),
            range_length: None,
            text: text.to_owned(),
        };
        let mut text = "one\ntwo\n".to_owned();
        let changes = vec![
            change(Some((at(1, 0), at(1, 3))), "zwei"),
            change(Some((at(1, 4), at(1, 4))), "!"),
            change(Some((at(9, 9), at(0, 0))), "end"),
        ];
        Encoding::Utf16.apply(&mut text, changes);
        assert_eq!(text, "one\nzwei!\nend");
        Encoding::Utf8.apply(&mut text, vec![change(None, "new")]);
        assert_eq!(text, "new");
    }
}
