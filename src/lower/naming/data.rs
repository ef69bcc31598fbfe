//! The words of `rules/naming.yaml`, made ready to be looked up.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    /// A port number.
    Port,
    /// A password or another credential.
    Password,
    /// A URL or connection string.
    Url,
    /// A host name.
    Host,
    /// A host with its port, or several of them.
    HostPort,
    /// A user name.
    Username,
    /// The largest number of connections.
    PoolSize,
}

/// What a URL's scheme says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// Redis for sure: `redis`, `rediss`, `redis+unix`.
    Redis,
    /// Redis where something else says so: `tcp`, `unix`.
    Near,
}

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Raw {
    redis: RawRedis,
    near: Vec<String>,
    roles: HashMap<Role, Vec<String>>,
    roles_beside_redis: HashMap<Role, Vec<String>>,
    ignored: Vec<String>,
    values: Vec<String>,
    published: Vec<String>,
    not: HashMap<Role, Vec<String>>,
    other_systems: Vec<String>,
    names: HashMap<String, Role>,
    schemes: Vec<String>,
    schemes_near: Vec<String>,
    passwords: RawPasswords,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawRedis {
    words: Vec<String>,
    stems: Vec<String>,
    endings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RawPasswords {
    none: Vec<String>,
    stock: Vec<String>,
    stock_starts: Vec<String>,
    stock_ends: Vec<String>,
}

/// The file, indexed.
#[derive(Debug, Default)]
pub(super) struct Names {
    redis: HashSet<String>,
    pub(super) stems: Vec<String>,
    endings: HashSet<String>,
    pub(super) near: HashSet<String>,
    /// Phrase (words separated by one blank) to role.
    pub(super) roles: HashMap<String, Role>,
    pub(super) roles_beside: HashMap<String, Role>,
    pub(super) ignored: HashSet<String>,
    /// Names, as phrases, whose value is that of the name around them.
    pub(super) values: HashSet<String>,
    pub(super) published: HashSet<String>,
    pub(super) not: HashMap<Role, HashSet<String>>,
    pub(super) other_systems: HashSet<String>,
    /// Complete names, as phrases.
    pub(super) complete: HashMap<String, Role>,
    schemes: HashSet<String>,
    schemes_near: HashSet<String>,
    pub(super) no_passwords: HashSet<String>,
    pub(super) stock: HashSet<String>,
    pub(super) stock_starts: Vec<String>,
    pub(super) stock_ends: Vec<String>,
}

/// The built-in names. An unreadable file, which the tests exclude, gives no names.
pub(super) fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let raw = crate::embedded::file("naming").and_then(|file| serde_json::from_str::<Raw>(file.json).ok());
        raw.map(Names::new).unwrap_or_default()
    })
}

impl Names {
    fn new(raw: Raw) -> Self {
        let phrases = |map: HashMap<Role, Vec<String>>| -> HashMap<String, Role> {
            map.into_iter().flat_map(|(role, phrases)| phrases.into_iter().map(move |phrase| (phrase, role))).collect()
        };
        Self {
            redis: set(raw.redis.words),
            stems: raw.redis.stems,
            endings: set(raw.redis.endings),
            near: set(raw.near),
            roles: phrases(raw.roles),
            roles_beside: phrases(raw.roles_beside_redis),
            ignored: set(raw.ignored),
            values: set(raw.values),
            published: set(raw.published),
            not: raw.not.into_iter().map(|(role, words)| (role, set(words))).collect(),
            other_systems: set(raw.other_systems),
            complete: raw.names.into_iter().map(|(name, role)| (super::words(&name).join(" "), role)).collect(),
            schemes: set(raw.schemes),
            schemes_near: set(raw.schemes_near),
            no_passwords: set(raw.passwords.none),
            stock: set(raw.passwords.stock),
            stock_starts: raw.passwords.stock_starts,
            stock_ends: raw.passwords.stock_ends,
        }
    }

    /// Whether a lower-case word means Redis.
    pub(super) fn is_redis_word(&self, word: &str) -> bool {
        self.redis.contains(word)
            || self.stems.iter().any(|stem| {
                word.ends_with(stem.as_str())
                    || word.strip_prefix(stem.as_str()).is_some_and(|ending| self.endings.contains(ending))
            })
    }

    /// Every word and stem that means Redis, sorted.
    pub(super) fn redis_words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.redis.iter().chain(&self.stems).cloned().collect();
        words.sort_unstable();
        words
    }

    /// A cheap test that is true for every name that holds a word for Redis.
    pub(super) fn may_be_redis(&self, name: &str) -> bool {
        let holds = |word: &String| {
            name.as_bytes().windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        };
        self.redis.iter().any(holds) || self.stems.iter().any(holds)
    }
}

fn set(words: Vec<String>) -> HashSet<String> {
    words.into_iter().collect()
}

/// What the scheme of a URL (without `://`) says.
pub(crate) fn scheme_kind(scheme: &str) -> Option<SchemeKind> {
    let scheme = scheme.to_ascii_lowercase();
    let has = |set: &HashSet<String>| scheme.split(['+', '-', '.']).any(|part| set.contains(part));
    if has(&names().schemes) {
        Some(SchemeKind::Redis)
    } else if has(&names().schemes_near) {
        Some(SchemeKind::Near)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let file = crate::embedded::file("naming").expect("rules/naming.yaml");
        let raw: Raw = serde_json::from_str(file.json).expect("rules/naming.yaml");
        assert!(!raw.roles.is_empty());
    }

    #[test]
    fn no_phrase_has_two_roles() {
        let file = crate::embedded::file("naming").expect("rules/naming.yaml");
        let raw: Raw = serde_json::from_str(file.json).expect("rules/naming.yaml");
        let mut seen = HashSet::new();
        for phrase in raw.roles.values().flatten() {
            assert!(seen.insert(phrase), "{phrase}");
        }
    }

    #[test]
    fn schemes() {
        for scheme in ["redis", "rediss", "REDIS", "redis+unix", "redis-sentinel", "redis+cluster", "valkeys"] {
            assert_eq!(scheme_kind(scheme), Some(SchemeKind::Redis), "{scheme}");
        }
        assert_eq!(scheme_kind("unix"), Some(SchemeKind::Near));
        assert_eq!(scheme_kind("http"), None);
        assert_eq!(scheme_kind("predis"), None);
    }
}
