//! URLs.

use std::ops::Range;

use crate::lower::naming::scheme_kind;

use super::flat::Flat;
use super::{Endpoint, Form, HOLE, Part, SchemeKind, form_of};

/// The longest URL, in bytes; a bound, so that a long list of them takes linear time.
const MAX_URL: usize = 2048;

/// Adds every URL of Redis; other schemes that a Redis client understands (`tcp`, `unix`) only if `is_redis`.
pub(super) fn find(flat: &Flat<'_>, is_redis: bool, found: &mut Vec<Endpoint>) {
    let text = flat.text();
    let mut from = 0;
    while let Some(step) = text[from..].find("://") {
        let sign = from + step;
        from = sign + 3;
        let start = scheme_start(text, sign);
        let scheme = &text[start..sign];
        let Some(kind) = scheme_kind(scheme) else { continue };
        if kind == SchemeKind::Near && !is_redis {
            continue;
        }
        let end = url_end(text, from);
        let form = form_of(scheme, kind);
        let is_sentinel = scheme.to_ascii_lowercase().contains("sentinel");
        let url = Url { flat, start, form, is_sentinel };
        if form == Form::Socket {
            url.socket(from..end, found);
        } else {
            url.network(from..end, found);
        }
        from = end.max(from);
    }
}

/// Where the scheme before `://` starts.
fn scheme_start(text: &str, sign: usize) -> usize {
    let bytes = text.as_bytes();
    let mut start = sign;
    while start > 0
        && (bytes[start - 1].is_ascii_alphanumeric() || b"+-.".contains(&bytes[start - 1]))
        && sign - start < 40
    {
        start -= 1;
    }
    start
}

/// Where the URL that starts before `from` ends: at a blank, a quote, a bracket that closes around it, or before the next URL of a list.
fn url_end(text: &str, from: usize) -> usize {
    let rest = head(&text[from..], MAX_URL);
    let stop = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ')' | '(' | '|' | ';' | '\\' | '^' | '}' | '{')
    };
    let mut end = rest.find(stop).unwrap_or(rest.len());
    // `redis://a,redis://b`
    if let Some(next) = rest[..end].find("://") {
        let next_start = scheme_start(rest, next);
        if let Some(before) = next_start.checked_sub(1)
            && rest.as_bytes()[before] == b','
        {
            end = before;
        }
    }
    // a sentence may end behind it
    from + rest[..end].trim_end_matches(['.', ',', ':', '!']).len()
}

/// The first `length` bytes of `text`, less what would split a character.
fn head(text: &str, length: usize) -> &str {
    let mut end = text.len().min(length);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

struct Url<'a> {
    flat: &'a Flat<'a>,
    start: usize,
    form: Form,
    is_sentinel: bool,
}

