//! The system's own dialog for saving a file, on a thread of its own: the window goes on meanwhile.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    Path(PathBuf),
    Cancelled,
    /// The system has no such dialog.
    NoDialog,
}

/// Asks where to save a file that is called `name` so far. `wake` is called when there is an answer.
pub fn ask(title: &str, name: &str, extension: &'static str, wake: impl Fn() + Send + 'static) -> Receiver<Chosen> {
    let (sender, receiver) = channel();
    begin(title.to_owned(), name.to_owned(), extension, move |chosen| tell(&sender, chosen, &wake));
    receiver
}

fn tell(sender: &Sender<Chosen>, chosen: Chosen, wake: &impl Fn()) {
    // Nobody waits for it any more when the window is closed.
    let _ = sender.send(chosen);
    wake();
}

#[cfg(target_os = "linux")]
fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    let work = move || {
        if !has_portal() {
            return done(Chosen::NoDialog);
        }
        let dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
        let path = dialog.add_filter(extension.to_uppercase(), &[extension]).save_file();
        done(path.map_or(Chosen::Cancelled, Chosen::Path));
    };
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}

/// Whether the desktop has a portal that chooses files. Asking starts it where it does not run yet.
#[cfg(target_os = "linux")]
fn has_portal() -> bool {
    let ask = || {
        zbus::blocking::Connection::session()?.call_method(
            Some("org.freedesktop.portal.Desktop"),
            "/org/freedesktop/portal/desktop",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &("org.freedesktop.portal.FileChooser", "version"),
        )
    };
    ask().is_ok()
}

/// The dialog has to be made by the thread of the window; who waits for it is another.
#[cfg(not(target_os = "linux"))]
fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).set_file_name(name);
    let answer = dialog.add_filter(extension.to_uppercase(), &[extension]).save_file();
    let work = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
            return done(Chosen::NoDialog);
        };
        let file = runtime.block_on(answer);
        done(file.map_or(Chosen::Cancelled, |file| Chosen::Path(file.path().to_owned())));
    };
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}
