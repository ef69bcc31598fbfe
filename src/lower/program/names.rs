//! The variables in words of command lines.

use crate::command::{Word, WordKind};

/// The names of the variables in a word of a command line: `$VERSION`, `${VERSION:-1}`, `'$A-$B'`. Of one that is nothing else, the source may be the name alone.
pub(crate) fn names_in(word: &Word) -> Vec<&str> {
    if matches!(word.kind, WordKind::Text(_)) {
        return Vec::new();
    }
    let source = word.source.as_str();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_start = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if is_start(source) && source.chars().all(is_name) {
        return vec![source];
    }
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(step) = source[at..].find('$') {
        at += step + 1;
        let rest = &source[at..];
        let rest = rest.strip_prefix(['{', '(']).unwrap_or(rest);
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        if is_start(rest) {
            names.push(&rest[..length]);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    #[test]
    fn names_of_variables() {
        let check = |source: &str, expected: &[&str]| {
            let word = Word::one().at(source, Span::default());
            assert_eq!(names_in(&word), expected, "{source}");
        };
        check("a-$B-${C:-d}", &["B", "C"]);
        check("'$(VERSION)'", &["VERSION"]);
        check("VERSION", &["VERSION"]);
        check("$1 $$ $? ${", &[]);
        check("ü$ü", &[]);
        assert_eq!(names_in(&Word::text("a").at("production", Span::default())), [""; 0]);
    }
}
