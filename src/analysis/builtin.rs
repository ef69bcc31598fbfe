//! Operations on values that every language has: joining texts, reading lists and records.

use std::rc::Rc;

use super::copies::Copies;
use super::eval::Evaluator;
use super::heap::{Item, Lookup};
use super::library::Library;
use super::value::{Kind, TextValue, Value};
use crate::ir::TextMap;
use crate::ir::code::Text;
use crate::source::Span;

/// The text that stands for an unknown part.
pub(crate) const HOLE: char = '\u{fffd}';

/// A text with holes, and where its bytes stand.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    /// The text, each unknown part one [`HOLE`].
    pub(crate) text: String,
    /// Where the bytes stand. Holes and computed parts point at the whole expression.
    pub(crate) map: TextMap,
    /// Byte ranges of `text` whose place is known.
    pub(crate) placed: Vec<Span>,
    /// Where each [`HOLE`] that is not in a known text begins, and what it stands for.
    pub(crate) holes: Vec<(usize, Value)>,
}

impl Flat {
    /// The place of bytes `span` of the text, if they stand in the file as one run.
    pub(crate) fn place(&self, span: Span) -> Option<Span> {
        self.placed.iter().find(|range| range.contains(span)).map(|_| self.map.span(span))
    }
}

/// The value of a string literal. Where the program is a text in another one, what that leaves open is a hole of the literal too.
pub(super) fn literal(text: &Text, span: Span) -> Value {
    let part = |start: usize, end: usize| {
        let mut map = TextMap::new();
        for (decoded, source) in text.map.pieces(Span::new(start, end)) {
            map.push((decoded as usize).saturating_sub(start), source as usize);
        }
        TextValue { text: text.value.get(start..end).unwrap_or_default().to_owned(), map: Some(map) }
    };
    let known = |value: TextValue| Value::at(Kind::Text(Rc::new(value)), span);
    if !text.value.contains(HOLE) {
        return known(TextValue { text: text.value.clone(), map: Some(text.map.clone()) });
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, hole) in text.value.match_indices(HOLE) {
        if start < at {
            parts.push(known(part(start, at)));
        }
        start = at + hole.len();
        let place = text.map.span(Span::new(at, start));
        parts.push(Value { kind: Kind::Unknown, span: Some(place) });
    }
    if start < text.value.len() {
        parts.push(known(part(start, text.value.len())));
    }
    Value::at(Kind::Concat(Rc::new(parts)), span)
}

/// The parts of a text in order, joined; adjacent known parts become one.
pub(super) fn concat(copies: &Copies, parts: Vec<Value>, span: Span) -> Value {
    let length = parts.iter().try_fold(0_usize, |sum, part| Some(sum.saturating_add(part.as_text()?.len())));
    if let Some(length) = length.filter(|length| parts.len() == 1 || *length <= MAX_JOINED) {
        if !copies.take_text(length) {
            return Value::at(Kind::Unknown, span);
        }
        let flat = flatten(&parts);
        return Value::at(Kind::Text(Rc::new(TextValue { text: flat.text, map: Some(flat.map) })), span);
    }
    Value::at(Kind::Concat(Rc::new(parts)), span)
}

/// A sum: a text when one of the operands is one, otherwise unknown (numbers are not added).
pub(super) fn sum(copies: &Copies, parts: Vec<Value>, span: Span) -> Value {
    let is_text = |part: &Value| matches!(part.kind, Kind::Text(_) | Kind::Concat(_));
    if parts.iter().any(is_text) { concat(copies, parts, span) } else { Value::unknown() }
}

/// The known parts and holes of a text value; `None` for what is no text at all.
pub(crate) fn flat(value: &Value) -> Option<Flat> {
    match &value.kind {
        Kind::Text(_) | Kind::Number(_) => Some(flatten(std::slice::from_ref(value))),
        Kind::Concat(parts) => Some(flatten(parts)),
        _ => None,
    }
}

/// How many bytes of a text that is made of several are known; the rest is a hole.
const MAX_JOINED: usize = 256 << 10;

/// How many parts of its parts a text with holes has, beyond those of its own.
const MAX_PARTS: usize = 1_000;

/// How deep parts are made of parts.
const MAX_DEPTH: usize = 20;

