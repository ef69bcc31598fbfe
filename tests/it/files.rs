//! Which files are read, and how they are named.

use crate::support::{Tree, WARNING};

fn tree(paths: &[&str]) -> Tree {
    Tree::new(&paths.iter().map(|path| (*path, WARNING)).collect::<Vec<_>>())
}

#[test]
fn the_current_folder_by_default_in_order() {
    let tree = tree(&["b.py", "a/z.py", "a.py", ".hidden/c.py", "d.txt", "a/y/x.py"]);
    tree.check_files(&[], &[".hidden/c.py", "a.py", "a/y/x.py", "a/z.py", "b.py"]);
    tree.check_files(&["."], &[".hidden/c.py", "a.py", "a/y/x.py", "a/z.py", "b.py"]);
    tree.check_files(&["./a//", "b.py"], &["a/y/x.py", "a/z.py", "b.py"]);
}

#[test]
fn paths_are_relative_to_the_working_directory() {
    let tree = tree(&["a/b.py", "c.py"]);
    let run = |args: &[&str]| tree.run_in("a", args, b"").paths();
    assert_eq!(run(&["--format", "jsonl"]), ["b.py"]);
    assert_eq!(run(&["--format", "jsonl", ".."]), ["../a/b.py", "../c.py"]);
    let absolute = tree.path().canonicalize().unwrap();
    tree.check_files(&[absolute.to_str().unwrap()], &["a/b.py", "c.py"]);
}

#[test]
fn a_file_that_is_reached_twice_is_read_once() {
    let tree = tree(&["a/b.py", "c.py"]);
    tree.check_files(&[".", "a", "a/b.py", "./a/b.py"], &["a/b.py", "c.py"]);
}

#[test]
fn ignore_files_hold_for_what_is_found() {
    let tree =
        tree(&["a.py", "build/b.py", "gen/c.py", "sub/d.py", "sub/e.py", "node_modules/x/f.py", "node_modules/g.py"]);
    tree.write(".gitignore", "build/\n");
    tree.write(".redlintignore", "gen\n");
    tree.write("sub/.gitignore", "d.py\n");
    tree.check_files(&[], &["a.py", "sub/e.py"]);
    // what is named is read
    tree.check_files(
        &["build/b.py", "gen", "node_modules"],
        &["build/b.py", "gen/c.py", "node_modules/g.py", "node_modules/x/f.py"],
    );
    // unless asked otherwise
    tree.check_files(
        &["--force-exclude", "a.py", "build/b.py", "gen/c.py", "sub/d.py", "sub/e.py", "node_modules/g.py"],
        &["a.py", "sub/e.py"],
    );
}

#[test]
fn templates_of_environment_files_are_read_although_they_are_ignored() {
    let tree = tree(&["a.py", "api/.env.example", "api/.env.local", "own/.env.sample"]);
    tree.write(".gitignore", ".env*\n");
    tree.write("own/.redlintignore", ".env.sample\n");
    tree.check_files(&[], &["a.py", "api/.env.example"]);
}

#[test]
fn ignore_files_above_the_working_directory_hold() {
    let tree = tree(&["a/b.py", "a/c.py"]);
    tree.write(".gitignore", "b.py\n");
    std::fs::create_dir(tree.path().join(".git")).unwrap();
    let run = |args: &[&str]| tree.run_in("a", args, b"").paths();
    assert_eq!(run(&["--format", "jsonl"]), ["c.py"]);
    assert_eq!(run(&["--format", "jsonl", "--force-exclude", "b.py", "c.py"]), ["c.py"]);
}

#[test]
fn excludes_of_the_configuration() {
    let tree = tree(&["a.py", "vendor/b.py", "x/vendor/c.py", "x/gen_d.py", "y/gen_d.py"]);
    tree.write("redlint.yaml", "exclude: [vendor, x/gen_*.py]\n");
    tree.check_files(&[], &["a.py", "y/gen_d.py"]);
    tree.check_files(&["vendor/b.py"], &["vendor/b.py"]);
    tree.check_files(&["--force-exclude", "vendor/b.py", "a.py"], &["a.py"]);
    tree.check_files(&["--isolated", "x"], &["x/gen_d.py", "x/vendor/c.py"]);
    // globs are relative to the file, not to the working directory
    assert_eq!(tree.run_in("x", &["--format", "jsonl"], b"").paths(), [""; 0]);
}

#[test]
fn named_files_that_do_not_exist() {
    let tree = tree(&["a.py"]);
    let run = tree.check_files(&["gone.py", "a.py"], &["a.py"]);
    run.expect_code(2);
    assert!(run.stderr.contains("error: gone.py: no such file or folder"), "{run}");
    tree.check_files(&["--force-exclude", "gone.py", "a.py"], &["a.py"]).expect_code(0);
}

#[test]
fn files_from_a_list() {
    let tree = tree(&["a.py", "b c.py", "d.py"]);
    tree.write("list", "a.py\r\nb c.py\n\n");
    tree.check_files(&["--files-from", "list"], &["a.py", "b c.py"]);
    tree.check_files(&["--files-from", "list", "d.py"], &["a.py", "b c.py", "d.py"]);
    let run = |list: &[u8]| tree.run_with(&["--format", "jsonl", "--files-from", "-"], list);
    assert_eq!(run(b"a.py\0b c.py\0").paths(), ["a.py", "b c.py"]);
    assert_eq!(run(b"d.py").paths(), ["d.py"]);
    let nothing = run(b"");
    nothing.expect_code(0);
    assert_eq!(nothing.stdout, "");
}

#[test]
fn standard_input() {
    let tree = Tree::new(&[("other.py", WARNING)]);
    let run = |args: &[&str]| tree.run_with(args, WARNING.as_bytes());
    assert_eq!(run(&["--format", "jsonl", "--stdin-filename", "src/x.py"]).paths(), ["src/x.py"]);
    assert_eq!(run(&["--format", "jsonl", "--stdin-filename", "src/x.py", "-"]).paths(), ["src/x.py"]);
    assert_eq!(run(&["--format", "jsonl", "--stdin-filename", "x.unknown"]).paths(), [""; 0]);
}

#[test]
fn scripts_without_an_extension_are_told_by_their_first_line() {
    let tree = Tree::new(&[
        ("tool", format!("#!/usr/bin/env python3\n{WARNING}")),
        ("notes", WARNING.to_owned()),
        ("other.py", "x = 1\n".to_owned()),
    ]);
    tree.check_files(&[], &["tool"]);
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_only_when_named() {
    use std::os::unix::fs::symlink;
    let tree = tree(&["real/a.py"]);
    symlink("real/a.py", tree.path().join("link.py")).unwrap();
    symlink("real", tree.path().join("linked")).unwrap();
    symlink(".", tree.path().join("real/loop")).unwrap();
    symlink("nowhere", tree.path().join("dangling.py")).unwrap();
    tree.check_files(&[], &["real/a.py"]).expect_code(0);
    tree.check_files(&["link.py"], &["link.py"]);
    tree.check_files(&["linked"], &["linked/a.py"]);
}
