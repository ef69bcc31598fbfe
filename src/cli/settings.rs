//! The configuration of a run: the file that is found or named, overlaid with the command line, and the linter made from it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::args::Options;
use super::output::Output;
use super::walk::reason;
use crate::checked_yaml::{Part, join};
use crate::config::{Config, FILE_NAME, NamedText, Root};
use crate::lint::Linter;
use crate::problem::{Problem, nearest};

/// Folders beside rules and client models, with code to test them on.
pub(super) const FIXTURES: &str = "fixtures";

/// All that a run needs to know.
pub(super) struct Settings {
    pub(super) config: Config,
    pub(super) linter: Linter,
    pub(super) working: PathBuf,
}

/// Loads everything; what is wrong has been told when there is nothing to return.
pub(super) fn load(options: &Options, output: &Output) -> Option<Settings> {
    load_with(options, output, |_, _| Ok(()))
}

/// What holds where nothing is configured.
pub(super) fn built_in(output: &Output) -> Option<Settings> {
    let working = std::env::current_dir().ok()?;
    let root = working.to_string_lossy();
    let config = Config { root: Root::new(root.clone(), root), ..Config::default() };
    match Linter::new(&config) {
        Ok(linter) => Some(Settings { config, linter, working }),
        Err(problems) => {
            output.problems(&problems);
            None
        }
    }
}

/// Like [`load`], with a change of the configuration, which is given the working directory, before the rules are made from it.
pub(super) fn load_with(
    options: &Options,
    output: &Output,
    change: impl FnOnce(&mut Config, &Path) -> Result<(), String>,
) -> Option<Settings> {
    let working = match std::env::current_dir() {
        Ok(working) => working,
        Err(error) => {
            output.error(&format!("the working directory cannot be told: {}", reason(&error)));
            return None;
        }
    };
    load_in(options, working, output, change)
}

/// Like [`load_with`], as if `working` were the working directory.
pub(super) fn load_in(
    options: &Options,
    working: PathBuf,
    output: &Output,
    change: impl FnOnce(&mut Config, &Path) -> Result<(), String>,
) -> Option<Settings> {
    let (mut config, mut problems) = config(options, &working, output)?;
    config.fail_on = options.fail_on.unwrap_or(config.fail_on);
    config.min_confidence = options.min_confidence.unwrap_or(config.min_confidence);
    config.only_rules.clone_from(&options.rules);
    if let Err(message) = change(&mut config, &working) {
        output.error(&message);
        return None;
    }
    let linter = match Linter::new(&config) {
        Ok(linter) if problems.is_empty() => linter,
        made => {
            problems = join(problems, made.err().unwrap_or_default());
            output.problems(&problems);
            return None;
        }
    };
    let known = linter.rule_ids();
    if let Some(unknown) = options.rules.iter().find(|rule| !known.contains(&rule.as_str())) {
        let help = nearest(unknown, known).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
        output.error(&format!("--rule: there is no rule `{unknown}`{help}"));
        return None;
    }
    Some(Settings { config, linter, working })
}

/// What is configured, and what is wrong with the file that says so; nothing when there is nothing to go on with, which has been told.
fn config(options: &Options, working: &Path, output: &Output) -> Option<(Config, Vec<Problem>)> {
    let found = match &options.config {
        Some(named) => Some(working.join(named)),
        None if options.isolated => None,
        None => working.ancestors().map(|folder| folder.join(FILE_NAME)).find(|path| path.is_file()),
    };
    let Some(path) = found else {
        let root = working.to_string_lossy();
        let mut config = Config { root: Root::new(root.clone(), root), ..Config::default() };
        config.ports_text = ports_text(&config, working);
        return Some((config, Vec::new()));
    };
    let shown = path.strip_prefix(working).unwrap_or(&path).to_string_lossy().into_owned();
    let text = match read(&path) {
        Ok(text) => text,
        Err(reason) => {
            output.error(&format!("{shown}: {reason}"));
            return None;
        }
    };
    let folder = path.parent().unwrap_or(working);
    let (config, mut problems) = Config::read(&shown, &text);
    let Some(mut config) = config else {
        output.problems(&problems);
        return None;
    };
    config.root = Root::new(folder.to_string_lossy(), working.to_string_lossy());
    let mut texts = |key, named: &Option<String>| {
        let found = folder_texts(&config, key, named.as_deref(), folder, working);
        found.unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        })
    };
    let (rules, clients) = (texts("rules-dir", &config.rules_dir), texts("clients-dir", &config.clients_dir));
    (config.rule_files, config.client_files) = (rules, clients);
    config.ports_text = ports_text(&config, folder);
    Some((config, problems))
}

/// The port map, if there is one.
fn ports_text(config: &Config, base: &Path) -> Option<NamedText> {
    let named = &config.conventions.ports_file;
    let text = read(&base.join(named)).ok()?;
    Some(NamedText { name: Arc::from(named.as_str()), text: Arc::from(text) })
}

/// The YAML files in a folder that the configuration names under `key`.
fn folder_texts(
    config: &Config,
    key: &str,
    named: Option<&str>,
    base: &Path,
    working: &Path,
) -> Result<Vec<NamedText>, Problem> {
    let Some(named) = named else { return Ok(Vec::new()) };
    let problem = |message: String| {
        // the key was read from a file, so that there is an origin
        let origin = config.origin.as_deref();
        origin.map_or_else(
            || Problem {
                file: key.into(),
                text: "".into(),
                span: crate::source::Span::default(),
                message: message.clone(),
                label: String::new(),
                help: None,
            },
            |origin| origin.problem(origin.span(&[key], Part::Value), message.clone(), ""),
        )
    };
    let folder = base.join(named);
    let mut texts = Vec::new();
    let is_fixtures = |entry: &walkdir::DirEntry| entry.file_type().is_dir() && entry.file_name() == FIXTURES;
    let walk = WalkDir::new(&folder).sort_by_file_name().into_iter();
    for entry in walk.filter_entry(|entry| !is_fixtures(entry)) {
        let entry = entry.map_err(|error| {
            let why = error.io_error().map_or_else(|| error.to_string(), reason);
            problem(format!("`{named}` cannot be read: {why}"))
        })?;
        let is_yaml = entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if !entry.file_type().is_file() || !is_yaml {
            continue;
        }
        let name = entry.path().strip_prefix(working).unwrap_or(entry.path()).to_string_lossy().into_owned();
        let text = read(entry.path()).map_err(|reason| problem(format!("`{name}` cannot be read: {reason}")))?;
        texts.push(NamedText { name: name.into(), text: Arc::from(text) });
    }
    Ok(texts)
}

/// The text of a regular file.
pub(super) fn read(path: &Path) -> Result<String, String> {
    // a FIFO would block
    let meta = std::fs::metadata(path).map_err(|error| reason(&error))?;
    if !meta.is_file() {
        return Err("not a regular file".to_owned());
    }
    let bytes = std::fs::read(path).map_err(|error| reason(&error))?;
    String::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())
}
