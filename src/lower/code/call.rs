//! What calls of modelled functions and methods do.

use std::rc::Rc;
use std::sync::Arc;

use super::bind::{self, Bound};
use super::{Lowerer, connection, guess, literal, render, wrapper};
use crate::analysis::builtin;
use crate::analysis::{
    ArgValue, CallSite, Evaluator, Instance, Item, Kind, Library, Lookup, NamedValue, ObjectId, ObjectKind, PathRoot,
    PathValue, Value,
};
use crate::command::{CommandTable, Word};
use crate::finding::Confidence;
use crate::ir::code::{Expr, Ident, TypeRef};
use crate::lower::model::compile::{Callable, DefinedNames, IT, Models, Naming, Persists, Returns, TypeId};
use crate::lower::model::raw::{NamingStyle, Records};
use crate::lower::model::template::{Node, Place, Template};
use crate::source::Span;
use crate::usage::{Command, FactKind, Persist};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

impl Library for Lowerer<'_> {
    fn call_path(ev: &mut Evaluator<'_, Self>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
        call_path(ev, path, call)
    }

    fn path_value(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value> {
        let models = ev.library.models();
        if path.root != PathRoot::Package || models.values.is_empty() && models.instances.is_empty() {
            return None;
        }
        let name = models.canonical(&path.segments);
        if let Some(&type_) = models.instances.get(&name) {
            return Some(new_instance(ev, type_, span, false));
        }
        let callable = Arc::clone(models.values.get(&name)?);
        if !callable.params.is_empty() {
            return None;
        }
        let site = CallSite { args: &[], span, name_span: span };
        Some(perform(ev, &callable, &site, None, None))
    }

    fn knows(&self, path: &[String]) -> bool {
        let name = self.models.canonical(path);
        self.models.functions.contains_key(&name)
            || self.models.type_paths.contains_key(&name)
            || self.models.values.contains_key(&name)
            || self.models.instances.contains_key(&name)
    }

    fn call_method(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident, call: &CallSite<'_>) -> Option<Value> {
        match without_context(ev, call) {
            Some(args) => call_method(ev, object, name, &CallSite { args: &args, ..*call }),
            None => call_method(ev, object, name, call),
        }
    }

    fn field(ev: &mut Evaluator<'_, Self>, object: ObjectId, name: &Ident) -> Option<Value> {
        let instance = ev.heap.instance(object)?;
        let type_ = instance.type_;
        let models = ev.library.models();
        // `*` is any attribute: tables of a database
        let mut fields = models.chain(type_).map(|type_| &type_.fields);
        let returns = fields.find_map(|fields| fields.get(&name.name).or_else(|| fields.get("*")))?.clone();
        Some(give(ev, &returns, None, Some(object), name.span))
    }

    fn guess_method(
        ev: &mut Evaluator<'_, Self>,
        receiver: &Expr,
        value: &Value,
        name: &Ident,
        call: &CallSite<'_>,
    ) -> Option<Value> {
        guess::method(ev, receiver, value, name, call)
    }

    fn own_call(
        ev: &mut Evaluator<'_, Self>,
        callee: &Expr,
        value: &Value,
        member: Option<&Ident>,
        call: &CallSite<'_>,
    ) -> Option<Value> {
        wrapper::call(ev, callee, value, member, call)
    }

    fn annotated(ev: &mut Evaluator<'_, Self>, path: &PathValue, span: Span) -> Option<Value> {
        let models = ev.library.models();
        if let Some(&type_) = known_name(models, path).and_then(|name| models.type_paths.get(&name)) {
            return Some(new_instance(ev, type_, span, false));
        }
        let type_ = guess::annotated(ev, path)?;
        Some(new_instance(ev, type_, span, true))
    }

    fn program(ev: &mut Evaluator<'_, Self>, call: &CallSite<'_>, program: &Value) {
        super::command_line::lower(ev, call, program);
    }

    fn text(ev: &mut Evaluator<'_, Self>, value: &Value, span: Span) {
        literal::text(ev, value, span);
    }

    fn named(ev: &mut Evaluator<'_, Self>, named: &NamedValue<'_>) {
        literal::named(ev, named);
    }

    fn configured(ev: &mut Evaluator<'_, Self>, name: &str, record: ObjectId, span: Span) {
        configure(ev, name, record, span);
    }

    fn escape(ev: &mut Evaluator<'_, Self>, object: ObjectId) {
        if ev.library.builders.contains(&object) {
            ev.heap.set_field(object, "args", Item::Many(None), true);
        }
    }

    fn is_wrapper(&self, _: &TypeRef) -> bool {
        false
    }
}

