//! The values of the configuration that rules speak of.

use std::collections::HashMap;

use super::template::Template;
use crate::command::{Module, Version};
use crate::config::Config;

/// What the conventions were written for; the configuration checks its own.
const DEFAULT_TARGET: Version = Version::new(7, 4);

/// Names to values: `port` is 6381, `password-env` is `REDIS_PASSWORD`.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    texts: HashMap<String, String>,
    lists: HashMap<String, Vec<String>>,
    tables: HashMap<String, Vec<(String, String)>>,
    /// The version of the server that the code runs on.
    pub(crate) target: Version,
    /// Its modules.
    pub(crate) modules: Vec<Module>,
}

impl Values {
    /// Those of `config`.
    pub(crate) fn new(config: &Config) -> Self {
        let conventions = &config.conventions;
        let mut texts = HashMap::new();
        let mut put = |name: &str, value: String| texts.insert(name.to_owned(), value);
        // what people are told is what the port map says; what is checked is what was agreed on
        put("convention-port", conventions.port.to_string());
        put("port", conventions.port.to_string());
        put("ports-file", conventions.ports_file.clone());
        put("port-env", conventions.port_env.clone());
        put("password-env", conventions.password_env.clone());
        put("secret-name", conventions.secret.name.clone());
        put("secret-key", conventions.secret.key.clone());
        put("entry-stream", conventions.entry_stream.clone());
        put("max-connections", conventions.max_connections.to_string());
        put("maxlen", conventions.maxlen.to_string());
        put("target", config.target.redis.clone());
        let server: Vec<(String, String)> = conventions.server_settings().into_iter().collect();
        texts.extend(server.iter().map(|(name, value)| (format!("server.{name}"), value.clone())));
        let lists = HashMap::from([("trigger-streams".to_owned(), conventions.trigger_streams.clone())]);
        let tables = HashMap::from([("server".to_owned(), server)]);
        let target = config.target.redis.parse().unwrap_or(DEFAULT_TARGET);
        let modules = config.target.modules.iter().filter_map(|name| Module::by_name(name)).collect();
        Self { texts, lists, tables, target, modules }
    }

    /// The port map says `port`, and so do messages from now on.
    pub(crate) fn set_mapped_port(&mut self, port: &str) {
        self.texts.insert("port".to_owned(), port.to_owned());
    }

    /// The value called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// The list called `name`: `trigger-streams`.
    pub(crate) fn list(&self, name: &str) -> Option<&[String]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// The names and values called `name`: `server`.
    pub(crate) fn table(&self, name: &str) -> Option<&[(String, String)]> {
        self.tables.get(name).map(Vec::as_slice)
    }

    /// The value called `name` with its own name.
    pub(crate) fn entry(&self, name: &str) -> Option<(&str, &str)> {
        self.texts.get_key_value(name).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A template with the values of the configuration; other names stay as they are written.
    pub(crate) fn fill(&self, template: &Template) -> String {
        template.fill(|name| Some(self.get(name).map_or_else(|| format!("{{{name}}}"), str::to_owned)))
    }

    /// All names, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let mut names: Vec<&str> = self.texts.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }
}
