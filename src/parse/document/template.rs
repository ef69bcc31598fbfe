//! Actions of template engines: what stands between `{{` and `}}`, `<%=` and `%>`, `#{` and `}`.

use std::ops::Range;

/// Where the literal stands that an action falls back to: `6379` in `.Values.port | default 6379`, the URL in `ENV.fetch("U") { "redis://…" }`.
///
/// A range of `action`, quotes excluded. An action that is nothing but a literal, or that formats one (`printf "redis://%s"`), gives that literal.
pub(crate) fn default_literal(action: &str) -> Option<Range<usize>> {
    let tokens = Tokens::new(action).collect::<Vec<_>>();
    if let [Token { kind: Kind::Literal, range }] = tokens.as_slice() {
        return Some(range.clone());
    }
    let mut in_fallback_call = false;
    for (index, token) in tokens.iter().enumerate() {
        if token.kind != Kind::Literal {
            in_fallback_call = match (&token.kind, &action[token.range.clone()]) {
                (Kind::Word, word) => in_fallback_call || takes_fallback(word),
                (Kind::Sign, ")") => {
                    in_fallback_call && tokens.get(index + 1).is_some_and(|next| &action[next.range.clone()] == "{")
                }
                _ => in_fallback_call,
            };
            continue;
        }
        let text_before = |back: usize| {
            index.checked_sub(back).and_then(|at| tokens.get(at)).map_or("", |token| &action[token.range.clone()])
        };
        let before = match text_before(1) {
            "(" => text_before(2),
            other => other,
        };
        let is_default = matches!(before, "default" | "d" | "||" | "or" | "printf" | "quote" | "??")
            || in_fallback_call && matches!(text_before(1), "," | "{");
        if is_default {
            return Some(token.range.clone());
        }
    }
    None
}

/// Whether a function's later arguments (or block) are what it falls back to.
fn takes_fallback(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or(word);
    matches!(last, "fetch" | "getenv" | "env" | "get" | "getv" | "dig" | "get_env" | "coalesce")
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Literal,
    Word,
    Sign,
}

#[derive(Debug)]
struct Token {
    kind: Kind,
    range: Range<usize>,
}

/// Words, quoted strings, numbers and signs of an action; blanks are left out.
struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let rest = &self.text[self.at..];
        let start = self.at + (rest.len() - rest.trim_start().len());
        let rest = &self.text[start..];
        let first = rest.chars().next()?;
        if matches!(first, '"' | '\'' | '`')
            && let Some(length) = rest[1..].find(first)
        {
            self.at = start + length + 2;
            return Some(Token { kind: Kind::Literal, range: start + 1..start + 1 + length });
        }
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '$' | '@');
        let (kind, length) = if first.is_ascii_digit() {
            (Kind::Literal, rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()))
        } else if is_word(first) {
            (Kind::Word, rest.find(|c: char| !is_word(c)).unwrap_or(rest.len()))
        } else if rest.starts_with("||") || rest.starts_with("??") {
            (Kind::Sign, 2)
        } else {
            (Kind::Sign, first.len_utf8())
        };
        self.at = start + length;
        Some(Token { kind, range: start..start + length })
    }
}

// redlint: allow-file(hardcoded-port) the tests hold what is looked for
#[cfg(test)]
mod tests {
    use super::*;

    fn check(action: &str, expected: Option<&str>) {
        assert_eq!(default_literal(action).map(|range| &action[range]), expected, "{action}");
    }

    #[test]
    fn fallbacks_of_the_engines() {
        check(" .Values.redis.port | default 6379 ", Some("6379"));
        check("- default \"redis\" .Values.host -", Some("redis"));
        check(" default 6379 .Values.port | quote ", Some("6379"));
        check(" redis_url | default('redis://a:6379') ", Some("redis://a:6379"));
        check(" redis_port|default(6379, true)", Some("6379"));
        check("= ENV.fetch(\"U\") { \"redis://localhost:6379/1\" } ", Some("redis://localhost:6379/1"));
        check("= ENV.fetch('U', 'redis://h') ", Some("redis://h"));
        check("= ENV['U'] || 'redis://h' ", Some("redis://h"));
        check(" env.REDIS_URL || 'redis://x' ", Some("redis://x"));
        check(" printf \"redis://%s:6379\" .Release.Name ", Some("redis://%s:6379"));
        check("\"redis://h\"", Some("redis://h"));
    }

    #[test]
    fn actions_without_fallback() {
        check(" .Values.redis.port ", None);
        check("= ENV.fetch(\"REDIS_URL\") ", None);
        check("= ENV['REDIS_URL'] ", None);
        check(" include \"chart.fullname\" . ", None);
        check(" if eq .Values.port 6379 ", None);
        check("", None);
        check("\"", None);
    }
}
