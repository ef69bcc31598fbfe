//! Input that is not what one expects: nothing of it may crash, hang or block.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::support::{Tree, WARNING};

/// Every language by a file name, with what makes a file of it interesting.
const NAMES: [(&str, &str); 19] = [
    ("a.rs", "// redis redlint:\n"),
    ("a.py", "# redis redlint:\n"),
    ("a.js", "// redis redlint:\n"),
    ("a.jsx", "// redis redlint:\n"),
    ("a.ts", "// redis redlint:\n"),
    ("a.tsx", "// redis redlint:\n"),
    ("a.sh", "# redis redlint:\n"),
    ("a.lua", "-- redis redlint:\n"),
    ("a.yaml", "# redis redlint:\n"),
    (".env", "# redis redlint:\n"),
    ("a.toml", "# redis redlint:\n"),
    ("a.json", "// redis redlint:\n"),
    ("a.ini", "; redis redlint:\n"),
    ("a.properties", "# redis redlint:\n"),
    ("Dockerfile", "# redis redlint:\n"),
    ("redis.conf", "# redis redlint:\n"),
    ("Procfile", "# redis redlint:\n"),
    ("Makefile", "# redis redlint:\n"),
    ("a.service", "# redis redlint:\n"),
];

/// Runs over a file of every language that holds `text`.
#[track_caller]
fn survives(text: &[u8]) {
    let files: Vec<(&str, Vec<u8>)> =
        NAMES.iter().map(|(name, head)| (*name, [head.as_bytes(), text, b"\n"].concat())).collect();
    let tree = Tree::new(&files);
    let run = tree.run(&["--isolated", "--format", "json", "--min-confidence", "possible"]);
    assert!(
        matches!(run.code, Some(0 | 1)) && !run.stderr.contains("internal error"),
        "{:?}…\n{:?}\n{}",
        String::from_utf8_lossy(&text[..text.len().min(80)]),
        run.code,
        run.stderr
    );
}

#[test]
fn deep_nesting_in_every_language() {
    let depth = 10_000;
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{", "}"), ("{\"a\":", "}"), ("f(", ")"), ("<a>", "</a>"), ("$(", ")"), ("`${", "}`")]
    {
        survives(open.repeat(depth).as_bytes());
        survives([open.repeat(depth), "1".to_owned(), close.repeat(depth)].concat().as_bytes());
    }
}

#[test]
fn long_chains_in_every_language() {
    let count = 3_000;
    for part in [
        "-", "!", "a.", "a+", "a(", "a || ", "x = ", "if x ", "not ", "&", "*", "\"a\" + ", "a::", "b().", "lambda: ",
        "x => ", "| ",
    ] {
        survives(part.repeat(count).as_bytes());
        survives([part.repeat(count), "redis".to_owned()].concat().as_bytes());
    }
}

