//! Fixes: what a rule proposes, written in the language of its place, and tried.
//!
//! A fix is offered only when it does what it says: the text with the edit in it is linted, the finding is gone, a command sends exactly the words it is to send,
//! nothing else is found that was not there before, and the file reads as well as before. All fixes of a file are tried at once; only when something is wrong
//! with the whole are they tried in halves.

mod candidate;
mod environment;
mod layout;
mod mend;
mod option;
mod spell;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use candidate::Candidate;
use layout::{Edited, Layout};
pub use mend::{Mended, mend};
use option::Sends;

use super::{Linted, Linter, once};
use crate::finding::{Confidence, Finding, Fix, Severity};
use crate::ir::code::Module;
use crate::lower::written::Written;
use crate::rules::fix::{Change, Proposal};
use crate::source::{SourceFile, Span};
use crate::usage::{FactKind, Project};

/// How often fixes that failed are tried in another form, or after those that were in their way.
const MAX_ROUNDS: usize = 8;

/// How many times a file is linted to find out which of its fixes do harm.
const MAX_TRIALS: usize = 32;

/// How many fixes of a file that do harm in company are tried alone.
const MAX_ALONE: usize = 4;

/// How many bytes are linted at the most for that, above a few trials.
const MAX_TRIED_BYTES: usize = 2 << 20;

/// What is proposed for the findings of a file, by rule and place.
pub(super) type Proposals = HashMap<(Arc<str>, Span), Vec<Proposal>>;

/// What linting once has given, and what candidates are made of.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// What is found.
    pub(super) linted: Linted,
    /// How it may be mended.
    pub(super) proposals: Proposals,
    /// The comments of the file, when it has suppressions.
    pub(super) comments: Vec<Span>,
    /// The tree of the file, if it is a program.
    pub(super) code: Option<Module>,
    /// How the commands of the file are written, by place, once that is asked for.
    pub(super) written: Vec<Written>,
}

/// A finding that is not mended yet.
struct Open {
    finding: usize,
    candidates: VecDeque<Candidate>,
}

/// Gives the findings their fixes.
pub(super) fn offer(file: &SourceFile, draft: &mut Draft, linter: &Linter, project: &Project) {
    if draft.proposals.is_empty() {
        return;
    }
    let asks = |proposal: &Proposal| matches!(proposal.change, Change::AddOption { .. });
    if draft.proposals.values().flatten().any(asks) {
        draft.written = linter.written(file);
        draft.written.sort_by_key(|written| written.name);
    }
    let mut open = Vec::new();
    for (index, finding) in draft.linted.findings.iter().enumerate() {
        let key = (Arc::clone(&finding.rule), finding.span);
        let Some(proposals) = draft.proposals.get(&key) else { continue };
        let fitting = proposals.iter().filter(|proposal| proposal.holds_in(file.language()));
        let candidates: VecDeque<Candidate> =
            fitting.flat_map(|proposal| candidate::make(file, finding, proposal, draft, linter)).collect();
        open.push(Open { finding: index, candidates });
    }
    let mut bench = Bench {
        file,
        linter,
        project,
        old: &draft.linted,
        before: Found::of(&draft.linted),
        trials: trials(file),
        // a large file is not linted again for a few of its fixes
        alone: MAX_ALONE.min(trials(file) / 8),
    };
    let mut fixes: Vec<(usize, Fix)> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        open.retain(|open| !open.candidates.is_empty());
        let mut layout = Layout::default();
        let chosen: Vec<usize> = (0..open.len())
            .filter(|&at| open[at].candidates.front().is_some_and(|candidate| layout.try_add(&candidate.edits)))
            .collect();
        if chosen.is_empty() {
            break;
        }
        let trial: Vec<(usize, &Candidate)> =
            chosen.iter().filter_map(|&at| Some((open[at].finding, open[at].candidates.front()?))).collect();
        let held: HashSet<usize> = bench.try_out(&trial).into_iter().collect();
        for at in chosen {
            let Some(candidate) = open[at].candidates.pop_front() else { continue };
            let finding = open[at].finding;
            if held.contains(&finding) {
                // what could not be read may be what speaks against it
                let is_sure =
                    draft.linted.findings[finding].confidence == Confidence::Certain && draft.linted.skipped.is_empty();
                let Candidate { title, edits, is_safe, .. } = candidate;
                fixes.push((finding, Fix { title, edits, is_safe: is_safe && is_sure }));
                open[at].candidates.clear();
            }
        }
    }
    for (finding, fix) in fixes {
        draft.linted.findings[finding].fix = Some(fix);
    }
}

/// How many times a file may be linted to find out which of its fixes hold: fewer times when it is large.
fn trials(file: &SourceFile) -> usize {
    (MAX_TRIED_BYTES / file.text().len().max(1)).clamp(4, MAX_TRIALS)
}

/// What came of a trial.
struct Verdict {
    /// The findings that are mended.
    found: Vec<usize>,
    /// Those whose mending makes something else found.
    harmful: HashSet<usize>,
}

