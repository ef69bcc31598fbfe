//! The frontend of shell scripts: POSIX sh, bash, and as much of zsh, ksh and Bats as looks the same.
//!
//! Every simple command is a call: the callee is the command word, arguments are the words. `"a$b"` is a template, `$x` a spread name, `"$x"` a name,
//! `${X:-d}` an `or`; `NAME=value` before a command, here-documents and output redirections are named arguments. What runs in a pipe is joined by
//! [`BinaryOp::Pipe`](crate::ir::code::BinaryOp::Pipe); commands after `||` run or not, those after `&&` are taken to run.

mod command;
mod statement;
#[cfg(test)]
mod tests;
mod word;

use std::borrow::Cow;

use super::Frontend;
use super::tree_sitter::{self, Grammar};
use crate::ir::Parsed;
use crate::source::SourceFile;

static GRAMMAR: Grammar =
    Grammar { name: "bash", language: || tree_sitter_bash::LANGUAGE.into(), comments: &["comment"] };

/// Reads shell scripts.
pub(crate) struct Shell;

impl Frontend for Shell {
    fn parse(&self, file: &SourceFile) -> Parsed {
        let text = unix(file.text());
        tree_sitter::read(&GRAMMAR, &text, statement::program)
    }
}

/// The text with Unix line ends, NUL bytes (for the grammar, the end of the text) and the byte order mark blanked, as long as it was.
fn unix(text: &str) -> Cow<'_, str> {
    if !text.contains(['\r', '\0', '\u{feff}']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('\0', " ").replace('\u{feff}', "   ");
    // a second line break ends what the first one ended; a continuation has to stay one
    Cow::Owned(text.replace("\\\r\n", " \\\n").replace("\r\n", "\n\n"))
}
