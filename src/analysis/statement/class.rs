//! Classes of the file.

use std::collections::HashMap;

use crate::analysis::eval::{ClassEntry, ClassId, Evaluator};
use crate::analysis::heap::{ObjectKind, Record};
use crate::analysis::library::Library;
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Assign, Class, Pattern, StmtKind};

impl<'a, L: Library> Evaluator<'a, L> {
    pub(super) fn declare_class(&mut self, class: &'a Class) -> ClassId {
        if let Some((scope, value)) = self.scopes.lookup(self.scope, &class.name.name)
            && scope == self.scope
            && let Kind::Class(id) = value.kind
        {
            return id;
        }
        let id = self.add_class();
        self.scopes.bind(self.scope, &class.name.name, Value::at(Kind::Class(id), class.name.span));
        id
    }

    fn add_class(&mut self) -> ClassId {
        let mut record = Record::default();
        record.is_open = true;
        let fields = self.heap.add(ObjectKind::Record(record));
        let id = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        self.classes.push(ClassEntry { fields, methods: HashMap::new(), bases: Vec::new() });
        self.class_of.insert(fields, id);
        id
    }

    /// An instance of a library's type to which methods are added (`impl Bus for redis::Client`): the name stays the library's.
    pub(super) fn foreign_type(&mut self, class: &'a Class) -> Option<Value> {
        let type_ = self.resolve_type(class.of.as_ref()?, 0)?;
        type_.object().is_some_and(|id| self.heap.instance(id).is_some()).then_some(type_)
    }

    pub(super) fn class_body(&mut self, class: &'a Class) {
        let id = match self.foreign_type(class) {
            Some(type_) => {
                let id = self.add_class();
                self.classes[id as usize].bases.push(type_);
                id
            }
            None => self.declare_class(class),
        };
        for decorator in &class.decorators {
            self.with_names(Vec::new(), |ev| drop(ev.eval(decorator)));
        }
        for base in &class.bases {
            if let Some(base) = self.resolve_type(base, 0) {
                self.classes[id as usize].bases.push(base);
            }
        }
        let fields = self.classes[id as usize].fields;
        let object = Value { kind: Kind::Object(fields), span: None };
        let outer = self.scope;
        self.scope = self.scopes.open(outer);
        let inner = self.scope;
        for stmt in &class.body {
            if let StmtKind::Function(function) = &stmt.kind {
                let this = function.receiver.as_ref().map(|_| object.clone());
                // methods see the class's surroundings, not its other members as plain names
                self.scope = outer;
                let method = self.add_function(function, this);
                self.scope = inner;
                self.note_injected(function, method, Some(id));
                self.function_head(function);
                if let Some(name) = &function.name {
                    self.classes[id as usize].methods.entry(name.name.clone()).or_insert(method);
                }
            }
        }
        let name = class.name.name.clone();
        self.with_names(vec![name], |ev| {
            for stmt in &class.body {
                match &stmt.kind {
                    StmtKind::Function(_) => {}
                    StmtKind::Assign(assign) => ev.class_field(assign, fields),
                    StmtKind::Class(part) => {
                        ev.statement(stmt);
                        // `Backend::Redis` of an enum
                        if let Some((_, value)) = ev.scopes.lookup(ev.scope, &part.name.name) {
                            let value = value.clone();
                            ev.heap.set(fields, &part.name.name, value);
                        }
                    }
                    _ => ev.statement(stmt),
                }
            }
        });
        self.scope = outer;
    }

    pub(super) fn class_field(&mut self, assign: &'a Assign, fields: u32) {
        let Pattern::Name(name) = &assign.target else {
            drop(self.assign(assign));
            return;
        };
        let outer = self.names.clone();
        let mut value = self.with_name(&name.name, |ev| {
            let value = assign.value.as_ref().map_or_else(Value::unknown, |expr| ev.eval(expr).or_at(expr.span));
            if !matches!(value.kind, Kind::Object(_)) {
                ev.announce(&value, "constant");
            }
            value
        });
        self.names = outer;
        if let Some(type_) = &assign.type_ {
            value = self.with_type(value, type_);
        }
        if assign.value.is_none() && matches!(value.kind, Kind::Env(_)) {
            self.heap.declare(fields, &name.name, value.clone());
        } else if !value.is_unknown() {
            self.heap.set(fields, &name.name, value.clone());
        }
        self.scopes.bind(self.scope, &name.name, value);
    }
}
