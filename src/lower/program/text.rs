//! Texts that a command line carries: shell for `sh -c`, Lua for EVAL, here-documents for interpreters and files.

use super::client::script_index;
use super::facts::Out;
use super::model::{Kind, Program, Role};
use super::scan::{Value, scan};
use super::words::{Flat, HOLE, flatten, kind_of};
use super::{Line, mention, program_name};
use crate::command::{Word, WordKind};
use crate::ir::code::{STDOUT, STDOUT_END};
use crate::lower::Embedded;
use crate::lower::document::looks_like_redis_conf;
use crate::source::{Language, Span};
use crate::usage::ConfigRef;

/// Lowers what carries text; gives the line when the text came as words of its own (`ssh host redis-cli ping`).
pub(super) fn lower<'a>(program: &Program, line: Line<'a>, out: &mut Out) -> Option<Line<'a>> {
    let scanned = scan(program, line.args, program.operands);
    if scanned.has(Role::Stop) || scanned.has(Role::Help) {
        return None;
    }
    let language = program.language.unwrap_or(Language::Shell);
    let mut found = false;
    for option in scanned.options.iter().filter(|found| matches!(found.role, Role::Code | Role::Shell)) {
        if let Some(value) = option.value {
            embed(language, value, &line, out);
            found = true;
        }
    }
    if found {
        return None;
    }
    if program.kind == Kind::Remote {
        // with `$OPTS` before it, the text may have been taken for the host
        let taken = scanned.operands.first().filter(|word| scanned.is_open && flatten(word).contains(' '));
        let single = taken.copied().or(if let [word] = scanned.rest { Some(word) } else { None });
        if let Some(word) = single {
            embed(language, Value { word, skip: 0 }, &line, out);
            return None;
        }
        if let Some((head, args)) = scanned.rest.split_first() {
            return Some(Line { head, args, ..line });
        }
    }
    let reads_stdin = scanned.rest.first().is_none_or(|word| word.as_text() == Some("-"))
        || line.args.iter().any(|word| word.as_text() == Some("-s"));
    if let Some(word) = line.stdin.filter(|_| reads_stdin) {
        embed(language, Value { word, skip: 0 }, &line, out);
    }
    None
}

/// Hands a value to the frontend of shell code.
pub(super) fn embed_shell(value: Value, line: &Line, out: &mut Out) {
    embed(Language::Shell, value, line, out);
}

fn embed(language: Language, value: Value, line: &Line, out: &mut Out) {
    if matches!(value.word.kind, WordKind::One | WordKind::Many) {
        return;
    }
    let flat = Flat::new(value.word, out.host);
    let flat = if value.skip == 0 { flat } else { Flat::new(&flat.word(value.skip, flat.text.len()), out.host) };
    let env = line.env.iter().map(|(name, _)| name.clone()).collect();
    push(language, flat, env, None, out);
}

fn push(language: Language, flat: Flat, env: Vec<String>, config: Option<ConfigRef>, out: &mut Out) {
    // what stands for a hole has the same length, so that the map stays true
    let hole = match language {
        Language::Shell => "$__",
        Language::Lua => "nil",
        Language::Python => "...",
        Language::JavaScript | Language::TypeScript | Language::Tsx => "___",
        _ => "\u{fffd}",
    };
    let text = flat.text.replace(HOLE, hole);
    let map = flat.into_map();
    out.lowered.embedded.push(Embedded { language, text, map, env, config });
}

/// Hands the Lua text of a command to its frontend.
pub(super) fn embed_lua(words: &[Word], out: &mut Out) {
    let Some(word) = script_index(words).and_then(|at| words.get(at)) else { return };
    if matches!(word.kind, WordKind::Text(_) | WordKind::Partial(_)) {
        let flat = Flat::new(word, out.host);
        push(Language::Lua, flat, Vec::new(), None, out);
    }
}

/// The parts of `NAME=value`, if that is what the value holds.
pub(super) fn assignment(value: Value, host: &str) -> Option<(String, Word)> {
    let text = flatten(value.word);
    let own = text.get(value.skip..)?;
    let (name, _) = own.split_once('=')?;
    let is_name = !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
        && !name.starts_with('-');
    let name = is_name.then(|| name.to_owned())?;
    let flat = Flat::new(value.word, host);
    let start = value.skip + name.len() + 1;
    let mut word = flat.word(start, flat.text.len());
    if word.kind == WordKind::Text(String::new()) {
        word.span = value.word.span;
    }
    Some((name, word))
}

