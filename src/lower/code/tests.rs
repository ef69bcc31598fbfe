//! Mechanisms of lowering, shown on the built-in models.

use crate::lower::file::read;
use crate::lower::model::Catalog;
use crate::source::{Language, SourceFile};
use crate::usage::FactKind;

/// The facts of `text`, as `redlint usage` prints them; literals with their confidence.
#[track_caller]
fn check(language: Language, text: &str, expected: &[&str]) {
    let catalog = Catalog::built_in();
    let file = SourceFile::new("case", text, language);
    let facts: Vec<String> = read(&file, &catalog)
        .facts
        .iter()
        .map(|fact| match &fact.kind {
            FactKind::Connection(_) => format!("client {}", fact.kind),
            FactKind::Command(_) if fact.confidence < crate::finding::Confidence::Certain => {
                format!("{} {}", fact.confidence.name(), fact.kind)
            }
            _ => fact.kind.to_string(),
        })
        .collect();
    assert_eq!(facts, expected, "\n{text}");
}

#[track_caller]
fn python(text: &str, expected: &[&str]) {
    check(Language::Python, &format!("import os\nimport redis\n{text}"), expected);
}

#[track_caller]
fn rust(text: &str, expected: &[&str]) {
    check(Language::Rust, text, expected);
}

#[test]
fn a_value_is_followed_through_names() {
    python(
        "P = 6381\nKEY = 'a:' + 'b'\nr = redis.Redis('h', P, password='x' * 3)\nr.get(KEY)",
        &["port 6381 (argument port)", "client h:6381, password", "GET a:b"],
    );
}

#[test]
fn what_branches_set_is_one_of_both() {
    python(
        "if x:\n    r = redis.Redis(port=1, password=p)\nelse:\n    r = redis.Redis(port=2, password=p)\nr.keys('*')",
        &["client -:1, password", "port 1 (argument port)", "client -:2, password", "port 2 (argument port)", "KEYS *"],
    );
}

#[test]
fn arguments_that_grow_in_a_branch_are_unknown() {
    python(
        "def f(r: redis.Redis, n):\n    o = {}\n    if n: o['maxlen'] = n\n    r.xadd('s', {'a': 1}, **o)",
        &["XADD s {?…} * a 1"],
    );
    python(
        "def f(r: redis.Redis):\n    o = {}\n    o['maxlen'] = 5\n    r.xadd('s', {'a': 1}, **o)",
        &["XADD s MAXLEN ~ 5 * a 1"],
    );
    python(
        "def f(r: redis.Redis):\n    a = ['XADD', 's']\n    a.append('*')\n    a += ['f', 'v']\n    r.execute_command(*a)",
        &["XADD s * f v"],
    );
}

#[test]
fn attributes_are_known_whichever_method_sets_them() {
    python(
        "class A:\n    def use(self):\n        self.r.keys('*')\n    def __init__(self):\n        self.r = redis.Redis(port=os.environ['P'], password=os.environ['W'])",
        &["KEYS *", "client -:{…}, password"],
    );
    python("class A:\n    r: redis.Redis\n    def use(self): self.r.keys('*')", &["KEYS *"]);
    python(
        "class A:\n    def use(self): self.r.keys('*')\n    def open(self): self.r = make()\ndef make() -> redis.Redis: ...",
        &["KEYS *"],
    );
}

#[test]
fn functions_of_the_file_give_clients() {
    python(
        "def make(): return redis.from_url(os.environ['U'])\nmake().keys('*')",
        &["client {…}:{…}, password", "KEYS *"],
    );
    python(
        "r = None\ndef start():\n    global r\n    r = redis.from_url(os.environ['U'])\ndef use(): r.keys('*')",
        &["client {…}:{…}, password", "KEYS *"],
    );
}