impl Url<'_> {
    /// `unix://[user:password@]/path/redis.sock?db=1`
    fn socket(&self, range: Range<usize>, found: &mut Vec<Endpoint>) {
        let text = self.flat.text();
        let (path, query) = split_at(text, range.clone(), '?');
        let (userinfo, path) = match text[path.clone()].find('@') {
            Some(at) if !text[path.start..path.start + at].contains('/') => {
                (Some(path.start..path.start + at), path.start + at + 1..path.end)
            }
            _ => (None, path),
        };
        let mut endpoint = self.endpoint(range.end);
        endpoint.host = self.part(path);
        self.credentials(userinfo, &mut endpoint);
        self.options(query, &mut endpoint);
        found.push(endpoint);
    }

    /// `scheme://[user:password@]host[:port][,host:port…][/database][?options]`
    fn network(&self, range: Range<usize>, found: &mut Vec<Endpoint>) {
        let text = self.flat.text();
        let (before, query) = split_at(text, range.clone(), '?');
        let (before, _) = split_at(text, before, '#');
        // a password may hold a slash; what follows the last `@` of the part before the query is the host
        let authority_end = text[before.clone()].find('/').map_or(before.end, |at| before.start + at);
        let at = text[before.start..authority_end].rfind('@').or_else(|| {
            let at = text[before.clone()].rfind('@')?;
            text[before.start..before.start + at].contains(':').then_some(at)
        });
        let userinfo = at.map(|at| before.start..before.start + at);
        let rest = at.map_or(before.start, |at| before.start + at + 1)..before.end;
        let (hosts, path) = split_at(text, rest, '/');
        let mut endpoint = self.endpoint(range.end);
        self.credentials(userinfo, &mut endpoint);
        if let Some(path) = path {
            let (database, _) = split_at(text, path, '/');
            let is_number = |c: char| c.is_ascii_digit() || c == HOLE;
            endpoint.database = self.part(database).filter(|part| part.text.chars().all(is_number));
        }
        self.options(query, &mut endpoint);
        let mut from = hosts.start;
        loop {
            let (host, next) = split_at(text, from..hosts.end, ',');
            let mut one = endpoint.clone();
            // `redis://user:pass@host:port` tells how a URL is written
            let is_pattern =
                text[host.clone()].rsplit_once(':').is_some_and(|(_, port)| port.eq_ignore_ascii_case("port"));
            (one.host, one.port) = host_and_port(self.flat, host);
            if let Some(password) = one.password.as_mut().filter(|_| is_pattern) {
                *password = Part { text: HOLE.to_string(), place: password.place, default: None };
            }
            if from == hosts.start && !one.is_empty() || one.host.is_some() || one.port.is_some() {
                found.push(one);
            }
            match next {
                Some(next) => from = next.start,
                None => break,
            }
        }
    }

    fn endpoint(&self, end: usize) -> Endpoint {
        let span = self.flat.span(&(self.start..end));
        Endpoint { is_sentinel: self.is_sentinel, ..Endpoint::new(self.form, span) }
    }

    fn part(&self, range: Range<usize>) -> Option<Part> {
        (!range.is_empty()).then(|| self.flat.part(range))
    }

    fn credentials(&self, userinfo: Option<Range<usize>>, endpoint: &mut Endpoint) {
        let Some(userinfo) = userinfo else { return };
        let (user, password) = split_at(self.flat.text(), userinfo, ':');
        endpoint.user = self.part(user);
        endpoint.password = password.and_then(|password| self.part(password));
    }

    fn options(&self, query: Option<Range<usize>>, endpoint: &mut Endpoint) {
        let Some(query) = query else { return };
        let text = self.flat.text();
        let mut rest = Some(query);
        while let Some(range) = rest {
            let (pair, next) = split_at(text, range, '&');
            let (key, value) = split_at(text, pair, '=');
            if let Some(value) = value {
                endpoint.options.push((text[key].to_owned(), self.flat.part(value)));
            }
            rest = next;
        }
        for (key, part) in &endpoint.options {
            match key.to_ascii_lowercase().as_str() {
                "password" | "pass" | "auth" => endpoint.password.get_or_insert_with(|| part.clone()),
                "user" | "username" => endpoint.user.get_or_insert_with(|| part.clone()),
                "db" | "database" => endpoint.database.get_or_insert_with(|| part.clone()),
                _ => continue,
            };
        }
    }
}

/// `range` before and behind the first `sign` in it.
pub(super) fn split_at(text: &str, range: Range<usize>, sign: char) -> (Range<usize>, Option<Range<usize>>) {
    match text[range.clone()].find(sign) {
        Some(at) => (range.start..range.start + at, Some(range.start + at + sign.len_utf8()..range.end)),
        None => (range, None),
    }
}

/// `host:port`, `[::1]:port`, `host`, `:port`.
pub(super) fn host_and_port(flat: &Flat<'_>, range: Range<usize>) -> (Option<Part>, Option<Part>) {
    let text = &flat.text()[range.clone()];
    let host_end = if text.starts_with('[') {
        text.find(']').map_or(text.len(), |at| at + 1)
    } else {
        text.find(':').unwrap_or(text.len())
    };
    let mut host = range.start..range.start + host_end;
    if text.starts_with('[') && text[..host_end].ends_with(']') {
        host = host.start + 1..host.end - 1;
    }
    let port = text[host_end..].strip_prefix(':').map(|port| {
        let digits = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
        let length = if digits == 0 || port[digits..].starts_with(HOLE) { port.len() } else { digits };
        range.start + host_end + 1..range.start + host_end + 1 + length
    });
    let host = (!host.is_empty()).then(|| flat.part(host));
    let port = port.filter(|port| !port.is_empty()).map(|port| {
        let mut read = flat.part(port);
        // `redis://host:port` in prose
        if !read.text.contains(HOLE) && !read.text.bytes().all(|byte| byte.is_ascii_digit()) {
            read.text = HOLE.to_string();
        }
        read
    });
    (host, port)
}
