//! The command table, read from `rules/commands.yaml` when it is first needed.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::availability::Availability;
use super::directive::Directive;
use super::grammar::GrammarError;
use super::keys::KeySpecs;
use super::program::{Program, Step};
use super::reading::Reading;
use super::version::{Since, Version};
use super::word::Word;

/// A set of commands that is no part of the core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Module {
    /// `JSON.*`
    Json,
    /// `FT.*`
    Search,
    /// `TS.*`
    Timeseries,
    /// `BF.*`, `CF.*`, `CMS.*`, `TOPK.*`, `TDIGEST.*`
    Bloom,
    /// `V*`: part of every build since 8.0, and of none before.
    Vectorset,
}

impl Module {
    /// The first release that bundles the modules.
    pub(super) const BUNDLED: Version = Version::new(8, 0);

    /// The module of this name.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        [Module::Json, Module::Search, Module::Timeseries, Module::Bloom, Module::Vectorset]
            .into_iter()
            .find(|module| module.name() == name)
    }

    /// The name that the configuration and the table use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Module::Json => "json",
            Module::Search => "search",
            Module::Timeseries => "timeseries",
            Module::Bloom => "bloom",
            Module::Vectorset => "vectorset",
        }
    }
}

/// A property of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flag {
    /// May change data.
    Write,
    /// Only reads.
    Readonly,
    /// May wait for others.
    Blocking,
    /// For administrators.
    Admin,
    /// Belongs to publish/subscribe.
    Pubsub,
    /// Refused in scripts.
    Noscript,
    /// Refused in transactions.
    NoMulti,
    /// Where its keys stand depends on its arguments.
    Movablekeys,
    /// Refused when memory is full.
    Denyoom,
    /// In the server's category of dangerous commands.
    Dangerous,
    /// In the server's category of slow commands, which only means that it is not one of the fast ones.
    Slow,
    /// Its cost grows with the number of keys in the database.
    Keyspace,
    /// Reads a whole collection.
    Whole,
    /// Not meant for applications.
    Internal,
    /// Has subcommands.
    Container,
    /// Only a Sentinel knows it.
    SentinelMode,
}

/// One command or subcommand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CommandInfo {
    /// In upper case, with the container: `XADD`, `CONFIG SET`, `JSON.SET`.
    #[serde(skip)]
    pub(crate) name: String,
    /// The first release with it; for a module's command the first that bundles it.
    pub(crate) since: Version,
    /// The first release of the module with it; for people.
    #[serde(rename = "msince")]
    _module_since: Option<Version>,
    /// The module that it belongs to.
    #[serde(rename = "mod")]
    pub(crate) module: Option<Module>,
    /// The first release without it.
    pub(crate) removed: Option<Version>,
    /// `rc` while it is only in a release candidate; for people.
    #[serde(rename = "status")]
    _status: Option<String>,
    /// Where the knowledge of a release candidate's command comes from; for people.
    #[serde(rename = "src")]
    _evidence: Option<String>,
    /// The group of the documentation: `stream`.
    pub(crate) group: String,
    /// Its properties.
    #[serde(default)]
    pub(crate) flags: Vec<Flag>,
    /// Where its keys stand.
    #[serde(default)]
    pub(super) keys: KeySpecs,
    /// The number of words with the name; negative: at least so many. Unknown for some of a release candidate.
    pub(crate) arity: Option<i32>,
    /// Deprecated since.
    #[allow(dead_code, reason = "part of the table's form")]
    #[serde(rename = "dep")]
    pub(crate) deprecated: Option<Since>,
    /// What to use instead of a deprecated or removed one; alternatives with `|`.
    #[allow(dead_code, reason = "part of the table's form")]
    #[serde(rename = "use")]
    pub(crate) replacement: Option<String>,
    /// Forms of values that came later, by argument and form; for people, since many of them are patterns.
    #[serde(default, rename = "forms")]
    _forms: IndexMap<String, IndexMap<String, Since>>,
    /// A remark for people.
    #[serde(rename = "note")]
    _note: Option<String>,
    #[serde(default)]
    args: String,
    #[serde(skip)]
    program: OnceLock<Option<Program>>,
}

impl CommandInfo {
    /// Whether it has this property.
    pub(crate) fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// How many words its name has: 2 for a subcommand.
    pub(crate) fn name_words(&self) -> usize {
        self.name.split(' ').count()
    }

