//! Patterns, and what they bind.

use super::reader::Reader;
use crate::ir::code::{Assign, AssignOp, Expr, Ident, Pattern, Stmt, StmtKind, TypeRef};
use crate::source::Span;

impl Reader<'_> {
    /// What `pattern` binds. `Some(x)` and `Ok(x)` are transparent.
    pub(super) fn pattern(&mut self, pattern: &syn::Pat) -> Pattern {
        self.deeper(pattern, Self::shallow_pattern).unwrap_or(Pattern::Other)
    }

    fn shallow_pattern(&mut self, pattern: &syn::Pat) -> Pattern {
        match pattern {
            // a capital letter: a constant or a variant
            syn::Pat::Ident(name) if !is_constant(&name.ident) => Pattern::Name(self.ident(&name.ident)),
            syn::Pat::Reference(reference) => self.pattern(&reference.pat),
            syn::Pat::Paren(paren) => self.pattern(&paren.pat),
            syn::Pat::Type(typed) => self.pattern(&typed.pat),
            syn::Pat::Or(or) => or.cases.first().map_or(Pattern::Other, |first| self.pattern(first)),
            syn::Pat::Tuple(tuple) => self.sequence(&tuple.elems),
            syn::Pat::Slice(slice) => self.sequence(&slice.elems),
            syn::Pat::TupleStruct(variant) if is_transparent(&variant.path) => match variant.elems.first() {
                Some(only) if variant.elems.len() == 1 => self.pattern(only),
                _ => self.sequence(&variant.elems),
            },
            syn::Pat::TupleStruct(variant) => {
                let type_ = self.variant(&variant.path);
                let elems = variant.elems.iter().take_while(|elem| !matches!(elem, syn::Pat::Rest(_))).enumerate();
                let span = self.around(&variant.path);
                let fields = elems.map(|(index, elem)| (Ident { name: index.to_string(), span }, self.pattern(elem)));
                Pattern::Variant { type_, fields: fields.collect(), is_named: false }
            }
            syn::Pat::Struct(record) => {
                let fields = record.fields.iter().map(|field| {
                    let key = self.member(&field.member);
                    (key, self.pattern(&field.pat))
                });
                let fields = fields.collect();
                Pattern::Variant { type_: self.variant(&record.path), fields, is_named: true }
            }
            _ => Pattern::Other,
        }
    }

    /// The type that a pattern names.
    fn variant(&mut self, path: &syn::Path) -> TypeRef {
        let mut type_ = self.path_type(path);
        if let (Some(first), Some(own)) = (type_.path.first_mut(), &self.self_type)
            && first == "Self"
        {
            first.clone_from(own);
        }
        type_
    }

    /// By position, up to `..`: what stands behind it has no known place.
    fn sequence<'p>(&mut self, elems: impl IntoIterator<Item = &'p syn::Pat>) -> Pattern {
        let mut items = Vec::new();
        for elem in elems {
            if matches!(elem, syn::Pat::Rest(_)) {
                break;
            }
            items.push(self.pattern(elem));
        }
        Pattern::Tuple(items)
    }

    /// A field's name: `a`, or `0` of a tuple struct.
    pub(super) fn member(&self, member: &syn::Member) -> Ident {
        match member {
            syn::Member::Named(name) => self.ident(name),
            syn::Member::Unnamed(index) => Ident { name: index.index.to_string(), span: self.at(index.span) },
        }
    }

    /// The statement that binds `value` where `pattern` matched; `None` when the pattern binds nothing.
    ///
    /// The payload of `Err(e)` is no part of a value that anyone follows: `e` is declared without one.
    pub(super) fn binding(&mut self, pattern: &syn::Pat, value: Option<Expr>, span: Span) -> Option<Stmt> {
        let target = self.pattern(pattern);
        if !binds(&target) {
            return None;
        }
        let value = value.filter(|_| !is_error(pattern));
        let assign = Assign { target, type_: None, value, op: AssignOp::Set };
        Some(Stmt { kind: StmtKind::Assign(assign), span })
    }

    /// Whether `pattern` takes a value that is worth following.
    pub(super) fn takes_value(&mut self, pattern: &syn::Pat) -> bool {
        !is_error(pattern) && {
            let target = self.pattern(pattern);
            binds(&target)
        }
    }
}

fn binds(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Name(_) | Pattern::Place(_) => true,
        Pattern::Tuple(items) => items.iter().any(binds),
        Pattern::Record(fields) | Pattern::Variant { fields, .. } => fields.iter().any(|(_, pattern)| binds(pattern)),
        Pattern::Other => false,
    }
}

/// `Some(x)` and `Ok(x)` are x.
fn is_transparent(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| last.ident == "Some" || last.ident == "Ok" || last.ident == "Err")
}

fn is_error(pattern: &syn::Pat) -> bool {
    matches!(pattern, syn::Pat::TupleStruct(variant)
        if variant.path.segments.last().is_some_and(|segment| segment.ident == "Err"))
}

fn is_constant(name: &proc_macro2::Ident) -> bool {
    name.to_string().starts_with(|first: char| first.is_uppercase())
}
