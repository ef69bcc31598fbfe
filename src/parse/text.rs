//! String literals: from the source text to the value, keeping where each byte stands.

use crate::ir::TextMap;
use crate::ir::code::{Expr, ExprKind, Text};
use crate::source::Span;

/// How a language writes characters that cannot stand for themselves in a string literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// Every character stands for itself.
    Raw,
    /// Python text: `\n`, `\x41`, `\101`, `\u0041`, `\U00000041`, `\N{…}` (kept as written), a line continuation; unknown ones stay as they are.
    Python,
    /// Python bytes: as text without `\u`, `\U` and `\N`.
    PythonBytes,
    /// JavaScript: `\n`, `\x41`, `\u0041`, `\u{41}`, surrogate pairs, a line continuation; an unknown one is the character itself.
    JavaScript,
    /// Rust: `\n`, `\x41`, `\u{41}`, a line continuation that also skips the indentation behind it.
    Rust,
    /// Lua: `\n`, `\x41`, `\065`, `\u{41}`, `\z`, a line continuation.
    Lua,
    /// Shell `"…"`: a backslash counts only before `$`, `` ` ``, `"`, `\` and a line break.
    ShellDouble,
    /// A shell here-document with expansions: a backslash counts only before `$`, `` ` ``, `\\` and a line break.
    ShellHeredoc,
    /// Shell without quotes: a backslash makes the next character itself; before a line break both vanish.
    ShellWord,
    /// Shell `$'…'`: `\n`, `\e`, `\x41`, `\101`, `\u0041`, `\cA`.
    ShellAnsi,
}

impl Escapes {
    /// Whether a line break in a literal reads as `\n` however the file ends its lines.
    fn normalises_line_breaks(self) -> bool {
        !matches!(self, Escapes::ShellDouble | Escapes::ShellHeredoc | Escapes::ShellWord | Escapes::ShellAnsi)
    }
}

/// Builds a [`Text`] from pieces of source.
#[derive(Debug, Default)]
pub(crate) struct TextBuilder {
    value: String,
    map: TextMap,
}

impl TextBuilder {
    /// An empty text whose first byte would stand at `at`.
    pub(crate) fn new(at: usize) -> Self {
        let mut builder = Self::default();
        builder.map.push(0, at);
        builder
    }

    /// Appends `source`, which stands unchanged at byte `at` of the file.
    pub(crate) fn verbatim(&mut self, source: &str, at: usize) {
        if !source.is_empty() {
            self.map.push(self.value.len(), at);
            self.value.push_str(source);
        }
    }

    /// Appends `decoded`, for which something else stands at byte `at`.
    pub(crate) fn decoded(&mut self, decoded: char, at: usize) {
        self.map.push(self.value.len(), at);
        self.value.push(decoded);
    }

    /// Appends the content of a literal that stands at byte `at`, decoding its escapes.
    pub(crate) fn content(&mut self, escapes: Escapes, content: &str, at: usize) {
        let normalises = escapes.normalises_line_breaks();
        let mut rest = 0;
        while let Some(found) = content[rest..].find(['\\', '\r']) {
            let start = rest + found;
            self.verbatim(&content[rest..start], at + rest);
            let tail = &content[start..];
            if tail.starts_with('\r') {
                rest = start + if tail.starts_with("\r\n") && normalises { 2 } else { 1 };
                self.decoded(if normalises { '\n' } else { '\r' }, at + start);
                continue;
            }
            let Some((decoded, length)) = escape(escapes, tail) else {
                self.verbatim("\\", at + start);
                rest = start + 1;
                continue;
            };
            if let Some(decoded) = decoded {
                self.decoded(decoded, at + start);
            }
            rest = start + length;
        }
        self.verbatim(&content[rest..], at + rest);
        // what follows, be it empty, stands here
        self.map.push(self.value.len(), at + content.len());
    }

    /// Appends the bytes `part` of another text.
    pub(crate) fn piece(&mut self, text: &Text, part: Span) {
        let Some(value) = text.value.get(part.range()) else { return };
        for (decoded, source) in text.map.pieces(part) {
            self.map.push(self.value.len() + (decoded - part.start) as usize, source as usize);
        }
        self.value.push_str(value);
    }

    /// Whether nothing was appended.
    pub(crate) fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The text.
    pub(crate) fn finish(self) -> Text {
        Text { value: self.value, map: self.map, is_prose: false }
    }

    /// The text as a literal at `span`.
    pub(crate) fn finish_expr(self, span: Span) -> Expr {
        Expr::new(ExprKind::Text(self.finish()), span)
    }
}

