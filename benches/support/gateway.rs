//! A gateway with as many instances as wanted, or one that takes every request and never answers.

use crate::rows;
use pairdesk::domain::ids::ProviderId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const WELCOME: &str = r#"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#;

/// What the gateway answers with.
#[derive(Clone)]
pub enum Mood {
    /// This list.
    List(Arc<str>),
    /// Nothing, ever.
    Hanging,
}

impl Mood {
    /// A list of so many instances, of which the first `flipped` have another state than usual.
    pub fn rows(rows: usize, flipped: usize) -> Self {
        Self::List(rows::list(rows, flipped).into())
    }
}

/// The gateway's address and its mood.
pub struct Gateway {
    /// Host and port.
    pub address: String,
    mood: Arc<Mutex<Mood>>,
}

impl Gateway {
    pub fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mood = Arc::new(Mutex::new(mood));
        let shared = Arc::clone(&mood);
        let serve = move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let mood = shared.lock().unwrap().clone();
                match mood {
                    Mood::List(list) => answer(stream.unwrap(), &list),
                    // Open for as long as the gateway stands.
                    Mood::Hanging => kept.push(stream),
                }
            }
        };
        std::thread::Builder::new().name("gateway".to_owned()).spawn(serve).unwrap();
        Self { address, mood }
    }

    pub fn change(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Saves an account at this gateway.
    pub fn account(&self) -> Command {
        let mut values = Values::default();
        values.set_text("label", "bench");
        values.set_text("base_url", format!("http://{}", self.address));
        values.set("global_key", Value::Secret(Secret::from("made-up-global-key")));
        Command::SaveAccount { provider: ProviderId("evolution"), values, existing: None, told: false }
    }
}

fn answer(mut stream: TcpStream, list: &str) {
    let mut head = [0; 4096];
    let read = stream.read(&mut head).unwrap();
    let body = if head[..read].starts_with(b"GET / ") { WELCOME } else { list };
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
    // Who hung up does not listen.
    let _ = stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes());
    let _ = stream.write_all(body.as_bytes());
}
