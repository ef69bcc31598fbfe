//! Which values go where: of what variables commands and writes to the database carry the values.
//!
//! A walk over the program by itself, in the order in which it is written, for files that have both kinds of facts. Each variable stands for what flowed into
//! it: other variables, attributes of such, results of calls. A result is its arguments where the call only writes them in another form (`json.dumps`,
//! `model_dump`, a constructor), and something new otherwise. What a variable is given in a branch is added to what it had.

mod roots;
mod words;

use std::collections::{BTreeSet, HashMap};

use crate::analysis::LanguageFacts;
use crate::ir::code::{
    Assign, AssignOp, Call, Class, Expr, ExprKind, Function, Ident, Module, Param, Pattern, Stmt, StmtKind,
};
use crate::source::{Language, Span};
use crate::usage::{Fact, FactKind};

/// What a value is made of: `title@12` (the variable bound at that byte), `user@3.name`, `#40` (the result of the call there).
type Roots = BTreeSet<String>;

/// How many parts a value has at the most; what is more is left out.
const MAX_ROOTS: usize = 40;

/// How deep expressions and statements are followed.
const MAX_DEPTH: usize = 120;

/// Notes in `found` what commands and writes carry.
pub(super) fn follow(language: Language, module: &Module, facts: &LanguageFacts, found: &mut [Fact]) {
    let is_persist = |fact: &Fact| matches!(fact.kind, FactKind::Persist(_));
    if !found.iter().any(is_persist) {
        return;
    }
    if language == Language::Shell {
        words::follow(found);
        return;
    }
    let mut wanted: HashMap<Span, Vec<Wanted>> = HashMap::new();
    for (index, fact) in found.iter().enumerate() {
        let command = match &fact.kind {
            FactKind::Persist(_) => None,
            FactKind::Command(command) => {
                Some(command.words.first().and_then(|word| word.as_text()).unwrap_or_default().to_owned())
            }
            _ => continue,
        };
        wanted.entry(fact.span).or_default().push(Wanted { index, command });
    }
    let mut walker =
        Walker { facts, wanted: &wanted, scopes: vec![HashMap::new()], nesting: 0, depth: 0, out: Vec::new() };
    walker.body(&module.body);
    for (index, roots) in walker.out {
        found[index].flow.extend(roots);
    }
}

/// A fact whose values are asked for.
#[derive(Debug)]
struct Wanted {
    index: usize,
    /// The command's name; `None` for a write to the database.
    command: Option<String>,
}

/// The walk.
struct Walker<'a> {
    facts: &'a LanguageFacts,
    wanted: &'a HashMap<Span, Vec<Wanted>>,
    /// Variables, functions from the outermost to the innermost.
    scopes: Vec<HashMap<String, Roots>>,
    /// Branches and loops around.
    nesting: usize,
    depth: usize,
    out: Vec<(usize, Roots)>,
}

