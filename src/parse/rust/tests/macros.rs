use super::{check, check_body, check_expr};

#[test]
fn format_strings() {
    check_expr(r#"format!("redis://{host}:{}/{0}", port)"#, r#"(template "redis://" host ":" port "/" port)"#);
    check_expr(r#"format!("{}:{p}", f(), p = 6381)"#, r#"(template (call f) ":" 6381)"#);
    check_expr(r#"format!("{{{}}}", a)"#, r#"(template "{" a "}")"#);
    check_expr(r#"format!("a{{b}}")"#, r#""a{b}""#);
    check_expr(r#"format!("plain")"#, r#""plain""#);
    check_expr(r#"format!("{x:?} {y:>w$}", w = g())"#, r#"(template (? x) " " (? y))"#);
    check_expr(r#"format!("{:.*}", 3, x)"#, "(template (? x))");
    check_expr(r#"format!("{0}{0}", f())"#, "(template (call f) (?))");
    check_expr(r#"format!("a", f())"#, r#"(do (call f) "a")"#);
    check_expr(r#"format!("{")"#, r#""{""#);
    check_expr(r#"format!("\t{}\n{x}", a)"#, r#"(template "\t" a "\n" x)"#);
    check_expr("format!(FMT, a)", "(call format! FMT a)");
    check_expr(r#"concat!("a", 1, X)"#, r#"(template "a" 1 X)"#);
}

#[test]
fn printing_and_logging() {
    check_body(r#"println!("{} {x}", a);"#, r#"(call println! (template a " " x))"#);
    check_body(r#"write!(f, "{}", a)?;"#, "(call write! f (template a))");
    check_body(r#"log::info!(target: "t", "x {}", a);"#, r#"(call log.info! target:"t" (template "x " a))"#);
    check_body(r#"info!(key = %k, ?v, a.b = 1, "x {}", y);"#, r#"(call info! key:k v b:1 (template "x " y))"#);
    check_body(r#"assert_eq!("a", "{}", "m {}", x);"#, r#"(call assert_eq! "a" "{}" (template "m " x))"#);
    check_body(r#"bail!("no {x}");"#, r#"(call bail! (template "no " x))"#);
}

#[test]
fn collections() {
    check_expr("vec![1, f()?,]", "[1 (call f)]");
    check_expr("vec![0; 2]", "[0 0]");
    check_expr("vec![]", "[]");
    check_expr("hashmap!{ \"a\" => 1, b => f() }", "{\"a\":1 b:(call f)}");
    check_expr(
        "json!({ \"a\": [1, null, { \"b\": x }], (k): f(1), \"c\": {} })",
        "{\"a\":[1 null {\"b\":x}] k:(call f 1) \"c\":{}}",
    );
    check_expr("serde_json::json!(x)", "x");
    check_expr("tokio::join!(a(), b())", "[(call a) (call b)]");
}

#[test]
fn any_macro_is_a_call() {
    check_expr("m!()", "(call m!)");
    check_expr("cmd!(\"KEYS\")", "(call cmd! \"KEYS\")");
    check("use fred::cmd; const X: C = cmd!(\"A\");", "(import cmd fred.cmd)\n(= X:C (call fred.cmd! \"A\"))");
    check_expr("redis::m!(con.get(1)?, k = 2)", "(call redis.m! (call con.get 1) k:2)");
    check_expr("matches!(f(), Some(x) if x > 1)", "(call matches! (call f) x 1)");
    check_body("m! { let x = f(); g(x) }", "(call m! (do (= x (call f)) (call g x)))");
    check_body(
        "stream! { while let Some(x) = s.next().await { yield x; } };",
        "(call stream! (do (loop {(= x (call s.next)) (? x)})))",
    );
    check_body("weird! { <div class=\"a\"> { f(1) } </div> };", "(call weird! \"a\" (? (call f 1)))");
    check_body("rule! { a => f(1); b => g(2) };", "(call rule! a (call f 1) b (call g 2))");
    check_body("proptest! { #[test] fn t(x in 0..9) { f(1); } }", "(call proptest! test 0 9 (? (call f 1)))");
}

#[test]
fn statics() {
    check(
        "lazy_static! { /// doc\n static ref A: Client = Client::open(\"x\").unwrap(); pub static ref B: u8 = 1; }",
        "(= A:Client (call (. (call Client.open \"x\") unwrap)))\n(= B:u8 1)",
    );
    check("thread_local! { static A: RefCell<u8> = const { f() } }", "(= A:RefCell<u8> (call f))");
    check("static A: Lazy<X> = Lazy::new(|| f());", "(= A:Lazy<X> (call Lazy.new (fn () (return (call f)))))");
    check("cfg_if! { if #[cfg(x)] { fn a() {} } else { fn b() {} } }", "(branch () {(fn a ())} {(fn b ())})");
}

#[test]
fn select_runs_one_of_its_arms() {
    check_body(
        "tokio::select! { biased; Some(x) = rx.recv(), if on => f(x), _ = tick() => { g(); } else => h() }",
        "(branch! () {(= x (call rx.recv)) on (call f x)} {(call tick) (call g)} {(call h)})",
    );
}

#[test]
fn macro_rules_are_functions() {
    check(
        "macro_rules! get { ($con:expr, $key:expr) => { $con.get($key)? }; }",
        "(fn get! (con key) (call con.get key))",
    );
    check(
        "macro_rules! m { () => { f(1) }; ($($k:expr => $v:expr),*) => {{ let mut m = M::new(); $( m.insert($k, $v); )* m }}; }",
        "(fn m! () (branch! () {(call f 1)} {(block (= m (call M.new)) (call m.insert k v) m)}))",
    );
    check(
        "macro_rules! m { ($name:ident) => { fn $name() { f(\"x\"); } } }",
        "(fn m! (name) (fn name () (call f \"x\")))",
    );
}
