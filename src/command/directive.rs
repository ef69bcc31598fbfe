//! The server's directives that rules speak of.

use indexmap::IndexMap;
use serde::Deserialize;

use super::version::Version;

/// A directive of `redis.conf`, `CONFIG SET` and the server's command line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Directive {
    /// In lower case.
    #[serde(skip)]
    pub(crate) name: String,
    /// The value that a server uses when nothing is said.
    pub(crate) default: String,
    /// How values are written.
    #[serde(rename = "type")]
    pub(crate) kind: DirectiveKind,
    /// The first release with it, if that matters.
    #[allow(dead_code, reason = "part of the table's form")]
    pub(crate) since: Option<Version>,
    /// The least integer allowed.
    pub(crate) min: Option<u64>,
    /// The greatest integer allowed.
    pub(crate) max: Option<u64>,
    /// The values allowed.
    #[serde(default)]
    values: Values,
    /// A remark for people.
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// How the values of a directive are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DirectiveKind {
    /// `yes` or `no`.
    Bool,
    /// One of some names.
    Enum,
    /// A number.
    Int,
    /// A number of bytes, with or without a unit.
    Memory,
    /// Any text.
    String,
}

/// The values allowed, with the first release of each where that matters.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Values {
    Plain(Vec<String>),
    Since(IndexMap<String, Version>),
}

impl Default for Values {
    fn default() -> Self {
        Values::Plain(Vec::new())
    }
}

impl Directive {
    /// The values allowed and the first release with each; empty for a directive that is not limited to some.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, Option<Version>)> {
        let (plain, since) = match &self.values {
            Values::Plain(values) => (Some(values.iter()), None),
            Values::Since(values) => (None, Some(values.iter())),
        };
        let plain = plain.into_iter().flatten().map(|value| (value.as_str(), None));
        plain.chain(since.into_iter().flatten().map(|(value, since)| (value.as_str(), Some(*since))))
    }

    /// What the server takes instead of a value that it refuses: a phrase behind "write".
    pub(crate) fn refuses(&self, value: &str) -> Option<String> {
        let value = value.trim();
        match self.kind {
            DirectiveKind::Bool => {
                let is_known = ["yes", "no"].iter().any(|known| value.eq_ignore_ascii_case(known));
                (!is_known).then(|| "`yes` or `no`".to_owned())
            }
            DirectiveKind::Enum => {
                let is_known = self.values().any(|(known, _)| known.eq_ignore_ascii_case(value));
                let known = || self.values().map(|(known, _)| format!("`{known}`")).collect::<Vec<_>>().join(", ");
                (!is_known && self.values().next().is_some()).then(|| format!("one of {}", known()))
            }
            DirectiveKind::Int => {
                let number = value.parse::<u64>().ok();
                let is_too_low = number.is_some_and(|number| self.min.is_some_and(|min| number < min));
                let is_too_high = number.is_some_and(|number| self.max.is_some_and(|max| number > max));
                match (self.min, self.max) {
                    (Some(min), _) if is_too_low => Some(format!("a whole number of at least {min}")),
                    (_, Some(max)) if is_too_high => Some(format!("a whole number of at most {max}")),
                    _ => number.is_none().then(|| "a whole number".to_owned()),
                }
            }
            DirectiveKind::Memory => memory(value).is_none().then(|| "an amount of memory such as `256mb`".to_owned()),
            DirectiveKind::String => None,
        }
    }

    /// Whether two values mean the same to the server: `256mb` and `268435456`, `YES` and `yes`.
    pub(crate) fn is_same(&self, a: &str, b: &str) -> bool {
        match self.kind {
            DirectiveKind::Bool | DirectiveKind::Enum => a.eq_ignore_ascii_case(b),
            DirectiveKind::Int => match (a.trim().parse::<i64>(), b.trim().parse::<i64>()) {
                (Ok(a), Ok(b)) => a == b,
                _ => a == b,
            },
            DirectiveKind::Memory => match (memory(a), memory(b)) {
                (Some(a), Some(b)) => a == b,
                _ => a == b,
            },
            DirectiveKind::String => a == b,
        }
    }
}

/// The bytes that an amount of memory stands for: `100`, `1k` (1000), `1kb` (1024), `256MB`. `None` if the server would refuse it, or it is too large.
pub(crate) fn memory(text: &str) -> Option<u64> {
    let digits = text.len() - text.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" => 1000,
        "kb" => 1 << 10,
        "m" => 1_000_000,
        "mb" => 1 << 20,
        "g" => 1_000_000_000,
        "gb" => 1 << 30,
        _ => return None,
    };
    // The server reads a missing number as none.
    let number: u64 = if number.is_empty() { 0 } else { number.parse().ok()? };
    number.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::CommandTable;

    #[test]
    fn memory_is_read_as_the_server_does() {
        for (text, expected) in [
            ("0", Some(0)),
            ("256mb", Some(268_435_456)),
            ("256MB", Some(268_435_456)),
            ("1k", Some(1000)),
            ("1kb", Some(1024)),
            ("2g", Some(2_000_000_000)),
            ("gb", Some(0)),
            ("", Some(0)),
            ("1tb", None),
            ("1.5gb", None),
            ("-1", None),
            ("50%", None),
            ("1 mb", None),
            ("99999999999gb", None),
            ("٣mb", None),
        ] {
            assert_eq!(memory(text), expected, "{text:?}");
        }
    }

    #[test]
    fn values_are_compared_by_what_they_mean() {
        for (name, a, b, expected) in [
            ("maxmemory", "256mb", "268435456", true),
            ("maxmemory", "256mb", "256m", false),
            ("maxmemory", "50%", "50%", true),
            ("appendonly", "YES", "yes", true),
            ("maxmemory-policy", "AllKeys-LRU", "allkeys-lru", true),
            ("port", "6381", "06381", true),
            ("requirepass", "a", "A", false),
        ] {
            let directive = CommandTable::get().directive(name).expect(name);
            assert_eq!(directive.is_same(a, b), expected, "{name} {a} {b}");
        }
    }

    #[test]
    fn directives_know_defaults_and_values() {
        let table = CommandTable::get();
        let policy = table.directive("MAXMEMORY-POLICY").expect("it is in the table");
        assert_eq!(policy.default, "noeviction");
        assert!(policy.values().any(|value| value == ("allkeys-lrm", Some(Version::new(8, 6)))));
        assert_eq!(table.directive("port").and_then(|port| port.max), Some(65535));
        assert!(table.directive("save-the-world").is_none());
        assert!(table.directives().all(|directive| {
            directive.values().next().is_none_or(|_| directive.values().any(|(value, _)| value == directive.default))
        }));
    }
}
