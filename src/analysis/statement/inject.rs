//! Results of functions that a framework hands to parameters of the same name: fixtures of tests.

use crate::analysis::eval::{Ancestor, ClassId, Evaluator, FunctionId};
use crate::analysis::language::Injection;
use crate::analysis::library::Library;
use crate::analysis::value::{PathRoot, Value};
use crate::ir::code::{Arg, Expr, ExprKind, Function, Param, Pattern};

/// How many functions wait for the results of others.
const MAX_RUNNING: usize = 24;

impl<'a, L: Library> Evaluator<'a, L> {
    /// Notes that the result of a function of the module, or of `class`, is handed to others, if a decorator says so.
    pub(super) fn note_injected(&mut self, def: &'a Function, id: FunctionId, class: Option<ClassId>) {
        let Some(name) = &def.name else { return };
        let Some((injection, args)) = def.decorators.iter().find_map(|decorator| self.injection(decorator)) else {
            return;
        };
        let other = injection.name.as_ref().and_then(|key| {
            let arg = args.iter().find(|arg| arg.name.as_ref().is_some_and(|name| &name.name == key))?;
            text_of(&arg.value)
        });
        let name = other.unwrap_or(name.name.as_str()).to_owned();
        self.injected.insert((class, name), id);
    }

    /// Whether the parameters of a function are filled with results of others.
    pub(super) fn is_injected_into(&mut self, def: &'a Function) -> bool {
        !self.injected.is_empty()
            && def.name.as_ref().is_some_and(|name| {
                self.facts.is_injected(&name.name)
                    || def.decorators.iter().any(|decorator| self.injection(decorator).is_some())
            })
    }

    /// What a parameter is handed; nothing when it has a default, or when a decorator speaks of it, which then hands it in itself.
    pub(super) fn injected_value(&mut self, def: &'a Function, param: &Param, class: Option<ClassId>) -> Option<Value> {
        let Pattern::Name(name) = &param.pattern else { return None };
        if param.default.is_some() || param.rest || def.decorators.iter().any(|decorator| gives(decorator, &name.name))
        {
            return None;
        }
        let id = self.injected_function(&name.name, class)?;
        if self.running.len() > MAX_RUNNING {
            return None;
        }
        Some(self.result_of(id)).filter(|value| !value.is_unknown())
    }

    /// The function whose result is known by a name: of the class, of what it inherits from, of the module.
    fn injected_function(&self, name: &str, class: Option<ClassId>) -> Option<FunctionId> {
        let find = |class: Option<ClassId>| self.injected.get(&(class, name.to_owned())).copied();
        let own = class.and_then(|class| {
            self.lineage(class).into_iter().find_map(|ancestor| match ancestor {
                Ancestor::Class(class) => find(Some(class)),
                Ancestor::Other(_) => None,
            })
        });
        own.or_else(|| find(None))
    }

    /// What a decorator says of handing on, and its arguments.
    fn injection(&mut self, decorator: &'a Expr) -> Option<(&'a Injection, &'a [Arg])> {
        let (callee, args) = match &decorator.kind {
            ExprKind::Call(call) => (&call.callee, call.args.as_slice()),
            _ => (decorator, &[][..]),
        };
        // what is no name is never looked up: nothing is evaluated twice
        callee.path()?;
        let value = self.eval(callee);
        let path = value.as_path().filter(|path| path.root == PathRoot::Package)?;
        self.facts.injection(&path.segments).map(|injection| (injection, args))
    }
}

/// Whether a decorator hands in a parameter: as a keyword, or with its name among those in a text or a list of texts.
fn gives(decorator: &Expr, param: &str) -> bool {
    let ExprKind::Call(call) = &decorator.kind else { return false };
    let has = |expr: &Expr| text_of(expr).is_some_and(|text| text.split(',').any(|name| name.trim() == param));
    call.args.iter().any(|arg| match &arg.name {
        Some(name) => name.name == param,
        None => match &arg.value.kind {
            ExprKind::List(items) => items.iter().any(has),
            _ => has(&arg.value),
        },
    })
}

fn text_of(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Text(text) => Some(&text.value),
        _ => None,
    }
}
