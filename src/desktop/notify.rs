//! Notifications of the desktop: shown by a thread of its own, one for each cause.

use notify_rust::{Notification, NotificationHandle};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

/// The name that the desktop knows the program by.
#[cfg(any(target_os = "linux", windows))]
const APP_ID: &str = "io.pairdesk.Pairdesk";

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What it is about. A later one of the same cause takes its place.
    pub cause: String,
    pub title: String,
    pub text: String,
    /// What the button says that leads to the window.
    pub open: String,
}

/// The thread that shows them, begun with the first one.
#[derive(Default)]
pub struct Notifier {
    sender: Option<Sender<Note>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    refused: Mutex<Option<String>>,
    pressed: AtomicBool,
}

impl Notifier {
    /// Shows it without waiting for the desktop. `wake` is called when there is something to ask for afterwards.
    pub fn show(&mut self, note: Note, wake: &(impl Fn() + Clone + Send + 'static)) {
        let sender = self.sender.get_or_insert_with(|| begin(&self.shared, wake.clone()));
        if sender.send(note).is_err() {
            self.sender = None;
        }
    }

    /// The system's words, where it refused the last one.
    #[must_use]
    pub fn refused(&self) -> Option<String> {
        self.shared.refused.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether one was pressed since the last time this was asked.
    #[must_use]
    pub fn take_press(&self) -> bool {
        self.shared.pressed.swap(false, Ordering::Relaxed)
    }
}

fn begin(shared: &Arc<Shared>, wake: impl Fn() + Clone + Send + 'static) -> Sender<Note> {
    let (sender, receiver) = channel();
    let shared = Arc::clone(shared);
    let work = move || run(&receiver, &shared, &wake);
    drop(std::thread::Builder::new().name("notifications".to_owned()).spawn(work));
    sender
}

fn run(notes: &Receiver<Note>, shared: &Arc<Shared>, wake: &(impl Fn() + Clone + Send + 'static)) {
    let mut shown: HashMap<String, u32> = HashMap::new();
    for note in notes {
        let result = built(&note, shown.get(&note.cause).copied()).show();
        let refused = match result {
            Ok(handle) => {
                remember(&mut shown, note.cause, &handle);
                wait_for_press(handle, shared, wake.clone());
                None
            }
            Err(error) => Some(error.to_string()),
        };
        let mut before = shared.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if *before != refused {
            *before = refused;
            wake();
        }
    }
}

/// The name of an instance stands in the title only: the text may be read as markup.
fn built(note: &Note, before: Option<u32>) -> Notification {
    let mut built = Notification::new();
    built.appname("Pairdesk").summary(&note.title).body(&note.text);
    if let Some(id) = before {
        built.id(id);
    }
    dress(&mut built, note);
    built
}

#[cfg(target_os = "linux")]
fn dress(built: &mut Notification, note: &Note) {
    built.icon(APP_ID).hint(notify_rust::Hint::DesktopEntry(APP_ID.to_owned()));
    built.action("default", &note.open);
}

#[cfg(windows)]
fn dress(built: &mut Notification, _: &Note) {
    built.app_id(APP_ID);
}

#[cfg(not(any(target_os = "linux", windows)))]
fn dress(_: &mut Notification, _: &Note) {}

/// A later one of the same cause takes its place.
#[cfg(target_os = "linux")]
fn remember(shown: &mut HashMap<String, u32>, cause: String, handle: &NotificationHandle) {
    shown.insert(cause, handle.id());
}

/// Elsewhere each stands by itself: what is told is told once anyway.
#[cfg(not(target_os = "linux"))]
fn remember(_: &mut HashMap<String, u32>, _: String, _: &NotificationHandle) {}

/// One that is pressed brings the window to the front. The thread ends with the notification.
#[cfg(target_os = "linux")]
fn wait_for_press(handle: NotificationHandle, shared: &Arc<Shared>, wake: impl Fn() + Send + 'static) {
    let shared = Arc::clone(shared);
    let wait = move || {
        handle.wait_for_action(|action| {
            if action == "default" {
                shared.pressed.store(true, Ordering::Relaxed);
                wake();
            }
        });
    };
    drop(std::thread::Builder::new().name("notification".to_owned()).spawn(wait));
}

#[cfg(not(target_os = "linux"))]
fn wait_for_press(_: NotificationHandle, _: &Arc<Shared>, _: impl Fn() + Send + 'static) {}
