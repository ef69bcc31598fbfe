//! Texts with their substitutions cut out.

use std::borrow::Cow;
use std::ops::Range;

use crate::ir::document::HoleDefault;
use crate::parse::document::template::default_literal;
use crate::source::Span;

use super::{HOLE, MAX_NESTING, Part, Place};

/// How far a substitution reaches at the most, in bytes; what is longer is none.
const MAX_SUBSTITUTION: usize = 1000;

/// A text in which every substitution is one [`HOLE`], with the way back.
pub(super) struct Flat<'a> {
    text: Cow<'a, str>,
    /// (offset in `text`, offset in the source), both ascending; bytes between two entries stand one for one.
    offsets: Vec<(usize, usize)>,
    holes: Vec<Hole>,
    place: &'a dyn Fn(Span) -> Place,
}

/// A substitution.
pub(super) struct Hole {
    /// Where its [`HOLE`] stands in the flat text.
    at: usize,
    /// What it falls back to.
    pub(super) default: Option<Part>,
    /// The same as it is written.
    pub(super) written: String,
}

impl<'a> Flat<'a> {
    /// Flattens `source`, whose spans `place` puts where they belong; `given` are defaults of holes that stand in it already.
    pub(super) fn new(source: &'a str, place: &'a dyn Fn(Span) -> Place, given: &[HoleDefault]) -> Self {
        Self::nested(source, place, given, 0)
    }

