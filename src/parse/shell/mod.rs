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
use std::collections::HashMap;

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
        let text = closed(&text);
        tree_sitter::read(&GRAMMAR, &text, |walk, root| {
            // the grammar wants Unix line ends, values keep theirs
            walk.text = file.text();
            statement::program(walk, root)
        })
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

/// How many here-documents without an end are left to the grammar, which reads on to the end of the text for each of them.
const OPEN_HERE_DOCUMENTS: usize = 50;

/// The text with the `<<` of here-documents that never end blanked, if there are many of them.
fn closed(text: &str) -> Cow<'_, str> {
    if text.matches("<<").take(OPEN_HERE_DOCUMENTS + 1).count() <= OPEN_HERE_DOCUMENTS {
        return Cow::Borrowed(text);
    }
    // the last line that is nothing but this word
    let mut last: HashMap<&str, usize> = HashMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        last.insert(line.trim(), at);
        at += line.len();
    }
    let is_open = |at: usize| {
        let delimiter = text[at + 2..].trim_start_matches(['-', ' ', '\'', '"', '\\']);
        let end = delimiter.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(delimiter.len());
        last.get(&delimiter[..end]).is_none_or(|line| *line < at)
    };
    let open: Vec<usize> = text.match_indices("<<").map(|(at, _)| at).filter(|at| is_open(*at)).collect();
    if open.len() <= OPEN_HERE_DOCUMENTS {
        return Cow::Borrowed(text);
    }
    let mut out = text.to_owned();
    for at in open {
        out.replace_range(at..at + 2, "  ");
    }
    Cow::Owned(out)
}
