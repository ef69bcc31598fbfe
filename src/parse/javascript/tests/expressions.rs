//! Expressions.

use super::{check, check_ts, check_tsx};

#[test]
fn literals() {
    check(
        "[6_379, 0x18EB, 0o17, 0b11, 6379n, 1e3, 1.5, .5, 5., 0755, 089, 1E400, 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF]",
        "[6379 6379 15 3 6379 1000 1.5 0.5 5 493 089 1e400 0xffffffffffffffffffffffffffffffffffff]",
    );
    check(
        r"[true, false, null, undefined, void 0, !0, !1, -5, +x, /re\/g/gi]",
        "[true false null null null true false -5 x (?)]",
    );
    check(
        r#"f('a\x41\n\u{1F600}\
', "\'", `t\``)"#,
        r#"(call f "aA\n😀" "'" "t`")"#,
    );
}

#[test]
fn prose() {
    check(
        r"'use strict'
'redis://x'; ('a'); `t`",
        r#"prose"use strict"
prose"redis://x"
"a"
"t""#,
    );
}

#[test]
fn templates() {
    check(
        "f(`a${b}c${d.e}`, `${x}`, `a${`b${c}`}`)",
        r#"(call f (template "a" b "c" d.e) (template x) (template "a" (template "b" c)))"#,
    );
    check(
        r"tag`a${b}`; String.raw`\d`",
        r#"(call tag (template "a" b))
"\\d""#,
    );
}

#[test]
fn access() {
    check(
        "a?.b?.[c]?.(d); this.#x; super.y(); a[0]; import.meta.env.PORT; new.target",
        r"(call ([] a.b c) d)
this.#x
(call super.y)
([] a 0)
import.meta.env.PORT
new.target",
    );
}

#[test]
fn calls() {
    check(
        "f(); a.b(1, ...c); new Foo; new Foo(); new a.B([{ host: 'h', port: 6381 }]); (0, r.createClient)()",
        r#"(call f)
(call a.b 1 *c)
(new Foo)
(new Foo)
(new a.B [{"host":"h" "port":6381}])
(call r.createClient)"#,
    );
}

#[test]
fn wrappers_vanish() {
    check_ts(
        "(await (a!)).b; (<any>c).d; (e as unknown as F).g; (h satisfies I).j; +k; ((l))",
        r"a.b
c.d
e.g
h.j
k
l",
    );
}

#[test]
fn operators() {
    check(
        "a ?? b || c && d; a + b + c; a - b; a == b; 'k' in c; typeof a; delete a.b; -a",
        r#"(or a (or b (and c d)))
(+ (+ a b) c)
(? a b)
(? a b)
(? "k" c)
(? a)
(? a.b)
(? a)"#,
    );
    check("a ? b : c ? d : e", "(choice (a c) b d e)");
    check(
        "a = (b(), c), d(); return_ = (0, e)",
        r"(= a (do (call b) c))
(call d)
(= return_ e)",
    );
}

#[test]
fn jsx() {
    check_tsx(
        r#"const A = ({ redis }: { redis: Redis }) => <div a="x\y" b={redis.get('k')} {...rest}>text {c.keys('*')} <B d={<C e={1} />} /> <>frag {z}</></div>"#,
        r#"(fn A ({redis:redis}) (= redis:Redis redis) (return (? "x\\y" (call redis.get "k") *rest (call c.keys "*") (? (? 1)) (? z))))"#,
    );
    check("x = <A.B on={() => f('k')}>{/* c */}</A.B>", r#"(= x (? (fn () (return (call f "k")))))"#);
}

#[test]
fn a_literal_name_in_brackets_is_the_method_that_is_called() {
    check("r['keys']('*')", r#"(call r.keys "*")"#);
    check("a.b[\"get\"](k)", "(call a.b.get k)");
    check("r[name]('*')", r#"(call ([] r name) "*")"#);
    check("r['a-b']('*')", r#"(call ([] r "a-b") "*")"#);
    check("r['keys']", r#"([] r "keys")"#);
}
