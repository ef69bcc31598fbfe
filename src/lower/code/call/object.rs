//! Instances of modelled types, and what methods return.

use std::rc::Rc;

use crate::analysis::{Instance, Item, Kind, Lookup, ObjectId, ObjectKind, Value};
use crate::finding::Confidence;
use crate::lower::code::bind::Bound;
use crate::lower::code::render;
use crate::lower::model::compile::{Callable, Returns, TypeId};
use crate::lower::model::template::{Node, Place};
use crate::source::Span;

use super::Ev;

pub(super) fn new_object(ev: Ev<'_, '_, '_>, type_: TypeId, span: Span, is_guess: bool) -> ObjectId {
    let models = ev.library.models();
    let is_guess = is_guess || models.chain(type_).any(|type_| type_.likely);
    let instance = Instance { type_, span: Some(span), is_guess, ..Instance::default() };
    let id = ev.heap.add(ObjectKind::Instance(instance));
    if models.chain(type_).any(|type_| type_.command.is_some() || type_.image.is_some() || type_.runs.is_some()) {
        let scope = ev.function_scope();
        ev.library.builders.push((id, scope));
    }
    id
}

/// An instance of `type_` of which nothing else is known.
pub(in crate::lower::code) fn new_instance(ev: Ev<'_, '_, '_>, type_: TypeId, span: Span, is_guess: bool) -> Value {
    Value::at(Kind::Object(new_object(ev, type_, span, is_guess)), span)
}

/// What is made from an instance belongs to the same client.
pub(super) fn inherit(ev: Ev<'_, '_, '_>, from: Option<ObjectId>, to: ObjectId, is_batch: bool) {
    let known = from.and_then(|id| ev.heap.instance(id)).map(|i| (i.client, i.batch, i.is_guess));
    let batch = if is_batch { Some(ev.library.next_batch()) } else { known.and_then(|(_, batch, _)| batch) };
    if let Some(instance) = ev.heap.instance_mut(to) {
        if let Some((client, _, is_guess)) = known {
            instance.client = client;
            instance.is_guess = is_guess;
        }
        instance.batch = batch;
    }
}

/// The value that `returns` speaks of.
pub(super) fn give(
    ev: Ev<'_, '_, '_>,
    returns: &Returns,
    bound: Option<&Bound<'_>>,
    object: Option<ObjectId>,
    span: Span,
) -> Value {
    let argument = |ev: Ev<'_, '_, '_>, name: &str| {
        let found = bound.map(|bound| bound.lookup(&mut ev.heap, &Place::parse(name)));
        match found {
            Some(Lookup::Found(value) | Lookup::Maybe(value)) => value,
            _ => Value::unknown(),
        }
    };
    match returns {
        Returns::Unknown => Value::unknown(),
        Returns::This => object.map_or_else(Value::unknown, |id| Value::at(Kind::Object(id), span)),
        Returns::Type(type_) => {
            let id = new_object(ev, *type_, span, false);
            inherit(ev, object, id, false);
            Value::at(Kind::Object(id), span)
        }
        Returns::Param(name) => argument(ev, name),
        Returns::Item(name) => {
            let list = argument(ev, name);
            match list.object().and_then(|id| ev.heap.list(id)).and_then(<[Item]>::first) {
                Some(Item::One(value)) => value.clone(),
                _ => Value::unknown(),
            }
        }
    }
}

pub(super) fn confidence_of(ev: Ev<'_, '_, '_>, object: Option<ObjectId>) -> Confidence {
    let is_guess = object.and_then(|id| ev.heap.instance(id)).is_some_and(|instance| instance.is_guess);
    if is_guess { Confidence::Likely } else { Confidence::Certain }
}

pub(super) fn set_fields(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>, target: ObjectId) {
    for set in &callable.set {
        let item = match set.template.nodes() {
            [Node::Param(place, crate::lower::model::template::Filter::One)] => match bound.lookup(&mut ev.heap, place)
            {
                // appended as one word, whatever it is: a list of unknown elements may hold lists
                Lookup::Found(value) if set.append && value.object().is_none() => {
                    let mut words = Vec::new();
                    render::single(ev, &value, &mut words);
                    Item::One(Value { kind: Kind::Words(Rc::new(words)), span: value.span })
                }
                Lookup::Found(value) => Item::One(value),
                Lookup::Maybe(_) | Lookup::Unknown => Item::Many(None),
                Lookup::Absent => continue,
            },
            [Node::Word(word)] => Item::One(Value::text(word.clone())),
            _ => {
                let words = render::render(ev, &set.template, bound);
                Item::One(Value { kind: Kind::Words(Rc::new(words)), span: None })
            }
        };
        ev.heap.set_field(target, &set.field, item, set.append);
    }
}
