//! Suppression comments, from the outside.

use crate::support::Tree;

#[test]
fn suppressions_that_do_nothing_are_reported() {
    let tree = Tree::new(&[(
        "a.py",
        "x = 1  # redlint: allow(unused-suppression, keys-comand) why\n# redlint: allow nothing\nprint('redlint: allow(x)')\n",
    )]);
    tree.check(
        &[],
        &[
            "a.py:1:45: warning[unknown-rule] there is no rule `keys-comand`",
            "a.py:2:3: warning[unused-suppression] this suppression is not understood, so it suppresses nothing",
        ],
    );
}

#[test]
fn a_suppression_may_itself_be_suppressed() {
    let tree = Tree::new(&[(
        "a.py",
        "# redlint: allow-file(unknown-rule) rules of another version\n# redlint: allow(keys-comand)\n",
    )]);
    tree.check(&[], &[]);
}

/// A suppression of a rule that does not exist is told where it stands, so it has been read as a comment.
#[test]
fn comments_of_every_language() {
    let cases = [
        ("a.rs", "fn f() {} // redlint: allow(nope)\n"),
        ("b.rs", "/* redlint: allow(nope) */\nfn f() {}\n"),
        ("c.rs", "fn f() {\n    let s = \"// redlint: allow(quoted)\"; // redlint: allow(nope)\n}\n"),
        ("a.py", "x = 1  # redlint: allow(nope)\n"),
        ("a.js", "f() // redlint: allow(nope)\n"),
        ("b.jsx", "const a = <a>{/* redlint: allow(nope) */}</a>\n"),
        ("a.ts", "/* x */ let a: number = 1 // redlint: allow(nope)\n"),
        ("a.tsx", "const a = <a>{/* redlint: allow(nope) */}</a>\n"),
        ("a.sh", "echo '# redlint: allow(quoted)' # redlint: allow(nope)\n"),
        ("a.lua", "local a = 1 -- redlint: allow(nope)\n"),
        ("a.yaml", "a: 1 # redlint: allow(nope)\nb: '# redlint: allow(quoted)'\n"),
        ("b.yaml", "{{- /* redlint: allow(nope) */}}\na: {{ .Values.b }}\n"),
        (".env", "# redlint: allow(nope)\nA=1\n"),
        ("a.toml", "a = 1 # redlint: allow(nope)\n"),
        ("a.jsonc", "{\"a\": 1} // redlint: allow(nope)\n"),
        ("a.ini", "; redlint: allow(nope)\n[a]\nb = 1\n"),
        ("a.properties", "! redlint: allow(nope)\na=1\n"),
        ("Dockerfile", "# redlint: allow(nope)\nFROM redis\n"),
        ("redis.conf", "# redlint: allow(nope)\nport 1\n"),
        ("Procfile", "# redlint: allow(nope)\nweb: run\n"),
        ("Makefile", "# redlint: allow(nope)\na:\n\techo\n"),
        ("a.service", "# redlint: allow(nope)\n[Service]\nExecStart=/bin/a\n"),
        // texts in texts
        (
            "c.yaml",
            "on: push\njobs:\n  a:\n    steps:\n      - run: |\n          redis-cli ping # redlint: allow(nope)\n",
        ),
        (
            "d.yaml",
            "kind: ConfigMap\nmetadata: {name: redis}\ndata:\n  redis.conf: |\n    # redlint: allow(nope)\n    port 1\n",
        ),
        ("Dockerfile.b", "FROM redis\nRUN redis-cli ping; \\\n    # redlint: allow(nope)\n    redis-cli info\n"),
    ];
    let tree = Tree::new(&cases);
    let run = tree.run(&["--format", "jsonl", "--rule", "unknown-rule"]);
    let found: Vec<(String, usize)> = run
        .stdout
        .lines()
        .map(|line| {
            let finding: serde_json::Value = serde_json::from_str(line).unwrap();
            let line = usize::try_from(finding["line"].as_u64().unwrap()).unwrap();
            (finding["path"].as_str().unwrap().to_owned(), line)
        })
        .collect();
    let mut expected: Vec<(String, usize)> = cases
        .iter()
        .map(|(path, text)| {
            let line = text.lines().position(|line| line.contains("allow(nope)")).unwrap();
            ((*path).to_owned(), line + 1)
        })
        .collect();
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn where_a_suppression_reaches() {
    let tree = Tree::new(&[
        (
            "a.py",
            "import redis\nr = redis.Redis(port=6381, password='s3cr3t-T0ken9')  # redlint: allow(hardcoded-password) tests only\n\
             r.keys('a*')  # redlint: allow(keys-command)\nr.keys('b*')\n# redlint: allow(keys-command) the statement below,\n\
             # to its last line\nr.keys(\n    'c*',\n)\n\n\n# redlint: allow(keys-command) not into the body\ndef f():\n    r.keys('d*')\n",
        ),
        (
            "compose.yaml",
            "services:\n  a:\n    image: redis:7.4\n    # redlint: allow(hardcoded-port) the development machine\n    ports:\n      - \"6379:6379\"\n",
        ),
        (
            "all.sh",
            "# redlint: allow-file(keys-command) maintenance\nredis-cli -p \"$P\" KEYS 'a*'\nredis-cli -p \"$P\" KEYS 'b*'\n",
        ),
    ]);
    let rules = [
        "--rule",
        "keys-command",
        "--rule",
        "hardcoded-password",
        "--rule",
        "hardcoded-port",
        "--rule",
        "unused-suppression",
    ];
    let message = |keys: &str| {
        format!("error[keys-command] `KEYS {keys}` walks the whole keyspace while the server answers nobody else")
    };
    tree.check(&rules, &[
        &format!("a.py:4:3: {}", message("b*")),
        "a.py:12:18: warning[unused-suppression] `keys-command` finds nothing here, so there is nothing to suppress",
        &format!("a.py:14:7: {}", message("d*")),
    ]);
}
