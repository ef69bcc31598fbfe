//! `host:port` lists and connection strings without a scheme.

use std::ops::Range;

use super::flat::Flat;
use super::url::{host_and_port, split_at};
use super::{Endpoint, Form, HOLE, Part};

/// Adds the endpoints of a text that is known to name Redis servers: `h:6379`, `h1:6379,h2:6379`, `h:6379,password=x,ssl=True`, `addr=h:6379,db=0`, `6379`.
///
/// A sentence is none: nothing is found in a text with a word between blanks that is no `host:port`, unless it is `key=value`.
pub(super) fn find(flat: &Flat<'_>, found: &mut Vec<Endpoint>) {
    let text = flat.text();
    let mut hosts = Vec::new();
    let mut options = Vec::new();
    let mut at = 0;
    for piece in text.split([',', ';', ' ', '\t', '\n', '\r']) {
        let start = at + (piece.len() - piece.trim_start().len());
        let range = start..at + piece.trim_end().len();
        at += piece.len() + 1;
        if range.start >= range.end {
            continue;
        }
        let (key, value) = split_at(text, range.clone(), '=');
        match value {
            Some(value) if text[key.clone()].bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => {
                options.push((text[key].to_owned(), value));
            }
            _ if is_host_port(&text[range.clone()]) => hosts.push(range),
            _ => return,
        }
    }
    // `addr=h:6379`, `Server=h:6379`
    for (key, value) in &options {
        let is_address = matches!(
            key.to_ascii_lowercase().as_str(),
            "addr" | "addrs" | "address" | "server" | "servers" | "host" | "endpoint" | "endpoints"
        );
        if is_address && is_host_port(&text[value.clone()]) {
            hosts.push(value.clone());
        }
    }
    // `h` alone may be any word, and a hole alone is looked into by the caller
    let says_something = |range: &Range<usize>| {
        text[range.clone()].contains(':') || text[range.clone()].bytes().all(|b| b.is_ascii_digit())
    };
    let first = hosts.first().cloned();
    if first.is_none()
        || options.is_empty()
            && !hosts.iter().any(says_something)
            && hosts.iter().all(|range| !is_plain_host(&text[range.clone()]))
    {
        return;
    }
    // words of a sentence are no hosts
    if hosts.len() > 1 && text.trim().contains(char::is_whitespace) && !hosts.iter().all(says_something) {
        return;
    }
    for range in hosts {
        let mut endpoint = one(flat, range, text.len());
        for (key, value) in &options {
            let part = flat.part(value.clone());
            match key.to_ascii_lowercase().as_str() {
                "password" | "pass" | "pwd" => endpoint.password = endpoint.password.or_else(|| Some(part.clone())),
                "user" | "username" => endpoint.user = endpoint.user.or_else(|| Some(part.clone())),
                "port" => endpoint.port = endpoint.port.or_else(|| Some(part.clone())),
                "db" | "defaultdatabase" => endpoint.database = endpoint.database.or_else(|| Some(part.clone())),
                "servicename" => endpoint.is_sentinel = true,
                _ => {}
            }
            endpoint.options.push((key.clone(), part));
        }
        found.push(endpoint);
    }
}

/// A host alone that is no hole.
fn is_plain_host(text: &str) -> bool {
    !text.contains(HOLE)
}

/// `[user:password@]host[:port]` or a port.
fn is_host_port(text: &str) -> bool {
    let host = text.rsplit_once('@').map_or(text, |(_, host)| host);
    if let Some(rest) = host.strip_prefix('[') {
        return rest.contains(']');
    }
    let host = without_label(host);
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '*' | HOLE);
    // `h:6379:0:password` of old Ruby and PHP clients goes on behind the port
    let is_port = |port: &str| {
        let port = port.split([':', '/', '?']).next().unwrap_or_default();
        !port.is_empty() && (port.contains(HOLE) || port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit()))
    };
    // 12:30 is a time, 6379:6379 a port map
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    name.chars().all(is_name)
        && !(is_number && port.is_some())
        && port.is_none_or(is_port)
        && !(name.is_empty() && port.is_none())
}

/// `label:host:port` without the label.
fn without_label(text: &str) -> &str {
    let mut parts = text.splitn(3, ':');
    let is_name = |part: &str| part.contains(|c: char| c.is_alphabetic() || c == '.') && !part.contains('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(label), Some(host), Some(port))
            if is_name(label) && is_name(host) && port.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            &text[label.len() + 1..]
        }
        _ => text,
    }
}

fn one(flat: &Flat<'_>, range: Range<usize>, text_length: usize) -> Endpoint {
    let text = flat.text();
    let mut endpoint = Endpoint::new(Form::HostPort, flat.span(&(range.start..range.end.min(text_length))));
    let part = |range: Range<usize>| -> Option<Part> { (!range.is_empty()).then(|| flat.part(range)) };
    let mut host = range.clone();
    if let Some(at) = text[range.clone()].rfind('@') {
        let (user, password) = split_at(text, range.start..range.start + at, ':');
        endpoint.user = part(user);
        endpoint.password = password.and_then(part);
        host = range.start + at + 1..range.end;
    }
    host.start = host.end - without_label(&text[host.clone()]).len();
    if !text[host.clone()].is_empty()
        && text[host.clone()].len() <= 5
        && text[host.clone()].bytes().all(|byte| byte.is_ascii_digit())
    {
        endpoint.port = Some(flat.part(host));
    } else {
        (endpoint.host, endpoint.port) = host_and_port(flat, host);
    }
    endpoint
}
