//! The transport against raw sockets that misbehave.

use super::*;
use crate::domain::origin::Origin;
use crate::domain::secret::{Kept, Secrets};
use crate::providers::http::LIMIT;
use crate::providers::rows::{Flow, TooLarge};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) {
    std::thread::Builder::new().spawn(work).unwrap();
}

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
    let mut body = Whole::default();
    let head = transport.send(&access, clear, request, &mut body).await?;
    Ok(Response { body: body.0, ..head })
}

/// Keeps a body as it is.
#[derive(Default)]
struct Whole(Vec<u8>);

impl Intake for Whole {
    fn take(&mut self, _status: u16, bytes: &[u8]) -> Result<Flow, TooLarge> {
        self.0.extend_from_slice(bytes);
        if self.0.len() > LIMIT { Err(TooLarge) } else { Ok(Flow::More) }
    }
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

#[test]
fn nobody_between_shall_answer_from_memory() {
    assert_eq!(headers(&request()).unwrap().get(CACHE_CONTROL).unwrap(), "no-cache");
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

/// What a gateway reads of a request, up to the end of its head.
fn heard(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).to_lowercase()
}

/// A gateway that answers with what it heard, in small letters.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let head = heard(&mut stream);
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{head}", head.len());
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    addr
}

#[tokio::test]
async fn what_may_carry_a_body_says_how_long_it_is() {
    let base = format!("http://{}", echo());
    let transport = Transport::new(Deadlines::default());
    for (method, with_body) in [Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Get]
        .into_iter()
        .flat_map(|method| [(method, false), (method, true)])
    {
        let request = Request::new(method, "/x");
        let request = if with_body { request.body(serde_json::json!({})) } else { request };
        let answer = to(&transport, &base, Clear::default(), &request).await.unwrap();
        let head = String::from_utf8(answer.body).unwrap();
        let lengths: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("content-length: ")).collect();
        let wanted: &[&str] = match (method, with_body) {
            (_, true) => &["2"],
            (Method::Get, false) => &[],
            (_, false) => &["0"],
        };
        assert_eq!(lengths, wanted, "{method:?} {with_body}: {head}");
        assert!(!head.contains("transfer-encoding"), "{head}");
    }
}

/// A gateway that sends its answer byte by byte, this often.
fn dripping(answer: &'static [u8], pause: Duration) -> SocketAddr {
    gateway(move |mut stream| {
        let _ = stream.set_nodelay(true);
        for byte in answer {
            std::thread::sleep(pause);
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
        }
    })
}

#[tokio::test]
async fn silence_ends_a_read_and_slow_bytes_do_not() {
    let millis = Duration::from_millis;
    let deadlines = Deadlines { silence: millis(500), answer: Duration::from_secs(4), ..Deadlines::default() };
    let transport = Transport::new(deadlines);
    let get = Request::new(Method::Get, "/x");
    let send = async |addr: SocketAddr| {
        let started = std::time::Instant::now();
        let answer = to(&transport, &format!("http://{addr}"), Clear::default(), &get).await;
        (answer.map(|answer| answer.body.len()).map_err(|lost| (lost.failure.kind, lost.maybe_sent)), started.elapsed())
    };
    let timeout = Err((FailureKind::Timeout, true));
    // The head comes in one piece after a pause, the body takes longer than the silence that is borne.
    let slow = gateway(move |mut stream| {
        std::thread::sleep(millis(300));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n");
        for _ in 0..5 {
            std::thread::sleep(millis(250));
            let _ = stream.write_all(b" ");
        }
    });
    let (answer, took) = send(slow).await;
    assert_eq!(answer, Ok(5));
    assert!(took > millis(1000), "{took:?}");
    // Silence before the answer, and in the middle of it.
    let silent = gateway(|stream| {
        std::thread::sleep(Duration::from_secs(3));
        drop(stream);
    });
    let (answer, took) = send(silent).await;
    assert!(answer == timeout && took < Duration::from_secs(2), "{answer:?} {took:?}");
    let stuck = gateway(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n ");
        std::thread::sleep(Duration::from_secs(3));
    });
    let (answer, took) = send(stuck).await;
    assert!(answer == timeout && took < Duration::from_secs(2), "{answer:?} {took:?}");
    // Drops without end.
    let endless = b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n                                             ";
    let (answer, took) = send(dripping(endless, millis(100))).await;
    assert!(answer == timeout && took < Duration::from_secs(5), "{answer:?} {took:?}");
}

