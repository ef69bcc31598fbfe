//! Which files are read: folders walked in parallel, files named one by one.
//!
//! Ignore files (`.gitignore`, `.redlintignore`) and the configuration's `exclude` hold for what is found in folders; a file that is named is read in
//! any case, unless `--force-exclude` asks for the same rules. Symbolic links are followed only when they are named. Nothing but regular files and
//! folders is ever opened.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::{DirEntry, IncrementalIgnore, WalkBuilder, WalkState};

use crate::config::{PathSet, Root};

/// The team's own ignore file, in the format of `.gitignore`.
const IGNORE_FILE: &str = ".redlintignore";

/// Folders that hold nothing of the team's own: version control, and packages that a package manager has put there. To read one, name it.
const FOREIGN: [&str; 7] = [".git", ".hg", ".svn", ".jj", "node_modules", ".venv", "site-packages"];

/// Templates of environment files. They are committed although `.gitignore` usually leaves out everything called `.env…`, so they are read in spite of it.
const TEMPLATES: [&str; 5] = [".env.example", ".env.sample", ".env.template", ".env.dist", ".env.defaults"];

/// Ignore files as they are read when they are first needed.
pub(super) type Ignored = Option<Vec<IncrementalIgnore>>;

/// What to look for files with.
#[derive(Debug)]
pub(super) struct Walker {
    exclude: Arc<PathSet>,
    root: Arc<Root>,
    working: PathBuf,
    force_exclude: bool,
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Found {
    /// Where it is.
    pub(super) path: PathBuf,
    /// How it is shown: relative to the working directory where that is possible, `/`-separated.
    pub(super) shown: String,
    /// Whether it was named, not found in a folder.
    pub(super) is_named: bool,
}

/// What became of a path.
#[derive(Debug)]
pub(super) enum Entry {
    /// A file to read.
    File(Found),
    /// Something in a folder that cannot be read, and why.
    Unreadable { shown: String, reason: String },
    /// Something was named that does not exist or cannot be read, and why.
    Failed { shown: String, reason: String },
}

impl Walker {
    /// A walker that leaves out `exclude`, whose globs are relative to `root`.
    pub(super) fn new(exclude: PathSet, root: Root, working: PathBuf, force_exclude: bool) -> Self {
        Self { exclude: Arc::new(exclude), root: Arc::new(root), working, force_exclude }
    }

    /// Hands every file under `paths` to `visit`, from several threads. `make` makes the visitor of one thread.
    pub(super) fn run<V>(&self, paths: &[PathBuf], make: impl Fn() -> V + Sync)
    where
        V: FnMut(Entry) + Send,
    {
        let mut folders = Vec::new();
        let mut named = make();
        let mut ignored = None;
        for path in paths {
            match std::fs::metadata(path) {
                Ok(meta) if meta.is_dir() => folders.push(path),
                Ok(meta) if meta.is_file() => {
                    if self.force_exclude && self.is_left_out(path, &mut ignored) {
                        continue;
                    }
                    named(Entry::File(self.found(path.clone(), true)));
                }
                Ok(_) if self.force_exclude => {}
                Ok(_) => named(Entry::Failed { shown: self.shown(path), reason: "not a regular file".to_owned() }),
                // pre-commit names files that a commit deletes
                Err(error) if error.kind() == io::ErrorKind::NotFound && self.force_exclude => {}
                Err(error) => named(Entry::Failed { shown: self.shown(path), reason: reason(&error) }),
            }
        }
        drop(named);
        let Some((first, rest)) = folders.split_first() else { return };
        let mut builder = self.builder(first);
        for folder in rest {
            builder.add(folder);
        }
        builder.build_parallel().run(|| {
            let mut visit = make();
            Box::new(move |entry| {
                if let Ok(entry) = &entry
                    && entry.file_type().is_some_and(|kind| kind.is_dir())
                {
                    self.templates(entry.path()).for_each(|found| visit(Entry::File(found)));
                }
                if let Some(entry) = self.entry(entry) {
                    visit(entry);
                }
                WalkState::Continue
            })
        });
    }

    fn builder(&self, path: &Path) -> WalkBuilder {
        let mut builder = WalkBuilder::new(path);
        builder
            .hidden(false)
            .ignore(false)
            .require_git(false)
            .current_dir(&self.working)
            .add_custom_ignore_filename(IGNORE_FILE)
            .threads(threads());
        let (exclude, root, working) = (self.exclude.clone(), self.root.clone(), self.working.clone());
        builder.filter_entry(move |entry: &DirEntry| {
            entry.depth() == 0
                || !is_foreign(entry.file_name())
                    && (exclude.is_empty() || !exclude.contains(&root.relative(&show(&working, entry.path()))))
        });
        builder
    }

