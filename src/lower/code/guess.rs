//! Calls on receivers of which nothing is known but how they are written.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::Lowerer;
use super::call;
use crate::analysis::builtin;
use crate::analysis::{CallSite, Evaluator, Kind, Library, PathRoot, PathValue, Value};
use crate::embedded;
use crate::ir::code::{Expr, ExprKind, Ident};
use crate::lower::model::compile::{Guess, Rest, TypeId};
use crate::lower::{endpoint, naming};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// `rules/receivers.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    words: HashSet<String>,
    verbs: HashSet<String>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let file = embedded::file("receivers").expect("rules/receivers.yaml is part of the program");
        serde_json::from_str(file.json).expect("rules/receivers.yaml has this form, as a test shows")
    })
}

/// How a receiver is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    /// Its name says that it is a Redis client.
    Named,
    /// It has one of the usual short names.
    Weak,
    /// Nothing.
    Nothing,
}

/// A method call on an unknown receiver.
pub(super) fn method(
    ev: Ev<'_, '_, '_>,
    receiver: &Expr,
    value: &Value,
    name: &Ident,
    call: &CallSite<'_>,
) -> Option<Value> {
    if let Some(value) = plugin(ev, call) {
        return Some(value);
    }
    if !may_be_client(ev, value) {
        return None;
    }
    let idents = idents(receiver);
    let models = ev.library.models();
    let (imported, others) = guesses(ev);
    // where none of them is, another one is imported that hands out their clients, or no library at all
    let is_weak_believed =
        imported.is_empty() && ev.library.imported.iter().any(|name| models.hands_out.contains(name));
    let mut candidates =
        imported.iter().map(|guess| (guess, true)).chain(others.iter().map(|guess| (guess, is_weak_believed)));
    let candidate = candidates.find(|(guess, is_weak_believed)| {
        let is_believed = match hint(&idents, guess) {
            Hint::Named => true,
            Hint::Weak => *is_weak_believed,
            Hint::Nothing => false,
        } || guess.methods.contains(&name.name);
        is_believed && fits(ev, guess, &name.name, call)
    });
    let guess = candidate.map(|found| *found.0).or_else(|| database(ev, &idents, &name.name))?;
    let object = call::new_instance(ev, guess.type_, name.span, true);
    let id = object.object()?;
    let callable = ev.library.models().method(guess.type_, &name.name);
    if callable.is_some_and(|callable| callable.connection.is_some()) && !is_given_server(call) {
        // `RedisCluster::new(…)` of the project's own: that something is a client does not say how it is made
        if let Some(instance) = ev.heap.instance_mut(id) {
            instance.is_open = true;
        }
        return Some(object);
    }
    <Lowerer<'_> as Library>::call_method(ev, id, name, call)
}

fn is_given_server(call: &CallSite<'_>) -> bool {
    let first = call.args.first().and_then(|arg| builtin::flat(&arg.value));
    first.is_some_and(|flat| !endpoint::endpoints(&flat.text).is_empty())
}

/// `app.register(plugin, options)`: what it does is the plugin's to say.
fn plugin(ev: Ev<'_, '_, '_>, site: &CallSite<'_>) -> Option<Value> {
    let models = ev.library.models();
    let (first, rest) = site.args.split_first().filter(|_| !models.plugins.is_empty())?;
    let path = first.value.as_path().filter(|path| path.root == PathRoot::Package)?;
    let callable = Arc::clone(models.plugins.get(&models.canonical(&path.segments))?);
    Some(call::perform(ev, &callable, &CallSite { args: rest, ..*site }, None, None))
}

/// What an unknown receiver is in a file that imports a library of the database.
fn database<'m>(ev: &Evaluator<'_, Lowerer<'m>>, idents: &[String], method: &str) -> Option<&'m Guess> {
    let models = ev.library.models();
    let bare = idents.first().map(|last| last.trim_start_matches('_').to_ascii_lowercase());
    ev.library.databases.iter().filter_map(|&index| models.databases.get(index)).find(|guess| {
        let is_named = bare.as_ref().is_some_and(|bare| guess.weak.contains(bare)) || guess.methods.contains(method);
        is_named && models.method(guess.type_, method).is_some()
    })
}

