//! Answers that break the rules of HTTP, or the connection.

use crate::good::body;
use crate::scenarios::{Scenario, after, fine, open};
use crate::server::{FOREVER, Place, Step, answer, json_answer};
use pairdesk::domain::failure::FailureKind as K;

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

/// A head with these headers, and the good body after it.
fn with(place: Place, headers: &str) -> Vec<u8> {
    [OK, headers.as_bytes(), b"connection: close\r\n\r\n", body(place).as_bytes()].concat()
}

/// A head without a length.
fn endless_head() -> Vec<u8> {
    [OK, b"\r\n"].concat()
}

fn good(place: Place) -> Vec<u8> {
    json_answer(200, &body(place))
}

fn half(place: Place) -> Vec<u8> {
    let whole = good(place);
    whole[..whole.len() - 5].to_vec()
}

fn read_then(steps: Vec<Step>) -> Vec<Step> {
    [vec![Step::Read], steps].concat()
}

pub fn all() -> Vec<Scenario> {
    [slow(), endless(), broken(), lengths(), chunks(), not_http(), odd()]
        .into_iter()
        .flatten()
        .collect()
}

fn slow() -> Vec<Scenario> {
    vec![
        open("headers drip", K::Timeout, |_| {
            read_then(vec![Step::Send(OK.to_vec()), Step::Drip(b"x-a: b\r\n".to_vec(), 1)])
        }),
        open("body drips", K::Timeout, |_| {
            let head = [OK, b"content-length: 100000\r\n\r\n"].concat();
            read_then(vec![Step::Send(head), Step::Drip(b" ".to_vec(), 1)])
        }),
        open("silence", K::Timeout, |_| read_then(vec![Step::Hold])),
        open("silence, request unread", K::Timeout, |_| vec![Step::Hold]),
        open("head, then silence", K::Timeout, |_| {
            read_then(vec![Step::Send([OK, b"content-length: 9\r\n\r\n"].concat()), Step::Hold])
        }),
        open("1xx drip", K::Timeout, |_| read_then(vec![Step::Drip(b"HTTP/1.1 102 Wait\r\n\r\n".to_vec(), 1)])),
        open("1xx flood", K::Timeout, |_| {
            let flood = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(400);
            let piece = flood.len();
            read_then(vec![Step::Drip(flood, piece)])
        }),
    ]
}

fn endless() -> Vec<Scenario> {
    vec![
        open("endless body", K::TooLarge, |_| {
            read_then(vec![Step::Send(endless_head()), Step::Repeat(vec![b'['; 65536], FOREVER)])
        }),
        open("endless chunked body", K::TooLarge, |_| {
            let head = [OK, b"transfer-encoding: chunked\r\n\r\n"].concat();
            let chunk = [b"8000\r\n".to_vec(), vec![b' '; 0x8000], b"\r\n".to_vec()].concat();
            read_then(vec![Step::Send(head), Step::Repeat(chunk, FOREVER)])
        }),
        open("length of 256 PiB", K::TooLarge, |_| {
            let head = [OK, b"content-length: 288230376151711744\r\n\r\n"].concat();
            read_then(vec![Step::Send(head), Step::Repeat(vec![b' '; 65536], FOREVER)])
        }),
        open("endless headers", K::TooLarge, |_| {
            read_then(vec![Step::Send(OK.to_vec()), Step::Repeat(b"x-a: bbbbbbbbbbbbbbbb\r\n".to_vec(), FOREVER)])
        }),
        open("200 headers", K::TooLarge, |place| {
            let many: Vec<String> = (0..200).map(|number| format!("x-{number}: a\r\n")).collect();
            after(with(place, &many.concat()))
        }),
        open("one endless header", K::TooLarge, |_| {
            read_then(vec![Step::Send(b"HTTP/1.1 200 OK\r\nx-a: ".to_vec()), Step::Repeat(vec![b'a'; 65536], FOREVER)])
        }),
        open("endless status line", K::TooLarge, |_| {
            read_then(vec![Step::Send(b"HTTP/1.1 200 O".to_vec()), Step::Repeat(vec![b'K'; 65536], FOREVER)])
        }),
    ]
}

fn broken() -> Vec<Scenario> {
    vec![
        open("closed without a byte", K::ConnectionLost, |_| vec![Step::Read]),
        open("reset without a byte", K::ConnectionLost, |_| read_then(vec![Step::Reset])),
        open("closed in the head", K::ConnectionLost, |_| after(OK)),
        open("reset in the head", K::ConnectionLost, |_| read_then(vec![Step::Send(OK.to_vec()), Step::Reset])),
        open("closed in the body", K::ConnectionLost, |place| after(half(place))),
        open("reset in the body", K::ConnectionLost, |place| read_then(vec![Step::Send(half(place)), Step::Reset])),
        open("reset instead of an end", K::ConnectionLost, |place| {
            let whole = [endless_head(), body(place).into_bytes()].concat();
            read_then(vec![Step::Send(whole), Step::Reset])
        }),
        open("alert of TLS in the body", K::ConnectionLost, |place| {
            after([half(place), b"\x15\x03".to_vec()].concat())
        }),
        open("cut off without a length", K::ConnectionLost, |place| {
            let whole = [endless_head(), body(place).into_bytes()].concat();
            after(&whole[..whole.len() - 1])
        }),
    ]
}

