//! What is wrong with client models.

use super::template::TemplateError;

/// What is wrong with a model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ModelError {
    #[error("there is no type `{name}` here")]
    UnknownType { name: String },
    #[error("`{name}` is not a Redis command")]
    UnknownCommand { name: String, nearest: Option<String> },
    #[error("a helper needs a name, as in `bus.publish(stream, event)`")]
    NoName,
    #[error("`{key}` is not how a helper is called")]
    NoCall { key: String },
    #[error("{error}")]
    Template { text: String, error: TemplateError },
    #[error("`{name}` is no parameter of `{owner}`")]
    UnknownParam { owner: String, name: String, text: String },
}

/// A mistake with its place in the model: the keys that lead to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misplaced {
    /// Keys from the top of the file.
    pub(crate) path: Vec<String>,
    /// What is wrong.
    pub(crate) error: ModelError,
}

impl std::fmt::Display for Misplaced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.join("."), self.error)
    }
}

/// Everything that is wrong with one entry of a model.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Mistakes(Vec<ModelError>);

impl Mistakes {
    /// The result, or nothing when it is a mistake, which is noted.
    pub(super) fn keep<T>(&mut self, result: Result<T, impl Into<Self>>) -> Option<T> {
        result.map_err(|error| self.0.extend(error.into().0)).ok()
    }

    /// All results that are no mistakes.
    pub(super) fn keep_all<T>(&mut self, results: impl Iterator<Item = Result<T, ModelError>>) -> Vec<T> {
        results.filter_map(|result| self.keep(result)).collect()
    }

    /// `it`, unless something was noted.
    pub(super) fn or<T>(self, it: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(it) } else { Err(self) }
    }

    /// Each with the keys that lead to the entry.
    pub(super) fn at(self, path: &[&str]) -> impl Iterator<Item = Misplaced> {
        let path: Vec<String> = path.iter().map(|&key| key.to_owned()).collect();
        self.0.into_iter().map(move |error| Misplaced { path: path.clone(), error })
    }
}

impl From<ModelError> for Mistakes {
    fn from(error: ModelError) -> Self {
        Self(vec![error])
    }
}

/// Collects what is wrong while the rest is compiled.
#[derive(Default)]
pub(super) struct Errors(Vec<Misplaced>);

impl Errors {
    /// The result, or nothing when there are mistakes in it, which are noted.
    pub(super) fn keep<T>(&mut self, path: &[&str], result: Result<T, impl Into<Mistakes>>) -> Option<T> {
        result.map_err(|mistakes| self.0.extend(mistakes.into().at(path))).ok()
    }

    /// Nothing, unless something was noted.
    pub(super) fn result(self) -> Result<(), Vec<Misplaced>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}
