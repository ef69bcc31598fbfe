//! Literals that mean something for Redis wherever they stand.

use super::{Lowerer, command_line, pool};
use crate::analysis::builtin::{self, Flat};
use crate::analysis::{Evaluator, Kind, NamedValue, Value};
use crate::finding::Confidence;
use crate::lower::Embedded;
use crate::lower::endpoint::{self, DEFAULT_PORT, Part, Place};
use crate::lower::naming::{self, PasswordText, Role};
use crate::source::{Language, Span};
use crate::usage::{Literal, LiteralRole};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// The longest `host:port`, in bytes.
const MAX_HOST_PORT: usize = 260;

/// How deep fallbacks of fallbacks are followed.
const MAX_DEPTH: usize = 6;

/// A text was evaluated: URLs in it are endpoints, whatever it is used for.
pub(super) fn text(ev: Ev<'_, '_, '_>, value: &Value, _: Span) {
    if ev.library.is_about_redis {
        usual_address(ev, value);
    }
    let has_scheme = match &value.kind {
        Kind::Text(text) => text.text.contains("://"),
        Kind::Concat(_) => true,
        _ => false,
    };
    if has_scheme {
        endpoints(ev, value, false, "url", Confidence::Certain);
    }
    script(ev, value);
}

/// A host with 6379 means a Redis server in a file that is about Redis, whatever it is given to.
fn usual_address(ev: Ev<'_, '_, '_>, value: &Value) {
    if let Kind::Text(text) = &value.kind
        && text.text.len() <= MAX_HOST_PORT
        && is_host_with_port(&text.text)
    {
        endpoints(ev, value, true, "constant", Confidence::Likely);
    }
}

/// So does a 6379 behind a host, `("localhost", 6379)`, or handed to what is called after ports, hosts or Redis: `redis_container.exposed_port(6379)`.
pub(super) fn sequence(ev: Ev<'_, '_, '_>, label: Option<&str>, values: &[(&Value, Span)]) {
    // words in a list are often only words
    let is_of_port = |kind: &Kind| matches!(kind, Kind::Number(_)) || label.is_some() && matches!(kind, Kind::Text(_));
    let is_port = |value: &Value| is_of_port(&value.kind) && value.as_text().is_some_and(|text| text == DEFAULT_PORT);
    if !ev.library.is_about_redis || !values.iter().any(|(value, _)| is_port(value)) {
        return;
    }
    let is_server = |name: &str| {
        naming::is_redis_name(name)
            || matches!(naming::role_of(name), Some(Role::Port | Role::Host | Role::HostPort | Role::Url))
    };
    let is_labelled = label.is_some_and(is_server);
    let place = if label.is_some_and(naming::is_published) { "published" } else { "argument" };
    let mut before: Option<(&Value, Span)> = None;
    for &(value, span) in values {
        if is_port(value) {
            let follows = before.is_some_and(|(host, span)| match &host.kind {
                Kind::Text(text) => is_host(&text.text) || is_server(&text.text),
                Kind::Number(_) => false,
                _ => ev.file.slice(span).split(['.', '(', ')']).any(is_server),
            });
            if is_labelled || follows {
                report(ev, value, LiteralRole::Port, place, "", Confidence::Likely);
            }
        }
        before = Some((value, span));
    }
}

/// `localhost`, `cache.internal`, `10.0.0.1`
fn is_host(text: &str) -> bool {
    text == "localhost" || text.contains(['.', ':']) && !text.contains(|c: char| c.is_whitespace() || c == '/')
}

/// `redis:6379`, `10.0.0.1:6379`; not `:6379`, which says what an address ends with.
fn is_host_with_port(text: &str) -> bool {
    let host = text.strip_suffix(DEFAULT_PORT).and_then(|host| host.strip_suffix(':'));
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.[]:".contains(&byte);
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(is_of_host))
}

