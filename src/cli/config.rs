//! `redlint config`: what holds in this folder, and where each value comes from.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::args::Options;
use super::output::Output;
use super::rules::pretty;
use super::{Status, settings};
use crate::config::Config;
use crate::report::Format;

/// A value with its key and where it comes from.
struct Entry {
    key: Vec<String>,
    value: Value,
    from: From,
}

/// Where a value comes from.
enum From {
    Default,
    File(String, u32),
    CommandLine,
}

pub(super) fn run(options: &Options, output: &mut Output) -> Status {
    let Some(settings) = settings::load(options, output) else { return Status::Failed };
    let entries = entries(&settings.config, options);
    let text = match options.format {
        Format::Human | Format::Concise => human(&entries),
        Format::Json | Format::Jsonl => pretty(&entries.iter().map(object).collect()),
        #[allow(unreachable_patterns, reason = "formats that are for findings only")]
        _ => return output.no_format("config", "human, json"),
    };
    output.write(|out| out.write_all(text.as_bytes()));
    Status::Clean
}

fn entries(config: &Config, options: &Options) -> Vec<Entry> {
    let value = serde_json::to_value(config).unwrap_or_default();
    let mut out = Vec::new();
    flatten(&mut Vec::new(), &value, &mut out);
    // the built-in server settings are not in the file's own list
    for (name, value) in config.conventions.server_settings() {
        let key: Vec<String> = ["conventions", "server", &name].into_iter().map(str::to_owned).collect();
        if !out.iter().any(|(known, _)| *known == key) {
            out.push((key, Value::String(value)));
        }
    }
    out.retain(|(key, value)| {
        !(key.ends_with(&["server".to_owned()]) && value.as_object().is_some_and(serde_json::Map::is_empty))
    });
    let given = |key: &[String]| match key.first().map(String::as_str) {
        Some("fail-on") => options.fail_on.is_some(),
        Some("min-confidence") => options.min_confidence.is_some(),
        _ => false,
    };
    let entry = |(key, value): (Vec<String>, Value)| {
        let path: Vec<&str> = key.iter().map(String::as_str).collect();
        let origin = config.origin.as_deref();
        let from = match origin.and_then(|origin| Some((origin.file().to_string(), origin.line(&path)?))) {
            _ if given(&key) => From::CommandLine,
            Some((file, line)) => From::File(file, line),
            None => From::Default,
        };
        Entry { key, value, from }
    };
    out.into_iter().map(entry).collect()
}

/// The leaves of `value`; lists and empty maps are leaves.
fn flatten(path: &mut Vec<String>, value: &Value, out: &mut Vec<(Vec<String>, Value)>) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                path.push(key.clone());
                flatten(path, value, out);
                path.pop();
            }
        }
        _ => out.push((path.clone(), value.clone())),
    }
}

fn human(entries: &[Entry]) -> String {
    let lines: Vec<(String, String)> = entries
        .iter()
        .map(|entry| {
            let from = match &entry.from {
                From::Default => "default".to_owned(),
                From::File(file, line) => format!("{file}:{line}"),
                From::CommandLine => "command line".to_owned(),
            };
            (format!("{}: {}", entry.key.join("."), entry.value), from)
        })
        .collect();
    let widest = lines.iter().map(|(line, _)| line.chars().count()).filter(|width| *width <= 60).max().unwrap_or(0);
    let mut out = String::new();
    for (line, from) in lines {
        let _ = writeln!(out, "{line:<widest$}  # {from}");
    }
    out
}

fn object(entry: &Entry) -> Value {
    let (from, line) = match &entry.from {
        From::Default => ("default", None),
        From::File(file, line) => (file.as_str(), Some(*line)),
        From::CommandLine => ("command line", None),
    };
    json!({ "key": entry.key.join("."), "value": entry.value, "from": from, "line": line })
}
