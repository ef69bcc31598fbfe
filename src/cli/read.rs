//! From a path to a source file: only what is text in a known language and may mention Redis is kept.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::walk::{Found, reason};
use crate::config::Limits;
use crate::lint::Linter;
use crate::source::{Language, SourceFile};

/// How much of a file without an extension is read to find its `#!` line.
const FIRST_LINE: usize = 256;

/// Reads files one after the other into one buffer.
pub(super) struct Reader<'a> {
    linter: &'a Linter,
    limits: &'a Limits,
    buffer: Vec<u8>,
}

/// What reading a file gave.
#[derive(Debug)]
pub(super) enum Content {
    /// Text to lint.
    Source(SourceFile),
    /// Read, and nothing in it that is of interest.
    Irrelevant,
    /// Of a language that redlint does not read.
    Foreign,
    /// Left unread on purpose, with the reason.
    Skipped(String),
    /// The system did not let it be read, for this reason.
    Unreadable(String),
}

impl<'a> Reader<'a> {
    pub(super) fn new(linter: &'a Linter, limits: &'a Limits) -> Self {
        Self { linter, limits, buffer: Vec::new() }
    }

    /// Reads `found` from disk.
    pub(super) fn file(&mut self, found: &Found) -> Content {
        let language = Language::detect(&found.shown, "");
        if language.is_none() && has_extension(&found.shown) {
            return Content::Foreign;
        }
        match self.fill(&found.path, language.is_some()) {
            Ok(None) => {
                let Some(language) = language.or_else(|| Language::detect(&found.shown, first_line(&self.buffer)))
                else {
                    return Content::Foreign;
                };
                self.content(&found.shown, language)
            }
            Ok(Some(content)) => content,
            Err(error) => Content::Unreadable(reason(&error)),
        }
    }

    /// Reads all of `input` as a file called `shown`.
    pub(super) fn stream(&mut self, shown: &str, input: impl Read) -> Content {
        self.buffer.clear();
        let limit = self.limits.file_size.0;
        match input.take(limit.saturating_add(1)).read_to_end(&mut self.buffer) {
            Ok(length) if length as u64 > limit => Content::Skipped(self.too_large()),
            Ok(_) => match Language::detect(shown, first_line(&self.buffer)) {
                Some(language) => self.content(shown, language),
                None => Content::Foreign,
            },
            Err(error) => Content::Unreadable(reason(&error)),
        }
    }

    /// Takes `bytes` as the content of a file called `shown`, whose language is `fallback` where the name tells nothing.
    pub(super) fn buffer(&mut self, shown: &str, bytes: &[u8], fallback: Option<Language>) -> Content {
        if bytes.len() as u64 > self.limits.file_size.0 {
            return Content::Skipped(self.too_large());
        }
        self.buffer.clear();
        self.buffer.extend_from_slice(bytes);
        match Language::detect(shown, first_line(bytes)).or(fallback) {
            Some(language) => self.content(shown, language),
            None => Content::Foreign,
        }
    }

    /// Fills the buffer; gives the outcome instead when the file needs no further look.
    fn fill(&mut self, path: &Path, is_known: bool) -> io::Result<Option<Content>> {
        let mut file = File::open(path)?;
        let meta = file.metadata()?;
        if !meta.is_file() {
            return Ok(Some(Content::Skipped("not a regular file".to_owned())));
        }
        self.buffer.clear();
        if !is_known {
            // most files without an extension are no scripts, and some are huge
            Read::by_ref(&mut file).take(FIRST_LINE as u64).read_to_end(&mut self.buffer)?;
            if !self.buffer.starts_with(b"#!") {
                return Ok(Some(Content::Foreign));
            }
        }
        if meta.len() > self.limits.file_size.0 {
            return Ok(Some(Content::Skipped(self.too_large())));
        }
        self.buffer.reserve(usize::try_from(meta.len()).unwrap_or(0).saturating_add(1));
        // a file may grow while it is read
        file.take(self.limits.file_size.0.saturating_add(1)).read_to_end(&mut self.buffer)?;
        Ok(None)
    }

    /// Judges what is in the buffer.
    fn content(&self, shown: &str, language: Language) -> Content {
        let bytes = self.buffer.as_slice();
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Content::Skipped("not UTF-8: UTF-16".to_owned());
        }
        if !self.linter.concerns(shown, bytes) {
            return Content::Irrelevant;
        }
        if bytes.contains(&0) {
            return Content::Skipped("binary".to_owned());
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let line = bytes[..error.valid_up_to()].split(|&byte| byte == b'\n').count();
                return Content::Skipped(format!("not UTF-8 in line {line}"));
            }
        };
        let limit = usize::try_from(self.limits.line_length.0).unwrap_or(usize::MAX);
        if text.len() > limit
            && let Some(line) = text.split('\n').position(|line| line.len() > limit)
        {
            return Content::Skipped(format!(
                "line {} is longer than the limit of {}",
                line + 1,
                self.limits.line_length
            ));
        }
        // memory that stays is cheapest in the first thread, which this is when few files are named
        self.linter.prepare(language);
        Content::Source(SourceFile::new(shown, text, language))
    }

    fn too_large(&self) -> String {
        format!("larger than the limit of {}", self.limits.file_size)
    }
}

fn has_extension(shown: &str) -> bool {
    let name = shown.rsplit('/').next().unwrap_or(shown);
    name.trim_start_matches('.').contains('.')
}

/// The first line as far as it is text.
fn first_line(bytes: &[u8]) -> &str {
    let head = &bytes[..bytes.len().min(FIRST_LINE)];
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default();
    match std::str::from_utf8(line) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&line[..error.valid_up_to()]).unwrap_or_default(),
    }
}