/// A text that calls the server from Lua is read as Lua, wherever it goes.
fn script(ev: Ev<'_, '_, '_>, value: &Value) {
    if !matches!(value.kind, Kind::Text(_) | Kind::Concat(_)) || ev.file.language() == Language::Lua {
        return;
    }
    let catalog = ev.library.catalog;
    let is_script = |text: &str| catalog.script_marks().iter().any(|mark| text.contains(mark.as_str()));
    if let Kind::Text(text) = &value.kind
        && !is_script(&text.text)
    {
        return;
    }
    let Some(flat) = builtin::flat(value).filter(|flat| is_script(&flat.text)) else { return };
    let embedded = Embedded { language: Language::Lua, text: flat.text, map: flat.map, env: Vec::new(), config: None };
    ev.library.out.embedded.push(embedded);
}

/// Reports ports and passwords of the endpoints in a text; `is_redis` when something else says that it names Redis servers.
pub(super) fn endpoints(
    ev: Ev<'_, '_, '_>,
    value: &Value,
    is_redis: bool,
    place: &'static str,
    confidence: Confidence,
) {
    let Some(flat) = builtin::flat(value) else { return };
    let found = if is_redis { endpoint::endpoints(&flat.text) } else { endpoint::urls(&flat.text) };
    for endpoint in found {
        // `REDIS_CONN = 20` counts something
        let is_count = endpoint.host.is_none()
            && endpoint.form == endpoint::Form::HostPort
            && endpoint.port.as_ref().is_some_and(|port| port.text.len() < 4);
        if endpoint.is_sentinel || is_count {
            continue;
        }
        if let Some(port) = &endpoint.port {
            part(ev, value, &flat, port, LiteralRole::Port, place, confidence);
        }
        if let Some(password) = &endpoint.password {
            part(ev, value, &flat, password, LiteralRole::Password, place, confidence);
        }
    }
}

fn part(
    ev: Ev<'_, '_, '_>,
    value: &Value,
    flat: &Flat,
    part: &Part,
    role: LiteralRole,
    place: &'static str,
    confidence: Confidence,
) {
    let Some((known, is_default)) = part.literal() else { return };
    let Place::Text(range) = known.place else { return };
    let Some(span) = flat.place(range).or(value.span) else { return };
    let place = if is_default { "fallback" } else { place };
    emit(ev, role, &known.text, span, place, "", confidence);
}

/// A value was given to names: what they say it is.
pub(super) fn named(ev: Ev<'_, '_, '_>, named: &NamedValue<'_>) {
    let path = named.path;
    let last = path.last().copied().unwrap_or_default();
    if named.place == "callee" {
        // `RedisSessionStore::new("127.0.0.1:6379")`
        let is_endpoint = named
            .value
            .as_text()
            .is_some_and(|text| text.strip_suffix(DEFAULT_PORT).is_some_and(|host| host.ends_with(':')));
        if is_endpoint && naming::is_redis_name(last) {
            endpoints(ev, named.value, true, "argument", Confidence::Likely);
        }
        return;
    }
    command_line::named(ev, named);
    let Some(meaning) = naming::meaning(path) else {
        // a port of nothing in particular, in a file that is about Redis
        let is_about = ev.library.is_about_redis;
        if is_about && naming::role_of(last) == Some(Role::Port) {
            for (text, span, is_fallback) in literals(named.value, 0) {
                if text == DEFAULT_PORT {
                    let place = if is_fallback { "fallback" } else { named.place };
                    emit(ev, LiteralRole::Port, &text, span, place, last, Confidence::Likely);
                }
            }
        } else if naming::is_redis_name(last) {
            usual_endpoint(ev, named);
        }
        return;
    };
    match meaning.role {
        Role::Port => report(ev, named.value, LiteralRole::Port, named.place, last, meaning.confidence),
        // what a password is looked up by is not the password
        Role::Password if named.place == "lookup" => {}
        // `wait_for("redis-auth", 6389)`: a number behind the name of something
        Role::Password if named.place == "fallback" && matches!(named.value.kind, Kind::Number(_)) => {}
        Role::Password => report(ev, named.value, LiteralRole::Password, named.place, last, meaning.confidence),
        Role::Url | Role::HostPort | Role::Host => {
            for value in with_fallbacks(named.value, 0) {
                endpoints(ev, &value, true, named.place, meaning.confidence);
            }
        }
        Role::PoolSize if meaning.confidence == Confidence::Certain && named.place != "lookup" => {
            pool::named(ev, named.value, meaning.confidence);
        }
        Role::Username | Role::PoolSize => {}
    }
}

