//! The program in a real window, drawn by the processor: how soon it is there, what keys and the wheel cost, how much
//! memory it has. Looked at from outside, so that the program is the one that is given away.
//!
//! `cargo bench --bench window` runs all cases, with ` -- WORD …` those whose name has all the words. The environment
//! may name another program, as `PAIRDESK_PROGRAM`. Linux only; needs Xvfb, dbus-run-session and gnome-keyring.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop at once")]

#[cfg(target_os = "linux")]
mod cases;
#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
#[path = "../support/gateway.rs"]
#[expect(dead_code, reason = "here no gateway hangs")]
mod gateway;
#[cfg(target_os = "linux")]
#[path = "../../tests/support/own_keyring.rs"]
mod own_keyring;
#[cfg(target_os = "linux")]
mod program;
#[cfg(target_os = "linux")]
#[path = "../support/rows.rs"]
mod rows;

/// Opens a window with nothing in it.
const BARE: &str = "--bare-window";
/// Says that the session bus is there.
#[cfg(target_os = "linux")]
const INSIDE: &str = "PAIRDESK_BENCH_FOLDER";

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("only on Linux, not {BARE}");
}

#[cfg(target_os = "linux")]
fn main() {
    // Cargo passes options of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match std::env::var_os(INSIDE) {
        _ if words.iter().any(|word| word == BARE) => bare_window(),
        Some(folder) => cases::run(&words, std::path::Path::new(&folder)),
        None => in_session(&words),
    }
}

/// Runs this program once more: with a display, a session bus and a home of its own.
#[cfg(target_os = "linux")]
fn in_session(words: &[String]) {
    use std::process::Command;
    let folder = std::env::temp_dir().join(format!("pairdesk-window-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let server = display::Server::start();
    let mut command = Command::new("dbus-run-session");
    command.arg("--").arg(std::env::current_exe().unwrap()).args(words);
    command.env_remove("WAYLAND_DISPLAY").env("DISPLAY", &server.name);
    command.env("HOME", &folder).env("XDG_RUNTIME_DIR", &folder).env(INSIDE, &folder);
    // What the services of the bus have to say matters only on trouble.
    let said = std::env::temp_dir().join(format!("pairdesk-window-{}.log", std::process::id()));
    command.stderr(std::fs::File::create(&said).unwrap());
    let done = command.status();
    let _ = std::fs::remove_dir_all(&folder);
    if !done.expect("dbus-run-session is needed").success() {
        eprint!("{}", std::fs::read_to_string(&said).unwrap_or_default());
        std::process::exit(1);
    }
    let _ = std::fs::remove_file(said);
}

#[cfg(target_os = "linux")]
fn bare_window() {
    struct Bare;
    impl eframe::App for Bare {
        fn ui(&mut self, _ui: &mut egui::Ui, _frame: &mut eframe::Frame) {}
    }
    let viewport = egui::ViewportBuilder::default().with_inner_size([1280.0, 800.0]);
    let native = eframe::NativeOptions { viewport, dithering: false, ..eframe::NativeOptions::default() };
    eframe::run_native("Bare", native, Box::new(|_| Ok(Box::new(Bare)))).unwrap();
}