fn lengths() -> Vec<Scenario> {
    vec![
        open("length too short", K::Unreadable, |place| {
            let headers = format!("content-length: {}\r\n", body(place).len() - 1);
            after(with(place, &headers))
        }),
        open("length too long", K::ConnectionLost, |place| {
            let headers = format!("content-length: {}\r\n", body(place).len() + 1);
            after(with(place, &headers))
        }),
        open("two lengths", K::NotHttp, |place| {
            let length = body(place).len();
            after(with(place, &format!("content-length: {length}\r\ncontent-length: {}\r\n", length - 1)))
        }),
        open("length below zero", K::NotHttp, |place| after(with(place, "content-length: -1\r\n"))),
        open("length that is no number", K::NotHttp, |place| after(with(place, "content-length: many\r\n"))),
        open("length beyond all numbers", K::NotHttp, |place| {
            after(with(place, "content-length: 99999999999999999999999\r\n"))
        }),
    ]
}

/// A chunked answer whose body is these bytes.
fn chunked(body: &[u8]) -> Vec<u8> {
    [OK, b"transfer-encoding: chunked\r\nconnection: close\r\n\r\n", body].concat()
}

fn one_chunk(place: Place) -> Vec<u8> {
    format!("{:x}\r\n{}\r\n", body(place).len(), body(place)).into_bytes()
}

fn chunks() -> Vec<Scenario> {
    vec![
        open("chunk of no size", K::NotHttp, |_| after(chunked(b"xyz\r\n{}\r\n0\r\n\r\n"))),
        open("chunk beyond all numbers", K::NotHttp, |_| after(chunked(b"fffffffffffffffff\r\n{}"))),
        open("last chunk missing", K::ConnectionLost, |place| after(chunked(&one_chunk(place)))),
        open("chunk longer than it says", K::NotHttp, |_| after(chunked(b"1\r\n{}\r\n0\r\n\r\n"))),
        open("endless chunk extension", K::NotHttp, |_| {
            read_then(vec![Step::Send(chunked(b"1;")), Step::Repeat(vec![b'a'; 65536], FOREVER)])
        }),
        open("endless trailer", K::NotHttp, |place| {
            let sent = chunked(&[one_chunk(place), b"0\r\n".to_vec()].concat());
            read_then(vec![Step::Send(sent), Step::Repeat(b"x-a: bbbbbbbbbbbbbbbb\r\n".to_vec(), FOREVER)])
        }),
        fine("chunked with a length", |place| {
            let chunks = [one_chunk(place), b"0\r\n\r\n".to_vec()].concat();
            after(
                [OK, b"content-length: 3\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n", &chunks].concat(),
            )
        }),
    ]
}

fn not_http() -> Vec<Scenario> {
    vec![
        open("HTTP/0.9", K::NotHttp, |place| after(body(place))),
        open("banner of SSH", K::NotHttp, |_| after("SSH-2.0-OpenSSH_9.6\r\n")),
        open("greeting of SMTP", K::NotHttp, |_| after("220 mail.acme.example ESMTP\r\n")),
        open("alert of TLS", K::NotHttp, |_| after(b"\x15\x03\x03\x00\x02\x02\x28".to_vec())),
        open("settings of HTTP/2", K::NotHttp, |_| {
            after(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80".to_vec())
        }),
        open("status without digits", K::NotHttp, |_| after("HTTP/1.1 OK OK\r\n\r\n")),
        open("header without a colon", K::NotHttp, |_| after("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n{}")),
        open("NUL in a header", K::NotHttp, |_| after("HTTP/1.1 200 OK\r\nx-a: a\0b\r\n\r\n{}")),
    ]
}

fn odd() -> Vec<Scenario> {
    vec![
        fine("answer before the request is read", |place| vec![Step::Send(good(place)), Step::Hold]),
        fine("early hints", |place| {
            after([b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".to_vec(), good(place)].concat())
        }),
        fine("HTTP/1.0", |place| after(format!("HTTP/1.0 200 OK\r\n\r\n{}", body(place)))),
        fine("the same length twice", |place| {
            let length = format!("content-length: {}\r\n", body(place).len());
            after(with(place, &length.repeat(2)))
        }),
        fine("reset after the whole body", |place| read_then(vec![Step::Send(good(place)), Step::Reset])),
        fine("two answers", |place| after([good(place), good(place)].concat())),
        fine("clock of another year", |place| {
            after(answer("200 OK", "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n", body(place).as_bytes()))
        }),
        fine("cookies", |place| after(answer("200 OK", &"set-cookie: a=b\r\n".repeat(50), body(place).as_bytes()))),
    ]
}
