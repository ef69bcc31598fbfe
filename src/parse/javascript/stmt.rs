//! Statements.

use crate::ir::code::{Arg, Call, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, children, field, fields, named_children};
use crate::source::Span;

use super::expr::{assignment, cast_type, expr, function_value, sequence_parts, strip};
use super::function::{decorator, function};
use super::pattern::{ident, pattern, set, typed_names, unknown};
use super::types::annotation;
use super::{class, declare, import};

/// The statements of a file.
pub(super) fn program(walk: &mut Walk<'_>, root: Node<'_>) -> Vec<Stmt> {
    let mut body = Vec::new();
    if root.is_error() {
        // nothing could be made of the file as a whole; its parts may still be good
        stmt(walk, root, &mut body);
    } else {
        block(walk, root, &mut body);
    }
    body
}

/// The statements in a block, or in anything that holds statements.
pub(super) fn block(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    for child in named_children(node) {
        stmt(walk, child, out);
    }
}

/// A body: a block, or one statement without braces.
fn body(walk: &mut Walk<'_>, node: Option<Node<'_>>) -> Vec<Stmt> {
    let mut out = Vec::new();
    match node {
        Some(node) if node.kind() == "statement_block" => {
            walk.nested(node, |walk| block(walk, node, &mut out));
        }
        Some(node) => stmt(walk, node, &mut out),
        None => {}
    }
    out
}

/// Whether nodes of this kind are statements.
pub(super) fn is_statement(kind: &str) -> bool {
    kind.ends_with("_statement")
        || kind.ends_with("_declaration")
        || matches!(kind, "statement_block" | "function_signature" | "module" | "internal_module" | "import_alias")
}

/// Appends what the statement at `node` comes to.
pub(super) fn stmt(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    walk.nested(node, |walk| nested_stmt(walk, node, out));
}

fn nested_stmt(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let kind = match node.kind() {
        "expression_statement" | "throw_statement" => {
            if let Some(inner) = named_children(node).first() {
                expression(walk, *inner, out);
            }
            return;
        }
        "lexical_declaration" | "variable_declaration" | "using_declaration" => {
            for declarator in named_children(node) {
                declare_variable(walk, declarator, out);
            }
            return;
        }
        "function_declaration" | "generator_function_declaration" | "function_signature" => {
            let name = field(node, "name").map(|name| ident(walk, name));
            class::function_or_class(function(walk, node, name, None))
        }
        "class_declaration" | "abstract_class_declaration" | "class" => {
            StmtKind::Class(class::class(walk, node, None, Vec::new()))
        }
        "import_statement" => return import::import(walk, node, out),
        "import_alias" => return import::alias(walk, node, out),
        "export_statement" => return export(walk, node, out),
        "interface_declaration" => return declare::interface(walk, node, out),
        "type_alias_declaration" => return declare::alias(walk, node, out),
        "enum_declaration" => return declare::enumeration(walk, node, out),
        "internal_module" | "module" => return declare::namespace(walk, node, out),
        "ambient_declaration" => return declare::ambient(walk, node, out),
        "if_statement" => branch(walk, node),
        "switch_statement" => switch(walk, node),
        "for_statement" => for_loop(walk, node),
        "for_in_statement" => for_in(walk, node),
        "while_statement" | "do_statement" => {
            let iter = field(node, "condition").map(|test| expr(walk, test));
            StmtKind::Loop { target: None, iter, body: body(walk, field(node, "body")) }
        }
        "try_statement" => return try_catch(walk, node, out),
        "return_statement" => return return_value(walk, node, out),
        "statement_block" => {
            let mut inner = Vec::new();
            block(walk, node, &mut inner);
            StmtKind::Block(inner)
        }
        "with_statement" => {
            let mut inner = Vec::new();
            if let Some(object) = field(node, "object") {
                expression(walk, object, &mut inner);
            }
            inner.append(&mut body(walk, field(node, "body")));
            StmtKind::Block(inner)
        }
        "labeled_statement" => {
            out.extend(body(walk, field(node, "body")));
            return;
        }
        "ERROR" => return recover(walk, node, out),
        "empty_statement"
        | "break_statement"
        | "continue_statement"
        | "debugger_statement"
        | "hash_bang_line"
        | "statement_identifier" => return,
        _ => return expression(walk, node, out),
    };
    out.push(Stmt { kind, span });
}

