//! YAML files that steer redlint: read into a type, with every mistake of the file told at once and in its place.
//!
//! The type's own JSON schema, which `schemars` derives, is walked beside a tree of the document that keeps its spans: unknown keys (with the
//! nearest known one), wrong types, values outside a list, missing keys, bad globs, patterns and versions. Configuration, rules and client models
//! all come in this way.

mod format;
mod salvage;
mod schema;
mod tree;

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::problem::Problem;
use crate::source::{LineIndex, Span};
use tree::Node;

/// Where a problem is pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The key, or the item of a list.
    Key,
    /// The value.
    Value,
}

/// The text that a value was read from, with the place of each of its parts.
#[derive(Debug)]
pub struct Origin {
    file: Arc<str>,
    text: Arc<str>,
    root: Node,
}

/// What a file holds, as far as it can be told.
#[derive(Debug)]
pub struct Loaded<T> {
    /// The value, and where it was read from. What is wrong with the file has been taken out of it, or stands here under its right name, so that the
    /// rest can be checked as well.
    pub value: Option<(T, Origin)>,
    /// Everything that does not fit the type, in the order of the text.
    pub problems: Vec<Problem>,
}

impl<T> Loaded<T> {
    /// The value, if nothing is wrong.
    ///
    /// # Errors
    /// What is wrong.
    pub fn whole(self) -> Result<(T, Origin), Vec<Problem>> {
        match self.value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems),
        }
    }
}

/// Reads `text` as a `T`.
pub fn load<T: DeserializeOwned + JsonSchema>(file: &str, text: &str) -> Loaded<T> {
    let mut origin = match Origin::parse(file, text) {
        Ok(origin) => origin,
        Err(problems) => return Loaded { value: None, problems },
    };
    let faults = origin.faults::<T>(&[]);
    // nothing but comments is a file that sets nothing
    let whole = if origin.root.is_null() { "{}" } else { text.trim_start_matches('\u{feff}') };
    if faults.is_empty() {
        return match serde_yaml::from_str(whole) {
            Ok(value) => Loaded { value: Some((value, origin)), problems: Vec::new() },
            Err(error) => Loaded { value: None, problems: vec![origin.serde_problem(&error)] },
        };
    }
    salvage::rename(&mut origin.root, &faults);
    let rest = salvage::text(&origin.root, &faults).and_then(|text| serde_yaml::from_str(&text).ok());
    let problems = origin.problems(faults);
    Loaded { value: rest.map(|value| (value, origin)), problems }
}

/// `problems`, and of `more`, which were found in what was left of the same file, those that do not follow from them.
pub fn join(mut problems: Vec<Problem>, more: Vec<Problem>) -> Vec<Problem> {
    let follows = |new: &Problem| problems.iter().any(|known| known.file == new.file && new.span.contains(known.span));
    let more: Vec<Problem> = more.into_iter().filter(|new| !follows(new)).collect();
    problems.extend(more);
    problems
}

impl Origin {
    /// Parses `text`, the content of `file` (as shown).
    ///
    /// # Errors
    /// The syntax error, or a key that stands twice in one map.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut origin = Self { file: file.into(), text: text.into(), root: Node::null() };
        match tree::parse(text) {
            Ok(tree) => {
                origin.root = tree.root;
                let problem = |(key, span): &(String, Span)| {
                    origin.problem(*span, format!("`{key}` stands here for the second time"), "remove one of them")
                };
                if tree.duplicates.is_empty() { Ok(origin) } else { Err(tree.duplicates.iter().map(problem).collect()) }
            }
            Err((span, message)) => Err(vec![origin.problem(span, format!("this is not YAML: {message}"), "")]),
        }
    }

    /// The file as shown.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Checks what stands under `path` (keys, or indices of lists) against the schema of `T`.
    pub fn check<T: JsonSchema>(&self, path: &[&str]) -> Vec<Problem> {
        self.problems(self.faults::<T>(path))
    }

    fn faults<T: JsonSchema>(&self, path: &[&str]) -> Vec<schema::Fault> {
        let Some((_, node)) = self.root.at(path) else { return Vec::new() };
        let schema = schemars::schema_for!(T).to_value();
        let mut faults = schema::check(node, path.last().copied().unwrap_or_default(), &schema);
        faults.sort_by_key(|fault| fault.span);
        faults
    }

    fn problems(&self, faults: Vec<schema::Fault>) -> Vec<Problem> {
        faults.into_iter().map(|fault| self.problem(fault.span, fault.message, &fault.help)).collect()
    }

    /// Where what stands under `path` (keys, or indices of lists) is written; the whole first line when there is no such thing.
    pub fn span(&self, path: &[&str], part: Part) -> Span {
        match self.root.at(path) {
            Some((Some(key), _)) if part == Part::Key => key,
            Some((_, node)) => node.span,
            None => Span::new(0, self.text.find('\n').unwrap_or(self.text.len())),
        }
    }

    /// The line of what stands under `path`, if there is such a thing.
    pub fn line(&self, path: &[&str]) -> Option<u32> {
        let (key, node) = self.root.at(path)?;
        Some(LineIndex::new(&self.text).line(key.unwrap_or(node.span).start))
    }

    /// Where under `path` the key or scalar `text` is written, for the first time; the part of one that is `text`, if none is just that.
    pub fn find(&self, path: &[&str], text: &str) -> Span {
        let Some((_, node)) = self.root.at(path) else { return self.span(path, Part::Value) };
        if let Some(whole) = node.find(&|scalar| scalar == text) {
            return whole;
        }
        let Some(span) = node.find(&|scalar| scalar.contains(text)) else { return self.span(path, Part::Value) };
        let start = span.start as usize;
        // what is written with escapes is marked as a whole
        let inside = self.text.get(span.range()).and_then(|source| source.find(text));
        inside.map_or(span, |at| Span::new(start + at, start + at + text.len()))
    }

    /// A problem at `span`.
    pub fn problem(&self, span: Span, message: impl Into<String>, help: &str) -> Problem {
        Problem {
            file: self.file.clone(),
            text: self.text.clone(),
            span,
            message: message.into(),
            label: String::new(),
            help: (!help.is_empty()).then(|| help.to_owned()),
        }
    }

    /// What the schema cannot say, as `serde` tells it.
    fn serde_problem(&self, error: &serde_yaml::Error) -> Problem {
        let mut message = error.to_string();
        if let Some(at) = message.rfind(" at line ") {
            message.truncate(at);
        }
        let lines = LineIndex::new(&self.text);
        let span = error.location().map_or(Span::new(0, 0), |location| {
            let line = lines.line_span(u32::try_from(location.line()).unwrap_or(u32::MAX), self.text.len());
            let text = self.text.get(line.range()).unwrap_or_default();
            let skipped: usize = text.chars().take(location.column().saturating_sub(1)).map(char::len_utf8).sum();
            let start = line.start as usize + skipped;
            Span::new(start, (line.start as usize + text.trim_end().len()).max(start))
        });
        self.problem(span, message, "")
    }
}

#[cfg(test)]
mod tests;
