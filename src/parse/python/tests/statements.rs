use super::check;

#[test]
fn imports() {
    check("import redis", "(import redis redis)");
    check("import redis.asyncio", "(import redis redis)");
    check("import redis.asyncio as r, os", "(import r redis.asyncio)\n(import os os)");
    check("from redis import Redis, asyncio as aio", "(import Redis redis.Redis)\n(import aio redis.asyncio)");
    check("from redis.asyncio.client import (\n  Redis, # the client\n)", "(import Redis redis.asyncio.client.Redis)");
    check("from . import a", "(import-local a a)");
    check("from ..b.c import d as e", "(import-local e b.c.d)");
    check("from redis import *", "(import * redis)");
    check("from .x import *", "(import-local * x)");
    check("from __future__ import annotations", "");
}

#[test]
fn imports_are_seen_wherever_they_stand() {
    check("def f():\n  import redis", "(fn f () (import redis redis))");
    check("if TYPE_CHECKING:\n  from a import B", "(branch (TYPE_CHECKING) {(import B a.B)})");
    check(
        "try:\n  import a\nexcept ImportError as e:\n  a = None",
        "(block (import a a))\n(branch (ImportError) {(= e (?)) (= a null)})",
    );
}

#[test]
fn modules_as_values() {
    check("r = __import__('redis')", "(= r (module redis))");
    check("r = __import__('redis.asyncio')", "(= r (module redis))");
    check("r = importlib.import_module('redis.asyncio')", "(= r (module redis.asyncio))");
    check("importlib.import_module('.x', 'p')", "(module-local x)");
    check("importlib.import_module(name)", "(call importlib.import_module name)");
}

#[test]
fn assignments() {
    check("a = b", "(= a b)");
    check("a = b = x", "(= a (:= b x))");
    check("a, (b, c) = x", "(= [a [b c]] x)");
    check("[a, b] = 1, 2", "(= [a b] [1 2])");
    check("a, *b, c = x", "(= [a _ _] x)");
    check("a: redis.Redis = x", "(= a:redis.Redis x)");
    check("a: int", "(= a:int)");
    check("a += 1", "(+= a 1)");
    check("a |= b", "(?= a b)");
    check("self.r = x", "(= self.r x)");
    check("c['port'] = 1", "(= ([] c \"port\") 1)");
    check("(a) = 1", "(= a 1)");
    check("if (n := f()) > 5: pass", "(branch ((? (:= n (call f)) 5)) {})");
    check("type R = redis.Redis[bytes]", "(= R redis.Redis)");
}

#[test]
fn functions() {
    check("def f(): pass", "(fn f ())");
    check(
        "async def f(a, b: int = 1, *c, d=None, **e) -> Redis:\n  return a",
        "(fn f (a b:int=1 *c d=null *e) -> Redis (return a))",
    );
    check("def f(a, /, b, *, c): return", "(fn f (a b c) (return))");
    check("def f(*args: int, **kw: T): pass", "(fn f (*args:int *kw:T))");
    check("@app.task(bind=True)\n@x\ndef f(): pass", "(fn f () @(call app.task bind:true) @x)");
    check("f = lambda x, *y, z=1: x + z", "(= f (fn (x *y z=1) (return (+ x z))))");
    check("def f():\n  yield x\n  g()", "(fn f () (branch () {(return x)}) (call g))");
    check("def f():\n  for a in b: yield a", "(fn f () (loop a in b {(? a)}))");
    check("def f(): return a, b", "(fn f () (return [a b]))");
    check("def f():\n  global r\n  r = 1", "(fn f () (call global r) (= r 1))");
    check("def f():\n  nonlocal a, b", "(fn f () (call global a) (call global b))");
}

#[test]
fn methods_have_a_receiver() {
    check("class A:\n  def f(self, x): pass", "(class A (fn f (self; x)))");
    check("class A:\n  def f(me: 'A', x=1): pass", "(class A (fn f (me; x=1)))");
    check("class A:\n  @classmethod\n  def f(cls): pass", "(class A (fn f (cls;) @classmethod))");
    check("class A:\n  @staticmethod\n  def f(x): pass", "(class A (fn f (x) @staticmethod))");
    check("class A:\n  def f(*args): pass", "(class A (fn f (*args)))");
    check("class A:\n  def f(self):\n    def g(x): pass", "(class A (fn f (self;) (fn g (x))))");
    check("class A:\n  if X:\n    def f(self): pass", "(class A (branch (X) {(fn f (self;))}))");
}

