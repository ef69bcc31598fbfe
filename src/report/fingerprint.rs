//! What a finding is known by although lines move.

use std::collections::HashMap;

use crate::filter::baseline::code;
use crate::finding::Finding;
use crate::source::SourceFile;

/// How many characters, blanks aside, GitHub's line hash covers.
const WINDOW: usize = 100;

/// The multiplier of GitHub's rolling hash.
const FACTOR: u64 = 37;

/// Fingerprints of one file's findings.
#[derive(Debug)]
pub(crate) struct Fingerprints {
    /// 1-based line to GitHub's `primaryLocationLineHash`.
    lines: HashMap<u32, String>,
    /// How often rule and text have been seen.
    seen: HashMap<u64, u32>,
}

impl Fingerprints {
    /// For the findings of `file`, which are to be asked for in order.
    pub(crate) fn new(file: &SourceFile, findings: &[&Finding]) -> Self {
        let wanted: Vec<u32> = findings.iter().map(|finding| file.position(finding.span.start).line).collect();
        Self { lines: line_hashes(file.text(), &wanted), seen: HashMap::new() }
    }

    /// GitHub's hash of the 1-based `line`: of the hundred characters from its start, with a number that tells equal ones apart.
    pub(crate) fn line(&self, line: u32) -> Option<&str> {
        self.lines.get(&line).map(String::as_str)
    }

    /// redlint's own: rule, path and the code of the line without its blanks, and which one of several equal ones it is. Holds no line number.
    pub(crate) fn own(&mut self, path: &str, file: &SourceFile, finding: &Finding) -> String {
        let base = identity(path, file, finding);
        let count = self.seen.entry(base).or_insert(0);
        *count += 1;
        format!("{base:016x}:{count}")
    }
}

/// Rule, path and normalised code of a finding, as one number: FNV-1a, which is the same on every machine.
fn identity(path: &str, file: &SourceFile, finding: &Finding) -> u64 {
    let bytes = finding.rule.bytes().chain(std::iter::once(0)).chain(path.bytes()).chain(std::iter::once(0));
    bytes.fold(code(file, finding), |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hashes that GitHub's upload action computes for the `wanted` lines (1-based): a rolling hash over the UTF-16 units of the text without blanks
/// and tabs, line ends being one unit, written in hexadecimal with the number of its occurrence.
fn line_hashes(text: &str, wanted: &[u32]) -> HashMap<u32, String> {
    let mut roller = Roller::new(wanted);
    let mut before_was_return = false;
    for unit in text.encode_utf16() {
        match unit {
            0x20 | 0x09 => before_was_return = false,
            0x0A if before_was_return => before_was_return = false,
            0x0D => {
                before_was_return = true;
                roller.take(0x0A);
            }
            unit => {
                before_was_return = false;
                roller.take(unit);
            }
        }
    }
    roller.finish()
}

struct Roller {
    window: [u16; WINDOW],
    /// The line that starts at each place of the window.
    starts: [Option<u32>; WINDOW],
    at: usize,
    hash: u64,
    /// The factor of what leaves the window.
    leaving: u64,
    line: u32,
    at_line_start: bool,
    counts: HashMap<u64, u32>,
    wanted: HashMap<u32, String>,
}

impl Roller {
    fn new(wanted: &[u32]) -> Self {
        let leaving = (0..WINDOW).fold(1_u64, |factor, _| factor.wrapping_mul(FACTOR));
        Self {
            window: [0; WINDOW],
            starts: [None; WINDOW],
            at: 0,
            hash: 0,
            leaving,
            line: 0,
            at_line_start: true,
            counts: HashMap::new(),
            wanted: wanted.iter().map(|line| (*line, String::new())).collect(),
        }
    }

    fn take(&mut self, unit: u16) {
        self.emit();
        if self.at_line_start {
            self.at_line_start = false;
            self.line += 1;
            self.starts[self.at] = Some(self.line);
        }
        if unit == 0x0A {
            self.at_line_start = true;
        }
        self.push(unit);
    }

    /// The window has come round to where a line started: its hash is complete.
    fn emit(&mut self) {
        let Some(line) = self.starts[self.at].take() else { return };
        let count = self.counts.entry(self.hash).or_insert(0);
        *count += 1;
        if let Some(slot) = self.wanted.get_mut(&line) {
            *slot = format!("{:x}:{count}", self.hash);
        }
    }

    fn push(&mut self, unit: u16) {
        let gone = u64::from(std::mem::replace(&mut self.window[self.at], unit));
        self.hash =
            FACTOR.wrapping_mul(self.hash).wrapping_add(u64::from(unit)).wrapping_sub(self.leaving.wrapping_mul(gone));
        self.at = (self.at + 1) % WINDOW;
    }

    fn finish(mut self) -> HashMap<u32, String> {
        // the end of the file is one unit more
        self.take(u16::MAX);
        for _ in 0..WINDOW {
            self.emit();
            self.push(0);
        }
        self.wanted.retain(|_, hash| !hash.is_empty());
        self.wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_line_ends_do_not_count() {
        let hashes = |text: &str| line_hashes(text, &[1, 2]);
        assert_eq!(hashes("a b\nc\n"), hashes("ab\r\n  c\r\n"));
        assert_ne!(hashes("a b\nc\n")[&1], hashes("a b\nd\n")[&1]);
    }

    #[test]
    fn equal_lines_are_told_apart_by_their_number() {
        let text = "x\n".repeat(300);
        let hashes = line_hashes(&text, &[1, 2, 150]);
        assert_eq!(hashes[&1].split(':').nth(1), Some("1"));
        assert_eq!(hashes[&2].split(':').nth(1), Some("2"));
        assert_eq!(hashes[&1].split(':').next(), hashes[&150].split(':').next());
    }

    #[test]
    fn an_empty_text_has_a_first_line() {
        // one unit for the end, then a window of nothing
        assert_eq!(line_hashes("", &[1]).len(), 1);
    }
}
