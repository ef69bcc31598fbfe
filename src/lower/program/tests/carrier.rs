//! Programs that run others, and texts in other languages.

use super::{Span, Word, check, check_input, flatten, lower, text, words_of};

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
