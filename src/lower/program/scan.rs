//! Options and operands of a command line.

use super::model::{Kind, Program, Role, model};
use super::program_name;
use super::words::{HOLE, flatten};
use crate::command::{Word, WordKind};

/// An option that was found.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) role: Role,
    /// The option as it is known: `-p`, `--port`.
    pub(super) name: String,
    /// The word it stands in.
    pub(super) word: &'a Word,
    /// Its value; `None` also when the line ends before it.
    pub(super) value: Option<Value<'a>>,
}

/// The value of an option.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    /// The word that holds it.
    pub(super) word: &'a Word,
    /// Bytes of the word's text before it: `--port=`.
    pub(super) skip: usize,
}

/// The parts of a command line.
#[derive(Debug)]
pub(super) struct Scanned<'a> {
    pub(super) options: Vec<Found<'a>>,
    /// As many as were asked for.
    pub(super) operands: Vec<&'a Word>,
    /// What follows.
    pub(super) rest: &'a [Word],
    /// Whether words of unknown number stood where options stand.
    pub(super) is_open: bool,
}

impl<'a> Scanned<'a> {
    /// The last option of this role.
    pub(super) fn last(&self, role: Role) -> Option<&Found<'a>> {
        self.options.iter().rev().find(|found| found.role == role)
    }

    /// Whether there is an option of this role.
    pub(super) fn has(&self, role: Role) -> bool {
        self.last(role).is_some()
    }

    /// All options of this role, in order.
    pub(super) fn all(&self, role: Role) -> impl Iterator<Item = &Found<'a>> {
        self.options.iter().filter(move |found| found.role == role)
    }
}

/// Reads options and the first `operands` operands of `program`.
pub(super) fn scan<'a>(program: &Program, words: &'a [Word], operands: usize) -> Scanned<'a> {
    let mut out = Scanned { options: Vec::new(), operands: Vec::new(), rest: &[], is_open: false };
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = flatten(word);
        if word.is_many() {
            out.is_open = true;
            at += 1;
        } else if text == "--" {
            let missing = operands.saturating_sub(out.operands.len());
            let after = words.get(at + 1..).unwrap_or_default();
            out.operands.extend(after.iter().take(missing));
            out.rest = after.get(missing..).unwrap_or_default();
            return out;
        } else if is_option(&text) && word.kind != WordKind::One {
            at += 1 + option(program, word, &text, words.get(at + 1), &mut out.options);
        } else if out.operands.len() < operands && !(out.is_open && carries_redis(word)) {
            out.operands.push(word);
            at += 1;
            if out.operands.len() == operands && !program.permutes {
                break;
            }
        } else {
            break;
        }
    }
    out.rest = words.get(at..).unwrap_or_default();
    out
}

fn is_option(text: &str) -> bool {
    text.len() > 1 && text.starts_with('-')
}

/// Whether the word starts a program that speaks to Redis.
fn carries_redis(word: &Word) -> bool {
    program_name(word)
        .and_then(|name| model().program(&name))
        .is_some_and(|program| matches!(program.kind, Kind::Client | Kind::Server | Kind::Endpoint))
}

/// Reads one option; gives the number of further words that it takes.
fn option<'a>(
    program: &Program,
    word: &'a Word,
    text: &str,
    next: Option<&'a Word>,
    out: &mut Vec<Found<'a>>,
) -> usize {
    let mut add = |name: &str, role, value| out.push(Found { role, name: name.to_owned(), word, value });
    let following = |role: Role| next.filter(|_| role.takes_value()).map(|word| Value { word, skip: 0 });
    if let Some(role) = program.role(text) {
        let value = following(role);
        add(text, role, value);
        return usize::from(value.is_some());
    }
    if let Some((name, _)) = text.split_once('=')
        && let Some(role) = program.role(name)
    {
        add(name, role, Some(Value { word, skip: name.len() + 1 }));
        return 0;
    }
    // redis-cli knows no joined short options: `-p6379` is refused
    if text.starts_with("--") || program.kind == Kind::Client && program.library == "redis-cli" {
        return 0;
    }
    let mut taken = 0;
    for (offset, c) in text.char_indices().skip(1) {
        if c == HOLE {
            break;
        }
        let name = format!("-{c}");
        let Some(role) = program.role(&name) else { break };
        if !role.takes_value() {
            add(&name, role, None);
            continue;
        }
        let skip = offset + c.len_utf8();
        // `sh -ce text`: the text is never joined
        if skip < text.len() && role != Role::Code {
            add(&name, role, Some(Value { word, skip }));
            break;
        }
        let value = following(role);
        add(&name, role, value);
        taken = usize::from(value.is_some());
        if role != Role::Code {
            break;
        }
    }
    taken
}
