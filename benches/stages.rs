//! What each stage costs, for one file of ordinary size in each language: `cargo bench`.
//!
//! Stages build on each other: `parse` is the tree alone, `facts` parses and lowers, `lint` adds rules and suppressions. `prefilter` is what a file that does
//! not mention Redis costs, `start` what one run costs before the first file.

use std::fmt::Write as _;

use divan::{Bencher, black_box};
use redlint::config::Config;
use redlint::lint::{Linter, facts, lint, parse};
use redlint::source::{Language, SourceFile};

fn main() {
    divan::main();
}

const LANGUAGES: [Language; 6] =
    [Language::Python, Language::Rust, Language::TypeScript, Language::Shell, Language::Yaml, Language::Dotenv];

/// About 2,000 lines that use Redis now and then.
fn source(language: Language) -> SourceFile {
    let mut text = String::new();
    let head = match language {
        Language::Python => "import redis\nr = redis.Redis(host='h', port=6381, password=pw)\n",
        Language::Rust => "use redis::Commands;\n",
        Language::TypeScript => {
            "import Redis from 'ioredis';\nconst redis = new Redis({ port: 6381, password: pw });\n"
        }
        Language::Yaml => "services:\n",
        _ => "",
    };
    text.push_str(head);
    for n in 0..300 {
        let _ = match language {
            Language::Python => write!(
                text,
                "def step_{n}(a, b):\n    c = a + b * {n}\n    if c > 10:\n        r.xadd(f'work:{{a}}', {{'n': c}}, maxlen=1000)\n    return {{'k': c, 'v': [a, b]}}\n\n"
            ),
            Language::Rust => write!(
                text,
                "fn step_{n}(con: &mut redis::Connection, a: u32) -> redis::RedisResult<()> {{\n    let key = format!(\"work:{{a}}\");\n    if a > {n} {{\n        con.set_ex(&key, a, 60)?;\n    }}\n    Ok(())\n}}\n\n"
            ),
            Language::TypeScript => write!(
                text,
                "export async function step{n}(a: number, b: string) {{\n  const key = `work:${{b}}`;\n  if (a > {n}) {{\n    await redis.set(key, a, 'EX', 60);\n  }}\n  return {{ key, a }};\n}}\n\n"
            ),
            Language::Shell => write!(
                text,
                "step_{n}() {{\n  local key=\"work:$1\"\n  if [ \"$2\" -gt {n} ]; then\n    redis-cli -p \"$REDIS_PORT\" SET \"$key\" \"$2\" EX 60\n  fi\n}}\n\n"
            ),
            Language::Yaml => write!(
                text,
                "  app-{n}:\n    image: app:{n}\n    environment:\n      REDIS_PORT: \"6381\"\n      NAME: app-{n}\n    ports: [\"{n}:80\"]\n"
            ),
            _ => writeln!(text, "APP_{n}_NAME=value-{n}\nREDIS_DB_{n}={n}"),
        };
    }
    SourceFile::new("bench", text, language)
}

fn linter() -> Linter {
    Linter::new(&Config::default()).expect("the built-in rules and models are sound")
}

#[divan::bench]
fn start() -> Linter {
    linter()
}

#[divan::bench(args = LANGUAGES)]
fn prefilter(bencher: Bencher, language: Language) {
    let linter = linter();
    let text = source(language).text().replace("edis", "xxxx").replace("xadd", "xxxx");
    bencher.bench(|| black_box(linter.mentions(black_box(text.as_bytes()))));
}

#[divan::bench(args = LANGUAGES, name = "parse")]
fn parse_stage(bencher: Bencher, language: Language) {
    let file = source(language);
    bencher.bench(|| parse(black_box(&file)));
}

#[divan::bench(args = LANGUAGES, name = "facts")]
fn facts_stage(bencher: Bencher, language: Language) {
    let (file, linter) = (source(language), linter());
    bencher.bench(|| facts(black_box(&file), &linter));
}

#[divan::bench(args = LANGUAGES, name = "lint")]
fn lint_stage(bencher: Bencher, language: Language) {
    let (file, linter) = (source(language), linter());
    bencher.bench(|| lint(black_box(&file), &linter));
}
