//! What keys say of what stands below them.

use crate::ir::document::{Node, Pair};
use crate::lower::document::vocabulary::{ends_in, is_server_name, vocabulary};

use super::Context;

/// The name in `{name: redis, port: 6381}`, which stands for a key around the port.
pub(super) fn server_with_port(node: &Node) -> Option<String> {
    node.get("port").and_then(Node::scalar)?;
    let name = ["name", "service"].iter().find_map(|key| node.get(key)).and_then(Node::text)?;
    is_server_name(name).then(|| name.to_owned())
}

/// Whether one of the entries says that the others describe a Redis server: `type: redis`, `host: redis-master`.
pub(super) fn says_redis(pairs: &[Pair]) -> bool {
    pairs.iter().take(60).any(|pair| {
        let key = pair.key.name.to_ascii_lowercase();
        let key = key.rsplit(['.', '_', '-']).next().unwrap_or(&key);
        vocabulary().keys.kinds.contains(key)
            && pair.value.scalar().is_some_and(|scalar| scalar.text.len() < 100 && is_server_name(&scalar.text))
    })
}

/// Keys whose value is written for people.
pub(super) fn is_prose_key(key: &str) -> bool {
    ends_in(key, &vocabulary().keys.prose)
}

pub(super) fn is_environment_key(key: &str, context: &Context) -> bool {
    vocabulary().keys.environment.contains(key) || key == "args" && context.is_compose
}

pub(super) fn is_ports_key(key: &str) -> bool {
    ends_in(key, &vocabulary().keys.ports)
}

/// A scalar, or a list of scalars.
pub(super) fn is_text(node: &Node) -> bool {
    node.scalar().is_some() || !node.items().is_empty() && node.items().iter().all(|item| item.scalar().is_some())
}

/// Whether a list is the words of one command line, not lines of a script: no item but those behind `-c` holds blanks.
pub(super) fn is_command_line(node: &Node) -> bool {
    let mut texts = node.items().iter().filter_map(Node::scalar).map(|scalar| scalar.text.as_str());
    let Some(first) = texts.next() else { return false };
    let rest: Vec<&str> = texts.collect();
    !first.trim().contains(char::is_whitespace)
        && !rest.is_empty()
        && (rest.iter().any(|text| matches!(*text, "-c" | "-lc" | "-ec" | "-exc" | "-euc"))
            || rest.iter().any(|text| text.starts_with('-'))
            || first.contains("redis-"))
}