#[test]
fn names_are_believed_only_when_nothing_contradicts() {
    python("def f(redis_client): redis_client.keys('*')", &["likely KEYS *"]);
    python("def f(r): r.keys('a*')", &["likely KEYS a*"]);
    python("def f(r): return r.keys()", &[]);
    python("def f(redis_config): return redis_config.keys('x')", &[]);
    python("def f():\n    redis_client = {}\n    return redis_client.keys()", &[]);
    python("from app.db import redis_client\nredis_client.keys('*')", &["likely KEYS *"]);
    python("import torch\nmodel = torch.load('x')\nmodel.eval()\neval('1')", &[]);
}

#[test]
fn ports_and_passwords_are_found_by_their_names() {
    python("REDIS_PORT = int(os.getenv('REDIS_PORT', '6379'))", &["port 6379 (fallback REDIS_PORT)"]);
    python("order = {'id': 6379}", &[]);
    python("REDIS = {'host': 'h', 'port': 6379}", &["port 6379 (constant port)"]);
    python("u = f\"redis://:{os.environ['W']}@{h}:6379/0\"", &["port 6379 (url)"]);
    python("p.add_argument('--redis-port', type=int, default=6379)", &["port 6379 (fallback redis-port)"]);
    python("\"\"\"redis://localhost:6379\"\"\"", &[]);
    python(
        "c = redis.Redis('h', 1, password='s3cr3t')",
        &["client h:1, literal password", "port 1 (argument port)", "password s3cr3t (argument password)"],
    );
}

#[test]
fn a_client_that_authenticates_has_a_password() {
    python(
        "r = redis.Redis(port=1)\nr.auth(os.environ['W'])",
        &["client -:1, password", "port 1 (argument port)", "AUTH {os.environ['W']}"],
    );
}

#[test]
fn builders_grow_over_statements() {
    rust(
        "fn f(c: &mut redis::Connection, k: &str) { let mut cmd = redis::cmd(\"XADD\"); cmd.arg(k); cmd.arg(\"MAXLEN\").arg(5).arg(\"*\"); cmd.arg(&[(\"f\", \"v\")]); cmd.query::<()>(c); }",
        &["XADD {k} MAXLEN 5 * f v"],
    );
    rust(
        "fn f(c: &mut redis::Connection, n: Option<u8>) { let mut cmd = redis::cmd(\"XADD\"); cmd.arg(\"s\"); if n.is_some() { cmd.arg(\"MAXLEN\").arg(5); } cmd.arg(\"*\").arg(\"f\").arg(\"v\"); cmd.query::<()>(c); }",
        &["XADD s {\"MAXLEN\"…} {5…} * f v"],
    );
}

#[test]
fn twins_in_rust_are_left_alone() {
    rust(
        "use std::collections::HashMap;\nfn f(m: &HashMap<String, u8>) { m.keys().count(); std::process::Command::new(\"redis-server\").arg(\"KEYS\"); }",
        &[],
    );
    rust(
        "use redis::Commands;\nfn f(map: &std::collections::BTreeMap<u8, redis::Client>) { for k in map.keys() {} }",
        &[],
    );
}

#[test]
fn clients_of_rust_are_followed() {
    rust(
        "const URL: &str = \"redis://h\";\nfn f() -> redis::RedisResult<()> { let c = redis::Client::open(URL)?; let mut con = c.get_connection()?; redis::Commands::keys(&mut con, \"*\"); con.keys(\"*\") }",
        &["client h:6379 (default), no password", "KEYS *", "KEYS *"],
    );
    rust(
        "struct S { con: redis::aio::ConnectionManager }\nimpl S { async fn f(&mut self) { let _: Vec<String> = self.con.keys(\"*\").await.unwrap(); } }",
        &["KEYS *"],
    );
    rust(
        "fn f() { let u = std::env::var(\"REDIS_URL\").unwrap_or_else(|_| \"redis://127.0.0.1:6379\".to_string()); redis::Client::open(u).unwrap(); }",
        &["port 6379 (url)", "client {…}:{…}, password"],
    );
}

#[test]
fn scripts_in_texts_are_read_as_lua() {
    python("S = '''\nreturn redis.call('KEYS', ARGV[1])\n'''", &["KEYS {ARGV[1]}"]);
}

