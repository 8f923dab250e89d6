//! Lists that never end, come again or shrink between pages.

use crate::lab::Lab;
use crate::rig::{Rig, lab, lab_within};
use crate::server::{Ask, Place, Step, json_answer};
use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::instance::{Instance, Presence};
use pairdesk::domain::journal::Stage;
use pairdesk::engine::event::Done;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The providers whose lists have pages.
const PAGED: [&str; 2] = ["zapi", "enviaai"];
/// Pages that we read at most.
const PAGES: usize = 1000;
/// Whole lists in a row that must lack an instance before it is missing.
const LISTS: usize = 3;

/// A page with these rows that says whether more follow.
fn page(place: Place, rows: impl Iterator<Item = usize>, more: bool) -> Vec<Step> {
    let rows: Vec<String> = rows.map(|row| format!(r#"{{"id":"r-{row}","name":"row-{row}"}}"#)).collect();
    let rows = rows.join(",");
    let body = match place.provider {
        "zapi" => format!(r#"{{"totalPage":{},"content":[{rows}]}}"#, if more { 99_999 } else { 1 }),
        _ => format!(r#"{{"success":true,"data":[{rows}],"pagination":{{"hasMore":{more}}}}}"#),
    };
    vec![Step::Read, Step::Send(json_answer(200, &body))]
}

/// Meets every list with a page that depends on how many came before it.
fn arm(rig: &Rig<'_>, make: impl Fn(Place, usize) -> Vec<Step> + Send + Sync + 'static) {
    let count = AtomicUsize::new(0);
    rig.server
        .arm(Ask::List, Arc::new(move |place| make(place, count.fetch_add(1, Ordering::SeqCst))));
}

/// An engine that has all the time that a thousand pages may take on a busy machine.
fn patient_lab() -> Lab {
    let mut lab = lab_within(Duration::from_mins(1));
    lab.patience = Duration::from_mins(2);
    lab
}

/// The names of the rows that are there by the last list.
fn listed(rig: &mut Rig<'_>) -> BTreeSet<String> {
    let is_there = |row: &Instance| row.account == rig.account && !matches!(row.presence, Presence::OnlyHere(_));
    rig.lab.rows().into_iter().filter(is_there).map(|row| row.name).collect()
}

#[test]
fn a_list_that_never_ends_is_left() {
    for provider in PAGED {
        let mut lab = patient_lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        let before = rig.server.came(Ask::List).len();
        arm(&rig, |place, number| page(place, number * 2..number * 2 + 2, true));
        assert_eq!(rig.run(Ask::List), Ok(Done::Nothing));
        assert_eq!(rig.server.came(Ask::List).len() - before, PAGES, "{provider}");
        // And the one that was there already, whose absence from such a list proves nothing.
        assert_eq!(listed(&mut rig).len(), PAGES * 2 + 1);
    }
}

/// Each page comes in time, and the list as a whole has a deadline too.
#[test]
fn a_slow_list_that_never_ends_is_left_at_its_deadline() {
    let deadline = Duration::from_millis(500);
    for provider in PAGED {
        let mut lab = lab_within(deadline);
        let mut rig = Rig::new(&mut lab, provider, provider);
        let before = rig.server.came(Ask::List).len();
        arm(&rig, |place, number| {
            [vec![Step::Wait(Duration::from_millis(100))], page(place, number * 2..number * 2 + 2, true)].concat()
        });
        let (started, lag) = (Instant::now(), rig.lab.lag);
        assert_eq!(rig.run(Ask::List), Ok(Done::Nothing));
        let took = started.elapsed().saturating_sub(rig.lab.lag.saturating_sub(lag));
        assert!(took <= deadline * 3 + Duration::from_secs(1), "{took:?}");
        assert!((2..PAGES).contains(&(rig.server.came(Ask::List).len() - before)), "{provider}");
        assert_eq!(rig.run(Ask::Create).unwrap_err().kind, FailureKind::Timeout);
        assert_eq!(rig.server.came(Ask::Create).len(), 0);
    }
}

/// Pages of a list that says how far it goes.
const PAGES_TOLD: usize = 10;

/// So many rows are there by the first list. It is whole by its own word, so the one that it does not have is gone: at
/// once where it was never used here, else by the third such list in a row.
fn are_there(rig: &mut Rig<'_>, rows: usize) {
    let is_used = rig.lab.rows().iter().any(|row| row.id == rig.row && row.presence == Presence::Both);
    let stays = if is_used { LISTS - 1 } else { 0 };
    for list in 0..LISTS {
        assert_eq!(rig.run(Ask::List), Ok(Done::Nothing));
        assert_eq!(listed(rig).len(), rows + usize::from(list < stays), "list {list}");
    }
}

#[test]
fn a_page_that_comes_again_brings_nothing_twice() {
    for provider in PAGED {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        arm(&rig, |place, number| page(place, 0..50, number % PAGES_TOLD < PAGES_TOLD - 1));
        are_there(&mut rig, 50);
    }
}

#[test]
fn a_list_that_shrinks_while_it_is_read_keeps_what_it_showed() {
    for provider in PAGED {
        let mut lab = lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        // The second page starts later than the first one ended, and is the last by its own word.
        arm(&rig, |place, number| match number % 2 {
            0 => page(place, 0..50, true),
            _ => page(place, 60..65, false),
        });
        are_there(&mut rig, 55);
    }
}

/// A create looks through the list first; one that never ends proves nothing, so nothing is sent.
#[test]
fn a_create_is_not_sent_after_a_list_without_an_end() {
    for provider in PAGED {
        let mut lab = patient_lab();
        let mut rig = Rig::new(&mut lab, provider, provider);
        arm(&rig, |place, number| page(place, number * 2..number * 2 + 2, true));
        let failure = rig.run(Ask::Create).unwrap_err();
        assert_eq!(failure.kind, FailureKind::TooLarge, "{provider}");
        assert_eq!(rig.lab.stages(), [Stage::Done]);
        assert_eq!(rig.server.came(Ask::Create).len(), 0);
    }
}
