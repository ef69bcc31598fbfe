//! Makefiles, and justfiles as far as they look the same.
//!
//! The root maps variables to scalars and targets to sequences of scalars: the logical lines of their recipes as shell text. In a recipe `$$` is `$`,
//! `$(NAME)` and `{{NAME}}` read as the shell variable `${NAME}`, other functions of make as a variable that nobody knows; leading `@`, `-` and `+` are
//! gone. A variable in the place of the command is put in, since it usually holds one.

use std::collections::HashMap;

use crate::ir::document::{Document, Key, Node, NodeKind, Pair, ScalarStyle};
use crate::ir::{Comment, Parsed};
use crate::parse::Frontend;
use crate::parse::text::TextBuilder;
use crate::source::{SourceFile, Span};

use super::lines::{Line, lines};
use super::scalar;

/// How long a variable's value is at the most to be put into a recipe.
const MAX_VALUE: usize = 300;

/// Reads Makefiles.
pub(crate) struct Makefile;

impl Frontend for Makefile {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let mut parsed = Parsed::default();
        let mut reader = Reader { pairs: Vec::new(), values: HashMap::new(), in_rule: false };
        let mut all = lines(file.text()).peekable();
        while let Some(line) = all.next() {
            let mut logical = vec![line];
            while logical.last().is_some_and(|last| last.text.ends_with('\\'))
                && let Some(next) = all.next()
            {
                logical.push(next);
            }
            let content = line.content();
            if content.text.is_empty() {
                continue;
            }
            let is_recipe = reader.in_rule && line.text.starts_with(['\t', ' ']);
            if content.text.starts_with('#') && !(is_recipe && content.text.starts_with("#!")) {
                parsed.comments.push(Comment { span: content.span() });
            } else if is_recipe {
                reader.recipe(&logical);
            } else if content.text.starts_with("define ") {
                let body: Vec<Line<'_>> = all.by_ref().take_while(|line| line.content().text != "endef").collect();
                reader.define(content, &body);
            } else {
                reader.line(content, &logical, &mut parsed.comments);
            }
        }
        let root = Node { kind: NodeKind::Map(reader.pairs), span: Span::new(0, file.text().len()) };
        parsed.documents.push(Document { root, is_template: false });
        parsed
    }
}

struct Reader<'a> {
    pairs: Vec<Pair>,
    /// One-line variables, the first value given.
    values: HashMap<&'a str, &'a str>,
    in_rule: bool,
}

impl<'a> Reader<'a> {
    /// A variable or a rule.
    fn line(&mut self, line: Line<'a>, logical: &[Line<'a>], comments: &mut Vec<Comment>) {
        if let Some((name, value)) = assignment(line) {
            self.in_rule = false;
            self.variable(name, value, logical, comments);
        } else if let Some(colon) = rule_colon(line.text) {
            let after = line.part(colon + 1, line.text.len());
            // `target: NAME = value`
            if let Some((name, value)) = assignment(after.trim()).filter(|_| !line.text[colon..].starts_with("::")) {
                self.variable(name, value, logical, comments);
                return;
            }
            let key = line.part(0, colon).trim();
            let value = Node { kind: NodeKind::Seq(Vec::new()), span: key.span() };
            self.pairs.push(Pair { key: Key { name: key.text.to_owned(), span: key.span() }, value });
            self.in_rule = true;
            // `target: needed ; command`
            if let Some(at) = after.text.find(';') {
                self.recipe(&[after.part(at + 1, after.text.len())]);
            }
        }
    }

    fn variable(&mut self, name: Line<'a>, value: Line<'a>, logical: &[Line<'a>], comments: &mut Vec<Comment>) {
        let mut value = value;
        let comment = value.text.find('#').filter(|&at| at == 0 || value.text[..at].ends_with([' ', '\t']));
        if let Some(at) = comment.filter(|_| !value.text.ends_with('\\')) {
            comments.push(Comment { span: value.part(at, value.text.len()).span() });
            value = value.part(0, at).trim();
        }
        let mut text = TextBuilder::new(value.start);
        let mut end = value.span().end as usize;
        let rest = logical.get(1..).unwrap_or_default().iter().map(|line| line.content());
        for part in std::iter::once(value).chain(rest) {
            match part.text.strip_suffix('\\') {
                Some(content) => {
                    text.verbatim(content.trim_end(), part.start);
                    text.decoded(' ', part.start + content.len());
                }
                None => text.verbatim(part.text, part.start),
            }
            end = part.span().end as usize;
        }
        let text = text.finish();
        let is_short = logical.len() < 2 && value.text.len() <= MAX_VALUE;
        if is_short {
            self.values.entry(name.text).or_insert(value.text);
        }
        let value = scalar::node(text.value, text.map, ScalarStyle::Plain, Span::new(value.start, end));
        self.pairs.push(Pair { key: Key { name: name.text.to_owned(), span: name.span() }, value });
    }

    /// `define NAME … endef`: recipe lines, as a rule.
    fn define(&mut self, line: Line<'a>, body: &[Line<'a>]) {
        self.in_rule = false;
        let name = line.part("define ".len(), line.text.len()).trim();
        let value = Node { kind: NodeKind::Seq(Vec::new()), span: name.span() };
        self.pairs.push(Pair { key: Key { name: name.text.to_owned(), span: name.span() }, value });
        for line in body {
            self.recipe(&[*line]);
        }
    }

    /// A logical line of the recipe of the last rule.
    fn recipe(&mut self, logical: &[Line<'a>]) {
        let Some(last) = self.pairs.last_mut() else { return };
        let NodeKind::Seq(items) = &mut last.value.kind else { return };
        let Some(first) = logical.first() else { return };
        let content = first.content();
        let stripped = content.text.trim_start_matches(['@', '-', '+', ' ', '\t']);
        let first = content.part(content.text.len() - stripped.len(), content.text.len());
        let mut text = TextBuilder::new(first.start);
        let mut end = first.start;
        for (index, line) in logical.iter().enumerate() {
            let line = if index == 0 { first } else { *line };
            if index > 0 {
                text.decoded('\n', line.start.saturating_sub(1));
            }
            shell(line, &self.values, &mut text);
            end = line.span().end as usize;
        }
        let span = Span::new(first.start, end.max(first.start));
        let text = text.finish();
        items.push(scalar::node(text.value, text.map, ScalarStyle::Plain, span));
        last.value.span = last.value.span.cover(span);
    }
}

