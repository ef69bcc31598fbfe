//! A throwaway folder and the program run in it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use tempfile::TempDir;

/// A text that always gives one warning: a suppression of a rule that does not exist.
pub(crate) const WARNING: &str = "# redlint: allow(keys-comand)\n";

/// A folder with files.
pub(crate) struct Tree {
    folder: TempDir,
}

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Tree {
    /// A folder with these files: path and content.
    pub(crate) fn new<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Self {
        let tree = Self { folder: TempDir::new().expect("temporary folder") };
        for (path, content) in files {
            tree.write(path, content);
        }
        tree
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder");
        fs::write(&path, content).expect("file");
        path
    }

    /// Runs `redlint` in the folder.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_in(".", args, b"")
    }

    /// Runs `redlint` with something on standard input.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Run {
        self.run_in(".", args, stdin)
    }

    /// Runs `redlint` in a folder inside.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str], stdin: &[u8]) -> Run {
        let mut command = Command::cargo_bin("redlint").expect("the program is built");
        let output = command
            .current_dir(self.path().join(folder))
            .env_clear()
            .env("COLUMNS", "100")
            .env("HOME", self.path())
            .args(args)
            .write_stdin(stdin)
            .timeout(Duration::from_mins(1))
            .output()
            .expect("the program runs");
        Run {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// The findings of a run of `check --format concise`.
    #[track_caller]
    pub(crate) fn check(&self, args: &[&str], expected: &[&str]) {
        let args: Vec<&str> = ["check", "--format", "concise"].into_iter().chain(args.iter().copied()).collect();
        let run = self.run(&args);
        let lines: Vec<&str> = run.stdout.lines().collect();
        assert_eq!(lines, expected, "{args:?}\n{}", run.stderr);
    }

    /// The files with a finding, as a run of `check` shows them.
    #[track_caller]
    pub(crate) fn check_files(&self, args: &[&str], expected: &[&str]) -> Run {
        let args: Vec<&str> = ["check", "--format", "jsonl"].into_iter().chain(args.iter().copied()).collect();
        let run = self.run(&args);
        assert_eq!(run.paths(), expected, "{args:?}\n{}", run.stderr);
        run
    }
}

impl Run {
    /// The paths of the findings of a `jsonl` report, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        let path = |line: &str| {
            let finding: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            finding["path"].as_str().expect("a finding has a path").to_owned()
        };
        self.stdout.lines().map(path).collect()
    }

    #[track_caller]
    pub(crate) fn expect_code(&self, code: i32) {
        assert_eq!(self.code, Some(code), "\n{self}");
    }

    /// Fails unless the run ended by itself, without a panic.
    #[track_caller]
    pub(crate) fn expect_sound(&self) {
        assert!(matches!(self.code, Some(0 | 1)), "\n{self}");
        assert!(!self.stderr.contains("internal error"), "\n{self}");
    }
}

impl fmt::Display for Run {
    /// Everything, with the time scrubbed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut stderr = String::new();
        for line in self.stderr.lines() {
            let line = match line.rsplit_once(", ") {
                Some((rest, time)) if time.ends_with(" ms") || time.ends_with(" s") => format!("{rest}, [time]"),
                _ => line.to_owned(),
            };
            stderr.push_str(&line);
            stderr.push('\n');
        }
        write!(f, "exit: {:?}\n--- stdout\n{}--- stderr\n{stderr}", self.code, self.stdout)
    }
}
