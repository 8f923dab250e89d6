//! What is measured.

use crate::display::Display;
use crate::gateway::{Gateway, Mood};
use crate::own_keyring;
use crate::program::Program;
use pairdesk::domain::ids::JobId;
use pairdesk::engine::event::{Event, VaultState};
use pairdesk::engine::{Engine, Keyring, Options, Timing};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Rows of the lists. A hundred are what most people have.
const SIZES: [usize; 5] = [100, 1000, 10_000, 50_000, 100_000];
/// With no picture for this long, nothing is painted any more.
const QUIET: Duration = Duration::from_millis(1500);
/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(2);

/// Codes of keys.
const CONTROL: u8 = 37;
const F: u8 = 41;
const F5: u8 = 71;
const BACKSPACE: u8 = 22;
/// The keys of `loja`.
const LOJA: [u8; 4] = [46, 32, 44, 38];

struct Cases<'a> {
    words: &'a [String],
    display: Display,
}

pub fn run(words: &[String], folder: &Path) {
    let mut keyring = start_keyring();
    let cases = Cases { words, display: Display::connect() };
    cases.first_frames(folder);
    for rows in SIZES {
        cases.of_size(rows, folder);
    }
    let _ = keyring.kill();
    let _ = keyring.wait();
}

fn start_keyring() -> Child {
    let mut command = Command::new("gnome-keyring-daemon");
    command.args(["--foreground", "--unlock", "--components=secrets"]);
    let command = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut keyring = command.spawn().expect("gnome-keyring is needed");
    // Its two pipes keep it in the foreground, and the end of this one is the end of the password.
    keyring.stdin.take().unwrap().write_all(b"throw-away").unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !own_keyring::is_there() || !matches!((Keyring::system().probe)(), VaultState::Ready(_)) {
        assert!(Instant::now() < deadline, "the keyring does not open");
        std::thread::sleep(Duration::from_millis(50));
    }
    keyring
}

