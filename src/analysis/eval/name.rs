//! Names and members.

use std::rc::Rc;

use super::lineage::Ancestor;
use super::{ClassId, Evaluator, FunctionId};
use crate::analysis::heap::ObjectId;
use crate::analysis::library::Library;
use crate::analysis::value::{EnvRead, Kind, PathRoot, PathValue, Value};
use crate::ir::code::Ident;
use crate::source::Span;

impl<L: Library> Evaluator<'_, L> {
    /// The value that `name` is bound to.
    pub(in crate::analysis) fn name(&mut self, name: &str, span: Span) -> Value {
        if let Some((_, value)) = self.scopes.lookup(self.scope, name) {
            let value = value.clone();
            return match &value.kind {
                Kind::Path(path) => L::path_value(self, &path.clone(), span).unwrap_or(value),
                _ => value,
            };
        }
        for (path, is_local) in &self.globs {
            let mut full = path.clone();
            full.push(name.to_owned());
            if self.library.knows(&full) {
                let root = if *is_local { PathRoot::Local } else { PathRoot::Package };
                let path = PathValue { segments: full, root };
                return L::path_value(self, &path, span).unwrap_or_else(|| Value::at(Kind::Path(Rc::new(path)), span));
            }
        }
        if self.facts.unbound_is_env {
            let read = EnvRead { name: Some(name.to_owned()), default: None };
            return Value::at(Kind::Env(Rc::new(read)), span);
        }
        let root = if self.facts.unbound_is_package { PathRoot::Package } else { PathRoot::Global };
        Value::path(vec![name.to_owned()], root).or_at(span)
    }

    /// `value.name`.
    pub(in crate::analysis) fn member(&mut self, value: &Value, name: &Ident, span: Span) -> Value {
        let results: Vec<Value> = value.alternatives().to_vec();
        let results =
            results.iter().filter(|v| !v.is_null()).map(|v| self.member_of(v, name, span)).collect::<Vec<_>>();
        Value::one_of(results)
    }

    pub(super) fn member_of(&mut self, value: &Value, name: &Ident, span: Span) -> Value {
        match &value.kind {
            Kind::Path(path) => {
                if self.facts.is_env_map(&path.segments) {
                    let read = EnvRead { name: Some(name.name.clone()), default: None };
                    return Value::at(Kind::Env(Rc::new(read)), span);
                }
                let mut segments = path.segments.clone();
                segments.push(name.name.clone());
                let path = PathValue { segments, root: path.root };
                L::path_value(self, &path, span).unwrap_or_else(|| Value::at(Kind::Path(Rc::new(path)), span))
            }
            Kind::Object(id) => self.object_member(*id, value, name, span),
            Kind::Class(class) => {
                let Some(entry) = self.classes.get(*class as usize) else { return Value::unknown() };
                let object = Value { kind: Kind::Object(entry.fields), span: None };
                self.member_of(&object, name, span)
            }
            Kind::Function(_) | Kind::Method(_) => {
                Value::at(Kind::Method(Rc::new((value.clone(), name.clone()))), span)
            }
            _ => Value::unknown(),
        }
    }

    pub(super) fn object_member(&mut self, id: ObjectId, value: &Value, name: &Ident, span: Span) -> Value {
        if let Some(class) = self.class_of.get(&id).copied() {
            for (distance, ancestor) in self.lineage(class).into_iter().enumerate() {
                let found = match ancestor {
                    Ancestor::Class(class) => self.own_member(class, name, span),
                    Ancestor::Other(base) => Some(self.member_of(&base, name, span)),
                };
                if let Some(found) = found.filter(|found| distance == 0 || !found.is_unknown()) {
                    return found;
                }
            }
            return Value::unknown();
        }
        if let Some(record) = self.heap.record(id) {
            return record.lookup(&name.name).possible().unwrap_or_else(Value::unknown);
        }
        if self.heap.instance(id).is_some() {
            return L::field(self, id, name)
                .unwrap_or_else(|| Value::at(Kind::Method(Rc::new((value.clone(), name.clone()))), span));
        }
        Value::unknown()
    }

    /// A member that a class of the file has of its own.
    fn own_member(&mut self, class: ClassId, name: &Ident, span: Span) -> Option<Value> {
        let entry = self.classes.get(class as usize)?;
        let (fields, method) = (entry.fields, entry.methods.get(&name.name).copied());
        if let Some(found) = self.heap.record(fields).and_then(|record| record.lookup(&name.name).possible()) {
            return Some(found);
        }
        let method = method?;
        Some(if self.is_property(method) { self.result_of(method) } else { Value::at(Kind::Function(method), span) })
    }

    /// Whether a method is read like a field.
    pub(super) fn is_property(&self, method: FunctionId) -> bool {
        let decorators = self.functions.get(method as usize).map(|entry| entry.def.decorators.as_slice());
        decorators.unwrap_or_default().iter().any(|decorator| {
            let path = decorator.path();
            path.and_then(|path| path.last().copied()).is_some_and(|name| self.facts.property_decorators.contains(name))
        })
    }
}
