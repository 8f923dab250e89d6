//! A door before the sandbox that can be shut: connections are refused then, as by a gateway that is down.

use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub struct Door {
    pub addr: SocketAddr,
    to: SocketAddr,
    last: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Door {
    /// An open one.
    pub fn open(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let door = Self { addr, to, last: Arc::default(), thread: Mutex::default() };
        door.serve(listener);
        door
    }

    /// Lets one more connection in, and nobody after it.
    pub fn shut_after_next(&self) {
        self.last.store(true, Ordering::SeqCst);
    }

    /// Opens it again; nothing when it is open.
    pub fn reopen(&self) {
        self.shut();
        let deadline = Instant::now() + Duration::from_secs(10);
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
        let (last, to) = (Arc::clone(&self.last), self.to);
        let serve = move || {
            loop {
                let Ok((stream, _)) = listener.accept() else { continue };
                if last.load(Ordering::SeqCst) {
                    // Shut before the last one is served: who comes after its answer finds nobody.
                    drop(listener);
                    let _ = pass_on(stream, to);
                    return;
                }
                let _ = pass_on(stream, to);
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

fn pass_on(client: TcpStream, to: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(to)?;
    for (mut from, mut to) in [(client.try_clone()?, server.try_clone()?), (server, client)] {
        let copy = move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        };
        std::thread::Builder::new().name("door-copy".to_owned()).spawn(copy)?;
    }
    Ok(())
}
