//! The specification of the Lua frontend: source on the left, the tree on the right.

use crate::ir::Parsed;
use crate::ir::dump;
use crate::parse::parse;
use crate::source::{Language, SourceFile};

/// Parses what may be no Lua at all; spans must be true.
#[track_caller]
fn read(lua: &str) -> Parsed {
    let file = SourceFile::new("case.lua", lua, Language::Lua);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    parsed
}

#[track_caller]
fn check(lua: &str, expected: &str) {
    assert_eq!(dump::parsed(&read(lua)), expected, "{lua}");
}

#[test]
fn calls() {
    check("redis.call('SET', KEYS[1], ARGV[1])", "(call redis.call \"SET\" ([] KEYS 1) ([] ARGV 1))");
    check("r:set(\"k\", 1)", "(call r.set \"k\" 1)");
    check("a.b:c(1)(2)", "(call (call a.b.c 1) 2)");
    check("f\"a\" f{1}", "(call f \"a\")\n(call f [1])");
    check("f(unpack(KEYS))", "(call f *(call unpack KEYS))");
    check("f(table.unpack(a), ...)", "(call f (call table.unpack a) *|...|)");
    check("f(function(a) return a end)", "(call f (fn (a) (return a)))");
}

#[test]
fn modules() {
    check("local r = require \"resty.redis\"", "(= r (module resty.redis))");
    check("local c = require('redis').connect()", "(= c (call (. (module redis) connect)))");
    check("require(name)", "(call require name)");
}

#[test]
fn statements() {
    check("local a, b <const> = f(1), 2", "(= [a b] [(call f 1) 2])");
    check("local a", "(= a)");
    check("a.b['c'] = x", "(= ([] a.b \"c\") x)");
    check("if a then b() elseif c then d() else e() end", "(branch! (a c) {(call b)} {(call d)} {(call e)})");
    check("if a then b() end", "(branch (a) {(call b)})");
    check("for i = 1, #a, 2 do f(i) end", "(loop i in (? 1 (? a) 2) {(call f i)})");
    check("for k, v in pairs(t) do f(k) end", "(loop [k v] in (call pairs t) {(call f k)})");
    check("while a do b() end repeat c() until d", "(loop a {(call b)})\n(loop d {(call c)})");
    check("do f() end goto x ::x:: ;", "(block (call f))");
    check("return a, b", "(return [a b])");
    check("return", "(return)");
    check("#!/usr/bin/lua\nf()", "(call f)");
}

#[test]
fn functions() {
    check("local function f(a, ...) g() end", "(fn f (a *|...|) (call g))");
    check("function M.f(a) end", "(= M.f (fn (a)))");
    check("function M:f(a) self.x = a end", "(= M.f (fn (self; a) (= self.x a)))");
    check("local f = function() return 1 end", "(= f (fn () (return 1)))");
}

#[test]
fn literals() {
    check("x = {1, 'a', ...}", "(= x [1 \"a\" *|...|])");
    check("x = {a = 1, ['b'] = 2, [c] = 3, 4; 5}", "(= x {\"a\":1 \"b\":2 c:3 1:4 2:5})");
    check("x = {}", "(= x [])");
    check("x = 0x18EB + 1e3 - -1", "(= x (? (? 6379 1e3) -1))");
    check("x = nil == true", "(= x (? null true))");
    check("x = \"a\\n\\065\\z  b\" .. 'c'", "(= x (+ \"a\\nAb\" \"c\"))");
    check("x = [[\na\\n]] .. [==[]]]==]", "(= x (+ \"a\\\\n\" \"]]\"))");
    check("x = '' .. \"ü\"", "(= x (+ \"\" \"ü\"))");
}

#[test]
fn operators() {
    check("x = a .. b .. c", "(= x (+ (+ a b) c))");
    check("x = 'a' .. (b .. c)", "(= x (+ (+ \"a\" b) c))");
    check("x = not a and b or 'c'", "(= x (or (and (? a) b) \"c\"))");
    check("x = (a or b) .. c", "(= x (+ (or a b) c))");
    check("x = a + b .. c", "(= x (+ (? a b) c))");
}

#[test]
fn comments_are_collected() {
    let text = "-- a\nf() --[[ b ]]\n--[==[ c\n]==]\nx = '-- no'";
    let parsed = read(text);
    let comments: Vec<&str> = parsed.comments.iter().map(|comment| &text[comment.span.range()]).collect();
    assert_eq!(comments, ["-- a", "--[[ b ]]", "--[==[ c\n]==]"]);
}

#[test]
fn broken_texts() {
    let texts =
        ["", "\0", "f(", "'", "[[", "[==[a]]", "[", "x = '\\", "x = {", "{[}", "::", "for", "\u{feff}f()", "é = 'ü\n"];
    for text in texts {
        read(text);
        read(&format!("f({text})\ng('a')"));
    }
    assert!(dump::parsed(&read("local x = = 1\nf('a')")).contains("(call f \"a\")"));
}

#[test]
fn deep_nesting() {
    let n = 10_000;
    let pairs =
        [("(", ")"), ("{", "}"), ("f(", ")"), ("-", ""), ("not ", ""), ("a .. ", ""), ("a + ", ""), ("a ^ ", "")];
    let postfix = [("", ".a"), ("", "[1]"), ("", ":a()"), ("function() return ", " end"), ("{", "")];
    for (open, close) in pairs.into_iter().chain(postfix) {
        read(&format!("x = {}a{}", open.repeat(n), close.repeat(n)));
    }
    read(&"do ".repeat(n));
    let tree = dump::parsed(&read(&format!("x = {}b", "a .. ".repeat(n))));
    assert_eq!(tree.matches(" a").count(), n);
}
