//! Whole answers with bodies that nobody should send.

use crate::good::{RAW, body, body_with};
use crate::scenarios::Wanted::{Fails, NoCode, Waits, Works};
use crate::scenarios::{Class, Scenario, after, fine, open};
use crate::server::{Ask, Place, Step, answer, json_answer};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use pairdesk::domain::failure::FailureKind as K;
use std::io::Write;
use std::sync::LazyLock;

pub fn all() -> Vec<Scenario> {
    [shapes(), texts(), sizes(), keys(), tokens(), encodings()].into_iter().flatten().collect()
}

fn says(text: &'static str) -> impl Fn(Place) -> Vec<Step> + Send + Sync {
    move |_| after(json_answer(200, text))
}

/// The good answer with more put into its first object.
fn plus(more: &'static str) -> impl Fn(Place) -> Vec<Step> + Send + Sync {
    move |place| after(json_answer(200, &body_with(place, more)))
}

fn shapes() -> Vec<Scenario> {
    vec![
        open("null", K::Unreadable, says("null")),
        // An empty list is a list.
        open("empty list", K::Unreadable, says("[]")).reads("zapi", Ask::List, Works).reads(
            "evolution",
            Ask::List,
            Works,
        ),
        // A code may come as nothing but a text; this one is none of WhatsApp's, and that is said.
        open("a word", K::Unreadable, says(r#""ok""#)).reads("zapi", Ask::Qr, NoCode),
        open("truncated", K::Unreadable, |place| {
            let whole = body(place);
            after(json_answer(200, &whole[..whole.len() - 1]))
        }),
        open("two in one", K::Unreadable, |place| after(json_answer(200, &body(place).repeat(2)))),
        open("JSON in a string", K::Unreadable, |place| {
            after(json_answer(200, &serde_json::Value::from(body(place)).to_string()))
        })
        .reads("zapi", Ask::Qr, NoCode),
        fine("more than is known", plus(r#""extra":18446744073709551616,"more":{"a":[1,2]}"#)),
    ]
}

fn texts() -> Vec<Scenario> {
    vec![
        fine("Latin-1", |place| {
            let text = body_with(place, r#""x":"caf?""#);
            let bytes = text.bytes().map(|byte| if byte == b'?' { 0xe9 } else { byte }).collect::<Vec<_>>();
            after(answer("200 OK", "", &bytes))
        }),
        open("UTF-16", K::Unreadable, |place| {
            let bytes: Vec<u8> = body(place).encode_utf16().flat_map(u16::to_le_bytes).collect();
            after(answer("200 OK", "content-type: application/json\r\n", &bytes))
        }),
        fine("byte order mark", |place| after(json_answer(200, &format!("\u{feff}{}", body(place))))),
        fine("another charset", |place| {
            after(answer("200 OK", "content-type: application/json; charset=utf-16\r\n", body(place).as_bytes()))
        }),
        fine("called a page", |place| after(answer("200 OK", "content-type: text/html\r\n", body(place).as_bytes()))),
        fine("NUL and marks of direction", plus(r#""x":"\u0000\u202e\u2066\ud83d\ude00""#)),
        fine("half a surrogate", plus(r#""x":"\ud800""#)),
    ]
}

fn sizes() -> Vec<Scenario> {
    vec![
        open("depth of 10,000", K::Unreadable, |_| {
            after(json_answer(200, &("[".repeat(10_000) + &"]".repeat(10_000))))
        }),
        open("number beyond all", K::Unreadable, plus(r#""x":1e999"#)).reads("evolution", Ask::List, Works),
        open("text of 10 MB", K::TooLarge, |_| {
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10000012\r\n\r\n{\"x\":\"".to_vec();
            vec![Step::Read, Step::Send(head), Step::Repeat(vec![b'x'; 1000], 10_000), Step::Send(b"\"}    ".to_vec())]
        }),
        // Each object takes far more room in memory than in the text.
        open("a small object 90,000 times", K::TooLarge, |_| {
            let objects = vec![r#"{"a":0}"#; 90_000].join(",");
            after(json_answer(200, &format!("[{objects}]")))
        })
        // Rows, of which none is an instance.
        .reads("zapi", Ask::List, Fails(K::Unreadable))
        .reads("evolution", Ask::List, Fails(K::Unreadable)),
        open("a million values", K::TooLarge, |_| {
            let length = 2 + 2 * 450_000;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n[");
            vec![
                Step::Read,
                Step::Send(head.into_bytes()),
                Step::Repeat(b"0,".repeat(1000), 450),
                Step::Send(b"0]".to_vec()),
            ]
        })
        // The same.
        .reads("zapi", Ask::List, Fails(K::Unreadable))
        .reads("evolution", Ask::List, Fails(K::Unreadable)),
    ]
}

/// The keys that count, in other case.
fn shouted(place: Place) -> String {
    let keys = ["id", "token", "hash", "name", "instance", "state", "value", "code", "content", "connected", "data"];
    keys.iter()
        .fold(body(place), |text, key| text.replace(&format!("\"{key}\":"), &format!("\"{}\":", key.to_uppercase())))
}

fn keys() -> Vec<Scenario> {
    vec![
        // In a row it is that row's fault, which hides no other.
        open("a key twice", K::Unreadable, plus(r#""x":1,"x":2"#)).reads("evolution", Ask::List, Works),
        open("the id twice", K::Unreadable, |place| {
            after(json_answer(200, &body(place).replace("\"id\":", "\"id\":\"other\",\"id\":")))
        })
        .reads("zapi", Ask::List, Works)
        .reads("evolution", Ask::List, Works)
        .reads("enviaai", Ask::List, Works)
        .creates("evolution", Class::Acknowledged, Works)
        .reads("evolution", Ask::Status, Works)
        .reads("evolution", Ask::Qr, Works)
        .reads("zapi", Ask::Status, Works)
        .reads("zapi", Ask::Qr, Works)
        .reads("enviaai", Ask::Status, Works)
        .reads("enviaai", Ask::Qr, Works),
        open("keys in other case", K::Unreadable, |place| after(json_answer(200, &shouted(place))))
            .reads("zapi", Ask::Status, Fails(K::Rejected))
            .reads("evolution", Ask::List, Works)
            .reads("evolution", Ask::Qr, Waits)
            .reads("enviaai", Ask::Qr, Waits),
    ]
}

/// The good answer with this, as JSON, for the token.
fn token(name: &'static str, text: &'static str) -> Scenario {
    let told = move |place| after(json_answer(200, &body(place).replace(&format!("\"{RAW}\""), text)));
    // Without a token no create of Z-API is done; Evolution's is the one that we chose, and EnviaAI has none.
    fine(name, told).creates("zapi", Class::Unknown, Fails(K::Unreadable))
}

fn tokens() -> Vec<Scenario> {
    let long: &'static str = format!("\"{}\"", "x".repeat(10_240)).leak();
    vec![
        token("blank token", "\"\"").creates("evolution", Class::Unknown, Fails(K::Unreadable)),
        token("token of spaces", "\"   \""),
        token("token of 10 KB", long),
        token("token with a new line", r#""a\r\nx-evil: b""#),
        token("token that is a number", "7").creates("evolution", Class::Unknown, Fails(K::Unreadable)),
        fine("id that climbs", |place| after(json_answer(200, &body(place).replace("\"i-2\"", "\"../../x\"")))),
        open("id with a new line", K::Unreadable, |place| {
            after(json_answer(200, &body(place).replace("\"i-2\"", "\"a\\nb\"").replace("\"nova\"", "7")))
        })
        .reads("zapi", Ask::List, Works)
        .reads("zapi", Ask::Status, Works)
        .reads("zapi", Ask::Qr, Works)
        .reads("evolution", Ask::List, Works)
        .reads("evolution", Ask::Status, Works)
        .reads("evolution", Ask::Qr, Works)
        .reads("enviaai", Ask::List, Works)
        .reads("enviaai", Ask::Status, Works)
        .reads("enviaai", Ask::Qr, Works),
    ]
}

/// 64 MiB of blanks in 64 KB. Made once, before anybody waits for it.
static GZIP_BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let blanks = vec![b' '; 1024 * 1024];
    for _ in 0..64 {
        packer.write_all(&blanks).unwrap();
    }
    packer.finish().unwrap()
});

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// 64 MiB of blanks as runs of Zstandard, four bytes for each 128 KiB.
fn zstd_bomb() -> Vec<u8> {
    let run = |last: u32| {
        let head = (131_072_u32 << 3 | 1 << 1 | last).to_le_bytes();
        [head[0], head[1], head[2], b' ']
    };
    let mut bytes = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    (0..511).for_each(|_| bytes.extend(run(0)));
    bytes.extend(run(1));
    bytes
}

fn encodings() -> Vec<Scenario> {
    let twice = packed(&GZIP_BOMB);
    vec![
        // None of it is asked for. What is undone keeps to the limits of any answer.
        fine("gzip", |place| after(answer("200 OK", "content-encoding: gzip\r\n", &packed(body(place).as_bytes())))),
        fine("gzip that is not said", |place| after(answer("200 OK", "", &packed(body(place).as_bytes())))),
        open("gzip without an end", K::ConnectionLost, |place| {
            let whole = packed(body(place).as_bytes());
            after(answer("200 OK", "content-encoding: gzip\r\n", &whole[..whole.len() - 9]))
        }),
        open("gzip in disorder", K::Compressed, |place| {
            let mut whole = packed(body(place).as_bytes());
            // The way of compressing, of which there is one only.
            whole[2] = 7;
            after(answer("200 OK", "content-encoding: gzip\r\n", &whole))
        }),
        open("bomb of gzip", K::TooLarge, |_| after(answer("200 OK", "content-encoding: gzip\r\n", &GZIP_BOMB))),
        open("bomb of zstd", K::Compressed, |_| after(answer("200 OK", "content-encoding: zstd\r\n", &zstd_bomb()))),
        open("encoded twice", K::Compressed, move |_| {
            after(answer("200 OK", "content-encoding: gzip, gzip\r\n", &twice))
        }),
        open("deflated", K::Compressed, |place| {
            let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(body(place).as_bytes()).unwrap();
            after(answer("200 OK", "content-encoding: deflate\r\n", &packer.finish().unwrap()))
        }),
        open("bytes called brotli", K::Compressed, |_| {
            after(answer("200 OK", "content-encoding: br\r\n", b"\xce\xb2\xcf\x81\x00\x01\x02\x03"))
        }),
        open("brotli called a page", K::Compressed, |_| {
            let head = "content-encoding: br\r\ncontent-type: text/html\r\n";
            after(answer("200 OK", head, b"\xce\xb2\xcf\x81\x00\x01\x02\x03"))
        }),
        fine("plain text called gzip", |place| {
            after(answer("200 OK", "content-encoding: gzip\r\n", body(place).as_bytes()))
        }),
    ]
}
