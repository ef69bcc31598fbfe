//! The dialogue with the client.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{ClientCapabilities, TextDocumentContentChangeEvent};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::document::{self, Document};
use super::text::Encoding;
use super::transport::{self, Incoming};
use super::workspace::Workspace;
use super::{actions, diagnostics, hover, uri};
use crate::cli::args::Options;

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Go,
    Exit,
}

/// What the client can do with what it is sent.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability of its own")]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics, and is not sent them.
    pub(super) pulls: bool,
    /// It shows second places.
    pub(super) has_related: bool,
    /// It shows links of codes.
    pub(super) has_links: bool,
    /// It checks that edits are for the version that it has.
    pub(super) has_versioned_edits: bool,
    /// It asks again when it is told to.
    can_refresh: bool,
    /// It watches the files that it is told to.
    can_watch: bool,
}

impl Client {
    fn new(capabilities: &ClientCapabilities) -> Self {
        let document = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let general = capabilities.general.as_ref();
        let publish = document.and_then(|document| document.publish_diagnostics.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        Self {
            encoding: Encoding::negotiate(general.and_then(|general| general.position_encodings.as_deref())),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            has_related: publish.and_then(|publish| publish.related_information).unwrap_or(false),
            has_links: publish.and_then(|publish| publish.code_description_support).unwrap_or(false),
            has_versioned_edits: edits.and_then(|edits| edits.document_changes).unwrap_or(false),
            can_refresh: false,
            can_watch: watched.and_then(|watched| watched.dynamic_registration).unwrap_or(false),
        }
    }
}

/// The server.
pub(super) struct Server<'a> {
    options: &'a Options,
    /// Known after `initialize`.
    client: Option<Client>,
    workspaces: Vec<Workspace>,
    documents: BTreeMap<String, Document>,
    /// Files with mistakes in them that the client was told of.
    problem_uris: Vec<String>,
    /// What the client was asked to watch.
    watched: Vec<String>,
    requests: i32,
    is_shut_down: bool,
    outgoing: Vec<Message>,
}

/// What the client sends when a file that it watches has changed, and as what it is asked to.
const WATCH: &str = "workspace/didChangeWatchedFiles";
const WATCH_ID: &str = "redlint-files";

type Answer = Result<Value, (ErrorCode, String)>;

impl<'a> Server<'a> {
    pub(super) fn new(options: &'a Options) -> Self {
        Self {
            options,
            client: None,
            workspaces: Vec::new(),
            documents: BTreeMap::new(),
            problem_uris: Vec::new(),
            watched: Vec::new(),
            requests: 0,
            is_shut_down: false,
            outgoing: Vec::new(),
        }
    }

    /// Whether the client asked for an orderly end.
    pub(super) fn is_shut_down(&self) -> bool {
        self.is_shut_down
    }

    /// Takes in what has come, and answers.
    ///
    /// # Errors
    /// The client no longer reads.
    pub(super) fn handle(&mut self, batch: Vec<Incoming>, out: &mut impl Write) -> io::Result<Flow> {
        let cancelled = cancelled(&batch);
        for incoming in batch {
            match incoming {
                Incoming::Odd(reason) => transport::write_parse_error(out, &reason)?,
                Incoming::Message(Message::Request(request)) => {
                    let id = request.id.clone();
                    let answer = if cancelled.contains(&id) {
                        Err((ErrorCode::RequestCanceled, "cancelled".to_owned()))
                    } else {
                        self.request(request)
                    };
                    self.outgoing.push(Message::Response(match answer {
                        Ok(result) => Response::new_ok(id, result),
                        Err((code, message)) => Response::new_err(id, code as i32, message),
                    }));
                }
                Incoming::Message(Message::Notification(note)) => {
                    if note.method == "exit" {
                        self.flush(out)?;
                        return Ok(Flow::Exit);
                    }
                    self.notification(note);
                }
                // the answers to what was asked say nothing that is needed
                Incoming::Message(Message::Response(_)) => {}
            }
            self.flush(out)?;
        }
        self.publish();
        self.flush(out)?;
        Ok(Flow::Go)
    }

