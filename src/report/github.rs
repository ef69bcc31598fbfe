//! Workflow commands of GitHub Actions: annotations beside the changed lines.
//!
//! GitHub keeps ten errors and ten warnings of a step and drops the rest silently, so the worst come first and a last line says what is not shown.

use std::io;

use super::Outcome;
use super::place::{Place, path, worst_first};
use super::visible::{visible, visible_line};
use crate::finding::Severity;

/// How many annotations of one level GitHub keeps of a step.
const LIMIT: usize = 10;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    // the log itself reads like the concise report
    super::concise::write(out, outcome)?;
    let mut counts = [0_usize; 3];
    for (file, finding) in worst_first(outcome) {
        let (index, command) = match finding.severity {
            Severity::Error => (0, "error"),
            Severity::Warning => (1, "warning"),
            Severity::Advice => (2, "notice"),
        };
        counts[index] += 1;
        if counts[index] > LIMIT {
            continue;
        }
        let place = Place::of(file, finding.span);
        let path = property(&path(outcome, file.path()));
        let title = property(&format!("redlint: {}", finding.rule));
        let columns = if place.start.line == place.end.line {
            format!(",col={},endColumn={}", place.start.column, place.end.column)
        } else {
            String::new()
        };
        let text = if finding.help.is_empty() {
            finding.message.clone()
        } else {
            format!("{}\n{}", finding.message, finding.help)
        };
        writeln!(
            out,
            "::{command} title={title},file={path},line={},endLine={}{columns}::{}",
            place.start.line,
            place.end.line,
            data(&text)
        )?;
    }
    let hidden: usize = counts.iter().map(|count| count.saturating_sub(LIMIT)).sum();
    if hidden > 0 {
        writeln!(
            out,
            "::notice title=redlint::{hidden} more findings are listed in the log; GitHub shows {LIMIT} of a kind"
        )?;
    }
    Ok(())
}

/// The table of a job summary, in Markdown; at most `limit` rows.
pub(crate) fn summary(outcome: &Outcome, limit: usize) -> String {
    use std::fmt::Write as _;
    let all = worst_first(outcome);
    let mut text = String::from("## redlint\n\n");
    if all.is_empty() {
        let _ = writeln!(text, "No findings in {} files.", outcome.files);
        return text;
    }
    text.push_str("| severity | rule | place | finding |\n|---|---|---|---|\n");
    for (file, finding) in all.iter().take(limit) {
        let at = file.position(finding.span.start);
        let place = cell(&format!("{}:{}:{}", path(outcome, file.path()), at.line, at.column));
        let _ =
            writeln!(text, "| {} | {} | {place} | {} |", finding.severity.name(), finding.rule, cell(&finding.message));
    }
    if all.len() > limit {
        let _ = writeln!(text, "\n{} more are in the log.", all.len() - limit);
    }
    text
}

fn cell(text: &str) -> String {
    let mut out = String::new();
    for c in visible_line(text).chars() {
        if matches!(c, '|' | '<' | '>' | '*' | '_' | '\\' | '[' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// What stands behind the second `::`. Escape codes of a path or a message would reach the log.
fn data(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