/// A constructor of unknown origin that is named like a Redis client and is given a Redis URL: `RedisConnectionManager::new("redis://h/")`.
pub(super) fn constructor(ev: Ev<'_, '_, '_>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
    let first = call.args.first().filter(|arg| arg.name.is_none() && !arg.is_spread)?;
    let is_url = match &first.value.kind {
        Kind::Text(text) => endpoint::urls(&text.text).iter().any(|url| url.form == endpoint::Form::RedisUrl),
        _ => false,
    };
    // the type's name, or the name before a function such as `new` or `from_url`
    let name = path.segments.iter().rev().take(2).find(|name| client_words(name) == Some(true))?;
    let is_type = naming::words(name).len() > 1 || name.chars().next().is_some_and(char::is_uppercase);
    let (imported, others) = guesses(ev);
    let guess = imported.first().or(others.first())?;
    if !is_url || !is_type {
        return None;
    }
    let object = call::new_instance(ev, guess.type_, call.name_span, true);
    super::connection::connect_to(ev, &first.value, call, object.object());
    Some(object)
}

/// What is believed by the libraries that the file imports, and by the others.
fn guesses<'m>(ev: Ev<'_, '_, 'm>) -> (Vec<&'m Guess>, Vec<&'m Guess>) {
    let is_imported = |guess: &&Guess| guess.packages.iter().any(|name| ev.library.imported.contains(name));
    ev.library.models().guesses.iter().partition(is_imported)
}

/// Whether a value can be a client at all.
fn may_be_client(ev: Ev<'_, '_, '_>, value: &Value) -> bool {
    value.alternatives().iter().any(|value| match &value.kind {
        Kind::Unknown => true,
        Kind::Env(read) => read.name.is_none(),
        Kind::Path(path) => {
            // what a modelled library exports is known, and this is not
            path.root != PathRoot::Package
                || path.segments.len() > 1
                    && !path.segments.first().is_some_and(|first| ev.library.models.packages.contains(first.as_str()))
        }
        _ => false,
    })
}

/// Whether the call has the shape of the library's method.
fn fits(ev: Ev<'_, '_, '_>, guess: &Guess, method: &str, call: &CallSite<'_>) -> bool {
    let models = ev.library.models();
    if !call::has_method(models, guess.type_, method) {
        return false;
    }
    let count = call.args.len();
    let (least, most) = match guess.arity.get(method) {
        Some(&bounds) => bounds,
        None => models.method(guess.type_, method).map_or((0, usize::MAX), |callable| {
            let params = &callable.params;
            let required = params.iter().filter(|param| super::bind::is_required(param)).count();
            let is_open = params.is_empty() || params.iter().any(|param| param.rest != Rest::No);
            (required, if is_open { usize::MAX } else { params.len() })
        }),
    };
    let is_spread = call.args.iter().any(|arg| arg.is_spread);
    (is_spread || count >= least) && count <= most
}

/// The names by which a receiver is written, innermost first.
fn idents(receiver: &Expr) -> Vec<String> {
    let mut out = Vec::new();
    let mut current = receiver;
    for _ in 0..8 {
        match &current.kind {
            ExprKind::Name(name) => {
                out.push(name.clone());
                break;
            }
            ExprKind::Member { object, name } => {
                out.push(name.name.clone());
                current = object;
            }
            ExprKind::Call(call) => current = &call.callee,
            ExprKind::Index { object, .. } => current = object,
            _ => break,
        }
    }
    out
}

fn hint(idents: &[String], guess: &Guess) -> Hint {
    let Some(last) = idents.first() else { return Hint::Nothing };
    let Some(is_redis) = client_words(last) else { return Hint::Nothing };
    if is_redis {
        return Hint::Named;
    }
    // `redis.client.keys()`, `this.redisService.client.keys()`
    if idents.get(1).and_then(|outer| client_words(outer)).unwrap_or(false) {
        return Hint::Named;
    }
    let bare = last.trim_start_matches('_').to_ascii_lowercase();
    if guess.weak.contains(&bare) { Hint::Weak } else { Hint::Nothing }
}

/// Whether a name of a client's form has a word for Redis; `None` for another form.
fn client_words(name: &str) -> Option<bool> {
    let known = names();
    let words = naming::words(name);
    let mut is_redis = false;
    for word in &words {
        if naming::is_redis_name(word) {
            is_redis = true;
        } else if !known.words.contains(word) && !known.verbs.contains(word) {
            return if words.len() == 1 { Some(false) } else { None };
        }
    }
    Some(is_redis)
}

/// The type that an annotation of unknown origin is taken for: `redis: Redis` where `Redis` comes from the project itself.
pub(super) fn annotated(ev: Ev<'_, '_, '_>, path: &PathValue) -> Option<TypeId> {
    let last = path.segments.last()?;
    let models = ev.library.models();
    if path.root == PathRoot::Package
        && path.segments.first().is_some_and(|first| models.packages.contains(first.as_str()))
    {
        return None;
    }
    if client_words(last) != Some(true) {
        return None;
    }
    let (imported, others) = guesses(ev);
    imported.first().or(others.first()).map(|guess| guess.type_)
}
