//! Hostile input: no panic, no overflow, linear time, spans inside the text.

use std::time::{Duration, Instant};

use crate::ir::{Parsed, dump};
use crate::parse::parse;
use crate::source::{Language, SourceFile};

/// Parses and checks the positions.
fn survive_as(language: Language, text: &str) -> Parsed {
    let file = SourceFile::new("case", text, language);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    parsed
}

/// With each of the grammars.
fn survive(text: &str) {
    for language in [Language::JavaScript, Language::TypeScript, Language::Tsx] {
        survive_as(language, text);
    }
}

#[test]
fn deep_nesting() {
    let depth = 10_000;
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("f(", ")"),
        ("x={a:", "}"),
        ("!", ""),
        ("a=>", ""),
        ("`${", "}`"),
        ("if(a)", ""),
        ("function f(){", "}"),
        ("class A{b(){", "}}"),
        ("<a>", "</a>"),
        ("a?", ":b"),
        ("let x:A<", ">"),
        ("new ", ""),
        ("await ", ""),
        ("a[", "]"),
        ("-", ""),
        ("for(;;)", ""),
        ("try{", "}catch{}"),
    ] {
        let language = if open.contains(':') { Language::TypeScript } else { Language::JavaScript };
        survive_as(language, &format!("{}x{}", open.repeat(depth), close.repeat(depth)));
        survive_as(language, &open.repeat(depth));
    }
}

#[test]
fn long_chains() {
    for part in ["a + ", "a || ", "a ?? ", "a, ", "a = ", "a ? b : ", "if (a) b(); else ", "a.b().", "a && b - "] {
        let text = format!("{}z", part.repeat(20_000));
        let parsed = survive_as(Language::JavaScript, &text);
        assert!(parsed.code.is_some_and(|code| !code.body.is_empty()), "{part}");
    }
    survive_as(Language::TypeScript, &format!("let x: {}A", "A | ".repeat(20_000)));
    survive_as(Language::TypeScript, &format!("let x: typeof {}a", "a.".repeat(20_000)));
}

#[test]
fn every_operand_of_a_long_sum_is_seen() {
    let text = format!("x = {}redis.get('k')", "f('a') + ".repeat(1000));
    let file = SourceFile::new("case", text, Language::JavaScript);
    let calls = dump::located(&file, &parse(&file), |expr| matches!(expr.kind, crate::ir::code::ExprKind::Call(_)));
    assert_eq!(calls.len(), 1001);
    let texts = dump::located(&file, &parse(&file), |expr| expr.as_text().is_some());
    assert_eq!(texts.len(), 1001);
}

#[test]
fn cut_and_odd_text() {
    for text in [
        "",
        "\0",
        "a\0b = 'c\0d'",
        "'unterminated",
        "\"a\\",
        "`a${",
        "`a${b",
        "`",
        "/re",
        "/*",
        "<!--",
        "x = '\\u{'; y = '\\ud83d'; z = '\\x4'",
        "\u{feff}",
        "#!",
        "import",
        "import {",
        "import x from",
        "export",
        "export default",
        "class",
        "class {",
        "class A { @",
        "new",
        "({",
        "let {",
        "let [",
        "function",
        "a?.",
        "a =>",
        "<a b=",
        "x = 0x; y = 1_; z = 0b2; w = 0n",
        "ä = 'ö'; \u{1f600}.x()",
        "\r\r\n\n\u{2028}\u{2029}a",
        "@@@###!!!",
    ] {
        survive(text);
        survive(&format!("const a = f('é{text}"));
        survive(&format!("f({text}, 'b')"));
    }
}

#[test]
fn every_prefix_of_a_file() {
    let text = "import R, { a as b } from 'r';\nexport class A<T> extends B { @D() private x?: T = `a${b}`; constructor(readonly r: R) { super(); } get y() { return this?.x!; } }\nconst { p = 1, ...q } = await f<R>({ k: 'v', [z]() {} });\nfor (const [k] of m) try { g(...k) } catch { }";
    for (end, _) in text.char_indices() {
        survive(&text[..end]);
    }
}

#[test]
fn a_minified_file_is_linear() {
    let one = "function a(b){return b&&c.get(\"k:\"+b,function(d,e){e?f(e):g({port:6379,host:`h${b}`})}),!0}";
    let time = |repeat: usize| {
        let file = SourceFile::new("case", one.repeat(repeat), Language::JavaScript);
        let start = Instant::now();
        let parsed = parse(&file);
        assert!(parsed.skipped.is_empty());
        start.elapsed()
    };
    time(100);
    let (small, large) = (time(1000), time(8000));
    assert!(large < small * 24 + Duration::from_millis(500), "{small:?}, eight times as much: {large:?}");
}

/// Run with `cargo test --release -- --ignored five_megabytes`.
#[test]
#[ignore = "takes long without optimisation"]
fn five_megabytes_on_one_line() {
    for one in ["function a(b){return b&&c.get(\"k:\"+b,{port:6379})}", "a(b),", "a=b;", "[1,'x'],", "\\", "@"] {
        let text = one.repeat(5_000_000 / one.len());
        let file = SourceFile::new("case", text, Language::JavaScript);
        let start = Instant::now();
        let parsed = parse(&file);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(30), "{one}: {took:?}, {} skipped", parsed.skipped.len());
    }
}
