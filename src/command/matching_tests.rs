//! Which word is an option and which is data: the grammar, the matcher and the questions together.
//!
//! A line is written as on the wire; `?` is one unknown word, `a{}b` a partly known one, `**` any number of unknown words, `""` the empty word.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn word(text: &str) -> Word {
    let kind = match text {
        "?" => WordKind::One,
        "**" => WordKind::Many,
        "\"\"" => WordKind::Text(String::new()),
        _ if text.contains("{}") => {
            let mut pieces = Vec::new();
            for (index, part) in text.split("{}").enumerate() {
                if index > 0 {
                    pieces.push(Piece::Hole);
                }
                if !part.is_empty() {
                    pieces.push(Piece::Text(part.to_owned()));
                }
            }
            WordKind::Partial(pieces)
        }
        _ => WordKind::Text(text.to_owned()),
    };
    Word { kind, source: String::new(), span: None }
}

fn words(line: &str) -> Vec<Word> {
    line.split(' ').map(word).collect()
}

fn presence(line: &str, option: &str) -> Presence {
    let words = words(line);
    let reading = CommandTable::get().read(&words).expect(line);
    assert!(reading.command.knows_option(option), "{line}: no such option: {option}");
    reading.has_option(option)
}

/// Each line: the command, then in brackets what its options are: `[+YES -NO ?UNKNOWN]`.
#[track_caller]
fn check(lines: &[&str]) {
    for line in lines {
        let (command, expected) = line.trim_end_matches(']').split_once(" [").expect(line);
        for option in expected.split_whitespace() {
            let (sign, option) = option.split_at(1);
            let wanted = match sign {
                "+" => Presence::Yes,
                "-" => Presence::No,
                "?" => Presence::Unknown,
                _ => panic!("{line}: {sign}"),
            };
            assert_eq!(presence(command, &option.replace('_', " ")), wanted, "{command}: {option}");
        }
    }
}

#[test]
fn xadd() {
    check(&[
        "XADD s * f v [-MAXLEN -MINID -NOMKSTREAM]",
        "XADD s * MAXLEN 5 [-MAXLEN]",
        "XADD s * maxlen ~ f v [-MAXLEN -~]",
        "XADD s MAXLEN ~ 1000 * f v [+MAXLEN +~ -= -MINID]",
        "XADD s maxlen 1000 * f v [+MAXLEN -~]",
        "XADD s MAXLEN = 1000 * f v [+MAXLEN +=]",
        "XADD s NOMKSTREAM MAXLEN 1000 * f v [+MAXLEN +NOMKSTREAM]",
        "XADD s MINID ~ 0-1 * f v [+MINID -MAXLEN]",
        "XADD s MAXLEN ~ 1000 LIMIT 10 * f v [+MAXLEN +LIMIT]",
        "XADD s KEEPREF MAXLEN 5 * f v [+KEEPREF +MAXLEN]",
        "XADD s IDMP p i MAXLEN ~ 5 * f v [+IDMP +MAXLEN -IDMPAUTO]",
        "XADD s IDMPAUTO p * f v [+IDMPAUTO -MAXLEN]",
        "XADD s 1-1 KEEPREF v [-KEEPREF]",
        "XADD MAXLEN * MAXLEN 5 [-MAXLEN]",
        "XADD ? * ? ? [-MAXLEN]",
    ]);
}

#[test]
fn xadd_with_unknown_words() {
    check(&[
        "XADD s ** * f v [?MAXLEN ?IDMP]",
        "XADD s * ** [-MAXLEN -IDMP]",
        "XADD s ** [?MAXLEN]",
        "XADD ** [?MAXLEN]",
        "XADD s ? f v [-MAXLEN -NOMKSTREAM]",
        "XADD s ? f ? [-MAXLEN]",
        "XADD s ? f ? g ? [-MAXLEN]",
        "XADD s ? ? ? ? ? [?MAXLEN]",
        "XADD s ? 1000 * f v [?MAXLEN ?MINID]",
        "XADD s MAXLEN ? ? * f v [+MAXLEN ?~]",
        "XADD s MAXLEN ~ ? * ** [+MAXLEN]",
        "XADD s MAXLEN ** * f v [+MAXLEN ?~]",
        "XADD s MAX{} ~ 1000 * f v [+MAXLEN -MINID]",
        "XADD s x{} f v [-MAXLEN]",
        "XADD s {}-0 f v g w [-MAXLEN]",
        "XADD s MAXLEN [?MAXLEN]",
        "XADD s MAXLEN 5 * f [?MAXLEN]",
    ]);
}

