//! Hosts in URLs that are only known at run time.

use super::Lowerer;
use crate::analysis::builtin::{Flat, HOLE};
use crate::analysis::{Evaluator, Kind, Value};
use crate::lower::endpoint::{self, Endpoint};
use crate::lower::naming::{self, Role};

/// Whether the host may come with a port of its own: `redis://{address}/0`, but not `redis://{host}/0`.
pub(super) fn may_hold_port(ev: &Evaluator<'_, Lowerer<'_>>, found: &Endpoint, flat: &Flat) -> bool {
    hole(found, flat).is_some_and(|value| !is_alone(ev, value))
}

/// What stands in a host's place, when that is all of it: `redis://{address}/0`.
fn hole<'f>(found: &Endpoint, flat: &'f Flat) -> Option<&'f Value> {
    let host = found.host.as_ref().filter(|host| host.text.chars().eq([HOLE]))?;
    let endpoint::Place::Text(span) = host.place else { return None };
    flat.holes.iter().find(|(start, _)| *start == span.start as usize).map(|(_, value)| value)
}

/// Whether a value that is not known is a host without a port, by the name of what it is read from: `{settings.redis_host}`, but not `{address}`.
fn is_alone(ev: &Evaluator<'_, Lowerer<'_>>, value: &Value) -> bool {
    if let Kind::Env(read) = &value.kind
        && let Some(name) = &read.name
    {
        return naming::role_of(name) == Some(Role::Host);
    }
    let Some(span) = value.span else { return false };
    let mut written = ev.file.slice(span).rsplit(|c: char| c != '_' && !c.is_alphanumeric());
    let role = written.find(|name| !name.is_empty()).and_then(naming::role_of);
    role == Some(Role::Host)
}
