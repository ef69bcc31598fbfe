//! Templates of wire words: `XADD {name} [MAXLEN [~ ?approximate] {maxlen}] {id} {fields%}`.

use std::sync::OnceLock;

/// A template.
#[derive(Debug, Clone, Default)]
pub(crate) struct Template {
    text: String,
    nodes: OnceLock<Vec<Node>>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A word as it is.
    Word(String),
    /// A word with arguments inside: `cache:{name}`.
    Mixed(Vec<Part>),
    /// An argument.
    Param(Place, Filter),
    /// All positional arguments, flattened.
    All,
    /// One unknown word.
    One,
    /// Any number of unknown words.
    Many,
    /// Words that are certainly data, whatever they are.
    Data(Box<Node>),
    /// Words that depend on an argument.
    Group(Condition, Vec<Node>),
}

/// A piece of a [`Node::Mixed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Known text.
    Text(String),
    /// An argument.
    Param(Place),
}

/// Where a value is taken from: a parameter (or `self`) and keys inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The parameter; `self` for the instance.
    pub(crate) root: String,
    /// Keys inside it.
    pub(crate) keys: Vec<String>,
}

/// How a value becomes words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filter {
    /// One word.
    One,
    /// The elements.
    Flat,
    /// The elements, each of which is exactly one word.
    Each,
    /// Keys and values.
    Pairs,
    /// Keys.
    Keys,
    /// Values.
    Values,
    /// Values before their keys.
    Swap,
    /// How many elements.
    Count,
    /// One word in upper case.
    Upper,
    /// `1` or `0`.
    Bool,
}

/// When a group is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// The value is given and not null.
    Given(Place),
    /// It is given and true.
    True(Place),
    /// It is not given, null or false.
    False(Place),
    /// It is this text.
    Equals(Place, String),
    /// Always.
    Always,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    #[error("`[` without `]`")]
    OpenGroup,
    #[error("`]` without `[`")]
    CloseGroup,
    #[error("`{{` without `}}`")]
    OpenParam,
    #[error("`{0}` is no filter: one of keys, values, swap, count, upper, bool, each, data")]
    Filter(String),
    #[error("groups are nested too deeply")]
    Depth,
}

impl Place {
    /// Parses `options.TRIM.threshold`.
    pub(crate) fn parse(text: &str) -> Self {
        let mut parts = text.split('.').map(str::to_owned);
        Self { root: parts.next().unwrap_or_default(), keys: parts.collect() }
    }
}

impl Template {
    /// Parses `text`.
    pub(crate) fn parse(text: &str) -> Result<Self, TemplateError> {
        Ok(Self { text: text.to_owned(), nodes: OnceLock::from(parse(text)?) })
    }

    /// The template of a `text` that is known to be right; it is parsed when it is first used, as few of a library's are.
    pub(crate) fn later(text: &str) -> Self {
        Self { text: text.to_owned(), nodes: OnceLock::new() }
    }

    /// The words in order.
    pub(crate) fn nodes(&self) -> &[Node] {
        self.nodes.get_or_init(|| parse(&self.text).unwrap_or_default())
    }

    /// Names of all parameters used, for checks.
    pub(crate) fn roots(&self) -> Vec<&str> {
        let mut out = Vec::new();
        roots(self.nodes(), &mut out);
        out
    }
}

fn parse(text: &str) -> Result<Vec<Node>, TemplateError> {
    let tokens = tokens(text)?;
    let mut at = 0;
    let nodes = sequence(&tokens, &mut at, 0)?.0;
    if at < tokens.len() { Err(TemplateError::CloseGroup) } else { Ok(nodes) }
}

