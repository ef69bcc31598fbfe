//! Makefiles: variables by their names, recipes as shell.

use crate::ir::document::Document;

use super::dockerfile::variable;
use super::sink::Sink;
use super::walk::Context;

/// Lowers a Makefile.
pub(super) fn lower(document: &Document, sink: &mut Sink<'_>) {
    let context = Context::default();
    let mut env = Vec::new();
    for pair in document.root.pairs() {
        match pair.value.scalar() {
            Some(scalar) => {
                variable(document, &pair.key.name, scalar, &context, sink);
                env.push(pair.key.name.clone());
            }
            None => sink.embed_shell(&pair.value, false, &env),
        }
    }
}
