//! JavaScript, JSX, TypeScript and TSX.
//!
//! One walk for the four: the TypeScript grammars extend the JavaScript one and keep its node names. What the languages write in several ways
//! comes out in one:
//!
//! - defaults inside patterns (`{ port = 6379 }`) are [`AssignOp::Default`](crate::ir::code::AssignOp::Default) assignments behind the pattern;
//! - TypeScript parameter properties are a typed field, a parameter, and `this.x = x` at the start of the constructor;
//! - a cast that ends an initialiser (`… as Redis`) is the annotation of what is bound;
//! - a type alias is a class that extends what it names; an object type is a class body;
//! - `X.prototype.m = function …` and capitalised functions that fill `this` are classes;
//! - the helpers of transpilers around `require` (`__importDefault(require("x"))`) are the module itself.

mod call;
mod class;
mod declare;
mod expr;
mod function;
mod import;
mod jsx;
mod literal;
mod pattern;
mod stmt;
#[cfg(test)]
mod tests;
mod types;

use crate::ir::Parsed;
use crate::parse::Frontend;
use crate::parse::tree_sitter::{Grammar, read};
use crate::source::{Language, SourceFile};

const COMMENTS: &[&str] = &["comment", "html_comment"];

static JAVASCRIPT: Grammar =
    Grammar { name: "javascript", language: || tree_sitter_javascript::LANGUAGE.into(), comments: COMMENTS };
static TYPESCRIPT: Grammar =
    Grammar { name: "typescript", language: || tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), comments: COMMENTS };
static TSX: Grammar =
    Grammar { name: "tsx", language: || tree_sitter_typescript::LANGUAGE_TSX.into(), comments: COMMENTS };

/// Reads JavaScript (with JSX), TypeScript and TSX.
pub(crate) struct JavaScript;

impl Frontend for JavaScript {
    fn parse(&self, file: &SourceFile) -> Parsed {
        // types in `.js` (Flow, stray TypeScript) and JSX in `.ts` happen: the second grammar is tried when the first stumbles
        let (first, second) = match file.language() {
            Language::TypeScript => (&TYPESCRIPT, &TSX),
            Language::Tsx => (&TSX, &TYPESCRIPT),
            _ => (&JAVASCRIPT, &TSX),
        };
        let parsed = read(first, file.text(), stmt::program);
        let unread = unread_bytes(&parsed);
        if unread == 0 || parsed.code.is_none() {
            return parsed;
        }
        let other = read(second, file.text(), stmt::program);
        if other.code.is_some() && unread_bytes(&other) < unread { other } else { parsed }
    }
}

/// How many bytes stand in syntax errors; an error without bytes (something is missing) counts as one.
fn unread_bytes(parsed: &Parsed) -> u64 {
    let errors = parsed.skipped.iter().filter(|skipped| skipped.reason == "syntax error");
    errors.map(|skipped| u64::from(skipped.span.end - skipped.span.start).max(1)).sum()
}
