//! `redis.conf`, and the `.conf` files of others.

use std::path::Path;

use crate::command::{Piece, Word, WordKind};
use crate::finding::Confidence;
use crate::ir::TextMap;
use crate::ir::document::{Document, Node, Pair, Scalar, ScalarStyle};
use crate::lower::endpoint::{self, DEFAULT_PORT};
use crate::lower::{Embedded, naming, program};
use crate::source::{SourceFile, Span};
use crate::usage::{ConfigRef, LiteralRole};

use super::sink::{Meta, Sink};
use super::vocabulary::{has_word, is_server_name, vocabulary};

/// Whether a text is a server's configuration: its file name says so, or its directives.
pub(crate) fn looks_like_redis_conf(name: &str, text: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // also `redis.conf.j2`
    let is_conf = name.split('.').skip(1).any(|part| part == "conf") || name.contains("users.acl");
    let directives = &vocabulary().directives;
    let mut known = 0;
    let mut unknown = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let directive = line.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        // a section of another program's: `</Plugin>`
        if line.starts_with("</") {
            return false;
        }
        let is_statement = line.split_whitespace().nth(1) == Some("=")
            || line.ends_with(['{', '}', ';', '[', '('])
            || line.starts_with('[')
            || directive.contains('=');
        if directives.contains(&directive) && !is_statement {
            known += 1;
        } else if !directive.contains('\u{fffd}') && !directive.starts_with(['{', '<']) {
            unknown += 1;
        }
        if known + unknown > 400 {
            break;
        }
    }
    let is_named = is_conf && (naming::is_redis_name(&name) || name.contains("sentinel"));
    known > 0
        && (is_named && known * 2 >= unknown || unknown == 0 && (known > 1 || is_conf || naming::is_redis_name(&name)))
        || known > 2 && known > unknown * 2
}

/// Whether a word names a configuration file.
pub(super) fn is_conf_name(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("conf"))
}

/// Whether a name says that a configuration is only a part of one: `redis-common.conf`, `redis.conf.d/limits.conf`, what a chart calls the parts of its own.
pub(super) fn is_part(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let files = &vocabulary().files;
    let is_called = |name: &str, extension: &str| Path::new(name).extension().is_some_and(|it| it == extension);
    is_called(folder, "d") || files.part_names.contains(name) || is_called(name, "acl") || has_word(stem, &files.parts)
}

/// The name under which others may use a text of this name as a server's whole configuration.
pub(super) fn whole(name: &str) -> Option<ConfigRef> {
    (is_conf_name(name) && !is_part(name)).then(|| ConfigRef::Inline(name.to_owned()))
}

/// Lowers a `.conf` file, or a text in another file that was recognised as one where it was found.
pub(super) fn lower(file: &SourceFile, documents: &[Document], embedded: Option<&Embedded>, sink: &mut Sink<'_>) {
    if embedded.is_some() || looks_like_redis_conf(file.path(), file.text()) {
        let config = match embedded {
            Some(embedded) => embedded.config.clone(),
            None => (!is_part(file.path())).then(|| ConfigRef::File(file.path().to_owned())),
        };
        for document in documents {
            settings(file, document, config.is_some(), sink);
        }
        sink.deployment().configs.extend(config.map(|config| (0, config)));
    } else {
        other(file, sink);
    }
}

/// The directives of a server, as if they stood on its command line.
fn settings(file: &SourceFile, document: &Document, is_whole: bool, sink: &mut Sink<'_>) {
    let root = &document.root;
    let mut words = Vec::new();
    // what an included file or a template adds, or what this is a part of, is not known
    if !is_whole || document.is_template || root.get("include").is_some() {
        words.push(Word::many());
    }
    for pair in root.pairs() {
        let name = format!("--{}", pair.key.name);
        // a directive without arguments must not take the next one for its value
        if pair.value.items().is_empty() || pair.key.name.contains(['\u{fffd}', '{', '"']) {
            continue;
        }
        words.push(Word::text(name).at("", pair.key.span));
        words.extend(pair.value.items().iter().filter_map(word_of));
        defaults(pair, sink);
    }
    let head = Word::text("redis-server").at("", Span::new(0, 0));
    sink.add(program::lower_arguments("redis-server", &head, &words, &[], file.text()), Some("redis-conf"));
}

