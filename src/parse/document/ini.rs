//! INI and `.cfg`: sections of `key = value` lines. What is filled in (`%(ENV_PORT)s`, as Python's configuration files and supervisord have it) is a hole.

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, Scalar};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::{Escapes, TextBuilder};
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::scalar::maybe_quoted;

/// Reads INI files. A section is a map below the root; keys before the first section stand in the root.
pub(crate) struct Ini;

impl Frontend for Ini {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let mut parsed = Parsed::default();
        let mut root: Vec<Pair> = Vec::new();
        let mut in_section = false;
        for line in lines(text) {
            let trimmed = line.content();
            if trimmed.text.starts_with(['#', ';']) {
                parsed.comments.push(Comment { span: trimmed.span() });
            } else if let Some(name) = trimmed.text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                let name_span = Span::new(trimmed.start + 1, trimmed.start + 1 + name.len());
                let key = Key { name: name.trim().to_owned(), span: name_span };
                root.push(Pair { key, value: Node { kind: NodeKind::Map(Vec::new()), span: name_span } });
                in_section = true;
            } else if let Some(pair) = entry(text, trimmed, &mut parsed.comments) {
                match root.last_mut().filter(|_| in_section) {
                    Some(section) => {
                        section.value.span = section.value.span.cover(pair.value.span);
                        if let NodeKind::Map(pairs) = &mut section.value.kind {
                            pairs.push(pair);
                        }
                    }
                    None => root.push(pair),
                }
            }
        }
        let span = Span::new(0, text.len());
        parsed.documents.push(Document { root: Node { kind: NodeKind::Map(root), span }, is_template: false });
        parsed
    }
}

/// `key = value`, `key: value`; a comment may follow behind a blank.
fn entry(text: &str, line: Line<'_>, comments: &mut Vec<Comment>) -> Option<Pair> {
    let sign = line.text.find(['=', ':'])?;
    let key = line.part(0, sign).trim();
    if key.text.is_empty() {
        return None;
    }
    let mut value = line.part(sign + 1, line.text.len()).trim();
    let quote = value.text.chars().next().filter(|c| matches!(c, '"' | '\''));
    // a quote that is closed hides comment signs
    let from = quote.and_then(|quote| value.text[1..].find(quote)).map_or(0, |at| at + 2);
    let comment = value.text[from..].match_indices(['#', ';']).map(|(at, _)| at + from).find(|&at| {
        let before = value.text[..at].chars().next_back();
        before.is_some_and(char::is_whitespace) || (from > 0 && at == from)
    });
    if let Some(at) = comment {
        comments.push(Comment { span: value.part(at, value.text.len()).span() });
        value = value.part(0, at).trim();
    }
    let mut node = maybe_quoted(text, value.start..value.start + value.text.len(), Escapes::Raw);
    if let NodeKind::Scalar(scalar) = &mut node.kind {
        fill_in(scalar);
    }
    Some(Pair { key: Key { name: key.text.to_owned(), span: key.span() }, value: node })
}

/// Makes a hole of each `%(name)s`.
fn fill_in(scalar: &mut Scalar) {
    if !scalar.text.contains("%(") {
        return;
    }
    let mut text = TextBuilder::new(scalar.map.source(0) as usize);
    let mut rest = scalar.text.as_str();
    let mut at = scalar.map.source(0) as usize;
    while let Some(start) = rest.find("%(") {
        let name = &rest[start + 2..];
        let length =
            name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.' | ':')).unwrap_or(name.len());
        let is_hole = length > 0 && (name[length..].starts_with(")s") || name[length..].starts_with(")d"));
        let end = if is_hole { start + 2 + length + 2 } else { start + 2 };
        text.verbatim(if is_hole { &rest[..start] } else { &rest[..end] }, at);
        if is_hole {
            text.decoded('\u{fffd}', at + start);
            scalar.is_dynamic = true;
        }
        at += end;
        rest = &rest[end..];
    }
    text.verbatim(rest, at);
    let text = text.finish();
    (scalar.text, scalar.map) = (text.value, text.map);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn check(text: &str, expected: &[&str]) {
        let parsed = Ini.parse(&SourceFile::new("a.ini", text, Language::Ini));
        assert_eq!(show(&parsed, text), expected, "{text}");
    }

    #[test]
    fn sections_and_entries() {
        check(
            "a = 1\n[redis]\nport = 6379 ; default\nhost: \"h\"  # x\n\n; no\n[b]\nc=d#e\n",
            &[".a = 1", ".redis.port = 6379", ".redis.host = h", ".b.c = d#e"],
        );
        check("REDIS_PORT = 6379\r\nX = 'a;b'\r\n", &[".REDIS_PORT = 6379", ".X = a;b"]);
        check("[open\n=\n:\n[]\nx", &[".open {}", ". {}"]);
        check("\u{feff}[a]\nb=1", &[".a.b = 1"]);
    }

    #[test]
    fn interpolations_are_holes() {
        check("[a]\nb = %(c)s/%(ENV_X)s.d\nc = 100%(x) %()s %(open\n", &[".a.b = ?/?.d", ".a.c = 100%(x) %()s %(open"]);
        let text = "cmd = ping %(ENV_PORT)s -x\n";
        let parsed = Ini.parse(&SourceFile::new("a.ini", text, Language::Ini));
        let scalar = parsed.documents[0].root.pairs()[0].value.scalar().expect("it is a scalar");
        let at = scalar.text.find("-x").expect("it is kept");
        assert_eq!(scalar.map.span(Span::new(at, at + 2)).start as usize, text.find("-x").expect("it is there"));
    }

    #[test]
    fn comments() {
        let text = "# a\nx = 1 ; b\n  ; c\n";
        let parsed = Ini.parse(&SourceFile::new("a.ini", text, Language::Ini));
        let comments: Vec<_> = parsed.comments.iter().map(|comment| &text[comment.span.range()]).collect();
        assert_eq!(comments, ["# a", "; b", "; c"]);
    }
}
