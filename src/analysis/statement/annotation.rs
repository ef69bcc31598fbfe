//! What a type annotation says of a value.

use std::rc::Rc;

use crate::analysis::eval::Evaluator;
use crate::analysis::library::Library;
use crate::analysis::value::{EnvRead, Kind, PathRoot, Value};
use crate::ir::code::TypeRef;
use crate::source::Span;

impl<L: Library> Evaluator<'_, L> {
    /// What is only known by its annotation gets the annotated type.
    pub(in crate::analysis) fn with_type(&mut self, value: Value, type_: &TypeRef) -> Value {
        let weak = matches!(value.kind, Kind::Unknown | Kind::Null)
            || matches!(&value.kind, Kind::Path(path) if path.root != PathRoot::Package);
        if !weak {
            return value;
        }
        self.resolve_type(type_, 0).unwrap_or(value)
    }

    /// An instance of the annotated type, if it or what it wraps is known.
    pub(in crate::analysis) fn resolve_type(&mut self, type_: &TypeRef, depth: usize) -> Option<Value> {
        if depth > 12 {
            return None;
        }
        if let Some((first, rest)) = type_.path.split_first() {
            if first == "typeof" {
                return self.resolve_typeof(rest);
            }
            let mut value = self.name(first, Span::default());
            for segment in rest {
                let ident = crate::ir::code::Ident { name: segment.clone(), span: Span::default() };
                value = self.member(&value, &ident, Span::default());
            }
            match &value.kind {
                Kind::Path(path) => {
                    let path = path.clone();
                    if let Some(found) = L::annotated(self, &path, Span::default()) {
                        return Some(found);
                    }
                }
                Kind::Class(class) => {
                    let fields = self.classes[*class as usize].fields;
                    return Some(Value { kind: Kind::Object(fields), span: None });
                }
                _ => {}
            }
        }
        let last = type_.path.last()?;
        if type_.args.is_empty() && self.facts.scalars.contains(last) {
            let read = EnvRead { name: None, default: None };
            return Some(Value { kind: Kind::Env(Rc::new(read)), span: None });
        }
        if self.facts.wrappers.contains(last) || self.library.is_wrapper(type_) {
            return type_.args.iter().find_map(|arg| self.resolve_type(arg, depth + 1));
        }
        None
    }

    /// `ReturnType<typeof makeClient>`, `typeof client`.
    pub(super) fn resolve_typeof(&mut self, path: &[String]) -> Option<Value> {
        let (first, rest) = path.split_first()?;
        let mut value = self.name(first, Span::default());
        for segment in rest {
            let ident = crate::ir::code::Ident { name: segment.clone(), span: Span::default() };
            value = self.member(&value, &ident, Span::default());
        }
        match value.kind {
            Kind::Function(id) => Some(self.result_of(id)),
            Kind::Path(path) => L::annotated(self, &path, Span::default()),
            Kind::Unknown => None,
            _ => Some(value),
        }
    }
}
