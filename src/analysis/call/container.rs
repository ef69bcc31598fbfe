//! Methods of lists and records, which the language itself defines.

use crate::analysis::builtin;
use crate::analysis::eval::Evaluator;
use crate::analysis::heap::{Item, ObjectId};
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::Value;
use crate::ir::code::Ident;

impl<L: Library> Evaluator<'_, L> {
    pub(super) fn call_list(&mut self, id: ObjectId, value: &Value, name: &Ident, site: &CallSite<'_>) -> Value {
        if self.facts.append_methods.contains(&name.name) {
            for arg in site.args {
                let item = if arg.is_spread { Item::Many(Some(arg.span)) } else { Item::One(arg.value.clone()) };
                self.heap.push(id, item);
            }
            return value.clone();
        }
        if self.facts.extend_methods.contains(&name.name) {
            for arg in site.args {
                match arg.value.object() {
                    Some(other) if self.heap.list(other).is_some() => self.extend_list(id, other),
                    _ => self.heap.push(id, Item::Many(Some(arg.span))),
                }
            }
            return value.clone();
        }
        if self.same_method(name) {
            return value.clone();
        }
        if let Some(arg) = site.args.first().filter(|_| self.facts.join_methods.contains(&name.name)) {
            return self.joined(id, &arg.value, site.span);
        }
        if let Some(function) = site.args.first().filter(|_| self.facts.each_methods.contains(&name.name)) {
            let element = builtin::element(self, value);
            self.call_back(&function.value, &[(!element.is_unknown()).then_some(element)]);
        }
        Value::unknown()
    }

    pub(in crate::analysis) fn extend_list(&mut self, id: ObjectId, other: ObjectId) {
        let items = self.heap.list(other).map(<[Item]>::to_vec).unwrap_or_default();
        for item in items {
            self.heap.push(id, item);
        }
    }

    pub(super) fn call_record(&mut self, id: ObjectId, value: &Value, name: &Ident, site: &CallSite<'_>) -> Value {
        let key = site.args.first().and_then(|arg| arg.value.as_text().map(str::to_owned));
        if self.facts.get_methods.contains(&name.name)
            && let Some(key) = &key
        {
            let found = self.heap.record(id).and_then(|record| record.lookup(key).possible());
            return match (found, site.args.get(1)) {
                (Some(found), _) => found,
                (None, Some(default)) => {
                    let default = default.value.clone();
                    self.with_names(vec![key.clone()], |ev| ev.announce(&default, "fallback"));
                    self.or_default(&Value::unknown(), default)
                }
                (None, None) => Value::unknown(),
            };
        }
        if self.facts.set_methods.contains(&name.name)
            && let (Some(key), Some(arg)) = (&key, site.args.get(1))
        {
            self.heap.set(id, key, arg.value.clone());
            return value.clone();
        }
        if self.facts.merge_functions.contains(&name.name) {
            for arg in site.args {
                self.merge(id, arg);
            }
            return value.clone();
        }
        let field = self.heap.record(id).and_then(|record| record.lookup(&name.name).possible());
        match field {
            Some(field) => self.call_value(&field, site),
            None if self.same_method(name) => value.clone(),
            None => Value::unknown(),
        }
    }

    pub(super) fn merge(&mut self, id: ObjectId, arg: &ArgValue) {
        if let Some(name) = &arg.name {
            self.heap.set(id, name, arg.value.clone());
            return;
        }
        let known: Option<Vec<(String, Value)>> = arg
            .value
            .object()
            .and_then(|other| self.heap.record(other))
            .filter(|record| !record.is_open)
            .map(|record| record.iter().map(|(key, value, _)| (key.to_owned(), value.clone())).collect());
        match known {
            Some(entries) => entries.into_iter().for_each(|(key, value)| self.heap.set(id, &key, value)),
            None => self.heap.open(id),
        }
    }
}
