//! What analysis has to know of each host language's own library: data in `rules/languages/`.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::source::Language;

/// Facts of one language, as `rules/languages/*.yaml` writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct LanguageFacts {
    /// The languages that the file speaks of.
    pub(crate) languages: Vec<Language>,
    /// Functions (dotted paths; the end of a longer path matches too) that read an environment variable or a setting: name first, then the default.
    pub(crate) env_functions: HashSet<String>,
    /// Mappings that hold the environment: by index, member or `get`.
    pub(crate) env_maps: HashSet<String>,
    /// How an import of a package reads, for the prefilter: `{}` is its name.
    pub(crate) imports: Vec<String>,
    /// Whether a name that nothing binds is an environment variable (shell).
    pub(crate) unbound_is_env: bool,
    /// Whether a path whose first name nothing binds starts with a package (Rust).
    pub(crate) unbound_is_package: bool,
    /// Whether the last expression of a function is its result (Rust).
    pub(crate) tail_is_value: bool,
    /// Functions that give back one of their arguments, as far as values go: path and argument number.
    pub(crate) functions: HashMap<String, usize>,
    /// Functions that call a method of their only argument: `len(x)`.
    pub(crate) protocol_functions: HashMap<String, String>,
    /// Methods that give back their object.
    pub(crate) methods: HashSet<String>,
    /// Functions and methods whose result says the same as what they are given, in another form; `*` at the end stands for any rest.
    pub(crate) carriers: Vec<String>,
    /// Methods of whatever object that give their argument.
    pub(crate) passing_methods: HashSet<String>,
    /// Functions and methods whose result is one text or number, whatever they are given.
    pub(crate) scalar_functions: HashSet<String>,
    /// Methods that give their object or, when there is none, an argument (or what a closure in its place returns).
    pub(crate) fallback_methods: HashMap<String, usize>,
    /// Methods that give what a function makes of their object: of a variable of the environment, what is read from it.
    pub(crate) mapping_methods: HashSet<String>,
    /// Methods that add one element to a list.
    pub(crate) append_methods: HashSet<String>,
    /// Methods that add all elements of a list.
    pub(crate) extend_methods: HashSet<String>,
    /// Methods of lists that call a function with each element.
    pub(crate) each_methods: HashSet<String>,
    /// Methods that read a key of a record, with a default as second argument.
    pub(crate) get_methods: HashSet<String>,
    /// Methods of a record, and functions (dotted paths) of one, that list what it holds.
    pub(crate) views: HashMap<String, View>,
    /// Methods that set a key of a record.
    pub(crate) set_methods: HashSet<String>,
    /// Methods and functions that copy one record over another.
    pub(crate) merge_functions: HashSet<String>,
    /// Names of methods that run first on a new object.
    pub(crate) constructors: HashSet<String>,
    /// Decorators of methods that are read like fields.
    pub(crate) property_decorators: HashSet<String>,
    /// Functions whose results others are handed by the names of their parameters.
    pub(crate) injections: Vec<Injection>,
    /// Generic types that stand for what they hold.
    pub(crate) wrappers: HashSet<String>,
    /// Types whose values are one word on the wire.
    pub(crate) scalars: HashSet<String>,
    /// Functions (dotted paths; the end of a longer path matches too) that build a text from a format with `%s` in their first argument.
    pub(crate) format_functions: HashSet<String>,
    /// Methods of a text with `{}` that fill these with their arguments.
    pub(crate) format_methods: HashSet<String>,
    /// Methods that join a list with a text between its elements, whichever of both they are called on.
    pub(crate) join_methods: HashSet<String>,
    /// How a program reads an environment variable, for fixes; the first that fits.
    pub(crate) environment: Vec<EnvironmentRead>,
    /// How arguments of calls are written, for fixes.
    pub(crate) arguments: ArgumentStyle,
}

