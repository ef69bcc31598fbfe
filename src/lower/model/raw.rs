//! Client models as they are written; see `rules/clients/README.md` for the meaning of each key.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::source::Language;

mod connection;
mod form;

pub(crate) use connection::{RawConnection, RawFirst};

/// One library.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawModel {
    /// Its name, also the file's.
    pub(crate) library: String,
    /// The languages it is used from.
    pub(crate) languages: Vec<Language>,
    /// Whether its commands are its own business: a queue, a lock, a session store. Nobody who calls it chose them, so they are only possible findings.
    #[serde(default)]
    pub(crate) internal: bool,
    /// What a file that uses it mentions, where an import of the package says too little.
    #[serde(default)]
    pub(crate) mentions: Vec<String>,
    /// First segments of its imports.
    #[serde(default)]
    pub(crate) packages: Vec<String>,
    /// Packages that hand out clients: in files that import one, the usual short names are believed to be such. All when absent, none of a library that is `internal`.
    #[serde(default)]
    pub(crate) hands_out: Option<Vec<String>>,
    /// Other prefixes under which the same names are found.
    #[serde(default)]
    pub(crate) aliases: IndexMap<String, String>,
    /// How method names become commands.
    #[serde(default)]
    pub(crate) naming: RawNaming,
    /// Classes.
    #[serde(default)]
    pub(crate) types: IndexMap<String, RawType>,
    /// Functions by qualified name.
    #[serde(default)]
    pub(crate) functions: IndexMap<String, RawCallable>,
    /// Functions by qualified name that nobody calls: they are handed to something else, which calls them with the arguments that follow.
    #[serde(default)]
    pub(crate) plugins: IndexMap<String, RawCallable>,
    /// Constants and enum variants by qualified name.
    #[serde(default)]
    pub(crate) values: IndexMap<String, RawValue>,
    /// Settings by the name of the variable that holds them.
    #[serde(default)]
    pub(crate) settings: IndexMap<String, RawSettings>,
    /// What is believed of unknown receivers.
    #[serde(default)]
    pub(crate) guess: Option<RawGuess>,
    /// Whether it is a library of the database that is the source of truth, not of Redis.
    #[serde(default)]
    pub(crate) database: bool,
    /// Tests that readers learn from; `redlint test` runs them.
    #[serde(default)]
    pub(crate) examples: Vec<RawExample>,
}

/// Settings that make a framework connect.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawSettings {
    /// Whether each value of the mapping is a client of its own, not the mapping itself.
    #[serde(default)]
    pub(crate) each: bool,
    /// The client, its places being keys.
    pub(crate) connection: RawConnection,
}

/// Settings that are an argument of a call.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawGivenSettings {
    /// The parameter.
    pub(crate) param: String,
    /// Whether each value of the mapping is a client of its own, not the mapping itself.
    #[serde(default)]
    pub(crate) each: bool,
    /// The client, its places being keys.
    pub(crate) connection: RawConnection,
}

/// Code, and the commands that it sends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawExample {
    /// The language; the first of the model's when absent.
    #[serde(default)]
    pub(crate) language: Option<Language>,
    /// The code.
    pub(crate) code: String,
    /// Every command that it sends, as `redlint usage` shows them.
    pub(crate) sends: Vec<String>,
}

/// How a method name becomes a command.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawNaming {
    /// The comparison.
    pub(crate) style: NamingStyle,
    /// Suffixes that are options.
    pub(crate) strip: Vec<String>,
    /// Put in front of the name.
    pub(crate) prefix: String,
    /// Names that send nothing.
    pub(crate) except: Vec<String>,
}

/// How method names and commands are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NamingStyle {
    /// Without case and separators.
    #[default]
    Fold,
    /// Exactly the lower-case command; subcommands are arguments.
    Lower,
    /// Never.
    None,
}

/// A class.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawType {
    /// Qualified names.
    pub(crate) paths: Vec<String>,
    /// Qualified names of instances that the library exports.
    pub(crate) instances: Vec<String>,
    /// Type whose methods it has as well.
    pub(crate) extends: Option<String>,
    /// Whether its methods send commands only when its connection is known: what it wraps need not be Redis.
    pub(crate) needs_client: Option<bool>,
    /// Whether its instances are Redis only as a rule: what it wraps is configured elsewhere.
    pub(crate) likely: bool,
    /// Whether the commands of its methods are the library's own business.
    pub(crate) internal: bool,
    /// Whether other method names are commands; inherited when absent.
    pub(crate) commands: Option<bool>,
    /// Whether a command method gives the instance again, as on pipelines.
    pub(crate) chain: Option<bool>,
    /// Whether it is no word and takes no place among the arguments of a command: what a call is told beside them.
    pub(crate) context: bool,
    /// How a command by its name writes a mapping among its arguments; inherited when absent.
    pub(crate) records: Option<Records>,
    /// Whether methods that are commands by their names take any further words of the command.
    pub(crate) variadic: Option<bool>,
    /// Naming of its own.
    pub(crate) naming: Option<RawNaming>,
    /// Calling one of the paths.
    pub(crate) construct: Option<RawCallable>,
    /// A struct literal of one of the paths: its fields are the parameters.
    pub(crate) literal: Option<RawCallable>,
    /// Methods.
    pub(crate) methods: IndexMap<String, RawCallable>,
    /// Attributes.
    pub(crate) fields: IndexMap<String, String>,
    /// The words an options object stands for.
    pub(crate) words: Option<String>,
    /// The command a builder sends.
    pub(crate) command: Option<String>,
    /// The container image that an instance stands for in the end: the reference, or repository and tag as two words.
    pub(crate) image: Option<String>,
    /// The program that an instance starts in the end: its words, or one text for the shell.
    pub(crate) runs: Option<String>,
}

