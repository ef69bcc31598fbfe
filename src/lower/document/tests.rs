//! Documents and the facts in them.

mod compose;
mod conf;
mod hostile;
mod kubernetes;
mod pipelines;
mod settings;

use crate::finding::Confidence;
use crate::parse;
use crate::source::{Language, SourceFile};
use crate::usage::{FactKind, Given};

/// One line a fact: `line: what`; a literal must stand where its span says. Embedded texts follow as `language: text`.
fn lowered(path: &str, text: &str) -> Vec<String> {
    let language = Language::detect(path, "").expect("a path with a known extension");
    let file = SourceFile::new(path, text, language);
    let parsed = parse::parse(&file);
    let lowered = super::lower(&file, &parsed.documents, None);
    let mut out = Vec::new();
    for fact in &lowered.facts {
        let shown = match &fact.kind {
            FactKind::Literal(literal) => {
                let stands = file.slice(fact.span);
                assert!(stands == literal.text || text.contains("kind: Secret"), "{stands} is not {}", literal.text);
                format!("{:?} {} {}", literal.role, literal.text, literal.place)
            }
            FactKind::Setting(setting) => format!(
                "set {} {}",
                setting.name,
                setting.args.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            ),
            FactKind::Image(image) => format!(
                "image {} {}",
                image.repository,
                if let Given::Literal(tag, _) = &image.tag { tag } else { "-" }
            ),
            FactKind::SecretRef(secret) => format!("secret {} {:?}", secret.variable, secret.key.literal()),
            FactKind::Command(command) => {
                format!("> {}", command.words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
            FactKind::Connection(_) => "connection".to_owned(),
            other => format!("{other:?}"),
        };
        let confidence = match fact.confidence {
            Confidence::Certain => "",
            Confidence::Likely => " likely",
            Confidence::Possible => " possible",
        };
        out.push(format!("{}: {shown}{confidence}", file.position(fact.span.start).line));
    }
    out.sort_by_key(|line| (line.split(':').next().and_then(|line| line.parse::<u32>().ok()), line.contains(": set")));
    for embedded in &lowered.embedded {
        out.push(format!("{}: {}", embedded.language.name(), embedded.text.trim_end().replace('\n', "⏎")));
    }
    out
}

#[track_caller]
fn check(path: &str, text: &str, expected: &[&str]) {
    assert_eq!(lowered(path, text), expected, "{text}");
}

#[track_caller]
fn yaml(text: &str, expected: &[&str]) {
    check("a.yaml", text, expected);
}
