//! Calls of the team's own helpers, by how they are written or where they are imported from.

use std::sync::Arc;

use super::{Lowerer, call};
use crate::analysis::{CallSite, Evaluator, Library, PathRoot, Value};
use crate::ir::code::{Expr, ExprKind, Ident};
use crate::lower::model::wrapper::project_path;

/// A call of `callee`, whose value is `value`, or of the method `member` of `value`; `None` when it is no helper's.
pub(super) fn call(
    ev: &mut Evaluator<'_, Lowerer<'_>>,
    callee: &Expr,
    value: &Value,
    member: Option<&Ident>,
    site: &CallSite<'_>,
) -> Option<Value> {
    let models = ev.library.models();
    if models.wrappers.is_empty() {
        return None;
    }
    // what a library's model speaks of is the library's, whatever the team calls its helpers
    let is_instance = value.object().is_some_and(|id| ev.heap.instance(id).is_some());
    let is_library = |path: &[String]| {
        path.first().is_some_and(|first| models.packages.contains(first.as_str())) && ev.library.knows(path)
    };
    let imported = value.alternatives().iter().find_map(Value::as_path);
    if is_instance || imported.is_some_and(|path| path.root == PathRoot::Package && is_library(&path.segments)) {
        return None;
    }
    let written = names(callee);
    let helper = models.wrappers.get(&written).or_else(|| {
        let mut path = project_path(&imported?.segments);
        path.extend(member.map(|member| member.name.as_str()));
        models.wrappers.get(&path)
    })?;
    let helper = Arc::clone(helper);
    Some(call::perform(ev, &helper, site, None, None))
}

/// The names by which something is called, outermost first: `this.bus().publish` is `this`, `bus`, `publish`.
fn names(callee: &Expr) -> Vec<&str> {
    let mut out = Vec::new();
    let mut current = callee;
    for _ in 0..8 {
        match &current.kind {
            ExprKind::Name(name) => {
                out.push(name.as_str());
                break;
            }
            ExprKind::Text(text) => {
                out.push(text.value.as_str());
                break;
            }
            ExprKind::Member { object, name } => {
                out.push(name.name.as_str());
                current = object;
            }
            ExprKind::Call(call) => current = &call.callee,
            ExprKind::Index { object, .. } => current = object,
            _ => break,
        }
    }
    out.reverse();
    out
}
