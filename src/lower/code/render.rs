//! Templates to wire words.

mod partial;

use partial::{partial, pieces, shared};

use super::Lowerer;
use super::bind::Bound;
use crate::analysis::builtin;
use crate::analysis::{Evaluator, Item, Kind, Lookup, ObjectKind, Value};
use crate::command::{Piece, Word, WordKind};
use crate::lower::model::template::{Condition, Filter, Node, Part, Place, Template};
use crate::source::Span;

/// How many words a command is followed to; what is longer ends in any number of unknown words.
const MAX_WORDS: usize = 2000;

/// How many bytes of a word are known: no rule asks for more, and the same large text may be a word of thousands of commands.
const MAX_TEXT: usize = 64 << 10;

/// How deep lists in lists are flattened.
const MAX_DEPTH: usize = 6;

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// Yes, no, or not to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tri {
    Yes,
    No,
    Maybe,
}

/// The words that `template` stands for in a call.
pub(super) fn render(ev: Ev<'_, '_, '_>, template: &Template, bound: &Bound<'_>) -> Vec<Word> {
    let mut out = Vec::new();
    nodes(ev, template.nodes(), bound, &mut out);
    if out.len() > MAX_WORDS {
        out.truncate(MAX_WORDS);
        out.push(Word::many());
    }
    out
}

fn nodes(ev: Ev<'_, '_, '_>, nodes_: &[Node], bound: &Bound<'_>, out: &mut Vec<Word>) {
    for node in nodes_ {
        match node {
            Node::Word(word) => out.push(Word::text(word.clone())),
            Node::One => out.push(Word::one()),
            Node::Many => out.push(Word::many()),
            Node::All => all(ev, bound, out),
            Node::Mixed(parts) => out.push(mixed(ev, parts, bound)),
            Node::Param(place, filter) => param(ev, place, *filter, bound, out),
            Node::Data(inner) => {
                let start = out.len();
                nodes(ev, std::slice::from_ref(inner), bound, out);
                out[start..].iter_mut().for_each(|word| word.is_data = true);
            }
            Node::Group(condition, body) => match holds(ev, condition, bound) {
                (Tri::Yes, _) => nodes(ev, body, bound, out),
                (Tri::No, _) => {}
                (Tri::Maybe, span) => {
                    let word = at(ev, Word::many(), span);
                    // several groups that may be there are any number of words together
                    if !(word.source.is_empty() && out.last().is_some_and(|last| last.kind == WordKind::Many)) {
                        out.push(word);
                    }
                }
            },
        }
    }
}

fn all(ev: Ev<'_, '_, '_>, bound: &Bound<'_>, out: &mut Vec<Word>) {
    let are_listed = bound.positional.len() >= LISTED;
    for arg in &bound.positional {
        if arg.is_spread {
            out.push(at(ev, Word::many(), Some(arg.span)));
        } else if are_listed && is_one_word(ev, &arg.value) {
            out.push(at(ev, Word::one(), Some(arg.span)));
        } else {
            flat(ev, &arg.value, out, 0);
        }
    }
    if bound.has_extra {
        out.push(Word::many());
    }
}

/// How many words make it sure that each stands for itself.
const LISTED: usize = 4;

/// Whether a value of which nothing is known is one word where words are listed one by one: unless its name says that it is several.
fn is_one_word(ev: Ev<'_, '_, '_>, value: &Value) -> bool {
    let is_plural = |letter: char| matches!(letter, 's' | 'S' | ')' | ']' | '}' | '…');
    value.is_unknown() && value.span.is_some_and(|span| !ev.excerpt(span).ends_with(is_plural))
}

fn mixed(ev: Ev<'_, '_, '_>, parts: &[Part], bound: &Bound<'_>) -> Word {
    let mut pieces = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => pieces.push(Piece::Text(text.clone())),
            Part::Param(place) => match bound.lookup(&mut ev.heap, place) {
                Lookup::Found(value) => match value.as_text() {
                    Some(text) => pieces.push(Piece::Text(text.to_owned())),
                    None => pieces.push(Piece::Hole),
                },
                _ => pieces.push(Piece::Hole),
            },
        }
    }
    partial(pieces)
}

