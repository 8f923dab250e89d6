//! A place for commands: a bus and a keyring of their own, a data folder with accounts, the sandbox's gateways.

#[path = "../support/offered.rs"]
mod offered;
#[path = "../support/own_keyring.rs"]
mod own_keyring;

use pairdesk::domain::ids::JobId;
use pairdesk::engine::command::Command as Wish;
use pairdesk::engine::event::{Done, Event, VaultState};
use pairdesk::engine::{Engine, Keyring, Options, Timing};
use pairdesk::sandbox::{self, Gateway, Sandbox};
pub use rustix::process::Signal;
use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(2);

fn temporary(what: &str) -> PathBuf {
    std::env::temp_dir().join(format!("pairdesk-{what}-{}", uuid::Uuid::new_v4().simple()))
}

fn started(command: &mut Command) -> Child {
    let started = command.spawn();
    started.unwrap_or_else(|error| panic!("{command:?}, of a package of scripts/setup.sh: {error}"))
}

/// Plays the ignored test of this name on a session bus that nobody else is on, with a real keyring that is open, and
/// without a display.
pub fn play(test: &str) {
    let home = temporary("home");
    std::fs::create_dir(&home).unwrap();
    let mut bus = started(
        Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address=1"])
            .stdout(Stdio::piped()),
    );
    let mut address = String::new();
    BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let there = |command: &mut Command| {
        command.env("DBUS_SESSION_BUS_ADDRESS", address.trim());
        for folder in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
            command.env(folder, &home);
        }
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    };
    let mut keyring = Command::new("gnome-keyring-daemon");
    there(keyring.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped()));
    let mut keyring = started(keyring.stdout(Stdio::null()).stderr(Stdio::null()));
    keyring.stdin.take().unwrap().write_all(b"password").unwrap();
    let mut played = Command::new(std::env::current_exe().unwrap());
    there(played.args(["--exact", test, "--ignored", "--nocapture"]));
    let played = played.output();
    for child in [&mut keyring, &mut bus] {
        let _ = child.kill();
        let _ = child.wait();
    }
    let _ = std::fs::remove_dir_all(&home);
    let played = played.unwrap();
    let (told, why) = (String::from_utf8_lossy(&played.stdout), String::from_utf8_lossy(&played.stderr));
    assert!(played.status.success() && told.contains("1 passed"), "{told}{why}");
}

pub struct Place {
    runtime: tokio::runtime::Runtime,
    sandbox: Mutex<Option<Sandbox>>,
    dir: PathBuf,
}

impl Place {
    /// With the accounts of these gateways.
    pub fn new(gateways: &[Gateway]) -> Self {
        Self::with(gateways, sandbox::Options::default())
    }

    /// The same with codes that live for so long only.
    pub fn whose_codes_live(period: Duration, gateways: &[Gateway]) -> Self {
        Self::with(gateways, sandbox::Options { period: Some(period), ..sandbox::Options::default() })
    }

    fn with(gateways: &[Gateway], options: sandbox::Options) -> Self {
        until("the keyring", || own_keyring::is_there().then_some(()));
        until("its key", || matches!((Keyring::system().probe)(), VaultState::Ready(_)).then_some(()));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let sandbox = runtime.block_on(sandbox::start_with(0, options)).unwrap();
        let place = Self { runtime, sandbox: Mutex::new(Some(sandbox)), dir: temporary("script") };
        let engine = place.engine();
        for gateway in gateways {
            place.add(&engine, *gateway);
        }
        drop(engine);
        place.wait_free();
        place
    }

    fn sandbox<T>(&self, look: impl FnOnce(&Sandbox) -> T) -> T {
        look(self.sandbox.lock().unwrap().as_ref().unwrap())
    }

    /// An engine that has the folder.
    pub fn engine(&self) -> Engine {
        let data_dir = Some(self.dir.clone());
        let timing = Timing { background: false, ..Timing::default() };
        let options = Options { data_dir, sandbox: false, timing, wake: Box::new(|| {}) };
        Engine::start(options, Keyring::system()).unwrap()
    }

    fn add(&self, engine: &Engine, gateway: Gateway) {
        let (provider, values) = self.sandbox(|sandbox| offered::account(sandbox, gateway));
        engine
            .begin(JobId(1), Wish::SaveAccount { provider, values, existing: None, told: false })
            .unwrap();
        until("the account", || {
            engine.drain(1000).into_iter().find_map(|event| match event {
                Event::JobDone { result: Done::AccountSaved(_), .. } => Some(()),
                Event::JobFailed { failure, .. } => panic!("{failure:?}"),
                _ => None,
            })
        });
    }

