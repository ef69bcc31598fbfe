//! The evaluator: expressions to values.

mod container;
mod lineage;
mod name;
mod operator;

use std::collections::{BTreeSet, HashMap};

pub(super) use lineage::Ancestor;

use super::builtin;
use super::call::Lines;
use super::copies::Copies;
use super::heap::{Heap, ObjectId, RegionId};
use super::language::LanguageFacts;
use super::library::{Library, NamedValue};
use super::scope::{ScopeId, Scopes};
use super::value::{Kind, PathRoot, Value};
use crate::ir::code::{Expr, ExprKind, Function, Module};
use crate::source::{SourceFile, Span};

/// Number of a function of the file.
pub(crate) type FunctionId = u32;

/// Number of a class of the file.
pub(crate) type ClassId = u32;

/// How deep evaluation nests, over function calls, before it gives up on a branch of the program.
const MAX_NESTING: usize = 1500;

/// How many bytes of a program text are shown in one line, about.
const LONGEST_EXCERPT: usize = 60;

/// Numbers above are of what functions give back, those below of other alternatives.
const RETURNS: u32 = u32::MAX / 2;

/// Evaluates one file; `L` knows what library calls mean.
pub(crate) struct Evaluator<'a, L> {
    /// The file, for source excerpts.
    pub(crate) file: &'a SourceFile,
    /// The host language's own library.
    pub(crate) facts: &'a LanguageFacts,
    /// What libraries mean, and what has been found so far.
    pub(crate) library: L,
    /// Lists, records, instances.
    pub(crate) heap: Heap,
    /// What is left of what may be copied.
    pub(super) copies: Copies,
    pub(super) scopes: Scopes,
    pub(super) scope: ScopeId,
    /// Modules whose names were all imported.
    pub(super) globs: Vec<(Vec<String>, bool)>,
    pub(super) functions: Vec<FunctionEntry<'a>>,
    pub(super) classes: Vec<ClassEntry>,
    pub(super) class_of: HashMap<ObjectId, ClassId>,
    /// Functions whose results fill the parameters of others, by name; those of a class for its own methods.
    pub(super) injected: HashMap<(Option<ClassId>, String), FunctionId>,
    /// Results of the functions that are being evaluated.
    pub(super) returns: Vec<Vec<Value>>,
    /// What functions of a script run.
    pub(super) lines: Lines<'a>,
    /// The functions that are being evaluated, innermost last.
    pub(super) running: Vec<FunctionId>,
    /// Names that the value being evaluated is given to, outermost first.
    pub(super) names: Vec<String>,
    /// Whether `names` belong to the end of a chain of calls of which this is an earlier one: `z.string().default("x").optional()`.
    pub(super) in_chain: bool,
    /// Which function calls which, by the numbers under which what they do is told.
    pub(crate) calls: BTreeSet<(u32, u32)>,
    /// The outermost alternative that is being evaluated: a number of those of which one happens, and which of them it is.
    arm: Option<(u32, u32)>,
    /// How many alternatives there have been.
    arms: u32,
    regions: RegionId,
    pub(super) nesting: usize,
}

pub(super) struct FunctionEntry<'a> {
    pub(super) def: &'a Function,
    /// The scope that it was defined in.
    pub(super) scope: ScopeId,
    /// The object of a method.
    pub(super) this: Option<Value>,
    /// Values for parameters that callers or libraries are known to hand in.
    pub(super) bound: Vec<Option<Value>>,
    /// The number under which what it does is told: its own, or that of the function which it is a nameless part of.
    pub(super) number: u32,
    pub(super) state: FunctionState,
}

pub(super) enum FunctionState {
    New,
    Running,
    Done(Value),
}

pub(super) struct ClassEntry {
    /// The record that stands for every object of the class.
    pub(super) fields: ObjectId,
    pub(super) methods: HashMap<String, FunctionId>,
    /// What it inherits from: a class of this file or an instance of a library type.
    pub(super) bases: Vec<Value>,
}

impl<'a, L: Library> Evaluator<'a, L> {
    /// An evaluator for `file`.
    pub(crate) fn new(file: &'a SourceFile, facts: &'a LanguageFacts, library: L) -> Self {
        Self {
            file,
            facts,
            library,
            heap: Heap::default(),
            copies: Copies::of(file.text().len()),
            scopes: Scopes::new(),
            scope: 0,
            globs: Vec::new(),
            functions: Vec::new(),
            classes: Vec::new(),
            class_of: HashMap::new(),
            injected: HashMap::new(),
            returns: Vec::new(),
            lines: Lines::default(),
            running: Vec::new(),
            names: Vec::new(),
            in_chain: false,
            calls: BTreeSet::new(),
            arm: None,
            arms: 0,
            regions: 0,
            nesting: 0,
        }
    }

    /// Evaluates the whole module: top-level statements in order, then every function that nothing has called.
    pub(crate) fn run(&mut self, module: &'a Module) {
        self.block(&module.body);
        self.run_pending();
    }

    /// The number of the function that is being evaluated; 0 outside functions. A nameless function inside of another one counts as part of it.
    pub(crate) fn function_scope(&self) -> u32 {
        self.running.last().and_then(|&id| self.functions.get(id as usize)).map_or(0, |entry| entry.number)
    }

    /// Notes that the function that is being evaluated calls `id`.
    pub(super) fn note_call(&mut self, id: FunctionId) {
        let caller = self.function_scope();
        if let Some(callee) = self.functions.get(id as usize).map(|entry| entry.number)
            && callee != caller
        {
            self.calls.insert((caller, callee));
        }
    }

