//! `redlint lsp`: a language server over standard input and output.
//!
//! It finds what `redlint check` finds: the same configuration, the same excludes, the same comments; only the text is the editor's. One thread reads messages;
//! another one, with the stack that linting needs, does everything else. What has come in the meantime is taken in before anything is looked at, so that fast
//! typing costs one look and not one for each key.

mod actions;
mod diagnostics;
mod document;
mod hover;
mod server;
mod text;
mod transport;
mod uri;
mod workspace;

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};

use super::Status;
use super::args::Options;
use super::run::{STACK, THREAD};
use server::{Flow, Server};
use transport::Incoming;

/// Serves until the client says `exit` or goes away.
pub(super) fn run(options: Options) -> ExitCode {
    let (sender, receiver) = channel();
    let reader = std::thread::Builder::new().name("redlint-reader".to_owned());
    // it ends with its input, and is not waited for: that may be a terminal
    let reader = reader.spawn(move || transport::read_all(&mut io::stdin().lock(), &sender));
    let server = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
    let server = server.spawn(move || serve(&options, &receiver));
    let (Ok(_), Ok(server)) = (reader, server) else {
        let _ = writeln!(io::stderr(), "error: no thread could be started");
        return Status::Failed.into();
    };
    let status = match server.join() {
        Ok(true) => Status::Clean,
        // the protocol wants 1 for an end without `shutdown`
        Ok(false) => Status::Findings,
        Err(_) => Status::Failed,
    };
    status.into()
}

/// Whether the client said goodbye as it should.
fn serve(options: &Options, receiver: &Receiver<Incoming>) -> bool {
    let mut server = Server::new(options);
    while let Ok(first) = receiver.recv() {
        let batch: Vec<Incoming> = std::iter::once(first).chain(receiver.try_iter()).collect();
        match server.handle(batch, &mut io::stdout().lock()) {
            Ok(Flow::Go) => {}
            Ok(Flow::Exit) | Err(_) => break,
        }
    }
    server.is_shut_down()
}
