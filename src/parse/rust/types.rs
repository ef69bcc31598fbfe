//! Types, as far as names go.

use super::reader::Reader;
use crate::ir::code::TypeRef;

/// Bounds that say nothing about what a value can do.
const MARKERS: [&str; 5] = ["Send", "Sync", "Sized", "Unpin", "Copy"];

impl Reader<'_> {
    /// A type; `None` for `_` and for what has no name.
    pub(super) fn type_ref(&mut self, type_: &syn::Type) -> Option<TypeRef> {
        self.deeper(type_, Self::named_type).flatten()
    }

    fn named_type(&mut self, type_: &syn::Type) -> Option<TypeRef> {
        match type_ {
            syn::Type::Path(path) => {
                // `<T as Trait>::Out` goes by the trait
                if path.qself.is_none()
                    && let Some(ident) = path.path.get_ident()
                {
                    return Some(self.simple_type(&ident.to_string()));
                }
                Some(self.path_type(&path.path))
            }
            syn::Type::Reference(reference) => self.type_ref(&reference.elem),
            syn::Type::Ptr(pointer) => self.type_ref(&pointer.elem),
            syn::Type::Paren(paren) => self.type_ref(&paren.elem),
            syn::Type::Group(group) => self.type_ref(&group.elem),
            syn::Type::ImplTrait(bounds) => self.bounds_type(&bounds.bounds),
            syn::Type::TraitObject(bounds) => self.bounds_type(&bounds.bounds),
            syn::Type::Slice(slice) => Some(built_in("[]", self.type_ref(&slice.elem))),
            syn::Type::Array(array) => Some(built_in("[]", self.type_ref(&array.elem))),
            syn::Type::Tuple(tuple) => Some(built_in("()", tuple.elems.iter().map(|elem| self.argument(elem)))),
            syn::Type::BareFn(function) => {
                let mut args: Vec<TypeRef> = function.inputs.iter().map(|input| self.argument(&input.ty)).collect();
                args.extend(self.returned(&function.output));
                Some(built_in("fn", args))
            }
            _ => None,
        }
    }

    /// A type of one name: a generic parameter is its bounds, `Self` the type at hand.
    fn simple_type(&self, name: &str) -> TypeRef {
        if let Some((_, bound)) = self.bounds.iter().rev().find(|(parameter, _)| parameter == name) {
            return bound.clone();
        }
        let name = match &self.self_type {
            Some(self_type) if name == "Self" => self_type,
            _ => name,
        };
        TypeRef { path: vec![name.trim_start_matches("r#").to_owned()], args: Vec::new() }
    }

    /// A path of several names, or with arguments.
    pub(super) fn path_type(&mut self, path: &syn::Path) -> TypeRef {
        let mut type_ = TypeRef::default();
        for segment in &path.segments {
            type_.path.push(self.ident(&segment.ident).name);
            match &segment.arguments {
                syn::PathArguments::None => {}
                syn::PathArguments::AngleBracketed(arguments) => {
                    type_.args.extend(arguments.args.iter().filter_map(|argument| match argument {
                        syn::GenericArgument::Type(type_) => Some(self.argument(type_)),
                        syn::GenericArgument::AssocType(assoc) => Some(self.argument(&assoc.ty)),
                        _ => None,
                    }));
                }
                syn::PathArguments::Parenthesized(function) => {
                    type_.args.extend(function.inputs.iter().map(|input| self.argument(input)));
                    type_.args.extend(self.returned(&function.output));
                }
            }
        }
        type_
    }

    /// A type where one must stand: `_` when it has no name.
    fn argument(&mut self, type_: &syn::Type) -> TypeRef {
        self.type_ref(type_).unwrap_or_else(|| TypeRef { path: vec!["_".to_owned()], args: Vec::new() })
    }

    /// What follows `->`.
    pub(super) fn returned(&mut self, output: &syn::ReturnType) -> Option<TypeRef> {
        match output {
            syn::ReturnType::Default => None,
            syn::ReturnType::Type(_, type_) => self.type_ref(type_),
        }
    }

    /// `A + B` as one type; `None` when only markers and lifetimes stand there.
    pub(super) fn bounds_type<'b>(
        &mut self,
        bounds: impl IntoIterator<Item = &'b syn::TypeParamBound>,
    ) -> Option<TypeRef> {
        let traits = bounds.into_iter().filter_map(|bound| match bound {
            syn::TypeParamBound::Trait(bound) if matches!(bound.modifier, syn::TraitBoundModifier::None) => {
                Some(self.path_type(&bound.path))
            }
            _ => None,
        });
        union(traits.collect())
    }

    /// The generic parameters with what their bounds, here or in the `where` clause, make of them.
    pub(super) fn generics(&mut self, generics: &syn::Generics) -> Vec<(String, TypeRef)> {
        let mut found: Vec<(String, TypeRef)> = Vec::new();
        for parameter in generics.type_params() {
            if let Some(bound) = self.bounds_type(&parameter.bounds) {
                found.push((parameter.ident.to_string(), bound));
            }
        }
        for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            let syn::WherePredicate::Type(predicate) = predicate else { continue };
            let Some(name) = parameter_name(&predicate.bounded_ty) else { continue };
            let Some(bound) = self.bounds_type(&predicate.bounds) else { continue };
            match found.iter_mut().find(|(parameter, _)| *parameter == name) {
                Some((_, known)) => {
                    let both = union(vec![std::mem::take(known), bound]);
                    *known = both.unwrap_or_default();
                }
                None => found.push((name, bound)),
            }
        }
        found
    }

    /// Reads something in whose scope `generics` are.
    pub(super) fn with_generics<T>(&mut self, generics: &syn::Generics, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.bounds.len();
        let found = self.generics(generics);
        self.bounds.extend(found);
        let value = read(self);
        self.bounds.truncate(outer);
        value
    }
}

/// `T`, `&T` or `&mut T`.
fn parameter_name(mut type_: &syn::Type) -> Option<String> {
    while let syn::Type::Reference(reference) = type_ {
        type_ = &reference.elem;
    }
    match type_ {
        syn::Type::Path(path) if path.qself.is_none() => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

fn built_in(name: &str, args: impl IntoIterator<Item = TypeRef>) -> TypeRef {
    TypeRef { path: vec![name.to_owned()], args: args.into_iter().collect() }
}

/// One type for several; markers do not count.
fn union(types: Vec<TypeRef>) -> Option<TypeRef> {
    let mut members = Vec::new();
    for type_ in types {
        if type_.path == ["|"] {
            members.extend(type_.args);
        } else if !type_.path.last().is_some_and(|name| MARKERS.contains(&name.as_str())) {
            members.push(type_);
        }
    }
    match members.len() {
        0 => None,
        1 => members.pop(),
        _ => Some(TypeRef { path: vec!["|".to_owned()], args: members }),
    }
}
