//! Checks of positions: every span lies in the text, every literal's map points at its own bytes.

use crate::ir::code::{Assign, Class, Entry, Expr, ExprKind, Function, Ident, Pattern, Stmt, StmtKind};
use crate::ir::document::{Node, NodeKind};
use crate::ir::{Parsed, TextMap};
use crate::source::{SourceFile, Span};

/// Every expression that `pick` chooses, in the order of the tree, as `source@line:column`.
pub(crate) fn located(file: &SourceFile, parsed: &Parsed, mut pick: impl FnMut(&Expr) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    let mut walk = Walk {
        expr: &mut |expr| {
            if pick(expr) {
                let at = file.position(expr.span.start);
                out.push(format!("{}@{}:{}", file.slice(expr.span), at.line, at.column));
            }
        },
        span: &mut |_| {},
    };
    if let Some(module) = &parsed.code {
        walk.stmts(&module.body);
    }
    out
}

/// Panics unless every span lies inside the text on character boundaries, statements and arguments stand in source order, and each byte of
/// a literal's value is mapped to the same byte of the source (an escape: to a byte that is no letter or digit).
#[track_caller]
pub(crate) fn assert_spans(file: &SourceFile, parsed: &Parsed) {
    let mut faults = Vec::new();
    let mut spans = Vec::new();
    let mut walk = Walk {
        expr: &mut |expr| match &expr.kind {
            ExprKind::Text(text) => faults.extend(fault(file, &text.value, &text.map)),
            ExprKind::Call(call) => {
                let starts: Vec<u32> = call.args.iter().map(|arg| arg.value.span.start).collect();
                if !starts.is_sorted() {
                    faults.push(format!("arguments out of order: {}", file.slice(expr.span)));
                }
            }
            _ => {}
        },
        span: &mut |span| spans.push(span),
    };
    if let Some(module) = &parsed.code {
        walk.stmts(&module.body);
    }
    for document in &parsed.documents {
        node(&document.root, file, &mut spans, &mut faults);
    }
    spans.extend(parsed.comments.iter().map(|comment| comment.span));
    spans.extend(parsed.skipped.iter().map(|skipped| skipped.span));
    let outside = |span: &Span| file.text().get(span.range()).is_none();
    faults.extend(spans.iter().filter(|span| outside(span)).map(|span| format!("{span:?} is no part of the text")));
    if let Some(module) = &parsed.code
        && !module.body.iter().map(|stmt| stmt.span.start).is_sorted()
    {
        faults.push("top-level statements out of order".to_owned());
    }
    assert!(faults.is_empty(), "{}: {}", file.path(), faults.join("\n"));
}

/// What is wrong with the map of a literal.
fn fault(file: &SourceFile, value: &str, map: &TextMap) -> Option<String> {
    let segments = map.segments();
    for (index, &(decoded, source)) in segments.iter().enumerate() {
        let end = segments.get(index + 1).map_or(value.len(), |&(next, _)| next as usize);
        let Some(part) = value.get(decoded as usize..end) else {
            return Some(format!("{value:?}: segment {decoded}..{end} is no part of the value"));
        };
        let rest = file.text().get(source as usize..).unwrap_or_default();
        // only the last character of a segment can be an escape: behind it the positions jump
        let plain =
            if rest.starts_with(part) { part.len() } else { part.char_indices().next_back().map_or(0, |(at, _)| at) };
        let escaped = part.get(plain..).unwrap_or_default();
        let points_at_escape = rest.get(plain..).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        if !rest.starts_with(&part[..plain]) || !escaped.is_empty() && !points_at_escape && escaped != "\u{fffd}" {
            let found: String = rest.chars().take(part.chars().count()).collect();
            return Some(format!("{value:?}: {part:?} is mapped to {found:?} at byte {source}"));
        }
    }
    None
}

