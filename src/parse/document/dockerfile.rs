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

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::{Escapes, TextBuilder, decode};
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::scalar;

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

/// `[--platform=…] IMAGE [AS NAME]`
fn from(raw: &Raw<'_>) -> Option<Node> {
    let mut words = words(raw).into_iter().filter(|word| !word.text.value.starts_with("--"));
    let image = word_node(words.next()?);
    let mut span = image.span;
    let key = |name: &str, span: Span| Key { name: name.to_owned(), span };
    let mut entries = vec![Pair { key: key("image", image.span), value: image }];
    if words.next().is_some_and(|word| word.text.value.eq_ignore_ascii_case("as"))
        && let Some(alias) = words.next()
    {
        let alias = word_node(alias);
        span = span.cover(alias.span);
        entries.push(Pair { key: key("as", alias.span), value: alias });
    }
    Some(Node { kind: NodeKind::Map(entries), span })
}

/// `NAME=value …`, or the old form `NAME value with blanks`.
fn pairs(raw: &Raw<'_>, may_be_old: bool) -> Node {
    let chars = raw.chars();
    let all = split(&chars, raw.escape);
    let mut entries = Vec::new();
    let is_old = may_be_old && all.first().is_some_and(|word| !word.raw.contains('='));
    if is_old {
        let mut parts = all.iter();
        if let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            let mut text = TextBuilder::new(value.start);
            let from = chars.partition_point(|&(at, _)| at < value.start);
            let end = all.last().map_or(value.end, |last| last.end);
            for &(at, c) in chars.iter().skip(from).take_while(|&&(at, _)| at < end) {
                text.decoded(c, at);
            }
            let key = Key { name: name.text.value.clone(), span: Span::new(name.start, name.end) };
            let text = text.finish();
            let value = scalar::node(text.value, text.map, ScalarStyle::Plain, Span::new(value.start, end));
            entries.push(Pair { key, value });
        }
    } else {
        entries.extend(all.iter().map(pair));
    }
    let span = entries.iter().map(|pair| pair.key.span.cover(pair.value.span)).reduce(Span::cover).unwrap_or_default();
    Node { kind: NodeKind::Map(entries), span }
}

/// `NAME="value"`; a name alone is null.
fn pair(word: &Word) -> Pair {
    let length = word.text.value.find('=').unwrap_or(word.text.value.len());
    let name = word.text.value[..length].to_owned();
    let key = Key { name, span: Span::new(word.start, word.start + length) };
    let mut text = TextBuilder::new(word.end);
    let from = (length + 1).min(word.text.value.len());
    let value = word.text.value.get(from..).unwrap_or_default();
    let mut first = None;
    for (at, c) in value.char_indices() {
        let source = word.text.map.source(u32::try_from(from + at).unwrap_or(u32::MAX)) as usize;
        first = first.or(Some(source));
        text.decoded(c, source);
    }
    let style = if word.is_quoted { ScalarStyle::Quoted } else { ScalarStyle::Plain };
    let text = text.finish();
    let start = first.unwrap_or(word.end);
    let end = if word.is_quoted { text.map.span(Span::new(0, text.value.len())).end as usize } else { word.end };
    let value = scalar::node(text.value, text.map, style, Span::new(start, end.max(start)));
    Pair { key, value }
}

fn seq(items: Vec<Node>, at: Span) -> Node {
    let span = items.iter().map(|item| item.span).reduce(Span::cover).unwrap_or(Span { start: at.end, end: at.end });
    Node { kind: NodeKind::Seq(items), span }
}

fn word_node(word: Word) -> Node {
    let style = if word.is_quoted { ScalarStyle::Quoted } else { ScalarStyle::Plain };
    scalar::node(word.text.value, word.text.map, style, Span::new(word.start, word.end))
}

