//! Where things stand.

use crate::ir::code::ExprKind;
use crate::ir::{Comment, dump};
use crate::parse::parse;
use crate::source::{Language, SourceFile};

#[track_caller]
fn check_texts(text: &str, expected: &[&str]) {
    let file = SourceFile::new("case", text, Language::TypeScript);
    let parsed = parse(&file);
    dump::assert_spans(&file, &parsed);
    let found = dump::located(&file, &parsed, |expr| matches!(expr.kind, ExprKind::Text(_) | ExprKind::Number(_)));
    assert_eq!(found, expected);
}

#[test]
fn columns_count_characters() {
    check_texts("const ß = 'ä€😀'; f('x', 6379)", &["'ä€😀'@1:11", "'x'@1:20", "6379@1:25"]);
}

#[test]
fn line_ends_and_byte_order_marks() {
    check_texts("\u{feff}a = 'x'\r\nb = `y\r\nz${1}`\r\n", &["'x'@1:5", "y\r\nz@2:6", "1@3:4"]);
}

#[test]
fn keys_and_properties_stand_where_they_are_written() {
    check_texts("x = { port: 6379, 'h': y }", &["port@1:7", "6379@1:13", "'h'@1:19"]);
}

#[test]
fn comments_are_collected() {
    let text = "#!/usr/bin/env node\n// a\nf(/* b */ x)\n/** c */\n";
    let file = SourceFile::new("case", text, Language::JavaScript);
    let parsed = parse(&file);
    let comments: Vec<&str> = parsed.comments.iter().map(|Comment { span }| file.slice(*span)).collect();
    assert_eq!(comments, ["// a", "/* b */", "/** c */"]);
    assert_eq!(dump::parsed(&parsed), "(call f x)");
}
