//! The data of `rules/programs.yaml`, indexed for lookups.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::lower::naming;
use crate::source::Language;

/// A program, or a subcommand of one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Program {
    /// File names that it is started by.
    #[serde(default)]
    pub(super) names: Vec<String>,
    pub(super) kind: Kind,
    /// How its facts are labelled.
    #[serde(default)]
    pub(super) library: String,
    pub(super) default_port: Option<u16>,
    #[serde(default)]
    options: BTreeMap<Role, Vec<String>>,
    /// Operands before the command line that it carries.
    #[serde(default)]
    pub(super) operands: usize,
    /// Whether options may also follow the operands.
    #[serde(default)]
    pub(super) permutes: bool,
    /// Whether `NAME=value` words may stand before that command line.
    #[serde(default)]
    pub(super) assignments: bool,
    /// Whether words of standard input are added to that command line.
    #[serde(default)]
    pub(super) appends: bool,
    #[serde(default)]
    pub(super) subcommands: BTreeMap<String, Program>,
    /// Language of an interpreter.
    pub(super) language: Option<Language>,
    /// Environment variables that hold the password.
    #[serde(default)]
    pub(super) password_env: Vec<String>,
    /// Names of shell variables that scripts keep this program in.
    #[serde(default)]
    pub(super) variables: Vec<String>,
    /// Last words of such names, beside a word for Redis.
    #[serde(default)]
    variable_ends: Vec<String>,
    /// Role by option; filled from `options`.
    #[serde(skip)]
    roles: HashMap<String, Role>,
}

/// How a program reads its words; explained in the data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    Client,
    Endpoint,
    Server,
    Carrier,
    Remote,
    Shell,
    Interpreter,
    Container,
    KubeRun,
    Images,
    Chart,
    Group,
    Literals,
    Ports,
    Connect,
    Database,
    Prose,
}

/// What an option means; explained in the data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Role {
    Flag,
    Value,
    Host,
    Port,
    Socket,
    Username,
    Password,
    Url,
    Help,
    StdinLast,
    StdinTag,
    Prompt,
    Pipe,
    Eval,
    Scan,
    Pattern,
    NoCommand,
    NoCommandValue,
    Env,
    Publish,
    Entrypoint,
    Image,
    Name,
    Shell,
    Code,
    Stop,
    ConnectHost,
    ConnectPort,
}

impl Role {
    /// Whether an option of this role has a value.
    pub(super) fn takes_value(self) -> bool {
        !matches!(
            self,
            Role::Flag
                | Role::Help
                | Role::StdinLast
                | Role::Prompt
                | Role::Pipe
                | Role::Scan
                | Role::NoCommand
                | Role::Stop
        )
    }
}

/// What an argument of a directive means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ArgRole {
    Name,
    Host,
    Port,
    Password,
    /// This and all further words are ACL rules.
    Acl,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    programs: Vec<Program>,
    settings: HashMap<String, Vec<ArgRole>>,
    scripts: HashMap<String, usize>,
}

/// Everything that is known about programs.
#[derive(Debug, Default)]
pub(super) struct Model {
    programs: Vec<Program>,
    by_name: HashMap<String, usize>,
    settings: HashMap<String, Vec<ArgRole>>,
    scripts: HashMap<String, usize>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    crate::embedded::file("programs")
        .and_then(|file| serde_json::from_str::<File>(file.json).ok())
        .map(Model::new)
        .unwrap_or_default()
});

/// The model that is compiled in.
pub(super) fn model() -> &'static Model {
    &MODEL
}

impl Model {
    fn new(file: File) -> Self {
        let mut programs = file.programs;
        let mut by_name = HashMap::new();
        for (index, program) in programs.iter_mut().enumerate() {
            program.index();
            for name in &program.names {
                by_name.insert(name.clone(), index);
            }
        }
        Self { programs, by_name, settings: file.settings, scripts: file.scripts }
    }

    /// The program that a file of this name is.
    pub(super) fn program(&self, name: &str) -> Option<&Program> {
        self.programs.get(*self.by_name.get(name)?)
    }

    /// The program that scripts usually keep in a variable of this name.
    pub(super) fn of_variable(&self, name: &str) -> Option<&Program> {
        let words = naming::words(name);
        let is_command = |program: &&Program| {
            words.last().is_some_and(|last| program.variable_ends.contains(last)) && naming::is_redis_name(name)
        };
        let is_known = |program: &&Program| program.variables.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.programs.iter().find(is_known).or_else(|| self.programs.iter().find(is_command))
    }

    /// What the arguments of a directive mean; empty if nothing is known.
    pub(super) fn setting(&self, name: &str) -> &[ArgRole] {
        self.settings.get(name).map_or(&[], Vec::as_slice)
    }

    /// Index of the Lua text in a command that starts with these words, lower case and joined by a blank.
    pub(super) fn script(&self, name: &str) -> Option<usize> {
        self.scripts.get(name).copied()
    }
}

impl Program {
    /// Turns `role -> names` around, also below. The data file nests a few levels only.
    fn index(&mut self) {
        for (role, names) in std::mem::take(&mut self.options) {
            self.roles.extend(names.into_iter().map(|name| (name, role)));
        }
        for sub in self.subcommands.values_mut() {
            sub.index();
        }
    }

    /// The role of an option as written.
    pub(super) fn role(&self, option: &str) -> Option<Role> {
        self.roles.get(option).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_file_is_well_formed() {
        let file = crate::embedded::file("programs").expect("the file is compiled in");
        let file: File = serde_json::from_str(file.json).expect("it has the shape of the model");
        assert!(file.programs.len() > 20 && file.settings.len() > 5 && file.scripts.len() > 2);
        assert!(model().program("redis-cli").is_some_and(|program| program.role("-p") == Some(Role::Port)));
        assert!(model().program("docker").is_some_and(|program| program.subcommands.contains_key("exec")));
    }
}
