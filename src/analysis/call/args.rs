//! The arguments of a call, and what they say of themselves.

use crate::analysis::eval::Evaluator;
use crate::analysis::heap::{Item, Record};
use crate::analysis::library::{ArgValue, Library};
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Arg, Expr, ExprKind};
use crate::source::Span;

/// How many calls of a chain are looked at for one that gives a default.
const MAX_CHAIN: usize = 8;

impl<'a, L: Library> Evaluator<'a, L> {
    /// Evaluates arguments; `label` names the callee for those passed by name.
    pub(super) fn args(&mut self, args: &'a [Arg], label: Option<&str>) -> Vec<ArgValue> {
        let outer = std::mem::take(&mut self.names);
        let in_chain = std::mem::take(&mut self.in_chain);
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
        self.in_chain = in_chain;
        let positional: Vec<(&Value, Span)> =
            out.iter().filter(|arg| arg.name.is_none()).map(|arg| (&arg.value, arg.span)).collect();
        L::sequence(self, label, &positional);
        out
    }

    /// Spreads of known lists and records are the arguments that they hold.
    pub(super) fn unfold(&self, arg: &'a Arg, value: Value, is_spread: bool, out: &mut Vec<ArgValue>) {
        let span = arg.value.span;
        let name = arg.name.as_ref().map(|ident| ident.name.clone());
        let count = |id| self.heap.record(id).map(Record::len).or_else(|| self.heap.list(id).map(<[Item]>::len));
        if is_spread
            && let Some(id) = value.object()
            && count(id).is_some_and(|count| self.copies.take_elements(count))
        {
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
        let is_more = is_spread && value.object().is_some();
        let value = if is_more { Value::unknown() } else { value };
        out.push(ArgValue { name, value, span, is_spread });
    }

    pub(super) fn escape_args(&mut self, args: &[ArgValue]) {
        for id in args.iter().filter_map(|arg| arg.value.object()) {
            if self.heap.instance(id).is_some() {
                L::escape(self, id);
            }
        }
    }

    /// What an unknown call says of its arguments: `option("--redis-port", default=6379)` names a default, `redis_port = Field(6379)` a value.
    pub(super) fn announce_args(&mut self, label: Option<&str>, args: &[ArgValue]) {
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
        if outer.is_empty() || self.in_chain && !label.is_some_and(is_default_key) {
            return;
        }
        // `SecretStr("x")` is made of its argument, `config.get("password")` is found by it
        let is_made = label.is_some_and(|label| label.starts_with(char::is_uppercase));
        for arg in args {
            let is_value = arg.name.as_deref().is_none_or(is_default_key);
            if is_value && matches!(arg.value.kind, Kind::Text(_) | Kind::Number(_)) {
                let place = if label.is_some_and(is_default_key) {
                    "fallback"
                } else if is_made || arg.name.is_some() {
                    "argument"
                } else {
                    "lookup"
                };
                self.announce(&arg.value, place);
            }
        }
    }

    pub(super) fn announce_default(&mut self, name: &str, value: &Value) {
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
}

/// Whether a chain of calls holds one that gives a default: `z.string().default("x").optional()`.
pub(super) fn gives_default(object: &Expr) -> bool {
    let mut current = object;
    for _ in 0..MAX_CHAIN {
        let ExprKind::Call(call) = &current.kind else { return false };
        let ExprKind::Member { object, name } = &call.callee.kind else { return false };
        if is_default_key(&name.name) {
            return true;
        }
        current = object;
    }
    false
}

/// The keys and keyword arguments under which libraries take the value that is used when none is given.
pub(super) fn is_default_key(name: &str) -> bool {
    matches!(name, "default" | "default_value" | "default_value_t" | "defaultValue" | "fallback" | "default_factory")
}

/// The name in a first argument that names something: `--redis-port <n>`, `redis.port`.
pub(super) fn option_name(text: &str) -> Option<String> {
    let word = text.split([' ', '=', ',']).find(|word| word.starts_with("--")).or_else(|| text.split(' ').next())?;
    let name = word.trim_matches('-');
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/'));
    is_name.then(|| name.to_owned())
}

/// The last name of what is called, to name its keyword arguments.
pub(super) fn callee_name(callee: &Expr) -> Option<&str> {
    match &callee.kind {
        ExprKind::Name(name) => Some(name),
        ExprKind::Member { name, .. } => Some(&name.name),
        _ => None,
    }
}
