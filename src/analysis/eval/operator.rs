//! Operators, and expressions with several outcomes.

use std::rc::Rc;

use super::Evaluator;
use crate::analysis::builtin;
use crate::analysis::library::Library;
use crate::analysis::value::{EnvRead, Kind, Value};
use crate::ir::code::{BinaryOp, Expr, ExprKind};
use crate::source::Span;

impl<'a, L: Library> Evaluator<'a, L> {
    /// A part of a larger text: a literal part is not announced on its own.
    pub(super) fn eval_part(&mut self, part: &'a Expr) -> Value {
        match &part.kind {
            ExprKind::Text(text) => builtin::literal(text, part.span),
            ExprKind::Binary { op: BinaryOp::Add, left, right } => {
                let parts = self.sum(left, right);
                builtin::concat(&self.copies, parts, part.span)
            }
            _ => {
                let names = std::mem::take(&mut self.names);
                let value = self.eval(part).or_at(part.span);
                self.names = names;
                value
            }
        }
    }

    pub(super) fn binary(&mut self, op: BinaryOp, left: &'a Expr, right: &'a Expr, span: Span) -> Value {
        match op {
            BinaryOp::Add => {
                let parts = self.sum(left, right);
                let value = builtin::sum(&self.copies, parts, span);
                L::text(self, &value, span);
                value
            }
            BinaryOp::Or => {
                let first = self.eval(left);
                let second = self.eval(right).or_at(right.span);
                if let Some(path) = left.path()
                    && matches!(second.kind, Kind::Text(_) | Kind::Number(_))
                {
                    // `redisUrl.port || "6379"` names what it gives
                    let names = path.into_iter().map(str::to_owned).collect();
                    self.with_names(names, |ev| ev.announce(&second, "fallback"));
                }
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
    pub(super) fn sum(&mut self, left: &'a Expr, right: &'a Expr) -> Vec<Value> {
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
    pub(in crate::analysis) fn or_default(&mut self, first: &Value, second: Value) -> Value {
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

    pub(super) fn choice(&mut self, arms: &'a [Expr]) -> Value {
        let mut values = Vec::with_capacity(arms.len());
        let mut changes = Vec::with_capacity(arms.len());
        let fork = self.fork();
        for arm in arms {
            let mark = self.scopes.begin_arm();
            let value = self.in_arm(fork, |ev| ev.in_region(|ev| ev.eval(arm)));
            if !(matches!(arm.kind, ExprKind::Block(_)) && value.is_unknown()) || arms.len() == 1 {
                values.push(value.or_at(arm.span));
            }
            changes.push(self.scopes.end_arm(mark));
        }
        self.scopes.join(changes, true);
        Value::one_of(values)
    }
}
