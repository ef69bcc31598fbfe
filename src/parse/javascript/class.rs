//! Classes.

use std::collections::HashSet;

use crate::ir::code::{Class, Expr, ExprKind, Function, Ident, Pattern, Stmt, StmtKind, TypeRef};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};
use crate::source::Span;

use super::expr::{cast_type, expr, function_value, has_keyword};
use super::function::{decorator, signature, with_signature};
use super::pattern::{ident, property_name, set};
use super::types::{annotation, of_expr, type_ref};
use super::{expr as exprs, stmt};

/// How methods call their own object.
pub(super) const THIS: &str = "this";

/// The class at `node`. `name` is what it is bound to, for a class without a name of its own; `decorators` are those before an `export`.
pub(super) fn class(walk: &mut Walk<'_>, node: Node<'_>, name: Option<Ident>, decorators: Vec<Expr>) -> Class {
    let own_name = field(node, "name").map(|name| ident(walk, name));
    let name = name.or(own_name).unwrap_or_else(|| {
        let start = node.start_byte();
        Ident { name: "class".to_owned(), span: Span::new(start, start) }
    });
    let mut decorators = decorators;
    for at in fields(node, "decorator") {
        decorators.extend(decorator(walk, at));
    }
    let mut bases = Vec::new();
    for heritage in named_children(node).into_iter().filter(|child| child.kind() == "class_heritage") {
        heritage_types(walk, heritage, &mut bases);
    }
    let mut body = Vec::new();
    if let Some(node) = field(node, "body") {
        members(walk, node, &mut body);
    }
    Class { name, of: None, bases, body, decorators }
}

/// `extends A<T>`, `implements B, C`.
fn heritage_types(walk: &mut Walk<'_>, node: Node<'_>, bases: &mut Vec<TypeRef>) {
    for part in named_children(node) {
        match part.kind() {
            "extends_clause" => {
                for (name, part) in children(part) {
                    match name {
                        Some("value") => bases.push(of_expr(walk, part)),
                        Some("type_arguments") => {
                            let args = named_children(part).into_iter().map(|arg| type_ref(walk, arg)).collect();
                            if let Some(base) = bases.last_mut() {
                                base.args = args;
                            }
                        }
                        _ => {}
                    }
                }
            }
            "implements_clause" => bases.extend(named_children(part).into_iter().map(|part| type_ref(walk, part))),
            _ => bases.push(of_expr(walk, part)),
        }
    }
}

fn members(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    // in TypeScript the decorators of a method stand before it, among the members
    let mut decorators = Vec::new();
    let all = named_children(node);
    let with_body: HashSet<&str> = all
        .iter()
        .filter(|member| member.kind() == "method_definition")
        .filter_map(|member| method_name(walk, *member))
        .collect();
    for member in all {
        match member.kind() {
            "decorator" => decorators.extend(decorator(walk, member)),
            // an overload says less than the method that it stands for
            "method_signature" if method_name(walk, member).is_some_and(|name| with_body.contains(name)) => {}
            "method_definition" | "method_signature" | "abstract_method_signature" => {
                method(walk, member, std::mem::take(&mut decorators), out);
            }
            "field_definition" | "public_field_definition" => {
                class_field(walk, member, std::mem::take(&mut decorators), out);
            }
            "class_static_block" => {
                let mut body = Vec::new();
                if let Some(block) = field(member, "body") {
                    stmt::block(walk, block, &mut body);
                }
                out.push(Stmt { kind: StmtKind::Block(body), span: walk.span(member) });
            }
            "ERROR" => stmt::stmt(walk, member, out),
            _ => {}
        }
    }
    expressions(decorators, out);
}

/// The name of a method as it is written.
fn method_name<'t>(walk: &Walk<'t>, node: Node<'_>) -> Option<&'t str> {
    field(node, "name").map(|name| walk.text(name))
}

/// A method. A getter is marked with the decorator `get`: it is read like a field.
fn method(walk: &mut Walk<'_>, node: Node<'_>, decorators: Vec<Expr>, out: &mut Vec<Stmt>) {
    let Some(name) = field(node, "name") else { return };
    let name = property_name(walk, name);
    let span = walk.span(node);
    let result = walk.nested(node, |walk| {
        let signature = signature(walk, node);
        with_signature(walk, node, Some(name), Some(THIS), signature)
    });
    let Some((mut function, properties)) = result else { return };
    out.extend(properties);
    let mut all = decorators;
    for at in fields(node, "decorator") {
        all.extend(decorator(walk, at));
    }
    if has_keyword(node, "get") {
        all.push(Expr::new(ExprKind::Name("get".to_owned()), Span::new(node.start_byte(), node.start_byte())));
    }
    all.append(&mut function.decorators);
    function.decorators = all;
    out.push(Stmt { kind: StmtKind::Function(function), span });
}

