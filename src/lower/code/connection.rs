//! Where a client connects to and as whom.

use super::bind::{Bound, is_one_of};
use super::call::is_client;
use super::{Lowerer, host, literal, pool};
use crate::analysis::builtin;
use crate::analysis::{CallSite, Evaluator, Item, Kind, Lookup, ObjectId, Value};
use crate::finding::Confidence;
use crate::lower::endpoint::{self, DEFAULT_PORT_NUMBER, Endpoint};
use crate::lower::model::compile::{Callable, Connection as Made};
use crate::lower::model::raw::RawFirst;
use crate::lower::model::template::Place;
use crate::source::Span;
use crate::usage::{Connection, FactKind, Given, LiteralRole};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// What is known of one endpoint.
#[derive(Debug, Clone)]
struct Parts {
    host: Given,
    port: Given,
    username: Given,
    password: Given,
}

impl Parts {
    fn all(given: &Given) -> Self {
        Self { host: given.clone(), port: given.clone(), username: given.clone(), password: given.clone() }
    }

    /// These, with `other` for what is absent here.
    fn or(self, other: Parts) -> Self {
        let pick = |first: Given, second: Given| if first.is_absent() { second } else { first };
        Self {
            host: pick(self.host, other.host),
            port: pick(self.port, other.port),
            username: pick(self.username, other.username),
            password: pick(self.password, other.password),
        }
    }
}

/// Reports the client that a constructor makes, and gives `target` its number.
pub(super) fn connect(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    made: &Made,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    target: Option<ObjectId>,
) {
    if made.raw.none || !is_redis(ev, made, bound) {
        return;
    }
    let given = first_given(ev, bound, &made.from).or_else(|| {
        let node = first_node(ev, made, bound)?;
        node.object().is_some_and(|id| is_client(ev, id)).then_some(node)
    });
    if let Some(value) = given {
        // the object decides: a pool, another client
        let client = value.object().and_then(|id| ev.heap.instance(id)).and_then(|instance| instance.client);
        if let Some(instance) = target.and_then(|id| ev.heap.instance_mut(id)) {
            instance.client = client;
        }
        return;
    }
    let parts = parts(ev, made, bound);
    let client = ev.library.next_client();
    if let Some(instance) = target.and_then(|id| ev.heap.instance_mut(id)) {
        instance.client = Some(client);
    }
    if !made.pool_size.is_empty() {
        pool::sized(ev, &made.pool_size, bound, call.name_span, &callable.library);
        if let Some(url) = first_given(ev, bound, &made.url) {
            pool::in_url(ev, &url, call.name_span, &callable.library);
        }
    }
    let ignored = callable.ignored.iter().filter(|name| is_given(ev, bound, name)).cloned().collect();
    let fact = FactKind::Connection(Connection {
        host: parts.host,
        port: parts.port,
        default_port: made.raw.default_port,
        username: parts.username,
        password: parts.password,
        client: Some(client),
        ignored,
    });
    let scope = ev.function_scope();
    ev.library.fact(fact, call.name_span, Confidence::Certain, &callable.library, scope);
}

