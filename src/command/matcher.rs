//! Matching the words of a command with its grammar.
//!
//! All ways to read the words are followed at once, word by word, as a graph of states; a way that cannot be finished is cut off afterwards. What all
//! remaining ways agree on is certain. A known word that can be a token where it stands is that token and not data: the server looks for tokens first
//! and does not go back.
//!
//! Always: the work is bounded (beyond the bound nothing is said), and nothing recurses.

use std::collections::HashMap;

use super::program::{MAX_SLOTS, Program, Step, Terminal};
use super::word::{Word, WordKind};

/// The bound on steps of programs taken for one command.
const MAX_WORK: usize = 8_000_000;
/// The bound on edges kept for one command.
const MAX_EDGES: usize = 600_000;

/// A count given by one of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
enum Count {
    /// Nothing to count.
    #[default]
    Unset,
    /// Given, but unknown.
    Any,
    /// Given.
    Of(u32),
}

/// A place in a program with the counts that matter there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct State {
    step: u32,
    left: Count,
    slots: [Count; MAX_SLOTS],
}

impl State {
    /// The same counts at another step.
    fn at(self, step: u32) -> Self {
        Self { step, ..self }
    }
}

/// A word that may be taken, and where that leads.
struct Arrow {
    terminal: u32,
    next: State,
    /// Whether a count that is unknown lets it be taken, so that a token with the same text has no precedence.
    is_loose: bool,
}

/// One word read as a terminal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    from: u32,
    to: u32,
    /// Index into the terminals of the program.
    pub(super) terminal: u32,
    /// Index into the words.
    pub(super) word: u32,
}

/// All ways to read the words of a command.
#[derive(Debug)]
pub(super) struct Graph {
    /// In the order of the words; only those on a way from start to end.
    edges: Vec<Edge>,
    /// The edges by the state that they leave: `by_state[starts[n]..starts[n + 1]]`.
    by_state: Vec<u32>,
    starts: Vec<u32>,
    /// Whether the words may end in this state.
    ends: Vec<bool>,
}

impl Graph {
    /// Reads `words` (without the command's name). `None`: they do not match, or there are too many ways to follow.
    pub(super) fn read(program: &Program, words: &[Word]) -> Option<Self> {
        let mut reader = Reader {
            program,
            states: Vec::new(),
            edges: Vec::new(),
            seen: vec![0; program.steps.len()],
            visit: 0,
            work: 0,
        };
        let mut layer = Layer::default();
        reader.add(&mut layer, State::default());
        let mut was_many = false;
        for (index, word) in (0..).zip(words) {
            // A second run of unknown words adds nothing to the first.
            if !(word.is_many() && was_many) {
                layer = if word.is_many() {
                    reader.take_many(layer, index, word.is_data)?
                } else {
                    reader.take(&layer, index, word)?
                };
            }
            was_many = word.is_many() && !word.is_data;
        }
        let mut arrows = Vec::new();
        let mut ends = vec![false; reader.states.len()];
        for node in layer.nodes {
            ends[node as usize] = reader.arrows(reader.states[node as usize], &mut arrows)?;
        }
        ends.contains(&true).then(|| Self::prune(reader.edges, ends))
    }

    /// Keeps the edges from which an end can be reached; all can be reached from the start.
    fn prune(mut edges: Vec<Edge>, ends: Vec<bool>) -> Self {
        let (order, starts) = grouped(&edges, ends.len(), |edge| edge.to);
        let mut lives = ends.clone();
        let mut pending: Vec<usize> = (0..ends.len()).filter(|&state| ends[state]).collect();
        while let Some(state) = pending.pop() {
            for &edge in &order[starts[state] as usize..starts[state + 1] as usize] {
                let from = edges[edge as usize].from as usize;
                if !std::mem::replace(&mut lives[from], true) {
                    pending.push(from);
                }
            }
        }
        edges.retain(|edge| lives[edge.to as usize]);
        let (by_state, starts) = grouped(&edges, ends.len(), |edge| edge.from);
        Self { edges, by_state, starts, ends }
    }

    /// All edges, in the order of the words.
    pub(super) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// What the word at `index` can be.
    pub(super) fn edges_of(&self, index: usize) -> &[Edge] {
        let start = self.edges.partition_point(|edge| (edge.word as usize) < index);
        let count = self.edges[start..].partition_point(|edge| edge.word as usize == index);
        &self.edges[start..start + count]
    }

    /// Whether there is a way from start to end without any terminal that is `avoided`.
    pub(super) fn has_way_without(&self, avoided: impl Fn(u32) -> bool) -> bool {
        let mut reached = vec![false; self.ends.len()];
        reached[0] = true;
        let mut pending = vec![0_usize];
        while let Some(state) = pending.pop() {
            if self.ends[state] {
                return true;
            }
            for &edge in &self.by_state[self.starts[state] as usize..self.starts[state + 1] as usize] {
                let edge = &self.edges[edge as usize];
                if !avoided(edge.terminal) && !std::mem::replace(&mut reached[edge.to as usize], true) {
                    pending.push(edge.to as usize);
                }
            }
        }
        false
    }
}

/// The indices of `edges` grouped by a state: those of state `n` are `order[starts[n]..starts[n + 1]]`.
#[expect(clippy::cast_possible_truncation, reason = "there are at most MAX_EDGES edges")]
fn grouped(edges: &[Edge], states: usize, state: impl Fn(&Edge) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0_u32; states + 1];
    for edge in edges {
        starts[state(edge) as usize + 1] += 1;
    }
    for index in 0..states {
        starts[index + 1] += starts[index];
    }
    let mut next = starts.clone();
    let mut order = vec![0_u32; edges.len()];
    for (index, edge) in edges.iter().enumerate() {
        let place = &mut next[state(edge) as usize];
        order[*place as usize] = index as u32;
        *place += 1;
    }
    (order, starts)
}

