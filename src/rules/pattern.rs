//! Patterns that are also asked of texts which are only partly known: `triggers.{agent}` certainly matches `triggers.*`.

use std::collections::HashSet;
use std::sync::OnceLock;

use regex::Regex;
use regex_automata::dfa::{Automaton, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::{Input, nfa::thompson, util::syntax};

use crate::command::{Piece, Presence};

/// The bound on the memory of an automaton; beyond it nothing is said of partly known texts.
const MAX_AUTOMATON: usize = 1 << 20;

/// A regular expression, searched for anywhere in a text. Most patterns are never asked, so each is compiled when it is first asked something.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
    automaton: OnceLock<Option<dense::DFA<Vec<u32>>>>,
}

/// Longer ones, and those that count, may be too large once they are compiled, which their author is told at once.
const SURELY_SMALL: usize = 200;

impl Pattern {
    /// The whole text, as it is.
    pub(crate) fn exact(text: &str) -> Result<Self, regex::Error> {
        Self::regex(&format!("^{}$", regex::escape(text)))
    }

    /// A glob over the whole text: `*` is any text, `?` one character.
    pub(crate) fn glob(text: &str) -> Result<Self, regex::Error> {
        let mut pattern = String::from("(?s)^");
        for c in text.chars() {
            match c {
                '*' => pattern.push_str(".*"),
                '?' => pattern.push('.'),
                c => pattern.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        pattern.push('$');
        Self::regex(&pattern)
    }

    /// A regular expression.
    pub(crate) fn regex(text: &str) -> Result<Self, regex::Error> {
        let regex = if text.len() > SURELY_SMALL || text.contains('{') {
            OnceLock::from(Some(Regex::new(text)?))
        } else {
            syntax::parse(text).map_err(|error| regex::Error::Syntax(error.to_string()))?;
            OnceLock::new()
        };
        Ok(Self { text: text.to_owned(), regex, automaton: OnceLock::new() })
    }

    /// Whether a text matches.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(&self.text).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// Whether a text matches whatever stands in its holes, or for none of what may stand there. Holes are any bytes, and `\w` is ASCII.
    pub(crate) fn presence(&self, pieces: &[Piece]) -> Presence {
        let automaton = self.automaton.get_or_init(|| {
            dense::Builder::new()
                .configure(
                    dense::Config::new()
                        .dfa_size_limit(Some(MAX_AUTOMATON))
                        .determinize_size_limit(Some(MAX_AUTOMATON)),
                )
                .syntax(syntax::Config::new().utf8(false).unicode(false))
                .thompson(thompson::Config::new().utf8(false))
                .build(&self.text)
                .ok()
        });
        automaton.as_ref().and_then(|automaton| run(automaton, pieces)).unwrap_or(Presence::Unknown)
    }
}

/// The states that a text may lead to, with those that have matched already counted apart.
#[derive(Default)]
struct States {
    open: Vec<StateID>,
    seen: HashSet<StateID>,
    has_matched: bool,
}

impl States {
    /// Adds a state once.
    fn add(&mut self, automaton: &dense::DFA<Vec<u32>>, state: StateID) {
        if automaton.is_match_state(state) {
            self.has_matched = true;
        } else if self.seen.insert(state) {
            self.open.push(state);
        }
    }
}

/// Follows all that the pieces may be at once. `None`: the automaton gave up.
fn run(automaton: &dense::DFA<Vec<u32>>, pieces: &[Piece]) -> Option<Presence> {
    let mut states = States::default();
    states.add(automaton, automaton.start_state_forward(&Input::new("")).ok()?);
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                for byte in text.bytes() {
                    let mut next = States { has_matched: states.has_matched, ..States::default() };
                    for &state in &states.open {
                        next.add(automaton, automaton.next_state(state, byte));
                    }
                    states = next;
                }
            }
            Piece::Hole => {
                let mut done = 0;
                while let Some(&state) = states.open.get(done) {
                    done += 1;
                    for unit in automaton.byte_classes().representatives(0..=u8::MAX) {
                        if let Some(byte) = unit.as_u8() {
                            states.add(automaton, automaton.next_state(state, byte));
                        }
                    }
                }
            }
        }
        if states.open.iter().any(|&state| automaton.is_quit_state(state)) {
            return None;
        }
    }
    let mut may = (states.has_matched, false);
    for &state in &states.open {
        if automaton.is_match_state(automaton.next_eoi_state(state)) {
            may.0 = true;
        } else {
            may.1 = true;
        }
    }
    Some(match may {
        (true, false) => Presence::Yes,
        (false, _) => Presence::No,
        (true, true) => Presence::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` with `{}` for holes.
    #[track_caller]
    fn check(pattern: &Pattern, text: &str, expected: Presence) {
        let mut pieces = Vec::new();
        for (index, part) in text.split("{}").enumerate() {
            if index > 0 {
                pieces.push(Piece::Hole);
            }
            if !part.is_empty() {
                pieces.push(Piece::Text(part.to_owned()));
            }
        }
        assert_eq!(pattern.presence(&pieces), expected, "{pattern:?} {text}");
        if !text.contains("{}") {
            assert_eq!(pattern.is_match(text), expected == Presence::Yes, "{text}");
        }
    }

    #[test]
    fn globs_are_asked_of_texts_with_holes() {
        use Presence::{No, Unknown, Yes};
        let triggers = Pattern::glob("triggers.*").expect("a glob");
        for (text, expected) in [
            ("triggers.{}", Yes),
            ("triggers.a-{}.x{}", Yes),
            ("triggers.", Yes),
            ("trigger{}", Unknown),
            ("{}triggers.a", Unknown),
            ("{}", Unknown),
            ("work.{}", No),
            ("triggersX{}", No),
        ] {
            check(&triggers, text, expected);
        }
        let both = Pattern::glob("a*z").expect("a glob");
        for (text, expected) in [("a{}z", Yes), ("a{}", Unknown), ("{}z", Unknown), ("a{}y", No), ("b{}z", No)] {
            check(&both, text, expected);
        }
    }

    #[test]
    fn regexes_are_asked_of_texts_with_holes() {
        use Presence::{No, Unknown, Yes};
        let names = Pattern::regex(r"^(ge:|triggers\.)").expect("a regex");
        for (text, expected) in [("ge:{}", Yes), ("triggers.{}", Yes), ("g{}", Unknown), ("x{}", No), ("{}", Unknown)] {
            check(&names, text, expected);
        }
        let inside = Pattern::regex("[0-9]{2}").expect("a regex");
        for (text, expected) in [("a12{}", Yes), ("a{}12", Yes), ("a{}", Unknown), ("1{}1", Unknown)] {
            check(&inside, text, expected);
        }
        check(&Pattern::exact("a.b").expect("a text"), "a.b", Yes);
        check(&Pattern::exact("a.b").expect("a text"), "a{}c", No);
    }

    #[test]
    fn what_is_too_large_says_nothing() {
        let large = Pattern::regex("^(a|b)*a(a|b){16}$").expect("a regex");
        check(&large, "a{}", Presence::Unknown);
    }
}
