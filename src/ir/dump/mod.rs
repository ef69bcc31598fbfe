//! Trees as text, for the tests of frontends.
//!
//! One top-level statement a line, no spans:
//!
//! | node | printed |
//! |---|---|
//! | text, number, truth, null | `"a"`, `6379`, `true`, `null`; prose is `prose"a"` |
//! | name, path | `r`, `redis.Client.open`; a member of anything else `(. (call f) name)` |
//! | index, call, `new` | `([] x 0)`, `(call f 1 port:6381)`, `(new Redis 1)` |
//! | list, record, spread | `[1 2]`, `{"a":1 *rest}`, `Foo{"a":1}`, `*x` |
//! | template, operators | `(template "a" x)`, `(+ a b)`, `(or a b)`, `(and a b)`, `(pipe a b)`, `(in a b)` |
//! | choice, block, assignment as a value | `(choice (heads) a b)`, `(do a b)`, `(:= x 1)` |
//! | module value, anything else | `(module ioredis)`, `(module-local ./x)`, `(? a b)` |
//! | assignment | `(= x 1)`, `(= x:Type)`, `(+= x 1)`, `(\|\|= x 1)`, `(?= x 1)` |
//! | import | `(import C redis.Client)`, `(import-local x config)`, `(import * redis)` |
//! | function, lambda | `(fn name (self; a:T b=1 *rest) -> R @decorator body…)`, `(fn (x) (return x))` |
//! | class | `(class Name <Base> @decorator body…)` |
//! | return, branch, loop, block | `(return x)`, `(branch (heads) {a b} {c})` (`branch!` when total), `(loop x in xs {body})`, `(block a b)` |
//! | pattern | `x`, `[a b]`, `{key:a}`, `_` |
//! | type | `redis.Connection<A,B>`, a union `(A\|B)` |
//! | document | `{host:"a" port:6379}`, `[a b]`; quoted scalars in quotes, block scalars `\|"a"`, templated ones `~"a"` |

mod print;
mod spans;

pub(crate) use spans::{assert_spans, located};

use crate::ir::{Parsed, code::Module, document::Document};

/// The module, one top-level statement a line.
pub(crate) fn module(module: &Module) -> String {
    module.body.iter().map(|stmt| print::to_string(|out| out.stmt(stmt))).collect::<Vec<_>>().join("\n")
}

/// The document on one line; a templated one is `(template …)`.
pub(crate) fn document(document: &Document) -> String {
    let root = print::to_string(|out| out.node(&document.root));
    if document.is_template { format!("(template {root})") } else { root }
}

/// Everything that was read: the code, then the documents, one a line, then `(skipped reason)` lines.
pub(crate) fn parsed(parsed: &Parsed) -> String {
    let code = parsed.code.iter().map(module).filter(|text| !text.is_empty());
    let documents = parsed.documents.iter().map(document);
    let skipped = parsed.skipped.iter().map(|skipped| format!("(skipped {})", skipped.reason));
    code.chain(documents).chain(skipped).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::TextMap;
    use crate::ir::code::{Arg, Assign, AssignOp, Call, Expr, ExprKind, Ident, Pattern, Stmt, StmtKind};
    use crate::source::{Language, SourceFile, Span};

    /// `r = redis.Redis("local\x68ost", port=6381)`, the text mapped by `map`.
    fn tree(map: TextMap) -> Parsed {
        let ident = |name: &str, at: usize| Ident { name: name.to_owned(), span: Span::new(at, at + name.len()) };
        let object = Box::new(Expr::new(ExprKind::Name("redis".to_owned()), Span::new(4, 9)));
        let callee = Expr::new(ExprKind::Member { object, name: ident("Redis", 10) }, Span::new(4, 15));
        let mut host = Expr::text("localhost", Span::new(16, 30));
        if let ExprKind::Text(text) = &mut host.kind {
            text.map = map;
        }
        let port = Expr::new(ExprKind::Number("6381".to_owned()), Span::new(37, 41));
        let args = vec![Arg { name: None, value: host }, Arg { name: Some(ident("port", 32)), value: port }];
        let call = Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), Span::new(4, 42));
        let target = Pattern::Name(ident("r", 0));
        let assign = Assign { target, type_: None, value: Some(call), op: AssignOp::Set };
        let body = vec![Stmt { kind: StmtKind::Assign(assign), span: Span::new(0, 42) }];
        Parsed { code: Some(Module { body }), ..Parsed::default() }
    }

    fn file() -> SourceFile {
        SourceFile::new("a.py", r#"r = redis.Redis("local\x68ost", port=6381)"#, Language::Python)
    }

    fn map(segments: &[(usize, usize)]) -> TextMap {
        let mut map = TextMap::new();
        for &(decoded, source) in segments {
            map.push(decoded, source);
        }
        map
    }

    #[test]
    fn prints_on_one_line() {
        let parsed = tree(TextMap::verbatim(17));
        assert_eq!(super::parsed(&parsed), r#"(= r (call redis.Redis "localhost" port:6381))"#);
        let at = located(&file(), &parsed, |expr| matches!(expr.kind, ExprKind::Number(_)));
        assert_eq!(at, ["6381@1:38"]);
    }

    #[test]
    fn true_maps_pass() {
        assert_spans(&file(), &tree(map(&[(0, 17), (5, 22), (6, 26)])));
    }

    #[test]
    #[should_panic = "is mapped to"]
    fn a_map_that_ignores_an_escape_is_found() {
        assert_spans(&file(), &tree(TextMap::verbatim(17)));
    }

    #[test]
    #[should_panic = "is mapped to"]
    fn a_map_that_points_at_the_quote_is_found() {
        assert_spans(&file(), &tree(map(&[(0, 16), (5, 22), (6, 26)])));
    }
}
