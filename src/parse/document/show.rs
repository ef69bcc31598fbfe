//! Documents as lines of text, for tests.

use crate::ir::Parsed;
use crate::ir::document::{Node, NodeKind};

/// One line a scalar: `path = text`, holes as `?` with their defaults behind them; `--- ` between documents. Every byte that stands unchanged in the file
/// is checked against it.
pub(in crate::parse) fn show(parsed: &Parsed, source: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (index, document) in parsed.documents.iter().enumerate() {
        if index > 0 {
            out.push("---".to_owned());
        }
        node(&document.root, source, &mut String::new(), &mut out);
    }
    out
}

fn node(node_: &Node, source: &str, path: &mut String, out: &mut Vec<String>) {
    assert!(source.get(node_.span.range()).is_some(), "the span of {path} lies on character boundaries");
    let length = path.len();
    match &node_.kind {
        NodeKind::Scalar(scalar) => {
            for (at, c) in scalar.text.char_indices() {
                if c.is_ascii_alphanumeric() {
                    let source_at = scalar.map.source(u32::try_from(at).unwrap_or(u32::MAX)) as usize;
                    let stands = source.get(source_at..).and_then(|rest| rest.chars().next());
                    assert!(stands == Some(c) || stands == Some('\\'), "{path}: {c:?} stands as {stands:?}");
                }
            }
            let mut line = format!("{path} = {}", scalar.text.replace('\u{fffd}', "?").replace('\n', "⏎"));
            for default in &scalar.defaults {
                assert_eq!(&source[default.span.range()], default.text);
                assert!(scalar.text[default.at as usize..].starts_with('\u{fffd}'));
                line.extend([" (", default.text.as_str(), ")"]);
            }
            assert!(!scalar.text.contains('\u{fffd}') || scalar.is_dynamic, "{path}");
            out.push(line);
        }
        NodeKind::Map(pairs) => {
            if pairs.is_empty() {
                out.push(format!("{path} {{}}"));
            }
            for pair in pairs {
                assert!(source.get(pair.key.span.range()).is_some());
                path.push('.');
                path.push_str(&pair.key.name.replace('\u{fffd}', "?"));
                node(&pair.value, source, path, out);
                path.truncate(length);
            }
        }
        NodeKind::Seq(items) => {
            if items.is_empty() {
                out.push(format!("{path} []"));
            }
            for (index, item) in items.iter().enumerate() {
                path.extend([format!("[{index}]")]);
                node(item, source, path, out);
                path.truncate(length);
            }
        }
    }
}
