//! Texts made of others: filled formats, joined lists.

use std::rc::Rc;

use crate::analysis::builtin;
use crate::analysis::copies::Copies;
use crate::analysis::eval::Evaluator;
use crate::analysis::heap::{Item, ObjectId};
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, TextValue, Value};
use crate::ir::code::Ident;
use crate::source::Span;

/// How many parts a text is made of; with more nothing is known of it.
const MAX_PARTS: usize = 100;

impl<L: Library> Evaluator<'_, L> {
    /// A method of a text that gives another one.
    pub(super) fn text_method(&mut self, text: &Value, name: &Ident, site: &CallSite<'_>) -> Option<Value> {
        if self.facts.format_methods.contains(&name.name) {
            return fill(&self.copies, text, site, braces);
        }
        if self.facts.join_methods.contains(&name.name) {
            let id = site.args.first()?.value.object()?;
            return Some(self.joined(id, text, site.span));
        }
        None
    }

    /// The elements of a list with a text between them.
    pub(super) fn joined(&mut self, list: ObjectId, between: &Value, span: Span) -> Value {
        let Some(items) = self.heap.list(list).filter(|items| items.len() <= MAX_PARTS) else {
            return Value::unknown();
        };
        let mut parts = Vec::with_capacity(items.len() * 2);
        for item in items {
            if !parts.is_empty() {
                parts.push(between.clone());
            }
            parts.push(match item {
                Item::One(value) => value.clone(),
                // any number of elements, with the text between them
                Item::Many(span) => Value { kind: Kind::Unknown, span: *span },
            });
        }
        builtin::sum(&self.copies, parts, span)
    }
}

/// A call of a function that fills the `%s` of its first argument.
pub(super) fn formatted(copies: &Copies, site: &CallSite<'_>) -> Option<Value> {
    let (format, rest) = site.args.split_first()?;
    fill(copies, &format.value, &CallSite { args: rest, ..*site }, percents)
}

/// A part of a format.
enum Part<'a> {
    Text(&'a str),
    /// What the next argument fills, or the one of this name or number.
    Hole(&'a str),
}

/// The text that a format becomes.
fn fill(copies: &Copies, format: &Value, site: &CallSite<'_>, split: fn(&str) -> Vec<Part<'_>>) -> Option<Value> {
    let text = format.as_text()?;
    let parts = split(text);
    if parts.len() > MAX_PARTS {
        return None;
    }
    let mut next = site.args.iter().filter(|arg| arg.name.is_none());
    let mut values = Vec::with_capacity(parts.len());
    for part in parts {
        values.push(match part {
            Part::Text(text) => {
                let text = TextValue { text: text.to_owned(), map: None };
                Value { kind: Kind::Text(Rc::new(text)), span: format.span }
            }
            Part::Hole("") => argument(next.next()),
            Part::Hole(name) => {
                let named = site.args.iter().find(|arg| arg.name.as_deref() == Some(name));
                argument(named.or_else(|| name.parse::<usize>().ok().and_then(|at| site.args.get(at))))
            }
        });
    }
    Some(builtin::concat(copies, values, site.span))
}

fn argument(arg: Option<&ArgValue>) -> Value {
    arg.filter(|arg| !arg.is_spread).map_or_else(Value::unknown, |arg| arg.value.clone())
}

/// `{}`, `{0}`, `{name}`, `{name:>10}`; `{{` is a brace.
fn braces(format: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        if at > 0 {
            parts.push(Part::Text(&rest[..at]));
        }
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            parts.push(Part::Text(&rest[..1]));
            rest = &rest[2..];
            continue;
        }
        if let Some(after) = rest.strip_prefix('}') {
            parts.push(Part::Text("}"));
            rest = after;
            continue;
        }
        let Some(end) = rest.find('}') else { break };
        let name = rest.get(1..end).unwrap_or_default();
        // an attribute or another form of the argument is something else
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        parts.push(Part::Hole(if is_plain { name } else { "?" }));
        rest = &rest[end + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// `%s`, `%d`, `%5.2f`; `%%` is a percent sign.
fn percents(format: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            parts.push(Part::Text(&rest[..at]));
        }
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            parts.push(Part::Text("%"));
            rest = after;
            continue;
        }
        let flags = rest.bytes().take_while(|byte| b"#0- +.123456789lhz".contains(byte)).count();
        rest = &rest[flags..];
        rest = rest.strip_prefix(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(rest);
        parts.push(Part::Hole(""));
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(parts: &[Part<'_>]) -> String {
        let part = |part: &Part<'_>| match part {
            Part::Text(text) => (*text).to_owned(),
            Part::Hole(name) => format!("<{name}>"),
        };
        parts.iter().map(part).collect()
    }

    #[test]
    fn formats_are_split() {
        for (format, expected) in [
            ("a.{}.b", "a.<>.b"),
            ("{0}{name}", "<0><name>"),
            ("{x.y}{z:>3}", "<?><?>"),
            ("{{}}", "{}"),
            ("}", "}"),
            ("{", "{"),
            ("}x{", "}x{"),
            ("ü{}ü", "ü<>ü"),
            ("", ""),
        ] {
            assert_eq!(shown(&braces(format)), expected, "{format}");
        }
        for (format, expected) in
            [("a.%s", "a.<>"), ("%5.2f%%", "<>%"), ("%", "<>"), ("%ü", "<>ü"), ("100%% %d", "100% <>"), ("", "")]
        {
            assert_eq!(shown(&percents(format)), expected, "{format}");
        }
    }
}
