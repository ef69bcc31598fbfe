//! `redlint init`: a first `redlint.yaml`, told from what is found in the tree.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Instant;

use super::args::Options;
use super::check::{look, plural};
use super::output::Output;
use super::{Status, settings};
use crate::config::{Config, FILE_NAME};
use crate::lint::Linted;
use crate::lower::endpoint::DEFAULT_PORT;
use crate::report::{Outcome, visible};
use crate::source::SourceFile;
use crate::usage::{FactKind, Given, LiteralRole};

/// How deep below the working folder folders are looked at for their names.
const DEPTH: usize = 6;

/// A value with the place that it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    value: String,
    place: String,
}

/// What the tree says about the conventions.
#[derive(Debug, Default)]
struct Signs {
    port: Option<Seen>,
    ports_file: Option<Seen>,
    version: Option<Seen>,
    password_env: Option<Seen>,
    secret: Option<(Seen, String)>,
    orchestrator: Vec<String>,
    settings: BTreeMap<&'static str, Seen>,
}

/// Settings of the server that teams agree on.
const SETTINGS: [&str; 4] = ["maxmemory", "maxmemory-policy", "appendonly", "maxclients"];

pub(super) fn run(options: &Options, is_forced: bool, output: &mut Output) -> Status {
    let started = Instant::now();
    // the file that is there is not believed, and may have mistakes
    let working = match std::env::current_dir() {
        Ok(working) => working,
        Err(error) => {
            output.error(&format!("the working directory cannot be told: {error}"));
            return Status::Failed;
        }
    };
    let target = working.join(FILE_NAME);
    if target.exists() && !is_forced {
        output.error(&format!("{FILE_NAME} is there already; --force replaces it"));
        return Status::Failed;
    }
    let Some(settings) = settings::built_in(output) else { return Status::Failed };
    let paths: [PathBuf; 0] = [];
    let Some((outcome, _)) = look(options, &paths, &settings, |linted| !linted.facts.is_empty(), output) else {
        return Status::Failed;
    };
    let mut signs = signs(&outcome);
    signs.orchestrator = orchestrators(&working);
    let ports =
        ["config/ports.yaml", "config/ports.yml", "ports.yaml", "ports.yml", "config/ports.json", "deploy/ports.yaml"];
    if let Some(file) = ports.into_iter().find(|name| working.join(name).is_file()) {
        let place = "it is there".to_owned();
        signs.ports_file = Some(Seen { value: file.to_owned(), place });
    }
    let text = write(&signs);
    if let Err(error) = std::fs::write(&target, &text) {
        output.error(&format!("{FILE_NAME}: {error}"));
        return Status::Failed;
    }
    output.note(&format!(
        "{FILE_NAME} written from {} in {} ms",
        plural(outcome.files, "file"),
        started.elapsed().as_millis()
    ));
    Status::Clean
}

fn signs(outcome: &Outcome) -> Signs {
    let mut signs = Signs::default();
    let mut ports: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (file, linted) in &outcome.reports {
        read(file, linted, &mut signs, &mut ports);
    }
    // the port that is written most often, where a server says nothing else
    if signs.port.is_none() {
        let most = ports.into_iter().max_by_key(|(port, (count, _))| (*count, port != DEFAULT_PORT));
        signs.port = most.map(|(value, (_, place))| Seen { value, place });
    }
    signs
}

fn read(file: &SourceFile, linted: &Linted, signs: &mut Signs, ports: &mut BTreeMap<String, (usize, String)>) {
    for fact in &linted.facts {
        let line = file.position(fact.span.start).line;
        let seen = |value: &str| Seen {
            value: value.to_owned(),
            place: visible(&format!("{}:{line}", file.path())).replace('\n', " "),
        };
        match &fact.kind {
            FactKind::Image(image) if image.family == "redis" => {
                let version = image.tag.literal().and_then(version);
                signs.version = signs.version.take().or_else(|| version.map(|version| seen(&version)));
            }
            FactKind::Setting(setting) => {
                let [only] = setting.args.as_slice() else { continue };
                let Some(value) = only.as_text() else { continue };
                if setting.name == "port" {
                    signs.port.get_or_insert_with(|| seen(value));
                } else if let Some(name) = SETTINGS.into_iter().find(|name| *name == setting.name) {
                    signs.settings.entry(name).or_insert_with(|| seen(value));
                }
            }
            FactKind::SecretRef(secret) => {
                signs.password_env.get_or_insert_with(|| seen(&secret.variable));
                if let (Given::Literal(name, _), Given::Literal(key, _)) = (&secret.secret, &secret.key) {
                    signs.secret.get_or_insert_with(|| (seen(name), key.clone()));
                }
            }
            FactKind::Literal(literal) if literal.role == LiteralRole::Port => {
                let entry = ports.entry(literal.text.clone()).or_insert_with(|| (0, seen("").place));
                entry.0 += 1;
            }
            _ => {}
        }
    }
}

/// `7.4` of `7.4.1-alpine`.
fn version(tag: &str) -> Option<String> {
    let number: String = tag.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let mut parts = number.split('.').filter(|part| !part.is_empty());
    let (major, minor) = (parts.next()?, parts.next()?);
    Some(format!("{major}.{minor}"))
}