    fn nested(source: &'a str, place: &'a dyn Fn(Span) -> Place, given: &[HoleDefault], depth: usize) -> Self {
        let mut flat = Self { text: Cow::Borrowed(source), offsets: vec![(0, 0)], holes: Vec::new(), place };
        if !source.contains(['$', '{', '%', '<', HOLE]) || depth > MAX_NESTING {
            return flat;
        }
        let mut text = String::with_capacity(source.len());
        let mut copied = 0;
        let mut at = 0;
        while let Some(step) = source[at..].find(['$', '{', '%', '<', '#', HOLE]) {
            at += step;
            let Some(found) = substitution(&source[at..]) else {
                at += source[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            text.push_str(&source[copied..at]);
            let default = match found.default.clone() {
                Some(range) => {
                    let (start, end) = (at + range.start, at + range.end);
                    Some(flat.default_part(&source[start..end], Span::new(start, end), depth))
                }
                None => given.iter().find(|hole| hole.at as usize == at).map(|hole| Part {
                    text: hole.text.clone(),
                    place: Place::File(hole.span),
                    default: None,
                }),
            };
            let written = match (&found.default, &default) {
                (Some(range), _) => source[at + range.start..at + range.end].to_owned(),
                (None, Some(given)) => given.text.clone(),
                (None, None) => String::new(),
            };
            flat.holes.push(Hole { at: text.len(), default, written });
            flat.offsets.push((text.len(), at));
            text.push(HOLE);
            at += found.length;
            copied = at;
            flat.offsets.push((text.len(), at));
        }
        text.push_str(&source[copied..]);
        flat.text = Cow::Owned(text);
        flat
    }

    /// The part that a default is: one whole substitution inside it keeps its own default.
    fn default_part(&self, source: &str, span: Span, depth: usize) -> Part {
        let inner = Flat::nested(source, &|inner| (self.place)(inner.offset(span.start)), &[], depth + 1).whole();
        Part { place: (self.place)(span), ..inner }
    }

    fn whole(&self) -> Part {
        self.part(0..self.text.len())
    }

    /// The flat text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The substitutions in order.
    pub(super) fn holes(&self) -> &[Hole] {
        &self.holes
    }

    /// Where a range of the flat text stands.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source(range.start), self.source(range.end))
    }

    fn source(&self, flat: usize) -> usize {
        let index = self.offsets.partition_point(|&(start, _)| start <= flat);
        index.checked_sub(1).map_or(flat, |index| self.offsets[index].1 + (flat - self.offsets[index].0))
    }

    /// The part at a range of the flat text.
    pub(super) fn part(&self, range: Range<usize>) -> Part {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let default = if text.len() == HOLE.len_utf8() && text.starts_with(HOLE) {
            let hole = self.holes.binary_search_by_key(&range.start, |hole| hole.at).ok();
            hole.and_then(|index| self.holes[index].default.clone()).map(Box::new)
        } else {
            None
        };
        Part { text, place: (self.place)(self.span(&range)), default }
    }
}

/// The literal default of a text that is one substitution and nothing else: `6379` of `${REDIS_PORT:-6379}`; a range of `text`.
pub(crate) fn substitution_default(text: &str) -> Option<Range<usize>> {
    let found = substitution(text)?;
    if found.length == text.len() { found.default } else { None }
}

/// A substitution at the start of a text.
struct Substitution {
    length: usize,
    /// Its literal default.
    default: Option<Range<usize>>,
}

impl Substitution {
    fn hole(length: usize) -> Self {
        Self { length, default: None }
    }
}

/// The substitution that starts with the first byte of `text`, if one does.
fn substitution(text: &str) -> Option<Substitution> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'$' => match bytes.get(1)? {
            b'$' => substitution(&text[1..]).filter(|_| bytes.get(2) != Some(&b'$')).map(|found| shifted(found, 1)),
            b'{' if bytes.get(2) == Some(&b'{') => action(text, 3, "}}"),
            b'{' => braces(text),
            b'(' => Some(Substitution::hole(closing(text, 1, b'(', b')')? + 1)),
            byte if byte.is_ascii_alphabetic() || *byte == b'_' => {
                Some(Substitution::hole(1 + identifier_length(&text[1..])))
            }
            _ => None,
        },
        b'{' if bytes.get(1) == Some(&b'{') => action(text, 2, "}}"),
        b'{' => {
            let length = text[1..].find(|c: char| !(c.is_alphanumeric() || "_.!?:[]#".contains(c)))?;
            (length <= 60 && bytes.get(length + 1) == Some(&b'}')).then(|| Substitution::hole(length + 2))
        }
        b'#' if bytes.get(1) == Some(&b'{') => {
            let end = closing(text, 1, b'{', b'}')?;
            let default = default_literal(&text[2..end]).map(|range| range.start + 2..range.end + 2);
            Some(Substitution { length: end + 1, default })
        }
        b'<' if bytes.get(1) == Some(&b'%') => action(text, 2, "%>"),
        b'<' => {
            let length = text[1..].find(|c: char| !(c.is_alphanumeric() || "_-. ".contains(c)))?;
            let is_word = bytes.get(1).is_some_and(u8::is_ascii_alphabetic);
            (is_word && length <= 60 && bytes.get(length + 1) == Some(&b'>')).then(|| Substitution::hole(length + 2))
        }
        b'%' => percent(text),
        _ if text.starts_with(HOLE) => Some(Substitution::hole(HOLE.len_utf8())),
        _ => None,
    }
}

/// `%s`, `%(name)s`, `%VAR%`; not the escape `%2F`.
fn percent(text: &str) -> Option<Substitution> {
    let bytes = text.as_bytes();
    let is_hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    match bytes.get(1)? {
        b'(' => {
            let end = closing(text, 1, b'(', b')')?;
            Some(Substitution::hole(end + 1 + usize::from(bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic))))
        }
        b's' | b'v' | b'q' | b'S' | b'i' | b'u' => Some(Substitution::hole(2)),
        b'd' if !is_hex(2) => Some(Substitution::hole(2)),
        byte if byte.is_ascii_uppercase() || *byte == b'_' => {
            let length = identifier_length(&text[1..]);
            (length > 2 && bytes.get(length + 1) == Some(&b'%')).then(|| Substitution::hole(length + 2))
        }
        _ => None,
    }
}

fn shifted(found: Substitution, by: usize) -> Substitution {
    Substitution { length: found.length + by, default: found.default.map(|range| range.start + by..range.end + by) }
}

