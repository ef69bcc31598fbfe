//! Procfiles: a map from process types to their command lines.

use crate::ir::document::{Document, Key, Node, NodeKind, Pair};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::source::{SourceFile, Span};

use super::lines::lines;
use super::scalar::plain;

/// Reads Procfiles.
pub(crate) struct Procfile;

impl Frontend for Procfile {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let mut parsed = Parsed::default();
        let mut pairs = Vec::new();
        for line in lines(text).map(super::lines::Line::content) {
            if line.text.starts_with('#') {
                parsed.comments.push(Comment { span: line.span() });
                continue;
            }
            let Some(colon) = line.text.find(':') else { continue };
            let key = line.part(0, colon);
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
            if key.text.is_empty() || !key.text.chars().all(is_name) {
                continue;
            }
            let value = line.part(colon + 1, line.text.len()).trim();
            let value = plain(text, value.start..value.start + value.text.len());
            pairs.push(Pair { key: Key { name: key.text.to_owned(), span: key.span() }, value });
        }
        let root = Node { kind: NodeKind::Map(pairs), span: Span::new(0, text.len()) };
        parsed.documents.push(Document { root, is_template: false });
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::dump;
    use crate::source::Language;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let file = SourceFile::new("Procfile", text, Language::Procfile);
        let parsed = Procfile.parse(&file);
        dump::assert_spans(&file, &parsed);
        // bars only set scalars off
        assert_eq!(dump::parsed(&parsed).replace('|', ""), expected.replace('|', ""), "{text}");
    }

    #[test]
    fn process_types() {
        check("web: node a.js\nredis: redis-server --port 6379\n", "{web:node a.js redis:redis-server --port 6379}");
        check("# a\r\n\r\nweb:x\r\n", "{web:x}");
        check("a b: c\nd\n: e", "{}");
    }
}
