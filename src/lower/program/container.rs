//! Containers that are started from a command line: image, published ports, environment, and the server's own arguments.

use super::facts::{Meta, Out, is_filled_in, is_port};
use super::model::{Program, Role, model};
use super::scan::{Found, Scanned, Value, scan};
use super::words::{Flat, flatten};
use super::{Line, mention, server, text};
use crate::command::{Word, WordKind};
use crate::finding::Confidence;
use crate::lower::image::{EnvRole, Reference, Server};
use crate::usage::{FactKind, LiteralRole, Setting};

const LIBRARY: &str = "docker";

/// How many images one line may name.
const MAX_IMAGES: usize = 64;

/// `docker run OPTIONS IMAGE ARGUMENTS`.
pub(super) fn run<'a>(program: &'static Program, line: &Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let scanned = scan(program, line.args, 1);
    let image = scanned.operands.first().copied()?;
    let server = image_fact(&Flat::new(image, out.host), line, out);
    let confidence = container_confidence(server, image, &scanned);
    for found in scanned.all(Role::Publish) {
        if let Some(value) = found.value {
            published(value, &found.name, confidence, out);
        }
    }
    let env = environment(&scanned, server, image, line, out);
    for found in scanned.all(Role::Shell) {
        if let Some(value) = found.value {
            text::embed_shell(value, &Line { env: env.clone(), ..line.clone() }, out);
        }
    }
    let line = Line { env, ..line.clone() };
    entry(scanned.last(Role::Entrypoint), server, image, scanned.rest, line, out)
}

/// `kubectl run NAME --image=IMAGE --port=PORT -- ARGUMENTS`.
pub(super) fn kube_run<'a>(program: &'static Program, line: &Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let scanned = scan(program, line.args, 1);
    let image = scanned.last(Role::Image)?;
    let value = image.value?;
    let flat = Flat::new(value.word, out.host);
    let flat = Flat::new(&flat.word(value.skip, flat.text.len()), out.host);
    let server = image_fact(&flat, line, out);
    let confidence = container_confidence(server, value.word, &scanned);
    for found in scanned.all(Role::Port) {
        if let Some(value) = found.value {
            published(value, &found.name, confidence, out);
        }
    }
    let env = environment(&scanned, server, value.word, line, out);
    let line = Line { env, ..line.clone() };
    entry(None, server, value.word, scanned.rest, line, out)
}

/// `docker pull IMAGE`, `kubectl set image deployment/NAME CONTAINER=IMAGE`: images that are only named.
pub(super) fn images(program: &Program, line: &Line, out: &mut Out) {
    let scanned = scan(program, line.args, MAX_IMAGES);
    for word in scanned.operands.iter().skip(program.operands) {
        let flat = Flat::new(word, out.host);
        // the name of the container in front
        let from = flat.text.find('=').map_or(0, |at| at + 1);
        image_fact(&Flat::new(&flat.word(from, flat.text.len()), out.host), line, out);
    }
}

/// `--from-literal=redis-password=x`.
pub(super) fn literals(program: &Program, line: &Line, out: &mut Out) {
    let scanned = scan(program, line.args, 2);
    for found in scanned.all(Role::Env) {
        if let Some((name, value)) = found.value.and_then(|value| text::assignment(value, out.host)) {
            mention::environment(&[(name, value)], out);
        }
    }
}

fn image_fact(flat: &Flat, line: &Line, out: &mut Out) -> Option<&'static Server> {
    let reference = Reference::parse(&flat.text)?;
    let server = reference.server()?;
    let word = flat.word(0, flat.text.len());
    let at = word.span.filter(|span| (span.end - span.start) as usize == flat.text.len());
    let image = reference.image(server, at);
    out.fact(FactKind::Image(image), word.span, LIBRARY, line.confidence);
    Some(server)
}

/// How sure it is that the container is a Redis server; `None` if nothing says so.
fn container_confidence(server: Option<&Server>, image: &Word, scanned: &Scanned) -> Option<Confidence> {
    if server.is_some() {
        return Some(Confidence::Certain);
    }
    let name = scanned.last(Role::Name).and_then(|found| found.value).map(|value| flatten(value.word));
    let starts_server = scanned
        .rest
        .first()
        .and_then(super::program_name)
        .is_some_and(|name| model().program(&name).is_some_and(|program| program.kind == super::Kind::Server));
    let is_redis = starts_server
        || mention::is_redis_word(&flatten(image))
        || mention::is_redis_word(&image.source)
        || name.is_some_and(|name| mention::is_redis_word(&name));
    is_redis.then_some(Confidence::Likely)
}