/// Literals that a template falls back to: `port {{ redis_port | default(6379) }}`.
fn defaults(pair: &Pair, sink: &mut Sink<'_>) {
    let role = match pair.key.name.to_ascii_lowercase().as_str() {
        "port" | "tls-port" => LiteralRole::Port,
        "requirepass" | "masterauth" => LiteralRole::Password,
        _ => return,
    };
    let Some(scalar) = pair.value.items().first().and_then(Node::scalar) else { return };
    for default in scalar.defaults.iter().filter(|_| scalar.text == "\u{fffd}") {
        let meta = Meta { place: "fallback", name: &pair.key.name, confidence: Confidence::Certain };
        sink.literal(role, &default.text, default.span, meta);
    }
}

/// A scalar as a word of a command line.
pub(super) fn word_of(node: &Node) -> Option<Word> {
    let scalar = node.scalar()?;
    let kind = if scalar.text.contains('\u{fffd}') {
        if scalar.text.chars().all(|c| c == '\u{fffd}') {
            WordKind::One
        } else {
            let mut pieces = Vec::new();
            for (index, part) in scalar.text.split('\u{fffd}').enumerate() {
                if index > 0 {
                    pieces.push(Piece::Hole);
                }
                if !part.is_empty() {
                    pieces.push(Piece::Text(part.to_owned()));
                }
            }
            WordKind::Partial(pieces)
        }
    } else {
        WordKind::Text(scalar.text.clone())
    };
    Some(Word::new(kind).at(scalar.text.chars().take(80).collect::<String>(), node.span))
}

/// How many lines a block of another program's configuration may be long to be judged by its head.
const BLOCK_LINES: usize = 12;

/// Another program's configuration: URLs, `redis:6379`, and ports in a block that is Redis's (`redis(host("x") port(6379))`, `upstream redis { server h:6379; }`).
pub(super) fn other(file: &SourceFile, sink: &mut Sink<'_>) {
    if !sink.mentions_redis {
        return;
    }
    let mut near = 0_usize;
    let mut start = 0;
    for line in file.text().split_inclusive('\n') {
        let content = line.trim();
        let at = start;
        start += line.len();
        if content.is_empty() || content.starts_with(['#', ';']) || content.starts_with("//") {
            continue;
        }
        let has_redis = naming::mentions(line)
            && line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).any(is_server_name);
        if has_redis {
            near = BLOCK_LINES;
        } else {
            near = near.saturating_sub(1);
        }
        if line.contains("://") || line.contains(DEFAULT_PORT) {
            let scalar = Scalar {
                text: line.to_owned(),
                style: ScalarStyle::Plain,
                map: TextMap::verbatim(u32::try_from(at).unwrap_or(u32::MAX)),
                is_dynamic: false,
                defaults: Vec::new(),
            };
            for found in endpoint::urls(line) {
                sink.endpoint(&found, &scalar, Meta { place: "url", name: "", confidence: Confidence::Certain });
            }
        }
        if near > 0 {
            usual_port(line, at, has_redis, sink);
        }
        if content.starts_with('}') && !line.starts_with([' ', '\t']) {
            near = 0;
        }
    }
}

/// A port that is Redis's usual one, behind a sign that a port can stand behind.
fn usual_port(line: &str, line_start: usize, has_redis: bool, sink: &mut Sink<'_>) {
    for (at, _) in line.match_indices(DEFAULT_PORT) {
        let before = line[..at].trim_end_matches(['"', '\'', ' ', '\t', '=', ':', '(']);
        let last =
            before.rsplit(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))).next().unwrap_or_default();
        let after = line[at + DEFAULT_PORT.len()..].chars().next();
        let is_whole = !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-')
            && !after.is_some_and(|c| c.is_alphanumeric() || c == '.');
        let is_port_key = naming::role_of(last) == Some(naming::Role::Port);
        let is_host = line[..at].ends_with(':') && !last.is_empty();
        if is_whole && (is_port_key || is_host) {
            let span = Span::new(line_start + at, line_start + at + DEFAULT_PORT.len());
            let confidence = if has_redis { Confidence::Certain } else { Confidence::Likely };
            sink.literal(LiteralRole::Port, DEFAULT_PORT, span, Meta { place: "argument", name: last, confidence });
        }
    }
}
