use super::*;
use crate::parse::document::show::show;

fn check(text: &str, expected: &[&str]) {
    assert_eq!(show(&parse_text(text), text), expected, "{text}");
}

#[test]
fn maps_sequences_and_scalars() {
    check("a: 1\nb:\n  c: x y\n  d: [1, {e: 2}]\n", &[".a = 1", ".b.c = x y", ".b.d[0] = 1", ".b.d[1].e = 2"]);
    check("a:\n- 1\n-   - 2\n", &[".a[0] = 1", ".a[1][0] = 2"]);
    check("a:\nb: ~\n", &[".a = ", ".b = ~"]);
    check("6379:6379", &[" = 6379:6379"]);
    check("- \"6379:6379\"", &["[0] = 6379:6379"]);
    check("a: 1\na: 2", &[".a = 1", ".a = 2"]);
    check("", &[]);
    check("# only a comment", &[]);
}

#[test]
fn quoted_scalars_are_decoded() {
    check(r#"a: "q\n\u00e4 \"x\" \\ z""#, &[".a = q⏎ä \"x\" \\ z"]);
    check("a: 'it''s 6379'", &[".a = it's 6379"]);
    check("a: \"one\n  two\n\n  three \\\n  four\"", &[".a = one two⏎three four"]);
    check("a: plain\n  more\n", &[".a = plain more"]);
    check("é: \"ü6379\"\nb: 1", &[".é = ü6379", ".b = 1"]);
}

#[test]
fn block_scalars_lose_their_indentation() {
    check("a: |\n  port 6379\n    deep\n\n  end\nb: 1", &[".a = port 6379⏎  deep⏎⏎end⏎", ".b = 1"]);
    check("a: |-\n  x\n  y\n", &[".a = x⏎y"]);
    check(
        "a: >\n  redis-server\n  --port 6379\n\n  next\n    deep\n  x\n",
        &[".a = redis-server --port 6379⏎next⏎  deep⏎x⏎"],
    );
    check("a: |2\n    x\n   y\n", &[".a =   x⏎ y⏎"]);
    check("a:\n  - |\n    x\n  - y", &[".a[0] = x⏎", ".a[1] = y"]);
    check("a: |\r\n  x\r\n  y\r\n", &[".a = x⏎y⏎"]);
    check("a: |\n\n  # no comment\n  x\n", &[".a = # no comment⏎x⏎"]);
}

#[test]
fn aliases_and_merge_keys_are_resolved() {
    check("a: &x {p: 1, q: 2}\nb: *x\n", &[".a.p = 1", ".a.q = 2", ".b.p = 1", ".b.q = 2"]);
    check("a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  p: 3\n", &[".a.p = 1", ".a.q = 2", ".b.q = 2", ".b.p = 3"]);
    check(
        "- &x {p: 1}\n- &y {p: 2, q: 3}\n- <<: [*x, *y]\n",
        &["[0].p = 1", "[1].p = 2", "[1].q = 3", "[2].p = 1", "[2].q = 3"],
    );
    check("a: *nowhere\nb: 1", &[".a = ?", ".b = 1"]);
}

#[test]
fn tags() {
    check(
        "a: !Sub 'x'\nb: !Ref x\nc: !vault |\n  abc\nd: !!str 6379\ne: !reference [a, b]\nf: 1",
        &[".a = x", ".b = ?", ".c = ?", ".d = 6379", ".e = ?", ".f = 1"],
    );
}

#[test]
fn documents_of_a_stream_fail_alone() {
    check("a: 1\n---\nb: 2\n", &[".a = 1", "---", ".b = 2"]);
    check("%YAML 1.2\n---\na: 1\n...\n---\nb: 2", &[".a = 1", "---", ".b = 2"]);
    let text = "a: 1\n---\nb: [1, 2\nc: }\nd: x: y\n---\ne: 3\n";
    let parsed = parse_text(text);
    assert!(!parsed.skipped.is_empty());
    let shown = show(&parsed, text);
    assert!(shown.contains(&".a = 1".to_owned()) && shown.contains(&".e = 3".to_owned()), "{shown:?}");
}

#[test]
fn a_broken_document_is_taken_up_again() {
    let text = "a: 1\nb: x: y\nc:\n  d: 2\n";
    let parsed = parse_text(text);
    let shown = show(&parsed, text);
    assert!(shown.contains(&".a = 1".to_owned()) && shown.contains(&".c.d = 2".to_owned()), "{shown:?}");
    assert!(parsed.documents.iter().all(|document| document.is_template));
    let text = "a: 1\nb:\n\tc: 2\nd: 3\n";
    let shown = show(&parse_text(text), text);
    assert!(shown.contains(&".d = 3".to_owned()), "{shown:?}");
}

#[test]
fn template_actions_are_holes() {
    check("port: {{ .Values.port | default 6379 }}", &[".port = ? (6379)"]);
    check("url: redis://{{ .h }}:{{ .p | default \"6379\" }}/0", &[".url = redis://?:?/0 (6379)"]);
    check("image: \"{{ .repo }}:{{ .tag }}\"", &[".image = ?:?"]);
    check("{{- if .x }}\na: 1\n{{- end }}\nb: {{- toYaml .y | nindent 2 }}\n", &[".a = 1", ".b = ?"]);
    check("labels: {{- include \"x\" . | nindent 2 }}\n  app: redis\n", &[".labels.app = redis"]);
    check("url: <%= ENV.fetch(\"U\") { \"redis://localhost:6379/1\" } %>", &[".url = ? (redis://localhost:6379/1)"]);
    check("{% for h in hosts %}\n- {{ h }}\n{% endfor %}", &["[0] = ?"]);
    check("a: {{ if .t }}6380{{ else }}6379{{ end }}", &[".a = 6380?6379"]);
    check("{{ .k }}: 1", &[".? = 1"]);
    check("image: redis:${{ matrix.redis }}", &[".image = redis:?"]);
}

#[test]
fn templates_in_block_scalars() {
    check(
        "redis.conf: |\n{{- if .x }}\n    {{ .first }}\n    port {{ .port }}\n    {{- end }}\n  {{ include \"y\" . }}\n    end 1\nb: 1",
        &[".redis.conf = ?⏎port ?⏎?⏎end 1⏎", ".b = 1"],
    );
    check(
        "a: |\n  redis-server \\\n    {{- if .x }}\n    --port 6379\n    {{- end }}\n",
        &[".a = redis-server \\⏎  --port 6379⏎"],
    );
}

#[test]
fn comments() {
    let text = "# one\na: 1 # two\n{{/* three */}}\nb: '# no'\n---\n# four\nc: |\n  # no\n";
    let parsed = parse_text(text);
    let comments: Vec<_> = parsed.comments.iter().map(|comment| &text[comment.span.range()]).collect();
    assert_eq!(comments, ["# one", "# two", "{{/* three */}}", "# four"]);
}

#[test]
fn byte_order_mark_and_line_ends() {
    check("\u{feff}a: 1\r\nb:\r\n  - 2\r\n", &[".a = 1", ".b[0] = 2"]);
}

#[test]
fn hostile_inputs() {
    parse_text(&"[".repeat(10_000));
    parse_text(&"{a: ".repeat(10_000));
    parse_text(&"- ".repeat(10_000));
    parse_text(&(0..3000).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n"));
    let mut bomb = String::from("a: &a0 [x, x]\n");
    for level in 1..40 {
        let inner = level - 1;
        bomb.extend([format!("k{level}: &a{level} [*a{inner}, *a{inner}, *a{inner}]\n")]);
    }
    let parsed = parse_text(&bomb);
    assert_eq!(parsed.documents.len(), 1);
    let broken = "a: ]\n".repeat(20_000);
    parse_text(&broken);
    let comments = "# x\n".repeat(50_000) + "a: 1";
    assert_eq!(parse_text(&comments).documents.len(), 1);
    parse_text("a: \"\u{fffd}\\");
    parse_text("\"\\");
    parse_text("'");
    parse_text("{{ \u{e9}");
}
