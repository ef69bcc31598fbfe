//! Command lines of shell scripts, what is piped into them, and functions that hand their arguments on.

use std::collections::HashMap;

use crate::analysis::eval::{Evaluator, FunctionId};
use crate::analysis::heap::{Item, RegionId};
use crate::analysis::library::{ArgValue, CallSite, Library};
use crate::analysis::value::{Kind, Value};
use crate::ir::code::{Call, Expr, ExprKind, STDIN, STDOUT};
use crate::source::Span;

/// How many functions hand arguments on to each other at the most.
const MAX_HANDS: usize = 8;

/// How many lines of a script are run with what calls give to their functions.
const MAX_HANDED: usize = 5_000;

/// How many command lines of one function are kept.
const MAX_LINES: usize = 40;

/// A command line whose words are evaluated.
#[derive(Debug, Clone)]
struct Line<'a> {
    callee: &'a Expr,
    program: Value,
    args: Vec<ArgValue>,
    /// Where the arguments of the function go that the line stands in.
    hole: Option<Hole>,
    /// Whether something is known to come in.
    is_fed: bool,
    span: Span,
    /// The place of the program.
    name_span: Span,
}

/// Where `"$@"` stands: in place of the program, or among the arguments; and how many arguments were shifted away before.
#[derive(Debug, Clone, Copy)]
struct Hole {
    at: Option<usize>,
    shifted: usize,
}

/// The command lines that functions of a script run.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Lines<'a> {
    by_function: HashMap<FunctionId, FunctionLines<'a>>,
    /// How many calls are being handed on.
    depth: usize,
    /// How many lines have been.
    handed: usize,
}

#[derive(Debug)]
struct FunctionLines<'a> {
    /// What runs there runs once in each call.
    region: RegionId,
    /// How many arguments `shift` has taken away so far; `None` when it depends.
    shifted: Option<usize>,
    lines: Vec<Line<'a>>,
}

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
            ExprKind::Call(call) => self.read_line(call, right.span, printed, true),
            _ => self.eval(right),
        }
    }

    /// A command of a shell script.
    pub(super) fn command_line(&mut self, call: &'a Call, span: Span) -> Value {
        self.read_line(call, span, None, false)
    }

    fn read_line(&mut self, call: &'a Call, span: Span, stdin: Option<Value>, is_piped: bool) -> Value {
        let callee = &call.callee;
        let mut program = self.eval(callee).or_at(callee.span);
        let mut args = self.args(&call.args, None);
        if let Some(value) = stdin
            && !is_fed(&args)
        {
            let span = value.span.unwrap_or(span);
            args.push(ArgValue { name: Some(STDIN.to_owned()), value, span, is_spread: false });
        }
        if let (ExprKind::Spread(_), Some(items)) = (&callee.kind, program.object().and_then(|id| self.heap.list(id))) {
            // `"${command[@]}"`: the program is the first word
            let mut words = items.iter();
            let Some(Item::One(first)) = words.next() else { return Value::unknown() };
            let rest: Vec<ArgValue> = words.map(|item| word(item, callee.span)).collect();
            program = first.clone();
            args.splice(0..0, rest);
        }
        let is_fed = is_piped || is_fed(&args);
        let line = Line { callee, program, args, hole: None, is_fed, span, name_span: callee.span };
        self.note(call, &line);
        self.run_line(&line, None).1
    }

    /// Runs a command line. `only` is where a call stands that is handed on: what is told elsewhere has been told. Also gives whether anything was.
    fn run_line(&mut self, line: &Line<'a>, only: Option<Span>) -> (bool, Value) {
        let site = CallSite { args: &line.args, span: line.span, name_span: line.name_span };
        if only.is_none()
            && let Some(own) = L::own_call(self, line.callee, &line.program, None, &site)
        {
            return (true, own);
        }
        let function = line.program.as_text().and_then(|name| {
            let (_, value) = self.scopes.lookup(self.scope, name)?;
            if let Kind::Function(id) = value.kind { Some(id) } else { None }
        });
        if let Some(id) = function {
            self.note_call(id);
            let value = self.result_of(id);
            let is_told = self.hand_on(id, line, only);
            return (is_told, value);
        }
        (L::program(self, &site, &line.program, only), Value::unknown())
    }

    /// The body of a function begins.
    pub(in crate::analysis) fn begin_lines(&mut self, id: FunctionId) {
        let lines = FunctionLines { region: self.heap.region, shifted: Some(0), lines: Vec::new() };
        self.lines.by_function.insert(id, lines);
    }

    /// Keeps a command line of the function that is being evaluated, if what the function is given makes a difference to it.
    fn note(&mut self, call: &Call, line: &Line<'a>) {
        let Some(function) = self.running.last().and_then(|id| self.lines.by_function.get_mut(id)) else { return };
        if line.program.as_text() == Some("shift") {
            let count = match line.args.first() {
                None => Some(1),
                Some(arg) => arg.value.as_text().and_then(|text| text.parse::<usize>().ok()),
            };
            let is_sure = function.region == self.heap.region;
            function.shifted = function.shifted.zip(count.filter(|_| is_sure)).map(|(a, b)| a.saturating_add(b));
        }
        let at = if is_all(&call.callee) {
            Some(None)
        } else {
            let span = call.args.iter().find(|arg| is_all(&arg.value)).map(|arg| arg.value.span);
            span.and_then(|span| line.args.iter().position(|arg| arg.is_spread && arg.span == span)).map(Some)
        };
        let hole = at.zip(function.shifted).map(|(at, shifted)| Hole { at, shifted });
        if (hole.is_some() || !line.is_fed) && function.lines.len() < MAX_LINES {
            function.lines.push(Line { hole, ..line.clone() });
        }
    }

    /// Runs what the function does with the arguments and the input of `call`. Gives whether anything was told.
    fn hand_on(&mut self, id: FunctionId, call: &Line<'a>, only: Option<Span>) -> bool {
        let is_fed = is_fed(&call.args);
        let Some(function) = self.lines.by_function.get(&id) else { return false };
        if self.lines.depth >= MAX_HANDS || self.lines.handed >= MAX_HANDED {
            return false;
        }
        let words = function.lines.iter().map(|line| line.args.len() + call.args.len()).sum();
        if !self.copies.take_elements(words) {
            return false;
        }
        let lines: Vec<Line<'a>> = function.lines.iter().filter_map(|line| handed(line, call, is_fed)).collect();
        self.lines.handed += lines.len();
        self.lines.depth += 1;
        // what is piped in stands in front of the call
        let only = only.unwrap_or_else(|| call.args.iter().map(|arg| arg.span).fold(call.span, Span::cover));
        // branches of a function hand the same words on
        let is_told = lines.iter().any(|line| self.run_line(line, Some(only)).0);
        self.lines.depth -= 1;
        is_told
    }
}

