//! Client models as the engine runs them.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::error::{Errors, Misplaced, ModelError};
use super::raw::{
    NamingStyle, OneOrMany, RawCallable, RawConnection, RawDefines, RawFull, RawGuess, RawModel, RawNaming, RawPersist,
    RawType, RawValue, RawWhen, Records,
};
use super::template::{Node, Place, Template};
use super::wrapper::{Wrappers, project_path};
use crate::command::CommandTable;

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
    /// What is believed of unknown receivers, in file order.
    pub(crate) guesses: Vec<Guess>,
    /// The same for libraries of the database, each only in files that import it.
    pub(crate) databases: Vec<Guess>,
    /// The team's own helpers.
    pub(crate) wrappers: Wrappers,
    /// Whether commands that do not exist are mistakes, as they are in the team's own models.
    pub(crate) is_strict: bool,
    /// Qualified names of the team's own models: they are also found at the end of paths of the project itself.
    pub(crate) own: HashSet<String>,
}

/// A class.
#[derive(Debug)]
pub(crate) struct Type {
    /// `Client`, for messages.
    pub(crate) name: String,
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
    /// Names to commands.
    pub(crate) naming: Option<Naming>,
    /// Calling the type.
    pub(crate) construct: Option<Arc<Callable>>,
    /// Methods.
    pub(crate) methods: HashMap<String, Arc<Callable>>,
    /// Attributes.
    pub(crate) fields: HashMap<String, Returns>,
    /// The words an options object stands for.
    pub(crate) words: Option<Template>,
    /// The command a builder sends.
    pub(crate) command: Option<Template>,
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
    pub(crate) set: Vec<FieldSet>,
    pub(crate) words: Option<Template>,
    pub(crate) callback: Option<(String, Vec<Returns>)>,
    pub(crate) batch: bool,
    pub(crate) ignored: Vec<String>,
    pub(crate) overloads: Vec<(RawWhen, Arc<Callable>)>,
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
    /// When the statement there writes.
    Statement(Place),
}

fn persists(raw: &RawPersist) -> Option<Persists> {
    match raw {
        RawPersist::Always(always) => always.then_some(Persists::Always),
        RawPersist::Statement(text) if text == "commit" => Some(Persists::Commit),
        RawPersist::Statement(text) => Some(Persists::Statement(Place::parse(text))),
    }
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
    pub(crate) unknown: Vec<Place>,
}

/// What is believed of unknown receivers.
#[derive(Debug)]
pub(crate) struct Guess {
    pub(crate) library: Arc<str>,
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
    /// Everything that is wrong with it, one mistake a function; the rest is added.
    pub(crate) fn add(&mut self, raw: &RawModel) -> Result<(), Vec<Misplaced>> {
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
        for (path, value) in &raw.values {
            let full = match value {
                RawValue::Words(words) => RawFull { words: Some(words.clone()), ..RawFull::default() },
                RawValue::Callable(full) => (**full).clone(),
            };
            let compiled = errors.keep(&["values", path], compiler.full(path, &full));
            self.values.extend(compiled.map(|callable| (path.clone(), Arc::new(callable))));
        }
        for (name, settings) in &raw.settings {
            let connection = Some(settings.connection.clone());
            let full = RawFull { params: settings.connection.roots(), connection, ..RawFull::default() };
            let compiled = errors.keep(&["settings", name], compiler.full(name, &full));
            let entries = self.settings.entry(name.clone()).or_default();
            entries.extend(compiled.map(|callable| (settings.each, Arc::new(callable))));
        }
        self.aliases.extend(raw.aliases.iter().map(|(from, to)| (from.clone(), to.clone())));
        self.aliases.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        if raw.internal {
            self.internal.insert(raw.library.clone());
        }
        if !raw.database {
            self.packages.extend(raw.packages.iter().cloned());
        }
        let guesses = if raw.database { &mut self.databases } else { &mut self.guesses };
        if let Some(guess) = &raw.guess {
            guesses.extend(errors.keep(&["guess", "type"], compiler.guess(guess, &raw.packages)));
        }
        let references = compiler.references.take();
        self.types.extend(references.into_iter().map(|path| Type::reference(&compiler.library, path)));
        self.link();
        errors.result()
    }

