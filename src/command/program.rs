//! A grammar compiled to a small program, which the matcher runs over all words at once (as regular expressions are run without backtracking).

use super::grammar::{GrammarError, Node, parse};
use super::version::Since;
use super::word::Piece;

/// How many counts one grammar may use; the table needs 2.
pub(super) const MAX_SLOTS: usize = 2;

/// Data of these names starts with a digit or a sign, so that a known word that does not is something else. Only names for which this holds in every
/// command and every version are listed.
const NUMERIC: &[&str] = &[
    "count",
    "limit",
    "milliseconds",
    "min-idle-time",
    "ms",
    "offset",
    "seconds",
    "threshold",
    "unix-time-milliseconds",
    "unix-time-seconds",
];

/// One step of a program.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Takes one word as this terminal.
    Take(u32),
    /// Goes on at each of these.
    Fork(Vec<u32>),
    /// Starts to count down from the count in this slot.
    Count(u8),
    /// Goes to the next step as long as the count lasts, then to the one given.
    Loop(u32),
    /// Forgets the count in this slot.
    Forget(u8),
    /// All words may be taken.
    Accept,
}

/// What a word can be.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    /// Whether it is a token; else data.
    pub(super) is_token: bool,
    /// The token's text in upper case or the data's name; empty where the name cannot be said.
    pub(super) text: String,
    /// The first release with it, if younger than the command.
    pub(super) since: Option<Since>,
    /// The tokens of the clause in front of it, alternatives with `|`: `AGGREGATE` for its `COUNT`.
    pub(super) heads: Vec<String>,
    /// The slot that keeps its value as a count.
    pub(super) slot: Option<u8>,
    /// Whether it must look like a number.
    is_numeric: bool,
}

impl Terminal {
    /// Whether a known word can be this. A token is compared in any letter case.
    pub(super) fn accepts(&self, word: &str) -> bool {
        if self.is_token { self.text.eq_ignore_ascii_case(word) } else { !self.is_numeric || starts_like_number(word) }
    }

    /// Whether a partly known word can be this.
    pub(super) fn may_accept(&self, pieces: &[Piece]) -> bool {
        let known: usize = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 }).sum();
        let is_prefix =
            |text: &str, of: &str| of.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        let is_suffix = |text: &str, of: &str| {
            let start = of.len().checked_sub(text.len()).and_then(|start| of.get(start..));
            start.is_some_and(|end| end.eq_ignore_ascii_case(text))
        };
        if !self.is_token {
            return match pieces.first() {
                Some(Piece::Text(text)) if self.is_numeric => starts_like_number(text),
                _ => true,
            };
        }
        known <= self.text.len()
            && pieces.first().is_none_or(|piece| {
                matches!(piece, Piece::Text(text) if is_prefix(text, &self.text)) || *piece == Piece::Hole
            })
            && pieces.last().is_none_or(|piece| {
                matches!(piece, Piece::Text(text) if is_suffix(text, &self.text)) || *piece == Piece::Hole
            })
    }

    /// Whether this is the token that `option` names: its text, before it the tokens that introduce it if it takes those to tell it apart
    /// (`COUNT`, `AGGREGATE COUNT`).
    pub(super) fn is_option(&self, option: &str) -> bool {
        let mut names = option.split_whitespace().rev();
        let mut heads = self.heads.iter().rev();
        self.is_token
            && names.next().is_some_and(|name| self.text.eq_ignore_ascii_case(name))
            && names.all(|name| heads.any(|head| head.split('|').any(|head| head.eq_ignore_ascii_case(name))))
    }

    /// The token with what introduces it, for messages: `AGGREGATE COUNT`.
    pub(super) fn path(&self) -> String {
        let mut path = self.heads.clone();
        path.push(self.text.clone());
        path.join(" ")
    }
}

/// Whether a text can be a number as Redis reads it: `5`, `-1`, `+0.5`, `.5`, `#2`.
fn starts_like_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['-', '+', '#', '.']);
    word.len() - digits.len() <= 2 && digits.starts_with(|sign: char| sign.is_ascii_digit())
}

/// A compiled grammar; it starts at step 0.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) terminals: Vec<Terminal>,
}