/// The arguments without those that are no words, if there are any.
fn without_context(ev: Ev<'_, '_, '_>, call: &CallSite<'_>) -> Option<Vec<ArgValue>> {
    let models = ev.library.models();
    let is_context = |arg: &&ArgValue| {
        let instance = arg.value.object().and_then(|id| ev.heap.instance(id));
        instance.is_some_and(|instance| models.types.get(instance.type_ as usize).is_some_and(|type_| type_.is_context))
    };
    call.args
        .iter()
        .any(|arg| is_context(&arg))
        .then(|| call.args.iter().filter(|arg| !is_context(arg)).cloned().collect())
}

/// How many constructions of types by other constructions are followed.
const MAX_OVERLOADS: usize = 4;

/// The name under which a model may know `path`. What the project itself defines is known to the team's own models only.
fn known_name(models: &Models, path: &PathValue) -> Option<String> {
    let own = models.own_name(&path.segments);
    if path.root == PathRoot::Package { own.or_else(|| Some(models.canonical(&path.segments))) } else { own }
}

fn call_path(ev: Ev<'_, '_, '_>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
    known_path(ev, path, call).or_else(|| guess::constructor(ev, path, call))
}

fn known_path(ev: Ev<'_, '_, '_>, path: &PathValue, call: &CallSite<'_>) -> Option<Value> {
    let models = ev.library.models();
    let name = known_name(models, path)?;
    if let Some(callable) = models.functions.get(&name) {
        return Some(perform(ev, callable, call, None, None));
    }
    if let Some(callable) = models.values.get(&name) {
        return Some(perform(ev, callable, call, None, None));
    }
    if let Some(&type_) = models.type_paths.get(&name) {
        return Some(construct(ev, type_, call));
    }
    // `redis.Redis.from_url`, `redis::Client::open`: a function of the type
    let (owner, method) = name.rsplit_once('.')?;
    let type_ = *models.type_paths.get(owner)?;
    if let Some(value) = method_as_function(ev, type_, method, call) {
        return Some(value);
    }
    if let Some(callable) = models.method(type_, method) {
        let object = new_object(ev, type_, call.name_span, false);
        return Some(perform(ev, callable, call, Some(object), Some(type_)));
    }
    automatic(ev, type_, None, method, call)
}

/// Whether an instance is of a type that sends commands.
fn is_client(ev: Ev<'_, '_, '_>, object: ObjectId) -> bool {
    let models = ev.library.models();
    ev.heap
        .instance(object)
        .is_some_and(|instance| models.chain(instance.type_).find_map(|type_| type_.commands).unwrap_or(false))
}

/// `redis::Commands::get(con, key)`, `Redis.get(client, key)`: a method called as a function, with its instance first.
fn method_as_function(ev: Ev<'_, '_, '_>, type_: TypeId, method: &str, call: &CallSite<'_>) -> Option<Value> {
    let models = ev.library.models();
    let (first, rest) = call.args.split_first()?;
    if first.name.is_some() || first.is_spread {
        return None;
    }
    let object = match first.value.object() {
        Some(object) => Some(object).filter(|id| is_client(ev, *id))?,
        // one more than the method takes
        None if first.value.is_unknown()
            && models.method(type_, method).is_some_and(|callable| callable.params.len() + 1 == call.args.len()) =>
        {
            new_object(ev, type_, call.name_span, false)
        }
        None => return None,
    };
    let name = Ident { name: method.to_owned(), span: call.name_span };
    call_method(ev, object, &name, &CallSite { args: rest, ..*call })
}

/// Calling a type.
fn construct(ev: Ev<'_, '_, '_>, type_: TypeId, call: &CallSite<'_>) -> Value {
    let models = ev.library.models();
    let object = new_object(ev, type_, call.name_span, false);
    match models.chain(type_).find_map(|type_| type_.construct.as_ref()) {
        Some(callable) => {
            let value = perform(ev, callable, call, Some(object), Some(type_));
            if value.object().is_some() { value } else { Value::at(Kind::Object(object), call.span) }
        }
        None => Value::at(Kind::Object(object), call.span),
    }
}

