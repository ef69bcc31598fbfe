//! What names mean: which variable, key or parameter holds a Redis port, password or URL.
//!
//! The words stand in `rules/naming.yaml`. A name is split into words at non-letters and at camelCase humps, so that `REDIS_PORT`, `redisPort` and a key
//! `port` below `redis:` mean the same and `predisposed` means nothing.

mod data;
mod password;

use crate::finding::Confidence;

use data::names;
pub(crate) use data::{Role, SchemeKind, scheme_kind};
pub(crate) use password::{PasswordText, password_text};

/// What a name, seen with the names around it, says of its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// What the value is.
    pub(crate) role: Role,
    /// How sure it is that Redis is meant: certain where a name says so, possible beside words such as `celery` or `cache`.
    pub(crate) confidence: Confidence,
}

/// The meaning of the last of `path`: names from the outermost to the innermost (key path, or variable, dictionary key, parameter).
pub(crate) fn meaning<S: AsRef<str>>(path: &[S]) -> Option<Meaning> {
    let (last, outer) = path.split_last()?;
    let own = words(last.as_ref());
    let names = names();
    if !outer.is_empty() && names.values.contains(&own.join(" ")) {
        return meaning(outer);
    }
    let own_is_redis = own.iter().any(|word| names.is_redis_word(word));
    if let Some(role) = names.complete.get(&own.join(" ")) {
        let confidence = if own_is_redis { Confidence::Certain } else { Confidence::Possible };
        return Some(Meaning { role: *role, confidence });
    }
    if own_is_redis {
        return match role_of_words(&own, true) {
            Some(role) if is_other(role, &own) => None,
            Some(role) => Some(Meaning { role, confidence: Confidence::Certain }),
            None => bare(&own, outer),
        };
    }
    let role = role_of_words(&own, false)?;
    if is_other(role, &own) || own.iter().any(|word| names.other_systems.contains(word.as_str())) {
        return None;
    }
    Some(Meaning { role, confidence: around(role, &own, outer)? })
}

/// Whether a name holds a word that means Redis.
pub(crate) fn is_redis_name(name: &str) -> bool {
    // splitting allocates; most names need not be split
    names().may_be_redis(name) && words(name).iter().any(|word| names().is_redis_word(word))
}

/// The stems and words of which every name for Redis holds at least one.
pub(crate) fn stems() -> Vec<String> {
    names().redis_words()
}

/// Whether a text of any length holds a word for Redis, or a part of one.
pub(crate) fn mentions(text: &str) -> bool {
    static WORDS: std::sync::OnceLock<Option<aho_corasick::AhoCorasick>> = std::sync::OnceLock::new();
    let words =
        WORDS.get_or_init(|| aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(stems()).ok());
    words.as_ref().is_some_and(|words| words.is_match(text))
}

/// Whether a name holds a word for another system: `postgres`, `kafka`.
pub(crate) fn is_other_system(name: &str) -> bool {
    words(name).iter().any(|word| names().other_systems.contains(word.as_str()))
}

/// Whether a name only says that the value of the name around it follows: `default`.
pub(crate) fn is_value_name(name: &str) -> bool {
    names().values.contains(&words(name).join(" "))
}

/// Whether what is called so is told which port of a server can be reached from outside: `with_exposed_ports`.
pub(crate) fn is_published(name: &str) -> bool {
    words(name).iter().any(|word| names().published.contains(word.as_str()))
}

/// The role that a name has on its own, if it were Redis's: `port` of `dbPort`, whatever `db` is.
pub(crate) fn role_of(name: &str) -> Option<Role> {
    role_of_words(&words(name), false)
}

/// How sure the names outside say that Redis is meant.
fn around<S: AsRef<str>>(role: Role, own: &[String], outer: &[S]) -> Option<Confidence> {
    let names = names();
    let mut near = own.iter().any(|word| names.near.contains(word.as_str()));
    for (distance, name) in outer.iter().rev().enumerate() {
        let words = words(name.as_ref());
        if words.iter().any(|word| names.is_redis_word(word)) {
            if is_other(role, &words) {
                return None;
            }
            let is_plain = words.iter().all(|word| names.is_redis_word(word) || names.ignored.contains(word.as_str()));
            return Some(if distance == 0 || is_plain { Confidence::Certain } else { Confidence::Likely });
        }
        if is_other(role, &words) || words.iter().any(|word| names.other_systems.contains(word.as_str())) {
            return None;
        }
        near |= words.iter().any(|word| names.near.contains(word.as_str()));
    }
    near.then_some(Confidence::Possible)
}

