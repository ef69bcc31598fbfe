//! Names and values: `ENV`, `ARG`, `LABEL`, and the two parts of `FROM`.

use crate::ir::document::{Key, Node, NodeKind, Pair, ScalarStyle};
use crate::parse::document::scalar;
use crate::parse::text::TextBuilder;
use crate::source::Span;

use super::Raw;
use super::word::{Word, split, word_node, words};

/// `[--platform=…] IMAGE [AS NAME]`
pub(super) fn from(raw: &Raw<'_>) -> Option<Node> {
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
pub(super) fn pairs(raw: &Raw<'_>, may_be_old: bool) -> Node {
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
pub(super) fn pair(word: &Word) -> Pair {
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