/// A SOCKS5 proxy that takes everybody to one gateway and tells where each wanted to go: `host:port`, or with a
/// password the user before it.
fn socks(gateway: SocketAddr) -> (SocketAddr, std::sync::mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let (tell, told) = std::sync::mpsc::channel();
    spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let read = |stream: &mut TcpStream, count: usize| {
                let mut bytes = vec![0; count];
                stream.read_exact(&mut bytes).unwrap();
                bytes
            };
            let methods = usize::from(read(&mut stream, 2)[1]);
            let by_password = read(&mut stream, methods).contains(&2);
            let mut wanted = String::new();
            if by_password {
                stream.write_all(&[5, 2]).unwrap();
                let length = usize::from(read(&mut stream, 2)[1]);
                wanted = String::from_utf8(read(&mut stream, length)).unwrap() + "@";
                let length = usize::from(read(&mut stream, 1)[0]);
                read(&mut stream, length);
                stream.write_all(&[1, 0]).unwrap();
            } else {
                stream.write_all(&[5, 0]).unwrap();
            }
            let head = read(&mut stream, 4);
            let host = if head[3] == 1 {
                std::net::Ipv4Addr::from(<[u8; 4]>::try_from(read(&mut stream, 4)).unwrap()).to_string()
            } else {
                let length = usize::from(read(&mut stream, 1)[0]);
                String::from_utf8(read(&mut stream, length)).unwrap()
            };
            let port = read(&mut stream, 2);
            tell.send(format!("{wanted}{host}:{}", u16::from_be_bytes([port[0], port[1]]))).unwrap();
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
            let mut there = TcpStream::connect(gateway).unwrap();
            let (mut back, mut forth) = (there.try_clone().unwrap(), stream.try_clone().unwrap());
            spawn(move || std::io::copy(&mut forth, &mut there));
            spawn(move || std::io::copy(&mut back, &mut stream));
        }
    });
    (addr, told)
}

fn behind_proxy(variable: &'static str, words: String) -> Transport {
    let proxies = Proxies::read(move |name| (name == variable).then(|| words.clone()));
    Transport { proxies: Arc::new(proxies), ..Transport::new(Deadlines::default()) }
}

const ANYTHING: Clear = Clear { http: true, through_proxy: true };

#[tokio::test]
async fn socks_proxies_are_gone_through_in_every_spelling() {
    let (addr, told) = socks(echo());
    let get = Request::new(Method::Get, "/x");
    let cases = [
        ("socks5h://", "http://gateway.example", "gateway.example:80"),
        ("socks://", "http://gateway.example:8080", "gateway.example:8080"),
        ("socks5://", "http://192.0.2.7:81", "192.0.2.7:81"),
        ("socks5h://user:CANARY@", "http://gateway.example", "user@gateway.example:80"),
    ];
    for (spelling, base, wanted) in cases {
        let transport = behind_proxy("all_proxy", format!("{spelling}{addr}/"));
        assert_eq!(transport.proxy_before(base), Some(addr.to_string()), "{spelling}");
        let answer = to(&transport, base, ANYTHING, &get).await.unwrap();
        assert_eq!(answer.status, 200, "{spelling}");
        assert_eq!(told.recv().unwrap(), wanted, "{spelling}");
    }
}

#[tokio::test]
async fn a_proxy_that_fails_is_named_and_the_gateway_is_not_blamed() {
    let get = Request::new(Method::Get, "/x");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let wants_password = answering(b"HTTP/1.1 407 No\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n");
    let cases = [
        (format!("http://u:CANARY@{closed}"), FailureKind::Proxy, closed),
        (format!("socks5h://u:CANARY@{closed}"), FailureKind::Proxy, closed),
        (format!("http://u:CANARY@{wants_password}"), FailureKind::ProxyPassword, wants_password),
    ];
    for (words, kind, addr) in cases {
        let transport = behind_proxy("https_proxy", words.clone());
        let lost = to(&transport, "https://gateway.example", Clear::default(), &get).await.unwrap_err();
        assert_eq!((lost.failure.kind, lost.maybe_sent), (kind, false), "{words}");
        assert_eq!(lost.failure.details, addr.to_string());
    }
    let transport = behind_proxy("all_proxy", "gopher://CANARY@proxy".to_owned());
    let lost = to(&transport, "https://gateway.example", ANYTHING, &get).await.unwrap_err();
    assert_eq!((lost.failure.kind, lost.maybe_sent), (FailureKind::BadProxy, false));
    assert_eq!(lost.failure.details, "all_proxy");
}

#[tokio::test]
async fn a_key_passes_a_proxy_unencrypted_only_by_choice() {
    let (addr, told) = socks(echo());
    let transport = behind_proxy("http_proxy", format!("socks5h://{addr}"));
    let http_only = Clear { http: true, through_proxy: false };
    let lost = to(&transport, "http://gateway.example", http_only, &request()).await.unwrap_err();
    assert_eq!((lost.failure.kind, lost.maybe_sent), (FailureKind::ClearThroughProxy, false));
    assert!(told.try_recv().is_err(), "the proxy was spoken to");
    assert!(to(&transport, "http://gateway.example", ANYTHING, &request()).await.is_ok());
    // This computer is reached without it.
    assert!(to(&transport, &format!("http://{}", echo()), Clear::default(), &request()).await.is_ok());
}