#[test]
fn tokens_of_streams() {
    check(&[
        "XTRIM s MAXLEN ~ 1000 [+MAXLEN +~]",
        "XTRIM MAXLEN MINID 0-1 [-MAXLEN +MINID]",
        "XTRIM s MAXLEN 5 ACKED [+ACKED]",
        "XTRIM s ** [?MAXLEN]",
        "XTRIM s ? 1000 [?MAXLEN -~]",
        "XREADGROUP GROUP g c STREAMS s > [-NOACK -COUNT -BLOCK -CLAIM +STREAMS]",
        "XREADGROUP GROUP COUNT NOACK STREAMS s > [-NOACK -COUNT]",
        "XREADGROUP GROUP g c COUNT 10 BLOCK 0 NOACK STREAMS s > [+NOACK +COUNT +BLOCK]",
        "XREADGROUP GROUP g c STREAMS COUNT NOACK > > [-NOACK -COUNT]",
        "XREADGROUP BLOCK 5 GROUP g c STREAMS s t > > [+BLOCK +GROUP]",
        "XREADGROUP GROUP g c ** STREAMS s > [?COUNT ?CLAIM]",
        "XREADGROUP GROUP g c STREAMS ** [-COUNT]",
        "XREADGROUP GROUP g c CLAIM 5 STREAMS s > [+CLAIM]",
        "XREADGROUP GROUP g c STREAMS s t > [?COUNT]",
        "XREAD COUNT 1 STREAMS a b 0 0 [+COUNT -BLOCK]",
        "XREAD STREAMS BLOCK 0 [-BLOCK]",
        "XAUTOCLAIM s g c 10 0 COUNT 5 JUSTID [+COUNT +JUSTID]",
        "XAUTOCLAIM s g c 10 COUNT [-COUNT]",
        "XCLAIM s g c 10 1-1 1-2 JUSTID [+JUSTID -FORCE]",
        "XCLAIM s g c 10 JUSTID FORCE [-JUSTID +FORCE]",
        "XPENDING s g IDLE 5 - + 10 [+IDLE]",
        "XPENDING s IDLE - + 10 [-IDLE]",
        "XGROUP CREATE s g $ MKSTREAM [+MKSTREAM]",
        "XGROUP CREATE s MKSTREAM $ [-MKSTREAM]",
        "XACKDEL s g DELREF IDS 2 1-1 ACKED [+DELREF -ACKED]",
    ]);
}

#[test]
fn tokens_of_strings() {
    check(&[
        "SET k v [-EX -NX -GET]",
        "SET k NX [-NX]",
        "SET EX PX [-EX -PX]",
        "SET k v EX 10 [+EX -PX]",
        "SET k v nx ex 10 get [+NX +EX +GET]",
        "SET k v ** [?EX ?NX]",
        "SET k ** [?EX]",
        "SET k v ? [-EX ?NX ?KEEPTTL]",
        "SET k v EX ? [+EX]",
        "SET k v ? ? [?EX ?NX]",
        "SET k v ? 10 [?EX ?PX -NX]",
        "SET k v EX 10 ** [+EX ?NX]",
        "SET k v IFEQ EX EX 5 [+IFEQ +EX]",
        "SET k v IFEQ EX [+IFEQ -EX]",
        "SET k v EX soon [?EX]",
        "GETEX k PERSIST [+PERSIST -EX]",
        "GETEX EX [-EX]",
        "MSETEX 2 EX 1 PX 2 NX EX 5 [+NX +EX -PX]",
        "MSETEX ? a 1 b 2 EX 5 [?EX]",
        "EXPIRE k 10 NX [+NX -XX]",
        "EXPIRE NX 10 [-NX]",
        "LPOS k RANK RANK 2 [+RANK -MAXLEN]",
        "BITCOUNT k 0 1 BIT [+BIT]",
        "BITOP AND OR XOR [+AND -OR -XOR]",
        "BITOP DIFF d a b [+DIFF -DIFF1]",
        "BITFIELD k SET u8 0 1 OVERFLOW SAT INCRBY u8 0 1 [+SET +OVERFLOW +SAT -FAIL +INCRBY -GET]",
    ]);
}