fn param(ev: Ev<'_, '_, '_>, place: &Place, filter: Filter, bound: &Bound<'_>, out: &mut Vec<Word>) {
    let value = match bound.lookup(&mut ev.heap, place) {
        Lookup::Found(value) => value,
        Lookup::Maybe(value) => {
            out.push(at(ev, Word::many(), value.span));
            return;
        }
        Lookup::Absent => return,
        Lookup::Unknown => {
            out.push(if matches!(filter, Filter::One | Filter::Upper) && !bound.has_spread() {
                Word::one()
            } else {
                Word::many()
            });
            return;
        }
    };
    match filter {
        Filter::One => single(ev, &value, out),
        Filter::Flat => flat(ev, &value, out, 0),
        Filter::Each => each(ev, &value, out),
        Filter::Pairs => pairs(ev, &value, true, true, false, out),
        Filter::Swap => pairs(ev, &value, true, true, true, out),
        Filter::Keys => pairs(ev, &value, true, false, false, out),
        Filter::Values => pairs(ev, &value, false, true, false, out),
        Filter::Count => out.push(count(ev, &value)),
        Filter::Upper => match value.as_text() {
            Some(text) => out.push(at(ev, Word::text(text.to_ascii_uppercase()), value.span)),
            None => single(ev, &value, out),
        },
        Filter::Bool => out.push(match truth(&value) {
            Tri::Yes => Word::text("1"),
            Tri::No => Word::text("0"),
            Tri::Maybe => Word::one(),
        }),
    }
}

/// The word, placed where the expression stands that gives it.
fn at(ev: Ev<'_, '_, '_>, word: Word, span: Option<Span>) -> Word {
    match span {
        Some(span) => word.at(ev.excerpt(span), span),
        None => word,
    }
}

/// `value` as exactly one word, or as the words of the options object that it is.
pub(super) fn single(ev: Ev<'_, '_, '_>, value: &Value, out: &mut Vec<Word>) {
    match &value.kind {
        Kind::Words(words) => out.extend(words.iter().cloned()),
        Kind::Object(id) if ev.heap.instance(*id).is_some() => instance(ev, *id, value, out),
        Kind::Object(id) if ev.heap.list(*id).is_some_and(|items| items.iter().any(is_words)) => {
            flat(ev, value, out, 0);
        }
        _ => {
            let word = word(ev, value);
            out.push(word);
        }
    }
}

fn is_words(item: &Item) -> bool {
    matches!(item, Item::One(Value { kind: Kind::Words(_), .. }) | Item::Many(_))
}

/// The words of an options object.
fn instance(ev: Ev<'_, '_, '_>, id: u32, value: &Value, out: &mut Vec<Word>) {
    let type_ = ev.heap.instance(id).map_or(0, |instance| instance.type_);
    let models = ev.library.models();
    let template = models.chain(type_).find_map(|type_| type_.words.as_ref().or(type_.command.as_ref()));
    match template {
        // made elsewhere: any of its options may be set
        Some(_) if ev.heap.instance(id).is_some_and(|instance| instance.is_open) => {
            out.push(at(ev, Word::many(), value.span));
        }
        Some(template) => {
            let callable = crate::lower::model::compile::Callable::default();
            let site = crate::analysis::CallSite { args: &[], span: Span::default(), name_span: Span::default() };
            let bound = Bound::new(&mut ev.heap, &callable, &site, Some(id));
            let words = render(ev, template, &bound);
            out.extend(words);
        }
        None => out.push(at(ev, Word::one(), value.span)),
    }
}

/// One word.
pub(super) fn word(ev: Ev<'_, '_, '_>, value: &Value) -> Word {
    let word = match &value.kind {
        Kind::Text(text) if text.text.len() <= MAX_TEXT => Word::text(text.text.clone()),
        Kind::Text(text) => partial(beginning(&text.text)),
        Kind::Number(number) => Word::text(number.to_string()),
        Kind::Concat(_) => match builtin::flat(value) {
            Some(flat) if flat.text.len() <= MAX_TEXT => partial(pieces(&flat.text)),
            Some(flat) => partial(beginning(&flat.text)),
            None => Word::one(),
        },
        Kind::OneOf(values) => shared(values),
        _ => Word::one(),
    };
    at(ev, word, value.span)
}

