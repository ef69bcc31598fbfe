//! Code Quality reports of GitLab.

use std::collections::HashMap;
use std::io;

use serde_json::{Value, json};

use super::Outcome;
use super::fingerprint::Fingerprints;
use super::place::{Place, path};
use crate::finding::Severity;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut items: Vec<Value> = Vec::new();
    // a repeated fingerprint hides all but the first
    let mut used: HashMap<String, u32> = HashMap::new();
    for (file, linted) in &outcome.reports {
        let mut fingerprints = Fingerprints::new(file, &[]);
        for finding in &linted.findings {
            let place = Place::of(file, finding.span);
            let mut fingerprint = fingerprints.own(&path(outcome, file.path()), file, finding);
            let count = used.entry(fingerprint.clone()).or_insert(0);
            if *count > 0 {
                fingerprint = format!("{fingerprint}:{count}");
            }
            *count += 1;
            items.push(json!({
                "description": finding.message,
                "check_name": &*finding.rule,
                "fingerprint": fingerprint,
                "severity": match finding.severity {
                    Severity::Advice => "info",
                    Severity::Warning => "minor",
                    Severity::Error => "major",
                },
                "location": {
                    "path": path(outcome, file.path()),
                    "lines": {"begin": place.start.line, "end": place.end.line},
                },
            }));
        }
    }
    serde_json::to_writer_pretty(&mut *out, &items)?;
    writeln!(out)
}
