//! Template actions in documents: found, and overwritten byte for byte so that a parser of the host format gets through.
//!
//! A Helm chart or a Jinja, ERB or GitHub expression is no YAML. Each action is replaced by as many bytes that are harmless where it stands, so that all
//! positions stay true; where the actions stood is kept, because their text is only known once the template is rendered.

use std::ops::Range;

use super::template::default_literal;

/// How far an action reaches at the most, in bytes; what is longer is none.
const MAX_ACTION: usize = 8000;

/// What an action does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HoleKind {
    /// It is replaced by a text.
    Value,
    /// It decides whether or how often the text around it is there: `if`, `range`, `end`.
    Control,
    /// It is a comment of the template language.
    Comment,
}

/// An action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hole {
    /// Its bytes, delimiters included.
    pub(crate) range: Range<usize>,
    /// What it does.
    pub(crate) kind: HoleKind,
    /// The literal that it falls back to.
    pub(crate) default: Option<Range<usize>>,
}

/// All actions of `text`, in order.
pub(crate) fn holes(text: &str) -> Vec<Hole> {
    let mut holes = Vec::new();
    if !(text.contains("{{") || text.contains("<%") || text.contains("{%")) {
        return holes;
    }
    let mut closers = Closers::default();
    let mut at = 0;
    while let Some(step) = text[at..].find(['{', '<']) {
        at += step;
        match action(text, at, &mut closers) {
            Some(hole) => {
                at = hole.range.end;
                holes.push(hole);
            }
            None => at += 1,
        }
    }
    holes
}

