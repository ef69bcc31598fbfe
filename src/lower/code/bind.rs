//! Arguments to parameters.

use super::Lowerer;
use crate::analysis::{ArgValue, CallSite, Evaluator, Heap, Item, Kind, Lookup, ObjectId, ObjectKind, PathRoot, Value};
use crate::lower::model::compile::{Callable, Models, Param, Rest};
use crate::lower::model::raw::{RawCount, RawWhen, ValueKind};
use crate::lower::model::template::Place;

/// The arguments of one call, by parameter.
#[derive(Debug)]
pub(super) struct Bound<'a> {
    values: Vec<(&'a str, Lookup)>,
    /// The positional arguments as they came.
    pub(super) positional: Vec<ArgValue>,
    /// The instance, for `self`.
    pub(super) this: Option<ObjectId>,
    /// Whether keyword arguments were given that no parameter takes.
    pub(super) has_extra: bool,
}

impl<'a> Bound<'a> {
    /// Binds the arguments of `site` to the parameters of `callable`.
    pub(super) fn new(heap: &mut Heap, callable: &'a Callable, site: &CallSite<'_>, this: Option<ObjectId>) -> Self {
        let positional: Vec<ArgValue> = site.args.iter().filter(|arg| arg.name.is_none()).cloned().collect();
        let is_open = site.args.iter().any(|arg| arg.is_spread && arg.name.is_some());
        let cut = positional.iter().position(|arg| arg.is_spread);
        let mut values = Vec::with_capacity(callable.params.len());
        let mut next = 0;
        for param in &callable.params {
            let found = match param.rest {
                Rest::Positional => rest(heap, &positional, &mut next),
                Rest::Keywords => keywords(heap, callable, site, is_open),
                Rest::No => {
                    let by_name = site.args.iter().find(|arg| arg.name.as_deref() == Some(param.name.as_str()));
                    let by_place = positional.get(next);
                    next += 1;
                    match (by_name, by_place) {
                        (Some(arg), _) => Lookup::Found(arg.value.clone()),
                        (None, _) if cut.is_some_and(|cut| next > cut) => Lookup::Unknown,
                        (None, Some(arg)) => Lookup::Found(arg.value.clone()),
                        (None, None) if is_open => Lookup::Unknown,
                        (None, None) => param.default.as_deref().map_or(Lookup::Absent, |d| Lookup::Found(literal(d))),
                    }
                }
            };
            values.push((param.name.as_str(), found));
        }
        let is_param =
            |name: &str| callable.params.iter().any(|param| param.name == name || param.rest == Rest::Keywords);
        let has_extra = site.args.iter().any(|arg| arg.name.as_deref().is_some_and(|name| !is_param(name)));
        Self { values, positional, this, has_extra }
    }

    /// The same with one more parameter.
    pub(super) fn with(mut self, name: &'a str, value: Value) -> Self {
        self.values.push((name, Lookup::Found(value)));
        self
    }

    /// What is known of the value at `place`.
    pub(super) fn lookup(&self, heap: &mut Heap, place: &Place) -> Lookup {
        let root = if place.root == "self" && !place.keys.is_empty() {
            return self.this.map_or(Lookup::Absent, |this| field(heap, this, &place.keys));
        } else {
            self.values.iter().find(|(name, _)| *name == place.root).map_or(Lookup::Absent, |(_, found)| found.clone())
        };
        descend(heap, root, &place.keys)
    }

    /// Whether any argument was spread.
    pub(super) fn has_spread(&self) -> bool {
        self.positional.iter().any(|arg| arg.is_spread)
    }
}

/// The rest of the positional arguments as a list.
fn rest(heap: &mut Heap, positional: &[ArgValue], next: &mut usize) -> Lookup {
    let start = (*next).min(positional.len());
    *next = positional.len();
    if start == positional.len() {
        return Lookup::Absent;
    }
    let items = positional[start..]
        .iter()
        .map(|arg| if arg.is_spread { Item::Many(Some(arg.span)) } else { Item::One(arg.value.clone()) })
        .collect();
    let span = positional[start].span;
    Lookup::Found(Value::at(Kind::Object(heap.add(ObjectKind::List(items))), span))
}

/// The keyword arguments that no parameter takes, as a record.
fn keywords(heap: &mut Heap, callable: &Callable, site: &CallSite<'_>, is_open: bool) -> Lookup {
    let is_param = |name: &str| callable.params.iter().any(|param| param.rest == Rest::No && param.name == name);
    let mut record = crate::analysis::Record::default();
    record.is_open = is_open;
    for arg in site.args.iter().filter(|arg| !arg.is_spread) {
        if let Some(name) = arg.name.as_deref().filter(|name| !is_param(name)) {
            record.set(name, arg.value.clone(), false);
        }
    }
    Lookup::Found(Value { kind: Kind::Object(heap.add(ObjectKind::Record(record))), span: Some(site.span) })
}

fn field(heap: &mut Heap, this: ObjectId, keys: &[String]) -> Lookup {
    let Some((first, rest)) = keys.split_first() else { return Lookup::Absent };
    let Some(instance) = heap.instance(this) else { return Lookup::Unknown };
    let Some(field) = instance.fields.get(first) else {
        return if instance.is_open { Lookup::Unknown } else { Lookup::Absent };
    };
    let items = field.items.clone();
    let value = match items.as_slice() {
        [Item::One(value)] => value.clone(),
        _ => Value { kind: Kind::Object(heap.add(ObjectKind::List(items))), span: None },
    };
    descend(heap, Lookup::Found(value), rest)
}