fn call_method(ev: Ev<'_, '_, '_>, object: ObjectId, name: &Ident, call: &CallSite<'_>) -> Option<Value> {
    let type_ = ev.heap.instance(object)?.type_;
    let models = ev.library.models();
    if let Some(callable) = models.method(type_, &name.name) {
        let value = perform(ev, callable, call, Some(object), None);
        let is_chain = value.is_unknown() && is_chain(models, type_);
        return Some(if is_chain { Value::at(Kind::Object(object), call.span) } else { value });
    }
    let library = Arc::clone(&models.types.get(type_ as usize)?.library);
    if let Some((callable, definition)) = ev.library.defined.get(&(library, name.name.clone())).cloned() {
        let bound = Bound::new(&mut ev.heap, &callable, call, Some(object)).with(IT, definition);
        send_all(ev, &callable, &bound, call, Some(object));
        run_callbacks(ev, call);
        let is_chain = is_chain(models, type_);
        return Some(if is_chain { Value::at(Kind::Object(object), call.span) } else { Value::unknown() });
    }
    if let Some(returns) = models.chain(type_).find_map(|type_| type_.fields.get(&name.name)) {
        // a field that holds a callable instance
        let field = give(ev, returns, None, Some(object), call.span);
        let id = field.object().filter(|id| *id != object)?;
        let ident = Ident { name: "()".to_owned(), span: name.span };
        return call_method(ev, id, &ident, call);
    }
    automatic(ev, type_, Some(object), &name.name, call)
}

/// What a type's naming makes of a method's name: the command, and whether a suffix was an option.
fn named_command(models: &Models, type_: TypeId, method: &str) -> Option<(Vec<String>, bool)> {
    if !models.chain(type_).find_map(|type_| type_.commands).unwrap_or(false) {
        return None;
    }
    let default = Naming::default();
    let naming = models.chain(type_).find_map(|type_| type_.naming.as_ref()).unwrap_or(&default);
    if naming.except.contains(method) {
        return None;
    }
    let table = CommandTable::get();
    let words = |name: &str| name.split(' ').map(str::to_owned).collect();
    match naming.style {
        NamingStyle::None => None,
        NamingStyle::Lower => {
            let base =
                std::iter::once(method).chain(naming.strip.iter().filter_map(|s| method.strip_suffix(s.as_str())));
            let found = base.into_iter().find_map(|name| {
                let is_lower = !name.chars().any(char::is_uppercase);
                table.command(name).filter(|_| is_lower)
            })?;
            Some((words(&found.name), false))
        }
        NamingStyle::Fold => {
            let folded: String = format!("{}{method}", naming.prefix)
                .chars()
                .filter(|c| !matches!(c, '_' | '-' | ' ' | '.'))
                .flat_map(char::to_lowercase)
                .collect();
            if let Some(found) = table.by_folded(&folded) {
                return Some((words(&found.name), false));
            }
            let mut bases: Vec<&str> =
                naming.strip.iter().filter_map(|suffix| folded.strip_suffix(suffix.as_str())).collect();
            bases.sort_unstable_by_key(|base| std::cmp::Reverse(base.len()));
            bases.into_iter().find_map(|base| table.by_folded(base)).map(|found| (words(&found.name), true))
        }
    }
}

/// Whether a type has a method of this name, written down or by its naming.
pub(super) fn has_method(models: &Models, type_: TypeId, method: &str) -> bool {
    models.method(type_, method).is_some() || named_command(models, type_, method).is_some()
}

/// Whether a method that gives nothing else gives its instance again.
fn is_chain(models: &Models, type_: TypeId) -> bool {
    models.chain(type_).find_map(|type_| type_.is_chain).unwrap_or(false)
}

