//! Calls: of library functions, of the language's own, of functions and classes of the file.

mod args;
mod container;
mod method;
mod path;
mod shell;
mod text;

pub(super) use shell::Lines;

use std::rc::Rc;

use super::eval::{Evaluator, FunctionId, FunctionState};
use super::library::{ArgValue, CallSite, Library};
use super::value::{EnvRead, Kind, PathRoot, Value};
use crate::ir::code::{Arg, Call, Expr, ExprKind, Ident, Pattern};
use crate::source::{Language, Span};
use args::{callee_name, gives_default};

impl<'a, L: Library> Evaluator<'a, L> {
    /// The value of a call.
    pub(super) fn call(&mut self, call: &'a Call, span: Span) -> Value {
        let value = self.call_any(call, span);
        if value.is_unknown()
            && callee_name(&call.callee).is_some_and(|name| self.facts.scalar_functions.contains(name))
        {
            // `JSON.stringify(page)` is no list
            return Value::at(Kind::Env(Rc::new(EnvRead { name: None, default: None })), value.span.unwrap_or(span));
        }
        value
    }

    fn call_any(&mut self, call: &'a Call, span: Span) -> Value {
        if self.file.language() == Language::Shell {
            return self.command_line(call, span);
        }
        if let ExprKind::Member { object, name } = &call.callee.kind {
            let receiver = self.receiver(object);
            return self.call_member(object, &receiver, name, call, span);
        }
        if let Some(value) = self.delete_item(call, span) {
            return value;
        }
        let callee = self.eval(&call.callee);
        let label = callee_name(&call.callee);
        let args = self.args(&call.args, label);
        let site = CallSite { args: &args, span, name_span: call.callee.span };
        if let Some(value) = self.protocol_call(&callee, &args, span) {
            return value;
        }
        if let Some(own) = L::own_call(self, &call.callee, &callee, None, &site) {
            return own;
        }
        let results: Vec<Value> = callee.alternatives().to_vec();
        let mut out = Vec::new();
        for value in &results {
            out.push(self.call_value(value, &site));
        }
        let value = Value::one_of(out);
        // nothing is known of the value, or no more than that a helper reads it from the environment
        let is_open = value.alternatives().iter().all(|value| match &value.kind {
            Kind::Env(read) => read.default.as_ref().is_none_or(|default| {
                matches!(default.kind, Kind::Unknown | Kind::Null | Kind::Path(_) | Kind::Env(_))
            }),
            kind => matches!(kind, Kind::Unknown | Kind::Null | Kind::Path(_)),
        });
        if is_open && !matches!(callee.kind, Kind::Object(_)) {
            self.announce_args(label, &args);
        }
        value
    }

    /// What a method is called on. The names of the chain's value are those of a default that an earlier call of it gives.
    fn receiver(&mut self, object: &'a Expr) -> Value {
        if gives_default(object) {
            let outer = std::mem::replace(&mut self.in_chain, true);
            let receiver = self.eval(object);
            self.in_chain = outer;
            return receiver;
        }
        let names = std::mem::take(&mut self.names);
        let receiver = self.eval(object);
        self.names = names;
        receiver
    }

    /// `del x[key]`, which frontends write as a call: it does not read the item.
    fn delete_item(&mut self, call: &'a Call, span: Span) -> Option<Value> {
        let (ExprKind::Name(name), [Arg { name: None, value }]) = (&call.callee.kind, call.args.as_slice()) else {
            return None;
        };
        let ExprKind::Index { object, index } = &value.kind else { return None };
        if name != "del" {
            return None;
        }
        let receiver = self.eval(object);
        let key = self.eval(index);
        Some(self.special_method(&receiver, "del", vec![(key, index.span)], span).unwrap_or_else(Value::unknown))
    }

    /// `len(x)` where `x` is an instance of a library's type.
    fn protocol_call(&mut self, callee: &Value, args: &[ArgValue], span: Span) -> Option<Value> {
        let path = callee.as_path().filter(|path| path.root == PathRoot::Global)?;
        let ([function], [arg]) = (path.segments.as_slice(), args) else { return None };
        let method = self.facts.protocol_functions.get(function)?;
        self.special_method(&arg.value, method, Vec::new(), span)
    }

    /// Calls a value.
    pub(super) fn call_value(&mut self, callee: &Value, site: &CallSite<'_>) -> Value {
        match &callee.kind {
            Kind::Path(path) => {
                let path = path.clone();
                self.call_path(&path, site).unwrap_or_else(|| {
                    self.escape_args(site.args);
                    Value::unknown()
                })
            }
            Kind::Function(id) => self.call_function(*id, site),
            Kind::Class(class) => {
                let entry = &self.classes[*class as usize];
                let fields = entry.fields;
                let constructor = self.facts.constructors.iter().find_map(|name| entry.methods.get(name).copied());
                if let Some(constructor) = constructor {
                    self.call_function(constructor, site);
                }
                Value::at(Kind::Object(fields), site.span)
            }
            Kind::Method(method) => {
                let (receiver, name) = (method.0.clone(), method.1.clone());
                self.call_method_of(&receiver, &name, site).unwrap_or_else(Value::unknown)
            }
            Kind::Object(id) if self.heap.instance(*id).is_some() => {
                let name = Ident { name: "()".to_owned(), span: site.name_span };
                L::call_method(self, *id, &name, site).unwrap_or_else(Value::unknown)
            }
            _ => {
                self.escape_args(site.args);
                Value::unknown()
            }
        }
    }

    /// Calls a function of the file: it is evaluated once, with the library objects that the first caller hands in.
    fn call_function(&mut self, id: FunctionId, site: &CallSite<'_>) -> Value {
        self.note_call(id);
        if let Some(entry) = self.functions.get_mut(id as usize)
            && matches!(entry.state, FunctionState::New)
        {
            for (index, arg) in site.args.iter().enumerate().filter(|(_, arg)| !arg.is_spread) {
                let position = match &arg.name {
                    None => Some(index),
                    Some(name) => entry
                        .def
                        .params
                        .iter()
                        .position(|param| matches!(&param.pattern, Pattern::Name(ident) if &ident.name == name)),
                };
                let is_instance = arg.value.object().is_some_and(|object| self.heap.instance(object).is_some());
                if let Some(position) = position.filter(|_| is_instance)
                    && let Some(slot) = entry.bound.get_mut(position)
                {
                    *slot = Some(arg.value.clone());
                }
            }
        }
        if self.running.len() > 24 {
            return Value::unknown();
        }
        self.result_of(id)
    }

    /// Tells a function value what its parameters will be and evaluates it: a callback that a library calls.
    pub(crate) fn call_back(&mut self, function: &Value, params: &[Option<Value>]) -> Value {
        let Kind::Function(id) = function.kind else { return Value::unknown() };
        if let Some(entry) = self.functions.get_mut(id as usize)
            && matches!(entry.state, FunctionState::New)
        {
            for (slot, value) in entry.bound.iter_mut().zip(params) {
                slot.clone_from(value);
            }
        }
        self.result_of(id)
    }
}
