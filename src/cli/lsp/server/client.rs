//! What the client can do.

use lsp_types::ClientCapabilities;

use crate::cli::lsp::text::Encoding;

/// What the client can do with what it is sent.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability of its own")]
pub(in crate::cli::lsp) struct Client {
    /// What columns count.
    pub(in crate::cli::lsp) encoding: Encoding,
    /// It asks for diagnostics, and is not sent them.
    pub(in crate::cli::lsp) pulls: bool,
    /// It shows second places.
    pub(in crate::cli::lsp) has_related: bool,
    /// It shows links of codes.
    pub(in crate::cli::lsp) has_links: bool,
    /// It checks that edits are for the version that it has.
    pub(in crate::cli::lsp) has_versioned_edits: bool,
    /// It asks again when it is told to.
    pub(super) can_refresh: bool,
    /// It watches the files that it is told to.
    pub(super) can_watch: bool,
}

impl Client {
    pub(super) fn new(capabilities: &ClientCapabilities) -> Self {
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
