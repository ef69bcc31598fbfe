//! Client models: what libraries' constructors and methods are called and what they send.

pub(crate) mod compile;
mod compiler;
pub(crate) mod error;
pub(crate) mod invert;
pub(crate) mod own;
pub(crate) mod raw;
pub(crate) mod template;
pub(crate) mod wrapper;

use std::collections::HashMap;
use std::sync::OnceLock;

use compile::Models;
use error::Misplaced;
use own::{Own, Place};
use raw::RawModel;
use serde::Deserialize;

use crate::analysis::LanguageFacts;
use crate::embedded;
use crate::source::Language;

/// The models and language facts of one language, loaded at first use.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    /// The team's own models and helpers, in addition to the built-in ones.
    own: Own,
    loaded: HashMap<Language, OnceLock<Loaded>>,
    script_marks: OnceLock<Vec<String>>,
}

/// What is known of one language.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Its libraries.
    pub(crate) models: Models,
    /// The language itself.
    pub(crate) facts: LanguageFacts,
}

impl Catalog {
    /// The built-in models and the team's `own`, with everything that is wrong with these; what is wrong is left out.
    pub(crate) fn new(own: Own) -> (Self, Vec<(Place, Misplaced)>) {
        let mut mistakes = Vec::new();
        let mut scratch = Models { is_strict: true, ..Models::default() };
        // what each of them added, to find whose a type is
        let mut ends = Vec::new();
        for (index, model) in own.models.iter().enumerate() {
            let found = scratch.add(model).err().unwrap_or_default();
            mistakes.extend(found.into_iter().map(|mistake| (Place::Model(index), mistake)));
            ends.push(scratch.types.len());
        }
        let found = wrapper::compile(&mut scratch, &own.wrappers).err().unwrap_or_default();
        mistakes.extend(found.into_iter().map(|mistake| (Place::Wrappers, mistake)));
        let loaded = Language::ALL.into_iter().map(|language| (language, OnceLock::new())).collect();
        let catalog = Self { own, loaded, script_marks: OnceLock::new() };
        for (at, type_) in scratch.types.iter().enumerate() {
            if let Some(name) =
                type_.refers_to.as_ref().filter(|name| type_.extends.is_none() && !catalog.has_type(name))
            {
                let place = ends.iter().position(|end| at < *end).map_or(Place::Wrappers, Place::Model);
                let error = error::ModelError::UnknownType { name: name.clone() };
                mistakes.push((place, Misplaced { path: Vec::new(), error }));
            }
        }
        (catalog, mistakes)
    }

    /// Whether a library of any language has a type of this qualified name.
    fn has_type(&self, name: &str) -> bool {
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        Language::ALL.into_iter().any(|language| {
            let models = &self.of(language).models;
            models.type_paths.contains_key(&models.canonical(&path))
        })
    }

    /// The built-in models alone.
    #[cfg(test)]
    pub(crate) fn built_in() -> Self {
        Self::new(Own::default()).0
    }

    /// What stands in a text that is Lua for the server: the functions of its API, as they are called.
    pub(crate) fn script_marks(&self) -> &[String] {
        self.script_marks.get_or_init(|| {
            let mut marks: Vec<String> =
                self.of(Language::Lua).models.functions.keys().map(|name| format!("{name}(")).collect();
            marks.sort_unstable();
            marks
        })
    }

    /// Words of which a file that uses one of the libraries holds at least one: package names and unmistakable methods.
    pub(crate) fn mentions(&self) -> Vec<String> {
        let facts: Vec<LanguageFacts> =
            embedded::under("languages/").filter_map(|file| serde_json::from_str(file.json).ok()).collect();
        let built_in = embedded::under("clients/").filter_map(|file| serde_json::from_str::<Mentions>(file.head).ok());
        let mut words: Vec<String> = built_in.flat_map(|model| model.words(&facts)).collect();
        for model in &self.own.models {
            words.extend(model.packages.iter().cloned().chain(own_names(model)));
            words.extend(model.settings.keys().chain(&model.mentions).cloned());
            words.extend(model.guess.as_ref().map(|guess| guess.methods.clone()).unwrap_or_default());
        }
        words.extend(self.own.wrappers.keys().filter_map(|key| wrapper::last_name(key)));
        words.sort_unstable();
        words.dedup();
        words
    }

    /// Models and facts of `language`.
    pub(crate) fn of(&self, language: Language) -> &Loaded {
        static NOTHING: OnceLock<Loaded> = OnceLock::new();
        match self.loaded.get(&language) {
            Some(cell) => cell.get_or_init(|| self.load(language)),
            None => NOTHING.get_or_init(Loaded::default),
        }
    }