    /// The compiled grammar; `None` where it is not known.
    pub(super) fn program(&self) -> Option<&Program> {
        // A grammar that cannot be compiled is found by the tests; at run time it means that nothing is known.
        self.program.get_or_init(|| self.compile().and_then(Result::ok)).as_ref()
    }

    fn compile(&self) -> Option<Result<Program, GrammarError>> {
        let takes_words = self.arity.is_none_or(|arity| arity.cast_unsigned() as usize != self.name_words());
        let is_unknown = self.args.is_empty() && takes_words;
        (!is_unknown).then(|| Program::compile(&self.args))
    }

    /// The names of the arguments that come first and cannot be left out.
    pub(super) fn front_arguments(&self) -> impl Iterator<Item = &str> {
        let steps = self.program().into_iter().flat_map(|program| {
            program.steps.iter().map_while(|step| match step {
                Step::Take(terminal) => program.terminals.get(*terminal as usize),
                _ => None,
            })
        });
        steps.map(|terminal| if terminal.is_token { "" } else { terminal.text.as_str() })
    }

    /// The tokens of its grammar: name with what introduces it (`AGGREGATE COUNT`), and the first release with it if younger than the command.
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    pub(crate) fn tokens(&self) -> impl Iterator<Item = (String, Option<Since>)> {
        let terminals = self.program().into_iter().flat_map(|program| &program.terminals);
        terminals.filter(|terminal| terminal.is_token).map(|terminal| (terminal.path(), terminal.since))
    }

    /// The names of the data that its grammar asks for: `key`, `pattern`, `threshold`.
    pub(crate) fn arguments(&self) -> impl Iterator<Item = &str> {
        let terminals = self.program().into_iter().flat_map(|program| &program.terminals);
        terminals.filter(|terminal| !terminal.is_token).map(|terminal| terminal.text.as_str())
    }

    /// Whether its grammar knows this option; so that a rule that asks for another can be refused.
    pub(crate) fn knows_option(&self, option: &str) -> bool {
        self.program().is_some_and(|program| program.terminals.iter().any(|terminal| terminal.is_option(option)))
    }
}

/// The table as written. Its entries are read one by one when they are asked for: a run needs few of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    #[serde(borrow)]
    commands: IndexMap<&'static str, &'static RawValue>,
    #[serde(borrow)]
    config: IndexMap<&'static str, &'static RawValue>,
}

/// A command that is read when it is first asked for.
#[derive(Debug)]
struct Entry {
    name: &'static str,
    raw: &'static RawValue,
    info: OnceLock<CommandInfo>,
}

impl Entry {
    fn get(&self) -> &CommandInfo {
        self.info.get_or_init(|| CommandInfo { name: self.name.to_owned(), ..read(self.raw) })
    }
}

/// One entry of the table.
fn read<T: Deserialize<'static>>(raw: &'static RawValue) -> T {
    serde_json::from_str(raw.get()).expect("rules/commands.yaml is part of the program, and tests read every entry")
}

/// All commands that Redis ever had, and the server's directives that rules speak of.
#[derive(Debug)]
pub(crate) struct CommandTable {
    commands: IndexMap<&'static str, Entry>,
    directives: IndexMap<String, Directive>,
    by_folded: OnceLock<HashMap<String, usize>>,
}

