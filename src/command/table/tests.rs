use super::*;
use crate::command::word::Word;

const TARGET: Version = Version::new(7, 4);

fn table() -> &'static CommandTable {
    CommandTable::get()
}

fn words(line: &str) -> Vec<Word> {
    line.split(' ').map(|word| if word == "?" { Word::one() } else { Word::text(word) }).collect()
}

fn version(text: &str) -> Version {
    text.parse().expect(text)
}

#[test]
fn every_grammar_compiles() {
    for command in table().commands() {
        if let Some(Err(error)) = command.compile() {
            panic!("{}: {error}", command.name);
        }
    }
}

#[test]
fn every_grammar_takes_as_few_words_as_the_arity_allows() {
    // What the server says of these is coarser than what it takes.
    let coarse = ["CLIENT KILL", "SENTINEL CONFIG", "HOTKEYS START", "STRALGO"];
    for command in
        table().commands().filter(|command| command.module.is_none() && !coarse.contains(&command.name.as_str()))
    {
        let (Some(arity), Some(_)) = (command.arity, command.program()) else { continue };
        let mut words: Vec<Word> = command.name.split(' ').map(Word::text).collect();
        words.resize_with(arity.unsigned_abs() as usize, Word::one);
        let reading = table().read(&words).expect("the name is in the table");
        assert!(reading.is_complete(), "{}", command.name);
    }
}

#[test]
fn the_table_is_sorted_and_whole() {
    let names: Vec<&str> = table().commands().map(|command| command.name.as_str()).collect();
    assert!(names.is_sorted());
    assert_eq!(names.len(), 640);
    for command in table().commands() {
        assert_eq!(command.name, command.name.to_ascii_uppercase());
        let container = command.name.split(' ').next().and_then(|name| table().command(name));
        assert!(
            container.is_some_and(|container| command.name_words() == 1 || container.has(Flag::Container)),
            "{}",
            command.name
        );
        assert!(command.removed.is_none() || command.replacement.is_some(), "{}", command.name);
    }
}

#[test]
fn commands_are_found_in_any_letter_case() {
    for name in ["xadd", "XADD", "xAdd"] {
        assert_eq!(table().command(name).map(|command| command.name.as_str()), Some("XADD"));
    }
    assert_eq!(table().command("config set").map(|command| command.name.as_str()), Some("CONFIG SET"));
    assert_eq!(table().command("json.set").map(|command| command.name.as_str()), Some("JSON.SET"));
    assert!(table().command("").is_none());
    assert!(table().command("XADDD").is_none());
}

#[test]
fn the_words_of_a_name_are_found() {
    for (line, expected) in [
        ("set k v", Some(("SET", 1))),
        ("config set maxmemory 1", Some(("CONFIG SET", 2))),
        ("CONFIG ?", Some(("CONFIG", 1))),
        ("CONFIG FROB", Some(("CONFIG", 1))),
        ("CONFIG", Some(("CONFIG", 1))),
        ("xgroup create s g $", Some(("XGROUP CREATE", 2))),
        ("COMMAND", Some(("COMMAND", 1))),
        ("GET set", Some(("GET", 1))),
        ("cluster slot-stats slotsrange 0 1", Some(("CLUSTER SLOT-STATS", 2))),
        ("NOSUCH k", None),
        ("? k", None),
    ] {
        let words = words(line);
        let found = table().resolve(&words).map(|(command, count)| (command.name.as_str(), count));
        assert_eq!(found, expected, "{line}");
    }
    assert!(table().resolve(&[]).is_none());
    let one_word = [Word::text("config  Set"), Word::text("port"), Word::text("1")];
    let found = table().resolve(&one_word).map(|(command, count)| (command.name.as_str(), count));
    assert_eq!(found, Some(("CONFIG SET", 1)));
}

#[test]
fn methods_are_named_after_commands() {
    for (name, expected) in [
        ("xreadgroup", "XREADGROUP"),
        ("configset", "CONFIG SET"),
        ("configSet", "CONFIG SET"),
        ("config_set", "CONFIG SET"),
        ("jsonset", "JSON.SET"),
        ("zrangebyscore", "ZRANGEBYSCORE"),
        ("client_no_evict", "CLIENT NO-EVICT"),
        ("evalRo", "EVAL_RO"),
        ("ftsearch", "FT.SEARCH"),
        ("ftconfig", "FT.CONFIG"),
    ] {
        assert_eq!(table().by_folded(name).map(|command| command.name.as_str()), Some(expected), "{name}");
    }
    for name in ["", "_", "pipeline", "execute_command"] {
        assert!(table().by_folded(name).is_none(), "{name}");
    }
}