    /// The program text under `span`, on one line and not too long.
    pub(crate) fn excerpt(&self, span: Span) -> String {
        let text = self.file.slice(span);
        let mut out = String::new();
        for word in text.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            // a word may be as long as the file; what a text around this one leaves open is a dot
            let shown = word.chars().take(LONGEST_EXCERPT);
            out.extend(shown.map(|c| if c == builtin::HOLE { '…' } else { c }));
            if out.len() > LONGEST_EXCERPT {
                let cut = out.char_indices().nth(LONGEST_EXCERPT - 3).map_or(out.len(), |(at, _)| at);
                out.truncate(cut);
                out.push('…');
                break;
            }
        }
        out
    }

    /// The outermost alternative that is being evaluated; of those with the same first number one happens.
    pub(crate) fn arm(&self) -> Option<(u32, u32)> {
        self.arm
    }

    /// A number for alternatives.
    pub(super) fn fork(&mut self) -> u32 {
        self.arms = self.arms.saturating_add(1);
        self.arms
    }

    /// Runs `body` as one of the alternatives of `fork`, unless it is a part of one already.
    pub(super) fn in_arm<T>(&mut self, fork: u32, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.arm;
        match outer {
            None => self.arm = Some((fork, self.fork())),
            // `return if a { … } else { … }`: each is one of all that may be given back
            Some((outer, _)) if outer > RETURNS => self.arm = Some((outer, self.fork())),
            Some(_) => {}
        }
        let result = body(self);
        self.arm = outer;
        result
    }

    /// Runs what a function gives back: of all that it may give it gives one.
    pub(super) fn in_return<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.arm.take();
        // counted from the other end than forks
        let result = self.in_arm(u32::MAX - self.function_scope(), body);
        self.arm = outer;
        result
    }

    /// Runs the body of a function, which is no part of where it is called first.
    pub(super) fn outside_arms<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.arm.take();
        let result = body(self);
        self.arm = outer;
        result
    }

    /// Runs `body` in a region of its own: what it changes outside may not happen.
    pub(super) fn in_region<T>(&mut self, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.heap.region;
        self.regions += 1;
        self.heap.region = self.regions;
        let result = body(self);
        self.heap.region = outer;
        result
    }

    /// Runs `body` with `names` as the names of the value.
    pub(super) fn with_names<T>(&mut self, names: Vec<String>, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.names, names);
        let result = body(self);
        self.names = outer;
        result
    }

    /// Runs `body` with one more name for the value.
    pub(super) fn with_name<T>(&mut self, name: &str, body: impl FnOnce(&mut Self) -> T) -> T {
        self.names.push(name.to_owned());
        let result = body(self);
        self.names.pop();
        result
    }

    /// Tells the library that the current names get `value`.
    pub(super) fn announce(&mut self, value: &Value, place: &'static str) {
        if self.names.is_empty() || matches!(value.kind, Kind::Unknown | Kind::Function(_) | Kind::Class(_)) {
            return;
        }
        let names = self.names.clone();
        let path: Vec<&str> = names.iter().map(String::as_str).collect();
        L::named(self, &NamedValue { path: &path, value, place });
    }

    /// The value of `expr`.
    pub(crate) fn eval(&mut self, expr: &'a Expr) -> Value {
        if self.nesting >= MAX_NESTING {
            return Value::unknown();
        }
        self.nesting += 1;
        let value = self.eval_kind(expr);
        self.nesting -= 1;
        value
    }

    fn eval_kind(&mut self, expr: &'a Expr) -> Value {
        match &expr.kind {
            ExprKind::Text(text) => {
                if text.is_prose {
                    return Value::unknown();
                }
                let value = builtin::literal(text, expr.span);
                L::text(self, &value, expr.span);
                value
            }
            ExprKind::Number(number) => Value::at(Kind::Number(number.as_str().into()), expr.span),
            ExprKind::Bool(value) => Value::at(Kind::Bool(*value), expr.span),
            ExprKind::Null => Value::at(Kind::Null, expr.span),
            ExprKind::Template(parts) => {
                let parts = parts.iter().map(|part| self.eval_part(part)).collect();
                let value = builtin::concat(&self.copies, parts, expr.span);
                L::text(self, &value, expr.span);
                value
            }
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Member { object, name } => {
                let object_value = self.eval(object);
                self.member(&object_value, name, expr.span)
            }
            ExprKind::Index { object, index } => self.index(object, index, expr.span),
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::List(items) => self.list(items, expr.span),
            ExprKind::Record(record) => self.record(record, expr.span),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr.span),
            ExprKind::Choice { heads, arms } => {
                for head in heads {
                    drop(self.eval(head));
                }
                self.choice(arms)
            }
            ExprKind::Lambda(function) => {
                let id = self.add_function(function, None);
                Value::at(Kind::Function(id), expr.span)
            }
            ExprKind::Spread(inner) => self.eval(inner),
            ExprKind::Assign(assign) => self.assign(assign),
            ExprKind::Block(body) => self.block_value(body),
            ExprKind::Module { path, is_local } => {
                let root = if *is_local { PathRoot::Local } else { PathRoot::Package };
                Value::path(path.clone(), root).or_at(expr.span)
            }
            ExprKind::Other(children) => {
                let names = std::mem::take(&mut self.names);
                for child in children {
                    drop(self.eval(child));
                }
                self.names = names;
                Value::unknown()
            }
        }
    }
}
