//! Checkstyle XML.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::Outcome;
use super::place::path;
use crate::finding::Severity;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = BytesStart::new("checkstyle").with_attributes([("version", "4.3")]);
    writer.write_event(Event::Start(root.borrow()))?;
    for (file, linted) in &outcome.reports {
        if linted.findings.is_empty() {
            continue;
        }
        let mut element = BytesStart::new("file");
        element.push_attribute(("name", legal(&path(outcome, file.path())).as_str()));
        writer.write_event(Event::Start(element.borrow()))?;
        for finding in &linted.findings {
            let at = file.position(finding.span.start);
            let mut error = BytesStart::new("error");
            error.push_attribute(("line", at.line.to_string().as_str()));
            error.push_attribute(("column", at.column.to_string().as_str()));
            error.push_attribute((
                "severity",
                match finding.severity {
                    Severity::Advice => "info",
                    other => other.name(),
                },
            ));
            error.push_attribute(("message", legal(&finding.message).as_str()));
            error.push_attribute(("source", format!("redlint.{}", finding.rule).as_str()));
            writer.write_event(Event::Empty(error))?;
        }
        writer.write_event(Event::End(element.to_end()))?;
    }
    writer.write_event(Event::End(root.to_end()))?;
    out.write_all(&writer.into_inner())?;
    writeln!(out)
}

/// Without the characters that XML 1.0 cannot hold.
fn legal(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' | '\r' => ' ',
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
            c => c,
        })
        .collect()
}
