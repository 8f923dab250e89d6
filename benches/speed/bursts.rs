//! The whole program without a screen: frames while thousands of rows come, change and go, and while the gateway and
//! the keyring hang.

use crate::SIZES;
use crate::gateway::{Gateway, Mood};
use crate::measure::{BUSY_FRAME, Report};
use crate::shelf::Shelf;
use crate::stores::{Folder, options};
use crate::window::{Window, key};
use eframe::App as _;
use egui::Key;
use pairdesk::app::App;
use pairdesk::domain::ids::JobId;
use pairdesk::domain::settings::Language;
use pairdesk::engine::event::VaultState;
use pairdesk::engine::{Engine, Keyring};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A frame of a screen with 60 pictures a second.
const TICK: Duration = Duration::from_micros(16_667);
/// With no event for this long, nothing comes any more.
const QUIET: Duration = Duration::from_secs(2);
/// The longest that anything may take here.
const PATIENCE: Duration = Duration::from_mins(2);

pub fn run(report: &mut Report) {
    for rows in SIZES {
        rows_come_and_go(report, rows);
    }
    report.case("hang: gateway", Some(BUSY_FRAME), || hanging(None));
    report.case("hang: gateway and keyring", Some(BUSY_FRAME), || hanging(Some(hung_keyring())));
}

fn rows_come_and_go(report: &Report, rows: usize) {
    let names = ["come", "change", "go"].map(|what| format!("burst: {rows} rows {what}"));
    if names.iter().any(|name| report.wants(name)) {
        let gateway = Gateway::start(Mood::rows(0, 0));
        let folder = Folder::new();
        let mut program = Program::start(&folder, &gateway, None);
        program.until_quiet();
        let moods = [Mood::rows(rows, 0), Mood::rows(rows, rows), Mood::rows(1, 0)];
        for (name, mood) in names.iter().zip(moods) {
            gateway.change(mood);
            program.frame(key(Key::F5));
            report.tell(name, Some(BUSY_FRAME), program.until_quiet());
        }
    }
}

/// Frames for three seconds while an account is saved that nobody answers.
fn hanging(keyring: Option<Keyring>) -> Vec<Duration> {
    let gateway = Gateway::start(Mood::Hanging);
    let folder = Folder::new();
    let mut program = Program::start(&folder, &gateway, keyring);
    (0..180)
        .map(|number| program.frame(if number % 20 == 0 { key(Key::F5) } else { Vec::new() }))
        .collect()
}

/// A keyring behind a prompt that nobody answers.
fn hung_keyring() -> Keyring {
    fn never<T>() -> T {
        loop {
            std::thread::park();
        }
    }
    Keyring {
        open: Arc::new(never),
        probe: Arc::new(never::<VaultState>),
        make_collection: Arc::new(never),
        services: Arc::new(Vec::new),
        modifiers: HashMap::new(),
        longest_entry: None,
    }
}

struct Program {
    window: Window,
    app: App,
    frame: eframe::Frame,
    wakes: Arc<AtomicUsize>,
}

impl Program {
    /// Starts the program and lets it save an account at the gateway.
    fn start(folder: &Folder, gateway: &Gateway, keyring: Option<Keyring>) -> Self {
        let window = Window::new();
        let wakes = Arc::new(AtomicUsize::new(0));
        let (counted, ctx) = (Arc::clone(&wakes), window.ctx.clone());
        let options = options(&folder.0, move || {
            counted.fetch_add(1, Ordering::Relaxed);
            ctx.request_repaint();
        });
        let keyring = keyring.unwrap_or_else(|| Shelf::default().keyring());
        let engine = Engine::start(options, keyring).unwrap();
        engine.begin(JobId(u64::MAX), gateway.account()).unwrap();
        let app = App::new(&window.ctx, engine, Some(Language::English));
        let mut program = Self { window, app, frame: eframe::Frame::_new_kittest(), wakes };
        for _ in 0..10 {
            program.frame(Vec::new());
        }
        program
    }

    /// One frame, with all its waiting, and the rest of its sixtieth of a second.
    fn frame(&mut self, input: Vec<egui::Event>) -> Duration {
        let Self { window, app, frame, .. } = self;
        let started = Instant::now();
        window.frame(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        let took = started.elapsed();
        std::thread::sleep(TICK.saturating_sub(took));
        took
    }

    /// Frames until the engine has nothing more to tell; the last quiet ones do not count.
    fn until_quiet(&mut self) -> Vec<Duration> {
        let mut times = Vec::new();
        let (mut busy, mut seen, mut since) = (0, self.wakes.load(Ordering::Relaxed), Instant::now());
        let deadline = Instant::now() + PATIENCE;
        while since.elapsed() < QUIET {
            assert!(Instant::now() < deadline, "it does not become quiet");
            times.push(self.frame(Vec::new()));
            let now = self.wakes.load(Ordering::Relaxed);
            if now != seen {
                (busy, seen, since) = (times.len(), now, Instant::now());
            }
        }
        times.truncate(busy + 2);
        times
    }
}