/// `line` of a function with what `call` gives to it; nothing when that makes no difference, or what is given is not known.
fn handed<'a>(line: &Line<'a>, call: &Line<'a>, is_fed: bool) -> Option<Line<'a>> {
    let mut out = Line { hole: None, ..line.clone() };
    if let Some(Hole { at, shifted }) = line.hole {
        let mut given = call.args.iter().filter(|arg| arg.name.is_none());
        for _ in 0..shifted {
            given.next().filter(|arg| !arg.is_spread)?;
        }
        let given = given.cloned();
        match at {
            None => {
                let mut given = given;
                let first = given.next().filter(|arg| !arg.is_spread)?;
                out.name_span = first.span;
                out.program = first.value;
                out.args.splice(0..0, given);
            }
            Some(at) => drop(out.args.splice(at..=at, given)),
        }
    } else if !is_fed {
        return None;
    }
    let is_passed = |arg: &&ArgValue| match arg.name.as_deref() {
        None | Some(STDOUT) => false,
        Some(STDIN) => !line.is_fed,
        Some(_) => true,
    };
    out.args.extend(call.args.iter().filter(is_passed).cloned());
    Some(out)
}

fn is_fed(args: &[ArgValue]) -> bool {
    args.iter().any(|arg| arg.name.as_deref() == Some(STDIN))
}

/// `"$@"`, `$*`: all arguments.
fn is_all(expr: &Expr) -> bool {
    let ExprKind::Spread(inner) = &expr.kind else { return false };
    matches!(&inner.kind, ExprKind::Name(name) if name == "@" || name == "*")
}

fn word(item: &Item, span: Span) -> ArgValue {
    match item {
        Item::One(value) => ArgValue { name: None, value: value.clone(), span, is_spread: false },
        Item::Many(_) => ArgValue { name: None, value: Value::unknown(), span, is_spread: true },
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
