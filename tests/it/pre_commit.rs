//! The hook with the real pre-commit: a commit with a violation fails, one without passes.

use std::path::Path;
use std::process::{Command, Output};

use crate::support::Tree;

/// Runs a program in the tree with the built `redlint` first on the path.
fn run(tree: &Tree, program: &str, args: &[&str]) -> Option<Output> {
    let folder = Path::new(env!("CARGO_BIN_EXE_redlint")).parent()?;
    let rest = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&rest))).ok()?;
    Command::new(program)
        .args(args)
        .current_dir(tree.path())
        .env("PATH", path)
        .env("PRE_COMMIT_HOME", tree.path().join(".cache"))
        .env("GIT_AUTHOR_NAME", "t")
        .env("GIT_AUTHOR_EMAIL", "t@example.invalid")
        .env("GIT_COMMITTER_NAME", "t")
        .env("GIT_COMMITTER_EMAIL", "t@example.invalid")
        .output()
        .ok()
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|run| run.status.success())
}

#[test]
fn a_commit_with_a_violation_fails_and_one_without_passes() {
    let root = env!("CARGO_MANIFEST_DIR");
    if !is_there("pre-commit") || !is_there("git") {
        println!("skipped: pre-commit or git is not installed");
        return;
    }
    if !Path::new(root).join(".git").exists() {
        println!("skipped: pre-commit reads its hooks from a git repository, and this is none");
        return;
    }
    let tree = Tree::new(&[
        ("a.py", "REDIS_PORT = 6379\n"),
        (".env", "REDIS_PORT=6379\n"),
        ("conf/redis.conf", "port 6379\n"),
        ("Dockerfile.dev", "FROM python:3\nENV REDIS_URL=redis://h:6379\n"),
        ("vendor/b.py", "REDIS_PORT = 6379\n"),
        ("redlint.yaml", "exclude: [vendor]\n"),
        ("picture.bin", "\0\0"),
        (".gitignore", ".cache\n"),
    ]);
    for args in [&["init", "-q"][..], &["add", "."]] {
        assert!(run(&tree, "git", args).is_some_and(|run| run.status.success()));
    }
    let hook = |args: &[&str]| {
        let output =
            run(&tree, "pre-commit", &[&["try-repo", root, "redlint-system"], args].concat()).expect("it runs");
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (passed, said) = hook(&["--all-files"]);
    assert!(!passed, "{said}");
    for path in ["a.py:1", ".env:1", "conf/redis.conf:1", "Dockerfile.dev:2"] {
        assert!(said.contains(path), "{path}\n{said}");
    }
    assert!(!said.contains("vendor"), "excludes hold for files that are named\n{said}");
    let (passed, said) = hook(&["--files", "picture.bin", "vendor/b.py"]);
    assert!(passed, "{said}");
    for (path, text) in [
        ("a.py", "import os\nREDIS_PORT = os.environ['REDIS_PORT']\n"),
        (".env", "REDIS_PORT=6381\n"),
        ("conf/redis.conf", "# none\n"),
        ("Dockerfile.dev", "FROM python:3\n"),
    ] {
        tree.write(path, text);
    }
    assert!(run(&tree, "git", &["add", "."]).is_some_and(|run| run.status.success()));
    let (passed, said) = hook(&["--all-files"]);
    assert!(passed, "{said}");
}
