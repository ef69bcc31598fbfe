//! Containers, wherever they are described: Compose and CI services, Kubernetes pods, Helm values.

use crate::command::Word;
use crate::finding::Confidence;
use crate::ir::TextMap;
use crate::ir::document::{Node, Pair, Scalar, ScalarStyle};
use crate::lower::endpoint::{self, DEFAULT_PORT, substitution_default};
use crate::lower::image::{EnvRole, Reference, Server};
use crate::lower::{naming, program};
use crate::source::Span;
use crate::usage::{FactKind, Given, LiteralRole};

use super::chart::text_span;
use super::conf::{is_conf_name, word_of};
use super::sink::{Meta, is_port};
use super::vocabulary::is_server_name;
use super::walk::{Context, Walker};

/// Keys that this module reads.
const OWN: [&str; 6] = ["command", "args", "entrypoint", "healthcheck", "options", "image"];

impl Walker<'_, '_> {
    /// Reads a map that describes a container; whether it does.
    pub(super) fn container(&mut self, node: &Node, context: &Context) -> bool {
        let name = self.container_name(node);
        let parent = self.path.len().checked_sub(2).and_then(|at| self.path.get(at)).map_or("", String::as_str);
        let image = node.get("image").or_else(|| node.get("imageName")).or_else(|| node.get("container_image"));
        let is_service = parent == "services" && !node.pairs().is_empty();
        let gitlab = node.get("name").filter(|name| {
            // a port map lists services too: `{name: redis, port: 6381}`
            let is_listed = self.path.last().is_some_and(|key| key == "services") && node.get("port").is_none();
            image.is_none() && is_listed && name.scalar().is_some_and(|name| self.is_listed_image(name))
        });
        let Some(image) = image.or(gitlab) else {
            if !is_service {
                return false;
            }
            self.contents(node, None, is_server_name(&name), context);
            return true;
        };
        let server = match image.scalar() {
            Some(scalar) => self.image(scalar, image.span, Some(node)),
            None => self.image_map(image),
        };
        let is_known = image.text().is_some_and(|text| !text.contains(['$', '{']));
        let says = is_server_name(&name) && !(is_known && server.is_none() && is_companion(image));
        let is_server = server.is_some() || says;
        // in Helm values `image` stands beside everything, not only beside what belongs to the container
        let inherited = context.is_server && image.scalar().is_none();
        self.contents(node, server, is_server || inherited, context);
        true
    }

    /// Images that are written without anything around them: the services of a GitLab job, the container of a GitHub job.
    pub(super) fn bare_image(&mut self, scalar: &Scalar, span: Span) -> bool {
        let parent =
            |back: usize| self.path.len().checked_sub(back).and_then(|at| self.path.get(at)).map(String::as_str);
        let is_named = match parent(1) {
            Some("services") => self.is_listed_image(scalar),
            Some("container") => parent(3) == Some("jobs"),
            _ => false,
        };
        is_named && self.image(scalar, span, None).is_some()
    }

    /// Whether an item of `services` is an image. Other files list programs that are installed (`services: [redis-server]`), or what runs somewhere.
    fn is_listed_image(&self, scalar: &Scalar) -> bool {
        scalar.text.contains([':', '@']) || self.sink.file.path().contains("gitlab")
    }

    /// What the container is called: its key, `name`, `container_name`, or the object around it.
    fn container_name(&self, node: &Node) -> String {
        let own = ["name", "container_name", "alias"].iter().find_map(|key| node.get(key)).and_then(Node::text);
        let key = self
            .path
            .last()
            .filter(|key| !matches!(key.as_str(), "containers" | "initContainers" | "services" | "docker" | "spec"));
        own.map(str::to_owned).or_else(|| key.cloned()).unwrap_or_default()
    }

    fn contents(&mut self, node: &Node, server: Option<&'static Server>, is_server: bool, context: &Context) {
        let env = env_names(node);
        let context = Context { is_server, is_beside: false, is_environment: false, env, ..context.clone() };
        self.mounts(node);
        self.commands(node, server, &context);
        if let Some(check) = node.get("healthcheck") {
            self.healthcheck(check, &context);
        }
        if let Some(options) = node.get("options").and_then(Node::scalar)
            && (naming::mentions(&options.text) || options.text.contains(DEFAULT_PORT))
        {
            self.sink.embed_words("docker run ", options, " image", false, &context.env);
        }
        let without: &[&str] =
            if node.get("image").is_some_and(|image| image.scalar().is_none()) { &OWN[..5] } else { &OWN };
        let env_args = node.get("env").or_else(|| node.get("environment"));
        // with variables that stand elsewhere, one that is missing here may be there
        let is_all = ["envFrom", "env_file", "extraEnvVarsSecret"].iter().all(|key| node.get(key).is_none());
        if let (Some(server), Some(env)) = (server, env_args.filter(|_| is_all)) {
            self.server_environment(server, env, &context);
        }
        self.pairs(node.pairs(), &context, without);
    }