/// The beginning of a text that is too large for a word.
fn beginning(text: &str) -> Vec<Piece> {
    let end = (0..=MAX_TEXT).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    let mut known = pieces(&text[..end]);
    known.push(Piece::Hole);
    known
}

/// The elements of `value`; one word for a scalar.
pub(super) fn flat(ev: Ev<'_, '_, '_>, value: &Value, out: &mut Vec<Word>, depth: usize) {
    if out.len() > MAX_WORDS {
        return;
    }
    match &value.kind {
        Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Env(_) | Kind::Bool(_) => {
            let word = word(ev, value);
            out.push(word);
        }
        // a function is a callback
        Kind::Null | Kind::Function(_) => {}
        Kind::Words(words) => out.extend(words.iter().cloned()),
        // one of several texts is one word all the same
        Kind::OneOf(values) if values.iter().all(is_scalar) => {
            let word = word(ev, value);
            out.push(word);
        }
        Kind::Object(id) if depth < MAX_DEPTH => {
            if let Some(items) = ev.heap.list(*id).map(<[Item]>::to_vec) {
                let are_listed = items.len() >= LISTED;
                for item in items {
                    match item {
                        Item::One(value) if are_listed && is_one_word(ev, &value) => {
                            out.push(at(ev, Word::one(), value.span));
                        }
                        Item::One(value) => flat(ev, &value, out, depth + 1),
                        Item::Many(span) => out.push(at(ev, Word::many(), span)),
                    }
                }
            } else if ev.heap.record(*id).is_some() {
                pairs(ev, value, true, true, false, out);
            } else {
                single(ev, value, out);
            }
        }
        _ => out.push(at(ev, Word::many(), value.span)),
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value.kind, Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Env(_) | Kind::Bool(_))
}

/// The elements of a list, each as one word.
fn each(ev: Ev<'_, '_, '_>, value: &Value, out: &mut Vec<Word>) {
    let Some(items) = value.object().and_then(|id| ev.heap.list(id)).map(<[Item]>::to_vec) else {
        out.push(at(ev, Word::many(), value.span));
        return;
    };
    for item in items {
        match item {
            Item::One(value) => single(ev, &value, out),
            Item::Many(span) => out.push(at(ev, Word::many(), span)),
        }
    }
}

fn pairs(ev: Ev<'_, '_, '_>, value: &Value, keys: bool, values: bool, swap: bool, out: &mut Vec<Word>) {
    let Some(id) = value.object() else {
        if !value.is_null() {
            out.push(at(ev, Word::many(), value.span));
        }
        return;
    };
    if let Some(record) = ev.heap.record(id) {
        let entries: Vec<(String, Value, bool)> =
            record.iter().map(|(key, value, certain)| (key.to_owned(), value.clone(), certain)).collect();
        let is_open = record.is_open;
        for (key, value, is_certain) in entries {
            if !is_certain {
                out.push(Word::many());
                continue;
            }
            let mut entry = Vec::new();
            if keys {
                entry.push(Word::text(key));
            }
            if values {
                single(ev, &value, &mut entry);
            }
            if swap {
                entry.reverse();
            }
            out.extend(entry);
        }
        if is_open {
            out.push(at(ev, Word::many(), value.span));
        }
        return;
    }
    let Some(items) = ev.heap.list(id).map(<[Item]>::to_vec) else {
        out.push(at(ev, Word::many(), value.span));
        return;
    };
    for item in items {
        match item {
            Item::One(pair) => {
                let mut entry = Vec::new();
                flat(ev, &pair, &mut entry, 1);
                if swap {
                    entry.reverse();
                }
                match (keys, values, entry.as_slice()) {
                    (true, true, _) => out.extend(entry),
                    (true, false, [first, ..]) => out.push(first.clone()),
                    (false, true, [_, second, ..]) => out.push(second.clone()),
                    _ => out.push(Word::many()),
                }
            }
            Item::Many(span) => out.push(at(ev, Word::many(), span)),
        }
    }
}