#[test]
fn only_internal_names_fold_like_others() {
    let is_hidden =
        |command: &&CommandInfo| table().by_folded(&command.name).is_none_or(|found| found.name != command.name);
    let hidden: Vec<&str> = table().commands().filter(is_hidden).map(|command| command.name.as_str()).collect();
    assert_eq!(hidden, ["_FT.CONFIG"]);
}

#[test]
fn misspelt_names_have_a_neighbour() {
    for (name, expected) in [
        ("XADDD", Some("XADD")),
        ("hgetal", Some("HGETALL")),
        ("XREADGRUOP", Some("XREADGROUP")),
        ("FROBNICATE", None),
        ("", None),
        ("JSON.STE", Some("JSON.SET")),
    ] {
        assert_eq!(table().nearest(name), expected, "{name}");
    }
    assert_eq!(table().nearest(&"X".repeat(100_000)), None);
}

#[test]
fn commands_of_the_core_are_available_since_their_release() {
    let is_core = |command: &&CommandInfo| command.module.is_none_or(|module| module == Module::Vectorset);
    let young = table().commands().filter(is_core).filter(|command| command.since >= version("8.0"));
    let mut count = 0;
    for command in young {
        assert_eq!(
            command.availability(TARGET, &[]),
            Availability::TooNew { since: command.since },
            "{}",
            command.name
        );
        assert_eq!(command.availability(command.since, &[]), Availability::Available, "{}", command.name);
        count += 1;
    }
    assert_eq!(count, 86);
    let old = table()
        .commands()
        .filter(is_core)
        .filter(|command| command.availability(TARGET, &[]) == Availability::Available);
    assert_eq!(old.count(), 401);
}

#[test]
fn availability_depends_on_version_and_modules() {
    use Availability::{Available, Removed, TooNew, UnknownCommand};
    let module = |module| Availability::Module { module, since: version("8.0") };
    for (line, target, modules, expected) in [
        ("XADD s * f v", "7.4", &[][..], Available),
        ("XACKDEL s g IDS 1 1-1", "7.4", &[], TooNew { since: version("8.2") }),
        ("XACKDEL s g IDS 1 1-1", "8.2", &[], Available),
        ("LMOVEM a b LEFT LEFT", "8.8", &[], TooNew { since: version("8.10") }),
        ("VADD k VALUES 1 1 e", "7.4", &[], TooNew { since: version("8.0") }),
        ("VADD k VALUES 1 1 e", "7.4", &[Module::Vectorset], TooNew { since: version("8.0") }),
        ("JSON.SET k $ 1", "7.4", &[], module(Module::Json)),
        ("JSON.SET k $ 1", "7.4", &[Module::Json], Available),
        ("JSON.SET k $ 1", "8.0", &[], Available),
        ("FT.SEARCH i q", "7.4", &[Module::Json], module(Module::Search)),
        ("FT.ALIASLIST i", "7.4", &[Module::Search], TooNew { since: version("8.10") }),
        ("TS.ADD k 1 1", "7.4", &[], module(Module::Timeseries)),
        ("BF.ADD k 1", "7.4", &[], module(Module::Bloom)),
        ("CF.ADD k 1", "7.4", &[], module(Module::Bloom)),
        ("CMS.QUERY k 1", "7.4", &[], module(Module::Bloom)),
        ("TOPK.LIST k", "7.4", &[], module(Module::Bloom)),
        ("TDIGEST.MIN k", "7.4", &[], module(Module::Bloom)),
        ("STRALGO LCS KEYS a b", "7.4", &[], Removed { removed: version("7.0") }),
        ("STRALGO LCS KEYS a b", "6.2", &[], Available),
        ("CLUSTER SLOT-STATS SLOTSRANGE 0 1", "7.4", &[], TooNew { since: version("8.2") }),
        ("CLUSTER NOSUCH", "7.4", &[], UnknownCommand),
        ("CLUSTER ?", "7.4", &[], Available),
        ("BACKUP START", "7.4", &[], TooNew { since: version("8.10") }),
        ("DEBUG SLEEP 1", "7.4", &[], Available),
        ("NOSUCH", "7.4", &[], UnknownCommand),
        ("HEXPIRE k 1 FIELDS 1 f", "7.2", &[], TooNew { since: version("7.4") }),
    ] {
        assert_eq!(table().availability(&words(line), version(target), modules), expected, "{line} {target}");
    }
}

#[test]
fn options_of_a_command_are_known() {
    let xadd = table().command("xadd").expect("it is a command");
    assert!(xadd.knows_option("maxlen"));
    assert!(!xadd.knows_option("EX"));
    let zunion = table().command("ZUNION").expect("it is a command");
    assert!(zunion.knows_option("AGGREGATE COUNT"));
    let young = ("AGGREGATE COUNT".to_owned(), Some(Since::Redis(version("8.8"))));
    assert!(zunion.tokens().any(|token| token == young));
}
