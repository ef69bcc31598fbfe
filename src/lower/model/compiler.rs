//! Client models as they are written, to what the engine runs.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::compile::{
    Callable, Connection, DefinedNames, Defines, FieldSet, GivenSettings, Guess, Naming, Param, Persists, Pool, Rest,
    Returns, Type, TypeId,
};
use super::error::{Errors, Mistakes, ModelError};
use super::raw::{
    OneOrMany, RawCallable, RawConnection, RawDefines, RawFull, RawGuess, RawNaming, RawPersist, RawPool, RawType,
};
use super::template::{Node, Place, Template};
use crate::command::CommandTable;

/// How names become commands, compiled.
pub(super) fn naming(raw: &RawNaming) -> Naming {
    Naming {
        style: raw.style,
        strip: raw.strip.clone(),
        prefix: raw.prefix.clone(),
        except: raw.except.iter().cloned().collect(),
    }
}

/// Compiles what one library describes.
pub(super) struct Compiler<'a> {
    /// The library.
    pub(super) library: Arc<str>,
    /// Its types by name.
    pub(super) names: HashMap<&'a str, TypeId>,
    /// The number of the first type behind this library's own.
    pub(super) next: TypeId,
    /// Whether commands that do not exist are mistakes.
    pub(super) is_strict: bool,
    /// Whether the library is one of the database that is the source of truth.
    pub(super) is_database: bool,
    /// Whether everything is known to be right, so that templates need not be looked at before they are used.
    pub(super) is_sound: bool,
    /// Types of other libraries that are spoken of; they are numbered from `next` on.
    pub(super) references: RefCell<Vec<String>>,
}

impl Type {
    /// What stands for the type at `path` of another library.
    pub(super) fn reference(library: &Arc<str>, path: String) -> Self {
        Self {
            internal: false,
            library: Arc::clone(library),
            refers_to: Some(path),
            extends: None,
            needs_client: None,
            likely: false,
            commands: None,
            is_chain: None,
            is_context: false,
            records: None,
            variadic: None,
            naming: None,
            construct: None,
            literal: None,
            is_database: false,
            methods: HashMap::new(),
            fields: HashMap::new(),
            words: None,
            command: None,
            image: None,
            runs: None,
        }
    }
}

