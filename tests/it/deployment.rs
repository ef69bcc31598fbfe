//! Servers whose configuration and command line stand in different files: both together decide.

use crate::support::Tree;

/// A configuration that lacks the port and the password.
const CONF: &str = "maxmemory 256mb\nmaxmemory-policy allkeys-lru\nappendonly yes\nmaxclients 100\n";

/// What is said of it alone.
const ALONE: &str = "this server is configured without `port 6381` and a password (`requirepass`)";

/// The same, but for the password.
const PORT: &str = "this server is configured without `port 6381`";

/// What `server-config` says in the files that are `named`, without places.
#[track_caller]
fn check(files: &[(&str, &str)], named: &[&str], expected: &[(&str, &str)]) {
    let tree = Tree::new(files);
    let run = tree.run(&[&["check", "--format", "concise", "--rule", "server-config", "-q"], named].concat());
    let mut found = Vec::new();
    for line in run.stdout.lines() {
        let (place, said) = line.split_once(": error").unwrap_or_else(|| panic!("{line}"));
        let file = place.split(':').next().unwrap_or_default().to_owned();
        let said = said.split_once(' ').map_or(said, |(_, said)| said);
        found.push((file, said.to_owned()));
    }
    let short: Vec<(String, String)> = found
        .iter()
        .map(|(file, said)| {
            let text = expected.iter().map(|(_, text)| *text).find(|text| said.starts_with(text));
            (file.clone(), text.map_or_else(|| said.clone(), str::to_owned))
        })
        .collect();
    let expected: Vec<(String, String)> =
        expected.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
    assert_eq!(short, expected, "{}{}", run.stdout, run.stderr);
}

const FLAGS: &str = "--port 6381 --requirepass $REDIS_PASSWORD";

/// A service with the configuration's usual path, these flags and this volume.
fn compose(command: &str, volume: &str) -> String {
    format!(
        "services:\n  redis:\n    image: redis:7.4\n    command: redis-server /usr/local/etc/redis/redis.conf {command}\n    volumes:\n      - {volume}\n"
    )
}

#[test]
fn a_configuration_alone_is_judged_alone() {
    check(&[("redis.conf", CONF)], &["."], &[("redis.conf", ALONE)]);
    check(&[("redis.conf", CONF)], &["redis.conf"], &[("redis.conf", ALONE)]);
    // another server, with other files
    let other = "services:\n  redis:\n    image: redis:7.4\n    command: redis-server /etc/other.conf --port 6381 --requirepass $P\n    volumes: [./other.conf:/etc/other.conf]\n";
    check(&[("redis.conf", CONF), ("compose.yaml", other)], &["."], &[("redis.conf", ALONE)]);
    check(&[("redis.conf", CONF), ("compose.yaml", other)], &["redis.conf"], &[("redis.conf", ALONE)]);
}

#[test]
fn compose_mounts_it_and_adds_flags() {
    let file = "./redis.conf:/usr/local/etc/redis/redis.conf:ro";
    let both = compose(FLAGS, file);
    for named in ["deploy", ".", "deploy/redis.conf", "deploy/compose.yaml"] {
        check(&[("deploy/redis.conf", CONF), ("deploy/compose.yaml", &both)], &[named], &[]);
    }
    let port = compose("--requirepass $REDIS_PASSWORD", file);
    check(&[("redis.conf", CONF), ("compose.yaml", &port)], &["."], &[("redis.conf", PORT)]);
    check(&[("redis.conf", CONF), ("compose.yaml", &port)], &["redis.conf"], &[("redis.conf", PORT)]);
    // what one server is told is missing for the other
    let plain = compose("", file);
    check(
        &[("redis.conf", CONF), ("compose.yaml", &both), ("compose.dev.yaml", &plain)],
        &["."],
        &[("redis.conf", ALONE)],
    );
    // the flags are another server's
    let elsewhere = compose(FLAGS, "./other.conf:/usr/local/etc/redis/redis.conf");
    check(&[("redis.conf", CONF), ("compose.yaml", &elsewhere)], &["."], &[("redis.conf", ALONE)]);
    let folder = compose(FLAGS, "./conf:/usr/local/etc/redis");
    check(&[("conf/redis.conf", CONF), ("compose.yaml", &folder)], &["."], &[]);
    check(&[("conf/redis.conf", CONF), ("compose.yaml", &folder)], &["conf"], &[]);
    let long = compose(FLAGS, "{type: bind, source: ./conf/redis.conf, target: /usr/local/etc/redis/redis.conf}");
    check(&[("conf/redis.conf", CONF), ("compose.yaml", &long)], &["."], &[]);
}

