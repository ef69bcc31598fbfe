//! `.env` files.

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::Escapes;
use crate::source::{SourceFile, Span};

use super::lines::Line;
use super::scalar::{plain, quoted, verbatim};

/// How long a quoted value over several lines is at the most, in bytes.
const MAX_VALUE: usize = 64 * 1024;

/// Reads `.env` files: one map of variables.
pub(crate) struct Dotenv;

impl Frontend for Dotenv {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = file.text();
        let mut parsed = Parsed::default();
        let mut pairs = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |step| at + step + 1);
            let line = Line { text: &text[at..end], start: at }.content();
            at = end;
            if line.text.starts_with('#') {
                parsed.comments.push(Comment { span: line.span() });
            } else if let Some((key, value)) = split(line) {
                let (node, value_end) = value_node(text, value, &mut parsed.comments);
                pairs.push(Pair { key: Key { name: key.text.to_owned(), span: key.span() }, value: node });
                if value_end > at {
                    at = text[value_end..].find('\n').map_or(text.len(), |step| value_end + step + 1);
                }
            }
        }
        let span = Span::new(0, text.len());
        parsed.documents.push(Document { root: Node { kind: NodeKind::Map(pairs), span }, is_template: false });
        parsed
    }
}

/// `[export ]KEY=value`, `KEY: value`
fn split(line: Line<'_>) -> Option<(Line<'_>, Line<'_>)> {
    let export = line.text.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t']));
    let line = export.map_or(line, |rest| line.part(line.text.len() - rest.len(), line.text.len()).trim());
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    let length = line.text.find(|c: char| !is_key(c))?;
    let rest = line.part(length, line.text.len()).trim();
    let is_pair = length > 0 && (rest.text.starts_with('=') || rest.text.starts_with(": "));
    is_pair.then(|| (line.part(0, length), rest.part(1, rest.text.len()).trim()))
}

/// The value that starts at `value`, and where it ends; a quoted one may go on for several lines.
fn value_node(text: &str, value: Line<'_>, comments: &mut Vec<Comment>) -> (Node, usize) {
    let end = value.start + value.text.len();
    let quote = value.text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    if let Some(quote) = quote
        && let Some(close) = closing(text, value.start + 1, quote)
    {
        let inner = value.start + 1..close;
        let node = if quote == '"' {
            quoted(text, inner, Escapes::JavaScript, ScalarStyle::Quoted)
        } else {
            verbatim(text, inner, ScalarStyle::Quoted)
        };
        let rest = value.part((close + 1 - value.start).min(value.text.len()), value.text.len()).trim();
        if rest.text.starts_with('#') {
            comments.push(Comment { span: rest.span() });
        }
        return (node, close + 1);
    }
    let comment =
        value.text.match_indices('#').map(|(at, _)| at).find(|&at| value.text[..at].ends_with([' ', '\t']) || at == 0);
    let content = match comment {
        Some(at) => {
            comments.push(Comment { span: value.part(at, value.text.len()).span() });
            value.part(0, at).trim()
        }
        None => value,
    };
    (plain(text, content.start..content.start + content.text.len()), end)
}

/// Where the quote that was opened before `from` is closed.
fn closing(text: &str, from: usize, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.as_bytes()[from..].iter().enumerate().take(MAX_VALUE) {
        match byte {
            b'\\' if quote == '"' && !escaped => escaped = true,
            _ if char::from(*byte) == quote && !escaped => return Some(from + at),
            _ => escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::document::show::show;
    use crate::source::Language;

    fn parse(text: &str) -> Parsed {
        Dotenv.parse(&SourceFile::new(".env", text, Language::Dotenv))
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(show(&parse(text), text), expected, "{text}");
    }

    #[test]
    fn variables() {
        check(
            "A=1\nexport B=2\n C = 3 # c\nD='x # y'\nE=\"a\\nb\" # c\nF=\nG\n",
            &[".A = 1", ".B = 2", ".C = 3", ".D = x # y", ".E = a⏎b", ".F = "],
        );
        check("URL=redis://:p#w@h:6379\r\nX=1\r\n", &[".URL = redis://:p#w@h:6379", ".X = 1"]);
        check("K=\"one\ntwo\"\nL=3", &[".K = one⏎two", ".L = 3"]);
        check("K=\"open\nL=3", &[".K = \"open", ".L = 3"]);
        check("\u{feff}A=1\nREDIS_URL: redis://h\n", &[".A = 1", ".REDIS_URL = redis://h"]);
        check("exported=1", &[".exported = 1"]);
        check("A=# none", &[".A = "]);
    }

    #[test]
    fn comments() {
        let text = "# a\nX=1 # b\nY='2' # c\n";
        let comments: Vec<_> =
            parse(text).comments.iter().map(|comment| text[comment.span.range()].to_owned()).collect();
        assert_eq!(comments, ["# a", "# b", "# c"]);
    }

    #[test]
    fn hostile_inputs() {
        parse(&"A=\"\n".repeat(2_000));
        parse("é=\"é\\");
    }
}
