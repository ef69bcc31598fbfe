//! Items: functions, structs, `impl` blocks, modules, constants.

use super::block::Tail;
use super::reader::{Reader, effect};
use crate::ir::code::{
    Assign, AssignOp, Class, Expr, ExprKind, Function, Ident, Param, Pattern, Stmt, StmtKind, TypeRef,
};
use crate::source::Span;

impl Reader<'_> {
    /// Items of one module; its submodules are known before its imports are read.
    pub(super) fn items(&mut self, items: &[syn::Item]) -> Vec<Stmt> {
        for item in items {
            if let syn::Item::Mod(module) = item {
                self.local_modules.insert(module.ident.to_string());
            }
        }
        let mut out = Vec::new();
        for item in items {
            self.item(item, &mut out);
        }
        out
    }

    /// One item.
    pub(super) fn item(&mut self, item: &syn::Item, out: &mut Vec<Stmt>) {
        self.deeper(item, |reader, item| reader.shallow_item(item, out));
    }

    fn shallow_item(&mut self, item: &syn::Item, out: &mut Vec<Stmt>) {
        match item {
            syn::Item::Use(item) => self.use_item(item, out),
            syn::Item::ExternCrate(item) => out.push(self.extern_crate(item)),
            syn::Item::Fn(item) => out.push(self.function(&item.attrs, &item.vis, &item.sig, Some(&item.block))),
            syn::Item::Struct(item) => out.push(self.struct_item(item)),
            syn::Item::Union(item) => {
                let body = self.with_generics(&item.generics, |reader| reader.fields(&item.fields.named));
                let span = self.at(item.union_token.span).cover(self.at(item.fields.brace_token.span.close()));
                out.push(self.class(&item.ident, &item.attrs, Vec::new(), body, span));
            }
            syn::Item::Enum(item) => out.push(self.enum_item(item)),
            syn::Item::Impl(item) => out.push(self.impl_item(item)),
            syn::Item::Trait(item) => out.push(self.trait_item(item)),
            syn::Item::Const(item) => {
                let span = self.at(item.const_token.span).cover(self.at(item.semi_token.span));
                out.push(self.constant(&item.ident, &item.ty, Some(&item.expr), span));
            }
            syn::Item::Static(item) => {
                let span = self.at(item.static_token.span).cover(self.at(item.semi_token.span));
                out.push(self.constant(&item.ident, &item.ty, Some(&item.expr), span));
            }
            syn::Item::Type(item) => out.extend(self.alias(item)),
            syn::Item::Mod(item) => out.push(self.module(item)),
            syn::Item::Macro(item) => match &item.ident {
                Some(name) => self.macro_rules(name, &item.mac, out),
                None => self.macro_statement(&item.mac, out),
            },
            syn::Item::Verbatim(tokens) => out.extend(self.loose(tokens).into_iter().map(effect)),
            _ => {}
        }
    }

    fn module(&mut self, item: &syn::ItemMod) -> Stmt {
        let Some((brace, items)) = &item.content else { return self.module_file(item, self.around(item)) };
        let span = self.at(item.mod_token.span).cover(self.at(brace.span.close()));
        let outer = self.local_modules.clone();
        let body = self.items(items);
        self.local_modules = outer;
        Stmt { kind: StmtKind::Module(body), span }
    }

    /// A function, or a method when it takes `self`.
    pub(super) fn function(
        &mut self,
        attrs: &[syn::Attribute],
        vis: &syn::Visibility,
        sig: &syn::Signature,
        block: Option<&syn::Block>,
    ) -> Stmt {
        let head = self.around(sig);
        let start = if matches!(vis, syn::Visibility::Inherited) { head } else { self.around(vis) };
        let end = block.map_or(head, |block| self.at(block.brace_token.span.close()));
        let span = start.cover(end);
        let function = self.with_generics(&sig.generics, |reader| {
            let decorators = reader.decorators(attrs);
            let inputs = sig.inputs.iter().filter_map(|input| match input {
                syn::FnArg::Receiver(_) => None,
                syn::FnArg::Typed(input) => {
                    let type_ = reader.type_ref(&input.ty);
                    Some(Param { pattern: reader.pattern(&input.pat), type_, default: None, rest: false })
                }
            });
            let params = inputs.collect();
            let returns = reader.returned(&sig.output);
            let tail = if matches!(sig.output, syn::ReturnType::Default) { Tail::Effect } else { Tail::Return };
            let body = block.map(|block| reader.block(block, tail)).unwrap_or_default();
            let receiver = sig.receiver().map(|_| "self".to_owned());
            Function { name: Some(reader.ident(&sig.ident)), params, receiver, returns, decorators, body, span }
        });
        Stmt { kind: StmtKind::Function(function), span }
    }

    fn struct_item(&mut self, item: &syn::ItemStruct) -> Stmt {
        let body = self.with_generics(&item.generics, |reader| match &item.fields {
            syn::Fields::Named(fields) => reader.fields(&fields.named),
            syn::Fields::Unnamed(fields) => reader.fields(&fields.unnamed),
            syn::Fields::Unit => Vec::new(),
        });
        let span = self.at(item.struct_token.span).cover(self.at(item.ident.span()));
        let span = match &item.fields {
            syn::Fields::Named(fields) => span.cover(self.at(fields.brace_token.span.close())),
            syn::Fields::Unnamed(fields) => span.cover(self.at(fields.paren_token.span.close())),
            syn::Fields::Unit => span,
        };
        self.class(&item.ident, &item.attrs, Vec::new(), body, span)
    }

    fn class(
        &mut self,
        name: &proc_macro2::Ident,
        attrs: &[syn::Attribute],
        bases: Vec<TypeRef>,
        body: Vec<Stmt>,
        span: Span,
    ) -> Stmt {
        let class = Class { name: self.ident(name), of: None, bases, body, decorators: self.decorators(attrs) };
        Stmt { kind: StmtKind::Class(class), span }
    }

    /// Fields as declarations; a field's attributes are its value (see [`Class::body`]).
    fn fields<'f>(&mut self, fields: impl IntoIterator<Item = &'f syn::Field>) -> Vec<Stmt> {
        let mut out = Vec::new();
        for (index, field) in fields.into_iter().enumerate() {
            let place = self.around(&field.ty);
            let name = match &field.ident {
                Some(name) => self.ident(name),
                None => Ident { name: index.to_string(), span: place },
            };
            let span = name.span.cover(place);
            let type_ = self.type_ref(&field.ty);
            let value = self.attribute_value(&field.attrs);
            let assign = Assign { target: Pattern::Name(name), type_, value, op: AssignOp::Set };
            out.push(Stmt { kind: StmtKind::Assign(assign), span });
        }
        out
    }

    /// An enum: discriminants are fields with a value, variants with fields are classes inside.
    fn enum_item(&mut self, item: &syn::ItemEnum) -> Stmt {
        let body = self.with_generics(&item.generics, |reader| {
            let mut body = Vec::new();
            for variant in &item.variants {
                let span = reader.at(variant.ident.span());
                if let Some((_, value)) = &variant.discriminant {
                    let value = Some(reader.expr(value));
                    let target = Pattern::Name(reader.ident(&variant.ident));
                    let assign = Assign { target, type_: None, value, op: AssignOp::Set };
                    body.push(Stmt { kind: StmtKind::Assign(assign), span });
                } else if !variant.fields.is_empty() {
                    let fields = reader.fields(&variant.fields);
                    let span = fields.iter().map(|field| field.span).fold(span, Span::cover);
                    let whole = TypeRef { path: vec![item.ident.to_string()], args: Vec::new() };
                    body.push(reader.class(&variant.ident, &variant.attrs, vec![whole], fields, span));
                }
            }
            body
        });
        let span = self.at(item.enum_token.span).cover(self.at(item.brace_token.span.close()));
        self.class(&item.ident, &item.attrs, Vec::new(), body, span)
    }

    fn impl_item(&mut self, item: &syn::ItemImpl) -> Stmt {
        let span = self.at(item.impl_token.span).cover(self.at(item.brace_token.span.close()));
        self.with_generics(&item.generics, |reader| {
            let name = reader.impl_name(&item.self_ty);
            let outer = reader.self_type.replace(name.name.clone());
            let bases = item.trait_.iter().map(|(_, path, _)| reader.path_type(path)).collect();
            let mut body = Vec::new();
            for item in &item.items {
                match item {
                    syn::ImplItem::Fn(item) => {
                        body.push(reader.function(&item.attrs, &item.vis, &item.sig, Some(&item.block)));
                    }
                    syn::ImplItem::Const(item) => {
                        let span = reader.at(item.const_token.span).cover(reader.at(item.semi_token.span));
                        body.push(reader.constant(&item.ident, &item.ty, Some(&item.expr), span));
                    }
                    syn::ImplItem::Macro(item) => reader.macro_statement(&item.mac, &mut body),
                    syn::ImplItem::Verbatim(tokens) => body.extend(reader.loose(tokens).into_iter().map(effect)),
                    _ => {}
                }
            }
            reader.self_type = outer;
            let of = reader.type_ref(&item.self_ty);
            let class = Class { name, of, bases, body, decorators: Vec::new() };
            Stmt { kind: StmtKind::Class(class), span }
        })
    }

    /// The last name of the type that an `impl` is for.
    fn impl_name(&self, mut type_: &syn::Type) -> Ident {
        loop {
            type_ = match type_ {
                syn::Type::Reference(reference) => &reference.elem,
                syn::Type::Paren(paren) => &paren.elem,
                syn::Type::Group(group) => &group.elem,
                _ => break,
            };
        }
        match type_ {
            syn::Type::Path(path) if !path.path.segments.is_empty() => {
                self.ident(&path.path.segments[path.path.segments.len() - 1].ident)
            }
            _ => Ident { name: "_".to_owned(), span: self.around(type_) },
        }
    }

    fn trait_item(&mut self, item: &syn::ItemTrait) -> Stmt {
        let span = self.at(item.trait_token.span).cover(self.at(item.brace_token.span.close()));
        self.with_generics(&item.generics, |reader| {
            let bases = reader.bounds_type(&item.supertraits);
            let bases = bases.map(|base| if base.path == ["|"] { base.args } else { vec![base] }).unwrap_or_default();
            let outer = reader.self_type.replace(reader.ident(&item.ident).name);
            let mut body = Vec::new();
            for item in &item.items {
                match item {
                    syn::TraitItem::Fn(item) => {
                        let vis = syn::Visibility::Inherited;
                        body.push(reader.function(&item.attrs, &vis, &item.sig, item.default.as_ref()));
                    }
                    syn::TraitItem::Const(item) => {
                        let span = reader.at(item.const_token.span).cover(reader.at(item.semi_token.span));
                        let value = item.default.as_ref().map(|(_, value)| value);
                        body.push(reader.constant(&item.ident, &item.ty, value, span));
                    }
                    syn::TraitItem::Macro(item) => reader.macro_statement(&item.mac, &mut body),
                    syn::TraitItem::Verbatim(tokens) => body.extend(reader.loose(tokens).into_iter().map(effect)),
                    _ => {}
                }
            }
            reader.self_type = outer;
            reader.class(&item.ident, &item.attrs, bases, body, span)
        })
    }

    /// `const`, `static`.
    pub(super) fn constant(
        &mut self,
        name: &proc_macro2::Ident,
        type_: &syn::Type,
        value: Option<&syn::Expr>,
        span: Span,
    ) -> Stmt {
        let type_ = self.type_ref(type_);
        let value = value.map(|value| self.expr(value));
        let assign = Assign { target: Pattern::Name(self.ident(name)), type_, value, op: AssignOp::Set };
        Stmt { kind: StmtKind::Assign(assign), span }
    }

    /// `type Name = path;` is another name for it; with arguments, it is a class with that base.
    fn alias(&mut self, item: &syn::ItemType) -> Option<Stmt> {
        let span = self.at(item.type_token.span).cover(self.at(item.semi_token.span));
        if let syn::Type::Path(path) = &*item.ty
            && path.qself.is_none()
            && path.path.segments.iter().all(|segment| segment.arguments.is_none())
        {
            let value = Some(self.path(None, &path.path).0);
            let assign =
                Assign { target: Pattern::Name(self.ident(&item.ident)), type_: None, value, op: AssignOp::Set };
            return Some(Stmt { kind: StmtKind::Assign(assign), span });
        }
        let base = self.with_generics(&item.generics, |reader| reader.type_ref(&item.ty))?;
        Some(self.class(&item.ident, &item.attrs, vec![base], Vec::new(), span))
    }

    /// The attributes of a field as one expression.
    fn attribute_value(&mut self, attrs: &[syn::Attribute]) -> Option<Expr> {
        let mut found = self.decorators(attrs);
        if found.len() > 1 {
            let span = found.iter().map(|attr| attr.span).reduce(Span::cover)?;
            return Some(Expr::new(ExprKind::Other(found), span));
        }
        found.pop()
    }
}
