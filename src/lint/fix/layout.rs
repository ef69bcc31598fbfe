//! Edits that are made together, and where everything is afterwards.

use std::collections::BTreeMap;

use crate::finding::Edit;
use crate::source::Span;

/// Edits of one text that do not get in each other's way.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    /// By start and end.
    edits: BTreeMap<(u32, u32), String>,
}

/// A text with edits made.
#[derive(Debug)]
pub(crate) struct Edited {
    /// The new text.
    pub(crate) text: String,
    /// Start and end of each edit in the old text, in order, and how much longer the text is behind it.
    shifts: Vec<(u32, u32, i64)>,
}

impl Layout {
    /// Adds all of `edits`, or none when one of them overlaps with what is there. An edit that is there already is shared.
    pub(crate) fn try_add(&mut self, edits: &[Edit]) -> bool {
        let is_free = edits.iter().all(|edit| self.is_free(edit));
        if is_free {
            self.edits.extend(edits.iter().map(|edit| ((edit.span.start, edit.span.end), edit.text.clone())));
        }
        is_free
    }

    fn is_free(&self, edit: &Edit) -> bool {
        let (start, end) = (edit.span.start, edit.span.end);
        if let Some(text) = self.edits.get(&(start, end)) {
            return *text == edit.text;
        }
        let before = self.edits.range(..(start, end)).next_back();
        let after = self.edits.range((start, end)..).next();
        before.is_none_or(|(&(_, before), _)| before <= start) && after.is_none_or(|(&(after, _), _)| end <= after)
    }

    /// Makes the edits. Those that do not lie in the text on character boundaries are left out.
    pub(crate) fn make(&self, text: &str) -> Edited {
        let mut out = String::with_capacity(text.len() + self.edits.len() * 32);
        let mut shifts = Vec::with_capacity(self.edits.len());
        let mut copied = 0;
        let mut shift = 0_i64;
        for (&(start, end), new) in &self.edits {
            let (Some(between), Some(old)) = (text.get(copied..start as usize), text.get(start as usize..end as usize))
            else {
                continue;
            };
            out.push_str(between);
            out.push_str(new);
            shift += length(new) - length(old);
            shifts.push((start, end, shift));
            copied = end as usize;
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Edited { text: out, shifts }
    }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.len()).unwrap_or(i64::MAX)
}

impl Edited {
    /// Where a span of the old text is in the new one. What is replaced as a whole is what stands in its place; an insertion comes before what starts
    /// where it is made.
    pub(crate) fn span(&self, span: Span) -> Span {
        let before = self.shifts.partition_point(|&(start, end, _)| {
            end <= span.start && (start < end || end < span.start || !span.is_empty())
        });
        let inside = self.shifts.partition_point(|&(start, end, _)| {
            start < span.end || end <= span.end && start == end && !span.is_empty()
        });
        let start = self.moved(span.start, before);
        let end = self.moved(span.end, inside.max(before));
        Span { start, end: end.max(start) }
    }

    /// An offset with the first `count` edits made.
    fn moved(&self, offset: u32, count: usize) -> u32 {
        let shift = count.checked_sub(1).and_then(|at| self.shifts.get(at)).map_or(0, |&(_, _, shift)| shift);
        u32::try_from(i64::from(offset).saturating_add(shift).max(0)).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.to_owned() }
    }

    #[test]
    fn what_overlaps_is_refused_as_a_whole() {
        let mut layout = Layout::default();
        assert!(layout.try_add(&[edit(2, 4, "x"), edit(8, 8, "y")]));
        assert!(layout.try_add(&[edit(2, 4, "x")]), "the same edit is shared");
        assert!(!layout.try_add(&[edit(2, 4, "z")]));
        assert!(!layout.try_add(&[edit(20, 21, "z"), edit(3, 5, "z")]));
        assert!(!layout.try_add(&[edit(8, 8, "z")]), "which of two insertions comes first?");
        assert!(!layout.try_add(&[edit(0, 3, "z")]));
        assert!(layout.try_add(&[edit(4, 8, "w")]));
        assert_eq!(layout.make("0123456789").text, "01xwy89");
    }

    #[test]
    fn places_move_with_the_text() {
        let mut layout = Layout::default();
        assert!(layout.try_add(&[edit(2, 4, "long"), edit(8, 8, "ins"), edit(9, 10, "")]));
        let edited = layout.make("0123456789ab");
        assert_eq!(edited.text, "01long4567ins8ab");
        let moved = |start, end| {
            let span = edited.span(Span::new(start, end));
            (span.start, span.end)
        };
        assert_eq!(moved(0, 2), (0, 2));
        assert_eq!(moved(2, 4), (2, 6));
        assert_eq!(moved(4, 5), (6, 7));
        assert_eq!(moved(8, 9), (13, 14));
        assert_eq!(moved(10, 12), (14, 16));
        assert_eq!(moved(5, 5), (7, 7));
    }

    #[test]
    fn what_is_outside_is_left_out() {
        let mut layout = Layout::default();
        assert!(layout.try_add(&[edit(1, 2, "x"), edit(90, 91, "y")]));
        assert_eq!(layout.make("äb").text, "äb");
    }
}
