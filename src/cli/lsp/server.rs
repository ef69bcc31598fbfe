//! The dialogue with the client.

mod client;
mod documents;
mod folders;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::ClientCapabilities;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::document::Document;
use super::transport::{self, Incoming};
use super::workspace::Workspace;
use super::{actions, diagnostics, hover};
use crate::cli::args::Options;
pub(super) use client::Client;

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Go,
    Exit,
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
        for folder in folders::folders(params) {
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
