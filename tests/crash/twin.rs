//! The keyring's twin: entries live in the parent's memory, a child reaches them over a socket and can die at any
//! moment without taking them along.

use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};
use keyring_core::{CredentialStore, Entry, Error, Result};
use pairdesk::engine::Keyring;
use pairdesk::engine::event::VaultState;
use serde_json::{Value, json};
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

type Entries = Arc<Mutex<BTreeMap<String, String>>>;

/// The parent's side.
pub struct Twin {
    entries: Entries,
    refusing: Arc<AtomicBool>,
    ended: Arc<AtomicBool>,
    pub addr: SocketAddr,
}

impl Twin {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let twin = Self {
            entries: Entries::default(),
            refusing: Arc::default(),
            ended: Arc::default(),
            addr: listener.local_addr().unwrap(),
        };
        let (entries, refusing, ended) =
            (Arc::clone(&twin.entries), Arc::clone(&twin.refusing), Arc::clone(&twin.ended));
        let serve = move || {
            // One after the other: what a dead child had asked for is done before the next child is heard.
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                serve(&stream.unwrap(), &entries, &refusing);
            }
        };
        std::thread::Builder::new().name("twin".to_owned()).spawn(serve).unwrap();
        twin
    }

    /// Takes nothing more while this is on, like a keyring that was locked.
    pub fn refuse(&self, on: bool) {
        self.refusing.store(on, Ordering::SeqCst);
    }

    /// Every entry as an earlier version wrote it: without the place that it belongs to.
    pub fn forget_origins(&self) {
        for text in self.entries.lock().unwrap().values_mut() {
            let mut entry: Value = serde_json::from_str(text).unwrap();
            entry.as_object_mut().unwrap().remove("@").unwrap();
            *text = entry.to_string();
        }
    }

    /// The entries by key: what the engine wrote, as text.
    pub fn entries(&self) -> BTreeMap<String, String> {
        self.entries.lock().unwrap().clone()
    }
}

impl Drop for Twin {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.addr);
    }
}

fn serve(stream: &TcpStream, entries: &Entries, refusing: &AtomicBool) {
    let _ = stream.set_nodelay(true);
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        let Ok(ask) = serde_json::from_str::<Value>(&line) else { return };
        let key = ask["key"].as_str().unwrap().to_owned();
        let mut entries = entries.lock().unwrap();
        let answer = match ask["do"].as_str().unwrap() {
            "set" if refusing.load(Ordering::SeqCst) => json!({"refused": true}),
            "set" => {
                entries.insert(key, ask["text"].as_str().unwrap().to_owned());
                json!({})
            }
            "get" => json!({"text": entries.get(&key)}),
            _ => json!({"text": entries.remove(&key)}),
        };
        drop(entries);
        let mut stream = stream;
        if writeln!(stream, "{answer}").is_err() {
            return;
        }
    }
}

/// The child's side: a keyring as the engine takes it.
pub fn keyring(twin: SocketAddr) -> Keyring {
    Keyring {
        open: Arc::new(move || {
            let broken = |error: std::io::Error| Error::PlatformFailure(error.into());
            let stream = TcpStream::connect(twin).map_err(broken)?;
            stream.set_nodelay(true).map_err(broken)?;
            let store: Arc<CredentialStore> = Arc::new(Store(Arc::new(Mutex::new(BufReader::new(stream)))));
            Ok(store)
        }),
        probe: Arc::new(|| VaultState::Ready("Twin".to_owned())),
        make_collection: Arc::new(|| Ok(())),
        services: Arc::new(Vec::new),
        longest_entry: None,
        modifiers: HashMap::new(),
    }
}

type Line = Arc<Mutex<BufReader<TcpStream>>>;

struct Store(Line);

impl CredentialStoreApi for Store {
    fn vendor(&self) -> String {
        "twin".to_owned()
    }

    fn id(&self) -> String {
        "twin".to_owned()
    }

    fn build(&self, _service: &str, user: &str, _modifiers: Option<&HashMap<&str, &str>>) -> Result<Entry> {
        Ok(Entry::new_with_credential(Arc::new(One { line: Arc::clone(&self.0), key: user.to_owned() })))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

struct One {
    line: Line,
    key: String,
}

impl One {
    fn ask(&self, what: &str, text: Option<&str>) -> Result<Value> {
        let broken = |error: std::io::Error| Error::PlatformFailure(error.into());
        let mut line = self.line.lock().unwrap();
        let ask = json!({"do": what, "key": self.key, "text": text});
        writeln!(line.get_mut(), "{ask}").map_err(broken)?;
        let mut answer = String::new();
        line.read_line(&mut answer).map_err(broken)?;
        serde_json::from_str(&answer).map_err(|error| Error::PlatformFailure(error.into()))
    }
}

impl CredentialApi for One {
    fn set_secret(&self, secret: &[u8]) -> Result<()> {
        let text = str::from_utf8(secret).map_err(|error| Error::PlatformFailure(error.into()))?;
        let answer = self.ask("set", Some(text))?;
        if answer["refused"] == true { Err(Error::NoStorageAccess("locked".into())) } else { Ok(()) }
    }

    fn get_secret(&self) -> Result<Vec<u8>> {
        let answer = self.ask("get", None)?;
        answer["text"].as_str().map(|text| text.as_bytes().to_vec()).ok_or(Error::NoEntry)
    }

    fn delete_credential(&self) -> Result<()> {
        let answer = self.ask("delete", None)?;
        if answer["text"].is_null() { Err(Error::NoEntry) } else { Ok(()) }
    }

    fn get_credential(&self) -> Result<Option<Arc<Credential>>> {
        Ok(None)
    }

    fn get_specifiers(&self) -> Option<(String, String)> {
        None
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
