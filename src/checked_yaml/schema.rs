//! A document against a JSON schema, as far as `schemars` derives schemas from Rust types.

use indexmap::IndexSet;
use serde_json::{Map, Value};

use super::format;
use super::tree::{Kind, Node};
use crate::problem::nearest;
use crate::source::Span;

/// A place where the document is not what the schema asks for.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) repair: Repair,
}

impl Fault {
    /// The right name of the key at `span`.
    pub(super) fn name_at(&self, span: Span) -> Option<&str> {
        match &self.repair {
            Repair::Rename(name) if self.span == span => Some(name),
            _ => None,
        }
    }
}

/// How the rest of the document can be read in spite of a fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// Without the entry or item whose key or value is at the fault's span.
    Drop,
    /// With this word for the value there.
    Replace(String),
    /// With this name for the key there.
    Rename(String),
    /// With an entry more in the map there; its value is YAML.
    Fill { map: Span, key: String, value: &'static str },
}

/// Everything in `node`, the value of `name`, that does not fit `schema`.
pub(super) fn check(node: &Node, name: &str, schema: &Value) -> Vec<Fault> {
    // a file that sets nothing is an empty map
    if node.is_null() && name.is_empty() {
        let empty = Node { kind: Kind::Map(Vec::new()), span: node.span };
        return Checker { root: schema }.node(&empty, name, schema);
    }
    Checker { root: schema }.node(node, name, schema)
}

struct Checker<'a> {
    root: &'a Value,
}

impl<'a> Checker<'a> {
    fn node(&self, node: &Node, name: &str, schema: &'a Value) -> Vec<Fault> {
        let Some(schema) = self.resolve(schema) else { return Vec::new() };
        if matches!(node.kind, Kind::Alias) {
            return Vec::new();
        }
        let mut faults = Vec::new();
        if let Some(branches) = branches(schema) {
            faults.extend(self.one_of(node, name, branches));
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            faults.extend(self.node(node, name, part));
        }
        if !faults.is_empty() {
            return faults;
        }
        if !self.fits_kind(node, schema) {
            return vec![self.wrong_kind(node, name, &[schema])];
        }
        match &node.kind {
            Kind::Map(entries) => self.map(node, entries, name, schema, &mut faults),
            Kind::Seq(items) => {
                if let Some(item_schema) = schema.get("items") {
                    faults.extend(items.iter().flat_map(|item| self.node(item, name, item_schema)));
                }
            }
            Kind::Scalar { text, .. } => faults.extend(scalar(node, text, name, schema)),
            Kind::Alias => {}
        }
        faults
    }

    /// Follows references; `None` when anything goes.
    fn resolve(&self, schema: &'a Value) -> Option<&'a Map<String, Value>> {
        let mut schema = schema.as_object()?;
        // references to references are no deeper than the definitions are many
        for _ in 0..16 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { break };
            schema = self.root.pointer(reference.strip_prefix('#')?)?.as_object()?;
        }
        Some(schema)
    }

