use super::check;

#[test]
fn imports() {
    check("use redis;", "(import redis redis)");
    check(
        "use redis::{self, cmd, Client as C, aio::*};",
        "(import redis redis)\n(import cmd redis.cmd)\n(import C redis.Client)\n(import * redis.aio)",
    );
    check("use redis::{self as r};", "(import r redis)");
    check("use ::redis::Commands as _;", "(import _ redis.Commands)");
    check("use crate::config::PORT;", "(import-local PORT crate.config.PORT)");
    check("use super::*;", "(import-local * super)");
    check("use self::a::b;", "(import-local b self.a.b)");
    check("use {a::b, c};", "(import b a.b)\n(import c c)");
    check("extern crate redis as r;", "(import r redis)");
    check(
        "mod redis; use redis::Client; use ::redis::cmd;",
        "(import-local redis redis)\n(import-local Client redis.Client)\n(import cmd redis.cmd)",
    );
}

#[test]
fn functions() {
    check(
        "pub async fn f(a: &mut redis::Connection, mut b: Option<Arc<Mutex<X>>>, (c, d): (u8, u8)) -> Result<(), E> {}",
        "(fn f (a:redis.Connection b:Option<Arc<Mutex<X>>> [c d]:()<u8,u8>) -> Result<(),E>)",
    );
    check("fn f(State(pool): State<Pool>) {}", "(fn f (<State>{0:pool}:State<Pool>))");
    check("#[tokio::main(flavor = \"x\")] #[test] async fn main() {}", "(fn main () @(call tokio.main flavor:\"x\"))");
    check("#[get(\"/x\")] fn f() {}", "(fn f () @(call get \"/x\"))");
}

#[test]
fn generics_become_their_bounds() {
    check("fn f<C: redis::ConnectionLike + Send>(c: &mut C) {}", "(fn f (c:redis.ConnectionLike))");
    check("fn f<C>(c: C) where C: A + B, C: D {}", "(fn f (c:(A|B|D)))");
    check("fn f(c: &mut impl AsyncCommands, d: Box<dyn A + 'static>) {}", "(fn f (c:AsyncCommands d:Box<A>))");
    check("impl<C: A> S<C> { fn f(&self, c: Arc<C>) -> C {} }", "(class S (fn f (self; c:Arc<A>) -> A))");
    check("fn f<T>(t: T, u: impl Fn(A) -> B) {}", "(fn f (t:T u:Fn<A,B>))");
    check("struct S<C: A> { c: C }", "(class S (= c:A))");
    check(
        "fn f(a: &[String], b: [u8; 2], c: fn(A) -> B, d: *const X, e: <T as Tr>::Out) {}",
        "(fn f (a:[]<String> b:[]<u8> c:fn<A,B> d:X e:Tr.Out))",
    );
    check("fn f(s: impl Stream<Item = Msg> + Send) {}", "(fn f (s:Stream<Msg>))");
}

#[test]
fn structs_and_impls() {
    check("pub struct S { pub url: String, n: u8 }", "(class S (= url:String) (= n:u8))");
    check("struct S(redis::Client, u8);", "(class S (= 0:redis.Client) (= 1:u8))");
    check("struct S;", "(class S)");
    check(
        "impl S { const P: u16 = 6381; pub fn new() -> Self { Self { a: Self::P } } fn get(&self) { self.a.get() } }",
        "(class S (= P:u16 6381) (fn new () -> S (return S{\"a\":S.P})) (fn get (self;) (call self.a.get)))",
    );
    check("impl<'a> Cache for &'a super::S {}", "(class S <Cache>)");
    check("impl From<A> for (B, C) {}", "(class _ <From<A>>)");
    check(
        "trait T: A + B { const X: u8; fn f(&self); fn g() { h() } }",
        "(class T <A> <B> (= X:u8) (fn f (self;)) (fn g () (call h)))",
    );
    check(
        "enum E { A = 6379, B, C(String), D { url: Url } }",
        "(class E (= A 6379) (class C <E> (= 0:String)) (class D <E> (= url:Url)))",
    );
    check("type Conn = redis::aio::MultiplexedConnection;", "(= Conn redis.aio.MultiplexedConnection)");
    check("type Pool = bb8::Pool<Manager>;", "(class Pool <bb8.Pool<Manager>>)");
    check("const A: &str = \"x\"; static mut B: u8 = 1;", "(= A:str \"x\")\n(= B:u8 1)");
    check("mod a { pub mod b { const X: u8 = 1; } }", "(block (block (= X:u8 1)))");
    check("#[cfg(test)] mod tests { #[test] fn t() { f(); } }", "(block (fn t () (call f)))");
}

#[test]
fn attributes_of_fields_are_their_value() {
    check(
        "#[derive(Parser)] #[command(about)] struct A { /// doc\n #[arg(long, env = \"REDIS_URL\", default_value = \"redis://127.0.0.1:6379\")] url: String }",
        "(class A @(call command about) (= url:String (call arg long env:\"REDIS_URL\" default_value:\"redis://127.0.0.1:6379\")))",
    );
    check(
        "struct A { #[serde(default = \"port\", rename(serialize = \"x\"))] #[clap(default_value_t = 6379, type = X)] port: u16 }",
        "(class A (= port:u16 (? (call serde default:\"port\" (call rename (:= serialize \"x\"))) (call clap default_value_t:6379 type:X))))",
    );
    check("struct A { #[cfg_attr(feature = \"clap\", arg(long))] x: u8 }", "(class A (= x:u8 (call arg long)))");
    check(
        "enum E { Run { #[arg(env = \"X\")] url: String } }",
        "(class E (class Run <E> (= url:String (call arg env:\"X\"))))",
    );
    check("#[foo = \"x\"] struct A;", "(class A @(call foo \"x\"))");
}