    /// What the walk has found, unless it is a folder or a link.
    fn entry(&self, entry: Result<DirEntry, ignore::Error>) -> Option<Entry> {
        match entry {
            Ok(entry) => {
                entry.file_type().filter(std::fs::FileType::is_file)?;
                // found with their folder
                if entry.depth() > 0 && TEMPLATES.iter().any(|name| entry.file_name() == *name) {
                    return None;
                }
                Some(Entry::File(self.found(entry.into_path(), false)))
            }
            Err(error) => {
                let (path, inner) = innermost(&error);
                // an ignore file with a bad line, a file that vanished: nothing that is left unread
                let error = inner.io_error()?;
                if error.kind() == io::ErrorKind::NotFound {
                    return None;
                }
                let shown = path.map_or_else(|| ".".to_owned(), |path| self.shown(path));
                Some(Entry::Unreadable { shown, reason: reason(error) })
            }
        }
    }

    /// The templates of environment files in a folder, unless the team's own ignore files or `exclude` leave them out.
    fn templates(&self, folder: &Path) -> impl Iterator<Item = Found> {
        TEMPLATES.iter().map(|name| folder.join(name)).filter_map(|path| {
            let is_file = std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
            (is_file && !self.is_own_left_out(&path)).then(|| self.found(path, false))
        })
    }

    fn is_own_left_out(&self, path: &Path) -> bool {
        if self.exclude.contains(&self.root.relative(&self.shown(path))) {
            return true;
        }
        let mut builder = self.builder(&self.working);
        builder.git_ignore(false).git_global(false).git_exclude(false);
        let mut matchers = builder.build_matchers();
        let Some(matcher) = matchers.first_mut() else { return false };
        matcher.normalize(path).is_some_and(|path| matcher.matched(path, false).is_ignore())
    }

    /// Whether a walk over the working directory would pass over the file, which need not exist.
    pub(super) fn is_passed_over(&self, path: &Path) -> bool {
        if path.file_name().is_some_and(|name| TEMPLATES.iter().any(|template| name == *template)) {
            return Path::new(&self.shown(path)).iter().any(is_foreign) || self.is_own_left_out(path);
        }
        self.is_left_out(path, &mut None)
    }

    /// Whether ignore files or `exclude` leave out a file that was named.
    pub(super) fn is_left_out(&self, path: &Path, ignored: &mut Ignored) -> bool {
        let shown = self.shown(path);
        if self.exclude.contains(&self.root.relative(&shown)) || Path::new(&shown).iter().any(is_foreign) {
            return true;
        }
        let matchers = ignored.get_or_insert_with(|| self.builder(&self.working).build_matchers());
        let Some(matcher) = matchers.first_mut() else { return false };
        matcher.normalize(path).is_some_and(|path| matcher.matched(path, false).is_ignore())
    }

    /// Where a path is that is relative to the working directory.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        // joining `.` leaves no trace in the components
        self.working.join(path).components().collect()
    }

    /// The folder that globs are relative to.
    pub(super) fn root_folder(&self) -> Option<&Path> {
        Some(Path::new(self.root.folder())).filter(|root| root.is_absolute())
    }

    /// The path as it is shown.
    pub(super) fn shown(&self, path: &Path) -> String {
        show(&self.working, path)
    }

    /// A file as it is read.
    pub(super) fn found(&self, path: PathBuf, is_named: bool) -> Found {
        let shown = self.shown(&path);
        Found { path, shown, is_named }
    }
}

/// How many threads walk, and how many lint.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

fn is_foreign(name: &OsStr) -> bool {
    FOREIGN.iter().any(|foreign| name == OsStr::new(foreign))
}

/// `path` relative to `working` where it lies in it, without `.` steps, `/`-separated; bytes that are no text become `\u{fffd}`.
fn show(working: &Path, path: &Path) -> String {
    let path = path.strip_prefix(working).unwrap_or(path);
    let mut shown = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::RootDir => shown.push('/'),
            part => {
                if !shown.is_empty() && !shown.ends_with('/') {
                    shown.push('/');
                }
                shown.push_str(&part.as_os_str().to_string_lossy());
            }
        }
    }
    if shown.is_empty() { ".".to_owned() } else { shown }
}

/// The error itself, out of what wraps it, and the path that it is about.
fn innermost(error: &ignore::Error) -> (Option<&Path>, &ignore::Error) {
    let mut path = None;
    let mut error = error;
    loop {
        match error {
            ignore::Error::WithPath { path: about, err } => {
                path = Some(about.as_path());
                error = err;
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            _ => return (path, error),
        }
    }
}

/// An error of the file system as a phrase.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_working_directory() {
        let show = |path: &str| show(Path::new("/work"), Path::new(path));
        assert_eq!(show("./a/./b.py"), "a/b.py");
        assert_eq!(show("/work/a//b.py"), "a/b.py");
        assert_eq!(show("../x.py"), "../x.py");
        assert_eq!(show("/else/x.py"), "/else/x.py");
        assert_eq!(show("."), ".");
    }
}