#[test]
fn tokens_of_collections() {
    check(&[
        "ZADD k 1 NX [-NX]",
        "ZADD k NX 1 m [+NX -XX]",
        "ZADD k NX CH 1 m 2 n [+NX +CH]",
        "ZADD k 1 GT 2 LT [-GT -LT]",
        "ZADD k ? ? [-NX -GT]",
        "ZADD k ? ? ? [?NX]",
        "ZADD NX 1 m [-NX]",
        "ZRANGE k 0 -1 REV WITHSCORES [+REV +WITHSCORES -BYSCORE]",
        "ZRANGE k REV BYSCORE [-REV -BYSCORE]",
        "ZRANGE k 0 -1 BYSCORE LIMIT 0 10 [+BYSCORE +LIMIT]",
        "ZUNION 2 WEIGHTS AGGREGATE WEIGHTS 1 2 AGGREGATE COUNT [+WEIGHTS +AGGREGATE +AGGREGATE_COUNT -SUM]",
        "ZUNION 2 WEIGHTS AGGREGATE [-WEIGHTS -AGGREGATE]",
        "ZINTER 1 COUNT [-COUNT]",
        "ZINTERSTORE d 1 a AGGREGATE MAX [-AGGREGATE_COUNT +MAX]",
        "SORT k BY GET GET # GET BY ASC ALPHA STORE d [+BY +GET +ASC +ALPHA +STORE -DESC]",
        "SORT k BY STORE [-STORE]",
        "SORT k ** [?STORE]",
        "GEOSEARCH k FROMMEMBER ASC BYRADIUS 10 KM [-ASC +FROMMEMBER +BYRADIUS -BYBOX]",
        "GEOSEARCH k BYBOX 1 1 m FROMLONLAT 1 1 COUNT 5 ANY DESC [+BYBOX +FROMLONLAT +COUNT +ANY +DESC]",
        "GEORADIUS k 1 1 1 KM STORE WITHDIST [+STORE -WITHDIST]",
        "HEXPIRE k 10 NX FIELDS 2 XX GT [+NX -XX -GT]",
        "HEXPIRE k 10 FIELDS 1 f NX [+NX]",
        "HEXPIRE k 10 FIELDS ? f NX [?NX]",
        "HGETEX k EX 10 FIELDS 1 EX [+EX]",
        "HGETEX k FIELDS 2 EX PX [-EX -PX]",
        "HSETEX k FIELDS 1 f FNX KEEPTTL [-FNX +KEEPTTL]",
        "HSCAN k 0 MATCH COUNT COUNT 5 [+MATCH +COUNT -NOVALUES]",
        "LMOVE LEFT RIGHT LEFT LEFT [+LEFT -RIGHT]",
        "LINSERT k BEFORE AFTER BEFORE [+BEFORE -AFTER]",
        "LMPOP 2 LEFT RIGHT LEFT [+LEFT -RIGHT]",
    ]);
}

