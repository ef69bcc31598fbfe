//! Carrying out what a model says of a call.

use std::rc::Rc;
use std::sync::Arc;

use crate::analysis::{CallSite, Kind, Lookup, ObjectId, Value};
use crate::lower::code::bind::{self, Bound};
use crate::lower::code::{connection, image, launch, pool, render};
use crate::lower::model::compile::{Callable, DefinedNames, Returns, TypeId};
use crate::lower::model::template::Place;
use crate::usage::FactKind;

use super::Ev;
use super::object::{confidence_of, give, inherit, new_object, set_fields};
use super::persist::persist;
use super::send::{send_all, send_each};
use super::settings;

/// How many constructions of types by other constructions are followed.
pub(super) const MAX_OVERLOADS: usize = 4;

/// Carries out a call of `callable` and gives its value. `made` is the type of `object`, if the call constructs it.
pub(in crate::lower::code) fn perform(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
    made: Option<TypeId>,
) -> Value {
    let mut callable = callable;
    for _ in 0..MAX_OVERLOADS {
        let chosen = bind::overload(ev, callable, call, object);
        if std::ptr::eq(chosen, callable) {
            break;
        }
        callable = chosen;
    }
    let bound = Bound::new(&mut ev.heap, callable, call, object);
    // fields belong to what is made: the instance itself, or what a function returns
    let target = match (&callable.returns, made, object) {
        (Returns::Type(type_), _, _) => {
            let id = new_object(ev, *type_, call.name_span, false);
            inherit(ev, object, id, callable.batch);
            Some(id)
        }
        (_, _, Some(object)) => Some(object),
        _ => None,
    };
    if let Some(target) = target {
        set_fields(ev, callable, &bound, target);
    }
    send_all(ev, callable, &bound, call, object);
    send_each(ev, callable, &bound, call, target.or(object));
    define(ev, callable, &bound);
    if callable.script {
        let scope = ev.function_scope();
        let confidence = confidence_of(ev, object);
        ev.library.fact(FactKind::Script, call.name_span, confidence, &callable.library, scope);
    }
    if let Some(template) = &callable.image {
        let confidence = confidence_of(ev, object);
        image::named(ev, template, &bound, call.name_span, &callable.library, confidence);
    }
    if let Some(template) = &callable.runs {
        let confidence = confidence_of(ev, object);
        launch::started(ev, template, &bound, confidence);
    }
    if let Some(persists) = &callable.persist {
        persist(ev, persists, callable, &bound, call, object);
    }
    if let Some(made) = &callable.connection {
        connection::connect(ev, callable, made, &bound, call, target);
    }
    if let Some(given) = &callable.settings
        && let Lookup::Found(value) = bound.lookup(&mut ev.heap, &given.place)
        && let Some(record) = value.object()
    {
        settings::connect(ev, &given.callable, given.each, record, value.span.unwrap_or(call.span));
    }
    if let Some(pool) = &callable.pool {
        pool::made(ev, (pool, callable), &bound, call.name_span, object, target);
    }
    callback(ev, callable, &bound, object, call);
    result(ev, callable, &bound, call, object, target)
}

/// Notes the methods that a call adds to the clients of its library.
pub(super) fn define(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>) {
    let Some(defines) = &callable.defines else { return };
    let found = |ev: Ev<'_, '_, '_>, place: &Place| match bound.lookup(&mut ev.heap, place) {
        Lookup::Found(value) | Lookup::Maybe(value) => Some(value),
        Lookup::Absent | Lookup::Unknown => None,
    };
    let mut methods: Vec<(String, Value)> = Vec::new();
    match &defines.names {
        DefinedNames::One(name, definition) => {
            let name = found(ev, name).and_then(|name| name.as_text().map(str::to_owned));
            let definition = definition.as_ref().and_then(|place| found(ev, place)).unwrap_or_else(Value::unknown);
            methods.extend(name.map(|name| (name, definition)));
        }
        DefinedNames::Keys(place) => {
            let mapping = found(ev, place).and_then(|mapping| mapping.object());
            if let Some(record) = mapping.and_then(|id| ev.heap.record(id)) {
                methods.extend(record.iter().map(|(name, value, _)| (name.to_owned(), value.clone())));
            }
        }
    }
    for (name, definition) in methods {
        let library = Arc::clone(&callable.library);
        ev.library.defined.insert((library, name), (Arc::clone(&defines.callable), definition));
    }
}

pub(super) fn callback(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    object: Option<ObjectId>,
    call: &CallSite<'_>,
) {
    let Some((param, types)) = &callable.callback else {
        run_callbacks(ev, call);
        return;
    };
    let Lookup::Found(function) = bound.lookup(&mut ev.heap, &Place::parse(param)) else { return };
    let args: Vec<Option<Value>> = types
        .iter()
        .map(|returns| {
            let value = give(ev, returns, Some(bound), object, call.span);
            if let Some(id) = value.object().filter(|id| Some(*id) != object) {
                inherit(ev, object, id, callable.batch);
            }
            (!value.is_unknown()).then_some(value)
        })
        .collect();
    ev.call_back(&function, &args);
}

/// Functions among the arguments are evaluated here, where they run.
pub(super) fn run_callbacks(ev: Ev<'_, '_, '_>, call: &CallSite<'_>) {
    for arg in call.args {
        if matches!(arg.value.kind, Kind::Function(_)) {
            ev.call_back(&arg.value, &[]);
        }
    }
}

pub(super) fn result(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
    target: Option<ObjectId>,
) -> Value {
    if let Some(template) = &callable.words {
        let words = render::render(ev, template, bound);
        return Value::at(Kind::Words(Rc::new(words)), call.span);
    }
    match (&callable.returns, target) {
        (Returns::Type(_), Some(target)) => Value::at(Kind::Object(target), call.span),
        (returns, _) => give(ev, returns, Some(bound), object, call.span),
    }
}