impl Walker<'_> {
    fn body(&mut self, body: &[Stmt]) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        for stmt in body {
            self.statement(stmt);
        }
        self.depth -= 1;
    }

    fn statement(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.visit(expr),
            StmtKind::Return(Some(value)) => self.visit(value),
            StmtKind::Return(None) => {}
            StmtKind::Assign(assign) => self.assign(assign),
            // modules and what they export are no values
            StmtKind::Import(import) => self.set(&import.local.name, Roots::new()),
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => self.class(class),
            StmtKind::Branch { heads, arms, .. } => {
                self.visit_all(heads);
                self.nesting += 1;
                for arm in arms {
                    self.body(arm);
                }
                self.nesting -= 1;
            }
            StmtKind::Loop { target, iter, body } => {
                let roots = iter.as_ref().map(|iter| {
                    self.visit(iter);
                    self.roots(iter)
                });
                self.nesting += 1;
                if let Some(target) = target {
                    self.bind(target, &roots.unwrap_or_default(), AssignOp::Set);
                }
                self.body(body);
                self.nesting -= 1;
            }
            StmtKind::Block(body) | StmtKind::Module(body) => self.body(body),
        }
    }

    fn class(&mut self, class: &Class) {
        self.visit_all(&class.decorators);
        self.set(&class.name.name, Roots::new());
        self.scopes.push(HashMap::new());
        self.body(&class.body);
        self.scopes.pop();
    }

    fn function(&mut self, function: &Function) {
        self.visit_all(&function.decorators);
        if let Some(name) = &function.name {
            self.set(&name.name, Roots::new());
        }
        self.scopes.push(HashMap::new());
        if let Some(receiver) = &function.receiver {
            self.set(receiver, Roots::from([receiver.clone()]));
        }
        let outer = std::mem::take(&mut self.nesting);
        self.parameters(&function.params);
        self.body(&function.body);
        self.nesting = outer;
        self.scopes.pop();
    }

    fn assign(&mut self, assign: &Assign) {
        let Some(value) = &assign.value else { return };
        self.visit(value);
        let roots = self.roots(value);
        self.bind(&assign.target, &roots, assign.op);
    }

    fn bind(&mut self, pattern: &Pattern, roots: &Roots, op: AssignOp) {
        match pattern {
            Pattern::Name(ident) => self.name(ident, roots, op),
            Pattern::Place(place) => self.grow(place, roots),
            Pattern::Tuple(patterns) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                for pattern in patterns {
                    self.bind(pattern, roots, op);
                }
                self.depth -= 1;
            }
            Pattern::Record(patterns) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                for (key, pattern) in patterns {
                    let parts = roots.iter().map(|root| format!("{root}.{}", key.name)).collect();
                    self.bind(pattern, &parts, op);
                }
                self.depth -= 1;
            }
            Pattern::Variant { fields, .. } if self.depth < MAX_DEPTH => {
                self.depth += 1;
                for (_, pattern) in fields {
                    self.bind(pattern, roots, op);
                }
                self.depth -= 1;
            }
            Pattern::Tuple(_) | Pattern::Record(_) | Pattern::Variant { .. } | Pattern::Other => {}
        }
    }

    /// Gives a variable a value.
    fn name(&mut self, ident: &Ident, roots: &Roots, op: AssignOp) {
        let mut roots = roots.clone();
        roots.insert(format!("{}@{}", ident.name, ident.span.start));
        if self.nesting > 0 || op != AssignOp::Set {
            roots.extend(self.lookup(&ident.name).cloned().unwrap_or_default());
        }
        self.set(&ident.name, limited(roots));
    }

    /// Adds to what the variable holds of which `place` is a part.
    fn grow(&mut self, place: &Expr, more: &Roots) {
        let mut base = place;
        while let ExprKind::Member { object, .. } | ExprKind::Index { object, .. } = &base.kind {
            base = object;
        }
        if let ExprKind::Name(name) = &base.kind
            && let Some(known) = self.lookup(name).filter(|known| !known.is_empty() && !known.contains(name))
        {
            let roots = limited(known.iter().chain(more).cloned().collect());
            self.set(name, roots);
        }
    }

    fn set(&mut self, name: &str, roots: Roots) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_owned(), roots);
        }
    }

    /// What is known of a variable: nothing flows from modules, functions and classes.
    fn lookup(&self, name: &str) -> Option<&Roots> {
        self.scopes.iter().rev().find_map(|scope| scope.get(name))
    }

    /// What is handed in is a value of its own.
    fn parameters(&mut self, params: &[Param]) {
        for param in params {
            self.bind(&param.pattern, &Roots::new(), AssignOp::Set);
        }
    }

    fn visit_all(&mut self, exprs: &[Expr]) {
        for expr in exprs {
            self.visit(expr);
        }
    }

    /// Looks for calls.
    fn visit(&mut self, expr: &Expr) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        match &expr.kind {
            ExprKind::Call(_) => self.chain(expr),
            ExprKind::Lambda(function) => self.closure(function),
            ExprKind::Block(body) => self.body(body),
            ExprKind::Assign(assign) => self.assign(assign),
            _ => expr.each_part(|part| self.visit(part)),
        }
        self.depth -= 1;
    }

    /// A function without a name runs where it stands, as far as values go.
    fn closure(&mut self, function: &Function) {
        self.scopes.push(HashMap::new());
        self.parameters(&function.params);
        self.body(&function.body);
        self.scopes.pop();
    }

    /// `a(x).b(y).c(z)`: calls of which each is called on the one before.
    fn chain(&mut self, expr: &Expr) {
        let (calls, base) = chain(expr);
        if let Some(base) = base {
            self.visit(base);
        }
        for call in &calls {
            for arg in &call.args {
                self.visit(&arg.value);
            }
        }
        for (at, call) in calls.iter().enumerate() {
            for wanted in self.wanted.get(&name_span(call)).into_iter().flatten() {
                let roots = match &wanted.command {
                    None => self.written(&calls[..=at], base),
                    Some(command) => self.stored(command, &calls[at..]),
                };
                self.out.push((wanted.index, roots));
            }
            self.change(call);
        }
    }

    /// What a call writes to the database: its arguments and those of the calls that prepared it, or the object that writes itself.
    fn written(&mut self, calls: &[&Call], base: Option<&Expr>) -> Roots {
        let mut roots: Roots = calls.iter().flat_map(|call| self.arguments(call)).collect();
        let is_own = calls.last().is_some_and(|call| call.args.iter().all(|arg| arg.name.is_some()));
        if let (true, [_], Some(base)) = (is_own, calls, base) {
            roots.extend(self.roots(base));
        }
        limited(roots)
    }

    /// What a command stores: its arguments without those that its key is made of. A builder is given them one by one, behind the command's name.
    fn stored(&mut self, command: &str, calls: &[&Call]) -> Roots {
        let Some((call, rest)) = calls.split_first() else { return Roots::new() };
        let is_name =
            |arg: &crate::ir::code::Arg| arg.value.as_text().is_some_and(|text| text.eq_ignore_ascii_case(command));
        let args: Vec<&Expr> = if call.args.len() == 1 && is_name(&call.args[0]) {
            let own = rest.iter().take_while(|call| !self.wanted.contains_key(&name_span(call)));
            own.flat_map(|call| &call.args).map(|arg| &arg.value).collect()
        } else {
            let skip = usize::from(call.args.first().is_some_and(is_name));
            call.args.iter().skip(skip).map(|arg| &arg.value).collect()
        };
        let (key, values) = match args.split_first() {
            Some((key, values)) if !values.is_empty() => (self.roots(key), values),
            _ => (Roots::new(), args.as_slice()),
        };
        let values: Roots = values.iter().flat_map(|value| self.roots(value)).collect();
        limited(values.difference(&key).cloned().collect())
    }

    fn arguments(&mut self, call: &Call) -> Roots {
        call.args.iter().flat_map(|arg| self.roots(&arg.value)).collect()
    }

    /// `rows.append(row)`, `fields.update(name=name)`: the object holds it from now on.
    fn change(&mut self, call: &Call) {
        let ExprKind::Member { object, name } = &call.callee.kind else { return };
        let facts = self.facts;
        let grows = [&facts.append_methods, &facts.extend_methods, &facts.set_methods, &facts.merge_functions];
        if !call.args.is_empty() && grows.iter().any(|names| names.contains(&name.name)) {
            let more = self.arguments(call);
            self.grow(object, &more);
        }
    }
}

/// The calls of a chain, the innermost first, and what the first is called on.
fn chain(expr: &Expr) -> (Vec<&Call>, Option<&Expr>) {
    let mut calls = Vec::new();
    let mut next = Some(expr);
    let mut base = None;
    while let Some(expr) = next.take() {
        match &expr.kind {
            ExprKind::Call(call) => {
                calls.push(&**call);
                if let ExprKind::Member { object, .. } = &call.callee.kind {
                    next = Some(object);
                }
            }
            // `(await x).y()`, `x?.y()`
            ExprKind::Other(parts) if parts.len() == 1 => next = parts.first(),
            _ => base = Some(expr),
        }
    }
    calls.reverse();
    (calls, base)
}

/// The token that names what is called.
fn name_span(call: &Call) -> Span {
    match &call.callee.kind {
        ExprKind::Member { name, .. } => name.span,
        _ => call.callee.span,
    }
}

/// As many as are kept.
fn limited(mut roots: Roots) -> Roots {
    while roots.len() > MAX_ROOTS {
        roots.pop_last();
    }
    roots
}

#[cfg(test)]
mod tests;
