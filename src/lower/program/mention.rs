//! Words that name a Redis server, whatever program they are given to.

use super::Line;
use super::facts::{Meta, Out, endpoint_literals, is_port, value_literal};
use super::model::{Program, Role};
use super::scan::{Value, scan};
use super::words::{Flat, flatten};
use crate::command::Word;
use crate::finding::Confidence;
use crate::ir::code::{STDIN, STDOUT, STDOUT_END};
use crate::lower::endpoint::{self, DEFAULT_PORT, Form};
use crate::lower::naming;
use crate::usage::LiteralRole;

const LIBRARY: &str = "shell";

/// Whether a name says Redis.
pub(super) fn is_redis_word(text: &str) -> bool {
    naming::is_redis_name(text)
}

/// Variables that are set for a command.
pub(super) fn environment(env: &[(String, Word)], out: &mut Out) {
    let is_variable = |name: &str| !matches!(name, STDIN | STDOUT | STDOUT_END);
    for (name, value) in env.iter().filter(|(name, _)| is_variable(name)) {
        let flat = Flat::new(value, out.host);
        named(name, &flat, 0, "environment", out);
    }
}

/// A value that something is called `name`: judged by the name, else as a URL.
fn named(name: &str, flat: &Flat, from: usize, place: &'static str, out: &mut Out) {
    let meaning = naming::meaning(&[name.trim_start_matches('-')]);
    let confidence = meaning.map_or(Confidence::Certain, |meaning| meaning.confidence);
    let meta = Meta { place, name, library: LIBRARY, confidence };
    let text = flat.text.get(from..).unwrap_or_default();
    match meaning.map(|meaning| meaning.role) {
        Some(naming::Role::Port) => value_literal(LiteralRole::Port, flat, from, &meta, out),
        Some(naming::Role::Password) => value_literal(LiteralRole::Password, flat, from, &meta, out),
        Some(naming::Role::Url | naming::Role::HostPort | naming::Role::Host) => {
            for found in endpoint::endpoints(text) {
                let is_url = found.form == Form::RedisUrl;
                let confidence = if is_url { Confidence::Certain } else { confidence };
                endpoint_literals(&found, flat, from, &Meta { confidence, ..meta }, out);
            }
        }
        Some(naming::Role::Username | naming::Role::PoolSize) | None => {
            let meta = Meta { confidence: Confidence::Certain, ..meta };
            for found in endpoint::urls(text) {
                endpoint_literals(&found, flat, from, &meta, out);
            }
        }
    }
}

/// The arguments of a program that nothing is known of.
pub(super) fn arguments(line: &Line, out: &mut Out) {
    let mut words = line.args.iter().peekable();
    while let Some(word) = words.next() {
        let flat = Flat::new(word, out.host);
        if let Some((name, _)) = flat.text.split_once('=').filter(|(name, _)| is_key(name)) {
            named(name, &flat, name.len() + 1, "argument", out);
        } else if flat.text.starts_with('-')
            && is_key(&flat.text)
            && naming::meaning(&[flat.text.trim_start_matches('-')]).is_some()
            && let Some(value) = words.next_if(|next| !flatten(next).starts_with('-'))
        {
            let value = Flat::new(value, out.host);
            named(&flat.text, &value, 0, "argument", out);
        } else if matches!(flat.text.as_str(), "-p" | "--port" | "-port")
            && let Some(port) = words.next_if(|next| flatten(next) == DEFAULT_PORT)
        {
            // a port of nothing in particular, beside something that is Redis's
            let is_redis = |word: &Word| is_redis_word(&flatten(word)) || is_redis_word(&word.source);
            if is_redis(line.head) || line.args.iter().any(is_redis) {
                out.literal(LiteralRole::Port, port, &port_meta(Confidence::Likely));
            }
        } else {
            bare(&flat, out);
        }
    }
}

