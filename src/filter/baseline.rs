//! Baselines: findings that are known and not to be told again.
//!
//! A finding is known by its rule, its file and the code of its line without blanks, not by the line's number: moved lines stay known, changed ones do not.
//! Several equal ones in a file are counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::source::SourceFile;

/// The findings that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Baseline {
    /// Of the format.
    pub version: u32,
    /// Known findings by path, rule and code.
    pub findings: Vec<Known>,
}

/// One known finding, or several equal ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    /// Path relative to the configuration's folder, `/`-separated.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The line's code without blanks, as a hash.
    pub code: String,
    /// How many there are.
    pub count: u32,
}

type Key = (String, String, String);

impl Default for Baseline {
    fn default() -> Self {
        Self { version: 1, findings: Vec::new() }
    }
}

impl Baseline {
    /// A baseline of everything that is found now.
    pub(crate) fn of<'a>(findings: impl IntoIterator<Item = (&'a str, &'a SourceFile, &'a Finding)>) -> Self {
        let mut counts: BTreeMap<Key, u32> = BTreeMap::new();
        for (path, file, finding) in findings {
            *counts.entry(key(path, file, finding)).or_default() += 1;
        }
        Self::from_counts(counts)
    }

    fn from_counts(counts: BTreeMap<Key, u32>) -> Self {
        let findings =
            counts.into_iter().map(|((path, rule, code), count)| Known { path, rule, code, count }).collect();
        Self { version: 1, findings }
    }

    /// The known findings, to be taken one by one.
    pub(crate) fn matcher(&self) -> Matcher {
        let mut left: BTreeMap<Key, u32> = BTreeMap::new();
        for known in &self.findings {
            *left.entry((known.path.clone(), known.rule.clone(), known.code.clone())).or_default() += known.count;
        }
        Matcher { left }
    }

    /// Only what both hold: what has been mended goes, what is new does not come in.
    #[must_use]
    pub(crate) fn without_mended(&self, now: &Baseline) -> Self {
        let mut left = now.matcher().left;
        let mut kept: BTreeMap<Key, u32> = BTreeMap::new();
        for known in &self.findings {
            let key = (known.path.clone(), known.rule.clone(), known.code.clone());
            if let Some(available) = left.get_mut(&key) {
                let taken = known.count.min(*available);
                *available -= taken;
                if taken > 0 {
                    *kept.entry(key).or_default() += taken;
                }
            }
        }
        Self::from_counts(kept)
    }

    /// How many findings it holds.
    pub(crate) fn len(&self) -> usize {
        self.findings.iter().map(|known| known.count as usize).sum()
    }
}

/// Takes known findings away, each as often as it is known.
#[derive(Debug)]
pub(crate) struct Matcher {
    left: BTreeMap<Key, u32>,
}

impl Matcher {
    /// Whether the finding is known; it counts as seen from now on.
    pub(crate) fn take(&mut self, path: &str, file: &SourceFile, finding: &Finding) -> bool {
        match self.left.get_mut(&key(path, file, finding)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }

    /// What is known but was not seen, in the given files.
    pub(crate) fn mended(&self, mut was_read: impl FnMut(&str) -> bool) -> Vec<Known> {
        let left = self.left.iter().filter(|((path, _, _), count)| **count > 0 && was_read(path));
        left.map(|((path, rule, code), count)| Known {
            path: path.clone(),
            rule: rule.clone(),
            code: code.clone(),
            count: *count,
        })
        .collect()
    }
}

fn key(path: &str, file: &SourceFile, finding: &Finding) -> Key {
    (path.to_owned(), finding.rule.to_string(), format!("{:016x}", code(file, finding)))
}

/// The code of a finding's first line without its blanks, as a hash that is the same everywhere.
pub(crate) fn code(file: &SourceFile, finding: &Finding) -> u64 {
    let line = file.lines().line(finding.span.start);
    let text = file.slice(file.lines().line_span(line, file.text().len()));
    text.split_whitespace().flat_map(str::bytes).fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        // FNV-1a
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Confidence, Severity};
    use crate::source::{Language, Span};

    fn finding(at: usize) -> Finding {
        Finding {
            rule: "keys-command".into(),
            severity: Severity::Error,
            confidence: Confidence::Certain,
            span: Span::new(at, at + 1),
            label: String::new(),
            message: String::new(),
            help: String::new(),
            url: None,
            related: Vec::new(),
            fix: None,
        }
    }

    #[test]
    fn moved_lines_stay_known_and_changed_ones_do_not() {
        let before = SourceFile::new("a.py", "r.keys('*')\n", Language::Python);
        let baseline = Baseline::of([("a.py", &before, &finding(0))]);
        let after = SourceFile::new("a.py", "\n\n  r.keys( '*')\nr.keys('x')\n", Language::Python);
        let mut matcher = baseline.matcher();
        assert!(matcher.take("a.py", &after, &finding(4)));
        assert!(!matcher.take("a.py", &after, &finding(20)));
        assert!(!matcher.take("a.py", &after, &finding(4)), "each is known once");
        assert!(matcher.mended(|_| true).is_empty());
    }

    #[test]
    fn what_is_mended_is_told_and_goes() {
        let file = SourceFile::new("a.py", "one\ntwo\n", Language::Python);
        let both = Baseline::of([("a.py", &file, &finding(0)), ("a.py", &file, &finding(4))]);
        let one = Baseline::of([("a.py", &file, &finding(0)), ("b.py", &file, &finding(4))]);
        let mut matcher = both.matcher();
        matcher.take("a.py", &file, &finding(0));
        assert_eq!(matcher.mended(|_| true).len(), 1);
        assert!(matcher.mended(|path| path == "b.py").is_empty(), "files that were not read say nothing");
        assert_eq!(both.without_mended(&one).len(), 1);
    }
}