/// `-p 127.0.0.1:6380:6379/tcp`: every port that is named.
fn published(value: Value, option: &str, confidence: Option<Confidence>, out: &mut Out) {
    let Some(confidence) = confidence else { return };
    let meta = Meta { place: "published", name: option, library: LIBRARY, confidence };
    let flat = Flat::new(value.word, out.host);
    let mut start = value.skip;
    let mut seen: Vec<String> = Vec::new();
    for part in flat.text.get(value.skip..).unwrap_or_default().split_inclusive([':', '/']) {
        let port = part.trim_end_matches([':', '/']);
        if is_port(port) && !seen.iter().any(|known| known == port) {
            out.literal(LiteralRole::Port, &flat.word(start, start + port.len()), &meta);
            seen.push(port.to_owned());
        }
        start += part.len();
    }
}

/// Reads `-e NAME=value`; gives the variables that are set for what runs inside.
fn environment(
    scanned: &Scanned,
    server: Option<&'static Server>,
    head: &Word,
    line: &Line,
    out: &mut Out,
) -> Vec<(String, Word)> {
    let mut env = Vec::new();
    for found in scanned.all(Role::Env) {
        let Some((name, value)) = found.value.and_then(|value| text::assignment(value, out.host)) else { continue };
        let role = server.and_then(|server| server.env.get(&name));
        let meta = Meta { place: "environment", name: &name, library: LIBRARY, confidence: Confidence::Certain };
        match role {
            Some(EnvRole::Password) => out.literal(LiteralRole::Password, &value, &meta),
            Some(EnvRole::Port) => out.literal(LiteralRole::Port, &value, &meta),
            Some(EnvRole::Arguments) => {
                if let Some(program) = server.and_then(|server| model().program(&server.program)) {
                    let flat = Flat::new(&value, out.host);
                    // the entry point has arguments of its own
                    server::lower_text(program, &Line { head, appends: true, ..line.clone() }, &flat, out);
                }
            }
            Some(_) => {}
            None => mention::environment(&[(name.clone(), value.clone())], out),
        }
        env.push((name, value));
    }
    if let Some(server) = server {
        settings(server, &env, head, out);
    }
    env
}

/// The directives that the entry point makes of the variables.
fn settings(server: &'static Server, env: &[(String, Word)], head: &Word, out: &mut Out) {
    let known: Vec<(&str, Option<&str>)> =
        env.iter().map(|(name, value)| (name.as_str(), value.as_text().filter(|text| !is_filled_in(text)))).collect();
    let number = head.span.map_or(0, |span| span.start);
    for (index, directive, value) in server.settings(&known) {
        let written = &env[index].1;
        let kind = value.map_or(WordKind::One, WordKind::Text);
        let args = vec![Word { kind, ..written.clone() }];
        let setting = Setting { name: directive.to_owned(), args, server: number, is_complete: false };
        out.fact(FactKind::Setting(setting), written.span, LIBRARY, Confidence::Certain);
    }
}

/// Whether the entry point of a server's image takes the first word of a command for its own option or file, not for a program.
pub(crate) fn is_server_argument(text: &str) -> bool {
    text.starts_with('-') || text.rsplit('.').next() == Some("conf") && text.contains('.')
}

/// What runs in the container: the entry point with its arguments.
fn entry<'a>(
    entrypoint: Option<&Found<'a>>,
    server: Option<&'static Server>,
    image: &'a Word,
    rest: &'a [Word],
    line: Line<'a>,
    out: &mut Out,
) -> Option<Line<'a>> {
    if let Some(value) = entrypoint.and_then(|found| found.value) {
        return (value.skip == 0).then_some(Line { head: value.word, args: rest, ..line });
    }
    let (head, args) = rest.split_first()?;
    let text = flatten(head);
    if let Some(server) = server.filter(|_| is_server_argument(&text)) {
        if let Some(program) = model().program(&server.program) {
            server::lower(program, &Line { head: image, args: rest, ..line }, out);
        }
        return None;
    }
    Some(Line { head, args, ..line })
}