/// A method that is a command by its name.
fn automatic(
    ev: Ev<'_, '_, '_>,
    type_: TypeId,
    object: Option<ObjectId>,
    method: &str,
    call: &CallSite<'_>,
) -> Option<Value> {
    let models = ev.library.models();
    let (name, is_stripped) = named_command(models, type_, method)?;
    let mut words: Vec<Word> = name.into_iter().map(Word::text).collect();
    let positional: Vec<_> = call.args.iter().filter(|arg| arg.name.is_none()).collect();
    let has_keywords = call.args.iter().any(|arg| arg.name.is_some());
    let records = models.chain(type_).find_map(|type_| type_.records).unwrap_or_default();
    if is_stripped {
        words.push(Word::many());
    } else {
        for (index, arg) in positional.iter().enumerate() {
            let is_last = index + 1 == positional.len();
            if matches!(arg.value.kind, Kind::Function(_)) {
                continue;
            }
            if arg.is_spread || has_keywords && index > 0 {
                words.push(Word::many());
            } else if let Some(word) = mapping_word(ev, &arg.value, records) {
                words.push(word.at(ev.excerpt(arg.span), arg.span));
            } else if is_last || arg.value.object().is_some() {
                render::flat(ev, &arg.value, &mut words, 0);
            } else {
                words.push(render::word(ev, &arg.value));
            }
        }
        if has_keywords {
            words.push(Word::many());
        }
    }
    let library = Arc::clone(&models.types[type_ as usize].library);
    send(ev, words, call.name_span, object, &library, false);
    run_callbacks(ev, call);
    Some(match object.filter(|_| is_chain(models, type_)) {
        Some(object) => Value::at(Kind::Object(object), call.span),
        None => Value::unknown(),
    })
}

/// What stands for an argument that is a mapping, or a list with one, where it is not written as keys and values.
fn mapping_word(ev: Ev<'_, '_, '_>, value: &Value, records: Records) -> Option<Word> {
    let word = match records {
        Records::Pairs => return None,
        Records::Many => Word::many(),
        Records::One => Word::one(),
    };
    let id = value.object()?;
    let is_mapping = |id: ObjectId| ev.heap.record(id).is_some();
    match ev.heap.list(id) {
        Some(items) => items
            .iter()
            .any(|item| matches!(item, Item::One(item) if item.object().is_some_and(is_mapping)))
            .then(Word::many),
        None => is_mapping(id).then_some(word),
    }
}

/// Functions among the arguments are evaluated here, where they run.
fn run_callbacks(ev: Ev<'_, '_, '_>, call: &CallSite<'_>) {
    for arg in call.args {
        if matches!(arg.value.kind, Kind::Function(_)) {
            ev.call_back(&arg.value, &[]);
        }
    }
}

/// Reports a command.
fn send(
    ev: Ev<'_, '_, '_>,
    mut words: Vec<Word>,
    span: Span,
    object: Option<ObjectId>,
    library: &Arc<str>,
    is_internal: bool,
) {
    split_first(&mut words);
    if words.first().is_none_or(|word| word.as_text().is_none_or(str::is_empty)) {
        return;
    }
    let (client, batch, is_guess) = object
        .and_then(|id| ev.heap.instance(id))
        .map_or((None, None, false), |instance| (instance.client, instance.batch, instance.is_guess));
    let models = ev.library.models();
    let type_ = object.and_then(|id| ev.heap.instance(id)).map(|instance| instance.type_);
    let is_internal = is_internal
        || models.internal.contains(&**library)
        || type_.is_some_and(|type_| models.chain(type_).any(|type_| type_.internal));
    let confidence = match (is_internal, is_guess) {
        // nobody who wrote this call chose the command
        (true, _) => Confidence::Possible,
        (false, true) => Confidence::Likely,
        (false, false) => Confidence::Certain,
    };
    let scope = ev.function_scope();
    ev.library.fact(FactKind::Command(Command { words, client, batch }), span, confidence, library, scope);
}

/// Libraries take a command of two words, or a whole command, as one text.
fn split_first(words: &mut Vec<Word>) {
    let Some(first) = words.first() else { return };
    let Some(text) = first.as_text().filter(|text| text.trim().contains(char::is_whitespace)) else { return };
    let split: Vec<Word> = text
        .split_whitespace()
        .map(|part| Word { span: first.span, source: first.source.clone(), ..Word::text(part) })
        .collect();
    words.splice(0..1, split);
}

fn new_object(ev: Ev<'_, '_, '_>, type_: TypeId, span: Span, is_guess: bool) -> ObjectId {
    let models = ev.library.models();
    let is_guess = is_guess || models.chain(type_).any(|type_| type_.likely);
    let instance = Instance { type_, span: Some(span), is_guess, ..Instance::default() };
    let id = ev.heap.add(ObjectKind::Instance(instance));
    if models.chain(type_).any(|type_| type_.command.is_some()) {
        ev.library.builders.push(id);
    }
    id
}

/// An instance of `type_` of which nothing else is known.
pub(super) fn new_instance(ev: Ev<'_, '_, '_>, type_: TypeId, span: Span, is_guess: bool) -> Value {
    Value::at(Kind::Object(new_object(ev, type_, span, is_guess)), span)
}

