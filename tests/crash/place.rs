//! Where a run takes place: a sandbox, a keyring twin and a data folder of its own, and children that come and go.

use crate::child::{AccountForm, Orders, READY, Wish};
use crate::door::Door;
use crate::matrix::{Kill, LONGEST, Outcome};
use crate::twin::Twin;
use pairdesk::sandbox::{self, Gateway, Sandbox};
use serde_json::{Value, json};
use std::cell::Cell;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// How the engine is told the place to die at, and the file that takes the places it passes.
const AT: &str = "PAIRDESK_CRASH_AT";
pub const TRACE: &str = "PAIRDESK_CRASH_TRACE";
const CLOCK: &str = "PAIRDESK_CLOCK_OFF_BY";
/// Seconds.
const DAY: i64 = 86_400;
/// A certificate of nobody.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/nobody.pem");
/// The longest that anything may take here.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// The longest that a gateway may be silent which answers in the end, however busy the machine is.
const SILENCE: Duration = Duration::from_secs(5);
/// The same of one that never answers: each of many items waits for it, again and again.
const NO_ANSWER: Duration = Duration::from_millis(500);
/// The sandbox's word for that one.
const FROZEN: &str = "frozen";
/// When nothing was asked for so long, nothing is.
const RESTS_AFTER: Duration = Duration::from_millis(700);

pub struct Place {
    pub gateway: Gateway,
    pub sandbox: Sandbox,
    pub twin: Twin,
    pub door: Door,
    /// Holds the data folder.
    base: PathBuf,
    /// Programs that were started here.
    starts: Cell<u32>,
    /// The longest that its gateway may be silent.
    silence: Cell<Duration>,
}

/// How far a child came.
pub enum End {
    /// It was killed where it should be.
    Killed,
    /// It came to rest without passing there, and waits.
    Quiet(Live),
}

/// A child that waits for the word to end.
pub struct Live {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// What it tells of its own failure.
    said: PathBuf,
}

/// In memory where there is a file system for that: a kill takes nothing along that the system was given, and thousands of
/// runs wait for no disk. What a cut of the power leaves is nothing that could be tried here.
fn folder() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if cfg!(target_os = "linux") && memory.is_dir() { memory } else { std::env::temp_dir() }
}

