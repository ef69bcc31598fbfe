//! The team's conventions.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Glob;

/// The server that the code talks to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Target {
    /// Redis version, `major.minor`, in quotes. Commands and options added later are reported.
    #[schemars(extend("pattern" = r"^[0-9]{1,3}(\.[0-9]{1,3}){0,2}$", "examples" = ["7.4"]))]
    pub redis: String,
    /// Modules that the server has loaded: `json`, `search`, `bloom`, `timeseries`, …
    pub modules: Vec<String>,
}

/// What the team has agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Conventions {
    /// The port that Redis listens on.
    pub port: u16,
    /// The file that maps services to ports, relative to `redlint.yaml`.
    pub ports_file: String,
    /// The environment variable that holds the port.
    pub port_env: String,
    /// The environment variable that holds the password.
    pub password_env: String,
    /// The Kubernetes secret that holds the password.
    pub secret: Secret,
    /// The orchestrator's files: they may use Lua and write to trigger streams.
    pub orchestrator: Vec<Glob>,
    /// The stream that every agent writes to.
    pub entry_stream: String,
    /// The streams that only the orchestrator writes to; `*` stands for any text.
    pub trigger_streams: Vec<String>,
    /// Server settings and their values. They add to the built-in ones; `null` removes one.
    pub server: IndexMap<String, Option<Plain>>,
    /// The most connections that the server takes.
    pub max_connections: u32,
    /// The stream length that fixes write, as in `MAXLEN ~ 10000`.
    pub maxlen: u64,
}

/// A key of a Kubernetes secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Secret {
    /// Name of the secret.
    pub name: String,
    /// Key in the secret.
    pub key: String,
}

/// A scalar as it was written: `100`, `yes`, `256mb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Scalar")]
#[schemars(with = "Scalar")]
pub struct Plain(pub String);

/// What YAML makes of a scalar.
#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Integer(i64),
    Text(String),
}

impl From<Scalar> for Plain {
    fn from(scalar: Scalar) -> Self {
        // redis.conf has no `true`
        Plain(match scalar {
            Scalar::Bool(true) => "yes".to_owned(),
            Scalar::Bool(false) => "no".to_owned(),
            Scalar::Integer(number) => number.to_string(),
            Scalar::Text(text) => text,
        })
    }
}

impl Default for Target {
    fn default() -> Self {
        Self { redis: "7.4".to_owned(), modules: Vec::new() }
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self { name: "ge-secrets".to_owned(), key: "redis-password".to_owned() }
    }
}

impl Default for Conventions {
    fn default() -> Self {
        Self {
            port: 6381,
            ports_file: "config/ports.yaml".to_owned(),
            port_env: "REDIS_PORT".to_owned(),
            password_env: "REDIS_PASSWORD".to_owned(),
            secret: Secret::default(),
            orchestrator: vec![Glob::from("**/orchestrator/**")],
            entry_stream: "ge:work:incoming".to_owned(),
            trigger_streams: vec!["triggers.*".to_owned()],
            server: IndexMap::new(),
            max_connections: 100,
            maxlen: 10_000,
        }
    }
}

impl Conventions {
    /// What each server setting is to be: the built-in values, overlaid with [`Conventions::server`]. The port follows
    /// [`Conventions::port`] unless it is set.
    pub fn server_settings(&self) -> IndexMap<String, String> {
        let mut settings = IndexMap::from([
            ("port".to_owned(), self.port.to_string()),
            ("maxmemory".to_owned(), "256mb".to_owned()),
            ("maxmemory-policy".to_owned(), "allkeys-lru".to_owned()),
            ("appendonly".to_owned(), "yes".to_owned()),
            ("maxclients".to_owned(), self.max_connections.to_string()),
        ]);
        for (name, value) in &self.server {
            let name = name.to_ascii_lowercase();
            match value {
                Some(Plain(text)) => {
                    settings.insert(name, text.clone());
                }
                None => {
                    settings.shift_remove(&name);
                }
            }
        }
        settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_settings_overlay_the_built_in_ones() {
        let conventions: Conventions =
            serde_yaml::from_str("{port: 6400, server: {MaxMemory: 1gb, appendonly: false, maxclients: null, hz: 20}}")
                .unwrap();
        let settings = conventions.server_settings();
        let text: Vec<String> = settings.iter().map(|(name, value)| format!("{name} {value}")).collect();
        assert_eq!(text, ["port 6400", "maxmemory 1gb", "maxmemory-policy allkeys-lru", "appendonly no", "hz 20"]);
    }
}