#[test]
fn a_flag_wins_over_the_file_and_is_itself_judged() {
    let wrong =
        "port 6382\nrequirepass x\nmaxmemory 256mb\nmaxmemory-policy allkeys-lru\nappendonly yes\nmaxclients 100\n";
    let compose = |port: &str| {
        format!(
            "services:\n  redis:\n    image: redis:7.4\n    command: [redis-server, /etc/redis.conf, --port, \"{port}\"]\n    volumes: [./redis.conf:/etc/redis.conf]\n"
        )
    };
    let good = compose("6381");
    check(&[("redis.conf", wrong), ("compose.yaml", &good)], &["."], &[]);
    let bad = compose("6383");
    check(&[("redis.conf", wrong), ("compose.yaml", &bad)], &["."], &[("compose.yaml", "`port 6383` departs")]);
}

#[test]
fn a_script_that_adds_to_the_file() {
    let plain = compose("", "./redis.conf:/usr/local/etc/redis/redis.conf");
    let adds = "#!/bin/sh\necho \"requirepass $REDIS_PASSWORD\" >> /usr/local/etc/redis/redis.conf\nexec redis-server /usr/local/etc/redis/redis.conf\n";
    for named in [".", "redis.conf"] {
        check(&[("redis.conf", CONF), ("entrypoint.sh", adds), ("compose.yaml", &plain)], &[named], &[]);
        let shows = "#!/bin/sh\ncat /usr/local/etc/redis/redis.conf >> /tmp/log\n";
        check(
            &[("redis.conf", CONF), ("entrypoint.sh", shows), ("compose.yaml", &plain)],
            &[named],
            &[("redis.conf", ALONE)],
        );
    }
}

#[test]
fn entries_of_configs() {
    let compose = format!(
        "services:\n  redis:\n    image: redis:7.4\n    command: redis-server /redis.conf {FLAGS}\n    configs:\n      - source: cache\n        target: /redis.conf\nconfigs:\n  cache:\n"
    );
    let file = format!("{compose}    file: ./redis.conf\n");
    check(&[("redis.conf", CONF), ("compose.yaml", &file)], &["."], &[]);
    let inline = format!("{compose}    content: |\n      {}\n", CONF.trim().replace('\n', "\n      "));
    check(&[("compose.yaml", &inline)], &["."], &[]);
    let without = inline.replace(FLAGS, "--port 6381");
    check(&[("compose.yaml", &without)], &["."], &[("compose.yaml", "this server is configured without a password")]);
}

/// A Deployment that mounts `redis-config` and starts with these arguments.
fn deployment(args: &str, volume: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: redis}}\nspec:\n  template:\n    spec:\n      containers:\n        - name: redis\n          image: redis:7.4\n          command: [redis-server, /etc/redis/redis.conf{args}]\n          volumeMounts:\n            - {{name: config, mountPath: /etc/redis}}\n      volumes:\n        - name: config\n          {volume}\n"
    )
}

fn config_map(name: &str) -> String {
    let text = CONF.trim().replace('\n', "\n    ");
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  redis.conf: |\n    {text}\n")
}

const ARGS: &str = ", --port, \"6381\", --requirepass, $(REDIS_PASSWORD)";

#[test]
fn kubernetes_mounts_a_config_map() {
    let volume = "configMap: {name: redis-config}";
    let (map, both) = (config_map("redis-config"), deployment(ARGS, volume));
    let one = format!("{map}---\n{both}");
    check(&[("redis.yaml", &one)], &["."], &[]);
    for named in [".", "k8s", "k8s/map.yaml"] {
        check(&[("k8s/map.yaml", &map), ("k8s/redis.yaml", &both)], &[named], &[]);
    }
    let bare = deployment("", volume);
    check(&[("map.yaml", &map), ("redis.yaml", &bare)], &["."], &[("map.yaml", ALONE)]);
    // another map of the same key
    let other = config_map("other-config");
    check(&[("map.yaml", &other), ("redis.yaml", &both)], &["."], &[("map.yaml", ALONE)]);
    let items = deployment(ARGS, "configMap: {name: redis-config, items: [{key: cache.conf, path: redis.conf}]}");
    let renamed = map.replace("redis.conf:", "cache.conf:");
    check(&[("map.yaml", &renamed), ("redis.yaml", &items)], &["."], &[]);
    let generated = "configMapGenerator:\n  - name: redis-config\n    files: [conf/redis.conf]\n";
    check(&[("kustomization.yaml", generated), ("redis.yaml", &both), ("conf/redis.conf", CONF)], &["."], &[]);
    check(
        &[("kustomization.yaml", generated), ("redis.yaml", &bare), ("conf/redis.conf", CONF)],
        &["."],
        &[("conf/redis.conf", ALONE)],
    );
}