fn roots<'a>(nodes: &'a [Node], out: &mut Vec<&'a str>) {
    for node in nodes {
        match node {
            Node::Param(place, _) => out.push(&place.root),
            Node::Data(inner) => roots(std::slice::from_ref(inner), out),
            Node::Mixed(parts) => out.extend(parts.iter().filter_map(|part| match part {
                Part::Param(place) => Some(place.root.as_str()),
                Part::Text(_) => None,
            })),
            Node::Group(condition, inner) => {
                match condition {
                    Condition::Given(place)
                    | Condition::True(place)
                    | Condition::False(place)
                    | Condition::Equals(place, _) => out.push(&place.root),
                    Condition::Always => {}
                }
                roots(inner, out);
            }
            Node::Word(_) | Node::All | Node::One | Node::Many => {}
        }
    }
}

/// Splits into words, `[` and `]`.
fn tokens(text: &str) -> Result<Vec<String>, TemplateError> {
    let mut out = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars();
    let mut depth = 0;
    while let Some(c) = chars.next() {
        match c {
            '\'' if word.is_empty() => {
                let quoted: String = chars.by_ref().take_while(|&c| c != '\'').collect();
                out.push(format!("'{quoted}"));
            }
            '{' => {
                depth += 1;
                word.push(c);
            }
            '}' => {
                depth -= 1;
                word.push(c);
            }
            '[' | ']' if depth == 0 => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
                out.push(c.to_string());
            }
            c if c.is_whitespace() && depth == 0 => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if depth != 0 {
        return Err(TemplateError::OpenParam);
    }
    if !word.is_empty() {
        out.push(word);
    }
    Ok(out)
}

/// Nodes up to the closing bracket of this level, and the condition that the last word was.
fn sequence(tokens: &[String], at: &mut usize, depth: usize) -> Result<(Vec<Node>, Option<Condition>), TemplateError> {
    if depth > 8 {
        return Err(TemplateError::Depth);
    }
    let mut nodes = Vec::new();
    let mut condition = None;
    while let Some(token) = tokens.get(*at) {
        match token.as_str() {
            "]" => {
                return if depth == 0 { Err(TemplateError::CloseGroup) } else { Ok((nodes, condition)) };
            }
            "[" => {
                *at += 1;
                let (inner, given) = sequence(tokens, at, depth + 1)?;
                if tokens.get(*at).map(String::as_str) != Some("]") {
                    return Err(TemplateError::OpenGroup);
                }
                let condition = given.or_else(|| first_param(&inner).map(Condition::Given));
                nodes.push(Node::Group(condition.unwrap_or(Condition::Always), inner));
            }
            word => {
                let is_last = tokens.get(*at + 1).is_some_and(|next| next == "]");
                match (depth > 0 && is_last).then(|| parse_condition(word)).flatten() {
                    Some(found) => condition = Some(found),
                    None => nodes.push(parse_word(word)?),
                }
            }
        }
        *at += 1;
    }
    if depth > 0 { Err(TemplateError::OpenGroup) } else { Ok((nodes, condition)) }
}

fn parse_condition(word: &str) -> Option<Condition> {
    if let Some(name) = word.strip_prefix('?') {
        return Some(Condition::True(Place::parse(name)));
    }
    if let Some(name) = word.strip_prefix('!') {
        return Some(Condition::False(Place::parse(name)));
    }
    let (name, value) = word.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    (is_name && !value.is_empty()).then(|| Condition::Equals(Place::parse(name), value.to_owned()))
}

fn parse_word(word: &str) -> Result<Node, TemplateError> {
    if let Some(quoted) = word.strip_prefix('\'') {
        return Ok(Node::Word(quoted.to_owned()));
    }
    let Some(open) = word.find('{') else { return Ok(Node::Word(word.to_owned())) };
    if open == 0 && word.find('}') == Some(word.len() - 1) {
        return parse_param(&word[1..word.len() - 1]);
    }
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            parts.push(Part::Text(rest[..open].to_owned()));
        }
        let close = rest.find('}').ok_or(TemplateError::OpenParam)?;
        parts.push(Part::Param(Place::parse(&rest[open + 1..close])));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(Node::Mixed(parts))
}