/// Decodes one literal: `content` without its quotes, standing at byte `at`.
pub(crate) fn decode(escapes: Escapes, content: &str, at: usize) -> Text {
    let mut builder = TextBuilder::new(at);
    builder.content(escapes, content, at);
    builder.finish()
}

/// A number literal as the tree writes it: without underscores, decimal. `None` for a suffix (`2j`, `10n`), which the caller strips or not, and
/// for more than 128 bits.
pub(crate) fn number(source: &str) -> Option<String> {
    let plain = source.replace('_', "").to_ascii_lowercase();
    let radix = match plain.get(..2) {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => return plain.ends_with(|last: char| last.is_ascii_digit() || last == '.').then_some(plain),
    };
    u128::from_str_radix(&plain[2..], radix).ok().map(|value| value.to_string())
}

/// The escape at the start of `tail` (a backslash): what it stands for, if anything, and how many bytes it takes. `None`: the backslash is itself.
fn escape(escapes: Escapes, tail: &str) -> Option<(Option<char>, usize)> {
    let next = tail[1..].chars().next()?;
    let keep = |decoded: char| Some((Some(decoded), 2));
    if let Some(line_break) = line_break(&tail[1..]) {
        return match escapes {
            Escapes::Raw => None,
            Escapes::Lua => Some((Some('\n'), 1 + line_break)),
            Escapes::Rust => Some((None, tail.len() - tail[1..].trim_start().len())),
            _ => Some((None, 1 + line_break)),
        };
    }
    let simple = match next {
        'n' => Some('\n'),
        't' => Some('\t'),
        'r' => Some('\r'),
        'b' => Some('\u{8}'),
        'f' => Some('\u{c}'),
        'v' => Some('\u{b}'),
        _ => None,
    };
    match escapes {
        Escapes::Raw => None,
        Escapes::ShellDouble => matches!(next, '$' | '`' | '"' | '\\').then_some((Some(next), 2)),
        Escapes::ShellHeredoc => matches!(next, '$' | '`' | '\\').then_some((Some(next), 2)),
        Escapes::ShellWord => Some((Some(next), 1 + next.len_utf8())),
        Escapes::Python | Escapes::PythonBytes => match next {
            '\\' | '\'' | '"' => keep(next),
            'a' => keep('\u{7}'),
            'x' => code_point(tail, 2, 2, 2, 16),
            '0'..='7' => code_point(tail, 1, 1, 3, 8),
            'u' if escapes == Escapes::Python => code_point(tail, 2, 4, 4, 16),
            'U' if escapes == Escapes::Python => code_point(tail, 2, 8, 8, 16),
            _ => simple.and_then(keep),
        },
        Escapes::JavaScript => match next {
            'x' => code_point(tail, 2, 2, 2, 16),
            'u' => braced(tail).or_else(|| surrogates(tail)).or_else(|| code_point(tail, 2, 4, 4, 16)),
            '0'..='7' => code_point(tail, 1, 1, 3, 8),
            _ => simple.and_then(keep).or(Some((Some(next), 1 + next.len_utf8()))),
        },
        Escapes::Rust => match next {
            '\\' | '\'' | '"' => keep(next),
            '0' => keep('\0'),
            'x' => code_point(tail, 2, 2, 2, 16),
            'u' => braced(tail),
            'n' | 't' | 'r' => simple.and_then(keep),
            _ => None,
        },
        Escapes::Lua => match next {
            '\\' | '\'' | '"' => keep(next),
            'a' => keep('\u{7}'),
            'x' => code_point(tail, 2, 2, 2, 16),
            '0'..='9' => code_point(tail, 1, 1, 3, 10),
            'u' => braced(tail),
            'z' => Some((None, tail.len() - tail[2..].trim_start_matches(|c: char| c.is_ascii_whitespace()).len())),
            _ => simple.and_then(keep),
        },
        Escapes::ShellAnsi => match next {
            '\\' | '\'' | '"' | '?' => keep(next),
            'a' => keep('\u{7}'),
            'e' | 'E' => keep('\u{1b}'),
            'x' => code_point(tail, 2, 1, 2, 16),
            '0'..='7' => code_point(tail, 1, 1, 3, 8),
            'u' => code_point(tail, 2, 1, 4, 16),
            'U' => code_point(tail, 2, 1, 8, 16),
            'c' => {
                let control = tail[2..].chars().next().filter(char::is_ascii)?;
                Some((char::from_u32(u32::from(control) & 0x1f), 3))
            }
            _ => simple.and_then(keep),
        },
    }
}

/// The length of the line break at the start of `text`.
fn line_break(text: &str) -> Option<usize> {
    if text.starts_with("\r\n") {
        return Some(2);
    }
    text.starts_with(['\n', '\r']).then_some(1)
}

