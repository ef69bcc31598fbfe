//! One file with everything embedded in it: from text to usage facts.

use std::collections::HashSet;

use super::deployment::Deployment;
use super::model::Catalog;
use super::written::Written;
use super::{Embedded, Lowered, code, document};
use crate::finding::Confidence;
use crate::ir::{Parsed, Skipped, TextMap};
use crate::parse;
use crate::source::{Language, SourceFile, Span};
use crate::usage::{Command, Fact, FactKind, Given};

/// How deep texts are embedded in texts.
const MAX_DEPTH: usize = 4;

/// How many embedded texts one file may hold.
const MAX_EMBEDDED: usize = 5000;

/// What a file gave.
#[derive(Debug)]
pub(crate) struct Read {
    /// Facts by position.
    pub(crate) facts: Vec<Fact>,
    /// The tree of the file itself.
    pub(crate) parsed: Parsed,
    /// The trees of what is embedded, each with the place of its text.
    pub(crate) inner: Vec<(Parsed, TextMap)>,
    /// What could not be read, in the file and in embedded texts.
    pub(crate) skipped: Vec<Skipped>,
    /// Servers that are started, in the file and in embedded texts.
    pub(crate) deployment: Deployment,
    /// How commands are written, when that is asked for.
    pub(crate) written: Vec<Written>,
}

/// Reads `file` and lowers it.
pub(crate) fn read(file: &SourceFile, catalog: &Catalog) -> Read {
    read_with(file, catalog, false)
}

/// How the commands in `file` are written, where they are written as calls.
pub(crate) fn written(file: &SourceFile, catalog: &Catalog) -> Vec<Written> {
    read_with(file, catalog, true).written
}

fn read_with(file: &SourceFile, catalog: &Catalog, is_noted: bool) -> Read {
    let parsed = parse::parse(file);
    let lowered = lower(file, &parsed, catalog, None, is_noted);
    let mut read = Read {
        written: lowered.written.unwrap_or_default(),
        facts: lowered.facts,
        skipped: parsed.skipped.clone(),
        parsed,
        inner: Vec::new(),
        deployment: lowered.deployment,
    };
    let mut scopes = read.facts.iter().map(|fact| fact.scope).max().unwrap_or(0) + 1;
    let batch = |fact: &Fact| match &fact.kind {
        FactKind::Command(command) => command.batch,
        _ => None,
    };
    let mut batches = read.facts.iter().filter_map(batch).max().unwrap_or(0);
    let mut queue: Vec<(Embedded, usize)> = lowered.embedded.into_iter().map(|embedded| (embedded, 1)).collect();
    queue.reverse();
    let mut count = 0;
    let mut seen = HashSet::new();
    while let Some((embedded, depth)) = queue.pop() {
        // a script is seen where it stands and where it is sent
        let stands = embedded.map.span(Span::new(0, embedded.text.len()));
        if !stands.is_empty() && !seen.insert((embedded.language, stands, embedded.text.len())) {
            continue;
        }
        count += 1;
        if count > MAX_EMBEDDED {
            break;
        }
        let inner = SourceFile::new(file.path(), embedded.text.as_str(), embedded.language);
        let parsed = parse::parse(&inner);
        let lowered = lower(&inner, &parsed, catalog, Some(&embedded), is_noted);
        for mut written in lowered.written.unwrap_or_default() {
            written.place(&embedded.map);
            read.written.push(written);
        }
        read.deployment.append(lowered.deployment, &embedded.map);
        let (first, first_batch) = (scopes, batches);
        for mut fact in lowered.facts {
            place(&mut fact, &embedded.map);
            fact.scope = fact.scope.saturating_add(first);
            fact.near.iter_mut().for_each(|near| *near = near.saturating_add(first));
            if let FactKind::Command(Command { batch: Some(batch), .. }) = &mut fact.kind {
                *batch = batch.saturating_add(first_batch);
                batches = batches.max(*batch);
            }
            scopes = scopes.max(fact.scope.saturating_add(1));
            read.facts.push(fact);
        }
        // a text in a program need not be what it looks like
        for skipped in parsed.skipped.iter().filter(|_| !file.language().is_code()) {
            // a block scalar ends with a line break, which the end of the file need not have
            let span = embedded.map.span(skipped.span);
            let length = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
            let span = Span { start: span.start.min(length), end: span.end.min(length) };
            read.skipped.push(Skipped { span, reason: skipped.reason.clone() });
        }
        if depth < MAX_DEPTH {
            for more in lowered.embedded.into_iter().rev() {
                queue.push((Embedded { map: embedded.map.compose(&more.map), ..more }, depth + 1));
            }
        }
        read.inner.push((parsed, embedded.map));
    }
    let language = file.language();
    if language.is_code() && language != Language::Shell {
        // a server that a program starts for itself is a passing one as a rule, in its tests
        let settings = read.facts.iter_mut().filter(|fact| matches!(fact.kind, FactKind::Setting(_)));
        settings.for_each(|fact| fact.confidence = Confidence::Possible);
    }
    read.facts.sort_by_key(|fact| fact.span);
    distinct(&mut read.facts);
    read
}

