//! What is believed of a link: a state has a source, a time and a reason, and gateways may say odd things.

use crate::lab::{Lab, changed_rows};
use crate::pairing::link;
use crate::rows::{act, refresh};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::instance::{ConnectionState, Instance, Presence};
use pairdesk::domain::link::{LostReason, Source};
use pairdesk::engine::command::Action;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::waha::WAHA;
use pairdesk::sandbox::{Gateway, gateways};
use serde_json::json;

const EVOLUTIONS: [Gateway; 2] = [EVOLUTION_1, EVOLUTION_2];

fn profile(lab: &Lab, name: &str) {
    lab.sandbox().choose_profile(&json!({"profile": name})).unwrap();
}

/// A row whose phone is linked.
fn linked(gateway: Gateway) -> (Lab, InstanceId) {
    let mut lab = Lab::with(gateway);
    let id = lab.created(gateway, "loja");
    link(&mut lab, id);
    (lab, id)
}

fn said(row: &Instance, source: Source) -> Option<&ConnectionState> {
    row.links.of(source).map(|word| &word.state)
}

/// The states that a row was shown with since a moment in the events.
fn shown(lab: &Lab, id: InstanceId, from: usize) -> Vec<ConnectionState> {
    let rows = lab.events[from..].iter().flat_map(changed_rows);
    rows.filter(|row| row.id == id).map(|row| row.state.clone()).collect()
}

#[test]
fn a_phone_that_removed_the_device_is_told_with_reason_and_time_until_it_is_paired_again() {
    for gateway in gateways() {
        let (mut lab, id) = linked(gateway);
        assert!(lab.sandbox().logout("loja"));
        refresh(&mut lab, gateway);
        let row = lab.row(id);
        let lost = row.lost.unwrap();
        assert!(row.state.is_closed() && row.is_lost(), "{gateway:?}: {:?}", row.state);
        let told = (gateway == EVOLUTION_2).then_some(LostReason::RemovedOnPhone);
        assert_eq!(lost.reason, told, "{gateway:?}");
        assert_eq!(row.paired, told.is_none(), "a used code may come only where nothing tells who ended it");
        let line = told.map_or("lost-unknown", LostReason::key);
        assert_eq!(lab.noted().iter().filter(|what| *what == line).count(), 1, "{gateway:?}");
        // Told once; dismissed, it stays dismissed, and over a restart too.
        refresh(&mut lab, gateway);
        act(&mut lab, id, Action::DismissLost).unwrap();
        lab.restart();
        refresh(&mut lab, gateway);
        let row = lab.rows().into_iter().find(|row| row.id == id).unwrap();
        assert!(row.lost.is_some() && !row.is_lost(), "{gateway:?}");
        assert!(!lab.noted().iter().any(|what| what == line));
    }
}

#[test]
fn what_was_logged_out_from_here_is_not_lost() {
    for gateway in EVOLUTIONS {
        let (mut lab, id) = linked(gateway);
        act(&mut lab, id, Action::Logout).unwrap();
        refresh(&mut lab, gateway);
        let row = lab.row(id);
        assert_eq!((row.lost, row.paired), (None, false), "{gateway:?}");
        assert_eq!(said(&row, Source::Act), Some(&ConnectionState::Disconnected));
        assert_eq!(row.state, ConnectionState::Disconnected);
    }
}

#[test]
fn a_link_that_flickers_at_a_restart_is_never_shown_as_lost() {
    for gateway in EVOLUTIONS {
        let (mut lab, id) = linked(gateway);
        profile(&lab, "restart-flaps");
        let from = lab.events.len();
        act(&mut lab, id, Action::Restart).unwrap();
        refresh(&mut lab, gateway);
        let row = lab.row(id);
        assert_eq!((row.state.clone(), row.lost), (ConnectionState::Connected, None), "{gateway:?}");
        assert!(!shown(&lab, id, from).contains(&ConnectionState::Disconnected), "{gateway:?}");
    }
}

#[test]
fn a_list_that_says_connected_and_names_nobody_is_not_believed() {
    for gateway in [EVOLUTION_1, EVOLUTION_2, ENVIAAI] {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        profile(&lab, "open-without-owner");
        refresh(&mut lab, gateway);
        let row = lab.row(id);
        assert_eq!(said(&row, Source::List), Some(&ConnectionState::Connected), "{gateway:?}");
        assert_eq!(said(&row, Source::State), Some(&ConnectionState::Disconnected), "{gateway:?}");
        assert_eq!((row.state.clone(), row.paired), (ConnectionState::Disconnected, false), "{gateway:?}");
        assert!(row.links.disagree());
        // And it can be paired.
        link(&mut lab, id);
        assert_eq!(lab.row(id).state, ConnectionState::Connected, "{gateway:?}");
    }
}

#[test]
fn a_list_that_goes_on_saying_connected_is_not_believed_against_the_state() {
    for gateway in [EVOLUTION_2, WAHA] {
        let (mut lab, id) = linked(gateway);
        refresh(&mut lab, gateway);
        profile(&lab, "stays-open");
        lab.sandbox().order_link("loja", "closed").unwrap();
        act(&mut lab, id, Action::Refresh).unwrap();
        refresh(&mut lab, gateway);
        let row = lab.row(id);
        assert_eq!(said(&row, Source::List), Some(&ConnectionState::Connected), "{gateway:?}");
        assert!(row.state.is_closed(), "{gateway:?}: {:?}", row.state);
        // The list says what it has always said; that the link is there again is told by the state.
        lab.sandbox().order_link("loja", "open").unwrap();
        refresh(&mut lab, gateway);
        assert_eq!(lab.row(id).state, ConnectionState::Connected, "{gateway:?}");
    }
}

#[test]
fn a_404_of_something_before_the_gateway_changes_nothing() {
    for gateway in gateways() {
        let (mut lab, id) = linked(gateway);
        let before = lab.row(id);
        profile(&lab, "platform-404");
        for action in [Action::Refresh, Action::Restart, Action::Logout, Action::Delete] {
            let Err(failure) = act(&mut lab, id, action) else { panic!("{gateway:?} {action:?}") };
            assert_ne!(failure.kind, FailureKind::NotFound, "{gateway:?} {action:?}");
        }
        let row = lab.row(id);
        assert_eq!((row.presence, &row.state), (Presence::Both, &before.state), "{gateway:?}");
        assert_eq!(row.vault_key, before.vault_key);
        assert_eq!(lab.there(gateway).len(), 1);
    }
}

#[test]
fn an_instance_that_is_gone_is_forgotten_once_the_whole_list_lacks_it() {
    for gateway in EVOLUTIONS {
        let mut lab = Lab::with(gateway);
        let id = lab.created(gateway, "loja");
        crate::strangers::send(&lab, gateway, "DELETE", "/instance/delete/loja", &json!({}));
        while lab.sandbox().state()["leaving"] != 0 {
            lab.pause(5);
        }
        // Its own words say so, but the list has a row that nobody can read: it proves nothing.
        profile(&lab, "no-ids");
        let failure = act(&mut lab, id, Action::Delete).unwrap_err();
        assert_eq!(failure.kind, FailureKind::ListNotWhole, "{gateway:?}");
        assert!(lab.row(id).vault_key.is_some());
        profile(&lab, "usual");
        act(&mut lab, id, Action::Delete).unwrap();
        assert!(lab.rows().is_empty(), "{gateway:?}");
    }
}