    pub fn wait_free(&self) {
        let lock = std::fs::File::open(self.dir.join("pairdesk.lock")).unwrap();
        until("the folder", || lock.try_lock().ok());
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pairdesk"));
        command.args(args).arg("--data-dir").arg(&self.dir).env("LC_ALL", "C");
        command
    }

    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The same, and the end of its terminal is nothing to it.
    pub fn start_without_hangup(&self, args: &[&str]) -> Child {
        let mut command = Command::new("nohup");
        command.arg(env!("CARGO_BIN_EXE_pairdesk")).args(args).arg("--data-dir").arg(&self.dir);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Exit code, standard output and standard error.
    pub fn run_with(&self, args: &[&str], stdin: Option<&str>) -> (Option<i32>, String, String) {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        stdin.map(|text| input.write_all(text.as_bytes()));
        drop(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    /// What it says, once it has ended with this code.
    pub fn run(&self, args: &[&str], code: i32) -> String {
        let (ended, out, told) = self.run_with(args, None);
        assert_eq!(ended, Some(code), "{args:?}: {out}{told}");
        assert_eq!(code == 0, told.is_empty(), "{args:?}: {told}");
        out
    }

    /// The document that it answers with; of several the first.
    pub fn json(&self, args: &[&str], code: i32) -> Json {
        let (ended, out, told) = self.run_with(&[args, &["--json"]].concat(), None);
        assert_eq!(ended, Some(code), "{args:?}: {out}{told}");
        let line = out.lines().next().unwrap_or("null");
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{args:?}: {error} in {out}"))
    }

    /// A phone scans the code that the command shows; it ends when it is linked.
    pub fn pairs(&self, name: &str) {
        let mut child = self.start(&["pair", name, "--json", "--png", self.picture().to_str().unwrap()]);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let code: Json = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let text = code["text"].as_str().unwrap();
        // The picture says the same.
        let picture = std::fs::read(self.picture()).unwrap();
        assert_eq!(pairdesk::qr::read_png(&picture).unwrap(), text);
        self.sandbox(|sandbox| sandbox.scan(text, "5511988771200", "Padaria")).unwrap();
        let last: Json = lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).last().unwrap();
        assert_eq!((&last["event"], &last["instance"]["state"]), (&json!("connected"), &json!("connected")));
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }

    /// Exit code and standard error of one whose answer finds no room.
    pub fn run_to_a_full_disk(&self, args: &[&str]) -> (Option<i32>, String) {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = self.command(args).stdin(Stdio::null()).stdout(full).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Its reader takes the first code and goes: the exit code, long before there is another code or the time is over.
    pub fn pairs_to_nobody(&self, name: &str) -> Option<i32> {
        let mut child = self.start(&["pair", name, "--json", "--timeout", "600"]);
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(first.contains("\"code\""), "{first}");
        let gone = Instant::now();
        let code = until("its end", || child.try_wait().unwrap());
        assert!(gone.elapsed() < Duration::from_secs(20), "{:?}", gone.elapsed());
        code.code()
    }

    fn picture(&self) -> PathBuf {
        self.dir.with_extension("png")
    }

    pub fn order(&self, gateway: Gateway, fault: &str, call: &str) {
        self.order_times(gateway, fault, call, 1);
    }

    pub fn order_times(&self, gateway: Gateway, fault: &str, call: &str, times: u32) {
        let order = json!({"provider": gateway.name(), "fault": fault, "call": call, "times": times});
        self.sandbox(|sandbox| sandbox.order_fault(&order)).unwrap();
    }

    /// How much of what was ordered has not happened yet.
    pub fn faults(&self) -> usize {
        self.sandbox(Sandbox::state)["faults"].as_array().unwrap().len()
    }

    /// Waits until what was ordered has happened.
    pub fn wait_until_no_fault_is_left(&self) {
        until("the request", || (self.faults() == 0).then_some(()));
    }

    pub fn profile(&self, gateway: Gateway, profile: &str) {
        let order = json!({"provider": gateway.name(), "profile": profile});
        self.sandbox(|sandbox| sandbox.choose_profile(&order)).unwrap();
    }

    /// Waits until so many creates have taken effect at a gateway.
    pub fn wait_creates(&self, gateway: Gateway, count: u64) {
        until("the create", || (self.creates(gateway).1 >= count).then_some(()));
    }

    /// Creates that came to a gateway, and those that took effect.
    pub fn creates(&self, gateway: Gateway) -> (u64, u64) {
        let state = self.sandbox(Sandbox::state);
        let number = |key: &str| state[key][gateway.name()].as_u64().unwrap();
        (number("create_requests"), number("creates"))
    }

    pub fn tokens(&self, gateway: Gateway) -> Vec<String> {
        let state = self.sandbox(Sandbox::state);
        let rows = state["instances"].as_array().unwrap().iter().filter(|row| row["gateway"] == gateway.name());
        rows.filter_map(|row| row["token"].as_str().map(str::to_owned)).collect()
    }

    pub fn stop_gateways(&self) {
        let sandbox = self.sandbox.lock().unwrap().take().unwrap();
        self.runtime.block_on(sandbox.stop());
    }

    pub fn lock_keyring() {
        let service = SecretService::connect(EncryptionType::Plain).unwrap();
        service.get_default_collection().unwrap().lock().unwrap();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
        let _ = std::fs::remove_file(self.picture());
    }
}

/// As Ctrl+C does.
pub fn interrupt(child: &Child) {
    signal(child, Signal::INT);
}

pub fn signal(child: &Child, signal: Signal) {
    rustix::process::kill_process(rustix::process::Pid::from_child(child), signal).unwrap();
}

/// The exit code, once it has ended.
pub fn wait(child: &mut Child) -> Option<i32> {
    until("its end", || child.try_wait().unwrap()).code()
}

fn until<T>(what: &str, mut is: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = is() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}
