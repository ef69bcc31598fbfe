//! Type annotations, as far as names go.

use crate::ir::code::TypeRef;
use crate::parse::tree_sitter::{Node, Walk, field, fields, named_children};

use super::expr::strip;
use super::literal::string_value;

/// The type of a `: T`; `None` for assertions and predicates, which say nothing of the value.
pub(super) fn annotation(walk: &mut Walk<'_>, node: Node<'_>) -> Option<TypeRef> {
    match node.kind() {
        "asserts_annotation" | "type_predicate_annotation" | "asserts" | "type_predicate" => None,
        "type_annotation" | "adding_type_annotation" | "omitting_type_annotation" | "opting_type_annotation" => {
            named_children(node).first().map(|inner| type_ref(walk, *inner))
        }
        _ => Some(type_ref(walk, node)),
    }
}

/// The object type behind an annotation or a wrapper, if that is what it is.
pub(super) fn object_type_of(node: Node<'_>) -> Option<Node<'_>> {
    let mut node = node;
    loop {
        match node.kind() {
            "object_type" | "interface_body" => return Some(node),
            "type_annotation" | "parenthesized_type" | "readonly_type" => {
                node = named_children(node).first().copied()?;
            }
            _ => return None,
        }
    }
}

/// The type at `node`.
pub(super) fn type_ref(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    walk.nested(node, |walk| nested_type(walk, node)).unwrap_or_default()
}

fn nested_type(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    match node.kind() {
        "type_identifier" | "predefined_type" | "identifier" | "this_type" | "property_identifier" => {
            named(vec![walk.text(node).to_owned()])
        }
        "nested_type_identifier" | "nested_identifier" => named(dotted(walk, node)),
        "generic_type" => {
            let path = field(node, "name").map(|name| dotted(walk, name)).unwrap_or_default();
            let args = field(node, "type_arguments").map(|args| all(walk, args)).unwrap_or_default();
            TypeRef { path, args }
        }
        "array_type" => TypeRef { path: vec!["Array".to_owned()], args: all(walk, node) },
        "tuple_type" => TypeRef { path: vec!["Tuple".to_owned()], args: all(walk, node) },
        "union_type" | "intersection_type" => {
            let mut args = Vec::new();
            members(walk, node, &mut args);
            union(args)
        }
        "conditional_type" => {
            let arms = [field(node, "consequence"), field(node, "alternative")];
            union(arms.into_iter().flatten().map(|arm| type_ref(walk, arm)).collect())
        }
        "function_type" => {
            let returns = field(node, "return_type").and_then(|returns| annotation(walk, returns));
            TypeRef { path: vec!["Function".to_owned()], args: returns.into_iter().collect() }
        }
        "type_query" => {
            let mut type_ = named_children(node).first().map(|inner| of_expr(walk, *inner)).unwrap_or_default();
            type_.path.insert(0, "typeof".to_owned());
            type_
        }
        "literal_type" => match walk.text(node) {
            text @ ("null" | "undefined") => named(vec![text.to_owned()]),
            _ => TypeRef::default(),
        },
        "lookup_type" => lookup(walk, node),
        "member_expression" | "call_expression" => of_expr(walk, node),
        "template_literal_type" => named(vec!["string".to_owned()]),
        "parenthesized_type" | "readonly_type" | "optional_type" | "rest_type" | "flow_maybe_type" => {
            named_children(node).first().map(|inner| type_ref(walk, *inner)).unwrap_or_default()
        }
        "required_parameter" | "optional_parameter" => {
            field(node, "type").and_then(|type_| annotation(walk, type_)).unwrap_or_default()
        }
        _ => TypeRef::default(),
    }
}

fn named(path: Vec<String>) -> TypeRef {
    TypeRef { path, args: Vec::new() }
}

fn union(args: Vec<TypeRef>) -> TypeRef {
    TypeRef { path: vec!["|".to_owned()], args }
}

/// Every named child as a type.
fn all(walk: &mut Walk<'_>, node: Node<'_>) -> Vec<TypeRef> {
    named_children(node).into_iter().map(|child| type_ref(walk, child)).collect()
}

/// The members of a union or intersection, which the grammar nests to the left, in order.
fn members(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<TypeRef>) {
    let kind = node.kind();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if node.kind() == kind {
            stack.extend(named_children(node).into_iter().rev());
        } else {
            out.push(type_ref(walk, node));
        }
    }
}

/// `Deps['redis']` is the path `Deps.redis`; with a computed key nothing is known.
fn lookup(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    let parts = named_children(node);
    let (Some(&object), Some(&key)) = (parts.first(), parts.get(1)) else { return TypeRef::default() };
    let mut type_ = type_ref(walk, object);
    match named_children(key).first() {
        Some(name) if name.kind() == "string" && !type_.path.is_empty() => {
            type_.path.push(string_value(walk, *name));
            type_.args.clear();
            type_
        }
        _ => TypeRef::default(),
    }
}

/// The segments of a dotted name.
fn dotted(walk: &Walk<'_>, node: Node<'_>) -> Vec<String> {
    walk.text(node)
        .split('.')
        .map(|part| part.split_whitespace().next().unwrap_or_default().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// An expression that stands where a type is needed: the operand of `typeof`, a base class, `import("x").Y`.
///
/// The call of a mixin, `extends WithCache(Base)`, has the arguments as type arguments.
pub(super) fn of_expr(walk: &mut Walk<'_>, node: Node<'_>) -> TypeRef {
    let mut segments = Vec::new();
    let mut args = Vec::new();
    let mut node = strip(node);
    loop {
        match node.kind() {
            "member_expression" => {
                let Some(property) = field(node, "property") else { break };
                segments.push(walk.text(property).to_owned());
                let Some(object) = field(node, "object") else { break };
                node = strip(object);
            }
            "call_expression" => {
                let Some(callee) = field(node, "function") else { break };
                let given = field(node, "arguments").map(named_children).unwrap_or_default();
                if matches!(walk.text(callee), "import" | "require") {
                    let module = given.first().filter(|module| module.kind() == "string");
                    let Some(module) = module else { break };
                    let (mut path, _) = super::import::module_path(&string_value(walk, *module));
                    path.reverse();
                    segments.append(&mut path);
                    break;
                }
                if segments.is_empty() {
                    let room = walk.nested(node, |walk| given.iter().map(|arg| of_expr(walk, *arg)).collect());
                    args = room.unwrap_or_default();
                }
                node = strip(callee);
            }
            "instantiation_expression" => {
                let types: Vec<Node<'_>> = fields(node, "type_arguments");
                args = types.into_iter().flat_map(|types| all(walk, types)).collect();
                let Some(inner) = named_children(node).first().copied() else { break };
                node = strip(inner);
            }
            "identifier" | "this" | "type_identifier" | "undefined" => {
                segments.push(walk.text(node).to_owned());
                break;
            }
            "generic_type" | "nested_type_identifier" => return type_ref(walk, node),
            _ => {
                segments.clear();
                break;
            }
        }
    }
    segments.reverse();
    TypeRef { path: segments, args }
}
