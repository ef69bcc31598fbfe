//! Command lines and what they mean. Words are split here as a shell would split them, as far as the cases need it.

use super::words::{HOLE, kind_of};
use super::*;
use crate::source::Span;
use crate::usage::{Fact, FactKind, Given};

/// Words of a line: quotes, `$x` (any number of words), `"$x"` (one word).
fn words_of(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        if c == ' ' {
            chars.next();
            continue;
        }
        let (mut text, mut quote, mut bare_hole, mut end) = (String::new(), None, false, line.len());
        while let Some(&(at, c)) = chars.peek() {
            match (quote, c) {
                (None, ' ') => {
                    end = at;
                    break;
                }
                (None, '\'' | '"') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (Some('"'), '\\') => {
                    chars.next();
                    text.extend(chars.peek().map(|&(_, c)| c));
                }
                (None | Some('"'), '$') => {
                    chars.next();
                    chars.next_if(|&(_, c)| c == '@');
                    while chars.next_if(|&(_, c)| c.is_alphanumeric() || c == '_').is_some() {}
                    text.push(HOLE);
                    bare_hole |= quote.is_none();
                    continue;
                }
                _ => text.push(c),
            }
            chars.next();
        }
        let raw = &line[start..end];
        let inset = usize::from(raw.len() >= 2 && raw.starts_with(['\'', '"']) && raw.ends_with(['\'', '"']));
        let kind = if bare_hole && text.chars().all(|c| c == HOLE) { WordKind::Many } else { kind_of(text) };
        words.push(Word::new(kind).at(raw, Span::new(start + inset, end - inset)));
    }
    words
}

fn lowered(line: &str, stdin: Option<&str>) -> (Lowered, String) {
    let host = format!("{line}\n{}", stdin.unwrap_or_default());
    let mut env = Vec::new();
    let mut words = words_of(line);
    while let Some((name, value)) =
        words.first().and_then(|word| text::assignment(scan::Value { word, skip: 0 }, &host))
    {
        env.push((name, value));
        words.remove(0);
    }
    let stdin = stdin
        .map(|text| Word::new(kind_of(text.replace("$x", "\u{fffd}"))).at("", Span::new(line.len() + 1, host.len())));
    (lower(&words, &env, stdin.as_ref(), &host), host)
}

fn show_given(given: &Given) -> &str {
    match given {
        Given::Literal(text, _) => text,
        Given::Dynamic => "?",
        Given::Absent => "-",
        Given::Inapplicable => "/",
    }
}

fn show(fact: &Fact) -> String {
    let shown = match &fact.kind {
        FactKind::Command(command) => {
            let words: Vec<String> = command
                .words
                .iter()
                .map(|word| match &word.kind {
                    WordKind::Many => "…".to_owned(),
                    WordKind::One => "?".to_owned(),
                    _ => flatten(word).replace(HOLE, "{}"),
                })
                .collect();
            format!("> {}", words.join(" "))
        }
        FactKind::Connection(connection) => format!(
            "{} {}:{} {}",
            fact.library,
            show_given(&connection.host),
            show_given(&connection.port),
            show_given(&connection.password)
        ),
        FactKind::Setting(setting) => {
            let args: Vec<String> = setting.args.iter().map(ToString::to_string).collect();
            format!("set {} {}{}", setting.name, args.join(" "), if setting.is_complete { "" } else { " …" })
        }
        FactKind::Image(image) => format!("image {} {}", image.repository, show_given(&image.tag)),
        FactKind::Literal(literal) => format!("{:?} {} {}", literal.role, literal.text, literal.place),
        other => format!("{other:?}"),
    };
    match fact.confidence {
        Confidence::Certain => shown,
        Confidence::Likely => format!("likely {shown}"),
        Confidence::Possible => format!("possible {shown}"),
    }
}

