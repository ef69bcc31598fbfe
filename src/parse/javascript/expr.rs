//! Expressions.

use crate::ir::code::{
    Assign, AssignOp, BinaryOp, Call, Class, Entry, Expr, ExprKind, Function, Ident, Record, Stmt, StmtKind, TypeRef,
};
use crate::parse::text::Escapes;
use crate::parse::tree_sitter::{Infix, Node, Walk, children, field, named_children};
use crate::source::Span;

use super::function::{function, is_accessor};
use super::pattern::{ident, pattern, property_name, unknown};
use super::types::annotation;
use super::{call, class, jsx, literal, stmt};

/// The expression inside parentheses, `await`, `!`, casts, a unary plus: what carries no value of its own.
pub(super) fn strip(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    loop {
        let inner = match node.kind() {
            "parenthesized_expression"
            | "await_expression"
            | "non_null_expression"
            | "as_expression"
            | "satisfies_expression"
            | "instantiation_expression" => named_children(node).into_iter().find(|child| !child.is_error()),
            "type_assertion" => named_children(node).pop(),
            "unary_expression" if operator(node) == "+" => field(node, "argument"),
            _ => None,
        };
        match inner {
            Some(inner) => node = inner,
            None => return node,
        }
    }
}

/// Methods of containers and registries that give what their type argument says: `app.get<Redis>(TOKEN)`.
const LOOKUPS: &[&str] = &["get", "resolve", "inject", "getInstance"];

/// The type that a cast at the outside of `node` gives: `x as Redis`, `<Redis>x`, `x satisfies T`, or that a lookup in a container is asked for.
pub(super) fn cast_type(walk: &mut Walk<'_>, node: Node<'_>) -> Option<TypeRef> {
    let mut node = node;
    loop {
        let parts = named_children(node);
        let type_ = match node.kind() {
            "parenthesized_expression" | "non_null_expression" | "await_expression" => {
                node = *parts.first()?;
                continue;
            }
            "call_expression" => {
                let callee = strip(field(node, "function")?);
                let name = field(callee, "property").unwrap_or(callee);
                let types = named_children(field(node, "type_arguments")?);
                if types.len() != 1 || !LOOKUPS.contains(&walk.text(name)) {
                    return None;
                }
                *types.first()?
            }
            "as_expression" | "satisfies_expression" => *parts.get(1)?,
            "type_assertion" => *named_children(*parts.first()?).first()?,
            _ => return None,
        };
        return annotation(walk, type_).filter(|type_| !says_nothing(type_));
    }
}

fn says_nothing(type_: &TypeRef) -> bool {
    type_.path.is_empty() || type_.path.iter().any(|name| matches!(name.as_str(), "any" | "unknown" | "never"))
}

/// The operator token of a unary, update or augmented expression.
fn operator(node: Node<'_>) -> &str {
    field(node, "operator").map_or("", |operator| operator.kind())
}

/// The expression at `node`.
pub(super) fn expr(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    walk.nested_expr(strip(node), bare)
}

/// An operand of a chain of binary operators.
fn operand(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    bare(walk, strip(node))
}

/// An expression without anything around it that [`strip`] removes.
fn bare(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let kind = match node.kind() {
        "identifier" | "shorthand_property_identifier" | "this" | "super" | "import" => {
            ExprKind::Name(walk.text(node).to_owned())
        }
        "undefined" | "null" => ExprKind::Null,
        "true" => ExprKind::Bool(true),
        "false" => ExprKind::Bool(false),
        "number" => ExprKind::Number(literal::number(walk.text(node))),
        "string" => return literal::string(walk, node, Escapes::JavaScript),
        "template_string" => return literal::template(walk, node, Escapes::JavaScript),
        "member_expression" | "subscript_expression" | "meta_property" | "nested_identifier" => {
            return access(walk, node, span);
        }
        "call_expression" => return call::call(walk, node),
        "new_expression" => return call::construct(walk, node),
        "binary_expression" => return walk.chain(node, infix, operand),
        "ternary_expression" => return ternary(walk, node),
        "unary_expression" => return unary(walk, node, span),
        "update_expression" => return update(walk, node, span),
        "assignment_expression" | "augmented_assignment_expression" => return assignment_value(walk, node),
        "sequence_expression" => return sequence(walk, node, span),
        "array" => ExprKind::List(named_children(node).into_iter().map(|item| expr(walk, item)).collect()),
        "object" => ExprKind::Record(Box::new(record(walk, node))),
        "spread_element" => match named_children(node).first() {
            Some(inner) => ExprKind::Spread(Box::new(expr(walk, *inner))),
            None => ExprKind::Other(Vec::new()),
        },
        "arrow_function" | "function_expression" | "generator_function" => {
            let name = field(node, "name").map(|name| ident(walk, name));
            ExprKind::Lambda(Box::new(function(walk, node, name, None)))
        }
        "class" => return class_value(walk, node, span),
        "jsx_element" | "jsx_self_closing_element" | "jsx_fragment" => return jsx::element(walk, node),
        "regex" | "jsx_text" | "property_identifier" | "type_identifier" => ExprKind::Other(Vec::new()),
        kind if stmt::is_statement(kind) => {
            let mut body = Vec::new();
            stmt::stmt(walk, node, &mut body);
            ExprKind::Block(body)
        }
        _ => return inner_exprs(walk, node),
    };
    Expr::new(kind, span)
}