#[test]
fn a_dockerfile_copies_it() {
    let dockerfile = |copy: &str, flags: &str| {
        format!("FROM redis:7.4\n{copy}\nCMD [\"redis-server\", \"/etc/redis/redis.conf\"{flags}]\n")
    };
    let flags = ", \"--port\", \"6381\", \"--requirepass\", \"$P\"";
    for (copy, place) in [
        ("COPY redis.conf /etc/redis/redis.conf", "image/redis.conf"),
        ("COPY --chown=redis redis.conf /etc/redis/", "image/redis.conf"),
        ("COPY [\"redis.conf\", \"/etc/redis/redis.conf\"]", "image/redis.conf"),
        ("COPY conf /etc/redis", "conf/redis.conf"),
        ("ADD image/conf/redis.conf /etc/redis/redis.conf", "image/conf/redis.conf"),
    ] {
        let text = dockerfile(copy, flags);
        check(&[("image/Dockerfile", &text), (place, CONF)], &["."], &[]);
        let text = dockerfile(copy, ", \"--hz\", \"20\"");
        check(&[("image/Dockerfile", &text), (place, CONF)], &["."], &[(place, ALONE)]);
    }
}

#[test]
fn units_scripts_and_pipes() {
    let unit = format!("[Service]\nExecStart=/usr/bin/redis-server /etc/redis/redis.conf {FLAGS}\n");
    check(&[("redis.service", &unit), ("redis.conf", CONF)], &["."], &[]);
    let script = format!("#!/bin/sh\nredis-server ./conf/redis.conf {FLAGS} &\n");
    check(&[("start.sh", &script), ("conf/redis.conf", CONF)], &["."], &[]);
    let open = "#!/bin/sh\nredis-server ./redis.conf \"$@\"\n";
    check(&[("start.sh", open), ("redis.conf", CONF)], &["."], &[]);
    let piped = format!("#!/bin/sh\nredis-server - {FLAGS} <<EOF\n{CONF}EOF\n");
    check(&[("start.sh", &piped)], &["."], &[]);
    let written = format!("#!/bin/sh\ncat > /tmp/redis.conf <<EOF\n{CONF}EOF\nredis-server /tmp/redis.conf {FLAGS}\n");
    check(&[("start.sh", &written)], &["."], &[]);
    let without = written.replace(FLAGS, "");
    check(&[("start.sh", &without)], &["."], &[("start.sh", ALONE)]);
}

#[test]
fn parts_are_not_whole() {
    let main = "include /etc/redis/limits.conf\nport 6381\n";
    check(&[("redis.conf", main), ("limits.conf", CONF)], &["."], &[]);
    check(&[("redis.conf", main), ("limits.conf", CONF)], &["limits.conf"], &[]);
    check(
        &[("redis-common.conf", CONF), ("redis.conf.d/limits.conf", CONF), ("users.acl", "user default off\n")],
        &["."],
        &[],
    );
    // a part may still be wrong
    let wrong = "maxmemory 1gb\nappendonly yes\n";
    check(&[("redis-common.conf", wrong)], &["."], &[("redis-common.conf", "`maxmemory 1gb` departs")]);
}

#[test]
fn an_unsaved_text_is_judged_with_the_files_around_it() {
    let compose = format!(
        "services:\n  redis:\n    image: redis:7.4\n    command: redis-server /etc/redis.conf {FLAGS}\n    volumes: [./redis.conf:/etc/redis.conf]\n"
    );
    let tree = Tree::new(&[("compose.yaml", &compose)]);
    let run =
        tree.run_with(&["check", "--stdin-filename", "redis.conf", "-", "-q", "--format", "concise"], CONF.as_bytes());
    assert_eq!((run.stdout.as_str(), run.code), ("", Some(0)), "{}", run.stderr);
}