/// Facts of a line, in order; texts in another language follow as `language: text`.
#[track_caller]
fn check_input(line: &str, stdin: Option<&str>, expected: &[&str]) {
    let (lowered, host) = lowered(line, stdin);
    let mut found: Vec<String> = lowered.facts.iter().map(show).collect();
    for embedded in &lowered.embedded {
        found.push(format!("{}: {}", embedded.language.name(), embedded.text));
    }
    assert_eq!(found, expected, "{line}");
    for fact in &lowered.facts {
        if let FactKind::Literal(literal) = &fact.kind {
            assert_eq!(host.get(fact.span.range()), Some(literal.text.as_str()), "the place of a literal in {line}");
        }
    }
    for embedded in &lowered.embedded {
        for (at, c) in embedded.text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()) {
            let source = embedded.map.source(u32::try_from(at).expect("short")) as usize;
            assert!(host[source..].starts_with(c) || embedded.text.contains("$__"), "byte {at} of {}", embedded.text);
        }
    }
}

#[track_caller]
fn check(line: &str, expected: &[&str]) {
    check_input(line, None, expected);
}

#[test]
fn endpoints_of_a_client() {
    check("redis-cli", &["redis-cli -:- -"]);
    check("redis-cli -h cache -p 6379", &["Port 6379 flag", "redis-cli cache:6379 -"]);
    check("redis-cli -h cache", &["redis-cli cache:- -"]);
    check("redis-cli -h \"$HOST\" -p \"$PORT\" ping", &["redis-cli ?:? -", "> ping"]);
    check("redis-cli -h $HOST -p $PORT ping", &["redis-cli ?:? -", "> ping"]);
    check("/usr/bin/redis-cli -p 6381 ping", &["Port 6381 flag", "redis-cli -:6381 -", "> ping"]);
    check("\"$BIN/redis-cli\" ping", &["redis-cli -:- -", "> ping"]);
    check("valkey-cli -p 6379 PING", &["Port 6379 flag", "redis-cli -:6379 -", "> PING"]);
    check("keydb-cli ping", &["redis-cli -:- -", "> ping"]);
    check("redis-cli -s /tmp/redis.sock ping", &["redis-cli /:/ -", "> ping"]);
    check("redis-cli --tls -n 3 --raw get k", &["redis-cli -:- -", "> get k"]);
    check("$REDIS_CLI -p 6379 ping", &["likely Port 6379 flag", "likely redis-cli ?:6379 ?", "likely > ping"]);
    check("iredis --port=6379 --password=s3cret", &["Port 6379 flag", "Password s3cret flag", "iredis -:6379 s3cret"]);
    check("redis-benchmark -h r -p 6379 -t set,get", &["Port 6379 flag", "redis-benchmark r:6379 -"]);
}

#[test]
fn passwords_of_a_client() {
    check("redis-cli -a s3cret ping", &["Password s3cret flag", "redis-cli -:- s3cret", "> ping"]);
    check("redis-cli --pass s3cret ping", &["Password s3cret flag", "redis-cli -:- s3cret", "> ping"]);
    check("redis-cli -a \"$P\" ping", &["redis-cli -:- ?", "> ping"]);
    check("redis-cli -a $P ping", &["redis-cli -:- ?", "> ping"]);
    check("redis-cli -a '' ping", &["redis-cli -:- -", "> ping"]);
    check("redis-cli --user u --pass \"$P\" ping", &["redis-cli -:- ?", "> ping"]);
    check("redis-cli --askpass ping", &["redis-cli -:- ?", "> ping"]);
    check("REDISCLI_AUTH=\"$P\" redis-cli ping", &["redis-cli -:- ?", "> ping"]);
    check("redis-cli AUTH \"$P\"", &["redis-cli -:- ?", "> AUTH ?"]);
    check_input("redis-cli", Some("AUTH $x\nPING\n"), &["redis-cli -:- ?", "> AUTH …", "> PING"]);
    check("redis-cli --no-auth-warning -a \"$P\" keys '*'", &["redis-cli -:- ?", "> keys *"]);
}

