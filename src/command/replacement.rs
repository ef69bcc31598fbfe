//! What to use instead of commands and options that the team's server does not have (`rules/replacements.yaml`).

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

use super::table::CommandInfo;

/// How to reach the same with an older server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advice {
    /// A phrase that follows "help:".
    pub(crate) text: String,
    /// The commands that it advises; all exist in Redis 7.4 without modules.
    #[serde(default)]
    pub(crate) uses: Vec<String>,
}

/// All advice.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replacements {
    /// By module and group, for all commands in it that have none of their own.
    families: IndexMap<String, Advice>,
    /// By name of a command, a container or a subcommand.
    commands: IndexMap<String, Advice>,
    /// By command, then by token (`AGGREGATE COUNT`) or `*` for the command's others.
    options: IndexMap<String, IndexMap<String, Advice>>,
}

impl Replacements {
    /// All advice; read on the first call.
    pub(crate) fn get() -> &'static Self {
        static REPLACEMENTS: LazyLock<Replacements> = LazyLock::new(|| {
            let json = crate::embedded::file("replacements").map_or("", |file| file.json);
            serde_json::from_str(json).expect("rules/replacements.yaml is part of the program and checked by its tests")
        });
        &REPLACEMENTS
    }

    /// What to use instead of this command: its own advice, that of its container, of its module or of its group.
    pub(crate) fn for_command(&self, command: &CommandInfo) -> Option<&Advice> {
        let container = command.name.split(' ').next().unwrap_or_default();
        let own = self.commands.get(&command.name).or_else(|| self.commands.get(container));
        let family = || command.module.and_then(|module| self.families.get(module.name()));
        own.or_else(family).or_else(|| self.families.get(&command.group))
    }

    /// What to use instead of an option of a command, named as the grammar does (`MAXLEN`, `AGGREGATE COUNT`).
    pub(crate) fn for_option(&self, command: &CommandInfo, option: &str) -> Option<&Advice> {
        let own = self.options.get(&command.name);
        let own = own.and_then(|options| options.get(option).or_else(|| options.get("*")));
        own.or_else(|| command.module.and_then(|module| self.families.get(module.name())))
    }
}

#[cfg(test)]
mod tests {
    use super::super::version::Version;
    use super::super::{Availability, CommandTable};
    use super::*;

    const TARGET: Version = Version::new(7, 4);

    fn all(replacements: &Replacements) -> impl Iterator<Item = (String, &Advice)> {
        let options = replacements.options.iter();
        let options = options.flat_map(|(name, options)| {
            options.iter().map(move |(option, advice)| (format!("{name} {option}"), advice))
        });
        let named = replacements.families.iter().chain(&replacements.commands);
        named.map(|(name, advice)| (name.clone(), advice)).chain(options)
    }

    #[test]
    fn what_is_advised_exists_in_the_target() {
        let table = CommandTable::get();
        for (name, advice) in all(Replacements::get()) {
            for used in &advice.uses {
                let command = table.command(used).unwrap_or_else(|| panic!("{name}: {used} is no command"));
                assert_eq!(command.availability(TARGET, &[]), Availability::Available, "{name} advises {used}");
                assert!(
                    advice.text.contains(used.split(' ').next().unwrap_or_default()),
                    "{name} does not mention {used}"
                );
            }
        }
    }

    #[test]
    fn every_command_that_is_mentioned_is_in_the_data() {
        let table = CommandTable::get();
        for (name, advice) in all(Replacements::get()) {
            let words = advice.text.split(|sign: char| !(sign.is_ascii_alphanumeric() || "._-".contains(sign)));
            for word in words.filter(|word| word.len() > 2 && *word == word.to_ascii_uppercase()) {
                let is_command = table.command(word).is_some() && !matches!(word, "TYPE" | "GET" | "SORT" | "TIME");
                let is_used = advice.uses.iter().any(|used| used.split(' ').any(|part| part == word));
                let is_replaced = name.split(' ').any(|part| part == word);
                assert!(!is_command || is_used || is_replaced, "{name} mentions {word}");
            }
        }
    }

    #[test]
    fn every_young_command_has_advice() {
        for command in CommandTable::get().commands() {
            if command.availability(TARGET, &[]) != Availability::Available && command.removed.is_none() {
                assert!(Replacements::get().for_command(command).is_some(), "{}", command.name);
            }
        }
    }

    #[test]
    fn every_young_option_has_advice() {
        for command in CommandTable::get().commands().filter(|command| TARGET.includes(command.since)) {
            for (option, since) in command.tokens() {
                if since.and_then(super::super::Since::redis).is_some_and(|since| !TARGET.includes(since)) {
                    assert!(Replacements::get().for_option(command, &option).is_some(), "{} {option}", command.name);
                }
            }
        }
    }

    #[test]
    fn advice_is_for_something_that_exists_and_is_young() {
        let (table, replacements) = (CommandTable::get(), Replacements::get());
        for name in replacements.commands.keys() {
            let command = table.command(name).unwrap_or_else(|| panic!("{name} is no command"));
            assert_ne!(command.availability(TARGET, &[]), Availability::Available, "{name}");
        }
        for (name, options) in &replacements.options {
            let command = table.command(name).unwrap_or_else(|| panic!("{name} is no command"));
            for option in options.keys().filter(|option| *option != "*") {
                let found = command.tokens().any(|(path, since)| path == *option && since.is_some());
                assert!(found, "{name} {option}");
            }
        }
    }

    #[test]
    fn advice_is_found_by_command_container_module_and_group() {
        let (table, replacements) = (CommandTable::get(), Replacements::get());
        for (name, expected) in [
            ("XACKDEL", "XDEL"),
            ("JSON.SET", "SET"),
            ("VADD", "pgvector"),
            ("ARSET", "LSET"),
            ("BACKUP START", "BGSAVE"),
            ("HGETEX", "HEXPIRE"),
        ] {
            let command = table.command(name).expect(name);
            let advice = replacements.for_command(command).expect(name);
            assert!(advice.text.contains(expected), "{name}: {}", advice.text);
        }
        let get = table.command("GET").expect("it is a command");
        assert_eq!(replacements.for_command(get), None);
    }
}
