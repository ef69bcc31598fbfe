//! Objects that grow over statements: lists, records, instances of library types.
//!
//! An object remembers the region of control flow in which it was made. A change made in another region (a branch, a loop, another function) may
//! or may not happen and is kept as such.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::value::Value;
use crate::source::Span;

/// Number of an object on the [`Heap`].
pub(crate) type ObjectId = u32;

/// Number of a region of control flow.
pub(crate) type RegionId = u32;

/// All objects of one file.
#[derive(Debug, Default)]
pub(crate) struct Heap {
    objects: Vec<Object>,
    /// The region that is being evaluated.
    pub(crate) region: RegionId,
}

#[derive(Debug)]
struct Object {
    kind: ObjectKind,
    region: RegionId,
}

/// The kinds of objects.
#[derive(Debug)]
pub(crate) enum ObjectKind {
    /// A list, tuple, array.
    List(Vec<Item>),
    /// A dict, object, struct literal, or the fields of an object of a class of this file.
    Record(Record),
    /// An instance of a type that the library knows.
    Instance(Instance),
}

/// An element of a list.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    /// Exactly one element.
    One(Value),
    /// Any number of unknown elements.
    Many(Option<Span>),
}

/// Keys and values.
#[derive(Debug, Default)]
pub(crate) struct Record {
    entries: IndexMap<String, Slot>,
    /// Whether there may be keys that are not in the entries.
    pub(crate) is_open: bool,
}

#[derive(Debug)]
struct Slot {
    value: Value,
    is_maybe: bool,
    /// Whether the value only stands for the type that was declared: what is set takes its place.
    is_declared: bool,
}

/// What is known about a key.
#[derive(Debug, Clone)]
pub(crate) enum Lookup {
    /// It has this value.
    Found(Value),
    /// It may have this value, or not be there.
    Maybe(Value),
    /// It is certainly not there.
    Absent,
    /// Nothing is known.
    Unknown,
}

impl Lookup {
    /// The value that the key certainly or possibly has.
    pub(crate) fn possible(self) -> Option<Value> {
        match self {
            Self::Found(value) | Self::Maybe(value) => Some(value),
            Self::Absent | Self::Unknown => None,
        }
    }
}

/// An instance of a library type.
#[derive(Debug, Default)]
pub(crate) struct Instance {
    /// The type's number in the library.
    pub(crate) type_: u32,
    /// What construction and setters have put into it.
    pub(crate) fields: BTreeMap<String, Field>,
    /// The token that made it.
    pub(crate) span: Option<Span>,
    /// Number of the connection fact that it was made with, as the library counts.
    pub(crate) client: Option<u32>,
    /// Number of the pipeline that it collects commands for.
    pub(crate) batch: Option<u32>,
    /// Whether the instance is only guessed from a name.
    pub(crate) is_guess: bool,
    /// Whether it was made elsewhere (a parameter of its type): there may be more in it than the fields.
    pub(crate) is_open: bool,
}

/// A field of an [`Instance`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Field {
    /// The values put in, in order; a plain field has one.
    pub(crate) items: Vec<Item>,
}

impl Heap {
    /// Puts `kind` on the heap.
    pub(crate) fn add(&mut self, kind: ObjectKind) -> ObjectId {
        self.objects.push(Object { kind, region: self.region });
        u32::try_from(self.objects.len() - 1).unwrap_or(u32::MAX)
    }

    /// The object.
    pub(crate) fn get(&self, id: ObjectId) -> Option<&ObjectKind> {
        self.objects.get(id as usize).map(|object| &object.kind)
    }