/// A name that is only a word for Redis: `ports.redis`, `ConnectionStrings.Redis`, `REDIS=…`.
fn bare<S: AsRef<str>>(own: &[String], outer: &[S]) -> Option<Meaning> {
    let names = names();
    if !own.iter().all(|word| names.is_redis_word(word) || names.ignored.contains(word.as_str())) {
        return None;
    }
    Some(match outer.last().and_then(|name| role_of(name.as_ref())) {
        Some(role @ (Role::Port | Role::Password | Role::Url | Role::Username)) => {
            Meaning { role, confidence: Confidence::Certain }
        }
        _ => Meaning { role: Role::HostPort, confidence: Confidence::Likely },
    })
}

/// Whether one of `words` turns `role` into something that is not Redis's: `metrics` before `port`.
fn is_other(role: Role, words: &[String]) -> bool {
    names().not.get(&role).is_some_and(|not| words.iter().any(|word| not.contains(word.as_str())))
}

/// The role that the last words tell.
fn role_of_words(words: &[String], beside_redis: bool) -> Option<Role> {
    let names = names();
    let mut rest: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !beside_redis || !names.is_redis_word(word)).collect();
    loop {
        let longest = rest.len().min(3);
        for length in (1..=longest).rev() {
            let phrase = rest[rest.len() - length..].join(" ");
            let beside = || if beside_redis { names.roles_beside.get(&phrase) } else { None };
            if let Some(role) = names.roles.get(&phrase).or_else(beside) {
                return Some(*role);
            }
        }
        if rest.pop().is_none_or(|word| !names.ignored.contains(word)) {
            return compound(words, beside_redis);
        }
    }
}

/// The role of a name such as `redisport`, which is one word.
fn compound(words: &[String], beside_redis: bool) -> Option<Role> {
    let names = names();
    let last = words.iter().rev().find(|word| !names.ignored.contains(word.as_str()))?;
    let ending = names.stems.iter().find_map(|stem| last.strip_prefix(stem.as_str()))?;
    let beside = || if beside_redis { names.roles_beside.get(ending) } else { None };
    names.roles.get(ending).or_else(beside).copied()
}

/// Splits a name into lower-case words: `DEFAULT_REDIS_PORT`, `defaultRedisPort` and `redis-port2` by their parts, without digits.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = name.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        if c.is_alphabetic() {
            let hump = c.is_uppercase()
                && (before.is_lowercase()
                    || before.is_uppercase() && chars.peek().is_some_and(|next| next.is_lowercase()));
            if hump {
                end(&mut word, &mut words);
            }
            word.extend(c.to_lowercase());
        } else {
            end(&mut word, &mut words);
        }
        before = c;
    }
    end(&mut word, &mut words);
    words
}

