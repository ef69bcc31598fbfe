//! YAML: several documents, anchors and merge keys, template actions masked.

mod build;
mod scalar;

use std::ops::Range;

use granit_parser::{Event, Options, Parser};

use crate::ir::document::Document;
use crate::ir::{Comment, Parsed, Skipped};
use crate::parse::Frontend;
use crate::source::{SourceFile, Span};

use super::mask::{self, Hole, HoleKind};

use build::Builder;

/// How often a broken document is taken up again behind the fault.
const MAX_RESTARTS: usize = 40;

/// Reads YAML.
pub(crate) struct Yaml;

impl Frontend for Yaml {
    fn parse(&self, file: &SourceFile) -> Parsed {
        parse_text(file.text())
    }
}

/// Parses a YAML stream. Each document is parsed on its own, so that a broken one does not hide the others.
pub(crate) fn parse_text(text: &str) -> Parsed {
    let holes = mask::holes(text);
    let masked = if holes.is_empty() { None } else { Some(mask::mask(text, &holes)) };
    let source = Source { text, masked: masked.as_deref().unwrap_or(text), holes: &holes };
    let mut parsed = Parsed::default();
    let template_comments = holes.iter().filter(|hole| hole.kind == HoleKind::Comment);
    parsed.comments.extend(template_comments.map(|hole| Comment { span: span(&hole.range) }));
    for range in documents(source.masked) {
        source.document(range, &mut parsed);
    }
    parsed.comments.sort_by_key(|comment| comment.span);
    parsed
}

fn span(range: &Range<usize>) -> Span {
    Span::new(range.start, range.end)
}

/// Splits a stream before each `---` that starts a line.
fn documents(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let is_mark =
            line.strip_prefix("---").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']));
        if is_mark && at > start {
            ranges.push(start..at);
            start = at;
        }
        at += line.len();
    }
    ranges.push(start..at);
    // a head of directives belongs to the document behind it
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last)
                if text[last.clone()].lines().any(|line| line.starts_with('%')) && is_head(&text[last.clone()]) =>
            {
                last.end = range.end;
            }
            _ => merged.push(range),
        }
    }
    merged
}

fn is_head(text: &str) -> bool {
    text.lines().all(|line| line.trim().is_empty() || line.starts_with(['%', '#']))
}

/// A stream with its mask.
struct Source<'a> {
    text: &'a str,
    masked: &'a str,
    holes: &'a [Hole],
}

impl Source<'_> {
    /// Parses the document at `range`; behind a fault it starts again at the next top-level key.
    fn document(&self, mut range: Range<usize>, parsed: &mut Parsed) {
        let mut is_broken = false;
        for _ in 0..=MAX_RESTARTS {
            let fault = self.part(range.clone(), is_broken, parsed);
            let Some(fault) = fault else { return };
            is_broken = true;
            let restart = next_top_level(self.masked, fault.at.max(range.start + 1)..range.end);
            let end = restart.unwrap_or(range.end);
            parsed.skipped.push(Skipped { span: Span::new(fault.at.min(end), end), reason: fault.reason });
            match restart {
                Some(at) if at < range.end => range.start = at,
                _ => return,
            }
        }
    }

    /// Parses one text that holds one document at the most; what stands before a fault is kept.
    fn part(&self, range: Range<usize>, is_rest: bool, parsed: &mut Parsed) -> Option<Fault> {
        let base = range.start;
        let text = &self.masked[range];
        let mut parser = Parser::new_from_str_with_options(text, options());
        let mut builder = Builder::new(self.text, self.holes, base);
        let mut fault = None;
        while let Some(event) = parser.next_event() {
            match event {
                Ok((Event::Comment(..), at)) => {
                    let at = at.byte_range().unwrap_or_default();
                    parsed.comments.push(Comment { span: Span::new(base + at.start, base + at.end) });
                }
                Ok((Event::StreamEnd, _)) => break,
                Ok((event, at)) => builder.event(&event, &at),
                Err(error) => {
                    let at = base + error.marker().byte_offset().unwrap_or(0).min(text.len());
                    fault = Some(Fault { at: floor(self.text, at), reason: error.info() });
                    break;
                }
            }
        }
        let is_template = is_rest || fault.is_some() || !self.holes.is_empty();
        parsed.documents.extend(builder.finish().map(|root| Document { root, is_template }));
        fault
    }
}

/// Why a document could not be read to its end.
struct Fault {
    at: usize,
    reason: String,
}

fn options() -> Options {
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.bom_inside_document_as_content = true;
    options.max_buffered_comment_events = 1 << 20;
    options.flow_nesting_limit = crate::ir::code::MAX_DEPTH;
    options.block_nesting_limit = crate::ir::code::MAX_DEPTH;
    options
}

/// The start of the next line in `range` (not its first) that begins with a key in the first column.
fn next_top_level(text: &str, range: Range<usize>) -> Option<usize> {
    let mut at = floor(text, range.start);
    let mut lines = text[at..range.end].split_inclusive('\n');
    at += lines.next()?.len();
    for line in lines {
        let is_key =
            line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '"' | '\'')) && line.contains(':');
        if is_key {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests;
