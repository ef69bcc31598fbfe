//! Assignments: what names and places get which value.

use crate::analysis::builtin;
use crate::analysis::eval::{ClassId, Evaluator};
use crate::analysis::library::Library;
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Assign, AssignOp, Expr, ExprKind, Ident, Pattern, TypeRef};
use crate::source::Span;

impl<'a, L: Library> Evaluator<'a, L> {
    /// Evaluates an assignment and gives its value.
    pub(in crate::analysis) fn assign(&mut self, assign: &'a Assign) -> Value {
        let names = pattern_names(&assign.target);
        let outer = self.names.len();
        let keep = if names.is_empty() { Vec::new() } else { std::mem::take(&mut self.names) };
        self.names.extend(names);
        let mut value = assign.value.as_ref().map_or_else(Value::unknown, |expr| {
            let value = self.eval(expr);
            value.or_at(expr.span)
        });
        if assign.value.is_none() && assign.type_.is_none() {
            value = Value { kind: Kind::Null, span: None };
        }
        if !matches!(value.kind, Kind::Object(_)) && assign.op != AssignOp::Other {
            self.announce(&value, if assign.op == AssignOp::Default { "fallback" } else { "constant" });
        }
        if let (Pattern::Name(name), Some(expr)) = (&assign.target, &assign.value)
            && matches!(expr.kind, ExprKind::Record(_))
            && let Some(id) = value.object()
        {
            L::configured(self, &name.name, id, expr.span);
        }
        if keep.is_empty() {
            self.names.truncate(outer.min(self.names.len()));
            if !matches!(assign.target, Pattern::Other) {
                self.names.clear();
            }
        } else {
            self.names = keep;
        }
        if let Some(type_) = &assign.type_ {
            value = self.with_type(value, type_);
        }
        self.bind_op(&assign.target, value.clone(), assign.op);
        value
    }

    pub(super) fn bind_op(&mut self, target: &'a Pattern, value: Value, op: AssignOp) {
        match op {
            AssignOp::Set => self.bind_pattern(target, value, None),
            AssignOp::Add => {
                let before = self.read_pattern(target);
                if let (Some(list), Some(added)) = (before.object(), value.object())
                    && self.heap.list(list).is_some()
                {
                    self.extend_list(list, added);
                    return;
                }
                let span = value.span.unwrap_or_default();
                let sum = builtin::sum(&self.copies, vec![before, value], span);
                self.bind_pattern(target, sum, None);
            }
            AssignOp::Default => {
                let before = self.read_pattern(target);
                let merged = self.or_default(&before, value);
                self.bind_pattern(target, merged, None);
            }
            AssignOp::Other => self.bind_pattern(target, Value::unknown(), None),
        }
    }

    pub(super) fn read_pattern(&mut self, target: &'a Pattern) -> Value {
        match target {
            Pattern::Name(ident) => match self.scopes.lookup(self.scope, &ident.name) {
                Some((_, value)) => value.clone(),
                None => Value::unknown(),
            },
            Pattern::Place(place) => self.eval(place),
            _ => Value::unknown(),
        }
    }

    /// Binds what `pattern` names to (the parts of) `value`.
    pub(in crate::analysis) fn bind_pattern(&mut self, pattern: &'a Pattern, value: Value, scope: Option<usize>) {
        match pattern {
            Pattern::Name(ident) => {
                let scope = scope.unwrap_or_else(|| self.target_scope(&ident.name));
                self.scopes.bind(scope, &ident.name, value);
            }
            Pattern::Place(place) => self.bind_place(place, value),
            Pattern::Tuple(parts) => {
                if let [single] = parts.as_slice()
                    && value.object().and_then(|id| self.heap.list(id)).is_none()
                {
                    self.bind_pattern(single, value, scope);
                    return;
                }
                for (index, part) in parts.iter().enumerate() {
                    let key = Value { kind: Kind::Number(index.to_string().as_str().into()), span: None };
                    let item = builtin::index(self, &value, &key);
                    self.bind_pattern(part, item, scope);
                }
            }
            Pattern::Record(parts) => {
                for (key, part) in parts {
                    let item = self.member(&value, key, key.span);
                    self.bind_pattern(part, item, scope);
                }
            }
            Pattern::Variant { type_, fields, is_named } => self.bind_variant(type_, fields, *is_named, &value, scope),
            Pattern::Other => {}
        }
    }

