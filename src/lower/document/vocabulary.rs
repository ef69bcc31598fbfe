//! The words of `rules/documents.yaml`: what keys, names and folders mean in documents.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::lower::naming;

/// All words; what each list means stands in the data file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Vocabulary {
    pub(super) keys: Keys,
    companions: HashSet<String>,
    pub(super) twins: Vec<String>,
    pub(super) directives: HashSet<String>,
    pub(super) files: Files,
    pub(super) shapes: Vec<Shape>,
}

/// Keys, by what stands below them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Keys {
    pub(super) prose: HashSet<String>,
    pub(super) scripts: HashSet<String>,
    pub(super) script_bodies: HashSet<String>,
    pub(super) labels: HashSet<String>,
    pub(super) environment: HashSet<String>,
    pub(super) environment_lists: HashSet<String>,
    pub(super) ports: HashSet<String>,
    pub(super) kinds: HashSet<String>,
    pub(super) documents: HashSet<String>,
    pub(super) references: HashSet<String>,
    pub(super) other_ports: HashSet<String>,
}

/// What names of files tell.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Files {
    pub(super) generated: HashSet<String>,
    pub(super) generated_ends: Vec<String>,
    pub(super) examples: Vec<String>,
    pub(super) translations: HashSet<String>,
    pub(super) parts: HashSet<String>,
    pub(super) part_names: HashSet<String>,
}

/// How paths of one kind of document look.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Shape {
    pub(super) kind: String,
    /// Names of folders around the file.
    #[serde(default)]
    pub(super) folders: HashSet<String>,
    /// Beginnings of the file's name.
    #[serde(default)]
    pub(super) starts: Vec<String>,
    /// Parts of the file's name.
    #[serde(default)]
    pub(super) contains: Vec<String>,
}

/// The built-in words. An unreadable file, which the tests exclude, gives none.
pub(super) fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        let file = crate::embedded::file("documents");
        file.and_then(|file| serde_json::from_str(file.json).ok()).unwrap_or_default()
    });
    &VOCABULARY
}

/// Whether the last word of a name is one of `words`.
pub(super) fn ends_in(name: &str, words: &HashSet<String>) -> bool {
    naming::words(name).last().is_some_and(|last| words.contains(last))
}

/// Whether one of the words of a name is one of `words`.
pub(super) fn has_word(name: &str, words: &HashSet<String>) -> bool {
    naming::words(name).iter().any(|word| words.contains(word))
}

/// Whether a name is that of a Redis server, not of something that only goes with one.
pub(super) fn is_server_name(name: &str) -> bool {
    naming::is_redis_name(name) && !has_word(name, &vocabulary().companions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let file = crate::embedded::file("documents").expect("rules/documents.yaml");
        let read: Vocabulary = serde_json::from_str(file.json).expect("rules/documents.yaml");
        assert_eq!(read.shapes.len(), vocabulary().shapes.len());
    }

    #[test]
    fn servers_are_told_from_what_goes_with_them() {
        for (name, expected) in [
            ("redis", true),
            ("my-redis-master", true),
            ("redis-exporter", false),
            ("redisinsight", false),
            ("pg", false),
        ] {
            assert_eq!(is_server_name(name), expected, "{name}");
        }
    }
}
