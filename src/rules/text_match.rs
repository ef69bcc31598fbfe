//! What is asked of texts, words and values.

use super::compile::RuleError;
use super::pattern::Pattern;
use super::raw::OneOrMany;
use super::raw_match::{GivenMatch, RawGiven, RawText, RawTextMatch, RawValueMatch};
use super::values::Values;
use crate::command::{Piece, Presence, Word, WordKind, memory};
use crate::usage::Given;

/// What is asked of a text.
#[derive(Debug, Default)]
pub(crate) struct TextMatch {
    /// Of each group one must match.
    some: Vec<Vec<Pattern>>,
    /// None must match.
    none: Vec<Pattern>,
}

/// A text as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Known<'a> {
    /// All of it.
    Text(&'a str),
    /// Parts of it.
    Pieces(&'a [Piece]),
}

impl<'a> Known<'a> {
    /// What is known of a word; `None` for a run of words.
    pub(crate) fn of(word: &'a Word) -> Option<Self> {
        match &word.kind {
            WordKind::Text(text) => Some(Known::Text(text)),
            WordKind::Partial(pieces) => Some(Known::Pieces(pieces)),
            WordKind::One => Some(Known::Pieces(&[Piece::Hole])),
            WordKind::Many => None,
        }
    }
}

impl TextMatch {
    /// Compiles what is asked, with the values of the configuration.
    pub(crate) fn compile(raw: &RawText, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let all = match raw {
            RawText::Glob(glob) => RawTextMatch { glob: Some(OneOrMany::One(glob.clone())), ..RawTextMatch::default() },
            RawText::Globs(globs) => {
                RawTextMatch { glob: Some(OneOrMany::Many(globs.clone())), ..RawTextMatch::default() }
            }
            RawText::All(all) => (**all).clone(),
        };
        let mut compiled = Self::default();
        let kinds: [(_, _, Make); 3] = [
            (all.is, all.is_not, Pattern::exact),
            (all.glob, all.not_glob, Pattern::glob),
            (all.regex, all.not_regex, Pattern::regex),
        ];
        for (some, none, make) in kinds {
            if some.is_some() {
                compiled.some.push(patterns(some.as_ref(), make, values, errors));
            }
            compiled.none.extend(patterns(none.as_ref(), make, values, errors));
        }
        compiled
    }

    /// Whether the text is so for certain.
    pub(crate) fn holds(&self, text: Known<'_>) -> bool {
        let presence = |pattern: &Pattern| match text {
            Known::Text(text) if pattern.is_match(text) => Presence::Yes,
            Known::Text(_) => Presence::No,
            Known::Pieces(pieces) => pattern.presence(pieces),
        };
        self.some.iter().all(|group| group.iter().any(|pattern| presence(pattern) == Presence::Yes))
            && self.none.iter().all(|pattern| presence(pattern) == Presence::No)
    }

    /// Whether a literal that is given is so.
    pub(crate) fn holds_for(&self, given: &Given) -> bool {
        given.literal().is_some_and(|text| self.holds(Known::Text(text)))
    }
}

type Make = fn(&str) -> Result<Pattern, regex::Error>;

fn patterns(
    list: Option<&OneOrMany<String>>,
    make: Make,
    values: &Values,
    errors: &mut Vec<RuleError>,
) -> Vec<Pattern> {
    let mut out = Vec::new();
    for text in list.map(OneOrMany::as_slice).unwrap_or_default() {
        for resolved in resolve_all(text, values, errors) {
            match make(&resolved) {
                Ok(pattern) => out.push(pattern),
                Err(error) => errors.push(RuleError::Pattern { text: text.clone(), reason: reason(&error) }),
            }
        }
    }
    out
}

/// The last line of what the regex crate says, which is the reason.
fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
}

/// `$name` as the values of that name, everything else as it is.
pub(crate) fn resolve_all(text: &str, values: &Values, errors: &mut Vec<RuleError>) -> Vec<String> {
    let Some(name) = text.strip_prefix('$') else { return vec![text.to_owned()] };
    if let Some(list) = values.list(name) {
        return list.to_vec();
    }
    if let Some(value) = values.get(name) {
        return vec![value.to_owned()];
    }
    errors.push(RuleError::UnknownName { name: text.to_owned() });
    Vec::new()
}

/// The one value that a text stands for.
pub(crate) fn resolve_one(text: &str, values: &Values, errors: &mut Vec<RuleError>) -> String {
    resolve_all(text, values, errors).into_iter().next().unwrap_or_default()
}

/// What is asked of a value.
#[derive(Debug, Default)]
pub(crate) struct ValueMatch {
    is: Option<Vec<String>>,
    is_not: Vec<String>,
    more_than: Option<u64>,
    less_than: Option<u64>,
    text: Option<TextMatch>,
}