/// The endpoints in the lines of a file that is no server's own: `servers = "redis:6379";`
pub(super) fn text(flat: &Flat, out: &mut Out) {
    let mut at = 0;
    for part in flat.text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ',')) {
        if part.contains(':') {
            let word = flat.word(at, at + part.len());
            bare(&Flat::new(&word, out.host), out);
        }
        at += part.len() + flat.text[at + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A word without a name: a URL, or `redis:6379`.
fn bare(flat: &Flat, out: &mut Out) {
    let text = flat.text.as_str();
    let is_prose = text.trim().contains(char::is_whitespace);
    let confidence = if is_prose { Confidence::Likely } else { Confidence::Certain };
    let meta = Meta { place: "argument", name: "", library: LIBRARY, confidence };
    let urls = endpoint::urls(text);
    if urls.is_empty() && !is_prose && text.contains(':') {
        for found in endpoint::endpoints(text) {
            let host = found.host.as_ref().map_or("", |host| host.text.as_str());
            // `redis:7` is an image
            let is_port = found.port.as_ref().is_none_or(|port| port.text.len() > 3);
            if is_port && is_redis_word(host) {
                let meta = Meta { confidence: Confidence::Likely, ..meta };
                endpoint_literals(&found, flat, 0, &meta, out);
            }
        }
    }
    for found in urls {
        endpoint_literals(&found, flat, 0, &meta, out);
    }
}

/// `nc -z HOST PORT`, `wait-for-it HOST:PORT -- COMMAND`: gives the command line behind `--`.
pub(super) fn connect<'a>(program: &'static Program, line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let end = line.args.iter().position(|word| word.as_text() == Some("--"));
    let (own, after) = line.args.split_at(end.unwrap_or(line.args.len()));
    let scanned = scan(program, own, 2);
    let value = |role| scanned.last(role).and_then(|found| found.value).map(|value: Value| value.word);
    let host = value(Role::ConnectHost).or(scanned.operands.first().copied());
    let port = value(Role::ConnectPort).or(scanned.operands.get(1).copied());
    match (host, port) {
        (Some(host), Some(port)) if is_port(&flatten(port)) => {
            let confidence = connect_confidence(host, &flatten(host), &flatten(port));
            out.literal(LiteralRole::Port, port, &port_meta(confidence));
        }
        (Some(host), _) => {
            let flat = Flat::new(host, out.host);
            if let Some((name, port)) = flat.text.rsplit_once(':').filter(|(_, port)| is_port(port)) {
                let confidence = connect_confidence(host, name, port);
                let port = flat.word(name.len() + 1, flat.text.len());
                out.literal(LiteralRole::Port, &port, &port_meta(confidence));
            } else {
                bare(&flat, out);
            }
        }
        _ => {}
    }
    let (head, args) = after.get(1..)?.split_first()?;
    Some(Line { head, args, ..line })
}

fn port_meta(confidence: Confidence) -> Meta<'static> {
    Meta { place: "argument", name: "", library: LIBRARY, confidence }
}

/// Whether a port is Redis's: the host says so, or it is this machine and the usual port.
fn connect_confidence(host: &Word, name: &str, port: &str) -> Confidence {
    if is_redis_word(name) || is_redis_word(&host.source) {
        Confidence::Certain
    } else if port == DEFAULT_PORT && matches!(name, "localhost" | "127.0.0.1" | "::1" | "0.0.0.0") {
        Confidence::Likely
    } else {
        Confidence::Possible
    }
}

/// `docker port NAME 6379/tcp`, `kubectl port-forward svc/redis 6379:6379`.
pub(super) fn ports(program: &Program, line: &Line, out: &mut Out) {
    let scanned = scan(program, line.args, usize::MAX);
    let is_number = |text: &str| {
        text.split([':', '/']).all(|part| part.is_empty() || is_port(part) || part == "tcp" || part == "udp")
    };
    let (numbers, names): (Vec<&Word>, Vec<&Word>) =
        scanned.operands.iter().partition(|word| is_number(&flatten(word)));
    let is_redis = names.iter().any(|word| is_redis_word(&flatten(word)) || is_redis_word(&word.source));
    let options = scanned.all(Role::Port).filter_map(|found| found.value);
    let values = numbers.into_iter().map(|word| Value { word, skip: 0 }).chain(options);
    for value in values {
        let flat = Flat::new(value.word, out.host);
        let mut start = value.skip;
        let mut seen = Vec::new();
        for part in flat.text.get(start..).unwrap_or_default().split([':', '/']) {
            if is_port(part) && !seen.contains(&part) && (is_redis || part == DEFAULT_PORT) {
                let confidence = if is_redis { Confidence::Certain } else { Confidence::Likely };
                let word = flat.word(start, start + part.len());
                out.literal(LiteralRole::Port, &word, &Meta { place: "published", ..port_meta(confidence) });
                seen.push(part);
            }
            start += part.len() + 1;
        }
    }
}
