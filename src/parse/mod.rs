//! Frontends: one per host language.
//!
//! A frontend turns one text into the neutral tree of [`crate::ir`] and knows nothing of Redis. What a name stands for is decided later, in
//! `analysis`; which command a call sends, in `lower`.
//!
//! Always: parsing does not fail (a broken file gives what could be read, and the skipped spans); no I/O; no panic and no stack overflow on any input;
//! spans lie inside the text, on character boundaries.

pub(crate) mod document;
mod javascript;
mod lua;
mod python;
mod rust;
mod shell;
mod text;
mod tree_sitter;

use crate::ir::Parsed;
use crate::source::{Language, SourceFile};

/// Reads one host language.
pub(crate) trait Frontend: Sync {
    /// Parses `file` into the neutral tree, nodes in source order.
    fn parse(&self, file: &SourceFile) -> Parsed;
}

/// The frontend of `language`.
pub(crate) fn frontend(language: Language) -> &'static dyn Frontend {
    match language {
        Language::JavaScript | Language::TypeScript | Language::Tsx => &javascript::JavaScript,
        Language::Lua => &lua::Lua,
        Language::Python => &python::Python,
        Language::Yaml => &document::yaml::Yaml,
        Language::Json => &document::json::Json,
        Language::Toml => &document::toml::Toml,
        Language::Ini => &document::ini::Ini,
        Language::Properties => &document::properties::Properties,
        Language::Dotenv => &document::dotenv::Dotenv,
        Language::RedisConf => &document::redis_conf::RedisConf,
        Language::Rust => &rust::Rust,
        Language::Shell => &shell::Shell,
        Language::Dockerfile => &document::dockerfile::Dockerfile,
        Language::Makefile => &document::makefile::Makefile,
        Language::Procfile => &document::procfile::Procfile,
        Language::Systemd => &document::systemd::Systemd,
    }
}

/// Parses `file` with the frontend of its language.
pub(crate) fn parse(file: &SourceFile) -> Parsed {
    frontend(file.language()).parse(file)
}
