//! Making fixes: round by round, until nothing is left that can be mended.

use std::collections::HashSet;
use std::sync::Arc;

use super::layout::{Edited, Layout};
use super::{Found, worse};
use crate::finding::{Finding, Fix};
use crate::lint::{Linted, Linter, lint_in, once};
use crate::source::SourceFile;
use crate::usage::Project;

/// How many rounds there are at the most: a fix may have to wait for one that is in its way.
const MAX_ROUNDS: usize = 12;

/// How often a file is linted to find fixes that do harm together.
const MAX_TRIALS: usize = 32;

/// A file with its fixes made.
#[derive(Debug)]
pub struct Mended {
    /// The new text.
    pub file: SourceFile,
    /// What is left of what was found, in its new places.
    pub linted: Linted,
    /// How many findings are gone.
    pub fixed: usize,
}

/// Makes the fixes of the findings in `linted`, and of no others: those that somebody has left out stay as they are. `is_wanted` tells which fixes are made.
/// `None` when there are none.
pub fn mend(
    file: &SourceFile,
    linted: &Linted,
    linter: &Linter,
    project: &Project,
    is_wanted: impl Fn(&Fix) -> bool,
) -> Option<Mended> {
    if !linted.findings.iter().filter_map(|finding| finding.fix.as_ref()).any(&is_wanted) {
        return None;
    }
    let mut done: Option<(SourceFile, Linted)> = None;
    // what is left out is found all the same, and nothing new
    let mut all = Found::of(&once(file, linter, project).linted);
    let mut refused: HashSet<(Arc<str>, u32)> = HashSet::new();
    let (mut rounds, mut trials, mut most) = (0, 0, usize::MAX);
    while rounds < MAX_ROUNDS && trials < MAX_TRIALS {
        let (file, linted) = done.as_ref().map_or((file, linted), |(file, linted)| (file, linted));
        let wanted = linted.findings.iter().filter(|finding| {
            let is_refused = refused.contains(&(Arc::clone(&finding.rule), finding.span.start));
            !is_refused && finding.fix.as_ref().is_some_and(&is_wanted)
        });
        let mut layout = Layout::default();
        let mut made: Vec<&Finding> = Vec::new();
        for finding in wanted {
            if made.len() < most && finding.fix.as_ref().is_some_and(|fix| layout.try_add(&fix.edits)) {
                made.push(finding);
            }
        }
        let [first, ..] = made.as_slice() else { break };
        trials += 1;
        let edited = layout.make(file.text());
        let changed = SourceFile::new(file.path(), edited.text.as_str(), file.language());
        let mut new = lint_in(&changed, linter, project);
        let is_worse = worse(&all, &new, |span| edited.span(span)).is_none_or(|news| !news.is_empty());
        if is_worse || edited.text == file.text() {
            match made.len() {
                1 => drop(refused.insert((Arc::clone(&first.rule), first.span.start))),
                several => most = several / 2,
            }
            continue;
        }
        all = Found::of(&new);
        keep(&mut new, linted, &edited);
        done = Some((changed, new));
        refused.clear();
        most = usize::MAX;
        rounds += 1;
    }
    let (changed, new) = done?;
    let fixed = linted.findings.len().saturating_sub(new.findings.len());
    Some(Mended { file: changed, linted: new, fixed })
}

/// Leaves in `new` what was in `old`.
fn keep(new: &mut Linted, old: &Linted, edited: &Edited) {
    let places = |findings: &mut dyn Iterator<Item = &Finding>| -> HashSet<(Arc<str>, u32)> {
        findings.map(|finding| (Arc::clone(&finding.rule), edited.span(finding.span).start)).collect()
    };
    let found = places(&mut old.findings.iter());
    let suppressed = places(&mut old.suppressed.iter().map(|suppressed| &suppressed.finding));
    let is_in = |places: &HashSet<(Arc<str>, u32)>, finding: &Finding| {
        places.contains(&(Arc::clone(&finding.rule), finding.span.start))
    };
    new.findings.retain(|finding| is_in(&found, finding));
    new.suppressed.retain(|entry| is_in(&suppressed, &entry.finding));
}
