//! What cargo's commands understand: taken out of the arguments before ours are read, and kept for cargo's own check.
//!
//! rust-analyzer's `check.command` sends whatever it would send to `cargo check`; none of it may be an error.

use std::ffi::{OsStr, OsString};

/// Flags without a value.
const SWITCHES: [&str; 22] = [
    "--keep-going",
    "--all-targets",
    "--lib",
    "--bins",
    "--tests",
    "--examples",
    "--benches",
    "--all-features",
    "--no-default-features",
    "--locked",
    "--offline",
    "--frozen",
    "--release",
    "-r",
    "--ignore-rust-version",
    "--future-incompat-report",
    "--unit-graph",
    "--build-plan",
    "--no-deps",
    "--fix",
    "--timings",
    "--compile-time-deps",
];

/// Flags with a value.
const OPTIONS: [&str; 14] = [
    "--bin",
    "--test",
    "--example",
    "--bench",
    "--features",
    "-F",
    "--target",
    "--target-dir",
    "--profile",
    "--jobs",
    "-j",
    "-Z",
    "--artifact-dir",
    "--lockfile-path",
];

/// Flags with a value that redlint reads, too.
const SHARED_OPTIONS: [&str; 6] = ["--manifest-path", "--package", "-p", "--exclude", "--message-format", "--color"];

/// Flags without a value that redlint reads, too.
const SHARED_SWITCHES: [&str; 6] = ["--workspace", "--all", "--quiet", "-q", "--verbose", "-v"];

/// Commands of cargo that `--then` takes as one word.
const CARGO_COMMANDS: [&str; 5] = ["check", "clippy", "build", "c", "b"];

/// What is to run as well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Then {
    /// A command of cargo's, with the flags that were given to redlint.
    Cargo(OsString),
    /// A whole command line.
    Command(Vec<OsString>),
}

/// Arguments, told apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split {
    /// For redlint, without the program's name.
    pub(super) own: Vec<OsString>,
    /// For cargo.
    pub(super) cargo: Vec<OsString>,
    /// What is to run as well.
    pub(super) then: Option<Then>,
}

/// Tells the arguments apart.
///
/// # Errors
/// A sentence: `--then` without a command.
pub(super) fn split(args: impl IntoIterator<Item = OsString>) -> Result<Split, String> {
    let mut out = Split::default();
    let mut args = args.into_iter().peekable();
    while let Some(arg) = args.next() {
        let text = arg.to_string_lossy().into_owned();
        let (name, value) = match text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value)),
            _ => (text.as_str(), None),
        };
        if name == "--" {
            let rest = args.by_ref();
            if matches!(out.then, Some(Then::Cargo(_))) {
                out.cargo.push(arg);
                out.cargo.extend(rest);
            } else {
                out.own.push(arg);
                out.own.extend(rest);
            }
        } else if name == "--then" {
            out.then = Some(then(value, &mut args)?);
        } else if name == "--config" {
            let value = value.map(OsString::from).or_else(|| args.next());
            config(&mut out, value);
        } else if is_verbose(name) {
            // cargo's may be repeated, ours not
            if !out.own.iter().any(|own| own == "--verbose") {
                out.own.push("--verbose".into());
            }
            out.cargo.push(arg);
        } else if SHARED_SWITCHES.contains(&name) {
            if !out.own.contains(&arg) {
                out.own.push(arg.clone());
            }
            out.cargo.push(arg);
        } else if SHARED_OPTIONS.contains(&name) {
            let value = if value.is_none() { args.next() } else { None };
            for to in [&mut out.own, &mut out.cargo] {
                to.push(arg.clone());
                to.extend(value.clone());
            }
        } else if SWITCHES.contains(&name) {
            out.cargo.push(arg);
        } else if OPTIONS.contains(&name) {
            let value = if value.is_none() { args.next() } else { None };
            out.cargo.push(arg);
            out.cargo.extend(value);
        } else if ["-F", "-j", "-Z"].iter().any(|short| text.starts_with(short)) {
            out.cargo.push(arg);
        } else {
            out.own.push(arg);
        }
    }
    Ok(out)
}

/// `-v`, `-vv`, `--verbose`
fn is_verbose(name: &str) -> bool {
    name == "--verbose"
        || name.strip_prefix('-').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b == b'v'))
}

/// Cargo's own `--config` is `KEY=VALUE` or a TOML file, redlint's a YAML file.
fn config(out: &mut Split, value: Option<OsString>) {
    let is_own = value.as_deref().is_none_or(|value| {
        let text = value.to_string_lossy();
        text.ends_with(".yaml") || text.ends_with(".yml")
    });
    let to = if is_own { &mut out.own } else { &mut out.cargo };
    to.push("--config".into());
    to.extend(value);
}

fn then(value: Option<&str>, args: &mut dyn Iterator<Item = OsString>) -> Result<Then, String> {
    let missing =
        || "--then needs a command, such as `--then=check`, or `--then cargo clippy --message-format=json`".to_owned();
    if let Some(value) = value {
        return if value.is_empty() { Err(missing()) } else { Ok(Then::Cargo(value.into())) };
    }
    let first = args.next().ok_or_else(missing)?;
    if CARGO_COMMANDS.iter().any(|command| first == OsStr::new(command)) {
        return Ok(Then::Cargo(first));
    }
    Ok(Then::Command(std::iter::once(first).chain(args).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, own: &str, cargo: &str, then: &str) {
        let split = split(line.split_whitespace().map(OsString::from)).unwrap();
        let text = |words: &[OsString]| words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
        let shown = match &split.then {
            None => String::new(),
            Some(Then::Cargo(command)) => format!("cargo {}", command.to_string_lossy()),
            Some(Then::Command(words)) => text(words),
        };
        assert_eq!(
            (text(&split.own).as_str(), text(&split.cargo).as_str(), shown.as_str()),
            (own, cargo, then),
            "{line}"
        );
    }

    #[test]
    fn flags_of_cargo_are_taken_out() {
        check(
            "--workspace --message-format=json --manifest-path /a/Cargo.toml --keep-going --all-targets",
            "--workspace --message-format=json --manifest-path /a/Cargo.toml",
            "--workspace --message-format=json --manifest-path /a/Cargo.toml --keep-going --all-targets",
            "",
        );
        check("-p x --bin demo --test=t src", "-p x src", "-p x --bin demo --test=t", "");
        check(
            "--features a,b -Fc -j4 -Z x --target t --timings=html",
            "",
            "--features a,b -Fc -j4 -Z x --target t --timings=html",
            "",
        );
        check("-v -vv -q -q", "--verbose -q", "-v -vv -q -q", "");
        check("-- --lib", "-- --lib", "", "");
    }

    #[test]
    fn two_kinds_of_configuration() {
        check(
            "--config a.yaml --config net.offline=true --config=b.toml",
            "--config a.yaml",
            "--config net.offline=true --config b.toml",
            "",
        );
    }

    #[test]
    fn what_runs_as_well() {
        check("--then=clippy --lib -- -W x", "", "--lib -- -W x", "cargo clippy");
        check("--then check --lib", "", "--lib", "cargo check");
        check(
            "--message-format json --then cargo clippy --lib",
            "--message-format json",
            "--message-format json",
            "cargo clippy --lib",
        );
        assert!(split(["--then".into()]).is_err());
        assert!(split(["--then=".into()]).is_err());
    }
}
