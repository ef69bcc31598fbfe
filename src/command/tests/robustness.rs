//! No words make the matcher panic, slow or inconsistent.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// Long inputs, built from `front` and many times `part`.
fn long(front: &str, part: &str, count: usize) -> Vec<Word> {
    let part = words(part);
    words(front).into_iter().chain(part.iter().cycle().take(part.len() * count).cloned()).collect()
}

#[test]
fn long_commands_are_read_in_time() {
    let start = Instant::now();
    let cases = [
        (long("MSET", "k v", 50_000), true),
        (long("XADD s *", "f v", 50_000), true),
        (long("DEL", "?", 100_000), true),
        (long("XADD s", "?", 100_000), false),
        (long("SORT k", "GET a", 50_000), true),
        (long("SORT k", "** GET", 50_000), false),
        (long("EVAL s ?", "a", 100_000), false),
        (long("EVAL s 99999 **", "a", 100_000), false),
        (long("FT.CREATE i SCHEMA", "? ** TEXT", 30_000), false),
        (long("XADD s", "**", 100_000), false),
    ];
    for (words, is_certain) in &cases {
        let reading = CommandTable::get().read(words).expect("the name is in the table");
        let _ = (
            reading.has_option("MAXLEN"),
            reading.young_words(Version::new(7, 4)),
            reading.argument("key"),
            reading.keys(),
        );
        assert!(!is_certain || reading.is_matched(), "{}", words[0]);
    }
    assert!(start.elapsed() < Duration::from_mins(1), "{:?}", start.elapsed());
}

fn any_word() -> impl Strategy<Value = Word> {
    let tokens = [
        "MAXLEN", "~", "*", "NX", "EX", "COUNT", "STREAMS", "FIELDS", "GET", "LIMIT", "BY", "GROUP", "0", "2", "5",
        "x", "", "-1", "é",
    ];
    prop_oneof![
        6 => proptest::sample::select(tokens.to_vec()).prop_map(Word::text),
        2 => Just(Word::one()),
        1 => Just(Word::many()),
        1 => ".{0,6}".prop_map(Word::text),
        1 => "[A-Zé]{0,3}".prop_map(|text| Word::new(WordKind::Partial(vec![Piece::Text(text), Piece::Hole]))),
    ]
}

proptest! {
    #[test]
    fn no_words_make_it_panic(name in 0_usize..640, rest in proptest::collection::vec(any_word(), 0..40)) {
        let command = CommandTable::get().commands().nth(name).expect("there are so many commands");
        let mut words: Vec<Word> = command.name.split(' ').map(Word::text).collect();
        words.extend(rest);
        let reading = CommandTable::get().read(&words).expect("the name is in the table");
        let start = Instant::now();
        let young = reading.young_words(Version::new(7, 4));
        prop_assert!(young.iter().all(|young| young.place < words.len()));
        for (option, _) in reading.command.tokens() {
            let answer = reading.has_option(&option);
            prop_assert!(reading.is_matched() || answer == Presence::Unknown);
            // What has a certain place is certainly there.
            prop_assert!(reading.option_place(&option).is_none() || answer == Presence::Yes);
        }
        let keys = reading.keys();
        prop_assert!(keys.places.iter().all(|&place| place < words.len()));
        let _ = (reading.argument("key"), reading.option_value("COUNT"), reading.is_complete());
        prop_assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn knowing_less_never_turns_yes_into_no(rest in proptest::collection::vec(any_word(), 0..12), hidden in 0_usize..12) {
        let mut words = words("XADD s");
        words.extend(rest);
        let known = CommandTable::get().read(&words).map(|reading| reading.has_option("MAXLEN"));
        let mut less = words.clone();
        if let Some(word) = less.get_mut(2 + hidden).filter(|word| !word.is_many()) {
            *word = Word::one();
        }
        let unknown = CommandTable::get().read(&less).map(|reading| reading.has_option("MAXLEN"));
        prop_assert!(!(known == Some(Presence::Yes) && unknown == Some(Presence::No)), "{words:?}");
        prop_assert!(!(known == Some(Presence::No) && unknown == Some(Presence::Yes)), "{words:?}");
    }
}

/// `words` with each of `unknown` in place of the first run of unknown words.
fn expanded(words: &[Word], unknown: &[Word]) -> Vec<Word> {
    let at = words.iter().position(Word::is_many).unwrap_or(words.len());
    let rest = words.get(at + 1..).unwrap_or_default();
    [&words[..at], unknown, rest].concat()
}

fn max_len(words: &[Word]) -> Option<Presence> {
    let reading = CommandTable::get().read(words).filter(Reading::is_matched)?;
    Some(reading.has_option("MAXLEN"))
}

proptest! {
    /// What is said of a run of unknown words holds for every number of words that it may stand for.
    #[test]
    fn a_run_is_any_number_of_words(
        command in proptest::sample::select(vec!["XADD s", "XTRIM s", "LPOS k"]),
        front in proptest::collection::vec(any_word(), 0..4),
        back in proptest::collection::vec(any_word(), 0..4),
        some in proptest::collection::vec(any_word().prop_filter("one word", |word| !word.is_many()), 0..6),
    ) {
        let mut words = words(command);
        words.extend(front.into_iter().filter(|word| !word.is_many()));
        words.push(Word::many());
        words.extend(back.into_iter().filter(|word| !word.is_many()));
        let run = max_len(&words);
        let unknown: Vec<Word> = some.iter().map(|_| Word::one()).collect();
        for case in [some, unknown] {
            let Some(answer) = max_len(&expanded(&words, &case)) else { continue };
            // The run can be read in this way too, so that it matches, and a certain answer is the same.
            prop_assert!(run.is_some(), "{words:?}");
            prop_assert!(run == Some(Presence::Unknown) || run == Some(answer), "{words:?} {case:?}");
        }
    }
}
