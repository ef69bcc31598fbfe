//! The facts of one file, with what several rules ask of them.

use std::collections::HashMap;

use crate::command::{CommandTable, Reading};
use crate::finding::Confidence;
use crate::usage::{Command, Elsewhere, Fact, FactKind, Persist, Pool, Setting};

/// How many facts of one scope are looked at beside a command.
const MAX_NEIGHBOURS: usize = 500;

/// The facts of one file.
#[derive(Debug)]
pub(crate) struct Facts<'a> {
    /// By position.
    pub(crate) all: &'a [Fact],
    readings: Vec<Option<Reading<'a>>>,
    /// The last setting of each name of each server.
    last: HashMap<(u32, &'a str), usize>,
    servers: HashMap<u32, Server<'a>>,
    /// What is said of each server elsewhere.
    elsewhere: &'a HashMap<u32, Elsewhere>,
    /// What all pools up to each fact take together.
    pools: Vec<Pools>,
    by_scope: HashMap<u32, Vec<usize>>,
    by_batch: HashMap<u32, Vec<usize>>,
    /// Where writes to the database become final that do so later, or `None` for those that are taken back.
    committed: HashMap<usize, Option<usize>>,
}

/// What several pools take together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pools {
    /// The most connections.
    pub(crate) connections: u64,
    /// How sure the least sure of them is.
    pub(crate) confidence: Confidence,
}

impl Pools {
    /// No pool.
    const NONE: Pools = Pools { connections: 0, confidence: Confidence::Certain };

    /// Of alternatives those count that take the most.
    fn and(self, pool: Pool, confidence: Confidence, forks: &mut HashMap<u32, Fork>) -> Self {
        let more = match pool.arm {
            None => pool.size,
            Some((fork, arm)) => forks.entry(fork).or_default().add(arm, pool.size),
        };
        // what changes nothing makes nothing less sure
        let confidence = if more > 0 { self.confidence.min(confidence) } else { self.confidence };
        Pools { connections: self.connections.saturating_add(more), confidence }
    }
}

/// Alternatives of which one happens.
#[derive(Debug, Default)]
struct Fork {
    /// What the pools of each take.
    arms: HashMap<u32, u64>,
    most: u64,
}

impl Fork {
    /// Adds a pool to an alternative; gives how much more all of them take at the most.
    fn add(&mut self, arm: u32, size: u64) -> u64 {
        let taken = self.arms.entry(arm).or_default();
        *taken = taken.saturating_add(size);
        let more = taken.saturating_sub(self.most);
        self.most = self.most.max(*taken);
        more
    }
}

/// A server of which settings are written down.
#[derive(Debug)]
pub(crate) struct Server<'a> {
    /// The fact with its first setting.
    pub(crate) first: usize,
    /// Whether these are all its settings.
    pub(crate) is_complete: bool,
    names: Vec<&'a str>,
    /// Directives that are set to nothing.
    empty: Vec<&'a str>,
}

impl Server<'_> {
    /// Whether the directive is set.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// Whether the directive is there, if only to set nothing.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.has(name) || self.empty.contains(&name)
    }
}

impl<'a> Facts<'a> {
    /// Prepares `all` for questions. `elsewhere` is what other places say of the servers, by their number.
    pub(crate) fn new(all: &'a [Fact], elsewhere: &'a HashMap<u32, Elsewhere>) -> Self {
        let mut this = Self {
            all,
            readings: Vec::with_capacity(all.len()),
            last: HashMap::new(),
            servers: HashMap::new(),
            elsewhere,
            pools: Vec::with_capacity(all.len()),
            by_scope: HashMap::new(),
            by_batch: HashMap::new(),
            committed: HashMap::new(),
        };
        let mut pools = Pools::NONE;
        let mut forks = HashMap::new();
        // writes that no commit has followed yet, by function and library
        let mut open: HashMap<(u32, &str), Vec<usize>> = HashMap::new();
        for (index, fact) in all.iter().enumerate() {
            let mut reading = None;
            match &fact.kind {
                FactKind::Command(command) => {
                    reading = CommandTable::get().read(&command.words);
                    this.by_scope.entry(fact.scope).or_default().push(index);
                    if let Some(batch) = command.batch {
                        this.by_batch.entry(batch).or_default().push(index);
                    }
                }
                FactKind::Persist(step) => {
                    this.by_scope.entry(fact.scope).or_default().push(index);
                    let open = open.entry((fact.scope, &fact.library)).or_default();
                    match step {
                        Persist::Write => open.push(index),
                        Persist::Commit => this.committed.extend(open.drain(..).map(|write| (write, Some(index)))),
                        Persist::Rollback => this.committed.extend(open.drain(..).map(|write| (write, None))),
                    }
                }
                FactKind::Setting(setting) => this.add_setting(index, setting),
                FactKind::Pool(pool) => pools = pools.and(*pool, fact.confidence, &mut forks),
                _ => {}
            }
            this.readings.push(reading);
            this.pools.push(pools);
        }
        this
    }

