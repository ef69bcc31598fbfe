//! The folders that are open, their configurations, and what is wrong with those.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Server, WATCH, WATCH_ID};
use crate::cli::lsp::workspace::Workspace;
use crate::cli::lsp::{diagnostics, uri};

impl Server<'_> {
    /// The folder whose configuration holds for `path`: the innermost one that is open, else the file's own.
    pub(super) fn workspace_for(&mut self, path: &Path) -> PathBuf {
        let inside =
            self.workspaces.iter().map(|workspace| &workspace.folder).filter(|folder| path.starts_with(folder));
        if let Some(folder) = inside.max_by_key(|folder| folder.components().count()) {
            return folder.clone();
        }
        let folder = path.parent().unwrap_or(path).to_path_buf();
        self.open_workspace(folder.clone());
        folder
    }

    pub(super) fn open_workspace(&mut self, folder: PathBuf) {
        if !self.workspaces.iter().any(|workspace| workspace.folder == folder) {
            self.workspaces.push(Workspace::open(folder, self.options));
        }
    }

    pub(super) fn change_folders(&mut self, params: &Value) {
        let folders = |key: &str| {
            let folders = params.get("event").and_then(|event| event.get(key)).and_then(Value::as_array);
            let folders = folders.map(Vec::as_slice).unwrap_or_default();
            folders.iter().filter_map(|folder| uri::to_path(folder.get("uri")?.as_str()?)).collect::<Vec<_>>()
        };
        let removed = folders("removed");
        self.workspaces.retain(|workspace| !removed.contains(&workspace.folder));
        for folder in folders("added") {
            self.open_workspace(folder);
        }
        let documents: Vec<(String, PathBuf)> =
            self.documents.values().map(|document| (document.uri.clone(), document.path.clone())).collect();
        for (uri, path) in documents {
            let folder = self.workspace_for(&path);
            if let Some(document) = self.documents.get_mut(&uri) {
                document.folder = folder;
            }
        }
        self.look_again();
        self.watch();
        self.tell_problems(true);
    }

    /// Loads configurations again that have changed. `is_told` when the client says that something has, which may be an ignore file as well.
    pub(super) fn reload(&mut self, is_told: bool) {
        let mut has_changed = false;
        for workspace in &mut self.workspaces {
            if workspace.is_stale(self.options) {
                workspace.load(self.options);
                has_changed = true;
            }
        }
        if has_changed {
            self.tell_problems(true);
            self.watch();
        }
        if has_changed || is_told {
            self.look_again();
        }
    }

    /// Everything that is open has to be looked at again.
    pub(super) fn look_again(&mut self) {
        for document in self.documents.values_mut() {
            document.is_dirty = true;
        }
        if self.client.is_some_and(|client| client.pulls && client.can_refresh) {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Shows what is wrong with the configurations, in their files and, with `aloud`, as a message.
    pub(super) fn tell_problems(&mut self, aloud: bool) {
        let Some(client) = self.client else { return };
        let mut published = Vec::new();
        let mut notes = Vec::new();
        for workspace in &self.workspaces {
            let told = &workspace.told;
            let sentences = told.problems.iter().map(ToString::to_string).chain(told.errors.iter().cloned());
            if aloud && let Some(first) = sentences.into_iter().next() {
                notes.push(("window/showMessage", json!({"type": 1, "message": format!("redlint: {first}")})));
            }
            for (path, items) in diagnostics::problems(&workspace.folder, &told.problems, client) {
                let uri = uri::from_path(&path);
                notes.push(("textDocument/publishDiagnostics", json!({"uri": uri, "diagnostics": items})));
                published.push(uri);
            }
        }
        for gone in self.problem_uris.iter().filter(|uri| !published.contains(uri)) {
            notes.push(("textDocument/publishDiagnostics", json!({"uri": gone, "diagnostics": []})));
        }
        self.problem_uris = published;
        for (method, params) in notes {
            self.notify(method, params);
        }
    }

    /// Asks the client to watch the files that steer redlint.
    pub(super) fn watch(&mut self) {
        if !self.client.is_some_and(|client| client.can_watch) {
            return;
        }
        let mut globs: Vec<String> = self.workspaces.iter().flat_map(Workspace::watched).collect();
        globs.sort();
        globs.dedup();
        if globs == self.watched {
            return;
        }
        if !self.watched.is_empty() {
            self.ask("client/unregisterCapability", json!({"unregisterations": [{"id": WATCH_ID, "method": WATCH}]}));
        }
        let watchers: Vec<Value> = globs.iter().map(|glob| json!({"globPattern": glob})).collect();
        let options = json!({"watchers": watchers});
        let registration = json!({"id": WATCH_ID, "method": WATCH, "registerOptions": options});
        self.ask("client/registerCapability", json!({"registrations": [registration]}));
        self.watched = globs;
    }
}

/// The folders that the client has open; where it names none, the working directory.
pub(super) fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params.get("workspaceFolders").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        listed.iter().filter_map(|folder| uri::to_path(folder.get("uri")?.as_str()?)).collect();
    if folders.is_empty() {
        let root = params.get("rootUri").and_then(Value::as_str).and_then(uri::to_path);
        let root = root.or_else(|| params.get("rootPath").and_then(Value::as_str).map(PathBuf::from));
        folders.extend(root.or_else(|| std::env::current_dir().ok()));
    }
    folders
}
