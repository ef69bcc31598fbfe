//! Container images that calls name: `RedisContainer("redis:8")`.

use std::sync::Arc;

use super::Lowerer;
use super::bind::Bound;
use super::render;
use crate::analysis::Evaluator;
use crate::command::{Piece, Word, WordKind};
use crate::finding::Confidence;
use crate::lower::image::Reference;
use crate::lower::model::template::Template;
use crate::source::Span;
use crate::usage::{FactKind, Given};

/// Reports the image that `template` stands for, if it is a server's. `place` is where the call stands, for what a library adds by itself.
pub(super) fn named(
    ev: &mut Evaluator<'_, Lowerer<'_>>,
    template: &Template,
    bound: &Bound<'_>,
    place: Span,
    library: &Arc<str>,
    confidence: Confidence,
) {
    let words = render::render(ev, template, bound);
    let Some((name, rest)) = words.split_first() else { return };
    let Some(text) = text(name) else { return };
    let Some(reference) = Reference::parse(&text) else { return };
    let Some(server) = reference.server() else { return };
    let mut image = reference.image(server, verbatim(ev, name, &text));
    if let Some(tag) = rest.first() {
        image.tag = match tag.as_text() {
            Some(text) => Given::Literal(text.to_owned(), verbatim(ev, tag, text)),
            None => Given::Dynamic,
        };
    }
    // the tag is what is wrong, where it is written apart
    let span = rest.first().and_then(|tag| tag.span).or(name.span).unwrap_or(place);
    let scope = ev.function_scope();
    ev.library.fact(FactKind::Image(image), span, confidence, library, scope);
}

/// The text of a word, with holes where it is not known; `None` when nothing of it is.
fn text(word: &Word) -> Option<String> {
    match &word.kind {
        WordKind::Text(text) => Some(text.clone()),
        WordKind::Partial(pieces) => {
            let piece = |piece: &Piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Hole => '\u{fffd}'.to_string(),
            };
            Some(pieces.iter().map(piece).collect())
        }
        WordKind::One | WordKind::Many => None,
    }
}

/// Where `text` stands byte for byte within the expression that gives it.
fn verbatim(ev: &Evaluator<'_, Lowerer<'_>>, word: &Word, text: &str) -> Option<Span> {
    let span = word.span?;
    let at = ev.file.slice(span).find(text)?;
    let start = span.start as usize + at;
    Some(Span::new(start, start + text.len()))
}