/// What all arguments together say of the endpoint.
fn parts(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Parts {
    let is_hidden = made
        .unknown
        .iter()
        .any(|place| matches!(bound.lookup(&mut ev.heap, place), Lookup::Found(value) if !value.is_null()));
    let mut parts = if is_hidden || bound.has_spread() {
        Parts::all(&Given::Dynamic)
    } else {
        let options = options(ev, made, bound);
        let url = url(ev, made, bound);
        let (first, second) = match made.raw.first {
            RawFirst::Url => (url, options),
            RawFirst::Options => (options, url),
        };
        let typed = by_type(ev, made, bound);
        let nodes = nodes(ev, made, bound);
        let mut merged = first.or(second);
        for more in [typed, nodes].into_iter().flatten() {
            merged = merged.or(more);
        }
        merged
    };
    if made.raw.auth == Some(false) {
        parts.password = Given::Inapplicable;
    }
    if first_given(ev, bound, &made.socket).is_some() || made.raw.default_port.is_none() && parts.port.is_absent() {
        parts.port = Given::Inapplicable;
    }
    parts
}

/// Whether the arguments make a client of Redis, as far as the model asks for it.
fn is_redis(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> bool {
    let has_value = |ev: Ev<'_, '_, '_>, (name, wanted): (&String, &Vec<String>)| {
        let models = ev.library.models();
        first_given(ev, bound, &[Place::parse(name)]).is_some_and(|value| is_one_of(models, &value, wanted))
    };
    if !made.raw.when.iter().all(|entry| has_value(ev, entry)) {
        return false;
    }
    if !made.given.is_empty() && first_given(ev, bound, &made.given).is_none() {
        return false;
    }
    let is_url = |value: Value| builtin::flat(&value).is_some_and(|flat| !endpoint::urls(&flat.text).is_empty());
    !made.raw.redis_url || first_given(ev, bound, &made.url).is_some_and(is_url)
}

/// Reports a client of an unknown library that connects to the URL `url`.
pub(super) fn connect_to(ev: Ev<'_, '_, '_>, url: &Value, call: &CallSite<'_>, target: Option<ObjectId>) {
    let parts = from_url(ev, url);
    let client = ev.library.next_client();
    if let Some(instance) = target.and_then(|id| ev.heap.instance_mut(id)) {
        instance.client = Some(client);
    }
    let fact = FactKind::Connection(Connection {
        host: parts.host,
        port: parts.port,
        default_port: Some(DEFAULT_PORT_NUMBER),
        username: parts.username,
        password: parts.password,
        client: Some(client),
        ignored: Vec::new(),
    });
    let scope = ev.function_scope();
    let library = std::sync::Arc::clone(&ev.library.unnamed);
    ev.library.fact(fact, call.name_span, Confidence::Likely, &library, scope);
}

fn is_given(ev: Ev<'_, '_, '_>, bound: &Bound<'_>, name: &str) -> bool {
    matches!(bound.lookup(&mut ev.heap, &Place::parse(name)), Lookup::Found(value) if !value.is_null())
}

fn first_given(ev: Ev<'_, '_, '_>, bound: &Bound<'_>, places: &[Place]) -> Option<Value> {
    places.iter().find_map(|place| match bound.lookup(&mut ev.heap, place) {
        Lookup::Found(value) | Lookup::Maybe(value) if !value.is_null() => Some(value),
        _ => None,
    })
}

/// What is given at the first of `places` that is not absent; a literal found there is reported as `role`.
fn given_of(ev: Ev<'_, '_, '_>, bound: &Bound<'_>, places: &[Place], role: Option<LiteralRole>) -> Given {
    let mut is_open = false;
    for place in places {
        match bound.lookup(&mut ev.heap, place) {
            Lookup::Found(value) => {
                let given = given(&value, role == Some(LiteralRole::Password));
                if let Some(role) = role {
                    literal::report(ev, &value, role, "argument", &place.root, Confidence::Certain);
                }
                if !given.is_absent() {
                    return given;
                }
            }
            Lookup::Maybe(_) | Lookup::Unknown => is_open = true,
            Lookup::Absent => {}
        }
    }
    if is_open { Given::Dynamic } else { Given::Absent }
}

/// Whether and how a value is given.
fn given(value: &Value, empty_is_absent: bool) -> Given {
    match &value.kind {
        Kind::Null => Given::Absent,
        Kind::Text(text) if text.text.is_empty() && empty_is_absent => Given::Absent,
        Kind::Text(_) | Kind::Number(_) => Given::Literal(value.as_text().unwrap_or_default().to_owned(), value.span),
        _ => Given::Dynamic,
    }
}

fn options(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Parts {
    let mut parts = Parts {
        host: given_of(ev, bound, &made.host, None),
        port: given_of(ev, bound, &made.port, Some(LiteralRole::Port)),
        username: given_of(ev, bound, &made.username, None),
        password: given_of(ev, bound, &made.password, Some(LiteralRole::Password)),
    };
    if let Given::Literal(text, _) = &parts.host
        && let Some((host, port)) = text.rsplit_once(':')
        && parts.port.is_absent()
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        if let Some(value) = first_given(ev, bound, &made.host) {
            literal::endpoints(ev, &value, true, "argument", Confidence::Certain);
        }
        parts.port = Given::Literal(port.to_owned(), None);
        parts.host = Given::Literal(host.to_owned(), None);
    } else if matches!(parts.host, Given::Dynamic) && !made.host.is_empty() && made.port.is_empty() {
        parts.port = Given::Dynamic;
    }
    parts
}

fn url(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Parts {
    let absent = Parts::all(&Given::Absent);
    for place in &made.url {
        match bound.lookup(&mut ev.heap, place) {
            Lookup::Found(value) if value.is_null() => {}
            Lookup::Found(value) if is_options(ev, made, place, &value) => {}
            Lookup::Found(value) => return from_url(ev, &value),
            Lookup::Maybe(_) | Lookup::Unknown => return Parts::all(&Given::Dynamic),
            Lookup::Absent => {}
        }
    }
    absent
}

/// Whether what may be a URL is a record here, in which the model looks for a host.
fn is_options(ev: Ev<'_, '_, '_>, made: &Made, place: &Place, value: &Value) -> bool {
    let is_inside = |other: &Place| {
        other.root == place.root && other.keys.len() > place.keys.len() && other.keys.starts_with(&place.keys)
    };
    value.object().is_some_and(|id| ev.heap.record(id).is_some()) && made.host.iter().any(is_inside)
}

/// The endpoint that a value is: a URL, `host:port`, a pair, a host.
fn from_url(ev: Ev<'_, '_, '_>, value: &Value) -> Parts {
    if let Some(id) = value.object() {
        if let Some(items) = ev.heap.list(id).map(<[Item]>::to_vec) {
            return match items.first() {
                Some(Item::One(first)) if is_url(first) => from_url(ev, &first.clone()),
                _ => pair(ev, &items),
            };
        }
        return Parts::all(&Given::Dynamic);
    }
    let Some(flat) = builtin::flat(value) else { return Parts::all(&Given::Dynamic) };
    literal::endpoints(ev, value, true, "argument", Confidence::Certain);
    let text = flat.text.as_str();
    match endpoint::endpoints(text).first() {
        Some(found) => {
            let mut parts = from_endpoint(found);
            if parts.port.is_absent() && host::may_hold_port(ev, found, &flat) {
                parts.port = Given::Dynamic;
            }
            parts
        }
        None if text.contains(builtin::HOLE) => Parts::all(&Given::Dynamic),
        None => {
            let host = text.split_once("://").map_or(text, |(_, rest)| rest);
            Parts { host: Given::Literal(host.to_owned(), value.span), ..Parts::all(&Given::Absent) }
        }
    }
}

fn is_url(value: &Value) -> bool {
    builtin::flat(value).is_some_and(|flat| flat.text.contains("://") || flat.text.contains(':'))
}

/// `(host, port)`.
fn pair(ev: Ev<'_, '_, '_>, items: &[Item]) -> Parts {
    let mut parts = Parts::all(&Given::Absent);
    match items {
        [Item::One(host), Item::One(port)] => {
            parts.host = given(host, true);
            parts.port = given(port, false);
            literal::report(ev, port, LiteralRole::Port, "argument", "port", Confidence::Certain);
            parts
        }
        _ => Parts::all(&Given::Dynamic),
    }
}

fn from_endpoint(found: &Endpoint) -> Parts {
    let option = |names: &[&str]| {
        found
            .options
            .iter()
            .find(|(name, _)| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)))
            .map(|(_, part)| part)
    };
    let part = |part: Option<&endpoint::Part>| match part.map(endpoint::Part::known) {
        None | Some(Some("")) => Given::Absent,
        Some(Some(text)) => Given::Literal(text.to_owned(), None),
        Some(None) => Given::Dynamic,
    };
    // which server that is, the sentinels say
    if found.is_sentinel {
        return Parts {
            username: Given::Dynamic,
            password: part(found.password.as_ref()),
            ..Parts::all(&Given::Dynamic)
        };
    }
    let is_socket = found.host.as_ref().is_some_and(|host| host.text.starts_with('/'));
    Parts {
        host: part(found.host.as_ref()),
        port: if is_socket { Given::Inapplicable } else { part(found.port.as_ref().or_else(|| option(&["port"]))) },
        username: part(found.user.as_ref().or_else(|| option(&["username", "user"]))),
        password: part(found.password.as_ref().or_else(|| option(&["password", "pass"]))),
    }
}

