//! Texts that are deep, large or broken.

use super::lowered;

#[test]
fn deep_and_large_inputs() {
    lowered("a.yaml", &"{a: ".repeat(10_000));
    lowered("a.json", &format!("{{\"a\": [{}\"redis://h:6379\"]}}", "\"x\", 1, ".repeat(30_000)));
    lowered("a.yaml", &"a.b.c: redis\n".repeat(4_000));
    lowered("a.conf", &"redis 6379 port 6379\n".repeat(4_000));
    let mut bomb = String::from("a: &a0 {REDIS_PORT: 6379}\n");
    for level in 1..30 {
        let inner = level - 1;
        bomb.extend([format!("k{level}: &a{level} [*a{inner}, *a{inner}, *a{inner}]\n")]);
    }
    let facts = lowered("a.yaml", &bomb);
    assert_eq!(facts, ["1: Port 6379 constant"]);
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let facts = lowered("a.yaml", "a: [\n---\nredis: {port: 6379}\n---\nb: ]\n");
    assert_eq!(facts, ["3: Port 6379 constant"]);
}
