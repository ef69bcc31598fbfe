use super::{check, check_body};

#[test]
fn let_binds() {
    check_body("let x = 1;", "(= x 1)");
    check_body("let mut x: Vec<u8>;", "(= x:Vec<u8>)");
    check_body("let (a, mut b): (A, B) = f();", "(= [a b]:()<A,B> (call f))");
    check_body("let Foo { a, b: Some(c), .. } = x;", "(= <Foo>{a:a b:c} x)");
    check_body("let [a, .., b] = x;", "(= [a] x)");
    check_body("let _ = f();", "(call f)");
    check_body("let _: () = con.set(1)?;", "(call con.set 1)");
    check_body("let Ok(x) = f() else { g(); return };", "(= x (call f)) (branch () {(call g) (return)})");
}

#[test]
fn branches() {
    check_body("if a { f() } else if b { g(); }", "(branch (a b) {(call f)} {(call g)})");
    check_body("if a { f() } else { g() }", "(branch! (a) {(call f)} {(call g)})");
    check_body("if let Some(x) = f() { g(x); }", "(branch () {(= x (call f)) (call g x)})");
    check_body("if let None = f() { g(); }", "(branch ((call f)) {(call g)})");
    check_body("if a && let Ok(x) = f() && b(x) { g() }", "(branch (a) {(= x (call f)) (call b x) (call g)})");
    check_body(
        "match x.get() { Cmd::A { key } | Cmd::B { key, .. } => f(key), Cmd::C(_, v) => { g(v) } None => {} }",
        "(branch! ((:= match@15 (call x.get))) {(= <Cmd.A>{key:key} match@15) (call f key)} {(= <Cmd.C>{0:_ 1:v} match@15) (call g v)} {})",
    );
    check_body("match x { FOO => f(), _ => {} };", "(branch! (x) {(call f)} {})");
}

#[test]
fn loops() {
    check_body("for (k, v) in &map { f(k); }", "(loop [k v] in map {(call f k)})");
    check_body("while x < 3 { f(); }", "(loop (? x 3) {(call f)})");
    check_body("while let Some(x) = it.next().await { f(x); }", "(loop {(= x (call it.next)) (call f x)})");
    check_body("'a: loop { break 'a; }", "(loop {(?)})");
}

#[test]
fn the_last_expression_is_returned_where_something_is() {
    check("fn f() -> u8 { g(); 1 }", "(fn f () -> u8 (call g) (return 1))");
    check("fn f() -> u8 { if a { 1 } else { 2 } }", "(fn f () -> u8 (return (choice (a) 1 2)))");
    check("fn f() -> u8 { return 1 }", "(fn f () -> u8 (return 1))");
    check("fn f() -> ! { loop {} }", "(fn f () (loop {}))");
    check("fn f() { g() }", "(fn f () (call g))");
    check("fn f() -> String { format!(\"a{b}\") }", "(fn f () -> String (return (template \"a\" b)))");
}

#[test]
fn blocks_and_inner_items() {
    check_body("{ f(); g() } unsafe { h() }", "(block (call f) (call g)) (block (call h))");
    check_body(
        "use redis::cmd; const A: u8 = 1; fn g() {} struct S; g();",
        "(import cmd redis.cmd) (= A:u8 1) (fn g ()) (class S) (call g)",
    );
    check_body("let x = { let y = 1; y };", "(= x (do (= y 1) y))");
}