#[test]
fn a_password_in_the_environment_of_a_client() {
    let (lowered, _) = lowered("REDISCLI_AUTH=s3cret redis-cli ping", None);
    let passwords = lowered.facts.iter().filter(|fact| show(fact) == "Password s3cret environment").count();
    assert!(passwords > 0 && lowered.facts.iter().any(|fact| show(fact) == "redis-cli -:- s3cret"));
}

#[test]
fn unknown_words_may_be_options() {
    check("redis-cli $OPTS keys '*'", &["redis-cli ?:? ?", "> keys *"]);
    check("redis-cli \"$@\"", &["redis-cli -:- -"]);
    check("redis-cli $OPTS", &["redis-cli ?:? ?"]);
    check("redis-cli \"$CMD\" k", &["redis-cli -:- -"]);
}

#[test]
fn urls_of_a_client() {
    check("redis-cli -u redis://h:6379/0 ping", &["Port 6379 url", "redis-cli h:6379 -", "> ping"]);
    check(
        "redis-cli -u redis://:pw@h:6379 ping",
        &["Port 6379 url", "Password pw url", "redis-cli h:6379 pw", "> ping"],
    );
    check("redis-cli -u \"redis://:$PW@h:6379\" ping", &["Port 6379 url", "redis-cli h:6379 ?", "> ping"]);
    check("redis-cli -u redis://h ping", &["redis-cli h:- -", "> ping"]);
    check("redis-cli -u \"$REDIS_URL\" ping", &["redis-cli ?:? ?", "> ping"]);
    check("redis-cli -u $REDIS_URL keys 'a*'", &["redis-cli ?:? ?", "> keys a*"]);
}

#[test]
fn commands_of_a_client() {
    check("redis-cli KEYS '*'", &["redis-cli -:- -", "> KEYS *"]);
    check("redis-cli keys \"user:$id:*\"", &["redis-cli -:- -", "> keys user:{}:*"]);
    check("redis-cli -n 1 -x SET k", &["redis-cli -:- -", "> SET k ?"]);
    check("redis-cli -X body SET k body", &["redis-cli -:- -", "> SET k ?"]);
    check("redis-cli XADD s -- a b", &["redis-cli -:- -", "> XADD s -- a b"]);
    check("redis-cli -r 5 -i 1 info", &["redis-cli -:- -", "> info"]);
    check("redis-cli \"KEYS *\"", &["redis-cli -:- -", "> KEYS *"]);
    check("redis-cli \"KEYS $p\"", &["redis-cli -:- -", "> KEYS …"]);
    check("redis-cli DEL $keys", &["redis-cli -:- -", "> DEL …"]);
    check("redis-cli --scan --pattern 'a*'", &["redis-cli -:- -", "> SCAN ? MATCH a*"]);
    check("redis-cli --eval f.lua k1 k2 , a1", &["redis-cli -:- -", "> EVAL ? 2 k1 k2 a1"]);
    check("redis-cli --eval f.lua $KEYS , a1", &["redis-cli ?:? ?", "> EVAL ? ? … a1"]);
    check("redis-cli EVAL 'return 1' 0", &["redis-cli -:- -", "> EVAL return 1 0", "lua: return 1"]);
    check("redis-cli SCRIPT LOAD 'return 1'", &["redis-cli -:- -", "> SCRIPT LOAD return 1", "lua: return 1"]);
    check("redis-cli EVALSHA abc 0", &["redis-cli -:- -", "> EVALSHA abc 0"]);
    for mode in ["--bigkeys", "--stat", "--latency", "--rdb dump.rdb", "--hotkeys", "--memkeys"] {
        check(&format!("redis-cli {mode}"), &["redis-cli -:- -"]);
    }
    check(
        "redis-cli -a pw --cluster create 10.0.0.1:6379 10.0.0.2:6380 --cluster-yes",
        &["Password pw flag", "Port 6379 argument", "Port 6380 argument", "redis-cli ?:? pw"],
    );
    check("redis-cli --version", &[]);
    check("redis-cli -h", &[]);
    check("redis-cli --help", &[]);
}

