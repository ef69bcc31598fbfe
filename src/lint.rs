//! One file: from source to findings.
//!
//! This is where the command line, the language server, the tests and the benchmarks enter. Pure: no I/O, nothing printed, no state kept between
//! files.

use std::sync::Arc;

use aho_corasick::AhoCorasick;

use crate::config::Config;
pub use crate::filter::suppress::Suppressed;
use crate::filter::suppress::{self, Idle, IdleKind, Suppressions};
use crate::finding::{Confidence, Finding, Severity};
use crate::ir::Skipped;
use crate::parse;
use crate::problem::{Problem, nearest};
use crate::source::SourceFile;
use crate::usage::Fact;

/// Rules and models, compiled; made once and shared by all threads.
#[derive(Debug)]
pub struct Linter {
    words: AhoCorasick,
    min_confidence: Confidence,
}

/// What one file gave.
#[derive(Debug, Default)]
pub struct Linted {
    /// What is reported, by position and rule.
    pub findings: Vec<Finding>,
    /// What a comment in the file took away.
    pub suppressed: Vec<Suppressed>,
    /// What the file does with Redis, by position.
    pub facts: Vec<Fact>,
    /// Parts that could not be read.
    pub skipped: Vec<Skipped>,
}

impl Linter {
    /// Compiles the built-in rules and models, and the team's own.
    ///
    /// # Errors
    /// All that is wrong with the team's own files, and rules named in the configuration that do not exist.
    pub fn new(config: &Config) -> Result<Self, Vec<Problem>> {
        let problems = config.unknown_rules(&[UNKNOWN_RULE, UNUSED_SUPPRESSION]);
        if !problems.is_empty() {
            return Err(problems);
        }
        let words = ["redis", "valkey", "6379", suppress::MARK];
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
        Ok(Self {
            words: words.expect("a handful of short words is within the limits of the automaton"),
            min_confidence: config.min_confidence,
        })
    }

    /// Whether a file with these `bytes` can have findings or usage facts at all. Derived from the rules and models, so that it never hides one.
    pub fn mentions(&self, bytes: &[u8]) -> bool {
        self.words.is_match(bytes)
    }

    /// The ids of all rules, sorted.
    pub fn rule_ids(&self) -> Vec<&str> {
        vec![UNKNOWN_RULE, UNUSED_SUPPRESSION]
    }
}

const UNUSED_SUPPRESSION: &str = "unused-suppression";
const UNKNOWN_RULE: &str = "unknown-rule";

/// Lints one file.
pub fn lint(file: &SourceFile, linter: &Linter) -> Linted {
    let parsed = parse::parse(file);
    let mut findings = Vec::new();
    let mut suppressions = Suppressions::read(file, [(&parsed, None)]);
    let mut suppressed = suppressions.apply(file, &mut findings);
    let known = linter.rule_ids();
    let idle =
        suppressions.idle(|rule| known.contains(&rule), |rule| rule != UNUSED_SUPPRESSION && rule != UNKNOWN_RULE);
    findings.extend(idle.iter().map(|idle| idle_finding(idle, &known)));
    suppressed.extend(suppressions.apply(file, &mut findings));
    findings.retain(|finding| finding.confidence >= linter.min_confidence);
    findings.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    Linted { findings, suppressed, facts: Vec::new(), skipped: parsed.skipped }
}

/// The finding for a suppression that does nothing.
fn idle_finding(idle: &Idle, known: &[&str]) -> Finding {
    let (rule, message, help) = match &idle.kind {
        IdleKind::Unused(rule) => (
            UNUSED_SUPPRESSION,
            format!("nothing of `{rule}` is found here, so there is nothing to suppress"),
            "remove the rule from the comment".to_owned(),
        ),
        IdleKind::Unknown(rule) => (
            UNKNOWN_RULE,
            format!("there is no rule `{rule}`"),
            nearest(rule, known.iter().copied())
                .map_or_else(|| "`redlint rules` lists them".to_owned(), |near| format!("did you mean `{near}`?")),
        ),
        IdleKind::Malformed => (
            UNUSED_SUPPRESSION,
            "this suppression is not understood, so it suppresses nothing".to_owned(),
            "write `redlint: allow(rule) reason` or `redlint: allow-file(rule) reason`".to_owned(),
        ),
    };
    Finding {
        rule: Arc::from(rule),
        severity: Severity::Warning,
        confidence: Confidence::Certain,
        span: idle.span,
        label: String::new(),
        message,
        help,
        url: None,
        related: Vec::new(),
        fix: None,
    }
}
