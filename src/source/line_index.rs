//! From byte offsets to lines and columns.

use serde::Serialize;

use super::Span;

/// Where the lines of a text start.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Byte offset of each line's first byte; the first is 0.
    starts: Vec<u32>,
}

/// A place as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column, counted in characters (Unicode scalar values).
    pub column: u32,
}

impl LineIndex {
    /// Indexes `text`; a line ends after `\n`.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        for (offset, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(u32::try_from(offset + 1).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// Number of lines; a text that ends in a line break has an empty last line.
    pub fn len(&self) -> u32 {
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }

    /// Never: every text has a first line.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The 1-based line that holds byte `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.starts.partition_point(|&start| start <= offset)).unwrap_or(u32::MAX)
    }

    /// The span of the 1-based `line` in a text of `len` bytes, its line break included.
    pub fn line_span(&self, line: u32, len: usize) -> Span {
        let index = line.saturating_sub(1) as usize;
        let start = self.starts.get(index).map_or(len, |&start| start as usize);
        let end = self.starts.get(index + 1).map_or(len, |&start| start as usize);
        Span::new(start, end)
    }

    /// Line and column of byte `offset` in the `text` that was indexed.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let offset = offset.min(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let line = self.line(offset);
        let start = self.starts[line.saturating_sub(1) as usize] as usize;
        let before = text.as_bytes().get(start..offset as usize).unwrap_or_default();
        // characters = bytes that are no continuation bytes; a BOM is not a column
        let mut chars = before.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
        if start == 0 && before.starts_with(b"\xEF\xBB\xBF") {
            chars -= 1;
        }
        Position { line, column: u32::try_from(chars + 1).unwrap_or(u32::MAX) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_skip_the_byte_order_mark() {
        let text = "\u{feff}aß\nb";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 3), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, 6), Position { line: 1, column: 3 });
        assert_eq!(index.position(text, 7), Position { line: 2, column: 1 });
        assert_eq!(index.position(text, 99), Position { line: 2, column: 2 });
    }
}
