//! JSON, with comments, trailing commas and the looseness of JSON5.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, CommentCollectionStrategy, ParseOptions, parse_to_ast};

use crate::ir::code::MAX_DEPTH;
use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed, Skipped};
use crate::parse::Frontend;
use crate::parse::text::Escapes;
use crate::source::{SourceFile, Span};

use super::scalar::{plain, quoted};
use super::yaml;

/// A broken file up to this size is given to the YAML frontend, which keeps what stands before the fault.
const MAX_RECOVERED: usize = 1 << 20;

/// Reads JSON.
pub(crate) struct Json;

impl Frontend for Json {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let body = &text[base..];
        let collect = CollectOptions { comments: CommentCollectionStrategy::Separate, tokens: false };
        let result = match parse_to_ast(body, &collect, &ParseOptions::default()) {
            Ok(result) => result,
            Err(error) => return recovered(text, base + error.range().start, error.kind().to_string()),
        };
        let mut parsed = Parsed::default();
        let mut reader = Reader { text, base, skipped: Vec::new() };
        parsed
            .documents
            .extend(result.value.map(|value| Document { root: reader.node(&value, 0), is_template: false }));
        parsed.skipped = reader.skipped;
        let comments = result.comments.into_iter().flat_map(std::collections::HashMap::into_values);
        let mut spans: Vec<Span> = comments
            .flat_map(|group| group.iter().map(|comment| reader_span(base, comment.range())).collect::<Vec<_>>())
            .collect();
        spans.sort_unstable();
        spans.dedup();
        parsed.comments = spans.into_iter().map(|span| Comment { span }).collect();
        parsed
    }
}

/// What a broken file still says.
fn recovered(text: &str, at: usize, reason: String) -> Parsed {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let mut parsed = if text.len() <= MAX_RECOVERED { yaml::parse_text(text) } else { Parsed::default() };
    parsed.skipped = vec![Skipped { span: Span::new(at, text.len()), reason }];
    parsed
}

fn reader_span(base: usize, range: Range) -> Span {
    Span::new(base + range.start, base + range.end)
}

struct Reader<'a> {
    text: &'a str,
    base: usize,
    skipped: Vec<Skipped>,
}

impl Reader<'_> {
    fn node(&mut self, value: &Value<'_>, depth: usize) -> Node {
        let span = reader_span(self.base, value.range());
        let kind = match value {
            _ if depth >= MAX_DEPTH => {
                self.skipped.push(Skipped { span, reason: "nested too deeply".to_owned() });
                NodeKind::Seq(Vec::new())
            }
            Value::Object(object) => NodeKind::Map(
                object
                    .properties
                    .iter()
                    .map(|property| Pair {
                        key: self.key(&property.name),
                        value: self.node(&property.value, depth + 1),
                    })
                    .collect(),
            ),
            Value::Array(array) => {
                NodeKind::Seq(array.elements.iter().map(|element| self.node(element, depth + 1)).collect())
            }
            Value::StringLit(_) => return self.string(span),
            _ => return plain(self.text, span.range()),
        };
        Node { kind, span }
    }

    fn key(&self, name: &ObjectPropName<'_>) -> Key {
        let span = reader_span(self.base, name.range());
        let span = if matches!(name, ObjectPropName::String(_)) { inside(span) } else { span };
        Key { name: name.as_str().to_owned(), span }
    }

    fn string(&self, span: Span) -> Node {
        quoted(self.text, inside(span).range(), Escapes::JavaScript, ScalarStyle::Quoted)
    }
}

/// Without the quotes.
fn inside(span: Span) -> Span {
    Span::new(span.start as usize + 1, (span.end as usize).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn parse(text: &str) -> Parsed {
        Json.parse(&SourceFile::new("a.json", text, Language::Json))
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(show(&parse(text), text), expected, "{text}");
    }

    #[test]
    fn values() {
        check(
            r#"{"a": {"b": 6379, "c": "x\n\u0041\"é"}, "d": [1, true, null]}"#,
            &[".a.b = 6379", ".a.c = x⏎A\"é", ".d[0] = 1", ".d[1] = true", ".d[2] = null"],
        );
        check("\u{feff}{\"a\": \"b\"}", &[".a = b"]);
        check("{\n// c\n\"a\": 1, /* d */ b: 'x',}", &[".a = 1", ".b = x"]);
        check("", &[]);
        check("6379", &[" = 6379"]);
    }

    #[test]
    fn comments_are_kept() {
        let text = "{ // one\n \"a\": 1 /* two */ }";
        let comments: Vec<_> =
            parse(text).comments.iter().map(|comment| text[comment.span.range()].to_owned()).collect();
        assert_eq!(comments, ["// one", "/* two */"]);
    }

    #[test]
    fn broken_and_hostile_files() {
        let text = "{\n\"a\": {\"port\": 6379},\n\"b\": ]";
        let parsed = parse(text);
        assert_eq!(parsed.skipped.len(), 1);
        assert_eq!(show(&parsed, text).first().map(String::as_str), Some(".a.port = 6379"));
        assert!(!parse(&"[".repeat(10_000)).skipped.is_empty());
        assert!(!parse(&(String::from("[").repeat(300) + &"]".repeat(300))).skipped.is_empty());
        parse("{\"é");
        parse("\"\\");
    }
}
