//! Kubernetes objects: what their name and labels say of their ports, and the files and secrets in them.

use crate::finding::Confidence;
use crate::ir::document::{Node, Scalar};
use crate::lower::endpoint;
use crate::lower::naming::{self, Role};
use crate::source::Span;
use crate::usage::{FactKind, Given, LiteralRole, SecretRef};

use super::sink::Meta;
use super::vocabulary::is_server_name;
use super::walk::{Context, Walker};

impl Walker<'_, '_> {
    /// Reads a map that is a Kubernetes object of a kind with a meaning of its own; whether it is.
    pub(super) fn kubernetes(&mut self, node: &Node, context: &Context) -> bool {
        let (Some(kind), Some(metadata)) = (node.get("kind").and_then(Node::text), node.get("metadata")) else {
            return false;
        };
        let name = metadata.get("name").and_then(Node::scalar).map_or("", |name| name.text.as_str());
        let depth = self.path.len();
        // names of what stands around a list of objects say nothing of the object
        let outer = std::mem::take(&mut self.path);
        self.push(name);
        let is_server = is_server_name(name) || selects_server(node);
        let context = Context { is_server: false, is_beside: false, ..context.clone() };
        let is_known = match kind {
            "Secret" => {
                self.secret(node, &context);
                true
            }
            // ciphertext
            "SealedSecret" => true,
            "ConfigMap" => {
                let context = Context { is_environment: true, ..context.clone() };
                let outer = self.config_map.replace(name.to_owned());
                for data in ["data", "binaryData"].iter().filter_map(|key| node.get(key)) {
                    self.pairs(data.pairs(), &context, &[]);
                }
                self.config_map = outer;
                true
            }
            "Service" | "NetworkPolicy" | "Endpoints" | "EndpointSlice" | "ServiceEntry" | "DestinationRule" => {
                let context = Context { is_server, ..context.clone() };
                if let Some(spec) = node.get("spec").or_else(|| node.get("subsets")) {
                    self.path.push("spec".to_owned());
                    self.node(spec, &context);
                }
                true
            }
            _ => false,
        };
        self.path = outer;
        self.path.truncate(depth);
        is_known
    }

    /// `stringData` as it stands, `data` decoded.
    fn secret(&mut self, node: &Node, context: &Context) {
        let context = Context { is_environment: true, ..context.clone() };
        if let Some(data) = node.get("stringData") {
            self.pairs(data.pairs(), &context, &[]);
        }
        for pair in node.get("data").map(Node::pairs).unwrap_or_default() {
            let Some(scalar) = pair.value.scalar() else { continue };
            let Some(decoded) = decode(scalar) else { continue };
            let depth = self.path.len();
            self.push(&pair.key.name);
            self.encoded(&decoded, pair.value.span);
            self.path.truncate(depth);
        }
    }

    /// A value that stands at `span` in base64: its parts have no place of their own.
    fn encoded(&mut self, text: &str, span: Span) {
        let meaning = naming::meaning(&self.path);
        let name = self.path.last().cloned().unwrap_or_default();
        let confidence = meaning.map_or(Confidence::Certain, |meaning| meaning.confidence);
        let meta = Meta { place: "environment", name: &name, confidence };
        match meaning.map(|meaning| meaning.role) {
            Some(Role::Password) => self.sink.literal(LiteralRole::Password, text, span, meta),
            Some(Role::Port) => self.sink.literal(LiteralRole::Port, text, span, meta),
            role => {
                for found in endpoint::find(text, &[], role.is_some()) {
                    for (role, part) in [(LiteralRole::Port, &found.port), (LiteralRole::Password, &found.password)] {
                        if let Some(known) = part.as_ref().and_then(|part| part.known()) {
                            self.sink.literal(role, known, span, Meta { place: "url", ..meta });
                        }
                    }
                }
            }
        }
    }

    /// `valueFrom: {secretKeyRef: {name, key}}`
    pub(super) fn secret_ref(&mut self, variable: &str, value: &Node) {
        let Some(reference) = value.get("secretKeyRef") else { return };
        let given = |key: &str| match reference.get(key) {
            None => Given::Absent,
            Some(node) => node.text().map_or(Given::Dynamic, |text| Given::Literal(text.to_owned(), Some(node.span))),
        };
        let (secret, key) = (given("name"), given("key"));
        let is_redis = naming::is_redis_name(variable)
            || [&secret, &key].iter().any(|given| given.literal().is_some_and(naming::is_redis_name));
        if is_redis {
            let span = reference.get("name").map_or(reference.span, |node| node.span);
            self.sink.fact(
                FactKind::SecretRef(SecretRef { variable: variable.to_owned(), secret, key }),
                span,
                Confidence::Certain,
            );
        }
    }
}

/// Whether a selector or label of the object names a Redis server.
fn selects_server(node: &Node) -> bool {
    let paths: [&[&str]; 5] = [
        &["spec", "selector"],
        &["spec", "podSelector", "matchLabels"],
        &["spec", "selector", "matchLabels"],
        &["metadata", "labels"],
        &["spec", "host"],
    ];
    paths.iter().filter_map(|path| node.at(path)).any(|node| {
        let texts = node.pairs().iter().filter_map(|pair| pair.value.text()).chain(node.text());
        texts.into_iter().any(is_server_name)
    })
}

/// The text that a base64 scalar stands for, if it is text.
fn decode(scalar: &Scalar) -> Option<String> {
    if scalar.is_dynamic || scalar.text.len() > 4096 {
        return None;
    }
    let mut bytes = Vec::with_capacity(scalar.text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in scalar.text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    String::from_utf8(bytes).ok().map(|text| text.trim_end_matches('\n').to_owned())
}
