//! `redlint.yaml`: the team's conventions and how redlint is to behave.
//!
//! Everything has a default, the conventions of the team that redlint was made for. Reading the file from disk and finding it is the command
//! line's part; nothing here does I/O.

mod conventions;
mod limits;
mod rules;
mod server;

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use conventions::{Conventions, Plain, Secret, Target};
pub use limits::{ByteSize, Limits};
pub use rules::{Level, RuleConfig, RuleSettings};

pub use crate::paths::{Glob, PathSet, Root};

use crate::checked_yaml::{self, Origin, Part};
use crate::finding::{Confidence, Severity};
use crate::problem::{Problem, nearest};

/// The name under which the configuration is looked for.
pub const FILE_NAME: &str = "redlint.yaml";

/// What `redlint.yaml` says.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[schemars(title = "redlint.yaml", inline)]
pub struct Config {
    /// The server that the code talks to.
    pub target: Target,
    /// The team's conventions, which messages and rules quote.
    pub conventions: Conventions,
    /// Per rule: `off`, another severity, or paths where it does not apply.
    pub rules: IndexMap<String, RuleConfig>,
    /// Files and folders that are not read, as globs relative to this file. A glob without `/` matches in every folder.
    pub exclude: Vec<Glob>,
    /// Findings that are less certain than this are left out.
    pub min_confidence: Confidence,
    /// The exit status is 1 if there are findings of at least this severity.
    pub fail_on: FailOn,
    /// Folder with the team's own rules, relative to this file.
    pub rules_dir: Option<String>,
    /// Folder with the team's own client models, relative to this file.
    pub clients_dir: Option<String>,
    /// The team's own helper functions, described as in a client model.
    pub wrappers: Option<serde_json::Value>,
    /// Which files are too large to read.
    pub limits: Limits,
    /// Where paths and globs are anchored.
    #[serde(skip)]
    #[schemars(skip)]
    pub root: Root,
    /// The texts of [`Config::rules_dir`], read by whoever loaded the configuration.
    #[serde(skip)]
    #[schemars(skip)]
    pub rule_files: Vec<NamedText>,
    /// The texts of [`Config::clients_dir`].
    #[serde(skip)]
    #[schemars(skip)]
    pub client_files: Vec<NamedText>,
    /// The text of [`Conventions::ports_file`], if there is such a file.
    #[serde(skip)]
    #[schemars(skip)]
    pub ports_text: Option<NamedText>,
    /// When not empty, only these rules run.
    #[serde(skip)]
    #[schemars(skip)]
    pub only_rules: Vec<String>,
    /// The file that this was read from.
    #[serde(skip)]
    #[schemars(skip)]
    pub origin: Option<Arc<Origin>>,
}

/// A text with the name under which problems in it are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedText {
    /// The path as shown.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Arc<str>,
}

/// Which findings make a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Any.
    Advice,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
    /// None.
    Never,
}

impl FailOn {
    /// Whether a finding of `severity` makes the run fail.
    pub fn is_failure(self, severity: Severity) -> bool {
        match self {
            FailOn::Advice => true,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Error => severity >= Severity::Error,
            FailOn::Never => false,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            target: Target::default(),
            conventions: Conventions::default(),
            rules: IndexMap::new(),
            exclude: Vec::new(),
            min_confidence: Confidence::Likely,
            fail_on: FailOn::Error,
            rules_dir: None,
            clients_dir: None,
            wrappers: None,
            limits: Limits::default(),
            root: Root::default(),
            rule_files: Vec::new(),
            client_files: Vec::new(),
            ports_text: None,
            only_rules: Vec::new(),
            origin: None,
        }
    }
}

impl Config {
    /// Reads the `text` of `file` (as shown).
    ///
    /// # Errors
    /// Everything that is wrong with it. Whether the rules that it names exist is only known once they are loaded: see
    /// [`Config::unknown_rules`].
    pub fn load(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        match Self::read(file, text) {
            (Some(config), problems) if problems.is_empty() => Ok(config),
            (_, problems) => Err(problems),
        }
    }

    /// Reads the `text` of `file`: what is wrong with it, and what can be told of the rest, so that the files that it names can be checked in the same
    /// run.
    pub fn read(file: &str, text: &str) -> (Option<Self>, Vec<Problem>) {
        let loaded = checked_yaml::load::<Config>(file, text);
        let mut problems = loaded.problems;
        let config = loaded.value.map(|(config, origin)| {
            problems.extend(server::mistakes(&config.conventions, &origin));
            Config { origin: Some(Arc::new(origin)), ..config }
        });
        (config, problems)
    }

    /// How bad findings of `rule` are, where the rule itself says `default`; `None` when it does not run.
    pub fn severity(&self, rule: &str, default: Severity) -> Option<Severity> {
        if !self.only_rules.is_empty() && !self.only_rules.iter().any(|only| only == rule) {
            return None;
        }
        self.rules.get(rule).and_then(RuleConfig::level).map_or(Some(default), Level::severity)
    }

    /// How sure the findings of `rule` must be to be reported.
    pub fn least(&self, rule: &str) -> Confidence {
        self.rules.get(rule).and_then(RuleConfig::min_confidence).unwrap_or(self.min_confidence)
    }

    /// The rules that the configuration names although they are not among `known`.
    pub fn unknown_rules(&self, known: &[&str]) -> Vec<Problem> {
        let Some(origin) = &self.origin else { return Vec::new() };
        let unknown = self.rules.keys().filter(|rule| !known.contains(&rule.as_str()));
        unknown
            .map(|rule| {
                let help = match nearest(rule, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the rules are {}", known.join(", ")),
                };
                let span = origin.span(&["rules", rule], Part::Key);
                origin.problem(span, format!("there is no rule `{rule}`"), &help)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_do_not_exist_are_shown_where_they_are_named() {
        let config =
            Config::load("redlint.yaml", "rules:\n  key-command: off\n  hardcoded-port: warning\n  zzz: off\n")
                .unwrap();
        let said: Vec<String> =
            config.unknown_rules(&["keys-command", "hardcoded-port"]).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            ["redlint.yaml:2:3: there is no rule `key-command`", "redlint.yaml:4:3: there is no rule `zzz`"]
        );
    }

    #[test]
    fn the_defaults_are_the_teams_conventions() {
        let config = Config::load("redlint.yaml", "").unwrap();
        assert_eq!((config.conventions.port, config.target.redis.as_str()), (6381, "7.4"));
        assert_eq!(config.min_confidence, Confidence::Likely);
        assert!(!config.fail_on.is_failure(Severity::Warning) && config.fail_on.is_failure(Severity::Error));
    }
}
