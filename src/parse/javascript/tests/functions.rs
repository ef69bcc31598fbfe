//! Functions and object members.

use super::{check, check_ts};

#[test]
fn declarations_and_values() {
    check(
        "function f(a) { return a } async function g() { await a() } function* h() { yield x }",
        r"(fn f (a) (return a))
(fn g () (call a))
(fn h () (? x))",
    );
    check(
        "const f = x => x + 1; const g = async () => { h() }; const k = function n() {}",
        r"(fn f (x) (return (+ x 1)))
(fn g () (call h))
(fn k ())",
    );
    check(
        "run(() => a, function (b) {}, async c => { d }); (function () { e() })()",
        r"(call run (fn () (return a)) (fn (b)) (fn (c) d))
(call (fn () (call e)))",
    );
}

#[test]
fn overloads_and_declared_functions() {
    check_ts(
        "function f(a: string): Redis; function f(a: any) { return b } declare function g(): Redis",
        r"(fn f (a:string) -> Redis)
(fn f (a:any) (return b))
(fn g () -> Redis)",
    );
    check_ts("const f: (x: number) => Redis = (x) => y", "(fn f (x) -> Redis (return y))");
}

#[test]
fn object_members() {
    check(
        "x = { a, b: 1, c() {}, get d() { return 1 }, async *e() {}, [f]: 2, 'g-h': 3, 5: 6, ...rest }",
        r#"(= x {"a":a "b":1 "c":(fn c (this;)) "d":(call (fn d (this;) (return 1))) "e":(fn e (this;)) f:2 "g-h":3 5:6 *rest})"#,
    );
}
