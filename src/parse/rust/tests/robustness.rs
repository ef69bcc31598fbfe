use super::check;
use crate::ir::{Parsed, dump};
use crate::parse;
use crate::source::{Language, SourceFile};

/// Parses without a check of the tree, on the small stack of a test.
#[track_caller]
fn parsed(rust: &str) -> Parsed {
    let file = SourceFile::new("case.rs", rust, Language::Rust);
    let parsed = parse::parse(&file);
    dump::assert_spans(&file, &parsed);
    parsed
}

#[test]
fn a_broken_item_loses_only_itself() {
    check(
        "fn a() { f(1); }\nfn = 3;\nfn c() { g(2); }",
        "(fn a () (call f 1))\n(fn c () (call g 2))\n(skipped syntax error)",
    );
    check("fn a() { f(1); let = 2; g(3); }", "(fn a () (call f 1) (call g 3))\n(skipped syntax error)");
    check(
        "impl S { fn a(&self) { f(1) } fn b() -> { } const X: u8 = 1; }",
        "(class S (fn a (self;) (call f 1)) (= X:u8 1))\n(skipped syntax error)",
    );
    check("mod m { fn a() { f(1) } struct }", "(block (fn a () (call f 1)))\n(skipped syntax error)");
    check(
        "use a::{b, c}; let x; struct S { a: u8 }",
        "(import b a.b)\n(import c a.c)\n(class S (= a:u8))\n(skipped syntax error)",
    );
}

#[test]
fn a_file_without_tokens_is_skipped() {
    check("fn a() { (", "(skipped syntax error)");
    check("let x = (;", "(skipped syntax error)");
    check("\u{feff}fn a() {} \u{1}", "(skipped syntax error)");
    check("", "");
    check("\u{feff}", "");
}

#[test]
fn an_open_bracket_loses_what_follows_up_to_the_next_item() {
    check(
        "use a::b;\n\n#[x]\nfn c() {\n    f(1;\n}\n\n/// doc\n#[get(\"ä\")]\npub fn d() {\n    g(\"ß\");\n}\n",
        "(import b a.b)\n(fn d () @(call get \"ä\") (call g \"ß\"))\n(skipped syntax error)",
    );
}

#[test]
fn what_stands_before_the_program() {
    check("\u{feff}#!/usr/bin/env run\nconst X: &str = \"ä\";", "(= X:str \"ä\")");
    check("#![allow(x)]\nconst X: u8 = 1;", "(= X:u8 1)");
    check(
        "#!/usr/bin/env -S cargo\n---\n[dependencies]\nredis = \"1\"\n---\nconst X: &str = \"y\";",
        "(= X:str \"y\")",
    );
}

#[test]
fn positions_count_bytes() {
    let text = "\u{feff}// ä\nfn f() { con.get(\"ß\", x) }\n";
    let file = SourceFile::new("case.rs", text, Language::Rust);
    let parsed = parse::parse(&file);
    let calls = dump::located(&file, &parsed, |_| true);
    assert_eq!(calls[0], "con.get(\"ß\", x)@2:10");
    assert_eq!(calls[3..], ["\"ß\"@2:18", "x@2:23"]);
    assert_eq!(file.slice(parsed.comments[0].span), "// ä");
}

#[test]
fn spans_hold_what_was_stripped() {
    let file = SourceFile::new("case.rs", "const X: u8 = (&a)?.b(c.await);", Language::Rust);
    let parsed = parse::parse(&file);
    let at = dump::located(&file, &parsed, |_| true);
    assert_eq!(at, ["(&a)?.b(c.await)@1:15", "(&a)?.b@1:15", "a@1:17", "c@1:23"]);
}

#[test]
fn any_depth_is_survived() {
    // far too deep, and just not too deep for one or the other
    for n in [10_000, 1_950, 950, 640, 390, 190] {
        survive(n);
    }
}