    /// The image of a container.
    fn image(&mut self, scalar: &Scalar, span: Span, container: Option<&Node>) -> Option<&'static Server> {
        let reference = Reference::parse(&scalar.text)?;
        let server = reference.server()?;
        let is_verbatim = self.sink.file.slice(span) == scalar.text;
        let mut image = reference.image(server, Some(span).filter(|_| is_verbatim));
        // `{image: redis, version: "7.4"}` of a build matrix
        if image.tag.is_absent()
            && let Some(tag) = ["tag", "version", "imageTag"].iter().find_map(|key| container?.get(key))
        {
            image.tag = tag.text().map_or(Given::Dynamic, |text| Given::Literal(text.to_owned(), Some(tag.span)));
        }
        self.sink.fact(FactKind::Image(image), span, Confidence::Certain);
        Some(server)
    }

    /// `image: {registry, repository, tag}` of Helm values.
    fn image_map(&mut self, node: &Node) -> Option<&'static Server> {
        let repository = node.get("repository").or_else(|| node.get("name"))?;
        let written = repository.text()?;
        let tag = node.get("tag").or_else(|| node.get("version"));
        let text = match tag.and_then(Node::scalar).map(|tag| tag.text.as_str()) {
            Some(tag) if !tag.is_empty() => format!("{written}:{tag}"),
            _ => format!("{written}:\u{fffd}"),
        };
        let reference = Reference::parse(&text)?;
        let server = reference.server()?;
        let mut image = reference.image(server, None);
        if let Given::Literal(_, span) = &mut image.tag {
            *span = tag.map(|tag| tag.span);
        }
        self.sink.fact(FactKind::Image(image), repository.span, Confidence::Certain);
        Some(server)
    }

    /// Entry point and arguments.
    fn commands(&mut self, node: &Node, server: Option<&'static Server>, context: &Context) {
        // Kubernetes calls the entry point `command` and its arguments `args`
        let entrypoint = node.get("entrypoint").filter(|node| !node.is_null());
        let command = node.get("command").filter(|node| !node.is_null());
        let args = node.get("args").filter(|node| !node.is_null() && node.pairs().is_empty());
        let parts: Vec<&Node> = [entrypoint, command, args].into_iter().flatten().collect();
        let Some(first) = parts.first() else { return };
        if let (1, Some(scalar)) = (parts.len(), first.scalar()) {
            self.command_text(scalar, server, context);
            return;
        }
        let mut words: Vec<Word> = Vec::new();
        for part in &parts {
            match part.scalar() {
                // a text among lists: split at blanks, which is right for all but quoted words
                Some(scalar) => words.extend(split(scalar)),
                None => words.extend(part.items().iter().filter_map(word_of)),
            }
        }
        let Some(head) = words.first() else { return };
        let head = head.clone();
        let is_server = server.is_some() || context.is_server;
        let is_template = self.document.is_template && is_server;
        if is_template && parts.iter().any(|part| is_assembled(self.sink.file.text(), part.span)) {
            words.push(Word::many());
        }
        let starts_option = head.as_text().is_some_and(|text| text.starts_with('-') || is_conf_name(text));
        let host = self.sink.file.text();
        let lowered = match server {
            Some(server) if starts_option => program::lower_arguments(&server.program, &head, &words, &[], host),
            _ => {
                if starts_option {
                    // the image's own program, whatever it is
                    words.insert(0, Word::one());
                }
                program::lower(&words, &[], None, host)
            }
        };
        self.sink.add(lowered, None);
    }

    /// A command that is one text: a command line, or only the arguments of the image's own program.
    fn command_text(&mut self, scalar: &Scalar, server: Option<&'static Server>, context: &Context) {
        // `${EXTRA_ARGS:---port 6379}`
        let default = substitution_default(scalar.text.trim_end());
        let default = default.map(|range| super::walk::slice(scalar, range));
        let scalar = default.as_ref().unwrap_or(scalar);
        let first = scalar.text.split_whitespace().next().unwrap_or_default();
        let program = server.map(|server| server.program.as_str()).or(context.is_server.then_some("redis-server"));
        match program.filter(|_| first.starts_with('-') || is_conf_name(first)) {
            Some(program) => {
                self.sink.embed_words(&format!("{program} "), scalar, "", context.is_compose, &context.env);
            }
            None if naming::mentions(&scalar.text) || scalar.text.contains(DEFAULT_PORT) => {
                self.sink.embed_words("", scalar, "", context.is_compose, &context.env);
            }
            None => {}
        }
    }

    /// A list that is one command line.
    pub(super) fn command_line(&mut self, node: &Node, _: &Context) {
        let words: Vec<Word> = node.items().iter().filter_map(word_of).collect();
        let lowered = program::lower(&words, &[], None, self.sink.file.text());
        self.sink.add(lowered, None);
    }

    /// `healthcheck: {test: …}` of Compose.
    fn healthcheck(&mut self, node: &Node, context: &Context) {
        let Some(test) = node.get("test") else { return };
        let items = test.items();
        match items.first().and_then(Node::text) {
            Some("CMD") => {
                let words: Vec<Word> = items[1..].iter().filter_map(word_of).collect();
                let lowered = program::lower(&words, &[], None, self.sink.file.text());
                self.sink.add(lowered, None);
            }
            Some("CMD-SHELL") => {
                for item in items.iter().skip(1).take(1) {
                    self.sink.embed_shell(item, context.is_compose, &context.env);
                }
            }
            Some("NONE") => {}
            _ => self.sink.embed_shell(test, context.is_compose, &context.env),
        }
    }

    /// What the entry point of a server's image reads from its environment: more arguments (`REDIS_ARGS`), directives (`REDIS_AOF_ENABLED`).
    fn server_environment(&mut self, server: &'static Server, env: &Node, context: &Context) {
        let given = |node: Option<&Node>| node.filter(|node| !node.is_null()).and_then(Node::scalar).cloned();
        let of_map = env.pairs().iter().map(|pair| (pair.key.name.clone(), given(Some(&pair.value))));
        let of_list = env.items().iter().filter_map(|item| match item.scalar() {
            Some(scalar) => {
                let name = scalar.text.split('=').next()?;
                let value = (name.len() < scalar.text.len()).then(|| super::walk::tail(scalar, name.len() + 1));
                Some((name.to_owned(), value))
            }
            None => Some((item.get("name").and_then(Node::text)?.to_owned(), given(item.get("value")))),
        });
        let variables: Vec<(String, Option<Scalar>)> = of_map.chain(of_list).collect();
        for (name, scalar) in &variables {
            if let (Some(EnvRole::Arguments), Some(scalar)) = (server.env.get(name), scalar) {
                // the entry point has arguments of its own
                self.sink.embed_words(&format!("{} \"$@\" ", server.program), scalar, "", context.is_compose, &[]);
            }
        }
        let known: Vec<(&str, Option<&str>)> = variables
            .iter()
            .map(|(name, scalar)| {
                let scalar = scalar.as_ref().filter(|scalar| !scalar.is_dynamic && !scalar.text.contains('$'));
                (name.as_str(), scalar.map(|scalar| scalar.text.as_str()))
            })
            .collect();
        for (index, directive, value) in server.settings(&known) {
            let Some(scalar) = &variables[index].1 else { continue };
            let span = text_span(scalar);
            let word = value.map_or_else(Word::one, Word::text);
            self.setting(directive, word.at("", span), span, env.span.start);
        }
    }

    /// `"6379:6379"`, `6379`, `127.0.0.1:6380:6379/tcp`, `${PORT:-6379}:6379`, or a list of them; whether the node is of such a kind.
    pub(super) fn port_maps(&mut self, node: &Node, context: &Context) -> bool {
        if let Some(scalar) = node.scalar() {
            if !is_port_map(&scalar.text) {
                return false;
            }
            self.port_map(scalar, context);
            return true;
        }
        if node.items().is_empty() || !node.items().iter().all(|item| item.scalar().is_some()) {
            return false;
        }
        for scalar in node.items().iter().filter_map(Node::scalar) {
            self.port_map(scalar, context);
        }
        true
    }

    fn port_map(&mut self, scalar: &Scalar, context: &Context) {
        let text = scalar.text.as_str();
        let mut at = 0;
        let mut parts = Vec::new();
        let mut depth = 0_usize;
        for (index, byte) in text.bytes().enumerate() {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b':' | b'/' | b'-' if depth == 0 => {
                    parts.push(at..index);
                    at = index + 1;
                }
                _ => {}
            }
        }
        parts.push(at..text.len());
        let path_says = naming::meaning(&self.path).filter(|meaning| meaning.role == naming::Role::Port);
        let mut literals: Vec<(String, Span, bool)> = Vec::new();
        for range in parts {
            let part = &text[range.clone()];
            let (range, is_default) = match substitution_default(part) {
                Some(default) => (range.start + default.start..range.start + default.end, true),
                None => (range, false),
            };
            literals.push((
                text[range.clone()].to_owned(),
                scalar.map.span(Span::new(range.start, range.end)),
                is_default,
            ));
        }
        literals.extend(scalar.defaults.iter().map(|default| (default.text.clone(), default.span, true)));
        literals.retain(|(text, _, _)| is_port(text));
        let inside = literals.last().map(|(text, _, _)| text.clone());
        let confidence = if context.is_server {
            Confidence::Certain
        } else if let Some(meaning) = path_says {
            meaning.confidence
        } else if inside.as_deref() == Some(DEFAULT_PORT) && self.sink.mentions_redis && !self.sink.has_twin {
            Confidence::Likely
        } else {
            return;
        };
        // the container's own port stands last and is the better place; the same number before it is no second token
        let mut seen: Vec<String> = Vec::new();
        let name = self.path.last().cloned().unwrap_or_default();
        for (text, span, is_default) in literals.into_iter().rev() {
            if !seen.contains(&text) {
                let place = if is_default { "fallback" } else { "published" };
                self.sink.literal(LiteralRole::Port, &text, span, Meta { place, name: &name, confidence });
                seen.push(text);
            }
        }
    }
}

