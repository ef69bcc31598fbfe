//! Calls: of library functions, of the language's own, of functions and classes of the file.

use std::rc::Rc;

use super::builtin;
use super::eval::{Evaluator, FunctionId, FunctionState};
use super::heap::{Item, ObjectId};
use super::library::{ArgValue, CallSite, Library};
use super::statement::looked_up;
use super::value::{EnvRead, Kind, PathRoot, PathValue, Value};
use crate::ir::code::{Arg, Call, Expr, ExprKind, Ident, STDIN};
use crate::source::{Language, Span};

impl<'a, L: Library> Evaluator<'a, L> {
    /// The value of a call.
    pub(super) fn call(&mut self, call: &'a Call, span: Span) -> Value {
        if self.file.language() == Language::Shell {
            return self.command_line(call, span, None);
        }
        if let ExprKind::Member { object, name } = &call.callee.kind {
            let names = std::mem::take(&mut self.names);
            let receiver = self.eval(object);
            self.names = names;
            return self.call_member(object, &receiver, name, call, span);
        }
        if let Some(value) = self.delete_item(call, span) {
            return value;
        }
        let callee = self.eval(&call.callee);
        let label = callee_name(&call.callee);
        let args = self.args(&call.args, label);
        let site = CallSite { args: &args, span, name_span: call.callee.span };
        if let Some(value) = self.protocol_call(&callee, &args, span) {
            return value;
        }
        if let Some(own) = L::own_call(self, &call.callee, &callee, None, &site) {
            return own;
        }
        let results: Vec<Value> = callee.alternatives().to_vec();
        let mut out = Vec::new();
        for value in &results {
            out.push(self.call_value(value, &site));
        }
        let value = Value::one_of(out);
        // nothing is known of the value, or no more than that a helper reads it from the environment
        let is_open = value.alternatives().iter().all(|value| match &value.kind {
            Kind::Env(read) => read.default.as_ref().is_none_or(|default| {
                matches!(default.kind, Kind::Unknown | Kind::Null | Kind::Path(_) | Kind::Env(_))
            }),
            kind => matches!(kind, Kind::Unknown | Kind::Null | Kind::Path(_)),
        });
        if is_open && !matches!(callee.kind, Kind::Object(_)) {
            self.announce_args(label, &args);
        }
        value
    }

    /// What an unknown call says of its arguments: `option("--redis-port", default=6379)` names a default, `redis_port = Field(6379)` a value.
    fn announce_args(&mut self, label: Option<&str>, args: &[ArgValue]) {
        let outer = self.names.clone();
        if let Some(label) = label {
            for arg in args.iter().filter(|arg| arg.name.is_none() && matches!(arg.value.kind, Kind::Text(_))) {
                self.with_names(vec![label.to_owned()], |ev| ev.announce(&arg.value, "callee"));
            }
        }
        let mut positional = args.iter().filter(|arg| arg.name.is_none());
        let first = positional.next();
        let name = first.and_then(|arg| match &arg.value.kind {
            Kind::Text(text) => option_name(&text.text),
            _ => None,
        });
        if let Some(name) = &name {
            let mut values: Vec<Value> = positional.map(|arg| arg.value.clone()).collect();
            values.extend(
                args.iter().filter(|arg| arg.name.as_deref().is_some_and(is_default_key)).map(|arg| arg.value.clone()),
            );
            for value in values {
                self.announce_default(name, &value);
            }
        }
        if outer.is_empty() {
            return;
        }
        // `SecretStr("x")` is made of its argument, `config.get("password")` is found by it
        let is_made = label.is_some_and(|label| label.starts_with(char::is_uppercase));
        for arg in args {
            let is_value = arg.name.as_deref().is_none_or(is_default_key);
            if is_value && matches!(arg.value.kind, Kind::Text(_) | Kind::Number(_)) {
                self.announce(&arg.value, if is_made || arg.name.is_some() { "argument" } else { "lookup" });
            }
        }
    }

