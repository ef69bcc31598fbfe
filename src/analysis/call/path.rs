//! Calls of what is known by its path: library functions, and those that read the environment.

use std::rc::Rc;

use crate::analysis::eval::Evaluator;
use crate::analysis::library::{CallSite, Library};
use crate::analysis::value::{EnvRead, Kind, PathValue, Value};
use crate::ir::code::Ident;

impl<L: Library> Evaluator<'_, L> {
    pub(super) fn call_path(&mut self, path: &PathValue, site: &CallSite<'_>) -> Option<Value> {
        if let Some(value) = L::call_path(self, path, site) {
            return Some(value);
        }
        let segments = &path.segments;
        let last = segments.last()?;
        let is_map_get = segments.len() > 1
            && self.facts.is_env_map(&segments[..segments.len() - 1])
            && (self.facts.get_methods.contains(last) || last == "get");
        if self.facts.is_env_function(segments) || is_map_get {
            return Some(self.env_read(site));
        }
        if self.facts.is_format_function(segments) {
            return super::text::formatted(&self.copies, site);
        }
        if self.facts.merge_functions.contains(&segments.join(".")) {
            let (first, rest) = site.args.split_first()?;
            let id = first.value.object()?;
            for arg in rest {
                self.merge(id, arg);
            }
            return Some(first.value.clone());
        }
        if let Some(view) = self.facts.view(segments)
            && let Some(id) = site.args.first().and_then(|arg| arg.value.object())
            && self.heap.record(id).is_some()
        {
            return Some(self.listed(id, view, site.span));
        }
        if let Some(index) = self.facts.transparent_function(segments) {
            return site.args.get(index).map(|arg| arg.value.clone());
        }
        if segments.len() > 1 && self.same_method(&Ident { name: last.clone(), span: site.name_span }) {
            return None;
        }
        // a closure handed to something unknown still runs
        None
    }

    pub(super) fn env_read(&mut self, site: &CallSite<'_>) -> Value {
        let named = |name: &str| site.args.iter().find(|arg| arg.name.as_deref() == Some(name));
        let name = site.args.first().filter(|arg| arg.name.is_none()).and_then(|arg| arg.value.as_text());
        let name = name.map(str::to_owned);
        let default = named("default")
            .or_else(|| named("default_value"))
            .or_else(|| site.args.get(1).filter(|arg| arg.name.is_none()))
            .map(|arg| arg.value.clone())
            .filter(|value| !value.is_null());
        if let (Some(name), Some(default)) = (&name, &default) {
            self.with_names(vec![name.clone()], |ev| ev.announce(default, "fallback"));
        }
        Value::at(Kind::Env(Rc::new(EnvRead { name, default })), site.span)
    }

    /// `value`, or argument `index` when there is none.
    pub(super) fn fallback(&mut self, value: &Value, index: usize, site: &CallSite<'_>) -> Value {
        let Some(arg) = site.args.get(index) else { return value.clone() };
        let default = match arg.value.kind {
            Kind::Function(id) => self.result_of(id),
            _ => arg.value.clone(),
        };
        self.or_default(value, default.or_at(arg.span))
    }
}
