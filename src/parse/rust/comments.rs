//! Comments, found without the parser: they are no tokens, and a file that does not parse has them too.

use crate::ir::Comment;
use crate::source::Span;

/// Every comment of `text` from byte `start` on, documentation included.
pub(super) fn scan(text: &str, start: usize) -> Vec<Comment> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        at = match byte {
            b'/' if next == Some(b'/') => {
                let end = line_end(bytes, at);
                comments.push(Comment { span: Span::new(at, end) });
                end
            }
            b'/' if next == Some(b'*') => {
                let end = block_end(bytes, at);
                comments.push(Comment { span: Span::new(at, end) });
                end
            }
            b'"' => string_end(bytes, at),
            b'\'' => quote_end(text, at),
            _ if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 => word_end(bytes, at),
            _ => at + 1,
        };
    }
    comments
}

/// The end of the line, its line break left out.
fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| at + length);
    if bytes.get(end - 1) == Some(&b'\r') { end - 1 } else { end }
}

/// The end of a block comment; they nest.
fn block_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 1;
    let mut at = start + 2;
    while depth > 0 {
        match bytes.get(at..at + 2) {
            Some(b"/*") => {
                depth += 1;
                at += 2;
            }
            Some(b"*/") => {
                depth -= 1;
                at += 2;
            }
            Some(_) => at += 1,
            None => return bytes.len(),
        }
    }
    at
}

/// The end of a string that opens at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of what a `'` at `at` opens: a character, or only itself for a lifetime.
fn quote_end(text: &str, at: usize) -> usize {
    let mut chars = text.get(at + 1..).unwrap_or_default().char_indices();
    match chars.next() {
        Some((_, '\\')) => {
            chars.next(); // the escaped character, which may be a quote
            chars.find(|&(_, c)| c == '\'' || c == '\n').map_or(text.len(), |(length, _)| at + length + 2)
        }
        Some((_, c)) if c != '\'' && chars.next().is_some_and(|(_, c)| c == '\'') => at + c.len_utf8() + 2,
        _ => at + 1,
    }
}

/// The end of a word at `at`, or of the literal that it is the prefix of.
fn word_end(bytes: &[u8], at: usize) -> usize {
    let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_' || **byte >= 0x80);
    let end = at + length.count();
    let word = &bytes[at..end];
    match bytes.get(end) {
        Some(b'"' | b'#') if matches!(word, b"r" | b"br" | b"cr") => raw_end(bytes, end),
        _ => end,
    }
}

/// The end of a raw string whose hashes start at `at`; `r#name` is no string.
fn raw_end(bytes: &[u8], at: usize) -> usize {
    let hashes = bytes[at..].iter().take_while(|&&byte| byte == b'#').count();
    let open = at + hashes;
    if bytes.get(open) != Some(&b'"') {
        return open;
    }
    let mut at = open + 1;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'"') {
        at += found + 1;
        let closing = bytes[at..].iter().take(hashes).take_while(|&&byte| byte == b'#').count();
        if closing == hashes {
            return at + hashes;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = scan(text, 0).iter().map(|comment| &text[comment.span.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn comments_of_every_kind() {
        check("a // b\r\n/// c\n//! d", &["// b", "/// c", "//! d"]);
        check("/* a /* b */ c */ d /** e */", &["/* a /* b */ c */", "/** e */"]);
        check("/* open", &["/* open"]);
        check("x /", &[]);
    }

    #[test]
    fn strings_and_characters_hold_none() {
        check(r#"let a = "// no"; // yes"#, &["// yes"]);
        check(r##"let a = r#"// " no"#; // yes"##, &["// yes"]);
        check(r#"let a = b"\"// no"; // yes"#, &["// yes"]);
        check(r"let a = '\''; // yes", &["// yes"]);
        check("let a = '\"'; // yes '\"'", &["// yes '\"'"]);
        check("fn f<'a>(x: &'a str) {} // yes", &["// yes"]);
        check("r#type // yes", &["// yes"]);
        check("'ß' // yes", &["// yes"]);
        check("\"open // no", &[]);
        check("'", &[]);
        check("r#\"open // no\"", &[]);
    }
}
