//! What flows where, in Python for the most part: the walk is the same for all languages.

use super::*;
use crate::finding::Confidence;
use crate::parse;
use crate::source::SourceFile;
use crate::usage::{Command, Persist};

/// What flows into `r.set(…)` and `db.add(…)`, without the places of variables.
#[track_caller]
fn check(language: Language, text: &str, stored: &[&str], written: &[&str]) {
    let path = language.usual_path();
    let file = SourceFile::new(path, text, language);
    let parsed = parse::parse(&file);
    let fact = |name: &str, kind: FactKind| {
        let at = text.find(name).expect(name) + 1;
        let span = Span::new(at, at + name.len() - 2);
        let library = "test".into();
        Fact {
            kind,
            span,
            confidence: Confidence::Certain,
            library,
            scope: 0,
            related: Vec::new(),
            flow: Vec::new(),
            near: Vec::new(),
        }
    };
    let command = Command { words: vec![crate::command::Word::text("SET")], client: None, batch: None };
    let mut found = vec![fact(".set(", FactKind::Command(command)), fact(".add(", FactKind::Persist(Persist::Write))];
    let facts = crate::lower::model::Catalog::built_in();
    let module = parsed.code.expect("it is a program");
    follow(language, &module, &facts.of(language).facts, &mut found);
    let shown = |fact: &Fact| {
        let plain = fact.flow.iter().map(|root| {
            let (name, rest) = root.split_once('@').unwrap_or((root, ""));
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if name.starts_with('#') { "#".to_owned() } else { format!("{name}{rest}") }
        });
        plain.collect::<BTreeSet<String>>()
    };
    let expected = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(shown(&found[0]), expected(stored), "{text}");
    assert_eq!(shown(&found[1]), expected(written), "{text}");
}

#[track_caller]
fn python(body: &str, stored: &[&str], written: &[&str]) {
    let text = format!("import json\ndef f(r, db, user, key, a, b, rows):\n    {}\n", body.replace('\n', "\n    "));
    check(Language::Python, &text, stored, written);
}

#[test]
fn variables_attributes_and_forms() {
    python("r.set(key, a)\ndb.add(a)", &["a"], &["a"]);
    python(
        "r.set(f'u:{user.id}', json.dumps({'n': user.name, 'i': user.id}))\ndb.add(user)",
        &["user.name"],
        &["user"],
    );
    python("r.set(key, user.model_dump())\ndb.add(b)", &["user"], &["b"]);
    python("r.set(key, user.json())\ndb.add(user)", &["user.json()"], &["user"]);
    python("r.set(key, f'{a}-{b}')\ndb.add([a])", &["a", "b"], &["a"]);
    python("r.set(key, user['name'])\ndb.add(*rows)", &["user.name"], &["rows"]);
}

#[test]
fn what_is_computed_is_something_new() {
    python("r.set(key, compute(a))\ndb.add(a)", &["#"], &["a"]);
    python("x = compute(a)\nr.set(key, x)\ndb.add(json.dumps(x))", &["#", "x"], &["#", "x"]);
}

#[test]
fn variables_are_followed_through_assignments() {
    python("x = json.dumps(a)\nr.set(key, x)\ndb.add(a)", &["a", "x"], &["a"]);
    python("x = User(name=a)\nr.set(key, a)\ndb.add(x)", &["a"], &["a", "x"]);
    python("x = {}\nx['n'] = a\nr.set(key, a)\ndb.add(x)", &["a"], &["a", "x"]);
    python("x = []\nx.append(a)\nr.set(key, a)\ndb.add(x)", &["a"], &["a", "x"]);
    python("user.name = a\nr.set(key, a)\ndb.add(user)", &["a"], &["a", "user"]);
    python("x = a\nif b:\n    x = b\nr.set(key, x)\ndb.add(b)", &["a", "b", "x"], &["b"]);
    python("x, y = a\nr.set(key, y)\ndb.add(x)", &["a", "y"], &["a", "x"]);
    python("for row in rows:\n    r.set(key, row)\ndb.add(rows)", &["row", "rows"], &["rows"]);
}

#[test]
fn other_languages() {
    let text = "export async function f(r: R, db: D, { title, id }: P) {\n\
                await r.set(`p:${id}`, JSON.stringify({ id, title }));\nawait db.add({ data: { title } });\n}\n";
    check(Language::TypeScript, text, &["title"], &["title"]);
    let text = "fn f(r: R, db: D, title: &str) { r.set(\"k\", serde_json::to_string(&title)?); db.q(\"x\").bind(title).add(db); }";
    check(Language::Rust, text, &["title"], &["db", "title"]);
}

#[test]
fn deep_and_long_texts_are_no_trouble() {
    let deep = format!("r.set(k, {}a{})\ndb.add(a)\n", "[".repeat(3000), "]".repeat(3000));
    check(Language::Python, &deep, &[], &["a"]);
    let long = format!("r.set(k, x){}\ndb.add(x)\n", ".y(z)".repeat(60));
    check(Language::Python, &long, &["x"], &["x"]);
}
