//! What else can be asked about a command.

use super::*;

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
        ("HSET k **", "k"),
        ("SET ** v", "…"),
        ("SORT k **", "k …"),
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
