//! Turns the YAML files under `rules/` into Rust data, so that no YAML is parsed when the program starts.
//!
//! Each file becomes one entry of a sorted slice: its name, its content as compact JSON, the same without the large parts, and its text for messages that point into it. A file that is
//! not valid YAML fails the build with its name and position.
#![allow(clippy::print_stdout, reason = "a build script speaks to cargo on standard output")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for line in problems.iter().flat_map(|problem| problem.lines()) {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Writes `embedded_files.rs`; the error lists every problem found, not only the first.
fn generate() -> Result<(), Vec<String>> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("rules");
    println!("cargo::rerun-if-changed=build.rs");
    // A folder stands for all that lies in it, also for files that come or go.
    println!("cargo::rerun-if-changed=rules");

    let mut entries = Vec::new();
    let mut problems = Vec::new();
    let walk = walkdir::WalkDir::new(&root).into_iter().filter_entry(|entry| !is_hidden(entry));
    for entry in walk {
        let path = match entry {
            Ok(entry) if entry.file_type().is_file() => entry.into_path(),
            Ok(_) => continue,
            Err(error) => {
                problems.push(error.to_string());
                continue;
            }
        };
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        match read(&root, &path) {
            Ok(entry) => entries.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    entries.sort();

    let mut code = String::from("pub(super) static FILES: &[super::Embedded] = &[\n");
    for (name, json, head, yaml) in &entries {
        // The `Debug` form of a string is a Rust literal.
        let _ =
            writeln!(code, "    super::Embedded {{ name: {name:?}, json: {json:?}, head: {head:?}, yaml: {yaml:?} }},");
    }
    code.push_str("];\n");
    let target = PathBuf::from(variable("OUT_DIR")?).join("embedded_files.rs");
    std::fs::write(&target, code).map_err(|error| vec![format!("{}: {error}", target.display())])
}

/// The parts of a client model that say what its types and functions do, which is most of it.
const BODY: [&str; 4] = ["types", "functions", "values", "examples"];

/// Name, JSON, JSON without the body, and text of one file.
fn read(root: &Path, path: &Path) -> Result<(String, String, String, String), String> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let shown = Path::new("rules").join(relative);
    let explain = |error: &dyn std::fmt::Display| format!("{}: {error}", shown.display());
    let yaml = std::fs::read_to_string(path).map_err(|error| explain(&error))?;
    // By way of a YAML value, which refuses duplicate keys; a JSON value would silently keep the last.
    let mut value: serde_yaml::Value = serde_yaml::from_str(&yaml).map_err(|error| explain(&error))?;
    value.apply_merge().map_err(|error| explain(&error))?;
    let json = serde_json::to_string(&value).map_err(|error| explain(&error))?;
    if let Some(entries) = value.as_mapping_mut() {
        entries.retain(|key, _| !key.as_str().is_some_and(|key| BODY.contains(&key)));
    }
    let head = serde_json::to_string(&value).map_err(|error| explain(&error))?;
    let parts: Vec<_> = relative.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    Ok((parts.join("/"), json, head, yaml))
}

/// Whether an editor's or the system's own file is met.
fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

fn variable(name: &str) -> Result<String, Vec<String>> {
    std::env::var(name).map_err(|error| vec![format!("{name}: {error}")])
}