#[test]
fn clients_of_unknown_libraries_are_told_by_name_and_url() {
    rust(
        "use sidekiq::RedisConnectionManager;\nfn f() { RedisConnectionManager::new(\"redis://h/\").unwrap(); }",
        &["client h:6379 (default), no password"],
    );
    rust("use web::Page;\nfn f() { Page::new(\"redis://h/\").unwrap(); }", &[]);
    rust(
        "use session::RedisSessionStore;\nfn f() { RedisSessionStore::new(\"127.0.0.1:6379\"); }",
        &["client 127.0.0.1:6379, no password", "port 6379 (argument)"],
    );
    rust("use session::RedisLog;\nfn f() { log(\"127.0.0.1:6379\"); }", &["port 6379 (constant)"]);
    rust("use session::RedisLog;\nfn f() { log(\":6379\"); log(\"see 127.0.0.1:6379\"); }", &[]);
    rust("use session::Log;\nfn f() { log(\"127.0.0.1:6379\"); }", &[]);
}

#[test]
fn words_that_are_listed_are_one_each_unless_their_names_say_otherwise() {
    let check = |text: &str, expected: &[&str]| {
        check(Language::JavaScript, &format!("const Redis = require('ioredis');\n{text}"), expected);
    };
    check(
        "function f(redis, k, id, a, b) { redis.xadd(k, id, a, b, function (err) {}); }",
        &["likely XADD {k} {id} {a} {b}"],
    );
    check("function f(redis, k, id, a, args) { redis.xadd(k, id, a, args); }", &["likely XADD {k} {id} {a} {args…}"]);
    check("function f(redis, k, rest) { redis.xadd(k, rest); }", &["likely XADD {k…} {rest…}"]);
}

#[test]
fn what_a_setting_is_looked_up_by_is_no_value() {
    for lookup in ["c.get('password')", "settings.get('redis', 'password')", "getattr(c, 'password')", "read('pw-key')"]
    {
        python(&format!("redis.Redis('h', 1, password={lookup})"), &["client h:1, password", "port 1 (argument port)"]);
    }
    python(
        "redis.Redis('h', 1, password=Secret('hunter2'))",
        &["client h:1, password", "port 1 (argument port)", "password hunter2 (argument password)"],
    );
}

#[test]
fn a_helper_of_the_project_that_reads_the_environment_names_defaults() {
    let helper = "def env(n, d=None, f=None):\n    v = os.environ.get(n, d)\n    if not f: return v\n    return f(v)\n";
    python(&format!("{helper}X = {{'PORT': env('REDIS_PORT', 6379, int)}}"), &["port 6379 (fallback REDIS_PORT)"]);
    python(&format!("{helper}X = {{'PORT': env('HTTP_PORT', 6380, int)}}"), &[]);
    let typed = helper.replace("f=None", "f: Callable[[str], Any | None] = None");
    python(&format!("{typed}X = {{'PORT': env('REDIS_PORT', 6379, int)}}"), &["port 6379 (fallback REDIS_PORT)"]);
}

#[test]
fn a_function_names_what_it_returns() {
    python("def default_redis_port(): return 6379", &["port 6379 (result default_redis_port)"]);
    python("def default_order(): return 6379", &[]);
    rust("fn default_redis_port() -> u16 { 6379 }", &["port 6379 (result default_redis_port)"]);
    rust("fn default_redis_order() -> u16 { 6379 }", &[]);
}

#[test]
fn a_url_is_no_password() {
    python("REDIS_URL_PASS = 'redis://:hunter2@h:6379/0'", &["password hunter2 (url)", "port 6379 (url)"]);
}

#[test]
fn a_script_is_defined_on_any_receiver() {
    check(
        Language::JavaScript,
        "scripts.forEach(command => { connector.defineCommand(command.name, command.options) })",
        &["Lua script"],
    );
    check(Language::JavaScript, "editor.defineCommands([a, b])", &[]);
}
