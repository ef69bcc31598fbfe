//! The sample platform, which the README shows first: all that is found in it, word by word.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::support::Tree;

const TREE: &str = "fixtures/repos/platform";

#[test]
fn the_sample_platform_gives_what_is_expected_and_every_rule_has_something_to_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::cargo_bin("redlint").expect("the program is built");
    let output = command
        .current_dir(root)
        .args(["check", "--isolated", "--fail-on", "never", "--format", "concise", TREE])
        .output()
        .expect("the program runs");
    let found = String::from_utf8(output.stdout).expect("a report is UTF-8").replace(&format!("{TREE}/"), "");
    let expected = fs::read_to_string(root.join(TREE).join("expected.txt")).expect("the list is text");
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (found, expected) = (lines(&found), lines(&expected));
    let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
    let less: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
    assert!(more.is_empty() && less.is_empty(), "not expected: {more:#?}\nnot found: {less:#?}");
    assert_eq!(found, expected, "the order");
    for entry in fs::read_dir(root.join("rules/conventions")).expect("the folder is there").filter_map(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let rule = name.trim_end_matches(".yaml");
        assert!(found.iter().any(|line| line.contains(&format!("[{rule}]"))), "{rule} has nothing to say");
    }
}

#[test]
fn messages_quote_the_port_map_and_the_map_is_held_against_the_conventions() {
    let code = "REDIS_PORT=6379\n";
    let map = "services:\n  redis: {port: 6400}\n  postgres: {port: 5432}\n";
    let tree = Tree::new(&[(".env", code), ("config/ports.yaml", map)]);
    let in_map = "config/ports.yaml:2:17: error[port-map] the port map gives Redis port 6400; the convention is 6381";
    tree.check(
        &[],
        &[".env:1:12: error[hardcoded-port] Redis port 6379 is hardcoded; this team's Redis listens on 6400", in_map],
    );
    tree.write("redlint.yaml", "conventions: {port: 6400, ports-file: config/ports.yaml}\n");
    tree.check(
        &[],
        &[".env:1:12: error[hardcoded-port] Redis port 6379 is hardcoded; this team's Redis listens on 6400"],
    );
}

#[test]
fn rules_follow_the_conventions_of_the_team() {
    let code = "import os, redis\n\
                r = redis.Redis(port=int(os.environ['REDIS_PORT']), password=os.environ['REDIS_PASSWORD'])\n\
                def ask(agent): r.xadd(f'wake:{agent}', {'a': '1'}, maxlen=10)\n\
                def tell(agent): r.xadd(f'triggers.{agent}', {'a': '1'}, maxlen=10)\n";
    let conf = "port 6381\nmaxmemory 1024mb\nmaxmemory-policy allkeys-lru\nappendonly yes\naclfile /a\n";
    let config = "target: {redis: '8.2'}\n\
                  conventions: {trigger-streams: ['wake:*'], server: {maxmemory: 1gb, maxclients: null}}\n";
    let tree = Tree::new(&[
        ("a.py", code),
        ("redis.conf", conf),
        ("compose.yaml", "services: {redis: {image: 'redis:7.4'}}\n"),
        ("redlint.yaml", config),
    ]);
    tree.check(
        &[],
        &[
            "a.py:3:19: error[direct-agent-message] a message to `wake:{agent}` bypasses the orchestrator",
            "compose.yaml:1:28: error[server-version] the image `redis:7.4` is Redis 7.4; this team runs Redis 8.2",
        ],
    );
}
