//! Compose files.

use super::yaml;

#[test]
fn published_ports() {
    yaml(
        "services:\n  redis:\n    image: redis:7\n    ports:\n      - \"6379:6379\"\n",
        &["3: image redis 7", "5: Port 6379 published"],
    );
    yaml(
        "services:\n  redis:\n    image: redis:7\n    ports: [6380:6379]\n",
        &["3: image redis 7", "4: Port 6380 published", "4: Port 6379 published"],
    );
    yaml(
        "services:\n  cache:\n    image: redis\n    ports:\n      - 127.0.0.1:6379:6379/tcp\n",
        &["3: image redis -", "5: Port 6379 published"],
    );
    yaml(
        "services:\n  r:\n    image: valkey/valkey:8\n    ports:\n      - target: 6379\n        published: \"6379\"\n    expose: [\"6379\"]\n",
        &["3: image valkey/valkey 8", "5: Port 6379 constant", "6: Port 6379 constant", "7: Port 6379 published"],
    );
    yaml("services:\n  redis:\n    build: .\n    ports: ['6379:6379']\n", &["4: Port 6379 published"]);
    yaml(
        "services:\n  redis:\n    image: redis\n    ports: ['${REDIS_PORT:-6379}:6379']\n",
        &["3: image redis -", "4: Port 6379 published"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    ports: ['${REDIS_PORT:-6379}:${REDIS_PORT:-6379}']\n",
        &["3: image redis -", "4: Port 6379 fallback"],
    );
    yaml(
        "services:\n  cache:\n    image: redis\n    ports: ['56379:6379']\n",
        &["3: image redis -", "4: Port 56379 published", "4: Port 6379 published"],
    );
}

#[test]
fn ports_of_others() {
    yaml(
        "services:\n  web:\n    image: nginx\n    ports: ['8080:80']\n  redis:\n    image: redis\n",
        &["6: image redis -"],
    );
    yaml("services:\n  exporter:\n    image: oliver006/redis_exporter\n    ports: ['9121:9121']\n", &[]);
    yaml("services:\n  redis-commander:\n    image: rediscommander/redis-commander\n    ports: ['8081:8081']\n", &[]);
    yaml(
        "services:\n  head:\n    image: rayproject/ray\n    command: ray start --head --port=6379\n    ports: ['6379:6379']\n",
        &["shell: ray start --head --port=6379"],
    );
    yaml(
        "services:\n  db:\n    image: postgres\n    ports: ['5432:5432']\n    environment: {POSTGRES_PASSWORD: x}\n",
        &[],
    );
}

#[test]
fn commands() {
    yaml(
        "services:\n  redis:\n    image: redis\n    command: redis-server --requirepass hunter2\n",
        &["3: image redis -", "shell: redis-server --requirepass hunter2"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command: --requirepass hunter2 --port 6379\n",
        &["3: image redis -", "shell: redis-server --requirepass hunter2 --port 6379"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command: [\"redis-server\", \"--requirepass\", \"hunter2\", \"--port\", \"6379\"]\n",
        &[
            "3: image redis -",
            "4: Password hunter2 server",
            "4: Port 6379 server",
            "4: set requirepass hunter2",
            "4: set port 6379",
        ],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command:\n      - --save\n      - '60'\n      - '1'\n",
        &["3: image redis -", "5: set save 60 1"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command: sh -c \"redis-server --requirepass $$REDIS_PASSWORD\"\n    environment: [REDIS_PASSWORD=s3cret]\n",
        &[
            "3: image redis -",
            "5: Password s3cret environment",
            "shell: sh -c \"redis-server --requirepass $REDIS_PASSWORD\"",
        ],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command: >\n      redis-server\n      --port 6379\n",
        &["3: image redis -", "shell: redis-server --port 6379"],
    );
    yaml(
        "services:\n  worker:\n    image: app\n    command: celery -b redis://redis:6379/0 worker\n",
        &["shell: celery -b redis://redis:6379/0 worker"],
    );
    yaml(
        "services:\n  stack:\n    image: redis/redis-stack\n    environment:\n      REDIS_ARGS: --requirepass hunter2\n",
        &["3: image redis/redis-stack -", "shell: redis-server \"$@\" --requirepass hunter2"],
    );
}

#[test]
fn line_breaks_of_commands_are_blanks() {
    yaml(
        "services:\n  redis:\n    image: redis\n    command: |\n      redis-server\n      --port 6379\n",
        &["3: image redis -", "shell: redis-server --port 6379"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    command: |\n      sh -c 'redis-cli ping\n      redis-cli x'\n",
        &["3: image redis -", "shell: sh -c 'redis-cli ping⏎redis-cli x'"],
    );
}

#[test]
fn commands_with_defaults() {
    yaml(
        "services:\n  redis:\n    image: ${IMAGE}\n    command: ${ARGS:---port 6379 --save \"\"}\n",
        &["shell: redis-server --port 6379 --save \"\""],
    );
    yaml("services:\n  app:\n    environment: ['REDIS_HOSTS=local:redis:6379']\n", &["3: Port 6379 environment"]);
    yaml("inputs:\n  redis-port:\n    description: The port, 6379\n    default: 6379\n", &["4: Port 6379 constant"]);
    yaml("redis: x\nargs:\n  - port:\n      default_value: '6379'\n", &["4: Port 6379 constant likely"]);
}

#[test]
fn health_checks() {
    yaml(
        "services:\n  redis:\n    image: redis\n    healthcheck:\n      test: [\"CMD\", \"redis-cli\", \"-p\", \"6379\", \"ping\"]\n",
        &["3: image redis -", "5: connection", "5: Port 6379 flag", "5: > ping"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    healthcheck:\n      test: [\"CMD-SHELL\", \"redis-cli ping | grep PONG\"]\n",
        &["3: image redis -", "shell: redis-cli ping | grep PONG"],
    );
    yaml(
        "services:\n  redis:\n    image: redis\n    healthcheck: {test: redis-cli ping}\n",
        &["3: image redis -", "shell: redis-cli ping"],
    );
    yaml("services:\n  redis:\n    image: redis\n    healthcheck: {test: [NONE]}\n", &["3: image redis -"]);
}

#[test]
fn environments() {
    yaml("services:\n  app:\n    environment:\n      REDIS_URL: redis://redis:6379/0\n", &["4: Port 6379 url"]);
    yaml(
        "services:\n  app:\n    environment:\n      - REDIS_URL=redis://:pw1@redis:6379/0\n      - REDIS_PORT=6379\n",
        &["4: Password pw1 url", "4: Port 6379 url", "5: Port 6379 environment"],
    );
    yaml(
        "services:\n  app:\n    environment:\n      REDIS_URL: ${REDIS_URL:-redis://redis:6379}\n      REDIS_PASSWORD: ${REDIS_PASSWORD:-hunter2}\n      REDIS_HOST: redis\n",
        &["4: Port 6379 url", "5: Password hunter2 fallback"],
    );
    yaml(
        "services:\n  app:\n    environment:\n      REDIS_PASSWORD: ${REDIS_PASSWORD}\n      REDIS_PASSWORD_FILE: /run/secrets/x\n      REDIS_PORT: ${REDIS_PORT}\n",
        &[],
    );
    yaml(
        "x-env: &env\n  REDIS_PORT: 6379\nservices:\n  a:\n    environment:\n      <<: *env\n  b:\n    environment: *env\n",
        &["2: Port 6379 constant"],
    );
    yaml(
        "services:\n  app:\n    environment:\n      BROKER: redis:6379\n      CACHE_SERVERS: a:6379,b:6379\n",
        &["4: Port 6379 environment", "5: Port 6379 environment likely", "5: Port 6379 environment likely"],
    );
    yaml("services:\n  app:\n    environment:\n      PORT: 3000\n      REDIS_HOST: redis\n      PASSWORD: x\n", &[]);
}
