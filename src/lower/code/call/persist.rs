//! Writes to the database that is the source of truth.

use crate::analysis::builtin;
use crate::analysis::{CallSite, Lookup, ObjectId};
use crate::lower::code::bind::Bound;
use crate::lower::model::compile::{Callable, Persists};
use crate::usage::{FactKind, Persist};

use super::Ev;
use super::object::confidence_of;

/// How statements that change something start.
pub(super) const WRITES: [&str; 7] = ["INSERT", "UPDATE", "DELETE", "MERGE", "UPSERT", "REPLACE", "COPY"];

/// Reports a write to the database, if the call is one.
pub(super) fn persist(
    ev: Ev<'_, '_, '_>,
    persists: &Persists,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
) {
    let is_write = match persists {
        Persists::Always | Persists::Commit | Persists::Rollback => true,
        Persists::Statement(place) => match bound.lookup(&mut ev.heap, place) {
            // a statement that was built by the library's own functions: only those that write are modelled
            Lookup::Found(value) if value.object().is_some_and(|id| ev.heap.instance(id).is_some()) => true,
            Lookup::Found(value) => builtin::flat(&value).is_some_and(|flat| {
                let first = flat.text.split_whitespace().next().unwrap_or_default();
                WRITES.iter().any(|write| write.eq_ignore_ascii_case(first))
            }),
            _ => false,
        },
    };
    if is_write {
        let step = match persists {
            Persists::Always | Persists::Statement(_) => Persist::Write,
            Persists::Commit => Persist::Commit,
            Persists::Rollback => Persist::Rollback,
        };
        let scope = ev.function_scope();
        let confidence = confidence_of(ev, object);
        let kind = FactKind::Persist(step);
        ev.library.fact(kind, call.name_span, confidence, &callable.library, scope);
    }
}