/// Carries out a call of `callable` and gives its value. `made` is the type of `object`, if the call constructs it.
pub(super) fn perform(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
    made: Option<TypeId>,
) -> Value {
    let mut callable = callable;
    for _ in 0..MAX_OVERLOADS {
        let chosen = bind::overload(&mut ev.heap, ev.file.text(), callable, call);
        if std::ptr::eq(chosen, callable) {
            break;
        }
        callable = chosen;
    }
    let bound = Bound::new(&mut ev.heap, callable, call, object);
    // fields belong to what is made: the instance itself, or what a function returns
    let target = match (&callable.returns, made, object) {
        (Returns::Type(type_), _, _) => {
            let id = new_object(ev, *type_, call.name_span, false);
            inherit(ev, object, id, callable.batch);
            Some(id)
        }
        (_, _, Some(object)) => Some(object),
        _ => None,
    };
    if let Some(target) = target {
        set_fields(ev, callable, &bound, target);
    }
    send_all(ev, callable, &bound, call, object);
    send_each(ev, callable, &bound, call, target.or(object));
    define(ev, callable, &bound);
    if callable.script {
        let scope = ev.function_scope();
        let confidence = confidence_of(ev, object);
        ev.library.fact(FactKind::Script, call.name_span, confidence, &callable.library, scope);
    }
    if let Some(persists) = &callable.persist {
        persist(ev, persists, callable, &bound, call, object);
    }
    if let Some(made) = &callable.connection {
        connection::connect(ev, callable, made, &bound, call, target);
    }
    callback(ev, callable, &bound, object, call);
    result(ev, callable, &bound, call, object, target)
}

/// How statements that change something start.
const WRITES: [&str; 7] = ["INSERT", "UPDATE", "DELETE", "MERGE", "UPSERT", "REPLACE", "COPY"];

/// Reports a write to the database, if the call is one.
fn persist(
    ev: Ev<'_, '_, '_>,
    persists: &Persists,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
) {
    let is_write = match persists {
        Persists::Always | Persists::Commit => true,
        Persists::Statement(place) => match bound.lookup(&mut ev.heap, place) {
            // a statement that was built by the library's own functions: only those that write are modelled
            Lookup::Found(value) if value.object().is_some_and(|id| ev.heap.instance(id).is_some()) => true,
            Lookup::Found(value) => builtin::flat(&value).is_some_and(|flat| {
                let first = flat.text.split_whitespace().next().unwrap_or_default();
                WRITES.iter().any(|write| write.eq_ignore_ascii_case(first))
            }),
            _ => false,
        },
    };
    if is_write {
        let sources =
            if *persists == Persists::Commit { Vec::new() } else { vec![ev.file.slice(call.span).to_owned()] };
        let scope = ev.function_scope();
        let confidence = confidence_of(ev, object);
        let kind = FactKind::Persist(Persist { sources });
        ev.library.fact(kind, call.name_span, confidence, &callable.library, scope);
    }
}

fn confidence_of(ev: Ev<'_, '_, '_>, object: Option<ObjectId>) -> Confidence {
    let is_guess = object.and_then(|id| ev.heap.instance(id)).is_some_and(|instance| instance.is_guess);
    if is_guess { Confidence::Likely } else { Confidence::Certain }
}

/// What is made from an instance belongs to the same client.
fn inherit(ev: Ev<'_, '_, '_>, from: Option<ObjectId>, to: ObjectId, is_batch: bool) {
    let known = from.and_then(|id| ev.heap.instance(id)).map(|i| (i.client, i.batch, i.is_guess));
    let batch = if is_batch { Some(ev.library.next_batch()) } else { known.and_then(|(_, batch, _)| batch) };
    if let Some(instance) = ev.heap.instance_mut(to) {
        if let Some((client, _, is_guess)) = known {
            instance.client = client;
            instance.is_guess = is_guess;
        }
        instance.batch = batch;
    }
}

