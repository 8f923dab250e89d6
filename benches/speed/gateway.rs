//! A gateway with as many instances as wanted, or one that takes every request and never answers.

use pairdesk::domain::ids::{JobId, ProviderId};
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the gateway answers with.
#[derive(Clone)]
pub enum Mood {
    /// A list of this many instances in this state.
    Rows(usize, &'static str),
    /// Nothing, ever.
    Hanging,
}

/// The gateway's address and its mood.
pub struct Gateway {
    address: String,
    mood: Arc<Mutex<Mood>>,
}

impl Gateway {
    pub fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let mood = Arc::new(Mutex::new(mood));
        let shared = Arc::clone(&mood);
        let serve = move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let mood = shared.lock().unwrap().clone();
                match mood {
                    Mood::Rows(rows, state) => answer(stream.unwrap(), rows, state),
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
    pub fn account(&self, job: JobId) -> Command {
        let mut values = Values::default();
        values.set_text("label", "bench");
        values.set_text("base_url", self.address.clone());
        values.set("global_key", Value::Secret(Secret::from("made-up-global-key")));
        Command::SaveAccount { job, provider: ProviderId("evolution"), values, existing: None, told: false }
    }
}

fn answer(mut stream: TcpStream, rows: usize, state: &str) {
    let mut head = [0; 4096];
    let read = stream.read(&mut head).unwrap();
    let body = if head[..read].starts_with(b"GET / ") {
        r#"{"status":200,"message":"Welcome to the Evolution API, it is working!","version":"2.3.7"}"#.to_owned()
    } else {
        list(rows, state)
    };
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
    // Who hung up does not listen.
    let _ = stream.write_all(format!("{head}connection: close\r\n\r\n{body}").as_bytes());
}

/// Rows that fit into one answer, which is all that Evolution gives: beyond its limits an answer is not read.
pub const MOST: usize = 5000;

/// A list as Evolution 2 sends it, with the fields that we read.
pub fn list(rows: usize, state: &str) -> String {
    let row = |number: usize| {
        format!(
            r#"{{"id":"9e48449b-1280-4e75-9894-{number:012x}","name":"loja-{number}","connectionStatus":"{state}","ownerJid":"55119{number:08}@s.whatsapp.net","token":"t{number:016}"}}"#
        )
    };
    format!("[{}]", (0..rows).map(row).collect::<Vec<_>>().join(","))
}
