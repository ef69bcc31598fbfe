//! Redis commands: wire words, the command table, versions.
//!
//! The table (`rules/commands.yaml`) says which commands, subcommands and options exist since which version; its argument grammar decides which word
//! of a command is an option token and which is data. Start at [`CommandTable`]: it finds the command that some words are and gives a [`Reading`] of
//! them, which answers questions such as "is MAXLEN there" with yes, no or unknown.

mod availability;
mod directive;
mod grammar;
mod keys;
mod matcher;
mod program;
mod reading;
mod replacement;
mod table;
mod version;
mod word;

pub(crate) use availability::Availability;
pub(crate) use directive::memory;
#[cfg(test)]
pub(crate) use reading::Role;
pub(crate) use reading::{Presence, Reading};
pub(crate) use replacement::Replacements;
pub(crate) use table::{CommandInfo, CommandTable, Flag, Module};
pub use version::{Since, Version, VersionError};
pub use word::{Piece, Word, WordKind};

#[cfg(test)]
mod tests;