#[test]
fn commands_on_standard_input() {
    check_input(
        "redis-cli -p 6379",
        Some("KEYS *\n# no\nSET k \"a b\"\r\n"),
        &["Port 6379 flag", "redis-cli -:6379 -", "> KEYS *", "> SET k a b"],
    );
    check_input("redis-cli", Some("SET a \"b\\n\"\\r\\nGET a\\n"), &["redis-cli -:- -", "> SET a b\n", "> GET a"]);
    check_input("redis-cli", Some("XADD s * f $x\n"), &["redis-cli -:- -", "> XADD s * f …"]);
    check_input("redis-cli --pipe", Some("SET a 1\n"), &["redis-cli -:- -", "> SET a 1"]);
    check_input("redis-cli ping", Some("KEYS *"), &["redis-cli -:- -", "> ping"]);
    check_input("redis-cli -x SET k", Some("KEYS *"), &["redis-cli -:- -", "> SET k KEYS *"]);
}

#[test]
fn what_programs_print() {
    let printed = |line: &str| text::output(&words_of(line), None).map(|word| flatten(&word));
    assert_eq!(printed("echo 'KEYS *'").as_deref(), Some("KEYS *"));
    assert_eq!(printed("echo -e 'A\\nB' c").as_deref(), Some("A\nB c"));
    assert_eq!(printed("echo KEYS \"$p\"").as_deref(), Some("KEYS \u{fffd}"));
    assert_eq!(printed("printf 'SET %s 1\\r\\n' k").as_deref(), Some("SET k 1\r\n"));
    assert_eq!(printed("printf '%s\\n' A B").as_deref(), Some("A\nB\n"));
    assert_eq!(printed("sort f"), None);
    assert_eq!(printed("cat f"), None);
}

#[test]
fn settings_of_a_server() {
    check("redis-server", &[]);
    check("redis-server --port 6380", &["Port 6380 server", "set port 6380"]);
    check("redis-server /etc/redis.conf --port 6379", &["Port 6379 server", "set port 6379 …"]);
    check(
        "redis-server --requirepass s3cret --maxmemory 1gb",
        &["Password s3cret server", "set requirepass s3cret", "set maxmemory 1gb"],
    );
    check("redis-server \"--maxmemory 256mb\" --appendonly yes", &["set maxmemory 256mb", "set appendonly yes"]);
    check("redis-server --save '' --appendonly no", &["set save \"\"", "set appendonly no"]);
    check("redis-server --save --appendonly no", &["set save ", "set appendonly no"]);
    check(
        "redis-server --requirepass --maxmemory 1gb",
        &["Password --maxmemory server", "set requirepass --maxmemory 1gb"],
    );
    check("redis-server --requirepass \"$P\"", &["set requirepass {\"$P\"}"]);
    check("redis-server --requirepass ''", &["set requirepass \"\""]);
    check("redis-server --port 0 --tls-port 6379", &["set port 0", "Port 6379 server", "set tls-port 6379"]);
    check(
        "redis-server --port 6380 --replicaof master 6379",
        &["Port 6380 server", "set port 6380", "Port 6379 server", "set replicaof master 6379"],
    );
    check("redis-server --slaveof $HOST 6379", &["Port 6379 server", "set slaveof {$HOST…} 6379 …"]);
    check("redis-server --PORT 6379 $EXTRA", &["Port 6379 server", "set port 6379 {$EXTRA…} …"]);
    check(
        "redis-server --user default on '>s3cret' '~*' +@all",
        &["Password s3cret server", "set user default on >s3cret ~* +@all"],
    );
    check(
        "redis-server s.conf --sentinel monitor m h 6379 2",
        &["Port 6379 server", "set sentinel monitor m h 6379 2 …"],
    );
    check_input("redis-server -", Some("port 6380\n"), &["redis-conf: port 6380\n"]);
}