/// A number of `min` to `max` digits after `prefix` bytes.
///
/// The digits of a byte above 127 (`"\xff"` in bytes, in Lua) give the character of that number: no Redis text has one, and the length in
/// characters stays right.
fn code_point(tail: &str, prefix: usize, min: usize, max: usize, radix: u32) -> Option<(Option<char>, usize)> {
    let digits = tail[prefix..].chars().take(max).take_while(|c| c.is_digit(radix)).count();
    if digits < min {
        return None;
    }
    let value = u32::from_str_radix(&tail[prefix..prefix + digits], radix).ok()?;
    Some((Some(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)), prefix + digits))
}

/// `\u{1F600}`.
fn braced(tail: &str) -> Option<(Option<char>, usize)> {
    let digits = tail.get(2..)?.strip_prefix('{')?;
    let end = digits.char_indices().take(10).find(|&(_, c)| c == '}')?.0;
    let value = u32::from_str_radix(&digits[..end], 16).ok()?;
    Some((Some(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER)), 4 + end))
}

/// `\ud83d\ude00`: one character in two escapes.
fn surrogates(tail: &str) -> Option<(Option<char>, usize)> {
    let unit = |text: &str| u16::from_str_radix(text.get(2..6)?, 16).ok();
    let high = unit(tail)?;
    let low = unit(tail.get(6..).filter(|rest| rest.starts_with("\\u"))?)?;
    let decoded = char::decode_utf16([high, low]).next()?.ok()?;
    (decoded.len_utf16() == 2).then_some((Some(decoded), 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(escapes: Escapes, content: &str, expected: &str) {
        let text = decode(escapes, content, 100);
        assert_eq!(text.value, expected);
        for (offset, _) in text.value.char_indices() {
            let source = text.map.source(u32::try_from(offset).expect("short")) as usize - 100;
            assert!(content.is_char_boundary(source), "{offset} -> {source}");
        }
    }

    #[test]
    fn python() {
        check(Escapes::Python, r"a\n\x41\101\u0042\U0001F600\\\q\'", "a\nAAB😀\\\\q'");
        check(Escapes::Python, "a\\\r\nb\r\nc", "ab\nc");
        check(Escapes::Python, r"\x4", r"\x4");
        check(Escapes::Python, r"\N{BULLET}", r"\N{BULLET}");
        check(Escapes::PythonBytes, r"\u0041\xff", "\\u0041\u{ff}");
        check(Escapes::Raw, r"\d+\n", r"\d+\n");
        check(Escapes::Python, "\\", "\\");
        check(Escapes::Python, "ß\\\u{e9}", "ß\\\u{e9}");
    }

    #[test]
    fn javascript() {
        check(Escapes::JavaScript, r"\x41\u0041\u{1F600}\ud83d\ude00\q\/\0", "AA😀😀q/\0");
        check(Escapes::JavaScript, "a\\\nb", "ab");
        check(Escapes::JavaScript, r"\ud83d", "\u{fffd}");
        check(Escapes::JavaScript, r"\u{110000}\u{}", "\u{fffd}\\u{}");
    }

    #[test]
    fn rust() {
        check(Escapes::Rust, r#"a\n\x41\u{1F600}\"\\\0"#, "a\nA😀\"\\\0");
        check(Escapes::Rust, "a \\\r\n\n    b\r\nc", "a b\nc");
        check(Escapes::Rust, r"\q\'", r"\q'");
    }

    #[test]
    fn lua() {
        check(Escapes::Lua, "\\065\\x41\\u{41}\\z  \n b\\\nc", "AAAb\nc");
        check(Escapes::Lua, r"\999\z", "\u{3e7}");
    }

    #[test]
    fn shell() {
        check(Escapes::ShellDouble, r#"\$a \"b\" \n \\"#, r#"$a "b" \n \"#);
        check(Escapes::ShellHeredoc, r#"\$a \"b\" \\"#, r#"$a \"b\" \"#);
        check(Escapes::ShellWord, r"a\ b\*\ß", "a b*ß");
        check(Escapes::ShellAnsi, r"\n\e\x41\cA\'", "\n\u{1b}A\u{1}'");
    }

    #[test]
    fn positions_follow_the_source() {
        let text = decode(Escapes::Python, r"a\x41b\\c", 10);
        assert_eq!(text.value, r"aAb\c");
        let sources: Vec<u32> = (0..5).map(|offset| text.map.source(offset)).collect();
        assert_eq!(sources, [10, 11, 15, 16, 18]);
    }
}