#[test]
fn classes() {
    check("class A(b.C, D[int], metaclass=M): pass", "(class A <b.C> <D<int>>)");
    check(
        "@dataclass\nclass S(BaseSettings):\n  \"\"\"Doc.\"\"\"\n  port: int = 6379\n  host: str",
        "(class S <BaseSettings> @dataclass prose\"Doc.\" (= port:int 6379) (= host:str))",
    );
    check("class A: x = 1", "(class A (= x 1))");
}

#[test]
fn types() {
    check("a: Optional['redis.Redis']", "(= a:Optional<redis.Redis>)");
    check("a: 'redis.Redis | None'", "(= a:(redis.Redis|None))");
    check("a: \"Optional['R']\"", "(= a:Optional<R>)");
    check("a: X | Y | None", "(= a:(X|Y|None))");
    check("a: Annotated[redis.Redis, Depends(get)]", "(= a:Annotated<redis.Redis,>)");
    check("a: Callable[[int], redis.Redis]", "(= a:Callable<<int>,redis.Redis>)");
    check("a: dict[str, redis.Redis[bytes]]", "(= a:dict<str,redis.Redis<bytes>>)");
    check("a: \"\"", "(= a:)");
    check("a: f()", "(= a:)");
}

#[test]
fn with_enters_and_exits() {
    check("with a.b: c", "(call a.b.__enter__)\n(block c)\n(call a.b.__exit__)");
    check("with f() as a: b", "(= a (call f))\n(= a (call a.__enter__))\n(block b)\n(call a.__exit__)");
    check(
        "async with (\n  a() as b,\n  c,\n): pass",
        "(= b (call a))\n(= b (call b.__enter__))\n(call c.__enter__)\n(block)\n(call c.__exit__)\n(call b.__exit__)",
    );
    check(
        "with f() as self.x, b as (c, d): pass",
        "(= self.x (call (. (call f) __enter__)))\n(= [c d] (call b.__enter__))\n(block)",
    );
    check("with f():\n  a", "(= |with 5| (call f))\n(call |with 5|.__enter__)\n(block a)\n(call |with 5|.__exit__)");
}

#[test]
fn branches() {
    check("if a: b\nelif c: d\nelse: e", "(branch! (a c) {b} {d} {e})");
    check("if a: b\nelif c: d", "(branch (a c) {b} {d})");
    check(
        "try:\n  a\nexcept (B, c.D) as e:\n  f\nexcept:\n  g\nelse:\n  h\nfinally:\n  i",
        "(block a)\n(branch ([B c.D]) {(= e (?)) f} {g})\n(block h)\n(block i)",
    );
    check("try:\n  a\nexcept* E: b", "(block a)\n(branch (E) {b})");
    check("try: a\nfinally: b", "(block a)\n(block b)");
    check(
        "match x:\n  case {'a': [b, *c], **d} if t: e\n  case A.B | 1: f\n  case A(g, h=i) as j: k\n  case _: l",
        "(branch! (x) {(= b (?)) (= c (?)) (= d (?)) t e} {f} {(= g (?)) (= i (?)) (= j (?)) k} {l})",
    );
}

#[test]
fn loops() {
    check("for a, b in c: d\nelse: e", "(loop [a b] in c {d})\n(block e)");
    check("async for a in b(): pass", "(loop a in (call b) {})");
    check("while a: b", "(loop a {b})");
    check("for k in a, b: pass", "(loop k in [a b] {})");
    check("for self.x in a: pass", "(loop self.x in a {})");
}

#[test]
fn other_statements() {
    check("del r['k'], x", "(call del ([] r \"k\"))\n(call del x)");
    check("del (a, b)", "(call del a)\n(call del b)");
    check("assert r.ping(), 'no'", "(call r.ping)\n\"no\"");
    check("raise E(1) from e", "(call E 1)\ne");
    check("pass; a; b", "a\nb");
    check("'prose'", "prose\"prose\"");
    check("('a'\n 'b')", "prose\"ab\"");
    check("f'{x}'", "(template x)");
}