/// An expression for its effect, or as the statements that it amounts to.
pub(super) fn expression(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let is_text = node.kind() == "string";
    for part in sequence_parts(strip(node)) {
        let part = strip(part);
        let span = walk.span(part);
        match part.kind() {
            "assignment_expression" | "augmented_assignment_expression" => {
                if let Some(class) = class::prototype(walk, part) {
                    out.push(Stmt { kind: StmtKind::Class(class), span });
                } else if let Some((assign, after)) = walk.nested(part, |walk| assignment(walk, part)).flatten() {
                    out.push(Stmt { kind: StmtKind::Assign(assign), span });
                    out.extend(after);
                }
                continue;
            }
            "internal_module" => {
                declare::namespace(walk, part, out);
                continue;
            }
            _ => {}
        }
        let mut value = expr(walk, part);
        if let ExprKind::Text(text) = &mut value.kind {
            text.is_prose = is_text;
        }
        out.push(Stmt { kind: StmtKind::Expr(value), span });
    }
}

/// One `target: Type = value` of a declaration.
fn declare_variable(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let Some(target) = field(node, "name") else {
        if node.is_error() {
            recover(walk, node, out);
        }
        return;
    };
    let (type_, value) = (field(node, "type"), field(node, "value"));
    let span = walk.span(node);
    if target.kind() == "identifier"
        && let Some(value) = value
        && let Some(kind) = named_value(walk, ident(walk, target), strip(value), type_)
    {
        out.push(Stmt { kind, span });
        return;
    }
    let mut after = Vec::new();
    let target = pattern(walk, target, &mut after);
    let annotated = type_.and_then(|type_| annotation(walk, type_)).filter(|type_| !type_.path.is_empty());
    let annotated = annotated.or_else(|| value.and_then(|value| cast_type(walk, value)));
    let value = value.map(|value| expr(walk, value));
    let mut inline = Vec::new();
    typed_names(walk, &target, type_, &mut inline);
    out.push(set(target, annotated, value, span));
    out.append(&mut inline);
    out.append(&mut after);
}

/// `const f = () => …` is the function `f`, `const C = class …` the class `C`.
fn named_value(walk: &mut Walk<'_>, name: Ident, value: Node<'_>, type_: Option<Node<'_>>) -> Option<StmtKind> {
    if value.kind() == "class" {
        return walk.nested(value, |walk| StmtKind::Class(class::class(walk, value, Some(name), Vec::new())));
    }
    let mut function = function_value(walk, value, name, None)?;
    if function.returns.is_none() {
        let declared = type_.and_then(|type_| named_children(type_).first().copied());
        let returns =
            declared.filter(|type_| type_.kind() == "function_type").and_then(|type_| field(type_, "return_type"));
        function.returns = returns.and_then(|returns| annotation(walk, returns));
    }
    Some(class::function_or_class(function))
}

