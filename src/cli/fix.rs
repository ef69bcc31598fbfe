//! `check --fix`: makes fixes in the files themselves, or shows what would change.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use similar::TextDiff;

use super::args::Fixes;
use super::check::plural;
use super::run::{STACK, THREAD};
use super::settings::Settings;
use super::walk::reason;
use crate::finding::Fix;
use crate::lint::{Linted, Mended, mend};
use crate::report::Outcome;
use crate::source::SourceFile;

/// Lines around a change in a preview.
const CONTEXT: usize = 3;

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Mending {
    /// How many findings are gone.
    fixed: usize,
    /// In how many files.
    files: usize,
    /// Files that could not be written, and why.
    pub(super) failures: Vec<String>,
}

impl Mending {
    /// For the last line: `, 3 fixed in 2 files`.
    pub(super) fn counts(&self) -> String {
        match self.fixed {
            0 => String::new(),
            fixed => format!(", {fixed} fixed in {}", plural(self.files, "file")),
        }
    }
}

/// Makes the fixes of all findings; what is left of `outcome` is what is left to report.
pub(super) fn all(fixes: Fixes, settings: &Settings, outcome: &mut Outcome) -> Mending {
    let mut mending = Mending::default();
    let mended = mend_all(fixes, settings, outcome);
    for (at, mended) in mended {
        let Some((file, linted)) = outcome.reports.get_mut(at) else { continue };
        match write(&settings.working.join(file.path()), file.text(), mended.file.text()) {
            Ok(()) => {
                mending.fixed += mended.fixed;
                mending.files += 1;
                (*file, *linted) = (mended.file, mended.linted);
            }
            Err(error) => mending.failures.push(format!("{}: not written: {}", file.path(), reason(&error))),
        }
    }
    mending
}

/// What [`all`] would change, as one unified diff a file.
pub(super) fn diffs(fixes: Fixes, settings: &Settings, outcome: &Outcome) -> Vec<String> {
    let mended = mend_all(fixes, settings, outcome);
    let reports = |at: usize| outcome.reports.get(at).map(|(file, _)| file);
    mended.iter().filter_map(|(at, mended)| Some(diff(reports(*at)?, &mended.file))).collect()
}

fn diff(old: &SourceFile, new: &SourceFile) -> String {
    let (from, to) = (format!("a/{}", old.path()), format!("b/{}", new.path()));
    TextDiff::from_lines(old.text(), new.text()).unified_diff().context_radius(CONTEXT).header(&from, &to).to_string()
}

/// The files with something to mend, by their index.
fn mend_all(fixes: Fixes, settings: &Settings, outcome: &Outcome) -> Vec<(usize, Mended)> {
    let is_wanted = |fix: &Fix| fix.is_safe || fixes.unsafe_fixes;
    let is_fixable =
        |linted: &Linted| linted.findings.iter().any(|finding| finding.fix.as_ref().is_some_and(is_wanted));
    let wanted: Vec<_> = outcome.reports.iter().enumerate().filter(|(_, (_, linted))| is_fixable(linted)).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let work = || {
        let one = |(at, (file, linted)): &(usize, &(SourceFile, Linted))| {
            Some((*at, mend(file, linted, &settings.linter, &outcome.project, is_wanted)?))
        };
        wanted.iter().filter_map(one).collect()
    };
    // linting needs a deep stack
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
        let handle = thread.spawn_scoped(scope, work).ok()?;
        handle.join().ok()
    })
    .unwrap_or_default()
}

/// Writes `text` into a file that still holds `old`: all of it, or nothing. Permissions stay, and so does a link to the file.
///
/// # Errors
/// The file has changed since it was read, may not be written, or the system does not let it.
fn write(path: &Path, old: &str, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let meta = fs::metadata(&path)?;
    if meta.permissions().readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    let now = fs::read(&path)?;
    // it was named twice, once through a link
    if now == text.as_bytes() {
        return Ok(());
    }
    if now != old.as_bytes() {
        return Err(io::Error::other("it has changed meanwhile"));
    }
    let beside = beside(&path)?;
    let written = write_new(&beside, text, &meta).and_then(|()| fs::rename(&beside, &path));
    // what was there before is somebody else's
    if written.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::AlreadyExists) {
        // what is left behind is in nobody's way
        let _ = fs::remove_file(&beside);
    }
    written
}

/// A name in the same folder that is not taken.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::NotFound)?.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{}.redlint", std::process::id())))
}

fn write_new(path: &Path, text: &str, meta: &fs::Metadata) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(meta.permissions())?;
    file.sync_all()
}
