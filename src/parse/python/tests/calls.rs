use super::check;

#[test]
fn arguments() {
    check("f(a, *b, k=1, **c)", "(call f a *b k:1 **:*c)");
    check("await r.set('k', v, ex=10)", "(call r.set \"k\" v ex:10)");
    check("f(x for x in y)", "(call f (do (loop x in y {x})))");
    check("f(\n  a, # first\n  b,\n)", "(call f a b)");
    check("f()()", "(call (call f))");
    check("f().g(1).h", "(. (call (. (call f) g) 1) h)");
    check("(await f()).g()", "(call (. (call f) g))");
    check("f(a := 1)", "(call f (:= a 1))");
}

#[test]
fn members_and_items() {
    check("a.b.c", "a.b.c");
    check("a['b'].c", "(. ([] a \"b\") c)");
    check("a[1, 2]", "([] a [1 2])");
    check("a[1:n]", "([] a (? 1 n))");
    check("a[-1]", "([] a -1)");
    check("(a).b", "a.b");
}

#[test]
fn literals() {
    check("[1, 'a', *b]", "[1 \"a\" *b]");
    check("(1,)", "[1]");
    check("()", "[]");
    check("{1, 2}", "[1 2]");
    check("{'a': 1, b: c, **d}", "{\"a\":1 b:c *d}");
    check("{}", "{}");
    check("True, False, None, ...", "true\nfalse\nnull\n(?)");
    check("x = 6_379, 0x18EB, 0o17, 0b1_1, 1.5, 1e3, 2j", "(= x [6379 6379 15 3 1.5 1e3 (?)])");
    check("x = -1, +1, -a, ~1, - -1", "(= x [-1 1 (? a) (? 1) (? -1)])");
    check("x = 0xffffffffffffffffffffffffffffffffff", "(= x (?))");
}

#[test]
fn operators() {
    check("a + b + c", "(+ (+ a b) c)");
    check("a + (b + c)", "(+ a (+ b c))");
    check("a - b * c", "(? a (? b c))");
    check("a or b or 'c'", "(or (or a b) \"c\")");
    check("a and b or c", "(or (and a b) c)");
    check("(a + b) or (c)", "(or (+ a b) c)");
    check("not a", "(? a)");
    check("a if b else c", "(choice (b) a c)");
    check("k in r", "(in k r)");
    check("k not in r", "(? (in k r))");
    check("a < b", "(? a b)");
    check("a in b in c", "(? a b c)");
    check("a is None", "(? a null)");
    check("await a or b", "(or a b)");
}

#[test]
fn comprehensions_show_their_parts() {
    check("[f(x) for x in y]", "(do (loop x in y {(call f x)}))");
    check("{k: v for k, v in d.items() if v}", "(do (loop [k v] in (call d.items) {(branch (v) {k v})}))");
    check("{x async for x in a for y in b}", "(do (loop x in a {(loop y in b {x})}))");
    check("f(*[x for x in y])", "(call f *(do (loop x in y {x})))");
}

#[test]
fn lambdas_and_yield() {
    check("f(lambda: r.get(k))", "(call f (fn () (return (call r.get k))))");
    check("x = yield r.get(k)", "(= x (? (call r.get k)))");
    check("x = yield from f()", "(= x (? (call f)))");
}

#[test]
fn python_2() {
    check("print 'a', f(x)", "(call print \"a\" (call f x))");
    check("print >>out, 'a'", "(call print (? out) \"a\")");
    check("print 'a %s' % r.get(k)", "(call print (template \"a \" (call r.get k)))");
    check("exec 'a' in b", "(call exec \"a\" b)");
    check("print('a')", "(call print \"a\")");
    check("x = 10L", "(= x 10)");
    check("if a <> b: c", "(branch ((? a b)) {c})");
}

#[test]
fn a_literal_name_is_the_attribute() {
    check("getattr(r, 'keys')('*')", r#"(call r.keys "*")"#);
    check("f = getattr(a.b, \"get\")", "(= f a.b.get)");
    // a name that is computed, that may not be there, that is none; more than a name
    check("getattr(r, name)('*')", r#"(call (call getattr r name) "*")"#);
    check("getattr(r, 'keys', None)", r#"(call getattr r "keys" null)"#);
    check("getattr(r, 'a-b')", r#"(call getattr r "a-b")"#);
    check("getattr(r, 'a.b')", r#"(call getattr r "a.b")"#);
    check("getattr(r, '\\x6beys')", r#"(call getattr r "keys")"#);
    check("getattr(*r, 'keys')", r#"(call getattr *r "keys")"#);
    check("x.getattr(r, 'keys')", r#"(call x.getattr r "keys")"#);
}
