//! Dockerfiles: base image, environment, exposed ports, what runs.

use std::collections::HashMap;

use crate::command::Word;
use crate::finding::Confidence;
use crate::ir::document::{Document, Node, Pair, Scalar};
use crate::lower::deployment::{Mount, Source};
use crate::lower::endpoint::DEFAULT_PORT;
use crate::lower::image::{EnvRole, Reference, Server};
use crate::lower::program;
use crate::source::Span;
use crate::usage::{FactKind, LiteralRole};

use super::chart::text_span;
use super::conf::{self, word_of};
use super::embedded::language_of;
use super::sink::{Meta, Sink};
use super::walk::{Context, Walker, tail};

/// How many variables of a stage are known by name to what runs in it.
const MAX_ENV: usize = 200;

/// One build stage.
#[derive(Default)]
struct Stage {
    server: Option<&'static Server>,
    /// Variables set so far, for what runs.
    env: Vec<String>,
    entrypoint: Vec<Word>,
    /// Where it starts.
    start: u32,
}

/// Lowers a Dockerfile.
pub(super) fn lower(document: &Document, sink: &mut Sink<'_>) {
    let mut reader = Reader { document, stages: HashMap::new(), stage: Stage::default() };
    // `EXPOSE` may stand before what says that this is Redis
    for pair in document.root.items().iter().flat_map(Node::pairs) {
        reader.instruction(pair, sink);
    }
}

struct Reader<'a> {
    document: &'a Document,
    /// Servers by the names of stages.
    stages: HashMap<String, Option<&'static Server>>,
    stage: Stage,
}

