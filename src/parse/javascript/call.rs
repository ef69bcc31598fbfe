//! Calls: functions, constructors, tagged templates, `require` and `import()`.

use crate::ir::code::{Arg, Call, Expr, ExprKind};
use crate::parse::text::Escapes;
use crate::parse::tree_sitter::{Node, Walk, field, named_children};

use super::expr::{expr, inner_exprs, strip};
use super::import::module_value;
use super::literal::template;

/// What transpilers put around `require("x")`.
const INTEROP: &[&str] = &[
    "__importDefault",
    "__importStar",
    "_interopRequireDefault",
    "_interopRequireWildcard",
    "_interopDefault",
    "__toESM",
    "__toModule",
];

/// `f(…)`, `` f`…` ``.
pub(super) fn call(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let span = walk.span(node);
    let (Some(function), Some(arguments)) = (field(node, "function"), field(node, "arguments")) else {
        return inner_exprs(walk, node);
    };
    if arguments.kind() == "template_string" {
        if walk.text(function) == "String.raw" {
            return template(walk, arguments, Escapes::Raw);
        }
        let callee = expr(walk, function);
        let args = vec![Arg { name: None, value: template(walk, arguments, Escapes::JavaScript) }];
        return Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span);
    }
    let given = named_children(arguments);
    if let Some(module) = module(walk, function, &given) {
        return module_value(walk, module, span);
    }
    if function.kind() == "import" {
        return inner_exprs(walk, arguments);
    }
    let callee = named_member(expr(walk, function));
    let mut args: Vec<Arg> = given.iter().map(|arg| argument(walk, *arg)).collect();
    if is_interop(&callee)
        && let Some(Arg { value: Expr { kind: ExprKind::Module { .. }, .. }, .. }) = args.first()
    {
        return args.swap_remove(0).value;
    }
    Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span)
}

/// What is called in `a["b"](…)` is called as in `a.b(…)`.
fn named_member(callee: Expr) -> Expr {
    match callee.kind {
        ExprKind::Index { object, index } => match index.as_member_name() {
            Some(name) => Expr::new(ExprKind::Member { object, name }, callee.span),
            None => Expr::new(ExprKind::Index { object, index }, callee.span),
        },
        kind => Expr::new(kind, callee.span),
    }
}

/// The specifier when this is `require("x")` or `import("x")`.
fn module<'n>(walk: &Walk<'_>, function: Node<'n>, args: &[Node<'n>]) -> Option<Node<'n>> {
    let function = strip(function);
    let loads = function.kind() == "import" || function.kind() == "identifier" && walk.text(function) == "require";
    let specifier = strip(*args.first()?);
    let is_plain = match specifier.kind() {
        "string" => true,
        "template_string" => named_children(specifier).iter().all(|part| part.kind() != "template_substitution"),
        _ => false,
    };
    (loads && is_plain).then_some(specifier)
}

fn is_interop(callee: &Expr) -> bool {
    match &callee.kind {
        ExprKind::Name(name) => INTEROP.contains(&name.as_str()),
        ExprKind::Member { name, .. } => INTEROP.contains(&name.name.as_str()),
        _ => false,
    }
}

/// `new X`, `new X(…)`.
pub(super) fn construct(walk: &mut Walk<'_>, node: Node<'_>) -> Expr {
    let Some(constructor) = field(node, "constructor") else { return inner_exprs(walk, node) };
    let callee = expr(walk, constructor);
    let given = field(node, "arguments").map(named_children).unwrap_or_default();
    let args = given.into_iter().map(|arg| argument(walk, arg)).collect();
    Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: true })), walk.span(node))
}

/// One argument; an unreadable one may have been any number of them.
fn argument(walk: &mut Walk<'_>, node: Node<'_>) -> Arg {
    let mut value = expr(walk, node);
    if node.is_error() {
        let span = value.span;
        value = Expr::new(ExprKind::Spread(Box::new(value)), span);
    }
    Arg { name: None, value }
}