fn node(node_: &Node, file: &SourceFile, spans: &mut Vec<Span>, faults: &mut Vec<String>) {
    spans.push(node_.span);
    match &node_.kind {
        NodeKind::Scalar(scalar) => faults.extend(fault(file, &scalar.text, &scalar.map)),
        NodeKind::Map(pairs) => {
            for pair in pairs {
                spans.push(pair.key.span);
                node(&pair.value, file, spans, faults);
            }
        }
        NodeKind::Seq(items) => items.iter().for_each(|item| node(item, file, spans, faults)),
    }
}

/// Visits every expression and every span.
struct Walk<'a> {
    expr: &'a mut dyn FnMut(&Expr),
    span: &'a mut dyn FnMut(Span),
}

impl Walk<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|expr| self.expr(expr));
    }

    fn ident(&mut self, ident: &Ident) {
        (self.span)(ident.span);
    }

    fn stmt(&mut self, stmt: &Stmt) {
        (self.span)(stmt.span);
        match &stmt.kind {
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Assign(assign) => self.assign(assign),
            StmtKind::Import(import) => {
                self.ident(&import.local);
                (self.span)(import.span);
            }
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => self.class(class),
            StmtKind::Return(value) => self.exprs(value),
            StmtKind::Branch { heads, arms, .. } => {
                self.exprs(heads);
                for arm in arms {
                    self.stmts(arm);
                }
            }
            StmtKind::Loop { target, iter, body } => {
                if let Some(target) = target {
                    self.pattern(target);
                }
                self.exprs(iter);
                self.stmts(body);
            }
            StmtKind::Block(body) | StmtKind::Module(body) => self.stmts(body),
        }
    }

    fn assign(&mut self, assign: &Assign) {
        self.pattern(&assign.target);
        self.exprs(&assign.value);
    }

    fn function(&mut self, function: &Function) {
        (self.span)(function.span);
        function.name.iter().for_each(|name| self.ident(name));
        for param in &function.params {
            self.pattern(&param.pattern);
            self.exprs(&param.default);
        }
        self.exprs(&function.decorators);
        self.stmts(&function.body);
    }

    fn class(&mut self, class: &Class) {
        self.ident(&class.name);
        self.exprs(&class.decorators);
        self.stmts(&class.body);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Name(name) => self.ident(name),
            Pattern::Place(place) => self.expr(place),
            Pattern::Tuple(items) => items.iter().for_each(|item| self.pattern(item)),
            Pattern::Record(pairs) => {
                for (key, value) in pairs {
                    self.ident(key);
                    self.pattern(value);
                }
            }
            Pattern::Variant { fields, .. } => fields.iter().for_each(|(_, value)| self.pattern(value)),
            Pattern::Other => {}
        }
    }

    fn expr(&mut self, expr: &Expr) {
        (self.span)(expr.span);
        (self.expr)(expr);
        match &expr.kind {
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Name(_)
            | ExprKind::Module { .. } => {}
            ExprKind::Template(parts) | ExprKind::List(parts) | ExprKind::Other(parts) => self.exprs(parts),
            ExprKind::Member { object, name } => {
                self.expr(object);
                self.ident(name);
            }
            ExprKind::Index { object: left, index: right } | ExprKind::Binary { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Call(call) => {
                self.expr(&call.callee);
                for arg in &call.args {
                    arg.name.iter().for_each(|name| self.ident(name));
                    self.expr(&arg.value);
                }
            }
            ExprKind::Record(record) => {
                self.exprs(&record.type_);
                for entry in &record.entries {
                    match entry {
                        Entry::Pair { key, value } => self.exprs([key, value]),
                        Entry::Spread(inner) => self.expr(inner),
                    }
                }
            }
            ExprKind::Choice { heads, arms } => {
                self.exprs(heads);
                self.exprs(arms);
            }
            ExprKind::Lambda(function) => self.function(function),
            ExprKind::Spread(inner) => self.expr(inner),
            ExprKind::Assign(assign) => self.assign(assign),
            ExprKind::Block(body) => self.stmts(body),
        }
    }
}