/// How a framework hands the results of functions to other functions: to the parameters that are called like them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Injection {
    /// Qualified names of the decorators that make a function such a source. Its own parameters are filled in the same way.
    pub(crate) decorators: HashSet<String>,
    /// The argument of the decorator that gives the result another name than the function's.
    pub(crate) name: Option<String>,
    /// Names of functions whose parameters are filled; `*` at the end stands for any rest.
    pub(crate) into: Vec<String>,
}

/// What is listed of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum View {
    /// Its values.
    Values,
    /// Keys and values, each pair a list.
    Pairs,
}

/// How arguments of calls are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct ArgumentStyle {
    /// What a text stands between, where nothing around it tells.
    pub(crate) quote: Option<char>,
    /// True and false.
    pub(crate) truth: Vec<String>,
    /// Whether `{ key: value }` is a record.
    pub(crate) records: bool,
    /// How an argument that may be left out is given.
    pub(crate) passing: Passing,
}

/// How an argument that may be left out is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Passing {
    /// No argument can be left out.
    #[default]
    Closed,
    /// `name=value`.
    Keyword,
    /// As the next positional one.
    Trailing,
}

/// One way in which a program reads an environment variable.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct EnvironmentRead {
    /// What it stands in place of.
    #[serde(rename = "as")]
    pub(crate) form: EnvironmentForm,
    /// The code, with `NAME` for the variable.
    pub(crate) code: String,
    /// For `inside`: how the text begins that it may stand in; an empty text means a word without quotes.
    #[serde(default)]
    pub(crate) opens: Option<String>,
    /// The module that the file must import by this name.
    #[serde(default)]
    pub(crate) imports: Option<String>,
}

/// What a read of the environment stands in place of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EnvironmentForm {
    /// A number.
    Number,
    /// A whole text.
    Text,
    /// A part of a text.
    Inside,
}

impl LanguageFacts {
    /// The argument that a function called by this path gives back.
    pub(crate) fn transparent_function(&self, path: &[String]) -> Option<usize> {
        by_suffix(path, |name| self.functions.get(name).copied())
    }

    /// Whether what a function or method of this name gives says the same as what it is given.
    pub(crate) fn carries(&self, name: &str) -> bool {
        self.carriers.iter().any(|carrier| fits(carrier, name))
    }

    /// What hands on the result of a function with the decorator of this qualified name.
    pub(crate) fn injection(&self, decorator: &[String]) -> Option<&Injection> {
        if self.injections.is_empty() {
            return None;
        }
        let name = decorator.join(".");
        self.injections.iter().find(|injection| injection.decorators.contains(&name))
    }

    /// Whether the parameters of a function of this name are filled with results of others.
    pub(crate) fn is_injected(&self, name: &str) -> bool {
        self.injections.iter().flat_map(|injection| &injection.into).any(|pattern| fits(pattern, name))
    }

    /// Whether a function called by this path reads the environment.
    pub(crate) fn is_env_function(&self, path: &[String]) -> bool {
        by_suffix(path, |name| self.env_functions.contains(name).then_some(())).is_some()
    }

    /// What a function called by this path lists of a record.
    pub(crate) fn view(&self, path: &[String]) -> Option<View> {
        by_suffix(path, |name| self.views.get(name).copied())
    }

    /// Whether a function called by this path builds a text from a format.
    pub(crate) fn is_format_function(&self, path: &[String]) -> bool {
        by_suffix(path, |name| self.format_functions.contains(name).then_some(())).is_some()
    }

    /// Whether the thing called by this path holds the environment.
    pub(crate) fn is_env_map(&self, path: &[String]) -> bool {
        by_suffix(path, |name| self.env_maps.contains(name).then_some(())).is_some()
    }
}

/// Whether `name` is `pattern`, or begins with it when a `*` stands at its end.
fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

/// Asks for the whole dotted path and then for each shorter end of it.
fn by_suffix<T>(path: &[String], ask: impl Fn(&str) -> Option<T>) -> Option<T> {
    let whole = path.join(".");
    let mut rest = whole.as_str();
    loop {
        if let Some(found) = ask(rest) {
            return Some(found);
        }
        rest = rest.split_once('.')?.1;
    }
}
