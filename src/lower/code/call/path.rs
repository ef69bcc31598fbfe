//! Calls of functions and types that a model knows by their path.

use crate::analysis::{CallSite, Kind, ObjectId, PathRoot, PathValue, Value};
use crate::ir::code::Ident;
use crate::lower::code::guess;
use crate::lower::model::compile::{Models, TypeId};

use super::Ev;
use super::method::{automatic, call_method};
use super::object::new_object;
use super::perform::perform;

/// The name under which a model may know `path`. What the project itself defines is known to the team's own models only.
pub(super) fn known_name(models: &Models, path: &PathValue) -> Option<String> {
    let own = models.own_name(&path.segments);
    if path.root == PathRoot::Package { own.or_else(|| Some(models.canonical(&path.segments))) } else { own }
}

pub(super) fn call_path(ev: Ev<'_, '_, '_>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
    known_path(ev, path, call).or_else(|| guess::constructor(ev, path, call))
}

pub(super) fn known_path(ev: Ev<'_, '_, '_>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
    let models = ev.library.models();
    let name = known_name(models, path)?;
    if let Some(callable) = models.functions.get(&name) {
        return Some(perform(ev, callable, call, None, None));
    }
    if let Some(callable) = models.values.get(&name) {
        return Some(perform(ev, callable, call, None, None));
    }
    if let Some(&type_) = models.type_paths.get(&name) {
        return Some(construct(ev, type_, call));
    }
    // `redis.Redis.from_url`, `redis::Client::open`: a function of the type
    let (owner, method) = name.rsplit_once('.')?;
    let type_ = *models.type_paths.get(owner)?;
    if let Some(value) = method_as_function(ev, type_, method, call) {
        return Some(value);
    }
    if let Some(callable) = models.method(type_, method) {
        let object = new_object(ev, type_, call.name_span, false);
        return Some(perform(ev, callable, call, Some(object), Some(type_)));
    }
    automatic(ev, type_, None, method, call)
}

/// Whether an instance is of a type that sends commands.
pub(in crate::lower::code) fn is_client(ev: Ev<'_, '_, '_>, object: ObjectId) -> bool {
    let models = ev.library.models();
    ev.heap
        .instance(object)
        .is_some_and(|instance| models.chain(instance.type_).find_map(|type_| type_.commands).unwrap_or(false))
}

/// `redis::Commands::get(con, key)`, `Redis.get(client, key)`: a method called as a function, with its instance first.
pub(super) fn method_as_function(
    ev: Ev<'_, '_, '_>,
    type_: TypeId,
    method: &str,
    call: &CallSite<'_>,
) -> Option<Value> {
    let models = ev.library.models();
    let (first, rest) = call.args.split_first()?;
    if first.name.is_some() || first.is_spread {
        return None;
    }
    let object = match first.value.object() {
        Some(object) => Some(object).filter(|id| is_client(ev, *id))?,
        // one more than the method takes
        None if first.value.is_unknown()
            && models.method(type_, method).is_some_and(|callable| callable.params.len() + 1 == call.args.len()) =>
        {
            new_object(ev, type_, call.name_span, false)
        }
        None => return None,
    };
    let name = Ident { name: method.to_owned(), span: call.name_span };
    call_method(ev, object, &name, &CallSite { args: rest, ..*call })
}

/// Calling a type.
pub(super) fn construct(ev: Ev<'_, '_, '_>, type_: TypeId, call: &CallSite<'_>) -> Value {
    let models = ev.library.models();
    let object = new_object(ev, type_, call.name_span, false);
    match models.chain(type_).find_map(|type_| type_.construct.as_ref()) {
        Some(callable) => {
            let value = perform(ev, callable, call, Some(object), Some(type_));
            if value.object().is_some() { value } else { Value::at(Kind::Object(object), call.span) }
        }
        None => Value::at(Kind::Object(object), call.span),
    }
}

/// A struct literal of a type, if its model says what that means.
pub(super) fn literal(ev: Ev<'_, '_, '_>, path: &PathValue, fields: &CallSite<'_>) -> Option<Value> {
    let models = ev.library.models();
    let type_ = *models.type_paths.get(&known_name(models, path)?)?;
    let callable = models.chain(type_).find_map(|type_| type_.literal.as_ref())?;
    let object = new_object(ev, type_, fields.name_span, false);
    perform(ev, callable, fields, Some(object), Some(type_));
    Some(Value::at(Kind::Object(object), fields.span))
}