/// The value under `keys` of what was found.
fn descend(heap: &mut Heap, found: Lookup, keys: &[String]) -> Lookup {
    let mut current = found;
    for key in keys {
        let (value, is_maybe) = match current {
            Lookup::Found(value) => (value, false),
            Lookup::Maybe(value) => (value, true),
            other => return other,
        };
        current = match &value.kind {
            Kind::Null => Lookup::Absent,
            Kind::Object(id) => match (heap.record(*id), heap.list(*id), heap.instance(*id).is_some()) {
                (Some(record), _, _) => record.lookup(key),
                (None, Some(items), _) => match key.parse::<usize>().ok().map(|index| items.get(index)) {
                    Some(Some(Item::One(value))) => Lookup::Found(value.clone()),
                    Some(None) if items.iter().all(|item| matches!(item, Item::One(_))) => Lookup::Absent,
                    Some(_) => Lookup::Unknown,
                    None => Lookup::Absent,
                },
                (None, None, true) => field(heap, *id, std::slice::from_ref(key)),
                (None, None, false) => Lookup::Unknown,
            },
            // a text or a number has no keys: `new Redis("redis://…")` with `options.port`
            Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) | Kind::Bool(_) | Kind::Words(_) | Kind::Function(_) => {
                Lookup::Absent
            }
            _ => Lookup::Unknown,
        };
        if is_maybe && let Lookup::Found(value) = current {
            current = Lookup::Maybe(value);
        }
    }
    current
}

/// A default as models write it.
pub(super) fn literal(text: &str) -> Value {
    let kind = match text {
        "true" | "True" => Kind::Bool(true),
        "false" | "False" => Kind::Bool(false),
        "null" | "None" => Kind::Null,
        _ if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => Kind::Number(text.into()),
        _ => return Value::text(text.trim_matches(['\'', '"'])),
    };
    Value { kind, span: None }
}

/// The form of `callable` that fits the call of a method of `this`, or of a function.
pub(super) fn overload<'c>(
    ev: &mut Evaluator<'_, Lowerer<'_>>,
    callable: &'c Callable,
    site: &CallSite<'_>,
    this: Option<ObjectId>,
) -> &'c Callable {
    for (when, other) in &callable.overloads {
        if when.mentions.as_ref().is_none_or(|mark| ev.file.text().contains(mark.as_str()))
            && fits(ev, when, other, site, this)
        {
            return other;
        }
    }
    callable
}

fn fits(
    ev: &mut Evaluator<'_, Lowerer<'_>>,
    when: &RawWhen,
    callable: &Callable,
    site: &CallSite<'_>,
    this: Option<ObjectId>,
) -> bool {
    let count = site.args.iter().filter(|arg| arg.name.is_none()).count();
    let count_fits = match when.args {
        None => true,
        Some(RawCount::Exactly(n)) => count == n,
        Some(RawCount::Between(least, most)) => (least..=most).contains(&count),
    };
    if !count_fits {
        return false;
    }
    let heap = &mut ev.heap;
    let bound = Bound::new(heap, callable, site, this);
    if let Some(given) = &when.given
        && !matches!(bound.lookup(heap, &Place::parse(given)), Lookup::Found(value) | Lookup::Maybe(value) if !value.is_null())
    {
        return false;
    }
    let models = ev.library.models();
    let has_value = |(name, wanted): (&String, &Vec<String>)| matches!(bound.lookup(heap, &Place::parse(name)), Lookup::Found(value) if is_one_of(models, &value, wanted));
    if !when.is.iter().all(has_value) {
        return false;
    }
    when.kind.iter().all(|(name, kind)| match bound.lookup(heap, &Place::parse(name)) {
        Lookup::Found(value) | Lookup::Maybe(value) => is_kind(heap, &value, *kind),
        Lookup::Absent | Lookup::Unknown => false,
    })
}

/// Whether a value is one of `wanted`: a text, a number, or by its qualified name a class, a constant or a variant.
pub(super) fn is_one_of(models: &Models, value: &Value, wanted: &[String]) -> bool {
    match &value.kind {
        Kind::Path(path) if path.root == PathRoot::Package => wanted.contains(&models.canonical(&path.segments)),
        _ => value.as_text().is_some_and(|text| wanted.iter().any(|wanted| wanted == text)),
    }
}

fn is_kind(heap: &Heap, value: &Value, kind: ValueKind) -> bool {
    match &value.kind {
        Kind::Text(_) | Kind::Concat(_) => kind == ValueKind::Text,
        Kind::Number(number) => kind == ValueKind::Number || kind == ValueKind::Float && number.contains('.'),
        Kind::Words(_) => kind == ValueKind::Words,
        Kind::Function(_) => kind == ValueKind::Function,
        Kind::OneOf(values) => values.iter().all(|value| is_kind(heap, value, kind)),
        Kind::Object(id) => match heap.get(*id) {
            Some(ObjectKind::List(_)) => kind == ValueKind::List,
            Some(ObjectKind::Record(_)) => kind == ValueKind::Record,
            Some(ObjectKind::Instance(_)) => kind == ValueKind::Instance,
            None => false,
        },
        _ => false,
    }
}

/// Whether `param` must be given.
pub(super) fn is_required(param: &Param) -> bool {
    param.rest == Rest::No && param.default.is_none()
}
