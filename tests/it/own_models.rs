//! The team's own helpers and client models, in every language.

use redlint::config::{Config, NamedText};
use redlint::lint::{Linter, lint};
use redlint::source::{Language, SourceFile};
use redlint::usage::{FactKind, Given};

/// Six lines that a team needs to say for its helpers to be seen through.
const WRAPPERS: &str = r#"
wrappers:
  bus.publish(stream, event): "XADD {stream} MAXLEN ~ 10000 * event {event}"
  send_raw(stream, event): "XADD {stream} * event {event}"
  make_redis(): "-> client"
  makeRedis(): "-> client"
"#;

/// What a file does with Redis by `config`: commands as they are sent, connections with port and password, and the rules that are broken.
#[track_caller]
fn check(config: &Config, path: &str, text: &str, expected: &[&str]) {
    let linter = Linter::new(config).unwrap_or_else(|problems| panic!("{problems:?}"));
    let language = Language::detect(path, "").expect("a known language");
    assert!(linter.mentions(text.as_bytes()), "the prefilter hides {path}:\n{text}");
    let linted = lint(&SourceFile::new(path, text, language), &linter);
    let given = |given: &Given| match given {
        Given::Literal(text, _) => text.clone(),
        other => format!("{other:?}").to_lowercase(),
    };
    let facts = linted.facts.iter().filter_map(|fact| match &fact.kind {
        FactKind::Command(command) => {
            let words: Vec<String> = command.words.iter().map(ToString::to_string).collect();
            Some(words.join(" "))
        }
        FactKind::Connection(connection) => {
            Some(format!("connection port={} password={}", given(&connection.port), given(&connection.password)))
        }
        _ => None,
    });
    let told = ["unbounded-stream", "keys-command", "unauthenticated-client", "direct-agent-message"];
    let findings = linted.findings.iter().filter(|finding| told.contains(&&*finding.rule)).map(|finding| {
        let line = text[..finding.span.start as usize].matches('\n').count() + 1;
        format!("line {line}: {}", finding.rule)
    });
    let shown: Vec<String> = facts.chain(findings).collect();
    assert_eq!(shown, expected, "{path}\n{text}");
}

fn wrappers() -> Config {
    Config::load("redlint.yaml", WRAPPERS).expect("the configuration is valid")
}

#[test]
fn helpers_in_python() {
    let config = wrappers();
    // a module, a name of it, another name for it, a parameter, an attribute, a function of the file itself
    check(
        &config,
        "agent.py",
        "from platform_lib import bus\n\
         from platform_lib.bus import publish as emit, send_raw\n\
         from .infra.clients import make_redis as connect\n\
         def run(self, event_bus):\n\
         \x20   bus.publish('ge:work:incoming', event)\n\
         \x20   emit(stream='ge:work:incoming', event=e)\n\
         \x20   self.bus.publish('s', event)\n\
         \x20   event_bus.publish('s', event)\n\
         \x20   send_raw('s', event)\n\
         \x20   r = connect()\n\
         \x20   r.keys('*')\n",
        &[
            "XADD ge:work:incoming MAXLEN ~ 10000 * event {event}",
            "XADD ge:work:incoming MAXLEN ~ 10000 * event {e}",
            "XADD s MAXLEN ~ 10000 * event {event}",
            "XADD s * event {event}",
            "KEYS *",
            "line 9: unbounded-stream",
            "line 11: keys-command",
        ],
    );
    check(
        &config,
        "same_file.py",
        "def make_redis():\n    return pool.acquire()\n\nasync def main():\n    client = await make_redis()\n    await client.set('a', 1)\n",
        &["SET a 1"],
    );
    // the twins: other names, another bus
    check(&config, "twin.py", "import make_redis_backup\nmessage_bus.publish('s', 1)\nbus.publisher('s')\n", &[]);
}

