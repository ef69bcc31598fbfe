//! `redlint usage`

use std::path::PathBuf;
use std::time::Instant;

use super::args::Options;
use super::check::{after, look, plural};
use super::output::Output;
use super::{Status, settings};
use crate::report;

pub(super) fn run(options: &Options, paths: &[PathBuf], output: &mut Output, started: Instant) -> Status {
    let Some(settings) = settings::load(options, output) else { return Status::Failed };
    let Some((mut outcome, failures)) = look(options, paths, &settings, |linted| !linted.facts.is_empty(), output)
    else {
        return Status::Failed;
    };
    for (_, linted) in &mut outcome.reports {
        linted.facts.retain(|fact| fact.confidence >= settings.config.min_confidence);
    }
    output.write(|out| report::usage(out, options.format, &outcome));
    let facts: usize = outcome.reports.iter().map(|(_, linted)| linted.facts.len()).sum();
    after(options, &outcome, &failures, &plural(facts, "fact"), started.elapsed(), output);
    if failures.is_empty() { Status::Clean } else { Status::Failed }
}
