//! Analysis: what expressions stand for.
//!
//! A forward abstract interpretation of one file over the neutral tree: scopes, constants, imports, objects that grow over statements. It knows nothing
//! of Redis; the [`Library`] that it is given says what calls of library functions mean.
//!
//! Always: every function body is evaluated once; loops are evaluated once with what they change marked as uncertain; nothing recurses deeper than
//! the tree, which frontends bound.

pub(crate) mod builtin;
mod call;
mod copies;
mod eval;
mod heap;
mod language;
mod library;
mod scope;
mod statement;
mod value;

pub(crate) use eval::Evaluator;
pub(crate) use heap::{Heap, Instance, Item, Lookup, ObjectId, ObjectKind, Record};
pub(crate) use language::{ArgumentStyle, EnvironmentForm, EnvironmentRead, LanguageFacts, Passing};
pub(crate) use library::{ArgValue, CallSite, Library, NamedValue};
pub(crate) use value::{Kind, PathRoot, PathValue, Value};