    /// Ties references to types of other libraries, as far as these are added.
    fn link(&mut self) {
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
    pub(super) fn helper(&mut self, library: &str, owner: &str, raw: &RawFull) -> Result<Callable, ModelError> {
        let next = u32::try_from(self.types.len()).unwrap_or(u32::MAX);
        // a language without a client library gets a type that is never filled in
        let client = self.guesses.first().map_or(TypeId::MAX, |guess| guess.type_);
        let names = HashMap::from([("client", client)]);
        let compiler =
            Compiler { library: Arc::from(library), names, next, references: RefCell::default(), is_strict: true };
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

fn naming(raw: &RawNaming) -> Naming {
    Naming {
        style: raw.style,
        strip: raw.strip.clone(),
        prefix: raw.prefix.clone(),
        except: raw.except.iter().cloned().collect(),
    }
}

struct Compiler<'a> {
    library: Arc<str>,
    names: HashMap<&'a str, TypeId>,
    /// The number of the first type behind this library's own.
    next: TypeId,
    is_strict: bool,
    /// Types of other libraries that are spoken of; they are numbered from `next` on.
    references: RefCell<Vec<String>>,
}

impl Type {
    /// What stands for the type at `path` of another library.
    fn reference(library: &Arc<str>, path: String) -> Self {
        Self {
            internal: false,
            name: path.clone(),
            library: Arc::clone(library),
            refers_to: Some(path),
            extends: None,
            needs_client: None,
            likely: false,
            commands: None,
            is_chain: None,
            is_context: false,
            records: None,
            naming: None,
            construct: None,
            methods: HashMap::new(),
            fields: HashMap::new(),
            words: None,
            command: None,
        }
    }
}

impl Compiler<'_> {
    fn type_(&self, name: &str, raw: &RawType, default_naming: &Naming, errors: &mut Errors) -> Type {
        let at = |rest: &[&'static str]| ["types", name].into_iter().chain(rest.iter().copied()).collect::<Vec<_>>();
        let extends = raw.extends.as_deref().map(|name| self.type_id(name));
        let extends = extends.and_then(|result| errors.keep(&at(&["extends"]), result));
        let mut methods = HashMap::new();
        for (method, callable) in &raw.methods {
            let compiled = self.callable(&format!("{name}.{method}"), callable);
            let compiled = errors.keep(&["types", name, "methods", method], compiled);
            methods.extend(compiled.map(|callable| (method.clone(), Arc::new(callable))));
        }
        let mut fields = HashMap::new();
        for (field, type_) in &raw.fields {
            let returns = errors.keep(&["types", name, "fields", field], self.returns(type_));
            fields.extend(returns.map(|returns| (field.clone(), returns)));
        }
        let construct = raw.construct.as_ref().map(|callable| self.callable(name, callable).map(Arc::new));
        let own = raw.naming.as_ref().map(naming);
        let mut template = |key: &'static str, text: &Option<String>| {
            let template = text.as_deref().map(|text| self.template(text))?;
            errors.keep(&at(&[key]), template)
        };
        let (words, command) = (template("words", &raw.words), template("command", &raw.command));
        Type {
            name: name.to_owned(),
            library: Arc::clone(&self.library),
            refers_to: None,
            extends,
            needs_client: raw.needs_client,
            likely: raw.likely,
            internal: raw.internal,
            commands: raw.commands,
            is_chain: raw.chain,
            is_context: raw.context,
            records: raw.records,
            naming: own.or_else(|| extends.is_none().then(|| default_naming.clone())),
            construct: construct.and_then(|result| errors.keep(&at(&["construct"]), result)),
            methods,
            fields,
            words,
            command,
        }
    }

    fn callable(&self, owner: &str, raw: &RawCallable) -> Result<Callable, ModelError> {
        match raw {
            RawCallable::Short(text) => match text.strip_prefix("->") {
                Some(type_) => Ok(Callable {
                    library: Arc::clone(&self.library),
                    returns: self.returns(type_.trim())?,
                    ..Callable::default()
                }),
                None => {
                    let sends = self.command(text)?;
                    check_params(&sends, text, owner, &[])?;
                    let library = Arc::clone(&self.library);
                    Ok(Callable { library, sends: Some(vec![sends]), ..Callable::default() })
                }
            },
            RawCallable::Several(texts) => {
                let sends = texts.iter().map(|text| self.command(text)).collect::<Result<_, _>>()?;
                Ok(Callable { library: Arc::clone(&self.library), sends: Some(sends), ..Callable::default() })
            }
            RawCallable::Full(full) => self.full(owner, full),
        }
    }

    fn full(&self, owner: &str, raw: &RawFull) -> Result<Callable, ModelError> {
        let params: Vec<Param> = raw.params.iter().map(|text| param(text)).collect();
        let checked = |text: &String| {
            let template = self.template(text)?;
            check_params(&template, text, owner, &params)?;
            Ok(template)
        };
        let sent = |text: &String| {
            let template = self.command(text)?;
            check_params(&template, text, owner, &params)?;
            Ok(template)
        };
        let sends = raw.sends.as_ref().map(|sends| sends.as_slice().iter().map(sent).collect::<Result<_, _>>());
        let sends = sends.transpose()?;
        let mut set = Vec::new();
        for (fields, append) in [(&raw.set, false), (&raw.append, true)] {
            for (field, text) in fields {
                set.push(FieldSet { field: field.clone(), template: checked(text)?, append });
            }
        }
        let callback = match &raw.callback {
            Some(callback) => {
                let args = callback.args.iter().map(|name| self.returns(name)).collect::<Result<_, _>>()?;
                Some((callback.param.clone(), args))
            }
            None => None,
        };
        let mut overloads = Vec::new();
        for overload in &raw.overloads {
            let mut overload = overload.clone();
            let when = overload.when.take().unwrap_or_default();
            if overload.params.is_empty() {
                overload.params.clone_from(&raw.params);
            }
            overloads.push((when, Arc::new(self.full(owner, &overload)?)));
        }
        Ok(Callable {
            library: Arc::clone(&self.library),
            sends,
            each: raw.each.as_deref().map(Place::parse),
            defines: raw.defines.as_ref().map(|defines| self.defines(defines)).transpose()?,
            returns: raw.returns.as_deref().map_or(Ok(Returns::Unknown), |text| self.returns(text))?,
            internal: raw.internal,
            script: raw.script,
            persist: raw.persist.as_ref().and_then(persists),
            connection: raw.connection.as_ref().map(|raw| Box::new(connection(raw))),
            set,
            words: raw.words.as_ref().map(checked).transpose()?,
            callback,
            batch: raw.batch,
            ignored: raw.ignored.clone(),
            overloads,
            params,
        })
    }

    fn defines(&self, raw: &RawDefines) -> Result<Defines, ModelError> {
        let names = match (&raw.methods, &raw.method) {
            (Some(methods), _) => DefinedNames::Keys(Place::parse(methods)),
            (None, method) => {
                let name = Place::parse(method.as_deref().unwrap_or_default());
                DefinedNames::One(name, raw.as_.as_deref().map(Place::parse))
            }
        };
        let sends = raw.sends.as_slice().iter().map(|text| self.template(text)).collect::<Result<_, _>>()?;
        let callable = Callable { library: Arc::clone(&self.library), sends: Some(sends), ..Callable::default() };
        Ok(Defines { names, callable: Arc::new(callable) })
    }

    fn guess(&self, raw: &RawGuess, packages: &[String]) -> Result<Guess, ModelError> {
        let bounds =
            |range: &Vec<usize>| (range.first().copied().unwrap_or(0), range.get(1).copied().unwrap_or(usize::MAX));
        Ok(Guess {
            library: Arc::clone(&self.library),
            type_: self.type_id(&raw.type_)?,
            packages: packages.to_vec(),
            weak: raw.weak.iter().cloned().collect(),
            methods: raw.methods.iter().cloned().collect(),
            arity: raw.arity.iter().map(|(name, range)| (name.clone(), bounds(range))).collect(),
        })
    }

    /// The number of a type of this file, or of another library's by its qualified name.
    fn type_id(&self, name: &str) -> Result<TypeId, ModelError> {
        if let Some(&id) = self.names.get(name) {
            return Ok(id);
        }
        if !name.contains('.') {
            return Err(ModelError::UnknownType { name: name.to_owned() });
        }
        let mut references = self.references.borrow_mut();
        let index = references.iter().position(|known| known == name).unwrap_or_else(|| {
            references.push(name.to_owned());
            references.len() - 1
        });
        Ok(self.next.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    fn returns(&self, text: &str) -> Result<Returns, ModelError> {
        if let Some(name) = text.strip_prefix("param:") {
            return Ok(Returns::Param(name.to_owned()));
        }
        if let Some(name) = text.strip_prefix("item:") {
            return Ok(Returns::Item(name.to_owned()));
        }
        match text {
            "self" => Ok(Returns::This),
            "unknown" => Ok(Returns::Unknown),
            _ => self.type_id(text).map(Returns::Type),
        }
    }

    /// A template whose first word is a command. One with a dot in its name may be of a module that nobody knows.
    fn command(&self, text: &str) -> Result<Template, ModelError> {
        let template = self.template(text)?;
        if let Some(Node::Word(name)) = template.nodes.first().filter(|_| self.is_strict) {
            let table = CommandTable::get();
            let first = name.split_whitespace().next().unwrap_or_default();
            if !name.contains('.') && table.command(first).is_none() {
                let nearest = table.nearest(first).map(str::to_owned);
                return Err(ModelError::UnknownCommand { name: name.clone(), nearest });
            }
        }
        Ok(template)
    }

    fn template(&self, text: &str) -> Result<Template, ModelError> {
        Template::parse(text).map_err(|error| ModelError::Template { text: text.to_owned(), error })
    }
}

/// Whether a template speaks of parameters that there are.
fn check_params(template: &Template, text: &str, owner: &str, params: &[Param]) -> Result<(), ModelError> {
    let is_known = |root: &str| root == "self" || params.iter().any(|param| param.name == root);
    match template.roots().into_iter().find(|root| !is_known(root)) {
        Some(name) => {
            Err(ModelError::UnknownParam { owner: owner.to_owned(), name: name.to_owned(), text: text.to_owned() })
        }
        None => Ok(()),
    }
}

fn param(text: &str) -> Param {
    let (name, default) = match text.split_once('=') {
        Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
        None => (text, None),
    };
    let (name, rest) = if let Some(name) = name.strip_prefix("**") {
        (name, Rest::Keywords)
    } else if let Some(name) = name.strip_prefix('*') {
        (name, Rest::Positional)
    } else {
        (name, Rest::No)
    };
    Param { name: name.to_owned(), default, rest }
}

fn connection(raw: &RawConnection) -> Connection {
    let places = |names: &Option<OneOrMany>| -> Vec<Place> {
        names.as_ref().map(|names| names.as_slice().iter().map(|name| Place::parse(name)).collect()).unwrap_or_default()
    };
    Connection {
        url: places(&raw.url),
        host: places(&raw.host),
        port: places(&raw.port),
        username: places(&raw.username),
        password: places(&raw.password),
        socket: places(&raw.socket),
        pool_size: places(&raw.pool_size),
        nodes: places(&raw.nodes),
        from: places(&raw.from),
        unknown: raw.unknown.iter().map(|name| Place::parse(name)).collect(),
        raw: raw.clone(),
    }
}

/// Used by the naming of types without their own.
impl Default for Naming {
    fn default() -> Self {
        naming(&RawNaming::default())
    }
}
