//! Configuration of servers and proxies.

use super::check;

#[test]
fn server() {
    check(
        "redis.conf",
        "# x\nport 6379\nrequirepass \"hunter2\"\nmaxmemory 256mb\n",
        &[
            "2: Port 6379 server",
            "2: set port 6379",
            "3: Password hunter2 server",
            "3: set requirepass hunter2",
            "4: set maxmemory 256mb",
        ],
    );
    check(
        "conf/cache.conf",
        "port 6379\nappendonly yes\n",
        &["1: Port 6379 server", "1: set port 6379", "2: set appendonly yes"],
    );
    check(
        "users.acl",
        "user default on >hunter2 ~* +@all\n",
        &["1: Password hunter2 server", "1: set user default on >hunter2 ~* +@all"],
    );
}

#[test]
fn others() {
    check(
        "syslog-ng.conf",
        "destination d {\n  redis(\n    host(\"redis\")\n    persist-name(\"x\")\n    port(6379)\n  );\n};\n",
        &["5: Port 6379 argument likely"],
    );
    check(
        "nginx.conf",
        "upstream redis {\n  server redis:6379;\n}\nserver { listen 80; }\n",
        &["2: Port 6379 argument"],
    );
    check("nginx.conf", "server {\n  listen 80;\n  proxy_pass http://web:6379;\n}\n", &[]);
    check(
        "haproxy.cfg",
        "defaults\n  timeout client 3s\nbackend redis\n  server r1 10.0.0.1:6379 check\n",
        &["4: Port 6379 argument likely"],
    );
    check(
        "redis.conf.j2",
        "port {{ redis_port | default(6379) }}\nappendonly yes\n",
        &["1: Port 6379 fallback", "1: set port {\u{fffd}}", "2: set appendonly yes"],
    );
    check("stunnel.conf", "[redis]\naccept = 9736\nconnect = 127.0.0.1:6379\n", &["3: Port 6379 argument likely"]);
    check("app.conf", "redis.uri = \"redis://h:6379\"\n# redis://x:6379\n", &["1: Port 6379 url"]);
    check("app.conf", "redis {\n  host = \"x\"\n  port = 6379\n}\n", &["3: Port 6379 argument likely"]);
}