/// Globs of the folders that are called after an orchestrator.
fn orchestrators(working: &std::path::Path) -> Vec<String> {
    let walk = ignore::WalkBuilder::new(working).max_depth(Some(DEPTH)).build();
    let is_named = |entry: &ignore::DirEntry| {
        entry.file_type().is_some_and(|kind| kind.is_dir())
            && entry.file_name().to_string_lossy().to_lowercase().contains("orchestrator")
    };
    let inside = |entry: ignore::DirEntry| {
        let path = entry.path().strip_prefix(working).ok()?.to_string_lossy().replace('\\', "/");
        Some(format!("{path}/**"))
    };
    let mut globs: Vec<String> = walk.filter_map(Result::ok).filter(is_named).filter_map(inside).collect();
    globs.sort();
    // what lies in another one is named by it
    let all = globs.clone();
    globs.retain(|glob| !all.iter().any(|other| other != glob && glob.starts_with(other.trim_end_matches("**"))));
    globs
}

/// The file. What was found is set, everything else is there as a comment with its default.
fn write(signs: &Signs) -> String {
    let defaults = Config::default();
    let conventions = &defaults.conventions;
    let mut out = String::from(
        "# What this team has agreed on about Redis. `redlint config` shows what holds, `redlint explain RULE` what a rule is about,\n\
         # `redlint schema` prints the schema of this file.\n\n",
    );
    let line = |indent: &str, key: &str, seen: Option<&Seen>, default: &str| match seen {
        Some(seen) => format!("{indent}{key}: {}  # {}\n", quoted(&seen.value), seen.place),
        None => format!("{indent}# {key}: {}\n", quoted(default)),
    };
    let is_target_known = signs.version.is_some();
    out.push_str(if is_target_known { "target:\n" } else { "# target:\n" });
    out.push_str("  # Commands and options that came later are reported.\n");
    match &signs.version {
        Some(seen) => {
            let _ = writeln!(out, "  redis: {:?}  # {}", seen.value, seen.place);
        }
        None => out.push_str("  # redis: \"7.4\"\n"),
    }
    let is_any_known = signs.port.is_some()
        || signs.ports_file.is_some()
        || signs.password_env.is_some()
        || signs.secret.is_some()
        || !signs.orchestrator.is_empty()
        || !signs.settings.is_empty();
    // a key with nothing below it is a mistake
    out.push_str(if is_any_known { "\nconventions:\n" } else { "\n# conventions:\n" });
    out.push_str(&line("  ", "port", signs.port.as_ref(), &conventions.port.to_string()));
    out.push_str("  # The file that says which service listens where.\n");
    out.push_str(&line("  ", "ports-file", signs.ports_file.as_ref(), &conventions.ports_file));
    out.push_str(&line("  ", "port-env", None, &conventions.port_env));
    out.push_str("  # Where code finds the password.\n");
    out.push_str(&line("  ", "password-env", signs.password_env.as_ref(), &conventions.password_env));
    let secret = &conventions.secret;
    match &signs.secret {
        Some((name, key)) => {
            let _ =
                writeln!(out, "  secret: {{name: {}, key: {}}}  # {}", quoted(&name.value), quoted(key), name.place);
        }
        None => {
            let _ = writeln!(out, "  # secret: {{name: {}, key: {}}}", secret.name, secret.key);
        }
    }
    out.push_str("  # The files that may use Lua and write to the trigger streams.\n");
    if signs.orchestrator.is_empty() {
        out.push_str("  # orchestrator: [\"**/orchestrator/**\"]\n");
    } else {
        let globs: Vec<String> = signs.orchestrator.iter().map(|glob| format!("{glob:?}")).collect();
        let _ = writeln!(out, "  orchestrator: [{}]", globs.join(", "));
    }
    out.push_str(&line("  ", "entry-stream", None, &conventions.entry_stream));
    let triggers: Vec<String> = conventions.trigger_streams.iter().map(|stream| format!("{stream:?}")).collect();
    let _ = writeln!(out, "  # trigger-streams: [{}]", triggers.join(", "));
    out.push_str("  # How the server is to be set up; null takes a built-in setting away.\n");
    let is_server_known = !signs.settings.is_empty();
    out.push_str(if is_server_known { "  server:\n" } else { "  # server:\n" });
    for (name, default) in conventions.server_settings().iter().filter(|(name, _)| SETTINGS.contains(&name.as_str())) {
        out.push_str(&line("    ", name, signs.settings.get(name.as_str()), default));
    }
    out.push_str(
        "\n# Rules that are off or of another severity, and paths where they do not hold; `redlint rules` lists them.\n\
         # rules:\n#   keys-command: warning\n#   hardcoded-port: {severity: error, allow-paths: [\"tests/**\"]}\n\n\
         # Files that are not read.\n# exclude: [vendor/, \"*.generated.ts\"]\n\n\
         # Your own rules, and models of your own client libraries; `redlint test` runs their examples.\n\
         # rules-dir: .redlint/rules\n# clients-dir: .redlint/clients\n\n\
         # Your own helpers: how they are called, and what that sends or makes.\n\
         # wrappers:\n#   bus.publish(stream, event): \"XADD {stream} MAXLEN ~ 10000 * event {event}\"\n#   make_redis(): \"-> client\"\n",
    );
    out
}

/// As YAML writes it: plain where that reads as the same.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':'))
        && !text.ends_with(':')
        && !text.is_empty();
    if is_plain { text.to_owned() } else { format!("{text:?}") }
}