    fn add_setting(&mut self, index: usize, setting: &'a Setting) {
        self.last.insert((setting.server, &setting.name), index);
        let server = self.servers.entry(setting.server).or_insert_with(|| Server {
            first: index,
            is_complete: self.elsewhere.get(&setting.server).is_none_or(|elsewhere| !elsewhere.is_open),
            names: Vec::new(),
            empty: Vec::new(),
        });
        server.is_complete &= setting.is_complete;
        // `requirepass ""` sets no password; `--sentinel` has no argument
        let is_empty = setting.args.first().is_some_and(|word| word.as_text() == Some(""));
        let list = if is_empty { &mut server.empty } else { &mut server.names };
        if list.len() < MAX_NEIGHBOURS {
            list.push(&setting.name);
        }
    }

    /// The command of a fact, read with the table; `None` for other facts and unknown commands.
    pub(crate) fn reading(&self, index: usize) -> Option<&Reading<'a>> {
        self.readings.get(index)?.as_ref()
    }

    /// Where what a fact does is done for good: a write to the database where it is committed; `None` when it is taken back.
    pub(crate) fn final_at(&self, index: usize) -> Option<usize> {
        self.committed.get(&index).copied().unwrap_or(Some(index))
    }

    /// The server that a setting belongs to.
    pub(crate) fn server(&self, setting: &Setting) -> Option<&Server<'a>> {
        self.servers.get(&setting.server)
    }

    /// Whether a setting is the one that counts: the last of its name, and not overruled by the command line of every server that reads it.
    pub(crate) fn counts(&self, index: usize, setting: &Setting) -> bool {
        let is_last = self.last.get(&(setting.server, setting.name.as_str())) == Some(&index);
        is_last && !self.is_set_elsewhere(setting.server, &setting.name)
    }

    /// Whether those who start a server with this configuration set the directive.
    pub(crate) fn is_set_elsewhere(&self, server: u32, name: &str) -> bool {
        self.elsewhere.get(&server).is_some_and(|elsewhere| elsewhere.settings.contains(name))
    }

    /// What all pools before and with a fact take.
    pub(crate) fn pools(&self, index: usize) -> (Pools, Pools) {
        let before = index.checked_sub(1).and_then(|before| self.pools.get(before)).copied();
        (before.unwrap_or(Pools::NONE), self.pools.get(index).copied().unwrap_or(Pools::NONE))
    }

    /// What is done in the same scope or pipeline as a command: the nearest in both directions, without itself. `with_helpers`: also what functions do that
    /// it calls or that call it; these are in no order.
    pub(crate) fn neighbours(&self, index: usize, command: &Command, with_helpers: bool) -> Vec<usize> {
        let fact = self.all.get(index);
        let scope = fact.and_then(|fact| self.by_scope.get(&fact.scope));
        let batch = command.batch.and_then(|batch| self.by_batch.get(&batch));
        let mut out: Vec<usize> = [scope, batch].into_iter().flatten().flat_map(|all| around(all, index)).collect();
        if with_helpers {
            let near = fact.into_iter().flat_map(|fact| &fact.near).filter_map(|scope| self.by_scope.get(scope));
            out.extend(near.flatten().take(MAX_NEIGHBOURS).filter(|&&other| other != index));
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// All commands and writes to the database of the file near a fact, without itself.
    pub(crate) fn everywhere(&self, index: usize) -> Vec<usize> {
        let half = MAX_NEIGHBOURS / 2;
        let end = (index + half).min(self.all.len());
        (index.saturating_sub(half)..end).filter(|&other| other != index).collect()
    }
}

/// Those of `all` (ascending) that are nearest to `index`, without itself.
fn around(all: &[usize], index: usize) -> impl Iterator<Item = usize> {
    let at = all.partition_point(|&other| other < index);
    let half = MAX_NEIGHBOURS / 2;
    all[at.saturating_sub(half)..(at + half).min(all.len())].iter().copied().filter(move |&other| other != index)
}
