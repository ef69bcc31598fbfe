//! The specification of the shell frontend: source on the left, the tree on the right.

use std::time::{Duration, Instant};

use crate::ir::code::ExprKind;
use crate::ir::{Parsed, dump};
use crate::parse::parse;
use crate::source::{Language, SourceFile};

fn file(shell: &str) -> SourceFile {
    SourceFile::new("case.sh", shell, Language::Shell)
}

/// The tree of `shell` is `expected`, nothing is skipped, and all spans are true.
#[track_caller]
fn check(shell: &str, expected: &str) {
    let file = file(shell);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    assert_eq!(dump::parsed(&parsed), expected.trim_matches('\n'), "{shell}");
}

#[test]
fn words() {
    check("redis-cli -p 6379 ping", r#"(call "redis-cli" "-p" "6379" "ping")"#);
    check("redis-cli keys '*'", r#"(call "redis-cli" "keys" "*")"#);
    check("redis-cli keys \"a b\" ''", r#"(call "redis-cli" "keys" "a b" "")"#);
    check(r#"x a\ b "c\"d\$e" 'f\g'"#, r#"(call "x" "a b" "c\"d$e" "f\\g")"#);
    check("x a\"b\"'c'd", r#"(call "x" "abcd")"#);
    check(r"x $'a\nb'", r#"(call "x" "a\nb")"#);
    check("x a \\\n  b", r#"(call "x" "a" "b")"#);
    check("x \"a \\\n  b\"", r#"(call "x" "a   b")"#);
    check("x 'a\nb'", r#"(call "x" "a\nb")"#);
    check("x --a=b *.txt ~/f", r#"(call "x" "--a=b" "*.txt" "~/f")"#);
    check("x 10 -1 1.5", r#"(call "x" "10" "-1" "1.5")"#);
    check("x $\"a\"", r#"(call "x" "a")"#);
    check("x user:*:[0-9]", r#"(call "x" "user:*:[0-9]")"#);
    check("x {1..3}", r#"(call "x" *(?))"#);
}

#[test]
fn expansions() {
    check("x $a", r#"(call "x" *a)"#);
    check("x \"$a\"", r#"(call "x" a)"#);
    check("x \"${a}\" ${b}", r#"(call "x" a *b)"#);
    check("x \"a$b\"", r#"(call "x" (template "a" b))"#);
    check("x \"a $b c\"", r#"(call "x" (template "a " b " c"))"#);
    check("x --port=$p", r#"(call "x" (template "--port=" p))"#);
    check("x \"$a\"b'$c'", r#"(call "x" (template a "b$c"))"#);
    check("x \"$@\" $* \"$*\"", r#"(call "x" *@ ** *)"#);
    check("x $1 \"${2}\"", r#"(call "x" *1 2)"#);
    check("x \"${a:-b}\" ${c-6379}", r#"(call "x" (or a "b") *(or c "6379"))"#);
    check("x \"${a:-$b}\"", r#"(call "x" (or a b))"#);
    check("x \"${a:-\"b c\"}\"", r#"(call "x" (or a "b c"))"#);
    check("x \"${a:-redis://h:6379/0}\"", r#"(call "x" (or a "redis://h:6379/0"))"#);
    check("x \"${a:-h$b}\"", r#"(call "x" (or a (template "h" b)))"#);
    check("x \"${a:-${b:-c}}\"", r#"(call "x" (or a (or b "c")))"#);
    check("x \"${a:-}\"", r#"(call "x" (or a ""))"#);
    check(": \"${a:=6379}\"", r#"(call ":" (:||= a "6379"))"#);
    check("x \"${a:?must be set}\"", r#"(call "x" a)"#);
    check("x ${a:+-a $a}", r#"(call "x" *(choice (a) (template "-a " a) ""))"#);
    check("x ${#a} ${!b} \"${c%/*}\" ${d^^}", r#"(call "x" *(? a) *(? b) (? c) *(? d))"#);
    check("x $((1 + a)) \"$(( $b * 2 ))\"", r#"(call "x" (?) (? b))"#);
    check("x \"${arr[@]}\" ${arr[0]} \"${arr[*]}\"", r#"(call "x" *arr *([] arr 0) *arr)"#);
    check("x \"cost: $\"", r#"(call "x" "cost: $")"#);
}

#[test]
fn substitutions() {
    check("x $(y z)", r#"(call "x" *(call "y" "z"))"#);
    check("x \"$(y)\" `z`", r#"(call "x" (call "y") *(call "z"))"#);
    check("x \"a $(y) b\"", r#"(call "x" (template "a " (call "y") " b"))"#);
    check("a=$(y | z)", r#"(= a (pipe (call "y") (call "z")))"#);
    check("a=$(y; z)", r#"(= a (do (call "y") (call "z")))"#);
    check("x <(y)", r#"(call "x" (? (call "y")))"#);
    check("x $(< f)", r#"(call "x" *(do))"#);
}

#[test]
fn assignments() {
    check("A=1", r#"(= A "1")"#);
    check("A=", r#"(= A "")"#);
    check("A=$b", "(= A b)");
    check("A=\"redis://$h:6379\"", r#"(= A (template "redis://" h ":6379"))"#);
    check("A=a:$b", r#"(= A (template "a:" b))"#);
    check("A+=x", r#"(+= A "x")"#);
    check("A=1 B=2", "(= A \"1\")\n(= B \"2\")");
    check("export A=1 B", r#"(= A "1")"#);
    check("local -r a=$1", "(= a 1)");
    check("readonly A=${B:-c}", r#"(= A (or B "c"))"#);
    check("declare -A m=([a]=1)", r#"(= m ["[a]=1"])"#);
    check("a=(b \"$c\" $d \"${e[@]}\")", r#"(= a ["b" c *d *e])"#);
    check("a[1]=b", r#"(= ([] a 1) "b")"#);
    check("a+=(b)", r#"(+= a ["b"])"#);
    check("A=1 x y", r#"(call "x" A:"1" "y")"#);
    check("A=$b x", r#"(call "x" A:b)"#);
}

#[test]
fn redirections() {
    check("x <<< \"KEYS *\"", r#"(call "x" <<:"KEYS *")"#);
    check("x <<EOF\nKEYS *\nGET $k\nEOF\n", r#"(call "x" <<:(template "KEYS *\nGET " k "\n"))"#);
    check("x <<'EOF'\nKEYS $k\nEOF\n", r#"(call "x" <<:"KEYS $k\n")"#);
    check("x <<-EOF\n\tA\n\t\tB\n\tEOF\n", r#"(call "x" <<:"A\nB\n")"#);
    check("x <<EOF\na \\$a \\\"b\\\"\nEOF\n", r#"(call "x" <<:"a $a \\\"b\\\"\n")"#);
    check("x <<EOF y\na b\nEOF\n", r#"(call "x" "y" <<:"a b\n")"#);
    check("cat > f <<EOF\na b\nEOF\n", r#"(call "cat" >:"f" <<:"a b\n")"#);
    check("cat <<EOF > f\na b\nEOF\n", r#"(call "cat" >:"f" <<:"a b\n")"#);
    check("x <<EOF | y | z\na\nEOF\n", r#"(pipe (pipe (call "x" <<:"a\n") (call "y")) (call "z"))"#);
    check("x <<EOF && y\na\nEOF\n", "(call \"x\" <<:\"a\\n\")\n(call \"y\")");
    check("x <<EOF\nEOF\n", r#"(call "x" <<:"")"#);
    check("x > f 2>&1", r#"(call "x" >:"f")"#);
    check("x >> \"$f\" 2>/dev/null", r#"(call "x" >>:f)"#);
    check("a && x > f", r#"(do (call "a") (call "x" >:"f"))"#);
    check("a || x >> f", r#"(do (call "a") (branch () {(call "x" >>:"f")}))"#);
    check("a && b && x <<EOF\nA\nEOF\n", r#"(do (call "a") (call "b") (call "x" <<:"A\n"))"#);
    check("{ a && x; } > f", r#"(do (block (call "a") (call "x")))"#);
    check("x < f", r#"(call "x" <<:(?))"#);
    check("x 2> f", r#"(call "x")"#);
    check("x < <(y z)", r#"(call "x" <<:(? (call "y" "z")))"#);
}

#[test]
fn pipes_and_lists() {
    check("echo 'KEYS *' | redis-cli", r#"(pipe (call "echo" "KEYS *") (call "redis-cli"))"#);
    check("a | b |& c", r#"(pipe (pipe (call "a") (call "b")) (call "c"))"#);
    check("a && b", "(call \"a\")\n(call \"b\")");
    check("a || b", "(call \"a\")\n(branch () {(call \"b\")})");
    check("a && b || c && d", "(call \"a\")\n(call \"b\")\n(branch () {(call \"c\")})\n(call \"d\")");
    check("a; b & c", "(call \"a\")\n(call \"b\")\n(call \"c\")");
    check("! a", "(call \"a\")");
    check("a | while read x; do b; done", r#"(pipe (call "a") (do (loop (call "read" "x") {(call "b")})))"#);
}

#[test]
fn control_flow() {
    check("if a; then b; fi", r#"(branch ((call "a")) {(call "b")})"#);
    check(
        "if a; then b; elif c; then d; else e; fi",
        r#"(branch! ((call "a") (call "c")) {(call "b")} {(call "d")} {(call "e")})"#,
    );
    check("if [ \"$a\" = b ]; then c; fi", r#"(branch ((? a "b")) {(call "c")})"#);
    check("[[ -n $(a b) ]]", r#"(? (call "a" "b"))"#);
    check("for i in a \"$b\" $c; do d $i; done", r#"(loop i in ["a" b *c] {(call "d" *i)})"#);
    check("for i; do a; done", r#"(loop i in [] {(call "a")})"#);
    check("for ((i=0;i<3;i++)); do a; done", r#"(loop {(call "a")})"#);
    check("until a; do b; done", r#"(loop (call "a") {(call "b")})"#);
    check("case $1 in a|b) c;; *) d;; esac", r#"(branch! (1) {(call "c")} {(call "d")})"#);
    check("f() { a; }", r#"(fn f () (call "a"))"#);
    check("function f { a \"$1\"; }", r#"(fn f () (call "a" 1))"#);
    check("f() ( a )", r#"(fn f () (call "a"))"#);
    check("(a; b)", r#"(block (call "a") (call "b"))"#);
    check("{ a; b; } > f", r#"(do (block (call "a") (call "b")))"#);
    check("$CMD a", r#"(call *CMD "a")"#);
    check("\"$BIN/x\" a", r#"(call (template BIN "/x") "a")"#);
}

#[test]
fn sentences_are_prose() {
    check("echo \"use redis-cli -p 6379\"", r#"(call "echo" prose"use redis-cli -p 6379")"#);
    check("echo use it", r#"(call "echo" prose"use" prose"it")"#);
    check("echo redis://h:6379", r#"(call "echo" "redis://h:6379")"#);
    check("echo -n x", r#"(call "echo" "-n" "x")"#);
    check("echo \"a b\" > f", r#"(call "echo" "a b" >:"f")"#);
    check("cat <<EOF\na b\nEOF\n", r#"(call "cat" <<:prose"a b\n")"#);
}

#[test]
fn other_line_ends() {
    check("redis-cli \\\r\n  ping\r\nx y\r\n", "(call \"redis-cli\" \"ping\")\n(call \"x\" \"y\")");
    check("\u{feff}#!/bin/sh\nx", r#"(call "x")"#);
    check("x <<EOF\r\na\r\nEOF\r\ny\r\n", "(call \"x\" <<:\"a\\r\\n\")\n(call \"y\")");
    check("x 'ä' b", r#"(call "x" "ä" "b")"#);
}

#[test]
fn comments_are_collected() {
    let file = file("#!/bin/sh\nx # redlint: allow(a)\n");
    let comments: Vec<&str> = parse(&file).comments.iter().map(|comment| file.slice(comment.span)).collect();
    assert_eq!(comments, ["#!/bin/sh", "# redlint: allow(a)"]);
}

#[test]
fn texts_of_here_documents_keep_their_places() {
    let file = file("x <<-EOF\n\tport 6379\n\tEOF\n");
    let parsed = parse(&file);
    let found =
        dump::located(&file, &parsed, |expr| matches!(&expr.kind, ExprKind::Text(text) if text.value.contains("port")));
    assert_eq!(found, ["port 6379\n\t@2:2"]);
}

/// Parses what may be no shell at all: spans must be true, and it must be quick.
#[track_caller]
fn read(shell: &str) -> Parsed {
    let file = file(shell);
    let start = Instant::now();
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    let shown: String = shell.chars().take(20).collect();
    assert!(start.elapsed() < Duration::from_secs(20), "{shown}: {:?}", start.elapsed());
    parsed
}

/// The tree still holds `part`.
#[track_caller]
fn keeps(shell: &str, part: &str) {
    let tree = dump::parsed(&read(shell));
    assert!(tree.contains(part), "{shell}\n{tree}");
}

#[test]
fn what_stands_around_an_error_is_kept() {
    let ping = r#"(call "redis-cli" "ping")"#;
    keeps("@test \"a\" {\n  redis-cli ping\n}\n", ping);
    keeps("(\nredis-cli ping\n", ping);
    keeps("if x; then\nredis-cli ping\n", ping);
    keeps("redis-cli ping\necho \"open\n", ping);
    keeps("redis-cli ping\ncat <<EOF\nopen\n", ping);
    keeps("a=(1 2\nb=3)\nredis-cli ping\n", ping);
    keeps("x=${a}}\nredis-cli ping\n", ping);
    keeps("print -P %F{red}x\nredis-cli ping\n", ping);
    keeps("if [[ $a == (b|c) ]]; then\nredis-cli ping\nfi\n", ping);
    keeps("redis-cli ping\n\0\n", ping);
    keeps("x\0\nredis-cli ping\n", ping);
}

#[test]
fn hostile_texts() {
    read(&"$(".repeat(10_000));
    read(&"( ".repeat(10_000));
    read(&format!("{}x{}", "( ".repeat(10_000), " )".repeat(10_000)));
    read(&format!("x {}y{}", "$( a ".repeat(3_000), ")".repeat(3_000)));
    read(&"\"${a:-".repeat(5_000));
    read(&"if a; then ".repeat(5_000));
    read(&"a && ".repeat(20_000));
    read(&format!("{}a", "a | ".repeat(20_000)));
    read(&"a | ".repeat(4_000));
    read(&"a <<E\n".repeat(2_000));
    read(&"`".repeat(10_001));
    read("");
    read("<<");
    read("${");
    read("\"$");
    read("$'");
}

#[test]
fn a_very_long_line() {
    read(&format!("x {}", "word ".repeat(100_000)));
    read(&format!("x '{}'", "a".repeat(5 << 20)));
}