#[test]
fn carriers() {
    let ping = ["Port 6379 flag", "redis-cli -:6379 -", "> ping"];
    for carrier in [
        "sudo -u redis",
        "sudo -E",
        "env A=b",
        "time",
        "nohup",
        "exec",
        "timeout -k 5 10s",
        "timeout 5",
        "watch -n 1",
        "ssh -p 22 -i key user@host",
        "docker exec -it c",
        "docker exec -e A=b -u redis c",
        "docker container exec c",
        "docker compose -f x.yml exec -T redis",
        "docker-compose exec redis",
        "docker compose run --rm redis",
        "podman exec c",
        "kubectl exec -it pod -n ns --",
        "kubectl -n ns exec pod -c redis --",
        "kubectl exec -it deploy/redis -c redis -- env",
        "gosu redis",
        "nice -n 5",
        "command",
        "wait-for-it redis-x --",
    ] {
        check(&format!("{carrier} redis-cli -p 6379 ping"), &ping);
    }
    check("docker exec $C redis-cli -p 6379 ping", &ping);
    check("docker exec $FLAGS \"$C\" redis-cli -p 6379 ping", &ping);
    check("docker exec -e REDISCLI_AUTH c redis-cli ping", &["redis-cli -:- -", "> ping"]);
    check("kubectl exec pod -- redis-cli -a \"$P\" ping", &["redis-cli -:- ?", "> ping"]);
    check("redis-cli --scan", &["redis-cli -:- -", "> SCAN ?"]);
    check("$REDIS_CMDLINE SET k v", &["likely redis-cli ?:? ?", "likely > SET k v"]);
    check("xargs -n 1 redis-cli DEL", &["redis-cli -:- -", "> DEL …"]);
    check("xargs redis-cli -p 6381", &["Port 6381 flag", "redis-cli -:6381 -"]);
    check("retry 5 redis-cli -p 6379 ping", &["likely Port 6379 flag", "likely redis-cli -:6379 -", "likely > ping"]);
    check("$SUDO redis-cli -p 6379 ping", &["likely Port 6379 flag", "likely redis-cli -:6379 -", "likely > ping"]);
    check("run redis-cli KEYS '*'", &["likely redis-cli -:- -", "likely > KEYS *"]);
}

