//! `redis.conf`, `sentinel.conf` and `users.acl`.

use std::ops::Range;

use crate::ir::document::{Document, HoleDefault, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::{Escapes, TextBuilder};
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::mask::{self, Hole, HoleKind};
use super::scalar::node;

/// Reads the server's configuration: one map from directives to the sequence of their arguments, in order, repeated ones kept.
///
/// There are no comments behind a directive: a `#` there is an argument.
pub(crate) struct RedisConf;

impl Frontend for RedisConf {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let holes = mask::holes(file.text());
        let masked = if holes.is_empty() { None } else { Some(blank(file.text(), &holes)) };
        let text = masked.as_deref().unwrap_or(file.text());
        let mut parsed = Parsed::default();
        let mut pairs = Vec::new();
        for line in lines(text).map(Line::content) {
            if line.text.starts_with('#') {
                parsed.comments.push(Comment { span: line.span() });
            } else if let Some((name, words)) = with_holes(words(line), file.text(), &holes).split_first() {
                let key =
                    Key { name: name.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default(), span: name.span };
                let span =
                    words.iter().fold(Span::new(name.span.end as usize, name.span.end as usize), |span, word| {
                        span.cover(word.span)
                    });
                pairs.push(Pair { key, value: Node { kind: NodeKind::Seq(words.to_vec()), span } });
            }
        }
        let span = Span::new(0, text.len());
        parsed
            .documents
            .push(Document { root: Node { kind: NodeKind::Map(pairs), span }, is_template: !holes.is_empty() });
        parsed
    }
}

/// The text with its template actions overwritten: those that give a value by a word, others by blanks.
fn blank(text: &str, holes: &[Hole]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for hole in holes {
        let fill = if hole.kind == HoleKind::Value { b'x' } else { b' ' };
        bytes[hole.range.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = fill);
    }
    // only whole characters were overwritten, by ASCII
    String::from_utf8(bytes).unwrap_or_default()
}

/// Puts the holes into words of the overwritten text.
fn with_holes(mut words: Vec<Node>, text: &str, holes: &[Hole]) -> Vec<Node> {
    for word in &mut words {
        let first = holes.partition_point(|hole| hole.range.end <= word.span.start as usize);
        let mut inside = holes[first..].iter().take_while(|hole| hole.range.start < word.span.end as usize).peekable();
        let NodeKind::Scalar(scalar) = &mut word.kind else { continue };
        if inside.peek().is_none() {
            continue;
        }
        let written = std::mem::take(&mut scalar.text);
        let map = std::mem::take(&mut scalar.map);
        for (at, c) in written.char_indices() {
            let source = map.source(u32::try_from(at).unwrap_or(u32::MAX)) as usize;
            while inside.peek().is_some_and(|hole| hole.range.end <= source) {
                inside.next();
            }
            let hole = inside.peek().filter(|hole| hole.range.start <= source);
            if hole.is_none_or(|hole| hole.range.start == source) {
                scalar.map.push(scalar.text.len(), source);
                let at = u32::try_from(scalar.text.len()).unwrap_or(u32::MAX);
                scalar.text.push(if hole.is_some() { '\u{fffd}' } else { c });
                if let Some(default) = hole.and_then(|hole| hole.default.clone()) {
                    let span = Span::new(default.start, default.end);
                    let text = text.get(default).unwrap_or_default().to_owned();
                    scalar.defaults.push(HoleDefault { at, text, span });
                }
            }
        }
        scalar.is_dynamic = true;
    }
    words
}

/// The words of a line: separated by blanks, parts of them in quotes.
fn words(line: Line<'_>) -> Vec<Node> {
    let bytes = line.text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let start = at;
        let mut builder = TextBuilder::new(line.start + start);
        let mut is_quoted = false;
        let mut inner: Option<Range<usize>> = None;
        while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
            let (quote, from) = (bytes[at], at);
            if matches!(quote, b'"' | b'\'') {
                at = closing(bytes, at);
                let end = at - usize::from(at > from + 1 && bytes[at - 1] == quote);
                let escapes = if quote == b'"' { Escapes::Python } else { Escapes::Raw };
                let content = line.part(from + 1, end);
                builder.content(escapes, content.text, content.start);
                is_quoted = true;
                inner = (from == start).then_some(from + 1..end);
            } else {
                at = (at..bytes.len())
                    .find(|&i| bytes[i].is_ascii_whitespace() || matches!(bytes[i], b'"' | b'\''))
                    .unwrap_or(bytes.len());
                let content = line.part(from, at);
                builder.verbatim(content.text, content.start);
                inner = inner.filter(|_| false);
            }
        }
        let text = builder.finish();
        let style = if is_quoted { ScalarStyle::Quoted } else { ScalarStyle::Plain };
        let range = inner.unwrap_or(start..at);
        words.push(node(text.value, text.map, style, line.part(range.start, range.end).span()));
    }
    words
}

/// Behind the quote that closes the one at `at`, or the end of the line.
fn closing(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut index = at + 1;
    while index < bytes.len() {
        match bytes[index] {
            b'\\' => index += 2,
            byte if byte == quote => return index + 1,
            _ => index += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn check(text: &str, expected: &[&str]) {
        let parsed = RedisConf.parse(&SourceFile::new("redis.conf", text, Language::RedisConf));
        assert_eq!(show(&parsed, text), expected, "{text}");
    }

    #[test]
    fn directives_and_arguments() {
        check(
            "# c\nport 6379\r\n\nsave 900 1 300 10\nsave \"\"\n",
            &[".port[0] = 6379", ".save[0] = 900", ".save[1] = 1", ".save[2] = 300", ".save[3] = 10", ".save[0] = "],
        );
        check(
            "requirepass \"a b\\x41\"\nuser x on >pw ~*\n",
            &[".requirepass[0] = a bA", ".user[0] = x", ".user[1] = on", ".user[2] = >pw", ".user[3] = ~*"],
        );
        check("maxmemory 256mb # inline", &[".maxmemory[0] = 256mb", ".maxmemory[1] = #", ".maxmemory[2] = inline"]);
        check("requirepass foo\"bar baz\"", &[".requirepass[0] = foobar baz"]);
        check("x 'it''s' \"open\ny", &[".x[0] = its", ".x[1] = open", ".y []"]);
        check("\"\\", &[".\\ []"]);
        check("daemonize", &[".daemonize []"]);
        check(
            "port {{ p | default(6379) }}\n{% if x %}\nrequirepass \"{{ pw }}\"\n{% endif %}\nbind a-{{ b }}-c\n",
            &[".port[0] = ? (6379)", ".requirepass[0] = ?", ".bind[0] = a-?-c"],
        );
    }
}
