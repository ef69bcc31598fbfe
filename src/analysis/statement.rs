//! Statements: bindings, definitions, control flow.

use std::collections::HashMap;
use std::rc::Rc;

use super::builtin;
use super::eval::{ClassEntry, ClassId, Evaluator, FunctionEntry, FunctionId, FunctionState};
use super::heap::{Lookup, ObjectKind, Record};
use super::library::{ArgValue, CallSite, Library};
use super::value::{EnvRead, Kind, PathRoot, Value};
use crate::ir::code::{
    Assign, AssignOp, Class, Expr, ExprKind, Function, Import, Param, Pattern, Stmt, StmtKind, TypeRef,
};
use crate::source::Span;

impl<'a, L: Library> Evaluator<'a, L> {
    /// Evaluates statements in order; what can be used before its definition is defined first.
    pub(super) fn block(&mut self, body: &'a [Stmt]) {
        self.hoist(body);
        for stmt in body {
            self.statement(stmt);
        }
    }

    /// A block whose last expression is its value.
    pub(super) fn block_value(&mut self, body: &'a [Stmt]) -> Value {
        let Some((last, init)) = body.split_last() else { return Value::unknown() };
        let StmtKind::Expr(expr) = &last.kind else {
            self.block(body);
            return Value::unknown();
        };
        self.hoist(body);
        for stmt in init {
            self.statement(stmt);
        }
        self.eval(expr)
    }

