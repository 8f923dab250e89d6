//! The transport against raw sockets that misbehave.

use super::*;
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, Secrets};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

/// A gateway that reads one request and does as it is told, for as many connections as come.
fn gateway(behave: impl Fn(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    std::thread::Builder::new()
        .spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer);
                behave(stream);
            }
        })
        .unwrap();
    addr
}

fn answering(bytes: &'static [u8]) -> SocketAddr {
    gateway(move |mut stream| {
        let _ = stream.write_all(bytes);
    })
}

fn request() -> Request {
    Request::new(Method::Post, "/x/{token}").fill(&["CANARY-TOKEN"]).header("apikey", "CANARY-KEY")
}

/// Sends to this address with nothing but the address to keep to.
async fn to(transport: &Transport, base: &str, clear: Clear, request: &Request) -> Result<Response, SendFailure> {
    let origin = Origin::of(base).unwrap();
    let access = Access::open(&origin, &Kept::new(origin.clone(), Secrets::new())).unwrap();
    transport.send(&access, clear, request).await
}

async fn send(addr: SocketAddr) -> Result<Response, SendFailure> {
    to(&Transport::new(Deadlines::default()), &format!("http://{addr}"), Clear::default(), &request()).await
}

#[tokio::test]
async fn reads_an_answer() {
    let addr = answering(b"HTTP/1.1 429 No\r\nretry-after: 7\r\ncontent-length: 2\r\n\r\n{}");
    let response = send(addr).await.unwrap();
    assert_eq!(
        (response.status, response.retry_after.as_deref(), response.body.as_slice()),
        (429, Some("7"), &b"{}"[..])
    );
}

#[tokio::test]
async fn nothing_sent_is_told_from_maybe_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = send(closed).await.unwrap_err();
    assert_eq!((refused.failure.kind, refused.maybe_sent), (FailureKind::Refused, false));
    let lost = send(gateway(drop)).await.unwrap_err();
    assert_eq!((lost.failure.kind, lost.maybe_sent), (FailureKind::ConnectionLost, true));
    let short = send(answering(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{")).await.unwrap_err();
    assert_eq!((short.failure.kind, short.maybe_sent), (FailureKind::ConnectionLost, true));
    assert!(!format!("{lost:?} {short:?} {refused:?}").contains("CANARY"));
}

#[tokio::test]
async fn a_redirect_is_shown_and_not_followed() {
    let addr = answering(b"HTTP/1.1 307 Go\r\nlocation: http://evil.example/steal?x=1\r\ncontent-length: 0\r\n\r\n");
    let response = send(addr).await.unwrap();
    assert_eq!((response.status, response.location_host.as_deref()), (307, Some("evil.example")));
}

#[tokio::test]
async fn an_endless_body_is_cut() {
    let addr = gateway(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        let chunk = [b'x'; 8192];
        while stream.write_all(&chunk).is_ok() {}
    });
    let failure = send(addr).await.unwrap_err();
    assert_eq!((failure.failure.kind, failure.maybe_sent), (FailureKind::TooLarge, true));
}

#[test]
fn plain_http_needs_permission() {
    let clear = |http| Clear { http, ..Clear::default() };
    let kind = |base: &str, allow: bool| address(base, clear(allow), "/x").err().map(|failure| failure.kind);
    assert_eq!(kind("http://gateway.example", false), Some(FailureKind::InsecureAddress));
    assert_eq!(kind("http://gateway.example", true), None);
    assert_eq!(kind("http://127.0.0.1:8080/base/", false), None);
    assert_eq!(kind("http://localhost:1", false), None);
    assert_eq!(kind("https://gateway.example/api", false), None);
    for bad in ["ftp://a.example", "https://u:p@a.example", "https://a.example?x=1", "nonsense", "https://a.example#f"]
    {
        assert_eq!(kind(bad, true), Some(FailureKind::BadAddress), "{bad}");
    }
    assert_eq!(address("http://localhost:1/v1/", clear(false), "/a/b").unwrap().as_str(), "http://localhost:1/v1/a/b");
}
