//! `redlint test`: the team's own rules and client models held to their examples and fixtures.
//!
//! An example that shows what it says is *validated*; a finding (or command) that is expected and not there is *missing*, one that is there and not
//! expected is *noisy*.

mod collect;
mod examples;
mod fixtures;

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::args::Options;
use super::check::plural;
use super::output::Output;
use super::rules::pretty;
use super::{Status, settings};
use crate::report::Format;

/// How an example came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Validated,
    Missing,
    Noisy,
}

impl Verdict {
    fn name(self) -> &'static str {
        match self {
            Verdict::Validated => "validated",
            Verdict::Missing => "missing",
            Verdict::Noisy => "noisy",
        }
    }
}

/// One thing that was tried.
#[derive(Debug)]
struct Case {
    /// The rule, model or fixture.
    of: String,
    /// Which example.
    what: String,
    verdict: Verdict,
    expected: String,
    found: String,
    /// The code, if it helps.
    code: String,
}

pub(super) fn run(options: &Options, dir: Option<&Path>, output: &mut Output) -> Status {
    let mut files = Vec::new();
    let loaded = settings::load_with(options, output, |config, working| {
        files = collect::into(config, working, dir)?;
        Ok(())
    });
    let Some(settings) = loaded else { return Status::Failed };
    let mut cases = examples::rules(&settings.config, &settings.linter);
    cases.extend(examples::models(&settings.config, &settings.linter));
    let own = examples::own(&settings.config);
    for (shown, path) in &files {
        match settings::read(path) {
            Ok(text) => cases.extend(fixtures::run(shown, &text, &settings.linter, &own)),
            Err(reason) => {
                output.error(&format!("{shown}: {reason}"));
                return Status::Failed;
            }
        }
    }
    let text = match options.format {
        Format::Human | Format::Concise => human(&cases),
        Format::Json | Format::Jsonl => pretty(&cases.iter().map(object).collect()),
        #[allow(unreachable_patterns, reason = "formats that are for findings only")]
        _ => return output.no_format("test", "human, json"),
    };
    output.write(|out| out.write_all(text.as_bytes()));
    let count = |verdict: Verdict| cases.iter().filter(|case| case.verdict == verdict).count();
    let (missing, noisy) = (count(Verdict::Missing), count(Verdict::Noisy));
    let total = plural(cases.len(), "example");
    output.note(&format!("{total}: {} validated, {missing} missing, {noisy} noisy", count(Verdict::Validated)));
    if cases.is_empty() {
        output.error("nothing to test: no rule, client model or fixture of your own was found");
        return Status::Failed;
    }
    if missing + noisy > 0 { Status::Findings } else { Status::Clean }
}

/// A line for each rule or file, and what went wrong below it.
fn human(cases: &[Case]) -> String {
    let mut out = String::new();
    let mut rest = cases;
    while let Some(first) = rest.first() {
        let length = rest.iter().take_while(|case| case.of == first.of).count();
        let (group, after) = rest.split_at(length);
        rest = after;
        let count = |verdict: Verdict| group.iter().filter(|case| case.verdict == verdict).count();
        let counts =
            [Verdict::Validated, Verdict::Missing, Verdict::Noisy].map(|verdict| (count(verdict), verdict.name()));
        let counts: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
        let _ = writeln!(out, "{}: {}", first.of, counts.join(", "));
        for case in group.iter().filter(|case| case.verdict != Verdict::Validated) {
            let _ = writeln!(out, "  {} {}", case.verdict.name(), case.what);
            for line in case.code.trim_end().lines() {
                let _ = writeln!(out, "      | {line}");
            }
            let _ = writeln!(out, "    expected {}\n    found    {}", case.expected, case.found);
        }
    }
    out
}

fn object(case: &Case) -> serde_json::Value {
    json!({
        "of": case.of,
        "example": case.what,
        "verdict": case.verdict.name(),
        "expected": case.expected,
        "found": case.found,
    })
}