impl Program {
    /// Compiles the grammar `text`; an empty text takes no words.
    pub(super) fn compile(text: &str) -> Result<Self, GrammarError> {
        let node = if text.is_empty() { Node::Sequence(Vec::new()) } else { parse(text)? };
        let mut slots = Vec::new();
        counts(&node, &mut slots);
        if slots.len() > MAX_SLOTS {
            return Err(GrammarError::Unsupported("too many different counts"));
        }
        let program = Program { steps: Vec::new(), terminals: Vec::new() };
        let mut compiler = Compiler { program, slots, since: None, heads: Vec::new(), in_count: false };
        // The words of the outermost sequence introduce nothing: they are the command itself.
        match &node {
            Node::Sequence(items) => compiler.sequence(items, false)?,
            _ => compiler.node(&node)?,
        }
        compiler.emit(Step::Accept);
        Ok(compiler.program)
    }
}

/// Collects the names of all counts.
fn counts(node: &Node, names: &mut Vec<String>) {
    match node {
        Node::Token { .. } | Node::Data { .. } => {}
        Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().for_each(|node| counts(node, names)),
        Node::Optional(node) | Node::Repeat { node, .. } | Node::Share(node) => counts(node, names),
        Node::Counted { node, count } => {
            counts(node, names);
            if !names.contains(count) {
                names.push(count.clone());
            }
        }
    }
}

/// Whether data of this name stands in `node`.
fn defines(node: &Node, wanted: &str) -> bool {
    match node {
        Node::Token { .. } => false,
        Node::Data { name, .. } => name == wanted,
        Node::Sequence(nodes) | Node::Either(nodes) => nodes.iter().any(|node| defines(node, wanted)),
        Node::Optional(node) | Node::Repeat { node, .. } | Node::Share(node) | Node::Counted { node, .. } => {
            defines(node, wanted)
        }
    }
}

/// The tokens with which an item starts a clause: `MAXLEN|MINID`.
fn head_of(node: &Node) -> Option<String> {
    match node {
        Node::Token { text, .. } => Some(text.clone()),
        Node::Either(ways) => ways.iter().map(head_of).collect::<Option<Vec<_>>>().map(|heads| heads.join("|")),
        _ => None,
    }
}

/// What may be left out or repeated from none on; neighbours of this kind come in any order.
fn is_free(node: &Node) -> bool {
    match node {
        Node::Optional(_) => true,
        Node::Repeat { node, .. } => is_free(node),
        _ => false,
    }
}

struct Compiler {
    program: Program,
    slots: Vec<String>,
    /// For terminals without a version of their own.
    since: Option<Since>,
    heads: Vec<String>,
    in_count: bool,
}

impl Compiler {
    #[expect(clippy::cast_possible_truncation, reason = "grammars are a few hundred characters long")]
    fn here(&self) -> u32 {
        self.program.steps.len() as u32
    }

    fn emit(&mut self, step: Step) -> u32 {
        let at = self.here();
        self.program.steps.push(step);
        at
    }

