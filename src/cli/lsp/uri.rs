//! `file:` URIs and paths.

use std::path::{Path, PathBuf};

use crate::paths::percent_encoded;

/// The path that a `file:` URI means.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("file://")).and(uri.get(7..))?;
    // a host is of no use; `localhost` is this one
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = decode(path)?;
    if cfg!(windows) {
        // /C:/folder
        let path = path.strip_prefix('/').filter(|rest| rest.as_bytes().get(1) == Some(&b':')).unwrap_or(&path);
        return Some(PathBuf::from(path));
    }
    path.starts_with('/').then(|| PathBuf::from(path))
}

/// The URI of an absolute path.
pub(super) fn from_path(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !text.starts_with('/') {
        uri.push('/');
    }
    uri.push_str(&percent_encoded(&text));
    uri
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for path in ["/a/b.py", "/a b/ü#?%.rs", "/"] {
            assert_eq!(to_path(&from_path(Path::new(path))), Some(PathBuf::from(path)));
        }
        assert_eq!(from_path(Path::new("/a b/c")), "file:///a%20b/c");
    }

    #[test]
    fn what_is_no_file() {
        for uri in ["untitled:Untitled-1", "file://%zz", "file://%F", "", "ü", "http://x/y"] {
            assert_eq!(to_path(uri), None, "{uri}");
        }
        assert_eq!(to_path("FILE://localhost/a%C3%BC?x#y"), Some(PathBuf::from("/aü")));
    }
}
