//! redis-server: directives on its command line.

use super::Line;
use super::facts::{Meta, Out, is_filled_in, is_placeholder, value_literal};
use super::model::{ArgRole, Program, Role, model};
use super::words::{Flat, flatten, split_words};
use crate::command::{Word, WordKind};
use crate::finding::Confidence;
use crate::lower::Embedded;
use crate::lower::deployment::Launch;
use crate::source::Language;
use crate::usage::{ConfigRef, FactKind, LiteralRole, Setting};

/// What a server calls its standard input.
const STDIN: &str = "-";

/// The directive that reads another file in its place.
const INCLUDE: &str = "include";

/// One directive: its name with place, its arguments.
struct Directive {
    name: Word,
    args: Vec<Word>,
}

/// Lowers the line of a server.
pub(super) fn lower(program: &Program, line: &Line, out: &mut Out) {
    // what only tells something starts no server
    if line.args.first().and_then(Word::as_text).and_then(|first| program.role(first)) == Some(Role::Help) {
        return;
    }
    let mut is_complete = !line.appends;
    let mut args = line.args;
    let server = line.head.span.map_or(0, |span| span.start);
    let is_open = line.appends || is_open(line.args);
    let mut launch = |path: String| out.lowered.deployment.launches.push(Launch { server, path, is_open });
    if let Some((first, rest)) = args.split_first()
        && !flatten(first).starts_with('-')
    {
        // a configuration file, or words that nobody knows
        is_complete = false;
        args = if first.is_many() { args } else { rest };
        if !first.is_many() {
            launch(flatten(first));
        }
    }
    if let Some(stdin) = line.stdin.filter(|_| line.args.iter().any(|word| word.as_text() == Some("-"))) {
        is_complete = false;
        launch(STDIN.to_owned());
        let flat = Flat::new(stdin, out.host);
        let (text, map) = (flat.text.clone(), flat.into_map());
        let config = Some(ConfigRef::Inline(STDIN.to_owned()));
        out.lowered.embedded.push(Embedded { language: Language::RedisConf, text, map, env: Vec::new(), config });
    }
    is_complete &= !is_open;
    for directive in directives(args, out) {
        let Some(name) = directive.name.as_text().map(str::to_ascii_lowercase) else { continue };
        if name == INCLUDE {
            out.lowered.deployment.includes.extend(directive.args.first().map(flatten));
        }
        literals(&name, &directive.args, &program.library, line.confidence, out);
        let args = directive.args.into_iter().map(|word| match word.as_text() {
            // what Compose or a template engine fills in is not known
            Some(text) if is_filled_in(text) || is_placeholder(text) => Word { kind: WordKind::One, ..word },
            _ => word,
        });
        let setting = Setting { name, args: args.collect(), server, is_complete };
        let span = directive.name.span.or(line.head.span);
        out.fact(FactKind::Setting(setting), span, &program.library, line.confidence);
    }
}

/// Whether there are words that may be any directives. An unquoted `$PASSWORD` behind a directive is its value, although it may be several words.
fn is_open(words: &[Word]) -> bool {
    let mut awaits_value = false;
    words.iter().any(|word| {
        let is_directive = !awaits_value && flatten(word).starts_with("--");
        let is_open = word.is_many() && !awaits_value;
        awaits_value = is_directive && word.as_text().is_some_and(|text| !text.contains([' ', '=']));
        is_open
    })
}

/// Groups words into directives: `--name` starts one, except where the one before it still lacks its argument.
fn directives(words: &[Word], out: &Out) -> Vec<Directive> {
    let mut found: Vec<Directive> = Vec::new();
    for word in words {
        let text = flatten(word);
        let is_value = found.last().is_some_and(|last| last.args.is_empty() && !takes_nothing(&last.name));
        if text.starts_with("--") && text.len() > 2 && !is_value {
            found.push(directive(word, out));
        } else if let Some(last) = found.last_mut() {
            last.args.push(word.clone());
        }
    }
    found
}

/// Directives that may stand without an argument.
fn takes_nothing(name: &Word) -> bool {
    name.as_text().is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "save" | "sentinel"))
}

/// A word `--name`, `--name value` (quoted) or `--name=value`.
fn directive(word: &Word, out: &Out) -> Directive {
    let flat = Flat::new(word, out.host);
    let end = flat.text.len();
    if let Some(equals) = flat.text.find('=').filter(|&at| flat.text[..at].bytes().skip(2).all(is_name)) {
        let args = (equals + 1 < end).then(|| flat.word(equals + 1, end)).into_iter().collect();
        return Directive { name: flat.word(2, equals), args };
    }
    let mut words = split_words(&flat, 2, end).into_iter();
    match words.next() {
        Some(name) => Directive { name, args: words.collect() },
        None => Directive { name: flat.word(2, end), args: Vec::new() },
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Literals in the arguments of a directive.
pub(super) fn literals(name: &str, args: &[Word], library: &str, confidence: Confidence, out: &mut Out) {
    let mut name = name.to_owned();
    let mut args = args;
    if name == "sentinel"
        && let Some((sub, rest)) = args.split_first()
        && let Some(sub) = sub.as_text()
    {
        name = format!("sentinel {}", sub.to_ascii_lowercase());
        args = rest;
    }
    let meta = Meta { place: "server", name: &name, library, confidence };
    for (index, role) in model().setting(&name).iter().enumerate() {
        let Some(word) = args.get(index) else { break };
        match role {
            ArgRole::Port => value_literal(LiteralRole::Port, &Flat::new(word, out.host), 0, &meta, out),
            ArgRole::Password => value_literal(LiteralRole::Password, &Flat::new(word, out.host), 0, &meta, out),
            ArgRole::Acl => args.iter().skip(index).for_each(|word| acl_password(word, &meta, out)),
            ArgRole::Name | ArgRole::Host => {}
        }
    }
}

/// `>secret` of an ACL rule.
fn acl_password(word: &Word, meta: &Meta, out: &mut Out) {
    if word.as_text().is_some_and(|text| text.starts_with('>')) {
        let flat = Flat::new(word, out.host);
        let password = flat.word(1, flat.text.len());
        out.literal(LiteralRole::Password, &password, meta);
    }
}

/// Directives in a text of server options, such as the value of `REDIS_ARGS`.
pub(super) fn lower_text(program: &Program, line: &Line, value: &Flat, out: &mut Out) {
    let args = split_words(value, 0, value.text.len());
    lower(program, &Line { args: &args, env: Vec::new(), ..line.clone() }, out);
}
