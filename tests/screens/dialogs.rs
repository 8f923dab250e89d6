//! The system's dialog for saving: a portal on a bus of its own answers, or there is none.

#![allow(clippy::used_underscore_binding, reason = "what zbus makes of an interface uses all that it is called with")]

use super::*;
use crate::own_bus::{play, until};
use pairdesk::desktop::save_dialog::{Chosen, ask};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

/// What the portal was asked, as it came.
type Asked = Arc<Mutex<Vec<String>>>;

struct Portal {
    asked: Asked,
    /// How many of them have an answer that was seen.
    answered: Arc<AtomicUsize>,
}

#[zbus::interface(name = "org.freedesktop.portal.FileChooser")]
impl Portal {
    #[allow(clippy::needless_pass_by_value, reason = "the interface of the desktop")]
    fn save_file(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &zbus::Connection,
        _parent: String,
        title: String,
        options: HashMap<String, OwnedValue>,
    ) -> OwnedObjectPath {
        let text = |key: &str| options.get(key).and_then(|it| <&str>::try_from(it).ok()).unwrap_or_default().to_owned();
        self.asked.lock().unwrap().push(format!("{title}: {}", text("current_name")));
        let sender = header.sender().unwrap().trim_start_matches(':').replace('.', "_");
        let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{}", text("handle_token"));
        // The first is cancelled, the second one answered, the third stays open.
        let first = match self.asked.lock().unwrap().len() {
            3 => return path.try_into().unwrap(),
            asked => asked == 1,
        };
        let code: u32 = u32::from(first);
        let mut results: HashMap<&str, Value<'_>> = HashMap::new();
        if !first {
            results.insert("uris", Value::from(vec!["file:///tmp/pairdesk%20chosen%20%C3%A7.png"]));
        }
        let (bus, at) = (zbus::blocking::Connection::from(connection.clone()), path.clone());
        let (number, answered) = (self.asked.lock().unwrap().len(), Arc::clone(&self.answered));
        // A person takes a moment. An answer that comes together with that of the call is not seen before the next one.
        let answer = move || {
            while answered.load(Ordering::Relaxed) < number {
                std::thread::sleep(Duration::from_millis(200));
                let name = "org.freedesktop.portal.Request";
                bus.emit_signal(None::<&str>, at.as_str(), name, "Response", &(code, &results)).unwrap();
            }
        };
        std::thread::Builder::new().spawn(answer).unwrap();
        path.try_into().unwrap()
    }

    #[zbus(property, name = "version")]
    #[allow(clippy::unused_self, reason = "the interface of the desktop")]
    fn version(&self) -> u32 {
        3
    }
}

#[test]
fn the_dialog_of_the_system_is_asked_and_its_absence_is_told() {
    play("dialogs::on_a_bus_of_its_own");
}

/// The threads of this program, by their names.
fn threads() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(task.ok()?.path().join("comm")).ok();
    tasks.filter_map(name).map(|name| name.trim().to_owned()).collect()
}

fn answer() -> Chosen {
    let answer = ask("Save", "pairdesk-loja.png", "png", || {});
    let mut chosen = None;
    until("there is an answer", || {
        chosen = answer.try_recv().ok();
        chosen.is_some()
    });
    chosen.unwrap()
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn on_a_bus_of_its_own() {
    assert_eq!(answer(), Chosen::NoDialog);
    let (asked, answered) = (Asked::default(), Arc::<AtomicUsize>::default());
    let portal = zbus::blocking::connection::Builder::session().unwrap();
    let portal = portal
        .serve_at(
            "/org/freedesktop/portal/desktop",
            Portal { asked: Arc::clone(&asked), answered: Arc::clone(&answered) },
        )
        .unwrap();
    let portal = portal.name("org.freedesktop.portal.Desktop").unwrap().build().unwrap();
    assert_eq!(answer(), Chosen::Cancelled);
    answered.store(1, Ordering::Relaxed);
    assert_eq!(answer(), Chosen::Path("/tmp/pairdesk chosen ç.png".into()));
    answered.store(2, Ordering::Relaxed);
    assert_eq!(*asked.lock().unwrap(), ["Save: pairdesk-loja.png", "Save: pairdesk-loja.png"]);
    // It goes away with its dialog, whose answer never comes.
    let open = Arc::clone(&asked);
    let end = std::thread::Builder::new().spawn(move || {
        until("it is asked", || open.lock().unwrap().len() == 3);
        portal.close().unwrap();
    });
    assert_eq!(answer(), Chosen::NoDialog);
    end.unwrap().join().unwrap();
    // Nobody goes on waiting for that.
    until("a thread stays", || !threads().iter().any(|name| name == "dialog" || name == "picking"));
}
