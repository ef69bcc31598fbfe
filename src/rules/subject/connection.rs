//! Clients that are made.

use super::Found;
use crate::rules::compile::RuleError;
use crate::rules::facts::Facts;
use crate::rules::raw_match::RawConnectionMatch;
use crate::rules::text_match::{Wanted, amount};
use crate::rules::values::Values;
use crate::usage::Connection;

/// What is asked of a connection.
#[derive(Debug)]
pub(crate) struct ConnectionMatch {
    host: Option<Wanted>,
    port: Option<Wanted>,
    username: Option<Wanted>,
    password: Option<Wanted>,
    pool_size: Option<Wanted>,
    total_above: Option<u64>,
}

impl ConnectionMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawConnectionMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let total = raw.total_pool_size_above.as_deref();
        let total_above = total.and_then(|text| amount(text, values, errors));
        let mut wanted = |raw: &Option<_>| raw.as_ref().map(|raw| Wanted::compile(raw, values, errors));
        Self {
            host: wanted(&raw.host),
            port: wanted(&raw.port),
            username: wanted(&raw.username),
            password: wanted(&raw.password),
            pool_size: wanted(&raw.pool_size),
            total_above,
        }
    }

    /// What there is to say of the connection at `index`, if it is one of those asked for.
    pub(crate) fn find(&self, index: usize, connection: &Connection, facts: &Facts<'_>) -> Option<Found> {
        let is_wanted = [
            (&self.host, &connection.host),
            (&self.port, &connection.port),
            (&self.username, &connection.username),
            (&self.password, &connection.password),
            (&self.pool_size, &connection.pool_size),
        ]
        .into_iter()
        .all(|(wanted, given)| wanted.as_ref().is_none_or(|wanted| wanted.holds(given)));
        if !is_wanted {
            return None;
        }
        let mut found = Found::default();
        if let Some(bound) = self.total_above {
            let (before, total) = facts.pools(index);
            // reported once, where the sum passes the bound, and not for a pool that does so alone
            if before > bound || total <= bound || total - before > bound {
                return None;
            }
            found = found.with("total", total.to_string());
        }
        if let Some(size) = connection.pool_size.literal() {
            found = found.with("pool-size", size);
        }
        Some(found)
    }
}
