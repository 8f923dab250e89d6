//! "Cancel" in the window, down to the gateway and back.

use crate::site::{NAME, Site, Window, wait};
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::gateways;

#[test]
fn a_create_that_is_stopped_after_it_was_sent_is_looked_up() {
    for gateway in gateways() {
        let site = Site::new(gateway);
        let mut window = Window::on(site.engine());
        site.order("slow", "create", 60, 1);
        window.press("New instance");
        window.write("Instance name", NAME);
        window.press("Review");
        window.press("Create instance");
        wait("the create", || (site.creates().0 == 1).then_some(()));
        window.wait_for("Cancel", true);
        window.press("Cancel");
        // Sent is sent: it is not called cancelled, and not sent again.
        window.wait_for("Create instance", false);
        assert!(!window.sees("You stopped this"));
        assert_eq!(site.creates().0, 1);
    }
}

#[test]
fn a_refresh_that_hangs_can_be_stopped_and_started_again() {
    let site = Site::new(ENVIAAI);
    let mut window = Window::on(site.engine());
    site.order("slow", "list", 60, 1);
    window.press("Refresh");
    window.wait_for("Cancel", true);
    window.press("Cancel");
    let stopped = "You stopped this\nNothing more is done; start it again whenever you like";
    window.wait_for(stopped, true);
    window.wait_for("Cancel", false);
    window.press("Refresh");
    window.wait_for(stopped, false);
}