impl ValueMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawValueMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let mut list = |list: &Option<OneOrMany<String>>| {
            list.as_ref().map(|list| {
                list.as_slice().iter().flat_map(|text| resolve_all(text, values, errors)).collect::<Vec<_>>()
            })
        };
        let (is, is_not) = (list(&raw.is), list(&raw.is_not).unwrap_or_default());
        Self {
            is,
            is_not,
            more_than: raw.more_than.as_deref().and_then(|text| amount(text, values, errors)),
            less_than: raw.less_than.as_deref().and_then(|text| amount(text, values, errors)),
            text: raw.text.as_ref().map(|text| TextMatch::compile(text, values, errors)),
        }
    }

    /// Whether a known value is so; `is_same` tells what means the same.
    pub(crate) fn holds(&self, value: &str, is_same: impl Fn(&str, &str) -> bool) -> bool {
        let number = memory(value.trim()).filter(|_| value.starts_with(|c: char| c.is_ascii_digit()));
        self.is.as_ref().is_none_or(|is| is.iter().any(|known| is_same(known, value)))
            && !self.is_not.iter().any(|known| is_same(known, value))
            && self.more_than.is_none_or(|bound| number.is_some_and(|number| number > bound))
            && self.less_than.is_none_or(|bound| number.is_some_and(|number| number < bound))
            && self.text.as_ref().is_none_or(|text| text.holds(Known::Text(value)))
    }
}

/// An amount as the server reads it, or the one of the configuration.
pub(crate) fn amount(text: &str, values: &Values, errors: &mut Vec<RuleError>) -> Option<u64> {
    let resolved = resolve_one(text, values, errors);
    let number = memory(&resolved).filter(|_| resolved.starts_with(|c: char| c.is_ascii_digit()));
    if number.is_none() && !resolved.is_empty() {
        errors.push(RuleError::Amount { text: text.to_owned() });
    }
    number
}

/// Whether something is given, and what.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// Whether.
    State(GivenMatch),
    /// What.
    Value(ValueMatch),
}

impl Wanted {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawGiven, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        match raw {
            RawGiven::State(state) => Wanted::State(*state),
            RawGiven::Value(value) => Wanted::Value(ValueMatch::compile(value, values, errors)),
        }
    }

    /// Whether it is so for certain.
    pub(crate) fn holds(&self, given: &Given) -> bool {
        match self {
            Wanted::State(GivenMatch::Absent) => given.is_absent(),
            Wanted::State(GivenMatch::Literal) => given.literal().is_some(),
            Wanted::State(GivenMatch::Dynamic) => *given == Given::Dynamic,
            Wanted::Value(value) => given.literal().is_some_and(|text| value.holds(text, |a, b| a == b)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[track_caller]
    fn text(yaml: &str) -> TextMatch {
        let raw: RawText = serde_yaml::from_str(yaml).expect(yaml);
        let mut errors = Vec::new();
        let compiled = TextMatch::compile(&raw, &Values::new(&Config::default()), &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        compiled
    }

    #[track_caller]
    fn check(yaml: &str, yes: &[&str], no: &[&str]) {
        let compiled = text(yaml);
        for known in yes {
            assert!(compiled.holds(Known::Text(known)), "{yaml} {known}");
        }
        for known in no {
            assert!(!compiled.holds(Known::Text(known)), "{yaml} {known}");
        }
    }

    #[test]
    fn texts_are_globs_lists_or_all_that_is_written() {
        check("'cache:*'", &["cache:", "cache:a\nb"], &["caches:a"]);
        check("[a, 'b?']", &["a", "bx"], &["b", "ab"]);
        check("$trigger-streams", &["triggers.a"], &["a"]);
        check("{regex: '^ge:', not-glob: '*:tmp'}", &["ge:a"], &["ge:tmp", "x"]);
        check("{is: [a, b], is-not: b}", &["a"], &["b", "c"]);
        check("{is-not: $entry-stream}", &["x"], &["ge:work:incoming"]);
    }

    #[test]
    fn what_is_unknown_is_neither_so_nor_not_so() {
        for yaml in ["'*:*'", "{not-glob: 'a*'}", "{is: a}", "{is-not: a}"] {
            assert!(!text(yaml).holds(Known::Pieces(&[Piece::Hole])), "{yaml}");
        }
        assert!(text("'*'").holds(Known::Pieces(&[Piece::Hole])));
    }

    #[test]
    fn mistakes_are_told() {
        let mut errors = Vec::new();
        let values = Values::new(&Config::default());
        let raw: RawText = serde_yaml::from_str("{regex: '(', is: $nothing}").expect("it is YAML");
        TextMatch::compile(&raw, &values, &mut errors);
        let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["`$nothing` is no value of the configuration", "`(` is no regular expression: unclosed group"]
        );
    }

    #[test]
    fn amounts_are_compared_by_what_they_mean() {
        let raw: RawValueMatch = serde_yaml::from_str("{more-than: 256mb}").expect("it is YAML");
        let mut errors = Vec::new();
        let value = ValueMatch::compile(&raw, &Values::new(&Config::default()), &mut errors);
        let holds = |text: &str| value.holds(text, |a, b| a == b);
        assert!(errors.is_empty());
        assert!(holds("1gb") && holds("268435457"));
        assert!(!holds("256mb") && !holds("0") && !holds("lots") && !holds(""));
    }
}