/// Drops `--mount=…` and its kind from the start.
fn skip_flags(raw: &mut Raw<'_>) {
    while let Some(line) = raw.lines.first_mut() {
        *line = line.trim();
        if line.text.starts_with("--") {
            let end = line.text.find(char::is_whitespace).unwrap_or(line.text.len());
            *line = line.part(end, line.text.len());
        } else if line.text.is_empty() || line.text.len() == raw.escape.len_utf8() && line.text.starts_with(raw.escape)
        {
            if raw.lines.len() < 2 {
                return;
            }
            raw.lines.remove(0);
        } else {
            return;
        }
    }
}

/// Shell text, or a list of words.
fn command(raw: &Raw<'_>) -> Option<Node> {
    exec(raw).or_else(|| shell(raw))
}

/// What runs: the here-document alone when nothing else stands there.
fn run(raw: &Raw<'_>, bodies: &[Body<'_>]) -> Option<Node> {
    if bodies.is_empty() {
        return command(raw);
    }
    let own: Vec<Word> = words(raw);
    if let ([only], [body]) = (own.as_slice(), bodies)
        && only.raw.starts_with("<<")
    {
        return Some(body.node());
    }
    let mut text = shell_text(raw);
    for body in bodies {
        for line in body.lines.iter().chain(&body.end) {
            text.decoded('\n', line.start.saturating_sub(1));
            text.verbatim(line.text, line.start);
        }
    }
    let start = raw.lines.first()?.content().start;
    let end = bodies.last().and_then(|body| body.end).map_or(start, |line| line.span().end as usize);
    let text = text.finish();
    Some(scalar::node(text.value, text.map, ScalarStyle::Block, Span::new(start, end.max(start))))
}

/// `<<EOF … /path`: the files that are written.
fn copied(raw: &Raw<'_>, bodies: &[Body<'_>]) -> Option<Node> {
    let own = words(raw);
    let target = own.last()?;
    let entries = bodies.iter().map(|body| {
        let key = Key { name: target.text.value.clone(), span: Span::new(target.start, target.end) };
        Pair { key, value: body.node() }
    });
    let entries: Vec<Pair> = entries.collect();
    let span = entries.iter().map(|pair| pair.value.span).reduce(Span::cover)?;
    Some(Node { kind: NodeKind::Map(entries), span })
}

impl Body<'_> {
    fn node(&self) -> Node {
        let start = self.lines.first().or(self.end.as_ref()).map_or(0, |line| line.start);
        let mut text = TextBuilder::new(start);
        for line in &self.lines {
            let tabs = if self.strips_tabs { line.text.len() - line.text.trim_start_matches('\t').len() } else { 0 };
            text.verbatim(&line.text[tabs..], line.start + tabs);
            text.decoded('\n', line.start + line.text.len());
        }
        let end = self.lines.last().map_or(start, |line| line.span().end as usize);
        let text = text.finish();
        scalar::node(text.value, text.map, ScalarStyle::Block, Span::new(start, end.max(start)))
    }
}

/// The rest of the instruction as it stands, line breaks and continuations kept: the shell reads them too.
fn shell(raw: &Raw<'_>) -> Option<Node> {
    let first = raw.lines.first()?.trim();
    let end = raw.lines.last()?.span().end as usize;
    let text = shell_text(raw).finish();
    (!text.value.is_empty())
        .then(|| scalar::node(text.value, text.map, ScalarStyle::Plain, Span::new(first.start, end.max(first.start))))
}

fn shell_text(raw: &Raw<'_>) -> TextBuilder {
    let start = raw.lines.first().map_or(0, |line| line.trim().start);
    let mut text = TextBuilder::new(start);
    for (index, line) in raw.lines.iter().enumerate() {
        let mut line = if index == 0 { line.trim() } else { *line };
        if index > 0 {
            text.decoded('\n', line.start.saturating_sub(1));
        }
        // blanks behind the sign would end the continuation
        let trimmed = line.text.trim_end();
        if trimmed.ends_with(raw.escape) {
            line = line.part(0, trimmed.len() - raw.escape.len_utf8());
            text.verbatim(line.text, line.start);
            if index + 1 < raw.lines.len() {
                text.decoded('\\', line.start + line.text.len());
            }
        } else {
            text.verbatim(line.text, line.start);
        }
    }
    text
}

