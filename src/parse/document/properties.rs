//! Java `.properties`.

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::{Escapes, TextBuilder};
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::scalar::node;

/// Reads `.properties`: one map; keys keep their dots.
pub(crate) struct Properties;

impl Frontend for Properties {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let mut parsed = Parsed::default();
        let mut pairs = Vec::new();
        let mut rows = lines(file.text()).map(Line::content);
        while let Some(line) = rows.next() {
            if line.text.starts_with(['#', '!']) {
                parsed.comments.push(Comment { span: line.span() });
            } else if !line.text.is_empty() {
                pairs.push(entry(line, &mut rows));
            }
        }
        let span = Span::new(0, file.text().len());
        parsed.documents.push(Document { root: Node { kind: NodeKind::Map(pairs), span }, is_template: false });
        parsed
    }
}

/// `key=value`, `key: value`, `key value`; a backslash at the end of a line goes on in the next.
fn entry<'a>(line: Line<'a>, rows: &mut impl Iterator<Item = Line<'a>>) -> Pair {
    let bytes = line.text.as_bytes();
    let mut end = 0;
    while end < bytes.len() && !matches!(bytes[end], b'=' | b':' | b' ' | b'\t') {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    let key = line.part(0, floor(line.text, end));
    let rest = line.part(key.text.len(), line.text.len()).trim();
    let sign = usize::from(rest.text.starts_with(['=', ':']));
    let mut value = rest.part(sign, rest.text.len()).trim();
    let start = value.start;
    let mut builder = TextBuilder::new(start);
    loop {
        let backslashes = value.text.len() - value.text.trim_end_matches('\\').len();
        let goes_on = backslashes % 2 == 1;
        let content = value.part(0, value.text.len() - usize::from(goes_on));
        builder.content(Escapes::JavaScript, content.text, content.start);
        let next = if goes_on { rows.next() } else { None };
        match next {
            Some(next) => value = next,
            None => break,
        }
    }
    let text = builder.finish();
    let span = Span::new(start, value.start + value.text.len());
    let value = node(text.value, text.map, ScalarStyle::Plain, span);
    let name = crate::parse::text::decode(Escapes::JavaScript, key.text, key.start).value;
    Pair { key: Key { name, span: key.span() }, value }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn check(text: &str, expected: &[&str]) {
        let parsed = Properties.parse(&SourceFile::new("a.properties", text, Language::Properties));
        assert_eq!(show(&parsed, text), expected, "{text}");
    }

    #[test]
    fn entries() {
        check(
            "# c\nspring.redis.port=6379\nspring.redis.host : h\nx y\n! c\n",
            &[".spring.redis.port = 6379", ".spring.redis.host = h", ".x = y"],
        );
        check("a=1\\\n   ,2\nb=\\u0041\\:x\n", &[".a = 1,2", ".b = A:x"]);
        check("a\\ b=1\nc\nd=\n", &[".a b = 1", ".c = ", ".d = "]);
        check("a=x\\", &[".a = x"]);
        check("é\\", &[".é\\ = "]);
    }
}