#[test]
fn helpers_in_typescript() {
    let config = wrappers();
    check(
        &config,
        "agent.ts",
        "import bus from '../lib/bus';\n\
         import { publish as emit } from '@/lib/bus.js';\n\
         import * as helpers from './helpers';\n\
         import makeRedis from './makeRedis';\n\
         const redis = makeRedis();\n\
         export async function run(event: Event) {\n\
         \x20 await bus.publish('ge:work:incoming', event);\n\
         \x20 await emit(`triggers.${agent}`, event);\n\
         \x20 await this.ctx.bus.publish('s', event);\n\
         \x20 await helpers.send_raw('s', event);\n\
         \x20 return redis.get('a');\n\
         }\n",
        &[
            "XADD ge:work:incoming MAXLEN ~ 10000 * event {event}",
            "XADD triggers.{…} MAXLEN ~ 10000 * event {event}",
            "XADD s MAXLEN ~ 10000 * event {event}",
            "XADD s * event {event}",
            "GET a",
            "line 8: direct-agent-message",
            "line 10: unbounded-stream",
        ],
    );
    check(
        &config,
        "own.ts",
        "function makeRedis() { return pool.get(); }\nawait makeRedis().keys('*');\n",
        &["KEYS *", "line 2: keys-command"],
    );
}

#[test]
fn helpers_in_rust() {
    let config = wrappers();
    check(
        &config,
        "src/agent.rs",
        "use crate::bus;\n\
         use crate::bus::publish as emit;\n\
         use platform_lib::infra::make_redis;\n\
         async fn run(state: &State, event: Event) -> Result<()> {\n\
         \x20   bus::publish(\"ge:work:incoming\", &event).await?;\n\
         \x20   emit(&format!(\"triggers.{agent}\"), &event).await?;\n\
         \x20   state.bus.publish(\"s\", event).await?;\n\
         \x20   crate::bus::raw::send_raw(\"s\", event)?;\n\
         \x20   let mut con = make_redis().await?;\n\
         \x20   let names: Vec<String> = con.keys(\"*\").await?;\n\
         }\n",
        &[
            "XADD ge:work:incoming MAXLEN ~ 10000 * event {event}",
            "XADD triggers.{…} MAXLEN ~ 10000 * event {event}",
            "XADD s MAXLEN ~ 10000 * event {event}",
            "XADD s * event {event}",
            "KEYS *",
            "line 6: direct-agent-message",
            "line 8: unbounded-stream",
            "line 10: keys-command",
        ],
    );
}

#[test]
fn helpers_in_shell() {
    check(
        &wrappers(),
        "cron.sh",
        ". lib/bus.sh\nsend_raw() { rcli XADD \"$@\"; }\nsend_raw ge:work:incoming \"$event\"\n",
        &["XADD ge:work:incoming * event {$event}", "line 3: unbounded-stream"],
    );
}

#[test]
fn the_library_wins_over_a_helper_of_the_same_name() {
    let config = Config::load("redlint.yaml", "wrappers:\n  publish(stream, event): 'XADD {stream} * event {event}'\n");
    let config = config.expect("the configuration is valid");
    check(
        &config,
        "a.py",
        "import redis\nr = redis.Redis(port=p, password=w)\nr.publish('c', 'm')\nevents.publish('c', 'm')\n",
        &["connection port=dynamic password=dynamic", "PUBLISH c m", "XADD c * event m", "line 4: unbounded-stream"],
    );
}

#[test]
fn client_models_of_ones_own() {
    let model = r#"
library: team-cache
languages: [python, typescript]
types:
  Cache:
    paths: [cache.Cache]
    construct:
      params: [host, port=6381, password]
      connection: {host: host, port: port, password: password}
    methods:
      remember: {params: [name, value, seconds], sends: "SET {name} {value} [EX {seconds}]"}
functions:
  cache.forget_all: "FLUSHALL"
"#;
    let file = NamedText { name: "clients/team-cache.yaml".into(), text: model.into() };
    let config = Config { client_files: vec![file], ..Config::default() };
    check(
        &config,
        "a.py",
        "from app.cache import Cache, forget_all\ndef f(shared: Cache):\n    c = Cache('h')\n    c.remember('a', 1, seconds=60)\n    shared.remember('b', 2)\n    forget_all()\n",
        &[
            "connection port=6381 password=absent",
            "SET a 1 EX 60",
            "SET b 2",
            "FLUSHALL",
            "line 3: unauthenticated-client",
        ],
    );
    check(
        &config,
        "a.ts",
        "import { Cache } from '../lib/cache';\nconst c = new Cache('h', 6381, secret);\nc.remember('a', 1);\n",
        &["connection port=6381 password=dynamic", "SET a 1"],
    );
}
