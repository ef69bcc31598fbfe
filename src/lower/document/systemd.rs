//! systemd units: `Exec…=` lines as command lines, `Environment=` as variables.

use crate::ir::TextMap;
use crate::ir::document::{Document, Node, NodeKind, Scalar};

use super::dockerfile::variable;
use super::sink::Sink;
use super::walk::{Context, tail};

/// Lowers a unit file.
pub(super) fn lower(document: &Document, sink: &mut Sink<'_>) {
    let mut env = Vec::new();
    for pair in document.root.pairs().iter().flat_map(|section| section.value.pairs()) {
        let Some(scalar) = pair.value.scalar() else { continue };
        match pair.key.name.as_str() {
            "Environment" => environment(document, scalar, &mut env, sink),
            key if key.starts_with("Exec") => {
                // `-`, `@`, `+`, `!` and `:` say how it is started
                let skip = scalar.text.len() - scalar.text.trim_start_matches(['-', '@', '+', '!', ':']).len();
                let command = Node { kind: NodeKind::Scalar(tail(scalar, skip)), span: pair.value.span };
                sink.embed_shell(&command, true, &env);
            }
            _ => {}
        }
    }
}

/// `"NAME=a value" NAME2=value`
fn environment(document: &Document, scalar: &Scalar, env: &mut Vec<String>, sink: &mut Sink<'_>) {
    let context = Context { is_environment: true, ..Context::default() };
    for (text, start) in assignments(&scalar.text) {
        let Some((name, value)) = text.split_once('=') else { continue };
        let at = start + name.len() + 1;
        let map = scalar.map.compose(&TextMap::verbatim(u32::try_from(at).unwrap_or(u32::MAX)));
        let value = Scalar { text: value.to_owned(), map, defaults: Vec::new(), ..scalar.clone() };
        variable(document, name, &value, &context, sink);
        env.push(name.to_owned());
    }
}

/// The words of the line with their places, quotes around a whole word left out.
fn assignments(text: &str) -> Vec<(&str, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| !c.is_whitespace()).map(|step| at + step) {
        let rest = &text[start..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (from, length) = match quote {
            Some(quote) => (start + 1, rest[1..].find(quote).unwrap_or(rest.len() - 1)),
            None => (start, rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        words.push((&text[from..from + length], from));
        at = (from + length + usize::from(quote.is_some())).min(text.len());
    }
    words
}