#[test]
fn tokens_of_the_server() {
    check(&[
        "CLIENT KILL 127.0.0.1:6379 [-ADDR -ID]",
        "CLIENT KILL ID 5 TYPE normal SKIPME YES [+ID +TYPE +NORMAL +SKIPME +YES -MAXAGE]",
        "CLIENT KILL USER ID [+USER -ID]",
        "CLIENT KILL ? [-ID -ADDR]",
        "CLIENT KILL ? ? [?ID ?ADDR]",
        "SCAN 0 MATCH TYPE COUNT 5 [+MATCH +COUNT -TYPE]",
        "SCAN 0 TYPE string [+TYPE]",
        "SCAN ? ** [?MATCH]",
        "FLUSHALL ASYNC [+ASYNC -SYNC]",
        "MIGRATE h 6381 \"\" 0 5000 COPY KEYS a b [+COPY +KEYS -REPLACE]",
        "RESTORE k 0 REPLACE ABSTTL [-REPLACE +ABSTTL]",
        "FAILOVER TO h 1 FORCE TIMEOUT 5 [+TO +FORCE +TIMEOUT -ABORT]",
        "HELLO 3 AUTH SETNAME p SETNAME AUTH [+AUTH +SETNAME]",
        "SHUTDOWN NOSAVE NOW [+NOSAVE +NOW -SAVE]",
        "COMMAND LIST FILTERBY MODULE ACLCAT [+FILTERBY +MODULE -ACLCAT]",
        "FT.CREATE i ON HASH PREFIX 1 SCHEMA SCHEMA t TEXT SORTABLE n NUMERIC [+ON +HASH +PREFIX +SCHEMA +TEXT +SORTABLE +NUMERIC -JSON]",
        "FT.SEARCH i LIMIT RETURN 2 LIMIT LIMIT LIMIT 0 5 [+RETURN +LIMIT]",
        "TS.ADD k 1 2 RETENTION 5 LABELS a b [+RETENTION +LABELS]",
        "VADD k VALUES 2 1 2 CAS Q8 [-CAS +Q8 +VALUES]",
    ]);
}

#[test]
fn data_behind_a_count_is_no_token() {
    for line in ["EVAL s 1 k a", "EVAL s ? k a", "EVALSHA s 0 ** a", "FCALL f 2 a b c"] {
        let words = words(line);
        let reading = CommandTable::get().read(&words).expect(line);
        assert!(reading.is_matched(), "{line}");
    }
    for line in ["EVAL s 3 k a", "EVAL s x k", "EVAL s -1 k", "EVAL s 99999999999 k", "EVAL s"] {
        let words = words(line);
        let reading = CommandTable::get().read(&words).expect(line);
        assert!(!reading.is_matched(), "{line}");
    }
}

#[test]
fn completeness_is_certain_or_not() {
    for (line, expected) in [
        ("GET k", true),
        ("GET", false),
        ("GET a b", false),
        ("GET ?", true),
        ("GET **", false),
        ("HSET k f v", true),
        ("HSET k f", false),
        ("DBSIZE", true),
        ("DBSIZE x", false),
        ("CONFIG SET maxmemory 1mb", true),
        ("CONFIG SET maxmemory", false),
        ("XREAD STREAMS a 0", true),
        ("XREAD STREAMS a b 0", false),
        ("XREAD STREAMS a b c 0 0 0", true),
        ("AUTH p", true),
        ("AUTH u p", true),
        ("AUTH a b c", false),
        ("INFO", true),
        ("INFO a b", true),
    ] {
        let words = words(line);
        let reading = CommandTable::get().read(&words).expect(line);
        assert_eq!(reading.is_complete(), expected, "{line}");
    }
}

