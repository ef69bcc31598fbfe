//! Clients that are made.

use super::Found;
use crate::rules::compile::RuleError;
use crate::rules::raw_match::RawConnectionMatch;
use crate::rules::text_match::Wanted;
use crate::rules::values::Values;
use crate::usage::Connection;

/// What is asked of a connection.
#[derive(Debug)]
pub(crate) struct ConnectionMatch {
    host: Option<Wanted>,
    port: Option<Wanted>,
    username: Option<Wanted>,
    password: Option<Wanted>,
}

impl ConnectionMatch {
    /// Compiles what is asked.
    pub(crate) fn compile(raw: &RawConnectionMatch, values: &Values, errors: &mut Vec<RuleError>) -> Self {
        let mut wanted = |raw: &Option<_>| raw.as_ref().map(|raw| Wanted::compile(raw, values, errors));
        Self {
            host: wanted(&raw.host),
            port: wanted(&raw.port),
            username: wanted(&raw.username),
            password: wanted(&raw.password),
        }
    }

    /// Whether the connection is one of those asked for.
    pub(crate) fn find(&self, connection: &Connection) -> Option<Found> {
        let is_wanted = [
            (&self.host, &connection.host),
            (&self.port, &connection.port),
            (&self.username, &connection.username),
            (&self.password, &connection.password),
        ]
        .into_iter()
        .all(|(wanted, given)| wanted.as_ref().is_none_or(|wanted| wanted.holds(given)));
        is_wanted.then(Found::default)
    }
}
