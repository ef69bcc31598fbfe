//! One run over many files: threads that walk and read, threads that lint.
//!
//! Most files end in the thread that reads them, because they do not mention Redis. The others go to threads with deep stacks, through a short queue, so
//! that memory does not grow with the number of files. Configurations of servers are judged last, once it is known who starts servers with them.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::partners::Partners;
use super::read::{Content, Reader};
use super::walk::{Entry, Walker, threads};
use crate::config::Limits;
use crate::lint::{Linted, Linter, lint_in};
use crate::report::{Outcome, SkippedFile};
use crate::source::SourceFile;
use crate::usage::{self, ConfigRef, Elsewhere, Project};

/// Stack of a linting thread. Trees are bounded in depth, but some parsers recurse over what they have not bounded yet; the memory is only used when needed.
pub(super) const STACK: usize = 64 << 20;

/// How many files wait to be linted.
const QUEUE: usize = 32;

/// What is read.
pub(super) enum Input<'a> {
    /// Files and folders.
    Paths(&'a [PathBuf]),
    /// One text, as if it stood in the file of this name.
    Stream(&'a str, &'a mut dyn Read),
}

/// What a run is done with.
pub(super) struct Runner<'a> {
    pub(super) linter: &'a Linter,
    pub(super) walker: &'a Walker,
    pub(super) limits: &'a Limits,
    /// Which results are kept.
    pub(super) keep: fn(&Linted) -> bool,
}

/// What went wrong so that the run as a whole has failed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Failure {
    /// A path was named that does not exist or cannot be read; why.
    Unreadable(String, String),
    /// A fault of redlint's own.
    Panic(String, String),
}

/// Results as they come in, from all threads.
#[derive(Default)]
struct Collected {
    outcome: Mutex<Outcome>,
    failures: Mutex<Vec<Failure>>,
    files: AtomicUsize,
    /// How configurations of servers are used.
    project: Mutex<Project>,
    /// Files with such configurations: what is found in them is only known once all files are read.
    pending: Mutex<Vec<(SourceFile, Linted)>>,
    seen: Mutex<HashSet<String>>,
}

impl Runner<'_> {
    /// Reads and lints `input`. Results are in order: by path, and within a file by position.
    pub(super) fn run(&self, input: Input<'_>) -> (Outcome, Vec<Failure>) {
        let collected = Collected::default();
        match input {
            Input::Stream(name, stream) => {
                let content = Reader::new(self.linter, self.limits).stream(name, stream);
                self.with_linters(1, &collected, None, |queue| collected.take(name, true, content, queue));
                self.settle(&[], &collected);
            }
            Input::Paths(paths) => self.paths(paths, &collected),
        }
        let mut outcome = collected.outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcome.files = collected.files.into_inner();
        outcome.reports.sort_unstable_by(|a, b| a.0.path().cmp(b.0.path()));
        outcome.skipped.sort_unstable();
        let mut failures = collected.failures.into_inner().unwrap_or_else(PoisonError::into_inner);
        failures.sort_unstable();
        (outcome, failures)
    }

    fn paths(&self, paths: &[PathBuf], collected: &Collected) {
        // the same file may be reached twice when more than one path is named
        let may_repeat = paths.len() > 1;
        let is_few = paths.len() < threads() && paths.iter().all(|path| path.is_file());
        let linters = if is_few { paths.len().max(1) } else { threads() };
        self.with_linters(linters, collected, None, |queue| {
            self.walker.run(paths, || {
                let mut reader = Reader::new(self.linter, self.limits);
                move |entry| match entry {
                    Entry::File(found) => {
                        if may_repeat && !lock(&collected.seen).insert(found.shown.clone()) {
                            return;
                        }
                        let content = reader.file(&found);
                        collected.take(&found.shown, found.is_named, content, queue);
                    }
                    Entry::Unreadable { shown, reason } => collected.skip(shown, reason),
                    Entry::Failed { shown, reason } => collected.fail(Failure::Unreadable(shown, reason)),
                }
            });
        });
        let folders: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
        self.settle(&folders, collected);
    }

    /// Lints the files with configurations of servers again of which other files say something. All files below `covered` have been read.
    fn settle(&self, covered: &[PathBuf], collected: &Collected) {
        let pending = std::mem::take(&mut *lock(&collected.pending));
        if pending.is_empty() {
            return;
        }
        let mut project = std::mem::take(&mut *lock(&collected.project));
        // what cannot be read there is not missed: then the configuration is judged without it
        let around = on_deep_stack(|| {
            let mut partners = Partners::new(self.linter, self.limits, self.walker, covered);
            let mut around = Project::default();
            for (file, _) in &pending {
                partners.add(file.path(), &mut around);
            }
            around
        });
        project.append(around.unwrap_or_default());
        let is_told = |config: &ConfigRef| usage::elsewhere(config, &[&project]) != Elsewhere::default();
        let (again, done): (Vec<_>, Vec<_>) =
            pending.into_iter().partition(|(_, linted)| linted.configs.iter().any(is_told));
        for (file, linted) in done {
            self.report(file, linted, collected);
        }
        if !again.is_empty() {
            self.with_linters(1, collected, Some(&project), |queue| {
                // the queue is open as long as there is a sender
                for (file, _) in again {
                    drop(queue.send(file));
                }
            });
        }
        lock(&collected.outcome).project = project;
    }

    fn report(&self, file: SourceFile, linted: Linted, collected: &Collected) {
        if (self.keep)(&linted) {
            lock(&collected.outcome).reports.push((file, linted));
        }
    }

    /// Runs `feed` beside `count` threads that lint what it sends; without a `project` for the first time.
    fn with_linters(
        &self,
        count: usize,
        collected: &Collected,
        project: Option<&Project>,
        feed: impl FnOnce(&SyncSender<SourceFile>),
    ) {
        let (sender, receiver) = sync_channel(QUEUE);
        let receiver = Mutex::new(receiver);
        std::thread::scope(|scope| {
            let spawned = (0..count)
                .filter(|_| {
                    let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
                    thread.spawn_scoped(scope, || self.lint_all(&receiver, collected, project)).is_ok()
                })
                .count();
            if spawned == 0 {
                collected.fail(Failure::Panic("redlint".to_owned(), "no thread could be started".to_owned()));
                return;
            }
            feed(&sender);
            drop(sender);
        });
    }

    fn lint_all(&self, receiver: &Mutex<Receiver<SourceFile>>, collected: &Collected, project: Option<&Project>) {
        let nothing = Project::default();
        let known = project.unwrap_or(&nothing);
        loop {
            let next = lock(receiver).recv();
            let Ok(file) = next else { return };
            let Ok(linted) = panic::catch_unwind(AssertUnwindSafe(|| lint_in(&file, self.linter, known))) else {
                let what = LAST_PANIC.with_borrow_mut(std::mem::take);
                collected.fail(Failure::Panic(file.path().to_owned(), what));
                continue;
            };
            if project.is_none() {
                if let Some(skipped) = unread_parts(&file, &linted) {
                    lock(&collected.outcome).skipped.push(skipped);
                }
                if !linted.links.is_empty() {
                    lock(&collected.project).add(linted.links.iter().cloned());
                }
                if !linted.configs.is_empty() {
                    lock(&collected.pending).push((file, linted));
                    continue;
                }
            }
            self.report(file, linted, collected);
        }
    }
}

