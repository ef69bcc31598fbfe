//! Decoding of scalars, byte by byte, so that every part of a value can be found in the file again.

use std::ops::Range;

use granit_parser::ScalarStyle as EventStyle;

use crate::ir::TextMap;
use crate::ir::document::{HoleDefault, Scalar, ScalarStyle};
use crate::parse::document::mask::{Hole, HoleKind};
use crate::source::Span;

/// Decodes the scalars of one text.
pub(super) struct Decoder<'a> {
    text: &'a str,
    holes: &'a [Hole],
}

impl<'a> Decoder<'a> {
    /// For `text` as it is written, with its template actions.
    pub(super) fn new(text: &'a str, holes: &'a [Hole]) -> Self {
        Self { text, holes }
    }

    /// The scalar at `range`, which the parser read as `value`, and where its content stands.
    pub(super) fn scalar(&self, value: &str, style: EventStyle, range: Range<usize>) -> (Scalar, Span) {
        let written = self.text.get(range.clone()).unwrap_or_default();
        let (inner, kind) = match style {
            EventStyle::Plain => (range.clone(), ScalarStyle::Plain),
            EventStyle::Literal | EventStyle::Folded => (range.clone(), ScalarStyle::Block),
            _ => (quoted(written, range.clone()), ScalarStyle::Quoted),
        };
        let span = Span::new(inner.start, inner.end);
        let content = self.text.get(inner.clone()).unwrap_or_default();
        let holes = self.holes_in(&inner);
        if holes.is_empty() && (content == value || content.is_empty()) {
            let map = TextMap::verbatim(span.start);
            let text = content.to_owned();
            return (Scalar { text, style: kind, map, is_dynamic: false, defaults: Vec::new() }, span);
        }
        let mut out = Out {
            source: self.text,
            holes,
            text: String::with_capacity(value.len()),
            map: TextMap::new(),
            defaults: Vec::new(),
        };
        match style {
            EventStyle::Literal => literal(&mut out, inner),
            EventStyle::Folded => folded(&mut out, inner),
            EventStyle::DoubleQuoted => flow(&mut out, inner, Escapes::Double),
            EventStyle::SingleQuoted => flow(&mut out, inner, Escapes::Single),
            EventStyle::Plain => flow(&mut out, inner, Escapes::None),
        }
        if kind == ScalarStyle::Block {
            // only the parser knows the chomping
            let breaks = value.len() - value.trim_end_matches('\n').len();
            out.text.truncate(out.text.trim_end_matches('\n').len());
            out.text.extend(std::iter::repeat_n('\n', breaks.min(2)));
        }
        let is_dynamic = holes.iter().any(|hole| hole.kind != HoleKind::Comment);
        (Scalar { text: out.text, style: kind, map: out.map, is_dynamic, defaults: out.defaults }, span)
    }

    fn holes_in(&self, range: &Range<usize>) -> &'a [Hole] {
        let first = self.holes.partition_point(|hole| hole.range.end <= range.start);
        let last = self.holes.partition_point(|hole| hole.range.start < range.end);
        self.holes.get(first..last).unwrap_or_default()
    }
}

/// The range between the quotes.
fn quoted(written: &str, range: Range<usize>) -> Range<usize> {
    let start = range.start + usize::from(written.starts_with(['"', '\'']));
    let is_closed = written.len() > 1 && written.ends_with(['"', '\'']);
    start..(range.end - usize::from(is_closed)).max(start)
}

/// What has been decoded so far.
struct Out<'a> {
    source: &'a str,
    holes: &'a [Hole],
    text: String,
    map: TextMap,
    defaults: Vec<HoleDefault>,
}

impl Out<'_> {
    /// Source bytes that stand for themselves, but for the template actions among them.
    fn copy(&mut self, mut range: Range<usize>) {
        while range.start < range.end {
            let next = self.holes.partition_point(|hole| hole.range.end <= range.start);
            let stop = self.holes.get(next).map_or(range.end, |hole| hole.range.start.clamp(range.start, range.end));
            if stop > range.start {
                self.map.push(self.text.len(), range.start);
                self.text.push_str(self.source.get(range.start..stop).unwrap_or_default());
            }
            let Some(hole) = self.holes.get(next).filter(|_| stop < range.end) else { break };
            if hole.range.start >= range.start {
                self.hole(hole);
            }
            range.start = hole.range.end;
        }
    }

    fn hole(&mut self, hole: &Hole) {
        if hole.kind == HoleKind::Comment {
            return;
        }
        let at = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        if let Some(default) = &hole.default {
            let text = self.source.get(default.clone()).unwrap_or_default().to_owned();
            self.defaults.push(HoleDefault { at, text, span: Span::new(default.start, default.end) });
        }
        self.put('\u{fffd}', hole.range.start);
    }

    /// A character that is written otherwise at `source`.
    fn put(&mut self, c: char, source: usize) {
        self.map.push(self.text.len(), source);
        self.text.push(c);
    }
}

