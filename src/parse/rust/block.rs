//! Blocks and their statements.

use super::reader::{Reader, effect};
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Pattern, Stmt, StmtKind};
use crate::source::Span;

/// What the last expression of a block is, when no `;` follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tail {
    /// The value of the block.
    Value,
    /// What the function returns.
    Return,
    /// Nothing: it runs for its effect.
    Effect,
}

impl Reader<'_> {
    /// The statements of `block`.
    pub(super) fn block(&mut self, block: &syn::Block, tail: Tail) -> Vec<Stmt> {
        self.deeper(block, |reader, block| reader.statements(&block.stmts, tail)).unwrap_or_default()
    }

    /// Statements, the last of which is the tail.
    pub(super) fn statements(&mut self, stmts: &[syn::Stmt], tail: Tail) -> Vec<Stmt> {
        let mut out = Vec::new();
        for (index, stmt) in stmts.iter().enumerate() {
            let tail = if index + 1 == stmts.len() { tail } else { Tail::Effect };
            match stmt {
                syn::Stmt::Local(local) => self.local(local, &mut out),
                syn::Stmt::Item(item) => self.item(item, &mut out),
                syn::Stmt::Expr(expr, None) => self.tail(expr, tail, &mut out),
                syn::Stmt::Expr(expr, Some(_)) => self.effect(expr, &mut out),
                syn::Stmt::Macro(call) if call.semi_token.is_none() && tail != Tail::Effect => {
                    let (value, span) = self.macro_call(&call.mac);
                    out.push(tail_of(value, span, tail));
                }
                syn::Stmt::Macro(call) => self.macro_statement(&call.mac, &mut out),
            }
        }
        out
    }

    /// The expression that ends a block.
    pub(super) fn tail(&mut self, expr: &syn::Expr, tail: Tail, out: &mut Vec<Stmt>) {
        let has_value =
            !matches!(expr, syn::Expr::While(_) | syn::Expr::ForLoop(_) | syn::Expr::Loop(_) | syn::Expr::Return(_));
        if tail == Tail::Effect || !has_value {
            return self.effect(expr, out);
        }
        let (value, span) = self.outer(expr);
        out.push(tail_of(value, span, tail));
    }

    /// An expression for its effect.
    pub(super) fn effect(&mut self, expr: &syn::Expr, out: &mut Vec<Stmt>) {
        match expr {
            syn::Expr::If(_)
            | syn::Expr::Match(_)
            | syn::Expr::While(_)
            | syn::Expr::ForLoop(_)
            | syn::Expr::Loop(_)
            | syn::Expr::Return(_) => {
                let stmt = self.deeper(expr, Self::control).flatten();
                out.extend(stmt);
            }
            syn::Expr::Block(block) => out.push(self.block_statement(&block.block)),
            syn::Expr::Unsafe(block) => out.push(self.block_statement(&block.block)),
            syn::Expr::Macro(call) => self.macro_statement(&call.mac, out),
            _ => {
                let (value, span) = self.outer(expr);
                out.push(match value.kind {
                    ExprKind::Assign(assign) => Stmt { kind: StmtKind::Assign(*assign), span },
                    _ => effect(value),
                });
            }
        }
    }

    fn block_statement(&mut self, block: &syn::Block) -> Stmt {
        let span = self.at(block.brace_token.span.join());
        Stmt { kind: StmtKind::Block(self.block(block, Tail::Effect)), span }
    }

    /// `let pattern: type = value else { … };`
    fn local(&mut self, local: &syn::Local, out: &mut Vec<Stmt>) {
        let span = self.at(local.let_token.span).cover(self.at(local.semi_token.span));
        let target = self.pattern(&local.pat);
        let type_ = match &local.pat {
            syn::Pat::Type(typed) => self.type_ref(&typed.ty),
            _ => None,
        };
        let value = local.init.as_ref().map(|init| self.expr(&init.expr));
        match (target, value) {
            // `let _ = f();`
            (Pattern::Other, Some(value)) => out.push(Stmt { kind: StmtKind::Expr(value), span }),
            (target, value) => {
                let assign = Assign { target, type_, value, op: AssignOp::Set };
                out.push(Stmt { kind: StmtKind::Assign(assign), span });
            }
        }
        let diverge = local.init.as_ref().and_then(|init| init.diverge.as_ref());
        if let Some((else_token, diverge)) = diverge {
            let mut arm = Vec::new();
            self.arm(diverge, &mut arm);
            let span = self.at(else_token.span).cover(span_of(&arm).unwrap_or(Span { start: span.end, ..span }));
            out.push(Stmt { kind: StmtKind::Branch { heads: Vec::new(), arms: vec![arm], total: false }, span });
        }
    }

    /// The body of an arm: a block without its braces, or one expression.
    pub(super) fn arm(&mut self, body: &syn::Expr, out: &mut Vec<Stmt>) {
        match body {
            syn::Expr::Block(block) if block.label.is_none() => out.extend(self.block(&block.block, Tail::Effect)),
            _ => self.effect(body, out),
        }
    }

    /// The body of an arm whose value counts.
    pub(super) fn value_arm(&mut self, body: &syn::Expr, out: &mut Vec<Stmt>) {
        match body {
            syn::Expr::Block(block) if block.label.is_none() => out.extend(self.block(&block.block, Tail::Value)),
            _ => self.tail(body, Tail::Value, out),
        }
    }
}

fn tail_of(value: Expr, span: Span, tail: Tail) -> Stmt {
    let kind = if tail == Tail::Return { StmtKind::Return(Some(value)) } else { StmtKind::Expr(value) };
    Stmt { kind, span }
}

fn span_of(stmts: &[Stmt]) -> Option<Span> {
    let spans = stmts.iter().map(|stmt| stmt.span);
    spans.reduce(Span::cover)
}
