//! Container images: what a reference names, and which of them are Redis servers.
//!
//! The list of images is data (`rules/images.yaml`).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::command::CommandTable;
use crate::source::Span;
use crate::usage::{Given, Image};

/// An image reference taken apart: `registry/repository:tag@digest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// `ghcr.io`, `localhost:5000`; `None` for Docker Hub's short form.
    pub(crate) registry: Option<&'a str>,
    /// The path without registry and without a leading `library/`.
    pub(crate) repository: &'a str,
    /// The tag with its byte offset in the text.
    pub(crate) tag: Option<(usize, &'a str)>,
    /// The digest, without `@`.
    pub(crate) digest: Option<&'a str>,
}

/// A kind of server image.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Server {
    /// The server family: `redis`, `valkey`, …
    pub(crate) family: String,
    #[serde(default)]
    repositories: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    /// Whose options the container's arguments are.
    pub(crate) program: String,
    /// What the entry point reads from the environment.
    #[serde(default)]
    pub(crate) env: HashMap<String, EnvRole>,
    /// Directives that the entry point makes of variables.
    #[serde(default)]
    settings: HashMap<String, String>,
    /// The variable that, when it says yes, lets everyone in without a password.
    #[serde(default)]
    open: Option<String>,
}

/// The directive that switches the password off when it is empty.
const PASSWORD: &str = "requirepass";

impl Server {
    /// The directives that the entry point makes of variables with these values: name, the value as it is written, and whose variable it is of. A value that is
    /// not known is `None`.
    pub(crate) fn settings(&self, variables: &[(&str, Option<&str>)]) -> Vec<(usize, &str, Option<String>)> {
        let mut out = Vec::new();
        let has_password = variables.iter().any(|(name, value)| {
            *value != Some("") && self.settings.get(*name).is_some_and(|directive| directive == PASSWORD)
        });
        for (index, (name, value)) in variables.iter().enumerate() {
            if let Some(directive) = self.settings.get(*name) {
                out.push((index, directive.as_str(), value.map(|value| written(directive, value))));
            } else if self.open.as_deref() == Some(*name) && !has_password && value.is_some_and(is_yes) {
                out.push((index, PASSWORD, Some(String::new())));
            }
        }
        out
    }
}

/// A value as the configuration of the server has it, which knows no `true`.
pub(crate) fn written(directive: &str, value: &str) -> String {
    let is_flag = CommandTable::get()
        .directive(directive)
        .is_some_and(|directive| matches!(directive.default.as_str(), "yes" | "no"));
    match value {
        _ if !is_flag => value.to_owned(),
        value if is_yes(value) => "yes".to_owned(),
        value if is_no(value) => "no".to_owned(),
        value => value.to_owned(),
    }
}

fn is_yes(value: &str) -> bool {
    ["yes", "true", "1"].iter().any(|yes| value.eq_ignore_ascii_case(yes))
}

/// Whether a value says no.
pub(crate) fn is_no(value: &str) -> bool {
    ["no", "false", "0"].iter().any(|no| value.eq_ignore_ascii_case(no))
}

/// What an image's entry point does with a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EnvRole {
    /// More arguments of the server.
    Arguments,
    /// The port that it listens on, or that of its master.
    Port,
    /// A password.
    Password,
    /// A user name.
    Username,
    /// A file that holds the password.
    PasswordFile,
    /// Commands that are disabled.
    Commands,
    /// Anything that needs no reading.
    Flag,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Images {
    servers: Vec<Server>,
    others: Vec<String>,
}

static IMAGES: LazyLock<Images> = LazyLock::new(|| {
    crate::embedded::file("images").and_then(|file| serde_json::from_str(file.json).ok()).unwrap_or_default()
});

