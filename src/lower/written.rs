//! How the commands of a file are written: what a fix has to know to write another one. Only collected when it is asked for.

use crate::ir::TextMap;
use crate::source::Span;

use super::model::compile::Param;
use super::model::template::Template;

/// A call that sends a command.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// The token of the command's fact.
    pub(crate) name: Span,
    /// The whole call.
    pub(crate) call: Span,
    /// Its arguments in order.
    pub(crate) args: Vec<Argument>,
    /// How the call becomes words.
    pub(crate) way: Way,
}

/// An argument of such a call.
#[derive(Debug, Clone)]
pub(crate) struct Argument {
    /// Its keyword.
    pub(crate) name: Option<String>,
    /// Its expression.
    pub(crate) span: Span,
    /// Whether it stands for any number of arguments.
    pub(crate) is_spread: bool,
}

/// How a call becomes words.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// By a client model: parameters to words.
    Model {
        /// The parameters.
        params: Vec<Param>,
        /// The words.
        template: Template,
        /// Words for which the library has names of its own, so that they are not written as texts.
        tokens: Vec<String>,
    },
    /// The words are the arguments, also further ones.
    Words,
    /// Calls of this method on what the call gives add one word each.
    Builder(String),
    /// In a way that takes nothing more.
    Closed,
}

impl Written {
    /// Moves it from an embedded text to its host.
    pub(crate) fn place(&mut self, map: &TextMap) {
        let spans = [&mut self.name, &mut self.call].into_iter().chain(self.args.iter_mut().map(|arg| &mut arg.span));
        spans.for_each(|span| *span = map.span(*span));
    }
}
