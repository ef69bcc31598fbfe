//! What else is done where a command is sent.

use crate::command::{Piece, Presence, Reading, Word, WordKind};
use crate::finding::Related;
use crate::rules::compile::{self, RuleError};
use crate::rules::facts::Facts;
use crate::rules::raw::OneOrMany;
use crate::rules::raw_match::{Order, RawBeside, Within};
use crate::usage::{Command, Fact, FactKind, Persist};

/// Something that is done beside a command.
#[derive(Debug)]
pub(crate) struct Beside {
    /// Commands; `None` when only the database is asked for.
    names: Option<Vec<String>>,
    with: Vec<String>,
    persist: bool,
    same_key: bool,
    same_value: bool,
    order: Order,
    within: Within,
    label: String,
}

impl Beside {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawBeside, errors: &mut Vec<RuleError>) -> Self {
        if raw.command.is_some() == raw.persist {
            errors.push(RuleError::Beside);
        }
        let names = raw.command.as_ref().and_then(|command| compile::names(command, errors));
        let with = compile::options_of(names.as_deref().unwrap_or_default(), raw.with_option.as_ref(), errors);
        Self {
            names,
            with,
            persist: raw.persist,
            same_key: raw.same_key,
            same_value: raw.same_value,
            order: raw.order,
            within: raw.within,
            label: raw.label.clone(),
        }
    }

    /// All that are written.
    pub(crate) fn compile_all(raw: Option<&OneOrMany<RawBeside>>, errors: &mut Vec<RuleError>) -> Vec<Self> {
        raw.map(OneOrMany::as_slice).unwrap_or_default().iter().map(|raw| Self::compile(raw, errors)).collect()
    }

    /// The first place where it is done beside the command at `index`; `key` is the place of the one key that is asked for.
    pub(crate) fn find(
        &self,
        index: usize,
        command: &Command,
        facts: &Facts<'_>,
        key: Option<usize>,
    ) -> Option<Related> {
        let near = match self.within {
            Within::Scope => facts.neighbours(index, command, matches!(self.order, Order::Any)),
            Within::File => facts.everywhere(index),
        };
        let here = facts.all.get(index)?;
        let found = near.into_iter().find_map(|other| {
            // what is written counts where it is final
            let at = facts.all.get(facts.final_at(other)?)?;
            let is_in_order = match self.order {
                Order::Any => true,
                Order::Before => at.span.start < here.span.start,
                Order::After => at.span.start > here.span.start,
            };
            (is_in_order && self.is(index, other, facts, key)).then_some(at)
        })?;
        Some(Related { span: found.span, label: self.label.clone() })
    }

    fn is(&self, index: usize, other: usize, facts: &Facts<'_>, key: Option<usize>) -> bool {
        let (Some(here), Some(there)) = (facts.all.get(index), facts.all.get(other)) else { return false };
        match &there.kind {
            FactKind::Persist(Persist::Write) => self.persist && (!self.same_value || share(here, there)),
            FactKind::Command(_) => {
                let (Some(names), Some(reading)) = (&self.names, facts.reading(other)) else { return false };
                let has_name = compile::is_among(names, &reading.command.name);
                let has_option = || self.with.iter().any(|option| reading.has_option(option) != Presence::No);
                has_name
                    && (self.with.is_empty() || has_option())
                    && (!self.same_key || facts.reading(index).is_none_or(|here| may_have_same_key(here, reading, key)))
            }
            _ => false,
        }
    }
}

/// Whether two commands may have a key in common: any, or the one at `key` of the first.
fn may_have_same_key(a: &Reading<'_>, b: &Reading<'_>, key: Option<usize>) -> bool {
    let (of_a, of_b) = (a.keys(), b.keys());
    if !of_a.is_complete || !of_b.is_complete {
        return true;
    }
    let words = |reading: &Reading<'_>, places: &[usize]| -> Vec<Word> {
        places.iter().take(50).filter_map(|&place| reading.words.get(place)).cloned().collect()
    };
    let of_a = key.map_or_else(|| words(a, &of_a.places), |key| words(a, &[key]));
    let of_b = words(b, &of_b.places);
    of_a.iter().any(|a| of_b.iter().any(|b| may_be_same(a, b)))
}

/// Whether two words may be the same text.
fn may_be_same(a: &Word, b: &Word) -> bool {
    let ends = |word: &Word| -> (String, String, bool) {
        match &word.kind {
            WordKind::Text(text) => (text.clone(), text.clone(), true),
            WordKind::Partial(pieces) => {
                let text = |piece: Option<&Piece>| match piece {
                    Some(Piece::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                (text(pieces.first()), text(pieces.last()), false)
            }
            WordKind::One | WordKind::Many => (String::new(), String::new(), false),
        }
    };
    if are_elements(&a.source, &b.source) {
        return a.source == b.source;
    }
    let ((start_a, end_a, is_whole_a), (start_b, end_b, is_whole_b)) = (ends(a), ends(b));
    if is_whole_a && is_whole_b {
        return start_a == start_b;
    }
    (start_a.starts_with(&start_b) || start_b.starts_with(&start_a))
        && (end_a.ends_with(&end_b) || end_b.ends_with(&end_a))
}

/// Whether two sources are elements of one list or mapping, each by a place that is written down: `KEYS[1]` and `KEYS[2]`.
fn are_elements(a: &str, b: &str) -> bool {
    let list = |text: &str| -> Option<usize> {
        let open = text.rfind('[').filter(|open| *open > 0)?;
        let place = text.get(open + 1..)?.strip_suffix(']')?;
        (!place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit())).then_some(open)
    };
    matches!((list(a), list(b)), (Some(end_a), Some(end_b)) if a[..end_a] == b[..end_b])
}

/// Whether something flows into both: one is the other, or a part of it.
fn share(a: &Fact, b: &Fact) -> bool {
    let is_part =
        |part: &str, whole: &str| part.strip_prefix(whole).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    a.flow.iter().any(|a| b.flow.iter().any(|b| is_part(a, b) || is_part(b, a)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_one_list() {
        assert!(are_elements("KEYS[1]", "KEYS[2]"));
        assert!(are_elements("KEYS[1]", "KEYS[1]"));
        for (a, b) in
            [("KEYS[1]", "ARGV[1]"), ("KEYS[i]", "KEYS[1]"), ("[1]", "[2]"), ("KEYS", "KEYS[1]"), ("k[1", "k[2")]
        {
            assert!(!are_elements(a, b), "{a} {b}");
        }
    }

    #[test]
    fn words_that_may_be_the_same() {
        let word = |text: &str| match text.split_once("{}") {
            Some(("", "")) => Word::one(),
            Some((start, end)) => Word::new(WordKind::Partial(
                [Piece::Text(start.into()), Piece::Hole, Piece::Text(end.into())]
                    .into_iter()
                    .filter(|piece| *piece != Piece::Text(String::new()))
                    .collect(),
            )),
            None => Word::text(text),
        };
        for (a, b, expected) in [
            ("a", "a", true),
            ("a", "b", false),
            ("cache:{}", "cache:1", true),
            ("cache:{}", "lock:1", false),
            ("cache:{}", "cache:{}:x", true),
            ("cache:{}:x", "cache:{}:y", false),
            ("{}", "a", true),
            ("{}", "{}:x", true),
        ] {
            assert_eq!(may_be_same(&word(a), &word(b)), expected, "{a} {b}");
            assert_eq!(may_be_same(&word(b), &word(a)), expected, "{b} {a}");
        }
    }
}
