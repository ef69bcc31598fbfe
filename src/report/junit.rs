//! `JUnit` XML: a test suite a file, a failed test a finding.

use std::io;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Outcome;
use super::place::path;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut report = Report::new("redlint");
    for (file, linted) in &outcome.reports {
        if linted.findings.is_empty() {
            continue;
        }
        let name = path(outcome, file.path());
        let mut suite = TestSuite::new(name.as_str());
        for finding in &linted.findings {
            let at = file.position(finding.span.start);
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(finding.message.as_str());
            status.set_type(finding.severity.name());
            status.set_description(format!("{name}:{}:{}: {}\n{}", at.line, at.column, finding.message, finding.help));
            let mut case = TestCase::new(format!("{}:{}:{}", finding.rule, at.line, at.column), status);
            case.set_classname(name.as_str());
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    if report.tests == 0 {
        // readers take a report without tests for a run that failed
        let mut suite = TestSuite::new("redlint");
        suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    writeln!(out)
}
