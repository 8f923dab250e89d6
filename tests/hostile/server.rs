//! A gateway made of bytes: answers as it should, until it is told to misbehave at one kind of request.

use crate::good;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ask {
    Detect,
    Create,
    List,
    Status,
    Qr,
    Other,
}

/// Where a scenario plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Id of the provider that the server is taken for.
    pub provider: &'static str,
    pub ask: Ask,
}

/// One thing that the server does on a connection.
#[derive(Clone, Debug)]
pub enum Step {
    /// Reads the whole request.
    Read,
    Send(Vec<u8>),
    /// The bytes again and again, so often or until the other side has enough.
    Repeat(Vec<u8>, usize),
    /// So many bytes at a time with a pause after each, again and again.
    Drip(Vec<u8>, usize),
    /// Says nothing for so long.
    Wait(Duration),
    /// Says nothing until the other side goes.
    Hold,
    /// Ends the connection with a reset.
    Reset,
}

/// As often as the other side bears it.
pub const FOREVER: usize = usize::MAX;

/// What a scenario does at a place.
pub type Script = Arc<dyn Fn(Place) -> Vec<Step> + Send + Sync>;

#[derive(Default)]
struct Shared {
    /// Which requests meet the script; `None` for all of them.
    armed: Mutex<Option<(Option<Ask>, Script)>>,
    /// When each request came, by kind.
    came: Mutex<HashMap<Ask, Vec<Instant>>>,
    /// Connections that are being served.
    open: AtomicUsize,
    ended: AtomicBool,
}

/// The server. Ends when it is dropped.
pub struct Server {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    pub fn start(provider: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, shared) = (listener.local_addr().unwrap(), Arc::<Shared>::default());
        let own = Arc::clone(&shared);
        spawn(move || {
            for stream in listener.incoming() {
                if own.ended.load(Ordering::Relaxed) {
                    return;
                }
                let (stream, own) = (stream.unwrap(), Arc::clone(&own));
                own.open.fetch_add(1, Ordering::SeqCst);
                spawn(move || {
                    serve(provider, stream, &own);
                    own.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { address, shared }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on, requests of this kind meet the script.
    pub fn arm(&self, ask: Ask, script: Script) {
        *self.shared.armed.lock().unwrap() = Some((Some(ask), script));
    }

    /// From now on, every request meets the script.
    pub fn arm_all(&self, script: Script) {
        *self.shared.armed.lock().unwrap() = Some((None, script));
    }

    /// From now on all is well.
    pub fn disarm(&self) {
        *self.shared.armed.lock().unwrap() = None;
    }

    /// Waits until every connection that was made so far has been served, so that what it brought is counted.
    pub fn settle(&self) {
        // Connections are accepted in their order, so this one comes after all of them. It brings nothing.
        let mut last = TcpStream::connect(self.address).unwrap();
        last.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = last.read(&mut [0]);
        while self.shared.open.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// When the requests of this kind came.
    pub fn came(&self, ask: Ask) -> Vec<Instant> {
        self.shared.came.lock().unwrap().get(&ask).cloned().unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the listener.
        let _ = TcpStream::connect(self.address);
    }
}

/// A thread that the end of the test process ends.
pub fn spawn(work: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().name("hostile".to_owned()).spawn(work).unwrap();
}

fn serve(provider: &'static str, mut stream: TcpStream, shared: &Shared) {
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.set_nodelay(true).unwrap();
    let Some(head) = peek_head(&stream) else { return };
    let place = Place { provider, ask: good::ask_of(provider, &head) };
    shared.came.lock().unwrap().entry(place.ask).or_default().push(Instant::now());
    let armed = shared.armed.lock().unwrap().clone();
    let steps = match armed {
        Some((ask, script)) if ask.is_none_or(|ask| ask == place.ask) => script(place),
        _ => vec![Step::Read, Step::Send(json_answer(200, &good::body(place)))],
    };
    for step in steps {
        if play(step, &mut stream).is_err() {
            return;
        }
    }
}

/// The request's head, left unread.
fn peek_head(stream: &TcpStream) -> Option<String> {
    let mut buffer = [0; 8192];
    loop {
        let count = stream.peek(&mut buffer).ok().filter(|count| *count > 0)?;
        let text = String::from_utf8_lossy(&buffer[..count]);
        if text.contains("\r\n\r\n") {
            return Some(text.into_owned());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn play(step: Step, stream: &mut TcpStream) -> std::io::Result<()> {
    match step {
        Step::Read => read_request(stream),
        Step::Send(bytes) => stream.write_all(&bytes),
        Step::Repeat(bytes, times) => (0..times).try_for_each(|_| stream.write_all(&bytes)),
        Step::Drip(bytes, piece) => bytes.chunks(piece).cycle().try_for_each(|piece| {
            std::thread::sleep(Duration::from_millis(20));
            stream.write_all(piece)
        }),
        Step::Wait(time) => {
            std::thread::sleep(time);
            Ok(())
        }
        Step::Hold => std::io::copy(stream, &mut std::io::sink()).map(|_| ()),
        Step::Reset => {
            rustix::net::sockopt::set_socket_linger(&*stream, Some(Duration::ZERO))?;
            stream.shutdown(std::net::Shutdown::Read)
        }
    }
}

fn read_request(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    stream.read_exact(&mut vec![0; length.unwrap_or(0)])
}

/// A whole answer in JSON.
pub fn json_answer(status: u16, body: &str) -> Vec<u8> {
    answer(&format!("{status} Word"), "content-type: application/json\r\n", body.as_bytes())
}

/// A whole answer with its length. Each of `headers` ends its own line.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