/// Positional arguments that are told apart by their type; what comes earlier wins.
fn by_type(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Option<Parts> {
    made.raw.by_type.as_ref()?;
    let mut parts = Parts::all(&Given::Absent);
    for arg in &bound.positional {
        let more = typed(ev, &arg.value, arg.span);
        parts = parts.or(more);
    }
    Some(parts)
}

fn typed(ev: Ev<'_, '_, '_>, value: &Value, _: Span) -> Parts {
    let mut parts = Parts::all(&Given::Absent);
    match &value.kind {
        Kind::Null | Kind::Function(_) => {}
        Kind::Number(_) => {
            parts.port = given(value, false);
            literal::report(ev, value, LiteralRole::Port, "argument", "port", Confidence::Certain);
        }
        Kind::Text(text) => {
            let text = text.text.as_str();
            if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                parts.port = given(value, false);
                literal::report(ev, value, LiteralRole::Port, "argument", "port", Confidence::Certain);
            } else if text.starts_with('/') {
                parts.port = Given::Inapplicable;
            } else {
                return from_url(ev, value);
            }
        }
        Kind::Concat(_) => return from_url(ev, value),
        // options are read by their names
        Kind::Object(id) if ev.heap.record(*id).is_some() => {}
        _ => return Parts::all(&Given::Dynamic),
    }
    parts
}

