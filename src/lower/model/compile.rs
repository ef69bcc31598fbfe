//! Client models as the engine runs them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::compiler::{Compiler, naming};
use super::error::{Errors, Misplaced, Mistakes};
use super::raw::{NamingStyle, RawConnection, RawFull, RawModel, RawValue, RawWhen, Records};
use super::template::{Place, Template};
use super::wrapper::{Wrappers, project_path};

/// Number of a type in [`Models`].
pub(crate) type TypeId = u32;

/// All models of one language.
#[derive(Debug, Default)]
pub(crate) struct Models {
    /// Types of all libraries.
    pub(crate) types: Vec<Type>,
    /// Qualified name to type.
    pub(crate) type_paths: HashMap<String, TypeId>,
    /// Qualified name of an exported instance to its type.
    pub(crate) instances: HashMap<String, TypeId>,
    /// Qualified name to function.
    pub(crate) functions: HashMap<String, Arc<Callable>>,
    /// Qualified name to what is handed to something that calls it.
    pub(crate) plugins: HashMap<String, Arc<Callable>>,
    /// Qualified name to words.
    pub(crate) values: HashMap<String, Arc<Callable>>,
    /// Name of a variable that holds settings, to what these make: whether each value does, and the constructor that takes the keys.
    pub(crate) settings: HashMap<String, Vec<(bool, Arc<Callable>)>>,
    /// Prefixes under which other names are found, longest first.
    pub(crate) aliases: Vec<(String, String)>,
    /// Libraries whose commands are their own business.
    pub(crate) internal: HashSet<String>,
    /// Import roots.
    pub(crate) packages: HashSet<String>,
    /// Packages that hand out clients.
    pub(crate) hands_out: HashSet<String>,
    /// What is believed of unknown receivers, in file order.
    pub(crate) guesses: Vec<Guess>,
    /// The same for libraries of the database, each only in files that import it.
    pub(crate) databases: Vec<Guess>,
    /// The team's own helpers.
    pub(crate) wrappers: Wrappers,
    /// Whether commands that do not exist are mistakes, as they are in the team's own models.
    pub(crate) is_strict: bool,
    /// Whether what is added is known to be right: built-in models, which a test reads, and those of the team's own once they have been read strictly.
    pub(crate) is_sound: bool,
    /// Qualified names of the team's own models: they are also found at the end of paths of the project itself.
    pub(crate) own: HashSet<String>,
}

/// A class.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on each other")]
pub(crate) struct Type {
    /// The library it belongs to.
    pub(crate) library: Arc<str>,
    /// Stands for a type of another library, by its qualified name; it extends that type once the library is added.
    pub(crate) refers_to: Option<String>,
    /// Type whose members it has as well.
    pub(crate) extends: Option<TypeId>,
    /// Whether its methods send commands only when its connection is known.
    pub(crate) needs_client: Option<bool>,
    /// Whether its instances are Redis only as a rule.
    pub(crate) likely: bool,
    /// Whether its commands are the library's own business.
    pub(crate) internal: bool,
    /// Whether other method names are commands.
    pub(crate) commands: Option<bool>,
    /// Whether a command method gives the instance again (pipelines).
    pub(crate) is_chain: Option<bool>,
    /// Whether it is no word among the arguments of a command.
    pub(crate) is_context: bool,
    /// How a command by its name writes a mapping among its arguments.
    pub(crate) records: Option<Records>,
    /// Whether a command by its name takes any further words.
    pub(crate) variadic: Option<bool>,
    /// Names to commands.
    pub(crate) naming: Option<Naming>,
    /// Calling the type.
    pub(crate) construct: Option<Arc<Callable>>,
    /// A struct literal of the type.
    pub(crate) literal: Option<Arc<Callable>>,
    /// Whether it is of a library of the database that is the source of truth.
    pub(crate) is_database: bool,
    /// Methods.
    pub(crate) methods: HashMap<String, Arc<Callable>>,
    /// Attributes.
    pub(crate) fields: HashMap<String, Returns>,
    /// The words an options object stands for.
    pub(crate) words: Option<Template>,
    /// The command a builder sends.
    pub(crate) command: Option<Template>,
    /// The container image that an instance stands for in the end.
    pub(crate) image: Option<Template>,
    /// The program that an instance starts in the end: its words, or one text for the shell.
    pub(crate) runs: Option<Template>,
}

/// How method names become commands.
#[derive(Debug, Clone)]
pub(crate) struct Naming {
    pub(crate) style: NamingStyle,
    pub(crate) strip: Vec<String>,
    pub(crate) prefix: String,
    pub(crate) except: HashSet<String>,
}

