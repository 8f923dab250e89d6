//! A place in the tray, as a panel on a bus of its own has it: it may come later, go, and come again.

#![allow(clippy::used_underscore_binding, reason = "what zbus makes of an interface uses all that it is called with")]

use super::*;
use crate::own_bus::{play, until};
use pairdesk::desktop::tray::{Face, Press, Pressed, Tray};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use zbus::blocking::proxy::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::proxy::CacheProperties;
use zbus::zvariant::{OwnedValue, Value};

const WATCHER: &str = "org.kde.StatusNotifierWatcher";
const AT: &str = "/StatusNotifierWatcher";

/// Who keeps the places; whether a panel shows them is another matter.
#[derive(Clone, Default)]
struct Watcher {
    items: Arc<Mutex<Vec<String>>>,
    has_host: Arc<AtomicBool>,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: String) {
        self.items.lock().unwrap().push(service);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        self.has_host.load(Ordering::Relaxed)
    }
}

impl Watcher {
    fn begin(&self) -> Connection {
        let bus = zbus::blocking::connection::Builder::session().unwrap();
        bus.serve_at(AT, self.clone()).unwrap().name(WATCHER).unwrap().build().unwrap()
    }

    fn host(&self, bus: &Connection, is_there: bool) {
        self.has_host.store(is_there, Ordering::Relaxed);
        let what = if is_there { "StatusNotifierHostRegistered" } else { "StatusNotifierHostUnregistered" };
        bus.emit_signal(None::<&str>, AT, WATCHER, what, &()).unwrap();
    }

    fn items(&self) -> Vec<String> {
        self.items.lock().unwrap().clone()
    }
}

/// The number of a line, its facts, and the lines below it.
type Line = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The lines of the menu with their numbers.
fn menu(panel: &Connection, item: &str) -> Vec<(i32, String)> {
    let menu = Proxy::new(panel, item.to_owned(), "/MenuBar", "com.canonical.dbusmenu").unwrap();
    let (_, (_, _, lines)): (u32, Line) = menu.call("GetLayout", &(0_i32, 1_i32, Vec::<String>::new())).unwrap();
    let line = |line: OwnedValue| {
        let Value::Structure(line) = Value::from(line) else { panic!("a line is a structure") };
        let [Value::I32(number), Value::Dict(facts), _] = line.fields() else { panic!("{line:?}") };
        let mut facts = facts.iter();
        let label = facts.find_map(|(key, value)| (*key == Value::from("label")).then_some(value));
        let label = label.and_then(|label| label.downcast_ref::<String>().ok()).unwrap_or_default();
        (*number, label)
    };
    lines.into_iter().map(line).collect()
}

fn face(alerts: Option<&str>) -> Face {
    let text = |text: &str| text.to_owned();
    let told = text(alerts.unwrap_or("All quiet"));
    let alerts = alerts.map(text);
    Face { is_alarmed: alerts.is_some(), told, open: text("Open"), alerts, pause: text("Pause"), quit: text("Quit") }
}

#[test]
fn a_panel_that_comes_late_or_again_shows_the_place_and_a_watcher_alone_is_no_tray() {
    play("tray::on_a_bus_of_its_own");
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn on_a_bus_of_its_own() {
    let woken = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&woken);
    let mut tray = Tray::begin(face(None), move || flag.store(true, Ordering::Relaxed));
    std::thread::sleep(Duration::from_millis(300));
    assert!(!tray.is_there(), "there is no panel");
    let watcher = Watcher::default();
    let bus = watcher.begin();
    until("the place is taken", || !watcher.items().is_empty());
    std::thread::sleep(Duration::from_millis(300));
    assert!(!tray.is_there(), "nobody shows it");
    watcher.host(&bus, true);
    until("it is shown", || tray.is_there());
    assert!(woken.swap(false, Ordering::Relaxed), "the window is woken for it");

    let panel = Connection::session().unwrap();
    let item = watcher.items()[0].clone();
    // A change of its status has a signal of its own, which a copy of the properties would not hear.
    let place = Builder::<Proxy<'_>>::new(&panel).cache_properties(CacheProperties::No);
    let place = place.destination(item.clone()).unwrap().path("/StatusNotifierItem").unwrap();
    let place = place.interface("org.kde.StatusNotifierItem").unwrap().build().unwrap();
    let status = || place.get_property::<String>("Status").unwrap();
    assert_eq!(status(), "Active");
    place.call::<_, _, ()>("ProvideXdgActivationToken", &("leave",)).unwrap();
    place.call::<_, _, ()>("Activate", &(0, 0)).unwrap();
    until("it is pressed", || tray.presses() == [Press { what: Pressed::Open, token: Some("leave".to_owned()) }]);
    assert!(woken.load(Ordering::Relaxed), "the window is woken for it");
    let labels = || menu(&panel, &item).into_iter().map(|(_, label)| label).collect::<Vec<_>>();
    assert_eq!(labels(), ["Open", "Pause", "", "Quit"]);
    tray.show(face(Some("2 open alerts")));
    until("the face has changed", || status() == "NeedsAttention");
    assert_eq!(labels(), ["Open", "2 open alerts", "Pause", "", "Quit"]);
    let lines = menu(&panel, &item);
    let actions = Proxy::new(&panel, item, "/MenuBar", "com.canonical.dbusmenu").unwrap();
    for (line, what) in [(1, Pressed::Alerts), (2, Pressed::Pause), (4, Pressed::Quit)] {
        actions
            .call::<_, _, ()>("Event", &(lines[line].0, "clicked", Value::from(0_i32), 0_u32))
            .unwrap();
        until("it is pressed", || tray.presses().iter().map(|press| press.what).eq([what]));
    }

    // The panel is started anew: nobody need hear of that.
    let taken = watcher.items().len();
    bus.close().unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(tray.is_there(), "it may only be starting anew");
    let bus = watcher.begin();
    until("the place is taken once more", || watcher.items().len() > taken);
    std::thread::sleep(Duration::from_millis(300));
    assert!(tray.is_there());
    // It goes for good, first without and then with who keeps the places.
    watcher.host(&bus, false);
    until("it is gone", || !tray.is_there());
    watcher.host(&bus, true);
    until("it is there", || tray.is_there());
    bus.close().unwrap();
    until("it is gone", || !tray.is_there());
}
