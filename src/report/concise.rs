//! `path:line:col: severity[rule] message`, one line a finding.

use std::io;

use super::Outcome;
use super::visible::visible_line;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    for (file, linted) in &outcome.reports {
        let mut path = visible_line(file.path());
        // at the start of a line these are commands to the runners of CI services
        if path.starts_with("::") || path.starts_with("##") {
            path.to_mut().insert_str(0, "./");
        }
        for finding in &linted.findings {
            let at = file.position(finding.span.start);
            let (severity, rule, message) = (finding.severity.name(), &finding.rule, visible_line(&finding.message));
            writeln!(out, "{path}:{}:{}: {severity}[{rule}] {message}", at.line, at.column)?;
        }
    }
    Ok(())
}
