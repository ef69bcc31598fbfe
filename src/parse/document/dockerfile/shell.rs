//! What runs: shell text, lists of words, here-documents.

use crate::ir::document::{Key, Node, NodeKind, Pair, ScalarStyle};
use crate::parse::document::scalar;
use crate::parse::text::{Escapes, TextBuilder, decode};
use crate::source::Span;

use super::word::{Word, words};
use super::{Body, Raw};

/// Drops `--mount=…` and its kind from the start.
pub(super) fn skip_flags(raw: &mut Raw<'_>) {
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
pub(super) fn command(raw: &Raw<'_>) -> Option<Node> {
    exec(raw).or_else(|| shell(raw))
}

/// What runs: the here-document alone when nothing else stands there.
pub(super) fn run(raw: &Raw<'_>, bodies: &[Body<'_>]) -> Option<Node> {
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
pub(super) fn copied(raw: &Raw<'_>, bodies: &[Body<'_>]) -> Option<Node> {
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
    pub(super) fn node(&self) -> Node {
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
pub(super) fn shell(raw: &Raw<'_>) -> Option<Node> {
    let first = raw.lines.first()?.trim();
    let end = raw.lines.last()?.span().end as usize;
    let text = shell_text(raw).finish();
    (!text.value.is_empty())
        .then(|| scalar::node(text.value, text.map, ScalarStyle::Plain, Span::new(first.start, end.max(first.start))))
}

pub(super) fn shell_text(raw: &Raw<'_>) -> TextBuilder {
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
pub(super) fn exec(raw: &Raw<'_>) -> Option<Node> {
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
