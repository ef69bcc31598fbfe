//! Names and what they are bound to.

use std::collections::{HashMap, HashSet};

use super::value::Value;

/// Number of a scope.
pub(crate) type ScopeId = usize;

/// All scopes of a file; scope 0 is the module's.
#[derive(Debug)]
pub(crate) struct Scopes {
    all: Vec<Scope>,
    /// Assignments since the outermost open branch, so that an arm can be taken back: scope, name, value before.
    log: Vec<(ScopeId, String, Option<Value>)>,
    /// How many branches are open.
    open_branches: usize,
}

#[derive(Debug, Default)]
struct Scope {
    names: HashMap<String, Value>,
    parent: Option<ScopeId>,
}

/// What one arm of a branch has bound, in order of first change.
pub(crate) type Changes = Vec<(ScopeId, String, Value)>;

impl Scopes {
    pub(crate) fn new() -> Self {
        Self { all: vec![Scope::default()], log: Vec::new(), open_branches: 0 }
    }

    /// A new scope inside `parent`.
    pub(crate) fn open(&mut self, parent: ScopeId) -> ScopeId {
        self.all.push(Scope { names: HashMap::new(), parent: Some(parent) });
        self.all.len() - 1
    }

    /// What `name` is bound to in `scope` or around it, and where.
    pub(crate) fn lookup(&self, scope: ScopeId, name: &str) -> Option<(ScopeId, &Value)> {
        let mut current = Some(scope);
        while let Some(id) = current {
            let scope = self.all.get(id)?;
            if let Some(value) = scope.names.get(name) {
                return Some((id, value));
            }
            current = scope.parent;
        }
        None
    }

    /// Binds `name` in `scope` itself.
    pub(crate) fn bind(&mut self, scope: ScopeId, name: &str, value: Value) {
        let Some(target) = self.all.get_mut(scope) else { return };
        let before = target.names.insert(name.to_owned(), value);
        if self.open_branches > 0 {
            self.log.push((scope, name.to_owned(), before));
        }
    }

    /// Binds what `inner` binds in `outer` as well, as far as nothing has these names there.
    pub(crate) fn export(&mut self, inner: ScopeId, outer: ScopeId) {
        let Some(scope) = self.all.get(inner) else { return };
        let mut names: Vec<(String, Value)> =
            scope.names.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        names.retain(|(name, _)| self.lookup(outer, name).is_none());
        names.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, value) in names {
            self.bind(outer, &name, value);
        }
    }

    /// Starts an arm; give the mark to [`Scopes::end_arm`].
    pub(crate) fn begin_arm(&mut self) -> usize {
        self.open_branches += 1;
        self.log.len()
    }

    /// Ends an arm: takes its bindings back and tells what they were.
    pub(crate) fn end_arm(&mut self, mark: usize) -> Changes {
        self.open_branches -= 1;
        let mut changes: Changes = Vec::new();
        let mut seen: HashSet<(ScopeId, &str)> = HashSet::new();
        for (scope, name, _) in &self.log[mark..] {
            if seen.insert((*scope, name.as_str()))
                && let Some(value) = self.all[*scope].names.get(name)
            {
                changes.push((*scope, name.clone(), value.clone()));
            }
        }
        for (scope, name, before) in self.log.drain(mark..).rev() {
            match before {
                Some(value) => self.all[scope].names.insert(name, value),
                None => self.all[scope].names.remove(&name),
            };
        }
        changes
    }

    /// Joins the arms of a branch; `total` when one of them always runs.
    pub(crate) fn join(&mut self, arms: Vec<Changes>, total: bool) {
        let count = arms.len();
        let mut order: Vec<(ScopeId, String)> = Vec::new();
        let mut merged: HashMap<(ScopeId, String), Vec<Value>> = HashMap::new();
        for (scope, name, value) in arms.into_iter().flatten() {
            let key = (scope, name);
            let values = merged.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                Vec::new()
            });
            values.push(value);
        }
        for key in order {
            let Some(mut values) = merged.remove(&key) else { continue };
            let (scope, name) = key;
            if (!total || values.len() < count)
                && let Some(before) = self.all[scope].names.get(&name)
            {
                values.insert(0, before.clone());
            }
            self.bind(scope, &name, Value::one_of(values));
        }
    }
}
