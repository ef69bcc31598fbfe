//! Text with mistakes.

use super::check;

#[test]
fn types_in_javascript_are_read_by_the_other_grammar() {
    check(
        "type X = { a: number }; const f = (a: string): ?number => { return redis.get(a) }",
        r"(class X (= a:number))
(fn f (a:string) -> number (return (call redis.get a)))",
    );
}

#[test]
fn an_unfinished_call_has_unknown_arguments() {
    check(
        r"const client = createClient({ url: 'redis://x'
function f() { return redis.keys('*') }",
        r#"(= client (call createClient *(?)))
(? (? "redis://x") (fn f () (return (call redis.keys "*"))))
(skipped syntax error)"#,
    );
    check(
        r"const client = new Redis({ port: 6379,
await client.get('a')",
        r#"(= client (new Redis *(?)))
(? 6379)
prose"a"
(skipped syntax error)"#,
    );
}

#[test]
fn an_unreadable_argument_may_be_any_number() {
    check(
        "redis.set('a', @, 'b')",
        r#"(call redis.set "a" *(?) "b")
(skipped syntax error)"#,
    );
}

#[test]
fn what_surrounds_an_error_is_kept() {
    check(
        "import r from 'redis'; const = 5; r.keys('*'); function f( { r.get('a') }",
        r#"(import r redis.default)
5
(call r.keys "*")
(call (. {"r":r} get) "a")
(skipped syntax error)
(skipped syntax error)"#,
    );
    check(
        "class A { b( } c() { r.get('z') } }",
        r#"(class A (call c) (call r.get "z"))
(skipped syntax error)"#,
    );
}
