//! Positions of embedded text in its host.

use crate::source::Span;

/// Maps byte offsets of a decoded text (a string literal, a block scalar) to byte offsets of the file it stands in.
///
/// Piecewise linear: each segment says that from `decoded` on, bytes stand one for one from `source` on, until the next
/// segment. An escape or a removed indentation starts a new segment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextMap {
    /// (decoded offset, source offset), both ascending.
    segments: Vec<(u32, u32)>,
}

impl TextMap {
    /// A text that stands unchanged at `source` in its file.
    pub fn verbatim(source: u32) -> Self {
        Self { segments: vec![(0, source)] }
    }

    /// An empty map, to be filled with [`TextMap::push`].
    pub fn new() -> Self {
        Self::default()
    }

    /// From byte `decoded` of the text on, bytes stand at `source`. Calls come in ascending order; a segment that only
    /// continues the one before it is not stored.
    pub fn push(&mut self, decoded: usize, source: usize) {
        let decoded = u32::try_from(decoded).unwrap_or(u32::MAX);
        let source = u32::try_from(source).unwrap_or(u32::MAX);
        if self
            .segments
            .last()
            .is_some_and(|&(d, s)| decoded.saturating_sub(d) == source.saturating_sub(s) && decoded >= d && source >= s)
        {
            return;
        }
        if let Some(last) = self.segments.last_mut()
            && last.0 == decoded
        {
            last.1 = source;
            return;
        }
        self.segments.push((decoded, source));
    }

    /// Appends another text's map: its bytes come at `decoded` of this text.
    pub fn append(&mut self, decoded: usize, other: &TextMap) {
        for &(offset, source) in &other.segments {
            self.push(decoded + offset as usize, source as usize);
        }
    }

    /// The source offset of byte `decoded`.
    pub fn source(&self, decoded: u32) -> u32 {
        let index = self.segments.partition_point(|&(start, _)| start <= decoded);
        match index.checked_sub(1).and_then(|i| self.segments.get(i)) {
            Some(&(start, source)) => source.saturating_add(decoded - start),
            None => self.segments.first().map_or(decoded, |&(_, source)| source),
        }
    }

    /// The source span of a decoded span.
    ///
    /// The end is found from the last byte inside, so that a span never grows over the gap behind it.
    pub fn span(&self, span: Span) -> Span {
        let start = self.source(span.start);
        let end = if span.is_empty() { start } else { self.source(span.end - 1).saturating_add(1) };
        Span { start, end: end.max(start) }
    }

    /// The segments of a part of the text, as (decoded offset, source offset); the first starts where the part does.
    pub(crate) fn pieces(&self, part: Span) -> impl Iterator<Item = (u32, u32)> + '_ {
        let next = self.segments.partition_point(|&(decoded, _)| decoded <= part.start);
        let inside = self.segments[next..].iter().copied().take_while(move |&(decoded, _)| decoded < part.end);
        std::iter::once((part.start, self.source(part.start))).chain(inside)
    }

    /// The segments, for tests of positions.
    #[cfg(test)]
    pub(crate) fn segments(&self) -> &[(u32, u32)] {
        &self.segments
    }

    /// The map of a text inside this text, seen from this text's host.
    #[must_use]
    pub fn compose(&self, inner: &TextMap) -> TextMap {
        let mut out = TextMap::new();
        for (index, &(decoded, middle)) in inner.segments.iter().enumerate() {
            out.push(decoded as usize, self.source(middle) as usize);
            let end =
                inner.segments.get(index + 1).map_or(u32::MAX, |&(next, _)| middle.saturating_add(next - decoded));
            for &(start, source) in &self.segments {
                if start > middle && start < end {
                    out.push((decoded + (start - middle)) as usize, source as usize);
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_keep_true_positions() {
        let mut map = TextMap::new();
        map.push(0, 10); // "ab\n" at 10
        map.push(3, 17); // the second line, four spaces further
        assert_eq!(map.source(1), 11);
        assert_eq!(map.source(3), 17);
        assert_eq!(map.span(Span::new(0, 3)), Span::new(10, 13));
        let inner = TextMap::verbatim(2);
        assert_eq!(map.compose(&inner).source(1), 17);
    }
}
