//! Command lines and what they mean. Words are split here as a shell would split them, as far as the cases need it.

mod carrier;
mod client;
mod mention;
mod server;

use super::words::{HOLE, kind_of};
use super::*;
use crate::source::Span;
use crate::usage::{Fact, FactKind, Given};

/// Words of a line: quotes, `$x` (any number of words), `"$x"` (one word).
fn words_of(line: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        if c == ' ' {
            chars.next();
            continue;
        }
        let (mut text, mut quote, mut bare_hole, mut end) = (String::new(), None, false, line.len());
        while let Some(&(at, c)) = chars.peek() {
            match (quote, c) {
                (None, ' ') => {
                    end = at;
                    break;
                }
                (None, '\'' | '"') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                (Some('"'), '\\') => {
                    chars.next();
                    text.extend(chars.peek().map(|&(_, c)| c));
                }
                (None | Some('"'), '$') => {
                    chars.next();
                    chars.next_if(|&(_, c)| c == '@');
                    while chars.next_if(|&(_, c)| c.is_alphanumeric() || c == '_').is_some() {}
                    text.push(HOLE);
                    bare_hole |= quote.is_none();
                    continue;
                }
                _ => text.push(c),
            }
            chars.next();
        }
        let raw = &line[start..end];
        let inset = usize::from(raw.len() >= 2 && raw.starts_with(['\'', '"']) && raw.ends_with(['\'', '"']));
        let kind = if bare_hole && text.chars().all(|c| c == HOLE) { WordKind::Many } else { kind_of(text) };
        words.push(Word::new(kind).at(raw, Span::new(start + inset, end - inset)));
    }
    words
}

fn lowered(line: &str, stdin: Option<&str>) -> (Lowered, String) {
    let host = format!("{line}\n{}", stdin.unwrap_or_default());
    let mut env = Vec::new();
    let mut words = words_of(line);
    while let Some((name, value)) =
        words.first().and_then(|word| text::assignment(scan::Value { word, skip: 0 }, &host))
    {
        env.push((name, value));
        words.remove(0);
    }
    let stdin = stdin
        .map(|text| Word::new(kind_of(text.replace("$x", "\u{fffd}"))).at("", Span::new(line.len() + 1, host.len())));
    (lower(&words, &env, stdin.as_ref(), &host), host)
}

fn show_given(given: &Given) -> &str {
    match given {
        Given::Literal(text, _) => text,
        Given::Dynamic => "?",
        Given::Absent => "-",
        Given::Inapplicable => "/",
    }
}

fn show(fact: &Fact) -> String {
    let shown = match &fact.kind {
        FactKind::Command(command) => {
            let words: Vec<String> = command
                .words
                .iter()
                .map(|word| match &word.kind {
                    WordKind::Many => "…".to_owned(),
                    WordKind::One => "?".to_owned(),
                    _ => flatten(word).replace(HOLE, "{}"),
                })
                .collect();
            format!("> {}", words.join(" "))
        }
        FactKind::Connection(connection) => format!(
            "{} {}:{} {}",
            fact.library,
            show_given(&connection.host),
            show_given(&connection.port),
            show_given(&connection.password)
        ),
        FactKind::Setting(setting) => {
            let args: Vec<String> = setting.args.iter().map(ToString::to_string).collect();
            format!("set {} {}{}", setting.name, args.join(" "), if setting.is_complete { "" } else { " …" })
        }
        FactKind::Image(image) => format!("image {} {}", image.repository, show_given(&image.tag)),
        FactKind::Literal(literal) => format!("{:?} {} {}", literal.role, literal.text, literal.place),
        other => format!("{other:?}"),
    };
    match fact.confidence {
        Confidence::Certain => shown,
        Confidence::Likely => format!("likely {shown}"),
        Confidence::Possible => format!("possible {shown}"),
    }
}

/// Facts of a line, in order; texts in another language follow as `language: text`.
#[track_caller]
fn check_input(line: &str, stdin: Option<&str>, expected: &[&str]) {
    let (lowered, host) = lowered(line, stdin);
    let mut found: Vec<String> = lowered.facts.iter().map(show).collect();
    for embedded in &lowered.embedded {
        found.push(format!("{}: {}", embedded.language.name(), embedded.text));
    }
    assert_eq!(found, expected, "{line}");
    for fact in &lowered.facts {
        if let FactKind::Literal(literal) = &fact.kind {
            assert_eq!(host.get(fact.span.range()), Some(literal.text.as_str()), "the place of a literal in {line}");
        }
    }
    for embedded in &lowered.embedded {
        for (at, c) in embedded.text.char_indices().filter(|(_, c)| c.is_ascii_lowercase()) {
            let source = embedded.map.source(u32::try_from(at).expect("short")) as usize;
            assert!(host[source..].starts_with(c) || embedded.text.contains("$__"), "byte {at} of {}", embedded.text);
        }
    }
}

#[track_caller]
fn check(line: &str, expected: &[&str]) {
    check_input(line, None, expected);
}

#[test]
fn hostile_lines_end_soon() {
    let many = "sudo ".repeat(10_000);
    check(&many, &[]);
    let words: Vec<Word> = (0..100_000).map(|_| Word::many()).collect();
    assert!(lower(&words, &[], None, "").facts.is_empty());
    let holes = Word::new(kind_of("\u{fffd}a".repeat(50_000))).at("", Span::new(0, 100_000));
    let host = "$xa".repeat(50_000);
    lower(&[Word::text("sh"), Word::text("-c"), holes], &[], None, &host);
    for words in [vec![], vec![Word::one()], vec![Word::text("")], vec![Word::text("redis-cli"), Word::text("-p")]] {
        lower(&words, &[], None, "");
    }
}

#[test]
fn words_without_quotes_are_split() {
    let split = |text: &str| {
        let mut word = Word::one().at("", Span::new(0, text.len()));
        word.kind = kind_of(text.to_owned());
        split_unquoted(&word, text).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(split("-h x  -p 6379"), ["-h", "x", "-p", "6379"]);
    assert_eq!(split("-a \u{fffd} x\u{fffd}"), ["-a", "{?…}", "x{…}"]);
    assert_eq!(split(""), Vec::<String>::new());
    assert_eq!(split("x"), ["x"]);
    assert!(is_client_line("redis-cli -h x") && is_client_line("/usr/bin/valkey-cli KEYS *"));
    assert!(
        !is_client_line("redis-cli not found") && !is_client_line("redis-cli") && !is_client_line("my redis-cli -h")
    );
}
