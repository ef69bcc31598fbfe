//! Classes and what stands for them.

use super::{check, check_ts};

#[test]
fn fields_methods_accessors() {
    check(
        "class A extends B.C { #client = new Redis(); static port = 6379; name; 'x-y' = 1 }",
        "(class A <B.C> (= #client (new Redis)) (= port 6379) (= name) (= x-y 1))",
    );
    check(
        "class A { constructor(a) { super(a); this.x = a } async run() { await this.#c.get('k') } static make() {} }",
        r#"(class A (fn constructor (this; a) (call super a) (= this.x a)) (fn run (this;) (call this.#c.get "k")) (fn make (this;)))"#,
    );
    check(
        "class A { get redis() { return this.#c } set redis(v) { this.#c = v } static { init() } }",
        "(class A (fn redis (this;) @get (return this.#c)) (fn redis (this; v) (= this.#c v)) (block (call init)))",
    );
    check(
        "class A { handle = async (e) => { this.x }; other = function () {} }",
        "(class A (fn handle (this; e) this.x) (fn other (this;)))",
    );
    check("class A extends WithCache(Base) {}", "(class A <WithCache<Base>>)");
}

#[test]
fn typescript_members() {
    check_ts(
        "abstract class S<T> extends Base<T> implements I, J.K { name!: string; private cache?: Map<string, Redis>; abstract foo(): void; [key: string]: any; static readonly PORT = 6379 as const }",
        "(class S <Base<T>> <I> <J.K> (= name:string) (= cache:Map<string,Redis>) (fn foo (this;) -> void) (= PORT 6379))",
    );
    check_ts("class S { over(a: string): void; over(a: any) { b() } }", "(class S (fn over (this; a:any) (call b)))");
}

#[test]
fn parameter_properties() {
    check_ts(
        "class S { constructor(private readonly redis: Redis, public n = 1, plain?: string) { super() } }",
        "(class S (= redis:Redis) (= n) (fn constructor (this; redis:Redis n=1 plain:string) (= this.redis redis) (= this.n n) (call super)))",
    );
    check_ts(
        "@Injectable() export class S { constructor(@InjectRedis() private readonly redis: Redis, @Inject('X') readonly q) {} }",
        r#"(class S @(call Injectable) (= redis:Redis) (= q) (fn constructor (this; redis:Redis q) @(call InjectRedis) @(call Inject "X") (= this.redis redis) (= this.q q)))"#,
    );
}

#[test]
fn decorators() {
    check_ts(
        "class S { @Input() name: string; @Cron('x') run(): Promise<void> {} @A @B() get c() { return 1 } }",
        r#"(class S (call Input) (= name:string) (fn run (this;) -> Promise<void> @(call Cron "x")) (fn c (this;) @A @(call B) @get (return 1)))"#,
    );
    check("@A class S { @B() c() {} @D e = 1 }", "(class S @A (fn c (this;) @(call B)) D (= e 1))");
}

#[test]
fn class_values() {
    check(
        "const Baz = class Q { a() {} }; module.exports = class Quux {}; f(class {})",
        r"(class Baz (fn a (this;)))
(= module.exports (do (class Quux) Quux))
(call f (do (class class) class))",
    );
}

#[test]
fn constructor_functions_and_prototypes() {
    check(
        "function Foo(o) { this.client = o.client } function Bar() { return 1 } var Baz = function () { this.x = 1 }",
        r"(class Foo (fn constructor (this; o) (= this.client o.client)))
(fn Bar () (return 1))
(class Baz (fn constructor (this;) (= this.x 1)))",
    );
    check(
        "Foo.prototype.get = function (k) { return this.client.get(k) }; Foo.prototype.n = 1",
        r"(class Foo (fn get (this; k) (return (call this.client.get k))))
(= Foo.prototype.n 1)",
    );
    check(
        "Foo.prototype = { del: function () {}, n: 1, m() {} }",
        "(class Foo (fn del (this;)) (= n 1) (fn m (this;)))",
    );
}

#[test]
fn interfaces_and_aliases() {
    check_ts(
        "interface I<T> extends J, K.L<T> { redis: Redis; opt?: string; get(k: string): Promise<string>; fn: (a: number) => Redis; [k: string]: any }",
        "(class I <J> <K.L<T>> (= redis:Redis) (= opt:string) (fn get (this; k:string) -> Promise<string>) (fn fn (this; a:number) -> Redis))",
    );
    check_ts(
        "type A = { r: Redis } & B; type C = ReturnType<typeof createClient>; type D = Redis | Cluster",
        r"(class A <B> (= r:Redis))
(class C <ReturnType<typeof.createClient>>)
(class D <(Redis|Cluster)>)",
    );
}

#[test]
fn enums_and_namespaces() {
    check_ts(
        "enum P { A = 6379, B = 'x', 'C-D' } declare const enum Q { X }",
        r#"(class P (= A 6379) (= B "x") (= C-D))
(class Q (= X))"#,
    );
    check_ts(
        "namespace N.M { export const port = 6379 } declare global { var redis: Redis | undefined } declare module 'ioredis' { interface Redis { foo(): void } }",
        r"(block (= port 6379))
(= redis:(Redis|undefined))",
    );
}
