//! The documents that are open, and what is found in them.

use lsp_types::TextDocumentContentChangeEvent;
use serde_json::{Value, json};

use super::{Server, notification, text, uri_of, version};
use crate::cli::lsp::document::{self, Document};
use crate::cli::lsp::workspace::Workspace;
use crate::cli::lsp::{diagnostics, uri};

impl Server<'_> {
    pub(super) fn open(&mut self, mut params: Value) {
        let Some(item) = params.get_mut("textDocument").map(Value::take) else { return };
        let Some(uri) = item.get("uri").and_then(Value::as_str).map(str::to_owned) else { return };
        // what is not on disk has no path, hence no configuration; it is taken to lie in the first folder
        let first = self.workspaces.first().map(|workspace| workspace.folder.clone());
        let path = uri::to_path(&uri)
            .or_else(|| first.map(|folder| folder.join(uri.rsplit([':', '/']).next().unwrap_or_default())));
        let Some(path) = path else { return };
        let language = item.get("languageId").and_then(Value::as_str).and_then(document::language);
        let folder = self.workspace_for(&path);
        let document = Document {
            uri: uri.clone(),
            path,
            folder,
            version: version(&item),
            text: text(item),
            language,
            is_dirty: true,
            found: None,
        };
        self.documents.insert(uri, document);
    }

    pub(super) fn change(&mut self, mut params: Value) {
        let Some(client) = self.client else { return };
        let Some(document) = self.documents.get_mut(uri_of(&params)) else { return };
        document.version = params.get("textDocument").map_or(document.version, version);
        let changes = params.get_mut("contentChanges").map(Value::take).unwrap_or_default();
        let Value::Array(changes) = changes else { return };
        let read = |change| serde_json::from_value::<TextDocumentContentChangeEvent>(change).ok();
        client.encoding.apply(&mut document.text, changes.into_iter().filter_map(read).collect());
        document.is_dirty = true;
    }

    pub(super) fn close(&mut self, uri: &str) {
        let Some(document) = self.documents.remove(uri) else { return };
        if self.client.is_some_and(|client| !client.pulls) {
            self.notify("textDocument/publishDiagnostics", json!({"uri": document.uri, "diagnostics": []}));
        }
    }

    /// The document that `params` name, with what is found in it now.
    pub(super) fn looked_at(&mut self, params: &Value) -> Option<(&Document, &Workspace)> {
        let document = self.documents.get_mut(uri_of(params))?;
        let workspace = self.workspaces.iter().find(|workspace| workspace.folder == document.folder)?;
        if document.is_dirty || document.found.is_none() {
            let is_dirty = document.is_dirty;
            document.look(workspace.loaded.as_ref());
            // it is still to be sent
            document.is_dirty = is_dirty;
        }
        Some((document, workspace))
    }

    /// Sends what is found in documents that have changed.
    pub(super) fn publish(&mut self) {
        let Some(client) = self.client.filter(|client| !client.pulls) else { return };
        for document in self.documents.values_mut().filter(|document| document.is_dirty) {
            let workspace = self.workspaces.iter().find(|workspace| workspace.folder == document.folder);
            document.look(workspace.and_then(|workspace| workspace.loaded.as_ref()));
            let items = diagnostics::all(document, client);
            let params = json!({"uri": document.uri, "version": document.version, "diagnostics": items});
            self.outgoing.push(notification("textDocument/publishDiagnostics", params));
        }
    }
}
