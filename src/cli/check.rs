//! `redlint check`

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::args::{Fixes, Options};
use super::output::Output;
use super::run::{Failure, Input, Runner};
use super::settings::{self, Settings};
use super::walk::Walker;
use super::{Status, baseline, fix, git, inputs, reports};
use crate::config::{Config, FILE_NAME};
use crate::finding::Severity;
use crate::lint::Linted;
use crate::paths::{Glob, PathSet};
use crate::report::{self, Outcome, RuleInfo};
use crate::rules::Rule;

pub(super) fn run(options: &Options, paths: &[PathBuf], fixes: Fixes, output: &mut Output, started: Instant) -> Status {
    if fixes.fix_dry_run {
        return preview(options, paths, fixes, output).unwrap_or(Status::Failed);
    }
    let write = |_: &Settings, outcome: &Outcome, output: &mut Output| {
        let style = output.style();
        output.write(|out| report::findings(out, options.format, style, outcome));
    };
    run_with(options, paths, fixes, output, started, write).unwrap_or(Status::Failed)
}

/// Like [`run`] with another report; nothing when the run did not come to it.
pub(super) fn run_with(
    options: &Options,
    paths: &[PathBuf],
    fixes: Fixes,
    output: &mut Output,
    started: Instant,
    write: impl FnOnce(&Settings, &Outcome, &mut Output),
) -> Option<Status> {
    let Found { settings, mut outcome, failures, known } = find(options, paths, output)?;
    let mut mended = fix::Mending::default();
    if fixes.fix {
        if let Some(name) = streamed(options, paths) {
            output.error(&format!("{name}: `--fix` writes files; `--fix-dry-run` prints what it would change"));
            return None;
        }
        mended = fix::all(fixes, &settings, &mut outcome);
        mended.failures.iter().for_each(|failure| output.error(failure));
    }
    write(&settings, &outcome, output);
    let is_written = reports::write(&options.output, options.format, &outcome, output);
    if options.statistics {
        statistics(&outcome, output);
    }
    let known = if known == 0 { String::new() } else { format!(" ({known} known)") };
    let counts = format!("{}{known}{}{}", counts(&outcome), mended.counts(), fixable(&outcome, fixes));
    after(options, &outcome, &failures, &counts, started.elapsed(), output);
    let findings = outcome.reports.iter().flat_map(|(_, linted)| &linted.findings);
    let is_failure = findings.into_iter().any(|finding| settings.config.fail_on.is_failure(finding.severity));
    let is_done = failures.is_empty() && is_written && mended.failures.is_empty();
    Some(match (is_done, is_failure && !options.exit_zero) {
        (false, _) => Status::Failed,
        (true, true) => Status::Findings,
        (true, false) => Status::Clean,
    })
}

/// What a run has found, after all that takes findings away.
struct Found {
    /// The process ends with the run, and its memory with it.
    settings: ManuallyDrop<Settings>,
    outcome: Outcome,
    failures: Vec<Failure>,
    /// How many findings the baseline holds.
    known: usize,
}

fn find(options: &Options, paths: &[PathBuf], output: &Output) -> Option<Found> {
    let settings = ManuallyDrop::new(settings::load(options, output)?);
    let keep = |linted: &Linted| !linted.findings.is_empty() || !linted.suppressed.is_empty();
    let (mut outcome, failures) = look(options, paths, &settings, keep, output)?;
    outcome.rules = settings.linter.rules().map(|rule| rule_info(rule)).collect();
    outcome.prefix = git::prefix(&settings.working);
    if !only_changed(options, &settings, &mut outcome, output) {
        return None;
    }
    let known = baseline::apply(options, &settings, &mut outcome, output)?;
    Some(Found { settings, outcome, failures, known })
}

/// Prints what would be changed.
fn preview(options: &Options, paths: &[PathBuf], fixes: Fixes, output: &mut Output) -> Option<Status> {
    let Found { settings, outcome, failures, .. } = find(options, paths, output)?;
    let diffs = fix::diffs(fixes, &settings, &outcome);
    let is_clean = diffs.is_empty() || options.exit_zero;
    output.write(|out| diffs.iter().try_for_each(|diff| out.write_all(diff.as_bytes())));
    tell(&failures, output);
    let changed = match diffs.len() {
        0 => "nothing to change".to_owned(),
        count => format!("{} would change", plural(count, "file")),
    };
    output.note(&format!("{changed}{}", fixable(&outcome, fixes)));
    Some(match (failures.is_empty(), is_clean) {
        (false, _) => Status::Failed,
        (true, false) => Status::Findings,
        (true, true) => Status::Clean,
    })
}

/// The name of what is read from standard input, if it is.
fn streamed(options: &Options, paths: &[PathBuf]) -> Option<String> {
    let is_stdin = paths.iter().any(|path| path.as_os_str() == "-");
    options.stdin_filename.clone().or_else(|| is_stdin.then(|| "-".to_owned()))
}

/// How many findings `--fix` would mend: `, 2 fixable with --fix`.
fn fixable(outcome: &Outcome, fixes: Fixes) -> String {
    let all =
        || outcome.reports.iter().flat_map(|(_, linted)| &linted.findings).filter_map(|finding| finding.fix.as_ref());
    let (safe, others) = (all().filter(|fix| fix.is_safe).count(), all().filter(|fix| !fix.is_safe).count());
    match (safe, others) {
        _ if fixes.fix && fixes.unsafe_fixes => String::new(),
        (0, 0) => String::new(),
        (safe, 0) => format!(", {safe} fixable with --fix"),
        (0, others) => format!(", {others} fixable with --fix --unsafe-fixes"),
        (safe, others) => format!(", {safe} fixable with --fix ({others} more with --unsafe-fixes)"),
    }
}

