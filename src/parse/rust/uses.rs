//! `use`, `extern crate`, `mod name;`.

use super::reader::Reader;
use crate::ir::code::{Ident, Import, MAX_DEPTH, Stmt, StmtKind};
use crate::source::Span;

/// Path heads that mean the crate at hand.
const LOCAL: [&str; 3] = ["crate", "self", "super"];

impl Reader<'_> {
    /// Every binding of a `use`.
    pub(super) fn use_item(&mut self, item: &syn::ItemUse, out: &mut Vec<Stmt>) {
        let span = self.at(item.use_token.span).cover(self.at(item.semi_token.span));
        let mut path = Vec::new();
        let is_global = item.leading_colon.is_some();
        self.use_tree(&item.tree, &mut path, is_global, span, out);
    }

    fn use_tree(
        &mut self,
        tree: &syn::UseTree,
        path: &mut Vec<String>,
        is_global: bool,
        span: Span,
        out: &mut Vec<Stmt>,
    ) {
        match tree {
            syn::UseTree::Path(inner) => {
                if path.len() >= MAX_DEPTH {
                    self.skip(span, super::nesting::REASON);
                    return;
                }
                path.push(self.ident(&inner.ident).name);
                self.use_tree(&inner.tree, path, is_global, span, out);
                path.pop();
            }
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.use_tree(item, path, is_global, span, out);
                }
            }
            syn::UseTree::Name(name) => {
                let name = self.ident(&name.ident);
                self.bind(name.clone(), &name, path, is_global, span, out);
            }
            syn::UseTree::Rename(rename) => {
                let name = self.ident(&rename.ident);
                let local = self.ident(&rename.rename);
                self.bind(local, &name, path, is_global, span, out);
            }
            syn::UseTree::Glob(glob) => {
                let local = Ident { name: "*".to_owned(), span: self.at(glob.star_token.span) };
                let import = self.import(local, path.clone(), is_global, span);
                out.push(import);
            }
        }
    }

    /// `name` of `path`, where `self` is the path itself.
    fn bind(
        &mut self,
        mut local: Ident,
        name: &Ident,
        path: &[String],
        is_global: bool,
        span: Span,
        out: &mut Vec<Stmt>,
    ) {
        let mut full = path.to_vec();
        if name.name != "self" || path.is_empty() {
            full.push(name.name.clone());
        } else if local.name == "self" {
            local.name = path.last().cloned().unwrap_or_default();
        }
        let import = self.import(local, full, is_global, span);
        out.push(import);
    }

    fn import(&mut self, local: Ident, path: Vec<String>, is_global: bool, span: Span) -> Stmt {
        let head = path.first().map(String::as_str).unwrap_or_default();
        let is_local = !is_global && (LOCAL.contains(&head) || self.local_modules.contains(head));
        if !is_local && path.len() > 1 {
            self.imported.insert(local.name.clone(), path.clone());
        }
        Stmt { kind: StmtKind::Import(Import { local, path, is_local, span }), span }
    }

    /// `extern crate name as local;`
    pub(super) fn extern_crate(&mut self, item: &syn::ItemExternCrate) -> Stmt {
        let span = self.at(item.extern_token.span).cover(self.at(item.semi_token.span));
        let name = self.ident(&item.ident);
        let local = item.rename.as_ref().map_or(name.clone(), |(_, rename)| self.ident(rename));
        self.import(local, vec![name.name], true, span)
    }

    /// `mod name;`: the name is a module of this project.
    pub(super) fn module_file(&mut self, item: &syn::ItemMod, span: Span) -> Stmt {
        let local = self.ident(&item.ident);
        let path = vec![local.name.clone()];
        Stmt { kind: StmtKind::Import(Import { local, path, is_local: true, span }), span }
    }
}
