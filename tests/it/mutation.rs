//! Files that nobody would write: every fixture, damaged in ways that keep much of its shape, is linted as a whole.
//!
//! Always for a moment, so that each run tries a little; `REDLINT_MUTATE_SECONDS` makes it longer, and `REDLINT_MUTATE_SEED` starts elsewhere. What
//! fails is written to the temporary folder under the name that the failure tells.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use redlint::config::Config;
use redlint::lint::{Linter, lint};
use redlint::source::{Language, SourceFile, Span};

/// As deep as that of the threads that lint.
const STACK: usize = 64 << 20;

/// How long one file may take, without optimisation and beside other tests.
const LIMIT: Duration = Duration::from_secs(20);

/// The largest damaged file.
const LARGEST: usize = 60_000;

/// What means something in one of the languages, or is hard to count.
const HOSTILE: [&str; 64] = [
    "\"",
    "'",
    "`",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "\\",
    "/*",
    "*/",
    "//",
    "#",
    "--",
    "\"\"\"",
    "'''",
    "${",
    "$(",
    "{{",
    "}}",
    "{%",
    "<<EOF\n",
    "<<-'X'\n",
    "r#\"",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{2028}",
    "\u{1F600}",
    "e\u{301}",
    "ß",
    "\\u{110000}",
    "\\xff",
    "\\N{BULLET}",
    "%00",
    ":",
    ",",
    ";",
    "=",
    "=>",
    "->",
    "::",
    "?.",
    "...",
    "**",
    "&a ",
    "*a",
    "!!binary ",
    "| \n",
    "@",
    "6379",
    "redis://:p@h:6379/0?x=1#y",
    "99999999999999999999",
    "-0x",
    "redlint: allow(",
    "lambda: ",
    "async ",
    "|",
];

/// Numbers that look as if by chance and are the same for the same seed (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    /// A place in `text`, on a character boundary.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Two places in order; mostly near each other.
    fn range(&mut self, text: &str) -> std::ops::Range<usize> {
        let start = self.place(text);
        let longest = if self.below(4) == 0 { text.len() } else { 40 };
        let mut end = (start + self.below(longest)).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        start..end.max(start)
    }
}

/// Files to damage: path and text.
fn seeds() -> &'static [(String, String)] {
    static SEEDS: OnceLock<Vec<(String, String)>> = OnceLock::new();
    SEEDS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
        let walk = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter();
        let paths = walk.map(|entry| entry.unwrap().into_path());
        let shown = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        paths
            .filter_map(|path| {
                let text = std::fs::read_to_string(&path).ok()?;
                Language::detect(&shown(&path), text.lines().next().unwrap_or_default())?;
                Some((shown(&path), text))
            })
            .collect()
    })
}

/// `text` after a few accidents.
fn damaged(text: &str, chance: &mut Chance) -> String {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(4) {
        match chance.below(9) {
            0 => text.truncate(chance.place(&text)),
            1 => text.replace_range(chance.range(&text), ""),
            2 => {
                let (range, at) = (chance.range(&text), chance.place(&text));
                let times = if chance.below(6) == 0 { chance.below(300) } else { 1 };
                text.insert_str(at, &text[range].repeat(times));
            }
            3 => {
                let (range, at) = (chance.range(&text), chance.place(&text));
                let part = text[range.clone()].to_owned();
                text.insert_str(at, &part);
                let range = if at <= range.start { range.start + part.len()..range.end + part.len() } else { range };
                if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
                    text.replace_range(range, "");
                }
            }
            4 => {
                let at = chance.place(&text);
                text.insert_str(at, HOSTILE[chance.below(HOSTILE.len())]);
            }
            5 => {
                let times = [1, 2, 3, 50, 2_000][chance.below(5)];
                let (at, what) = (chance.place(&text), HOSTILE[chance.below(HOSTILE.len())]);
                text.insert_str(at, &what.repeat(times));
            }
            6 => text.replace_range(chance.range(&text), HOSTILE[chance.below(HOSTILE.len())]),
            7 => {
                // a part of another file, perhaps of another language
                let (_, other) = &seeds()[chance.below(seeds().len())];
                let (range, at) = (chance.range(other), chance.place(&text));
                text.insert_str(at, &other[range]);
            }
            _ => {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                let gone = chance.below(lines.len());
                let kept = lines.iter().enumerate().filter(|(index, _)| *index != gone);
                text = kept.map(|(_, line)| *line).collect();
            }
        }
        if text.len() > LARGEST {
            let mut end = LARGEST;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
    }
    text
}

/// Lints one file, and looks at every place that is told.
fn survives(path: &str, text: &str, linter: &Linter) -> Result<(), String> {
    let Some(language) = Language::detect(path, text.lines().next().unwrap_or_default()) else { return Ok(()) };
    let file = SourceFile::new(path, text, language);
    let started = Instant::now();
    let linted = catch_unwind(AssertUnwindSafe(|| lint(&file, linter))).map_err(|_| "it panicked".to_owned())?;
    let took = started.elapsed();
    if took > LIMIT {
        return Err(format!("it took {took:?}"));
    }
    let mut spans: Vec<(&str, Span)> = Vec::new();
    for finding in &linted.findings {
        spans.push((&finding.rule, finding.span));
        spans.extend(finding.related.iter().map(|related| ("related", related.span)));
        spans.extend(finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| ("edit", edit.span)));
    }
    for fact in &linted.facts {
        spans.push((fact.kind.name(), fact.span));
        spans.extend(fact.related.iter().map(|related| ("beside", related.span)));
    }
    spans.extend(linted.skipped.iter().map(|skipped| (skipped.reason.as_str(), skipped.span)));
    match spans.iter().find(|(_, span)| text.get(span.range()).is_none()) {
        Some((what, span)) => Err(format!("{what} lies at {span:?} of {} bytes", text.len())),
        None => Ok(()),
    }
}

/// Damages files until the time is over; how many, and what went wrong.
fn mutate(time: Duration, seed: u64) -> (usize, Vec<String>) {
    let linter = Linter::new(&Config::default()).unwrap();
    let (started, mut tried, mut failures) = (Instant::now(), 0, Vec::new());
    let mut chance = Chance(seed.max(1));
    while started.elapsed() < time && failures.len() < 20 {
        let (path, text) = &seeds()[chance.below(seeds().len())];
        // now and then a file is not what its name says
        let path = if chance.below(12) == 0 { &seeds()[chance.below(seeds().len())].0 } else { path };
        let text = damaged(text, &mut chance);
        tried += 1;
        if let Err(reason) = survives(path, &text, &linter) {
            failures.push(format!("{path}: {reason}: {}", keep(path, &text, seed, tried).display()));
        }
    }
    (tried, failures)
}

/// Writes down what failed, with the name that says which language it was.
fn keep(path: &str, text: &str, seed: u64, number: usize) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("redlint-mutation-{seed}-{number}"));
    let kept = folder.join(path);
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::write(&kept, text).unwrap();
    kept
}

#[test]
fn damaged_files_are_survived() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seconds = number("REDLINT_MUTATE_SECONDS");
    let time = Duration::from_secs(seconds.unwrap_or(3));
    let seed = number("REDLINT_MUTATE_SEED").unwrap_or(0x5EED);
    let thread = std::thread::Builder::new().stack_size(STACK);
    let (tried, failures) = thread.spawn(move || mutate(time, seed)).unwrap().join().unwrap();
    if seconds.is_some() {
        eprintln!("{tried} damaged files");
    }
    assert!(tried > 5, "there was time for {tried}");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
