//! Methods of lists and records, which the language itself defines.

use crate::analysis::builtin;
use crate::analysis::eval::Evaluator;
use crate::analysis::heap::{Item, ObjectId, ObjectKind};
use crate::analysis::language::View;
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, Value};
use crate::ir::code::Ident;
use crate::source::Span;

/// How much of what a record holds is listed.
const MAX_LISTED: usize = 64;

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
        let Some(items) = self.heap.list(other).map(<[Item]>::to_vec) else { return };
        if !self.copies.take_elements(items.len()) {
            self.heap.push(id, Item::Many(None));
            return;
        }
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
            None if site.args.is_empty()
                && let Some(view) = self.facts.views.get(&name.name) =>
            {
                self.listed(id, *view, site.span)
            }
            None if self.same_method(name) => value.clone(),
            None => Value::unknown(),
        }
    }

    /// What a record holds, as a list.
    pub(super) fn listed(&mut self, id: ObjectId, view: View, span: Span) -> Value {
        let Some(record) = self.heap.record(id) else { return Value::unknown() };
        let is_open = record.is_open;
        let entries: Vec<(String, Value)> =
            record.iter().map(|(key, value, _)| (key.to_owned(), value.clone())).collect();
        let list = |ev: &mut Self, items| Value::at(Kind::Object(ev.heap.add(ObjectKind::List(items))), span);
        let mut items: Vec<Item> = Vec::with_capacity(entries.len().min(MAX_LISTED) + 1);
        let (is_long, is_single) = (entries.len() > MAX_LISTED, entries.len() == 1);
        for (key, value) in entries.into_iter().take(MAX_LISTED) {
            items.push(Item::One(match view {
                View::Values => value,
                View::Pairs => {
                    // a loop binds one of them
                    let key = if is_single { Value::text(key) } else { Value::unknown() };
                    list(self, vec![Item::One(key), Item::One(value)])
                }
            }));
        }
        if is_open || is_long {
            items.push(Item::Many(None));
        }
        list(self, items)
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
            .filter(|record| !record.is_open && self.copies.take_elements(record.len()))
            .map(|record| record.iter().map(|(key, value, _)| (key.to_owned(), value.clone())).collect());
        match known {
            Some(entries) => entries.into_iter().for_each(|(key, value)| self.heap.set(id, &key, value)),
            None => self.heap.open(id),
        }
    }
}
