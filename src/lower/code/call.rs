//! What calls of modelled functions and methods do.

mod method;
mod naming;
mod note;
mod object;
mod path;
mod perform;
mod persist;
mod send;
mod settings;

use std::sync::Arc;

use super::{Lowerer, guess, literal, wrapper};
use crate::analysis::{ArgValue, CallSite, Evaluator, Item, Library, NamedValue, ObjectId, PathRoot, PathValue, Value};
use crate::ir::code::{Expr, Ident, TypeRef};
use crate::source::Span;

pub(super) use method::has_method;
pub(super) use object::new_instance;
pub(super) use path::is_client;
pub(super) use perform::perform;
pub(super) use send::{finish, is_silent};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

impl Library for Lowerer<'_> {
    fn call_path(ev: &mut Evaluator<'_, Self>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
        path::call_path(ev, path, call)
    }

    fn path_value(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value> {
        let models = ev.library.models();
        if path.root != PathRoot::Package || models.values.is_empty() && models.instances.is_empty() {
            return None;
        }
        let name = models.canonical(&path.segments);
        if let Some(&type_) = models.instances.get(&name) {
            return Some(new_instance(ev, type_, span, false));
        }
        let callable = Arc::clone(models.values.get(&name)?);
        if !callable.params.is_empty() {
            return None;
        }
        let site = CallSite { args: &[], span, name_span: span };
        Some(perform(ev, &callable, &site, None, None))
    }

    fn knows(&self, path: &[String]) -> bool {
        let name = self.models.canonical(path);
        self.models.functions.contains_key(&name)
            || self.models.type_paths.contains_key(&name)
            || self.models.values.contains_key(&name)
            || self.models.instances.contains_key(&name)
    }

    fn call_method(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident, call: &CallSite<'_>) -> Option<Value> {
        match without_context(ev, call) {
            Some(args) => method::call_method(ev, object, name, &CallSite { args: &args, ..*call }),
            None => method::call_method(ev, object, name, call),
        }
    }

    fn field(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident) -> Option<Value> {
        let instance = ev.heap.instance(object)?;
        let type_ = instance.type_;
        let models = ev.library.models();
        // `*` is any attribute: tables of a database
        let mut fields = models.chain(type_).map(|type_| &type_.fields);
        let returns = fields.find_map(|fields| fields.get(&name.name).or_else(|| fields.get("*")))?.clone();
        Some(object::give(ev, &returns, None, Some(object), name.span))
    }

    fn guess_method(
        ev: &mut Evaluator<'_, Self>,
        receiver: &Expr,
        value: &Value,
        name: &Ident,
        call: &CallSite<'_>,
    ) -> Option<Value> {
        guess::method(ev, receiver, value, name, call)
    }

    fn own_call(
        ev: &mut Evaluator<'_, Self>,
        callee: &Expr,
        value: &Value,
        member: Option<&Ident>,
        call: &CallSite<'_>,
    ) -> Option<Value> {
        wrapper::call(ev, callee, value, member, call)
    }

    fn annotated(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value> {
        let models = ev.library.models();
        let known = path::known_name(models, path).and_then(|name| models.type_paths.get(&name));
        let (type_, is_guess) = match known {
            Some(&type_) => (type_, false),
            None => (guess::annotated(ev, path)?, true),
        };
        let value = new_instance(ev, type_, span, is_guess);
        // nothing is known of how it was made
        if let Some(instance) = value.object().and_then(|id| ev.heap.instance_mut(id)) {
            instance.is_open = true;
        }
        Some(value)
    }

    fn record(ev: &mut Evaluator<'_, Self>, path: &PathValue, fields: &CallSite<'_>) -> Option<Value> {
        path::literal(ev, path, fields)
    }

    fn program(ev: &mut Evaluator<'_, Self>, call: &CallSite<'_>, program: &Value, only: Option<Span>) -> bool {
        super::command_line::lower(ev, call, program, only)
    }

    fn text(ev: &mut Evaluator<'_, Self>, value: &Value, span: Span) {
        literal::text(ev, value, span);
    }

    fn sequence(ev: &mut Evaluator<'_, Self>, label: Option<&str>, values: &[(&Value, Span)]) {
        literal::sequence(ev, label, values);
    }

    fn named(ev: &mut Evaluator<'_, Self>, named: &NamedValue<'_>) {
        literal::named(ev, named);
    }

    fn configured(ev: &mut Evaluator<'_, Self>, name: &str, record: ObjectId, span: Span) {
        settings::configure(ev, name, record, span);
    }

    fn escape(ev: &mut Evaluator<'_, Self>, object: ObjectId) {
        if ev.library.builders.iter().any(|(builder, _)| *builder == object) {
            ev.heap.set_field(object, "args", Item::Many(None), true);
        }
    }

    fn is_wrapper(&self, _: &TypeRef) -> bool {
        false
    }
}

/// The arguments without those that are no words, if there are any.
fn without_context(ev: Ev<'_, '_, '_>, call: &CallSite<'_>) -> Option<Vec<ArgValue>> {
    let models = ev.library.models();
    let is_context = |arg: &&ArgValue| {
        let instance = arg.value.object().and_then(|id| ev.heap.instance(id));
        instance.is_some_and(|instance| models.types.get(instance.type_ as usize).is_some_and(|type_| type_.is_context))
    };
    call.args
        .iter()
        .any(|arg| is_context(&arg))
        .then(|| call.args.iter().filter(|arg| !is_context(arg)).cloned().collect())
}
