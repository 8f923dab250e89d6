//! Changes of state that nobody waited for.

use crate::lab::Lab;
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Event;
use pairdesk::sandbox;

#[test]
fn what_changed_in_the_background_is_written_down_once() {
    for gateway in sandbox::gateways().filter(|gateway| gateway.name().starts_with("evolution")) {
        let mut lab = Lab::with(gateway);
        let instance = lab.created(gateway, "loja");
        let job = lab.job();
        lab.begin(job, Command::Pair { instance, phone: None });
        let code = lab.wait("a code", |event| match event {
            Event::PairingChanged(view) if view.job == job => {
                Some(view.pairing.code.as_ref()?.qr.as_ref()?.as_str().to_owned())
            }
            _ => None,
        });
        // Nobody looks any more when the phone scans.
        lab.send(Command::Cancel { job });
        let _ = lab.end_of(job);
        lab.sandbox().scan(&code, "5511999990101", "Loja").unwrap();
        // What a list says counts a minute after the last word about a code; what is asked for counts at once.
        lab.run(Command::Act { instance, action: Action::Refresh }).unwrap();
        for _ in 0..3 {
            let account = Some(lab.account(gateway));
            lab.run(Command::Sync { account }).unwrap();
        }
        let told = lab.noted().iter().filter(|what| *what == "activity-connected").count();
        assert_eq!(told, 1, "{}: {:?}", gateway.name(), lab.noted());
    }
}
