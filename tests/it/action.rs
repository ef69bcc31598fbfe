//! The steps of `action.yml`, run by the shell that GitHub runs them with, on a machine that looks like one of its runners.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde::Deserialize;

use crate::support::Tree;

#[derive(Deserialize)]
struct Action {
    runs: Runs,
}

#[derive(Deserialize)]
struct Runs {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(default)]
    run: Option<String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
}

fn step(name: &str) -> Step {
    let text = include_str!("../../action.yml");
    let action: Action = serde_yaml::from_str(text).expect("an action");
    action.runs.steps.into_iter().find(|step| step.name == name).expect("a step of that name")
}

/// Runs the step in the tree; `env` stands for its expressions. Gives its exit status and what it printed.
fn run(tree: &Tree, step: &Step, env: &[(&str, &str)]) -> (Option<i32>, String) {
    for name in step.env.keys() {
        assert!(env.iter().any(|(given, _)| given == name), "the test says nothing of {name}");
    }
    let path = std::env::join_paths(
        std::iter::once(tree.path().join("tools"))
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run.as_deref().expect("a script")])
        .current_dir(tree.path().join("repo"))
        .env("PATH", path.expect("a path"))
        .env("RUNNER_TEMP", tree.path().join("temp"))
        .env("GITHUB_OUTPUT", tree.path().join("output"))
        .env_remove("GITHUB_STEP_SUMMARY")
        .envs(env.iter().copied())
        .output()
        .expect("bash");
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[cfg(unix)]
#[test]
fn the_check_fails_as_it_is_asked_to_and_writes_the_log() {
    let tree = Tree::new(&[("repo/a.py", "REDIS_PORT = 6379\n"), ("repo/b c/ok.py", "x = 1\n")]);
    let bin = tree.path().join("temp/redlint/bin");
    fs::create_dir_all(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_redlint"), bin.join("redlint")).unwrap();
    let step = step("Check");
    let check = |paths, args, sarif, fail| {
        let _ = fs::remove_file(tree.path().join("output"));
        let given = [("PATHS", paths), ("ARGS", args), ("SARIF", sarif), ("FAIL", fail)];
        let (code, text) = run(&tree, &step, &given);
        (code, fs::read_to_string(tree.path().join("output")).unwrap_or_default(), text)
    };
    let (code, output, text) = check(".", "", "redlint.sarif", "true");
    assert_eq!((code, output.as_str()), (Some(1), "exit-code=1\n"), "{text}");
    assert!(text.contains("::error title=redlint"), "{text}");
    let log = fs::read_to_string(tree.path().join("repo/redlint.sarif")).unwrap();
    assert!(log.contains("hardcoded-port"));
    let (code, output, text) = check(".", "", "", "false");
    assert_eq!((code, output.as_str()), (Some(0), "exit-code=1\n"), "{text}");
    let (code, output, text) = check("a.py", "--rule keys-command --isolated", "", "true");
    assert_eq!((code, output.as_str()), (Some(0), "exit-code=0\n"), "{text}");
    let (code, output, text) = check("nothing-here", "", "", "false");
    assert_eq!((code, output.as_str()), (Some(2), "exit-code=2\n"), "what redlint cannot do always fails\n{text}");
}

/// `gh` as far as the action uses it: copies what was released into the folder it is called in.
const GH: &str = "#!/bin/sh\n[ \"$1 $2 $4\" = 'release download --repo' ] || exit 9\ncp \"$RELEASED\"/* .\n";

#[cfg(unix)]
#[test]
fn a_release_is_unpacked_when_its_checksum_is_right() {
    use std::os::unix::fs::PermissionsExt;
    if Command::new("shasum").arg("--version").output().is_err() {
        println!("skipped: no shasum");
        return;
    }
    let tree = Tree::new(&[("tools/gh", GH), ("repo/a", ""), ("built/redlint", "#!/bin/sh\necho here\n")]);
    fs::set_permissions(tree.path().join("tools/gh"), fs::Permissions::from_mode(0o755)).unwrap();
    let pack = "tar -czf $0 -C ../built redlint && mkdir ../released && mv $0 ../released && cd ../released && shasum -a 256 $0 > $0.sha256";
    let archive = "redlint-x86_64-unknown-linux-gnu.tar.gz";
    let packed = Command::new("sh").args(["-c", pack, archive]).current_dir(tree.path().join("repo")).status();
    assert!(packed.is_ok_and(|status| status.success()));
    let step = step("Download redlint");
    let released = tree.path().join("released");
    let mut given = vec![
        ("RELEASE", "v0.1.0"),
        ("REPOSITORY", "team/redlint"),
        ("GH_TOKEN", "x"),
        ("RELEASED", released.to_str().unwrap()),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", "X64"),
    ];
    let (code, text) = run(&tree, &step, &given);
    assert_eq!(code, Some(0), "{text}");
    assert!(tree.path().join("temp/redlint/bin/redlint").is_file());

    fs::write(released.join(archive), "something else").unwrap();
    let (code, text) = run(&tree, &step, &given);
    assert_eq!(code, Some(1), "an archive with another checksum\n{text}");

    given.retain(|(name, _)| *name != "RUNNER_ARCH");
    given.push(("RUNNER_ARCH", "S390X"));
    let (code, text) = run(&tree, &step, &given);
    assert!(code == Some(2) && text.contains("there are no releases for Linux on S390X"), "{text}");
}
