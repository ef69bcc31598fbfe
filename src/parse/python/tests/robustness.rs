use std::time::{Duration, Instant};

use crate::ir::Parsed;
use crate::ir::dump;
use crate::parse::parse;
use crate::source::{Language, SourceFile};

/// Parses what may be no Python at all: spans must be true, and it must be quick.
#[track_caller]
fn read(python: &str) -> Parsed {
    let file = SourceFile::new("case.py", python, Language::Python);
    let start = Instant::now();
    let parsed = parse(&file);
    let time = start.elapsed();
    dump::assert_spans(&file, &parsed);
    assert!(time < Duration::from_secs(20), "{time:?}");
    parsed
}

/// The tree still holds `part`.
#[track_caller]
fn keeps(python: &str, part: &str) {
    let tree = dump::parsed(&read(python));
    assert!(tree.contains(part), "{python}\n{tree}");
}

#[test]
fn what_stands_around_an_error_is_kept() {
    keeps("r.set('a', 1)\nx = = 2\nr.get('b')\n", "(call r.get \"b\")");
    keeps("r.set('a', 1)\nx = = 2\n", "(call r.set \"a\" 1)");
    keeps("def f(:\n  pass\nr.get('b')\n", "(call r.get \"b\")");
    keeps("class A:\n  def f(self)\n    r.get('a')\n  def g(self):\n    r.get('b')\n", "(call r.get \"b\")");
    keeps("x = f(1, r.get('a'\ny = 2\nr.get('b')\n", "(call r.get \"b\")");
    keeps("try:\n  r.get('a')\nexcept ValueError, e:\n  r.get('b')\n", "(call r.get \"b\")");
    keeps("raise E, 'message'\nr.get('a')", "(call r.get \"a\")");
    keeps("x = `a`\nr.get('a')", "(call r.get \"a\")");
    keeps("def f((a, b), c): r.get(c)", "(call r.get c)");
    keeps("print 'a',\nr.get('a')", "(call r.get \"a\")");
    keeps("{% if a %}\nr.get('a')\n{% endif %}", "(call r.get \"a\")");
}

#[test]
fn errors_are_skipped_spans() {
    let parsed = read("x = = 2\ny = 'abc\n");
    assert!(!parsed.skipped.is_empty());
    assert!(parsed.skipped.iter().all(|skipped| skipped.reason == "syntax error"));
    assert!(read("x = 2\n").skipped.is_empty());
}

#[test]
fn comments_are_collected() {
    let text = "# a\nf(1, # b\n 2)\n'# no'\n# ü";
    let parsed = read(text);
    let comments: Vec<&str> = parsed.comments.iter().map(|comment| &text[comment.span.range()]).collect();
    assert_eq!(comments, ["# a", "# b", "# ü"]);
}

#[test]
fn odd_texts() {
    let texts = [
        "",
        "\0",
        "\u{feff}",
        "r.get('a')\0r.get('b')\n",
        "x = 'a\0b'",
        "'",
        "'''",
        "f'{",
        "f'{a",
        "f'{}'",
        "f'{{'",
        "f'}'",
        "f'{a:{b:{c}}}'",
        "f'{a!}'",
        "'%",
        "'%' % a",
        "'%(%' % a",
        "'%é' % a",
        "'{é}{'.format(a)",
        "b'é'",
        "\\",
        "'\\",
        "'a\\\r\n",
        "\r\r\n\r",
        "x = (\n",
        ")))",
        "é = 'ü' % ñ",
        "lambda",
        "del",
        "with",
        "import",
        "from . import",
        "import .",
        "@",
        "class",
        "def",
        "match x:\n  case",
        "type X =",
        "a: ",
        "x = 0x",
        "*",
        "**",
        "f(**)",
        "f(*)",
        "f(=)",
        "[for x in y]",
        "if",
        "\u{2028}x",
        "\t x\n  y",
    ];
    for text in texts {
        read(text);
        read(&format!("{text}\nr.get('a')"));
        read(&format!("r.get({text})"));
        read(&format!("if x:\n  {text}"));
    }
}

