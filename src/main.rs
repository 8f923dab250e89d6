//! Reads the arguments, starts the engine, opens the window; nothing else.

use pairdesk::app::App;
use pairdesk::args::{self, Args, WindowArgs};
use pairdesk::desktop::second_start::{self, Answering, Door, Letter, Start};
use pairdesk::engine::{self, Engine, Keyring, Options, StartError, Timing};
use pairdesk::wipe::Wiping;
use pairdesk::{desktop, fault, sandbox};
use std::alloc::System;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

#[global_allocator]
static ALLOCATOR: Wiping = Wiping(System);

/// Exit code for unusable arguments.
const USAGE: u8 = 2;
/// Exit code when another Pairdesk has the data folder.
const RUNNING: u8 = 3;

fn main() -> ExitCode {
    no_core_dumps();
    fault::say_only_where();
    match args::parse(std::env::args_os().skip(1)) {
        Ok(Args::Version) => say(args::VERSION),
        Ok(Args::Help) => say(args::HELP),
        Ok(Args::Sandbox { port }) => run_sandbox(port),
        Ok(Args::Erase { data_dir }) => remove_everything(data_dir),
        Ok(Args::Window(window)) => open(window),
        Err(words) => fail(USAGE, &format!("{words}\nTry: pairdesk --help")),
    }
}

fn say(text: &str) -> ExitCode {
    let written = std::io::stdout().write_all(text.as_bytes());
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn fail(code: u8, words: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "pairdesk: {words}");
    ExitCode::from(code)
}

/// A core file would hold the secrets that are in memory.
fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // Where it is refused, the system's own limit stands.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

fn run_sandbox(port: u16) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(1, &error.to_string()),
    };
    runtime.block_on(async {
        let sandbox = match sandbox::start(port).await {
            Ok(sandbox) => sandbox,
            Err(error) => return fail(1, &format!("port {port} cannot be used: {error}")),
        };
        let code = say(&format!("{}\n", sandbox.announcement()));
        wait_for_end().await;
        sandbox.stop().await;
        code
    })
}

async fn wait_for_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn remove_everything(data_dir: Option<PathBuf>) -> ExitCode {
    match engine::erase(data_dir, Keyring::system()) {
        Ok(erased) => say(&format!("{erased}\n")),
        Err(StartError::AlreadyRunning) => fail(RUNNING, "Pairdesk is running with this data folder; close it first"),
        Err(error) => not_started(error),
    }
}

fn not_started(error: StartError) -> ExitCode {
    match error {
        StartError::AlreadyRunning => {
            let words = "Pairdesk is already running with this data folder and does not answer; \
                         wait a moment, or end it and start again";
            fail(RUNNING, words)
        }
        StartError::Unusable(words) => fail(1, &words),
    }
}

fn open(window: WindowArgs) -> ExitCode {
    let frame: Arc<OnceLock<egui::Context>> = Arc::default();
    let waker = Arc::clone(&frame);
    let wake = move || {
        if let Some(context) = waker.get() {
            context.request_repaint();
        }
    };
    let dir = engine::data_dir(window.data_dir.as_deref());
    let started = second_start::first_or_over(dir.as_deref(), &Letter::new(&window), || {
        Engine::start(Options {
            data_dir: window.data_dir.clone(),
            sandbox: window.sandbox,
            memory_vault: false,
            timing: Timing::default(),
            wake: Box::new(wake.clone()),
        })
    });
    let engine = match started {
        Ok(Start::First(engine)) => engine,
        Ok(Start::HandedOver) => return ExitCode::SUCCESS,
        Err(error) => return not_started(error),
    };
    let door = dir.and_then(|dir| Door::open(&dir, wake).ok());
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("io.pairdesk.Pairdesk")
            .with_title("Pairdesk")
            .with_icon(desktop::icon::icon())
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([640.0, 480.0]),
        renderer: renderer(),
        persist_window: false,
        ..eframe::NativeOptions::default()
    };
    let result = desktop::display::open(
        native,
        Box::new(move |creation| {
            let _ = frame.set(creation.egui_ctx.clone());
            Ok(Box::new(Answering::new(App::new(&creation.egui_ctx, engine, window.lang), door)))
        }),
    );
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => fail(1, &words),
    }
}

#[cfg(windows)]
fn renderer() -> eframe::Renderer {
    eframe::Renderer::Wgpu
}

#[cfg(not(windows))]
fn renderer() -> eframe::Renderer {
    eframe::Renderer::Glow
}