    fn hoist(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Import(import) => self.import(import),
                StmtKind::Class(class) => {
                    self.declare_class(class);
                }
                _ => {}
            }
        }
        for stmt in body {
            if let StmtKind::Function(function) = &stmt.kind
                && let Some(name) = &function.name
            {
                let id = self.add_function(function, None);
                self.scopes.bind(self.scope, &name.name, Value::at(Kind::Function(id), name.span));
            }
        }
    }

    fn statement(&mut self, stmt: &'a Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => drop(self.eval(expr)),
            StmtKind::Assign(assign) => drop(self.assign(assign)),
            StmtKind::Import(_) => {}
            StmtKind::Function(function) => self.function_head(function),
            StmtKind::Class(class) => self.class_body(class),
            StmtKind::Return(value) => {
                let value = value.as_ref().map_or(Value { kind: Kind::Null, span: None }, |expr| self.eval(expr));
                if let Some(returns) = self.returns.last_mut() {
                    returns.push(value);
                }
            }
            StmtKind::Branch { heads, arms, total } => {
                for head in heads {
                    drop(self.eval(head));
                }
                let mut changes = Vec::with_capacity(arms.len());
                for arm in arms {
                    let mark = self.scopes.begin_arm();
                    self.in_region(|ev| ev.block(arm));
                    changes.push(self.scopes.end_arm(mark));
                }
                self.scopes.join(changes, *total);
            }
            StmtKind::Loop { target, iter, body } => {
                let mark = self.scopes.begin_arm();
                let value = iter.as_ref().map_or_else(Value::unknown, |iter| self.eval(iter));
                self.in_region(|ev| {
                    if let Some(target) = target {
                        let element = builtin::element(ev, &value);
                        ev.bind_pattern(target, element, None);
                    }
                    ev.block(body);
                });
                let changes = self.scopes.end_arm(mark);
                self.scopes.join(vec![changes], false);
            }
            StmtKind::Block(body) => self.block(body),
        }
    }

    /// Evaluates an assignment and gives its value.
    pub(super) fn assign(&mut self, assign: &'a Assign) -> Value {
        let names = pattern_names(&assign.target);
        let outer = self.names.len();
        let keep = if names.is_empty() { Vec::new() } else { std::mem::take(&mut self.names) };
        self.names.extend(names);
        let mut value = assign.value.as_ref().map_or_else(Value::unknown, |expr| {
            let value = self.eval(expr);
            value.or_at(expr.span)
        });
        if assign.value.is_none() && assign.type_.is_none() {
            value = Value { kind: Kind::Null, span: None };
        }
        if !matches!(value.kind, Kind::Object(_)) && assign.op != AssignOp::Other {
            self.announce(&value, "constant");
        }
        if let (Pattern::Name(name), Some(expr)) = (&assign.target, &assign.value)
            && matches!(expr.kind, ExprKind::Record(_))
            && let Some(id) = value.object()
        {
            L::configured(self, &name.name, id, expr.span);
        }
        if keep.is_empty() {
            self.names.truncate(outer.min(self.names.len()));
            if !matches!(assign.target, Pattern::Other) {
                self.names.clear();
            }
        } else {
            self.names = keep;
        }
        if let Some(type_) = &assign.type_ {
            value = self.with_type(value, type_);
        }
        self.bind_op(&assign.target, value.clone(), assign.op);
        value
    }

    /// What is only known by its annotation gets the annotated type.
    pub(super) fn with_type(&mut self, value: Value, type_: &TypeRef) -> Value {
        let weak = matches!(value.kind, Kind::Unknown | Kind::Null)
            || matches!(&value.kind, Kind::Path(path) if path.root != PathRoot::Package);
        if !weak {
            return value;
        }
        self.resolve_type(type_, 0).unwrap_or(value)
    }

    /// An instance of the annotated type, if it or what it wraps is known.
    pub(super) fn resolve_type(&mut self, type_: &TypeRef, depth: usize) -> Option<Value> {
        if depth > 12 {
            return None;
        }
        if let Some((first, rest)) = type_.path.split_first() {
            if first == "typeof" {
                return self.resolve_typeof(rest);
            }
            let mut value = self.name(first, Span::default());
            for segment in rest {
                let ident = crate::ir::code::Ident { name: segment.clone(), span: Span::default() };
                value = self.member(&value, &ident, Span::default());
            }
            match &value.kind {
                Kind::Path(path) => {
                    let path = path.clone();
                    if let Some(found) = L::annotated(self, &path, Span::default()) {
                        return Some(found);
                    }
                }
                Kind::Class(class) => {
                    let fields = self.classes[*class as usize].fields;
                    return Some(Value { kind: Kind::Object(fields), span: None });
                }
                _ => {}
            }
        }
        let last = type_.path.last()?;
        if type_.args.is_empty() && self.facts.scalars.contains(last) {
            let read = EnvRead { name: None, default: None };
            return Some(Value { kind: Kind::Env(Rc::new(read)), span: None });
        }
        if self.facts.wrappers.contains(last) || self.library.is_wrapper(type_) {
            return type_.args.iter().find_map(|arg| self.resolve_type(arg, depth + 1));
        }
        None
    }

    /// `ReturnType<typeof makeClient>`, `typeof client`.
    fn resolve_typeof(&mut self, path: &[String]) -> Option<Value> {
        let (first, rest) = path.split_first()?;
        let mut value = self.name(first, Span::default());
        for segment in rest {
            let ident = crate::ir::code::Ident { name: segment.clone(), span: Span::default() };
            value = self.member(&value, &ident, Span::default());
        }
        match value.kind {
            Kind::Function(id) => Some(self.result_of(id)),
            Kind::Path(path) => L::annotated(self, &path, Span::default()),
            Kind::Unknown => None,
            _ => Some(value),
        }
    }

    fn bind_op(&mut self, target: &'a Pattern, value: Value, op: AssignOp) {
        match op {
            AssignOp::Set => self.bind_pattern(target, value, None),
            AssignOp::Add => {
                let before = self.read_pattern(target);
                if let (Some(list), Some(added)) = (before.object(), value.object())
                    && self.heap.list(list).is_some()
                {
                    self.extend_list(list, added);
                    return;
                }
                let span = value.span.unwrap_or_default();
                let sum = builtin::sum(vec![before, value], span);
                self.bind_pattern(target, sum, None);
            }
            AssignOp::Default => {
                let before = self.read_pattern(target);
                let merged = self.or_default(&before, value);
                self.bind_pattern(target, merged, None);
            }
            AssignOp::Other => self.bind_pattern(target, Value::unknown(), None),
        }
    }

    fn read_pattern(&mut self, target: &'a Pattern) -> Value {
        match target {
            Pattern::Name(ident) => match self.scopes.lookup(self.scope, &ident.name) {
                Some((_, value)) => value.clone(),
                None => Value::unknown(),
            },
            Pattern::Place(place) => self.eval(place),
            _ => Value::unknown(),
        }
    }

    /// Binds what `pattern` names to (the parts of) `value`.
    pub(super) fn bind_pattern(&mut self, pattern: &'a Pattern, value: Value, scope: Option<usize>) {
        match pattern {
            Pattern::Name(ident) => {
                let scope = scope.unwrap_or_else(|| self.target_scope(&ident.name));
                self.scopes.bind(scope, &ident.name, value);
            }
            Pattern::Place(place) => self.bind_place(place, value),
            Pattern::Tuple(parts) => {
                if let [single] = parts.as_slice()
                    && value.object().and_then(|id| self.heap.list(id)).is_none()
                {
                    self.bind_pattern(single, value, scope);
                    return;
                }
                for (index, part) in parts.iter().enumerate() {
                    let key = Value { kind: Kind::Number(index.to_string().as_str().into()), span: None };
                    let item = builtin::index(self, &value, &key);
                    self.bind_pattern(part, item, scope);
                }
            }
            Pattern::Record(parts) => {
                for (key, part) in parts {
                    let item = self.member(&value, key, key.span);
                    self.bind_pattern(part, item, scope);
                }
            }
            Pattern::Other => {}
        }
    }

    /// Where an assignment to `name` goes: to the outer variable when that was declared without a value.
    fn target_scope(&self, name: &str) -> usize {
        match self.scopes.lookup(self.scope, name) {
            Some((scope, value)) if scope != self.scope && value.alternatives().iter().any(Value::is_null) => scope,
            _ => self.scope,
        }
    }

    fn bind_place(&mut self, place: &'a Expr, value: Value) {
        match &place.kind {
            ExprKind::Member { object, name } => {
                let target = self.eval(object);
                if let Some(id) = target.object() {
                    self.heap.set(id, &name.name, value);
                } else if let Kind::Class(class) = target.kind {
                    let fields = self.classes[class as usize].fields;
                    self.heap.set(fields, &name.name, value);
                } else if let ExprKind::Name(_) = object.kind
                    && matches!(target.kind, Kind::Path(_))
                {
                    // `module.exports.client = …`, `globalThis.redis = …`: readable under the same path
                    if let Some(path) = place.path() {
                        self.scopes.bind(0, &path.join("."), value);
                    }
                }
            }
            ExprKind::Index { object, index } => {
                let target = self.eval(object);
                let key = self.eval(index);
                if let Some(name) = env_name(self, &target, &key) {
                    self.with_names(vec![name], |ev| ev.announce(&value, "environment"));
                    return;
                }
                let args = vec![(key.clone(), index.span), (value.clone(), value.span.unwrap_or(place.span))];
                if self.special_method(&target, "[]=", args, place.span).is_some() {
                    return;
                }
                if let Some(id) = target.object() {
                    match key.as_text() {
                        Some(key) => self.heap.set(id, key, value),
                        None => self.heap.open(id),
                    }
                }
            }
            _ => drop(self.eval(place)),
        }
    }

    fn import(&mut self, import: &'a Import) {
        if import.local.name == "*" {
            self.globs.push((import.path.clone(), import.is_local));
            return;
        }
        let root = if import.is_local { PathRoot::Local } else { PathRoot::Package };
        let value = Value::path(import.path.clone(), root).or_at(import.span);
        self.scopes.bind(self.scope, &import.local.name, value);
    }

    /// Adds a function to those to be evaluated.
    pub(super) fn add_function(&mut self, def: &'a Function, this: Option<Value>) -> FunctionId {
        let id = u32::try_from(self.functions.len()).unwrap_or(u32::MAX);
        let bound = vec![None; def.params.len()];
        let outer = self.function_scope();
        let number = if def.name.is_none() && outer > 0 { outer } else { id.saturating_add(1) };
        self.functions.push(FunctionEntry { def, scope: self.scope, this, bound, number, state: FunctionState::New });
        id
    }

    /// Decorators and defaults, which are evaluated where the function is defined. A decorator of a library may make another thing of the function.
    pub(super) fn function_head(&mut self, function: &'a Function) {
        for decorator in &function.decorators {
            let decorator_value = self.with_names(Vec::new(), |ev| ev.eval(decorator));
            let Some(name) = &function.name else { continue };
            let Some((scope, value)) = self.scopes.lookup(self.scope, &name.name).map(|(s, v)| (s, v.clone())) else {
                continue;
            };
            let made = if let Kind::Method(_) = decorator_value.kind {
                let args = [ArgValue { name: None, value, span: decorator.span, is_spread: false }];
                let (span, name_span) = (decorator.span, decorator.span);
                Some(self.call_value(&decorator_value, &CallSite { args: &args, span, name_span }))
            } else {
                self.special_method(&decorator_value, "()", vec![(value, decorator.span)], decorator.span)
            };
            if let Some(made) = made.filter(|made| made.object().is_some_and(|id| self.heap.instance(id).is_some())) {
                self.scopes.bind(scope, &name.name, made);
            }
        }
    }

    fn declare_class(&mut self, class: &'a Class) -> ClassId {
        if let Some((scope, value)) = self.scopes.lookup(self.scope, &class.name.name)
            && scope == self.scope
            && let Kind::Class(id) = value.kind
        {
            return id;
        }
        let mut record = Record::default();
        record.is_open = true;
        let fields = self.heap.add(ObjectKind::Record(record));
        let id = u32::try_from(self.classes.len()).unwrap_or(u32::MAX);
        self.classes.push(ClassEntry { fields, methods: HashMap::new(), bases: Vec::new() });
        self.class_of.insert(fields, id);
        self.scopes.bind(self.scope, &class.name.name, Value::at(Kind::Class(id), class.name.span));
        id
    }

    fn class_body(&mut self, class: &'a Class) {
        let id = self.declare_class(class);
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
                    _ => ev.statement(stmt),
                }
            }
        });
        self.scope = outer;
    }

    fn class_field(&mut self, assign: &'a Assign, fields: u32) {
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
        if !value.is_unknown() {
            self.heap.set(fields, &name.name, value.clone());
        }
        self.scopes.bind(self.scope, &name.name, value);
    }

    /// Evaluates every function that nothing has called: first those that set what others use.
    pub(super) fn run_pending(&mut self) {
        let mut done = 0;
        while done < self.functions.len() {
            let mut batch: Vec<FunctionId> =
                (done..self.functions.len()).filter_map(|id| u32::try_from(id).ok()).collect();
            done = self.functions.len();
            batch.sort_by_key(|id| self.urgency(*id));
            for id in batch {
                self.result_of(id);
            }
        }
    }

    fn urgency(&self, id: FunctionId) -> u8 {
        let entry = &self.functions[id as usize];
        let name = entry.def.name.as_ref().map_or("", |name| name.name.as_str());
        if self.facts.constructors.contains(name) {
            return 0;
        }
        let receiver = entry.def.receiver.as_deref();
        u8::from(!self.sets_outer(&entry.def.body, receiver, entry.scope, 0)) + 1
    }

    /// Whether `body` assigns a member of its own object, or a name that the surroundings declare without a value.
    fn sets_outer(&self, body: &[Stmt], receiver: Option<&str>, scope: usize, depth: usize) -> bool {
        if depth > 8 {
            return false;
        }
        body.iter().any(|stmt| match &stmt.kind {
            StmtKind::Assign(assign) => match &assign.target {
                Pattern::Place(place) => match &place.kind {
                    ExprKind::Member { object, .. } => {
                        matches!(&object.kind, ExprKind::Name(name) if Some(name.as_str()) == receiver)
                    }
                    _ => false,
                },
                Pattern::Name(ident) => {
                    self.scopes.lookup(scope, &ident.name).is_some_and(|(_, value)| value.is_null())
                }
                _ => false,
            },
            StmtKind::Expr(Expr { kind: ExprKind::Assign(assign), .. }) => match &assign.target {
                Pattern::Place(place) => matches!(&place.kind, ExprKind::Member { object, .. }
                        if matches!(&object.kind, ExprKind::Name(name) if Some(name.as_str()) == receiver)),
                Pattern::Name(ident) => {
                    self.scopes.lookup(scope, &ident.name).is_some_and(|(_, value)| value.is_null())
                }
                _ => false,
            },
            StmtKind::Branch { arms, .. } => arms.iter().any(|arm| self.sets_outer(arm, receiver, scope, depth + 1)),
            StmtKind::Loop { body, .. } | StmtKind::Block(body) => self.sets_outer(body, receiver, scope, depth + 1),
            _ => false,
        })
    }

    /// The result of function `id`, which is evaluated now unless it has been.
    pub(super) fn result_of(&mut self, id: FunctionId) -> Value {
        let Some(entry) = self.functions.get_mut(id as usize) else { return Value::unknown() };
        match &entry.state {
            FunctionState::Done(value) => return value.clone(),
            FunctionState::Running => return Value::unknown(),
            FunctionState::New => entry.state = FunctionState::Running,
        }
        let (def, scope, this) = (entry.def, entry.scope, entry.this.clone());
        let bound = std::mem::take(&mut entry.bound);
        let outer_scope = self.scope;
        self.scope = self.scopes.open(scope);
        self.returns.push(Vec::new());
        self.running.push(id);
        let (tail, returned) = self.with_names(Vec::new(), |ev| {
            ev.in_region(|ev| {
                ev.bind_params(def, this, bound);
                let tail = ev.function_body(def);
                (tail, ev.returns.pop().unwrap_or_default())
            })
        });
        self.running.pop();
        self.scope = outer_scope;
        if let Some(name) = &def.name {
            // `fn default_redis_port() -> u16 { 6379 }`
            let literals =
                returned.iter().chain(&tail).filter(|value| matches!(value.kind, Kind::Text(_) | Kind::Number(_)));
            self.with_names(vec![name.name.clone()], |ev| literals.for_each(|value| ev.announce(value, "result")));
        }
        let mut value = Value::one_of(returned.into_iter().chain(tail).filter(|value| !value.is_null()));
        if let Some(type_) = &def.returns {
            value = self.with_type(value, type_);
        }
        if let Some(entry) = self.functions.get_mut(id as usize) {
            entry.state = FunctionState::Done(value.clone());
        }
        value
    }

    fn function_body(&mut self, def: &'a Function) -> Option<Value> {
        if self.facts.tail_is_value {
            let value = self.block_value(&def.body);
            return (!value.is_unknown()).then_some(value);
        }
        self.block(&def.body);
        None
    }

    fn bind_params(&mut self, def: &'a Function, this: Option<Value>, bound: Vec<Option<Value>>) {
        if let Some(receiver) = &def.receiver {
            let value = this.unwrap_or_else(Value::unknown);
            self.scopes.bind(self.scope, receiver, value);
        }
        let scope = self.scope;
        let mut bound = bound.into_iter();
        for param in &def.params {
            let given = bound.next().flatten();
            let value = given.unwrap_or_else(|| self.param_value(param));
            self.bind_pattern(&param.pattern, value, Some(scope));
        }
    }

    fn param_value(&mut self, param: &'a Param) -> Value {
        let default = param.default.as_ref().map(|default| {
            let names = pattern_names(&param.pattern);
            self.with_names(names, |ev| {
                let value = ev.eval(default).or_at(default.span);
                ev.announce(&value, "default");
                value
            })
        });
        let typed = param.type_.as_ref().and_then(|type_| self.resolve_type(type_, 0));
        match (typed, default) {
            (Some(typed), _) => typed,
            (None, Some(default)) if !default.is_null() => self.or_default(&Value::unknown(), default),
            (None, _) => Value::unknown(),
        }
    }
}