/// `MY_TEST_REDIS = "localhost:6379"`: a name that says Redis and nothing else, and a host with the usual port.
fn usual_endpoint(ev: Ev<'_, '_, '_>, named: &NamedValue<'_>) {
    for value in with_fallbacks(named.value, 0) {
        let is_usual = |text: &str| text.split_once(':').is_some_and(|(_, port)| port == DEFAULT_PORT);
        if builtin::flat(&value).is_some_and(|flat| is_usual(&flat.text)) {
            endpoints(ev, &value, true, named.place, Confidence::Likely);
        }
    }
}

/// Reports the literals that `value` may be.
pub(super) fn report(
    ev: Ev<'_, '_, '_>,
    value: &Value,
    role: LiteralRole,
    place: &'static str,
    name: &str,
    confidence: Confidence,
) {
    for (text, span, is_fallback) in literals(value, 0) {
        let place = if is_fallback { "fallback" } else { place };
        emit(ev, role, &text, span, place, name, confidence);
    }
}

fn emit(
    ev: Ev<'_, '_, '_>,
    role: LiteralRole,
    text: &str,
    span: Span,
    place: &'static str,
    name: &str,
    confidence: Confidence,
) {
    let is_sound = match role {
        LiteralRole::Port => text.parse::<u16>().is_ok_and(|port| port > 0),
        // the password of a URL is a part of it: `REDIS_URL_PASS = "redis://:x@h"`
        LiteralRole::Password => naming::password_text(text) == PasswordText::Secret && !text.contains("://"),
    };
    if is_sound {
        let scope = ev.function_scope();
        let literal = Literal { role, text: text.to_owned(), place, name: name.to_owned() };
        ev.library.literal(literal, span, confidence, scope);
    }
}

/// The literals that a value may be, with their places and whether each is only a fallback.
pub(super) fn literals(value: &Value, depth: usize) -> Vec<(String, Span, bool)> {
    match &value.kind {
        Kind::Text(_) | Kind::Number(_) => value
            .as_text()
            .zip(value.span)
            .map(|(text, span)| (text.to_owned(), inner(value, span), false))
            .into_iter()
            .collect(),
        Kind::Env(read) if depth < MAX_DEPTH => read.default.as_ref().map_or_else(Vec::new, |default| {
            literals(default, depth + 1).into_iter().map(|(text, span, _)| (text, span, true)).collect()
        }),
        Kind::OneOf(values) if depth < MAX_DEPTH => {
            values.iter().flat_map(|value| literals(value, depth + 1)).collect()
        }
        _ => Vec::new(),
    }
}

/// The place of a literal's text without its quotes.
fn inner(value: &Value, span: Span) -> Span {
    match &value.kind {
        Kind::Text(text) => match &text.map {
            Some(map) if !text.text.is_empty() => map.span(Span::new(0, text.text.len())),
            _ => span,
        },
        _ => span,
    }
}

/// The value itself and what it falls back to.
fn with_fallbacks(value: &Value, depth: usize) -> Vec<Value> {
    match &value.kind {
        Kind::Env(read) if depth < MAX_DEPTH => {
            read.default.as_ref().map_or_else(Vec::new, |default| with_fallbacks(default, depth + 1))
        }
        Kind::OneOf(values) if depth < MAX_DEPTH => {
            values.iter().flat_map(|value| with_fallbacks(value, depth + 1)).collect()
        }
        Kind::Text(_) | Kind::Concat(_) => vec![value.clone()],
        _ => Vec::new(),
    }
}