#[track_caller]
fn survive(n: usize) {
    let nested = |open: &str, close: &str| format!("const X: u8 = {}1{};", open.repeat(n), close.repeat(n));
    let cases = [
        nested("(", ")"),
        nested("[", "]"),
        nested("{", "}"),
        nested("|x| ", ""),
        nested("|x| {", "}"),
        nested("!", ""),
        nested("&&", ""),
        nested("-", ""),
        nested("*", ""),
        nested("f(", ")"),
        nested("if a { 1 } else ", "").replace("else 1;", "else { 1 };"),
        nested("if a {", "} else { 2 }"),
        nested("match a { _ => ", "}"),
        nested("a + ", ""),
        nested("a = ", ""),
        nested("a.b().", "c()").replace("1c()", "c()"),
        nested("", ".b()"),
        nested("", "?"),
        nested("", " as u8"),
        nested("", "[0]"),
        nested("", "(0)"),
        nested("return ", ""),
        nested("async {", "}"),
        nested("unsafe {", "}"),
        nested("vec![", "]"),
        nested("m!{", "}"),
        nested("json!({\"a\": ", "})"),
        format!("const X: u8 = json!({}1{});", "[".repeat(n), "]".repeat(n)),
        nested("A { a: ", "}"),
        nested("loop {", "}"),
        nested("a..", ""),
        nested("a::<", ">"),
        format!("type A = {}u8{};", "Vec<".repeat(n), ">".repeat(n)),
        format!("type A = {}u8;", "&".repeat(n)),
        format!("type A = {}u8;", "*const ".repeat(n)),
        format!("type A = {}u8{};", "(".repeat(n), ")".repeat(n)),
        format!("type A = {}u8;", "fn() -> ".repeat(n)),
        format!("fn f() {{ let {}x{} = 1; }}", "(".repeat(n), ")".repeat(n)),
        format!("fn f() {{ let {}x = 1; }}", "&".repeat(n)),
        format!("fn f() {{ match x {{ {}x{} => 1 }} }}", "Some(".repeat(n), ")".repeat(n)),
        format!("use {}a;", "a::".repeat(n)),
        format!("use {}a{};", "{".repeat(n), "}".repeat(n)),
        format!("use {}a{};", "a::{".repeat(n), "}".repeat(n)),
        format!("{}{}", "mod a {".repeat(n), "}".repeat(n)),
        format!("{}{}", "fn a() {".repeat(n), "}".repeat(n)),
        format!("{}fn a() {{}}", "#[a]".repeat(n)),
        format!("#[a({}{})] struct A;", "b(".repeat(n), ")".repeat(n)),
        format!("#[cfg_attr(x, {}y{})] struct A;", "cfg_attr(x,".repeat(n), ")".repeat(n)),
        format!("macro_rules! m {{ () => {{ {}{} }} }}", "(".repeat(n), ")".repeat(n)),
        format!("macro_rules! m {{ () => {{ {}x{} }} }}", "$(".repeat(n), ")*".repeat(n)),
        format!("lazy_static! {{ static ref A: u8 = {}1{}; }}", "(".repeat(n), ")".repeat(n)),
        format!("{}{}", "(".repeat(n), ")".repeat(n)),
        format!("fn f() {{ {} }}", "<".repeat(n)),
        format!("fn f() {{ {} }}", "#".repeat(n)),
        format!("fn f() {{ {} }}", "a b ".repeat(n)),
        "/*".repeat(n),
        "\"".repeat(n),
        "'".repeat(n),
        "r#".repeat(n),
    ];
    for case in &cases {
        let parsed = parsed(case);
        let head: String = case.chars().take(40).collect();
        assert!(parsed.skipped.len() < 50, "{head}: {} skipped", parsed.skipped.len());
    }
}

#[test]
fn what_is_deep_is_skipped_and_the_rest_is_kept() {
    let deep = "(".repeat(5000) + "1" + &")".repeat(5000);
    check(
        &format!("fn a() {{ f(1); }} const X: u8 = {deep}; fn b() {{ g({deep}); h(2) }}"),
        "(fn a () (call f 1))\n(fn b () (call h 2))\n(skipped nested too deeply)\n(skipped nested too deeply)",
    );
    let chain = "redis::cmd(\"A\")".to_owned() + &".arg(1)".repeat(60);
    let parsed = parsed(&format!("const X: u8 = {chain};"));
    assert!(parsed.skipped.is_empty());
    assert!(dump::parsed(&parsed).contains("redis.cmd \"A\""));
}

#[test]
fn long_is_not_deep() {
    let many = "f(\"a\", 1);\n".repeat(20_000);
    let parsed = parsed(&format!("fn a() {{ {many} }} const X: &[u8] = &[{}];", "1,".repeat(20_000)));
    assert!(parsed.skipped.is_empty());
}
