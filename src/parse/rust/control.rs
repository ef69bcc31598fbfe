//! `if`, `match`, loops, `return`: as statements and as values.
//!
//! A subject stands in the tree once, for it runs once: `if let` assigns it in its arm, a `match` with several arms that take it
//! gives it a name that no program can contain.

use super::block::Tail;
use super::reader::{Outer, Reader, block_value, effect, whole};
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind};
use crate::source::Span;

/// The arms of an `if` chain or a `match`.
struct Arms {
    heads: Vec<Expr>,
    bodies: Vec<(Vec<Stmt>, Span)>,
    total: bool,
    span: Span,
}

impl Reader<'_> {
    /// A control structure as a statement.
    pub(super) fn control(&mut self, expr: &syn::Expr) -> Option<Stmt> {
        let (kind, span) = match expr {
            syn::Expr::If(branch) => self.if_chain(branch, Self::block_arm).into_branch(),
            syn::Expr::Match(branch) => self.match_arms(branch, Self::arm).into_branch(),
            syn::Expr::While(each) => {
                let (mut heads, mut body) = (Vec::new(), Vec::new());
                self.condition(&each.cond, &mut heads, &mut body);
                body.extend(self.block(&each.body, Tail::Effect));
                let iter = if heads.len() > 1 {
                    let span = heads.iter().map(|head| head.span).reduce(Span::cover).unwrap_or_default();
                    Some(Expr::new(ExprKind::Other(heads), span))
                } else {
                    heads.pop()
                };
                let span = self.at(each.while_token.span).cover(self.closing(&each.body));
                (StmtKind::Loop { target: None, iter, body }, span)
            }
            syn::Expr::ForLoop(each) => {
                let target = Some(self.pattern(&each.pat));
                let iter = Some(self.expr(&each.expr));
                let body = self.block(&each.body, Tail::Effect);
                let span = self.at(each.for_token.span).cover(self.closing(&each.body));
                (StmtKind::Loop { target, iter, body }, span)
            }
            syn::Expr::Loop(each) => {
                let body = self.block(&each.body, Tail::Effect);
                let span = self.at(each.loop_token.span).cover(self.closing(&each.body));
                (StmtKind::Loop { target: None, iter: None, body }, span)
            }
            syn::Expr::Return(back) => {
                let value = back.expr.as_ref().map(|value| self.outer(value));
                let start = self.at(back.return_token.span);
                let span = value.as_ref().map_or(start, |(_, span)| start.cover(*span));
                (StmtKind::Return(value.map(|(value, _)| value)), span)
            }
            _ => return None,
        };
        Some(Stmt { kind, span })
    }

    /// A control structure as a value.
    pub(super) fn control_value(&mut self, expr: &syn::Expr) -> Option<Outer> {
        match expr {
            syn::Expr::If(branch) => Some(self.if_chain(branch, Self::block_value_arm).into_choice()),
            syn::Expr::Match(branch) => Some(self.match_arms(branch, Self::value_arm).into_choice()),
            _ => {
                let stmt = self.control(expr)?;
                let span = stmt.span;
                Some(whole(ExprKind::Block(vec![stmt]), span))
            }
        }
    }

    fn closing(&self, block: &syn::Block) -> Span {
        self.at(block.brace_token.span.close())
    }

    fn block_arm(&mut self, block: &syn::Block, out: &mut Vec<Stmt>) {
        out.extend(self.block(block, Tail::Effect));
    }

    fn block_value_arm(&mut self, block: &syn::Block, out: &mut Vec<Stmt>) {
        out.extend(self.block(block, Tail::Value));
    }

    /// `if … {} else if … {} else {}` as one branch, however long the chain.
    fn if_chain(&mut self, first: &syn::ExprIf, arm: fn(&mut Self, &syn::Block, &mut Vec<Stmt>)) -> Arms {
        let mut span = self.at(first.if_token.span);
        let (mut heads, mut arms, mut total) = (Vec::new(), Vec::new(), false);
        let mut next = Some(first);
        while let Some(branch) = next.take() {
            let mut body = Vec::new();
            self.condition(&branch.cond, &mut heads, &mut body);
            arm(self, &branch.then_branch, &mut body);
            let place = self.at(branch.then_branch.brace_token.span.join());
            span = span.cover(place);
            arms.push((body, place));
            match branch.else_branch.as_ref().map(|(_, rest)| &**rest) {
                Some(syn::Expr::If(rest)) => next = Some(rest),
                Some(syn::Expr::Block(rest)) => {
                    let mut body = Vec::new();
                    arm(self, &rest.block, &mut body);
                    let place = self.at(rest.block.brace_token.span.join());
                    span = span.cover(place);
                    arms.push((body, place));
                    total = true;
                }
                _ => {}
            }
        }
        Arms { heads, bodies: arms, total, span }
    }

    /// The tests of a condition go to `heads`, what its `let`s bind to the arm's `body`; from the first binding on everything goes there.
    fn condition(&mut self, condition: &syn::Expr, heads: &mut Vec<Expr>, body: &mut Vec<Stmt>) {
        match condition {
            syn::Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
                let read = self.deeper(&both.left, |reader, left| reader.condition(left, heads, body));
                if read.is_some() {
                    self.condition(&both.right, heads, body);
                }
            }
            syn::Expr::Let(test) => {
                let (value, span) = self.outer(&test.expr);
                let span = self.at(test.let_token.span).cover(span);
                if self.takes_value(&test.pat) {
                    body.extend(self.binding(&test.pat, Some(value), span));
                } else {
                    heads.push(value);
                    body.extend(self.binding(&test.pat, None, span));
                }
            }
            _ if body.is_empty() => {
                let test = self.expr(condition);
                heads.push(test);
            }
            _ => {
                let test = self.expr(condition);
                body.push(effect(test));
            }
        }
    }

    fn match_arms(&mut self, branch: &syn::ExprMatch, arm: fn(&mut Self, &syn::Expr, &mut Vec<Stmt>)) -> Arms {
        let span = self.at(branch.match_token.span).cover(self.at(branch.brace_token.span.close()));
        let (subject, place) = self.outer(&branch.expr);
        let takers = branch.arms.iter().filter(|arm| self.takes_value(&arm.pat)).count();
        let mut heads = Vec::new();
        // each taker gets what is left here
        let mut values = match takers {
            0 => {
                heads.push(subject);
                Vec::new()
            }
            1 => vec![subject],
            _ if is_cheap(&subject) => {
                heads.push(subject.clone());
                vec![subject; takers]
            }
            _ => {
                let name = format!("match@{}", place.start);
                let target = Pattern::Name(Ident { name: name.clone(), span: place });
                let assign = Assign { target, type_: None, value: Some(subject), op: AssignOp::Set };
                heads.push(Expr::new(ExprKind::Assign(Box::new(assign)), place));
                vec![Expr::new(ExprKind::Name(name), place); takers]
            }
        };
        let mut arms = Vec::new();
        for case in &branch.arms {
            let mut body = Vec::new();
            let value = if self.takes_value(&case.pat) { values.pop() } else { None };
            let place = self.around(&case.pat);
            body.extend(self.binding(&case.pat, value, place));
            if let Some((_, guard)) = &case.guard {
                let test = self.expr(guard);
                body.push(effect(test));
            }
            arm(self, &case.body, &mut body);
            let place = body.iter().map(|stmt| stmt.span).reduce(Span::cover).unwrap_or(place);
            arms.push((body, place));
        }
        Arms { heads, bodies: arms, total: true, span }
    }
}

impl Arms {
    fn into_branch(self) -> (StmtKind, Span) {
        let arms = self.bodies.into_iter().map(|(body, _)| body).collect();
        (StmtKind::Branch { heads: self.heads, arms, total: self.total }, self.span)
    }

    fn into_choice(self) -> Outer {
        let arms = self.bodies.into_iter().map(|(body, span)| block_value(body, span)).collect();
        whole(ExprKind::Choice { heads: self.heads, arms }, self.span)
    }
}

/// Whether reading the expression twice changes nothing.
pub(super) fn is_cheap(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::List(items) => items.iter().all(is_cheap),
        ExprKind::Text(_) | ExprKind::Number(_) | ExprKind::Bool(_) | ExprKind::Null => true,
        _ => expr.path().is_some(),
    }
}
