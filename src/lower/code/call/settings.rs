//! Settings of frameworks that stand for a client's construction.

use crate::analysis::{ArgValue, CallSite, Item, ObjectId, Value};
use crate::finding::Confidence;
use crate::lower::model::compile::Callable;
use crate::source::Span;
use crate::usage::FactKind;

use super::Ev;
use super::perform::perform;

/// A mapping was given to what is called `name`: settings of frameworks.
pub(super) fn configure(ev: Ev<'_, '_, '_>, name: &str, record: ObjectId, span: Span) {
    let models = ev.library.models();
    for (each, callable) in models.settings.get(name).into_iter().flatten() {
        let before = ev.library.out.facts.len();
        connect(ev, callable, *each, record, span);
        // the framework constructs the client, if it does, and may be told the rest elsewhere
        for fact in ev.library.out.facts.iter_mut().skip(before) {
            if matches!(fact.kind, FactKind::Connection(_)) {
                fact.confidence = Confidence::Possible;
            }
        }
    }
}

/// Settings as constructor calls with the keys as arguments.
pub(super) fn connect(ev: Ev<'_, '_, '_>, callable: &Callable, each: bool, record: ObjectId, span: Span) {
    let server = |value: &Value| Some((value.object()?, value.span.unwrap_or(span)));
    let servers: Vec<(ObjectId, Span)> = match (ev.heap.record(record), ev.heap.list(record)) {
        (Some(all), _) if each => all.iter().filter_map(|(_, value, _)| server(value)).collect(),
        (None, Some(all)) if each => {
            let one = |item: &Item| if let Item::One(value) = item { server(value) } else { None };
            all.iter().filter_map(one).collect()
        }
        _ => vec![(record, span)],
    };
    for (server, span) in servers {
        let Some(record) = ev.heap.record(server) else { continue };
        let argument = |name: &str, value: Value, is_spread: bool| ArgValue {
            name: Some(name.to_owned()),
            span: value.span.unwrap_or(span),
            value,
            is_spread,
        };
        let mut args: Vec<ArgValue> = record
            .iter()
            .map(|(key, value, certain)| argument(key, if certain { value.clone() } else { Value::unknown() }, false))
            .collect();
        if record.is_open {
            args.push(argument("**", Value::unknown(), true));
        }
        let name_span = Span { start: span.start, end: span.start.saturating_add(1).min(span.end) };
        perform(ev, callable, &CallSite { args: &args, span, name_span }, None, None);
    }
}
