use super::check_expr;

#[test]
fn literals() {
    check_expr(r#""a\n\u{1F600}b""#, r#""a\n😀b""#);
    check_expr(r##"r#"a\n"b"#"##, r#""a\\n\"b""#);
    check_expr(r#"b"redis""#, r#""redis""#);
    check_expr(r#"b"\xff""#, "(?)");
    check_expr(r#"c"x""#, r#""x""#);
    check_expr("'\\''", r#""'""#);
    check_expr("b'a'", "97");
    check_expr("6_379u16", "6379");
    check_expr("0x18EB", "6379");
    check_expr("0b1_1usize", "3");
    check_expr("1_000.50_f64", "1000.50");
    check_expr("-1i64", "-1");
    check_expr("true", "true");
    check_expr("\"one \\\n    two\"", r#""one two""#);
    check_expr("\"a\r\nb\"", r#""a\nb""#);
}

#[test]
fn paths_are_members() {
    check_expr("redis::Client::open", "redis.Client.open");
    check_expr("::redis::cmd", "redis.cmd");
    check_expr("Vec::<String>::new", "Vec.new");
    check_expr("<redis::Client as Open>::open", "redis.Client.open");
    check_expr("<Client>::open", "Client.open");
    check_expr("None", "null");
    check_expr("Option::<u8>::None", "null");
    check_expr("r#type", "type");
}

#[test]
fn wrappers_are_stripped() {
    check_expr("&mut *(con)", "con");
    check_expr("f()? as u16", "(call f)");
    check_expr("f().await?.g().await", "(call (. (call f) g))");
    check_expr("Some(Ok(1))", "1");
    check_expr("Result::Ok(x)", "x");
    check_expr("&raw const x", "x");
    check_expr("try!(r#try!(f()))", "(call f)");
    check_expr("dbg!(f())", "(call f)");
    check_expr("unsafe { x }", "x");
    check_expr("({ x })", "x");
}

#[test]
fn calls_and_methods() {
    check_expr(
        r#"redis::cmd("GET").arg("k").query::<String>(&mut con)"#,
        r#"(call (. (call (. (call redis.cmd "GET") arg) "k") query) con)"#,
    );
    check_expr("con.0.get(a[0], 1..n)", "(call con.0.get ([] a 0) (? 1 n))");
    check_expr("Err(e)", "(call Err e)");
    check_expr("self.pool.get()", "(call self.pool.get)");
    check_expr("(self.make)(1)", "(call self.make 1)");
}

#[test]
fn collections() {
    check_expr("[1, 2]", "[1 2]");
    check_expr("(1, a)", "[1 a]");
    check_expr("()", "null");
    check_expr("[0; 3]", "[0 0 0]");
    check_expr("[f(); 3]", "[*(? (call f) 3)]");
    check_expr("[0; 100]", "[*(? 0 100)]");
    check_expr("&[(\"a\", 1)][..]", r#"([] [["a" 1]] (?))"#);
    check_expr("Config { host, port: 6381, ..Default::default() }", r#"Config{"host":host "port":6381 *Default{}}"#);
    check_expr("redis::Foo { 0: a, ..base }", r#"redis.Foo{"0":a *base}"#);
}

#[test]
fn operators() {
    check_expr("a + \"b\" + c", r#"(+ (+ a "b") c)"#);
    check_expr("a || b && !c", "(? a (? b (? c)))");
    check_expr("-x", "(? x)");
    check_expr(
        "{ a += 1; b = 2; (c, _) = d; e.f -= 1; *g = 3 }",
        "(do (+= a 1) (= b 2) (= [c _] d) (?= e.f 1) (:= g 3))",
    );
}

#[test]
fn closures() {
    check_expr("|x| x + 1", "(fn (x) (return (+ x 1)))");
    check_expr("move |(a, b): (u8, u8), _| -> u8 { f(a); b }", "(fn ([a b]:()<u8,u8> _) -> u8 (call f a) (return b))");
    check_expr("|c| async move { c.get(1).await }", "(fn (c) (return (call c.get 1)))");
    check_expr("async { f().await; g() }", "(do (call f) (call g))");
}

#[test]
fn choices() {
    check_expr("if a { 1 } else { 2 }", "(choice (a) 1 2)");
    check_expr("if a { 1 } else if b { f(); 2 } else { 3 }", "(choice (a b) 1 (do (call f) 2) 3)");
    check_expr("if let Some(x) = f() { x } else { 0 }", "(choice () (do (= x (call f)) x) 0)");
    check_expr("match a { 1 => \"x\", _ => return }", r#"(choice (a) "x" (do (return)))"#);
    check_expr("match f() { Ok(x) => x, Err(e) => g(e) }", "(choice () (do (= x (call f)) x) (do (= e) (call g e)))");
    check_expr(
        "match f() { Some(x) if x > 1 => x, y => y }",
        "(choice ((:= match@20 (call f))) (do (= x match@20) (? x 1) x) (do (= y match@20) y))",
    );
    check_expr("match a { Some(x) => x, y => y }", "(choice (a) (do (= x a) x) (do (= y a) y))");
    check_expr("loop { break 1 }", "(do (loop {(? 1)}))");
}
