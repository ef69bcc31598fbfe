//! `redlint.yaml`: the team's conventions and how redlint is to behave.
//!
//! Everything has a default, the conventions of the team that redlint was made for. Reading the file from disk and finding it is the command
//! line's part; nothing here does I/O.

mod conventions;
mod limits;
mod paths;
mod rules;

use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use conventions::{Conventions, Plain, Secret, Target};
pub use limits::{ByteSize, Limits};
pub use paths::{Glob, PathSet, Root};
pub use rules::{Level, RuleConfig, RuleSettings};

use crate::finding::{Confidence, Severity};

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
    /// Per rule: `off`, another severity, or paths where it does not hold.
    pub rules: IndexMap<String, RuleConfig>,
    /// Files and folders that are not read, as globs relative to this file. A glob without `/` matches in every folder.
    pub exclude: Vec<Glob>,
    /// Findings that are less sure than this are left out.
    pub min_confidence: Confidence,
    /// Findings of at least this severity make the exit status 1.
    pub fail_on: FailOn,
    /// Folder with the team's own rules, relative to this file.
    pub rules_dir: Option<String>,
    /// Folder with the team's own client models, relative to this file.
    pub clients_dir: Option<String>,
    /// The team's own helper functions, described as in a client model.
    pub wrappers: Option<serde_json::Value>,
    /// Which files are too much.
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
        }
    }
}