/// Whether an image is something that goes with a server.
fn is_companion(image: &Node) -> bool {
    image.text().and_then(Reference::parse).is_some_and(|reference| naming::is_redis_name(reference.name()))
}

/// Whether a template adds lines to a list: one in it or right behind it begins with an action.
fn is_assembled(text: &str, list: Span) -> bool {
    let (start, end) = (list.start as usize, list.end as usize);
    let is_action = |line: &str| line.trim_start().starts_with("{{");
    let inside = text.get(start..end).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default();
    inside.lines().any(is_action) || behind.lines().find(|line| !line.trim().is_empty()).is_some_and(is_action)
}

/// Names of the variables that a container is given.
fn env_names(node: &Node) -> Vec<String> {
    let Some(env) = node.get("environment").or_else(|| node.get("env")) else { return Vec::new() };
    let of_map = env.pairs().iter().map(|pair: &Pair| pair.key.name.clone());
    let of_list = env.items().iter().filter_map(|item| match item.scalar() {
        Some(scalar) => scalar.text.split('=').next().map(str::to_owned),
        None => item.get("name").and_then(Node::text).map(str::to_owned),
    });
    of_map.chain(of_list).collect()
}

/// Digits, colons and substitutions only, with a colon or a slash outside of them.
fn is_port_map(text: &str) -> bool {
    let has_separator = text.contains([':', '/'])
        && !endpoint::find(text, &[], true).iter().any(|found| found.host.is_some() && found.port.is_some());
    has_separator
        && text.len() < 120
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_digit() || byte == b'$')
        && !text.contains(char::is_whitespace)
        && !text.contains("://")
}

/// Words of a text at blanks.
fn split(scalar: &Scalar) -> Vec<Word> {
    let mut words = Vec::new();
    let mut at = 0;
    for part in scalar.text.split(char::is_whitespace) {
        if !part.is_empty() {
            let inner = Span::new(at, at + part.len());
            let map = scalar.map.compose(&TextMap::verbatim(inner.start));
            let one = Scalar {
                text: part.to_owned(),
                style: ScalarStyle::Plain,
                map,
                is_dynamic: scalar.is_dynamic,
                defaults: Vec::new(),
            };
            let node = Node { kind: crate::ir::document::NodeKind::Scalar(one), span: scalar.map.span(inner) };
            words.extend(word_of(&node));
        }
        at += part.len() + scalar.text[at + part.len()..].chars().next().map_or(0, char::len_utf8);
    }
    words
}
