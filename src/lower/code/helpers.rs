//! What functions of one file do for each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::usage::{Fact, FactKind};

/// How many calls a helper may be away.
const MAX_STEPS: usize = 3;

/// How many other functions count at the most.
const MAX_NEAR: usize = 30;

/// Notes with each command the functions whose commands belong to what its own function does: those that this one calls, and those that call it.
pub(super) fn connect(calls: &BTreeSet<(u32, u32)>, facts: &mut [Fact]) {
    if calls.is_empty() {
        return;
    }
    let is_command = |fact: &&Fact| matches!(fact.kind, FactKind::Command(_));
    let sending: BTreeSet<u32> = facts.iter().filter(is_command).map(|fact| fact.scope).collect();
    if sending.len() < 2 {
        return;
    }
    let callers: BTreeSet<(u32, u32)> = calls.iter().map(|&(caller, callee)| (callee, caller)).collect();
    let mut near: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for &scope in &sending {
        let mut found = reached(scope, calls, MAX_STEPS);
        found.extend(reached(scope, &callers, 1));
        found.retain(|other| *other != scope && sending.contains(other));
        found.truncate(MAX_NEAR);
        near.insert(scope, found);
    }
    for fact in facts.iter_mut().filter(|fact| matches!(fact.kind, FactKind::Command(_))) {
        fact.near = near.get(&fact.scope).cloned().unwrap_or_default();
    }
}

/// What is reached from `start` in at most `steps`, the nearest first.
fn reached(start: u32, edges: &BTreeSet<(u32, u32)>, steps: usize) -> Vec<u32> {
    let mut found = vec![start];
    let mut from = 0;
    for _ in 0..steps {
        let until = found.len();
        for at in from..until {
            for &(_, to) in edges.range((found[at], 0)..=(found[at], u32::MAX)) {
                if found.len() < 2 * MAX_NEAR && !found.contains(&to) {
                    found.push(to);
                }
            }
        }
        from = until;
    }
    found.remove(0);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_are_found_over_several_calls_but_not_for_ever() {
        let calls = BTreeSet::from([(1, 2), (2, 3), (3, 4), (4, 5), (5, 1), (7, 1)]);
        assert_eq!(reached(1, &calls, MAX_STEPS), [2, 3, 4]);
        assert_eq!(reached(6, &calls, MAX_STEPS), [0; 0]);
        let wide: BTreeSet<(u32, u32)> = (2..1000).map(|to| (1, to)).collect();
        assert_eq!(reached(1, &wide, 1).len(), 2 * MAX_NEAR - 1);
    }
}
