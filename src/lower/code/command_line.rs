//! Command lines of shell code, by the program models.

use super::Lowerer;
use super::render;
use crate::analysis::builtin;
use crate::analysis::{ArgValue, CallSite, Evaluator, Kind, NamedValue, Value};
use crate::command::Word;
use crate::ir::code::STDIN;
use crate::lower::deployment::Deployment;
use crate::lower::{Embedded, program};
use crate::source::{Language, Span};
use crate::usage::{FactKind, Literal};

type Ev<'e, 'x, 'm> = &'e mut Evaluator<'x, Lowerer<'m>>;

/// How deep fallbacks of fallbacks are followed.
const MAX_DEPTH: usize = 6;

/// A command line; of one that a function runs with what it is given, `only` what stands in the call. Gives whether anything was found.
pub(super) fn lower(ev: Ev<'_, '_, '_>, call: &CallSite<'_>, program: &Value, only: Option<Span>) -> bool {
    let line = Line::new(ev, call, program, false);
    let mut lowered = line.lower(ev);
    let scope = ev.function_scope();
    if let Some(only) = only {
        lowered.facts.retain(|fact| only.contains(fact.span));
        lowered.embedded.retain(|embedded| only.contains(embedded.map.span(Span::new(0, 0))));
        lowered.deployment = Deployment::default();
    }
    let is_told = !lowered.facts.is_empty() || !lowered.embedded.is_empty();
    for fact in &mut lowered.facts {
        fact.scope = scope;
    }
    // what an unset variable falls back to is written here too: `redis-cli -p "${PORT:-6379}"`
    if only.is_none() && call.args.iter().any(|arg| fallback(&arg.value, 0).is_some()) {
        let line = Line::new(ev, call, program, true);
        for fact in line.lower(ev).facts {
            if let FactKind::Literal(literal) = fact.kind
                && call.args.iter().any(|arg| fallback(&arg.value, 0).and_then(|value| value.span) == Some(fact.span))
            {
                ev.library.literal(Literal { place: "fallback", ..literal }, fact.span, fact.confidence, scope);
            }
        }
    }
    ev.library.out.facts.append(&mut lowered.facts);
    ev.library.out.embedded.append(&mut lowered.embedded);
    ev.library.out.deployment.extend(lowered.deployment);
    is_told
}

struct Line {
    words: Vec<Word>,
    env: Vec<(String, Word)>,
    stdin: Option<Word>,
}

impl Line {
    fn new(ev: Ev<'_, '_, '_>, call: &CallSite<'_>, program: &Value, with_fallbacks: bool) -> Self {
        let mut line = Self { words: head(ev, call, program), env: ev.library.env.clone(), stdin: None };
        for arg in call.args {
            match arg.name.as_deref() {
                None => line.words.extend(words(ev, arg, with_fallbacks)),
                Some(STDIN) => line.stdin = words(ev, arg, with_fallbacks).pop(),
                Some(name) => {
                    let value = words(ev, arg, with_fallbacks).pop();
                    line.env.extend(value.map(|value| (name.to_owned(), value)));
                }
            }
        }
        line
    }

    fn lower(&self, ev: Ev<'_, '_, '_>) -> crate::lower::Lowered {
        program::lower(&self.words, &self.env, self.stdin.as_ref(), ev.file.text())
    }
}

/// The program word, or the words of a variable that holds a command line.
fn head(ev: Ev<'_, '_, '_>, call: &CallSite<'_>, program: &Value) -> Vec<Word> {
    let source = ev.excerpt(call.name_span);
    let host = ev.file.text();
    let is_single = program.alternatives().len() == 1;
    for value in program.alternatives() {
        let word = render::word(ev, value);
        let mut words = program::split_unquoted(&word, host);
        if is_single && words.len() > 1 {
            return words;
        }
        if !is_single && words.first().is_some_and(program::is_client) {
            // one of several: which options it has is not known
            words.truncate(1);
            words.push(Word::many().at(source, call.name_span));
            return words;
        }
    }
    let word = render::word(ev, program);
    let span = word.span.or(Some(call.name_span));
    vec![Word { source, span, ..word }]
}

/// The words that an argument stands for.
fn words(ev: Ev<'_, '_, '_>, arg: &ArgValue, with_fallbacks: bool) -> Vec<Word> {
    let value = fallback(&arg.value, 0).filter(|_| with_fallbacks).unwrap_or(&arg.value);
    // the place on the command line, not where a variable got its value
    let word = render::word(ev, value);
    let source = if word.source.is_empty() { ev.excerpt(arg.span) } else { word.source.clone() };
    let word = Word { source, span: word.span.or(Some(arg.span)), ..word };
    if !arg.is_spread {
        return vec![word];
    }
    match value.kind {
        Kind::Text(_) | Kind::Number(_) | Kind::Concat(_) => program::split_unquoted(&word, ev.file.text()),
        _ => vec![Word::many().at(ev.excerpt(arg.span), arg.span)],
    }
}

/// What a variable falls back to, if that is a text.
fn fallback(value: &Value, depth: usize) -> Option<&Value> {
    match &value.kind {
        Kind::Env(read) if depth < MAX_DEPTH => {
            let default = read.default.as_ref()?;
            match default.kind {
                Kind::Text(_) | Kind::Number(_) => Some(default),
                _ => fallback(default, depth + 1),
            }
        }
        _ => None,
    }
}

