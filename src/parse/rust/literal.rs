//! Literals.

use super::reader::Reader;
use crate::ir::code::{Expr, ExprKind};
use crate::parse::text::{Escapes, TextBuilder};
use crate::source::Span;

impl Reader<'_> {
    /// A literal.
    pub(super) fn literal(&self, literal: &syn::Lit) -> Expr {
        let span = self.at(literal.span());
        let kind = match literal {
            syn::Lit::Str(_) | syn::Lit::CStr(_) | syn::Lit::Char(_) => return self.text(span),
            syn::Lit::ByteStr(bytes) if bytes.value().is_ascii() => return self.text(span),
            syn::Lit::Byte(byte) => ExprKind::Number(byte.value().to_string()),
            syn::Lit::Int(int) => ExprKind::Number(int.base10_digits().to_owned()),
            syn::Lit::Float(float) => ExprKind::Number(float.base10_digits().to_owned()),
            syn::Lit::Bool(bool) => ExprKind::Bool(bool.value),
            _ => ExprKind::Other(Vec::new()),
        };
        Expr::new(kind, span)
    }

    /// The text of a string or character literal at `span`.
    fn text(&self, span: Span) -> Expr {
        let source = self.slice(span);
        let Some(open) = source.find(['"', '\'']) else { return Expr::new(ExprKind::Other(Vec::new()), span) };
        let prefix = &source[..open];
        let hashes = prefix.matches('#').count();
        let escapes = if prefix.contains('r') { Escapes::Raw } else { Escapes::Rust };
        let content = source.get(open + 1..source.len().saturating_sub(hashes + 1)).unwrap_or_default();
        let at = span.start as usize + open + 1;
        let mut builder = TextBuilder::new(at);
        builder.content(escapes, content, at);
        builder.finish_expr(span)
    }
}
