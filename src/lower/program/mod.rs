//! Command lines: which program is started, by way of which others, and what its words say about Redis.
//!
//! What is known about programs is data (`rules/programs.yaml`). The words come from the analysis of shell code, from exec forms in documents, and from
//! `Command::new("redis-cli").args([…])` in any language. Facts of one redis-server carry the position of the program word as [`crate::usage::Setting::server`].

mod chart;
mod client;
mod container;
mod database;
mod facts;
mod mention;
mod model;
mod names;
mod scan;
mod server;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub(crate) use self::container::is_server_argument;
use self::facts::Out;
use self::model::{Kind, Program, Role, model};
pub(crate) use self::names::names_in;
use self::scan::scan;
use self::words::{Flat, HOLE, flatten};
use crate::command::{Piece, Word, WordKind};
use crate::finding::Confidence;
use crate::lower::Lowered;

/// Carriers in carriers that are followed.
const MAX_CARRIERS: usize = 32;

/// A command line: what is started, its arguments, and what else it is given.
#[derive(Debug, Clone)]
struct Line<'a> {
    /// The program word.
    head: &'a Word,
    args: &'a [Word],
    env: Vec<(String, Word)>,
    stdin: Option<&'a Word>,
    /// Whether unknown words are added at the end.
    appends: bool,
    /// Whether the program is known by the name of the variable that holds it, perhaps with options.
    is_open: bool,
    confidence: Confidence,
}

/// Lowers one command line that stands in `host` (spans of the words lie there).
///
/// `env` are the variables that are set for it: leading `NAME=value`, and exported ones as far as they are known; under the names [`crate::ir::code::STDIN`]
/// and [`crate::ir::code::STDOUT`] nothing but what these say is expected. `stdin` is its standard input, if that is known: a here-document, or what
/// the program before the pipe prints.
pub(crate) fn lower(words: &[Word], env: &[(String, Word)], stdin: Option<&Word>, host: &str) -> Lowered {
    let mut out = Out::new(host);
    if let Some((head, args)) = words.split_first() {
        mention::environment(env, &mut out);
        let line = Line {
            head,
            args,
            env: env.to_vec(),
            stdin,
            appends: false,
            is_open: false,
            confidence: Confidence::Certain,
        };
        run(line, &mut out);
    }
    out.lowered
}

/// Lowers `args` as the arguments of `program`, which is started by something that is no command line (an image's entry point). `head` is the word to point at.
pub(crate) fn lower_arguments(
    program: &str,
    head: &Word,
    args: &[Word],
    env: &[(String, Word)],
    host: &str,
) -> Lowered {
    let mut out = Out::new(host);
    if let Some(program) = model().program(program) {
        let line = Line {
            head,
            args,
            env: env.to_vec(),
            stdin: None,
            appends: false,
            is_open: false,
            confidence: Confidence::Certain,
        };
        start(program, line, &mut out);
    }
    out.lowered
}

/// Whether a word starts a client.
pub(crate) fn is_client(word: &Word) -> bool {
    program_name(word).and_then(|name| model().program(&name)).is_some_and(|program| program.kind == Kind::Client)
}

/// Whether a text reads as the command line of a client: `redis-cli -p 6379`.
pub(crate) fn is_client_line(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|first| is_client(&Word::text(first)))
        && words.next().is_some_and(|second| looks_like_client_argument(&Word::text(second)))
}

/// Whether clients take their password from the environment variable of this name.
pub(crate) fn is_password_variable(name: &str) -> bool {
    model().program("redis-cli").is_some_and(|program| program.password_env.iter().any(|known| known == name))
}