impl Collected {
    /// Takes what was read of one file; text goes on to be linted.
    fn take(&self, shown: &str, is_named: bool, content: Content, queue: &SyncSender<SourceFile>) {
        if matches!(content, Content::Foreign) {
            return;
        }
        self.files.fetch_add(1, Ordering::Relaxed);
        match content {
            // the queue is closed only when every linting thread has ended, which none does while there is a sender
            Content::Source(file) => drop(queue.send(file)),
            Content::Unreadable(reason) if is_named => self.fail(Failure::Unreadable(shown.to_owned(), reason)),
            Content::Skipped(reason) | Content::Unreadable(reason) => self.skip(shown.to_owned(), reason),
            Content::Irrelevant | Content::Foreign => {}
        }
    }

    fn skip(&self, path: String, reason: String) {
        lock(&self.outcome).skipped.push(SkippedFile { path, reason });
    }

    fn fail(&self, failure: Failure) {
        lock(&self.failures).push(failure);
    }
}

/// A lock is only held for a push, so that what a panic left behind is whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs `work` on a stack as linting threads have it; nothing when it panics.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
        thread.spawn_scoped(scope, work).ok()?.join().ok()
    })
}

/// The parts of a file that could not be parsed, as one entry.
fn unread_parts(file: &SourceFile, linted: &Linted) -> Option<SkippedFile> {
    let first = linted.skipped.iter().min_by_key(|skipped| skipped.span)?;
    let line = file.lines().line(first.span.start);
    let more = match linted.skipped.len() {
        1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    Some(SkippedFile { path: file.path().to_owned(), reason: format!("in part: line {line}: {}{more}", first.reason) })
}

/// Name of the threads that lint.
pub(super) const THREAD: &str = "redlint-lint";

thread_local! {
    /// What the last panic of this thread said.
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps what a panic in a linting thread says for the report about its file, instead of printing it at once.
pub(super) fn catch_panics() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(THREAD) {
            return print(info);
        }
        let payload = info.payload();
        let what =
            payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
        LAST_PANIC.set(format!("{}{place}", what.unwrap_or("panic")));
    }));
}