/// A function, method or constructor.
#[derive(Debug, Default)]
pub(crate) struct Callable {
    pub(crate) library: Arc<str>,
    pub(crate) params: Vec<Param>,
    pub(crate) sends: Option<Vec<Template>>,
    pub(crate) internal: bool,
    pub(crate) each: Option<Place>,
    pub(crate) defines: Option<Defines>,
    pub(crate) returns: Returns,
    pub(crate) script: bool,
    pub(crate) persist: Option<Persists>,
    pub(crate) connection: Option<Box<Connection>>,
    pub(crate) settings: Option<GivenSettings>,
    pub(crate) pool: Option<Pool>,
    pub(crate) set: Vec<FieldSet>,
    pub(crate) words: Option<Template>,
    pub(crate) image: Option<Template>,
    /// The program that it starts: its words, or one text for the shell.
    pub(crate) runs: Option<Template>,
    pub(crate) callback: Option<(String, Vec<Returns>)>,
    pub(crate) batch: bool,
    pub(crate) ignored: Vec<String>,
    pub(crate) overloads: Vec<(RawWhen, Arc<Callable>)>,
}

/// Settings among the arguments of a call that make clients.
#[derive(Debug)]
pub(crate) struct GivenSettings {
    /// Where they are.
    pub(crate) place: Place,
    /// Whether each value is a client of its own.
    pub(crate) each: bool,
    /// The constructor that takes the keys.
    pub(crate) callable: Arc<Callable>,
}

/// Methods that a call adds to a client.
#[derive(Debug)]
pub(crate) struct Defines {
    /// Where the names are.
    pub(crate) names: DefinedNames,
    /// What each sends.
    pub(crate) callable: Arc<Callable>,
}

/// Where the names of defined methods are.
#[derive(Debug)]
pub(crate) enum DefinedNames {
    /// One name, and what it stands for.
    One(Place, Option<Place>),
    /// The keys of a mapping.
    Keys(Place),
}

/// What a defined method stands for, in its template.
pub(crate) const IT: &str = "it";

/// When a call writes to the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Persists {
    /// Always.
    Always,
    /// Always, and what was written is told elsewhere.
    Commit,
    /// Nothing, and what was told elsewhere is not written either.
    Rollback,
    /// When the statement there writes.
    Statement(Place),
}

/// Where a call says how many connections a pool may open.
#[derive(Debug)]
pub(crate) struct Pool {
    /// The number.
    pub(crate) size: Vec<Place>,
    /// What makes the connections, when it has to be a client of Redis.
    pub(crate) of: Option<Place>,
}

/// A change of an instance's field.
#[derive(Debug)]
pub(crate) struct FieldSet {
    pub(crate) field: String,
    pub(crate) template: Template,
    pub(crate) append: bool,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Param {
    pub(crate) name: String,
    /// Literal default, as text.
    pub(crate) default: Option<String>,
    pub(crate) rest: Rest,
}

/// Whether a parameter takes what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    No,
    Positional,
    Keywords,
}

/// What a callable gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Returns {
    #[default]
    Unknown,
    This,
    Type(TypeId),
    Param(String),
    Item(String),
}

/// Where a constructor finds host, port and credentials.
#[derive(Debug, Default)]
pub(crate) struct Connection {
    pub(crate) raw: RawConnection,
    pub(crate) url: Vec<Place>,
    pub(crate) host: Vec<Place>,
    pub(crate) port: Vec<Place>,
    pub(crate) username: Vec<Place>,
    pub(crate) password: Vec<Place>,
    pub(crate) socket: Vec<Place>,
    pub(crate) pool_size: Vec<Place>,
    pub(crate) nodes: Vec<Place>,
    pub(crate) from: Vec<Place>,
    pub(crate) given: Vec<Place>,
    pub(crate) unknown: Vec<Place>,
}

/// What is believed of unknown receivers.
#[derive(Debug)]
pub(crate) struct Guess {
    pub(crate) type_: TypeId,
    pub(crate) packages: Vec<String>,
    pub(crate) weak: HashSet<String>,
    pub(crate) methods: HashSet<String>,
    pub(crate) arity: HashMap<String, (usize, usize)>,
}

impl Models {
    /// Adds one library.
    ///
    /// # Errors
    /// Everything that is wrong with it; the rest is added.
    pub(crate) fn add(&mut self, raw: &RawModel) -> Result<(), Vec<Misplaced>> {
        let result = self.add_alone(raw);
        self.link();
        result
    }

