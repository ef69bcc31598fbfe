//! A client of a language server, for tests: frames over the standard streams of a child.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A running language server.
pub(crate) struct Server {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    requests: u64,
    patience: Duration,
}

impl Server {
    /// Starts `command` as a server that may take its time up to `patience` for an answer.
    pub(crate) fn start(command: &mut Command, patience: Duration) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a server");
        let input = child.stdin.take().expect("its input");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { child, input, messages, requests: 0, patience }
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, text: &str) {
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server reads");
        self.input.flush().expect("the server reads");
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.raw(&json!({"jsonrpc": "2.0", "method": method, "params": params}).to_string());
    }

    /// Asks, and waits for the whole answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.raw(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string());
        self.wait(method, |message| message["id"] == id && message.get("method").is_none())
    }

    /// Asks, and waits for the result.
    #[track_caller]
    pub(crate) fn result(&mut self, method: &str, params: &Value) -> Value {
        let mut answer = self.ask(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The next message that `is_it`; requests of the server are answered with nothing.
    #[track_caller]
    pub(crate) fn wait(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + self.patience;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left).unwrap_or_else(|_| panic!("no answer: {what}"));
            if is_it(&message) {
                return message;
            }
            if message.get("method").is_some() && message.get("id").is_some() {
                self.raw(&json!({"jsonrpc": "2.0", "id": message["id"], "result": null}).to_string());
            }
        }
    }

    /// The next diagnostics of a document that `are_they`.
    #[track_caller]
    pub(crate) fn diagnostics(&mut self, uri: &str, are_they: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let mut message = self.wait("diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && are_they(message["params"]["diagnostics"].as_array().expect("a list"))
        });
        match message["params"]["diagnostics"].take() {
            Value::Array(items) => items,
            other => panic!("{other}"),
        }
    }

    /// Opens a document.
    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// Replaces the whole text of a document.
    pub(crate) fn change(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "version": version});
        self.notify("textDocument/didChange", &json!({"textDocument": document, "contentChanges": [{"text": text}]}));
    }

    /// Ends it in order; the exit status.
    #[track_caller]
    pub(crate) fn end(mut self) -> Option<i32> {
        assert_eq!(self.result("shutdown", &Value::Null), Value::Null);
        self.leave()
    }

    /// Says `exit`; the exit status.
    pub(crate) fn leave(mut self) -> Option<i32> {
        self.notify("exit", &Value::Null);
        let end = Instant::now() + self.patience;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        None
    }
}

/// The `file:` URI of a path without odd characters.
pub(crate) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        length = line.strip_prefix("Content-Length: ").map_or(length, |text| text.trim().parse().expect("a number"));
    }
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).ok()?;
    // nothing but messages stands on standard output
    Some(serde_json::from_slice(&bytes).expect("a message"))
}