#[test]
fn young_words_are_certain() {
    for (line, target, expected) in [
        ("XADD s IDMP p i * f v", "7.4", &["IDMP 8.6 2"][..]),
        ("XADD s IDMPAUTO p * f v", "8.4", &["IDMPAUTO 8.6 2"]),
        ("XADD s IDMPAUTO p * f v", "8.6", &[]),
        ("XADD s * IDMP KEEPREF", "7.4", &[]),
        ("XADD s ** * f v", "7.4", &[]),
        ("XADD s KEEPREF ** * f v", "7.4", &["KEEPREF 8.2 2"]),
        ("SET k v IFEQ old EX 5", "7.4", &["IFEQ 8.4 3"]),
        ("SET k IFEQ", "7.4", &[]),
        ("SET k v ?", "7.4", &[]),
        ("SET k v KEEPTTL", "5.0", &["KEEPTTL 6.0 3"]),
        ("BITOP DIFF1 d a b", "7.4", &["DIFF1 8.2 1"]),
        ("BITOP AND DIFF ONE", "7.4", &[]),
        ("XREADGROUP GROUP g c CLAIM 5 STREAMS s >", "7.4", &["CLAIM 8.4 4"]),
        ("XREADGROUP GROUP g CLAIM STREAMS s >", "7.4", &[]),
        ("XREAD MAXCOUNT 5 MAXSIZE 5 STREAMS s 0", "7.4", &["MAXCOUNT 8.10 1", "MAXSIZE 8.10 3"]),
        ("ZUNION 1 a AGGREGATE COUNT", "7.4", &["AGGREGATE COUNT 8.8 4"]),
        ("ZUNION 1 COUNT", "7.4", &[]),
        ("HEXPIRE k 10 FIELDS 1 f NX", "7.4", &["NX 8.6 6"]),
        ("HEXPIRE k 10 NX FIELDS 1 f", "7.4", &[]),
        ("HEXPIRE k 10 FIELDS 2 f NX", "7.4", &[]),
        ("HEXPIRE k 10 FIELDS ? f NX", "7.4", &[]),
        ("LPOP k 5", "6.0", &["count 6.2 2"]),
        ("LPOP k", "6.0", &[]),
        ("AUTH u p", "5.0", &["username 6.0 1"]),
        ("AUTH p", "5.0", &[]),
        ("SADD k a b", "2.2", &["member 2.4 3"]),
        ("CLIENT KILL ID 5 MAXAGE 6", "7.2", &["MAXAGE 7.4 4"]),
        ("FT.SEARCH i q DIALECT 2", "7.4", &[]),
        ("XADD s IDMP", "7.4", &[]),
    ] {
        let words = words(line);
        let reading = CommandTable::get().read(&words).expect(line);
        let young = reading.young_words(target.parse().expect(target));
        let young: Vec<_> =
            young.iter().map(|young| format!("{} {} {}", young.name, young.since, young.place)).collect();
        assert_eq!(young, expected, "{line} on {target}");
    }
}

#[test]
fn words_have_roles() {
    let line = words("XADD s MAXLEN ~ ? * f v");
    let reading = CommandTable::get().read(&line).expect("XADD is in the table");
    let roles: Vec<_> = (0..line.len()).map(|place| reading.role(place)).collect();
    let token = |text: &str| Role::Token(text.to_owned());
    let expected = [
        Role::Name,
        Role::Data("key"),
        token("MAXLEN"),
        token("MAXLEN|MINID ~"),
        Role::Data("threshold"),
        token("*"),
        Role::Data("field"),
        Role::Data("value"),
    ];
    assert_eq!(roles, expected);
    assert_eq!(reading.role(99), Role::Unsure);
}

/// What `question` finds, as the text of a word.
fn found<'a>(words: &'a [Word], question: impl Fn(&Reading<'a>) -> Option<&'a Word>) -> Option<String> {
    let reading = CommandTable::get().read(words)?;
    question(&reading).map(ToString::to_string)
}

