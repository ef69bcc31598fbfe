//! Functions of the file: each is evaluated once.

use crate::analysis::eval::{Evaluator, FunctionEntry, FunctionId, FunctionState};
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Expr, ExprKind, Function, Param, Pattern, Stmt, StmtKind};
use crate::source::Language;

use super::assign::pattern_names;

impl<'a, L: Library> Evaluator<'a, L> {
    /// Adds a function to those to be evaluated.
    pub(in crate::analysis) fn add_function(&mut self, def: &'a Function, this: Option<Value>) -> FunctionId {
        let id = u32::try_from(self.functions.len()).unwrap_or(u32::MAX);
        let bound = vec![None; def.params.len()];
        let outer = self.function_scope();
        let number = if def.name.is_none() && outer > 0 { outer } else { id.saturating_add(1) };
        self.functions.push(FunctionEntry { def, scope: self.scope, this, bound, number, state: FunctionState::New });
        id
    }

    /// Decorators and defaults, which are evaluated where the function is defined. A decorator of a library may make another thing of the function.
    pub(in crate::analysis) fn function_head(&mut self, function: &'a Function) {
        if self.scope == 0 && !function.decorators.is_empty() {
            let defined = function.name.as_ref().and_then(|name| self.scopes.lookup(0, &name.name));
            if let Some((_, &Value { kind: Kind::Function(id), .. })) = defined {
                self.note_injected(function, id, None);
            }
        }
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

    /// Evaluates every function that nothing has called: first those that set what others use.
    pub(in crate::analysis) fn run_pending(&mut self) {
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

    pub(super) fn urgency(&self, id: FunctionId) -> u8 {
        let entry = &self.functions[id as usize];
        let name = entry.def.name.as_ref().map_or("", |name| name.name.as_str());
        if self.facts.constructors.contains(name) {
            return 0;
        }
        let receiver = entry.def.receiver.as_deref();
        u8::from(!self.sets_outer(&entry.def.body, receiver, entry.scope, 0)) + 1
    }

    /// Whether `body` assigns a member of its own object, or a name that the surroundings declare without a value.
    pub(super) fn sets_outer(&self, body: &[Stmt], receiver: Option<&str>, scope: usize, depth: usize) -> bool {
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
            StmtKind::Loop { body, .. } | StmtKind::Block(body) | StmtKind::Module(body) => {
                self.sets_outer(body, receiver, scope, depth + 1)
            }
            _ => false,
        })
    }

    /// The result of function `id`, which is evaluated now unless it has been.
    pub(in crate::analysis) fn result_of(&mut self, id: FunctionId) -> Value {
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
                if ev.file.language() == Language::Shell {
                    ev.begin_lines(id);
                }
                let tail = ev.outside_arms(|ev| ev.function_body(def));
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

    pub(super) fn function_body(&mut self, def: &'a Function) -> Option<Value> {
        if self.facts.tail_is_value {
            let value = self.block_value(&def.body);
            return (!value.is_unknown()).then_some(value);
        }
        self.block(&def.body);
        None
    }

    pub(super) fn bind_params(&mut self, def: &'a Function, this: Option<Value>, bound: Vec<Option<Value>>) {
        let class = this.as_ref().and_then(Value::object).and_then(|id| self.class_of.get(&id).copied());
        if let Some(receiver) = &def.receiver {
            let value = this.unwrap_or_else(Value::unknown);
            self.scopes.bind(self.scope, receiver, value);
        }
        let scope = self.scope;
        let is_filled = self.is_injected_into(def);
        let mut bound = bound.into_iter();
        for param in &def.params {
            let mut given = bound.next().flatten();
            if given.is_none() && is_filled {
                given = self.injected_value(def, param, class);
            }
            let value = given.unwrap_or_else(|| self.param_value(param));
            self.bind_pattern(&param.pattern, value, Some(scope));
        }
    }

    pub(super) fn param_value(&mut self, param: &'a Param) -> Value {
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