    /// Takes a value apart by what the file says of the type: its own fields, else the declared ones.
    fn bind_variant(
        &mut self,
        type_: &TypeRef,
        fields: &'a [(Ident, Pattern)],
        is_named: bool,
        value: &Value,
        scope: Option<usize>,
    ) {
        let declared = self.class_named(&type_.path);
        for (index, (key, part)) in fields.iter().enumerate() {
            let item = match declared {
                Some(class) => {
                    let own = value.object().filter(|id| self.class_of.get(id) == Some(&class));
                    let fields = own.unwrap_or(self.classes[class as usize].fields);
                    self.member(&Value { kind: Kind::Object(fields), span: None }, key, key.span)
                }
                None if is_named => self.member(value, key, key.span),
                // the one field of a type that is not known is what matters: `State(pool)`
                None if fields.len() == 1 => value.clone(),
                None => {
                    let key = Value { kind: Kind::Number(index.to_string().as_str().into()), span: None };
                    builtin::index(self, value, &key)
                }
            };
            self.bind_pattern(part, item, scope);
        }
    }

    /// The class of the file that a path leads to.
    fn class_named(&mut self, path: &[String]) -> Option<ClassId> {
        let (first, rest) = path.split_first()?;
        let mut value = self.scopes.lookup(self.scope, first)?.1.clone();
        for name in rest {
            let ident = Ident { name: name.clone(), span: Span::default() };
            value = self.member(&value, &ident, Span::default());
        }
        if let Kind::Class(class) = value.kind { Some(class) } else { None }
    }

    /// Where an assignment to `name` goes: to the outer variable when that was declared without a value.
    pub(super) fn target_scope(&self, name: &str) -> usize {
        match self.scopes.lookup(self.scope, name) {
            Some((scope, value)) if scope != self.scope && value.alternatives().iter().any(Value::is_null) => scope,
            _ => self.scope,
        }
    }

    pub(super) fn bind_place(&mut self, place: &'a Expr, value: Value) {
        match &place.kind {
            ExprKind::Member { object, name } => {
                let target = self.eval(object);
                if let Some(id) = target.object() {
                    self.heap.set(id, &name.name, value);
                } else if let Kind::Class(class) = target.kind {
                    let fields = self.classes[class as usize].fields;
                    self.heap.set(fields, &name.name, value);
                } else if let ExprKind::Name(_) = object.kind
                    && matches!(target.kind, Kind::Path(_))
                {
                    // `module.exports.client = …`, `globalThis.redis = …`: readable under the same path
                    if let Some(path) = place.path() {
                        self.scopes.bind(0, &path.join("."), value);
                    }
                }
            }
            ExprKind::Index { object, index } => {
                let target = self.eval(object);
                let key = self.eval(index);
                if let Some(name) = env_name(self, &target, &key) {
                    self.with_names(vec![name], |ev| ev.announce(&value, "environment"));
                    return;
                }
                let args = vec![(key.clone(), index.span), (value.clone(), value.span.unwrap_or(place.span))];
                if self.special_method(&target, "[]=", args, place.span).is_some() {
                    return;
                }
                if let Some(id) = target.object() {
                    match key.as_text() {
                        Some(key) => self.heap.set(id, key, value),
                        None => self.heap.open(id),
                    }
                }
            }
            _ => drop(self.eval(place)),
        }
    }
}

/// The names that a simple target gives to a value, outermost first.
pub(super) fn pattern_names(pattern: &Pattern) -> Vec<String> {
    match pattern {
        Pattern::Name(ident) => vec![ident.name.clone()],
        Pattern::Place(place) => place_names(place),
        Pattern::Tuple(parts) if parts.len() == 1 => pattern_names(&parts[0]),
        _ => Vec::new(),
    }
}

pub(super) fn place_names(place: &Expr) -> Vec<String> {
    let mut names = Vec::new();
    let mut current = place;
    loop {
        match &current.kind {
            ExprKind::Name(name) => {
                names.push(name.clone());
                break;
            }
            ExprKind::Member { object, name } => {
                names.push(name.name.clone());
                current = object;
            }
            ExprKind::Index { object, index } => {
                if let Some(text) = index.as_text() {
                    names.push(text.to_owned());
                }
                current = object;
            }
            _ => break,
        }
    }
    names.reverse();
    if names.len() > 1 && matches!(names[0].as_str(), "self" | "this" | "cls" | "module") {
        names.remove(0);
    }
    names
}

pub(super) fn env_name<L: Library>(ev: &Evaluator<'_, L>, target: &Value, key: &Value) -> Option<String> {
    let path = target.as_path()?;
    ev.facts.is_env_map(&path.segments).then(|| key.as_text().map(str::to_owned))?
}
