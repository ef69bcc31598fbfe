//! `redlint lsp` in real editors, as they come from a distribution: Neovim's own client, and Emacs with eglot.
//!
//! Each opens a file, waits for what is found, asks for the actions on the first finding, and prints all of it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::Tree;

const SOURCE: &str = "import redis\n\nr = redis.Redis(port=6379, password=p)\nr.keys('x*')\n";

/// What both must print: what is found, and what is offered for the first.
const EXPECTED: [&str; 3] = ["3: hardcoded-port", "4: keys-command", "action: Allow `hardcoded-port` here"];

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/editors").join(name)
}

/// Whether `program` runs, and ends well, with `args`.
fn is_there(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    let command = command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[track_caller]
fn check(program: &str, args: &[&str], script: &Path) {
    let tree = Tree::new(&[("a.py", SOURCE), ("redlint.yaml", "")]);
    let mut command = assert_cmd::Command::new(program);
    command.args(args).arg(script).current_dir(tree.path()).timeout(Duration::from_mins(1));
    command.env("HOME", tree.path()).env("REDLINT", env!("CARGO_BIN_EXE_redlint"));
    let output = command.output().expect("it was there a moment ago");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    for expected in EXPECTED {
        assert!(text.contains(expected), "no `{expected}` in\n{text}");
    }
}

#[test]
fn neovim_shows_findings_and_actions() {
    if !is_there("nvim", &["--version"]) {
        eprintln!("skipped: no Neovim (`apt-get install neovim`)");
        return;
    }
    check("nvim", &["--headless", "--clean", "-n", "a.py", "-S"], &script("neovim.lua"));
}

#[test]
fn emacs_shows_findings_and_actions() {
    let eglot = ["--batch", "-Q", "--eval", "(package-initialize)", "--eval", "(require 'eglot)"];
    if !is_there("emacs", &eglot) {
        eprintln!("skipped: no Emacs with eglot (`apt-get install emacs-nox elpa-eglot`)");
        return;
    }
    check("emacs", &[&eglot[..], &["-l"]].concat(), &script("emacs.el"));
}
