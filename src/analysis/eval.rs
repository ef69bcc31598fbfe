//! The evaluator: expressions to values.

use std::collections::HashMap;
use std::rc::Rc;

use super::builtin;
use super::heap::{Heap, Item, ObjectId, ObjectKind, Record, RegionId};
use super::language::LanguageFacts;
use super::library::{Library, NamedValue};
use super::scope::{ScopeId, Scopes};
use super::value::{EnvRead, Kind, PathRoot, PathValue, TextValue, Value};
use crate::ir::code::{BinaryOp, Entry, Expr, ExprKind, Function, Ident, Module};
use crate::source::{SourceFile, Span};

/// Number of a function of the file.
pub(crate) type FunctionId = u32;

/// Number of a class of the file.
pub(crate) type ClassId = u32;

/// How deep evaluation nests, over function calls, before it gives up on a branch of the program.
const MAX_NESTING: usize = 1500;

/// Evaluates one file; `L` knows what library calls mean.
pub(crate) struct Evaluator<'a, L> {
    /// The file, for source excerpts.
    pub(crate) file: &'a SourceFile,
    /// The host language's own library.
    pub(crate) facts: &'a LanguageFacts,
    /// What libraries mean, and what has been found so far.
    pub(crate) library: L,
    /// Lists, records, instances.
    pub(crate) heap: Heap,
    pub(super) scopes: Scopes,
    pub(super) scope: ScopeId,
    /// Modules whose names were all imported.
    pub(super) globs: Vec<(Vec<String>, bool)>,
    pub(super) functions: Vec<FunctionEntry<'a>>,
    pub(super) classes: Vec<ClassEntry>,
    pub(super) class_of: HashMap<ObjectId, ClassId>,
    /// Results of the functions that are being evaluated.
    pub(super) returns: Vec<Vec<Value>>,
    /// The functions that are being evaluated, innermost last.
    pub(super) running: Vec<FunctionId>,
    /// Names that the value being evaluated is given to, outermost first.
    pub(super) names: Vec<String>,
    regions: RegionId,
    pub(super) nesting: usize,
}

pub(super) struct FunctionEntry<'a> {
    pub(super) def: &'a Function,
    /// The scope that it was defined in.
    pub(super) scope: ScopeId,
    /// The object of a method.
    pub(super) this: Option<Value>,
    /// Values for parameters that callers or libraries are known to hand in.
    pub(super) bound: Vec<Option<Value>>,
    /// The number under which what it does is told: its own, or that of the function which it is a nameless part of.
    pub(super) number: u32,
    pub(super) state: FunctionState,
}

pub(super) enum FunctionState {
    New,
    Running,
    Done(Value),
}

pub(super) struct ClassEntry {
    /// The record that stands for every object of the class.
    pub(super) fields: ObjectId,
    pub(super) methods: HashMap<String, FunctionId>,
    /// What it inherits from: a class of this file or an instance of a library type.
    pub(super) bases: Vec<Value>,
}

impl<'a, L: Library> Evaluator<'a, L> {
    /// An evaluator for `file`.
    pub(crate) fn new(file: &'a SourceFile, facts: &'a LanguageFacts, library: L) -> Self {
        Self {
            file,
            facts,
            library,
            heap: Heap::default(),
            scopes: Scopes::new(),
            scope: 0,
            globs: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            class_of: HashMap::new(),
            returns: Vec::new(),
            running: Vec::new(),
            names: Vec::new(),
            regions: 0,
            nesting: 0,
        }
    }

    /// Evaluates the whole module: top-level statements in order, then every function that nothing has called.
    pub(crate) fn run(&mut self, module: &'a Module) {
        self.block(&module.body);
        self.run_pending();
    }

    /// The number of the function that is being evaluated; 0 outside functions. A nameless function inside of another one counts as part of it.
    pub(crate) fn function_scope(&self) -> u32 {
        self.running.last().and_then(|&id| self.functions.get(id as usize)).map_or(0, |entry| entry.number)
    }

