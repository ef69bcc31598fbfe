//! What the value of an expression is made of.

use super::{MAX_DEPTH, Roots, Walker, limited};
use crate::ir::code::{Call, Entry, Expr, ExprKind, StmtKind};
use crate::source::Span;

/// How many attributes a root names at the most.
const MAX_ATTRIBUTES: usize = 6;

impl Walker<'_> {
    /// The variables, attributes and results that flow into `expr`.
    pub(super) fn roots(&mut self, expr: &Expr) -> Roots {
        if self.depth >= MAX_DEPTH {
            return Roots::new();
        }
        self.depth += 1;
        let roots = self.parts(expr);
        self.depth -= 1;
        limited(roots)
    }

    fn parts(&mut self, expr: &Expr) -> Roots {
        match &expr.kind {
            ExprKind::Name(name) => match self.lookup(name) {
                Some(roots) => roots.clone(),
                // a global of the language, or a name that a pattern binds which is not followed
                None if name.starts_with(char::is_uppercase) => Roots::new(),
                None => Roots::from([name.clone()]),
            },
            ExprKind::Member { object, name } => {
                let roots = self.roots(object);
                attribute(&roots, &name.name)
            }
            ExprKind::Index { object, index } => {
                let roots = self.roots(object);
                match index.as_text() {
                    Some(key) => attribute(&roots, key),
                    None => roots,
                }
            }
            ExprKind::Call(call) => self.result(call, expr.span),
            ExprKind::Template(parts) | ExprKind::List(parts) | ExprKind::Other(parts) => self.all(parts),
            ExprKind::Record(record) => {
                let values = record.entries.iter().map(|entry| match entry {
                    Entry::Pair { value, .. } => value,
                    Entry::Spread(inner) => inner,
                });
                values.flat_map(|value| self.roots(value)).collect()
            }
            ExprKind::Binary { left, right, .. } => {
                [left, right].into_iter().flat_map(|side| self.roots(side)).collect()
            }
            ExprKind::Choice { arms, .. } => self.all(arms),
            ExprKind::Spread(inner) => self.roots(inner),
            ExprKind::Assign(assign) => assign.value.as_ref().map(|value| self.roots(value)).unwrap_or_default(),
            ExprKind::Block(body) => match body.last().map(|stmt| &stmt.kind) {
                Some(StmtKind::Expr(value)) => self.roots(value),
                _ => Roots::new(),
            },
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Lambda(_)
            | ExprKind::Module { .. } => Roots::new(),
        }
    }

    fn all(&mut self, parts: &[Expr]) -> Roots {
        parts.iter().flat_map(|part| self.roots(part)).collect()
    }

    /// What a call gives: what it is given, when it only writes that in another form; something of its own otherwise.
    fn result(&mut self, call: &Call, span: Span) -> Roots {
        let (object, name) = match &call.callee.kind {
            ExprKind::Member { object, name } => (Some(object), name.name.as_str()),
            ExprKind::Name(name) => (None, name.as_str()),
            _ => (None, ""),
        };
        // `super().save()` is about the object itself
        if name == "super" && object.is_none() {
            return self.lookup("self").cloned().unwrap_or_default();
        }
        let is_made = call.is_new
            || name.starts_with(char::is_uppercase)
            || self.is_constructor(object.map(|object| &**object), name);
        let is_same =
            self.facts.carries(name) || self.facts.functions.contains_key(name) || self.facts.methods.contains(name);
        match object {
            Some(object) if is_same && call.args.is_empty() => self.roots(object),
            // what is asked of an object twice is the same
            Some(object) if call.args.is_empty() && !is_made => {
                let roots = self.roots(object);
                if roots.is_empty() {
                    Roots::from([format!("#{}", span.start)])
                } else {
                    attribute(&roots, &format!("{name}()"))
                }
            }
            _ if is_made || is_same => {
                let mut roots = self.arguments(call);
                // `value.unwrap_or(other)`, `title.replace("a", "b")`
                if let Some(object) = object.filter(|_| is_same && !self.facts.functions.contains_key(name)) {
                    roots
                        .extend(self.roots(object).into_iter().filter(|root| root.contains('@') || root.contains('#')));
                }
                roots
            }
            _ => Roots::from([format!("#{}", span.start)]),
        }
    }

    /// `User::new(name)`, `UserOut.from_orm(user)`: of a type.
    fn is_constructor(&self, object: Option<&Expr>, name: &str) -> bool {
        let type_ = object.and_then(Expr::path);
        let is_type = type_.is_some_and(|path| path.last().is_some_and(|last| last.starts_with(char::is_uppercase)));
        is_type && (self.facts.constructors.contains(name) || name.starts_with("from"))
    }
}

/// An attribute of each.
fn attribute(roots: &Roots, name: &str) -> Roots {
    let is_deep = |root: &&String| root.matches('.').count() >= MAX_ATTRIBUTES;
    roots.iter().map(|root| if is_deep(&root) { root.clone() } else { format!("{root}.{name}") }).collect()
}