/// `["a", "b"]`; `None` when it is no such list, which makes it shell text.
fn exec(raw: &Raw<'_>) -> Option<Node> {
    let chars = raw.chars();
    let mut rest = chars.iter().copied().skip_while(|(_, c)| c.is_whitespace()).peekable();
    let (start, _) = rest.next_if(|&(_, c)| c == '[')?;
    let mut items = Vec::new();
    let mut end = start;
    loop {
        while rest.next_if(|&(_, c)| c.is_whitespace() || c == ',').is_some() {}
        let (at, c) = rest.next()?;
        match c {
            ']' => {
                end = end.max(at + 1);
                break;
            }
            '"' => {
                let mut source = String::new();
                let mut places = Vec::new();
                let close = loop {
                    let (at, c) = rest.next()?;
                    if c == '"' {
                        break at;
                    }
                    places.extend(std::iter::repeat_n(at, c.len_utf8()));
                    source.push(c);
                    if c == '\\'
                        && let Some((at, c)) = rest.next()
                    {
                        places.extend(std::iter::repeat_n(at, c.len_utf8()));
                        source.push(c);
                    }
                };
                let decoded = decode(Escapes::JavaScript, &source, 0);
                let mut text = TextBuilder::new(at + 1);
                for (offset, c) in decoded.value.char_indices() {
                    let inner = decoded.map.source(u32::try_from(offset).unwrap_or(u32::MAX)) as usize;
                    text.decoded(c, places.get(inner).copied().unwrap_or(close));
                }
                let text = text.finish();
                items.push(scalar::node(text.value, text.map, ScalarStyle::Quoted, Span::new(at + 1, close)));
            }
            _ => return None,
        }
    }
    Some(Node { kind: NodeKind::Seq(items), span: Span::new(start, end) })
}

/// A word of an instruction.
#[derive(Debug)]
struct Word {
    text: crate::ir::code::Text,
    /// As written.
    raw: String,
    start: usize,
    end: usize,
    is_quoted: bool,
}

fn words(raw: &Raw<'_>) -> Vec<Word> {
    split(&raw.chars(), raw.escape)
}

impl Raw<'_> {
    /// The characters of the instruction with their places, continuations left out.
    fn chars(&self) -> Vec<(usize, char)> {
        let mut chars = Vec::new();
        for (index, line) in self.lines.iter().enumerate() {
            let trimmed = line.text.trim_end();
            let content = trimmed.strip_suffix(self.escape).unwrap_or(line.text);
            chars.extend(content.char_indices().map(|(at, c)| (line.start + at, c)));
            // lines are joined, and nobody joins words over them
            if index + 1 < self.lines.len() {
                chars.push((line.start + content.len(), ' '));
            }
        }
        chars
    }
}

/// Splits at blanks outside of quotes; quotes and escapes are decoded.
fn split(chars: &[(usize, char)], escape: char) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = chars.iter().copied().peekable();
    loop {
        while rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let Some(&(start, _)) = rest.peek() else { return words };
        let mut text = TextBuilder::new(start);
        let (mut raw, mut quote, mut end, mut is_quoted) = (String::new(), None, start, false);
        while let Some(&(at, c)) = rest.peek() {
            if quote.is_none() && c.is_whitespace() {
                break;
            }
            rest.next();
            raw.push(c);
            end = at + c.len_utf8();
            match quote {
                None if c == '"' || c == '\'' => {
                    quote = Some(c);
                    is_quoted = true;
                }
                Some(open) if c == open => quote = None,
                None | Some('"') if c == escape => {
                    match rest.next_if(|&(_, next)| quote.is_none() || matches!(next, '"' | '$' | '\\')) {
                        Some((at, c)) => {
                            raw.push(c);
                            end = at + c.len_utf8();
                            text.decoded(c, at);
                        }
                        None => text.decoded(c, at),
                    }
                }
                _ => text.decoded(c, at),
            }
        }
        words.push(Word { text: text.finish(), raw, start, end, is_quoted });
    }
}

#[cfg(test)]
mod tests;
