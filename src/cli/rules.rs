//! `redlint rules`

use super::args::Options;
use super::output::Output;
use super::{Status, settings};
use crate::lint::Linter;
use crate::report::{Format, RulePage, rule_page};

pub(super) fn run(options: &Options, output: &mut Output) -> Status {
    let Some(settings) = settings::load(options, output) else { return Status::Failed };
    let pages = pages(&settings.linter);
    let text = match options.format {
        Format::Human | Format::Concise => rule_page::table(&pages),
        Format::Json => pretty(&pages.iter().map(RulePage::json).collect()),
        Format::Jsonl => pages.iter().flat_map(|page| [page.json().to_string(), "\n".to_owned()]).collect(),
        Format::Markdown => rule_page::markdown(&pages),
        #[allow(unreachable_patterns, reason = "formats that are for findings only")]
        _ => return output.no_format("rules", "table, json, jsonl, markdown"),
    };
    output.write(|out| out.write_all(text.as_bytes()));
    Status::Clean
}

/// What there is to say of each rule, by id.
pub(super) fn pages(linter: &Linter) -> Vec<RulePage<'_>> {
    linter.graded().map(|(rule, severity)| RulePage { rule, severity, values: linter.values() }).collect()
}

/// JSON over several lines.
pub(super) fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
