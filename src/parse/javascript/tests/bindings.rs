//! Declarations, patterns, assignments, parameters.

use super::{check, check_ts};

#[test]
fn declarations() {
    check(
        "const a = 1, b = a; let c; var d = b.c",
        r"(= a 1)
(= b a)
(= c)
(= d b.c)",
    );
    check("await using x = f()", "(= x (call f))");
}

#[test]
fn object_patterns_and_their_defaults() {
    check(
        "const { port = 6379, host: h = 'localhost' } = options",
        r#"(= {port:port host:h} options)
(||= port 6379)
(||= h "localhost")"#,
    );
    check(
        "const { socket: { path = '/x' } = {} } = options",
        r#"(= {socket:{path:path}} options)
(||= path "/x")"#,
    );
    check(
        "const { socket: { port } = { port: 6379 } } = options",
        r#"(= {socket:{port:port}} options)
(||= {port:port} {"port":6379})"#,
    );
    check(
        "const { ['k']: a, [dynamic]: b, 'q-r': c, ...rest } = options",
        r"(= {k:a :b q-r:c} options)
(= rest (?))",
    );
}

#[test]
fn array_patterns_keep_positions() {
    check(
        "const [a, , b = 2, ...rest] = list",
        r"(= [a _ b _] list)
(||= b 2)
(= rest (?))",
    );
}

#[test]
fn assignments() {
    check(
        "a = 1; a.b = 2; a['c'] = 3; a = b = c",
        r#"(= a 1)
(= a.b 2)
(= ([] a "c") 3)
(= a (:= b c))"#,
    );
    check(
        "a ||= 1; a ??= 2; a &&= 3; a += 'x'; a -= 1",
        r#"(||= a 1)
(||= a 2)
(?= a 3)
(+= a "x")
(?= a 1)"#,
    );
    check(
        "i++; --j.k",
        r"(:?= i (?))
(:?= j.k (?))",
    );
    check(
        "({ x, y: z = 1 } = o); [p, q.r] = [q, p]",
        r"(= {x:x y:z} o)
(||= z 1)
(= [p q.r] [q p])",
    );
    check(
        "if ((m = f())) g(); h({ a } = b, { c = 1 } = d)",
        r"(branch ((:= m (call f))) {(call g)})
(call h (:= {a:a} b) (do (:= {c:c} d) (||= c 1)))",
    );
    check(
        "module.exports = { a }; exports.b = b; module.exports.c = c",
        r#"(= module.exports {"a":a})
(= exports.b b)
(= module.exports.c c)"#,
    );
}

#[test]
fn casts_at_the_end_annotate() {
    check_ts(
        "const a = b as Redis; const c = <Redis>d; const e = f as unknown as Redis; const g = h satisfies T",
        r"(= a:Redis b)
(= c:Redis d)
(= e:Redis f)
(= g:T h)",
    );
    check_ts(
        "const a = b as any; const c = d as const; this.x = y as Redis; const e: A = f as B",
        r"(= a b)
(= c d)
(= this.x:Redis y)
(= e:A f)",
    );
    check_ts(
        "const a = await app.get<Redis>('R'); const b = useState<Redis>()",
        r#"(= a:Redis (call app.get "R"))
(= b (call useState))"#,
    );
}

#[test]
fn parameters() {
    check(
        "function f({ port = 6379 } = {}, [a, b], c = 1, ...d) { return port }",
        "(fn f ({port:port}={} [a b] c=1 *d) (||= port 6379) (return port))",
    );
    check_ts(
        "function f(this: Foo, a: Redis = mk(), b?: string, ...c: string[]): void {}",
        "(fn f (a:Redis=(call mk) b:string *c:Array<string>) -> void)",
    );
    check_ts(
        "function f({ redis, n: m = 1 }: { redis: Redis; n?: number }) {}",
        "(fn f ({redis:redis n:m}) (= redis:Redis redis) (= m:number m) (||= m 1))",
    );
    check_ts(
        "const { redis }: { redis: Redis } = deps",
        r"(= {redis:redis} deps)
(= redis:Redis redis)",
    );
}
