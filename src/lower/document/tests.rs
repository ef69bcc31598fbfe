use crate::finding::Confidence;
use crate::parse;
use crate::source::{Language, SourceFile};
use crate::usage::{FactKind, Given};

/// One line a fact: `line: what`; a literal must stand where its span says. Embedded texts follow as `language: text`.
fn lowered(path: &str, text: &str) -> Vec<String> {
    let language = Language::detect(path, "").expect("a path with a known extension");
    let file = SourceFile::new(path, text, language);
    let parsed = parse::parse(&file);
    let lowered = super::lower(&file, &parsed.documents);
    let mut out = Vec::new();
    for fact in &lowered.facts {
        let shown = match &fact.kind {
            FactKind::Literal(literal) => {
                let stands = file.slice(fact.span);
                assert!(stands == literal.text || text.contains("kind: Secret"), "{stands} is not {}", literal.text);
                format!("{:?} {} {}", literal.role, literal.text, literal.place)
            }
            FactKind::Setting(setting) => format!(
                "set {} {}",
                setting.name,
                setting.args.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            ),
            FactKind::Image(image) => format!(
                "image {} {}",
                image.repository,
                if let Given::Literal(tag, _) = &image.tag { tag } else { "-" }
            ),
            FactKind::SecretRef(secret) => format!("secret {} {:?}", secret.variable, secret.key.literal()),
            FactKind::Command(command) => {
                format!("> {}", command.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
            FactKind::Connection(_) => "connection".to_owned(),
            other => format!("{other:?}"),
        };
        let confidence = match fact.confidence {
            Confidence::Certain => "",
            Confidence::Likely => " likely",
            Confidence::Possible => " possible",
        };
        out.push(format!("{}: {shown}{confidence}", file.position(fact.span.start).line));
    }
    out.sort_by_key(|line| (line.split(':').next().and_then(|line| line.parse::<u32>().ok()), line.contains(": set")));
    for embedded in &lowered.embedded {
        out.push(format!("{}: {}", embedded.language.name(), embedded.text.trim_end().replace('\n', "⏎")));
    }
    out
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(lowered(path, text), expected, "{text}");
}

#[track_caller]
fn yaml(text: &str, expected: &[&str]) {
    check("a.yaml", text, expected);
}

mod compose {
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
        yaml(
            "services:\n  redis-commander:\n    image: rediscommander/redis-commander\n    ports: ['8081:8081']\n",
            &[],
        );
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
            &["3: image redis/redis-stack -", "shell: redis-server --requirepass hunter2"],
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
        yaml(
            "inputs:\n  redis-port:\n    description: The port, 6379\n    default: 6379\n",
            &["4: Port 6379 constant"],
        );
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
        yaml(
            "services:\n  app:\n    environment:\n      PORT: 3000\n      REDIS_HOST: redis\n      PASSWORD: x\n",
            &[],
        );
    }
}

mod kubernetes {
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
        yaml(
            "steps:\n  - name: redis-cli ping\n    check: redis-cli -p 6379 ping\n",
            &["shell: redis-cli -p 6379 ping"],
        );
        yaml(
            "url: redis+sentinel://h:6379/mymaster\nother: redis+sentinel://h:26379/mymaster\n",
            &["1: Port 6379 url"],
        );
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
            &["3: Password hunter2 constant", "7: Port 6379 constant"],
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
}

mod pipelines {
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
}

mod settings {
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
        yaml(
            "redis_servers:\n  - 10.0.0.1:6379\n  - 10.0.0.2:6379\n",
            &["2: Port 6379 constant", "3: Port 6379 constant"],
        );
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
}

mod conf {
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
}

mod hostile {
    use super::lowered;

    #[test]
    fn deep_and_large_inputs() {
        lowered("a.yaml", &"{a: ".repeat(10_000));
        lowered("a.json", &format!("{{\"a\": [{}\"redis://h:6379\"]}}", "\"x\", 1, ".repeat(30_000)));
        lowered("a.yaml", &"a.b.c: redis\n".repeat(4_000));
        lowered("a.conf", &"redis 6379 port 6379\n".repeat(4_000));
        let mut bomb = String::from("a: &a0 {REDIS_PORT: 6379}\n");
        for level in 1..30 {
            let inner = level - 1;
            bomb.extend([format!("k{level}: &a{level} [*a{inner}, *a{inner}, *a{inner}]\n")]);
        }
        let facts = lowered("a.yaml", &bomb);
        assert_eq!(facts, ["1: Port 6379 constant"]);
    }

    #[test]
    fn a_broken_document_does_not_hide_the_others() {
        let facts = lowered("a.yaml", "a: [\n---\nredis: {port: 6379}\n---\nb: ]\n");
        assert_eq!(facts, ["3: Port 6379 constant"]);
    }
}
