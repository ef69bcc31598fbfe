//! Which words of a command are keys.

use serde::Deserialize;

use super::word::Word;

/// A statement of the table about the places of keys. Places count from 0 = the command's name, a subcommand's name is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum KeySpec {
    /// Every `step`-th word from `first` to `last`; a negative `last` counts from the end (-1 is the last word).
    Range { first: usize, last: isize, step: usize },
    /// The word at `count` says how many there are: the first at `first`, then every `step`-th.
    Counted { count: usize, first: usize, step: usize },
    /// The word after this token.
    After(String),
    /// All words after this token.
    AllAfter(String),
    /// The first half of the words after this token.
    HalfAfter(String),
    /// Cannot be said.
    Unknown,
}

/// All statements about one command: `1, n@2:3`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct KeySpecs(pub(super) Vec<KeySpec>);

impl TryFrom<String> for KeySpecs {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let specs =
            text.split(',').map(|spec| parse(spec.trim()).ok_or_else(|| format!("`{spec}` says no place of keys")));
        specs.collect::<Result<_, _>>().map(Self)
    }
}

fn parse(text: &str) -> Option<KeySpec> {
    if text == "?" {
        return Some(KeySpec::Unknown);
    }
    if let Some((token, range)) = text.split_once('+') {
        let token = token.to_owned();
        return match range {
            "1" => Some(KeySpec::After(token)),
            "1..-1" => Some(KeySpec::AllAfter(token)),
            "1..-1 half" => Some(KeySpec::HalfAfter(token)),
            _ => None,
        };
    }
    let (places, step) = match text.split_once('/') {
        Some((places, step)) => (places, step.parse().ok().filter(|step| *step > 0)?),
        None => (text, 1),
    };
    if let Some(counted) = places.strip_prefix("n@") {
        let (count, first) = counted.split_once(':')?;
        return Some(KeySpec::Counted { count: count.parse().ok()?, first: first.parse().ok()?, step });
    }
    let (first, last) = places.split_once("..").unwrap_or((places, places));
    Some(KeySpec::Range { first: first.parse().ok()?, last: last.parse().ok()?, step })
}

/// The keys among the words of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Their places among the words, ascending; each is certain.
    pub(crate) places: Vec<usize>,
    /// Whether these are all.
    pub(crate) is_complete: bool,
}

impl KeySpecs {
    /// The keys among `words`. `shift` is what a place in the table must be moved by: the words of the name as they were written are fewer when name and
    /// subcommand came as one word. `token` finds the place of a token.
    pub(super) fn find(&self, words: &[Word], shift: usize, token: impl Fn(&str) -> Option<usize>) -> Keys {
        // Behind a run of unknown words no place is certain.
        let known = words.iter().position(Word::is_many).unwrap_or(words.len());
        let mut finder = Finder { words, known, shift, keys: Keys { places: Vec::new(), is_complete: true } };
        for spec in &self.0 {
            finder.apply(spec, &token);
        }
        let mut keys = finder.keys;
        keys.places.sort_unstable();
        keys.places.dedup();
        keys
    }
}

struct Finder<'a> {
    words: &'a [Word],
    /// How many words there are before the first run of unknown words.
    known: usize,
    shift: usize,
    keys: Keys,
}

impl Finder<'_> {
    fn apply(&mut self, spec: &KeySpec, token: impl Fn(&str) -> Option<usize>) {
        let has_run = self.known < self.words.len();
        match spec {
            KeySpec::Range { first, last, step } => {
                let first = first.saturating_sub(self.shift);
                let end = match usize::try_from(*last) {
                    Ok(last) => last.saturating_sub(self.shift) + 1,
                    // With a run of unknown words the last ones before it may be those that are no keys.
                    Err(_) if has_run => {
                        self.keys.is_complete = false;
                        self.known.saturating_sub(last.unsigned_abs() - 1)
                    }
                    Err(_) => (self.words.len() + 1).saturating_sub(last.unsigned_abs()),
                };
                self.extend(first, end, *step);
            }
            KeySpec::Counted { count, first, step } => {
                let count = self.words[..self.known].get(count.saturating_sub(self.shift)).and_then(Word::as_text);
                match count.and_then(|count| count.parse::<usize>().ok()) {
                    Some(count) => {
                        let first = first.saturating_sub(self.shift);
                        self.extend(first, first.saturating_add(count.saturating_mul(*step)), *step);
                    }
                    None => self.keys.is_complete = false,
                }
            }
            KeySpec::After(name) => match token(name) {
                Some(at) => self.extend(at + 1, at + 2, 1),
                None => self.keys.is_complete &= !has_run,
            },
            KeySpec::AllAfter(name) => match token(name) {
                Some(at) => self.extend(at + 1, self.words.len(), 1),
                None => self.keys.is_complete &= !has_run,
            },
            KeySpec::HalfAfter(name) => match token(name) {
                Some(at) if has_run => {
                    self.keys.is_complete = false;
                    self.extend(at + 1, at + 2, 1);
                }
                Some(at) => self.extend(at + 1, at + 1 + (self.words.len() - at - 1) / 2, 1),
                None => self.keys.is_complete = false,
            },
            KeySpec::Unknown => self.keys.is_complete = false,
        }
    }

    fn extend(&mut self, first: usize, end: usize, step: usize) {
        if end > self.known && self.known < self.words.len() {
            self.keys.is_complete = false;
        }
        let end = end.min(self.known);
        if first < end {
            self.keys.places.extend((first..end).step_by(step));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        for (text, expected) in [
            ("1", KeySpec::Range { first: 1, last: 1, step: 1 }),
            ("1..-2", KeySpec::Range { first: 1, last: -2, step: 1 }),
            ("1..-1/2", KeySpec::Range { first: 1, last: -1, step: 2 }),
            ("n@1:2/2", KeySpec::Counted { count: 1, first: 2, step: 2 }),
            ("STORE+1", KeySpec::After("STORE".into())),
            ("STREAMS+1..-1 half", KeySpec::HalfAfter("STREAMS".into())),
            ("?", KeySpec::Unknown),
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        for text in ["", "x", "1/0", "n@1", "n@a:b", "STORE+2", "-1", "1..x"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
