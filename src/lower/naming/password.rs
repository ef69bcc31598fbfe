//! Whether a text that stands in a password's place is one.

use super::data::names;

/// What a text in a password's place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PasswordText {
    /// No password: nothing, `null`, or the name or template of where it comes from.
    None,
    /// A stock word that someone has still to replace: `changeme`, `<password>`, `your_password`.
    Stock,
    /// A password.
    Secret,
}

/// What `text`, written where a password is expected, is.
pub(crate) fn password_text(text: &str) -> PasswordText {
    let text = text.trim();
    let lower = text.to_lowercase();
    let names = names();
    if names.no_passwords.contains(&lower) || is_reference(text) {
        return PasswordText::None;
    }
    let is_wrapped = text.len() > 2
        && [('<', '>'), ('[', ']'), ('{', '}'), ('%', '%'), ('(', ')')]
            .iter()
            .any(|&(open, close)| text.starts_with(open) && text.ends_with(close));
    let is_stock = is_wrapped
        || names.stock.contains(&lower)
        || names.stock_starts.iter().any(|start| lower.starts_with(start.as_str()))
        || names.stock_ends.iter().any(|end| lower.ends_with(end.as_str()))
        || is_one_char(text);
    if is_stock { PasswordText::Stock } else { PasswordText::Secret }
}

/// `xxxx`, `****`, `....`
fn is_one_char(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    first.is_some_and(|c| matches!(c, 'x' | 'X' | '*' | '.' | '-' | '_' | '?' | '#' | '•'))
        && chars.all(|c| Some(c) == first)
}

/// A substitution, a template, ciphertext, or the name of a variable.
fn is_reference(text: &str) -> bool {
    let is_template = text.contains('\u{fffd}')
        || ["${", "$(", "{{", "#{", "<%", "%(", "${{", "{cipher}", "$ANSIBLE_VAULT"]
            .iter()
            .any(|sign| text.contains(sign))
        || text.starts_with("ENC(")
        || text.starts_with("ENC[")
        || text.starts_with("/run/")
        || text.starts_with("/etc/")
        || text.starts_with("/var/")
        || text.len() > 2 && text.starts_with('@') && text.ends_with('@')
        || text.starts_with('$') && text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        || text.starts_with("vault:")
        || text.starts_with("env:")
        || text.starts_with("file:")
        || text.starts_with("secret:")
        || text.starts_with("op://")
        || text.starts_with("arn:aws:");
    // REDIS_PASSWORD, but not HUNTER2 or ABC
    let is_variable = text.contains('_')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && super::words(text).len() > 1;
    is_template || is_variable || is_path(text)
}

/// `plugins.redis.password`: the place of a setting.
fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    text.rsplit_once('.').is_some_and(|(outer, last)| {
        outer.split('.').all(is_name) && is_name(last) && super::role_of(last) == Some(super::Role::Password)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stock_words_and_references() {
        for text in [
            "hunter2",
            "cap",
            "p@ss",
            "secret",
            "password",
            "Sup3r$ecret",
            "foobared",
            "123456",
            "redis",
            "a.b.c",
            "pass.word.7",
            "x9.q!.password",
        ] {
            assert_eq!(password_text(text), PasswordText::Secret, "{text}");
        }
        for text in [
            "<password>",
            "changeme",
            "ChangeMe",
            "your_password",
            "xxxxxx",
            "****",
            "[password]",
            "replace-me-now",
            "your-secret-here",
            "<your redis password>",
        ] {
            assert_eq!(password_text(text), PasswordText::Stock, "{text}");
        }
        for text in [
            "",
            "null",
            "${PW}",
            "$REDIS_PASSWORD",
            "$(REDIS_PASSWORD)",
            "{{ .Values.pw }}",
            "REDIS_PASSWORD",
            "\u{fffd}",
            "ENC(abc)",
            "ENC[AES256_GCM,data:x]",
            "/run/secrets/redis",
            "@REDIS_PASSWORD@",
            "None",
            "true",
            "%(pw)s",
            "plugins.redis.password",
        ] {
            assert_eq!(password_text(text), PasswordText::None, "{text}");
        }
    }
}
