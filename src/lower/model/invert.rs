//! A template read backwards: what must be given to a call so that it sends further words.

use super::template::{Condition, Filter, Node, Place, Template};

/// What a parameter, or a key in it, must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This word.
    Word(String),
    /// True.
    True,
    /// Not true.
    False,
}

/// How many ways through a template are tried.
const MAX_STEPS: usize = 2000;

/// For each group of `template` that gives exactly `words` for some arguments: these arguments.
pub(crate) fn invert(template: &Template, words: &[String]) -> Vec<Vec<(Place, Wanted)>> {
    let mut found = Vec::new();
    let mut steps = 0;
    for node in template.nodes() {
        if let Node::Group(condition, body) = node {
            let mut matcher = Matcher { words, given: Vec::new(), steps };
            if matcher.group(condition, body, &mut |matcher, at| at == matcher.words.len(), 0) {
                found.push(matcher.given);
                steps = matcher.steps;
            }
        }
    }
    found
}

struct Matcher<'a> {
    words: &'a [String],
    given: Vec<(Place, Wanted)>,
    steps: usize,
}

/// What comes behind a part of a template: whether the rest matches from a word on.
type Rest<'r, 'a> = &'r mut dyn FnMut(&mut Matcher<'a>, usize) -> bool;

impl<'a> Matcher<'a> {
    /// A group that is there.
    fn group(&mut self, condition: &Condition, body: &[Node], rest: Rest<'_, 'a>, at: usize) -> bool {
        let before = self.given.len();
        match condition {
            Condition::True(place) => self.given.push((place.clone(), Wanted::True)),
            Condition::False(place) => self.given.push((place.clone(), Wanted::False)),
            Condition::Equals(place, text) => self.given.push((place.clone(), Wanted::Word(text.clone()))),
            Condition::Given(_) | Condition::Always => {}
        }
        let is_match = self.nodes(body, rest, at) && self.is_consistent(condition, before);
        if !is_match {
            self.given.truncate(before);
        }
        is_match
    }

    /// Whether what must be given is given by a word, and nothing is asked to be two things.
    fn is_consistent(&self, condition: &Condition, before: usize) -> bool {
        let given = &self.given[before..];
        let is_given = match condition {
            Condition::Given(place) => given.iter().any(|(known, wanted)| known == place && *wanted != Wanted::False),
            _ => true,
        };
        let is_single = |(index, (place, wanted)): (usize, &(Place, Wanted))| {
            self.given[..index].iter().all(|(known, other)| known != place || other == wanted)
        };
        is_given && self.given.iter().enumerate().all(is_single)
    }

    fn nodes(&mut self, nodes: &[Node], rest: Rest<'_, 'a>, at: usize) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        let Some((first, others)) = nodes.split_first() else { return rest(self, at) };
        let word = self.words.get(at);
        match first {
            Node::Word(text) => {
                word.is_some_and(|word| word.eq_ignore_ascii_case(text)) && self.nodes(others, rest, at + 1)
            }
            Node::Param(place, Filter::One | Filter::Upper | Filter::Flat) => {
                let Some(word) = word else { return false };
                let before = self.given.len();
                self.given.push((place.clone(), Wanted::Word(word.clone())));
                let is_match = self.nodes(others, rest, at + 1);
                if !is_match {
                    self.given.truncate(before);
                }
                is_match
            }
            Node::Data(inner) => {
                let Node::Param(place, filter) = &**inner else { return false };
                let plain = [Node::Param(place.clone(), *filter)];
                self.nodes(&plain, &mut |matcher, at| matcher.nodes(others, rest, at), at)
            }
            Node::Group(condition, body) => {
                let mut behind = |matcher: &mut Self, at: usize| matcher.nodes(others, rest, at);
                self.group(condition, body, &mut behind, at) || self.skip(condition, others, rest, at)
            }
            Node::Param(..) | Node::Mixed(_) | Node::All | Node::One | Node::Many => false,
        }
    }

    /// Goes on without a group.
    fn skip(&mut self, condition: &Condition, others: &[Node], rest: Rest<'_, 'a>, at: usize) -> bool {
        let before = self.given.len();
        match condition {
            Condition::Always => return false,
            Condition::True(place) => self.given.push((place.clone(), Wanted::False)),
            Condition::False(place) => self.given.push((place.clone(), Wanted::True)),
            Condition::Given(_) | Condition::Equals(..) => {}
        }
        let is_match = self.nodes(others, rest, at);
        if !is_match {
            self.given.truncate(before);
        }
        is_match
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, words: &str, expected: &[&str]) {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let found = invert(&Template::parse(template).expect(template), &words);
        let shown: Vec<String> = found
            .iter()
            .map(|given| {
                let one = |(place, wanted): &(Place, Wanted)| {
                    let path = std::iter::once(&place.root).chain(&place.keys).cloned().collect::<Vec<_>>().join(".");
                    match wanted {
                        Wanted::Word(word) => format!("{path}={word}"),
                        Wanted::True => path,
                        Wanted::False => format!("!{path}"),
                    }
                };
                given.iter().map(one).collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(shown, expected, "{template}");
    }

    #[test]
    fn templates_read_backwards() {
        check("FLUSHALL [ASYNC ?asynchronous]", "ASYNC", &["asynchronous"]);
        check("FLUSHALL [{mode}]", "ASYNC", &["mode=ASYNC"]);
        let xadd =
            "XADD {k} [{policy}] [MAXLEN [~ ?approximate] {maxlen}] [MINID [~ ?approximate] {minid}] [LIMIT {n}] {id}";
        check(xadd, "MAXLEN ~ 100", &["approximate maxlen=100"]);
        check(xadd, "MAXLEN 100", &["!approximate maxlen=100"]);
        check(xadd, "LIMIT 3", &["n=3"]);
        check(xadd, "MAXLEN ~ 100 LIMIT 3", &[]);
        check("XADD {k} [MAXLEN [~ !exact] {max}]", "MAXLEN ~ 9", &["!exact max=9"]);
        check(
            "XADD {k} [{o.TRIM.strategy} [{o.TRIM.modifier}] {o.TRIM.threshold} [LIMIT {o.TRIM.limit}]] {id}",
            "MAXLEN ~ 9",
            &["o.TRIM.strategy=MAXLEN o.TRIM.modifier=~ o.TRIM.threshold=9"],
        );
        check("XADD {k} {maxlen*} {id}", "MAXLEN ~ 9", &[]);
        check("SET {k} [{a} {a}]", "X Y", &[]);
    }
}