/// The words that a shell makes of `word` when it stands without quotes.
pub(crate) fn split_unquoted(word: &Word, host: &str) -> Vec<Word> {
    let flat = Flat::new(word, host);
    if !flat.text.contains(char::is_whitespace) && !flat.text.is_empty() {
        return vec![word.clone()];
    }
    let mut words = Vec::new();
    let mut at = 0;
    for part in flat.text.split(char::is_whitespace) {
        if !part.is_empty() {
            let mut split = flat.word(at, at + part.len());
            if part.chars().all(|c| c == HOLE) {
                split.kind = WordKind::Many;
            }
            words.push(split);
        }
        at += part.len() + flat.text[at + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// Follows carriers until something is started that carries nothing.
fn run(line: Line<'_>, out: &mut Out) {
    let mut next = Some(line);
    for _ in 0..MAX_CARRIERS {
        let Some(line) = next.take() else { return };
        next = match find(&line) {
            Some((program, confidence)) => {
                let is_open = confidence < Confidence::Certain;
                let confidence = confidence.min(line.confidence);
                start(program, Line { is_open, confidence, ..line }, out)
            }
            None => unknown(line, out),
        };
    }
}

/// The program that a line starts, and how sure that is.
fn find(line: &Line) -> Option<(&'static Program, Confidence)> {
    if let Some(name) = program_name(line.head) {
        return model().program(&name).map(|program| (program, Confidence::Certain));
    }
    let variable = line.head.source.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    model().of_variable(variable).map(|program| (program, Confidence::Likely))
}

/// The file name that a program word ends in, as far as that is known: `redis-cli` for `"$BIN/redis-cli"`.
/// Whether a client or a server of Redis is called so.
pub(crate) fn is_redis_program(name: &str) -> bool {
    model().program(name).is_some_and(|program| matches!(program.kind, Kind::Client | Kind::Server))
}

fn program_name(word: &Word) -> Option<String> {
    let path = match &word.kind {
        WordKind::Text(text) => text.as_str(),
        WordKind::Partial(pieces) => match pieces.last()? {
            Piece::Text(text) if text.contains('/') => text.as_str(),
            _ => return None,
        },
        WordKind::One | WordKind::Many => return None,
    };
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Starts `program`; gives the line that it carries, if that is still to be run.
fn start<'a>(program: &'static Program, line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    match program.kind {
        Kind::Client | Kind::Endpoint => client::lower(program, &line, out),
        Kind::Server => server::lower(program, &line, out),
        Kind::Group => return group(program, line, out),
        Kind::Carrier => return carrier(program, line, out),
        Kind::Remote | Kind::Shell | Kind::Interpreter => return text::lower(program, line, out),
        Kind::Container => return container::run(program, &line, out),
        Kind::KubeRun => return container::kube_run(program, &line, out),
        Kind::Images => container::images(program, &line, out),
        Kind::Chart => chart::lower(program, &line, out),
        Kind::Literals => container::literals(program, &line, out),
        Kind::Ports => mention::ports(program, &line, out),
        Kind::Connect => return mention::connect(program, line, out),
        Kind::Database => database::lower(program, &line, out),
        Kind::Prose => text::written(&line, out),
    }
    None
}

/// `docker`, `kubectl`: the first operand says what the rest is.
fn group<'a>(mut program: &'static Program, line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let mut args = line.args;
    while program.kind == Kind::Group {
        let scanned = scan(program, args, 1);
        let name = scanned.operands.first().and_then(|word| word.as_text());
        let Some(sub) = name.and_then(|name| program.subcommands.get(name)) else {
            return unknown(line, out);
        };
        program = sub;
        args = scanned.rest;
    }
    start(program, Line { args, ..line }, out)
}

/// `sudo`, `docker exec`: what follows options and operands is a command line.
fn carrier<'a>(program: &'static Program, mut line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let scanned = scan(program, line.args, program.operands);
    if scanned.has(Role::Help) {
        return None;
    }
    for found in scanned.all(Role::Env) {
        if let Some(value) = found.value
            && let Some((name, value)) = text::assignment(value, out.host)
        {
            mention::environment(&[(name.clone(), value.clone())], out);
            line.env.push((name, value));
        }
    }
    for found in scanned.all(Role::Shell) {
        if let Some(value) = found.value {
            text::embed_shell(value, &line, out);
        }
    }
    if let Some(value) = scanned.last(Role::Entrypoint).and_then(|found| found.value) {
        let inner = Line { head: value.word, args: scanned.rest, ..line };
        return Some(inner).filter(|_| value.skip == 0);
    }
    let mut rest = scanned.rest;
    if program.assignments {
        while let Some((word, after)) = rest.split_first()
            && let Some((name, value)) = text::assignment(scan::Value { word, skip: 0 }, out.host)
        {
            mention::environment(&[(name.clone(), value.clone())], out);
            line.env.push((name, value));
            rest = after;
        }
    }
    let (head, args) = rest.split_first()?;
    line.appends |= program.appends;
    let inner = Line { head, args, ..line };
    // an unknown option took the wrong operand: look for the program itself
    if scanned.is_open && find(&inner).is_none() {
        return unknown(inner, out);
    }
    Some(inner)
}

/// A program that nothing is known of: its words may mention Redis, or be a command line of a Redis client.
fn unknown<'a>(line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let position = line.args.iter().position(|word| {
        program_name(word).and_then(|name| model().program(&name)).is_some_and(|program| program.kind == Kind::Client)
    });
    if let Some(at) = position
        && let Some((head, args)) = line.args.get(at..).and_then(|rest| rest.split_first())
        && args.first().is_some_and(looks_like_client_argument)
    {
        return Some(Line { head, args, confidence: Confidence::Likely, ..line });
    }
    mention::arguments(&line, out);
    None
}

/// Whether a word may stand behind `redis-cli`, where that is not known to be a program.
fn looks_like_client_argument(word: &Word) -> bool {
    let text = flatten(word);
    let option = model().program("redis-cli").and_then(|program| program.role(&text));
    option.is_some_and(|role| role != Role::Help)
        || text.len() > 2 && !text.contains(HOLE) && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.')
        || text == "ping"
}
