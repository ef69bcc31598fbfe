//! Commands that a call sends, and those that builders have become.

use std::sync::Arc;

use crate::analysis::{CallSite, Item, Lookup, ObjectId};
use crate::command::Word;
use crate::finding::Confidence;
use crate::lower::code::bind::Bound;
use crate::lower::code::{image, launch, render};
use crate::lower::model::compile::Callable;
use crate::lower::model::template::{Node, Template};
use crate::source::Span;
use crate::usage::{Command, FactKind};

use super::Ev;
use super::note;
use super::object::confidence_of;

/// Reports a command.
pub(super) fn send(
    ev: Ev<'_, '_, '_>,
    mut words: Vec<Word>,
    span: Span,
    object: Option<ObjectId>,
    library: &Arc<str>,
    is_internal: bool,
) {
    split_first(&mut words);
    if words.first().is_none_or(|word| word.as_text().is_none_or(str::is_empty)) {
        return;
    }
    let (client, batch, is_guess) = object
        .and_then(|id| ev.heap.instance(id))
        .map_or((None, None, false), |instance| (instance.client, instance.batch, instance.is_guess));
    let models = ev.library.models();
    let type_ = object.and_then(|id| ev.heap.instance(id)).map(|instance| instance.type_);
    let is_internal = is_internal
        || models.internal.contains(&**library)
        || type_.is_some_and(|type_| models.chain(type_).any(|type_| type_.internal));
    let confidence = match (is_internal, is_guess) {
        // nobody who wrote this call chose the command
        (true, _) => Confidence::Possible,
        (false, true) => Confidence::Likely,
        (false, false) => Confidence::Certain,
    };
    let scope = ev.function_scope();
    ev.library.fact(FactKind::Command(Command { words, client, batch }), span, confidence, library, scope);
}

/// Libraries take a command of two words, or a whole command, as one text.
pub(super) fn split_first(words: &mut Vec<Word>) {
    let Some(first) = words.first() else { return };
    let Some(text) = first.as_text().filter(|text| text.trim().contains(char::is_whitespace)) else { return };
    let split: Vec<Word> = text
        .split_whitespace()
        .map(|part| Word { span: first.span, source: first.source.clone(), ..Word::text(part) })
        .collect();
    words.splice(0..1, split);
}

pub(super) fn send_all(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
) {
    let Some(sends) = &callable.sends else { return };
    if object.is_some_and(|object| is_silent(ev, object)) {
        return;
    }
    for template in sends {
        let words = if callable.params.is_empty() && is_only_name(template) {
            let mut words = render::render(ev, template, bound);
            if !call.args.is_empty() {
                words.push(Word::many());
            }
            words
        } else {
            let mut words = render::render(ev, template, bound);
            if bound.has_extra {
                words.push(Word::many());
            }
            words
        };
        note::modelled(ev, callable, template, call);
        send(ev, words, call.name_span, object, &callable.library, callable.internal);
    }
}

/// Whether an instance sends nothing because it is not known to be Redis at all.
pub(in crate::lower::code) fn is_silent(ev: Ev<'_, '_, '_>, object: ObjectId) -> bool {
    let models = ev.library.models();
    ev.heap.instance(object).is_some_and(|instance| {
        instance.client.is_none() && models.chain(instance.type_).find_map(|type_| type_.needs_client).unwrap_or(false)
    })
}

/// Reports the commands in a list of commands.
pub(super) fn send_each(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
) {
    let Some(place) = &callable.each else { return };
    let (Lookup::Found(list) | Lookup::Maybe(list)) = bound.lookup(&mut ev.heap, place) else { return };
    let items = list.object().and_then(|id| ev.heap.list(id)).map(<[Item]>::to_vec).unwrap_or_default();
    for item in items {
        let Item::One(command) = item else { continue };
        let mut words = Vec::new();
        render::flat(ev, &command, &mut words, 0);
        send(ev, words, command.span.unwrap_or(call.name_span), object, &callable.library, callable.internal);
    }
}

/// Whether a template says only which command it is.
pub(super) fn is_only_name(template: &Template) -> bool {
    template.nodes().iter().all(|node| matches!(node, Node::Word(_)))
}

/// Reports what command builders have become.
pub(in crate::lower::code) fn finish(ev: Ev<'_, '_, '_>) {
    let models = ev.library.models();
    for (id, scope) in std::mem::take(&mut ev.library.builders) {
        let before = ev.library.out.facts.len();
        let Some((type_, span)) = ev.heap.instance(id).map(|instance| (instance.type_, instance.span)) else {
            continue;
        };
        let callable = Callable::default();
        let span = span.unwrap_or_default();
        let site = CallSite { args: &[], span, name_span: span };
        let bound = Bound::new(&mut ev.heap, &callable, &site, Some(id));
        let library = Arc::clone(&models.types[type_ as usize].library);
        if let Some(template) = models.chain(type_).find_map(|type_| type_.command.as_ref()) {
            let words = render::render(ev, template, &bound);
            note::built(ev, id, span);
            send(ev, words, span, Some(id), &library, false);
        }
        if let Some(template) = models.chain(type_).find_map(|type_| type_.image.as_ref()) {
            let confidence = confidence_of(ev, Some(id));
            image::named(ev, template, &bound, span, &library, confidence);
        }
        if let Some(template) = models.chain(type_).find_map(|type_| type_.runs.as_ref()) {
            let confidence = confidence_of(ev, Some(id));
            launch::started(ev, template, &bound, confidence);
        }
        // the function is over by now
        for fact in ev.library.out.facts.iter_mut().skip(before) {
            fact.scope = scope;
        }
    }
}
