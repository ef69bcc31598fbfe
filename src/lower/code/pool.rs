//! How many connections pools may open.

use std::sync::Arc;

use super::bind::Bound;
use super::call::is_silent;
use super::{Lowerer, literal};
use crate::analysis::builtin;
use crate::analysis::{Evaluator, Kind, Lookup, ObjectId, Value};
use crate::finding::Confidence;
use crate::lower::model::compile::{self, Callable};
use crate::lower::model::template::Place;
use crate::lower::naming::{self, Role};
use crate::source::Span;
use crate::usage::{Fact, FactKind, Pool};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// A number that is known.
#[derive(Debug, Clone, Copy)]
struct Size {
    number: u64,
    /// Where it is written.
    span: Option<Span>,
    /// It may be another number: what is used when the environment says nothing.
    is_fallback: bool,
}

/// Reports the pool that a call of a method of `object` makes; `target` is what it makes, `place` the token that names the call.
pub(super) fn made(
    ev: Ev<'_, '_, '_>,
    (pool, callable): (&compile::Pool, &Callable),
    bound: &Bound<'_>,
    place: Span,
    object: Option<ObjectId>,
    target: Option<ObjectId>,
) {
    if object.is_some_and(|object| is_silent(ev, object)) {
        return;
    }
    let maker = match &pool.of {
        None => None,
        Some(of) => match maker(ev, bound, of) {
            Some(maker) => Some(maker),
            None => return,
        },
    };
    if let (Some(target), Some(maker)) = (target, maker) {
        // what the pool hands out
        let item = crate::analysis::Item::One(Value { kind: Kind::Object(maker), span: None });
        ev.heap.set_field(target, "of", item, false);
    }
    sized(ev, &pool.size, bound, place, &callable.library);
}

/// The client that a pool's connections are made by, if it is one.
fn maker(ev: Ev<'_, '_, '_>, bound: &Bound<'_>, of: &Place) -> Option<ObjectId> {
    let (Lookup::Found(value) | Lookup::Maybe(value)) = bound.lookup(&mut ev.heap, of) else { return None };
    let made = if matches!(value.kind, Kind::Function(_)) { ev.call_back(&value, &[]) } else { value };
    let id = made.object()?;
    let type_ = ev.heap.instance(id)?.type_;
    let models = ev.library.models();
    models.types.get(type_ as usize).filter(|type_| !type_.is_database).map(|_| id)
}

/// Reports the number that is given at the first of `places` that is.
pub(super) fn sized(ev: Ev<'_, '_, '_>, places: &[Place], bound: &Bound<'_>, place: Span, library: &Arc<str>) {
    for at in places {
        match bound.lookup(&mut ev.heap, at) {
            Lookup::Absent => {}
            Lookup::Unknown => return,
            Lookup::Maybe(value) => return report(ev, &value, place, Confidence::Likely, library),
            Lookup::Found(value) => return report(ev, &value, place, Confidence::Certain, library),
        }
    }
}

/// Reports the number in the query of a URL: `redis://h?max_connections=20`.
pub(super) fn in_url(ev: Ev<'_, '_, '_>, value: &Value, place: Span, library: &Arc<str>) {
    let Some(flat) = builtin::flat(value) else { return };
    let Some(query) = flat.text.find('?').map(|at| at + 1) else { return };
    let mut at = query;
    for option in flat.text[query..].split('&') {
        let (name, text) = option.split_once('=').unwrap_or((option, ""));
        if let Ok(number) = text.parse()
            && naming::role_of(name) == Some(Role::PoolSize)
        {
            let start = at + name.len() + 1;
            let span = flat.place(Span::new(start, start + text.len())).or(value.span);
            emit(ev, Size { number, span, is_fallback: false }, place, Confidence::Certain, library);
        }
        at += option.len() + 1;
    }
}

/// Reports a number that is given to a name which says what it is: `REDIS_MAX_CONNECTIONS = 20`.
pub(super) fn named(ev: Ev<'_, '_, '_>, value: &Value, confidence: Confidence) {
    let Some(size) = largest(value) else { return };
    let Some(span) = size.span else { return };
    if ev.library.pools.contains_key(&span) {
        return;
    }
    let library = Arc::clone(&ev.library.unnamed);
    let index = ev.library.out.facts.len();
    emit(ev, size, span, confidence.min(Confidence::Likely), &library);
    ev.library.pools.insert(span, Some(index));
}

fn report(ev: Ev<'_, '_, '_>, value: &Value, place: Span, confidence: Confidence, library: &Arc<str>) {
    let Some(size) = largest(value) else { return };
    // the name that the number was given to has spoken of the same pool
    let known = size.span.and_then(|span| ev.library.pools.insert(span, None)).flatten();
    if let Some(fact) = known.and_then(|index| ev.library.out.facts.get_mut(index)) {
        let confidence = if size.is_fallback { confidence.min(Confidence::Likely) } else { confidence };
        *fact = Fact { confidence, library: Arc::clone(library), ..fact.clone() };
        return;
    }
    emit(ev, size, place, confidence, library);
}

fn emit(ev: Ev<'_, '_, '_>, size: Size, place: Span, confidence: Confidence, library: &Arc<str>) {
    let confidence = if size.is_fallback { confidence.min(Confidence::Likely) } else { confidence };
    let scope = ev.function_scope();
    let fact = FactKind::Pool(Pool { size: size.number, arm: ev.arm() });
    ev.library.fact(fact, size.span.unwrap_or(place), confidence, library, scope);
}

/// The largest number that a value may be.
fn largest(value: &Value) -> Option<Size> {
    let is_one_of = matches!(value.kind, Kind::OneOf(_));
    let sizes = literal::literals(value, 0).into_iter().filter_map(|(text, span, is_fallback)| {
        Some(Size { number: text.parse().ok()?, span: Some(span), is_fallback: is_fallback || is_one_of })
    });
    // a default that the model knows stands nowhere
    let plain = || {
        let number = value.as_text()?.parse().ok()?;
        Some(Size { number, span: None, is_fallback: false })
    };
    sizes.max_by_key(|size| size.number).or_else(plain)
}
