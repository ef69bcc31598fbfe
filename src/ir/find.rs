//! What stands at a place of a program.

use super::code::{Assign, Expr, ExprKind, Function, Import, Module, Pattern, Stmt, StmtKind};
use crate::source::Span;

/// The whole literal (a text, a number, a text with expressions in it) that `span` lies in: the outermost of those that hold it, unless an expression stands
/// between them. Depth is bounded by the tree's.
pub(crate) fn literal_at(module: &Module, span: Span) -> Option<&Expr> {
    let find = |is_everywhere| {
        let mut search = Search { span, is_everywhere, found: None };
        search.stmts(&module.body);
        search.found
    };
    // a literal is asked for with each of many findings, and what a statement holds nearly always lies in its span
    find(false).or_else(|| find(true))
}

/// Whether the module itself binds `name` to the package of that name, before `span`.
pub(crate) fn imports(module: &Module, name: &str, span: Span) -> bool {
    module.body.iter().any(|stmt| match &stmt.kind {
        StmtKind::Import(Import { local, path, is_local: false, .. }) => {
            local.name == name && path.as_slice() == [name] && stmt.span.start <= span.start
        }
        _ => false,
    })
}

struct Search<'a> {
    span: Span,
    /// Whether statements are looked into that end before the span or start behind it.
    is_everywhere: bool,
    found: Option<&'a Expr>,
}

impl<'a> Search<'a> {
    fn stmts(&mut self, stmts: &'a [Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        if self.found.is_some() || !self.is_everywhere && !stmt.span.contains(self.span) {
            return;
        }
        match &stmt.kind {
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => self.expr(expr),
            StmtKind::Assign(assign) => self.assign(assign),
            StmtKind::Import(_) | StmtKind::Return(None) => {}
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => {
                self.exprs(&class.decorators);
                self.stmts(&class.body);
            }
            StmtKind::Branch { heads, arms, .. } => {
                self.exprs(heads);
                for arm in arms {
                    self.stmts(arm);
                }
            }
            StmtKind::Loop { iter, body, .. } => {
                self.exprs(iter);
                self.stmts(body);
            }
            StmtKind::Block(body) | StmtKind::Module(body) => self.stmts(body),
        }
    }

    fn assign(&mut self, assign: &'a Assign) {
        if let Pattern::Place(place) = &assign.target {
            self.expr(place);
        }
        self.exprs(&assign.value);
    }

    fn function(&mut self, function: &'a Function) {
        function.params.iter().for_each(|param| self.exprs(&param.default));
        self.exprs(&function.decorators);
        self.stmts(&function.body);
    }

    fn exprs(&mut self, exprs: impl IntoIterator<Item = &'a Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn expr(&mut self, expr: &'a Expr) {
        if self.found.is_some() {
            return;
        }
        match &expr.kind {
            ExprKind::Text(_) | ExprKind::Number(_) => {
                if expr.span.contains(self.span) {
                    self.found = Some(expr);
                }
            }
            ExprKind::Template(parts) => {
                if !expr.span.contains(self.span) {
                    return;
                }
                self.exprs(parts);
                // a literal part of it is no literal of its own
                if self.found.is_some_and(|found| parts.iter().any(|part| std::ptr::eq(part, found))) {
                    self.found = Some(expr);
                }
            }
            ExprKind::Lambda(function) => self.function(function),
            ExprKind::Assign(assign) => self.assign(assign),
            ExprKind::Block(body) => self.stmts(body),
            _ => expr.each_part(|part| self.expr(part)),
        }
    }
}