/// Where candidates are tried.
struct Bench<'a> {
    file: &'a SourceFile,
    linter: &'a Linter,
    project: &'a Project,
    old: &'a Linted,
    before: Found,
    /// How many trials are left.
    trials: usize,
    /// How many of them may be for one fix alone that did harm in company.
    alone: usize,
}

impl Bench<'_> {
    /// The findings of those candidates that hold.
    fn try_out(&mut self, candidates: &[(usize, &Candidate)]) -> Vec<usize> {
        let mut held = Vec::new();
        let mut rest: Vec<&[(usize, &Candidate)]> = vec![candidates];
        while let Some(part) = rest.pop() {
            if self.trials == 0 {
                break;
            }
            self.trials -= 1;
            match self.judge(part) {
                Some(Verdict { found, harmful }) => {
                    held.extend(found);
                    // alone it may do no harm: what another suppresses may be mended meanwhile
                    let alone = part.iter().filter(|(index, _)| part.len() > 1 && harmful.contains(index));
                    let alone: Vec<_> = alone.take(self.alone).collect();
                    self.alone -= alone.len();
                    rest.extend(alone.into_iter().map(std::slice::from_ref));
                }
                None if part.len() > 1 => {
                    let (left, right) = part.split_at(part.len() / 2);
                    rest.extend([right, left]);
                }
                None => {}
            }
        }
        held
    }

    /// Makes all the edits: the findings that are gone as they should be; `None` when the file is worse than before and it cannot be told why.
    fn judge(&self, candidates: &[(usize, &Candidate)]) -> Option<Verdict> {
        let mut layout = Layout::default();
        for (_, candidate) in candidates {
            layout.try_add(&candidate.edits);
        }
        let edited = layout.make(self.file.text());
        let changed = SourceFile::new(self.file.path(), edited.text.as_str(), self.file.language());
        let new = once(&changed, self.linter, self.project).linted;
        let harmful = self.harmful(candidates, &new, &edited)?;
        let left: HashSet<(&str, u32, &str)> =
            new.findings.iter().map(|finding| (&*finding.rule, finding.span.start, &*finding.message)).collect();
        let holds = |&&(index, candidate): &&(usize, &Candidate)| {
            let finding = &self.old.findings[index];
            let start = edited.span(finding.span).start;
            !harmful.contains(&index)
                && !left.contains(&(&*finding.rule, start, &*finding.message))
                && candidate.sends.as_ref().is_none_or(|wanted| sends(&new, start, wanted))
        };
        let found = candidates.iter().filter(holds).map(|&(index, _)| index).collect();
        Some(Verdict { found, harmful })
    }

    /// The findings whose mending makes something new found, in the very place; `None` when something is worse for another reason.
    fn harmful(&self, candidates: &[(usize, &Candidate)], new: &Linted, edited: &Edited) -> Option<HashSet<usize>> {
        let news = worse(&self.before, new, |span| edited.span(span))?;
        if news.is_empty() {
            return Some(HashSet::new());
        }
        let mut places: Vec<(Span, usize)> = Vec::new();
        for &(index, candidate) in candidates {
            let spans = candidate.edits.iter().map(|edit| edit.span);
            let spans = spans.chain([self.old.findings[index].span]);
            places.extend(spans.map(|span| (edited.span(span), index)));
        }
        places.sort_unstable();
        let at = |start: u32| {
            let behind = places.partition_point(|(span, _)| span.start <= start);
            places[..behind].iter().rev().take(4).find(|(span, _)| start <= span.end).map(|&(_, index)| index)
        };
        news.into_iter().map(at).collect()
    }
}

/// What a file was like before.
struct Found {
    /// The rule and place of each finding.
    findings: Vec<(Arc<str>, Span)>,
    /// How many parts could not be read.
    skipped: usize,
}

impl Found {
    fn of(linted: &Linted) -> Self {
        let findings = linted.findings.iter().map(|finding| (Arc::clone(&finding.rule), finding.span)).collect();
        Self { findings, skipped: linted.skipped.len() }
    }
}

/// Where something is found that was not there before; `None` when parts cannot be read that could. `moved` tells where a span of before is now.
fn worse(old: &Found, new: &Linted, moved: impl Fn(Span) -> Span) -> Option<Vec<u32>> {
    if new.skipped.len() > old.skipped {
        return None;
    }
    let known: HashSet<(&str, u32)> = old.findings.iter().map(|(rule, span)| (&**rule, moved(*span).start)).collect();
    let is_new = |finding: &&Finding| {
        finding.severity >= Severity::Warning && !known.contains(&(&*finding.rule, finding.span.start))
    };
    Some(new.findings.iter().filter(is_new).map(|finding| finding.span.start).collect())
}

/// Whether the command whose token starts at `start` sends what it is to send.
fn sends(linted: &Linted, start: u32, wanted: &Sends) -> bool {
    let commands = linted.facts.iter().filter(|fact| fact.span.start == start);
    let mut sent = commands.filter_map(|fact| match &fact.kind {
        FactKind::Command(command) => Some(&command.words),
        _ => None,
    });
    sent.any(|words| wanted.holds(words))
}