/// The states that can be reached with the words so far.
#[derive(Default)]
struct Layer {
    nodes: Vec<u32>,
    by_state: HashMap<State, u32>,
}

struct Reader<'a> {
    program: &'a Program,
    states: Vec<State>,
    edges: Vec<Edge>,
    /// The visit in which a step was last seen.
    seen: Vec<u32>,
    visit: u32,
    work: usize,
}

impl Reader<'_> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a state comes with an edge, and there are at most MAX_EDGES of them"
    )]
    fn add(&mut self, layer: &mut Layer, state: State) -> u32 {
        *layer.by_state.entry(state).or_insert_with(|| {
            let node = self.states.len() as u32;
            self.states.push(state);
            layer.nodes.push(node);
            node
        })
    }

    fn link(&mut self, from: u32, to: u32, arrow: &Arrow, word: u32) -> Option<()> {
        self.edges.push(Edge { from, to, terminal: arrow.terminal, word });
        (self.edges.len() <= MAX_EDGES).then_some(())
    }

    fn terminal(&self, arrow: &Arrow) -> &Terminal {
        &self.program.terminals[arrow.terminal as usize]
    }

    /// Takes exactly one word.
    fn take(&mut self, layer: &Layer, index: u32, word: &Word) -> Option<Layer> {
        let mut next = Layer::default();
        let mut arrows = Vec::new();
        for &node in &layer.nodes {
            self.arrows(self.states[node as usize], &mut arrows)?;
            let is_token = |arrow: &Arrow| self.terminal(arrow).is_token;
            let fits = |arrow: &Arrow| match &word.kind {
                WordKind::Text(text) => self.terminal(arrow).accepts(text),
                WordKind::Partial(_) if word.is_data && is_token(arrow) => false,
                WordKind::Partial(pieces) => self.terminal(arrow).may_accept(pieces),
                WordKind::One | WordKind::Many => !(word.is_data && is_token(arrow)),
            };
            arrows.retain(fits);
            if matches!(word.kind, WordKind::Text(_)) && arrows.iter().any(is_token) {
                arrows.retain(|arrow| arrow.is_loose || is_token(arrow));
            }
            for arrow in &arrows {
                let Some(state) = self.after(arrow, &word.kind) else { continue };
                let to = self.add(&mut next, state);
                self.link(node, to, arrow, index)?;
            }
        }
        (!next.nodes.is_empty()).then_some(next)
    }

    /// Takes any number of unknown words, also none: the states only become more.
    fn take_many(&mut self, mut layer: Layer, index: u32, is_data: bool) -> Option<Layer> {
        let mut arrows = Vec::new();
        let mut done = 0;
        while let Some(&node) = layer.nodes.get(done) {
            done += 1;
            self.arrows(self.states[node as usize], &mut arrows)?;
            arrows.retain(|arrow| !(is_data && self.terminal(arrow).is_token));
            for arrow in &arrows {
                let Some(state) = self.after(arrow, &WordKind::Many) else { continue };
                let to = self.add(&mut layer, state);
                self.link(node, to, arrow, index)?;
            }
        }
        Some(layer)
    }

    /// The state after `word` was taken as this; `None` if it should be a count and is none.
    fn after(&self, arrow: &Arrow, word: &WordKind) -> Option<State> {
        let mut state = arrow.next;
        if let Some(slot) = self.terminal(arrow).slot {
            state.slots[usize::from(slot)] = match word {
                WordKind::Text(text) => Count::Of(text.parse().ok()?),
                _ => Count::Any,
            };
        }
        Some(state)
    }

    /// All words that may be taken in `state`, into `arrows`; whether the words may also end there. `None` when the bound on work is reached.
    fn arrows(&mut self, state: State, arrows: &mut Vec<Arrow>) -> Option<bool> {
        arrows.clear();
        let mut may_end = false;
        self.visit += 1;
        let mut pending = vec![(state, false)];
        while let Some((mut state, is_loose)) = pending.pop() {
            // Within one visit no two ways lead to the same step with different counts (counts change where words are taken, and where a clause ends,
            // which every way out of it passes), so the step alone tells whether it was seen.
            let Some(seen) = self.seen.get_mut(state.step as usize) else { continue };
            if std::mem::replace(seen, self.visit) == self.visit {
                continue;
            }
            self.work += 1;
            let next = state.step + 1;
            match &self.program.steps[state.step as usize] {
                Step::Take(terminal) => arrows.push(Arrow { terminal: *terminal, next: state.at(next), is_loose }),
                Step::Fork(ways) => pending.extend(ways.iter().map(|&step| (state.at(step), is_loose))),
                Step::Count(slot) => {
                    let left = match state.slots[usize::from(*slot)] {
                        Count::Unset => Count::Any,
                        count => count,
                    };
                    pending.push((State { left, ..state.at(next) }, is_loose));
                }
                Step::Loop(end) => {
                    let after = State { left: Count::Unset, ..state.at(*end) };
                    match state.left {
                        Count::Of(0) => pending.push((after, is_loose)),
                        Count::Of(left) => {
                            pending.push((State { left: Count::Of(left - 1), ..state.at(next) }, is_loose));
                        }
                        Count::Any | Count::Unset => pending.extend([(state.at(next), true), (after, is_loose)]),
                    }
                }
                Step::Forget(slot) => {
                    state.slots[usize::from(*slot)] = Count::Unset;
                    pending.push((state.at(next), is_loose));
                }
                Step::Accept => may_end = true,
            }
        }
        (self.work <= MAX_WORK).then_some(may_end)
    }
}