    fn map(
        &self,
        node: &Node,
        entries: &[(String, Span, Node)],
        name: &str,
        schema: &'a Map<String, Value>,
        faults: &mut Vec<Fault>,
    ) {
        let properties = schema.get("properties").and_then(Value::as_object);
        let rest = schema.get("additionalProperties");
        let is_closed = [rest, schema.get("unevaluatedProperties")].contains(&Some(&Value::Bool(false)));
        let mut known = IndexSet::new();
        self.keys(schema, &mut known);
        for (key, span, value) in entries {
            if let Some(property) = properties.and_then(|properties| properties.get(key)) {
                let mut inside = self.node(value, key, property);
                // nothing stands where a value should: the key shows where
                inside.iter_mut().filter(|fault| fault.span.is_empty()).for_each(|fault| fault.span = *span);
                faults.append(&mut inside);
            } else if is_closed && !known.contains(key.as_str()) {
                faults.push(unknown_key(key, *span, &known, entries));
            } else if let Some(rest @ Value::Object(_)) = rest {
                faults.extend(self.node(value, key, rest));
            }
        }
        for required in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            // a misspelt key has been told already, with the right one
            let is_misspelt = faults.iter().any(|fault| fault.help.contains(&format!("did you mean `{required}`")));
            if !is_misspelt && !entries.iter().any(|(key, ..)| key == required) {
                let span = entries.first().map_or(node.span, |&(_, span, _)| span);
                let place = if name.is_empty() { String::new() } else { format!(" in `{name}`") };
                let value =
                    properties.and_then(|properties| self.resolve(properties.get(required)?)).map_or("''", empty);
                let repair = Repair::Fill { map: node.span, key: required.to_owned(), value };
                let message = format!("`{required}` is missing{place}");
                faults.push(Fault { span, message, help: String::new(), repair });
            }
        }
    }

    /// The keys that a map may have by `schema` and its parts.
    fn keys(&self, schema: &'a Map<String, Value>, known: &mut IndexSet<&'a str>) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            known.extend(properties.keys().map(String::as_str));
        }
        for part in ["allOf", "anyOf", "oneOf"].iter().filter_map(|word| schema.get(*word)?.as_array()).flatten() {
            if let Some(part) = self.resolve(part) {
                self.keys(part, known);
            }
        }
    }

    /// One branch must fit; otherwise the faults of the one that was probably meant.
    fn one_of(&self, node: &Node, name: &str, branches: &'a [Value]) -> Vec<Fault> {
        if let Some(words) = self.words(branches) {
            return word(node, name, &words, true);
        }
        let mut best: Option<Vec<Fault>> = None;
        let mut shapes = Vec::new();
        for branch in branches {
            let faults = self.node(node, name, branch);
            if faults.is_empty() {
                return faults;
            }
            let Some(branch) = self.resolve(branch) else { return Vec::new() };
            shapes.push(branch);
            let is_better = best.as_ref().is_none_or(|best| faults.len() < best.len());
            if self.fits_kind(node, branch) && is_better {
                best = Some(faults);
            }
        }
        best.unwrap_or_else(|| vec![self.wrong_kind(node, name, &shapes)])
    }

    /// The fixed texts that `branches` are, when they are nothing else.
    fn words(&self, branches: &'a [Value]) -> Option<Vec<&'a str>> {
        let mut words = Vec::new();
        for branch in branches {
            let branch = self.resolve(branch)?;
            match (branch.get("const"), branch.get("enum")) {
                (Some(word), _) => words.push(word.as_str()?),
                (None, Some(Value::Array(several))) => words.extend(several.iter().filter_map(Value::as_str)),
                _ => return None,
            }
        }
        Some(words)
    }

    /// Whether the node is of one of the schema's types, its content aside.
    fn fits_kind(&self, node: &Node, schema: &'a Map<String, Value>) -> bool {
        let kinds = types(schema);
        if kinds.is_empty() {
            let branches = branches(schema);
            return branches.is_none_or(|branches| {
                branches.iter().any(|branch| self.resolve(branch).is_none_or(|branch| self.fits_kind(node, branch)))
            });
        }
        kinds.iter().any(|kind| match &node.kind {
            Kind::Alias => true,
            Kind::Map(_) => *kind == "object",
            Kind::Seq(_) => *kind == "array",
            Kind::Scalar { text, is_plain } => match *kind {
                // a number is fine where text is asked for: `7.10` stays `7.10`
                "string" => !node.is_null(),
                "null" => node.is_null(),
                "boolean" => {
                    *is_plain && matches!(text.as_str(), "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
                }
                "integer" => *is_plain && text.replace('_', "").parse::<i128>().is_ok(),
                "number" => *is_plain && text.parse::<f64>().is_ok(),
                _ => false,
            },
        })
    }

    fn wrong_kind(&self, node: &Node, name: &str, shapes: &[&'a Map<String, Value>]) -> Fault {
        let mut wanted = IndexSet::new();
        for shape in shapes {
            self.nouns(shape, &mut wanted);
        }
        wanted.shift_remove("nothing");
        let wanted: Vec<&str> = wanted.into_iter().collect();
        let subject = if name.is_empty() { "the file".to_owned() } else { format!("`{name}`") };
        let message = format!("{subject} must be {}, not {}", wanted.join(" or "), describe(node));
        Fault { span: node.span, message, help: String::new(), repair: Repair::Drop }
    }

    /// What a schema asks for, as nouns.
    fn nouns(&self, schema: &'a Map<String, Value>, out: &mut IndexSet<&'static str>) {
        out.extend(types(schema).iter().map(|kind| match *kind {
            "object" => "a map",
            "array" => "a list",
            "boolean" => "`true` or `false`",
            "integer" => "a whole number",
            "number" => "a number",
            "null" => "nothing",
            _ => "a text",
        }));
        if schema.contains_key("const") && !schema.contains_key("type") {
            out.insert("a text");
        }
        for branch in branches(schema).into_iter().flatten().filter_map(|branch| self.resolve(branch)) {
            self.nouns(branch, out);
        }
    }
}

/// A scalar that must be one of `words`.
fn word(node: &Node, name: &str, words: &[&str], is_closed: bool) -> Vec<Fault> {
    let Kind::Scalar { text, .. } = &node.kind else {
        let message = format!("`{name}` is one of {}, not {}", list(words), describe(node));
        return vec![Fault { span: node.span, message, help: String::new(), repair: Repair::Drop }];
    };
    if !is_closed || words.contains(&text.as_str()) {
        return Vec::new();
    }
    let message = format!("`{text}` is not one of {}", list(words));
    let near = nearest(text, words.iter().copied());
    let help = near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
    // any will do to read the rest
    let repair = near.or(words.first().copied()).map_or(Repair::Drop, |word| Repair::Replace(word.to_owned()));
    vec![Fault { span: node.span, message, help, repair }]
}

/// A scalar of the right type, but perhaps not of the right value.
fn scalar(node: &Node, text: &str, name: &str, schema: &Map<String, Value>) -> Option<Fault> {
    let fault = |message: String| Some(Fault { span: node.span, message, help: String::new(), repair: Repair::Drop });
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return word(node, name, &words, !words.is_empty()).pop();
    }
    if let Some(only) = schema.get("const").and_then(Value::as_str) {
        return word(node, name, &[only], true).pop();
    }
    if let Ok(number) = text.replace('_', "").parse::<f64>()
        && types(schema).iter().any(|kind| matches!(*kind, "integer" | "number"))
    {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let low = bound("minimum").is_some_and(|least| number < least);
        let high = bound("maximum").is_some_and(|most| number > most);
        if low || high {
            let least = schema.get("minimum").map_or_else(|| "any".to_owned(), Value::to_string);
            let most = schema.get("maximum").map_or_else(|| "any".to_owned(), Value::to_string);
            return fault(format!("`{name}` is {text}, outside {least} to {most}"));
        }
        return None;
    }
    format::fault(schema, text).and_then(fault)
}

/// The alternatives of a schema.
fn branches(schema: &Map<String, Value>) -> Option<&[Value]> {
    schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array).map(Vec::as_slice)
}

