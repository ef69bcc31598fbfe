//! Settings of applications.

use super::{check, yaml};

#[test]
fn trees() {
    yaml(
        "spring:\n  redis:\n    host: x\n    port: 6379\n    password: hunter2\n",
        &["4: Port 6379 constant", "5: Password hunter2 constant"],
    );
    yaml(
        "spring:\n  data:\n    redis:\n      url: ${REDIS_URL:redis://localhost:6379}\n      port: ${REDIS_PORT:6379}\n",
        &["4: Port 6379 url", "5: Port 6379 fallback"],
    );
    yaml(
        "cache:\n  driver: redis\n  port: 6379\n  password: hunter2\n",
        &["3: Port 6379 constant likely", "4: Password hunter2 constant likely"],
    );
    yaml("valkey:\n  url: valkey://localhost:6379/0\n", &["2: Port 6379 url"]);
    yaml("url: <%= ENV.fetch(\"REDIS_URL\") { \"redis://localhost:6379/1\" } %>\n", &["1: Port 6379 url"]);
    yaml("redis:\n  port: {{ redis_port | default(6379) }}\n", &["2: Port 6379 fallback"]);
    yaml("redis_servers:\n  - 10.0.0.1:6379\n  - 10.0.0.2:6379\n", &["2: Port 6379 constant", "3: Port 6379 constant"]);
    yaml("redis: localhost:6379\n", &["1: Port 6379 constant likely"]);
}

#[test]
fn twins() {
    yaml("description: redis listens on redis://localhost:6379\n", &[]);
    yaml("# redis://localhost:6379\nredis: 7\n", &[]);
    yaml("redis:\n  timeout: 6379\n  id: 6379\n", &[]);
    yaml("redis:\n  metrics:\n    port: 9121\n", &[]);
    yaml("lines: 6379\nhash: a6379b\nport: 16379\n", &[]);
    yaml("redis:\n  password: null\n", &[]);
    yaml("redis:\n  password: \"\"\n  auth: {password: \"{{ pw }}\"}\n", &[]);
    yaml("redis:\n  passwordSecretKeyRef: {name: a, key: b}\n", &[]);
    yaml("postgres:\n  port: 6379\n", &[]);
    check("locales/en.json", "{\"redis\": {\"password\": \"Kennwort\"}}", &[]);
    check("ui.json", "{\"redis\": {\"password\": \"Password\"}}", &[]);
    check("package-lock.json", "{\"redis\": {\"port\": 6379}}", &[]);
}

#[test]
fn json() {
    check(
        "appsettings.json",
        "{\"ConnectionStrings\": {\"Redis\": \"h:6379,password=hunter2\"}, // x\n \"Redis\": {\"Port\": 6379}}",
        &["1: Port 6379 constant", "1: Password hunter2 constant", "2: Port 6379 constant"],
    );
    check(
        "package.json",
        "{\"scripts\": {\"redis\": \"redis-server --port 6379\", \"x\": \"ls\"}}",
        &["shell: redis-server --port 6379"],
    );
    check(
        "config.json",
        "{\"redis\": {\"connections\": [{\"host\": \"h\", \"port\": 6379, \"password\": \"hunter2\"}]}}",
        &["1: Port 6379 constant", "1: Password hunter2 constant"],
    );
}

#[test]
fn toml_ini_properties() {
    check(
        "a.toml",
        "[redis]\nurl = \"redis://h:6379\"\n[cache.redis]\nport = 6379\n",
        &["2: Port 6379 url", "4: Port 6379 constant"],
    );
    check("fly.toml", "app = 'my-redis'\n[[services]]\ninternal_port = 6379\n", &["3: Port 6379 constant likely"]);
    check(
        "a.ini",
        "[celery]\nbroker_url = redis://h:6379/0\n[redis]\nport = 6379 ; x\npass = hunter2\n",
        &["2: Port 6379 url", "4: Port 6379 constant", "5: Password hunter2 constant"],
    );
    check("dev.cfg", "REDIS_PORT = 6379\nREDIS_HOST = \"localhost\"\n", &["1: Port 6379 constant"]);
    check(
        "a.ini",
        "[remote_cache]\ntype = redis\nconnstr = addr=127.0.0.1:6379,pool_size=100,password=hunter2\n",
        &["3: Port 6379 constant likely", "3: Password hunter2 constant likely"],
    );
    check(
        "a.properties",
        "spring.redis.port=6379\nspring.redis.password=hunter2\nredis.timeout=6379\n",
        &["1: Port 6379 constant", "2: Password hunter2 constant"],
    );
}

#[test]
fn dotenv() {
    check(
        ".env",
        "REDIS_URL=redis://:pw1@h:6379/0\nREDIS_PORT=6379 # x\nREDIS_PASSWORD=\"hunter2\"\nexport REDIS_AUTH=x1\n",
        &[
            "1: Password pw1 url",
            "1: Port 6379 url",
            "2: Port 6379 environment",
            "3: Password hunter2 environment",
            "4: Password x1 environment",
        ],
    );
    check(
        ".env.example",
        "REDIS_PASSWORD=changeme\nREDIS_PASSWORD=\nREDIS_PASSWORD=null\n#REDIS_PORT=6379\n",
        &["1: Password changeme environment possible"],
    );
    check(".env", "REDIS_EXPORTER_PORT=9121\nREDIS_PROVIDER=REDIS_URL\nPORT=6379x\n", &[]);
    check(
        ".env",
        "CELERY_BROKER_URL=redis://redis:6379/0\nCACHE_URL=redis:6379\n",
        &["1: Port 6379 url", "2: Port 6379 environment"],
    );
}
