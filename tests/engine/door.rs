//! A port that leads to the sandbox as long as it is open: a gateway that goes down and comes back at its address.

use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

pub struct Door {
    pub port: u16,
    to: SocketAddr,
    closing: Arc<AtomicBool>,
    keeper: Option<JoinHandle<()>>,
}

impl Door {
    /// An open one, at a port that the system gives to nobody by itself.
    pub fn to(to: SocketAddr) -> Self {
        let drawn = || 20_000 + (uuid::Uuid::new_v4().as_u128() % 10_000) as u16;
        let port = std::iter::repeat_with(drawn).find(|port| listen(*port).is_ok()).unwrap();
        let mut door = Self { port, to, closing: Arc::default(), keeper: None };
        door.open();
        door
    }

    pub fn open(&mut self) {
        let (listener, to, closing) = (listen(self.port).unwrap(), self.to, Arc::clone(&self.closing));
        closing.store(false, Ordering::Relaxed);
        self.keeper = Some(named("door", move || {
            let mut led = Vec::new();
            for stream in listener.incoming().flatten() {
                if closing.load(Ordering::Relaxed) {
                    break;
                }
                let there = TcpStream::connect(to).unwrap();
                lead(stream.try_clone().unwrap(), there.try_clone().unwrap());
                lead(there, stream.try_clone().unwrap());
                led.push(stream);
            }
            for stream in led {
                let _ = stream.shutdown(Shutdown::Both);
            }
        }));
    }

    /// Opens a closed one for so many; whoever comes after them is refused.
    pub fn open_for(&mut self, count: usize) {
        let (listener, to) = (listen(self.port).unwrap(), self.to);
        named("door", move || {
            for stream in listener.incoming().flatten().take(count) {
                let there = TcpStream::connect(to).unwrap();
                lead(stream.try_clone().unwrap(), there.try_clone().unwrap());
                lead(there, stream);
            }
        });
    }

    /// Whoever comes now is refused, and who is there is sent away.
    pub fn close(&mut self) {
        let Some(keeper) = self.keeper.take() else { return };
        self.closing.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
        keeper.join().unwrap();
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.close();
    }
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

fn lead(mut from: TcpStream, mut to: TcpStream) {
    named("led", move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    std::thread::Builder::new().name(name.to_owned()).spawn(work).unwrap()
}
