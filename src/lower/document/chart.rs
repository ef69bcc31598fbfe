//! Values of Helm charts that install a server (`rules/charts.yaml`).

use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::command::{Word, WordKind};
use crate::finding::Confidence;
use crate::ir::document::{Node, Scalar};
use crate::lower::image::{Reference, is_no, written};
use crate::lower::{naming, program};
use crate::source::{Language, Span};
use crate::usage::{FactKind, Setting};

use super::conf::word_of;
use super::vocabulary::is_server_name;
use super::walk::Walker;

/// What the values of charts mean.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Charts {
    marks: Vec<String>,
    settings: IndexMap<String, String>,
    password: Vec<String>,
    configurations: Vec<String>,
    flags: Vec<String>,
    directives: Vec<String>,
}

static CHARTS: LazyLock<Charts> = LazyLock::new(|| {
    crate::embedded::file("charts").and_then(|file| serde_json::from_str(file.json).ok()).unwrap_or_default()
});

impl Walker<'_, '_> {
    /// Reads a map that holds the values of a chart: what they set is only a part of the server's configuration.
    pub(super) fn chart(&mut self, node: &Node) {
        let is_marked = CHARTS.marks.iter().any(|key| node.get(key).is_some());
        // a dependency that is switched off installs nothing
        let is_off = node.get("enabled").and_then(Node::text).is_some_and(is_no);
        if !is_marked || is_off || !self.is_chart(node) {
            return;
        }
        let server = node.span.start;
        for (path, directive) in &CHARTS.settings {
            if let Some((scalar, span)) = scalar_at(node, path) {
                let word = if scalar.is_dynamic { Word::one() } else { Word::text(scalar.text.clone()) };
                // each on its own: they may be of several servers
                self.setting(directive, word.at("", span), span, span.start);
            }
        }
        for path in &CHARTS.password {
            if let Some((scalar, span)) = scalar_at(node, path)
                && is_no(&scalar.text)
            {
                self.setting("requirepass", Word::text("").at("", span), span, server);
            }
        }
        for pair in CHARTS.directives.iter().filter_map(|path| at(node, path)).flat_map(Node::pairs) {
            if let Some(word) = word_of(&pair.value) {
                self.setting(&pair.key.name.to_ascii_lowercase(), word, pair.key.span, server);
            }
        }
        for path in &CHARTS.configurations {
            if let Some((scalar, _)) = scalar_at(node, path) {
                self.sink.embed_scalar(Language::RedisConf, scalar, &[], None);
            }
        }
        for path in &CHARTS.flags {
            let Some(list) = at(node, path) else { continue };
            let own: Vec<Word> = list.items().iter().filter_map(word_of).collect();
            let Some(head) = own.first().cloned() else { continue };
            // before them stands what the chart itself adds
            let words: Vec<Word> = std::iter::once(Word::many()).chain(own).collect();
            let lowered = program::lower_arguments("redis-server", &head, &words, &[], self.sink.file.text());
            self.sink.add(lowered, None);
        }
    }

    /// Whether the values are those of a server: the name of the dependency, the image, or the file's path says so.
    fn is_chart(&self, node: &Node) -> bool {
        if let Some(key) = self.path.last() {
            return is_server_name(key);
        }
        let image = node.at(&["image", "repository"]).and_then(Node::text).and_then(Reference::parse);
        let path = self.sink.file.path();
        let is_values = path.rsplit('/').next().is_some_and(|name| name.contains("values"));
        image.is_some_and(|image| image.server().is_some())
            || is_values && path.split('/').any(naming::is_redis_name)
            || node.get("commonConfiguration").is_some()
    }

    /// Notes a directive of which it is known that it is not alone.
    pub(super) fn setting(&mut self, name: &str, value: Word, span: Span, server: u32) {
        let value = match value.as_text().map(|text| written(name, text)) {
            Some(text) => Word { kind: WordKind::Text(text), ..value },
            None => value,
        };
        let setting = Setting { name: name.to_owned(), args: vec![value], server, is_complete: false };
        self.sink.fact(FactKind::Setting(setting), span, Confidence::Certain);
    }
}

fn at<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(node, |node, key| node.get(key))
}

/// The scalar at a path, with the place of its text.
fn scalar_at<'n>(node: &'n Node, path: &str) -> Option<(&'n Scalar, Span)> {
    let scalar = at(node, path)?.scalar().filter(|scalar| !scalar.text.is_empty())?;
    Some((scalar, text_span(scalar)))
}

/// Where the text of a scalar stands, without quotes.
pub(super) fn text_span(scalar: &Scalar) -> Span {
    scalar.map.span(Span::new(0, scalar.text.len()))
}
