//! TOML. A broken line does not hide the others.

use std::ops::Range;

use indexmap::IndexMap;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{Event, EventKind, RecursionGuard, parse_document};
use toml_parser::{ParseError, Source};

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed, Skipped};
use crate::parse::Frontend;
use crate::parse::text::Escapes;
use crate::source::{SourceFile, Span};

use super::scalar::{plain, quoted, verbatim};

/// How deep arrays and inline tables nest at the most.
const MAX_NESTING: u32 = 80;

/// How many parts of a dotted key are read; every part is one level of the tree.
const MAX_KEYS: usize = 16;

/// Reads TOML.
pub(crate) struct Toml;

impl Frontend for Toml {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let base = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let source = Source::new(&text[base..]);
        let tokens = source.lex().into_vec();
        let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
        let mut errors: Vec<ParseError> = Vec::new();
        let mut guard = RecursionGuard::new(&mut events, MAX_NESTING);
        parse_document(&tokens, &mut guard, &mut errors);

        let mut builder = Builder::new(text, base);
        for event in &events {
            builder.event(event);
        }
        let skipped = errors.iter().take(100).map(|error| {
            let span = error
                .unexpected()
                .or(error.context())
                .map_or(Span::new(base, base), |span| Span::new(base + span.start(), base + span.end()));
            Skipped { span, reason: error.description().to_owned() }
        });
        Parsed {
            skipped: skipped.collect(),
            comments: std::mem::take(&mut builder.comments),
            documents: vec![Document { root: builder.finish(), is_template: !errors.is_empty() }],
            code: None,
        }
    }
}

/// A table while it is being filled.
#[derive(Default)]
struct Table {
    entries: IndexMap<String, (Span, Entry)>,
}

/// A value, a table, or an array of tables of which the last is being filled.
#[derive(Default)]
struct Entry {
    node: Option<Node>,
    table: Table,
    /// The tables before the last; `None` if it is no array of tables.
    earlier: Option<Vec<Table>>,
}

/// A collection inside of a value.
enum Open {
    Array(Vec<Node>, usize),
    Inline(Table, usize),
}

struct Builder<'a> {
    text: &'a str,
    base: usize,
    comments: Vec<Comment>,
    root: Table,
    /// The table that `key = value` lines belong to.
    current: Vec<Key>,
    /// The keys read since the last value or header.
    keys: Vec<Key>,
    /// Keys whose value is being read: those of the line, then those of inline tables.
    pending: Vec<Vec<Key>>,
    open: Vec<Open>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, base: usize) -> Self {
        Self {
            text,
            base,
            comments: Vec::new(),
            root: Table::default(),
            current: Vec::new(),
            keys: Vec::new(),
            pending: Vec::new(),
            open: Vec::new(),
        }
    }

    fn event(&mut self, event: &Event) {
        let range = self.base + event.span().start()..self.base + event.span().end();
        match event.kind() {
            EventKind::Comment => self.comments.push(Comment { span: Span::new(range.start, range.end) }),
            EventKind::SimpleKey if self.keys.len() < MAX_KEYS => self.keys.push(self.key(range, event.encoding())),
            EventKind::KeyValSep => self.pending.push(std::mem::take(&mut self.keys)),
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => self.keys.clear(),
            EventKind::StdTableClose => {
                self.current = std::mem::take(&mut self.keys);
                self.root.table(&self.current);
            }
            EventKind::ArrayTableClose => {
                self.current = std::mem::take(&mut self.keys);
                self.root.next_of_tables(&self.current);
            }
            EventKind::ArrayOpen => self.open.push(Open::Array(Vec::new(), range.start)),
            EventKind::InlineTableOpen => self.open.push(Open::Inline(Table::default(), range.start)),
            EventKind::ArrayClose | EventKind::InlineTableClose => self.close(range.end),
            EventKind::Scalar => {
                let node = self.scalar(range, event.encoding());
                self.value(node);
            }
            EventKind::Newline if self.open.is_empty() => {
                self.keys.clear();
                self.pending.clear();
            }
            _ => {}
        }
    }

    fn close(&mut self, end: usize) {
        let node = match self.open.pop() {
            Some(Open::Array(items, start)) => Node { kind: NodeKind::Seq(items), span: Span::new(start, end) },
            Some(Open::Inline(table, start)) => {
                Node { span: Span::new(start, end), ..table.node(Span::new(start, end)) }
            }
            None => return,
        };
        self.value(node);
    }

    /// A complete value: an item of an array, or what the pending keys are set to.
    fn value(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(Open::Array(items, _)) => items.push(node),
            Some(Open::Inline(table, _)) => table.set(&self.pending.pop().unwrap_or_default(), node),
            None => {
                let keys = self.pending.pop().unwrap_or_default();
                self.root.table(&self.current).set(&keys, node);
            }
        }
    }

    fn key(&self, range: Range<usize>, encoding: Option<Encoding>) -> Key {
        let node = self.scalar(range, encoding);
        let name = node.scalar().map(|scalar| scalar.text.clone()).unwrap_or_default();
        Key { name, span: node.span }
    }

    fn scalar(&self, range: Range<usize>, encoding: Option<Encoding>) -> Node {
        let Some(encoding) = encoding else { return plain(self.text, range) };
        let is_multiline = matches!(encoding, Encoding::MlBasicString | Encoding::MlLiteralString);
        let quotes = if is_multiline { 3 } else { 1 };
        let written = self.text.get(range.clone()).unwrap_or_default();
        let mut inner = range.start + quotes.min(written.len())..range.end;
        if written.len() >= 2 * quotes {
            inner.end -= quotes;
        }
        if is_multiline {
            // a line break right behind the opening quotes is not part of the text
            let content = self.text.get(inner.clone()).unwrap_or_default();
            inner.start += if content.starts_with("\r\n") { 2 } else { usize::from(content.starts_with('\n')) };
        }
        let style = if is_multiline { ScalarStyle::Block } else { ScalarStyle::Quoted };
        match encoding {
            Encoding::LiteralString | Encoding::MlLiteralString => verbatim(self.text, inner, style),
            Encoding::BasicString | Encoding::MlBasicString => quoted(self.text, inner, Escapes::Python, style),
        }
    }

    fn finish(mut self) -> Node {
        while !self.open.is_empty() {
            self.close(self.text.len());
        }
        self.root.node(Span::new(self.base, self.text.len()))
    }
}

