//! Lists: sorted, filtered and searched; and the palette, which finds everything by name.

use super::*;
use egui_kittest::kittest::{AccessKitNode, NodeT};
use pairdesk::domain::journal::{Entry, Outcome};
use pairdesk::domain::odd_rows::{Gap, OddRow, OddRows};
use pairdesk::domain::whole_list::NotWhole;

fn press_title(harness: &mut Screen, name: &str) {
    harness.get_by_role_and_label(Role::ColumnHeader, name).click();
    harness.run_steps(3);
}

/// Two accounts with two instances each.
fn four() -> Loaded {
    let mut loaded = Loaded::default();
    for (provider, names) in [("zapi", ["beta", "delta"]), ("evolution", ["alfa", "gama"])] {
        let account = Account { label: format!("conta-{provider}"), ..account(provider) };
        for name in names {
            let row = Instance { name: name.to_owned(), remote_id: name.to_owned(), ..instance(account.id) };
            loaded.instances.push(row.into());
        }
        loaded.accounts.push(account);
    }
    loaded
}

/// Names of the rows that are on show, from the top.
fn shown(harness: &Screen, names: &[&'static str]) -> Vec<&'static str> {
    let row = |name: &str| {
        let label = format!("{name},");
        let found = harness.query_all_by_role(Role::Row).find(|node| {
            let words = node.accesskit_node().label();
            words.is_some_and(|words| words.starts_with(&label))
        });
        found.map(|node| node.rect().top())
    };
    let mut rows: Vec<(f32, &str)> = names.iter().filter_map(|name| Some((row(name)?, *name))).collect();
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

const NAMES: [&str; 4] = ["alfa", "beta", "delta", "gama"];

#[test]
fn a_press_on_a_title_sorts_and_another_one_turns_it_round() {
    let mut harness = english(four(), Route::Instances);
    assert_eq!(shown(&harness, &NAMES), NAMES);
    press_title(&mut harness, "Name");
    assert_eq!(shown(&harness, &NAMES), ["gama", "delta", "beta", "alfa"]);
    press_title(&mut harness, "Account");
    assert_eq!(shown(&harness, &NAMES), ["alfa", "gama", "beta", "delta"]);
}

#[test]
fn the_activity_shows_problems_alone_and_finds_words() {
    let mut loaded = four();
    let entry = |subject: &str, outcome: Outcome| Entry {
        at: Timestamp::UNIX_EPOCH,
        account: None,
        instance: None,
        intent: None,
        what: "activity-created".to_owned(),
        subject: subject.to_owned(),
        outcome,
    };
    loaded.entries = vec![entry("alfa", Outcome::Ok), entry("beta", Outcome::Failed(FailureKind::Dns.into()))];
    let mut harness = english(loaded, Route::Activity);
    let is_shown = |harness: &Screen, word: &str| {
        let mut rows = harness.query_all_by_role(Role::Row);
        rows.any(|node| node.accesskit_node().label().is_some_and(|label| label.contains(word)))
    };
    assert!(is_shown(&harness, "alfa") && is_shown(&harness, "beta"));
    harness.get_by_label_contains("Problems").click();
    harness.run_steps(3);
    assert!(!is_shown(&harness, "alfa") && is_shown(&harness, "beta"));
    harness.get_by_label("All 2").click();
    harness.run_steps(3);
    fill(&mut harness, Role::TextInput, "Search the activity…", "alf");
    assert!(is_shown(&harness, "alfa") && !is_shown(&harness, "beta"));
}

#[test]
fn the_palette_opens_an_instance_by_a_part_of_its_name() {
    let loaded = four();
    let wanted = loaded.instances.iter().find(|row| row.name == "gama").unwrap().id;
    let mut harness = english(loaded, Route::Activity);
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(3);
    harness.event(egui::Event::Text("gam".to_owned()));
    harness.run_steps(3);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Instance(wanted));
    assert!(harness.state().palette.is_none());
}

#[test]
fn accounts_that_failed_together_are_told_together() {
    let mut loaded = four();
    loaded.accounts.push(Account { label: "conta-3".to_owned(), ..account("enviaai") });
    let ids: Vec<AccountId> = loaded.accounts.iter().map(|account| account.id).collect();
    let mut harness = english(loaded, Route::Instances);
    let fail = |harness: &mut Screen, at: usize, kind: FailureKind| {
        let (account, failure) = (ids[at], Some(kind.into()));
        let at = Timestamp::UNIX_EPOCH;
        harness
            .state_mut()
            .state
            .apply(Event::SyncChanged { account, running: false, at, failure, gap: None });
        harness.run_steps(3);
    };
    fail(&mut harness, 0, FailureKind::Dns);
    harness.get_by_label_contains("Z-API · conta-zapi could not be refreshed");
    fail(&mut harness, 1, FailureKind::Dns);
    fail(&mut harness, 2, FailureKind::Unauthorized);
    harness.get_by_label_contains("3 accounts could not be refreshed");
    harness.get_by_label_contains("Z-API · conta-zapi, Evolution · conta-evolution");
    assert_eq!(shown(&harness, &NAMES), NAMES);
}

/// A refresh of the first account that ended so long ago.
fn refreshed(harness: &mut Screen, minutes: i64, failure: Option<FailureKind>, gap: Option<Gap>) {
    let account = harness.state().state.accounts[0].id;
    let at = Timestamp::now() - jiff::SignedDuration::from_mins(minutes);
    let failure = failure.map(Into::into);
    harness
        .state_mut()
        .state
        .apply(Event::SyncChanged { account, running: false, at, failure, gap });
    harness.run_steps(3);
}

#[test]
fn an_empty_list_says_that_there_is_nothing_only_when_it_was_read() {
    let mut harness = english(with_account("evolution"), Route::Instances);
    let says = |harness: &Screen, text: &str| harness.query_by_label_contains(text).is_some();
    refreshed(&mut harness, 0, Some(FailureKind::TooLarge), None);
    assert!(!says(&harness, "No instances yet"));
    harness.get_by_label_contains("could not be refreshed");
    harness.get_by_label_contains("What there is at the gateways is not known");
    let next = Texts::new(Language::English).t(&format!("{}-next", FailureKind::TooLarge.key()));
    harness.get_by_label_contains(&next);
    let odd = OddRows { count: 1, first: vec![OddRow { place: 1, name: None }] };
    refreshed(&mut harness, 0, None, Some(Gap { why: NotWhole::Unreadable(1), odd }));
    assert!(!says(&harness, "No instances yet"));
    harness.get_by_label_contains("Unreadable row 1");
    let account = harness.state().state.accounts[0].id;
    let running = Event::SyncChanged { account, running: true, at: Timestamp::now(), failure: None, gap: None };
    harness.state_mut().state.apply(running);
    harness.run_steps(3);
    // What the last one told stands until this one has ended.
    harness.get_by_label_contains("Unreadable row 1");
    refreshed(&mut harness, 0, None, None);
    assert!(says(&harness, "No instances yet") && !says(&harness, "Unreadable row"));
}

#[test]
fn a_failed_refresh_is_no_update() {
    let mut harness = english(with_account("evolution"), Route::Instances);
    let updated = |harness: &Screen| harness.query_by_label_contains("Updated").is_some();
    refreshed(&mut harness, 9, Some(FailureKind::Dns), None);
    assert!(!updated(&harness));
    refreshed(&mut harness, 7, None, None);
    harness.get_by_label_contains("Updated 7 min ago");
    refreshed(&mut harness, 0, Some(FailureKind::Dns), None);
    harness.get_by_label_contains("Updated 7 min ago");
}

#[test]
fn a_list_with_a_gap_names_it() {
    let mut loaded = four();
    loaded.instances.truncate(2);
    let mut harness = english(loaded, Route::Instances);
    let row = |place, name: Option<&str>| OddRow { place, name: name.map(str::to_owned) };
    let first = vec![row(2, None), row(7, Some("Vendas Sul")), row(9, None), row(11, None)];
    let odd = OddRows { count: 30, first };
    refreshed(&mut harness, 0, None, Some(Gap { why: NotWhole::Unreadable(30), odd }));
    harness.get_by_label_contains(": unreadable rows");
    harness.get_by_label_contains("Unreadable row 7: Vendas Sul");
    harness.get_by_label_contains("27 more unreadable rows");
    let counts = NotWhole::Counts { told: 120, read: 50 };
    refreshed(&mut harness, 0, None, Some(Gap { why: counts, odd: OddRows::default() }));
    harness.get_by_label_contains("The gateway counts 120 instances and listed 50");
    refreshed(&mut harness, 0, None, Some(Gap { why: NotWhole::Cut, odd: OddRows::default() }));
    harness.get_by_label_contains("the list is not whole");
}

/// The parts of the window that search, filters and the choice of an account have taken, by id.
fn bars(harness: &Screen) -> Vec<(String, egui::Rect)> {
    let is_one = |node: &AccessKitNode<'_>| {
        let id = node.author_id().unwrap_or_default();
        id.starts_with("filter.") || id.starts_with("instances.") && !id.starts_with("instances.sort")
    };
    let named =
        |node: &egui_kittest::Node<'_>| (node.accesskit_node().author_id().unwrap_or_default().to_owned(), node.rect());
    harness.query_all_by(is_one).map(|node| named(&node)).collect()
}

#[test]
fn what_is_above_the_list_overlaps_at_no_width() {
    for language in Language::ALL {
        let mut harness = screen(four(), Route::Instances, language, Theme::Light, [640.0, 600.0]);
        for width in (640..1300).step_by(44) {
            harness.set_size(egui::vec2(width as f32, 600.0));
            harness.run_steps(2);
            let found = bars(&harness);
            let has = |id: &str| found.iter().any(|(found, _)| found == id);
            let all = ["filter.all", "filter.connected", "filter.waiting", "filter.disconnected", "filter.attention"];
            // What there is no room for is in the menu.
            assert!(all.iter().all(|id| has(id)) || has("filter.more"), "{} at {width}: {found:?}", language.tag());
            assert!(has("filter.all") && has("filter.account") && has("instances.search"), "{found:?}");
            for (at, (id, one)) in found.iter().enumerate() {
                assert!(one.right() <= width as f32, "{} at {width}: {id} {one} goes beyond", language.tag());
                let over = found[at + 1..].iter().find(|(_, other)| one.shrink(1.0).intersects(*other));
                assert!(over.is_none(), "{} at {width}: {id} {one} and {over:?}", language.tag());
            }
        }
    }
}

#[test]
fn the_time_of_the_last_refresh_never_stands_on_the_search() {
    let mut shown = 0;
    for (language, word) in Language::ALL.into_iter().zip(["Updated", "Atualizado", "Actualizado"]) {
        let mut harness = screen(with_account("evolution"), Route::Instances, language, Theme::Light, [640.0, 600.0]);
        refreshed(&mut harness, 0, None, None);
        for width in (640..1300).step_by(44) {
            harness.set_size(egui::vec2(width as f32, 600.0));
            harness.run_steps(2);
            let search = harness.get_by(|node| node.author_id() == Some("instances.search")).rect();
            let Some(time) = harness.query_by_label_contains(word).map(|node| node.rect()) else { continue };
            shown += 1;
            assert!(time.left() >= search.right(), "{} at {width}: {time} and {search}", language.tag());
        }
    }
    assert!(shown > 20, "{shown}");
}

/// Z-API has the most actions, and each that cannot be done has a line more.
#[test]
fn a_menu_that_is_higher_than_the_window_scrolls_to_its_last_line() {
    let mut loaded = with_account("zapi");
    let row = instance(loaded.accounts[0].id);
    let id = format!("instance.{}", row.name);
    loaded.instances.push(row.into());
    let mut harness = screen(loaded, Route::Instances, Language::Spanish, Theme::Light, [800.0, 600.0]);
    harness.get_by(|node| node.author_id() == Some(&id)).click_secondary();
    harness.run_steps(4);
    let line = |node: &AccessKitNode<'_>| node.author_id().is_some_and(|id| id.starts_with("menu."));
    let rects: Vec<egui::Rect> = harness.query_all_by(line).map(|node| node.rect()).collect();
    assert!(rects.len() > 15, "{rects:?}");
    let top = rects.iter().map(egui::Rect::top).fold(f32::MAX, f32::min);
    assert!(top >= 4.0, "the first line begins at {top}");
    harness.get_by(|node| node.author_id() == Some("menu.delete")).focus();
    harness.run_steps(8);
    let last = harness.get_by(|node| node.author_id() == Some("menu.delete")).rect();
    assert!(last.bottom() <= 596.0, "the last line ends at {}", last.bottom());
}
