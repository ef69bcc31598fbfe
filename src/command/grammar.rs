//! The argument grammar of a command, as written in the command table, and its parser. What the signs mean stands at the head of `rules/commands.yaml`.

use super::version::Since;

/// How deep groups may nest; the table needs 5.
const MAX_DEPTH: usize = 16;

/// A part of a grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// A word that the server knows by its text.
    Token {
        /// Upper case as in the table.
        text: String,
        /// The first release with it, if younger than the command.
        since: Option<Since>,
    },
    /// One word of the user's.
    Data {
        /// What it is called.
        name: String,
        /// The first release that takes it, if younger than the command.
        since: Option<Since>,
    },
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of them.
    Either(Vec<Node>),
    /// At most once.
    Optional(Box<Node>),
    /// Any number of times; in an [`Node::Optional`] also none.
    Repeat {
        /// What is repeated.
        node: Box<Node>,
        /// The first release in which it may be repeated, if younger than the command.
        since: Option<Since>,
    },
    /// As many times as the integer given for the data of this name.
    Counted {
        /// What is repeated.
        node: Box<Node>,
        /// The name of the data with the count.
        count: String,
    },
    /// One of the items that share what is left evenly.
    Share(Box<Node>),
}

/// Why a grammar was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum GrammarError {
    /// A character that cannot stand there.
    #[error("unexpected `{found}` at character {at}")]
    Unexpected {
        /// What stands there.
        found: char,
        /// Place in characters.
        at: usize,
    },
    /// The text ends inside a group.
    #[error("the text ends too early")]
    Ends,
    /// Something that is no version after `@`.
    #[error(transparent)]
    Version(#[from] super::version::VersionError),
    /// Groups inside groups, without end.
    #[error("groups nest too deeply")]
    TooDeep,
    /// A group in which nothing stands.
    #[error("an empty group at character {0}")]
    Empty(usize),
    /// A construct that the matcher does not know, such as a count in a count.
    #[error("{0}")]
    Unsupported(&'static str),
}

/// Parses a grammar.
pub(super) fn parse(text: &str) -> Result<Node, GrammarError> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0 };
    let node = parser.either(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(found) => Err(GrammarError::Unexpected { found, at: parser.at }),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn take(&mut self, text: &str) -> bool {
        let found = text.chars().zip(self.chars.iter().skip(self.at)).filter(|(a, b)| a == *b).count() == text.len();
        if found {
            self.at += text.len();
        }
        found
    }

    fn expect(&mut self, sign: char) -> Result<(), GrammarError> {
        match self.peek() {
            Some(found) if found == sign => {
                self.at += 1;
                Ok(())
            }
            Some(found) => Err(GrammarError::Unexpected { found, at: self.at }),
            None => Err(GrammarError::Ends),
        }
    }

    fn either(&mut self, depth: usize) -> Result<Node, GrammarError> {
        if depth > MAX_DEPTH {
            return Err(GrammarError::TooDeep);
        }
        let mut ways = vec![self.sequence(depth)?];
        while self.take("|") {
            ways.push(self.sequence(depth)?);
        }
        Ok(if ways.len() == 1 { ways.remove(0) } else { Node::Either(ways) })
    }

    fn sequence(&mut self, depth: usize) -> Result<Node, GrammarError> {
        let start = self.at;
        let mut items = Vec::new();
        loop {
            while self.take(" ") {}
            match self.peek() {
                None | Some('|' | ']' | ')') => break,
                Some(_) => items.push(self.item(depth)?),
            }
        }
        match items.len() {
            0 => Err(GrammarError::Empty(start)),
            1 => Ok(items.remove(0)),
            _ => Ok(Node::Sequence(items)),
        }
    }

    fn item(&mut self, depth: usize) -> Result<Node, GrammarError> {
        let mut node = match self.peek() {
            Some('[') => {
                self.at += 1;
                let inner = self.either(depth + 1)?;
                self.expect(']')?;
                Node::Optional(Box::new(inner))
            }
            Some('(') => {
                self.at += 1;
                let inner = self.either(depth + 1)?;
                self.expect(')')?;
                inner
            }
            _ => self.word()?,
        };
        if self.take("...") {
            let since = self.since()?;
            node = Node::Repeat { node: Box::new(node), since };
        } else if self.take("{") {
            let count = self.run(|sign| sign != '}');
            self.expect('}')?;
            node = match count.as_str() {
                "half" => Node::Share(Box::new(node)),
                _ => Node::Counted { node: Box::new(node), count },
            };
        }
        Ok(node)
    }

    fn word(&mut self) -> Result<Node, GrammarError> {
        if self.take("'") {
            let text = self.run(|sign| sign != '\'');
            self.expect('\'')?;
            return Ok(Node::Token { text, since: self.since()? });
        }
        let start = self.at;
        while let Some(sign) = self.peek() {
            let is_dots = sign == '.' && self.chars.get(self.at + 1) == Some(&'.');
            if is_dots || !(sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.')) {
                break;
            }
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        if text.is_empty() {
            let found = self.peek().ok_or(GrammarError::Ends)?;
            return Err(GrammarError::Unexpected { found, at: self.at });
        }
        let since = self.since()?;
        let is_data = text.chars().any(|sign| sign.is_ascii_lowercase());
        Ok(if is_data { Node::Data { name: text, since } } else { Node::Token { text, since } })
    }

    /// The version after an `@`, if there is one.
    fn since(&mut self) -> Result<Option<Since>, GrammarError> {
        if !self.take("@") {
            return Ok(None);
        }
        let text = self.run(|sign| sign.is_ascii_digit() || matches!(sign, '.' | 'm'));
        Ok(Some(text.parse()?))
    }

    /// The longest run of characters that `accept`.
    fn run(&mut self, accept: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
        self.chars[start..self.at].iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The node in a short notation of its own, so that a test says how a text was understood.
    fn shown(node: &Node) -> String {
        let since = |since: &Option<Since>| match since {
            Some(Since::Redis(version)) => format!("@{version}"),
            Some(Since::Module(version)) => format!("@m{version}"),
            None => String::new(),
        };
        let all = |nodes: &[Node]| nodes.iter().map(shown).collect::<Vec<_>>().join(" ");
        match node {
            Node::Token { text, since: version } => format!("{text}{}", since(version)),
            Node::Data { name, since: version } => format!("<{name}>{}", since(version)),
            Node::Sequence(nodes) => format!("seq({})", all(nodes)),
            Node::Either(nodes) => format!("or({})", all(nodes)),
            Node::Optional(node) => format!("opt({})", shown(node)),
            Node::Repeat { node, since: version } => format!("rep({}){}", shown(node), since(version)),
            Node::Counted { node, count } => format!("{count}*({})", shown(node)),
            Node::Share(node) => format!("half({})", shown(node)),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(&parse(text).expect(text)), expected);
    }

    #[test]
    fn grammars_are_read() {
        check("key", "<key>");
        check("key [NX@7.0|XX]", "seq(<key> opt(or(NX@7.0 XX)))");
        check("(field value)...@4.0", "rep(seq(<field> <value>))@4.0");
        check("[x]...", "rep(opt(<x>))");
        check("key{numkeys} id{half}", "seq(numkeys*(<key>) half(<id>))");
        check("('*'|id) [LATEST@m1.8]", "seq(or(* <id>) opt(LATEST@m1.8))");
        check("A b|C", "or(seq(A <b>) C)");
        check("STD.P|NO-EVICT key...", "or(STD.P seq(NO-EVICT rep(<key>)))");
        check("[username@6.0] password", "seq(opt(<username>@6.0) <password>)");
        check("x [[a] b]", "seq(<x> opt(seq(opt(<a>) <b>)))");
    }

    #[test]
    fn broken_grammars_are_refused() {
        for text in [
            "",
            "[",
            "[key",
            "key]",
            "(",
            "()",
            "a||b",
            "key{n",
            "'*",
            "A@",
            "A@x",
            "a ,b",
            "a @7.0",
            &"[".repeat(9999),
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
