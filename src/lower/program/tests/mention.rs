//! What merely speaks of Redis, and what only looks like it.

use super::check;

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
        "docker pull postgres:16",
        "docker exec redis-cli ls",
    ] {
        check(line, &[]);
    }
}