/// Takes away the findings in lines that have not changed, if only those count; whether that could be told.
fn only_changed(options: &Options, settings: &Settings, outcome: &mut Outcome, output: &Output) -> bool {
    let against = match &options.diff {
        Some(revision) => git::Against::Revision(revision.clone()),
        None if options.staged => git::Against::Staged,
        None => return true,
    };
    let changed = match git::changed(&settings.working, &against) {
        Ok(changed) => changed,
        Err(message) => {
            output.error(&message);
            return false;
        }
    };
    let prefix = outcome.prefix.clone();
    for (file, linted) in &mut outcome.reports {
        let path = report::from_root(&prefix, file.path());
        linted.findings.retain(|finding| changed.touches(&path, file, finding));
        linted.suppressed.retain(|suppressed| changed.touches(&path, file, &suppressed.finding));
    }
    true
}

/// What reports say of a rule.
fn rule_info(rule: &Rule) -> RuleInfo {
    RuleInfo {
        id: rule.id.to_string(),
        summary: rule.raw.summary.clone(),
        why: rule.raw.why.trim().to_owned(),
        markdown: format!("# {}\n\n{}\n\n{}\n", rule.id, rule.raw.summary, rule.raw.why.trim()),
        tags: rule.raw.tags.clone(),
        security_severity: rule.raw.security_severity.clone(),
        severity: rule.severity,
        url: rule.raw.links.first().cloned(),
    }
}

/// Reads and lints what is asked for; what stopped that has been told when there is nothing to return.
pub(super) fn look(
    options: &Options,
    paths: &[PathBuf],
    settings: &Settings,
    keep: fn(&Linted) -> bool,
    output: &Output,
) -> Option<(Outcome, Vec<Failure>)> {
    let walker = Walker::new(
        excluded(&settings.config),
        settings.config.root.clone(),
        settings.working.clone(),
        options.force_exclude,
    );
    let runner = Runner { linter: &settings.linter, walker: &walker, limits: &settings.config.limits, keep };
    match inputs::read(options, paths) {
        Ok(inputs::Inputs::Paths(paths)) => Some(runner.run(Input::Paths(&paths))),
        Ok(inputs::Inputs::Stdin(name)) => Some(runner.run(Input::Stream(&name, &mut std::io::stdin().lock()))),
        Err(message) => {
            output.error(&message);
            None
        }
    }
}

/// What the configuration leaves out, and what steers redlint itself: it holds examples of what is wrong.
pub(super) fn excluded(config: &Config) -> PathSet {
    let own = [Some(FILE_NAME), config.rules_dir.as_deref(), config.clients_dir.as_deref()];
    let own: Vec<Glob> = own.into_iter().flatten().map(Glob::from).collect();
    PathSet::new(config.exclude.iter().chain(&own))
}

/// How many files that could not be read, or not whole, are named unless all are asked for.
const SKIPPED_NAMES: usize = 5;

/// Tells what was left out, what failed, and the sum of it.
pub(super) fn after(
    options: &Options,
    outcome: &Outcome,
    failures: &[Failure],
    counts: &str,
    elapsed: Duration,
    output: &Output,
) {
    // a file that goes unread is a gap that people must know of; hundreds of them say it once
    let named = if options.verbose { usize::MAX } else { SKIPPED_NAMES };
    for skipped in outcome.skipped.iter().take(named) {
        output.note(&format!("skipped {}: {}", skipped.path, skipped.reason));
    }
    tell(failures, output);
    let skipped = match outcome.skipped.len() {
        0 => String::new(),
        count if count <= named => format!(", {count} skipped"),
        count => format!(", {count} skipped (--verbose names them all)"),
    };
    let files = plural(outcome.files, "file");
    output.note(&format!("{files}, {counts}{skipped}, {}", duration(elapsed)));
}

/// Tells what has failed.
fn tell(failures: &[Failure], output: &Output) {
    for failure in failures {
        output.error(&match failure {
            Failure::Unreadable(path, reason) => format!("{path}: {reason}"),
            Failure::Panic(path, what) => {
                format!("{path}: internal error, please report it with the file: {what}")
            }
        });
    }
}

/// The findings by severity: `3 errors, 1 warning`.
fn counts(outcome: &Outcome) -> String {
    let count = |severity: Severity, noun: &str| {
        let count = outcome.count_of(severity);
        (count > 0).then(|| if noun == "advice" { format!("{count} {noun}") } else { plural(count, noun) })
    };
    let counts =
        [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Advice, "advice")];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    if counts.is_empty() { "no findings".to_owned() } else { counts.join(", ") }
}

/// The findings by rule, most frequent first.
fn statistics(outcome: &Outcome, output: &Output) {
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in outcome.reports.iter().flat_map(|(_, linted)| &linted.findings) {
        *by_rule.entry(&finding.rule).or_default() += 1;
    }
    let mut rows: Vec<_> = by_rule.into_iter().collect();
    rows.sort_by_key(|&(rule, count)| (std::cmp::Reverse(count), rule));
    for (rule, count) in rows {
        output.note(&format!("{count:>7}  {rule}"));
    }
}

pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn duration(elapsed: Duration) -> String {
    match elapsed.as_secs_f64() {
        seconds if seconds < 1.0 => format!("{} ms", elapsed.as_millis()),
        seconds => format!("{seconds:.1} s"),
    }
}
