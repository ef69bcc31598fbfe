//! What an expression is made of.

use super::code::{Entry, Expr, ExprKind};

impl Expr {
    /// Visits the expressions directly in this one, in the order of the text.
    ///
    /// Functions, blocks and assignments have none: what is in them are statements and targets, which whoever walks a tree has to treat as such.
    pub(crate) fn each_part<'a>(&'a self, mut visit: impl FnMut(&'a Expr)) {
        match &self.kind {
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Name(_)
            | ExprKind::Module { .. }
            | ExprKind::Lambda(_)
            | ExprKind::Block(_)
            | ExprKind::Assign(_) => {}
            ExprKind::Template(parts) | ExprKind::List(parts) | ExprKind::Other(parts) => {
                parts.iter().for_each(visit);
            }
            ExprKind::Member { object: inner, .. } | ExprKind::Spread(inner) => visit(inner),
            ExprKind::Index { object: left, index: right } | ExprKind::Binary { left, right, .. } => {
                visit(left);
                visit(right);
            }
            ExprKind::Call(call) => {
                visit(&call.callee);
                call.args.iter().for_each(|arg| visit(&arg.value));
            }
            ExprKind::Record(record) => {
                for entry in &record.entries {
                    match entry {
                        Entry::Pair { key, value } => {
                            visit(key);
                            visit(value);
                        }
                        Entry::Spread(inner) => visit(inner),
                    }
                }
            }
            ExprKind::Choice { heads, arms } => heads.iter().chain(arms).for_each(visit),
        }
    }
}
