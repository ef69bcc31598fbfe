//! Lists, records and their elements.

use std::rc::Rc;

use super::{ClassId, Evaluator};
use crate::analysis::builtin;
use crate::analysis::heap::{Item, ObjectKind, Record};
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{EnvRead, Kind, PathValue, Value};
use crate::ir::code::{Entry, Expr, ExprKind};
use crate::source::Span;

impl<'a, L: Library> Evaluator<'a, L> {
    pub(super) fn index(&mut self, object: &'a Expr, index: &'a Expr, span: Span) -> Value {
        let value = self.eval(object);
        let key = self.eval(index);
        if let Some(path) = value.as_path()
            && self.facts.is_env_map(&path.segments)
        {
            let read = EnvRead { name: key.as_text().map(str::to_owned), default: None };
            return Value::at(Kind::Env(Rc::new(read)), span);
        }
        self.special_method(&value, "[]", vec![(key.clone(), index.span)], span)
            .unwrap_or_else(|| builtin::index(self, &value, &key))
    }

    pub(super) fn list(&mut self, items: &'a [Expr], span: Span) -> Value {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(item);
            match (&item.kind, value.object().and_then(|id| self.heap.list(id))) {
                (ExprKind::Spread(_), Some(known)) if self.copies.take_elements(known.len()) => {
                    out.extend(known.iter().cloned());
                }
                (ExprKind::Spread(_), _) => out.push(Item::Many(Some(item.span))),
                _ => out.push(Item::One(value.or_at(item.span))),
            }
        }
        let values: Vec<(Value, Span)> = out
            .iter()
            .filter_map(|item| match item {
                Item::One(value) => Some((value.clone(), value.span.unwrap_or(span))),
                Item::Many(_) => None,
            })
            .collect();
        let values: Vec<(&Value, Span)> = values.iter().map(|(value, span)| (value, *span)).collect();
        L::sequence(self, None, &values);
        Value::at(Kind::Object(self.heap.add(ObjectKind::List(out))), span)
    }

    pub(super) fn record(&mut self, record: &'a crate::ir::code::Record, span: Span) -> Value {
        let class = record.type_.as_ref().and_then(|type_| self.record_class(type_));
        let known = record.type_.as_ref().filter(|_| class.is_none() && !record.entries.is_empty());
        let known = known.map(|type_| (self.eval(type_), type_.span));
        let mut out = Record::default();
        for entry in &record.entries {
            match entry {
                Entry::Pair { key, value } => {
                    let key = match &key.kind {
                        ExprKind::Text(text) => Some(text.value.clone()),
                        ExprKind::Number(number) => Some(number.clone()),
                        _ => self.eval(key).as_text().map(str::to_owned),
                    };
                    let Some(key) = key else {
                        drop(self.eval(value));
                        out.is_open = true;
                        continue;
                    };
                    let result = self.with_name(&key, |ev| {
                        let result = ev.eval(value).or_at(value.span);
                        if !matches!(result.kind, Kind::Object(_)) {
                            ev.announce(&result, "constant");
                        }
                        result
                    });
                    out.set(&key, result, false);
                }
                Entry::Spread(inner) => {
                    let value = self.eval(inner);
                    self.spread_into(&mut out, &value);
                }
            }
        }
        if let Some(class) = class {
            return self.fill_class(class, &out, span);
        }
        if let Some((type_, name_span)) = &known
            && let Kind::Path(path) = &type_.kind
            && let Some(made) = self.library_record(path, &out, span, *name_span)
        {
            return made;
        }
        Value::at(Kind::Object(self.heap.add(ObjectKind::Record(out))), span)
    }

    pub(in crate::analysis) fn spread_into(&self, out: &mut Record, value: &Value) {
        match value.object().and_then(|id| self.heap.record(id)) {
            Some(known) if self.copies.take_elements(known.len()) => {
                for (key, value, is_certain) in known.iter() {
                    out.set(key, value.clone(), !is_certain);
                }
                out.is_open |= known.is_open;
            }
            _ => out.is_open |= !value.is_null(),
        }
    }

    /// A struct literal of a type that the library knows.
    fn library_record(&mut self, path: &PathValue, record: &Record, span: Span, name_span: Span) -> Option<Value> {
        let argument = |name: &str, value: Value, is_spread: bool| ArgValue {
            name: Some(name.to_owned()),
            span: value.span.unwrap_or(span),
            value,
            is_spread,
        };
        let certain = |value: &Value, is_certain: bool| if is_certain { value.clone() } else { Value::unknown() };
        let mut args: Vec<ArgValue> =
            record.iter().map(|(key, value, is_certain)| argument(key, certain(value, is_certain), false)).collect();
        if record.is_open {
            args.push(argument("**", Value::unknown(), true));
        }
        L::record(self, path, &CallSite { args: &args, span, name_span })
    }

    pub(super) fn record_class(&mut self, type_: &'a Expr) -> Option<ClassId> {
        let path = type_.path()?;
        if let [name] = path.as_slice()
            && *name == "Self"
            && let Some(this) = self.running.last().and_then(|id| self.functions[*id as usize].this.as_ref())
        {
            return this.object().and_then(|id| self.class_of.get(&id).copied());
        }
        match self.eval(type_).kind {
            Kind::Class(class) => Some(class),
            _ => None,
        }
    }

    /// A struct literal of a class of this file: its fields are the class's fields.
    pub(super) fn fill_class(&mut self, class: ClassId, record: &Record, span: Span) -> Value {
        let fields = self.classes[class as usize].fields;
        for (key, value, _) in record.iter() {
            self.heap.set(fields, key, value.clone());
        }
        Value::at(Kind::Object(fields), span)
    }
}
