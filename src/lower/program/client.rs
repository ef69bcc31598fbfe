//! redis-cli and its kin: a connection and the commands that it sends.

use super::facts::{Meta, Out, endpoint_literals, given, part_word, value_literal};
use super::model::{Kind, Program, Role, model};
use super::scan::{Scanned, Value, scan};
use super::words::{Flat, split_words};
use super::{Line, text};
use crate::command::{Word, WordKind};
use crate::lower::endpoint::{self, Form, Part};
use crate::usage::{Command, Connection, FactKind, Given, LiteralRole};

/// Lowers the line of a client.
pub(super) fn lower(program: &Program, line: &Line, out: &mut Out) {
    let scanned = scan(program, line.args, 0);
    let only_help = line.args.len() == 1 && line.args[0].as_text() == Some("-h");
    if scanned.has(Role::Help) || only_help {
        return;
    }
    let client = Client { program, line, scanned };
    let mut connection = client.connection(out);
    let commands = if program.kind == Kind::Client { client.commands(out) } else { Vec::new() };
    if let Some(password) = commands.iter().find_map(|words| auth(words)) {
        connection.password = password;
    }
    out.fact(FactKind::Connection(connection), line.head.span, &program.library, line.confidence);
    for words in commands {
        let span = words.first().and_then(|word| word.span).or(line.head.span);
        text::embed_lua(&words, out);
        let command = Command { words, client: None, batch: None };
        out.fact(FactKind::Command(command), span, &program.library, line.confidence);
    }
}

struct Client<'a> {
    program: &'a Program,
    line: &'a Line<'a>,
    scanned: Scanned<'a>,
}

impl Client<'_> {
    /// Endpoint and credentials, with their literals.
    fn connection(&self, out: &mut Out) -> Connection {
        // `$OPTS` may hold anything that is not there
        let absent = if self.scanned.is_open || self.line.is_open { Given::Dynamic } else { Given::Absent };
        let mut connection = Connection {
            host: absent.clone(),
            port: absent.clone(),
            default_port: self.program.default_port,
            username: absent.clone(),
            password: absent,
            client: None,
            ignored: Vec::new(),
        };
        for name in &self.program.password_env {
            if let Some((name, value)) = self.line.env.iter().rev().find(|(known, _)| known == name) {
                connection.password = given(value);
                out.literal(LiteralRole::Password, value, &self.meta("environment", name));
            }
        }
        for found in &self.scanned.options {
            let value = found.value.map(|value| word_of(value, out.host));
            match (found.role, value) {
                (Role::Host, Some(value)) => connection.host = given(&value),
                (Role::Port, Some(value)) => {
                    connection.port = given(&value);
                    let flat = Flat::new(&value, out.host);
                    value_literal(LiteralRole::Port, &flat, 0, &self.meta("flag", &found.name), out);
                }
                (Role::Username, Some(value)) => connection.username = given(&value),
                (Role::Password, Some(value)) => {
                    connection.password = given(&value);
                    let flat = Flat::new(&value, out.host);
                    value_literal(LiteralRole::Password, &flat, 0, &self.meta("flag", &found.name), out);
                }
                (Role::Prompt, _) => connection.password = Given::Dynamic,
                (Role::Socket, Some(_)) => {
                    connection.host = Given::Inapplicable;
                    connection.port = Given::Inapplicable;
                }
                (Role::Url, Some(_)) => {
                    if let Some(value) = found.value {
                        self.url(value, &found.name, &mut connection, out);
                    }
                }
                _ => {}
            }
        }
        if let Some(cluster) = self.scanned.last(Role::NoCommand).filter(|found| found.name == "--cluster") {
            // the nodes are operands
            connection.host = Given::Dynamic;
            connection.port = Given::Dynamic;
            self.nodes(&cluster.name, out);
        }
        connection
    }

    /// `host:port` operands of `--cluster`.
    fn nodes(&self, name: &str, out: &mut Out) {
        for word in self.scanned.rest {
            let flat = Flat::new(word, out.host);
            if let Some(colon) = flat.text.rfind(':') {
                let port = flat.word(colon + 1, flat.text.len());
                out.literal(LiteralRole::Port, &port, &self.meta("argument", name));
            }
        }
    }

    fn url(&self, value: Value, name: &str, connection: &mut Connection, out: &mut Out) {
        let flat = Flat::new(value.word, out.host);
        let text = flat.text.get(value.skip..).unwrap_or_default();
        let found = endpoint::endpoints(text);
        let [url] = found.as_slice() else {
            connection.host = Given::Dynamic;
            connection.port = Given::Dynamic;
            connection.username = Given::Dynamic;
            connection.password = Given::Dynamic;
            return;
        };
        endpoint_literals(url, &flat, value.skip, &self.meta("flag", name), out);
        // a hole in the place of the host may bring a port of its own
        let open = url.host.as_ref().is_some_and(Part::is_dynamic) && url.port.is_none();
        let part = |part: Option<&Part>, before: &Given| match part {
            Some(part) => given(&part_word(part, &flat, value.skip)),
            None if open => Given::Dynamic,
            None => before.clone(),
        };
        connection.host = part(url.host.as_ref(), &connection.host);
        connection.port = part(url.port.as_ref(), &connection.port);
        connection.username = part(url.user.as_ref(), &connection.username);
        connection.password = part(url.password.as_ref(), &connection.password);
        if url.form == Form::Socket {
            connection.host = Given::Inapplicable;
            connection.port = Given::Inapplicable;
        }
    }

    /// The commands that are sent.
    fn commands(&self, out: &mut Out) -> Vec<Vec<Word>> {
        if let Some(eval) = self.scanned.last(Role::Eval) {
            return vec![self.eval(eval.word, eval.value)];
        }
        if let Some(scan) = self.scanned.last(Role::Scan) {
            return vec![self.scan(scan.word, out)];
        }
        if self.scanned.has(Role::NoCommand) || self.scanned.has(Role::NoCommandValue) {
            return Vec::new();
        }
        if !self.scanned.has(Role::Pipe)
            && let Some(words) = self.command(out)
        {
            return vec![words];
        }
        let Some(stdin) = self.line.stdin else { return Vec::new() };
        lines(stdin, out)
    }

    /// The operands as a command.
    fn command(&self, out: &Out) -> Option<Vec<Word>> {
        let (first, rest) = self.scanned.rest.split_first()?;
        let mut words = vec![first.clone()];
        if first.as_text().is_some_and(|text| text.contains(char::is_whitespace)) || is_spaced(first) {
            let flat = Flat::new(first, out.host);
            words = split_words(&flat, 0, flat.text.len());
        }
        words.extend(rest.iter().cloned());
        if let Some(tag) = self.scanned.last(Role::StdinTag).and_then(|found| found.value) {
            let tag = tag.word.as_text();
            if let Some(word) = words.iter_mut().find(|word| tag.is_some() && word.as_text() == tag) {
                word.kind = WordKind::One;
            }
        } else if self.scanned.has(Role::StdinLast) {
            words.push(match self.line.stdin {
                Some(stdin) => stdin.clone(),
                None => Word::one(),
            });
        }
        if self.line.appends {
            words.push(Word::many());
        }
        words.first().is_some_and(is_command).then_some(words)
    }

    /// `--eval FILE key … , argument …`
    fn eval(&self, option: &Word, file: Option<Value>) -> Vec<Word> {
        let is_comma = |word: &Word| word.as_text() == Some(",");
        // unknown words that may be options may also be keys
        let open = if self.scanned.is_open { vec![Word::many()] } else { Vec::new() };
        let operands: Vec<&Word> = open.iter().chain(self.scanned.rest).collect();
        let keys = operands.iter().position(|word| is_comma(word)).unwrap_or(operands.len());
        let is_counted = !operands.iter().any(|word| word.is_many());
        let script = Word { kind: WordKind::One, ..file.map_or_else(Word::one, |value| value.word.clone()) };
        let count = if is_counted { Word::text(keys.to_string()) } else { Word::one() };
        let mut words = vec![Word { span: option.span, ..Word::text("EVAL") }, script, count];
        words.extend(operands.into_iter().filter(|word| !is_comma(word)).cloned());
        words
    }

    /// `--scan [--pattern P]`
    fn scan(&self, option: &Word, out: &Out) -> Vec<Word> {
        let mut words = vec![Word { span: option.span, ..Word::text("SCAN") }, Word::one()];
        if let Some(value) = self.scanned.last(Role::Pattern).and_then(|found| found.value) {
            words.push(Word::text("MATCH"));
            words.push(word_of(value, out.host));
        }
        words
    }

    fn meta<'b>(&'b self, place: &'static str, name: &'b str) -> Meta<'b> {
        Meta { place, name, library: &self.program.library, confidence: self.line.confidence }
    }
}

