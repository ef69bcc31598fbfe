//! Globs and where they are anchored.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A glob as it was written.
///
/// It is relative to the configuration's folder and matches a file or everything in a folder; without `/` it matches a name in every folder.
/// `*` and `?` stop at `/`, `**` does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Glob(#[schemars(extend("format" = "glob"))] pub String);

impl From<&str> for Glob {
    fn from(text: &str) -> Self {
        Glob(text.to_owned())
    }
}

impl Glob {
    /// The two patterns for the thing itself and for what lies in it.
    fn patterns(&self) -> Result<[globset::Glob; 2], globset::Error> {
        let text = self.0.strip_prefix("./").unwrap_or(&self.0).trim_end_matches('/');
        let anchored = match text.strip_prefix('/') {
            Some(rest) => rest.to_owned(),
            None if text.contains('/') => text.to_owned(),
            None => format!("**/{text}"),
        };
        let build = |pattern: &str| GlobBuilder::new(pattern).literal_separator(true).build();
        Ok([build(&anchored)?, build(&format!("{anchored}/**"))?])
    }

    /// What is wrong with the glob.
    ///
    /// # Errors
    /// A sentence without the glob itself.
    pub fn check(&self) -> Result<(), String> {
        match self.patterns() {
            Ok(_) => Ok(()),
            Err(error) => Err(error.kind().to_string()),
        }
    }
}

/// A set of globs, compiled.
#[derive(Debug, Clone)]
pub struct PathSet {
    set: GlobSet,
}

impl PathSet {
    /// Compiles `globs`; a bad one is left out, as [`Glob::check`] has reported it.
    pub fn new<'a>(globs: impl IntoIterator<Item = &'a Glob>) -> Self {
        let mut builder = GlobSetBuilder::new();
        for patterns in globs.into_iter().filter_map(|glob| glob.patterns().ok()) {
            for pattern in patterns {
                builder.add(pattern);
            }
        }
        Self { set: builder.build().unwrap_or_default() }
    }

    /// Whether the root-relative `path` is one of the things named or lies in one.
    pub fn contains(&self, path: &str) -> bool {
        !self.set.is_empty() && self.set.is_match(path)
    }

    /// Whether no glob is in it.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }
}

/// The folder that globs are relative to, seen from the folder that shown paths are relative to.
///
/// Purely lexical; both are absolute and `/`-separated, or empty when they are the same unknown folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    root: String,
    working: String,
}

impl Root {
    /// Globs are relative to `root`, shown paths to `working`.
    pub fn new(root: impl Into<String>, working: impl Into<String>) -> Self {
        let tidy = |text: String| text.trim_end_matches('/').to_owned();
        Self { root: tidy(root.into()), working: tidy(working.into()) }
    }

    /// The folder of the configuration.
    pub fn folder(&self) -> &str {
        &self.root
    }

    /// The path under the root of a path as shown. A path outside of it comes back absolute without the leading `/`, so that
    /// `**/name/**` still matches.
    pub fn relative(&self, shown: &str) -> String {
        let whole = if shown.starts_with('/') { normal(shown) } else { normal(&format!("{}/{shown}", self.working)) };
        let root = self.root.trim_start_matches('/');
        match whole.strip_prefix(root) {
            Some(rest) if root.is_empty() => rest.to_owned(),
            Some(rest) if rest.starts_with('/') => rest[1..].to_owned(),
            _ => whole,
        }
    }
}

/// `a/./b/../c` is `a/c`; without the leading `/`.
pub(crate) fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(glob: &str, inside: &[&str], outside: &[&str]) {
        let set = PathSet::new([&Glob::from(glob)]);
        for path in inside {
            assert!(set.contains(path), "{glob} should match {path}");
        }
        for path in outside {
            assert!(!set.contains(path), "{glob} should not match {path}");
        }
    }

    #[test]
    fn globs_match_things_and_what_is_in_them() {
        check(
            "**/orchestrator/**",
            &["orchestrator/a.py", "x/orchestrator/y/z.py"],
            &["orchestrator.py", "my-orchestrator/a.py"],
        );
        check("vendor/", &["vendor/a", "x/vendor/b/c"], &["vendors/a"]);
        check("/build", &["build/a"], &["x/build/a"]);
        check("./a/*.py", &["a/b.py"], &["a/c/b.py", "b.py"]);
        check("*.min.js", &["x/y.min.js"], &["x/y.js"]);
        assert!(Glob::from("a[").check().is_err());
    }

    #[test]
    fn shown_paths_are_seen_from_the_root() {
        let root = Root::new("/repo", "/repo/backend/");
        assert_eq!(root.relative("src/a.rs"), "backend/src/a.rs");
        assert_eq!(root.relative("../web/./b.ts"), "web/b.ts");
        assert_eq!(root.relative("/repo/c.yaml"), "c.yaml");
        assert_eq!(root.relative("/repository/c.yaml"), "repository/c.yaml");
        assert_eq!(Root::default().relative("./x/y"), "x/y");
    }
}