fn set_fields(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>, target: ObjectId) {
    for set in &callable.set {
        let item = match set.template.nodes.as_slice() {
            [Node::Param(place, crate::lower::model::template::Filter::One)] => match bound.lookup(&mut ev.heap, place)
            {
                // appended as one word, whatever it is: a list of unknown elements may hold lists
                Lookup::Found(value) if set.append && value.object().is_none() => {
                    let mut words = Vec::new();
                    render::single(ev, &value, &mut words);
                    Item::One(Value { kind: Kind::Words(Rc::new(words)), span: value.span })
                }
                Lookup::Found(value) => Item::One(value),
                Lookup::Maybe(_) | Lookup::Unknown => Item::Many(None),
                Lookup::Absent => continue,
            },
            [Node::Word(word)] => Item::One(Value::text(word.clone())),
            _ => {
                let words = render::render(ev, &set.template, bound);
                Item::One(Value { kind: Kind::Words(Rc::new(words)), span: None })
            }
        };
        ev.heap.set_field(target, &set.field, item, set.append);
    }
}

fn send_all(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>, call: &CallSite<'_>, object: Option<ObjectId>) {
    let Some(sends) = &callable.sends else { return };
    if object.is_some_and(|object| is_silent(ev, object)) {
        return;
    }
    for template in sends {
        let words = if callable.params.is_empty() && is_only_name(template) {
            let mut words = render::render(ev, template, bound);
            if !call.args.is_empty() {
                words.push(Word::many());
            }
            words
        } else {
            let mut words = render::render(ev, template, bound);
            if bound.has_extra {
                words.push(Word::many());
            }
            words
        };
        send(ev, words, call.name_span, object, &callable.library, callable.internal);
    }
}

/// Settings as constructor calls with the keys as arguments.
fn configure(ev: Ev<'_, '_, '_>, name: &str, record: ObjectId, span: Span) {
    let models = ev.library.models();
    for (each, callable) in models.settings.get(name).into_iter().flatten() {
        let servers: Vec<(ObjectId, Span)> = match ev.heap.record(record) {
            Some(all) if *each => {
                all.iter().filter_map(|(_, value, _)| Some((value.object()?, value.span.unwrap_or(span)))).collect()
            }
            _ => vec![(record, span)],
        };
        for (server, span) in servers {
            let Some(record) = ev.heap.record(server) else { continue };
            let argument = |name: &str, value: Value, is_spread: bool| ArgValue {
                name: Some(name.to_owned()),
                span: value.span.unwrap_or(span),
                value,
                is_spread,
            };
            let mut args: Vec<ArgValue> = record
                .iter()
                .map(|(key, value, certain)| {
                    argument(key, if certain { value.clone() } else { Value::unknown() }, false)
                })
                .collect();
            if record.is_open {
                args.push(argument("**", Value::unknown(), true));
            }
            let name_span = Span { start: span.start, end: span.start.saturating_add(1).min(span.end) };
            let before = ev.library.out.facts.len();
            perform(ev, callable, &CallSite { args: &args, span, name_span }, None, None);
            // the framework constructs the client, if it does, and may be told the rest elsewhere
            for fact in ev.library.out.facts.iter_mut().skip(before) {
                if matches!(fact.kind, FactKind::Connection(_)) {
                    fact.confidence = Confidence::Possible;
                }
            }
        }
    }
}

/// Whether an instance sends nothing because it is not known to be Redis at all.
fn is_silent(ev: Ev<'_, '_, '_>, object: ObjectId) -> bool {
    let models = ev.library.models();
    ev.heap.instance(object).is_some_and(|instance| {
        instance.client.is_none() && models.chain(instance.type_).find_map(|type_| type_.needs_client).unwrap_or(false)
    })
}

/// Reports the commands in a list of commands.
fn send_each(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
) {
    let Some(place) = &callable.each else { return };
    let (Lookup::Found(list) | Lookup::Maybe(list)) = bound.lookup(&mut ev.heap, place) else { return };
    let items = list.object().and_then(|id| ev.heap.list(id)).map(<[Item]>::to_vec).unwrap_or_default();
    for item in items {
        let Item::One(command) = item else { continue };
        let mut words = Vec::new();
        render::flat(ev, &command, &mut words, 0);
        send(ev, words, command.span.unwrap_or(call.name_span), object, &callable.library, callable.internal);
    }
}

