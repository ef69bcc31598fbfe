//! Pools of connections.

use super::Found;
use crate::rules::compile::RuleError;
use crate::rules::facts::Facts;
use crate::rules::raw_match::RawPoolMatch;
use crate::rules::text_match::amount;
use crate::rules::values::Values;
use crate::usage::Pool;

/// What is asked of a pool.
#[derive(Debug)]
pub(crate) struct PoolMatch {
    more_than: Option<u64>,
    total_above: Option<u64>,
}

impl PoolMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawPoolMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let mut bound = |text: &Option<String>| text.as_deref().and_then(|text| amount(text, values, errors));
        Self { more_than: bound(&raw.more_than), total_above: bound(&raw.total_above) }
    }

    /// What there is to say of the pool at `index`, if it is one of those asked for.
    pub(crate) fn find(&self, index: usize, pool: Pool, facts: &Facts<'_>) -> Option<Found> {
        if self.more_than.is_some_and(|bound| pool.size <= bound) {
            return None;
        }
        let mut found = Found::default().with("pool-size", pool.size.to_string());
        if let Some(bound) = self.total_above {
            let (before, total) = facts.pools(index);
            // where the sum passes the bound, and not for a pool that does so alone
            if before.connections > bound || total.connections <= bound || pool.size > bound {
                return None;
            }
            found = found.with("total", total.connections.to_string());
            found.confidence = Some(total.confidence);
        }
        Some(found)
    }
}
