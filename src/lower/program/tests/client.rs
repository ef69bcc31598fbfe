//! Clients: endpoints, passwords, commands.

use super::{check, check_input, lowered, show};

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
