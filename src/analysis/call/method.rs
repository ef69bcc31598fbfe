//! Calls of methods: of instances, of classes of the file, of what an expression may be.

use crate::analysis::eval::{Ancestor, ClassId, Evaluator};
use crate::analysis::heap::ObjectId;
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, PathRoot, PathValue, Value};
use crate::ir::code::{Call, Expr, Ident};
use crate::source::Span;

use super::args::callee_name;

impl<'a, L: Library> Evaluator<'a, L> {
    pub(super) fn call_member(
        &mut self,
        object: &'a Expr,
        receiver: &Value,
        name: &'a Ident,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let made = callee_name(object).filter(|_| is_constructor_name(&name.name));
        let label = made.or(Some(name.name.as_str()));
        let args = self.args(&call.args, label);
        let site = CallSite { args: &args, span, name_span: name.span };
        if let Some(own) = L::own_call(self, &call.callee, receiver, Some(name), &site) {
            return own;
        }
        let alternatives: Vec<Value> = receiver.alternatives().to_vec();
        let mut out = Vec::new();
        // a fallback value is a value of the receiver as well
        for value in alternatives.iter().filter(|value| !value.is_null()) {
            if let Some(result) = self.call_method_of(value, name, &site) {
                out.push(result);
                if value.object().is_some_and(|id| self.is_instance(id)) {
                    // one call sends its command once, whichever of the clients it is
                    return Value::one_of(out);
                }
            }
        }
        if !out.is_empty() {
            return Value::one_of(out);
        }
        if let Some(value) = L::guess_method(self, object, receiver, name, &site) {
            value
        } else {
            self.escape_args(&args);
            self.announce_args(label, &args);
            Value::unknown()
        }
    }

    /// `value.name(args)`; `None` when nothing is known of it.
    pub(super) fn call_method_of(&mut self, value: &Value, name: &Ident, site: &CallSite<'_>) -> Option<Value> {
        match &value.kind {
            Kind::Path(path) => {
                let mut segments = path.segments.clone();
                segments.push(name.name.clone());
                let path = PathValue { segments, root: path.root };
                if let Some(known) = self.call_path(&path, site) {
                    return Some(known);
                }
                (path.root != PathRoot::Local && path.root != PathRoot::Global && self.same_method(name))
                    .then(|| value.clone())
            }
            Kind::Object(id) => self.call_object(*id, value, name, site),
            Kind::Class(class) => {
                let fields = self.classes.get(*class as usize)?.fields;
                let object = Value { kind: Kind::Object(fields), span: None };
                self.call_object(fields, &object, name, site)
            }
            Kind::Env(read) => {
                if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                    return Some(self.fallback(value, index, site));
                }
                if self.same_method(name) {
                    return Some(value.clone());
                }
                if let Some(function) = site.args.first().filter(|_| self.facts.mapping_methods.contains(&name.name)) {
                    let mapped = self.call_back(&function.value, &[Some(value.clone())]);
                    return Some(if mapped.is_unknown() { value.clone() } else { mapped });
                }
                // a method of what the fallback gives: `(x or make_client()).keys()`
                let default = read.default.clone()?;
                if default.object().is_some() { self.call_method_of(&default, name, site) } else { None }
            }
            Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Words(_) => {
                if self.facts.fallback_methods.contains_key(&name.name) || self.same_method(name) {
                    return Some(value.clone());
                }
                Some(self.text_method(value, name, site).unwrap_or_else(Value::unknown))
            }
            Kind::Method(method) => {
                // `client.keys.bind(client)`, `fn.call(this, …)`
                if self.same_method(name) {
                    return Some(value.clone());
                }
                let (receiver, method) = (method.0.clone(), method.1.clone());
                matches!(name.name.as_str(), "call").then(|| {
                    let rest = site.args.get(1..).unwrap_or_default();
                    let inner = CallSite { args: rest, ..*site };
                    self.call_method_of(&receiver, &method, &inner)
                })?
            }
            Kind::Unknown => {
                if self.facts.passing_methods.contains(&name.name) {
                    return site.args.first().map(|arg| arg.value.clone());
                }
                if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                    return Some(self.fallback(value, index, site));
                }
                None
            }
            Kind::Function(_) => self.same_method(name).then(|| value.clone()),
            Kind::Bool(_) => Some(Value::unknown()),
            Kind::OneOf(_) | Kind::Null => None,
        }
    }

    /// Whether an object is one of a library's, or of a class of this file that extends or stands for such a type.
    pub(super) fn is_instance(&self, id: ObjectId) -> bool {
        let is_library = |value: &Value| value.object().is_some_and(|id| self.heap.instance(id).is_some());
        self.heap.instance(id).is_some()
            || self.class_of.get(&id).is_some_and(|class| {
                let lineage = self.lineage(*class);
                lineage.iter().any(|ancestor| matches!(ancestor, Ancestor::Other(base) if is_library(base)))
            })
    }

    pub(super) fn same_method(&self, name: &Ident) -> bool {
        self.facts.methods.contains(&name.name)
    }

    #[allow(clippy::unnecessary_wraps, reason = "one of several kinds of receivers, which answer alike")]
    pub(super) fn call_object(
        &mut self,
        id: ObjectId,
        value: &Value,
        name: &Ident,
        site: &CallSite<'_>,
    ) -> Option<Value> {
        if self.heap.instance(id).is_some() {
            if let Some(result) = L::call_method(self, id, name, site) {
                return Some(result);
            }
            if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                return Some(self.fallback(value, index, site));
            }
            return Some(if self.same_method(name) { value.clone() } else { Value::unknown() });
        }
        if self.heap.list(id).is_some() {
            return Some(self.call_list(id, value, name, site));
        }
        if let Some(class) = self.class_of.get(&id).copied() {
            for ancestor in self.lineage(class) {
                let result = match ancestor {
                    Ancestor::Class(class) => self.call_own(class, name, site),
                    Ancestor::Other(base) => self.call_method_of(&base, name, site),
                };
                if result.is_some() {
                    return result;
                }
            }
            if self.same_method(name) {
                return Some(value.clone());
            }
            // an object of a class of this file is no library client
            return Some(Value::unknown());
        }
        Some(self.call_record(id, value, name, site))
    }

    /// Calls what a class of the file has of its own under a name.
    fn call_own(&mut self, class: ClassId, name: &Ident, site: &CallSite<'_>) -> Option<Value> {
        let entry = self.classes.get(class as usize)?;
        if let Some(method) = entry.methods.get(&name.name).copied() {
            return Some(self.call_function(method, site));
        }
        let field = self.heap.record(entry.fields).and_then(|record| record.lookup(&name.name).possible());
        let field = field.filter(|field| !field.is_unknown())?;
        Some(self.call_value(&field, site))
    }

    /// A call that an operator stands for: `client[key]`, `key in client`.
    pub(in crate::analysis) fn special_method(
        &mut self,
        receiver: &Value,
        name: &str,
        args: Vec<(Value, Span)>,
        span: Span,
    ) -> Option<Value> {
        let args: Vec<ArgValue> =
            args.into_iter().map(|(value, span)| ArgValue { name: None, value, span, is_spread: false }).collect();
        let site = CallSite { args: &args, span, name_span: span };
        let id = receiver.object().filter(|id| self.heap.instance(*id).is_some())?;
        let ident = Ident { name: name.to_owned(), span };
        L::call_method(self, id, &ident, &site)
    }
}

pub(super) fn is_constructor_name(name: &str) -> bool {
    matches!(name, "new" | "open" | "from_url" | "connect" | "create" | "build" | "default")
}
