//! From the path of a configuration where a server runs to what it is in the tree.
//!
//! A container's command names a path inside the container; a volume, a `COPY`, a mounted `ConfigMap` says which file that is. Both are collected while a file
//! is lowered, with their positions, and brought together here.

use std::collections::BTreeSet;

use crate::ir::TextMap;
use crate::paths::normal;
use crate::source::Span;
use crate::usage::{ConfigRef, ConfigUse, Fact, FactKind, Link, Setting};

/// How many launches and mounts of one file are brought together.
const MAX: usize = 500;

/// What one file says of servers that are started.
#[derive(Debug, Clone, Default)]
pub(crate) struct Deployment {
    /// Servers with a configuration file on their command line.
    pub(crate) launches: Vec<Launch>,
    /// What stands where in containers.
    pub(crate) mounts: Vec<Mount>,
    /// Configurations in this file, with the number of their server.
    pub(crate) configs: Vec<(u32, ConfigRef)>,
    /// Paths that a configuration in this file includes, and paths of configurations to which a script adds.
    pub(crate) includes: Vec<String>,
    /// Other names of files: `ConfigMap` keys that are made from them.
    pub(crate) aliases: Vec<(String, ConfigRef)>,
}

/// A server that is started with a configuration file.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// Its number, as in [`Setting::server`]: where it stands.
    pub(crate) server: u32,
    /// The path of the file where the server runs; `\u{fffd}` for what is not known.
    pub(crate) path: String,
    /// Whether there are words on its command line of which nothing is known.
    pub(crate) is_open: bool,
}

/// Something that is put into a container.
#[derive(Debug, Clone)]
pub(crate) struct Mount {
    /// The container, or build stage.
    pub(crate) within: Span,
    /// Where it is put.
    pub(crate) path: String,
    /// What it is.
    pub(crate) source: Source,
}

/// What is put into a container.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A file or folder, relative to the file that says so.
    File(String),
    /// The same, relative to that file's folder or one above it: the context of a build is not known.
    Context(String),
    /// A `ConfigMap`.
    ConfigMap {
        /// Its name.
        name: String,
        /// File names and their keys, where these differ.
        items: Vec<(String, String)>,
        /// The one file of it that is mounted.
        file: Option<String>,
    },
    /// A text in the same file.
    Inline(String),
}

impl Deployment {
    /// Adds what a text inside of the file says, whose bytes stand where `map` says.
    pub(crate) fn append(&mut self, inner: Deployment, map: &TextMap) {
        let at = |server: u32| map.source(server);
        self.launches.extend(inner.launches.into_iter().map(|launch| Launch { server: at(launch.server), ..launch }));
        self.mounts.extend(inner.mounts.into_iter().map(|mount| Mount { within: map.span(mount.within), ..mount }));
        self.configs.extend(inner.configs.into_iter().map(|(server, config)| (at(server), config)));
        self.includes.extend(inner.includes);
        self.aliases.extend(inner.aliases);
    }

    /// Adds what another part of the same text says.
    pub(crate) fn extend(&mut self, other: Deployment) {
        self.launches.extend(other.launches);
        self.mounts.extend(other.mounts);
        self.configs.extend(other.configs);
        self.includes.extend(other.includes);
        self.aliases.extend(other.aliases);
    }

    /// What the file at `path` (below the root) says of configurations, wherever they are, and its own ones with their servers.
    pub(crate) fn resolve(&self, facts: &[Fact], path: &str) -> (Vec<Link>, Vec<(u32, ConfigRef)>) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let configs: Vec<(u32, ConfigRef)> = self
            .configs
            .iter()
            .map(|(server, config)| match config {
                ConfigRef::File(_) => (*server, ConfigRef::File(path.to_owned())),
                other => (*server, other.clone()),
            })
            .collect();
        let mut links = Vec::new();
        for launch in self.launches.iter().take(MAX) {
            let used = ConfigUse::Started { settings: settings(facts, launch.server), is_open: launch.is_open };
            let mut names = self.mounted(launch, folder);
            if names.is_empty() {
                names = unmounted(&launch.path, folder, &configs);
            }
            links.extend(names.into_iter().map(|name| (name, used.clone())));
        }
        let includes: BTreeSet<&String> = self.includes.iter().collect();
        for include in includes.into_iter().take(MAX) {
            links.extend(unmounted(include, folder, &configs).into_iter().map(|name| (name, ConfigUse::Included)));
        }
        for (file, name) in &self.aliases {
            links.push((ConfigRef::File(join(folder, file)), ConfigUse::Alias(name.clone())));
        }
        (links, configs)
    }

    /// What a container is given at the path that its server reads.
    fn mounted(&self, launch: &Launch, folder: &str) -> Vec<ConfigRef> {
        let mounts = self.mounts.iter().take(MAX).filter_map(|mount| {
            let is_inside = mount.within.start <= launch.server && launch.server <= mount.within.end;
            let rest = launch.path.strip_prefix(mount.path.trim_end_matches('/')).filter(|_| is_inside)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| (mount, rest.trim_start_matches('/')))
        });
        // the nearest path counts, and of equal ones the last
        let Some((mount, rest)) = mounts.max_by_key(|(mount, _)| (mount.path.len(), mount.within.start)) else {
            return Vec::new();
        };
        let whole = |base: &str| if rest.is_empty() { base.to_owned() } else { format!("{base}/{rest}") };
        match &mount.source {
            Source::File(file) => vec![ConfigRef::File(join(folder, &whole(file)))],
            Source::Context(file) => above(folder).map(|folder| ConfigRef::File(join(folder, &whole(file)))).collect(),
            Source::ConfigMap { name, items, file } => {
                let file = file.as_deref().unwrap_or(rest);
                let key = items.iter().find(|(path, _)| path == file).map_or(file, |(_, key)| key);
                vec![ConfigRef::ConfigMap { name: name.clone(), key: key.to_owned() }]
            }
            Source::Inline(name) => vec![ConfigRef::Inline(name.clone())],
        }
    }
}

/// What a path may be for which nobody says where it comes from.
fn unmounted(path: &str, folder: &str, own: &[(u32, ConfigRef)]) -> Vec<ConfigRef> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut out = vec![ConfigRef::Inline(path.to_owned())];
    let keys = own.iter().map(|(_, config)| config);
    out.extend(keys.filter(|config| matches!(config, ConfigRef::ConfigMap { key, .. } if key == name)).cloned());
    if name.is_empty() || name.contains('\u{fffd}') {
        return out;
    }
    if !path.starts_with(['/', '~', '\u{fffd}']) {
        out.extend(above(folder).map(|folder| ConfigRef::File(join(folder, path))));
    }
    out.push(ConfigRef::Below { folder: folder.to_owned(), name: name.to_owned() });
    out
}

/// The folder and all around it.
fn above(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| {
        (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
    })
}

fn join(folder: &str, path: &str) -> String {
    normal(&format!("{folder}/{path}"))
}

/// The directives that the command line of a server sets.
fn settings(facts: &[Fact], server: u32) -> BTreeSet<String> {
    let of = |setting: &Setting| {
        // `requirepass ""` sets no password
        let is_empty = setting.args.first().is_some_and(|word| word.as_text() == Some(""));
        setting.server == server && !is_empty
    };
    let names = facts.iter().filter_map(|fact| match &fact.kind {
        FactKind::Setting(setting) if of(setting) => Some(setting.name.clone()),
        _ => None,
    });
    names.collect()
}
