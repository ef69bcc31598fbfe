//! Programs to usage facts, by the client models.

mod bind;
mod call;
mod command_line;
mod connection;
mod flow;
mod guess;
mod helpers;
mod host;
mod image;
mod launch;
mod literal;
mod pool;
mod render;
#[cfg(test)]
mod tests;
mod wrapper;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::model::Catalog;
use super::model::compile::Guess;
use super::model::compile::{Callable, Models};
use super::{Lowered, naming};
use crate::analysis::{Evaluator, ObjectId, Value};
use crate::command::Word;
use crate::finding::Confidence;
use crate::ir::code::{Module, Stmt, StmtKind};
use crate::source::{SourceFile, Span};
use crate::usage::{Command, Fact, FactKind, Given, Literal, LiteralRole};

/// Collects the facts of one file while it is evaluated.
pub(crate) struct Lowerer<'a> {
    models: &'a Models,
    catalog: &'a Catalog,
    out: Lowered,
    /// Places of literals that were reported, so that each is once: role and span to the fact's index.
    literals: HashMap<(LiteralRole, Span), usize>,
    /// Places of numbers that say how large a pool is; to the fact's index while only a name says so.
    pools: HashMap<Span, Option<usize>>,
    /// Methods that calls have added to clients, by library and name: what they send, and what they were defined with.
    defined: HashMap<(Arc<str>, String), (Arc<Callable>, Value)>,
    /// Command builders in order of construction, with the function that they are made in.
    builders: Vec<(ObjectId, u32)>,
    /// The packages of modelled libraries that the file imports.
    imported: HashSet<String>,
    /// Libraries of the database that the file imports: indices of what is believed for them.
    databases: Vec<usize>,
    clients: u32,
    batches: u32,
    /// Whether the file speaks of Redis at all, in its name or its text.
    is_about_redis: bool,
    /// Libraries called where their package is not named: what the language's models are called together.
    unnamed: Arc<str>,
    /// Command lines are lowered with the environment that the text is given.
    env: Vec<(String, Word)>,
}

/// Lowers a program; if `is_noted`, with how its commands are written.
pub(crate) fn lower(file: &SourceFile, module: &Module, catalog: &Catalog, env: &[String], is_noted: bool) -> Lowered {
    let loaded = catalog.of(file.language());
    let mut imported = HashSet::new();
    imports(&module.body, &loaded.models.packages, 0, &mut imported);
    let lowerer = Lowerer {
        models: &loaded.models,
        catalog,
        out: Lowered { written: is_noted.then(Vec::new), ..Lowered::default() },
        literals: HashMap::new(),
        pools: HashMap::new(),
        defined: HashMap::new(),
        builders: Vec::new(),
        imported,
        databases: databases(&module.body, &loaded.models),
        clients: 0,
        batches: 0,
        is_about_redis: naming::mentions(file.path()) || naming::mentions(file.text()),
        unnamed: Arc::from(file.language().name()),
        env: env.iter().map(|name| (name.clone(), Word::one())).collect(),
    };
    let mut evaluator = Evaluator::new(file, &loaded.facts, lowerer);
    evaluator.run(module);
    call::finish(&mut evaluator);
    let calls = evaluator.calls;
    let mut lowered = evaluator.library.out;
    helpers::connect(&calls, &mut lowered.facts);
    authenticated(&mut lowered.facts);
    flow::follow(file.language(), module, &loaded.facts, &mut lowered.facts);
    lowered
}