impl CommandTable {
    /// The table; read on the first call.
    pub(crate) fn get() -> &'static Self {
        static TABLE: LazyLock<CommandTable> = LazyLock::new(|| {
            let json = crate::embedded::file("commands").map_or("", |file| file.json);
            let raw: RawTable = serde_json::from_str(json)
                .expect("rules/commands.yaml is part of the program and checked by its tests");
            CommandTable::new(raw)
        });
        &TABLE
    }

    fn new(raw: RawTable) -> Self {
        let entry = |(name, raw)| (name, Entry { name, raw, info: OnceLock::new() });
        let directive = |(name, raw): (&'static str, _)| {
            let mut directive: Directive = read(raw);
            name.clone_into(&mut directive.name);
            (name.to_owned(), directive)
        };
        Self {
            commands: raw.commands.into_iter().map(entry).collect(),
            directives: raw.config.into_iter().map(directive).collect(),
            by_folded: OnceLock::new(),
        }
    }

    /// Folded names to commands.
    fn folded(&self) -> &HashMap<String, usize> {
        self.by_folded.get_or_init(|| {
            let mut by_folded: HashMap<String, usize> = HashMap::with_capacity(self.commands.len());
            for (index, name) in self.commands.keys().enumerate() {
                let place = by_folded.entry(fold(name)).or_insert(index);
                // `FT.CONFIG` and `_FT.CONFIG` fold alike; nobody means the internal one.
                if *place != index && !self.at(index).has(Flag::Internal) && self.at(*place).has(Flag::Internal) {
                    *place = index;
                }
            }
            by_folded
        })
    }

    fn at(&self, index: usize) -> &CommandInfo {
        self.commands[index].get()
    }

    /// All commands and subcommands, sorted by name.
    pub(crate) fn commands(&self) -> impl Iterator<Item = &CommandInfo> {
        self.commands.values().map(Entry::get)
    }

    /// The command of this name in any letter case; a subcommand with its container and one space between: `config set`.
    pub(crate) fn command(&self, name: &str) -> Option<&CommandInfo> {
        self.commands.get(name).or_else(|| self.commands.get(&*name.to_ascii_uppercase())).map(Entry::get)
    }

    /// The command that a method of a client library is named after: letter case, `_`, `-`, `.` and spaces do not count (`xreadgroup`, `configSet`,
    /// `json_set`).
    pub(crate) fn by_folded(&self, name: &str) -> Option<&CommandInfo> {
        self.folded().get(&fold(name)).map(|&index| self.at(index))
    }

    /// The server's directive of this name in any letter case.
    pub(crate) fn directive(&self, name: &str) -> Option<&Directive> {
        self.directives.get(&name.to_ascii_lowercase())
    }

    /// All directives of the table.
    pub(crate) fn directives(&self) -> impl Iterator<Item = &Directive> {
        self.directives.values()
    }

    /// The command that the first words name, and how many of them are its name: 2 for a subcommand, or 1 if it was written as one word
    /// (`"CONFIG SET"`). A container whose subcommand is unknown, or not in the table, is itself the answer.
    pub(crate) fn resolve(&self, words: &[Word]) -> Option<(&CommandInfo, usize)> {
        let first = words.first()?.as_text()?.trim();
        if first.contains(char::is_whitespace) {
            let name = first.split_whitespace().collect::<Vec<_>>().join(" ");
            return self.command(&name).map(|command| (command, 1));
        }
        let command = self.command(first)?;
        let second = words.get(1).and_then(Word::as_text).filter(|_| command.has(Flag::Container));
        let subcommand = second.and_then(|second| self.command(&format!("{first} {second}")));
        Some(subcommand.map_or((command, 1), |subcommand| (subcommand, 2)))
    }

    /// The command that these words are, ready for questions about its arguments.
    pub(crate) fn read<'a>(&'static self, words: &'a [Word]) -> Option<Reading<'a>> {
        let (command, name_words) = self.resolve(words)?;
        Some(Reading::new(command, words, name_words))
    }

    /// Whether a server of version `target` with these modules has the command that `words` are. The second word of a container counts as its
    /// subcommand: one that the table does not list is an unknown command.
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    pub(crate) fn availability(&self, words: &[Word], target: Version, modules: &[Module]) -> Availability {
        let Some((command, _)) = self.resolve(words) else { return Availability::UnknownCommand };
        match command.availability(target, modules) {
            Availability::Available if self.lacks_subcommand(command, words) => Availability::UnknownCommand,
            availability => availability,
        }
    }

    /// Whether `words` name a subcommand of the container `command` that does not exist.
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    fn lacks_subcommand(&self, command: &CommandInfo, words: &[Word]) -> bool {
        let is_named = words.get(1).is_some_and(|word| word.as_text().is_some());
        let prefix = format!("{} ", command.name);
        is_named && command.has(Flag::Container) && self.commands.keys().any(|name| name.starts_with(&prefix))
    }

    /// The known name that looks most like `name`, for "did you mean"; `None` if none does.
    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        let name = name.to_ascii_uppercase();
        let allowed = (name.chars().count() / 3).clamp(1, 3);
        if name.chars().count() > 64 {
            return None;
        }
        let distances = self.commands.keys().map(|known| (strsim::osa_distance(known, &name), *known));
        distances.filter(|(distance, _)| *distance <= allowed).min().map(|(_, known)| known)
    }
}

/// A name with only what counts in names of methods.
fn fold(name: &str) -> String {
    name.chars().filter(|sign| !matches!(sign, '_' | '-' | ' ' | '.')).map(|sign| sign.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests;
