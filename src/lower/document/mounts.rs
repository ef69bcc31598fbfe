//! What containers are given: volumes of Compose and Kubernetes, and the configurations in them.

use crate::ir::document::Node;
use crate::lower::deployment::{Mount, Source};
use crate::source::Span;
use crate::usage::ConfigRef;

use super::conf::{is_conf_name, is_part, whole};
use super::walk::Walker;

/// A volume of a pod that is a `ConfigMap`.
#[derive(Debug, Clone)]
pub(super) struct Volume {
    /// What containers call it.
    name: String,
    /// Name of the `ConfigMap`.
    config_map: String,
    /// File names and their keys.
    items: Vec<(String, String)>,
}

/// The volumes of a pod, if the node is one.
pub(super) fn volumes(pod: &Node) -> Option<Vec<Volume>> {
    pod.get("containers")?;
    let volumes = pod.get("volumes")?.items();
    let sources = volumes.iter().flat_map(|volume| {
        let projected = volume.at(&["projected", "sources"]).map(Node::items).unwrap_or_default();
        std::iter::once(volume).chain(projected).map(move |source| (volume, source))
    });
    let volumes = sources.filter_map(|(volume, source)| {
        let config_map = source.get("configMap")?;
        let items = config_map.get("items").map(Node::items).unwrap_or_default().iter();
        let items = items.filter_map(|item| Some((shown(item.get("path")?)?, shown(item.get("key")?)?))).collect();
        Some(Volume { name: shown(volume.get("name")?)?, config_map: shown(config_map.get("name")?)?, items })
    });
    Some(volumes.collect())
}

impl Walker<'_, '_> {
    /// Notes what a container is given.
    pub(super) fn mounts(&mut self, container: &Node) {
        let within = container.span;
        let mut mounts = Vec::new();
        for mount in container.get("volumeMounts").map(Node::items).unwrap_or_default() {
            mounts.extend(self.volume_mounts(mount, within));
        }
        for volume in container.get("volumes").map(Node::items).unwrap_or_default() {
            mounts.extend(bind(volume).map(|(path, file)| Mount { within, path, source: Source::File(file) }));
        }
        for config in container.get("configs").map(Node::items).unwrap_or_default() {
            mounts.extend(self.config_mount(config, within));
        }
        self.sink.deployment().mounts.extend(mounts);
    }

    /// `{name: config, mountPath: /etc/redis, subPath: redis.conf}`
    fn volume_mounts(&self, mount: &Node, within: Span) -> Vec<Mount> {
        let (Some(name), Some(path)) = (mount.get("name").and_then(shown), mount.get("mountPath").and_then(shown))
        else {
            return Vec::new();
        };
        let file = mount.get("subPath").and_then(shown);
        let volumes = self.volumes.iter().filter(|volume| volume.name == name);
        let source = |volume: &Volume| Source::ConfigMap {
            name: volume.config_map.clone(),
            items: volume.items.clone(),
            file: file.clone(),
        };
        volumes.map(|volume| Mount { within, path: path.clone(), source: source(volume) }).collect()
    }

    /// An entry of a service's `configs`: a name of the file's own `configs`, or `{source, target}`.
    fn config_mount(&self, config: &Node, within: Span) -> Option<Mount> {
        let name = config.text().map(str::to_owned).or_else(|| config.get("source").and_then(shown))?;
        let path = config.get("target").and_then(shown).unwrap_or_else(|| format!("/{name}"));
        let defined = self.document.root.at(&["configs", &name])?;
        let source = match defined.get("file").and_then(shown) {
            Some(file) => Source::File(file),
            None => Source::Inline(inline(&name)),
        };
        Some(Mount { within, path, source })
    }

    /// The name under which others may use a text below `key` as a server's whole configuration.
    pub(super) fn config(&self, key: &str) -> Option<ConfigRef> {
        if let Some(name) = &self.config_map {
            let is_whole = is_conf_name(key) && !is_part(key);
            return is_whole.then(|| ConfigRef::ConfigMap { name: name.clone(), key: key.to_owned() });
        }
        match self.path.as_slice() {
            [configs, name, content] if configs == "configs" && content == "content" => {
                Some(ConfigRef::Inline(inline(name)))
            }
            _ => whole(key),
        }
    }

    /// Kustomize's `configMapGenerator`: keys of a `ConfigMap` that are files.
    pub(super) fn generated(&mut self, node: &Node) {
        for map in node.get("configMapGenerator").map(Node::items).unwrap_or_default() {
            let Some(name) = map.get("name").and_then(shown) else { continue };
            for file in map.get("files").map(Node::items).unwrap_or_default().iter().filter_map(Node::text) {
                let (key, file) = file.split_once('=').unwrap_or((file.rsplit('/').next().unwrap_or(file), file));
                let config = ConfigRef::ConfigMap { name: name.clone(), key: key.to_owned() };
                self.sink.deployment().aliases.push((file.to_owned(), config));
            }
        }
    }
}

/// What an entry of Compose's `configs` is called within its file.
fn inline(name: &str) -> String {
    format!("configs/{name}")
}

/// A scalar's text, with `\u{fffd}` for what a template fills in: two places that say the same mean the same.
fn shown(node: &Node) -> Option<String> {
    node.scalar().map(|scalar| scalar.text.clone()).filter(|text| !text.is_empty())
}

/// `./redis.conf:/etc/redis.conf:ro` or `{source, target}`: where it is put, and what.
fn bind(volume: &Node) -> Option<(String, String)> {
    let (source, target) = match volume.text() {
        Some(text) => {
            let (source, rest) = split_source(text)?;
            (source.to_owned(), rest.split(':').next().unwrap_or(rest).to_owned())
        }
        None => (volume.get("source").and_then(shown)?, volume.get("target").and_then(shown)?),
    };
    let source = match source.strip_prefix("${PWD}").or_else(|| source.strip_prefix("$PWD")) {
        Some(rest) => format!(".{rest}"),
        None => source,
    };
    // a name is a volume of its own, an absolute path is no file of the tree
    source.starts_with('.').then_some((target, source))
}

/// Splits at the first colon outside of `${…}`.
fn split_source(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}
