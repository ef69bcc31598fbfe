//! How much the analysis says again of what a file says once.
//!
//! `x = x + x` doubles a text and `x = [*x, *x]` a list with each line. What values are made of other values costs is counted, and when a file is through with its
//! allowance, nothing is known of such values any more. Ordinary code uses a small part of it.

use std::cell::Cell;

/// The allowance of any file, in bytes.
const BASE: usize = 256 << 10;

/// How much more there is for each byte of the file.
const PER_BYTE: usize = 16;

/// The largest allowance.
const MOST: usize = 32 << 20;

/// What an element of a list or record counts for.
const ELEMENT: usize = 16;

/// What is left of the allowance of a file.
#[derive(Debug)]
pub(super) struct Copies {
    left: Cell<usize>,
}

impl Copies {
    /// The allowance of a file with `length` bytes.
    pub(super) fn of(length: usize) -> Self {
        Self { left: Cell::new(length.saturating_mul(PER_BYTE).saturating_add(BASE).min(MOST)) }
    }

    /// Whether a text of `bytes` bytes may be made.
    pub(super) fn take_text(&self, bytes: usize) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => false,
        }
    }

    /// Whether `count` elements of a list or record may be copied.
    pub(super) fn take_elements(&self, count: usize) -> bool {
        self.take_text(count.saturating_mul(ELEMENT))
    }
}