    /// Adds one library, whose ties to others are still loose: for many at once, before [`Models::link`].
    ///
    /// # Errors
    /// Everything that is wrong with it; the rest is added.
    pub(crate) fn add_alone(&mut self, raw: &RawModel) -> Result<(), Vec<Misplaced>> {
        let mut errors = Errors::default();
        let base = self.types.len();
        let names: HashMap<&str, TypeId> = raw
            .types
            .keys()
            .enumerate()
            .map(|(index, name)| (name.as_str(), u32::try_from(base + index).unwrap_or(u32::MAX)))
            .collect();
        let next = u32::try_from(base + raw.types.len()).unwrap_or(u32::MAX);
        let compiler = Compiler {
            library: Arc::from(raw.library.as_str()),
            names,
            next,
            references: RefCell::default(),
            is_strict: self.is_strict,
            is_database: raw.database,
            is_sound: self.is_sound,
        };
        let default_naming = naming(&raw.naming);
        for (name, type_) in &raw.types {
            let compiled = compiler.type_(name, type_, &default_naming, &mut errors);
            let id = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
            for path in &type_.paths {
                self.type_paths.insert(path.clone(), id);
            }
            self.instances.extend(type_.instances.iter().map(|path| (path.clone(), id)));
            self.types.push(compiled);
        }
        for (path, callable) in &raw.functions {
            let compiled = errors.keep(&["functions", path], compiler.callable(path, callable));
            self.functions.extend(compiled.map(|callable| (path.clone(), Arc::new(callable))));
        }
        for (path, callable) in &raw.plugins {
            let compiled = errors.keep(&["plugins", path], compiler.callable(path, callable));
            self.plugins.extend(compiled.map(|callable| (path.clone(), Arc::new(callable))));
        }
        for (path, value) in &raw.values {
            let full = match value {
                RawValue::Words(words) => RawFull { words: Some(words.clone()), ..RawFull::default() },
                RawValue::Callable(full) => (**full).clone(),
            };
            let compiled = errors.keep(&["values", path], compiler.full(path, &full));
            self.values.extend(compiled.map(|callable| (path.clone(), Arc::new(callable))));
        }
        for (name, settings) in &raw.settings {
            let compiled = errors.keep(&["settings", name], compiler.settings(name, &settings.connection));
            let entries = self.settings.entry(name.clone()).or_default();
            entries.extend(compiled.map(|callable| (settings.each, Arc::new(callable))));
        }
        self.aliases.extend(raw.aliases.iter().map(|(from, to)| (from.clone(), to.clone())));
        if raw.internal {
            self.internal.insert(raw.library.clone());
        }
        if !raw.database {
            self.packages.extend(raw.packages.iter().cloned());
            let hands_out = raw.hands_out.as_ref().or(Some(&raw.packages).filter(|_| !raw.internal));
            self.hands_out.extend(hands_out.into_iter().flatten().cloned());
        }
        let guesses = if raw.database { &mut self.databases } else { &mut self.guesses };
        if let Some(guess) = &raw.guess {
            guesses.extend(errors.keep(&["guess", "type"], compiler.guess(guess, &raw.packages)));
        }
        let references = compiler.references.take();
        self.types.extend(references.into_iter().map(|path| Type::reference(&compiler.library, path)));
        errors.result()
    }

    /// Ties references to types of other libraries, as far as these are added.
    pub(crate) fn link(&mut self) {
        self.aliases.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        for index in 0..self.types.len() {
            let Some(path) = self.types[index].refers_to.as_ref().filter(|_| self.types[index].extends.is_none())
            else {
                continue;
            };
            let segments: Vec<String> = path.split('.').map(str::to_owned).collect();
            let target = self.type_paths.get(&self.canonical(&segments)).copied();
            self.types[index].extends = target;
        }
    }

    /// Compiles one function of a team's own, which speaks of the language's usual client as `client`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn helper(&mut self, library: &str, owner: &str, raw: &RawFull) -> Result<Callable, Mistakes> {
        let next = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        // a language without a client library gets a type that is never filled in
        let client = self.guesses.first().map_or(TypeId::MAX, |guess| guess.type_);
        let names = HashMap::from([("client", client)]);
        let compiler = Compiler {
            library: Arc::from(library),
            names,
            next,
            references: RefCell::default(),
            is_strict: true,
            is_database: false,
            is_sound: false,
        };
        let callable = compiler.full(owner, raw)?;
        let references = compiler.references.take();
        self.types.extend(references.into_iter().map(|path| Type::reference(&compiler.library, path)));
        self.link();
        Ok(callable)
    }

    /// The type with its ancestors, nearest first.
    pub(crate) fn chain(&self, id: TypeId) -> impl Iterator<Item = &Type> {
        let mut next = Some(id);
        let mut left = 8;
        std::iter::from_fn(move || {
            let type_ = self.types.get(next? as usize)?;
            left -= 1;
            next = type_.extends.filter(|_| left > 0);
            Some(type_)
        })
    }

    /// A method of the type or of an ancestor.
    pub(crate) fn method(&self, id: TypeId, name: &str) -> Option<&Arc<Callable>> {
        self.chain(id).find_map(|type_| type_.methods.get(name))
    }

    /// The name under which one of the team's own models knows a path of the project itself: its longest end that is one.
    pub(crate) fn own_name(&self, path: &[String]) -> Option<String> {
        if self.own.is_empty() {
            return None;
        }
        let segments = project_path(path);
        (0..segments.len()).map(|start| segments[start..].join(".")).find(|name| {
            let owner = name.rsplit_once('.').map_or("", |(owner, _)| owner);
            self.own.contains(name) || self.own.contains(owner)
        })
    }

    /// A path with its prefix replaced by what it is an alias of.
    pub(crate) fn canonical(&self, path: &[String]) -> String {
        let mut joined = path.join(".");
        for _ in 0..4 {
            let alias = self.aliases.iter().find(|(from, _)| {
                joined.strip_prefix(from.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            });
            let Some((from, to)) = alias else { break };
            joined = format!("{to}{}", &joined[from.len()..]);
        }
        joined
    }
}
