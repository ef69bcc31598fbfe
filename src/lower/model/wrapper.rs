//! `wrappers` of `redlint.yaml`: a team's own helpers in short form.
//!
//! ```yaml
//! wrappers:
//!   bus.publish(stream, event): "XADD {stream} MAXLEN ~ 10000 * event {event}"
//!   make_redis(): "-> client"
//! ```
//!
//! A key is how the helper is called: its name, or the end of its path (`::` and `/` are written `.`), with its parameters. It fits a call that is written
//! that way, and a call of something imported from a path with that end, whatever it is called here. The value is a callable as in a client model; in it
//! `client` is the language's usual Redis client, with port and password as they should be.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;

use super::compile::{Callable, Models};
use super::error::{Misplaced, ModelError};
use super::raw::{RawCallable, RawFull};

/// The library that facts of wrappers are said to be read with.
pub(crate) const LIBRARY: &str = "wrappers";

/// Helpers as written: how each is called, and what that means.
pub(crate) type RawWrappers = IndexMap<String, RawCallable>;

/// All helpers, by the last name of their path.
#[derive(Debug, Default)]
pub(crate) struct Wrappers {
    by_name: HashMap<String, Vec<Helper>>,
}

/// The path of a helper, and what a call of it means.
type Helper = (Vec<String>, Arc<Callable>);

impl Wrappers {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// The helper that is called by the end of `path`; the longest where several fit.
    pub(crate) fn get<S: AsRef<str>>(&self, path: &[S]) -> Option<&Arc<Callable>> {
        let fits = |own: &[String]| {
            own.len() <= path.len() && path[path.len() - own.len()..].iter().zip(own).all(|(a, b)| a.as_ref() == b)
        };
        let named = self.by_name.get(path.last()?.as_ref())?;
        let fitting = named.iter().filter(|(own, _)| fits(own));
        fitting.max_by_key(|(own, _)| own.len()).map(|(_, callable)| callable)
    }
}

/// The path and the parameters of a key such as `bus.publish(stream, event)`.
fn signature(key: &str) -> (Vec<String>, Vec<String>) {
    let (path, params) = match key.trim().split_once('(') {
        Some((path, params)) => (path, params.trim_end().trim_end_matches(')')),
        None => (key.trim(), ""),
    };
    let params = params.split(',').map(str::trim).filter(|param| !param.is_empty()).map(str::to_owned).collect();
    let path = path.replace("::", ".").replace('/', ".");
    let path = path.split('.').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    (path, params)
}

/// The last name of a helper's path.
pub(crate) fn last_name(key: &str) -> Option<String> {
    signature(key).0.pop()
}

/// Compiles `raw` after all libraries, whose types it may speak of.
///
/// # Errors
/// Everything that is wrong.
pub(crate) fn compile(models: &mut Models, raw: &RawWrappers) -> Result<Wrappers, Vec<Misplaced>> {
    let mut wrappers = Wrappers::default();
    let mut errors = Vec::new();
    for (key, callable) in raw {
        let (path, params) = signature(key);
        let Some(name) = path.last().cloned() else {
            errors.push(Misplaced { path: vec![key.clone()], error: ModelError::NoName });
            continue;
        };
        if key.contains('(') && !(key.trim_end().ends_with(')') && key.matches(['(', ')']).count() == 2) {
            errors.push(Misplaced { path: vec![key.clone()], error: ModelError::NoCall { key: key.clone() } });
            continue;
        }
        match models.helper(LIBRARY, &path.join("."), &full(callable, params)) {
            Ok(callable) => wrappers.by_name.entry(name).or_default().push((path, Arc::new(callable))),
            Err(mistakes) => errors.extend(mistakes.at(&[key])),
        }
    }
    if errors.is_empty() { Ok(wrappers) } else { Err(errors) }
}

/// The long form of a callable with the parameters of its key.
fn full(callable: &RawCallable, params: Vec<String>) -> RawFull {
    let mut full = match callable {
        RawCallable::Full(full) => (**full).clone(),
        RawCallable::Several(texts) => {
            RawFull { sends: Some(super::raw::OneOrMany::Many(texts.clone())), ..RawFull::default() }
        }
        RawCallable::Short(text) => match text.strip_prefix("->") {
            Some(returns) => RawFull { returns: Some(returns.trim().to_owned()), ..RawFull::default() },
            None => RawFull { sends: Some(super::raw::OneOrMany::One(text.clone())), ..RawFull::default() },
        },
    };
    if full.params.is_empty() {
        full.params = params;
    }
    full
}

/// The names that lead to a thing of the project: `["../lib/bus.js", "default", "publish"]` is `lib`, `bus`, `publish`.
pub(crate) fn project_path(path: &[String]) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for segment in path {
        let is_file = segment.contains('/');
        let names = segment.split('/').filter(|name| !matches!(*name, "" | "." | ".." | "~" | "@"));
        let stem = |name: &'_ str| if is_file { name.split('.').next().unwrap_or_default() } else { name }.len();
        out.extend(names.map(|name| &name[..stem(name)]));
        if is_file && out.last() == Some(&"index") {
            out.pop();
        }
    }
    // a default export is called by its module's name
    if out.len() > 1 {
        out.retain(|name| *name != "default");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(key: &str, path: &str, params: &[&str]) {
        let (found, found_params) = signature(key);
        assert_eq!((found.join(" ").as_str(), found_params), (path, params.iter().map(ToString::to_string).collect()));
    }

    #[test]
    fn keys_are_paths_with_parameters() {
        check("bus.publish(stream, event)", "bus publish", &["stream", "event"]);
        check("make_redis()", "make_redis", &[]);
        check("crate::bus::publish", "crate bus publish", &[]);
        check(" send ( a = 1 , *rest ) ", "send", &["a = 1", "*rest"]);
        check("()", "", &[]);
    }

    #[test]
    fn the_longest_end_of_a_path_wins() {
        let raw: RawWrappers =
            serde_yaml::from_str("{publish(x): 'PUBLISH c {x}', bus.publish(s): 'XADD {s} * f v'}").expect("wrappers");
        let wrappers = compile(&mut Models::default(), &raw).expect("they compile");
        let params = |path: &[&str]| wrappers.get(path).map(|callable| callable.params[0].name.clone());
        assert_eq!(params(&["app", "bus", "publish"]).as_deref(), Some("s"));
        assert_eq!(params(&["topic", "publish"]).as_deref(), Some("x"));
        assert_eq!(params(&["bus", "publisher"]), None);
        assert_eq!(params(&[]), None);
    }
}
