//! Lowering: from trees and values to usage facts.
//!
//! Code is lowered by client models (data in `rules/clients/`), command lines by program models, documents by recognisers of their shapes. Nothing here
//! knows which rules exist.

pub(crate) mod code;
pub(crate) mod deployment;
pub(crate) mod document;
pub(crate) mod endpoint;
pub(crate) mod file;
pub(crate) mod image;
pub(crate) mod model;
pub(crate) mod naming;
pub(crate) mod program;
pub(crate) mod written;

use crate::ir::TextMap;
use crate::source::Language;
use crate::usage::{ConfigRef, Fact};

use deployment::Deployment;
use written::Written;

/// What lowering made of one text.
#[derive(Debug, Default)]
pub(crate) struct Lowered {
    /// The facts, spans in the text that was lowered.
    pub(crate) facts: Vec<Fact>,
    /// Texts inside it that are another language: each is parsed and lowered on its own and its facts are mapped back.
    pub(crate) embedded: Vec<Embedded>,
    /// Servers that are started, and where their configurations come from.
    pub(crate) deployment: Deployment,
    /// How its commands are written; `None` when nobody asks.
    pub(crate) written: Option<Vec<Written>>,
}

/// A text in another language inside a file.
#[derive(Debug, Clone)]
pub(crate) struct Embedded {
    /// How to read it.
    pub(crate) language: Language,
    /// The decoded text.
    pub(crate) text: String,
    /// Where its bytes stand in the surrounding text.
    pub(crate) map: TextMap,
    /// Names of environment variables that are set for it (a container's `env`).
    pub(crate) env: Vec<String>,
    /// The server's configuration that it is, if it is one and all of it.
    pub(crate) config: Option<ConfigRef>,
}
