//! How a constructor is told what to connect to.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::OneOrMany;

/// Where a constructor finds host, port and credentials.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct RawConnection {
    /// URL.
    pub(crate) url: Option<OneOrMany>,
    /// What wins when both say something.
    pub(crate) first: RawFirst,
    /// Whether only a URL of Redis makes a client, because other schemes make other ones.
    pub(crate) redis_url: bool,
    /// Options of which one must be given to make a client.
    pub(crate) given: Option<OneOrMany>,
    /// Options that must have one of these values to make a client: texts, numbers, or the qualified names of classes and constants.
    pub(crate) when: IndexMap<String, Vec<String>>,
    /// Host.
    pub(crate) host: Option<OneOrMany>,
    /// Port.
    pub(crate) port: Option<OneOrMany>,
    /// User.
    pub(crate) username: Option<OneOrMany>,
    /// Password or other credential.
    pub(crate) password: Option<OneOrMany>,
    /// Unix socket.
    pub(crate) socket: Option<OneOrMany>,
    /// Pool size.
    pub(crate) pool_size: Option<OneOrMany>,
    /// List of nodes.
    pub(crate) nodes: Option<OneOrMany>,
    /// Keys of a node object.
    pub(crate) node: RawNode,
    /// An object that decides instead.
    pub(crate) from: Option<OneOrMany>,
    /// Options object of constructors whose positional arguments are told apart by type.
    pub(crate) by_type: Option<String>,
    /// Port used when none is given.
    #[serde(default = "default_port")]
    pub(crate) default_port: Option<u16>,
    /// `false`: no password in this library.
    pub(crate) auth: Option<bool>,
    /// No network: no connection fact.
    pub(crate) none: bool,
    /// Arguments that hide everything.
    pub(crate) unknown: Vec<String>,
}

impl RawConnection {
    /// The first keys of all places, as parameters.
    pub(crate) fn roots(&self) -> Vec<String> {
        let places = [
            &self.url,
            &self.host,
            &self.port,
            &self.username,
            &self.password,
            &self.socket,
            &self.pool_size,
            &self.nodes,
            &self.from,
            &self.given,
        ];
        let places = places.into_iter().flatten().flat_map(OneOrMany::as_slice);
        let mut roots: Vec<String> = places
            .chain(&self.unknown)
            .chain(self.when.keys())
            .map(|place| place.split('.').next().unwrap_or(place).to_owned())
            .collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }
}

#[allow(clippy::unnecessary_wraps, reason = "serde wants the field's type")]
pub(super) fn default_port() -> Option<u16> {
    Some(crate::lower::endpoint::DEFAULT_PORT_NUMBER)
}

/// What wins when URL and options both say something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RawFirst {
    /// The URL.
    #[default]
    Url,
    /// The options.
    Options,
}

/// Keys of a node object.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawNode {
    /// URL.
    #[serde(default = "url_key")]
    pub(crate) url: String,
    /// Host.
    #[serde(default = "host_key")]
    pub(crate) host: String,
    /// Port.
    #[serde(default = "port_key")]
    pub(crate) port: String,
    /// Password.
    #[serde(default = "password_key")]
    pub(crate) password: String,
}

impl Default for RawNode {
    fn default() -> Self {
        Self { url: url_key(), host: host_key(), port: port_key(), password: password_key() }
    }
}

fn url_key() -> String {
    "url".to_owned()
}

fn host_key() -> String {
    "host".to_owned()
}

fn port_key() -> String {
    "port".to_owned()
}

fn password_key() -> String {
    "password".to_owned()
}
