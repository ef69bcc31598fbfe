//! The values of the configuration that rules speak of.

use std::collections::HashMap;

use crate::command::{Module, Version};
use crate::config::Config;

/// What the conventions were written for; the configuration checks its own.
const DEFAULT_TARGET: Version = Version::new(7, 4);

/// Names to values: `port` is 6381, `password-env` is `REDIS_PASSWORD`.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    texts: HashMap<String, String>,
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
        put("port", conventions.port.to_string());
        put("ports-file", conventions.ports_file.clone());
        put("port-env", conventions.port_env.clone());
        put("password-env", conventions.password_env.clone());
        put("secret-name", conventions.secret.name.clone());
        put("secret-key", conventions.secret.key.clone());
        put("entry-stream", conventions.entry_stream.clone());
        put("max-connections", conventions.max_connections.to_string());
        put("target", config.target.redis.clone());
        for (name, value) in conventions.server_settings() {
            texts.insert(format!("server.{name}"), value);
        }
        let target = config.target.redis.parse().unwrap_or(DEFAULT_TARGET);
        let modules = config.target.modules.iter().filter_map(|name| Module::by_name(name)).collect();
        Self { texts, target, modules }
    }

    /// The value called `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// `$name` as the value of that name, everything else as it is.
    pub(crate) fn resolve<'a>(&'a self, text: &'a str) -> &'a str {
        text.strip_prefix('$').and_then(|name| self.get(name)).unwrap_or(text)
    }
}
