//! Servers and the containers that they run in.

use super::{check, check_input};

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
    check("redis-server --slaveof $HOST 6379", &["Port 6379 server", "set slaveof {$HOST…} 6379"]);
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
        &["image bitnami/redis -", "Password s3cret environment", "set requirepass s3cret …"],
    );
    check(
        "docker run -e REDIS_ARGS='--requirepass s3cret' redis/redis-stack",
        &["image redis/redis-stack -", "Password s3cret server", "set requirepass s3cret …"],
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
