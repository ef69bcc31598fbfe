//! Functions and classes.

use super::expression::expr;
use super::import::ident;
use super::pattern::pattern;
use super::statement::{Place, block};
use super::type_ref::type_ref;
use crate::ir::code::{Class, Expr, ExprKind, Function, Param, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, field, named_children};

/// `@decorator …` before a function or a class.
pub(super) fn decorated(walk: &mut Walk<'_>, node: Node<'_>, place: Place, out: &mut Vec<Stmt>) {
    let mut decorators = Vec::new();
    for child in named_children(node).into_iter().filter(|child| child.kind() == "decorator") {
        decorators.extend(named_children(child).into_iter().map(|child| walk.nested_expr(child, expr)));
    }
    let Some(definition) = field(node, "definition") else { return };
    let kind = match definition.kind() {
        "class_definition" => class(walk, definition, decorators),
        _ => function(walk, definition, decorators, place),
    };
    let mut kind = kind;
    if let StmtKind::Function(function) = &mut kind {
        function.span = walk.span(node);
    }
    out.push(Stmt { kind, span: walk.span(node) });
}

/// `def name(…): …`; directly in a class it is a method, whose first parameter is the receiver.
pub(super) fn function(walk: &mut Walk<'_>, node: Node<'_>, decorators: Vec<Expr>, place: Place) -> StmtKind {
    let mut params = field(node, "parameters").map(|node| parameters(walk, node)).unwrap_or_default();
    let is_static = decorators.iter().any(|decorator| decorator.path().as_deref() == Some(&["staticmethod"]));
    let mut receiver = None;
    if place == Place::Class
        && !is_static
        && let Some(Param { pattern: Pattern::Name(name), rest: false, .. }) = params.first()
    {
        receiver = Some(name.name.clone());
        params.remove(0);
    }
    let returns = field(node, "return_type").map(|node| type_ref(walk, node));
    let body = field(node, "body").map(|body| block(walk, body, Place::Body)).unwrap_or_default();
    let name = field(node, "name").map(|name| ident(walk, name));
    StmtKind::Function(Function { name, params, receiver, returns, decorators, body, span: walk.span(node) })
}

/// `lambda x: …`.
pub(super) fn lambda(walk: &mut Walk<'_>, node: Node<'_>) -> ExprKind {
    let params = field(node, "parameters").map(|node| parameters(walk, node)).unwrap_or_default();
    let body = field(node, "body").map(|body| walk.nested_expr(body, expr));
    let span = walk.span(node);
    let body = body.map(|body| Stmt { span: body.span, kind: StmtKind::Return(Some(body)) });
    ExprKind::Lambda(Box::new(Function {
        name: None,
        params,
        receiver: None,
        returns: None,
        decorators: Vec::new(),
        body: body.into_iter().collect(),
        span,
    }))
}

/// `class Name(Base): …`; keywords such as `metaclass=` are no bases.
pub(super) fn class(walk: &mut Walk<'_>, node: Node<'_>, decorators: Vec<Expr>) -> StmtKind {
    let Some(name) = field(node, "name").map(|name| ident(walk, name)) else {
        return StmtKind::Block(Vec::new());
    };
    let bases = field(node, "superclasses").map(named_children).unwrap_or_default();
    let bases = bases.into_iter().filter(|base| !matches!(base.kind(), "keyword_argument" | "dictionary_splat"));
    let bases = bases.map(|base| type_ref(walk, base)).collect();
    let body = field(node, "body").map(|body| block(walk, body, Place::Class)).unwrap_or_default();
    StmtKind::Class(Class { name, of: None, bases, body, decorators })
}

fn parameters(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<Param> {
    named_children(node).into_iter().filter_map(|child| parameter(walk, child)).collect()
}

/// One parameter; `None` for the bare `*` and `/`.
fn parameter(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Param> {
    let type_ = field(node, "type").map(|node| type_ref(walk, node));
    let default = field(node, "value").map(|value| walk.nested_expr(value, expr));
    let target = match node.kind() {
        "identifier" | "tuple_pattern" | "list_splat_pattern" | "dictionary_splat_pattern" => node,
        "default_parameter" | "typed_default_parameter" => field(node, "name")?,
        "typed_parameter" => *named_children(node).first()?,
        _ => return None,
    };
    let rest = matches!(target.kind(), "list_splat_pattern" | "dictionary_splat_pattern");
    let target = if rest { *named_children(target).first()? } else { target };
    Some(Param { pattern: pattern(walk, target), type_, default, rest })
}
