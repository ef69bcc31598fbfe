//! Notes how commands are written, for those who want to write others.

use crate::analysis::{CallSite, ObjectId};
use crate::lower::model::compile::{Callable, Models, TypeId};
use crate::lower::model::template::{Filter, Node, Template};
use crate::lower::written::{Argument, Way, Written};
use crate::source::Span;

use super::Ev;

/// Notes a call that sends `template`.
pub(super) fn modelled(ev: Ev<'_, '_, '_>, callable: &Callable, template: &Template, call: &CallSite<'_>) {
    if ev.library.out.written.is_none() {
        return;
    }
    let models = ev.library.models();
    let values = models.values.values().filter(|value| value.library == callable.library);
    let mut tokens: Vec<String> = values
        .filter_map(|value| match value.words.as_ref()?.nodes() {
            [Node::Word(word)] => Some(word.clone()),
            _ => None,
        })
        .collect();
    tokens.sort_unstable();
    tokens.dedup();
    note(ev, call, Way::Model { params: callable.params.clone(), template: template.clone(), tokens });
}

/// Notes a call of a method that is a command by its name.
pub(super) fn automatic(ev: Ev<'_, '_, '_>, type_: TypeId, call: &CallSite<'_>) {
    let is_variadic = ev.library.models().chain(type_).find_map(|type_| type_.variadic).unwrap_or(false);
    note(ev, call, if is_variadic { Way::Words } else { Way::Closed });
}

/// Notes a command builder that was made at `span`.
pub(super) fn built(ev: Ev<'_, '_, '_>, object: ObjectId, span: Span) {
    if ev.library.out.written.is_none() {
        return;
    }
    let Some(type_) = ev.heap.instance(object).map(|instance| instance.type_) else { return };
    let way = word_method(ev.library.models(), type_).map_or(Way::Closed, Way::Builder);
    note(ev, &CallSite { args: &[], span, name_span: span }, way);
}

/// The method that adds its only argument as one word.
fn word_method(models: &Models, type_: TypeId) -> Option<String> {
    let is_one_word = |callable: &Callable| match (callable.params.as_slice(), callable.set.as_slice()) {
        ([param], [set]) => {
            let is_param = |node: &Node| matches!(node, Node::Param(place, Filter::One) if place.root == param.name && place.keys.is_empty());
            set.append && matches!(set.template.nodes(), [node] if is_param(node))
        }
        _ => false,
    };
    let methods = models.chain(type_).flat_map(|type_| &type_.methods);
    methods.filter(|(_, callable)| is_one_word(callable)).map(|(name, _)| name.clone()).min()
}

fn note(ev: Ev<'_, '_, '_>, call: &CallSite<'_>, way: Way) {
    let Some(written) = &mut ev.library.out.written else { return };
    let args =
        call.args.iter().map(|arg| Argument { name: arg.name.clone(), span: arg.span, is_spread: arg.is_spread });
    written.push(Written { name: call.name_span, call: call.span, args: args.collect(), way });
}
