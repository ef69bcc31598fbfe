//! Which configuration a started server reads, and what its command line adds: facts of one file that other files are judged with.

use std::collections::{BTreeMap, BTreeSet};

/// The configuration of a server, as whoever uses it names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConfigRef {
    /// The file at this path below the root of the configuration.
    File(String),
    /// A file of this name in or below a folder: where a server runs, it has another path.
    Below {
        /// The folder below the root; empty for the root itself.
        folder: String,
        /// The file's name.
        name: String,
    },
    /// A key of a Kubernetes `ConfigMap`.
    ConfigMap {
        /// Its name.
        name: String,
        /// The key.
        key: String,
    },
    /// A text in the same file: a here-document, an entry of Compose's `configs`.
    Inline(String),
}

/// How a configuration is used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigUse {
    /// A server is started with it.
    Started {
        /// Directives that its command line sets, which win.
        settings: BTreeSet<String>,
        /// Whether there are words on the command line of which nothing is known.
        is_open: bool,
    },
    /// Another configuration includes it.
    Included,
    /// It is also known under another name.
    Alias(ConfigRef),
}

/// One use of one configuration.
pub type Link = (ConfigRef, ConfigUse);

/// How the files of a tree use configurations. Adding the same use again changes nothing.
#[derive(Debug, Clone, Default)]
pub struct Project {
    uses: BTreeMap<ConfigRef, BTreeSet<ConfigUse>>,
}

/// What is said of a configuration elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Directives that every command line with this configuration sets.
    pub settings: BTreeSet<String>,
    /// Whether anything else may be set too, or the configuration is part of another.
    pub is_open: bool,
}

impl Project {
    /// Adds what one file says.
    pub fn add(&mut self, links: impl IntoIterator<Item = Link>) {
        for (config, used) in links {
            self.uses.entry(config).or_default().insert(used);
        }
    }

    /// Adds what another one knows.
    pub fn append(&mut self, other: Project) {
        for (config, uses) in other.uses {
            self.uses.entry(config).or_default().extend(uses);
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.uses.is_empty()
    }
}

/// What `projects` together say of `config`.
pub fn elsewhere(config: &ConfigRef, projects: &[&Project]) -> Elsewhere {
    let mut names = vec![config.clone()];
    let of = |name: &ConfigRef| {
        let all: Vec<&ConfigUse> = projects.iter().filter_map(|project| project.uses.get(name)).flatten().collect();
        all
    };
    names.extend(of(config).into_iter().filter_map(|used| match used {
        ConfigUse::Alias(other) => Some(other.clone()),
        _ => None,
    }));
    let sure: Vec<&ConfigUse> = names.iter().flat_map(of).collect();
    let unsure: Vec<&ConfigUse> = wider(config).iter().flat_map(of).collect();
    if sure.iter().chain(&unsure).any(|used| **used == ConfigUse::Included) {
        return Elsewhere { is_open: true, ..Elsewhere::default() };
    }
    let mut started = starts(&sure).peekable();
    if started.peek().is_some() {
        // what only some of the servers are told is missing where they are not; of an open one nothing is known
        let mut closed = started.filter(|(_, is_open)| !is_open).map(|(settings, _)| settings.clone());
        return match closed.next() {
            Some(first) => Elsewhere { settings: closed.fold(first, |both, next| &both & &next), is_open: false },
            None => Elsewhere { is_open: true, ..Elsewhere::default() },
        };
    }
    // it may be another file that is meant: then this one is given the benefit of the doubt
    let mut out = Elsewhere::default();
    for (settings, is_open) in starts(&unsure) {
        out.settings.extend(settings.iter().cloned());
        out.is_open |= is_open;
    }
    out
}

fn starts<'a>(uses: &[&'a ConfigUse]) -> impl Iterator<Item = (&'a BTreeSet<String>, bool)> {
    uses.iter().filter_map(|used| match used {
        ConfigUse::Started { settings, is_open } => Some((settings, *is_open)),
        _ => None,
    })
}

/// The less certain names of a file: by its own name, in each folder around it.
fn wider(config: &ConfigRef) -> Vec<ConfigRef> {
    let ConfigRef::File(path) = config else { return Vec::new() };
    let (mut folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut out = Vec::new();
    loop {
        out.push(ConfigRef::Below { folder: folder.to_owned(), name: name.to_owned() });
        if folder.is_empty() {
            return out;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(settings: &[&str]) -> ConfigUse {
        let settings = settings.iter().map(|&name| name.to_owned()).collect();
        ConfigUse::Started { settings, is_open: false }
    }

    fn file(path: &str) -> ConfigRef {
        ConfigRef::File(path.to_owned())
    }

    #[track_caller]
    fn check(links: &[Link], config: &ConfigRef, settings: &[&str], is_open: bool) {
        let mut project = Project::default();
        project.add(links.iter().cloned());
        project.add(links.iter().cloned());
        let found = elsewhere(config, &[&project, &Project::default()]);
        assert_eq!(
            (found.settings.iter().map(String::as_str).collect::<Vec<_>>(), found.is_open),
            (settings.to_vec(), is_open)
        );
    }

    #[test]
    fn every_server_must_be_told() {
        let conf = file("a/redis.conf");
        let one = (conf.clone(), started(&["port", "appendonly"]));
        check(std::slice::from_ref(&one), &conf, &["appendonly", "port"], false);
        check(&[one.clone(), (conf.clone(), started(&["port"]))], &conf, &["port"], false);
        check(&[one.clone(), (conf.clone(), started(&[]))], &conf, &[], false);
        check(std::slice::from_ref(&one), &file("b/redis.conf"), &[], false);
        let open = (conf.clone(), ConfigUse::Started { settings: BTreeSet::new(), is_open: true });
        check(&[one, open.clone()], &conf, &["appendonly", "port"], false);
        check(&[open], &conf, &[], true);
        check(&[(conf.clone(), ConfigUse::Included)], &conf, &[], true);
    }

    #[test]
    fn a_name_alone_gives_the_benefit_of_the_doubt() {
        let below = |folder: &str| ConfigRef::Below { folder: folder.to_owned(), name: "redis.conf".to_owned() };
        let links = [(below("a"), started(&["port"])), (below(""), started(&["hz"]))];
        check(&links, &file("a/b/redis.conf"), &["hz", "port"], false);
        check(&links, &file("redis.conf"), &["hz"], false);
        check(&links, &file("a/other.conf"), &[], false);
        let sure = [links[0].clone(), (file("a/redis.conf"), started(&[]))];
        check(&sure, &file("a/redis.conf"), &[], false);
    }

    #[test]
    fn other_names_count() {
        let map = ConfigRef::ConfigMap { name: "cache".to_owned(), key: "redis.conf".to_owned() };
        let links = [(file("redis.conf"), ConfigUse::Alias(map.clone())), (map, started(&["port"]))];
        check(&links, &file("redis.conf"), &["port"], false);
    }
}