fn count(ev: Ev<'_, '_, '_>, value: &Value) -> Word {
    let number = match &value.kind {
        Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Env(_) => Some(1),
        Kind::Null => Some(0),
        Kind::Words(words) => known_count(words),
        Kind::Object(id) => match ev.heap.get(*id) {
            Some(ObjectKind::List(items)) => items.iter().map(words_of_item).sum(),
            Some(ObjectKind::Record(record)) if !record.is_open && record.iter().all(|(_, _, certain)| certain) => {
                Some(record.iter().count())
            }
            _ => None,
        },
        _ => None,
    };
    number.map_or_else(Word::one, |number| Word::text(number.to_string()))
}

/// How many words an element of a list is.
fn words_of_item(item: &Item) -> Option<usize> {
    match item {
        Item::One(Value { kind: Kind::Words(words), .. }) => known_count(words),
        Item::One(_) => Some(1),
        Item::Many(_) => None,
    }
}

fn known_count(words: &[Word]) -> Option<usize> {
    (!words.iter().any(|word| word.kind == WordKind::Many)).then_some(words.len())
}

fn holds(ev: Ev<'_, '_, '_>, condition: &Condition, bound: &Bound<'_>) -> (Tri, Option<Span>) {
    let place = match condition {
        Condition::Always => return (Tri::Yes, None),
        Condition::Given(place) | Condition::True(place) | Condition::False(place) | Condition::Equals(place, _) => {
            place
        }
    };
    let (value, is_maybe) = match bound.lookup(&mut ev.heap, place) {
        Lookup::Found(value) => (value, false),
        Lookup::Maybe(value) => (value, true),
        Lookup::Absent => {
            return (if matches!(condition, Condition::False(_)) { Tri::Yes } else { Tri::No }, None);
        }
        Lookup::Unknown => return (Tri::Maybe, None),
    };
    let tri = match condition {
        Condition::Given(_) => given(&value),
        Condition::True(_) => truth(&value),
        Condition::False(_) => match truth(&value) {
            Tri::Yes => Tri::No,
            Tri::No => Tri::Yes,
            Tri::Maybe => Tri::Maybe,
        },
        Condition::Equals(_, wanted) => equals(&value, wanted),
        Condition::Always => Tri::Yes,
    };
    // what may not be there at all is there only perhaps
    (if is_maybe && tri != Tri::No { Tri::Maybe } else { tri }, value.span)
}

fn given(value: &Value) -> Tri {
    match &value.kind {
        Kind::Null => Tri::No,
        Kind::Unknown | Kind::Env(_) | Kind::OneOf(_) | Kind::Path(_) => Tri::Maybe,
        _ => Tri::Yes,
    }
}

fn truth(value: &Value) -> Tri {
    match &value.kind {
        Kind::Null | Kind::Bool(false) => Tri::No,
        Kind::Text(text) if text.text.is_empty() => Tri::No,
        Kind::Number(number) if &**number == "0" => Tri::No,
        Kind::Unknown | Kind::Env(_) | Kind::OneOf(_) | Kind::Path(_) => Tri::Maybe,
        _ => Tri::Yes,
    }
}

fn equals(value: &Value, wanted: &str) -> Tri {
    match &value.kind {
        Kind::Null => Tri::No,
        Kind::Bool(flag) => {
            if wanted.eq_ignore_ascii_case(if *flag { "true" } else { "false" }) {
                Tri::Yes
            } else {
                Tri::No
            }
        }
        Kind::Words(words) => match words.first().and_then(Word::as_text) {
            Some(text) if text.eq_ignore_ascii_case(wanted) => Tri::Yes,
            Some(_) => Tri::No,
            None => Tri::Maybe,
        },
        Kind::Object(_) | Kind::Function(_) => Tri::No,
        _ => match value.as_text() {
            Some(text) if text.eq_ignore_ascii_case(wanted) => Tri::Yes,
            Some(_) => Tri::No,
            None => Tri::Maybe,
        },
    }
}
