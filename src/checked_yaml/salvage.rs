//! What is left of a document once its faults are taken out, so that what only its meaning can tell is told in the same run.

use serde_json::Value;

use super::schema::{Fault, Repair};
use super::tree::{Kind, Node};

/// `root`, whose keys have been renamed, without what is at fault, as YAML in flow style; nothing when it has aliases, which are not followed here.
pub(super) fn text(root: &Node, faults: &[Fault]) -> Option<String> {
    let mut out = String::new();
    write(root, faults, &mut out)?;
    Some(out)
}

/// Gives misspelt keys their right names, so that what stands under them is found again.
pub(super) fn rename(node: &mut Node, faults: &[Fault]) {
    match &mut node.kind {
        Kind::Scalar { .. } | Kind::Alias => {}
        Kind::Seq(items) => items.iter_mut().for_each(|item| rename(item, faults)),
        Kind::Map(entries) => {
            for (key, span, value) in entries {
                if let Some(name) = faults.iter().find_map(|fault| fault.name_at(*span)) {
                    name.clone_into(key);
                }
                rename(value, faults);
            }
        }
    }
}

/// Writes one node. Documents are no deeper than [`super::tree`] lets them be.
fn write(node: &Node, faults: &[Fault], out: &mut String) -> Option<()> {
    let is_dropped = |span| faults.iter().any(|fault| fault.span == span && fault.repair == Repair::Drop);
    match &node.kind {
        Kind::Scalar { text, is_plain } => {
            let replaced = faults.iter().find_map(|fault| match &fault.repair {
                Repair::Replace(word) if fault.span == node.span => Some(word),
                _ => None,
            });
            scalar(replaced.unwrap_or(text), *is_plain, out);
        }
        Kind::Seq(items) => {
            out.push('[');
            for item in items.iter().filter(|item| !is_dropped(item.span)) {
                write(item, faults, out)?;
                out.push(',');
            }
            out.push(']');
        }
        Kind::Map(entries) => {
            out.push('{');
            for (key, _, value) in entries.iter().filter(|(_, key, value)| !is_dropped(*key) && !is_dropped(value.span))
            {
                entry(key, out);
                write(value, faults, out)?;
                out.push(',');
            }
            for fault in faults {
                if let Repair::Fill { map, key, value } = &fault.repair
                    && *map == node.span
                {
                    entry(key, out);
                    out.push_str(value);
                    out.push(',');
                }
            }
            out.push('}');
        }
        Kind::Alias => return None,
    }
    Some(())
}

fn entry(key: &str, out: &mut String) {
    quoted(key, out);
    out.push_str(": ");
}

/// What stands without quotes may be a number; it stays so where it is no more than a word.
fn scalar(text: &str, is_plain: bool, out: &mut String) {
    let is_word = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.+-~".contains(&byte));
    match text {
        "" if is_plain => out.push_str("null"),
        "-" | "" => quoted(text, out),
        _ if is_plain && is_word => out.push_str(text),
        _ => quoted(text, out),
    }
}

/// JSON's texts are YAML's.
fn quoted(text: &str, out: &mut String) {
    out.push_str(&Value::from(text).to_string());
}