/// What a mapping among the arguments of a command means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Records {
    /// Its keys and values.
    #[default]
    Pairs,
    /// Options: any number of words.
    Many,
    /// One word, as text.
    One,
}

/// A function or method: in short form its template, or all of it.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum RawCallable {
    /// `sends`, or `-> Type`.
    Short(String),
    /// `sends`, several commands.
    Several(Vec<String>),
    /// Everything.
    Full(Box<RawFull>),
}

/// A function or method.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawFull {
    /// Parameters in order.
    pub(crate) params: Vec<String>,
    /// What goes over the wire.
    pub(crate) sends: Option<OneOrMany>,
    /// The parameter that is a list of commands, each a list of words.
    pub(crate) each: Option<String>,
    /// Methods that its receiver or what it makes has from then on.
    pub(crate) defines: Option<RawDefines>,
    /// Whether what it sends is the library's own business.
    pub(crate) internal: bool,
    /// What it gives.
    pub(crate) returns: Option<String>,
    /// Whether it registers Lua.
    pub(crate) script: bool,
    /// Whether it writes to the database.
    pub(crate) persist: Option<RawPersist>,
    /// The client that it makes.
    pub(crate) connection: Option<RawConnection>,
    /// Settings among its arguments that make clients.
    pub(crate) settings: Option<RawGivenSettings>,
    /// The pool of connections that it makes or sets up.
    pub(crate) pool: Option<RawPool>,
    /// Fields set.
    pub(crate) set: IndexMap<String, String>,
    /// Fields appended to.
    pub(crate) append: IndexMap<String, String>,
    /// The words that the value is.
    pub(crate) words: Option<String>,
    /// The container image that it names: the reference, or repository and tag as two words.
    pub(crate) image: Option<String>,
    /// The program that it starts: its words, or one text for the shell.
    pub(crate) runs: Option<String>,
    /// A callback argument.
    pub(crate) callback: Option<RawCallback>,
    /// Whether the result collects commands.
    pub(crate) batch: bool,
    /// Options without effect.
    pub(crate) ignored: Vec<String>,
    /// Other forms.
    pub(crate) overloads: Vec<RawFull>,
    /// When an overload applies.
    pub(crate) when: Option<RawWhen>,
}

/// Methods that a call adds to a client: `client.defineCommand("take", { lua })`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawDefines {
    /// The parameter that is the name.
    pub(crate) method: Option<String>,
    /// The parameter that says what it does; `it` in `sends`.
    #[serde(rename = "as")]
    pub(crate) as_: Option<String>,
    /// A mapping of names to what they do.
    pub(crate) methods: Option<String>,
    /// What a call of the method sends; `{*}` is its arguments.
    pub(crate) sends: OneOrMany,
}

/// One or several.
#[derive(Debug, Clone, JsonSchema)]
#[schemars(untagged)]
pub(crate) enum OneOrMany {
    /// One.
    One(String),
    /// Several, in order.
    Many(Vec<String>),
}

impl OneOrMany {
    /// As a slice.
    pub(crate) fn as_slice(&self) -> &[String] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

/// A callback argument.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawCallback {
    /// The parameter that is a function.
    pub(crate) param: String,
    /// Types of what it is called with.
    pub(crate) args: Vec<String>,
}

/// When an overload applies: all that is given must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawWhen {
    /// Number of positional arguments.
    pub(crate) args: Option<RawCount>,
    /// A parameter that is given.
    pub(crate) given: Option<String>,
    /// The values that parameters must have one of: texts, numbers, or the qualified names of classes and constants.
    pub(crate) is: IndexMap<String, Vec<String>>,
    /// What kind of value parameters are.
    pub(crate) kind: IndexMap<String, ValueKind>,
    /// A text that stands somewhere in the file, where only that tells the library's version.
    pub(crate) mentions: Option<String>,
}

/// An exact number or a range.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum RawCount {
    /// Exactly.
    Exactly(usize),
    /// At least and at most.
    Between(usize, usize),
}

/// When a call writes to the database.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum RawPersist {
    /// Always.
    Always(bool),
    /// `commit`: what was written before is final. `rollback`: it is taken back. Otherwise the parameter with the statement (or `self.FIELD`), which must be one that writes.
    Statement(String),
}

/// Kinds of values that overloads tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ValueKind {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A number with a fraction.
    Float,
    /// A list.
    List,
    /// A mapping.
    Record,
    /// A function.
    Function,
    /// Words made by an option type.
    Words,
    /// An instance of a modelled type.
    Instance,
}

/// A constant.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum RawValue {
    /// The words.
    Words(String),
    /// Words with arguments.
    Callable(Box<RawFull>),
}

/// Where a call says how many connections a pool may open.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawPool {
    /// The number: a parameter, or a field of the instance; the first that is given.
    pub(crate) size: OneOrMany,
    /// What the connections are made by, where pools of other servers are made by the same call: an instance of a client's type, or a function that gives one.
    pub(crate) of: Option<String>,
}

/// What is believed of receivers of which nothing is known.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawGuess {
    /// What they are taken for.
    #[serde(rename = "type")]
    pub(crate) type_: String,
    /// Names believed when the file imports the library.
    #[serde(default)]
    pub(crate) weak: Vec<String>,
    /// Methods believed on any receiver.
    #[serde(default)]
    pub(crate) methods: Vec<String>,
    /// Least and greatest number of arguments of guessed calls.
    #[serde(default)]
    pub(crate) arity: IndexMap<String, Vec<usize>>,
}
