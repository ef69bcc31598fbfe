//! What is to be read: paths from the command line, from a list, or standard input itself.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::Options;
use super::walk::reason;

/// What is to be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inputs {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// Standard input, as if it were the file of this name.
    Stdin(String),
}

/// Where the paths are.
///
/// # Errors
/// A sentence: arguments that contradict each other, a list that cannot be read.
pub(super) fn read(options: &Options, paths: &[PathBuf]) -> Result<Inputs, String> {
    let is_stdin = |path: &Path| path == Path::new("-");
    if let Some(name) = &options.stdin_filename {
        if paths.iter().any(|path| !is_stdin(path)) {
            return Err("--stdin-filename reads standard input alone: leave out the paths".to_owned());
        }
        return Ok(Inputs::Stdin(name.clone()));
    }
    if paths.iter().any(|path| is_stdin(path)) {
        return Err("standard input needs --stdin-filename, which tells its language".to_owned());
    }
    let mut all = paths.to_vec();
    match &options.files_from {
        Some(list) => all.extend(split(&list_bytes(list)?)),
        None if all.is_empty() => all.push(PathBuf::from(".")),
        None => {}
    }
    Ok(Inputs::Paths(all))
}

fn list_bytes(list: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if list == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        // also a pipe, as in `--files-from <(git diff --name-only)`
        std::fs::File::open(list).and_then(|mut file| file.read_to_end(&mut bytes)).map(drop)
    };
    read.map(|()| bytes).map_err(|error| format!("--files-from {}: {}", list.display(), reason(&error)))
}

/// One path a line, or separated by NUL bytes where there is one.
fn split(bytes: &[u8]) -> Vec<PathBuf> {
    let has_nul = bytes.contains(&0);
    let separator = if has_nul { 0 } else { b'\n' };
    bytes
        .split(|&byte| byte == separator)
        .map(|path| if has_nul { path } else { path.strip_suffix(b"\r").unwrap_or(path) })
        .filter(|path| !path.is_empty())
        .map(|path| PathBuf::from(os_string(path)))
        .collect()
}

#[cfg(unix)]
fn os_string(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec())
}

#[cfg(not(unix))]
fn os_string(bytes: &[u8]) -> OsString {
    OsString::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_lines_or_separated_by_nul() {
        let paths = |bytes: &[u8]| split(bytes).iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(paths(b"a\nb c\r\n\nd"), ["a", "b c", "d"]);
        assert_eq!(paths(b"a\nb\0c\r\0"), ["a\nb", "c\r"]);
        assert_eq!(paths(b""), [""; 0]);
    }
}
