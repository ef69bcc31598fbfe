//! Redis commands: wire words, the command table, versions.
//!
//! The table (`rules/commands.yaml`) says which commands, subcommands and options exist since which version; its argument grammar decides which word
//! of a command is an option token and which is data.

mod word;

pub use word::{Piece, Word, WordKind};