/// `export …`. A default export is bound to the name `default`.
fn export(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    if let Some(specifier) = field(node, "source") {
        return import::reexport(walk, node, specifier, out);
    }
    let parts = children(node);
    let default = parts.iter().find(|(_, part)| matches!(part.kind(), "default" | "=")).map(|(_, part)| *part);
    let name = default.map(|part| Ident { name: "default".to_owned(), span: walk.span(part) });
    let mut decorators = Vec::new();
    for at in fields(node, "decorator") {
        decorators.extend(decorator(walk, at));
    }
    if let Some(declaration) = field(node, "declaration") {
        if matches!(declaration.kind(), "class_declaration" | "abstract_class_declaration") {
            let span = walk.span(declaration);
            let class = walk.nested(declaration, |walk| class::class(walk, declaration, None, decorators));
            out.extend(class.map(|class| Stmt { kind: StmtKind::Class(class), span }));
        } else {
            stmt(walk, declaration, out);
        }
        return;
    }
    let plain = |part: &&(Option<&str>, Node<'_>)| part.1.is_named() && part.1.kind() != "export_clause";
    let value = field(node, "value").or_else(|| parts.iter().rfind(plain).map(|(_, part)| *part));
    let (Some(name), Some(value)) = (name, value) else { return };
    let span = walk.span(node);
    let bare = strip(value);
    let kind = match bare.kind() {
        "class" => walk.nested(bare, |walk| {
            let own = field(bare, "name").map(|name| ident(walk, name));
            StmtKind::Class(class::class(walk, bare, Some(own.unwrap_or(name.clone())), decorators))
        }),
        _ => function_value(walk, bare, field(bare, "name").map_or(name.clone(), |own| ident(walk, own)), None)
            .map(class::function_or_class),
    };
    if let Some(kind) = kind {
        out.push(Stmt { kind, span });
        return;
    }
    let type_ = cast_type(walk, value);
    let value = expr(walk, value);
    out.push(set(Pattern::Name(name), type_, Some(value), span));
}

/// `if`, with all its `else if`s side by side.
fn branch(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let (mut heads, mut arms) = (Vec::new(), Vec::new());
    let mut node = node;
    loop {
        heads.extend(field(node, "condition").map(|test| expr(walk, test)));
        arms.push(body(walk, field(node, "consequence")));
        let otherwise = field(node, "alternative").and_then(|clause| named_children(clause).first().copied());
        match otherwise {
            Some(next) if next.kind() == "if_statement" => node = next,
            Some(last) => {
                arms.push(body(walk, Some(last)));
                return StmtKind::Branch { heads, arms, total: true };
            }
            None => return StmtKind::Branch { heads, arms, total: false },
        }
    }
}

fn switch(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let mut heads: Vec<_> = field(node, "value").map(|subject| expr(walk, subject)).into_iter().collect();
    let (mut arms, mut total) = (Vec::new(), false);
    for case in field(node, "body").map(named_children).unwrap_or_default() {
        heads.extend(field(case, "value").map(|value| expr(walk, value)));
        total |= case.kind() == "switch_default";
        let mut arm = Vec::new();
        for inner in fields(case, "body") {
            stmt(walk, inner, &mut arm);
        }
        // a case without statements shares those of the next one
        if !arm.is_empty() {
            arms.push(arm);
        }
    }
    StmtKind::Branch { heads, arms, total }
}

/// `for (a; b; c) d`: the start, then a loop.
fn for_loop(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let mut start = Vec::new();
    if let Some(initializer) = field(node, "initializer") {
        stmt(walk, initializer, &mut start);
    }
    let test = fields(node, "condition").into_iter().find(|test| test.kind() != "empty_statement");
    let iter = test.map(|test| {
        let inner = if test.kind() == "expression_statement" { named_children(test).first().copied() } else { None };
        expr(walk, inner.unwrap_or(test))
    });
    let mut inside = body(walk, field(node, "body"));
    if let Some(step) = field(node, "increment") {
        expression(walk, step, &mut inside);
    }
    let kind = StmtKind::Loop { target: None, iter, body: inside };
    if start.is_empty() {
        return kind;
    }
    start.push(Stmt { kind, span: walk.span(node) });
    StmtKind::Block(start)
}

/// `for (x of xs)`; in `for (k in o)` the rounds bind keys, so the iterated thing is wrapped.
fn for_in(walk: &mut Walk<'_>, node: Node<'_>) -> StmtKind {
    let mut inside = Vec::new();
    let target = field(node, "left").map(|left| pattern(walk, left, &mut inside));
    let iter = field(node, "right").map(|right| expr(walk, right));
    let is_of = field(node, "operator").is_some_and(|operator| operator.kind() == "of");
    let iter = iter.map(|iter| if is_of { iter } else { Expr { span: iter.span, kind: ExprKind::Other(vec![iter]) } });
    inside.append(&mut body(walk, field(node, "body")));
    StmtKind::Loop { target, iter, body: inside }
}

/// The tried statements run, the handler perhaps, the last part again.
fn try_catch(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let tried = field(node, "body");
    let span = |walk: &Walk<'_>, part: Option<Node<'_>>| part.map_or(Span::default(), |part| walk.span(part));
    let inner = body(walk, tried);
    out.push(Stmt { kind: StmtKind::Block(inner), span: span(walk, tried) });
    if let Some(handler) = field(node, "handler") {
        let mut arm = Vec::new();
        if let Some(parameter) = field(handler, "parameter") {
            let mut after = Vec::new();
            let target = pattern(walk, parameter, &mut after);
            let at = walk.span(parameter);
            arm.push(set(target, None, Some(unknown(at)), at));
            arm.append(&mut after);
        }
        arm.append(&mut body(walk, field(handler, "body")));
        let kind = StmtKind::Branch { heads: Vec::new(), arms: vec![arm], total: false };
        out.push(Stmt { kind, span: walk.span(handler) });
    }
    if let Some(last) = field(node, "finalizer") {
        let inner = body(walk, field(last, "body"));
        out.push(Stmt { kind: StmtKind::Block(inner), span: walk.span(last) });
    }
}

/// `return a, b`: the first is done, the last returned.
fn return_value(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let span = walk.span(node);
    let value = named_children(node).first().map(|value| strip(*value));
    let mut parts = value.map(sequence_parts).unwrap_or_default();
    let last = parts.pop();
    for part in parts {
        expression(walk, part, out);
    }
    let value = last.map(|last| expr(walk, last));
    out.push(Stmt { kind: StmtKind::Return(value), span });
}

/// The value behind `=` among the pieces of a syntax error. A call whose arguments are not finished is a call with unknown arguments.
fn cut_value(walk: &mut Walk<'_>, parts: &[Node<'_>], index: &mut usize) -> Option<Expr> {
    let is_new = parts.get(*index).is_some_and(|part| part.kind() == "new");
    let value = *parts.get(*index + usize::from(is_new)).filter(|value| value.is_named() && !value.is_error())?;
    *index += 1 + usize::from(is_new);
    let callee = expr(walk, value);
    if !is_new && parts.get(*index).is_none_or(|next| next.kind() != "(") {
        return Some(callee);
    }
    let span = callee.span;
    let rest = Expr::new(ExprKind::Spread(Box::new(unknown(Span { start: span.end, end: span.end }))), span);
    let call = Call { callee, args: vec![Arg { name: None, value: rest }], is_new };
    Some(Expr::new(ExprKind::Call(Box::new(call)), span))
}