impl Reader<'_> {
    fn instruction(&mut self, pair: &Pair, sink: &mut Sink<'_>) {
        match pair.key.name.as_str() {
            "FROM" => self.from(&pair.value, sink),
            "ENV" => self.environment(&pair.value, true, sink),
            "ARG" => self.environment(&pair.value, false, sink),
            "EXPOSE" => self.expose(&pair.value, sink),
            "RUN" | "HEALTHCHECK" => self.command(&pair.value, &[], sink),
            "ENTRYPOINT" => {
                self.stage.entrypoint = pair.value.items().iter().filter_map(word_of).collect();
                self.command(&pair.value, &[], sink);
            }
            "CMD" => {
                let entrypoint = std::mem::take(&mut self.stage.entrypoint);
                self.command(&pair.value, &entrypoint, sink);
            }
            "COPY" | "ADD" => {
                for file in pair.value.pairs() {
                    if let Some(scalar) = file.value.scalar()
                        && let Some(language) = language_of(&file.key.name, scalar)
                    {
                        sink.embed_scalar(language, scalar, &self.stage.env, conf::whole(&file.key.name));
                    }
                }
                if let Some(scalar) = pair.value.scalar() {
                    // what is copied stays until the end, also in stages that are built on this one
                    let within = Span { start: self.stage.start, end: u32::MAX };
                    let mounts = copied(&scalar.text, within);
                    sink.deployment().mounts.extend(mounts);
                }
            }
            _ => {}
        }
    }

    fn from(&mut self, value: &Node, sink: &mut Sink<'_>) {
        let Some(image) = value.get("image") else { return };
        let text = image.scalar().map_or("", |scalar| scalar.text.as_str());
        let server = match self.stages.get(&text.to_ascii_lowercase()) {
            Some(server) => *server,
            None => Reference::parse(text).and_then(|reference| {
                let server = reference.server()?;
                let fact = reference.image(server, Some(image.span));
                sink.fact(FactKind::Image(fact), image.span, Confidence::Certain);
                Some(server)
            }),
        };
        if let Some(name) = value.get("as").and_then(Node::text) {
            self.stages.insert(name.to_ascii_lowercase(), server);
        }
        self.stage = Stage { server, start: value.span.start, ..Stage::default() };
    }

    /// `ENV` and `ARG`: judged by what the image does with a variable, else by its name.
    fn environment(&mut self, value: &Node, is_env: bool, sink: &mut Sink<'_>) {
        let context = Context { is_environment: true, is_server: self.stage.server.is_some(), ..Context::default() };
        for pair in value.pairs() {
            let Some(scalar) = pair.value.scalar() else { continue };
            let name = pair.key.name.as_str();
            let meta = Meta { place: "environment", name, confidence: Confidence::Certain };
            match self.stage.server.and_then(|server| Some((server, server.env.get(name)?))) {
                Some((server, EnvRole::Arguments)) => {
                    // the entry point has arguments of its own
                    sink.embed_words(&format!("{} \"$@\" ", server.program), scalar, "", false, &[]);
                }
                Some((_, EnvRole::Password)) => sink.password(scalar, meta),
                Some((_, EnvRole::Port)) => sink.literal(LiteralRole::Port, &scalar.text, pair.value.span, meta),
                _ => variable(self.document, name, scalar, &context, sink),
            }
            if let Some(server) = self.stage.server.filter(|_| is_env) {
                let text = Some(scalar.text.as_str()).filter(|text| !text.contains('$'));
                for (_, directive, value) in server.settings(&[(name, text)]) {
                    let span = text_span(scalar);
                    let word = value.map_or_else(Word::one, Word::text).at("", span);
                    Walker::new(sink, self.document).setting(directive, word, span, self.stage.start);
                }
            }
            if is_env && self.stage.env.len() < MAX_ENV && self.stage.env.iter().all(|known| known != name) {
                self.stage.env.push(name.to_owned());
            }
        }
    }

    /// `EXPOSE 6379/tcp`
    fn expose(&self, value: &Node, sink: &mut Sink<'_>) {
        for item in value.items() {
            let Some(scalar) = item.scalar() else { continue };
            let port = scalar.text.split('/').next().unwrap_or_default();
            let confidence = if self.stage.server.is_some() || port == DEFAULT_PORT && sink.mentions_redis {
                Confidence::Certain
            } else if port == DEFAULT_PORT && !sink.has_twin {
                Confidence::Likely
            } else {
                continue;
            };
            let span = scalar.map.span(crate::source::Span::new(0, port.len()));
            sink.literal(LiteralRole::Port, port, span, Meta { place: "published", name: "EXPOSE", confidence });
        }
    }

    /// Shell text, or words that continue those of the entry point.
    fn command(&self, value: &Node, entrypoint: &[Word], sink: &mut Sink<'_>) {
        if value.scalar().is_some() {
            sink.embed_shell(value, false, &self.stage.env);
            return;
        }
        let own: Vec<Word> = value.items().iter().filter_map(word_of).collect();
        let is_argument = |word: &Word| word.as_text().is_some_and(program::is_server_argument);
        let host = sink.file.text();
        let lowered = match (entrypoint.is_empty(), self.stage.server, own.first()) {
            (true, Some(server), Some(first)) if is_argument(first) => {
                program::lower_arguments(&server.program, first, &own, &[], host)
            }
            _ => {
                let words: Vec<Word> = entrypoint.iter().chain(&own).cloned().collect();
                program::lower(&words, &[], None, host)
            }
        };
        sink.add(lowered, None);
    }
}

/// `COPY [OPTIONS] FILE… PATH`, or the same as a list in brackets: what lies where afterwards.
fn copied(text: &str, within: Span) -> Vec<Mount> {
    let is_quote = |c: char| matches!(c, '"' | '[' | ']' | ',');
    let split = |c: char| c.is_whitespace() || text.starts_with('[') && is_quote(c);
    let words: Vec<&str> = text.split(split).filter(|word| !word.is_empty()).collect();
    // from another stage or image, not from the tree
    if words.iter().any(|word| word.starts_with("--from")) {
        return Vec::new();
    }
    let mut files: Vec<&str> = words.into_iter().filter(|word| !word.starts_with("--")).collect();
    let Some(target) = files.pop() else { return Vec::new() };
    let mount = |file: &&str| {
        let name = file.rsplit('/').next().unwrap_or(file);
        // a file goes into the folder, a folder becomes it
        let is_into = target.ends_with('/') && name.contains('.') && name != ".";
        let path = if is_into { format!("{target}{name}") } else { target.trim_end_matches('/').to_owned() };
        Mount { within, path, source: Source::Context(file.trim_end_matches('/').to_owned()) }
    };
    files.iter().map(mount).collect()
}

/// A variable with its value, judged by its name.
pub(super) fn variable(document: &Document, name: &str, scalar: &Scalar, context: &Context, sink: &mut Sink<'_>) {
    let mut walker = Walker::new(sink, document);
    walker.push(name);
    // quotes that the format keeps belong to nobody
    walker.scalar(&tail(scalar, 0), context);
}
