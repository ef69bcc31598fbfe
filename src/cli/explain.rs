//! `redlint explain RULE`

use super::args::Options;
use super::output::Output;
use super::rules::{pages, pretty};
use super::{Status, settings};
use crate::problem::nearest;
use crate::report::Format;

pub(super) fn run(options: &Options, rule: &str, is_paged: bool, output: &mut Output) -> Status {
    let Some(settings) = settings::load(options, output) else { return Status::Failed };
    let pages = pages(&settings.linter);
    let Some(page) = pages.iter().find(|page| *page.rule.id == *rule) else {
        let help = nearest(rule, settings.linter.rule_ids())
            .map_or_else(|| "; `redlint rules` lists them".to_owned(), |near| format!(", did you mean `{near}`?"));
        output.error(&format!("there is no rule `{rule}`{help}"));
        return Status::Failed;
    };
    match options.format {
        Format::Human | Format::Concise => {
            let text = page.human(output.style());
            output.page(&text, is_paged);
        }
        Format::Json | Format::Jsonl => {
            let text = pretty(&page.json());
            output.write(|out| out.write_all(text.as_bytes()));
        }
        Format::Markdown => {
            let text = page.markdown();
            output.write(|out| out.write_all(text.as_bytes()));
        }
        #[allow(unreachable_patterns, reason = "formats that are for findings only")]
        _ => return output.no_format("explain", "human, json, markdown"),
    }
    Status::Clean
}
