//! Annotations.

use super::GRAMMAR;
use crate::ir::code::TypeRef;
use crate::parse::tree_sitter::{Node, Walk, fragment, named_children};

/// The type at `node`: a `type` node or an expression that is meant as a type.
pub(super) fn type_ref(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    walk.nested(node, |walk| read(walk, node)).unwrap_or_default()
}

fn read(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    match node.kind() {
        "identifier" | "attribute" | "none" | "ellipsis" => named(path(walk, node), Vec::new()),
        "type" | "parenthesized_expression" | "constrained_type" | "expression_statement" => {
            named_children(node).first().map(|inner| type_ref(walk, *inner)).unwrap_or_default()
        }
        "generic_type" | "subscript" => generic(walk, node),
        "binary_operator" | "union_type" => union(walk, node),
        "list" | "tuple" => named(Vec::new(), types(walk, &named_children(node))),
        "string" => quoted(walk, node),
        _ => TypeRef::default(),
    }
}

fn named(path: Vec<String>, args: Vec<TypeRef>) -> TypeRef {
    TypeRef { path, args }
}

fn types(walk: &mut Walk<'_>, nodes: &[Node<'_>]) -> Vec<TypeRef> {
    nodes.iter().map(|node| type_ref(walk, *node)).collect()
}

/// `X[A, B]`.
fn generic(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    let children = named_children(node);
    let Some((head, rest)) = children.split_first() else { return TypeRef::default() };
    let args = rest.iter().flat_map(|child| match child.kind() {
        "type_parameter" => named_children(*child),
        _ => vec![*child],
    });
    let args: Vec<Node<'_>> = args.collect();
    named(path(walk, *head), types(walk, &args))
}

/// `A | B | C`, which is left-deep.
fn union(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    let mut members = Vec::new();
    let mut head = node;
    while matches!(head.kind(), "binary_operator" | "union_type" | "type") {
        let children = named_children(head);
        match children[..] {
            [left, right] => {
                members.push(right);
                head = left;
            }
            [inner] => head = inner,
            _ => break,
        }
    }
    members.push(head);
    members.reverse();
    named(vec!["|".to_owned()], types(walk, &members))
}

/// `"redis.Redis"`.
fn quoted(walk: &Walk<'_>, node: Node<'_>) -> TypeRef {
    let children = named_children(node);
    let [_, content, _] = children[..] else { return TypeRef::default() };
    let read = |walk: &mut Walk<'_>, root: Node<'_>| named_children(root).first().map(|inner| read(walk, *inner));
    fragment(&GRAMMAR, walk.text(content).trim(), read).flatten().unwrap_or_default()
}

/// The dotted path of names; what else may stand in it ends it on the left.
fn path(walk: &Walk<'_>, node: Node<'_>) -> Vec<String> {
    let mut path = Vec::new();
    let mut head = node;
    while head.kind() == "attribute" {
        let children = named_children(head);
        let [object, name] = children[..] else { break };
        path.push(walk.text(name).to_owned());
        head = object;
    }
    if matches!(head.kind(), "identifier" | "none" | "ellipsis") {
        path.push(walk.text(head).to_owned());
    }
    path.reverse();
    path
}
