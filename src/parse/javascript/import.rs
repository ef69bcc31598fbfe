//! Imports and re-exports.

use crate::ir::code::{Expr, ExprKind, Ident, Import, Pattern, Stmt, StmtKind};
use crate::parse::tree_sitter::{Node, Walk, field, named_children};
use crate::source::Span;

use super::expr::expr;
use super::literal::string_value;
use super::pattern::{ident, property_name, set};

/// The path of a module specifier, and whether the module belongs to the project itself.
///
/// An npm name with its scope is one segment, the folders behind it are more: `@upstash/redis/cloudflare`. A local module is one segment.
pub(super) fn module_path(specifier: &str) -> (Vec<String>, bool) {
    let local = ["./", "../", "/", "@/", "~/", "#", "file:"];
    if matches!(specifier, "." | ".." | "~" | "") || local.iter().any(|prefix| specifier.starts_with(prefix)) {
        return (vec![specifier.to_owned()], true);
    }
    if specifier.contains("://") {
        return (vec![specifier.to_owned()], false);
    }
    let bare = specifier.strip_prefix("npm:").map(|name| name.trim_start_matches('/'));
    let name = bare.or_else(|| specifier.strip_prefix("node:")).unwrap_or(specifier);
    let mut parts = name.split('/').filter(|part| !part.is_empty()).map(str::to_owned);
    let Some(mut package) = parts.next() else { return (vec![specifier.to_owned()], false) };
    if package.starts_with('@')
        && let Some(name) = parts.next()
    {
        package = format!("{package}/{name}");
    }
    // Deno writes the version behind the name: `npm:ioredis@5`
    if bare.is_some()
        && let Some(at) = package.get(1..).and_then(|rest| rest.find('@'))
    {
        package.truncate(at + 1);
    }
    let mut path = vec![package];
    path.extend(parts);
    (path, false)
}

/// `require("x")`, `import("x")` as a value.
pub(super) fn module_value(walk: &Walk<'_>, specifier: Node<'_>, span: Span) -> Expr {
    let (path, is_local) = module_path(&string_value(walk, specifier));
    Expr::new(ExprKind::Module { path, is_local }, span)
}

/// What all bindings of one statement share.
struct Source {
    path: Vec<String>,
    is_local: bool,
    span: Span,
}

impl Source {
    fn new(walk: &Walk<'_>, specifier: Node<'_>, statement: Node<'_>) -> Self {
        let (path, is_local) = module_path(&string_value(walk, specifier));
        Self { path, is_local, span: walk.span(statement) }
    }

    /// The import of `member`, or of the module itself, as `local`.
    fn bind(&self, local: Ident, member: Option<String>) -> Stmt {
        let mut path = self.path.clone();
        path.extend(member);
        let import = Import { local, path, is_local: self.is_local, span: self.span };
        Stmt { kind: StmtKind::Import(import), span: self.span }
    }
}

/// `import …`.
pub(super) fn import(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let parts = named_children(node);
    if let Some(clause) = parts.iter().find(|part| part.kind() == "import_require_clause") {
        let name = named_children(*clause).into_iter().find(|part| part.kind() == "identifier");
        if let (Some(name), Some(specifier)) = (name, field(*clause, "source")) {
            out.push(Source::new(walk, specifier, node).bind(ident(walk, name), None));
        }
        return;
    }
    let Some(specifier) = field(node, "source") else { return };
    let source = Source::new(walk, specifier, node);
    let Some(clause) = parts.iter().find(|part| part.kind() == "import_clause") else {
        // for its effect: binds nothing, but says that the module is used
        let nothing = Ident { name: String::new(), span: walk.span(specifier) };
        out.push(source.bind(nothing, None));
        return;
    };
    for part in named_children(*clause) {
        match part.kind() {
            "identifier" => out.push(source.bind(ident(walk, part), Some("default".to_owned()))),
            "namespace_import" => {
                out.extend(named_children(part).first().map(|name| source.bind(ident(walk, *name), None)));
            }
            "named_imports" => specifiers(walk, part, &source, out),
            _ => {}
        }
    }
}

/// `{ a, b as c, default as d }`.
fn specifiers(walk: &Walk<'_>, node: Node<'_>, source: &Source, out: &mut Vec<Stmt>) {
    for specifier in named_children(node) {
        let Some(name) = field(specifier, "name") else { continue };
        let local = property_name(walk, field(specifier, "alias").unwrap_or(name));
        out.push(source.bind(local, Some(property_name(walk, name).name)));
    }
}

/// `import a = B.c`.
pub(super) fn alias(walk: &mut Walk<'_>, node: Node<'_>, out: &mut Vec<Stmt>) {
    let parts = named_children(node);
    if let (Some(&name), Some(&value)) = (parts.first(), parts.get(1)) {
        let target = Pattern::Name(ident(walk, name));
        let value = expr(walk, value);
        out.push(set(target, None, Some(value), walk.span(node)));
    }
}

/// `export { a } from "x"`, `export * from "x"`: bindings as of an import, although the file itself does not use them.
pub(super) fn reexport(walk: &mut Walk<'_>, node: Node<'_>, specifier: Node<'_>, out: &mut Vec<Stmt>) {
    let source = Source::new(walk, specifier, node);
    let mut is_glob = true;
    for part in named_children(node) {
        match part.kind() {
            "export_clause" => {
                is_glob = false;
                specifiers(walk, part, &source, out);
            }
            "namespace_export" => {
                is_glob = false;
                out.extend(named_children(part).first().map(|name| source.bind(property_name(walk, *name), None)));
            }
            _ => {}
        }
    }
    if is_glob {
        let all = Ident { name: "*".to_owned(), span: walk.span(specifier) };
        out.push(source.bind(all, None));
    }
}
