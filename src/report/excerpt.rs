//! The few lines of a file around some spans, fit to be shown.
//!
//! miette looks for lines by reading the source from its start, which is quadratic for many findings in one file. Here the lines are cut out with the
//! file's line index first, so that the cost is that of the lines shown. Long lines are cut around the spans, and hidden characters made visible.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::visible::{visible, visible_line};
use crate::source::{SourceFile, Span};

/// Lines shown before and after a marked line.
pub(super) const CONTEXT: u32 = 1;

/// A marked part over more lines than this is cut to its first line.
const MOST_LINES: u32 = 6;

/// A line is cut to about this many characters on either side of what is marked.
const SIDE: usize = 100;

/// Lines of one file, in blocks of neighbours.
#[derive(Debug)]
pub(super) struct Excerpt {
    blocks: Vec<Block>,
    spans: Vec<SourceSpan>,
}

/// Neighbouring lines.
#[derive(Debug)]
struct Block {
    /// `path:line:column` of the first span in it.
    name: String,
    /// 0-based number of the first line.
    first: usize,
    /// Where the block starts in the text of all blocks.
    offset: usize,
    text: String,
}

/// One line as it is shown.
struct Line {
    /// The part of the file that is shown, without the line break.
    window: Span,
    /// What stands before it: an ellipsis where the line was cut.
    lead: &'static str,
    /// Where the line starts in the text of all blocks.
    offset: usize,
}

impl Excerpt {
    /// The lines around `spans` of `file`.
    pub(super) fn new(file: &SourceFile, spans: &[Span]) -> Self {
        let spans: Vec<Span> = spans.iter().map(|&span| shown_part(file, span)).collect();
        let mut this = Self { blocks: Vec::new(), spans: Vec::new() };
        let mut lines: Vec<(u32, Line)> = Vec::new();
        let mut offset = 0;
        for (first, last) in line_ranges(file, &spans) {
            let mut text = String::new();
            let start = offset;
            for number in first..=last {
                let line = cut(file, number, &spans, start + text.len());
                text.push_str(line.lead);
                text.push_str(&visible(file.slice(line.window)));
                if line.window.end < content(file, number).end {
                    text.push('…');
                }
                text.push('\n');
                lines.push((number, line));
            }
            offset += text.len();
            let name = spans
                .iter()
                .find(|span| (first..=last).contains(&file.lines().line(span.start)))
                .map(|span| file.position(span.start))
                .map_or_else(String::new, |at| format!("{}:{}:{}", visible_line(file.path()), at.line, at.column));
            this.blocks.push(Block { name, first: first.saturating_sub(1) as usize, offset: start, text });
        }
        let place = |offset: u32| {
            let number = file.lines().line(offset);
            let line = &lines[lines.partition_point(|&(line, _)| line < number).min(lines.len() - 1)].1;
            let end = offset.clamp(line.window.start, line.window.end);
            line.offset + line.lead.len() + visible(file.slice(Span { start: line.window.start, end })).len()
        };
        this.spans = spans
            .iter()
            .map(|span| {
                let start = place(span.start);
                SourceSpan::from((start, place(span.end).saturating_sub(start)))
            })
            .collect();
        this
    }

    /// The spans as places in this excerpt, in the order given.
    pub(super) fn spans(&self) -> &[SourceSpan] {
        &self.spans
    }
}

/// The span as far as it is marked: inside the text, on character boundaries, and not over a whole page.
fn shown_part(file: &SourceFile, span: Span) -> Span {
    let text = file.text();
    let boundary = |offset: u32| text.floor_char_boundary(offset as usize);
    let (start, end) = (boundary(span.start), boundary(span.end));
    let span = Span::new(start, end);
    let first = file.lines().line(span.start);
    if file.lines().line(span.end) - first <= MOST_LINES {
        return span;
    }
    Span { start: span.start, end: content(file, first).end.max(span.start) }
}

/// First and last line of each block, in order and apart from each other.
fn line_ranges(file: &SourceFile, spans: &[Span]) -> Vec<(u32, u32)> {
    let all = file.lines().len();
    // the empty line behind the last line break is no line to show
    let most = if all > 1 && file.text().ends_with('\n') { all - 1 } else { all };
    let mut ranges: Vec<(u32, u32)> = spans
        .iter()
        .map(|span| {
            let (first, last) = (file.lines().line(span.start), file.lines().line(span.end));
            (first.saturating_sub(CONTEXT).max(1), (last + CONTEXT).min(most.max(last)))
        })
        .collect();
    ranges.sort_unstable();
    let mut out: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

/// A line without its line break and without a byte order mark.
fn content(file: &SourceFile, number: u32) -> Span {
    let mut span = file.lines().line_span(number, file.text().len());
    let text = file.slice(span);
    span.end = span.start + u32::try_from(text.trim_end_matches(['\n', '\r']).len()).unwrap_or(0);
    if span.start == 0 && text.starts_with('\u{feff}') {
        span.start = 3;
    }
    span
}

/// The part of a line that is shown: all of it, or what is around the first span in it.
fn cut(file: &SourceFile, number: u32, spans: &[Span], offset: usize) -> Line {
    let whole = content(file, number);
    let text = file.slice(whole);
    if text.len() <= 2 * SIDE {
        return Line { window: whole, lead: "", offset };
    }
    let on_line = spans.iter().find(|span| whole.start <= span.end && span.start <= whole.end);
    let focus = on_line.map_or(Span { start: whole.start, end: whole.start }, |span| Span {
        start: span.start.clamp(whole.start, whole.end),
        end: span.end.clamp(whole.start, whole.end),
    });
    let start = (focus.start - whole.start) as usize;
    // a marked part that is itself very long is cut, too
    let end = ((focus.end - whole.start) as usize).min(start + 2 * SIDE);
    let from = text.floor_char_boundary(start.saturating_sub(SIDE));
    let to = text.ceil_char_boundary((end + SIDE).min(text.len()));
    let window = Span::new(whole.start as usize + from, whole.start as usize + to);
    Line { window, lead: if from > 0 { "…" } else { "" }, offset }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let index = self.blocks.partition_point(|block| block.offset <= span.offset());
        let block = index.checked_sub(1).and_then(|index| self.blocks.get(index)).ok_or(MietteError::OutOfBounds)?;
        let inner = SourceSpan::from((span.offset() - block.offset, span.len()));
        let found = block.text.read_span(&inner, before, after)?;
        let at = found.span();
        let data = block.text.as_bytes().get(at.offset()..at.offset() + at.len()).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            block.name.clone(),
            data,
            SourceSpan::from((at.offset() + block.offset, at.len())),
            found.line() + block.first,
            found.column(),
            found.line_count(),
        )))
    }
}
