//! One run over many files: threads that walk and read, threads that lint.
//!
//! Most files end in the thread that reads them, because they do not mention Redis. The others go to threads with deep stacks, through a short queue, so
//! that memory does not grow with the number of files.

use std::cell::RefCell;
use std::collections::HashSet;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use super::read::{Content, Reader};
use super::walk::{Entry, Walker, threads};
use crate::config::Limits;
use crate::lint::{Linted, Linter, lint};
use crate::report::{Outcome, SkippedFile};
use crate::source::SourceFile;

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
    seen: Mutex<HashSet<String>>,
}

impl Runner<'_> {
    /// Reads and lints `input`. Results are in order: by path, and within a file by position.
    pub(super) fn run(&self, input: Input<'_>) -> (Outcome, Vec<Failure>) {
        let collected = Collected::default();
        match input {
            Input::Stream(name, stream) => {
                let content = Reader::new(self.linter, self.limits).stream(name, stream);
                self.with_linters(1, &collected, |queue| collected.take(name, true, content, queue));
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
        let linters = if let [path] = paths
            && path.is_file()
        {
            1
        } else {
            threads()
        };
        self.with_linters(linters, collected, |queue| {
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
    }

    /// Runs `feed` beside `count` threads that lint what it sends.
    fn with_linters(&self, count: usize, collected: &Collected, feed: impl FnOnce(&SyncSender<SourceFile>)) {
        let (sender, receiver) = sync_channel(QUEUE);
        let receiver = Mutex::new(receiver);
        std::thread::scope(|scope| {
            let spawned = (0..count)
                .filter(|_| {
                    let thread = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
                    thread.spawn_scoped(scope, || self.lint_all(&receiver, collected)).is_ok()
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

    fn lint_all(&self, receiver: &Mutex<Receiver<SourceFile>>, collected: &Collected) {
        loop {
            let next = lock(receiver).recv();
            let Ok(file) = next else { return };
            let Ok(linted) = panic::catch_unwind(AssertUnwindSafe(|| lint(&file, self.linter))) else {
                let what = LAST_PANIC.with_borrow_mut(std::mem::take);
                collected.fail(Failure::Panic(file.path().to_owned(), what));
                continue;
            };
            if let Some(skipped) = unread_parts(&file, &linted) {
                lock(&collected.outcome).skipped.push(skipped);
            }
            if (self.keep)(&linted) {
                lock(&collected.outcome).reports.push((file, linted));
            }
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