/// The names that a simple target gives to a value, outermost first.
fn pattern_names(pattern: &Pattern) -> Vec<String> {
    match pattern {
        Pattern::Name(ident) => vec![ident.name.clone()],
        Pattern::Place(place) => place_names(place),
        Pattern::Tuple(parts) if parts.len() == 1 => pattern_names(&parts[0]),
        _ => Vec::new(),
    }
}

fn place_names(place: &Expr) -> Vec<String> {
    let mut names = Vec::new();
    let mut current = place;
    loop {
        match &current.kind {
            ExprKind::Name(name) => {
                names.push(name.clone());
                break;
            }
            ExprKind::Member { object, name } => {
                names.push(name.name.clone());
                current = object;
            }
            ExprKind::Index { object, index } => {
                if let Some(text) = index.as_text() {
                    names.push(text.to_owned());
                }
                current = object;
            }
            _ => break,
        }
    }
    names.reverse();
    if names.len() > 1 && matches!(names[0].as_str(), "self" | "this" | "cls" | "module") {
        names.remove(0);
    }
    names
}

fn env_name<L: Library>(ev: &Evaluator<'_, L>, target: &Value, key: &Value) -> Option<String> {
    let path = target.as_path()?;
    ev.facts.is_env_map(&path.segments).then(|| key.as_text().map(str::to_owned))?
}

/// The value that a key of a record certainly or possibly has.
pub(super) fn looked_up(lookup: Lookup) -> Option<Value> {
    match lookup {
        Lookup::Found(value) | Lookup::Maybe(value) => Some(value),
        Lookup::Absent | Lookup::Unknown => None,
    }
}
