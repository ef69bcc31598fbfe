//! `redlint baseline` and `--baseline`: findings that are known are not told again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;

use super::Status;
use super::args::Options;
use super::check::{after, look, plural};
use super::output::Output;
use super::settings::{self, Settings};
use super::walk::reason;
use crate::filter::baseline::Baseline;
use crate::report::Outcome;

/// The file used where none is named.
pub(super) const FILE: &str = "redlint-baseline.json";

/// What to do with the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Action {
    /// Write all current findings to the file
    Write,
    /// Remove findings that have been fixed; add none
    Update,
    /// Fail if the file lists findings that have been fixed, or lacks one that is found
    Check,
}

pub(super) fn run(
    options: &Options,
    action: Action,
    paths: &[PathBuf],
    output: &mut Output,
    started: Instant,
) -> Status {
    let Some(settings) = settings::load(options, output) else { return Status::Failed };
    let keep = |linted: &crate::lint::Linted| !linted.findings.is_empty();
    let Some((outcome, failures)) = look(options, paths, &settings, keep, output) else { return Status::Failed };
    let file = options.baseline.clone().unwrap_or_else(|| PathBuf::from(FILE));
    let now = of(&outcome, &settings);
    let status = match action {
        Action::Write => store(&file, &now, output),
        Action::Update => match load(&file, output) {
            Some(known) => {
                let kept = known.without_mended(&now);
                output.note(&format!("{} taken out", plural(known.len() - kept.len(), "finding")));
                store(&file, &kept, output)
            }
            None => Status::Failed,
        },
        Action::Check => match load(&file, output) {
            Some(known) => compare(&known, &now, output),
            None => Status::Failed,
        },
    };
    let counts = plural(now.len(), "finding");
    after(options, &outcome, &failures, &counts, started.elapsed(), output);
    if failures.is_empty() { status } else { Status::Failed }
}

fn of(outcome: &Outcome, settings: &Settings) -> Baseline {
    let root = &settings.config.root;
    let all: Vec<_> = outcome
        .reports
        .iter()
        .flat_map(|(file, linted)| {
            linted.findings.iter().map(move |finding| (root.relative(file.path()), file, finding))
        })
        .collect();
    Baseline::of(all.iter().map(|(path, file, finding)| (path.as_str(), *file, *finding)))
}

fn compare(known: &Baseline, now: &Baseline, output: &Output) -> Status {
    let kept = known.without_mended(now);
    let (mended, new) = (known.len() - kept.len(), now.len() - kept.len());
    if mended > 0 {
        output.note(&format!(
            "{} of the baseline fixed: `redlint baseline update` removes them",
            plural(mended, "finding")
        ));
    }
    if new > 0 {
        output.note(&format!("{} not in the baseline", plural(new, "finding")));
    }
    if mended + new > 0 { Status::Findings } else { Status::Clean }
}

fn store(file: &Path, baseline: &Baseline, output: &Output) -> Status {
    let text = serde_json::to_string_pretty(baseline).unwrap_or_default() + "\n";
    match fs::write(file, text) {
        Ok(()) => Status::Clean,
        Err(error) => {
            output.error(&format!("{}: {}", file.display(), reason(&error)));
            Status::Failed
        }
    }
}

fn load(file: &Path, output: &Output) -> Option<Baseline> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            output.error(&format!("{}: {}; `redlint baseline write` writes one", file.display(), reason(&error)));
            return None;
        }
    };
    match serde_json::from_str::<Baseline>(&text) {
        Ok(baseline) if baseline.version == 1 => Some(baseline),
        Ok(baseline) => {
            output.error(&format!("{}: version {} of the format is not known", file.display(), baseline.version));
            None
        }
        Err(error) => {
            output.error(&format!("{}: {error}", file.display()));
            None
        }
    }
}

/// Takes the known findings out of `outcome` and tells what has been mended; `None` when the baseline could not be read.
pub(super) fn apply(options: &Options, settings: &Settings, outcome: &mut Outcome, output: &Output) -> Option<usize> {
    let Some(file) = &options.baseline else { return Some(0) };
    let known = load(file, output)?;
    let mut matcher = known.matcher();
    let root = &settings.config.root;
    let mut taken = 0;
    for (file, linted) in &mut outcome.reports {
        let path = root.relative(file.path());
        linted.findings.retain(|finding| {
            let is_known = matcher.take(&path, file, finding);
            taken += usize::from(is_known);
            !is_known
        });
    }
    let read: BTreeSet<String> = outcome.reports.iter().map(|(file, _)| root.relative(file.path())).collect();
    let mended = matcher.mended(|path| read.contains(path)).iter().map(|known| known.count as usize).sum::<usize>();
    if mended > 0 {
        output.note(&format!(
            "{} of the baseline fixed: `redlint baseline update` removes them",
            plural(mended, "finding")
        ));
    }
    Some(taken)
}