#[test]
fn every_prefix_of_a_program_is_read() {
    let program = "from redis import Redis\n\nclass A(B):\n  '''doc'''\n  async def f(self, *a: int, k=1, **b) -> 'X | None':\n    async with r.pipeline() as p, q:\n      x = f'é{a!r:>{w}}' '{}'.format(a) % (b, 'ü')\n    return {k: [v, *w] for k in v if k} or lambda z: -z\n";
    for (end, _) in program.char_indices() {
        read(&program[..end]);
        read(&program[end..]);
    }
}

#[test]
fn deep_nesting() {
    let n = 10_000;
    let wrap = |open: &str, close: &str| format!("x = {}a{}\n", open.repeat(n), close.repeat(n));
    let texts = [
        wrap("(", ")"),
        wrap("[", "]"),
        wrap("{1:", "}"),
        wrap("f(", ")"),
        wrap("[", ""),
        wrap("", ")"),
        wrap("-", ""),
        wrap("not ", ""),
        wrap("await ", ""),
        wrap("lambda: ", ""),
        wrap("a if b else ", ""),
        wrap("a.", ""),
        wrap("", ".a"),
        wrap("", "[0]"),
        wrap("", "()"),
        wrap("a + ", ""),
        wrap("a or ", ""),
        wrap("a ** ", ""),
        wrap("'%s' % ", ""),
        wrap("", " % a"),
        wrap("a = ", ""),
        wrap("a < ", ""),
        format!("x: {}a{}", "a[".repeat(n), "]".repeat(n)),
        format!("x: {}a", "a | ".repeat(n)),
        format!("if a: pass\n{}", "elif a: pass\n".repeat(n)),
        format!("match x:\n case {}a{}: pass\n", "[".repeat(n), "]".repeat(n)),
        format!("{}a = b", "(".repeat(n)),
    ];
    for text in texts {
        read(&text);
    }
}

#[test]
fn deep_blocks() {
    let lines: Vec<String> = (0..1_000).map(|depth| " ".repeat(depth) + "if a:").collect();
    read(&format!("{}\n{}b", lines.join("\n"), " ".repeat(1_000)));
}

#[test]
fn long_operator_chains_lose_nothing() {
    let text = format!("x = {} + b\n", vec!["a"; 10_000].join(" + "));
    let tree = dump::parsed(&read(&text));
    assert_eq!(tree.matches(" a").count(), 10_000);
    assert!(tree.ends_with(" b))"));
}

#[test]
fn large_texts_are_quick() {
    let n = 50_000;
    let texts = [
        format!("x = [{}]\n", "'abcdefgh', ".repeat(n)),
        "r.set('a', b)\n".repeat(n),
        format!("x = {{{}}}\n", "'a': 1, ".repeat(n)),
        format!("x = f'{}'\n", "{{{a}}}".repeat(n)),
        format!("x = f'{}'\n", "{{".repeat(n)),
        format!("x = '{}' % a\n", "\\n%s".repeat(n)),
        format!("x = '{}'.format(a)\n", "{}\\n".repeat(n)),
        format!("x = '{}'.format(a)\n", "{0}\\n".repeat(n)),
        format!("x = '{}'.format(a)\n", "{".repeat(n)),
        format!("x = {}\n", "'a' ".repeat(n)),
        format!("x = '''{}\n", "\n\\x41".repeat(n)),
        format!("{} = 1\n", vec!["a"; n].join(", ")),
        format!("f({})\n", vec!["a=1"; n].join(", ")),
        format!("import {}\n", vec!["a"; n].join(", ")),
        "# comment\n".repeat(n),
        "x = = 1\n".repeat(n / 10),
        "'".repeat(n),
        "é".repeat(n),
    ];
    for text in texts {
        read(&text);
    }
}
