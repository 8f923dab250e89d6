//! A gateway with as many instances as wanted, or one that takes every request and never answers.

use crate::rows;
use pairdesk::domain::ids::ProviderId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

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
    listed: Arc<Mutex<Option<Instant>>>,
}

impl Gateway {
    pub fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mood = Arc::new(Mutex::new(mood));
        let listed = Arc::<Mutex<Option<Instant>>>::default();
        let (shared, told) = (Arc::clone(&mood), Arc::clone(&listed));
        let serve = move || {
            let mut kept = Vec::new();
            for stream in listener.incoming() {
                let mood = shared.lock().unwrap().clone();
                match mood {
                    Mood::List(list) => {
                        if answer(stream.unwrap(), &list) {
                            *told.lock().unwrap() = Some(Instant::now());
                        }
                    }
                    // Open for as long as the gateway stands.
                    Mood::Hanging => kept.push(stream),
                }
            }
        };
        std::thread::Builder::new().name("gateway".to_owned()).spawn(serve).unwrap();
        Self { address, mood, listed }
    }

    /// When the last list was given away.
    pub fn listed(&self) -> Option<Instant> {
        *self.listed.lock().unwrap()
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

/// Whether it was asked for the list, and all of it is sent.
fn answer(mut stream: TcpStream, list: &str) -> bool {
    let mut head = [0; 4096];
    let read = stream.read(&mut head).unwrap();
    let head = String::from_utf8_lossy(&head[..read]);
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (body, is_list) = match (path.rsplit_once('/'), path.split_once('=')) {
        _ if path == "/" => (WELCOME.to_owned(), false),
        (Some(("/instance/connectionState", name)), _) => (state(list, name), false),
        (_, Some((_, wanted))) => (row(list, wanted), false),
        _ => (list.to_owned(), true),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
    // Who hung up does not listen.
    let sent = stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).is_ok();
    sent && stream.write_all(body.as_bytes()).is_ok() && is_list
}

/// A list of the row with this id alone.
fn row(list: &str, id: &str) -> String {
    const BEGINS: &str = "{\"id\":";
    let mut rows = list.trim_start_matches('[').trim_end_matches(']').split(",{\"id\":");
    let row = rows.find(|row| row.trim_start_matches(BEGINS).trim_start_matches('"').starts_with(id));
    row.map_or_else(|| "[]".to_owned(), |row| format!("[{BEGINS}{}]", row.trim_start_matches(BEGINS)))
}

/// What the state of one instance is, as the list has it.
fn state(list: &str, name: &str) -> String {
    let known = list.split_once(&format!(r#""name":"{name}","connectionStatus":""#));
    let state = known.and_then(|(_, rest)| rest.split('"').next()).unwrap_or("close");
    format!(r#"{{"instance":{{"instanceName":"{name}","state":"{state}"}}}}"#)
}