impl Table {
    /// The table at a path of keys; made where it is missing. In an array of tables the last one is meant.
    fn table(&mut self, keys: &[Key]) -> &mut Table {
        keys.iter().fold(self, |table, key| {
            let entry = table.entry(key);
            entry.node = None;
            &mut entry.table
        })
    }

    /// Starts another table of the array at a path of keys.
    fn next_of_tables(&mut self, keys: &[Key]) {
        let Some((last, outer)) = keys.split_last() else { return };
        let entry = self.table(outer).entry(last);
        let before = std::mem::take(&mut entry.table);
        match &mut entry.earlier {
            Some(earlier) => earlier.push(before),
            None => entry.earlier = Some(Vec::new()),
        }
    }

    fn set(&mut self, keys: &[Key], node: Node) {
        let Some((last, outer)) = keys.split_last() else { return };
        self.table(outer).entry(last).node = Some(node);
    }

    fn entry(&mut self, key: &Key) -> &mut Entry {
        &mut self.entries.entry(key.name.clone()).or_insert_with(|| (key.span, Entry::default())).1
    }

    fn node(self, empty: Span) -> Node {
        let pairs: Vec<Pair> = self
            .entries
            .into_iter()
            .map(|(name, (span, entry))| {
                let value = match (entry.node, entry.earlier) {
                    (Some(node), _) => node,
                    (None, None) => entry.table.node(span),
                    (None, Some(mut tables)) => {
                        tables.push(entry.table);
                        let items: Vec<_> = tables.into_iter().map(|table| table.node(span)).collect();
                        let span = items.iter().fold(span, |span, item| span.cover(item.span));
                        Node { kind: NodeKind::Seq(items), span }
                    }
                };
                Pair { key: Key { name, span }, value }
            })
            .collect();
        let span = pairs.iter().map(|pair| pair.key.span.cover(pair.value.span)).reduce(Span::cover).unwrap_or(empty);
        Node { kind: NodeKind::Map(pairs), span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn parse(text: &str) -> Parsed {
        Toml.parse(&SourceFile::new("a.toml", text, Language::Toml))
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(show(&parse(text), text), expected, "{text}");
    }

    #[test]
    fn tables_and_values() {
        check(
            "a = 1\n[redis]\nport = 6379\nurl = \"redis://h\"\n[redis.pool]\nsize = 2\n[b]\nc = [1, {d = 'x'}]\n",
            &[
                ".a = 1",
                ".redis.port = 6379",
                ".redis.url = redis://h",
                ".redis.pool.size = 2",
                ".b.c[0] = 1",
                ".b.c[1].d = x",
            ],
        );
        check("[[s]]\np = 1\n[[s]]\np = 2\n[s.t]\nq = 3\n", &[".s[0].p = 1", ".s[1].p = 2", ".s[1].t.q = 3"]);
        check("a.b.c = 1\na.\"d e\" = 2\n", &[".a.b.c = 1", ".a.d e = 2"]);
        check("a = \"x\\\"\\u0041é\"\nb = '''\nport 6379\n'''\n", &[".a = x\"Aé", ".b = port 6379⏎"]);
        check("\u{feff}a = 1", &[".a = 1"]);
        check("x = { a = 1, b.c = 2 }", &[".x.a = 1", ".x.b.c = 2"]);
    }

    #[test]
    fn broken_lines_do_not_hide_the_others() {
        let text = "a = \nb = 6379\n[c\nd = 1\n[e]\nf = 2\n";
        let parsed = parse(text);
        assert!(!parsed.skipped.is_empty());
        let shown = show(&parsed, text);
        assert!(shown.contains(&".b = 6379".to_owned()) && shown.contains(&".e.f = 2".to_owned()), "{shown:?}");
    }

    #[test]
    fn comments() {
        let text = "# one\na = 1 # two\n";
        let comments: Vec<_> =
            parse(text).comments.iter().map(|comment| text[comment.span.range()].to_owned()).collect();
        assert_eq!(comments, ["# one", "# two"]);
    }

    #[test]
    fn hostile_inputs() {
        parse(&format!("a = {}", "[".repeat(10_000)));
        parse(&format!("a = {}", "{b=".repeat(10_000)));
        parse(&format!("[{}x]", "a.".repeat(10_000)));
        parse(&"[[a]]\n".repeat(50_000));
        parse("a = \"\"\"");
        parse("[[]]\n[]\n=\n");
    }
}