fn parse_param(inner: &str) -> Result<Node, TemplateError> {
    match inner.strip_suffix(":data") {
        Some(inner) => Ok(Node::Data(Box::new(parse_value(inner)?))),
        None => parse_value(inner),
    }
}

fn parse_value(inner: &str) -> Result<Node, TemplateError> {
    match inner {
        "?" => return Ok(Node::One),
        "…" | "..." => return Ok(Node::Many),
        "*" => return Ok(Node::All),
        _ => {}
    }
    if let Some(name) = inner.strip_suffix('*') {
        return Ok(Node::Param(Place::parse(name), Filter::Flat));
    }
    if let Some(name) = inner.strip_suffix('%') {
        return Ok(Node::Param(Place::parse(name), Filter::Pairs));
    }
    let Some((name, filter)) = inner.split_once(':') else {
        return Ok(Node::Param(Place::parse(inner), Filter::One));
    };
    let filter = match filter {
        "keys" => Filter::Keys,
        "values" => Filter::Values,
        "swap" => Filter::Swap,
        "count" => Filter::Count,
        "upper" => Filter::Upper,
        "bool" => Filter::Bool,
        "pairs" => Filter::Pairs,
        "flat" => Filter::Flat,
        "each" => Filter::Each,
        other => return Err(TemplateError::Filter(other.to_owned())),
    };
    Ok(Node::Param(Place::parse(name), filter))
}

fn first_param(nodes: &[Node]) -> Option<Place> {
    nodes.iter().find_map(|node| match node {
        Node::Param(place, _) => Some(place.clone()),
        Node::Data(inner) => first_param(std::slice::from_ref(inner)),
        Node::Mixed(parts) => parts.iter().find_map(|part| match part {
            Part::Param(place) => Some(place.clone()),
            Part::Text(_) => None,
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Place {
        Place::parse(name)
    }

    #[test]
    fn groups_take_their_condition_from_the_last_word_or_the_first_parameter() {
        let template = Template::parse("XADD {name} [MAXLEN [~ ?approximate] {maxlen}] {fields%}").expect("parses");
        let tilde = Node::Group(Condition::True(place("approximate")), vec![Node::Word("~".into())]);
        let maxlen = Node::Param(place("maxlen"), Filter::One);
        assert_eq!(
            template.nodes(),
            [
                Node::Word("XADD".into()),
                Node::Param(place("name"), Filter::One),
                Node::Group(Condition::Given(place("maxlen")), vec![Node::Word("MAXLEN".into()), tilde, maxlen]),
                Node::Param(place("fields"), Filter::Pairs),
            ]
        );
    }

    #[test]
    fn conditions_compare_texts_and_words_keep_equal_signs() {
        let template = Template::parse("XTRIM {k} [MAXLEN = {n} o.strategy=MAXLEN]").expect("parses");
        assert!(matches!(&template.nodes()[2], Node::Group(Condition::Equals(place, value), body)
            if place.root == "o" && value == "MAXLEN" && body[1] == Node::Word("=".into())));
    }

    #[test]
    fn data_is_marked_behind_any_filter() {
        let template = Template::parse("ZADD {k} {m:swap:data} {v*:data}").expect("parses");
        let inner = |node: &Node| match node {
            Node::Data(inner) => (**inner).clone(),
            other => panic!("not data: {other:?}"),
        };
        assert_eq!(inner(&template.nodes()[2]), Node::Param(place("m"), Filter::Swap));
        assert_eq!(inner(&template.nodes()[3]), Node::Param(place("v"), Filter::Flat));
        assert_eq!(template.roots(), ["k", "m", "v"]);
    }

    #[test]
    fn errors_are_named() {
        assert_eq!(Template::parse("A [B").err(), Some(TemplateError::OpenGroup));
        assert_eq!(Template::parse("A B]").err(), Some(TemplateError::CloseGroup));
        assert_eq!(Template::parse("A {b").err(), Some(TemplateError::OpenParam));
        assert_eq!(Template::parse("A {b:what}").err(), Some(TemplateError::Filter("what".into())));
    }
}
