//! How deep the parser would recurse, told from the tokens before it does.
//!
//! `syn` recurses for brackets, prefix operators, closures, types and the right sides of operators; dropping its tree recurses along method chains
//! and operator chains too. All of that needs at least one token a level, and stops at `,`, `;` and after a block. So the tokens since
//! the last such stop, added up over the enclosing brackets, bound the depth. The measure is linear and does not recurse itself.

use std::iter::Peekable;

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// The depth up to which tokens are parsed.
pub(super) const LIMIT: usize = 2000;

/// Why deeper ones are skipped.
pub(super) const REASON: &str = "nested too deeply";

/// Whether parsing `tokens` could recurse too deep.
pub(super) fn is_too_deep(tokens: &TokenStream) -> bool {
    exceeds(tokens, LIMIT)
}

/// One bracket that is being walked.
struct Level {
    rest: Peekable<token_stream::IntoIter>,
    /// Tokens since the last stop.
    run: usize,
    /// What the levels outside add.
    above: usize,
    /// Inside a macro call `syn` only steps over tokens.
    is_macro: bool,
    /// How much of `name ! name` the last tokens were.
    call: MacroCall,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum MacroCall {
    No,
    Name,
    Bang,
}

impl Level {
    fn new(tokens: TokenStream, above: usize, is_macro: bool) -> Self {
        Self { rest: tokens.into_iter().peekable(), run: 0, above, is_macro, call: MacroCall::No }
    }

    /// Whether what follows a block goes on with the same expression.
    fn continues(&mut self) -> bool {
        match self.rest.peek() {
            Some(TokenTree::Ident(ident)) => ident == "else" || ident == "as",
            Some(TokenTree::Punct(punct)) => !matches!(punct.as_char(), '#' | '\'' | '$'),
            Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Brace,
            Some(TokenTree::Literal(_)) | None => false,
        }
    }

    /// Counts `token`; the level inside it, if it is a bracket.
    fn step(&mut self, token: TokenTree) -> Option<Level> {
        let call = self.call;
        self.call = MacroCall::No;
        self.run += usize::from(!self.is_macro);
        match token {
            TokenTree::Ident(_) if call == MacroCall::Bang => self.call = MacroCall::Bang,
            TokenTree::Ident(_) => self.call = MacroCall::Name,
            TokenTree::Punct(punct) => match punct.as_char() {
                '!' if call == MacroCall::Name => self.call = MacroCall::Bang,
                ',' | ';' => self.run = 0,
                _ => {}
            },
            TokenTree::Group(group) => {
                let inner = Level::new(group.stream(), self.depth() + 1, self.is_macro || call == MacroCall::Bang);
                if group.delimiter() == Delimiter::Brace && !self.continues() {
                    self.run = 0;
                }
                return Some(inner);
            }
            TokenTree::Literal(_) => {}
        }
        None
    }

    fn depth(&self) -> usize {
        self.above + self.run
    }
}

fn exceeds(tokens: &TokenStream, limit: usize) -> bool {
    let mut levels = vec![Level::new(tokens.clone(), 0, false)];
    while let Some(level) = levels.last_mut() {
        let Some(token) = level.rest.next() else {
            levels.pop();
            continue;
        };
        let inner = level.step(token);
        if level.depth() > limit {
            return true;
        }
        levels.extend(inner);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest limit that `code` keeps.
    fn depth(code: &str) -> usize {
        let tokens: TokenStream = code.parse().expect("the case is made of tokens");
        (0..100).find(|&limit| !exceeds(&tokens, limit)).expect("some limit is large enough")
    }

    #[test]
    fn tokens_since_the_last_stop_add_up_over_brackets() {
        assert_eq!(depth("a; b; c"), 1);
        assert_eq!(depth("a + b * c"), 5);
        assert_eq!(depth("f(a, (b))"), 6);
        assert_eq!(depth("if a { b } if c { d }"), 5);
        assert_eq!(depth("if a { b } else if c { d }"), 9);
        assert_eq!(depth("m!(a b c d e f g h i)"), 4);
        assert_eq!(depth("m!(a (b (c)))"), 6);
    }
}