    fn set(&mut self, at: u32, step: Step) {
        self.program.steps[at as usize] = step;
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "there are at most MAX_SLOTS slots and a few hundred terminals"
    )]
    fn take(&mut self, is_token: bool, text: &str, since: Option<Since>) {
        let slot = if is_token { None } else { self.slots.iter().position(|name| name == text).map(|slot| slot as u8) };
        let terminal = self.program.terminals.len() as u32;
        self.program.terminals.push(Terminal {
            is_token,
            text: text.to_owned(),
            since: since.or(self.since),
            heads: self.heads.clone(),
            slot,
            is_numeric: slot.is_some() || NUMERIC.contains(&text),
        });
        self.emit(Step::Take(terminal));
    }

    fn node(&mut self, node: &Node) -> Result<(), GrammarError> {
        match node {
            Node::Token { text, since } => self.take(true, text, *since),
            Node::Data { name, since } => self.take(false, name, *since),
            Node::Sequence(items) => self.sequence(items, true)?,
            Node::Either(ways) => self.either(ways)?,
            Node::Optional(inner) => {
                let fork = self.emit(Step::Accept);
                self.scoped(inner)?;
                self.set(fork, Step::Fork(vec![fork + 1, self.here()]));
            }
            Node::Repeat { node: inner, .. } if is_free(inner) => self.free(std::slice::from_ref(node))?,
            Node::Repeat { node: inner, since: None } => {
                let start = self.here();
                self.scoped(inner)?;
                let end = self.here() + 1;
                self.emit(Step::Fork(vec![start, end]));
            }
            Node::Repeat { node: inner, since } => {
                self.scoped(inner)?;
                let before = std::mem::replace(&mut self.since, *since);
                let fork = self.emit(Step::Accept);
                self.scoped(inner)?;
                self.emit(Step::Fork(vec![fork]));
                self.since = before;
                self.set(fork, Step::Fork(vec![fork + 1, self.here()]));
            }
            Node::Counted { node: inner, count } => self.counted(inner, count)?,
            Node::Share(_) => self.shares(std::slice::from_ref(node))?,
        }
        Ok(())
    }

    /// One item after the other. In a clause the first tokens introduce what follows.
    fn sequence(&mut self, items: &[Node], is_clause: bool) -> Result<(), GrammarError> {
        let depth = self.heads.len();
        let mut rest = items;
        while let Some(first) = rest.first() {
            let free = rest.iter().take_while(|item| is_free(item)).count();
            let shares = rest.iter().take_while(|item| matches!(item, Node::Share(_))).count();
            let taken = free.max(shares).max(1);
            if free > 1 {
                self.free(&rest[..free])?;
            } else if shares > 0 {
                self.shares(&rest[..shares])?;
            } else {
                self.node(first)?;
                if is_clause && rest.len() == items.len() {
                    self.heads.extend(head_of(first));
                }
            }
            rest = &rest[taken..];
        }
        self.heads.truncate(depth);
        Ok(())
    }

    fn either(&mut self, ways: &[Node]) -> Result<(), GrammarError> {
        let fork = self.emit(Step::Accept);
        let mut starts = Vec::new();
        let mut ends = Vec::new();
        for way in ways {
            starts.push(self.here());
            self.node(way)?;
            ends.push(self.emit(Step::Accept));
        }
        let end = self.here();
        for at in ends {
            self.set(at, Step::Fork(vec![end]));
        }
        self.set(fork, Step::Fork(starts));
        Ok(())
    }

    /// Optional items in any order. That each comes only once is not checked: whether a second one is an error or replaces the first, it is the same
    /// token, and remembering which were seen would take a state for every subset.
    fn free(&mut self, items: &[Node]) -> Result<(), GrammarError> {
        let fork = self.emit(Step::Accept);
        let mut ways = Vec::new();
        for mut item in items {
            while let Node::Optional(inner) | Node::Repeat { node: inner, .. } = item {
                let was_optional = matches!(item, Node::Optional(_));
                item = inner;
                if was_optional {
                    break;
                }
            }
            ways.push(self.here());
            self.scoped(item)?;
            self.emit(Step::Fork(vec![fork]));
        }
        ways.push(self.here());
        self.set(fork, Step::Fork(ways));
        Ok(())
    }

    /// An item with the counts that it defines, which are forgotten after it, so that two ways to the same place are the same state.
    fn scoped(&mut self, node: &Node) -> Result<(), GrammarError> {
        self.node(node)?;
        for (slot, name) in (0..).zip(self.slots.clone()) {
            if defines(node, &name) {
                self.emit(Step::Forget(slot));
            }
        }
        Ok(())
    }

    fn counted(&mut self, node: &Node, count: &str) -> Result<(), GrammarError> {
        if self.in_count {
            return Err(GrammarError::Unsupported("a count inside a count"));
        }
        let slots = (0..).zip(&self.slots);
        let slot = slots.filter(|(_, name)| *name == count).map(|(slot, _)| slot).next();
        let slot = slot.ok_or(GrammarError::Unsupported("a count without a slot"))?;
        self.emit(Step::Count(slot));
        let start = self.emit(Step::Accept);
        self.in_count = true;
        self.node(node)?;
        self.in_count = false;
        self.emit(Step::Fork(vec![start]));
        self.set(start, Step::Loop(self.here()));
        Ok(())
    }

    /// Items that share the rest: which word is whose is certain only for the first and the last.
    fn shares(&mut self, items: &[Node]) -> Result<(), GrammarError> {
        let [Node::Share(first), Node::Share(last)] = items else {
            return Err(GrammarError::Unsupported("only two items can share the rest"));
        };
        self.node(first)?;
        let fork = self.emit(Step::Accept);
        self.take(false, "", None);
        self.take(false, "", None);
        self.emit(Step::Fork(vec![fork]));
        self.set(fork, Step::Fork(vec![fork + 1, self.here()]));
        self.node(last)
    }
}