    fn load(&self, language: Language) -> Loaded {
        let mut loaded = Loaded { models: Models { is_sound: true, ..Models::default() }, ..Loaded::default() };
        for file in embedded::under("languages/") {
            let facts: LanguageFacts = serde_json::from_str(file.json)
                .unwrap_or_else(|error| panic!("built-in {}: {error} (a test reads every one)", file.name));
            if facts.languages.contains(&language) {
                loaded.facts = facts;
            }
        }
        let own = || self.own.models.iter().filter(|model| model.languages.contains(&language));
        for model in &built_in(language) {
            if own().any(|other| other.library == model.library) {
                continue;
            }
            if let Err(errors) = loaded.models.add_alone(model) {
                panic!("client model {}: {} (a test reads every one)", model.library, errors[0]);
            }
        }
        loaded.models.link();
        // mistakes in these were told when the catalog was made
        for model in own() {
            drop(loaded.models.add(model));
            loaded.models.own.extend(model.functions.keys().cloned());
            loaded.models.own.extend(model.types.values().flat_map(|type_| type_.paths.iter().cloned()));
        }
        loaded.models.wrappers = wrapper::compile(&mut loaded.models, &self.own.wrappers).unwrap_or_default();
        loaded
    }
}

/// The last names of what one of the team's own models describes; a file of the project need not name a package to use it.
fn own_names(model: &RawModel) -> impl Iterator<Item = String> {
    let paths = model.functions.keys().chain(model.types.values().flat_map(|type_| &type_.paths));
    paths.filter_map(|path| path.rsplit('.').next()).map(str::to_owned)
}

/// The part of a model that the prefilter needs; the rest is not deserialised.
#[derive(Debug, Deserialize)]
struct Mentions {
    languages: Vec<Language>,
    #[serde(default)]
    packages: Vec<String>,
    #[serde(default, rename = "mentions")]
    phrases: Vec<String>,
    #[serde(default)]
    settings: indexmap::IndexMap<String, serde_json::Value>,
    #[serde(default)]
    guess: Option<MentionedMethods>,
}

impl Mentions {
    /// What a file that uses the library holds. A package's name alone may be any word (`fred`, `bull`): it counts where it is imported.
    fn words(self, facts: &[LanguageFacts]) -> Vec<String> {
        // a method is called on something: `.xadd`, `::xadd`
        let methods = self.guess.map(|guess| guess.methods).unwrap_or_default();
        let mut words: Vec<String> =
            methods.iter().flat_map(|name| [format!(".{name}"), format!("::{name}")]).collect();
        if !self.phrases.is_empty() {
            words.extend(self.phrases);
            return words;
        }
        words.extend(self.settings.into_keys());
        let forms: Vec<&String> = facts
            .iter()
            .filter(|facts| facts.languages.iter().any(|language| self.languages.contains(language)))
            .flat_map(|facts| &facts.imports)
            .collect();
        for package in &self.packages {
            words.extend(forms.iter().map(|form| form.replace("{}", package)));
        }
        words
    }
}

#[derive(Debug, Deserialize)]
struct MentionedMethods {
    #[serde(default)]
    methods: Vec<String>,
}

/// The files of the built-in models: clients of Redis, libraries of the database, libraries that start containers or programs.
fn models() -> impl Iterator<Item = &'static embedded::Embedded> {
    embedded::under("clients/")
        .chain(embedded::under("databases/"))
        .chain(embedded::under("containers/"))
        .chain(embedded::under("launchers/"))
}

/// The built-in models of `language`.
fn built_in(language: Language) -> Vec<RawModel> {
    let mut out = Vec::new();
    let named = format!("\"{}\"", language.name());
    for file in models() {
        // told from the text, so that models of other languages are not deserialised
        if !file.head.contains(&named) {
            continue;
        }
        let model: RawModel = serde_json::from_str(file.json)
            .unwrap_or_else(|error| panic!("built-in {}: {error} (a test reads every one)", file.name));
        if model.languages.contains(&language) {
            out.push(model);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_model_compiles() {
        let catalog = Catalog::built_in();
        for file in models() {
            let model: RawModel =
                serde_json::from_str(file.json).unwrap_or_else(|error| panic!("{}: {error}", file.name));
            assert!(
                file.name.ends_with(&format!("/{}", model.library)),
                "{} is not named {}",
                file.name,
                model.library
            );
            Models::default().add(&model).unwrap_or_else(|errors| panic!("{}: {}", file.name, errors[0]));
        }
        for language in Language::ALL {
            let types = &catalog.of(language).models.types;
            let dangling = types.iter().find(|type_| type_.refers_to.is_some() && type_.extends.is_none());
            assert!(dangling.is_none(), "{language:?}: {dangling:?}");
        }
    }
}