impl Place {
    pub fn new(runtime: &Handle, gateway: Gateway) -> Self {
        let millis = Duration::from_millis;
        // Lists lag for less than it takes to prove an absence.
        let room = Some(usize::MAX);
        let options = sandbox::Options { wait: millis(5), odd: millis(30), room, ..sandbox::Options::default() };
        let sandbox = runtime.block_on(sandbox::start_with(0, options)).unwrap();
        let base = folder().join(format!("pairdesk-crash-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&base).unwrap();
        let twin = Twin::start();
        let door = Door::open(sandbox.addr());
        Self { gateway, sandbox, twin, door, base, starts: Cell::new(0), silence: Cell::new(SILENCE) }
    }

    /// From now on the gateway has this profile of the sandbox.
    pub fn become_odd(&self, profile: &str) {
        let order = json!({"provider": self.gateway.name(), "profile": profile});
        self.sandbox.choose_profile(&order).unwrap();
        if profile == FROZEN {
            self.silence.set(NO_ANSWER);
        }
    }

    pub fn dir(&self) -> PathBuf {
        self.base.join("data")
    }

    /// The file that takes what is shown of a run.
    pub fn shown(&self) -> PathBuf {
        self.base.join("shown.json")
    }

    /// The account's form, with its gateway behind the door.
    pub fn account(&self) -> AccountForm {
        self.account_at(self.gateway)
    }

    pub fn account_at(&self, gateway: Gateway) -> AccountForm {
        let offered = self.sandbox.accounts();
        let offered = offered.into_iter().find(|account| account.label == gateway.label()).unwrap();
        AccountForm {
            provider: offered.provider.to_owned(),
            base_url: format!("http://{}/{}", self.door.addr, gateway.mount()),
            secrets: offered.secrets.into_iter().map(|(key, secret)| (key.to_owned(), secret)).collect(),
        }
    }

    /// Runs a child that only makes ready and ends.
    pub fn set_up(&self, create: bool, forget: bool) -> Result<(), String> {
        self.set_up_at(self.gateway, create, forget)
    }

    pub fn set_up_at(&self, gateway: Gateway, create: bool, forget: bool) -> Result<(), String> {
        let wish = Wish::SetUp { account: Box::new(self.account_at(gateway)), create, forget };
        self.spawn(wish, None)?.end(None).map(drop)
    }

    /// Runs a child until it is killed or comes to rest.
    pub fn run(&self, wish: Wish, outcome: Outcome, kill: Option<Kill>) -> Result<End, String> {
        let waits = !matches!(wish, Wish::Recover);
        let call = match &wish {
            Wish::Delete => "delete",
            Wish::Many(errand) => errand.deed.call(),
            _ => "create",
        };
        let mut live = self.spawn(wish, kill)?;
        if waits {
            match live.line().as_str() {
                READY => {}
                _ => return live.death(kill),
            }
            self.order(outcome, call);
            live.tell();
            self.refuse_in_time(outcome, &mut live);
        }
        if let Some(Kill::AfterSent(_)) = kill {
            self.wait_for_create();
        }
        if let Some(Kill::AfterHeard(count, _)) = kill {
            self.wait_for_requests(count);
        }
        if let Some(Kill::After(time) | Kill::AfterSent(time) | Kill::AfterHeard(_, time)) = kill {
            // The moment of the kill is what is drawn by lot: there is nothing to wait for.
            std::thread::sleep(time);
            live.child.kill().unwrap();
        }
        match live.line().as_str() {
            "quiet" if matches!(kill, Some(Kill::After(_) | Kill::AfterSent(_) | Kill::AfterHeard(..))) => {
                live.child.wait().unwrap();
                Ok(End::Killed)
            }
            "quiet" => Ok(End::Quiet(live)),
            _ => live.death(kill),
        }
    }

    fn spawn(&self, wish: Wish, kill: Option<Kill>) -> Result<Live, String> {
        let said = self.base.join("said");
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("--child").stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(File::create(&said).map_err(|error| error.to_string())?);
        // Reading the system's certificates would be most of a start, and nothing here speaks TLS: one will do.
        command.env("SSL_CERT_FILE", CERTIFICATE).env_remove("SSL_CERT_DIR");
        // Whoever starts again finds a clock that was set, a day on or back.
        let off_by = match self.starts.replace(self.starts.get() + 1) {
            0 => 0,
            again if again % 2 == 1 => DAY,
            _ => -DAY,
        };
        command.env(CLOCK, off_by.to_string());
        match kill {
            Some(Kill::At(door, time)) => drop(command.env(AT, format!("{door}:{time}"))),
            Some(Kill::Never) => drop(command.env(TRACE, self.base.join("trace"))),
            Some(Kill::After(_) | Kill::AfterSent(_) | Kill::AfterHeard(..)) | None => {}
        }
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut live = Live { child, input, output, said };
        let orders = Orders { dir: self.dir(), twin: self.twin.addr, silence: self.silence.get(), wish };
        // A child that died at once shows by its end.
        let _ = writeln!(live.input, "{}", serde_json::to_string(&orders).unwrap());
        Ok(live)
    }

    fn order(&self, outcome: Outcome, call: &str) {
        match outcome {
            Outcome::Refused if call == "create" => self.door.shut_after_next(),
            Outcome::Refused => self.door.shut(),
            _ => {
                let Some((fault, seconds)) = outcome.fault() else { return };
                let order = json!({"provider": self.gateway.name(), "fault": fault, "call": call, "seconds": seconds});
                self.sandbox.order_fault(&order).unwrap();
                if outcome == Outcome::Gap {
                    let profile = json!({"provider": self.gateway.name(), "profile": "no-ids"});
                    self.sandbox.choose_profile(&profile).unwrap();
                }
            }
        }
    }

    /// The keyring refuses from the moment the create has come to the gateway.
    fn refuse_in_time(&self, outcome: Outcome, live: &mut Live) {
        if outcome != Outcome::KeyringRefuses {
            return;
        }
        while self.creates().0 == 0 && live.child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.twin.refuse(true);
    }

    /// Waits until a create has come, or for so long that none will.
    fn wait_for_create(&self) {
        let until = Instant::now() + 4 * LONGEST;
        while self.creates().0 == 0 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits until so many more requests have come, or none comes any more.
    fn wait_for_requests(&self, count: usize) {
        let (before, mut came, mut moved) = (self.door.came(), 0, Instant::now());
        while came < count && moved.elapsed() < RESTS_AFTER {
            std::thread::sleep(Duration::from_millis(1));
            let now = self.door.came() - before;
            if now > came {
                (came, moved) = (now, Instant::now());
            }
        }
    }

    /// As the upgrade finds it: entries without an origin, and the address of each written down.
    pub fn forget_origins(&self) {
        self.twin.forget_origins();
        let database = rusqlite::Connection::open(self.dir().join("pairdesk.db")).unwrap();
        let notes = "INSERT INTO unbound SELECT key, (SELECT body ->> 'base_url' FROM accounts) FROM slots";
        database.execute(notes, []).unwrap();
    }

    /// Everything works again: what went wrong before is over.
    pub fn mend(&self) {
        self.door.reopen();
        self.twin.refuse(false);
        self.sandbox.set_fault(self.gateway.name(), "none", 1).unwrap();
    }

    /// The places that the traced child has passed.
    pub fn trace(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.base.join("trace")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Creates that came to the gateway, and those that took effect.
    pub fn creates(&self) -> (u64, u64) {
        let state = self.sandbox.state();
        let number = |key: &str| state[key][self.gateway.name()].as_u64().unwrap();
        (number("create_requests"), number("creates"))
    }

    /// The sandbox's own rows.
    pub fn there(&self) -> Vec<Value> {
        let state = self.sandbox.state();
        let rows = state["instances"].as_array().unwrap().iter();
        rows.filter(|row| row["gateway"] == self.gateway.name()).cloned().collect()
    }

    /// Waits until a create that was put off has taken effect.
    pub fn wait_for_late_create(&self) {
        wait("the late create", || self.creates().0 == self.creates().1);
    }

    /// Waits until the gateway shows no more what it has answered to have deleted.
    pub fn wait_for_late_delete(&self) {
        wait("the end of a delete", || self.sandbox.state()["leaving"] == 0);
    }

    /// Somebody else creates an instance of our name.
    pub fn stranger(&self) {
        self.sandbox.create(self.gateway, crate::child::NAME);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.base);
    }
}

fn wait(what: &str, done: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl Live {
    /// The child's next line; empty when it is gone.
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn tell(&mut self) {
        let _ = writeln!(self.input, "go");
    }

    /// Lets it end in order; `true` when it was killed at its place on the way.
    pub fn end(mut self, kill: Option<Kill>) -> Result<bool, String> {
        self.tell();
        let status = self.child.wait().unwrap();
        if status.success() { Ok(false) } else { self.killed(kill, status).map(|()| true) }
    }

    /// It is gone without a word: by the kill that was ordered, or something is wrong.
    fn death(mut self, kill: Option<Kill>) -> Result<End, String> {
        let status = self.child.wait().unwrap();
        self.killed(kill, status).map(|()| End::Killed)
    }

    fn killed(&self, kill: Option<Kill>, status: ExitStatus) -> Result<(), String> {
        let ordered = !matches!(kill, Some(Kill::Never) | None);
        if ordered && was_killed(status) {
            return Ok(());
        }
        let said = std::fs::read_to_string(&self.said).unwrap_or_default();
        Err(format!("a child ended with {status}: {}", said.trim()))
    }
}

#[cfg(unix)]
fn was_killed(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

/// Windows has no signals: 1 is what a child gets that is killed, the other what one leaves that aborts.
#[cfg(windows)]
fn was_killed(status: ExitStatus) -> bool {
    matches!(status.code(), Some(code) if code == 1 || code.cast_unsigned() == 0xC000_0409)
}
