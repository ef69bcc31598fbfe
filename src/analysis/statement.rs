//! Statements: bindings, definitions, control flow.

mod annotation;
mod assign;
mod class;
mod function;
mod inject;

use super::builtin;
use super::eval::Evaluator;
use super::library::Library;
use super::value::{Kind, PathRoot, Value};
use crate::ir::code::{Class, Import, Stmt, StmtKind};

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
                StmtKind::Class(class) if class.of.is_none() => {
                    self.declare_class(class);
                }
                _ => {}
            }
        }
        for stmt in body {
            if let StmtKind::Class(class @ Class { of: Some(_), .. }) = &stmt.kind
                && self.foreign_type(class).is_none()
            {
                self.declare_class(class);
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
                let value = value
                    .as_ref()
                    .map_or(Value { kind: Kind::Null, span: None }, |expr| self.in_return(|ev| ev.eval(expr)));
                if let Some(returns) = self.returns.last_mut() {
                    returns.push(value);
                }
            }
            StmtKind::Branch { heads, arms, total } => {
                for head in heads {
                    drop(self.eval(head));
                }
                let mut changes = Vec::with_capacity(arms.len());
                let fork = self.fork();
                for arm in arms {
                    let mark = self.scopes.begin_arm();
                    self.in_arm(fork, |ev| ev.in_region(|ev| ev.block(arm)));
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
            StmtKind::Module(body) => self.module(body),
        }
    }

    /// A module inside the file. What is named there is known outside too, as far as nothing else has that name: `own::Client` is looked up by its last part.
    fn module(&mut self, body: &'a [Stmt]) {
        let outer = self.scope;
        self.scope = self.scopes.open(outer);
        self.block(body);
        let inner = std::mem::replace(&mut self.scope, outer);
        self.scopes.export(inner, outer);
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
}