#[test]
fn classes_that_inherit_from_themselves_or_in_many_ways() {
    let own = "import Redis from 'ioredis';\nexport type Kind = typeof Kind;\nclass A extends B {}\nclass B extends A {}\nexport function f(k: Kind, a: A) { k.keys('*'); k.any.keys('*'); a.keys('*'); a.any.keys('*'); }\n";
    // each class is reached in twice as many ways as the one before
    let mut many = "import redis\nclass A0: pass\nclass B0: pass\n".to_owned();
    for n in 1..80 {
        let before = n - 1;
        for class in ["A", "B"] {
            writeln!(many, "class {class}{n}(A{before}, B{before}): pass").expect("a string takes what is written");
        }
    }
    many.push_str("def f(x: A79):\n    x.keys('*')\n    x.any.keys('*')\n");
    // and what is inherited over a long line is still found, up to a bound
    let far = "import redis\nclass A(redis.Redis): pass\nclass B(A): pass\nclass C(B): pass\nc = C(port=1, password=p)\nc.keys('*')\n";
    let run =
        Tree::new(&[("a.ts", own), ("b.py", many.as_str()), ("c.py", far)]).run(&["--isolated", "--format", "concise"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let keys: Vec<&str> = run.stdout.lines().filter(|line| line.contains("keys-command")).collect();
    assert_eq!(keys.len(), 1, "{}", run.stdout);
    assert!(keys[0].starts_with("c.py:6:"), "{}", run.stdout);
}

#[test]
fn deep_indentation_in_every_language() {
    let block = |line: &str| (0..200).map(|depth| " ".repeat(depth) + line + "\n").collect::<String>();
    for line in ["a:", "- a", "if x:", "- - -", "def f():", "[a.b]"] {
        survives(block(line).as_bytes());
    }
}

/// Runs over files that ask for more than they hold, which must neither need much time nor memory.
#[track_caller]
fn stays_small(files: &[(&str, String)]) {
    let tree = Tree::new(files);
    let started = Instant::now();
    let run = tree.run(&["--isolated", "--format", "concise"]);
    assert!(
        matches!(run.code, Some(0 | 1)) && !run.stderr.contains("internal error"),
        "{:?}\n{}",
        run.code,
        run.stderr
    );
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
}

#[test]
fn values_that_double_with_each_line() {
    let twice = |line: &str| format!("{line}\n").repeat(60);
    stays_small(&[
        ("text.py", format!("import redis\nr = redis.Redis()\nx = 'a'\n{}r.get(x)\n", twice("x = x + x"))),
        ("holes.py", format!("import redis\nr = redis.Redis()\nx = f'a{{u}}'\n{}", twice("x = f'{x}-{x}'\nr.get(x)"))),
        (
            "list.py",
            format!("import redis\nr = redis.Redis()\nx = ['a']\n{}r.mget(*x)\n", twice("x = [*x, *x]\nx.extend(x)")),
        ),
        ("text.js", format!("import R from 'ioredis';\nlet x = 'a';\n{}new R().get(x);\n", twice("x = `${x}${x}`;"))),
        (
            "list.js",
            format!("import R from 'ioredis';\nlet x = ['a'];\n{}new R().mget(...x);\n", twice("x = [...x, ...x];")),
        ),
        ("text.sh", format!("x=a\n{}redis-cli GET \"$x\"\n", twice("x=\"$x$x\""))),
        ("list.sh", format!("x=(a b)\n{}redis-cli DEL \"${{x[@]}}\"\n", twice("x+=(\"${x[@]}\")"))),
        ("text.lua", format!("local x = 'a'\n{}redis.call('GET', x)\n", twice("x = x..x"))),
        (
            "text.rs",
            format!(
                "use redis::Commands;\nfn f(c: &mut redis::Connection) {{\nlet x = \"a\";\n{}c.get(x);\n}}\n",
                twice("let x = format!(\"{x}{x}\");")
            ),
        ),
    ]);
}

#[test]
fn one_large_text_for_many_commands() {
    let large = "v\n".repeat(200_000);
    let python = format!("import redis\nr = redis.Redis()\nx = \"\"\"{large}\"\"\"\n{}", "r.get(x)\n".repeat(2_000));
    let list =
        format!("import redis\nr = redis.Redis()\nx = [{}]\n{}", "\"a\",\n".repeat(5_000), "r.mget(*x)\n".repeat(500));
    let shell = format!("x=\"{large}\"\n{}", "redis-cli GET \"$x\"\n".repeat(500));
    stays_small(&[("a.py", python), ("list.py", list), ("a.sh", shell)]);
}

#[test]
fn functions_that_hand_many_arguments_on() {
    let (many, calls) = ("KEYS ".repeat(5_000), "  f \"$@\"\n".repeat(40));
    let lines = "  redis-cli \"$@\"\n".repeat(40);
    stays_small(&[(
        "a.sh",
        format!("f() {{\n{lines}}}\ng() {{\n{calls}}}\ng {many}\n{}", format!("f {many}\n").repeat(5)),
    )]);
}

#[test]
fn python_that_is_indented_deeper_than_its_scanner_can_tell() {
    let blocks = |depths: std::ops::Range<usize>| depths.map(|depth| " ".repeat(depth) + "if x:\n").collect::<String>();
    let tree = Tree::new(&[
        ("a.py", format!("import redis\n{}", blocks(0..1_500))),
        // what is closed may be open all the same
        ("b.py", format!("import redis\n{}(\n{}", blocks(0..250), blocks(251..900))),
        (
            "c.py",
            format!("import redis\nif x:\n{}", (1..900).map(|width| " ".repeat(width) + "\\\n").collect::<String>()),
        ),
        ("d.py", "import redis\nredis.Redis().keys('*')\n".to_owned()),
    ]);
    let run = tree.run(&["--isolated", "--format", "concise"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stdout.contains("d.py:2:") && run.stderr.contains("indented too deeply"), "{run}");
}

#[test]
fn bytes_that_are_no_text() {
    survives(b"\xff\xfe redis \x80");
    survives(b"a\0redis.keys('*')");
    survives(&[0xC3; 1000]);
    survives("\u{feff}\u{feff}\r\r\n\u{2028}\u{85}redis".as_bytes());
}

#[test]
fn unfinished_things() {
    for text in [
        "\"",
        "'",
        "`",
        "\"\"\"",
        "'''",
        "r#\"",
        "/*",
        "<<EOF\n",
        "${",
        "{{",
        "{%",
        "<%",
        "&a *a",
        "\\",
        "f\"{",
        "$(",
        "!!binary |",
        "? ",
        "%YAML 1.2\n---",
    ] {
        survives(text.as_bytes());
        survives(format!("redis.Redis({text}\nkeys").as_bytes());
    }
}

#[test]
fn yaml_aliases_do_not_explode() {
    let mut text = "a0: &a0 [redis, redis]\n".to_owned();
    for level in 1..40 {
        let line = format!("a{level}: &a{level} [*a{0}, *a{0}, *a{0}, *a{0}]\n", level - 1);
        text.push_str(&line);
    }
    survives(text.as_bytes());
    survives(b"a: &a\n  b: *a\n  redis: 1\n<<: *a");
}

#[test]
fn one_long_line() {
    let tree = Tree::new(&[("big.js", format!("redis.keys('{}')", "x".repeat(20 << 20)))]);
    let run = tree.run(&["--verbose"]);
    run.expect_code(0);
    assert!(run.stderr.contains("skipped big.js: larger than the limit of 2 MB"), "{run}");
    tree.write("redlint.yaml", "limits: {file-size: 100MB}");
    let run = tree.run(&["--verbose"]);
    assert!(run.stderr.contains("skipped big.js: line 1 is longer than the limit of 50 KB"), "{run}");
    tree.write("redlint.yaml", "limits: {file-size: 100MB, line-length: 100MB}");
    tree.run(&[]).expect_sound();
}

#[test]
fn what_cannot_be_read_is_named_and_stops_nothing() {
    let tree = Tree::new(&[
        ("a.py", WARNING.as_bytes()),
        ("binary.py", b"redis\0".as_slice()),
        ("latin1.py", b"# redis\n# caf\xe9\n"),
        ("utf16.py", b"\xff\xfer\0e\0d\0i\0s\0"),
        ("other-latin1.py", b"# caf\xe9 without that word\n"),
    ]);
    let run = tree.check_files(&["--verbose"], &["a.py"]);
    run.expect_code(0);
    insta::assert_snapshot!(run.to_string().split_once("--- stderr").unwrap().1);
    let run = tree.check_files(&[], &["a.py"]);
    assert!(run.stderr.contains("skipped latin1.py: ") && run.stderr.contains(", 3 skipped,"), "{run}");
    for at in 0..5 {
        tree.write(&format!("more/{at}.py"), b"redis = '\xff'\n");
    }
    let run = tree.check_files(&[], &["a.py"]);
    assert_eq!(run.stderr.matches("skipped ").count(), 5 + 1, "{run}");
    assert!(run.stderr.contains("8 skipped (--verbose names them all)"), "{run}");
    let run = tree.check_files(&["--quiet"], &["a.py"]);
    assert_eq!(run.stderr, "");
}

#[test]
fn line_breaks_and_byte_order_marks() {
    let tree = Tree::new(&[
        ("bom.py", format!("\u{feff}{WARNING}")),
        ("crlf.py", format!("x = 1\r\n{}", WARNING.replace('\n', "\r\n"))),
        ("none.py", format!("x = 1  {}", WARNING.trim_end())),
    ]);
    let message = "warning[unknown-rule] there is no rule `keys-comand`";
    tree.check(
        &[],
        &[&format!("bom.py:1:18: {message}"), &format!("crlf.py:2:18: {message}"), &format!("none.py:1:25: {message}")],
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    #[test]
    fn pipes_and_sockets_are_never_opened() {
        let tree = Tree::new(&[("a.py", WARNING)]);
        let made =
            Command::new("mkfifo").arg(tree.path().join("pipe.py")).status().is_ok_and(|status| status.success());
        assert!(made, "mkfifo is part of POSIX");
        let _listener = UnixListener::bind(tree.path().join("socket.py")).unwrap();
        tree.check_files(&[], &["a.py"]).expect_code(0);
        let named = tree.run(&["pipe.py"]);
        named.expect_code(2);
        assert!(named.stderr.contains("pipe.py: not a regular file"), "{named}");
        tree.run(&["--force-exclude", "pipe.py", "socket.py"]).expect_code(0);
    }

    #[test]
    fn unreadable_files_fail_only_when_named() {
        let tree = Tree::new(&[("a.py", WARNING), ("secret.py", WARNING), ("closed/b.py", WARNING)]);
        for path in ["secret.py", "closed"] {
            std::fs::set_permissions(tree.path().join(path), std::fs::Permissions::from_mode(0o000)).unwrap();
        }
        // the superuser reads everything
        if std::fs::read(tree.path().join("secret.py")).is_ok() {
            eprintln!("skipped: permissions do not hold for this user");
        } else {
            let run = tree.check_files(&["--verbose"], &["a.py"]);
            run.expect_code(0);
            assert!(run.stderr.contains("skipped secret.py: permission denied"), "{run}");
            assert!(run.stderr.contains("skipped closed: permission denied"), "{run}");
            tree.run(&["secret.py"]).expect_code(2);
        }
        std::fs::set_permissions(tree.path().join("closed"), std::fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn names_that_are_no_text() {
        let tree = Tree::new::<&str>(&[]);
        let name = std::ffi::OsStr::from_bytes(b"a\xff.py");
        if std::fs::write(tree.path().join(name), WARNING).is_err() {
            eprintln!("skipped: the file system takes no such names");
            return;
        }
        tree.check_files(&[], &["a\u{fffd}.py"]);
        let run = tree.run_with(&["--format", "jsonl", "--files-from", "-"], b"a\xff.py\n");
        assert_eq!(run.paths(), ["a\u{fffd}.py"]);
    }
}

#[test]
fn broken_scripts_are_told_where_they_must_be_scripts() {
    let tree = Tree::new(&[
        ("a.rs", "const A: &str = \"redis-cli keys (\";\n"),
        ("a.yml", "jobs:\n  a:\n    steps:\n      - run: \"redis-cli (keys\"\n"),
    ]);
    let run = tree.run(&["check", "--isolated"]);
    assert!(run.stderr.contains("a.yml") && !run.stderr.contains("a.rs"), "{}", run.stderr);
}
