//! Whether bytes mention one of some hundred words, at the speed of reading them, and ready at once.
//!
//! A word is looked up by its first bytes: of each place in the text the next four, in lower case, are hashed, and a bitmap tells whether a word starts
//! with such bytes. An automaton of the same words is no faster to run, for it does not fit into the nearest cache, and takes longer to make than linting a
//! file does; a hook that looks at one file would mostly wait for it.

/// How many bytes of a word are looked up. A shorter word is found by what may follow.
const HEAD: usize = 4;

/// Bits of a hash.
const BITS: u32 = 15;

/// Words, in any ASCII letter case.
#[derive(Debug)]
pub(crate) struct Prefilter {
    /// Which hashes of heads there are.
    heads: [u64; 1 << (BITS - 6)],
    /// Head and word in lower case, sorted.
    words: Vec<(u32, Box<[u8]>)>,
    /// Words shorter than a head.
    short: Vec<Box<[u8]>>,
}

impl Prefilter {
    /// For `words`; empty ones are left out.
    pub(crate) fn new<S: AsRef<str>>(words: &[S]) -> Self {
        let mut filter = Self { heads: [0; 1 << (BITS - 6)], words: Vec::new(), short: Vec::new() };
        for word in words {
            let word: Box<[u8]> = word.as_ref().to_ascii_lowercase().into_bytes().into();
            match word.first_chunk::<HEAD>() {
                Some(head) => {
                    let head = u32::from_be_bytes(*head);
                    let (at, bit) = place(head);
                    filter.heads[at] |= bit;
                    filter.words.push((head, word));
                }
                None if word.is_empty() => {}
                None => filter.short.push(word),
            }
        }
        filter.words.sort_unstable();
        filter.words.dedup();
        filter
    }

    /// Whether one of the words stands in `bytes`; a number only where it is not part of a longer one.
    pub(crate) fn is_match(&self, bytes: &[u8]) -> bool {
        let mut head = 0;
        for (end, byte) in bytes.iter().enumerate() {
            head = head << 8 | u32::from(byte.to_ascii_lowercase());
            let (at, bit) = place(head);
            if self.heads[at] & bit != 0
                && let Some(start) = (end + 1).checked_sub(HEAD)
                && self.stands_at(head, bytes, start)
            {
                return true;
            }
        }
        self.short.iter().any(|word| {
            let windows = bytes.windows(word.len()).enumerate();
            windows
                .filter(|(_, window)| window.eq_ignore_ascii_case(word))
                .any(|(start, _)| stands_alone(word, bytes, start))
        })
    }

    /// Whether a word with this head stands at `start`.
    #[cold]
    fn stands_at(&self, head: u32, bytes: &[u8], start: usize) -> bool {
        let first = self.words.partition_point(|(other, _)| *other < head);
        let same = self.words[first..].iter().take_while(|(other, _)| *other == head);
        let rest = &bytes[start..];
        same.into_iter().any(|(_, word)| {
            rest.get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
                && stands_alone(word, bytes, start)
        })
    }
}

/// Where the bit of a head is: its word in the bitmap, and the bit there.
fn place(head: u32) -> (usize, u64) {
    let hash = head.wrapping_mul(0x9E37_79B1) >> (u32::BITS - BITS);
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// A number is not part of a longer one; a word may be part of any.
fn stands_alone(word: &[u8], bytes: &[u8], start: usize) -> bool {
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    !word[0].is_ascii_digit() || !is_digit(start.checked_sub(1)) && !is_digit(Some(start + word.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        let filter = Prefilter::new(&["redis", ".xadd", "6379", "redlint:", "ab", ""]);
        for text in
            ["redis", "REDIS", "a redis b", "myRedisClient", "x.XAdd(", "port=6379", "6379", "xab", "# redlint: x"]
        {
            assert!(filter.is_match(text.as_bytes()), "{text}");
        }
        for text in ["", "r", "redi", "redi s", ".xad", "16379", "63790", "redlint", "a b", "6 379"] {
            assert!(!filter.is_match(text.as_bytes()), "{text}");
        }
        assert!(filter.is_match(b"163790 and \xff 6379"), "one of several places");
        assert!(!Prefilter::new::<&str>(&[]).is_match(b"redis"));
    }

    #[test]
    fn every_word_is_found_beside_every_byte() {
        let words: Vec<String> = (0..400).map(|number| format!("w{number}-{}", "x".repeat(number % 7))).collect();
        let filter = Prefilter::new(&words);
        for (word, byte) in words.iter().zip((0..=u8::MAX).cycle()) {
            let text = [&[byte, byte], word.as_bytes(), &[byte]].concat();
            assert!(filter.is_match(&text), "{word} beside {byte}");
        }
    }
}
