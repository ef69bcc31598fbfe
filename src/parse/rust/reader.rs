//! The state of reading one file.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use syn::spanned::Spanned;

use super::nesting;
use crate::ir::Skipped;
use crate::ir::code::{Expr, ExprKind, Ident, MAX_DEPTH, Stmt, StmtKind, TypeRef};
use crate::source::Span;

/// How deep macros in the arguments of macros are read: every level parses its tokens again.
const MAX_MACROS: usize = 24;

/// An expression and the span that it takes with everything that was stripped from it: parentheses, `&`, `?`, `.await`.
pub(super) type Outer = (Expr, Span);

/// Turns `syn`'s tree into the neutral one.
pub(super) struct Reader<'t> {
    text: &'t str,
    start: usize,
    skipped: Vec<Skipped>,
    depth: usize,
    macros: usize,
    /// Bounds of the generic parameters in scope, innermost last.
    pub(super) bounds: Vec<(String, TypeRef)>,
    /// What `Self` stands for.
    pub(super) self_type: Option<String>,
    /// Modules declared in this file: `use` of one of them is local.
    pub(super) local_modules: HashSet<String>,
    /// What `use` has bound so far to paths in other crates: a macro is called by its short name, but no value has that name.
    pub(super) imported: HashMap<String, Vec<String>>,
}

impl<'t> Reader<'t> {
    /// A reader of `text`, whose tokens start at byte `start`.
    pub(super) fn new(text: &'t str, start: usize) -> Self {
        Self {
            text,
            start,
            skipped: Vec::new(),
            depth: 0,
            macros: 0,
            bounds: Vec::new(),
            self_type: None,
            local_modules: HashSet::new(),
            imported: HashMap::new(),
        }
    }

    /// The tokens that are read from now on start at byte `start`.
    pub(super) fn moved_to(&mut self, start: usize) {
        self.start = start;
    }

    /// What could not be read.
    pub(super) fn into_skipped(self) -> Vec<Skipped> {
        self.skipped
    }

    /// The source under `span`.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// The place of a token.
    pub(super) fn at(&self, span: proc_macro2::Span) -> Span {
        let range = span.byte_range();
        Span::new(range.start + self.start, range.end + self.start)
    }

    /// From the first to the last token of `node`. Linear in the size of the node: only for leaves and small headers.
    pub(super) fn around(&self, node: &impl Spanned) -> Span {
        self.at(node.span())
    }

    /// A name without `r#`.
    pub(super) fn ident(&self, ident: &proc_macro2::Ident) -> Ident {
        use syn::ext::IdentExt;
        Ident { name: ident.unraw().to_string(), span: self.at(ident.span()) }
    }

    /// Records that `span` could not be read.
    pub(super) fn skip(&mut self, span: Span, reason: &str) {
        self.skipped.push(Skipped { span, reason: reason.to_owned() });
    }

    /// Reads `node` one level deeper; `None` (and a skipped span) when that is too deep.
    pub(super) fn deeper<N: Spanned, T>(&mut self, node: &N, read: impl FnOnce(&mut Self, &N) -> T) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            let span = self.around(node);
            self.skip(span, nesting::REASON);
            return None;
        }
        self.depth += 1;
        let value = read(self, node);
        self.depth -= 1;
        Some(value)
    }

    /// Reads the tokens of a macro, unless they are nested too deeply.
    pub(super) fn in_macro<T>(&mut self, tokens: &TokenStream, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.macros >= MAX_MACROS || self.depth >= MAX_DEPTH || nesting::is_too_deep(tokens) {
            let span = self.around(tokens);
            self.skip(span, nesting::REASON);
            return None;
        }
        self.macros += 1;
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        self.macros -= 1;
        Some(value)
    }
}

/// An expression with nothing stripped.
pub(super) fn whole(kind: ExprKind, span: Span) -> Outer {
    (Expr::new(kind, span), span)
}

/// A statement of an expression.
pub(super) fn effect(expr: Expr) -> Stmt {
    let span = expr.span;
    Stmt { kind: StmtKind::Expr(expr), span }
}

/// Statements as a value: a lone expression is itself.
pub(super) fn block_value(mut stmts: Vec<Stmt>, span: Span) -> Expr {
    match stmts.pop() {
        Some(Stmt { kind: StmtKind::Expr(expr), .. }) if stmts.is_empty() => expr,
        last => {
            stmts.extend(last);
            Expr::new(ExprKind::Block(stmts), span)
        }
    }
}
