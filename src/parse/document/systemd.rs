//! systemd units: sections of `Key=value`, values continued behind a backslash.
//!
//! The root maps sections to maps; a key that is given several times stands several times. A continuation is one blank.

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::TextBuilder;
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::scalar;

/// Reads unit files.
pub(crate) struct Systemd;

impl Frontend for Systemd {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let mut parsed = Parsed::default();
        let mut root: Vec<Pair> = Vec::new();
        let mut all = lines(file.text()).peekable();
        while let Some(line) = all.next().map(Line::content) {
            if line.text.starts_with(['#', ';']) {
                parsed.comments.push(Comment { span: line.span() });
            } else if let Some(name) = line.text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                let span = Span::new(line.start + 1, line.start + 1 + name.len());
                let value = Node { kind: NodeKind::Map(Vec::new()), span };
                root.push(Pair { key: Key { name: name.to_owned(), span }, value });
            } else if let Some(equals) = line.text.find('=') {
                let key = line.part(0, equals).trim();
                let mut parts = vec![line.part(equals + 1, line.text.len()).trim()];
                while parts.last().is_some_and(|part| part.text.ends_with('\\'))
                    && let Some(next) = all.next()
                {
                    let next = next.content();
                    if next.text.starts_with(['#', ';']) {
                        parsed.comments.push(Comment { span: next.span() });
                    } else {
                        parts.push(next);
                    }
                }
                let pair = Pair { key: Key { name: key.text.to_owned(), span: key.span() }, value: joined(&parts) };
                if let Some(section) = root.last_mut()
                    && let NodeKind::Map(pairs) = &mut section.value.kind
                {
                    section.value.span = section.value.span.cover(pair.value.span);
                    pairs.push(pair);
                }
            }
        }
        let root = Node { kind: NodeKind::Map(root), span: Span::new(0, file.text().len()) };
        parsed.documents.push(Document { root, is_template: false });
        parsed
    }
}

fn joined(parts: &[Line<'_>]) -> Node {
    let start = parts.first().map_or(0, |part| part.start);
    let end = parts.last().map_or(start, |part| part.span().end as usize);
    let mut text = TextBuilder::new(start);
    for part in parts {
        match part.text.strip_suffix('\\') {
            Some(content) => {
                text.verbatim(content.trim_end(), part.start);
                text.decoded(' ', part.start + content.len());
            }
            None => text.verbatim(part.text, part.start),
        }
    }
    let text = text.finish();
    scalar::node(text.value, text.map, ScalarStyle::Plain, Span::new(start, end.max(start)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::dump;
    use crate::source::Language;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let file = SourceFile::new("a.service", text, Language::Systemd);
        let parsed = Systemd.parse(&file);
        dump::assert_spans(&file, &parsed);
        // bars only set scalars off
        assert_eq!(dump::parsed(&parsed).replace('|', ""), expected.replace('|', ""), "{text}");
    }

    #[test]
    fn sections() {
        check(
            "[Unit]\nDescription=x\n[Service]\nExecStart=/usr/bin/redis-server --port 6379\n",
            "{Unit:{Description:x} Service:{ExecStart:/usr/bin/redis-server --port 6379}}",
        );
        check("[S]\nA=b \\\n  c \\\n# no\n  d\nE=f\n", "{S:{A:b c d E:f}}");
        check("[S]\r\nA = b\r\n;x\r\n", "{S:{A:b}}");
        check("A=b\n[open\nC=\\", "{open:{C: }}");
    }
}
