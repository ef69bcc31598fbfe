//! SARIF 2.1.0, for code scanning services.
//!
//! The tests read the log with the types of the `serde-sarif` crate; writing it needs no more than serde, which keeps the build of a hook small.

use std::io;

use serde_json::{Map, Value, json};

use super::fingerprint::Fingerprints;
use super::place::{Place, path};
use super::{Outcome, RuleInfo};
use crate::finding::{Confidence, Finding, Severity};
use crate::paths::percent_encoded;
use crate::source::SourceFile;

pub(super) fn write(out: &mut dyn io::Write, outcome: &Outcome) -> io::Result<()> {
    let mut results: Vec<(Severity, Value)> = Vec::new();
    for (file, linted) in &outcome.reports {
        let all: Vec<&Finding> =
            linted.findings.iter().chain(linted.suppressed.iter().map(|suppressed| &suppressed.finding)).collect();
        let mut fingerprints = Fingerprints::new(file, &all);
        for finding in &linted.findings {
            results.push((finding.severity, result(outcome, file, finding, &mut fingerprints)));
        }
        for suppressed in &linted.suppressed {
            let mut value = result(outcome, file, &suppressed.finding, &mut fingerprints);
            let mut entry = json!({"kind": "inSource"});
            if !suppressed.reason.is_empty() {
                entry["justification"] = json!(&*suppressed.reason);
            }
            value["suppressions"] = json!([entry]);
            results.push((suppressed.finding.severity, value));
        }
    }
    // services cut long logs at the end
    results.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    let results: Vec<Value> = results.into_iter().map(|(_, value)| value).collect();
    let notifications: Vec<Value> = outcome.skipped.iter().map(|skipped| {
        json!({"level": "note", "message": {"text": format!("{}: not read: {}", skipped.path, skipped.reason)}})
    }).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "redlint",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": INFORMATION,
                "rules": outcome.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the root of the repository"}}},
            "automationDetails": {"id": "redlint/"},
            "invocations": [{"executionSuccessful": true, "toolExecutionNotifications": notifications}],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// Where readers of a log find out about the tool.
const INFORMATION: &str = "https://crates.io/crates/redlint";

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Advice => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn rule(rule: &RuleInfo) -> Value {
    let mut properties = Map::new();
    properties.insert("tags".to_owned(), json!(rule.tags));
    properties.insert("precision".to_owned(), json!("high"));
    match &rule.security_severity {
        Some(severity) => properties.insert("security-severity".to_owned(), json!(severity)),
        None => properties.insert(
            "problem.severity".to_owned(),
            json!(match rule.severity {
                Severity::Advice => "recommendation",
                other => other.name(),
            }),
        ),
    };
    let name: String = rule.id.split('-').map(capitalised).collect();
    json!({
        "id": rule.id,
        "name": name,
        "shortDescription": {"text": sentence(&rule.summary)},
        "fullDescription": {"text": sentence(&rule.why)},
        "help": {"text": rule.why, "markdown": rule.markdown},
        "helpUri": rule.url.as_deref().unwrap_or(INFORMATION),
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": properties,
    })
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// One line that ends in a full stop, as the format wants texts.
fn sentence(text: &str) -> String {
    let mut out = capitalised(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

fn result(outcome: &Outcome, file: &SourceFile, finding: &Finding, fingerprints: &mut Fingerprints) -> Value {
    let place = Place::of(file, finding.span);
    let mut partial = Map::new();
    if let Some(hash) = fingerprints.line(place.start.line) {
        partial.insert("primaryLocationLineHash".to_owned(), json!(hash));
    }
    partial.insert("redlint/v1".to_owned(), json!(fingerprints.own(&path(outcome, file.path()), file, finding)));
    let mut value = json!({
        "ruleId": &*finding.rule,
        "level": level(finding.severity),
        "message": {"text": message(finding)},
        "locations": [{"physicalLocation": location(outcome, file, place)}],
        "partialFingerprints": partial,
        "rank": match finding.confidence {
            Confidence::Possible => 30.0,
            Confidence::Likely => 70.0,
            Confidence::Certain => 95.0,
        },
    });
    if let Some(index) = outcome.rules.iter().position(|rule| *rule.id == *finding.rule) {
        value["ruleIndex"] = json!(index);
    }
    if !finding.related.is_empty() {
        let related = finding.related.iter().enumerate().map(|(id, related)| {
            let place = Place::of(file, related.span);
            json!({"id": id + 1, "physicalLocation": location(outcome, file, place), "message": {"text": related.label}})
        });
        value["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &finding.fix {
        let replacements: Vec<Value> = fix
            .edits
            .iter()
            .map(|edit| {
                let place = Place::of(file, edit.span);
                json!({"deletedRegion": region(place), "insertedContent": {"text": edit.text}})
            })
            .collect();
        let artifact = artifact(outcome, file);
        let changes = json!([{"artifactLocation": artifact, "replacements": replacements}]);
        value["fixes"] = json!([{"description": {"text": fix.title}, "artifactChanges": changes}]);
    }
    value
}

fn message(finding: &Finding) -> String {
    let mut text = sentence(&finding.message);
    if !finding.help.is_empty() {
        text.push(' ');
        text.push_str(&sentence(&finding.help));
    }
    text
}

fn location(outcome: &Outcome, file: &SourceFile, place: Place) -> Value {
    let line = file.slice(file.lines().line_span(place.start.line, file.text().len()));
    let mut region = region(place);
    if line.len() <= 1000 && place.start.line == place.end.line {
        region["snippet"] = json!({"text": line.trim_end_matches(['\r', '\n'])});
    }
    json!({"artifactLocation": artifact(outcome, file), "region": region})
}

fn artifact(outcome: &Outcome, file: &SourceFile) -> Value {
    let path = path(outcome, file.path());
    if path.starts_with('/') {
        return json!({"uri": format!("file://{}", percent_encoded(&path))});
    }
    json!({"uri": percent_encoded(&path), "uriBaseId": "%SRCROOT%"})
}

fn region(place: Place) -> Value {
    json!({
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    })
}
