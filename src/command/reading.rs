//! What is known of one command: which words are options, which are keys, what its arguments are called.

use std::cell::OnceCell;

use super::keys::Keys;
use super::matcher::{Edge, Graph};
use super::program::{Program, Terminal};
use super::table::CommandInfo;
use super::version::{Since, Version};
use super::word::{Word, WordKind};

/// Whether a command has an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It has, whatever the unknown words are.
    Yes,
    /// It has not, whatever the unknown words are.
    No,
    /// That depends on unknown words, or the words do not match the grammar.
    Unknown,
}

/// What a word of a command is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role<'a> {
    /// Part of the command's name.
    Name,
    /// A token that the server knows, with what introduces it: `AGGREGATE COUNT`.
    Token(String),
    /// Data, with its name in the grammar; empty where that is not certain.
    Data(&'a str),
    /// One or the other.
    Unsure,
}

/// A word that only younger servers understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct YoungWord {
    /// The token with what introduces it, or the name of the argument.
    pub(crate) name: String,
    /// The first release with it.
    pub(crate) since: Version,
    /// Its place among the words.
    pub(crate) place: usize,
}

/// The words of one command, read with the grammar of the table. Cheap to make: the words are matched when the first question needs it.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// The command, or the subcommand.
    pub(crate) command: &'static CommandInfo,
    /// All words, with the name.
    pub(crate) words: &'a [Word],
    /// How many of them are the name.
    pub(crate) name_words: usize,
    graph: OnceCell<Option<(&'static Program, Graph)>>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(command: &'static CommandInfo, words: &'a [Word], name_words: usize) -> Self {
        Self { command, words, name_words: name_words.min(words.len()), graph: OnceCell::new() }
    }

    fn graph(&self) -> Option<&(&'static Program, Graph)> {
        let graph = self.graph.get_or_init(|| {
            let program = self.command.program()?;
            Some((program, Graph::read(program, &self.words[self.name_words..])?))
        });
        graph.as_ref()
    }

    /// Whether the words match the grammar at all, for some values of the unknown ones. Where not, nothing is certain.
    pub(crate) fn is_matched(&self) -> bool {
        self.graph().is_some()
    }

    /// Whether all words are there: they match, and no run of unknown words is among them.
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    pub(crate) fn is_complete(&self) -> bool {
        !self.words.iter().any(Word::is_many) && self.is_matched()
    }

    /// Whether the command has this option: a token's name, with what introduces it if several are called so (`MAXLEN`, `AGGREGATE COUNT`).
    pub(crate) fn has_option(&self, option: &str) -> Presence {
        let Some((program, graph)) = self.graph() else { return Presence::Unknown };
        let are: Vec<bool> = program.terminals.iter().map(|terminal| terminal.is_option(option)).collect();
        let is = |terminal: u32| are[terminal as usize];
        if !graph.edges().iter().any(|edge| is(edge.terminal)) {
            Presence::No
        } else if graph.has_way_without(is) {
            Presence::Unknown
        } else {
            Presence::Yes
        }
    }

    /// The known words that are certainly tokens, or single words that are certainly arguments, which servers of version `target` do not understand.
    /// What depends on the version of a module is left out.
    pub(crate) fn young_words(&self, target: Version) -> Vec<YoungWord> {
        let Some((program, graph)) = self.graph() else { return Vec::new() };
        let mut young = Vec::new();
        for edges in graph.edges().chunk_by(|a, b| a.word == b.word) {
            let place = self.name_words + edges[0].word as usize;
            let kind = &self.words[place].kind;
            let since = |edge: &Edge| {
                let terminal = &program.terminals[edge.terminal as usize];
                let is_certain = !terminal.is_token || matches!(kind, WordKind::Text(_));
                let since = terminal.since.and_then(Since::redis).filter(|since| !target.includes(*since));
                since.filter(|_| is_certain).map(|since| (since, terminal))
            };
            let known: Option<Vec<_>> = edges.iter().map(since).collect();
            let oldest = known.into_iter().flatten().min_by_key(|(since, _)| *since);
            if let Some((since, terminal)) = oldest.filter(|_| *kind != WordKind::Many) {
                young.push(YoungWord { name: terminal.path(), since, place });
            }
        }
        young
    }

    /// What the word at `place` is.
    pub(crate) fn role(&self, place: usize) -> Role<'static> {
        if place < self.name_words {
            return Role::Name;
        }
        let Some((program, graph)) = self.graph() else { return Role::Unsure };
        let mut terminals =
            graph.edges_of(place - self.name_words).iter().map(|edge| &program.terminals[edge.terminal as usize]);
        let Some(first) = terminals.next().filter(|_| !self.words[place].is_many()) else { return Role::Unsure };
        if first.is_token {
            let is_same = |other: &Terminal| other.is_token && other.text == first.text;
            return if terminals.all(is_same) { Role::Token(first.path()) } else { Role::Unsure };
        }
        let mut name = first.text.as_str();
        for other in terminals {
            if other.is_token {
                return Role::Unsure;
            }
            if other.text != name {
                name = "";
            }
        }
        Role::Data(name)
    }

    /// The first argument of this name, as the grammar calls it: `pattern` of KEYS, `threshold` of XADD. `key` is the first key whatever the grammar
    /// calls it. Also for words that do not match, as long as the place is certain.
    pub(crate) fn argument(&self, name: &str) -> Option<&'a Word> {
        let place = if self.is_matched() {
            (self.name_words..self.words.len()).find(|&place| self.role(place) == Role::Data(name))
        } else {
            let front = self.command.front_arguments().position(|argument| argument == name);
            front.map(|at| self.name_words + at).filter(|&place| !self.words.iter().take(place + 1).any(Word::is_many))
        };
        let place = place.or_else(|| if name == "key" { self.keys().places.first().copied() } else { None });
        self.words.get(place?)
    }

    /// The value of an option that is certainly there: the first word of data behind it (`MAXLEN ~ 1000`: the 1000).
    #[cfg_attr(not(test), allow(dead_code, reason = "the table's own checks ask it"))]
    pub(crate) fn option_value(&self, option: &str) -> Option<&'a Word> {
        let place = self.option_place(option)?;
        let rest = (place + 1..self.words.len()).take_while(|&place| !self.words[place].is_many());
        let is_value = |place: &usize| matches!(self.role(*place), Role::Data(_));
        // Between an option and its value stand at most signs such as `~`.
        rest.take(2).find(is_value).and_then(|place| self.words.get(place))
    }

    /// The place of the first word that certainly is this option.
    pub(crate) fn option_place(&self, option: &str) -> Option<usize> {
        let (program, graph) = self.graph()?;
        let is = |edge: &Edge| program.terminals[edge.terminal as usize].is_option(option);
        let certain = graph.edges().chunk_by(|a, b| a.word == b.word).find(|edges| edges.iter().all(is));
        let place = certain.map(|edges| self.name_words + edges[0].word as usize)?;
        (!self.words[place].is_many()).then_some(place)
    }

    /// The words that are certainly keys.
    pub(crate) fn keys(&self) -> Keys {
        let shift = self.command.name_words().saturating_sub(self.name_words);
        self.command.keys.find(self.words, shift, |token| self.option_place(token))
    }
}
