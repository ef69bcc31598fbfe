//! Open documents, and what is found in them.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};

use super::workspace::Loaded;
use crate::cli::partners::Partners;
use crate::cli::read::{Content, Reader};
use crate::lint::{Linted, lint, lint_in};
use crate::source::{Language, SourceFile};
use crate::usage::Project;

/// A document that the client holds.
pub(super) struct Document {
    /// As the client names it.
    pub(super) uri: String,
    /// Where it is, or would be.
    pub(super) path: PathBuf,
    /// The folder whose configuration holds.
    pub(super) folder: PathBuf,
    /// The client's count of its changes.
    pub(super) version: i32,
    /// The text as the client has it.
    pub(super) text: String,
    /// What the client takes it for.
    pub(super) language: Option<Language>,
    /// Whether it has changed since it was last looked at.
    pub(super) is_dirty: bool,
    /// What was found in the text as it is.
    pub(super) found: Option<Found>,
}

/// What was found in a text.
pub(super) struct Found {
    /// The text.
    pub(super) file: SourceFile,
    /// Findings.
    pub(super) linted: Linted,
}

impl Document {
    /// Looks at the text. Nothing is found in what the command line would not read either.
    pub(super) fn look(&mut self, loaded: Option<&Loaded>) {
        self.is_dirty = false;
        self.found = loaded.and_then(|loaded| look(&self.path, &self.text, self.language, loaded));
    }
}

fn look(path: &Path, text: &str, language: Option<Language>, loaded: &Loaded) -> Option<Found> {
    let shown = loaded.walker.shown(path);
    if loaded.walker.is_passed_over(path) {
        return None;
    }
    let mut reader = Reader::new(&loaded.settings.linter, &loaded.settings.config.limits);
    let Content::Source(file) = reader.buffer(&shown, text.as_bytes(), language) else { return None };
    // a fault of redlint's own costs the findings of one file
    let linted = panic::catch_unwind(AssertUnwindSafe(|| lint_around(&file, loaded))).ok()?;
    Some(Found { file, linted })
}

/// Lints a text; if it is a configuration of a server, beside the files around it that start servers.
fn lint_around(file: &SourceFile, loaded: &Loaded) -> Linted {
    let linter = &loaded.settings.linter;
    let linted = lint(file, linter);
    if linted.configs.is_empty() {
        return linted;
    }
    let mut project = Project::default();
    Partners::new(linter, &loaded.settings.config.limits, &loaded.walker, &[]).add(file.path(), &mut project);
    if project.is_empty() { linted } else { lint_in(file, linter, &project) }
}

/// The language that a client means by its identifier. The file's name comes first; this is for files whose name tells nothing.
pub(super) fn language(id: &str) -> Option<Language> {
    let language = match id {
        "rust" => Language::Rust,
        "python" => Language::Python,
        "javascript" | "javascriptreact" => Language::JavaScript,
        "typescript" => Language::TypeScript,
        "typescriptreact" => Language::Tsx,
        "shellscript" | "sh" | "bash" | "zsh" => Language::Shell,
        "lua" => Language::Lua,
        "yaml" | "yaml.docker-compose" | "dockercompose" | "helm" => Language::Yaml,
        "dotenv" => Language::Dotenv,
        "toml" => Language::Toml,
        "json" | "jsonc" | "json5" => Language::Json,
        "ini" | "dosini" => Language::Ini,
        "properties" | "java-properties" | "jproperties" => Language::Properties,
        "dockerfile" => Language::Dockerfile,
        "makefile" | "make" => Language::Makefile,
        "systemd" => Language::Systemd,
        _ => return None,
    };
    Some(language)
}
