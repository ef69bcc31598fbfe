//! Declarations that only TypeScript has: interfaces, aliases, enums, namespaces.

use crate::ir::code::{Class, Pattern, Stmt, StmtKind, TypeRef};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};

use super::expr::expr;
use super::function::function;
use super::pattern::{ident, property_name, set};
use super::stmt;
use super::types::{annotation, object_type_of, type_ref};

/// `interface Name extends A { … }`.
pub(super) fn interface(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let Some(name) = field(node, "name") else { return };
    let mut bases = Vec::new();
    for clause in named_children(node).into_iter().filter(|child| child.kind() == "extends_type_clause") {
        bases.extend(fields(clause, "type").into_iter().map(|base| type_ref(walk, base)));
    }
    let mut body = Vec::new();
    if let Some(object) = field(node, "body") {
        object_members(walk, object, &mut body);
    }
    push_class(walk, node, name, bases, body, out);
}

/// `type Name = …`: a class that extends what is named, with the members of the object types in it.
pub(super) fn alias(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let (Some(name), Some(value)) = (field(node, "name"), field(node, "value")) else { return };
    let (mut bases, mut body) = (Vec::new(), Vec::new());
    let mut stack = vec![value];
    while let Some(part) = stack.pop() {
        if part.kind() == "intersection_type" {
            stack.extend(named_children(part).into_iter().rev());
        } else if let Some(object) = object_type_of(part) {
            object_members(walk, object, &mut body);
        } else {
            bases.push(type_ref(walk, part));
        }
    }
    bases.retain(|base| !base.path.is_empty());
    push_class(walk, node, name, bases, body, out);
}

fn push_class(
    walk: &Walk<'_>,
    node: Node<'_>,
    name: Node<'_>,
    bases: Vec<TypeRef>,
    body: Vec<Stmt>,
    out: &mut Vec<Stmt>,
) {
    let class = Class { name: ident(walk, name), of: None, bases, body, decorators: Vec::new() };
    out.push(Stmt { kind: StmtKind::Class(class), span: walk.span(node) });
}

/// The fields and methods of an object type.
fn object_members(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    for member in named_children(node) {
        let Some(name) = field(member, "name").filter(|_| member.kind().ends_with("_signature")) else { continue };
        if member.kind() == "index_signature" {
            continue;
        }
        let name = property_name(walk, name);
        let span = walk.span(member);
        let type_ = field(member, "type");
        let is_function = type_.and_then(|type_| named_children(type_).first().copied());
        let callable = is_function.filter(|type_| type_.kind() == "function_type");
        if let Some(callable) = callable.or((member.kind() == "method_signature").then_some(member)) {
            let method = walk.nested(member, |walk| function(walk, callable, Some(name), Some(super::class::THIS)));
            out.extend(method.map(|method| Stmt { kind: StmtKind::Function(method), span }));
            continue;
        }
        let type_ = type_.and_then(|type_| annotation(walk, type_));
        out.push(set(Pattern::Name(name), type_, None, span));
    }
}

/// `enum Name { A, B = 1 }`: a class whose fields are the members.
pub(super) fn enumeration(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let Some(name) = field(node, "name") else { return };
    let mut body = Vec::new();
    for member in field(node, "body").map(named_children).unwrap_or_default() {
        let span = walk.span(member);
        let (key, value) = match member.kind() {
            "enum_assignment" => (field(member, "name"), field(member, "value")),
            "ERROR" => (None, None),
            _ => (Some(member), None),
        };
        let Some(key) = key else { continue };
        let target = Pattern::Name(property_name(walk, key));
        let value = value.map(|value| expr(walk, value));
        body.push(set(target, None, value, span));
    }
    push_class(walk, node, name, Vec::new(), body, out);
}

/// `namespace Name { … }`: its statements, in place. A module with a quoted name describes another package and is left out.
pub(super) fn namespace(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    if field(node, "name").is_some_and(|name| name.kind() == "string") {
        return;
    }
    let mut body = Vec::new();
    if let Some(block) = field(node, "body") {
        stmt::block(walk, block, &mut body);
    }
    out.push(Stmt { kind: StmtKind::Block(body), span: walk.span(node) });
}

/// `declare …`, also `declare global { … }`.
pub(super) fn ambient(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let is_global = children(node).iter().any(|(_, child)| child.kind() == "global");
    for part in named_children(node) {
        match part.kind() {
            "statement_block" if is_global => stmt::block(walk, part, out),
            kind if stmt::is_statement(kind) => stmt::stmt(walk, part, out),
            _ => {}
        }
    }
}
