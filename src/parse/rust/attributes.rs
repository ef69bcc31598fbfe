//! Attributes as expressions: `#[arg(long, env = "REDIS_URL")]` is a call of `arg`.

use syn::punctuated::Punctuated;

use super::reader::{Reader, whole};
use crate::ir::code::{Arg, Call, Expr, ExprKind};

/// Attributes that speak to the compiler only.
const COMPILER: [&str; 18] = [
    "allow",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "derive",
    "doc",
    "expect",
    "feature",
    "forbid",
    "inline",
    "must_use",
    "non_exhaustive",
    "path",
    "recursion_limit",
    "repr",
    "test",
    "warn",
];

impl Reader<'_> {
    /// The attributes that are more than notes to the compiler. An argument `name = value` is passed by name.
    pub(super) fn decorators(&mut self, attrs: &[syn::Attribute]) -> Vec<Expr> {
        let mut out = Vec::new();
        for attr in attrs {
            self.meta(&attr.meta, &mut out);
        }
        out
    }

    fn meta(&mut self, meta: &syn::Meta, out: &mut Vec<Expr>) {
        let name = meta.path().segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if COMPILER.contains(&name.as_str()) {
            return;
        }
        let (callee, start) = self.path(None, meta.path());
        match meta {
            syn::Meta::Path(_) => out.push(callee),
            syn::Meta::NameValue(pair) => {
                let (value, span) = self.outer(&pair.value);
                let args = vec![Arg { name: None, value }];
                out.push(whole(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), start.cover(span)).0);
            }
            syn::Meta::List(list) if name == "cfg_attr" => {
                let parse = Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated;
                let inner = self.in_macro(&list.tokens, |_| list.parse_args_with(parse).ok()).flatten();
                for meta in inner.iter().flatten().skip(1) {
                    self.deeper(meta, |reader, meta| reader.meta(meta, out));
                }
            }
            syn::Meta::List(list) => {
                let args = self.macro_args(&list.tokens).unwrap_or_else(|| self.loose_args(&list.tokens));
                let span = start.cover(self.at(list.delimiter.span().close()));
                out.push(Expr::new(ExprKind::Call(Box::new(Call { callee, args, is_new: false })), span));
            }
        }
    }
}
