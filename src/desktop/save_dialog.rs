//! The system's own dialogs for saving and choosing a file, on a thread of their own: the window goes on meanwhile.

use std::path::PathBuf;
#[cfg(target_os = "linux")]
use std::sync::mpsc::RecvTimeoutError;
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

/// Asks for a file that is there, of one of these kinds. `wake` is called when there is an answer.
pub fn ask_for(title: &str, kinds: &'static [&'static str], wake: impl Fn() + Send + 'static) -> Receiver<Chosen> {
    let (sender, receiver) = channel();
    begin_choosing(title.to_owned(), kinds, move |chosen| tell(&sender, chosen, &wake));
    receiver
}

fn tell(sender: &Sender<Chosen>, chosen: Chosen, wake: &impl Fn()) {
    // Nobody waits for it any more when the window is closed.
    let _ = sender.send(chosen);
    wake();
}

#[cfg(target_os = "linux")]
fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    begin_at_portal(done, move || {
        let dialog = rfd::FileDialog::new().set_title(title).set_file_name(name);
        dialog.add_filter(extension.to_uppercase(), &[extension]).save_file()
    });
}

#[cfg(target_os = "linux")]
fn begin_choosing(title: String, kinds: &'static [&'static str], done: impl Fn(Chosen) + Send + 'static) {
    begin_at_portal(done, move || {
        rfd::FileDialog::new().set_title(title).add_filter(kinds.join(", "), kinds).pick_file()
    });
}

#[cfg(target_os = "linux")]
fn begin_at_portal(done: impl Fn(Chosen) + Send + 'static, pick: impl FnOnce() -> Option<PathBuf> + Send + 'static) {
    let work = move || done(at_portal(pick).unwrap_or(Chosen::NoDialog));
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}

/// What was picked; nothing where there is no portal, or it goes away with its dialog: no answer would come then.
#[cfg(target_os = "linux")]
fn at_portal(pick: impl FnOnce() -> Option<PathBuf> + Send + 'static) -> Option<Chosen> {
    let bus = zbus::blocking::Connection::session().ok()?;
    let portal = portal(&bus)?;
    let (sender, answer) = channel();
    let work = move || drop(sender.send(pick()));
    std::thread::Builder::new().name("picking".to_owned()).spawn(work).ok()?;
    loop {
        match answer.recv_timeout(LOOK) {
            Ok(path) => return Some(path.map_or(Chosen::Cancelled, Chosen::Path)),
            Err(RecvTimeoutError::Timeout) if owner(&bus).is_some_and(|now| now == portal) => {}
            Err(_) => return None,
        }
    }
}

#[cfg(target_os = "linux")]
const PORTAL: &str = "org.freedesktop.portal.Desktop";

/// How often it is looked whether the portal is still there while its dialog is open.
#[cfg(target_os = "linux")]
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);

/// Who chooses files for the desktop. Asking starts it where it does not run yet.
#[cfg(target_os = "linux")]
fn portal(bus: &zbus::blocking::Connection) -> Option<String> {
    let asked = ("org.freedesktop.portal.FileChooser", "version");
    let properties = Some("org.freedesktop.DBus.Properties");
    bus.call_method(Some(PORTAL), "/org/freedesktop/portal/desktop", properties, "Get", &asked)
        .ok()?;
    owner(bus)
}

#[cfg(target_os = "linux")]
fn owner(bus: &zbus::blocking::Connection) -> Option<String> {
    let names = zbus::blocking::fdo::DBusProxy::new(bus).ok()?;
    names.get_name_owner(PORTAL.try_into().ok()?).ok().map(|name| name.to_string())
}

/// The dialog has to be made by the thread of the window; who waits for it is another.
#[cfg(not(target_os = "linux"))]
fn begin(title: String, name: String, extension: &'static str, done: impl Fn(Chosen) + Send + 'static) {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).set_file_name(name);
    wait_for(dialog.add_filter(extension.to_uppercase(), &[extension]).save_file(), done);
}

#[cfg(not(target_os = "linux"))]
fn begin_choosing(title: String, kinds: &'static [&'static str], done: impl Fn(Chosen) + Send + 'static) {
    let dialog = rfd::AsyncFileDialog::new().set_title(title).add_filter(kinds.join(", "), kinds);
    wait_for(dialog.pick_file(), done);
}

#[cfg(not(target_os = "linux"))]
fn wait_for(
    answer: impl Future<Output = Option<rfd::FileHandle>> + Send + 'static,
    done: impl Fn(Chosen) + Send + 'static,
) {
    let work = move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
            return done(Chosen::NoDialog);
        };
        let file = runtime.block_on(answer);
        done(file.map_or(Chosen::Cancelled, |file| Chosen::Path(file.path().to_owned())));
    };
    drop(std::thread::Builder::new().name("dialog".to_owned()).spawn(work));
}
