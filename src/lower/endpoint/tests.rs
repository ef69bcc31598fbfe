use super::*;

/// One line a endpoint: `host=… port=… user=… password=… db=…`; a default in parentheses behind `?`.
fn show(endpoints: &[Endpoint], text: &str) -> Vec<String> {
    let part = |name: &str, part: &Option<Part>, out: &mut String| {
        let Some(part) = part else { return };
        if let Place::Text(span) = part.place
            && !part.is_dynamic()
        {
            assert_eq!(&text[span.range()], part.text, "{text}");
        }
        let default = part.literal().filter(|&(_, is_default)| is_default).map(|(part, _)| {
            if let Place::Text(span) = part.place {
                assert_eq!(&text[span.range()], part.text, "{text}");
            }
            format!("({})", part.text)
        });
        let shown = format!("{name}={}{} ", part.text.replace(HOLE, "?"), default.unwrap_or_default());
        out.push_str(&shown);
    };
    endpoints
        .iter()
        .map(|endpoint| {
            let mut out = String::new();
            part("user", &endpoint.user, &mut out);
            part("password", &endpoint.password, &mut out);
            part("host", &endpoint.host, &mut out);
            part("port", &endpoint.port, &mut out);
            part("db", &endpoint.database, &mut out);
            out.trim_end().to_owned()
        })
        .collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(show(&urls(text), text), expected, "{text}");
}

fn check_redis(text: &str, expected: &[&str]) {
    assert_eq!(show(&endpoints(text), text), expected, "{text}");
}

#[test]
fn urls_and_their_parts() {
    check("redis://localhost:6379/0", &["host=localhost port=6379 db=0"]);
    check("rediss://user:p%40ss@h.example.com:6380", &["user=user password=p%40ss host=h.example.com port=6380"]);
    check("redis://:s3cret@h", &["password=s3cret host=h"]);
    check("redis://:a@b@h:1", &["password=a@b host=h port=1"]);
    check("redis://:pa/ss@h:6379/2", &["password=pa/ss host=h port=6379 db=2"]);
    check("redis://[::1]:6379", &["host=::1 port=6379"]);
    check("redis://:6379", &["port=6379"]);
    check("redis:///1", &["db=1"]);
    check("redis://h?db=3&password=x", &["password=x host=h db=3"]);
    check("redis+unix:///var/run/redis.sock?db=1", &["host=/var/run/redis.sock db=1"]);
    check("jdbc:redis://h:6379/0", &["host=h port=6379 db=0"]);
    check("valkey://v:6379", &["host=v port=6379"]);
}

#[test]
fn several_urls_in_one_text() {
    check("redis://a:1,redis://b:2", &["host=a port=1", "host=b port=2"]);
    check("redis://a:1;redis://b:2", &["host=a port=1", "host=b port=2"]);
    check("redis://:p@a:1,b:2/0", &["password=p host=a port=1 db=0", "password=p host=b port=2 db=0"]);
    check("-u redis://a:1 -x \"redis://b:2\"", &["host=a port=1", "host=b port=2"]);
    check("See redis://localhost:6379.", &["host=localhost port=6379"]);
    check("(redis://localhost:6379)", &["host=localhost port=6379"]);
}

#[test]
fn prose_and_other_schemes() {
    check("redis:// or rediss://", &[]);
    check("http://redis:6379", &[]);
    check("tcp://redis:6379", &[]);
    check("unix:///var/run/x.sock", &[]);
    check("redis://host:port", &["host=host port=?"]);
    check("redis://<password>@<host>:<port>", &["user=? host=? port=?"]);
    check("redis", &[]);
    check("", &[]);
}

#[test]
fn substitutions_and_their_defaults() {
    check("redis://${H:-localhost}:${P:-6379}/0", &["host=?(localhost) port=?(6379) db=0"]);
    check("redis://:${PW:-secret}@redis:6379", &["password=?(secret) host=redis port=6379"]);
    check("${REDIS_URL:-redis://redis:6379/1}", &["host=redis port=6379 db=1"]);
    check("${REDIS_URL:redis://redis:6379}", &["host=redis port=6379"]);
    check("${A:-redis://${H:-h}:${P:-6379}}", &["host=?(h) port=?(6379)"]);
    check("redis://$(REDIS_HOST):$(REDIS_PORT)", &["host=? port=?"]);
    check("redis://{{ h }}:{{ p | default(6379) }}", &["host=? port=?(6379)"]);
    check("redis://:\u{fffd}@\u{fffd}:6379", &["password=? host=? port=6379"]);
    check("redis://{host}:{port}/{db}", &["host=? port=? db=?"]);
    check("redis://h:6379${SUFFIX}", &["host=h port=6379?"]);
    check("{{ u | default('redis://h:6379') }}", &["host=h port=6379"]);
}

#[test]
fn defaults_of_holes_that_were_cut_out() {
    let text = "redis://\u{fffd}:\u{fffd}";
    let span = Span::new(100, 104);
    let at = u32::try_from(text.rfind(HOLE).unwrap_or_default()).unwrap_or_default();
    let found = find(text, &[HoleDefault { at, text: "6379".into(), span }], false);
    let port = found[0].port.as_ref().and_then(Part::literal).map(|(part, _)| (part.text.as_str(), part.place));
    assert_eq!(port, Some(("6379", Place::File(span))));
}

#[test]
fn texts_that_are_known_to_name_servers() {
    check_redis("localhost:6379", &["host=localhost port=6379"]);
    check_redis("6379", &["port=6379"]);
    check_redis(":6379", &["port=6379"]);
    check_redis("a:6379,b:6380", &["host=a port=6379", "host=b port=6380"]);
    check_redis("a:6379 b:6380", &["host=a port=6379", "host=b port=6380"]);
    check_redis("h:6379,password=s3cret,ssl=True,abortConnect=False", &["password=s3cret host=h port=6379"]);
    check_redis("addr=h:6379,pool_size=100,db=0,password=x", &["password=x host=h port=6379 db=0"]);
    check_redis("user:pw@h:6379", &["user=user password=pw host=h port=6379"]);
    check_redis("${H:-h}:${P:-6379}", &["host=?(h) port=?(6379)"]);
    check_redis("${REDIS_ADDR:-h:6379}", &["host=h port=6379"]);
    check_redis("${REDIS_PORT:-6379}", &["port=6379"]);
    check_redis("tcp://h:6379?password=x", &["password=x host=h port=6379"]);
    check_redis("unix:///run/redis.sock", &["host=/run/redis.sock"]);
    check_redis("redis://h:6379", &["host=h port=6379"]);
    check_redis("local:redis:6379,b:10.0.0.1:6380", &["host=redis port=6379", "host=10.0.0.1 port=6380"]);
    check_redis("redis:6379:0:secret", &["host=redis port=6379"]);
    check_redis("[::1]:6379", &["host=::1 port=6379"]);
    check_redis("redis", &["host=redis"]);
    check_redis("use host:port of the server", &[]);
    check_redis("12:30:45 then", &[]);
    check_redis("", &[]);
    check_redis("${REDIS_ADDR}", &[]);
}

#[test]
fn long_texts_take_linear_time() {
    assert!(urls(&"redis://".repeat(20_000)).len() < 20_000);
    let list = "redis://h:1,".repeat(5_000);
    assert_eq!(urls(&list).len(), 5_000);
    assert_eq!(urls(&"${A:-redis://h".repeat(2_000)).len(), 2_000);
}