    fn announce_default(&mut self, name: &str, value: &Value) {
        let names = vec![name.to_owned()];
        if let Some(record) = value.object().and_then(|id| self.heap.record(id)) {
            let defaults: Vec<Value> =
                record.iter().filter(|(key, _, _)| is_default_key(key)).map(|(_, value, _)| value.clone()).collect();
            for value in defaults {
                self.with_names(names.clone(), |ev| ev.announce(&value, "fallback"));
            }
        } else {
            self.with_names(names, |ev| ev.announce(value, "fallback"));
        }
    }

    /// `del x[key]`, which frontends write as a call: it does not read the item.
    fn delete_item(&mut self, call: &'a Call, span: Span) -> Option<Value> {
        let (ExprKind::Name(name), [Arg { name: None, value }]) = (&call.callee.kind, call.args.as_slice()) else {
            return None;
        };
        let ExprKind::Index { object, index } = &value.kind else { return None };
        if name != "del" {
            return None;
        }
        let receiver = self.eval(object);
        let key = self.eval(index);
        Some(self.special_method(&receiver, "del", vec![(key, index.span)], span).unwrap_or_else(Value::unknown))
    }

    /// `len(x)` where `x` is an instance of a library's type.
    fn protocol_call(&mut self, callee: &Value, args: &[ArgValue], span: Span) -> Option<Value> {
        let path = callee.as_path().filter(|path| path.root == PathRoot::Global)?;
        let ([function], [arg]) = (path.segments.as_slice(), args) else { return None };
        let method = self.facts.protocol_functions.get(function)?;
        self.special_method(&arg.value, method, Vec::new(), span)
    }

    fn call_member(
        &mut self,
        object: &'a Expr,
        receiver: &Value,
        name: &'a Ident,
        call: &'a Call,
        span: Span,
    ) -> Value {
        let label = if is_constructor_name(&name.name) { callee_name(object) } else { Some(name.name.as_str()) };
        let args = self.args(&call.args, label);
        let site = CallSite { args: &args, span, name_span: name.span };
        if let Some(own) = L::own_call(self, &call.callee, receiver, Some(name), &site) {
            return own;
        }
        let alternatives: Vec<Value> = receiver.alternatives().to_vec();
        let mut out = Vec::new();
        // a fallback value is a value of the receiver as well
        for value in alternatives.iter().filter(|value| !value.is_null()) {
            if let Some(result) = self.call_method_of(value, name, &site) {
                out.push(result);
                if value.object().is_some_and(|id| self.is_instance(id, 0)) {
                    // one call sends its command once, whichever of the clients it is
                    return Value::one_of(out);
                }
            }
        }
        if !out.is_empty() {
            return Value::one_of(out);
        }
        if let Some(value) = L::guess_method(self, object, receiver, name, &site) {
            value
        } else {
            self.escape_args(&args);
            self.announce_args(label, &args);
            Value::unknown()
        }
    }