/// The same literal may be seen from outside and from inside an embedded text.
fn distinct(facts: &mut Vec<Fact>) {
    let mut seen: Vec<(Span, crate::usage::LiteralRole)> = Vec::new();
    facts.retain(|fact| {
        let FactKind::Literal(literal) = &fact.kind else { return true };
        while seen.first().is_some_and(|(span, _)| *span != fact.span) {
            seen.clear();
        }
        if seen.contains(&(fact.span, literal.role)) {
            return false;
        }
        seen.push((fact.span, literal.role));
        true
    });
}

fn lower(
    file: &SourceFile,
    parsed: &Parsed,
    catalog: &Catalog,
    embedded: Option<&Embedded>,
    is_noted: bool,
) -> Lowered {
    let mut out = Lowered::default();
    if let Some(module) = &parsed.code {
        let env = embedded.map_or(&[][..], |embedded| &embedded.env);
        let lowered = code::lower(file, module, catalog, env, is_noted);
        out.written = lowered.written;
        out.facts.extend(lowered.facts);
        out.embedded.extend(lowered.embedded);
        out.deployment.extend(lowered.deployment);
    }
    let is_document = matches!(
        file.language(),
        Language::Yaml
            | Language::Json
            | Language::Toml
            | Language::Ini
            | Language::Properties
            | Language::Dotenv
            | Language::RedisConf
            | Language::Dockerfile
            | Language::Makefile
            | Language::Procfile
            | Language::Systemd
    );
    if is_document {
        let lowered = document::lower(file, &parsed.documents, embedded);
        out.facts.extend(lowered.facts);
        out.embedded.extend(lowered.embedded);
        out.deployment.extend(lowered.deployment);
    }
    out
}

/// Moves a fact from an embedded text to its host.
fn place(fact: &mut Fact, map: &TextMap) {
    fact.span = map.span(fact.span);
    for related in &mut fact.related {
        related.span = map.span(related.span);
    }
    let given = |given: &mut Given| {
        if let Given::Literal(_, Some(span)) = given {
            *span = map.span(*span);
        }
    };
    match &mut fact.kind {
        FactKind::Command(command) => command.words.iter_mut().filter_map(|word| word.span.as_mut()).for_each(|span| {
            *span = map.span(*span);
        }),
        FactKind::Connection(connection) => {
            given(&mut connection.host);
            given(&mut connection.port);
            given(&mut connection.username);
            given(&mut connection.password);
        }
        FactKind::Setting(setting) => {
            // servers are told apart by where they stand
            setting.server = map.source(setting.server);
            setting.args.iter_mut().filter_map(|word| word.span.as_mut()).for_each(|span| *span = map.span(*span));
        }
        FactKind::Image(image) => given(&mut image.tag),
        FactKind::SecretRef(secret) => {
            given(&mut secret.secret);
            given(&mut secret.key);
        }
        FactKind::Script | FactKind::Literal(_) | FactKind::Persist(_) | FactKind::Pool(_) => {}
    }
}
