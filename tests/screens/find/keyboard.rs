//! Where the keyboard is while rows are chosen, tagged and looked for.

use super::*;

/// The id of what has the keyboard.
fn holder(harness: &Screen) -> String {
    let focused = harness.query_all_by(|node| node.is_focused() && node.author_id().is_some()).next();
    focused
        .and_then(|node| node.accesskit_node().author_id().map(str::to_owned))
        .unwrap_or_default()
}

fn focus(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).focus();
    harness.run_steps(3);
}

fn key(harness: &mut Screen, key: Key) {
    keys(harness, Modifiers::NONE, key);
    harness.run_steps(6);
}

#[test]
fn f2_leads_to_the_tags_of_one_as_of_several() {
    let mut harness = five();
    let id = harness.state().state.instances[2].id;
    let command = Command::Annotate { instances: vec![id], change: Change::AddTag("sp".to_owned()) };
    harness.state_mut().sent.push(command);
    carry_out(&mut harness);
    key(&mut harness, Key::ArrowDown);
    for of in ["one", "several"] {
        key(&mut harness, Key::F2);
        assert_eq!(holder(&harness), "tag.new", "of {of}");
        harness.event(Input::Text("vip".to_owned()));
        harness.run_steps(2);
        key(&mut harness, Key::Enter);
        key(&mut harness, Key::Escape);
        assert_eq!(holder(&harness), "instance.a", "of {of}");
        keys(&mut harness, Modifiers::COMMAND, Key::A);
    }
    assert_eq!(
        annotated(&harness)[1..],
        [(1, Change::AddTag("vip".to_owned())), (5, Change::AddTag("vip".to_owned()))]
    );
}

#[test]
fn tab_goes_through_a_tag_from_left_to_right() {
    let mut harness = five();
    let id = harness.state().state.instances[2].id;
    let command = Command::Annotate { instances: vec![id], change: Change::AddTag("sp".to_owned()) };
    harness.state_mut().sent.push(command);
    carry_out(&mut harness);
    harness.state_mut().state.tags = vec![Tag { name: "unused".to_owned(), color: Color::Amber }];
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::F2);
    for tag in [["tag.sp", "tag.sp.color", "tag.sp.more"], ["tag.unused", "tag.unused.color", "tag.unused.drop"]] {
        focus(&mut harness, tag[0]);
        let left = |harness: &Screen, id: &str| harness.get_by(|node| node.author_id() == Some(id)).rect().left();
        for pair in tag.windows(2) {
            assert!(left(&harness, pair[0]) < left(&harness, pair[1]), "{pair:?}");
            key(&mut harness, Key::Tab);
            assert_eq!(holder(&harness), pair[1]);
        }
    }
}