impl Compiler<'_> {
    /// A class; what is wrong with it is noted.
    pub(super) fn type_(&self, name: &str, raw: &RawType, default_naming: &Naming, errors: &mut Errors) -> Type {
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
        let literal = raw.literal.as_ref().map(|callable| self.callable(name, callable).map(Arc::new));
        let own = raw.naming.as_ref().map(naming);
        let mut template = |key: &'static str, text: &Option<String>| {
            let template = text.as_deref().map(|text| self.template(text))?;
            errors.keep(&at(&[key]), template)
        };
        let (words, command) = (template("words", &raw.words), template("command", &raw.command));
        let (image, runs) = (template("image", &raw.image), template("runs", &raw.runs));
        Type {
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
            variadic: raw.variadic,
            naming: own.or_else(|| extends.is_none().then(|| default_naming.clone())),
            construct: construct.and_then(|result| errors.keep(&at(&["construct"]), result)),
            literal: literal.and_then(|result| errors.keep(&at(&["literal"]), result)),
            is_database: self.is_database,
            methods,
            fields,
            words,
            image,
            runs,
            command,
        }
    }

    /// A function or method.
    pub(super) fn callable(&self, owner: &str, raw: &RawCallable) -> Result<Callable, Mistakes> {
        let library = Arc::clone(&self.library);
        match raw {
            RawCallable::Short(text) => {
                if let Some(type_) = text.strip_prefix("->") {
                    return Ok(Callable { library, returns: self.returns(type_.trim())?, ..Callable::default() });
                }
                let sends = self.sent(text, owner, &[])?;
                Ok(Callable { library, sends: Some(vec![sends]), ..Callable::default() })
            }
            RawCallable::Several(texts) => {
                let mut mistakes = Mistakes::default();
                let sends = mistakes.keep_all(texts.iter().map(|text| self.command(text)));
                mistakes.or(Callable { library, sends: Some(sends), ..Callable::default() })
            }
            RawCallable::Full(full) => self.full(owner, full),
        }
    }

    /// A function or method in long form; `owner` is its name in messages.
    pub(super) fn full(&self, owner: &str, raw: &RawFull) -> Result<Callable, Mistakes> {
        let params: Vec<Param> = raw.params.iter().map(|text| param(text)).collect();
        let checked = |text: &String| self.checked(text, owner, &params);
        let mut mistakes = Mistakes::default();
        let sends = raw.sends.as_ref().map(OneOrMany::as_slice);
        let sends = sends.map(|texts| mistakes.keep_all(texts.iter().map(|text| self.sent(text, owner, &params))));
        let mut set = Vec::new();
        for (fields, append) in [(&raw.set, false), (&raw.append, true)] {
            for (field, text) in fields {
                let template = mistakes.keep(checked(text));
                set.extend(template.map(|template| FieldSet { field: field.clone(), template, append }));
            }
        }
        let callback = raw.callback.as_ref().map(|callback| {
            let args = mistakes.keep_all(callback.args.iter().map(|name| self.returns(name)));
            (callback.param.clone(), args)
        });
        let settings = raw.settings.as_ref().and_then(|settings| {
            let callable = Arc::new(mistakes.keep(self.settings(owner, &settings.connection))?);
            Some(GivenSettings { place: Place::parse(&settings.param), each: settings.each, callable })
        });
        let overloads = raw.overloads.iter().filter_map(|overload| {
            let mut overload = overload.clone();
            let when = overload.when.take().unwrap_or_default();
            if overload.params.is_empty() {
                overload.params.clone_from(&raw.params);
            }
            Some((when, Arc::new(mistakes.keep(self.full(owner, &overload))?)))
        });
        let overloads = overloads.collect();
        let defines = raw.defines.as_ref().and_then(|defines| mistakes.keep(self.defines(defines)));
        let returns = raw.returns.as_deref().and_then(|text| mistakes.keep(self.returns(text)));
        let words = raw.words.as_ref().and_then(|text| mistakes.keep(checked(text)));
        let image = raw.image.as_ref().and_then(|text| mistakes.keep(checked(text)));
        let runs = raw.runs.as_ref().and_then(|text| mistakes.keep(checked(text)));
        mistakes.or(Callable {
            library: Arc::clone(&self.library),
            sends,
            each: raw.each.as_deref().map(Place::parse),
            defines,
            returns: returns.unwrap_or_default(),
            internal: raw.internal,
            script: raw.script,
            persist: raw.persist.as_ref().and_then(persists),
            connection: raw.connection.as_ref().map(|raw| Box::new(connection(raw))),
            settings,
            pool: raw.pool.as_ref().map(pool),
            set,
            words,
            image,
            runs,
            callback,
            batch: raw.batch,
            ignored: raw.ignored.clone(),
            overloads,
            params,
        })
    }

    /// Settings as a constructor that takes their keys.
    pub(super) fn settings(&self, owner: &str, connection: &RawConnection) -> Result<Callable, Mistakes> {
        let full = RawFull { params: connection.roots(), connection: Some(connection.clone()), ..RawFull::default() };
        self.full(owner, &full)
    }

    /// A template that speaks of parameters that there are.
    fn checked(&self, text: &str, owner: &str, params: &[Param]) -> Result<Template, ModelError> {
        let template = self.template(text)?;
        self.check_params(&template, text, owner, params)?;
        Ok(template)
    }

    /// The same for a command.
    fn sent(&self, text: &str, owner: &str, params: &[Param]) -> Result<Template, ModelError> {
        let template = self.command(text)?;
        self.check_params(&template, text, owner, params)?;
        Ok(template)
    }

    fn defines(&self, raw: &RawDefines) -> Result<Defines, Mistakes> {
        let names = match (&raw.methods, &raw.method) {
            (Some(methods), _) => DefinedNames::Keys(Place::parse(methods)),
            (None, method) => {
                let name = Place::parse(method.as_deref().unwrap_or_default());
                DefinedNames::One(name, raw.as_.as_deref().map(Place::parse))
            }
        };
        let mut mistakes = Mistakes::default();
        let sends = mistakes.keep_all(raw.sends.as_slice().iter().map(|text| self.template(text)));
        let callable = Callable { library: Arc::clone(&self.library), sends: Some(sends), ..Callable::default() };
        mistakes.or(Defines { names, callable: Arc::new(callable) })
    }

    /// What is believed of unknown receivers.
    pub(super) fn guess(&self, raw: &RawGuess, packages: &[String]) -> Result<Guess, ModelError> {
        let bounds =
            |range: &Vec<usize>| (range.first().copied().unwrap_or(0), range.get(1).copied().unwrap_or(usize::MAX));
        Ok(Guess {
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
        if self.is_strict
            && let Some(Node::Word(name)) = template.nodes().first()
        {
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
        if self.is_sound {
            return Ok(Template::later(text));
        }
        Template::parse(text).map_err(|error| ModelError::Template { text: text.to_owned(), error })
    }

    /// Whether a template speaks of parameters that there are.
    fn check_params(&self, template: &Template, text: &str, owner: &str, params: &[Param]) -> Result<(), ModelError> {
        if self.is_sound {
            return Ok(());
        }
        let is_known = |root: &str| root == "self" || params.iter().any(|param| param.name == root);
        match template.roots().into_iter().find(|root| !is_known(root)) {
            Some(name) => {
                Err(ModelError::UnknownParam { owner: owner.to_owned(), name: name.to_owned(), text: text.to_owned() })
            }
            None => Ok(()),
        }
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

fn pool(raw: &RawPool) -> Pool {
    let size = raw.size.as_slice().iter().map(|name| Place::parse(name)).collect();
    Pool { size, of: raw.of.as_deref().map(Place::parse) }
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
        given: places(&raw.given),
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

fn persists(raw: &RawPersist) -> Option<Persists> {
    match raw {
        RawPersist::Always(always) => always.then_some(Persists::Always),
        RawPersist::Statement(text) if text == "commit" => Some(Persists::Commit),
        RawPersist::Statement(text) if text == "rollback" => Some(Persists::Rollback),
        RawPersist::Statement(text) => Some(Persists::Statement(Place::parse(text))),
    }
}