impl Cases<'_> {
    fn wants(&self, name: &str) -> bool {
        self.words.iter().all(|word| name.contains(word.as_str()))
    }

    fn tell(&self, name: &str, value: f64, unit: &str) {
        if self.wants(name) {
            println!("{name:<56} {value:>9.1} {unit}");
        }
    }

    /// The first picture of the program, with a hundred rows known, and of a window with nothing in it.
    fn first_frames(&self, folder: &Path) {
        if !self.wants("first frame: program, bare, ratio") {
            return;
        }
        let gateway = Gateway::start(Mood::rows(100, 0));
        let folder = prepared(folder, "first-frame", &gateway);
        let (mut program, mut bare) = (Vec::new(), Vec::new());
        // One after the other, so that what else the machine does meets both.
        for _ in 0..9 {
            program.push(self.first_frame(Program::start(&folder)));
            bare.push(self.first_frame(Program::bare()));
        }
        let (program, bare) = (middle(&program), middle(&bare));
        self.tell("first frame: program, time", program.0, "ms");
        self.tell("first frame: bare, time", bare.0, "ms");
        self.tell("first frame: ratio, time", program.0 / bare.0, "times");
        self.tell("first frame: program, processor", program.1, "ms");
        self.tell("first frame: bare, processor", bare.1, "ms");
        self.tell("first frame: ratio, processor", program.1 / bare.1, "times");
    }

    /// Time and processor until then.
    fn first_frame(&self, program: Program) -> (f64, f64) {
        let at = self.display.next(PATIENCE).expect("a picture");
        let measured = (ms(at - program.started), ms(program.cpu()));
        self.display.until_quiet(QUIET);
        drop(program);
        self.display.until_quiet(Duration::from_millis(300));
        measured
    }

    fn of_size(&self, rows: usize, folder: &Path) {
        let of = |what: &str| format!("{rows} rows: {what}");
        let all = ["list after start", "memory", "key", "wheel", "idle", "refresh"];
        if !all.iter().any(|what| self.wants(&of(what))) {
            return;
        }
        let gateway = Gateway::start(Mood::rows(0, 0));
        let folder = prepared(folder, &format!("rows-{rows}"), &gateway);
        gateway.change(Mood::rows(rows, 0));
        let answer = middle(&(0..5).map(|_| (answer_time(&gateway), 0.0)).collect::<Vec<_>>()).0;
        let program = Program::start(&folder);
        let pictures = self.display.until_quiet(Duration::from_secs(4));
        let shown = *pictures.last().expect("a picture");
        self.tell(&of("list after start, none known, time"), ms(shown - program.started), "ms");
        self.tell(&of("list after start, none known, processor"), ms(program.cpu()), "ms");
        self.tell(&of("list after start, the server's own answer"), answer, "ms");
        self.tell(&of("memory after start"), program.memory(), "MiB");
        self.display.point(700, 500);
        self.display.focus();
        self.display.until_quiet(QUIET);
        if self.wants(&of("key")) {
            self.keys(&program, &of);
        }
        if self.wants(&of("wheel")) {
            self.wheel(&program, &of);
        }
        if self.wants(&of("idle")) {
            let before = program.cpu();
            std::thread::sleep(Duration::from_secs(20));
            self.tell(&of("idle for 20 s, processor"), ms(program.cpu().saturating_sub(before)), "ms");
            self.tell(&of("idle for 20 s, pictures"), self.display.painted().len() as f64, "");
        }
        if ["refresh", "memory after 20 refreshes"].iter().any(|what| self.wants(&of(what))) {
            self.refreshes(&program, &gateway, rows, &of);
        }
        drop(program);
        self.display.until_quiet(Duration::from_millis(300));
    }

    /// Letters into the search and out of it again, each key held down for a moment as people do it.
    fn keys(&self, program: &Program, of: &impl Fn(&str) -> String) {
        self.display.key(CONTROL, true);
        self.tap(F);
        self.display.key(CONTROL, false);
        self.display.until_quiet(QUIET);
        let (mut waits, mut pictures, mut took) = (Vec::new(), 0, Duration::ZERO);
        let keys: Vec<u8> = (0..5).flat_map(|_| LOJA.into_iter().chain([BACKSPACE; 4])).collect();
        for key in &keys {
            let before = program.cpu();
            let (wait, count) = self.tap(*key);
            waits.push((wait, 0.0));
            pictures += count;
            took += program.cpu().saturating_sub(before);
        }
        let count = keys.len() as f64;
        self.tell(&of("key to picture"), middle(&waits).0, "ms");
        self.tell(&of("key, pictures"), pictures as f64 / count, "each");
        self.tell(&of("key, processor"), ms(took) / count, "ms each");
    }

    /// Milliseconds to the first picture, and how many there were.
    fn tap(&self, key: u8) -> (f64, usize) {
        let pressed = Instant::now();
        self.display.key(key, true);
        let mut pictures = self.display.until_quiet(Duration::from_millis(120));
        self.display.key(key, false);
        pictures.extend(self.display.until_quiet(Duration::from_millis(200)));
        (pictures.first().map_or(f64::NAN, |first| ms(*first - pressed)), pictures.len())
    }

    /// Sixty notches a second for three seconds.
    fn wheel(&self, program: &Program, of: &impl Fn(&str) -> String) {
        let (before, started) = (program.cpu(), Instant::now());
        let mut pictures = 0;
        for notch in 0..180_u32 {
            self.display.wheel(notch < 120);
            let next = started + Duration::from_secs(3) * (notch + 1) / 180;
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
            pictures += self.display.painted().len();
        }
        self.tell(&of("wheel for 3 s, pictures"), pictures as f64, "");
        let took = ms(program.cpu().saturating_sub(before));
        self.tell(&of("wheel for 3 s, processor for a picture"), took / pictures as f64, "ms");
        self.display.until_quiet(QUIET);
    }

    /// Twenty refreshes by hand, of which each changes five rows.
    fn refreshes(&self, program: &Program, gateway: &Gateway, rows: usize, of: &impl Fn(&str) -> String) {
        let (mut times, mut painted, mut took) = (Vec::new(), 0, Duration::ZERO);
        for turn in 0..20 {
            gateway.change(Mood::rows(rows, 5 * (turn + 1)));
            let (before, pressed) = (program.cpu(), Instant::now());
            self.display.key(F5, true);
            self.display.key(F5, false);
            let pictures = self.display.until_quiet(Duration::from_secs(3));
            // Those before are of the button; those long after of what the gateway says of each link that was lost.
            let listed = gateway.listed().expect("a list");
            let shown = pictures.iter().find(|at| **at > listed);
            times.push((shown.map_or(f64::NAN, |shown| ms(*shown - pressed)), 0.0));
            took += program.cpu().saturating_sub(before);
            painted += pictures.len();
        }
        self.tell(&of("refresh, 5 rows changed, pictures"), painted as f64 / 20.0, "each");
        self.tell(&of("refresh, 5 rows changed, time"), middle(&times).0, "ms");
        self.tell(&of("refresh, 5 rows changed, processor"), ms(took) / 20.0, "ms each");
        self.tell(&of("memory after 20 refreshes"), program.memory(), "MiB");
    }
}

/// A data folder with an account at this gateway.
fn prepared(folder: &Path, name: &str, gateway: &Gateway) -> std::path::PathBuf {
    let folder = folder.join(name);
    let options =
        Options { data_dir: Some(folder.clone()), sandbox: false, timing: Timing::default(), wake: Box::new(|| {}) };
    let engine = Engine::start(options, Keyring::system()).unwrap();
    engine.begin(JobId(1), gateway.account()).unwrap();
    let deadline = Instant::now() + PATIENCE;
    while !engine.drain(1000).iter().any(|event| matches!(event, Event::JobDone { job: JobId(1), .. })) {
        assert!(Instant::now() < deadline, "no account");
        std::thread::sleep(Duration::from_millis(1));
    }
    folder
}

/// How long the gateway needs to give its list to somebody who only takes it.
fn answer_time(gateway: &Gateway) -> f64 {
    let started = Instant::now();
    let mut stream = TcpStream::connect(&gateway.address).unwrap();
    stream.write_all(b"GET /instance/fetchInstances HTTP/1.1\r\nhost: bench\r\n\r\n").unwrap();
    let mut piece = vec![0; 256 * 1024];
    while stream.read(&mut piece).unwrap() > 0 {}
    ms(started.elapsed())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The middle of each.
fn middle(values: &[(f64, f64)]) -> (f64, f64) {
    let of = |value: fn(&(f64, f64)) -> f64| {
        let mut values: Vec<f64> = values.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (of(|value| value.0), of(|value| value.1))
}