/// A field. One that holds a function is a method: the `this` of an arrow function there is the object.
fn class_field(walk: &mut Walk<'_>, node: Node<'_>, decorators: Vec<Expr>, out: &mut Vec<Stmt>) {
    let Some(name) = field(node, "name").or_else(|| field(node, "property")) else { return };
    let name = property_name(walk, name);
    let span = walk.span(node);
    let mut all = decorators;
    for at in fields(node, "decorator") {
        all.extend(decorator(walk, at));
    }
    expressions(all, out);
    let value = field(node, "value");
    if let Some(function) = value.and_then(|value| function_value(walk, value, name.clone(), Some(THIS))) {
        out.push(Stmt { kind: StmtKind::Function(function), span });
        return;
    }
    let type_ = field(node, "type").and_then(|type_| annotation(walk, type_));
    let type_ = type_.or_else(|| value.and_then(|value| cast_type(walk, value)));
    let value = value.map(|value| expr(walk, value));
    out.push(set(Pattern::Name(name), type_, value, span));
}

fn expressions(decorators: Vec<Expr>, out: &mut Vec<Stmt>) {
    out.extend(decorators.into_iter().map(|value| Stmt { span: value.span, kind: StmtKind::Expr(value) }));
}

/// `X.prototype.m = function …` and `X.prototype = { m() {}, … }` as a part of the class `X`.
pub(super) fn prototype(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Class> {
    let (left, right) = (field(node, "left")?, exprs::strip(field(node, "right")?));
    if left.kind() != "member_expression" {
        return None;
    }
    let (object, property) = (field(left, "object")?, field(left, "property")?);
    let mut body = Vec::new();
    if walk.text(property) == "prototype" && object.kind() == "identifier" && right.kind() == "object" {
        for member in named_children(right) {
            prototype_member(walk, member, &mut body);
        }
        return Some(part_of(ident(walk, object), body));
    }
    let owner = field(object, "object")?;
    let is_prototype = field(object, "property").is_some_and(|name| walk.text(name) == "prototype");
    if !is_prototype || owner.kind() != "identifier" {
        return None;
    }
    let method = function_value(walk, right, ident(walk, property), Some(THIS))?;
    body.push(Stmt { span: method.span, kind: StmtKind::Function(method) });
    Some(part_of(ident(walk, owner), body))
}

fn prototype_member(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    if node.kind() == "method_definition" {
        method(walk, node, Vec::new(), out);
        return;
    }
    let (Some(key), Some(value)) = (field(node, "key"), field(node, "value")) else { return };
    let name = property_name(walk, key);
    let span = walk.span(node);
    if let Some(function) = function_value(walk, value, name.clone(), Some(THIS)) {
        out.push(Stmt { kind: StmtKind::Function(function), span });
    } else {
        let value = expr(walk, value);
        out.push(set(Pattern::Name(name), None, Some(value), span));
    }
}

fn part_of(name: Ident, body: Vec<Stmt>) -> Class {
    Class { name, of: None, bases: Vec::new(), body, decorators: Vec::new() }
}

/// A function definition; a capitalised function that fills `this` is the constructor of a class of that name.
pub(super) fn function_or_class(function: Function) -> StmtKind {
    let fills_this = |stmt: &Stmt| match &stmt.kind {
        StmtKind::Assign(assign) => match &assign.target {
            Pattern::Place(place) => place.path().is_some_and(|path| path.first() == Some(&THIS)),
            _ => false,
        },
        _ => false,
    };
    let name = function.name.as_ref().filter(|name| name.name.starts_with(char::is_uppercase)).cloned();
    let Some(name) = name.filter(|_| function.body.iter().any(fills_this)) else {
        return StmtKind::Function(function);
    };
    let mut constructor = function;
    constructor.receiver = Some(THIS.to_owned());
    constructor.name = Some(Ident { name: "constructor".to_owned(), span: name.span });
    let body = vec![Stmt { span: constructor.span, kind: StmtKind::Function(constructor) }];
    StmtKind::Class(part_of(name, body))
}