    fn flush(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.outgoing.drain(..).try_for_each(|message| transport::write(out, &message))
    }

    fn request(&mut self, request: Request) -> Answer {
        let Some(client) = self.client else {
            return if request.method == "initialize" {
                Ok(self.initialize(&request.params))
            } else {
                Err((ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned()))
            };
        };
        if self.is_shut_down {
            return Err((ErrorCode::InvalidRequest, "the server is shut down".to_owned()));
        }
        let params = request.params;
        match request.method.as_str() {
            "initialize" => Err((ErrorCode::InvalidRequest, "the server is initialized".to_owned())),
            "shutdown" => {
                self.is_shut_down = true;
                Ok(Value::Null)
            }
            "textDocument/diagnostic" => {
                let document = self.looked_at(&params);
                let items = document.map(|(document, _)| diagnostics::all(document, client)).unwrap_or_default();
                Ok(json!({"kind": "full", "items": items}))
            }
            "textDocument/codeAction" => {
                let wanted = read(actions::Wanted::read(&params))?;
                let found = self.looked_at(&params);
                Ok(found
                    .map_or(Value::Null, |(document, workspace)| actions::all(document, workspace, client, &wanted)))
            }
            "textDocument/hover" => {
                let position = read(part(&params, "position"))?;
                let found = self.looked_at(&params);
                Ok(found.map_or(Value::Null, |(document, workspace)| hover::at(document, workspace, client, position)))
            }
            method => Err((ErrorCode::MethodNotFound, format!("there is no `{method}`"))),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        // an odd capability is none
        let capabilities: ClientCapabilities = part(params, "capabilities").unwrap_or_default();
        let mut client = Client::new(&capabilities);
        let refresh = params.pointer("/capabilities/workspace/diagnostics/refreshSupport");
        client.can_refresh = refresh.and_then(Value::as_bool).unwrap_or(false);
        self.client = Some(client);
        for folder in folders(params) {
            self.open_workspace(folder);
        }
        json!({
            "capabilities": {
                "positionEncoding": client.encoding.kind(),
                "textDocumentSync": {"openClose": true, "change": 2, "save": {"includeText": false}},
                "codeActionProvider": {"codeActionKinds": ["quickfix", actions::FIX_ALL]},
                "hoverProvider": true,
                "diagnosticProvider": {"identifier": "redlint", "interFileDependencies": false, "workspaceDiagnostics": false},
                "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
            },
            "serverInfo": {"name": "redlint", "version": env!("CARGO_PKG_VERSION")},
        })
    }

    fn notification(&mut self, note: Notification) {
        if self.client.is_none() || self.is_shut_down {
            return;
        }
        let params = note.params;
        match note.method.as_str() {
            "initialized" => {
                self.watch();
                self.tell_problems(true);
            }
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didSave" => {
                self.reload(false);
                // what stands on disk may be ignored or not by now
                if let Some(document) = self.documents.get_mut(uri_of(&params)) {
                    document.is_dirty = true;
                }
            }
            "textDocument/didClose" => self.close(uri_of(&params)),
            WATCH => self.reload(true),
            "workspace/didChangeWorkspaceFolders" => self.change_folders(&params),
            // configuration of the client, traces: nothing of interest
            _ => {}
        }
    }

