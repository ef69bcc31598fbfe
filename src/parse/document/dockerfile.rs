//! Dockerfiles.
//!
//! The root is a sequence of instructions, each a map with one entry: the upper-case instruction and what it says.
//!
//! | instruction | value |
//! |---|---|
//! | `FROM` | map of `image` and `as` |
//! | `ENV`, `ARG`, `LABEL` | map of names; an `ARG` without default is null |
//! | `EXPOSE`, `VOLUME` | sequence of words |
//! | `RUN`, `CMD`, `ENTRYPOINT` | a sequence for the exec form, a scalar with shell text otherwise |
//! | `HEALTHCHECK` | the same, behind its `CMD` |
//! | `COPY`, `ADD` with here-documents | map from the path to the content |
//! | anything else | scalar with the rest of the line |
//!
//! `ONBUILD` is left out: its instruction stands for itself. The format is one of lines, so it is read line by line, as Docker does, with no grammar.

mod pairs;
mod shell;
#[cfg(test)]
mod tests;
mod word;

use crate::ir::document::{Document, Key, Node, NodeKind, Pair};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use pairs::{from, pairs};
use shell::{command, copied, run, shell, skip_flags};
use word::{word_node, words};

/// How many lines a here-document has at the most.
const MAX_BODY: usize = 10_000;

/// Reads Dockerfiles.
pub(crate) struct Dockerfile;

impl Frontend for Dockerfile {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let mut parsed = Parsed::default();
        let mut reader = Reader { lines: lines(file.text()).collect(), at: 0, escape: '\\', parsed: &mut parsed };
        let mut items = Vec::new();
        while let Some(line) = reader.lines.get(reader.at).copied() {
            items.extend(reader.instruction(line.content()));
        }
        let root = Node { kind: NodeKind::Seq(items), span: Span::new(0, file.text().len()) };
        parsed.documents.push(Document { root, is_template: false });
        parsed
    }
}

struct Reader<'a, 'p> {
    lines: Vec<Line<'a>>,
    at: usize,
    /// `\`, unless a directive says otherwise.
    escape: char,
    parsed: &'p mut Parsed,
}

/// An instruction before it is understood: its lines without comments, and the here-documents behind it.
struct Raw<'a> {
    lines: Vec<Line<'a>>,
    bodies: Vec<Body<'a>>,
    escape: char,
}

/// A here-document.
struct Body<'a> {
    lines: Vec<Line<'a>>,
    end: Option<Line<'a>>,
    strips_tabs: bool,
}

impl<'a> Reader<'a, '_> {
    /// The instruction that starts at `line`; `None` for a line that is none.
    fn instruction(&mut self, line: Line<'a>) -> Option<Node> {
        self.at += 1;
        if line.text.is_empty() {
            return None;
        }
        if line.text.starts_with('#') {
            self.comment(line);
            return None;
        }
        let mut raw = Raw { lines: vec![line], bodies: Vec::new(), escape: self.escape };
        let mut last = line;
        while last.text.trim_end().ends_with(self.escape)
            && let Some(next) = self.lines.get(self.at).copied()
        {
            self.at += 1;
            let content = next.content();
            if content.text.starts_with('#') {
                self.comment(content);
            } else if !content.text.is_empty() {
                raw.lines.push(next);
                last = next;
            }
        }
        self.bodies(&mut raw);
        instruction(&raw)
    }

    fn comment(&mut self, line: Line<'a>) {
        let directive =
            line.text[1..].trim_start().strip_prefix("escape").and_then(|rest| rest.trim_start().strip_prefix('='));
        if let Some(escape) = directive.and_then(|rest| rest.trim().chars().next()).filter(|c| matches!(c, '\\' | '`'))
        {
            self.escape = escape;
        }
        self.parsed.comments.push(Comment { span: line.span() });
    }

    /// The here-documents whose markers stand in a `RUN`, `COPY` or `ADD`.
    fn bodies(&mut self, raw: &mut Raw<'a>) {
        let first = raw.lines.first().map_or("", |line| line.text);
        let name = first.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        if !matches!(name.as_str(), "RUN" | "COPY" | "ADD" | "ONBUILD") {
            return;
        }
        let markers: Vec<(String, bool)> = raw.lines.iter().flat_map(|line| markers(line.text)).collect();
        for (word, strips_tabs) in markers {
            let is_end = |line: &Line<'_>| {
                let text = if strips_tabs { line.text.trim_start_matches('\t') } else { line.text };
                text == word
            };
            let rest = self.lines.get(self.at..).unwrap_or_default();
            // one that never ends is no here-document, but a shift or a typo
            let Some(length) = rest.iter().take(MAX_BODY).position(is_end) else { return };
            raw.bodies.push(Body { lines: rest[..length].to_vec(), end: rest.get(length).copied(), strips_tabs });
            self.at += length + 1;
        }
    }
}

/// `<<EOF`, `<<-"EOF"`: the words and whether tabs are stripped.
fn markers(line: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("<<") {
        let rest = &line[at + 2..];
        if rest.starts_with('<') || line[..at].ends_with('<') {
            continue;
        }
        let (rest, strips_tabs) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
        let rest = rest.trim_start_matches(['"', '\'']);
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if end > 0 && !rest.starts_with(|c: char| c.is_ascii_digit()) {
            found.push((rest[..end].to_owned(), strips_tabs));
        }
    }
    found
}

/// Understands one instruction.
fn instruction(raw: &Raw<'_>) -> Option<Node> {
    let first = raw.lines.first()?;
    let length = first.text.find(char::is_whitespace).unwrap_or(first.text.len());
    let name = first.part(0, length);
    let upper = name.text.to_ascii_uppercase();
    if !upper.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut rest = Raw { lines: raw.lines.clone(), bodies: Vec::new(), escape: raw.escape };
    rest.lines[0] = first.part(length, first.text.len());
    if upper == "ONBUILD" {
        rest.lines[0] = rest.lines[0].content();
        // one level: `ONBUILD ONBUILD` is forbidden
        return if rest.lines[0].text.to_ascii_uppercase().starts_with("ONBUILD") { None } else { instruction(&rest) };
    }
    let value = match upper.as_str() {
        "FROM" => from(&rest)?,
        "ENV" | "LABEL" => pairs(&rest, true),
        "ARG" => pairs(&rest, false),
        "EXPOSE" | "VOLUME" => seq(words(&rest).into_iter().map(word_node).collect(), name.span()),
        "RUN" => {
            skip_flags(&mut rest);
            run(&rest, &raw.bodies)?
        }
        "CMD" | "ENTRYPOINT" => command(&rest)?,
        "HEALTHCHECK" => {
            skip_flags(&mut rest);
            let line = rest.lines.first_mut()?;
            *line = line.trim();
            let is_cmd = line.text.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("CMD"));
            if !is_cmd {
                return None;
            }
            *line = line.part(3, line.text.len());
            command(&rest)?
        }
        "COPY" | "ADD" if !raw.bodies.is_empty() => copied(&rest, &raw.bodies)?,
        _ => shell(&rest)?,
    };
    let span = name.span().cover(value.span);
    let key = Key { name: upper, span: name.span() };
    Some(Node { kind: NodeKind::Map(vec![Pair { key, value }]), span })
}

fn seq(items: Vec<Node>, at: Span) -> Node {
    let span = items.iter().map(|item| item.span).reduce(Span::cover).unwrap_or(Span { start: at.end, end: at.end });
    Node { kind: NodeKind::Seq(items), span }
}
