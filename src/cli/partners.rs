//! Files that start servers, beside a server's configuration that is looked at without them.
//!
//! What is missing in a configuration may be on the command line of whoever starts the server. A run over the whole tree sees both. Where only the
//! configuration is named (a hook, an editor), the folders around it are looked through, up to the root and not into other folders.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::read::{Content, Reader};
use super::walk::{Ignored, Walker};
use crate::config::Limits;
use crate::lint::{self, Linter};
use crate::usage::Project;

/// How many entries of a folder are looked at.
const MOST_ENTRIES: usize = 1000;

/// How many files are read altogether.
const MOST_READ: usize = 3000;

/// How many of them are looked into.
const MOST_FILES: usize = 300;

/// What stands in a file that gives a `ConfigMap` to a container, or makes one: it need not name the file.
const CONFIG_MAP: &str = "onfigMap";

/// Looks for those who start servers.
pub(super) struct Partners<'a> {
    linter: &'a Linter,
    walker: &'a Walker,
    reader: Reader<'a>,
    /// Folders whose files are all read anyway.
    covered: Vec<PathBuf>,
    /// Folders that were looked through, and for which name.
    seen: HashSet<(PathBuf, String)>,
    ignored: Ignored,
    /// How many files were read.
    read: usize,
    /// How many were looked into.
    lowered: usize,
}

impl<'a> Partners<'a> {
    /// Of the files in folders that are not below one of `covered`.
    pub(super) fn new(linter: &'a Linter, limits: &'a Limits, walker: &'a Walker, covered: &[PathBuf]) -> Self {
        let covered = covered.iter().map(|path| walker.absolute(path)).collect();
        let reader = Reader::new(linter, limits);
        Self { linter, walker, reader, covered, seen: HashSet::new(), ignored: Ignored::default(), read: 0, lowered: 0 }
    }

    /// Adds what the files around the one shown as `shown` say.
    pub(super) fn add(&mut self, shown: &str, project: &mut Project) {
        let path = self.walker.absolute(Path::new(shown));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let root = self.walker.root_folder();
        for folder in path.ancestors().skip(1) {
            let is_own = path.parent() == Some(folder);
            if !is_own && !root.is_some_and(|root| folder.starts_with(root)) {
                return;
            }
            let is_covered = self.covered.iter().any(|covered| folder.starts_with(covered));
            if !is_covered && self.seen.insert((folder.to_owned(), name.clone())) {
                self.folder(folder, &name, project);
            }
        }
    }

    /// Adds what the files of a folder say of the configuration called `name`: who uses it speaks of it, and only those are worth looking into.
    fn folder(&mut self, folder: &Path, name: &str, project: &mut Project) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        let files = entries.filter_map(Result::ok).take(MOST_ENTRIES);
        let mut files: Vec<PathBuf> = files
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| entry.path())
            .collect();
        files.sort_unstable();
        for path in files {
            if self.read >= MOST_READ || self.lowered >= MOST_FILES {
                return;
            }
            if self.walker.is_left_out(&path, &mut self.ignored) {
                continue;
            }
            if let Content::Source(file) = self.reader.file(&self.walker.found(path, false)) {
                self.read += 1;
                if !file.text().contains(name) && !file.text().contains(CONFIG_MAP) {
                    continue;
                }
                self.lowered += 1;
                project.add(lint::links(&file, self.linter));
            }
        }
    }
}