    fn open(&mut self, mut params: Value) {
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

    fn change(&mut self, mut params: Value) {
        let Some(client) = self.client else { return };
        let Some(document) = self.documents.get_mut(uri_of(&params)) else { return };
        document.version = params.get("textDocument").map_or(document.version, version);
        let changes = params.get_mut("contentChanges").map(Value::take).unwrap_or_default();
        let Value::Array(changes) = changes else { return };
        let read = |change| serde_json::from_value::<TextDocumentContentChangeEvent>(change).ok();
        client.encoding.apply(&mut document.text, changes.into_iter().filter_map(read).collect());
        document.is_dirty = true;
    }

    fn close(&mut self, uri: &str) {
        let Some(document) = self.documents.remove(uri) else { return };
        if self.client.is_some_and(|client| !client.pulls) {
            self.notify("textDocument/publishDiagnostics", json!({"uri": document.uri, "diagnostics": []}));
        }
    }

    /// The document that `params` name, with what is found in it now.
    fn looked_at(&mut self, params: &Value) -> Option<(&Document, &Workspace)> {
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
    fn publish(&mut self) {
        let Some(client) = self.client.filter(|client| !client.pulls) else { return };
        for document in self.documents.values_mut().filter(|document| document.is_dirty) {
            let workspace = self.workspaces.iter().find(|workspace| workspace.folder == document.folder);
            document.look(workspace.and_then(|workspace| workspace.loaded.as_ref()));
            let items = diagnostics::all(document, client);
            let params = json!({"uri": document.uri, "version": document.version, "diagnostics": items});
            self.outgoing.push(notification("textDocument/publishDiagnostics", params));
        }
    }

    /// The folder whose configuration holds for `path`: the innermost one that is open, else the file's own.
    fn workspace_for(&mut self, path: &Path) -> PathBuf {
        let inside =
            self.workspaces.iter().map(|workspace| &workspace.folder).filter(|folder| path.starts_with(folder));
        if let Some(folder) = inside.max_by_key(|folder| folder.components().count()) {
            return folder.clone();
        }
        let folder = path.parent().unwrap_or(path).to_path_buf();
        self.open_workspace(folder.clone());
        folder
    }

    fn open_workspace(&mut self, folder: PathBuf) {
        if !self.workspaces.iter().any(|workspace| workspace.folder == folder) {
            self.workspaces.push(Workspace::open(folder, self.options));
        }
    }

    fn change_folders(&mut self, params: &Value) {
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
    fn reload(&mut self, is_told: bool) {
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
    fn look_again(&mut self) {
        for document in self.documents.values_mut() {
            document.is_dirty = true;
        }
        if self.client.is_some_and(|client| client.pulls && client.can_refresh) {
            self.ask("workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// Shows what is wrong with the configurations, in their files and, with `aloud`, as a message.
    fn tell_problems(&mut self, aloud: bool) {
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
    fn watch(&mut self) {
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

    fn notify(&mut self, method: &str, params: Value) {
        self.outgoing.push(notification(method, params));
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.requests += 1;
        let id = RequestId::from(format!("redlint-{}", self.requests));
        self.outgoing.push(Message::Request(Request { id, method: method.to_owned(), params }));
    }
}

fn notification(method: &str, params: Value) -> Message {
    Message::Notification(Notification { method: method.to_owned(), params })
}

/// The requests that the client takes back in the same batch.
fn cancelled(batch: &[Incoming]) -> HashSet<RequestId> {
    let ids = batch.iter().filter_map(|incoming| match incoming {
        Incoming::Message(Message::Notification(note)) if note.method == "$/cancelRequest" => part(&note.params, "id"),
        _ => None,
    });
    ids.collect()
}

/// The folders that the client has open; where it names none, the working directory.
fn folders(params: &Value) -> Vec<PathBuf> {
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

/// One member, if it is what it should be.
pub(super) fn part<T: DeserializeOwned>(params: &Value, key: &str) -> Option<T> {
    serde_json::from_value(params.get(key)?.clone()).ok()
}

fn read<T>(part: Option<T>) -> Result<T, (ErrorCode, String)> {
    part.ok_or_else(|| (ErrorCode::InvalidParams, "the parameters are not understood".to_owned()))
}

fn uri_of(params: &Value) -> &str {
    params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default()
}

fn version(item: &Value) -> i32 {
    let version = item.get("version").and_then(Value::as_i64);
    version.and_then(|version| i32::try_from(version).ok()).unwrap_or_default()
}

fn text(mut item: Value) -> String {
    match item.get_mut("text").map(Value::take) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}