/// What a program prints, as far as that can be told from its words: echo, printf, and cat of its own input.
pub(super) fn output(words: &[Word], stdin: Option<&Word>) -> Option<Word> {
    let (head, args) = words.split_first()?;
    let text = match program_name(head)?.as_str() {
        "echo" => echo(args),
        "printf" => printf(args)?,
        "cat" | "tee" if args.iter().all(|word| flatten(word) == "-") => return stdin.cloned(),
        "tee" => return stdin.cloned(),
        _ => return None,
    };
    let span = args.iter().filter_map(|word| word.span).reduce(Span::cover);
    let source = args.first().map(|word| word.source.clone()).unwrap_or_default();
    Some(Word { source, span, ..Word::new(kind_of(text)) })
}

fn echo(args: &[Word]) -> String {
    let is_flag = |word: &&Word| {
        word.as_text()
            .and_then(|text| text.strip_prefix('-'))
            .is_some_and(|flags| !flags.is_empty() && flags.bytes().all(|flag| matches!(flag, b'n' | b'e' | b'E')))
    };
    let flags = args.iter().take_while(is_flag).count();
    let decodes = args.iter().take(flags).any(|word| flatten(word).contains('e'));
    let words: Vec<String> = args.iter().skip(flags).map(flatten).collect();
    let text = words.join(" ");
    if decodes { unescape(&text) } else { text }
}

/// `printf FORMAT ARG…`, the format used again while there are arguments.
fn printf(args: &[Word]) -> Option<String> {
    let (format, args) = args.split_first()?;
    let format = unescape(&flatten(format));
    let mut args = args.iter().map(flatten);
    let mut text = String::new();
    loop {
        let before = args.len();
        let mut chars = format.chars();
        while let Some(c) = chars.next() {
            if c != '%' {
                text.push(c);
                continue;
            }
            match chars.find(|c| c.is_alphabetic() || *c == '%') {
                Some('%') | None => text.push('%'),
                Some(_) => text.push_str(&args.next().unwrap_or_default()),
            }
        }
        if args.len() == 0 || args.len() == before {
            return Some(text);
        }
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some(c @ ('\\' | '"' | '\'')) => out.push(c),
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    out
}

/// Text that is written to a file: `cat > redis.conf <<EOF`, `echo REDIS_PORT=6379 >> .env`. It is read in the language of that file.
pub(super) fn written(line: &Line, out: &mut Out) {
    let is_tee = program_name(line.head).is_some_and(|name| name == "tee");
    let redirected = |keyword: &str| line.env.iter().find(|(name, _)| name == keyword).map(|(_, word)| word);
    let is_option = |word: &&Word| flatten(word).starts_with('-');
    let operand = line.args.iter().find(|word| is_tee && !is_option(word));
    let added = redirected(STDOUT_END);
    let Some(target) = operand.or(added).or_else(|| redirected(STDOUT)) else { return };
    let tee_adds =
        || line.args.iter().filter(is_option).any(|word| matches!(flatten(word).as_str(), "-a" | "--append"));
    let is_part = if operand.is_some() { tee_adds() } else { added.is_some() };
    let path = flatten(target);
    let language = Language::detect(&path, "");
    if is_part && language == Some(Language::RedisConf) {
        // whatever else is known of the file, it is not all
        out.lowered.deployment.includes.push(path.clone());
    }
    let words: Vec<Word> = std::iter::once(line.head).chain(line.args).cloned().collect();
    let Some(content) = output(&words, line.stdin) else { return };
    if matches!(content.kind, WordKind::One | WordKind::Many) {
        return;
    }
    let flat = Flat::new(&content, out.host);
    let name = path.rsplit('/').next().unwrap_or(&path);
    if language == Some(Language::RedisConf) && !looks_like_redis_conf(name, &flat.text) {
        mention::text(&flat, out);
    } else if let Some(language) = language {
        push(language, flat, Vec::new(), (!is_part).then_some(ConfigRef::Inline(path)), out);
    } else if flat.text.lines().all(is_variable_line) {
        push(Language::Dotenv, flat, Vec::new(), None, out);
    }
}

/// Whether a line of a file whose name says nothing sets a variable.
fn is_variable_line(line: &str) -> bool {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.is_empty()
        || line.starts_with('#')
        || line.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
}
