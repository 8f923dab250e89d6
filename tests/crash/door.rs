//! A door before the sandbox that can be shut: connections are refused then, as by a gateway that is down. It writes down
//! what goes through it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub struct Door {
    pub addr: SocketAddr,
    to: SocketAddr,
    last: Arc<AtomicBool>,
    heard: Heard,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Method and path of every request, in the order in which they came.
type Heard = Arc<Mutex<Vec<String>>>;

const METHODS: [&str; 5] = ["GET ", "POST ", "PUT ", "PATCH ", "DELETE "];

impl Door {
    /// An open one.
    pub fn open(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let door = Self { addr, to, last: Arc::default(), heard: Heard::default(), thread: Mutex::default() };
        door.serve(listener);
        door
    }

    /// What has come so far.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// How many requests have come so far.
    pub fn came(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// Lets one more connection in, and nobody after it.
    pub fn shut_after_next(&self) {
        self.last.store(true, Ordering::SeqCst);
    }

    /// Opens it again; nothing when it is open.
    pub fn reopen(&self) {
        self.shut();
        let deadline = Instant::now() + Duration::from_mins(1);
        // A connection of somebody else may have been given our port for a moment.
        let listener = loop {
            match TcpListener::bind(self.addr) {
                Ok(listener) => break listener,
                Err(error) => assert!(Instant::now() < deadline, "the door does not open again: {error}"),
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        self.last.store(false, Ordering::SeqCst);
        self.serve(listener);
    }

    fn serve(&self, listener: TcpListener) {
        let (last, heard, to) = (Arc::clone(&self.last), Arc::clone(&self.heard), self.to);
        let serve = move || {
            loop {
                let Ok((stream, _)) = listener.accept() else { continue };
                if last.load(Ordering::SeqCst) {
                    // Shut before the last one is served: who comes after its answer finds nobody.
                    drop(listener);
                    let _ = pass_on(stream, to, &heard);
                    return;
                }
                let _ = pass_on(stream, to, &heard);
            }
        };
        let thread = std::thread::Builder::new().name("door".to_owned()).spawn(serve).unwrap();
        *self.thread.lock().unwrap() = Some(thread);
    }

    /// Lets nobody in from now on.
    pub fn shut(&self) {
        let Some(thread) = self.thread.lock().unwrap().take() else { return };
        self.last.store(true, Ordering::SeqCst);
        if !thread.is_finished() {
            let _ = TcpStream::connect(self.addr);
        }
        thread.join().unwrap();
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.shut();
    }
}

fn pass_on(client: TcpStream, to: SocketAddr, heard: &Heard) -> io::Result<()> {
    let server = TcpStream::connect(to)?;
    let (mut asks, mut answers) = (client.try_clone()?, server.try_clone()?);
    let (mut server, mut client, heard) = (server, client, Arc::clone(heard));
    let listen = move || {
        let _ = pass_on_requests(&mut asks, &mut server, &heard);
        let _ = server.shutdown(Shutdown::Write);
    };
    let answer = move || {
        let _ = io::copy(&mut answers, &mut client);
        let _ = client.shutdown(Shutdown::Write);
    };
    std::thread::Builder::new().name("door-asks".to_owned()).spawn(listen)?;
    std::thread::Builder::new().name("door-answers".to_owned()).spawn(answer)?;
    Ok(())
}

/// A request is written down before the gateway gets it. It begins a read: each waits for the answer to the one before.
fn pass_on_requests(asks: &mut TcpStream, server: &mut TcpStream, heard: &Heard) -> io::Result<()> {
    let mut bytes = vec![0; 1 << 16];
    loop {
        let length = asks.read(&mut bytes)?;
        if length == 0 {
            return Ok(());
        }
        let line = bytes[..length].split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        if METHODS.iter().any(|method| line.starts_with(method))
            && let Some(request) = line.strip_suffix(" HTTP/1.1")
        {
            heard.lock().unwrap().push(request.to_owned());
        }
        server.write_all(&bytes[..length])?;
    }
}