fn end(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Confidence::{Certain, Likely, Possible};

    fn check(path: &str, expected: Option<(Role, Confidence)>) {
        let path: Vec<&str> = path.split('/').collect();
        assert_eq!(meaning(&path).map(|meaning| (meaning.role, meaning.confidence)), expected, "{path:?}");
    }

    #[test]
    fn words_are_split_at_humps_and_signs() {
        assert_eq!(words("DEFAULT_REDIS_PORT2"), ["default", "redis", "port"]);
        assert_eq!(words("cacheRedisURL"), ["cache", "redis", "url"]);
        assert_eq!(words("REDISPort"), ["redis", "port"]);
        assert_eq!(words("redis-tls.port"), ["redis", "tls", "port"]);
        assert_eq!(words(""), Vec::<String>::new());
    }

    #[test]
    fn redis_names_are_told_from_words_that_only_look_so() {
        for name in [
            "redis",
            "REDIS_URL",
            "cacheRedis",
            "ioredis",
            "redisport",
            "RedisTemplate",
            "my-valkey",
            "REDISCLI_AUTH",
            "redis2",
        ] {
            assert!(is_redis_name(name), "{name}");
        }
        for name in ["predisposed", "redistribute", "rediscover", "credits", "", "redisplay", "port"] {
            assert!(!is_redis_name(name), "{name}");
        }
    }

    #[test]
    fn ports() {
        check("REDIS_PORT", Some((Role::Port, Certain)));
        check("redisPort", Some((Role::Port, Certain)));
        check("redisport", Some((Role::Port, Certain)));
        check("DEFAULT_REDIS_PORT", Some((Role::Port, Certain)));
        check("REDIS_PORT_DEFAULT", Some((Role::Port, Certain)));
        check("PORT_REDIS", Some((Role::Port, Certain)));
        check("redis/port", Some((Role::Port, Certain)));
        check("redis_config/port", Some((Role::Port, Certain)));
        check("cacheRedisSettings/master/port", Some((Role::Port, Likely)));
        check("spring/redis/port", Some((Role::Port, Certain)));
        check("redis_port/default", Some((Role::Port, Certain)));
        check("redis/properties/port/default_value", Some((Role::Port, Certain)));
        check("service/ports/redis", Some((Role::Port, Certain)));
        check("master/containerPorts/redis", Some((Role::Port, Certain)));
        check("broker/port", Some((Role::Port, Possible)));
        check("rdb_port", Some((Role::Port, Possible)));
    }

    #[test]
    fn what_is_no_redis_port() {
        check("REDIS_EXPORTER_PORT", None);
        check("redis/metrics/port", None);
        check("redis/sentinel/port", None);
        check("redis_port_name", None);
        check("redis_port_env", None);
        check("port", None);
        check("redis/env/POSTGRES_PORT", None);
        check("redis/postgres/port", None);
        check("POSTGRES_PORT", None);
        check("redis_commander/http/port", None);
        check("REDIS_PORT_6379_TCP_ADDR", Some((Role::HostPort, Certain)));
        check("predisposed/port", None);
        check("redistribute_port", None);
        check("report", None);
        check("redis_report", None);
    }

    #[test]
    fn passwords_and_users() {
        check("REDIS_PASSWORD", Some((Role::Password, Certain)));
        check("REDIS_AUTH", Some((Role::Password, Certain)));
        check("redis/auth", None);
        check("redis/auth/password", Some((Role::Password, Certain)));
        check("REDISCLI_AUTH", Some((Role::Password, Certain)));
        check("redis_pass", Some((Role::Password, Certain)));
        check("redisPwd", Some((Role::Password, Certain)));
        check("REDIS_PASSWORD_FILE", None);
        check("redis/password_env", None);
        check("redis/passwordKey", None);
        check("redis/existingSecretPasswordKey", None);
        check("REDIS_USERNAME", Some((Role::Username, Certain)));
        check("redis/user", Some((Role::Username, Certain)));
        check("password", None);
        check("redis_commander/http/password", None);
        check("REDIS_MASTER_PASSWORD", Some((Role::Password, Certain)));
    }

    #[test]
    fn urls_and_hosts() {
        check("REDIS_URL", Some((Role::Url, Certain)));
        check("CELERY_BROKER_URL", Some((Role::Url, Possible)));
        check("celeryBrokerUrl", Some((Role::Url, Possible)));
        check("ConnectionStrings/Redis", Some((Role::Url, Certain)));
        check("redis/connectionString", Some((Role::Url, Certain)));
        check("REDIS_HOST", Some((Role::Host, Certain)));
        check("redis/addr", Some((Role::HostPort, Certain)));
        check("REDIS_HOST_PORT", Some((Role::HostPort, Certain)));
        check("cache/redis", Some((Role::HostPort, Likely)));
        check("redis/maxActive", Some((Role::PoolSize, Certain)));
        check("redis_cluster/nodes", Some((Role::HostPort, Certain)));
        check("redis_url_path", None);
        check("redis_prefix", None);
    }
}