/// A node that means nothing to analysis: the expressions inside it.
pub(super) fn inner_exprs(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let mut inside = Vec::new();
    for child in named_children(node) {
        let value = expr(walk, child);
        if !matches!(&value.kind, ExprKind::Other(inner) if inner.is_empty()) {
            inside.push(value);
        }
    }
    Expr::new(ExprKind::Other(inside), walk.span(node))
}

/// `a.b`, `a?.b`, `a[b]`, `import.meta`.
fn access(walk: &mut Walk<'_>, node: Node<'_>, span: Span) -> Expr {
    if node.kind() == "meta_property" {
        let text = walk.text(node);
        let at = span.start as usize;
        let (object, name) = text.split_once('.').unwrap_or((text, ""));
        let start = at + text.len() - name.trim_start().len();
        let name = Ident { name: name.trim().to_owned(), span: Span::new(start, at + text.len()) };
        let object = Expr::new(ExprKind::Name(object.trim().to_owned()), Span::new(at, at + object.len()));
        return Expr::new(ExprKind::Member { object: Box::new(object), name }, span);
    }
    let Some(object) = field(node, "object") else { return inner_exprs(walk, node) };
    if let Some(name) = field(node, "property") {
        let object = Box::new(expr(walk, object));
        return Expr::new(ExprKind::Member { object, name: ident(walk, name) }, span);
    }
    let Some(index) = field(node, "index") else { return inner_exprs(walk, node) };
    let object = Box::new(expr(walk, object));
    let index = Box::new(expr(walk, index));
    Expr::new(ExprKind::Index { object, index }, span)
}

/// Takes a binary expression apart.
fn infix<'n>(_: &Walk<'_>, node: Node<'n>) -> Option<Infix<'n>> {
    let node = strip(node);
    if node.kind() != "binary_expression" {
        return None;
    }
    let op = match operator(node) {
        "+" => Some(BinaryOp::Add),
        "||" | "??" => Some(BinaryOp::Or),
        "&&" => Some(BinaryOp::And),
        _ => None,
    };
    Some(Infix { left: field(node, "left")?, op, right: field(node, "right")? })
}

/// `c ? a : b`; what stands in the last place may be another one, which adds its test and its result.
fn ternary(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let (mut heads, mut arms) = (Vec::new(), Vec::new());
    let mut node = node;
    while node.kind() == "ternary_expression" {
        heads.extend(field(node, "condition").map(|test| expr(walk, test)));
        arms.extend(field(node, "consequence").map(|arm| expr(walk, arm)));
        let Some(last) = field(node, "alternative") else { return Expr::new(ExprKind::Choice { heads, arms }, span) };
        node = strip(last);
    }
    arms.push(expr(walk, node));
    Expr::new(ExprKind::Choice { heads, arms }, span)
}

fn unary(walk: &mut Walk<'_>, node: Node<'_>, span: Span) -> Expr {
    let Some(argument) = field(node, "argument") else { return inner_exprs(walk, node) };
    let kind = match (operator(node), strip(argument).kind(), walk.text(strip(argument))) {
        // minified code writes the truth values and `undefined` so
        ("!", "number", "0") => ExprKind::Bool(true),
        ("!", "number", "1") => ExprKind::Bool(false),
        ("void", "number", _) => ExprKind::Null,
        ("-", "number", digits) => ExprKind::Number(format!("-{}", literal::number(digits))),
        _ => ExprKind::Other(vec![expr(walk, argument)]),
    };
    Expr::new(kind, span)
}

/// `i++`: a new value that is not known.
fn update(walk: &mut Walk<'_>, node: Node<'_>, span: Span) -> Expr {
    let Some(argument) = field(node, "argument") else { return inner_exprs(walk, node) };
    let target = pattern(walk, argument, &mut Vec::new());
    let assign = Assign { target, type_: None, value: Some(unknown(span)), op: AssignOp::Other };
    Expr::new(ExprKind::Assign(Box::new(assign)), span)
}

/// `left = right`, `left += right`, … with the assignments that follow from defaults in `left`.
pub(super) fn assignment(walk: &mut Walk<'_>, node: Node<'_>) -> Option<(Assign, Vec<Stmt>)> {
    let (left, right) = (field(node, "left")?, field(node, "right")?);
    let op = match operator(node) {
        "" => AssignOp::Set,
        "+=" => AssignOp::Add,
        "||=" | "??=" => AssignOp::Default,
        _ => AssignOp::Other,
    };
    let mut after = Vec::new();
    let target = pattern(walk, left, &mut after);
    let type_ = cast_type(walk, right);
    let value = Some(expr(walk, right));
    Some((Assign { target, type_, value, op }, after))
}