fn flatten(parts: &[Value]) -> Flat {
    let mut flat = Flat { text: String::new(), map: TextMap::new(), placed: Vec::new(), holes: Vec::new() };
    // `x = x + y + x` has twice as many parts with each line
    let mut left = parts.len() + MAX_PARTS;
    flatten_into(&mut flat, parts, 0, &mut left);
    flat
}

fn flatten_into(flat: &mut Flat, parts: &[Value], depth: usize, left: &mut usize) {
    let is_one = depth == 0 && parts.len() == 1;
    for part in parts {
        *left = left.saturating_sub(1);
        if *left == 0 {
            flat.holes.push((flat.text.len(), Value::unknown()));
            flat.text.push(HOLE);
            return;
        }
        let start = flat.text.len();
        match &part.kind {
            Kind::Text(text) if is_one || start + text.text.len() <= MAX_JOINED => {
                if let Some(map) = &text.map {
                    flat.map.append(start, map);
                } else if let Some(span) = part.span {
                    flat.map.push(start, span.start as usize);
                }
                flat.text.push_str(&text.text);
                if text.map.is_some() {
                    flat.placed.push(Span::new(start, flat.text.len()));
                }
            }
            Kind::Number(number) => {
                if let Some(span) = part.span {
                    flat.map.push(start, span.start as usize);
                    flat.placed.push(Span::new(start, start + number.len()));
                }
                flat.text.push_str(number);
            }
            Kind::Concat(inner) if depth < MAX_DEPTH => flatten_into(flat, inner, depth + 1, left),
            // the fallback is what is written here: `f"redis://h:{os.getenv('P', '6379')}"`
            Kind::Env(read) if depth < MAX_DEPTH && read.default.as_ref().is_some_and(|d| d.as_text().is_none()) => {
                flat.holes.push((start, part.clone()));
                flat.text.push(HOLE);
            }
            _ => {
                if let Some(span) = part.span {
                    flat.map.push(start, span.start as usize);
                }
                flat.holes.push((start, part.clone()));
                flat.text.push(HOLE);
            }
        }
    }
}

/// `value[key]` of lists and records.
pub(super) fn index<L: Library>(ev: &Evaluator<'_, L>, value: &Value, key: &Value) -> Value {
    let Some(id) = value.object() else { return Value::unknown() };
    if let (Some(record), Some(key)) = (ev.heap.record(id), key.as_text()) {
        return match record.lookup(key) {
            Lookup::Found(value) | Lookup::Maybe(value) => value,
            Lookup::Absent | Lookup::Unknown => Value::unknown(),
        };
    }
    if let (Some(items), Some(index)) = (ev.heap.list(id), key.as_text().and_then(|text| text.parse::<usize>().ok()))
        && items.iter().take(index).all(|item| matches!(item, Item::One(_)))
        && let Some(Item::One(value)) = items.get(index)
    {
        return value.clone();
    }
    Value::unknown()
}

/// What a loop over `value` binds in each round: one of the elements.
pub(super) fn element<L: Library>(ev: &Evaluator<'_, L>, value: &Value) -> Value {
    let Some(items) = value.object().and_then(|id| ev.heap.list(id)) else { return Value::unknown() };
    Value::one_of(items.iter().map(|item| match item {
        Item::One(value) => value.clone(),
        Item::Many(_) => Value::unknown(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_of_a_literal_are_not_known_and_the_rest_keeps_its_place() {
        let mut map = TextMap::new();
        map.push(0, 100); // `a:` at 100
        map.push(2, 104); // the hole, for `{ns}` at 102 … as its end
        map.push(5, 106); // `:b` at 106
        let text = Text { value: format!("a:{HOLE}:b"), map, is_prose: false };
        let value = literal(&text, Span::new(99, 109));
        let Kind::Concat(parts) = &value.kind else { panic!("{value:?}") };
        assert_eq!(parts.iter().map(Value::as_text).collect::<Vec<_>>(), [Some("a:"), None, Some(":b")]);
        let flat = flat(&value).unwrap_or_else(|| panic!("no text"));
        assert_eq!(flat.text, text.value);
        assert_eq!(flat.place(Span::new(0usize, 2usize)), Some(Span::new(100usize, 102usize)));
        assert_eq!(flat.place(Span::new(5usize, 7usize)), Some(Span::new(106usize, 108usize)));
        let plain = Text { value: "ab".to_owned(), map: TextMap::verbatim(7), is_prose: false };
        assert_eq!(literal(&plain, Span::new(6, 10)).as_text(), Some("ab"));
    }
}
