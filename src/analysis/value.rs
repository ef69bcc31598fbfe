//! Abstract values.

use std::rc::Rc;

use super::eval::{ClassId, FunctionId};
use super::heap::ObjectId;
use crate::command::Word;
use crate::ir::TextMap;
use crate::ir::code::Ident;
use crate::source::Span;

/// How many alternatives a value keeps before it counts as unknown.
const MAX_ALTERNATIVES: usize = 8;

/// What an expression stands for, as far as it can be told.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    /// What is known.
    pub(crate) kind: Kind,
    /// Where the literal or the expression that gives it stands.
    pub(crate) span: Option<Span>,
}

/// The kinds of values.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// Nothing is known.
    Unknown,
    /// A text.
    Text(Rc<TextValue>),
    /// A number, as normalised digits.
    Number(Rc<str>),
    /// A truth value.
    Bool(bool),
    /// `None`, `null`, nothing.
    Null,
    /// A text of which parts are not known: the parts in order.
    Concat(Rc<Vec<Value>>),
    /// Read from the environment (or handed in from outside), with the value that is used when it is not set.
    Env(Rc<EnvRead>),
    /// One of these.
    OneOf(Rc<Vec<Value>>),
    /// A list, a record or an instance on the heap.
    Object(ObjectId),
    /// A thing known by its qualified name: an imported module, class or function, or a global.
    Path(Rc<PathValue>),
    /// A function of this file.
    Function(FunctionId),
    /// A class of this file.
    Class(ClassId),
    /// A method that is referred to but not called yet.
    Method(Rc<(Value, Ident)>),
    /// Words of a command, made by a library's option types.
    Words(Rc<Vec<Word>>),
}

/// A known text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextValue {
    /// The text.
    pub(crate) text: String,
    /// Where its bytes stand; `None` when it was computed.
    pub(crate) map: Option<TextMap>,
}

/// A read of something outside.
#[derive(Debug, Clone)]
pub(crate) struct EnvRead {
    /// The variable's name, if it is known.
    pub(crate) name: Option<String>,
    /// Used when it is not set.
    pub(crate) default: Option<Value>,
}

/// A qualified name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PathValue {
    /// Segments, outermost first.
    pub(crate) segments: Vec<String>,
    /// Where the first segment comes from.
    pub(crate) root: PathRoot,
}

/// Where a qualified name starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathRoot {
    /// A package outside the project.
    Package,
    /// A module of the project itself.
    Local,
    /// A name that nothing in the file binds.
    Global,
}

impl Value {
    /// Nothing known.
    pub(crate) fn unknown() -> Self {
        Self { kind: Kind::Unknown, span: None }
    }

    /// `kind` given by the expression at `span`.
    pub(crate) fn at(kind: Kind, span: Span) -> Self {
        Self { kind, span: Some(span) }
    }

    /// A computed text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { kind: Kind::Text(Rc::new(TextValue { text: text.into(), map: None })), span: None }
    }

    /// A thing known by its qualified name.
    pub(crate) fn path(segments: Vec<String>, root: PathRoot) -> Self {
        Self { kind: Kind::Path(Rc::new(PathValue { segments, root })), span: None }
    }

    /// One of `values`: flattened, without repetitions; the value itself when only one is left.
    pub(crate) fn one_of(values: impl IntoIterator<Item = Value>) -> Self {
        let mut out: Vec<Value> = Vec::new();
        for value in values {
            match &value.kind {
                Kind::OneOf(inner) => inner.iter().for_each(|v| push_distinct(&mut out, v)),
                _ => push_distinct(&mut out, &value),
            }
        }
        if out.len() > MAX_ALTERNATIVES {
            out.truncate(MAX_ALTERNATIVES);
            push_distinct(&mut out, &Value::unknown());
        }
        match out.len() {
            0 => Value::unknown(),
            1 => out.remove(0),
            _ => Self { span: out.iter().find_map(|v| v.span), kind: Kind::OneOf(Rc::new(out)) },
        }
    }

    /// Whether nothing at all is known.
    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.kind, Kind::Unknown)
    }

    /// The text or the digits, when the value is certain.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(&text.text),
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The alternatives: the value itself unless it is one of several. What a fallback would give comes after what is read.
    pub(crate) fn alternatives(&self) -> &[Value] {
        match &self.kind {
            Kind::OneOf(values) => values,
            _ => std::slice::from_ref(self),
        }
    }

    /// The qualified name.
    pub(crate) fn as_path(&self) -> Option<&PathValue> {
        match &self.kind {
            Kind::Path(path) => Some(path),
            _ => None,
        }
    }

    /// The first object among the alternatives.
    pub(crate) fn object(&self) -> Option<ObjectId> {
        self.alternatives().iter().find_map(|value| match value.kind {
            Kind::Object(id) => Some(id),
            _ => None,
        })
    }

    /// Whether it is certainly nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The same value, placed at `span` unless it already has a place.
    #[must_use]
    pub(crate) fn or_at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    fn same(&self, other: &Value) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Unknown, Kind::Unknown) | (Kind::Null, Kind::Null) => true,
            (Kind::Text(a), Kind::Text(b)) => a.text == b.text && self.span == other.span,
            (Kind::Number(a), Kind::Number(b)) => a == b && self.span == other.span,
            (Kind::Bool(a), Kind::Bool(b)) => a == b,
            (Kind::Object(a), Kind::Object(b)) => a == b,
            (Kind::Path(a), Kind::Path(b)) => a == b,
            (Kind::Function(a), Kind::Function(b)) => a == b,
            (Kind::Class(a), Kind::Class(b)) => a == b,
            (Kind::Env(a), Kind::Env(b)) => Rc::ptr_eq(a, b),
            (Kind::Concat(a), Kind::Concat(b)) => Rc::ptr_eq(a, b),
            _ => false,
        }
    }
}

fn push_distinct(out: &mut Vec<Value>, value: &Value) {
    if !out.iter().any(|known| known.same(value)) {
        out.push(value.clone());
    }
}
