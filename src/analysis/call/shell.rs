//! Command lines of shell scripts, and what is piped into them.

use crate::analysis::eval::Evaluator;
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Call, Expr, ExprKind, STDIN};
use crate::source::Span;

impl<'a, L: Library> Evaluator<'a, L> {
    /// `left | right`: what left prints is right's standard input.
    pub(in crate::analysis) fn pipe(&mut self, left: &'a Expr, right: &'a Expr) -> Value {
        let printed = match &left.kind {
            ExprKind::Call(call) if matches!(call.callee.as_text(), Some("echo" | "printf")) => {
                let words = self.args(&call.args, None);
                let words: Vec<&ArgValue> = words
                    .iter()
                    .filter(|arg| !matches!(arg.value.as_text(), Some("-n" | "-e" | "-ne" | "-en")))
                    .collect();
                match words.as_slice() {
                    [] => None,
                    [single] => Some(single.value.clone()),
                    [format, args @ ..] if is_line_each(format.value.as_text()) => joined(args, "\n"),
                    all => joined(all, " "),
                }
            }
            // `cat <<EOF | …` prints its own input
            ExprKind::Call(call) if call.callee.as_text() == Some("cat") => {
                let words = self.args(&call.args, None);
                match words.as_slice() {
                    [only] if only.name.as_deref() == Some(STDIN) => Some(only.value.clone()),
                    _ => None,
                }
            }
            _ => {
                drop(self.eval(left));
                None
            }
        };
        match &right.kind {
            ExprKind::Call(call) => self.command_line(call, right.span, printed),
            _ => self.eval(right),
        }
    }

    /// A command of a shell script.
    pub(super) fn command_line(&mut self, call: &'a Call, span: Span, stdin: Option<Value>) -> Value {
        let program = self.eval(&call.callee).or_at(call.callee.span);
        let mut args = self.args(&call.args, None);
        if let Some(value) = stdin
            && !args.iter().any(|arg| arg.name.as_deref() == Some(STDIN))
        {
            let span = value.span.unwrap_or(span);
            args.push(ArgValue { name: Some(STDIN.to_owned()), value, span, is_spread: false });
        }
        let site = CallSite { args: &args, span, name_span: call.callee.span };
        if let Some(own) = L::own_call(self, &call.callee, &program, None, &site) {
            return own;
        }
        if let Some(name) = call.callee.as_text()
            && let Some((_, value)) = self.scopes.lookup(self.scope, name)
            && let Kind::Function(id) = value.kind
        {
            return self.result_of(id);
        }
        L::program(self, &site, &program);
        Value::unknown()
    }
}

/// The texts of words with `separator` between them, if all are known.
fn joined(words: &[&ArgValue], separator: &str) -> Option<Value> {
    let (first, last) = (words.first()?, words.last()?);
    let texts: Option<Vec<&str>> = words.iter().map(|word| word.value.as_text()).collect();
    let mut value = Value::text(texts?.join(separator));
    value.span = Some(first.span.cover(last.span));
    Some(value)
}

/// Whether `printf` writes each of its arguments on a line of its own with this format.
fn is_line_each(format: Option<&str>) -> bool {
    matches!(format, Some("%s\\n" | "%s\n" | "%b\\n" | "%b\n" | "%s\\r\\n"))
}
