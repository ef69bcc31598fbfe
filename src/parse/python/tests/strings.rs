use super::check;
use crate::ir::code::ExprKind;
use crate::ir::dump;
use crate::parse::parse;
use crate::source::{Language, SourceFile};

#[test]
fn plain() {
    check("x = 'a'", "(= x \"a\")");
    check(r#"x = "a\tb\x41\u00e9" "#, "(= x \"a\\tbA\u{e9}\")");
    check(r"x = r'\d' + b'\xff' + rb'\n'", r#"(= x (+ (+ "\\d" "ÿ") "\\n"))"#);
    check("x = ''", "(= x \"\")");
    check("x = '''a\nb\\\nc'''", "(= x \"a\\nbc\")");
    check("x = '''a\r\nb'''", "(= x \"a\\nb\")");
    check("x = u'ä'", "(= x \"ä\")");
}

#[test]
fn implicit_concatenation() {
    check("x = 'a' \"b\" r'\\c'", r#"(= x "ab\\c")"#);
    check("x = ('a'  # one\n     'b')", "(= x \"ab\")");
    check("x = 'a' f'b{c}' 'd'", "(= x (template \"ab\" c \"d\"))");
    check("x = '' ''", "(= x \"\")");
}

#[test]
fn f_strings() {
    check("x = f'a{b}c'", "(= x (template \"a\" b \"c\"))");
    check("x = f'{a}{b!r:>{w}}'", "(= x (template a b))");
    check("x = f'{{{a}}}{{}}'", "(= x (template \"{\" a \"}{}\"))");
    check("x = f'{a.b[0]}:{f(1)}'", "(= x (template ([] a.b 0) \":\" (call f 1)))");
    check("x = f'{a=}'", "(= x (template a))");
    check("x = f'a'", "(= x \"a\")");
    check("x = f'{f\"{a}b\"}'", "(= x (template (template a \"b\")))");
    check("x = rf'\\d{a}\\n'", r#"(= x (template "\\d" a "\\n"))"#);
    check("x = f'''{\n  a\n}\n'''", "(= x (template a \"\\n\"))");
    check("x = f'{a if b else c}'", "(= x (template (choice (b) a c)))");
    check("x = f'{await a.get(k)}'", "(= x (template (call a.get k)))");
}

#[test]
fn percent_formatting() {
    check("x = 'a:%s' % b", "(= x (template \"a:\" b))");
    check("x = '%s:%05d' % (a, b)", "(= x (template a \":\" b))");
    check("x = '%(p)s@%(h)s' % {'h': a, 'p': b}", "(= x (template b \"@\" a))");
    check("x = '%s%%%*d' % (a, w, b)", "(= x (template a \"%\" b))");
    check("x = '%s:%s' % pair", "(= x (template (?) \":\" (?)))");
    check("x = '%s:%s' % pair()", "(= x (do (call pair) (template (?) \":\" (?))))");
    check("x = '%(a)s' % locals()", "(= x (do (call locals) (template (?))))");
    check("x = 'a' 'b%s' % c", "(= x (template \"ab\" c))");
    check("x = ('a%s') % c + d", "(= x (+ (template \"a\" c) d))");
    check("x = 'a%' % ()", "(= x \"a%\")");
    check("x = '%(a' % b", "(= x \"%(a\")");
    check("x = a % b", "(= x (? a b))");
    check("x = f'{a}%s' % b", "(= x (? (template a \"%s\") b))");
    check("x = '%s' % (f(),)", "(= x (template (call f)))");
}

#[test]
fn str_format() {
    check("x = 'a:{}:{}'.format(b, c)", "(= x (template \"a:\" b \":\" c))");
    check("x = '{1}{0}{1}'.format(a, b)", "(= x (template b a b))");
    check("x = '{0}{0}'.format(f())", "(= x (template (call f) (?)))");
    check("x = '{h}:{p:>5}'.format(p=1, h=a)", "(= x (template a \":\" 1))");
    check("x = '{{{}}}'.format(a)", "(= x (template \"{\" a \"}\"))");
    check("x = '{a.b}{c[d]}'.format(a=a, c=c)", "(= x (template (? a) (? c)))");
    check("x = '{}{}'.format(*args)", "(= x (template (?) (?)))");
    check("x = '{a}'.format(**f())", "(= x (do *(call f) (template (?))))");
    check("x = '{a}'.format_map(m)", "(= x (template (?)))");
    check("x = 'a'.format(f())", "(= x (do (call f) \"a\"))");
    check("x = '{:{}}{}'.format(a, w, b)", "(= x (template a b))");
    check("x = '{'.format(a)", "(= x \"{\")");
    check("x = 'a}b'.format(a)", "(= x \"a}b\")");
    check("x = ('a'\n '{}').format(b)", "(= x (template \"a\" b))");
    check("x = s.format(a)", "(= x (call s.format a))");
}

/// Each text of `python` as `value@line:column` of its first byte.
#[track_caller]
fn check_positions(python: &str, expected: &[&str]) {
    let file = SourceFile::new("case.py", python, Language::Python);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    let mut found = Vec::new();
    dump::located(&file, &parsed, |expr| {
        if let ExprKind::Text(text) = &expr.kind {
            let at = file.position(text.map.source(0));
            found.push(format!("{}@{}:{}", text.value, at.line, at.column));
        }
        false
    });
    assert_eq!(found, expected, "{python}");
}

#[test]
fn positions() {
    check_positions("x = 'ä' + 'b'", &["ä@1:6", "b@1:12"]);
    check_positions("x = ('a'\n     'b')", &["ab@1:7"]);
    check_positions("x = 'k:%s:é%s!' % (a, b)", &["k:@1:6", ":é@1:10", "!@1:14"]);
    check_positions("x = f'''\n{a}b{{c'''", &["\n@1:9", "b{c@2:4"]);
    check_positions("x = '{}b'.format('c')", &["c@1:19", "b@1:8"]);
    check_positions("\u{feff}x = 'a'", &["a@1:6"]);
    check_positions("x = '''\r\na'''\r\ny = 'b'", &["\na@1:8", "b@3:6"]);
}
