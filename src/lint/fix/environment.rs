//! A literal becomes a read of an environment variable, as the language writes it (`environment` in `rules/languages/`).

use super::candidate::plain;
use crate::analysis::{EnvironmentForm, EnvironmentRead};
use crate::finding::Edit;
use crate::ir::code::{Expr, ExprKind, Module};
use crate::ir::find;
use crate::rules::fix::Part;
use crate::source::{SourceFile, Span};

/// The edits that read the variable `name` in place of `part`.
pub(super) fn edits(
    file: &SourceFile,
    code: Option<&Module>,
    part: &Part,
    name: &str,
    ways: &[EnvironmentRead],
) -> Option<Edit> {
    let (module, span) = (code?, plain(file, part)?);
    let literal = find::literal_at(module, span)?;
    // a variable is not read where it is set
    let sets = |at: u32| file.text().get(..at as usize).is_some_and(|before| before.ends_with(&format!("{name}=")));
    if sets(span.start) || sets(quoted(file, span).start) || sets(quoted(file, literal.span).start) {
        return None;
    }
    // bytes are no text: `b"6379"`
    let prefix = file.slice(literal.span).split(['"', '\'', '`']).next().unwrap_or_default();
    if matches!(literal.kind, ExprKind::Text(_)) && prefix.len() <= 2 && prefix.contains(['b', 'B']) {
        return None;
    }
    let (form, place) = form(file, literal, part, span);
    let has_import =
        |way: &EnvironmentRead| way.imports.as_deref().is_none_or(|path| find::imports(module, path, span));
    let fits = |way: &&EnvironmentRead| {
        way.form == form
            && has_import(way)
            && (form != EnvironmentForm::Inside || is_open(file, literal, span, way.opens.as_deref()))
    };
    ways.iter().find(fits).map(|way| Edit { span: place, text: way.code.replace("NAME", name) })
}

/// What the part is of its literal, and what is replaced.
fn form(file: &SourceFile, literal: &Expr, part: &Part, span: Span) -> (EnvironmentForm, Span) {
    match &literal.kind {
        ExprKind::Number(_) => (EnvironmentForm::Number, literal.span),
        ExprKind::Text(text) if text.value == part.text => (EnvironmentForm::Text, quoted(file, literal.span)),
        _ => (EnvironmentForm::Inside, span),
    }
}

/// The span of a literal with its quotes.
fn quoted(file: &SourceFile, span: Span) -> Span {
    let text = file.text();
    let is_quote = |c: &char| matches!(c, '"' | '\'' | '`');
    let first = text.get(span.range()).and_then(|written| written.chars().next()).filter(is_quote);
    let before = text.get(..span.start as usize).and_then(|before| before.chars().next_back()).filter(is_quote);
    let after = text.get(span.end as usize..).and_then(|after| after.chars().next()).filter(is_quote);
    match (first, before, after) {
        (None, Some(open), Some(close)) if open == close => Span { start: span.start - 1, end: span.end + 1 },
        _ => span,
    }
}

/// Whether code may stand at `span` inside a literal: the literal begins so, and its quote does not come again before that.
fn is_open(file: &SourceFile, literal: &Expr, span: Span, opens: Option<&str>) -> bool {
    let Some(opens) = opens else { return false };
    let whole = quoted(file, literal.span);
    let before = file.slice(Span { start: whole.start, end: span.start.max(whole.start) });
    let Some(inside) = before.strip_prefix(opens) else { return false };
    match opens.chars().next_back() {
        Some(quote) => !inside.contains(quote),
        // what a here-document holds is for somebody else to read
        None => !inside.contains(['"', '\'']) && !file.slice(whole).contains('\n'),
    }
}