    /// The record, if it is one.
    pub(crate) fn record(&self, id: ObjectId) -> Option<&Record> {
        match self.get(id) {
            Some(ObjectKind::Record(record)) => Some(record),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub(crate) fn list(&self, id: ObjectId) -> Option<&[Item]> {
        match self.get(id) {
            Some(ObjectKind::List(items)) => Some(items),
            _ => None,
        }
    }

    /// The instance, if it is one.
    pub(crate) fn instance(&self, id: ObjectId) -> Option<&Instance> {
        match self.get(id) {
            Some(ObjectKind::Instance(instance)) => Some(instance),
            _ => None,
        }
    }

    /// The instance, to be changed.
    pub(crate) fn instance_mut(&mut self, id: ObjectId) -> Option<&mut Instance> {
        match self.objects.get_mut(id as usize).map(|object| &mut object.kind) {
            Some(ObjectKind::Instance(instance)) => Some(instance),
            _ => None,
        }
    }

    /// Whether a change to the object here may or may not happen.
    pub(crate) fn is_maybe(&self, id: ObjectId) -> bool {
        self.objects.get(id as usize).is_some_and(|object| object.region != self.region)
    }

    /// Appends to a list.
    pub(crate) fn push(&mut self, id: ObjectId, item: Item) {
        let is_maybe = self.is_maybe(id);
        let Some(Object { kind: ObjectKind::List(items), .. }) = self.objects.get_mut(id as usize) else { return };
        let span = match &item {
            Item::One(value) => value.span,
            Item::Many(span) => *span,
        };
        items.push(if is_maybe { Item::Many(span) } else { item });
    }

    /// Sets a key of a record, or a field of an instance.
    pub(crate) fn set(&mut self, id: ObjectId, key: &str, value: Value) {
        if self.instance(id).is_some() {
            self.set_field(id, key, Item::One(value), false);
            return;
        }
        let is_maybe = self.is_maybe(id);
        let Some(Object { kind: ObjectKind::Record(record), .. }) = self.objects.get_mut(id as usize) else { return };
        record.set(key, value, is_maybe);
    }

    /// Declares a key of a record with what is known of its type.
    pub(crate) fn declare(&mut self, id: ObjectId, key: &str, value: Value) {
        if let Some(ObjectKind::Record(record)) = self.objects.get_mut(id as usize).map(|object| &mut object.kind) {
            record.declare(key, value);
        }
    }

    /// Whatever else may be in the object from now on.
    pub(crate) fn open(&mut self, id: ObjectId) {
        match self.objects.get_mut(id as usize).map(|object| &mut object.kind) {
            Some(ObjectKind::Record(record)) => record.is_open = true,
            Some(ObjectKind::List(items)) => items.push(Item::Many(None)),
            _ => {}
        }
    }

    /// Puts a value into an instance's field: appended to what is there, or instead of it.
    pub(crate) fn set_field(&mut self, id: ObjectId, name: &str, value: Item, append: bool) {
        let is_maybe = self.is_maybe(id);
        let Some(instance) = self.instance_mut(id) else { return };
        let field = instance.fields.entry(name.to_owned()).or_default();
        let span = match &value {
            Item::One(value) => value.span,
            Item::Many(span) => *span,
        };
        if is_maybe {
            field.items.push(Item::Many(span));
        } else if append {
            field.items.push(value);
        } else {
            field.items = vec![value];
        }
    }
}

impl Record {
    /// Sets `key`; `is_maybe` when the statement may not run.
    pub(crate) fn set(&mut self, key: &str, value: Value, is_maybe: bool) {
        match self.entries.get_mut(key) {
            Some(slot) if is_maybe && !slot.is_declared => slot.value = Value::one_of([slot.value.clone(), value]),
            Some(slot) => *slot = Slot { value, is_maybe: is_maybe && slot.is_maybe, is_declared: false },
            None => {
                self.entries.insert(key.to_owned(), Slot { value, is_maybe, is_declared: false });
            }
        }
    }

    /// Declares `key` with what is known of its type.
    pub(crate) fn declare(&mut self, key: &str, value: Value) {
        self.entries.insert(key.to_owned(), Slot { value, is_maybe: false, is_declared: true });
    }

    /// What is known about `key`.
    pub(crate) fn lookup(&self, key: &str) -> Lookup {
        match self.entries.get(key) {
            Some(slot) if slot.is_maybe => Lookup::Maybe(slot.value.clone()),
            Some(slot) => Lookup::Found(slot.value.clone()),
            None if self.is_open => Lookup::Unknown,
            None => Lookup::Absent,
        }
    }

    /// How many keys are known.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Keys and values in order of first appearance, with whether each is certain.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value, bool)> {
        self.entries.iter().map(|(key, slot)| (key.as_str(), &slot.value, !slot.is_maybe))
    }
}