#[test]
fn shell_texts() {
    check("sh -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("bash -lc \"redis-cli \\\"KEYS *\\\"\"", &["shell: redis-cli \"KEYS *\""]);
    check("bash -euo pipefail -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("sh -c \"redis-cli -p $PORT ping\"", &["shell: redis-cli -p $__ ping"]);
    check("su redis -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("su - redis -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("ssh host 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("watch 'redis-cli info'", &["shell: redis-cli info"]);
    check("docker exec c sh -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("kubectl exec p -- bash -c 'redis-cli ping'", &["shell: redis-cli ping"]);
    check("eval 'redis-cli ping'", &["shell: redis-cli ping"]);
    check_input("bash", Some("redis-cli ping\n"), &["shell: redis-cli ping\n"]);
    check_input("ssh host", Some("redis-cli ping\n"), &["shell: redis-cli ping\n"]);
    check_input("python3 -", Some("import redis\n"), &["python: import redis\n"]);
    check("python -c 'import redis'", &["python: import redis"]);
    check("python -m redis", &[]);
    check("sh script.sh", &[]);
    check("sh -c \"$CMD\"", &[]);
}

#[test]
fn containers() {
    check(
        "docker run -p 6379:6379 redis:7 redis-server --requirepass s3cret",
        &["image redis 7", "Port 6379 published", "Password s3cret server", "set requirepass s3cret"],
    );
    check("docker run -d --name r -p 127.0.0.1::6379 redis", &["image redis -", "Port 6379 published"]);
    check("docker run -p6380:6379 redis", &["image redis -", "Port 6380 published", "Port 6379 published"]);
    check("docker run --publish=6379:6379/tcp redis:7-alpine", &["image redis 7-alpine", "Port 6379 published"]);
    check("docker run redis:7 --port 6380", &["image redis 7", "Port 6380 server", "set port 6380"]);
    check("docker run redis:7 /etc/redis.conf", &["image redis 7"]);
    check(
        "docker run -e REDIS_PASSWORD=s3cret bitnami/redis",
        &["image bitnami/redis -", "Password s3cret environment"],
    );
    check(
        "docker run -e REDIS_ARGS='--requirepass s3cret' redis/redis-stack",
        &["image redis/redis-stack -", "Password s3cret server", "set requirepass s3cret"],
    );
    check("docker run --rm redis:7 redis-cli -h r ping", &["image redis 7", "redis-cli r:- -", "> ping"]);
    check("docker run --health-cmd 'redis-cli ping' redis", &["image redis -", "shell: redis-cli ping"]);
    check(
        "docker run --entrypoint redis-cli redis -p 6379",
        &["image redis -", "Port 6379 flag", "redis-cli -:6379 -"],
    );
    check("docker run -p 6379:6379 \"$REDIS_IMAGE\"", &["likely Port 6379 published"]);
    check("docker run -p 6379:6379 --name redis \"$IMG\"", &["likely Port 6379 published"]);
    check("docker run -e REDIS_URL=redis://h:6379 app", &["Port 6379 url"]);
    check("docker run -p 6379:8080 nginx", &[]);
    check("kubectl run redis --image=redis:7 --port=6379", &["image redis 7", "Port 6379 published"]);
    check("kubectl create secret generic s --from-literal=redis-password=s3cret", &["Password s3cret environment"]);
    check("docker port redis-e2e 6379/tcp", &["Port 6379 published"]);
    check("docker port \"$C\" 6379", &["likely Port 6379 published"]);
    check("docker port web 80/tcp", &[]);
    check("kubectl port-forward -n ns svc/redis 6380:6379", &["Port 6380 published", "Port 6379 published"]);
    check("kubectl port-forward svc/web 8080:80", &[]);
}

#[test]
fn mentions() {
    check("celery -A app worker -b redis://h:6379/0", &["Port 6379 url"]);
    check("celery --broker=redis://:s3cret@h:6379/0 -A app", &["Port 6379 url", "Password s3cret url"]);
    check("rq worker --url redis://h:6379", &["Port 6379 url"]);
    check("redis_exporter --redis.addr=redis://h:6379", &["Port 6379 url"]);
    check("dockerize -wait tcp://redis:6379", &["likely Port 6379 url"]);
    check("wait-for-it redis:6379", &["Port 6379 argument"]);
    check("wait-for-it redis:6379 -- redis-cli ping", &["Port 6379 argument", "redis-cli -:- -", "> ping"]);
    check("nc -z redis 6379", &["Port 6379 argument"]);
    check("nc -z \"$REDIS_HOST\" 6379", &["Port 6379 argument"]);
    check("nc -z localhost 6379", &["likely Port 6379 argument"]);
    check("nc -z host 6379", &["possible Port 6379 argument"]);
    check("server --redis-port 6379", &["Port 6379 argument"]);
    check("server --redis-port=6379", &["Port 6379 argument"]);
    check("REDIS_PORT=6379 ./server", &["Port 6379 environment"]);
    check("REDIS_URL=redis://h:6379 REDIS_PASSWORD=s3cret ./server", &["Port 6379 url", "Password s3cret environment"]);
    check("check_tcp -H redis-master -p 6379", &["likely Port 6379 argument"]);
    check("app -h db -p 6379", &[]);
    check("./wait.sh redis:6379", &["likely Port 6379 argument"]);
}

#[test]
fn twins() {
    for line in [
        "echo \"use redis-cli -p 6379\"",
        "echo redis-cli -p 6379 ping",
        "printf 'redis://localhost:6379'",
        "grep 6379 file",
        "grep redis-cli KEYS",
        "kill 6379",
        "ray start --head --port=6379",
        "sed -i s/6379/6381/ redis.conf",
        "apt-get install redis-cli redis-server",
        "which redis-cli",
        "command -v redis-cli",
        "pkill -f redis-server",
        "systemctl restart redis-server",
        "killall redis-server",
        "node server.js --port 6379",
        "npm install redis",
        "my_tool db:6379",
        "install_if_missing redis-cli",
        "curl http://redis/6379",
        "test -x /usr/bin/redis-cli",
        "redis_exporter --web.listen-address=:9121",
        "docker pull redis:7",
        "docker exec redis-cli ls",
    ] {
        check(line, &[]);
    }
}

#[test]
fn files_that_are_written() {
    let written = |line: &str, stdin: Option<&str>, target: &str| {
        let (words, host) = (words_of(line), format!("{line}\n{}", stdin.unwrap_or_default()));
        let stdin = stdin.map(|text| Word::text(text).at("", Span::new(line.len() + 1, host.len())));
        let env = [(crate::ir::code::STDOUT.to_owned(), Word::text(target))];
        let lowered = lower(&words, &env, stdin.as_ref(), &host);
        lowered.embedded.first().map(|text| format!("{}: {}", text.language.name(), text.text)).unwrap_or_default()
    };
    assert_eq!(written("cat", Some("port 6379\n"), "/etc/redis.conf"), "redis-conf: port 6379\n");
    assert_eq!(written("echo REDIS_PORT=6379", None, ".env"), "dotenv: REDIS_PORT=6379");
    assert_eq!(written("echo REDIS_PORT=6379", None, "out"), "dotenv: REDIS_PORT=6379");
    assert_eq!(written("echo hello", None, "out"), "");
    assert_eq!(written("cat", Some("servers = \"redis:6379\";\n"), "/etc/x/redis.conf"), "");
    check_input("tee /etc/x/redis.conf", Some("servers = \"redis:6379\";\n"), &["likely Port 6379 argument"]);
    check_input("tee /etc/redis.conf", Some("port 6379\n"), &["redis-conf: port 6379\n"]);
}

#[test]
fn hostile_lines_end_soon() {
    let many = "sudo ".repeat(10_000);
    check(&many, &[]);
    let words: Vec<Word> = (0..100_000).map(|_| Word::many()).collect();
    assert!(lower(&words, &[], None, "").facts.is_empty());
    let holes = Word::new(kind_of("\u{fffd}a".repeat(50_000))).at("", Span::new(0, 100_000));
    let host = "$xa".repeat(50_000);
    lower(&[Word::text("sh"), Word::text("-c"), holes], &[], None, &host);
    for words in [vec![], vec![Word::one()], vec![Word::text("")], vec![Word::text("redis-cli"), Word::text("-p")]] {
        lower(&words, &[], None, "");
    }
}

#[test]
fn words_without_quotes_are_split() {
    let split = |text: &str| {
        let mut word = Word::one().at("", Span::new(0, text.len()));
        word.kind = kind_of(text.to_owned());
        split_unquoted(&word, text).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(split("-h x  -p 6379"), ["-h", "x", "-p", "6379"]);
    assert_eq!(split("-a \u{fffd} x\u{fffd}"), ["-a", "{?…}", "x{…}"]);
    assert_eq!(split(""), Vec::<String>::new());
    assert_eq!(split("x"), ["x"]);
    assert!(is_client_line("redis-cli -h x") && is_client_line("/usr/bin/valkey-cli KEYS *"));
    assert!(
        !is_client_line("redis-cli not found") && !is_client_line("redis-cli") && !is_client_line("my redis-cli -h")
    );
}