/// `{{ … }}`, `${{ … }}`, `<%= … %>`.
fn action(text: &str, open: usize, close: &str) -> Option<Substitution> {
    let inner_end = open + find_near(&text[open..], close)?;
    let default = default_literal(&text[open..inner_end]).map(|range| range.start + open..range.end + open);
    Some(Substitution { length: inner_end + close.len(), default })
}

/// Finds `needle` not too far away, so that many unclosed openings do not make the search quadratic.
fn find_near(text: &str, needle: &str) -> Option<usize> {
    let mut end = text.len().min(MAX_SUBSTITUTION);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].find(needle)
}

/// `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${name:default}`.
fn braces(text: &str) -> Option<Substitution> {
    let end = closing(text, 1, b'{', b'}')?;
    let inner = &text[2..end];
    let hole = Substitution { length: end + 1, default: None };
    let name = inner.find([':', '=', '?', '+', '-', '%', '#', '/']).unwrap_or(inner.len());
    let skip = match inner.as_bytes().get(name..).unwrap_or_default() {
        [b':', b'-' | b'=', ..] => 2,
        [b':', b'?' | b'+', ..] => return Some(hole),
        [b'-' | b'=' | b':', ..] => 1,
        _ => return Some(hole),
    };
    let mut default = 2 + name + skip..end;
    if name == 0 || default.is_empty() {
        return Some(hole);
    }
    let written = &text[default.clone()];
    if let [b'"' | b'\'', .., last] = written.as_bytes()
        && written.as_bytes().first() == Some(last)
        && written.len() >= 2
    {
        default = default.start + 1..default.end - 1;
    }
    Some(Substitution { default: Some(default), ..hole })
}

/// The offset of the bracket that closes the one at `at`.
fn closing(text: &str, at: usize, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, &byte) in text.as_bytes().iter().enumerate().skip(at).take(MAX_SUBSTITUTION) {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(index);
            }
        }
    }
    None
}

fn identifier_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

// redlint: allow-file(hardcoded-port) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, flat: &str, defaults: &[Option<&str>]) {
        let place = |span| Place::Text(span);
        let seen = Flat::new(source, &place, &[]);
        assert_eq!(seen.text().replace(HOLE, "?"), flat, "{source}");
        let seen: Vec<_> =
            seen.holes().iter().map(|hole| hole.default.as_ref().map(|part| part.text.as_str())).collect();
        assert_eq!(seen, defaults, "{source}");
    }

    #[test]
    fn substitutions_become_holes() {
        check("plain", "plain", &[]);
        check("redis://${HOST:-localhost}:${PORT-6379}/0", "redis://?:?/0", &[Some("localhost"), Some("6379")]);
        check("${HOST:localhost}", "?", &[Some("localhost")]);
        check("$$HOST:$(PORT):$PORT", "?:?:?", &[None, None, None]);
        check("$${PORT:-1}", "?", &[Some("1")]);
        check("{{ .Values.host }}:{{ .Values.port | default 6379 }}", "?:?", &[None, Some("6379")]);
        check("redis://:%s@%s:%d/{db}", "redis://:?@?:?/?", &[None, None, None, None]);
        check("redis://<user>:<pass word>@h", "redis://?:?@h", &[None, None]);
        check("a%2Fb 100% <a href=\"x\">", "a%2Fb 100% <a href=\"x\">", &[]);
        check("${A:-${B:-6379}}", "?", &[Some("\u{fffd}")]);
        check("${A:?needed}${B:+x}${C}", "???", &[None, None, None]);
        check("#{ENV['X'] || 'y'}", "?", &[Some("y")]);
        check("${PORT:-\"6379\"}", "?", &[Some("6379")]);
        check("${unclosed {{ <%", "${unclosed {{ <%", &[]);
    }

    #[test]
    fn many_openings_are_no_trouble() {
        let text = "${{<%".repeat(100_000);
        let place = |span| Place::Text(span);
        assert_eq!(Flat::new(&text, &place, &[]).holes().len(), 0);
    }
}
