//! What there is to test.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::settings::{FIXTURES, read};
use crate::cli::walk::reason;
use crate::config::{Config, NamedText};

/// A fixture: the path as shown, and on disk.
type Fixture = (String, PathBuf);

/// Puts the rules and models of `dir` into `config`, in place of its own folders; gives the fixtures beside them.
///
/// # Errors
/// A sentence: the folder or a file cannot be read.
pub(super) fn into(config: &mut Config, working: &Path, dir: Option<&Path>) -> Result<Vec<Fixture>, String> {
    let mut folders = Vec::new();
    if let Some(dir) = dir {
        folders.push(working.join(dir));
        (config.rule_files, config.client_files) = (Vec::new(), Vec::new());
    } else {
        let root = Path::new(config.root.folder());
        folders.extend([&config.rules_dir, &config.clients_dir].into_iter().flatten().map(|named| root.join(named)));
        folders.dedup();
    }
    let mut fixtures = Vec::new();
    for folder in &folders {
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let why = error.io_error().map_or_else(|| error.to_string(), reason);
                format!("{}: {why}", folder.strip_prefix(working).unwrap_or(folder).display())
            })?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path();
            let shown = path.strip_prefix(working).unwrap_or(path).to_string_lossy().replace('\\', "/");
            let inside = path.strip_prefix(folder).unwrap_or(path);
            if inside.parent().is_some_and(|parent| parent.iter().any(|name| name == FIXTURES)) {
                fixtures.push((shown, path.to_owned()));
            } else if dir.is_some()
                && path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
            {
                let text = read(path).map_err(|reason| format!("{shown}: {reason}"))?;
                let is_model = text.lines().any(|line| line.starts_with("library:"));
                let files = if is_model { &mut config.client_files } else { &mut config.rule_files };
                files.push(NamedText { name: Arc::from(shown), text: Arc::from(text) });
            }
        }
    }
    Ok(fixtures)
}