/// Where the next closing delimiter of each kind stands; remembered, so that many openings cost no more than one.
#[derive(Default)]
struct Closers(Vec<(&'static str, usize)>);

impl Closers {
    fn next(&mut self, text: &str, from: usize, close: &'static str) -> Option<usize> {
        let find = || text.get(from..).and_then(|rest| rest.find(close)).map_or(usize::MAX, |step| from + step);
        let index = self.0.iter().position(|(known, _)| *known == close).unwrap_or_else(|| {
            self.0.push((close, find()));
            self.0.len() - 1
        });
        let known = &mut self.0[index].1;
        if *known < from {
            *known = find();
        }
        Some(*known).filter(|end| *end != usize::MAX)
    }
}

/// The action that starts at byte `at`, if one does.
fn action(text: &str, at: usize, closers: &mut Closers) -> Option<Hole> {
    let rest = &text[at..];
    let (open, close) = match rest.as_bytes() {
        [b'{', b'{', b'{', ..] => (3, "}}}"),
        [b'{', b'{', ..] => (2, "}}"),
        [b'{', b'%', next, ..] if matches!(next, b' ' | b'-' | b'+') || next.is_ascii_lowercase() => (2, "%}"),
        [b'{', b'#', ..] if !text[..at].ends_with('$') => (2, "#}"),
        [b'<', b'%', ..] => (2, "%>"),
        _ => return None,
    };
    let end = closers.next(text, at + open, close).filter(|end| end - at < MAX_ACTION)?;
    let inner = open..end - at;
    let is_github = open == 2 && close == "}}" && text[..at].ends_with('$');
    let code = &rest[inner.clone()];
    let kind = match close {
        "#}" => HoleKind::Comment,
        "%>" if code.starts_with('#') => HoleKind::Comment,
        "%>" if code.starts_with(['=', '-', '%']) && code.trim_start_matches(['-', '%']).starts_with('=') => {
            HoleKind::Value
        }
        "%}" | "%>" => HoleKind::Control,
        _ => go_kind(code),
    };
    let default = (kind == HoleKind::Value)
        .then(|| default_literal(code))
        .flatten()
        .map(|range| at + inner.start + range.start..at + inner.start + range.end);
    Some(Hole { range: at - usize::from(is_github)..at + inner.end + close.len(), kind, default })
}

/// What a `{{ … }}` does.
fn go_kind(code: &str) -> HoleKind {
    let code = code.trim_start_matches(['-', '~', '#', '^', ' ', '\t', '\r', '\n']);
    if code.starts_with("/*") || code.starts_with('!') {
        return HoleKind::Comment;
    }
    let word = code.split(|c: char| !(c.is_alphanumeric() || c == '$' || c == '_')).next().unwrap_or_default();
    let is_assignment = word.starts_with('$')
        && code[word.len()..].trim_start().starts_with([':', '='])
        && !code[word.len()..].trim_start().starts_with("==");
    match word {
        "if" | "else" | "end" | "range" | "with" | "define" | "block" | "break" | "continue" => HoleKind::Control,
        _ if is_assignment => HoleKind::Control,
        _ => HoleKind::Value,
    }
}

/// `text` with its `holes` overwritten, the same number of bytes.
pub(crate) fn mask(text: &str, holes: &[Hole]) -> String {
    let mut masked = text.as_bytes().to_vec();
    let mut blocks = Blocks::default();
    let mut next = 0;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let line_end = line_start + line.len();
        let first = next;
        while holes.get(next).is_some_and(|hole| hole.range.start < line_end) {
            next += 1;
        }
        let of_line = &holes[first..next];
        // inside of an action that started on an earlier line: already overwritten
        let is_inside = first > 0 && holes[first - 1].range.end > line_start;
        let mut outside = line.to_owned();
        if !is_inside && !of_line.is_empty() {
            outside = without(line, line_start, of_line);
        }
        let is_blank = is_inside || outside.trim().is_empty();
        let indent = line.len() - line.trim_start_matches(' ').len();
        if !is_blank {
            blocks.line(&outside, indent);
        }
        let in_block = blocks.holds(text, line_end, indent, is_blank);
        for hole in of_line {
            let is_comment_line = line.trim_start().starts_with('#') && !in_block;
            if is_comment_line {
                continue;
            }
            let before = &text[line_start..hole.range.start];
            let fill = if is_blank {
                // a line of actions only: content in a block scalar, nothing elsewhere
                if in_block && hole.kind == HoleKind::Value { Fill::Byte(b'x') } else { Fill::Byte(b'\n') }
            } else if hole.kind == HoleKind::Value {
                if opens_map(text, before, hole, line_end, indent) { Fill::Byte(b' ') } else { Fill::Byte(b'x') }
            } else if before.trim().is_empty() {
                Fill::Indent(before.len())
            } else {
                Fill::Byte(b' ')
            };
            fill.write(&mut masked[hole.range.clone()]);
        }
        line_start = line_end;
    }
    // only whole characters were overwritten, by ASCII
    String::from_utf8(masked).unwrap_or_default()
}

/// What an action is overwritten with.
enum Fill {
    Byte(u8),
    /// Line breaks, then this many blanks: what follows on the line starts where the action did.
    Indent(usize),
}

impl Fill {
    fn write(&self, bytes: &mut [u8]) {
        match *self {
            Fill::Byte(byte) => bytes.fill(byte),
            Fill::Indent(indent) => {
                let from = bytes.len().saturating_sub(indent);
                bytes.fill(b'\n');
                bytes[from..].fill(b' ');
            }
        }
    }
}

/// A line without its actions.
fn without(line: &str, line_start: usize, holes: &[Hole]) -> String {
    let mut rest = String::with_capacity(line.len());
    let mut at = 0;
    for hole in holes {
        let start = hole.range.start - line_start;
        rest.push_str(line.get(at..start).unwrap_or_default());
        at = (hole.range.end - line_start).min(line.len());
        if hole.kind == HoleKind::Value && !line[..start].trim().is_empty() {
            rest.push('x');
        }
    }
    rest.push_str(&line[at..]);
    rest
}

/// Whether a value action behind `key:` stands for the beginning of a map whose further entries follow below: `labels: {{- include "x" . | nindent 4 }}`.
fn opens_map(text: &str, before: &str, hole: &Hole, line_end: usize, indent: usize) -> bool {
    let is_value = before.trim_end().ends_with(':') && text[hole.range.end.min(line_end)..line_end].trim().is_empty();
    let next = || {
        let line = text[line_end..].lines().take(50).find(|line| {
            let line = line.trim();
            !line.is_empty() && !line.starts_with('#') && !line.starts_with("{{")
        });
        line.is_some_and(|line| line.len() - line.trim_start_matches(' ').len() > indent && line.contains(':'))
    };
    is_value && text[hole.range.clone()].contains("indent") && next()
}

/// Whether lines belong to a block scalar.
#[derive(Debug, Default)]
struct Blocks {
    /// The indentation of the line that opened the block, and of the block's first line once it is known.
    open: Option<(usize, Option<usize>)>,
}

impl Blocks {
    /// Takes notice of a line with content.
    fn line(&mut self, line: &str, indent: usize) {
        if let Some((outer, content)) = &mut self.open {
            if indent > *outer {
                content.get_or_insert(indent);
                return;
            }
            self.open = None;
        }
        let line = line.trim_end();
        let line = line.rsplit_once(" #").map_or(line, |(line, _)| line.trim_end());
        let mark = line.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-'));
        let Some(before) = mark.strip_suffix(['|', '>']) else { return };
        let before = before.trim_end();
        let before = before.rsplit_once([' ', '-', ':']).map_or(before, |(head, last)| {
            // a tag or an anchor before the mark
            if last.starts_with(['!', '&']) { head.trim_end() } else { before }
        });
        if before.ends_with([':', '-']) || before.trim().is_empty() {
            // `- key: |` opens at the key
            let dashes = line.trim_start().len() - line.trim_start().trim_start_matches(['-', ' ']).len();
            let outer = if before.ends_with(':') { indent + dashes } else { indent };
            self.open = Some((outer, None));
        }
    }

    /// Whether a line with this indentation is part of the block.
    fn holds(&self, text: &str, line_end: usize, indent: usize, is_blank: bool) -> bool {
        let Some((outer, content)) = self.open else { return false };
        if !is_blank {
            return content.is_some();
        }
        let content = content.unwrap_or_else(|| {
            let next = text[line_end..].lines().take(50).find(|line| {
                let line = line.trim();
                !line.is_empty() && !line.starts_with("{{") && !line.starts_with("{%") && !line.starts_with("<%")
            });
            next.map_or(indent, |line| line.len() - line.trim_start_matches(' ').len()).max(outer + 1)
        });
        indent >= content
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let holes = holes(text);
        let masked = mask(text, &holes);
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked, expected, "{text}");
    }

    #[test]
    fn values_are_words() {
        check("a: {{ .x }}\n", "a: xxxxxxxx\n");
        check("a: \"{{ .x }}-{{ .y }}\"\n", "a: \"xxxxxxxx-xxxxxxxx\"\n");
        check("a: ${{ m.x }}\n", "a: xxxxxxxxxx\n");
        check("a: <%= x %>\n", "a: xxxxxxxx\n");
        check("a: {b: {c: d}}\n", "a: {b: {c: d}}\n");
        check("a: ${#b} %}\n", "a: ${#b} %}\n");
    }

    #[test]
    fn lines_of_actions_vanish() {
        check("{{- if .x }}\na: 1\n{{- end }}\n", "\n\n\n\n\n\n\n\n\n\n\n\n\na: 1\n\n\n\n\n\n\n\n\n\n\n\n");
        check("  {{ toYaml .x }}\n", "  \n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
        check("{% if x %}\n", "\n\n\n\n\n\n\n\n\n\n\n");
    }

    #[test]
    fn actions_keep_the_indentation_of_what_follows() {
        check("  {{if}}a: b\n", "  \n\n\n\n  a: b\n");
        check("a: {{if x}}1{{else}}2{{end}}\n", "a:         1        2       \n");
    }

    #[test]
    fn block_scalars_keep_their_lines() {
        check("a: |\n  {{ .x }}\n  y\n", "a: |\n  xxxxxxxx\n  y\n");
        check("a: |\n  y\n{{ .x }}\n  z\n", "a: |\n  y\n\n\n\n\n\n\n\n\n\n  z\n");
    }

    #[test]
    fn unclosed_actions_are_no_trouble() {
        let text = "{{ <% {% ".repeat(50_000);
        assert!(holes(&text).is_empty());
    }
}
