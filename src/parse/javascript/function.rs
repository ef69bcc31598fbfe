//! Functions: parameters, bodies.

use crate::ir::code::{Expr, ExprKind, Function, Ident, Param, Pattern, Stmt, StmtKind, TypeRef};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};
use crate::source::Span;

use super::expr::{expr, has_keyword};
use super::pattern::{ident, pattern, set, typed_names};
use super::stmt;
use super::types::annotation;

/// What the parameters of a function come to.
#[derive(Default)]
pub(super) struct Signature {
    params: Vec<Param>,
    /// What defaults and inline types inside patterns add at the start of the body.
    prelude: Vec<Stmt>,
    /// TypeScript parameter properties, as fields of the class.
    pub(super) properties: Vec<Stmt>,
    decorators: Vec<Expr>,
}

/// The function at `node`: declaration, expression, arrow, method or signature.
pub(super) fn function(walk: &mut Walk<'_>, node: Node<'_>, name: Option<Ident>, receiver: Option<&str>) -> Function {
    let signature = signature(walk, node);
    with_signature(walk, node, name, receiver, signature).0
}

/// As [`function`]; the parameter properties come back for the class.
pub(super) fn with_signature(
    walk: &mut Walk<'_>,
    node: Node<'_>,
    name: Option<Ident>,
    receiver: Option<&str>,
    signature: Signature,
) -> (Function, Vec<Stmt>) {
    let Signature { params, mut prelude, properties, decorators } = signature;
    let returns = field(node, "return_type").and_then(|returns| annotation(walk, returns));
    if let Some(body) = field(node, "body") {
        function_body(walk, body, &mut prelude);
    }
    let receiver = receiver.map(str::to_owned);
    let function = Function { name, params, receiver, returns, decorators, body: prelude, span: walk.span(node) };
    (function, properties)
}

fn function_body(walk: &mut Walk<'_>, body: Node<'_>, out: &mut Vec<Stmt>) {
    if body.kind() == "statement_block" {
        stmt::block(walk, body, out);
        return;
    }
    let value = expr(walk, body);
    out.push(Stmt { span: value.span, kind: StmtKind::Return(Some(value)) });
}

/// The parameters of `node`.
pub(super) fn signature(walk: &mut Walk<'_>, node: Node<'_>) -> Signature {
    let mut out = Signature::default();
    if let Some(single) = field(node, "parameter") {
        let pattern = Pattern::Name(ident(walk, single));
        out.params.push(Param { pattern, type_: None, default: None, rest: false });
    }
    for parameter in field(node, "parameters").map(named_children).unwrap_or_default() {
        match parameter.kind() {
            "required_parameter" | "optional_parameter" => typed(walk, parameter, &mut out),
            "assignment_pattern" => {
                let (left, right) = (field(parameter, "left"), field(parameter, "right"));
                push(walk, left, None, right, &mut out);
            }
            "decorator" => out.decorators.extend(decorator(walk, parameter)),
            "ERROR" => {}
            _ => push(walk, Some(parameter), None, None, &mut out),
        }
    }
    out
}

/// A parameter in TypeScript.
fn typed(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Signature) {
    for at in fields(node, "decorator") {
        out.decorators.extend(decorator(walk, at));
    }
    let Some(target) = field(node, "pattern").or_else(|| field(node, "name")) else { return };
    if target.kind() == "this" {
        return; // the type of the receiver, no parameter
    }
    let is_property = children(node)
        .iter()
        .any(|(_, child)| matches!(child.kind(), "accessibility_modifier" | "override_modifier" | "readonly"));
    push(walk, Some(target), field(node, "type"), field(node, "value"), out);
    if is_property && target.kind() == "identifier" {
        let name = ident(walk, target);
        let type_ = out.params.last().and_then(|param| param.type_.clone());
        let span = walk.span(node);
        out.prelude.push(fill_property(&name, span));
        out.properties.push(set(Pattern::Name(name), type_, None, span));
    }
}

/// `this.name = name`.
fn fill_property(name: &Ident, span: Span) -> Stmt {
    let this = Box::new(Expr::new(ExprKind::Name("this".to_owned()), name.span));
    let place = Expr::new(ExprKind::Member { object: this, name: name.clone() }, name.span);
    let value = Expr::new(ExprKind::Name(name.name.clone()), name.span);
    set(Pattern::Place(Box::new(place)), None, Some(value), span)
}

fn push(
    walk: &mut Walk<'_>,
    target: Option<Node<'_>>,
    type_: Option<Node<'_>>,
    default: Option<Node<'_>>,
    out: &mut Signature,
) {
    let Some(target) = target else { return };
    let rest = matches!(target.kind(), "rest_pattern" | "spread_element");
    let target = if rest { named_children(target).first().copied().unwrap_or(target) } else { target };
    let mut after = Vec::new();
    let bound = pattern(walk, target, &mut after);
    typed_names(walk, &bound, type_, &mut out.prelude);
    out.prelude.append(&mut after);
    let type_: Option<TypeRef> = type_.and_then(|type_| annotation(walk, type_)).filter(|type_| !type_.path.is_empty());
    let default = default.map(|default| expr(walk, default));
    out.params.push(Param { pattern: bound, type_, default, rest });
}

/// The expression of a decorator.
pub(super) fn decorator(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Expr> {
    named_children(node).first().map(|inner| expr(walk, *inner))
}

/// Whether a method is an accessor of this kind, `get` or `set`.
pub(super) fn is_accessor(node: Node<'_>, kind: &str) -> bool {
    has_keyword(node, kind)
}
