//! Kubernetes manifests and charts.

use super::yaml;

#[test]
fn pods() {
    yaml(
        "kind: Deployment\nmetadata: {name: redis}\nspec:\n  template:\n    spec:\n      containers:\n        - name: redis\n          image: redis:7\n          args: [\"--requirepass\", \"hunter2\"]\n          ports:\n            - containerPort: 6379\n",
        &["8: image redis 7", "9: Password hunter2 server", "9: set requirepass hunter2", "11: Port 6379 constant"],
    );
    yaml(
        "kind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: main\n      image: redis:7\n      command: [sh, -c, 'redis-server --port 6379']\n      readinessProbe:\n        exec:\n          command: [redis-cli, -p, '6379', ping]\n      livenessProbe:\n        tcpSocket: {port: 6379}\n",
        &[
            "6: image redis 7",
            "10: connection",
            "10: Port 6379 flag",
            "10: > ping",
            "12: Port 6379 constant",
            "shell: redis-server --port 6379",
        ],
    );
    yaml(
        "kind: CronJob\nmetadata: {name: x}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: app\n              image: app\n              env:\n                - name: REDIS_PORT\n                  value: \"6379\"\n                - name: REDIS_PASSWORD\n                  valueFrom:\n                    secretKeyRef: {name: ge-secrets, key: redis-password}\n                - name: REDIS_PASSWORD2\n                  value: $(OTHER)\n",
        &["13: Port 6379 environment", "16: secret REDIS_PASSWORD Some(\"redis-password\")"],
    );
}

#[test]
fn services_and_policies() {
    yaml(
        "kind: Service\nmetadata:\n  name: redis\nspec:\n  ports:\n    - port: 6379\n      targetPort: 6379\n",
        &["6: Port 6379 constant", "7: Port 6379 constant"],
    );
    yaml(
        "kind: Service\nmetadata:\n  name: cache\nspec:\n  selector: {app: redis}\n  ports:\n    - port: 6379\n      targetPort: redis\n",
        &["7: Port 6379 constant"],
    );
    yaml("kind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n", &[]);
    yaml(
        "kind: NetworkPolicy\nmetadata:\n  name: x\nspec:\n  podSelector: {matchLabels: {app: redis}}\n  ingress:\n    - ports: [{port: 6379}]\n",
        &["7: Port 6379 constant"],
    );
    yaml(
        "kind: List\nitems:\n  - kind: Service\n    metadata: {name: redis}\n    spec: {ports: [{port: 6379}]}\n",
        &["5: Port 6379 constant"],
    );
}

#[test]
fn config_maps_and_secrets() {
    yaml(
        "kind: ConfigMap\nmetadata: {name: app}\ndata:\n  REDIS_URL: redis://redis:6379\n  redis.conf: |\n    port 6379\n",
        &["4: Port 6379 url", "redis-conf: port 6379"],
    );
    yaml(
        "kind: ConfigMap\nmetadata: {name: redis-scripts}\ndata:\n  init.sh: |\n    redis-cli ping\n  application.yml: |\n    spring: {redis: {port: 6379}}\n",
        &["shell: redis-cli ping", "yaml: spring: {redis: {port: 6379}}"],
    );
    yaml(
        "kind: Secret\nmetadata: {name: app}\nstringData:\n  redis-password: hunter2\n  REDIS_URL: redis://:pw1@h:6379\n",
        &["4: Password hunter2 environment", "5: Password pw1 url", "5: Port 6379 url"],
    );
    yaml(
        "kind: Secret\nmetadata: {name: redis}\ndata:\n  password: aHVudGVyMg==\n  other: eA==\n",
        &["4: Password hunter2 environment"],
    );
    yaml("kind: Secret\nmetadata: {name: s}\ndata:\n  url: cmVkaXM6Ly9oOjYzNzk=\n", &["4: Port 6379 url"]);
}

#[test]
fn ports_without_a_name_and_scripts_under_any_key() {
    yaml(
        "kind: Service\nmetadata: {name: session-db}\nspec:\n  ports:\n    - port: 6379\n",
        &["5: Port 6379 constant likely"],
    );
    yaml(
        "steps:\n  - script:\n      content: |\n        x=1\n        redis-cli -p 6379 ping\n",
        &["shell: x=1⏎redis-cli -p 6379 ping"],
    );
    yaml("steps:\n  - name: redis-cli ping\n    check: redis-cli -p 6379 ping\n", &["shell: redis-cli -p 6379 ping"]);
    yaml("url: redis+sentinel://h:6379/mymaster\nother: redis+sentinel://h:26379/mymaster\n", &["1: Port 6379 url"]);
}

#[test]
fn arguments_of_other_images() {
    yaml(
        "kind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - name: app\n      image: app\n      args: [\"--redis-addr=redis:6379\", -v]\n",
        &["7: Port 6379 argument"],
    );
    yaml(
        "kind: SealedSecret\nmetadata: {name: redis}\nspec:\n  encryptedData:\n    redis-password: AgBy3i4OJSWK\n",
        &[],
    );
    yaml(
        "kind: Application\nmetadata: {name: x}\nspec:\n  source:\n    helm:\n      values: |\n        redis: {port: 6379}\n",
        &["yaml: redis: {port: 6379}"],
    );
    yaml("redis:\n  existingSecret: redis-secret\n  secret: my-redis-secret\nredisSecret: x\n", &[]);
}

#[test]
fn charts() {
    yaml(
        "redis:\n  auth:\n    password: hunter2\n  master:\n    service:\n      ports:\n        redis: 6379\n",
        &["3: Password hunter2 constant", "7: Port 6379 constant", "7: set port 6379"],
    );
    yaml(
        "externalRedis:\n  host: x\n  port: 6379\n  existingSecretPasswordKey: redis-password\n",
        &["3: Port 6379 constant"],
    );
    yaml(
        "image:\n  repository: bitnami/redis\n  tag: \"7.2\"\nauth:\n  password: hunter2\n",
        &["2: image bitnami/redis 7.2", "5: Password hunter2 constant"],
    );
    yaml(
        "redis:\n  commonConfiguration: |-\n    appendonly yes\n    maxmemory 256mb\n",
        &["redis-conf: appendonly yes⏎maxmemory 256mb"],
    );
    yaml(
        "kind: Service\nmetadata:\n  name: {{ .Release.Name }}-redis\nspec:\n  ports:\n    - port: {{ .Values.redis.port | default 6379 }}\n      {{- if .Values.x }}\n      targetPort: 6379\n      {{- end }}\n",
        &["6: Port 6379 fallback", "8: Port 6379 constant"],
    );
}