/// The first of a list of nodes, if it is known.
fn first_node(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Option<Value> {
    let value = first_given(ev, bound, &made.nodes)?;
    match value.object().and_then(|id| ev.heap.list(id)) {
        Some(items) => match items.first() {
            Some(Item::One(first)) => Some(first.clone()),
            _ => None,
        },
        None => Some(value),
    }
}

/// What is known of the nodes by the first of them.
fn nodes(ev: Ev<'_, '_, '_>, made: &Made, bound: &Bound<'_>) -> Option<Parts> {
    let value = match made.nodes.iter().find_map(|place| match bound.lookup(&mut ev.heap, place) {
        Lookup::Absent => None,
        other => Some(other),
    })? {
        Lookup::Found(value) if value.is_null() => return None,
        Lookup::Found(value) => value,
        _ => return Some(Parts::all(&Given::Dynamic)),
    };
    if value.object().and_then(|id| ev.heap.list(id)).is_some_and(<[Item]>::is_empty) {
        return None;
    }
    match first_node(ev, made, bound) {
        Some(node) => Some(one_node(ev, made, &node)),
        None => Some(Parts::all(&Given::Dynamic)),
    }
}

fn one_node(ev: Ev<'_, '_, '_>, made: &Made, node: &Value) -> Parts {
    let mut parts = Parts::all(&Given::Absent);
    if matches!(node.kind, Kind::Number(_)) {
        return typed(ev, node, Span::default());
    }
    let Some(id) = node.object() else { return from_url(ev, node) };
    if ev.heap.list(id).is_some() {
        return from_url(ev, node);
    }
    let keys = &made.raw.node;
    if let Some(url) = entry(ev, id, &keys.url) {
        return from_url(ev, &url);
    }
    if let Some(value) = entry(ev, id, &keys.host) {
        parts.host = given(&value, true);
    }
    if let Some(value) = entry(ev, id, &keys.port) {
        parts.port = given(&value, false);
        literal::report(ev, &value, LiteralRole::Port, "argument", &keys.port, Confidence::Certain);
    }
    if let Some(value) = entry(ev, id, &keys.password) {
        parts.password = given(&value, true);
        literal::report(ev, &value, LiteralRole::Password, "argument", &keys.password, Confidence::Certain);
    }
    let is_open = ev.heap.record(id).is_some_and(|record| record.is_open)
        || ev.heap.instance(id).is_some_and(|instance| instance.is_open);
    if is_open {
        parts = parts.or(Parts::all(&Given::Dynamic));
    }
    parts
}

fn entry(ev: Ev<'_, '_, '_>, id: ObjectId, key: &str) -> Option<Value> {
    let mut place = Place::parse("self");
    place.keys = key.split('.').map(str::to_owned).collect();
    let mut current = Value { kind: Kind::Object(id), span: None };
    for key in &place.keys {
        let id = current.object()?;
        current = match (ev.heap.record(id), ev.heap.instance(id)) {
            (Some(record), _) => match record.lookup(key) {
                Lookup::Found(value) | Lookup::Maybe(value) => value,
                _ => return None,
            },
            (None, Some(instance)) => match instance.fields.get(key)?.items.first()? {
                Item::One(value) => value.clone(),
                Item::Many(_) => Value::unknown(),
            },
            (None, None) => return None,
        };
    }
    Some(current)
}
