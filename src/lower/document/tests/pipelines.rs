//! Pipelines.

use super::yaml;

#[test]
fn github() {
    yaml(
        "jobs:\n  test:\n    services:\n      redis:\n        image: redis:7\n        ports: ['6379:6379']\n        options: --health-cmd \"redis-cli ping\"\n    env:\n      REDIS_URL: redis://localhost:6379\n    steps:\n      - run: redis-cli -p 6379 ping\n      - run: make test\n",
        &[
            "5: image redis 7",
            "6: Port 6379 published",
            "9: Port 6379 url",
            "shell: docker run --health-cmd \"redis-cli ping\" image",
            "shell: redis-cli -p 6379 ping",
        ],
    );
    yaml(
        "jobs:\n  t:\n    services:\n      cache:\n        image: redis:${{ matrix.redis }}\n        ports: [6379]\n",
        &["5: image redis -", "6: Port 6379 published"],
    );
    yaml("matrix:\n  include:\n    - {image: redis, version: '7.4'}\n", &["3: image redis 7.4"]);
    yaml("jobs:\n  t:\n    strategy: {matrix: {redis: [6, 7]}}\n", &[]);
}

#[test]
fn gitlab() {
    yaml(
        "test:\n  services:\n    - name: redis:7\n      alias: cache\n      command: [redis-server, --port, '6379']\n  variables: {REDIS_URL: 'redis://cache:6379'}\n  script:\n    - redis-cli -h cache ping\n    - redis-cli -h cache KEYS x\n",
        &[
            "3: image redis 7",
            "5: Port 6379 server",
            "5: set port 6379",
            "6: Port 6379 url",
            "shell: redis-cli -h cache ping⏎redis-cli -h cache KEYS x",
        ],
    );
}