/// What can be read inside a syntax error.
///
/// Error recovery leaves the pieces of what it could not finish side by side: statements and expressions are taken as they are, and
/// `name = value` is put together again.
fn recover(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let parts: Vec<Node<'_>> =
        children(node).into_iter().map(|(_, part)| part).filter(|part| !part.is_extra() || part.is_error()).collect();
    let mut index = 0;
    while let Some(&part) = parts.get(index) {
        index += 1;
        if !part.is_named() || part.is_missing() {
            continue;
        }
        let is_target = matches!(part.kind(), "identifier" | "member_expression" | "object_pattern" | "array_pattern");
        if is_target && parts.get(index).is_some_and(|equals| equals.kind() == "=") {
            let mut after = Vec::new();
            let target = pattern(walk, part, &mut after);
            index += 1;
            let value = cut_value(walk, &parts, &mut index);
            let span = value.iter().fold(walk.span(part), |span, value| span.cover(value.span));
            out.push(set(target, None, Some(value.unwrap_or_else(|| unknown(span))), span));
            out.append(&mut after);
            continue;
        }
        let before = out.len();
        stmt(walk, part, out);
        // a lone name or type is a fragment, not a statement
        let is_fragment = |stmt: &Stmt| match &stmt.kind {
            StmtKind::Expr(value) => match &value.kind {
                ExprKind::Other(inner) => inner.is_empty(),
                ExprKind::Name(_) => true,
                _ => false,
            },
            _ => false,
        };
        if out.len() == before + 1 && out.last().is_some_and(is_fragment) {
            out.pop();
        }
    }
}
