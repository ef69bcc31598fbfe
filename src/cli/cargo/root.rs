//! Which folder a `cargo redlint` is about: the root of the workspace, or some of its packages.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use globset::Glob;
use serde::Deserialize;

use super::CargoArgs;

/// The manifest of the workspace.
///
/// # Errors
/// A sentence: a manifest was named that cargo cannot read. In a tree without one, the working directory stands for the root.
pub(super) fn manifest(args: &CargoArgs, working: &Path) -> Result<PathBuf, String> {
    let named = args.manifest_path.as_ref().map(|path| working.join(path));
    let mut command = cargo();
    command.args(["locate-project", "--workspace", "--message-format", "plain"]);
    if let Some(path) = &named {
        command.arg("--manifest-path").arg(path);
    }
    let output = command.current_dir(working).stdin(Stdio::null()).output();
    match (output, named) {
        (Ok(output), _) if output.status.success() => {
            let path = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\r', '\n']).to_owned();
            Ok(PathBuf::from(path))
        }
        (_, Some(path)) if !path.is_file() => Err(format!("--manifest-path {}: no such file", path.display())),
        // a manifest with mistakes, which cargo's own check tells
        (_, Some(path)) => Ok(path),
        (_, None) => Ok(working.join("Cargo.toml")),
    }
}

/// The cargo that called.
pub(super) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// The folders of the packages that are asked for; empty for the whole workspace.
///
/// # Errors
/// A sentence: a package that does not exist, or no word from cargo.
pub(super) fn packages(args: &CargoArgs, manifest: &Path) -> Result<Vec<PathBuf>, String> {
    if args.package.is_empty() && args.exclude.is_empty() {
        return Ok(Vec::new());
    }
    let packages = metadata(manifest)?;
    let mut chosen: Vec<&Package> = Vec::new();
    if args.package.is_empty() {
        chosen.extend(&packages);
    }
    for spec in &args.package {
        let found: Vec<&Package> = packages.iter().filter(|package| package.is(spec)).collect();
        if found.is_empty() {
            let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
            return Err(format!("-p {spec}: the workspace has no such package, only {}", names.join(", ")));
        }
        chosen.extend(found);
    }
    chosen.retain(|package| !args.exclude.iter().any(|spec| package.is(spec)));
    let mut folders: Vec<PathBuf> =
        chosen.iter().filter_map(|package| package.manifest_path.parent().map(Path::to_path_buf)).collect();
    folders.sort();
    folders.dedup();
    if folders.is_empty() { Err("--exclude leaves no package".to_owned()) } else { Ok(folders) }
}

#[derive(Debug, Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    manifest_path: PathBuf,
}

fn metadata(manifest: &Path) -> Result<Vec<Package>, String> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(manifest)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(metadata.packages)
}

impl Package {
    /// Whether a specification means this package: its id, a name, `name@version`, a glob of names, the URL of its folder.
    fn is(&self, spec: &str) -> bool {
        if spec == self.id {
            return true;
        }
        if let Some((_, rest)) = spec.split_once("://") {
            let (folder, fragment) = rest.split_once('#').unwrap_or((rest, ""));
            let own = self.manifest_path.parent().map(|path| path.to_string_lossy().replace('\\', "/"));
            let is_here = own.is_some_and(|own| own.trim_start_matches('/') == folder.trim_matches('/'));
            let is_version = |text: &str| {
                text == self.version || text.starts_with(|c: char| c.is_ascii_digit()) && self.version.starts_with(text)
            };
            return is_here && (fragment.is_empty() || is_version(fragment) || self.is_named(fragment));
        }
        self.is_named(spec)
    }

    fn is_named(&self, spec: &str) -> bool {
        let (name, version) = spec.split_once(['@', ':']).unwrap_or((spec, ""));
        // cargo takes a part of the version, too: `demo@1`
        let is_version =
            version.is_empty() || self.version == version || self.version.starts_with(&format!("{version}."));
        let is_name =
            name == self.name || Glob::new(name).is_ok_and(|glob| glob.compile_matcher().is_match(&self.name));
        is_name && is_version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_named_in_many_ways() {
        let package = Package {
            id: "path+file:///w/demo#0.1.2".to_owned(),
            name: "demo".to_owned(),
            version: "0.1.2".to_owned(),
            manifest_path: PathBuf::from("/w/demo/Cargo.toml"),
        };
        for spec in [
            "demo",
            "demo@0.1.2",
            "demo@0.1",
            "demo:0.1.2",
            "de*",
            "path+file:///w/demo#0.1.2",
            "path+file:///w/demo#demo@0.1.2",
            "file:///w/demo",
        ] {
            assert!(package.is(spec), "{spec}");
        }
        for spec in ["dem", "demo@0.2", "path+file:///w/other#demo@0.1.2", "x*", "path+file:///w/demo#other"] {
            assert!(!package.is(spec), "{spec}");
        }
    }
}
