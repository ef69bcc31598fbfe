//! What git says of the tree: where its root is, which lines a change touches. git is run as a program; nothing is written.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::filter::changed::Changed;

/// The root of the repository that holds `folder`, told from the file system alone.
pub(super) fn root(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_path_buf)
}

/// `folder` as seen from the repository's root, `/`-separated; empty when it is the root or there is none.
pub(super) fn prefix(folder: &Path) -> String {
    let Some(root) = root(folder) else { return String::new() };
    folder.strip_prefix(&root).map(|rest| rest.to_string_lossy().replace('\\', "/")).unwrap_or_default()
}

/// What to compare the working tree with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Against {
    /// A revision.
    Revision(String),
    /// The index is compared with the last commit.
    Staged,
}

/// The lines that changed.
///
/// # Errors
/// A sentence: git is missing, this is no repository, there is no such revision.
pub(super) fn changed(working: &Path, against: &Against) -> Result<Changed, String> {
    let mut args = vec![
        "-c",
        "core.quotePath=true",
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--find-renames",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];
    match against {
        Against::Staged => args.push("--cached"),
        Against::Revision(revision) if revision.starts_with('-') => {
            return Err(format!("`{revision}` is no revision"));
        }
        Against::Revision(revision) => args.push(revision),
    }
    args.push("--");
    let mut changed = Changed::read(&git(working, &args)?);
    if let Against::Revision(_) = against {
        // what git does not track yet is new; names are relative to the working directory
        let prefix = prefix(working);
        let untracked = git(working, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        for path in untracked.split('\0').filter(|path| !path.is_empty()) {
            changed.add_file(if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") });
        }
    }
    Ok(changed)
}

fn git(working: &Path, args: &[&str]) -> Result<String, String> {
    let run = Command::new("git").args(args).current_dir(working).env("LC_ALL", "C").output();
    let output = run.map_err(|error| format!("git cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ").to_owned();
    Err(format!("git: {said}"))
}