/// A variable of a script was set: it may hold a command line, or the password that clients take from the environment.
pub(super) fn named(ev: Ev<'_, '_, '_>, named: &NamedValue<'_>) {
    if ev.file.language() != Language::Shell {
        return;
    }
    let Some(name) = named.path.last() else { return };
    if program::is_password_variable(name) {
        let word = render::word(ev, named.value);
        ev.library.env.retain(|(known, _)| known != name);
        ev.library.env.push(((*name).to_owned(), word));
    }
    for value in named.value.alternatives() {
        let Some(flat) = builtin::flat(value).filter(|flat| program::is_client_line(&flat.text)) else { continue };
        let text = flat.text.replace(builtin::HOLE, "$__");
        ev.library.out.embedded.push(Embedded {
            language: Language::Shell,
            text,
            map: flat.map,
            env: Vec::new(),
            config: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::file::read;
    use crate::lower::model::Catalog;
    use crate::source::{Language, SourceFile};
    use crate::usage::FactKind;

    /// Commands and literals of a script as `line: what`, connections only by what is not absent.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let catalog = Catalog::built_in();
        let file = SourceFile::new("case.sh", text, Language::Shell);
        let facts = read(&file, &catalog).facts;
        let shown = facts.iter().filter(|fact| !matches!(fact.kind, FactKind::Connection(_)));
        let mut found: Vec<String> =
            shown.map(|fact| format!("{}: {}", file.position(fact.span.start).line, fact.kind)).collect();
        found.dedup();
        assert_eq!(found, expected, "\n{text}");
    }

    #[test]
    fn variables_that_hold_command_lines() {
        check("C='redis-cli -p 6379'\n$C keys '*'", &["1: port 6379 (flag -p)", "2: keys *"]);
        check(
            "if a; then C='redis-cli -p 1'; else C='redis-cli -p 2'; fi\n$C get k",
            &["1: port 1 (flag -p)", "1: port 2 (flag -p)", "2: get k"],
        );
        check("O='-h x -p 6379'\nredis-cli $O keys '*'", &["1: port 6379 (flag -p)", "2: keys *"]);
        check("C='redis-cli is not installed'", &[]);
    }

    #[test]
    fn command_lines_in_lists() {
        check("c=(redis-cli -p 1)\n\"${c[@]}\" KEYS '*'", &["1: port 1 (flag -p)", "2: KEYS *"]);
        check("c=(redis-cli)\nc+=(-p 1)\n\"${c[@]}\" KEYS '*'", &["2: port 1 (flag -p)", "3: KEYS *"]);
        check("c=(echo redis-cli)\n\"${c[@]}\" KEYS '*'", &[]);
    }

    #[test]
    fn fallbacks_are_literals() {
        check("redis-cli -p \"${X:-6379}\" ping", &["1: port 6379 (fallback -p)", "1: ping"]);
        check("redis-cli -p ${X:=6379} ping", &["1: port 6379 (flag -p)", "1: ping"]);
        check("T_REDIS=${T_REDIS:-localhost:6379}", &["1: port 6379 (fallback)"]);
    }

    #[test]
    fn pipes_and_here_documents() {
        check("echo 'KEYS *' | redis-cli", &["1: KEYS *"]);
        check("cat <<EOF | redis-cli\nKEYS *\nEOF", &["2: KEYS *"]);
        check("redis-cli <<-EOF\n\tGET a\n\tKEYS *\n\tEOF", &["2: GET a", "3: KEYS *"]);
        check("docker exec c sh -c 'redis-cli KEYS \"*\"'", &["1: KEYS *"]);
        check("sh -c \"x \\\n  && redis-cli KEYS '*'\"", &["2: KEYS *"]);
        check(
            "redis-cli EVAL \"return redis.call('KEYS', '*')\" 0",
            &["1: EVAL \"return redis.call('KEYS', '*')\" 0", "1: KEYS *"],
        );
        check("echo 'run redis-cli KEYS'", &[]);
        check("f() {\n  redis-cli KEYS '*'\n}\nf", &["2: KEYS *"]);
    }

    #[test]
    fn functions_hand_their_arguments_on() {
        check("f() { redis-cli \"$@\"; }\nf KEYS a\nf", &["2: KEYS a"]);
        // told once, in the function
        check(
            "f() { redis-cli -p 6379 \"$@\"; }\nf GET a\nf GET b",
            &["1: port 6379 (flag -p)", "2: GET a", "3: GET b"],
        );
        check("f() { shift; redis-cli $*; }\nf x GET a", &["2: GET a"]);
        check("f() { shift 2; redis-cli \"$@\"; }\nf x y GET a\nf $z GET a", &["2: GET a"]);
        check("f() { if a; then shift; fi; redis-cli \"$@\"; }\nf GET a", &[]);
        check("f() { \"$@\"; }\nf redis-cli GET a", &["2: GET a"]);
        check("f() { g \"$@\"; }\ng() { redis-cli \"$@\"; }\nf GET a", &["3: GET a"]);
        check("f() { redis-cli; }\necho GET a | f\nf <<EOF\nGET b\nEOF", &["2: GET a", "4: GET b"]);
        check("f() { cat x | redis-cli; }\necho GET a | f", &[]);
        check("redis-cli() { command redis-cli -p 1 \"$@\"; }\nredis-cli GET a", &["1: port 1 (flag -p)", "2: GET a"]);
        check("C=(redis-cli -p 1)\n\"${C[@]}\" GET a", &["1: port 1 (flag -p)", "2: GET a"]);
    }

    #[test]
    fn functions_that_call_themselves_end() {
        let many = "f \"$@\"; ".repeat(30);
        check(&format!("f() {{ {many} }}\nf GET a"), &[]);
    }
}