/// The types that a schema names.
fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A key that is not `known`, in a map of `entries`.
fn unknown_key(key: &str, span: Span, known: &IndexSet<&str>, entries: &[(String, Span, Node)]) -> Fault {
    let near = nearest(key, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", list(&known.iter().copied().collect::<Vec<_>>())),
    };
    let free = near.filter(|near| !entries.iter().any(|(key, ..)| key == near));
    let repair = free.map_or(Repair::Drop, |near| Repair::Rename(near.to_owned()));
    Fault { span, message: format!("unknown key `{key}`"), help, repair }
}

/// The least that fits a schema, as YAML.
fn empty(schema: &Map<String, Value>) -> &'static str {
    match types(schema).first() {
        Some(&"object") => "{}",
        Some(&"array") => "[]",
        _ => "''",
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn describe(node: &Node) -> &'static str {
    match &node.kind {
        Kind::Map(_) => "a map",
        Kind::Seq(_) => "a list",
        Kind::Alias => "an alias",
        Kind::Scalar { .. } if node.is_null() => "nothing",
        Kind::Scalar { text, is_plain: true } if matches!(text.as_str(), "true" | "false") => "a truth value",
        Kind::Scalar { text, is_plain: true } if text.parse::<f64>().is_ok() => "a number",
        Kind::Scalar { .. } => "a text",
    }
}