/// An assignment used as a value.
fn assignment_value(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let Some((assign, after)) = assignment(walk, node) else { return inner_exprs(walk, node) };
    let value = Expr::new(ExprKind::Assign(Box::new(assign)), span);
    if after.is_empty() {
        return value;
    }
    let mut body = vec![Stmt { kind: StmtKind::Expr(value), span }];
    body.extend(after);
    Expr::new(ExprKind::Block(body), span)
}

/// `a, b, c`: the last is the value; literals before it do nothing, as in `(0, module.f)(x)`.
fn sequence(walk: &mut Walk<'_>, node: Node<'_>, span: Span) -> Expr {
    let mut parts = sequence_parts(node);
    let Some(last) = parts.pop() else { return unknown(span) };
    let mut body = Vec::new();
    for part in parts {
        if !matches!(part.kind(), "number" | "string" | "identifier" | "null" | "undefined") {
            stmt::expression(walk, part, &mut body);
        }
    }
    let value = expr(walk, last);
    if body.is_empty() {
        return value;
    }
    body.push(Stmt { span: value.span, kind: StmtKind::Expr(value) });
    Expr::new(ExprKind::Block(body), span)
}

/// The parts of a sequence, however the grammar nests it.
pub(super) fn sequence_parts(node: Node<'_>) -> Vec<Node<'_>> {
    let mut parts = Vec::new();
    let mut stack = vec![node];
    while let Some(node) = stack.pop() {
        if node.kind() == "sequence_expression" {
            stack.extend(named_children(node).into_iter().rev());
        } else {
            parts.push(node);
        }
    }
    parts
}

fn record(walk: &mut Walk<'_>, node: Node<'_>) -> Record {
    let entries = named_children(node).into_iter().filter_map(|child| entry(walk, child)).collect();
    Record { type_: None, entries }
}

fn entry(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Entry> {
    Some(match node.kind() {
        "pair" => Entry::Pair { key: key(walk, field(node, "key")?), value: expr(walk, field(node, "value")?) },
        "shorthand_property_identifier" | "identifier" => {
            let span = walk.span(node);
            let name = walk.text(node);
            Entry::Pair { key: Expr::text(name, span), value: Expr::new(ExprKind::Name(name.to_owned()), span) }
        }
        "method_definition" => method_entry(walk, node)?,
        "spread_element" => Entry::Spread(expr(walk, *named_children(node).first()?)),
        // `{ a = 1 }` is no expression, but the keys around it are still good
        _ => Entry::Spread(expr(walk, node)),
    })
}

/// `key() {}`; the value of a getter is what it returns.
fn method_entry(walk: &mut Walk<'_>, node: Node<'_>) -> Option<Entry> {
    let span = walk.span(node);
    let name = field(node, "name")?;
    let key = key(walk, name);
    let method = function(walk, node, Some(property_name(walk, name)), Some("this"));
    let lambda = Expr::new(ExprKind::Lambda(Box::new(method)), span);
    if !is_accessor(node, "get") {
        return Some(Entry::Pair { key, value: lambda });
    }
    let call = Call { callee: lambda, args: Vec::new(), is_new: false };
    Some(Entry::Pair { key, value: Expr::new(ExprKind::Call(Box::new(call)), span) })
}

/// The key of an entry: text, unless it is computed or a number.
fn key(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    match node.kind() {
        "property_identifier" | "private_property_identifier" => Expr::text(walk.text(node), walk.span(node)),
        "computed_property_name" => match named_children(node).first() {
            Some(inner) => expr(walk, *inner),
            None => unknown(walk.span(node)),
        },
        _ => expr(walk, node),
    }
}

/// `class { … }` as a value: the class, then its name.
fn class_value(walk: &mut Walk<'_>, node: Node<'_>, span: Span) -> Expr {
    let class: Class = class::class(walk, node, None, Vec::new());
    let name = Expr::new(ExprKind::Name(class.name.name.clone()), class.name.span);
    let body = vec![Stmt { kind: StmtKind::Class(class), span }, Stmt { kind: StmtKind::Expr(name), span }];
    Expr::new(ExprKind::Block(body), span)
}

/// The function value at `node`, if it is one.
pub(super) fn function_value(
    walk: &mut Walk<'_>,
    node: Node<'_>,
    name: Ident,
    receiver: Option<&str>,
) -> Option<Function> {
    let node = strip(node);
    matches!(node.kind(), "arrow_function" | "function_expression" | "generator_function")
        .then(|| walk.nested(node, |walk| function(walk, node, Some(name), receiver)))?
}

/// Whether `node` has the keyword `word` before its name: `static`, `get`, `readonly`.
pub(super) fn has_keyword(node: Node<'_>, word: &str) -> bool {
    children(node)
        .iter()
        .take_while(|(field, _)| !matches!(field, Some("name" | "body")))
        .any(|(_, child)| child.kind() == word)
}