/// `[export] NAME = value` with any of make's operators; just's `NAME := "value"` too.
fn assignment(line: Line<'_>) -> Option<(Line<'_>, Line<'_>)> {
    let mut line = line;
    for prefix in ["export ", "override ", "private "] {
        if line.text.starts_with(prefix) {
            line = line.part(prefix.len(), line.text.len()).trim();
        }
    }
    let length = line.text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))?;
    let rest = line.part(length, line.text.len()).trim();
    let operator = [":::=", "::=", ":=", "?=", "+=", "!=", "="].into_iter().find(|sign| rest.text.starts_with(sign))?;
    let is_name = length > 0 && !rest.text.starts_with("==");
    let value = rest.part(operator.len(), rest.text.len()).trim();
    let is_quoted = value.text.len() > 1
        && ["\"", "'"].iter().any(|quote| value.text.starts_with(quote) && value.text.ends_with(quote));
    let value = if is_quoted { value.part(1, value.text.len() - 1) } else { value };
    is_name.then_some((line.part(0, length), value))
}

/// The colon of a rule, outside of `$(…)`.
fn rule_colon(line: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => return (at > 0).then_some(at),
            b'=' | b'#' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Appends a line of a recipe as the shell gets it.
fn shell(line: Line<'_>, values: &HashMap<&str, &str>, text: &mut TextBuilder) {
    let source = line.text;
    let mut at = 0;
    // whether a command word may stand here
    let mut is_start = true;
    while let Some(step) = source[at..].find(['$', '{']) {
        let sign = at + step;
        is_start = starts_command(&source[at..sign], is_start);
        text.verbatim(&source[at..sign], line.start + at);
        let found = if source[sign..].starts_with('$') { reference(&source[sign..]) } else { braces(&source[sign..]) };
        match found {
            Some((_, length)) if source[sign..].starts_with("$$") => {
                text.decoded('$', line.start + sign);
                at = sign + length;
            }
            Some((name, length)) => {
                let known = values.get(name).filter(|value| is_start && !value.contains('$') && !value.is_empty());
                let shown = match (known, name.strip_prefix("shell ")) {
                    (Some(value), _) => (*value).to_owned(),
                    (None, Some(command)) => format!("$({command})"),
                    (None, None) if is_variable(name) => format!("${{{name}}}"),
                    (None, None) => "${_}".to_owned(),
                };
                shown.chars().for_each(|c| text.decoded(c, line.start + sign));
                at = sign + length;
            }
            None => {
                text.verbatim(&source[sign..=sign], line.start + sign);
                at = sign + 1;
            }
        }
        is_start = false;
    }
    text.verbatim(&source[at..], line.start + at);
}

/// Whether a command word may follow `before`.
fn starts_command(before: &str, at_start: bool) -> bool {
    let before = before.trim_end();
    if before.is_empty() { at_start } else { before.ends_with(['|', ';', '&', '(', '`']) }
}

/// `$$`, `$(name)`, `${name}`, `$x`: what is named and how many bytes it takes.
fn reference(text: &str) -> Option<(&str, usize)> {
    let bytes = text.as_bytes();
    match bytes.get(1)? {
        b'$' => Some(("$", 2)),
        open @ (b'(' | b'{') => {
            let close = if *open == b'(' { b')' } else { b'}' };
            let mut depth = 0_usize;
            for (at, byte) in bytes.iter().enumerate().skip(1).take(2000) {
                if byte == open {
                    depth += 1;
                } else if *byte == close {
                    depth -= 1;
                    if depth == 0 {
                        return Some((&text[2..at], at + 1));
                    }
                }
            }
            None
        }
        byte if byte.is_ascii_graphic() => Some((text.get(1..2)?, 2)),
        _ => None,
    }
}

/// `{{name}}` of just.
fn braces(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix("{{")?;
    let end = inner.char_indices().take(200).find(|&(at, _)| inner[at..].starts_with("}}"))?.0;
    Some((inner[..end].trim(), end + 4))
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::dump;
    use crate::source::Language;

    fn read(text: &str) -> (SourceFile, Parsed) {
        let file = SourceFile::new("Makefile", text, Language::Makefile);
        let parsed = Makefile.parse(&file);
        dump::assert_spans(&file, &parsed);
        (file, parsed)
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        // bars only set scalars off
        assert_eq!(dump::parsed(&read(text).1).replace('|', ""), expected.replace('|', ""), "{text}");
    }

    #[test]
    fn variables() {
        check("A = 1\nB := 2 # c\nC ?= 3\nexport D=4\nE += 5\n", "{A:1 B:2 C:3 D:4 E:5}");
        check("A = b \\\n  c\n", "{A:b c}");
        check("t: A = 1\n", "{A:1}");
        check("A := \"x\"\n", "{A:x}");
        check("ifeq ($(A),b)\nB = 1\nendif\n", "{B:1}");
        check("URL = redis://h:6379/0\n", "{URL:redis://h:6379/0}");
    }

    #[test]
    fn recipes() {
        check("t: u\n\tredis-cli ping\n\t@-echo a\n", "{t:[redis-cli ping echo a]}");
        check("t:\n\tx $$A $(B) ${C} $@ $(subst a,b,c)\n", "{t:[x $A ${B} ${C} ${_} ${_}]}");
        check("t:\n\ta && \\\n\t  b\n", "{t:[a && \\\n\t  b]}");
        check(
            "CLI = redis-cli -p 1\nt:\n\t$(CLI) ping; $(CLI) $(CLI)\n",
            "{CLI:redis-cli -p 1 t:[redis-cli -p 1 ping; redis-cli -p 1 ${CLI}]}",
        );
        check("t:\n\tx $(shell y z)\n", "{t:[x $(y z)]}");
        check("t: ; x\n", "{t:[x]}");
        check("a b: c\n\n\tx\nd:\n", "{a b:[x] d:[]}");
        check("define F\n\tx\nendef\nt:\n\ty\n", "{F:[x] t:[y]}");
        check("t arg='x':\n  docker run {{arg}}\n", "{}");
        check("t:\n    redis-cli -p {{port}}\n", "{t:[redis-cli -p ${port}]}");
        check("t:\r\n\tx\r\n", "{t:[x]}");
    }

    #[test]
    fn comments_and_hostile_texts() {
        let (file, parsed) = read("# a\nA = 1 # b\nt:\n\t# c\n\tx\n");
        let comments: Vec<&str> = parsed.comments.iter().map(|comment| file.slice(comment.span)).collect();
        assert_eq!(comments, ["# a", "# b", "# c"]);
        for text in
            ["\tx", "t:\n\t$", "t:\n\t$(", "t:\n\t{{", "=", ":", "define", "define X", "t:\n\té$é", "\\", "t:\n\t\\"]
        {
            read(text);
        }
        read(&format!("t:\n\t{}", "$(".repeat(20_000)));
    }
}