impl<'a> Reference<'a> {
    /// Takes `text` apart. A reference that is a variable with a default (`${IMAGE:-redis:7}`) is its default; `None` for what cannot be a reference.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let trimmed = text.trim();
        let (trimmed, skipped) = default_of(trimmed);
        if trimmed.is_empty()
            || trimmed.contains(|c: char| c.is_whitespace() && c != '\u{fffd}') && !is_filled_in(trimmed)
        {
            return None;
        }
        let start = text.len() - text.trim_start().len() + skipped;
        let (rest, digest) = match trimmed.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest)),
            None => (trimmed, None),
        };
        let (slash, colon) = separators(rest);
        let (path, tag) = match colon {
            Some(at) => (&rest[..at], Some((start + at + 1, &rest[at + 1..]))),
            None => (rest, None),
        };
        let (registry, path) = match path.split_once('/') {
            Some((first, path)) if slash.is_some() && is_registry(first) => (Some(first), path),
            _ => (None, path),
        };
        let repository = path.strip_prefix("library/").or_else(|| path.strip_prefix("docker/library/")).unwrap_or(path);
        Some(Self { registry, repository, tag, digest })
    }

    /// The last segment of the repository.
    pub(crate) fn name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or(self.repository)
    }

    /// The server that this image is, if it is one.
    pub(crate) fn server(&self) -> Option<&'static Server> {
        let name = self.name();
        if IMAGES.others.iter().any(|other| name.eq_ignore_ascii_case(other)) {
            return None;
        }
        IMAGES.servers.iter().find(|server| {
            server.repositories.iter().any(|known| known == self.repository)
                || server.names.iter().any(|known| known == name)
        })
    }

    /// The fact that a server image is named; `at` is where the text of the reference stands, if it stands there byte for byte.
    pub(crate) fn image(&self, server: &Server, at: Option<Span>) -> Image {
        let tag = match (self.tag, self.digest) {
            (Some((_, tag)), _) if is_filled_in(tag) => Given::Dynamic,
            (Some((offset, tag)), _) => {
                let span =
                    at.map(|span| Span::new(span.start as usize + offset, span.start as usize + offset + tag.len()));
                Given::Literal(tag.to_owned(), span)
            }
            (None, Some(_)) => Given::Dynamic,
            (None, None) if is_filled_in(self.repository) => Given::Dynamic,
            (None, None) => Given::Absent,
        };
        Image { repository: self.repository.to_owned(), family: server.family.clone(), tag }
    }
}

/// The default of a text that is nothing but `${NAME:-default}`, with the bytes before it; else the text itself.
fn default_of(text: &str) -> (&str, usize) {
    let inner = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let Some(inner) = inner.filter(|inner| !inner.contains("${")) else { return (text, 0) };
    let name = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let rest = &inner[name..];
    match rest.strip_prefix(":-").or_else(|| rest.strip_prefix('-')) {
        Some(default) => (default, text.len() - 1 - default.len()),
        None => (text, 0),
    }
}

/// The last slash, and the first colon behind it, both outside of `${…}` and `{{…}}`.
fn separators(text: &str) -> (Option<usize>, Option<usize>) {
    let (mut depth, mut slash, mut colon) = (0_usize, None, None);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'/' if depth == 0 => (slash, colon) = (Some(at), None),
            b':' if depth == 0 && colon.is_none() => colon = Some(at),
            _ => {}
        }
    }
    (slash, colon)
}

fn is_registry(segment: &str) -> bool {
    segment == "localhost" || segment.contains(['.', ':']) || is_filled_in(segment)
}

/// Whether a template engine, a shell or Compose fills in a part of the text.
fn is_filled_in(text: &str) -> bool {
    text.contains(['$', '\u{fffd}']) || text.contains("{{") || text.contains("<%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = Reference::parse(text).and_then(|reference| {
            let server = reference.server()?;
            let image = reference.image(server, Some(Span::new(100, 100 + text.len())));
            let tag = match image.tag {
                Given::Literal(tag, Some(span)) => {
                    let start = span.start as usize - 100;
                    assert_eq!(text.get(start..start + tag.len()), Some(tag.as_str()), "the span of the tag");
                    tag
                }
                Given::Absent => "absent".to_owned(),
                _ => "dynamic".to_owned(),
            };
            Some(format!("{} {} {tag}", image.repository, image.family))
        });
        assert_eq!(found.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn the_data_is_well_formed() {
        assert!(IMAGES.servers.len() > 5 && IMAGES.others.len() > 5);
    }

    #[test]
    fn references_are_taken_apart() {
        check("redis", "redis redis absent");
        check("redis:7.4-alpine", "redis redis 7.4-alpine");
        check("docker.io/library/redis:7", "redis redis 7");
        check("public.ecr.aws/docker/library/redis:7", "redis redis 7");
        check("localhost:5000/redis", "redis redis absent");
        check("localhost:5000/team/redis:6@sha256:0123", "team/redis redis 6");
        check("redis@sha256:0123", "redis redis dynamic");
        check("redis:${TAG:-7}", "redis redis dynamic");
        check("${REGISTRY}/redis:7", "redis redis 7");
        check("${REDIS_IMAGE:-redis:7.2}", "redis redis 7.2");
        check("redis:{{ .Values.tag }}", "redis redis dynamic");
        check("redis:\u{fffd}", "redis redis dynamic");
        check("bitnami/redis:7.4", "bitnami/redis redis 7.4");
        check("valkey/valkey:8", "valkey/valkey valkey 8");
        check("docker.dragonflydb.io/dragonflydb/dragonfly", "dragonflydb/dragonfly dragonfly absent");
        check("redis/redis-stack-server:latest", "redis/redis-stack-server redis latest");
    }

    #[test]
    fn twins_are_no_servers() {
        for text in [
            "oliver006/redis_exporter",
            "rediscommander/redis-commander",
            "my/redis-client",
            "postgres:16",
            "",
            "a b",
            "$IMAGE",
            "redis-py",
        ] {
            check(text, "none");
        }
    }
}