/// Lines of a range: content without its line break, and where that break stands.
fn lines(source: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    source.get(range).unwrap_or_default().split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// The lines of a block scalar without their indentation. The first starts behind its own.
fn block_lines(out: &Out<'_>, range: Range<usize>) -> Vec<Range<usize>> {
    let line_start = out.source[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = range.start - line_start;
    lines(out.source, range.clone())
        .enumerate()
        .map(|(index, line)| {
            let blanks = out.source[line.clone()].bytes().take_while(|byte| *byte == b' ').count();
            line.start + if index == 0 { 0 } else { blanks.min(indent) }..line.end
        })
        .filter(|line| !is_control(out, line))
        .collect()
}

/// Whether nothing but template control stands on a line.
fn is_control(out: &Out<'_>, line: &Range<usize>) -> bool {
    let first = out.holes.partition_point(|hole| hole.range.end <= line.start);
    let mut at = line.start;
    let mut has_control = false;
    for hole in out.holes[first..].iter().take_while(|hole| hole.range.start < line.end) {
        if hole.kind == HoleKind::Value || !out.source.get(at..hole.range.start).unwrap_or_default().trim().is_empty() {
            return false;
        }
        has_control = true;
        at = hole.range.end.min(line.end);
    }
    has_control && out.source.get(at..line.end).unwrap_or_default().trim().is_empty()
}

/// `|`
fn literal(out: &mut Out<'_>, range: Range<usize>) {
    for line in block_lines(out, range) {
        let end = line.end;
        out.copy(line);
        out.put('\n', end);
    }
}

/// `>`
fn folded(out: &mut Out<'_>, range: Range<usize>) {
    let mut breaks = 0_usize;
    let mut before: Option<bool> = None;
    for line in block_lines(out, range) {
        let text = &out.source[line.clone()];
        if text.trim_end_matches('\r').is_empty() {
            breaks += 1;
            continue;
        }
        let is_deeper = text.starts_with([' ', '\t']);
        if let Some(was_deeper) = before {
            let at = line.start.saturating_sub(1);
            if is_deeper || was_deeper {
                (0..=breaks).for_each(|_| out.put('\n', at));
            } else if breaks == 0 {
                out.put(' ', at);
            } else {
                (0..breaks).for_each(|_| out.put('\n', at));
            }
        }
        breaks = 0;
        before = Some(is_deeper);
        out.copy(line);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escapes {
    None,
    Single,
    Double,
}

/// A plain or quoted scalar: line breaks fold.
fn flow(out: &mut Out<'_>, range: Range<usize>, escapes: Escapes) {
    let all: Vec<_> = lines(out.source, range).collect();
    let count = all.len();
    let mut breaks = 0_usize;
    let mut is_joined = true;
    for (index, mut line) in all.into_iter().enumerate() {
        if index > 0 {
            line.start += leading(&out.source[line.clone()]);
        }
        let is_last = index + 1 == count;
        if !is_last {
            let text = &out.source[line.clone()];
            let trimmed = text.trim_end_matches([' ', '\t']);
            line.end = line.start + trimmed.len();
        }
        if index > 0 {
            if line.is_empty() && !is_last {
                breaks += 1;
                continue;
            }
            if breaks > 0 {
                (0..breaks).for_each(|_| out.put('\n', line.start.saturating_sub(1)));
            } else if !is_joined {
                out.put(' ', line.start.saturating_sub(1));
            }
        }
        breaks = 0;
        is_joined = false;
        match escapes {
            Escapes::None => out.copy(line),
            Escapes::Single => single(out, line),
            Escapes::Double => is_joined = double(out, line),
        }
    }
}

fn leading(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// `''` is a quote.
fn single(out: &mut Out<'_>, range: Range<usize>) {
    let mut at = range.start;
    while let Some(step) = out.source[at..range.end].find("''") {
        out.copy(at..at + step + 1);
        at += step + 2;
    }
    out.copy(at..range.end);
}

/// Backslash escapes; whether the line ends in a backslash, which joins it to the next.
fn double(out: &mut Out<'_>, range: Range<usize>) -> bool {
    let mut at = range.start;
    while let Some(step) = out.source[at..range.end].find('\\') {
        let escape = at + step;
        // inside of a template action a backslash is the template's
        let hole = out.holes.iter().find(|hole| hole.range.contains(&escape));
        if let Some(hole) = hole {
            let end = hole.range.end.min(range.end);
            out.copy(at..end);
            at = end;
            continue;
        }
        out.copy(at..escape);
        let Some(name) = out.source[escape + 1..range.end].chars().next() else { return true };
        let digits = match name {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let start = escape + 1 + name.len_utf8();
        let code = out.source.get(start..start + digits).filter(|_| digits > 0 && start + digits <= range.end);
        let decoded = match name {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            't' | '\t' => '\t',
            'n' => '\n',
            'v' => '\u{b}',
            'f' => '\u{c}',
            'r' => '\r',
            'e' => '\u{1b}',
            'N' => '\u{85}',
            '_' => '\u{a0}',
            'L' => '\u{2028}',
            'P' => '\u{2029}',
            'x' | 'u' | 'U' => {
                code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32).unwrap_or('?')
            }
            other => other,
        };
        out.put(decoded, escape);
        at = if code.is_some() { start + digits } else { start };
    }
    out.copy(at..range.end);
    false
}
