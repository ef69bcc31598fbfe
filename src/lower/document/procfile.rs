//! Procfiles: every entry is a command line of the shell.

use crate::ir::document::Document;

use super::sink::Sink;

/// Lowers a Procfile.
pub(super) fn lower(document: &Document, sink: &mut Sink<'_>) {
    for pair in document.root.pairs() {
        sink.embed_shell(&pair.value, false, &[]);
    }
}
