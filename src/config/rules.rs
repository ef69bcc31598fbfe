//! What the configuration says about single rules.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Glob;
use crate::finding::{Confidence, Severity};

/// Off, or how bad a finding of a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Worth knowing; never fails a run unless asked for.
    Advice,
    /// Probably wrong.
    Warning,
    /// Against a written convention.
    Error,
}

impl Level {
    /// The severity, unless the rule is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Advice => Some(Severity::Advice),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// The entry of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RuleConfig {
    /// `keys-command: off`
    Level(Level),
    /// `keys-command: {severity: warning, allow-paths: ["scripts/**"]}`
    Settings(RuleSettings),
}

/// The long form of a rule's entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct RuleSettings {
    /// Instead of the rule's own severity.
    pub severity: Option<Level>,
    /// Instead of the general `min-confidence`.
    pub min_confidence: Option<Confidence>,
    /// Where the rule does not hold, in addition to its own list; globs relative to `redlint.yaml`.
    pub allow_paths: Vec<Glob>,
}

impl RuleConfig {
    /// The level, if the entry sets one.
    pub fn level(&self) -> Option<Level> {
        match self {
            RuleConfig::Level(level) => Some(*level),
            RuleConfig::Settings(settings) => settings.severity,
        }
    }

    /// How sure its findings must be, if the entry says so.
    pub fn min_confidence(&self) -> Option<Confidence> {
        match self {
            RuleConfig::Level(_) => None,
            RuleConfig::Settings(settings) => settings.min_confidence,
        }
    }

    /// Where the rule does not hold.
    pub fn allow_paths(&self) -> &[Glob] {
        match self {
            RuleConfig::Level(_) => &[],
            RuleConfig::Settings(settings) => &settings.allow_paths,
        }
    }
}