/// The value of an option as a word of its own.
pub(super) fn word_of(value: Value, host: &str) -> Word {
    if value.skip == 0 {
        return value.word.clone();
    }
    let flat = Flat::new(value.word, host);
    flat.word(value.skip, flat.text.len())
}

/// A partly known word with blanks in its known part, such as `"KEYS $pattern"`.
fn is_spaced(word: &Word) -> bool {
    matches!(&word.kind, WordKind::Partial(_)) && super::words::flatten(word).contains(' ')
}

/// Whether a word can be a command's name. Numbers are: `redis-cli 5 PING` repeats.
fn is_command(word: &Word) -> bool {
    word.as_text().is_some_and(|text| text.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Every line of standard input is a command.
fn lines(stdin: &Word, out: &Out) -> Vec<Vec<Word>> {
    if matches!(stdin.kind, WordKind::One | WordKind::Many) {
        return Vec::new();
    }
    let mut flat = Flat::new(stdin, out.host);
    flat.text = unescaped(&flat.text);
    let mut commands = Vec::new();
    let mut start = 0;
    for raw in flat.text.split_inclusive('\n') {
        let words = split_words(&flat, start, start + raw.len());
        start += raw.len();
        if words.first().is_some_and(is_command) {
            commands.push(words);
        }
    }
    commands
}

/// The text with `\n` and `\r` outside of quotes, as `printf` is given them, as line breaks and blanks. It stays as long as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quote = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\\') if chars.next_if_eq(&'n').is_some() => out.push_str(" \n"),
            (None, '\\') if chars.next_if_eq(&'r').is_some() => out.push_str("  "),
            (None, '"' | '\'') => {
                quote = Some(c);
                out.push(c);
            }
            (Some(open), _) if c == open || c == '\n' => {
                quote = None;
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// The password that a command authenticates with.
fn auth(words: &[Word]) -> Option<Given> {
    let name = words.first()?.as_text()?.to_ascii_lowercase();
    match name.as_str() {
        "auth" => words.last().filter(|_| words.len() > 1).map(given),
        "hello" if words.iter().any(|word| word.as_text().is_some_and(|text| text.eq_ignore_ascii_case("auth"))) => {
            Some(Given::Dynamic)
        }
        _ => None,
    }
}

/// Index of the Lua text in `words`, if the command carries one.
pub(super) fn script_index(words: &[Word]) -> Option<usize> {
    let first = words.first()?.as_text()?.to_ascii_lowercase();
    let two = || Some(format!("{first} {}", words.get(1)?.as_text()?.to_ascii_lowercase()));
    model().script(&first).or_else(|| model().script(&two()?)).filter(|&at| at < words.len())
}