/// The packages that statements import, as far as they are modelled.
fn imports(body: &[Stmt], packages: &HashSet<String>, depth: usize, out: &mut HashSet<String>) {
    if depth >= 8 {
        return;
    }
    for stmt in body {
        match &stmt.kind {
            StmtKind::Import(import) => out.extend(modelled(&import.path, packages)),
            StmtKind::Function(function) => imports(&function.body, packages, depth + 1, out),
            StmtKind::Class(class) => imports(&class.body, packages, depth + 1, out),
            StmtKind::Branch { arms, .. } => arms.iter().for_each(|arm| imports(arm, packages, depth + 1, out)),
            StmtKind::Loop { body, .. } | StmtKind::Block(body) | StmtKind::Module(body) => {
                imports(body, packages, depth + 1, out);
            }
            StmtKind::Assign(assign) => out.extend(assign.value.as_ref().and_then(|value| required(value, packages))),
            StmtKind::Expr(_) | StmtKind::Return(_) => {}
        }
    }
}

/// The package of a path, if it is modelled.
fn modelled(path: &[String], packages: &HashSet<String>) -> Option<String> {
    path.first().filter(|first| packages.contains(first.as_str())).cloned()
}

/// The package that an expression requires (a part of).
fn required(expr: &crate::ir::code::Expr, packages: &HashSet<String>) -> Option<String> {
    use crate::ir::code::ExprKind;
    match &expr.kind {
        ExprKind::Module { path, .. } => modelled(path, packages),
        ExprKind::Member { object, .. } => required(object, packages),
        ExprKind::Call(call) => required(&call.callee, packages),
        _ => None,
    }
}

/// Which libraries of the database the file imports: indices of what is believed for them.
fn databases(body: &[Stmt], models: &Models) -> Vec<usize> {
    let packages = models.databases.iter().flat_map(|guess| guess.packages.iter().cloned()).collect();
    let mut imported = HashSet::new();
    imports(body, &packages, 0, &mut imported);
    let is_used = |(_, guess): &(usize, &Guess)| guess.packages.iter().any(|name| imported.contains(name));
    models.databases.iter().enumerate().filter(is_used).map(|(index, _)| index).collect()
}

/// A client that is sent AUTH has a password, wherever it comes from.
fn authenticated(facts: &mut [Fact]) {
    let mut known: Vec<u32> = Vec::new();
    for fact in facts.iter() {
        if let FactKind::Command(Command { words, client: Some(client), .. }) = &fact.kind
            && words.first().and_then(Word::as_text).is_some_and(|name| name.eq_ignore_ascii_case("AUTH"))
        {
            known.push(*client);
        }
    }
    for fact in facts {
        if let FactKind::Connection(connection) = &mut fact.kind
            && connection.client.is_some_and(|client| known.contains(&client))
            && connection.password.is_absent()
        {
            connection.password = Given::Dynamic;
        }
    }
}

impl<'a> Lowerer<'a> {
    fn fact(&mut self, kind: FactKind, span: Span, confidence: Confidence, library: &Arc<str>, scope: u32) {
        let library = Arc::clone(library);
        self.out.facts.push(Fact {
            kind,
            span,
            confidence,
            library,
            scope,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        });
    }

    /// Reports a literal once, with the greatest confidence that any use of it has.
    fn literal(&mut self, literal: Literal, span: Span, confidence: Confidence, scope: u32) {
        let key = (literal.role, span);
        if let Some(&index) = self.literals.get(&key) {
            let fact = &mut self.out.facts[index];
            // what a name says is better than what the place says, and that is better than looks
            let tells = |literal: &Literal| (!literal.name.is_empty(), literal.place != "constant");
            if let FactKind::Literal(known) = &mut fact.kind
                && tells(known) < tells(&literal)
                && fact.confidence < Confidence::Certain
                && fact.confidence <= confidence
            {
                *known = literal;
            }
            fact.confidence = fact.confidence.max(confidence);
            return;
        }
        self.literals.insert(key, self.out.facts.len());
        let library = Arc::clone(&self.unnamed);
        self.fact(FactKind::Literal(literal), span, confidence, &library, scope);
    }

    fn next_client(&mut self) -> u32 {
        self.clients += 1;
        self.clients
    }

    fn next_batch(&mut self) -> u32 {
        self.batches += 1;
        self.batches
    }

    /// The models, for as long as the file is lowered.
    fn models(&self) -> &'a Models {
        self.models
    }
}
