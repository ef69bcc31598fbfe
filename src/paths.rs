//! Globs and where they are anchored.

use std::sync::OnceLock;

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
    /// What it says, without what changes nothing.
    fn text(&self) -> &str {
        self.0.strip_prefix("./").unwrap_or(&self.0).trim_end_matches('/')
    }

    /// The plain name or path that it looks for in every folder: of `vendor` and `**/a/b`.
    fn anywhere(&self) -> Option<&str> {
        let text = self.text();
        let name = text.strip_prefix("**/").or_else(|| (!text.contains('/')).then_some(text))?;
        let is_plain =
            !name.is_empty() && !name.starts_with('/') && !name.contains(['*', '?', '[', ']', '{', '}', '!', '\\']);
        is_plain.then_some(name)
    }

    /// The two patterns for the thing itself and for what lies in it.
    fn patterns(&self) -> Result<[globset::Glob; 2], globset::Error> {
        let text = self.text();
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

/// A set of globs. Plain names are compared; patterns are compiled when a path is first asked about.
#[derive(Debug, Clone, Default)]
pub struct PathSet {
    /// Names and paths that are looked for in every folder.
    names: Vec<String>,
    patterns: Vec<globset::Glob>,
    set: OnceLock<GlobSet>,
}

impl PathSet {
    /// The set of `globs`; a bad one is left out, as [`Glob::check`] has reported it.
    pub fn new<'a>(globs: impl IntoIterator<Item = &'a Glob>) -> Self {
        let mut set = Self::default();
        for glob in globs {
            match glob.anywhere() {
                Some(name) => set.names.push(name.to_owned()),
                None => set.patterns.extend(glob.patterns().into_iter().flatten()),
            }
        }
        set
    }

    /// Whether the root-relative `path` is one of the things named or lies in one.
    pub fn contains(&self, path: &str) -> bool {
        self.names.iter().any(|name| passes_through(path, name))
            || !self.patterns.is_empty() && self.set.get_or_init(|| self.compile()).is_match(path)
    }

    fn compile(&self) -> GlobSet {
        let mut builder = GlobSetBuilder::new();
        for pattern in &self.patterns {
            builder.add(pattern.clone());
        }
        builder.build().unwrap_or_default()
    }

    /// Whether no glob is in it.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.patterns.is_empty()
    }
}

/// Whether `name`, one or several folders or a file, stands in `path` as it is.
fn passes_through(path: &str, name: &str) -> bool {
    path.match_indices(name).any(|(at, _)| {
        let (before, behind) = (&path[..at], &path[at + name.len()..]);
        (before.is_empty() || before.ends_with('/')) && (behind.is_empty() || behind.starts_with('/'))
    })
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

/// A path as it stands in a URI: everything but letters, digits and `/-._~` percent-encoded.
pub(crate) fn percent_encoded(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_uris() {
        assert_eq!(percent_encoded("a b/ü#.py"), "a%20b/%C3%BC%23.py");
    }

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
        check("**/a/b", &["a/b", "x/a/b/c"], &["xa/b", "a/bx", "a/x/b"]);
        check("aa", &["aaa/aa", "aa/x"], &["aaa", "a/aaa"]);
        check("a{b,c}", &["ab", "x/ac/d"], &["a{b,c}", "a"]);
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
