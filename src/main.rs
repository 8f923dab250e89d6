//! Reads the arguments, starts the engine, opens the window; nothing else.

// A console program would bring a console along when it is started by its icon.
#![windows_subsystem = "windows"]

use pairdesk::app::App;
use pairdesk::args::{self, Args, WindowArgs};
use pairdesk::desktop::message::{Trouble, complain, fail};
use pairdesk::desktop::place::{Keeper, Place};
use pairdesk::desktop::second_start::{self, Answering, Door, Letter, Start};
use pairdesk::desktop::{console, dumps, graphics};
use pairdesk::engine::{self, Engine, Keyring, Options, StartError, Timing};
use pairdesk::wipe::{self, Wiping};
use pairdesk::{desktop, fault, sandbox, script, ui};
use std::alloc::System;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

#[global_allocator]
static ALLOCATOR: Wiping = Wiping(System);

fn main() -> ExitCode {
    wipe::share_one_arena();
    dumps::forbid();
    fault::say_only_where();
    match args::parse(std::env::args_os().skip(1)) {
        Ok(Args::Version) => say(args::VERSION),
        Ok(Args::Help) => say(args::HELP),
        Ok(Args::Sandbox { port }) => run_sandbox(port),
        Ok(Args::Script(script)) => script::run(&script),
        Ok(Args::Erase { data_dir }) => remove_everything(data_dir.as_deref()),
        Ok(Args::Window(window)) => open(&window),
        Err(words) if args::wants_json(std::env::args_os()) => script::misused(&words),
        Err(words) => fail(Trouble::Arguments, &format!("{words}\nTry: pairdesk --help"), None),
    }
}

fn say(text: &str) -> ExitCode {
    if console::say(text).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run_sandbox(port: u16) -> ExitCode {
    // Who starts it there ends it there, by Ctrl+C.
    let _console = console::hold();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(Trouble::Other, &error.to_string()),
    };
    runtime.block_on(async {
        let sandbox = match sandbox::start(port).await {
            Ok(sandbox) => sandbox,
            Err(error) => return complain(Trouble::Other, &format!("port {port} cannot be used: {error}")),
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

fn remove_everything(data_dir: Option<&Path>) -> ExitCode {
    match engine::erase(data_dir, Keyring::system()) {
        Ok(erased) => say(&format!("{erased}\n")),
        Err(StartError::AlreadyRunning) => {
            complain(Trouble::AlreadyRunning, "Pairdesk is running with this data folder; close it first")
        }
        Err(StartError::Unusable(words)) => complain(Trouble::DataFolder, &words),
    }
}

fn open(window: &WindowArgs) -> ExitCode {
    let frame: Arc<Mutex<Option<egui::Context>>> = Arc::default();
    let waker = Arc::clone(&frame);
    let wake = move || {
        if let Some(context) = &*waker.lock().unwrap_or_else(PoisonError::into_inner) {
            ui::wake(context);
        }
    };
    let dir = engine::data_dir(window.data_dir.as_deref());
    let started = second_start::first_or_over(dir.as_deref(), &Letter::new(window), || {
        let options = Options {
            data_dir: window.data_dir.clone(),
            sandbox: window.sandbox,
            timing: Timing::default(),
            wake: Box::new(wake.clone()),
        };
        Engine::start(options, Keyring::system())
    });
    let engine = match started {
        Ok(Start::First(engine)) => engine,
        Ok(Start::HandedOver) => return ExitCode::SUCCESS,
        Err(error @ StartError::AlreadyRunning) => {
            return fail(Trouble::AlreadyRunning, &error.to_string(), window.lang);
        }
        Err(StartError::Unusable(words)) => return fail(Trouble::DataFolder, &words, window.lang),
    };
    let (dir, trouble) = (dir.unwrap_or_default(), engine.trouble());
    let door = Door::open(&dir, wake).ok();
    let place = Place::read(&dir);
    let content = Answering::new(App::of(engine, window.lang), door, Keeper::new(&dir, place));
    let opened = graphics::run(window.renderer, &dir, &|| native(place), content, &|content, context| {
        *frame.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.clone());
        content.furnish(context);
    });
    match opened {
        Ok(()) => match trouble.get() {
            // The window has said it.
            Some(error) => complain(Trouble::DataFolder, &error.to_string()),
            None => ExitCode::SUCCESS,
        },
        Err(words) => fail(Trouble::NoWindow, &words, window.lang),
    }
}

fn native(place: Place) -> eframe::NativeOptions {
    let window = egui::ViewportBuilder::default()
        .with_app_id(desktop::APP_ID)
        .with_title("Pairdesk")
        .with_icon(desktop::icon::icon());
    eframe::NativeOptions {
        viewport: place.begin(window),
        persist_window: false,
        // It costs a machine without a graphics card as much as the picture itself, which has no gradients.
        dithering: false,
        ..eframe::NativeOptions::default()
    }
}
