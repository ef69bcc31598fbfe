//! Texts in documents that are another language: scripts, files in a `ConfigMap`.

use crate::ir::TextMap;
use crate::ir::document::{Node, Scalar, ScalarStyle};
use crate::lower::endpoint::DEFAULT_PORT;
use crate::lower::{Embedded, naming, program};
use crate::source::Language;
use crate::usage::ConfigRef;

use super::conf::looks_like_redis_conf;
use super::sink::Sink;
use super::vocabulary::{ends_in, vocabulary};

/// Whether a key's value is text for a shell.
pub(super) fn is_script_key(key: &str, parent: &str) -> bool {
    let keys = &vocabulary().keys;
    let is_script = |name: &str| ends_in(name, &keys.scripts);
    parent == "scripts" || is_script(key) || keys.script_bodies.contains(key) && is_script(parent)
}

/// Whether a text is a command line, or lines of a script, whatever its key is called: it starts a client or a server of Redis.
pub(super) fn starts_program(key: &str, scalar: &Scalar) -> bool {
    let is_start = |line: &str| {
        let mut words = line.split_whitespace();
        words.next().is_some_and(program::is_redis_program) && words.next().is_some_and(str::is_ascii)
    };
    let is_label = vocabulary().keys.labels.contains(key);
    let lines = scalar.text.lines().take(if scalar.style == ScalarStyle::Block { 400 } else { 1 });
    !is_label && scalar.text.contains('-') && lines.map(str::trim).any(is_start)
}

/// The language of a text that is stored under a file's name.
pub(super) fn language_of(key: &str, scalar: &Scalar) -> Option<Language> {
    let body = scalar.text.trim();
    if body.starts_with('{') && !body.starts_with("{{") && body.ends_with('}') && body.contains("\":") {
        return Some(Language::Json);
    }
    if scalar.style != ScalarStyle::Block && !scalar.text.contains('\n') {
        return None;
    }
    if vocabulary().keys.documents.contains(key) && scalar.text.contains(':') {
        return Some(Language::Yaml);
    }
    let first_line = scalar.text.lines().next().unwrap_or_default();
    let name = key.rsplit('/').next().unwrap_or(key);
    if looks_like_redis_conf(name, &scalar.text) {
        return Some(Language::RedisConf);
    }
    let language =
        if name.contains('.') || first_line.starts_with("#!") { Language::detect(name, first_line) } else { None };
    language.filter(|language| *language != Language::RedisConf)
}

impl Sink<'_> {
    /// Adds the text of a scalar in another language.
    pub(super) fn embed_scalar(
        &mut self,
        language: Language,
        scalar: &Scalar,
        env: &[String],
        config: Option<ConfigRef>,
    ) {
        if naming::mentions(&scalar.text) || scalar.text.contains(DEFAULT_PORT) || language == Language::RedisConf {
            let (text, map) = (scalar.text.clone(), scalar.map.clone());
            self.embed(Embedded { language, text, map, env: env.to_vec(), config });
        }
    }

    /// Adds shell text, one scalar or a list of lines; `$$` is a `$` where Compose reads it first.
    pub(super) fn embed_shell(&mut self, node: &Node, unescapes: bool, env: &[String]) {
        let lines: Vec<&Scalar> = match node.scalar() {
            Some(scalar) => vec![scalar],
            None => node.items().iter().filter_map(Node::scalar).collect(),
        };
        self.embed_shell_scalars(&lines, unescapes, env);
    }

    /// The same for lines that are already taken apart.
    pub(super) fn embed_shell_scalars(&mut self, lines: &[&Scalar], unescapes: bool, env: &[String]) {
        if !lines.iter().any(|line| naming::mentions(&line.text) || line.text.contains(DEFAULT_PORT)) {
            return;
        }
        let mut text = String::new();
        let mut map = TextMap::new();
        for line in lines {
            append(line, unescapes, &mut text, &mut map);
            text.push('\n');
        }
        text.pop();
        self.embed(Embedded { language: Language::Shell, text, map, env: env.to_vec(), config: None });
    }

    /// Adds shell text that is preceded by words which stand nowhere in the file.
    ///
    /// Line breaks outside of quotes are blanks: the text is split into words, no shell reads it.
    pub(super) fn embed_words(&mut self, prefix: &str, scalar: &Scalar, suffix: &str, unescapes: bool, env: &[String]) {
        let mut text = prefix.to_owned();
        let mut map = TextMap::verbatim(scalar.map.source(0));
        let mut own = String::new();
        let mut own_map = TextMap::new();
        append(scalar, unescapes, &mut own, &mut own_map);
        for (at, _) in own.char_indices() {
            map.push(text.len() + at, own_map.source(u32::try_from(at).unwrap_or(u32::MAX)) as usize);
        }
        text.push_str(own.trim_end());
        join_lines(&mut text);
        text.push_str(suffix);
        self.embed(Embedded { language: Language::Shell, text, map, env: env.to_vec(), config: None });
    }
}

/// Replaces line breaks outside of quotes by blanks.
fn join_lines(text: &mut String) {
    let mut quote = None;
    let mut is_escaped = false;
    let joined = text
        .chars()
        .map(|c| {
            match (quote, c) {
                _ if is_escaped => is_escaped = false,
                (None | Some('"'), '\\') => is_escaped = true,
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (None, '\n') => return ' ',
                _ => {}
            }
            c
        })
        .collect();
    *text = joined;
}

/// Appends a scalar's text with its positions; template holes become a shell variable that nobody knows.
fn append(scalar: &Scalar, unescapes: bool, text: &mut String, map: &mut TextMap) {
    let mut at = 0;
    let source = scalar.text.as_str();
    let mut push = |from: usize, to: usize, text: &mut String| {
        for (offset, _) in source[from..to].char_indices() {
            map.push(text.len() + offset, scalar.map.source(u32::try_from(from + offset).unwrap_or(u32::MAX)) as usize);
        }
        text.push_str(&source[from..to]);
    };
    while unescapes && let Some(step) = source[at..].find("$$") {
        push(at, at + step + 1, text);
        at += step + 2;
    }
    push(at, source.len(), text);
}