#[test]
fn escape_in_the_bar_leads_back_to_the_row() {
    let mut harness = five();
    for (from, with_panel) in
        [("bulk.restart", false), ("bulk.more", false), ("bulk.more", true), ("select.clear", false)]
    {
        key(&mut harness, Key::Home);
        key(&mut harness, Key::ArrowDown);
        if with_panel {
            key(&mut harness, Key::Enter);
        }
        keys(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
        assert!(says(&harness, "2 selected"));
        focus(&mut harness, from);
        key(&mut harness, if from == "select.clear" { Key::Enter } else { Key::Escape });
        assert!(!has(&harness, "select.clear"), "from {from}");
        assert_eq!(holder(&harness), "instance.c", "from {from}");
        assert_eq!(has(&harness, "detail.close"), with_panel);
        key(&mut harness, Key::Escape);
        assert!(!has(&harness, "detail.close"));
    }
}

#[test]
fn escape_in_the_panel_closes_it_and_leaves_the_chosen_ones_chosen() {
    let mut harness = five();
    key(&mut harness, Key::ArrowDown);
    key(&mut harness, Key::Enter);
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    focus(&mut harness, "detail.diagnose");
    key(&mut harness, Key::Escape);
    assert!(!has(&harness, "detail.close") && says(&harness, "5 selected"));
    assert_eq!(holder(&harness), "instance.a");
    key(&mut harness, Key::Escape);
    assert!(!has(&harness, "select.clear"));
}

#[test]
fn who_empties_the_search_sees_the_chosen_row_again() {
    let names: Vec<String> = (0..80).map(|at| format!("loja-{at:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for by_key in [true, false] {
        let mut harness = english(named(&names), Route::Instances);
        keys(&mut harness, Modifiers::COMMAND, Key::F);
        harness.event(Input::Text("loja-63".to_owned()));
        harness.run_steps(4);
        press(&mut harness, "instance.loja-63", Modifiers::NONE);
        assert!(has(&harness, "detail.close"));
        if by_key {
            keys(&mut harness, Modifiers::COMMAND, Key::F);
            keys(&mut harness, Modifiers::NONE, Key::Escape);
        } else {
            press(&mut harness, "instances.search.clear", Modifiers::NONE);
        }
        harness.run_steps(4);
        let row = harness.query_by(|node| node.author_id() == Some("instance.loja-63")).map(|row| row.rect());
        assert!(row.is_some_and(|row| row.top() > 170.0 && row.bottom() < 800.0), "{by_key}: {row:?}");
        // What is looked for is shown from the top.
        keys(&mut harness, Modifiers::COMMAND, Key::F);
        harness.event(Input::Text("loja".to_owned()));
        harness.run_steps(4);
        assert!(has(&harness, "instance.loja-00"));
    }
}

#[test]
fn the_palette_leads_to_a_view() {
    let mut loaded = named(&["a", "b"]);
    loaded.views.kept =
        vec![View { name: "Só b".to_owned(), look: Look { search: "name:b".to_owned(), ..Look::default() } }];
    let mut harness = english(loaded, Route::Activity);
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(3);
    harness.event(Input::Text("so b".to_owned()));
    harness.run_steps(3);
    assert!(says(&harness, "View: Só b"));
    key(&mut harness, Key::Enter);
    assert!(has(&harness, "instance.b") && !has(&harness, "instance.a"));
    let tab = harness.get_by(|node| node.author_id() == Some("view.Só b"));
    assert_eq!(tab.accesskit_node().label().as_deref(), Some("Só b 1"));
}

#[test]
fn the_address_of_an_account_is_copied_by_key_from_anywhere_in_its_card() {
    let mut harness = english(named(&["a"]), Route::Credentials);
    let address = harness.state().state.accounts[0].base_url.clone();
    harness.event(Input::Copy);
    harness.run_steps(2);
    assert!(harness.state().copied.is_empty());
    let label = harness.state().state.accounts[0].label.clone();
    focus(&mut harness, &format!("account.{label}.edit"));
    harness.event(Input::Copy);
    harness.run_steps(2);
    assert_eq!(harness.state().copied, [address]);
}

#[test]
fn a_masked_number_is_shown_by_a_button_of_its_own_until_its_panel_is_left() {
    let mut loaded = named(&["a", "b"]);
    loaded.settings.mask_phones = true;
    let mut harness = english(loaded, Route::Instances);
    let shows = |harness: &Screen| says(harness, "+55 11 98877-1200");
    press(&mut harness, "instance.a", Modifiers::NONE);
    assert!(!shows(&harness));
    press(&mut harness, "detail.phone.reveal", Modifiers::NONE);
    assert!(shows(&harness));
    press(&mut harness, "instance.b", Modifiers::NONE);
    assert!(!shows(&harness));
    press(&mut harness, "instance.a", Modifiers::NONE);
    assert!(!shows(&harness));
}

/// egui leads the keyboard on by an arrow that has just put it somewhere.
#[test]
fn the_first_arrow_leads_to_the_row_that_is_chosen() {
    let mut harness = five();
    key(&mut harness, Key::ArrowDown);
    assert_eq!(holder(&harness), "instance.a");
    press(&mut harness, "instance.b", Modifiers::NONE);
    key(&mut harness, Key::ArrowDown);
    assert_eq!(holder(&harness), "instance.c");
    key(&mut harness, Key::Space);
    assert_eq!(chosen(&harness), "c");
}
