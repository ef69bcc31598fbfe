//! Calls of methods of modelled types.

use std::sync::Arc;

use crate::analysis::{CallSite, Item, Kind, ObjectId, Value};
use crate::command::Word;
use crate::ir::code::Ident;
use crate::lower::code::bind::Bound;
use crate::lower::code::render;
use crate::lower::model::compile::{IT, Models, TypeId};
use crate::lower::model::raw::Records;

use super::Ev;
use super::naming::named_command;
use super::note;
use super::object::give;
use super::perform::{perform, run_callbacks};
use super::send::{send, send_all};

pub(super) fn call_method(ev: Ev<'_, '_, '_>, object: ObjectId, name: &Ident, call: &CallSite<'_>) -> Option<Value> {
    let type_ = ev.heap.instance(object)?.type_;
    let models = ev.library.models();
    if let Some(callable) = models.method(type_, &name.name) {
        let value = perform(ev, callable, call, Some(object), None);
        let is_chain = value.is_unknown() && is_chain(models, type_);
        return Some(if is_chain { Value::at(Kind::Object(object), call.span) } else { value });
    }
    let library = Arc::clone(&models.types.get(type_ as usize)?.library);
    if let Some((callable, definition)) = ev.library.defined.get(&(library, name.name.clone())).cloned() {
        let bound = Bound::new(&mut ev.heap, &callable, call, Some(object)).with(IT, definition);
        send_all(ev, &callable, &bound, call, Some(object));
        run_callbacks(ev, call);
        let is_chain = is_chain(models, type_);
        return Some(if is_chain { Value::at(Kind::Object(object), call.span) } else { Value::unknown() });
    }
    if let Some(returns) = models.chain(type_).find_map(|type_| type_.fields.get(&name.name)) {
        // a field that holds a callable instance
        let field = give(ev, returns, None, Some(object), call.span);
        let id = field.object().filter(|id| *id != object)?;
        let ident = Ident { name: "()".to_owned(), span: name.span };
        return call_method(ev, id, &ident, call);
    }
    if let Some(value) = automatic(ev, type_, Some(object), &name.name, call) {
        return Some(value);
    }
    // a builder's method of which nothing needs to be known
    let is_builder = is_chain(models, type_) && !models.chain(type_).find_map(|type_| type_.commands).unwrap_or(false);
    if !is_builder {
        return None;
    }
    run_callbacks(ev, call);
    Some(Value::at(Kind::Object(object), call.span))
}

/// Whether a type has a method of this name, written down or by its naming.
pub(in crate::lower::code) fn has_method(models: &Models, type_: TypeId, method: &str) -> bool {
    models.method(type_, method).is_some() || named_command(models, type_, method).is_some()
}

/// Whether a method that gives nothing else gives its instance again.
pub(super) fn is_chain(models: &Models, type_: TypeId) -> bool {
    models.chain(type_).find_map(|type_| type_.is_chain).unwrap_or(false)
}

/// A method that is a command by its name.
pub(super) fn automatic(
    ev: Ev<'_, '_, '_>,
    type_: TypeId,
    object: Option<ObjectId>,
    method: &str,
    call: &CallSite<'_>,
) -> Option<Value> {
    let models = ev.library.models();
    let (name, is_stripped) = named_command(models, type_, method)?;
    let mut words: Vec<Word> = name.into_iter().map(Word::text).collect();
    let positional: Vec<_> = call.args.iter().filter(|arg| arg.name.is_none()).collect();
    let has_keywords = call.args.iter().any(|arg| arg.name.is_some());
    let records = models.chain(type_).find_map(|type_| type_.records).unwrap_or_default();
    if is_stripped {
        words.push(Word::many());
    } else {
        for (index, arg) in positional.iter().enumerate() {
            let is_last = index + 1 == positional.len();
            if matches!(arg.value.kind, Kind::Function(_)) {
                continue;
            }
            if arg.is_spread || has_keywords && index > 0 {
                words.push(Word::many());
            } else if let Some(word) = mapping_word(ev, &arg.value, records) {
                words.push(word.at(ev.excerpt(arg.span), arg.span));
            } else if is_last || arg.value.object().is_some() {
                render::flat(ev, &arg.value, &mut words, 0);
            } else {
                words.push(render::word(ev, &arg.value));
            }
        }
        if has_keywords {
            words.push(Word::many());
        }
    }
    let library = Arc::clone(&models.types[type_ as usize].library);
    note::automatic(ev, type_, call);
    send(ev, words, call.name_span, object, &library, false);
    run_callbacks(ev, call);
    Some(match object.filter(|_| is_chain(models, type_)) {
        Some(object) => Value::at(Kind::Object(object), call.span),
        None => Value::unknown(),
    })
}

/// What stands for an argument that is a mapping, or a list with one, where it is not written as keys and values.
pub(super) fn mapping_word(ev: Ev<'_, '_, '_>, value: &Value, records: Records) -> Option<Word> {
    let word = match records {
        Records::Pairs => return None,
        Records::Many => Word::many(),
        Records::One => Word::one(),
    };
    let id = value.object()?;
    let is_mapping = |id: ObjectId| ev.heap.record(id).is_some();
    match ev.heap.list(id) {
        Some(items) => items
            .iter()
            .any(|item| matches!(item, Item::One(item) if item.object().is_some_and(is_mapping)))
            .then(Word::many),
        None => is_mapping(id).then_some(word),
    }
}
