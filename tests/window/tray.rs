//! The window in the tray: nothing of it is drawn meanwhile, and it comes back as it was.

#![allow(clippy::used_underscore_binding, reason = "what zbus makes of an interface uses all that it is called with")]
#![allow(clippy::unused_self, reason = "the interface of the desktop")]

use crate::own_bus::{play, until};
use crate::site::{Site, Window};
use egui::ViewportCommand;
use pairdesk::sandbox::zapi::ZAPI;
use zbus::blocking::connection::Builder;

/// Who keeps the places of a tray that a panel shows.
struct Watcher;

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }
}

#[test]
fn in_the_tray_nothing_is_drawn_and_the_window_comes_back_as_it_was() {
    play("tray::on_a_bus_of_its_own");
}

#[test]
#[ignore = "run by the test above, on a bus that it has made"]
fn on_a_bus_of_its_own() {
    const KEEP: &str = "Watch when the window is closed";
    let panel = Builder::session().unwrap().serve_at("/StatusNotifierWatcher", Watcher).unwrap();
    let panel = panel.name("org.kde.StatusNotifierWatcher").unwrap().build().unwrap();
    let site = Site::new(ZAPI);
    let mut window = Window::on(site.engine());
    window.press("Alerts");
    window.turn(KEEP);
    window.wait_for("Pairdesk goes on in the tray", true);
    assert!(window.close().contains(&ViewportCommand::Visible(false)));
    assert_eq!(window.buttons(), [] as [&str; 0]);
    assert!(!window.sees(KEEP));
    // Nothing would show that the program is there any more.
    panel.close().unwrap();
    until("the window is back", || {
        window.step();
        window.sees(KEEP)
    });
    assert!(!window.buttons().is_empty());
}
