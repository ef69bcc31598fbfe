//! Which word is an option and which is data.

use super::*;

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
        "XADD s ! ** [-MAXLEN -NOMKSTREAM]",
        "XADD s ! !! [-MAXLEN -NOMKSTREAM]",
        "XADD s ** ! !! [?MAXLEN ?NOMKSTREAM]",
        "XADD s !! [-MAXLEN -NOMKSTREAM]",
        "XADD s MAXLEN 5 ! !! [+MAXLEN]",
        "ZADD z NX !! [+NX -GT]",
        "SET k ! [-EX -NX]",
        "SET k !! [-EX -NX]",
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