#[test]
fn arguments_are_found_by_name() {
    for (line, name, expected) in [
        ("KEYS user:*", "pattern", Some("user:*")),
        ("KEYS ?", "pattern", Some("{?}")),
        ("XADD s * f v", "key", Some("s")),
        ("XADD s MAXLEN ~ 5 * f v", "threshold", Some("5")),
        ("XADD s MAXLEN ~ 5 * f v", "field", Some("f")),
        ("XADD s * f v", "threshold", None),
        ("XADD s ** ", "key", Some("s")),
        ("XADD **", "key", None),
        ("XADD s MAXLEN", "key", Some("s")),
        ("XADD s MAXLEN", "field", None),
        ("EVAL script 1 k a", "script", Some("script")),
        ("EVAL script 1 k a", "key", Some("k")),
        ("EVAL script 1 k a", "arg", Some("a")),
        ("PUBLISH c m", "channel", Some("c")),
        ("RENAME a b", "key", Some("a")),
        ("BITOP AND d a", "key", Some("a")),
        ("XREADGROUP GROUP g c STREAMS s >", "key", Some("s")),
        ("XREADGROUP GROUP g c STREAMS s >", "id", Some(">")),
        ("XREADGROUP GROUP g c STREAMS s >", "group", Some("g")),
        ("CONFIG SET port 1", "parameter", Some("port")),
        ("DEL a b", "key", Some("a")),
        ("DEL", "key", None),
    ] {
        let words = words(line.trim_end());
        assert_eq!(found(&words, |reading| reading.argument(name)).as_deref(), expected, "{line}: {name}");
    }
}

#[test]
fn values_of_options_are_found() {
    for (line, option, expected) in [
        ("XADD s MAXLEN ~ 1000 * f v", "MAXLEN", Some("1000")),
        ("XADD s MAXLEN 1000 * f v", "MAXLEN", Some("1000")),
        ("XADD s MAXLEN ~ ? * f v", "MAXLEN", Some("{?}")),
        ("XADD s NOMKSTREAM * f v", "NOMKSTREAM", Some("f")),
        ("XADD s ** * f v", "MAXLEN", None),
        ("SET k v EX 10", "EX", Some("10")),
        ("SET k v", "EX", None),
        ("SCAN 0 COUNT 5 MATCH x", "MATCH", Some("x")),
        ("XREADGROUP GROUP g c BLOCK 0 STREAMS s >", "BLOCK", Some("0")),
    ] {
        let words = words(line);
        assert_eq!(found(&words, |reading| reading.option_value(option)).as_deref(), expected, "{line}: {option}");
    }
}

#[test]
fn keys_are_found() {
    for (line, expected) in [
        ("GET k", "k"),
        ("GET ?", "{?}"),
        ("DEL a b c", "a b c"),
        ("DEL a ** c", "a …"),
        ("MSET a 1 b 2", "a b"),
        ("BLPOP a b 0", "a b"),
        ("BLPOP a b **", "a …"),
        ("EVAL s 2 a b c", "a b"),
        ("EVAL s ? a b c", "…"),
        ("ZUNIONSTORE d 2 a b", "d a b"),
        ("XREADGROUP GROUP g c STREAMS s t > >", "s t"),
        ("XREADGROUP GROUP g c STREAMS s **", "s …"),
        ("XREADGROUP GROUP STREAMS c STREAMS s >", "s"),
        ("XGROUP CREATE s g $", "s"),
        ("SORT k STORE d", "k …"),
        ("GEORADIUS k 1 1 1 KM STORE d", "k d"),
        ("GEORADIUS k 1 1 1 KM", "k"),
        ("MSETEX 2 a 1 b 2", "a b"),
        ("BITOP AND d a b", "d a b"),
        ("PING", ""),
        ("RENAME a", "a"),
    ] {
        let words = words(line);
        let reading = CommandTable::get().read(&words).expect(line);
        let keys = reading.keys();
        let mut shown: Vec<_> = keys.places.iter().map(|&place| words[place].to_string()).collect();
        if !keys.is_complete {
            shown.push("…".to_owned());
        }
        assert_eq!(shown.join(" "), expected, "{line}");
    }
    let one_word = [Word::text("XGROUP CREATE"), Word::text("s"), Word::text("g"), Word::text("$")];
    let reading = CommandTable::get().read(&one_word).expect("XGROUP CREATE is in the table");
    assert_eq!(reading.keys().places, [1]);
    assert_eq!(reading.argument("group"), Some(&one_word[2]));
}

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
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
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
        1 => "[A-Zé]{0,3}".prop_map(|text| Word { kind: WordKind::Partial(vec![Piece::Text(text), Piece::Hole]), source: String::new(), span: None }),
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