    /// The program text under `span`, on one line and not too long.
    pub(crate) fn excerpt(&self, span: Span) -> String {
        let text = self.file.slice(span);
        let mut out = String::new();
        for word in text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
            if out.len() > 60 {
                let cut = out.char_indices().nth(57).map_or(out.len(), |(at, _)| at);
                out.truncate(cut);
                out.push('…');
                break;
            }
        }
        out
    }

    /// Runs `body` in a region of its own: what it changes outside may not happen.
    pub(super) fn in_region<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.heap.region;
        self.regions += 1;
        self.heap.region = self.regions;
        let result = body(self);
        self.heap.region = outer;
        result
    }

    /// Runs `body` with `names` as the names of the value.
    pub(super) fn with_names<T>(&mut self, names: Vec<String>, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.names, names);
        let result = body(self);
        self.names = outer;
        result
    }

    /// Runs `body` with one more name for the value.
    pub(super) fn with_name<T>(&mut self, name: &str, body: impl FnOnce(&mut Self) -> T) -> T {
        self.names.push(name.to_owned());
        let result = body(self);
        self.names.pop();
        result
    }

    /// Tells the library that the current names get `value`.
    pub(super) fn announce(&mut self, value: &Value, place: &'static str) {
        if self.names.is_empty() || matches!(value.kind, Kind::Unknown | Kind::Function(_) | Kind::Class(_)) {
            return;
        }
        let names = self.names.clone();
        let path: Vec<&str> = names.iter().map(String::as_str).collect();
        L::named(self, &NamedValue { path: &path, value, place });
    }

    /// The value of `expr`.
    pub(crate) fn eval(&mut self, expr: &'a Expr) -> Value {
        if self.nesting >= MAX_NESTING {
            return Value::unknown();
        }
        self.nesting += 1;
        let value = self.eval_kind(expr);
        self.nesting -= 1;
        value
    }

    fn eval_kind(&mut self, expr: &'a Expr) -> Value {
        match &expr.kind {
            ExprKind::Text(text) => {
                if text.is_prose {
                    return Value::unknown();
                }
                let value = literal_text(text, expr.span);
                L::text(self, &value, expr.span);
                value
            }
            ExprKind::Number(number) => Value::at(Kind::Number(number.as_str().into()), expr.span),
            ExprKind::Bool(value) => Value::at(Kind::Bool(*value), expr.span),
            ExprKind::Null => Value::at(Kind::Null, expr.span),
            ExprKind::Template(parts) => {
                let parts = parts.iter().map(|part| self.eval_part(part)).collect();
                let value = builtin::concat(parts, expr.span);
                L::text(self, &value, expr.span);
                value
            }
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Member { object, name } => {
                let object_value = self.eval(object);
                self.member(&object_value, name, expr.span)
            }
            ExprKind::Index { object, index } => self.index(object, index, expr.span),
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::List(items) => self.list(items, expr.span),
            ExprKind::Record(record) => self.record(record, expr.span),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr.span),
            ExprKind::Choice { heads, arms } => {
                for head in heads {
                    drop(self.eval(head));
                }
                self.choice(arms)
            }
            ExprKind::Lambda(function) => {
                let id = self.add_function(function, None);
                Value::at(Kind::Function(id), expr.span)
            }
            ExprKind::Spread(inner) => self.eval(inner),
            ExprKind::Assign(assign) => self.assign(assign),
            ExprKind::Block(body) => self.block_value(body),
            ExprKind::Module { path, is_local } => {
                let root = if *is_local { PathRoot::Local } else { PathRoot::Package };
                Value::path(path.clone(), root).or_at(expr.span)
            }
            ExprKind::Other(children) => {
                let names = std::mem::take(&mut self.names);
                for child in children {
                    drop(self.eval(child));
                }
                self.names = names;
                Value::unknown()
            }
        }
    }

    /// A part of a larger text: a literal part is not announced on its own.
    fn eval_part(&mut self, part: &'a Expr) -> Value {
        match &part.kind {
            ExprKind::Text(text) => literal_text(text, part.span),
            ExprKind::Binary { op: BinaryOp::Add, left, right } => {
                let parts = self.sum(left, right);
                builtin::concat(parts, part.span)
            }
            _ => {
                let names = std::mem::take(&mut self.names);
                let value = self.eval(part);
                self.names = names;
                value
            }
        }
    }

    /// The value that `name` is bound to.
    pub(super) fn name(&mut self, name: &str, span: Span) -> Value {
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
    pub(super) fn member(&mut self, value: &Value, name: &Ident, span: Span) -> Value {
        let results: Vec<Value> = value.alternatives().to_vec();
        let results =
            results.iter().filter(|v| !v.is_null()).map(|v| self.member_of(v, name, span)).collect::<Vec<_>>();
        Value::one_of(results)
    }

    fn member_of(&mut self, value: &Value, name: &Ident, span: Span) -> Value {
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

    fn object_member(&mut self, id: ObjectId, value: &Value, name: &Ident, span: Span) -> Value {
        if let Some(record) = self.heap.record(id) {
            match record.lookup(&name.name) {
                super::Lookup::Found(found) | super::Lookup::Maybe(found) => return found,
                super::Lookup::Absent | super::Lookup::Unknown => {}
            }
            let Some(class) = self.class_of.get(&id).copied() else { return Value::unknown() };
            if let Some(method) = self.classes[class as usize].methods.get(&name.name).copied() {
                if self.is_property(method) {
                    return self.result_of(method);
                }
                return Value::at(Kind::Function(method), span);
            }
            for base in self.classes[class as usize].bases.clone() {
                let found = self.member_of(&base, name, span);
                if !found.is_unknown() {
                    return found;
                }
            }
            return Value::unknown();
        }
        if self.heap.instance(id).is_some() {
            return L::field(self, id, name)
                .unwrap_or_else(|| Value::at(Kind::Method(Rc::new((value.clone(), name.clone()))), span));
        }
        Value::unknown()
    }

    /// Whether a method is read like a field.
    fn is_property(&self, method: FunctionId) -> bool {
        let decorators = self.functions.get(method as usize).map(|entry| entry.def.decorators.as_slice());
        decorators.unwrap_or_default().iter().any(|decorator| {
            let path = decorator.path();
            path.and_then(|path| path.last().copied()).is_some_and(|name| self.facts.property_decorators.contains(name))
        })
    }

    fn index(&mut self, object: &'a Expr, index: &'a Expr, span: Span) -> Value {
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

    fn list(&mut self, items: &'a [Expr], span: Span) -> Value {
        let mut out = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(item);
            match (&item.kind, value.object().and_then(|id| self.heap.list(id))) {
                (ExprKind::Spread(_), Some(known)) => out.extend(known.iter().cloned()),
                (ExprKind::Spread(_), None) => out.push(Item::Many(Some(item.span))),
                _ => out.push(Item::One(value.or_at(item.span))),
            }
        }
        Value::at(Kind::Object(self.heap.add(ObjectKind::List(out))), span)
    }

    fn record(&mut self, record: &'a crate::ir::code::Record, span: Span) -> Value {
        let class = record.type_.as_ref().and_then(|type_| self.record_class(type_));
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
        Value::at(Kind::Object(self.heap.add(ObjectKind::Record(out))), span)
    }

    pub(super) fn spread_into(&self, out: &mut Record, value: &Value) {
        match value.object().and_then(|id| self.heap.record(id)) {
            Some(known) => {
                for (key, value, is_certain) in known.iter() {
                    out.set(key, value.clone(), !is_certain);
                }
                out.is_open |= known.is_open;
            }
            None => out.is_open |= !value.is_null(),
        }
    }

    fn record_class(&mut self, type_: &'a Expr) -> Option<ClassId> {
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
    fn fill_class(&mut self, class: ClassId, record: &Record, span: Span) -> Value {
        let fields = self.classes[class as usize].fields;
        for (key, value, _) in record.iter() {
            self.heap.set(fields, key, value.clone());
        }
        Value::at(Kind::Object(fields), span)
    }

    fn binary(&mut self, op: BinaryOp, left: &'a Expr, right: &'a Expr, span: Span) -> Value {
        match op {
            BinaryOp::Add => {
                let parts = self.sum(left, right);
                let value = builtin::sum(parts, span);
                L::text(self, &value, span);
                value
            }
            BinaryOp::Or => {
                let first = self.eval(left);
                let second = self.eval(right).or_at(right.span);
                self.or_default(&first, second)
            }
            BinaryOp::And => {
                drop(self.eval(left));
                self.eval(right)
            }
            BinaryOp::Pipe => self.pipe(left, right),
            BinaryOp::In => {
                let key = self.eval(left);
                let container = self.eval(right);
                self.special_method(&container, "in", vec![(key, left.span)], span).unwrap_or_else(Value::unknown)
            }
        }
    }

    /// The operands of a chain of `+`, left to right, without recursion on the left side's depth.
    fn sum(&mut self, left: &'a Expr, right: &'a Expr) -> Vec<Value> {
        let mut operands = vec![right];
        let mut current = left;
        while let ExprKind::Binary { op: BinaryOp::Add, left, right } = &current.kind {
            operands.push(right);
            current = left;
        }
        operands.push(current);
        operands.into_iter().rev().map(|operand| self.eval_part(operand)).collect()
    }

    /// `first`, or `second` where `first` is not set.
    pub(super) fn or_default(&mut self, first: &Value, second: Value) -> Value {
        match &first.kind {
            Kind::Env(read) => {
                let default = match &read.default {
                    Some(known) => Value::one_of([known.clone(), second]),
                    None => second,
                };
                if let Some(name) = read.name.clone() {
                    self.with_names(vec![name], |ev| ev.announce(&default, "fallback"));
                }
                let read = EnvRead { name: read.name.clone(), default: Some(default) };
                Value { kind: Kind::Env(Rc::new(read)), span: first.span }
            }
            Kind::Null | Kind::Bool(false) => second,
            Kind::Unknown => {
                let read = EnvRead { name: None, default: Some(second) };
                Value { kind: Kind::Env(Rc::new(read)), span: first.span }
            }
            _ => Value::one_of([first.clone(), second]),
        }
    }

    fn choice(&mut self, arms: &'a [Expr]) -> Value {
        let mut values = Vec::with_capacity(arms.len());
        let mut changes = Vec::with_capacity(arms.len());
        for arm in arms {
            let mark = self.scopes.begin_arm();
            let value = self.in_region(|ev| ev.eval(arm));
            if !(matches!(arm.kind, ExprKind::Block(_)) && value.is_unknown()) || arms.len() == 1 {
                values.push(value.or_at(arm.span));
            }
            changes.push(self.scopes.end_arm(mark));
        }
        self.scopes.join(changes, true);
        Value::one_of(values)
    }
}

/// The value of a string literal.
fn literal_text(text: &crate::ir::code::Text, span: Span) -> Value {
    let value = TextValue { text: text.value.clone(), map: Some(text.map.clone()) };
    Value::at(Kind::Text(Rc::new(value)), span)
}