    /// `value.name(args)`; `None` when nothing is known of it.
    fn call_method_of(&mut self, value: &Value, name: &Ident, site: &CallSite<'_>) -> Option<Value> {
        match &value.kind {
            Kind::Path(path) => {
                let mut segments = path.segments.clone();
                segments.push(name.name.clone());
                let path = PathValue { segments, root: path.root };
                if let Some(known) = self.call_path(&path, site) {
                    return Some(known);
                }
                (path.root != PathRoot::Local && path.root != PathRoot::Global && self.same_method(name))
                    .then(|| value.clone())
            }
            Kind::Object(id) => self.call_object(*id, value, name, site),
            Kind::Class(class) => {
                let fields = self.classes.get(*class as usize)?.fields;
                let object = Value { kind: Kind::Object(fields), span: None };
                self.call_object(fields, &object, name, site)
            }
            Kind::Env(read) => {
                if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                    return Some(self.fallback(value, index, site));
                }
                if self.same_method(name) {
                    return Some(value.clone());
                }
                // a method of what the fallback gives: `(x or make_client()).keys()`
                let default = read.default.clone()?;
                if default.object().is_some() { self.call_method_of(&default, name, site) } else { None }
            }
            Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Words(_) => {
                if self.facts.fallback_methods.contains_key(&name.name) || self.same_method(name) {
                    return Some(value.clone());
                }
                Some(Value::unknown())
            }
            Kind::Method(method) => {
                // `client.keys.bind(client)`, `fn.call(this, …)`
                if self.same_method(name) {
                    return Some(value.clone());
                }
                let (receiver, method) = (method.0.clone(), method.1.clone());
                matches!(name.name.as_str(), "call").then(|| {
                    let rest = site.args.get(1..).unwrap_or_default();
                    let inner = CallSite { args: rest, ..*site };
                    self.call_method_of(&receiver, &method, &inner)
                })?
            }
            Kind::Unknown => {
                if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                    return Some(self.fallback(value, index, site));
                }
                None
            }
            Kind::Function(_) => self.same_method(name).then(|| value.clone()),
            Kind::Bool(_) => Some(Value::unknown()),
            Kind::OneOf(_) | Kind::Null => None,
        }
    }

    /// Whether an object is one of a library's, or of a class of this file that extends or stands for such a type.
    fn is_instance(&self, id: ObjectId, depth: usize) -> bool {
        let bases =
            self.class_of.get(&id).and_then(|class| self.classes.get(*class as usize)).map(|class| &class.bases);
        self.heap.instance(id).is_some()
            || depth < 8
                && bases.is_some_and(|bases| {
                    bases.iter().filter_map(Value::object).any(|base| self.is_instance(base, depth + 1))
                })
    }

    fn same_method(&self, name: &Ident) -> bool {
        self.facts.methods.contains(&name.name)
    }

    #[allow(clippy::unnecessary_wraps, reason = "one of several kinds of receivers, which answer alike")]
    fn call_object(&mut self, id: ObjectId, value: &Value, name: &Ident, site: &CallSite<'_>) -> Option<Value> {
        if self.heap.instance(id).is_some() {
            if let Some(result) = L::call_method(self, id, name, site) {
                return Some(result);
            }
            if let Some(&index) = self.facts.fallback_methods.get(&name.name) {
                return Some(self.fallback(value, index, site));
            }
            return Some(if self.same_method(name) { value.clone() } else { Value::unknown() });
        }
        if self.heap.list(id).is_some() {
            return Some(self.call_list(id, value, name, site));
        }
        if let Some(class) = self.class_of.get(&id).copied() {
            if let Some(method) = self.classes[class as usize].methods.get(&name.name).copied() {
                return Some(self.call_function(method, site));
            }
            let field = self.heap.record(id).and_then(|record| looked_up(record.lookup(&name.name)));
            if let Some(field) = field
                && !field.is_unknown()
            {
                return Some(self.call_value(&field, site));
            }
            for base in self.classes[class as usize].bases.clone() {
                if let Some(result) = self.call_method_of(&base, name, site) {
                    return Some(result);
                }
            }
            if self.same_method(name) {
                return Some(value.clone());
            }
            // an object of a class of this file is no library client
            return Some(Value::unknown());
        }
        Some(self.call_record(id, value, name, site))
    }

    fn call_list(&mut self, id: ObjectId, value: &Value, name: &Ident, site: &CallSite<'_>) -> Value {
        if self.facts.append_methods.contains(&name.name) {
            for arg in site.args {
                let item = if arg.is_spread { Item::Many(Some(arg.span)) } else { Item::One(arg.value.clone()) };
                self.heap.push(id, item);
            }
            return value.clone();
        }
        if self.facts.extend_methods.contains(&name.name) {
            for arg in site.args {
                match arg.value.object() {
                    Some(other) if self.heap.list(other).is_some() => self.extend_list(id, other),
                    _ => self.heap.push(id, Item::Many(Some(arg.span))),
                }
            }
            return value.clone();
        }
        if self.same_method(name) {
            return value.clone();
        }
        if let Some(function) = site.args.first().filter(|_| self.facts.each_methods.contains(&name.name)) {
            let element = builtin::element(self, value);
            self.call_back(&function.value, &[(!element.is_unknown()).then_some(element)]);
        }
        Value::unknown()
    }

    pub(super) fn extend_list(&mut self, id: ObjectId, other: ObjectId) {
        let items = self.heap.list(other).map(<[Item]>::to_vec).unwrap_or_default();
        for item in items {
            self.heap.push(id, item);
        }
    }

    fn call_record(&mut self, id: ObjectId, value: &Value, name: &Ident, site: &CallSite<'_>) -> Value {
        let key = site.args.first().and_then(|arg| arg.value.as_text().map(str::to_owned));
        if self.facts.get_methods.contains(&name.name)
            && let Some(key) = &key
        {
            let found = self.heap.record(id).and_then(|record| looked_up(record.lookup(key)));
            return match (found, site.args.get(1)) {
                (Some(found), _) => found,
                (None, Some(default)) => {
                    let default = default.value.clone();
                    self.with_names(vec![key.clone()], |ev| ev.announce(&default, "fallback"));
                    self.or_default(&Value::unknown(), default)
                }
                (None, None) => Value::unknown(),
            };
        }
        if self.facts.set_methods.contains(&name.name)
            && let (Some(key), Some(arg)) = (&key, site.args.get(1))
        {
            self.heap.set(id, key, arg.value.clone());
            return value.clone();
        }
        if self.facts.merge_functions.contains(&name.name) {
            for arg in site.args {
                self.merge(id, arg);
            }
            return value.clone();
        }
        let field = self.heap.record(id).and_then(|record| looked_up(record.lookup(&name.name)));
        match field {
            Some(field) => self.call_value(&field, site),
            None if self.same_method(name) => value.clone(),
            None => Value::unknown(),
        }
    }

    fn merge(&mut self, id: ObjectId, arg: &ArgValue) {
        if let Some(name) = &arg.name {
            self.heap.set(id, name, arg.value.clone());
            return;
        }
        let known: Option<Vec<(String, Value)>> = arg
            .value
            .object()
            .and_then(|other| self.heap.record(other))
            .filter(|record| !record.is_open)
            .map(|record| record.iter().map(|(key, value, _)| (key.to_owned(), value.clone())).collect());
        match known {
            Some(entries) => entries.into_iter().for_each(|(key, value)| self.heap.set(id, &key, value)),
            None => self.heap.open(id),
        }
    }

    /// Calls a value.
    pub(super) fn call_value(&mut self, callee: &Value, site: &CallSite<'_>) -> Value {
        match &callee.kind {
            Kind::Path(path) => {
                let path = path.clone();
                self.call_path(&path, site).unwrap_or_else(|| {
                    self.escape_args(site.args);
                    Value::unknown()
                })
            }
            Kind::Function(id) => self.call_function(*id, site),
            Kind::Class(class) => {
                let entry = &self.classes[*class as usize];
                let fields = entry.fields;
                let constructor = self.facts.constructors.iter().find_map(|name| entry.methods.get(name).copied());
                if let Some(constructor) = constructor {
                    self.call_function(constructor, site);
                }
                Value::at(Kind::Object(fields), site.span)
            }
            Kind::Method(method) => {
                let (receiver, name) = (method.0.clone(), method.1.clone());
                self.call_method_of(&receiver, &name, site).unwrap_or_else(Value::unknown)
            }
            Kind::Object(id) if self.heap.instance(*id).is_some() => {
                let name = Ident { name: "()".to_owned(), span: site.name_span };
                L::call_method(self, *id, &name, site).unwrap_or_else(Value::unknown)
            }
            _ => {
                self.escape_args(site.args);
                Value::unknown()
            }
        }
    }

    /// Calls a function of the file: it is evaluated once, with the library objects that the first caller hands in.
    fn call_function(&mut self, id: FunctionId, site: &CallSite<'_>) -> Value {
        if let Some(entry) = self.functions.get_mut(id as usize)
            && matches!(entry.state, FunctionState::New)
        {
            for (index, arg) in site.args.iter().enumerate().filter(|(_, arg)| !arg.is_spread) {
                let position = match &arg.name {
                    None => Some(index),
                    Some(name) => entry.def.params.iter().position(
                        |param| matches!(&param.pattern, crate::ir::code::Pattern::Name(ident) if &ident.name == name),
                    ),
                };
                let is_instance = arg.value.object().is_some_and(|object| self.heap.instance(object).is_some());
                if let Some(position) = position.filter(|_| is_instance)
                    && let Some(slot) = entry.bound.get_mut(position)
                {
                    *slot = Some(arg.value.clone());
                }
            }
        }
        if self.running.len() > 24 {
            return Value::unknown();
        }
        self.result_of(id)
    }

    /// Tells a function value what its parameters will be and evaluates it: a callback that a library calls.
    pub(crate) fn call_back(&mut self, function: &Value, params: &[Option<Value>]) -> Value {
        let Kind::Function(id) = function.kind else { return Value::unknown() };
        if let Some(entry) = self.functions.get_mut(id as usize)
            && matches!(entry.state, FunctionState::New)
        {
            for (slot, value) in entry.bound.iter_mut().zip(params) {
                slot.clone_from(value);
            }
        }
        self.result_of(id)
    }

    fn call_path(&mut self, path: &PathValue, site: &CallSite<'_>) -> Option<Value> {
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
        if self.facts.format_functions.contains(last) {
            return None;
        }
        if self.facts.merge_functions.contains(&segments.join(".")) {
            let (first, rest) = site.args.split_first()?;
            let id = first.value.object()?;
            for arg in rest {
                self.merge(id, arg);
            }
            return Some(first.value.clone());
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

    fn env_read(&mut self, site: &CallSite<'_>) -> Value {
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
    fn fallback(&mut self, value: &Value, index: usize, site: &CallSite<'_>) -> Value {
        let Some(arg) = site.args.get(index) else { return value.clone() };
        let default = match arg.value.kind {
            Kind::Function(id) => self.result_of(id),
            _ => arg.value.clone(),
        };
        self.or_default(value, default.or_at(arg.span))
    }

    /// Evaluates arguments; `label` names the callee for those passed by name.
    fn args(&mut self, args: &'a [Arg], label: Option<&str>) -> Vec<ArgValue> {
        let outer = std::mem::take(&mut self.names);
        let mut out = Vec::with_capacity(args.len());
        for arg in args {
            let is_spread = matches!(arg.value.kind, ExprKind::Spread(_));
            self.names.clear();
            self.names.extend(label.map(str::to_owned));
            if let Some(name) = &arg.name {
                self.names.push(name.name.clone());
            }
            let value = self.eval(&arg.value).or_at(arg.value.span);
            if arg.name.is_some() && !matches!(value.kind, Kind::Object(_)) {
                self.announce(&value, "argument");
            }
            if let (Some(name), Some(id), ExprKind::Record(_)) = (&arg.name, value.object(), &arg.value.kind) {
                L::configured(self, &name.name, id, arg.value.span);
            }
            self.unfold(arg, value, is_spread, &mut out);
        }
        self.names = outer;
        out
    }

    /// Spreads of known lists and records are the arguments that they hold.
    fn unfold(&self, arg: &'a Arg, value: Value, is_spread: bool, out: &mut Vec<ArgValue>) {
        let span = arg.value.span;
        let name = arg.name.as_ref().map(|ident| ident.name.clone());
        if is_spread && let Some(id) = value.object() {
            if let Some(record) = self.heap.record(id).filter(|_| name.is_some()) {
                for (key, value, is_certain) in record.iter() {
                    let value = if is_certain { value.clone() } else { Value::unknown() };
                    out.push(ArgValue { name: Some(key.to_owned()), value, span, is_spread: false });
                }
                if record.is_open {
                    out.push(ArgValue { name, value: Value::unknown(), span, is_spread });
                }
                return;
            }
            if let Some(items) = self.heap.list(id).filter(|_| name.is_none()) {
                for item in items {
                    out.push(match item {
                        Item::One(value) => ArgValue { name: None, value: value.clone(), span, is_spread: false },
                        Item::Many(_) => ArgValue { name: None, value: Value::unknown(), span, is_spread: true },
                    });
                }
                return;
            }
        }
        out.push(ArgValue { name, value, span, is_spread });
    }

    fn escape_args(&mut self, args: &[ArgValue]) {
        for id in args.iter().filter_map(|arg| arg.value.object()) {
            if self.heap.instance(id).is_some() {
                L::escape(self, id);
            }
        }
    }

    /// A call that an operator stands for: `client[key]`, `key in client`.
    pub(super) fn special_method(
        &mut self,
        receiver: &Value,
        name: &str,
        args: Vec<(Value, Span)>,
        span: Span,
    ) -> Option<Value> {
        let args: Vec<ArgValue> =
            args.into_iter().map(|(value, span)| ArgValue { name: None, value, span, is_spread: false }).collect();
        let site = CallSite { args: &args, span, name_span: span };
        let id = receiver.object().filter(|id| self.heap.instance(*id).is_some())?;
        let ident = Ident { name: name.to_owned(), span };
        L::call_method(self, id, &ident, &site)
    }

    /// `left | right`: what left prints is right's standard input.
    pub(super) fn pipe(&mut self, left: &'a Expr, right: &'a Expr) -> Value {
        let printed = match &left.kind {
            ExprKind::Call(call) if matches!(call.callee.as_text(), Some("echo" | "printf")) => {
                let words = self.args(&call.args, None);
                let words: Vec<&ArgValue> = words
                    .iter()
                    .filter(|arg| !matches!(arg.value.as_text(), Some("-n" | "-e" | "-ne" | "-en")))
                    .collect();
                match words.as_slice() {
                    [] => None,
                    [single] => Some(single.value.clone()),
                    [first, .., last] if words.iter().all(|arg| arg.value.as_text().is_some()) => {
                        let text: Vec<&str> = words.iter().filter_map(|arg| arg.value.as_text()).collect();
                        let mut value = Value::text(text.join(" "));
                        value.span = Some(first.span.cover(last.span));
                        Some(value)
                    }
                    _ => None,
                }
            }
            // `cat <<EOF | …` prints its own input
            ExprKind::Call(call) if call.callee.as_text() == Some("cat") => {
                let words = self.args(&call.args, None);
                match words.as_slice() {
                    [only] if only.name.as_deref() == Some(STDIN) => Some(only.value.clone()),
                    _ => None,
                }
            }
            _ => {
                drop(self.eval(left));
                None
            }
        };
        match &right.kind {
            ExprKind::Call(call) => self.command_line(call, right.span, printed),
            _ => self.eval(right),
        }
    }

    /// A command of a shell script.
    fn command_line(&mut self, call: &'a Call, span: Span, stdin: Option<Value>) -> Value {
        let program = self.eval(&call.callee).or_at(call.callee.span);
        let mut args = self.args(&call.args, None);
        if let Some(value) = stdin
            && !args.iter().any(|arg| arg.name.as_deref() == Some(STDIN))
        {
            let span = value.span.unwrap_or(span);
            args.push(ArgValue { name: Some(STDIN.to_owned()), value, span, is_spread: false });
        }
        let site = CallSite { args: &args, span, name_span: call.callee.span };
        if let Some(own) = L::own_call(self, &call.callee, &program, None, &site) {
            return own;
        }
        if let Some(name) = call.callee.as_text()
            && let Some((_, value)) = self.scopes.lookup(self.scope, name)
            && let Kind::Function(id) = value.kind
        {
            return self.result_of(id);
        }
        L::program(self, &site, &program);
        Value::unknown()
    }
}

/// The keys and keyword arguments under which libraries take the value that is used when none is given.
fn is_default_key(name: &str) -> bool {
    matches!(name, "default" | "default_value" | "default_value_t" | "defaultValue" | "fallback" | "default_factory")
}

/// The name in a first argument that names something: `--redis-port <n>`, `redis.port`.
fn option_name(text: &str) -> Option<String> {
    let word = text.split([' ', '=', ',']).find(|word| word.starts_with("--")).or_else(|| text.split(' ').next())?;
    let name = word.trim_matches('-');
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/'));
    is_name.then(|| name.to_owned())
}

/// The last name of what is called, to name its keyword arguments.
fn callee_name(callee: &Expr) -> Option<&str> {
    match &callee.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { name, .. } => Some(&name.name),
        _ => None,
    }
}

fn is_constructor_name(name: &str) -> bool {
    matches!(name, "new" | "open" | "from_url" | "connect" | "create" | "build" | "default")
}
