//! Statements.

use super::check;

#[test]
fn branches() {
    check(
        "if (a) b(); else if (c) { d() } else if (e) f(); else g(); if (x) y()",
        r"(branch! (a c e) {(call b)} {(call d)} {(call f)} {(call g)})
(branch (x) {(call y)})",
    );
    check(
        "switch (k) { case 1: case 2: a(); break; case 3: { b() } default: c() } switch (k) { case 1: a() }",
        r"(branch! (k 1 2 3) {(call a)} {(block (call b))} {(call c)})
(branch (k 1) {(call a)})",
    );
    check(
        "try { a() } catch ({ code = 1 }) { b() } finally { c() } try { z() } catch { w() }",
        r"(block (call a))
(branch () {(= {code:code} (?)) (||= code 1) (call b)})
(block (call c))
(block (call z))
(branch () {(call w)})",
    );
}

#[test]
fn loops() {
    check(
        "for (let i = 0, n = 5; i < n; i++) a(i); for (;;) {} for (i = 0;;) b()",
        r"(block (= i 0) (= n 5) (loop (? i n) {(call a i) (:?= i (?))}))
(loop {})
(block (= i 0) (loop {(call b)}))",
    );
    check(
        "for (const x of xs) b(x); for (const k in o) c(k); for await (const { id = 1 } of s) d(id); for (a.b of c);",
        r"(loop x in xs {(call b x)})
(loop k in (? o) {(call c k)})
(loop {id:id} in s {(||= id 1) (call d id)})
(loop a.b in c {})",
    );
    check(
        "while (x) y(); do { z() } while (w); outer: for (x of y) { continue outer }",
        r"(loop x {(call y)})
(loop w {(call z)})
(loop x in y {})",
    );
}

#[test]
fn sequences_are_statements() {
    check(
        "a(), b = 1, c(); function f() { return a(), b } throw new Error('x')",
        r#"(call a)
(= b 1)
(call c)
(fn f () (call a) (return b))
(new Error "x")"#,
    );
}

#[test]
fn odd_statements() {
    check(
        "{ a() } ; with (o) { b() } debugger",
        r"(block (call a))
(block o (call b))",
    );
}