/// Notes the methods that a call adds to the clients of its library.
fn define(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>) {
    let Some(defines) = &callable.defines else { return };
    let found = |ev: Ev<'_, '_, '_>, place: &Place| match bound.lookup(&mut ev.heap, place) {
        Lookup::Found(value) | Lookup::Maybe(value) => Some(value),
        Lookup::Absent | Lookup::Unknown => None,
    };
    let mut methods: Vec<(String, Value)> = Vec::new();
    match &defines.names {
        DefinedNames::One(name, definition) => {
            let name = found(ev, name).and_then(|name| name.as_text().map(str::to_owned));
            let definition = definition.as_ref().and_then(|place| found(ev, place)).unwrap_or_else(Value::unknown);
            methods.extend(name.map(|name| (name, definition)));
        }
        DefinedNames::Keys(place) => {
            let mapping = found(ev, place).and_then(|mapping| mapping.object());
            if let Some(record) = mapping.and_then(|id| ev.heap.record(id)) {
                methods.extend(record.iter().map(|(name, value, _)| (name.to_owned(), value.clone())));
            }
        }
    }
    for (name, definition) in methods {
        let library = Arc::clone(&callable.library);
        ev.library.defined.insert((library, name), (Arc::clone(&defines.callable), definition));
    }
}

/// Whether a template says only which command it is.
fn is_only_name(template: &Template) -> bool {
    template.nodes.iter().all(|node| matches!(node, Node::Word(_)))
}

fn callback(ev: Ev<'_, '_, '_>, callable: &Callable, bound: &Bound<'_>, object: Option<ObjectId>, call: &CallSite<'_>) {
    let Some((param, types)) = &callable.callback else {
        run_callbacks(ev, call);
        return;
    };
    let Lookup::Found(function) = bound.lookup(&mut ev.heap, &Place::parse(param)) else { return };
    let args: Vec<Option<Value>> = types
        .iter()
        .map(|returns| {
            let value = give(ev, returns, Some(bound), object, call.span);
            if let Some(id) = value.object().filter(|id| Some(*id) != object) {
                inherit(ev, object, id, callable.batch);
            }
            (!value.is_unknown()).then_some(value)
        })
        .collect();
    ev.call_back(&function, &args);
}

fn result(
    ev: Ev<'_, '_, '_>,
    callable: &Callable,
    bound: &Bound<'_>,
    call: &CallSite<'_>,
    object: Option<ObjectId>,
    target: Option<ObjectId>,
) -> Value {
    if let Some(template) = &callable.words {
        let words = render::render(ev, template, bound);
        return Value::at(Kind::Words(Rc::new(words)), call.span);
    }
    match (&callable.returns, target) {
        (Returns::Type(_), Some(target)) => Value::at(Kind::Object(target), call.span),
        (returns, _) => give(ev, returns, Some(bound), object, call.span),
    }
}

/// The value that `returns` speaks of.
fn give(
    ev: Ev<'_, '_, '_>,
    returns: &Returns,
    bound: Option<&Bound<'_>>,
    object: Option<ObjectId>,
    span: Span,
) -> Value {
    let argument = |ev: Ev<'_, '_, '_>, name: &str| {
        let found = bound.map(|bound| bound.lookup(&mut ev.heap, &Place::parse(name)));
        match found {
            Some(Lookup::Found(value) | Lookup::Maybe(value)) => value,
            _ => Value::unknown(),
        }
    };
    match returns {
        Returns::Unknown => Value::unknown(),
        Returns::This => object.map_or_else(Value::unknown, |id| Value::at(Kind::Object(id), span)),
        Returns::Type(type_) => {
            let id = new_object(ev, *type_, span, false);
            inherit(ev, object, id, false);
            Value::at(Kind::Object(id), span)
        }
        Returns::Param(name) => argument(ev, name),
        Returns::Item(name) => {
            let list = argument(ev, name);
            match list.object().and_then(|id| ev.heap.list(id)).and_then(<[Item]>::first) {
                Some(Item::One(value)) => value.clone(),
                _ => Value::unknown(),
            }
        }
    }
}

/// Reports what command builders have become.
pub(super) fn finish(ev: Ev<'_, '_, '_>) {
    let models = ev.library.models();
    for id in std::mem::take(&mut ev.library.builders) {
        let Some((type_, span)) = ev.heap.instance(id).map(|instance| (instance.type_, instance.span)) else {
            continue;
        };
        let Some(template) = models.chain(type_).find_map(|type_| type_.command.as_ref()) else { continue };
        let callable = Callable::default();
        let span = span.unwrap_or_default();
        let site = CallSite { args: &[], span, name_span: span };
        let bound = Bound::new(&mut ev.heap, &callable, &site, Some(id));
        let words = render::render(ev, template, &bound);
        let library = Arc::clone(&models.types[type_ as usize].library);
        send(ev, words, span, Some(id), &library, false);
    }
}
