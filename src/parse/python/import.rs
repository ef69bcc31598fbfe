//! `import` and `from … import`.

use crate::ir::code::{Ident, Import, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, field, fields, named_children};
use crate::source::Span;

/// `import a.b, c.d as e`.
pub(super) fn import(walk: &Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    for name in fields(node, "name") {
        if name.kind() == "aliased_import" {
            let (Some(target), Some(alias)) = (field(name, "name"), field(name, "alias")) else { continue };
            let path = dotted(walk, target).into_iter().map(|ident| ident.name).collect();
            push(out, ident(walk, alias), path, false, span);
        } else if let Some(first) = dotted(walk, name).into_iter().next() {
            let path = vec![first.name.clone()];
            push(out, first, path, false, span);
        }
    }
}

/// `from a.b import c as d, e`, `from .a import b`, `from a import *`.
pub(super) fn import_from(walk: &Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let Some(module) = field(node, "module_name") else { return };
    let is_local = module.kind() == "relative_import";
    let mut base: Vec<String> = Vec::new();
    let names = if is_local { named_children(module) } else { vec![module] };
    for name in names.into_iter().filter(|name| name.kind() == "dotted_name") {
        base.extend(dotted(walk, name).into_iter().map(|ident| ident.name));
    }
    for name in fields(node, "name") {
        let (target, alias) = match name.kind() {
            "aliased_import" => (field(name, "name"), field(name, "alias")),
            _ => (Some(name), None),
        };
        let Some(target) = target.and_then(|target| dotted(walk, target).pop()) else { continue };
        let path = base.iter().cloned().chain([target.name.clone()]).collect();
        let local = alias.map_or(target, |alias| ident(walk, alias));
        push(out, local, path, is_local, span);
    }
    if let Some(star) = named_children(node).into_iter().find(|child| child.kind() == "wildcard_import") {
        let local = Ident { name: "*".to_owned(), span: walk.span(star) };
        push(out, local, base, is_local, span);
    }
}

/// The identifiers of a dotted name.
fn dotted(walk: &Walk<'_>, node: Node<'_>) -> Vec<Ident> {
    if node.kind() == "identifier" {
        return vec![ident(walk, node)];
    }
    named_children(node).into_iter().map(|part| ident(walk, part)).collect()
}

/// The identifier at `node`.
pub(super) fn ident(walk: &Walk<'_>, node: Node<'_>) -> Ident {
    Ident { name: walk.text(node).to_owned(), span: walk.span(node) }
}

fn push(out: &mut Vec<Stmt>, local: Ident, path: Vec<String>, is_local: bool, span: Span) {
    out.push(Stmt { kind: StmtKind::Import(Import { local, path, is_local, span }), span });
}
