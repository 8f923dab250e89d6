//! Finding among many: choosing rows, tags, alias and note.

mod keyboard;
mod limits;

use super::*;
use egui::{Event as Input, Key, Modifiers, PointerButton};
use egui_kittest::kittest::NodeT;
use pairdesk::domain::annotated::Annotated;
use pairdesk::domain::annotation::{Annotation, Change, Color, Tag};
use pairdesk::domain::instance::Presence;
use pairdesk::domain::retag::Tagged;
use pairdesk::domain::run::RunKind;
use pairdesk::domain::views::{Look, View};
use pairdesk::domain::watch::Rules;
use pairdesk::engine::command::Books;

/// One account with these instances; the alias of each is its name in capitals.
fn named(names: &[&str]) -> Loaded {
    let mut loaded = with_account("evolution");
    let account = loaded.accounts[0].id;
    for name in names {
        let annotation = Annotation { alias: name.to_uppercase(), ..Annotation::default() };
        let row = Instance { name: (*name).to_owned(), remote_id: (*name).to_owned(), annotation, ..instance(account) };
        loaded.instances.push(row.into());
    }
    loaded
}

fn five() -> Screen {
    english(named(&["a", "b", "c", "d", "e"]), Route::Instances)
}

fn has(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

fn press(harness: &mut Screen, id: &str, modifiers: Modifiers) {
    let pos = harness.get_by(|node| node.author_id() == Some(id)).rect().center();
    harness.event_modifiers(Input::PointerMoved(pos), modifiers);
    harness.run_steps(2);
    for pressed in [true, false] {
        let button = PointerButton::Primary;
        harness.event_modifiers(Input::PointerButton { pos, button, pressed, modifiers }, modifiers);
        harness.step();
    }
    harness.event_modifiers(Input::PointerMoved(pos), Modifiers::NONE);
    harness.run_steps(3);
}

fn keys(harness: &mut Screen, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

/// The names of the boxes that are ticked.
fn chosen(harness: &Screen) -> String {
    let ticked = |name: &&str| {
        let id = format!("select.{name}");
        let found = harness.query_by(|node| node.author_id() == Some(&id));
        found.is_some_and(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True))
    };
    ["a", "b", "c", "d", "e"].into_iter().filter(ticked).collect()
}

fn says(harness: &Screen, text: &str) -> bool {
    harness.query_all_by_label(text).next().is_some()
}

#[test]
fn boxes_and_presses_choose_one_several_and_a_range() {
    let mut harness = five();
    press(&mut harness, "select.b", Modifiers::NONE);
    assert_eq!(chosen(&harness), "b");
    assert!(says(&harness, "1 selected") && !has(&harness, "detail.close"), "a box opens nothing");
    press(&mut harness, "instance.d", Modifiers::COMMAND);
    assert_eq!(chosen(&harness), "bd");
    press(&mut harness, "instance.e", Modifiers::SHIFT);
    assert_eq!(chosen(&harness), "bde");
    press(&mut harness, "select.a", Modifiers::SHIFT);
    assert_eq!(chosen(&harness), "abcd", "from the anchor on");
    press(&mut harness, "select.all", Modifiers::NONE);
    assert_eq!(chosen(&harness), "abcde");
    press(&mut harness, "select.all", Modifiers::NONE);
    assert_eq!(chosen(&harness), "");
    assert!(!has(&harness, "select.clear"), "the bar is there only while something is chosen");
}

#[test]
fn a_program_presses_several_boxes_at_once() {
    let mut harness = five();
    for id in ["select.a", "select.c", "select.e"] {
        harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    }
    harness.run_steps(3);
    assert_eq!(chosen(&harness), "ace");
}

#[test]
fn keys_choose_as_the_mouse_does() {
    let mut harness = five();
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::Space);
    assert_eq!(chosen(&harness), "b");
    keys(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    keys(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(chosen(&harness), "bcd");
    keys(&mut harness, Modifiers::SHIFT, Key::ArrowUp);
    assert_eq!(chosen(&harness), "bc");
    keys(&mut harness, Modifiers::SHIFT, Key::End);
    assert_eq!(chosen(&harness), "bcde");
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    assert_eq!(chosen(&harness), "");
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    assert_eq!(chosen(&harness), "abcde");
    // With the panel open, Escape in the list clears first; then it closes the panel.
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(has(&harness, "detail.close"));
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(chosen(&harness).is_empty() && has(&harness, "detail.close"));
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "detail.close"));
}

#[test]
fn the_selection_outlives_a_filter_and_loses_what_is_gone() {
    let mut harness = five();
    press(&mut harness, "select.a", Modifiers::NONE);
    press(&mut harness, "select.b", Modifiers::NONE);
    press(&mut harness, "filter.connected", Modifiers::NONE);
    assert!(says(&harness, "2 selected"), "none of them is connected");
    press(&mut harness, "filter.all", Modifiers::NONE);
    assert_eq!(chosen(&harness), "ab");
    let gone = harness.state().state.instances[0].id;
    harness.state_mut().state.apply(Event::InstancesRemoved(vec![gone]));
    harness.run_steps(3);
    assert_eq!(chosen(&harness), "b");
    assert!(has(&harness, "select.shown"), "the rest can be taken in");
    press(&mut harness, "select.shown", Modifiers::NONE);
    assert_eq!(chosen(&harness), "bcde");
}

fn annotated(harness: &Screen) -> Vec<(usize, Change)> {
    let change = |command: &Command| match command {
        Command::Annotate { instances, change } => Some((instances.len(), change.clone())),
        _ => None,
    };
    harness.state().sent.iter().filter_map(change).collect()
}

/// What the engine would tell.
fn carry_out(harness: &mut Screen) {
    let Some(Command::Annotate { instances, change }) = harness.state().sent.last().cloned() else { panic!() };
    let state = &mut harness.state_mut().state;
    let (mut rows, mut back) = (Vec::new(), Vec::new());
    for id in instances {
        let mut row = Instance::clone(state.instance(id).unwrap());
        back.push((vec![id], row.annotation.back(&change).unwrap()));
        row.annotation.apply(&change);
        rows.push(Arc::new(row));
    }
    state.apply(Event::InstancesChanged(rows));
    state.apply(Event::Annotated(Box::new(Annotated { change, back, tagged: None })));
    harness.run_steps(3);
}

#[test]
fn many_are_tagged_at_once_and_it_is_taken_back() {
    let mut harness = five();
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, "bulk.tag", Modifiers::NONE);
    assert!(!has(&harness, "writing.alias"), "an alias is of one instance");
    press(&mut harness, "tag.new", Modifiers::NONE);
    harness.event(Input::Text("vip".to_owned()));
    harness.run_steps(2);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    let vip = || "vip".to_owned();
    assert_eq!(annotated(&harness), [(5, Change::AddTag(vip()))]);
    carry_out(&mut harness);
    assert!(says(&harness, "Tagged vip: 5"));
    press(&mut harness, "tag.vip.color", Modifiers::NONE);
    press(&mut harness, "tag.vip.color.amber", Modifiers::NONE);
    assert_eq!(harness.state().state.tags[0].color, Color::Amber);
    press(&mut harness, "tag.vip", Modifiers::NONE);
    assert_eq!(annotated(&harness).last(), Some(&(5, Change::RemoveTag(vip()))));
    carry_out(&mut harness);
    press(&mut harness, "writing.done", Modifiers::NONE);
    press(&mut harness, "undo.take-back", Modifiers::NONE);
    let Some(Command::TakeBack { annotated }) = harness.state().sent.last() else { panic!() };
    assert_eq!((annotated.rows(), &annotated.change), (5, &Change::RemoveTag(vip())));
}

#[test]
fn a_tag_is_renamed_or_removed_everywhere_and_comes_back() {
    let tagged = |mut row: Instance, tags: &[&str]| {
        row.annotation.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Arc::new(row)
    };
    let mut loaded = named(&["a", "b", "c"]);
    for (row, tags) in loaded.instances.iter_mut().zip([&["sp", "vip"][..], &["sp"], &[]]) {
        *row = tagged(Instance::clone(row), tags);
    }
    loaded.tags = vec![Tag { name: "sp".to_owned(), color: Color::Amber }];
    let look = Look { tag: Some("sp".to_owned()), search: "tag:sp".to_owned(), ..Look::default() };
    loaded.views.kept = vec![View { name: "SP".to_owned(), look: look.clone() }];
    let before = (loaded.tags.clone(), loaded.views.clone());
    let mut harness = english(loaded, Route::Instances);
    press(&mut harness, "select.c", Modifiers::NONE);
    press(&mut harness, "bulk.tag", Modifiers::NONE);
    press(&mut harness, "tag.sp.more", Modifiers::NONE);
    press(&mut harness, "tag.sp.rename", Modifiers::NONE);
    assert!(says(&harness, "At 2 instances, in views and in alert rules"));
    press(&mut harness, "tag.rename", Modifiers::NONE);
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    harness.event(Input::Text("VIP".to_owned()));
    harness.run_steps(2);
    assert!(says(&harness, "There is a tag vip already: the two become one"));
    press(&mut harness, "confirm.ok", Modifiers::NONE);
    let (job, command) = harness.state().jobs.last().cloned().unwrap();
    assert_eq!(command, Command::Retag { tag: "sp".to_owned(), to: Some("VIP".to_owned()) });
    // What the engine tells of it.
    let mut books = Books { tags: before.0.clone(), views: before.1.clone(), ..Books::default() };
    books.retag("sp", Some("vip"));
    assert_eq!(books.views.kept[0].look, Look { tag: Some("vip".to_owned()), search: "tag:vip".to_owned(), ..look });
    let rows = harness.state().state.instances.clone();
    let changed = rows
        .iter()
        .zip([&["vip"][..], &["vip"], &[]])
        .map(|(row, tags)| tagged(Instance::clone(row), tags));
    let state = &mut harness.state_mut().state;
    state.apply(Event::InstancesChanged(changed.collect()));
    state.apply(Event::BooksChanged(Box::new(books)));
    let tagged = Box::new(Tagged::of("sp", Some("vip"), &before.0, &before.1, &Rules::default()));
    let change = Change::RenameTag("sp".to_owned(), "vip".to_owned());
    let back = vec![(rows.iter().take(2).map(|row| row.id).collect(), Change::AddTag("sp".to_owned()))];
    let annotated = Box::new(Annotated { change, back, tagged: Some(tagged) });
    state.apply(Event::Annotated(annotated.clone()));
    state.apply(Event::JobDone { job, result: Done::Nothing });
    harness.run_steps(3);
    assert!(says(&harness, "Tag renamed to vip: 2"), "the dialog is gone and the way back is free");
    press(&mut harness, "undo.take-back", Modifiers::NONE);
    assert_eq!(harness.state().sent.last(), Some(&Command::TakeBack { annotated }));
}

#[test]
fn enter_renames_a_tag_with_the_letters_of_its_frame() {
    let mut loaded = named(&["a"]);
    Arc::make_mut(&mut loaded.instances[0]).annotation.tags = vec!["sp".to_owned()];
    let mut harness = english(loaded, Route::Instances);
    press(&mut harness, "select.a", Modifiers::NONE);
    press(&mut harness, "bulk.tag", Modifiers::NONE);
    press(&mut harness, "tag.sp.more", Modifiers::NONE);
    press(&mut harness, "tag.sp.rename", Modifiers::NONE);
    press(&mut harness, "tag.rename", Modifiers::NONE);
    harness.event(Input::Text("-1".to_owned()));
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    let (_, command) = harness.state().jobs.last().cloned().unwrap();
    assert_eq!(command, Command::Retag { tag: "sp".to_owned(), to: Some("sp-1".to_owned()) });
}

#[test]
fn those_that_are_gone_leave_together_and_come_back() {
    let mut loaded = named(&["a", "b", "c", "d"]);
    for row in &mut loaded.instances[1..3] {
        Arc::make_mut(row).presence = Presence::Replaced;
    }
    let gone: Vec<_> = loaded.instances[1..3].iter().map(|row| row.id).collect();
    let mut harness = english(loaded, Route::Instances);
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    press(&mut harness, "bulk.more", Modifiers::NONE);
    assert!(says(&harness, "Remove 2 from Pairdesk"));
    press(&mut harness, "bulk.forget", Modifiers::NONE);
    let (job, command) = harness.state().jobs.last().cloned().unwrap();
    assert_eq!(command, Command::Forget { instances: gone });
    assert!(says(&harness, "Removed from Pairdesk: 2") && !has(&harness, "instance.b") && has(&harness, "instance.a"));
    assert!(!has(&harness, "select.clear"), "nothing is chosen any more");
    press(&mut harness, "undo.take-back", Modifiers::NONE);
    assert_eq!(harness.state().sent.last(), Some(&Command::Cancel { job }));
    harness
        .state_mut()
        .state
        .apply(Event::JobFailed { job, failure: FailureKind::Cancelled.into() });
    harness.run_steps(3);
    assert!(has(&harness, "instance.b") && has(&harness, "instance.c"));
    // The key does the same, and says why it does not.
    press(&mut harness, "select.a", Modifiers::NONE);
    let sent = harness.state().sent.len();
    keys(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(has(&harness, "instance.a") && harness.state().sent.len() == sent);
}

#[test]
fn alias_tags_and_note_are_written_in_one_place_and_shown_in_the_row() {
    let mut harness = five();
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::F2);
    press(&mut harness, "writing.alias", Modifiers::NONE);
    harness.event(Input::Text(" Centro".to_owned()));
    harness.run_steps(2);
    press(&mut harness, "writing.done", Modifiers::NONE);
    assert_eq!(annotated(&harness), [(1, Change::Alias("A Centro".to_owned()))]);
    carry_out(&mut harness);
    let row = |harness: &Screen| {
        let node = harness.get_by(|node| node.author_id() == Some("instance.a"));
        node.accesskit_node().label().unwrap_or_default()
    };
    assert!(row(&harness).starts_with("A Centro, a, "), "{}", row(&harness));
    let id = harness.state().state.instances[0].id;
    let command = Command::Annotate { instances: vec![id], change: Change::AddTag("vip".to_owned()) };
    harness.state_mut().sent.push(command);
    carry_out(&mut harness);
    assert!(row(&harness).ends_with(", vip"), "{}", row(&harness));
    press(&mut harness, "instance.a", Modifiers::NONE);
    press(&mut harness, "detail.note", Modifiers::NONE);
    harness.event(Input::Text("Call first".to_owned()));
    harness.run_steps(2);
    // The note is kept when another row is opened.
    press(&mut harness, "instance.c", Modifiers::NONE);
    assert_eq!(annotated(&harness).last(), Some(&(1, Change::Note("Call first".to_owned()))));
    // A tag in the panel leads to all that has it.
    press(&mut harness, "instance.a", Modifiers::NONE);
    press(&mut harness, "tag.vip", Modifiers::NONE);
    assert!(has(&harness, "instance.a") && !has(&harness, "instance.b"));
}

#[test]
fn the_search_has_fields() {
    let mut harness = five();
    let id = harness.state().state.instances[2].id;
    let command = Command::Annotate { instances: vec![id], change: Change::AddTag("São Paulo".to_owned()) };
    harness.state_mut().sent.push(command);
    carry_out(&mut harness);
    keys(&mut harness, Modifiers::COMMAND, Key::F);
    harness.event(Input::Text("tag:sao state:disc".to_owned()));
    harness.run_steps(4);
    assert!(has(&harness, "instance.c") && !has(&harness, "instance.a"));
}

#[test]
fn what_was_meant_as_a_field_and_is_none_is_said() {
    for (typed, words) in [
        ("tagg:sp", "“tagg:sp” is no field"),
        ("tag:x state:xyz", "“state:xyz” is no state"),
        ("-is:pared", "“-is:pared” is not known"),
        ("phone:abc", "“phone:abc” has no digits"),
        ("tag:x", "Choose another filter"),
        ("https://x", "Choose another filter"),
        ("zzz", "Choose another filter"),
        ("phone:", "Choose another filter"),
    ] {
        let mut harness = five();
        keys(&mut harness, Modifiers::COMMAND, Key::F);
        harness.event(Input::Text(typed.to_owned()));
        harness.run_steps(4);
        let is_said = harness.query_all_by_label_contains(words).next().is_some();
        assert!(says(&harness, "Nothing found") && is_said, "{typed}");
    }
}

fn views(harness: &Screen) -> Vec<String> {
    harness.state().state.views.kept.iter().map(|view| view.name.clone()).collect()
}

#[test]
fn a_view_is_kept_renamed_and_removed_and_comes_back() {
    let mut harness = five();
    keys(&mut harness, Modifiers::COMMAND, Key::F);
    harness.event(Input::Text("name:b".to_owned()));
    harness.run_steps(4);
    press(&mut harness, "view.save", Modifiers::NONE);
    harness.event(Input::Text("Only b".to_owned()));
    harness.run_steps(2);
    let end = |id| harness.get_by(|node| node.author_id() == Some(id)).rect().right();
    assert!((end("confirm.ok") - end("view.name")).abs() < 1.5, "the buttons end where the field does");
    press(&mut harness, "confirm.ok", Modifiers::NONE);
    assert_eq!(views(&harness), ["Only b"]);
    press(&mut harness, "view.all", Modifiers::NONE);
    assert!(has(&harness, "instance.a"));
    press(&mut harness, "view.Only b", Modifiers::NONE);
    assert!(has(&harness, "instance.b") && !has(&harness, "instance.a"));
    let tab = harness.get_by(|node| node.author_id() == Some("view.Only b"));
    assert_eq!(tab.accesskit_node().label().as_deref(), Some("Only b 1"));
    press(&mut harness, "view.menu", Modifiers::NONE);
    press(&mut harness, "view.rename", Modifiers::NONE);
    harness.event(Input::Text("!".to_owned()));
    harness.run_steps(2);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    assert_eq!(views(&harness), ["Only b!"]);
    press(&mut harness, "view.menu", Modifiers::NONE);
    press(&mut harness, "view.remove", Modifiers::NONE);
    assert!(views(&harness).is_empty() && has(&harness, "instance.a"));
    press(&mut harness, "undo.take-back", Modifiers::NONE);
    let Some(Command::SaveViews { views }) = harness.state().sent.last() else { panic!() };
    assert_eq!(views.kept[0].look.search, "name:b");
}

#[test]
fn everything_is_sorted_as_it_was_before_a_view_came_on_show() {
    let mut harness = five();
    let is_down = |harness: &Screen| {
        let top = |id| harness.get_by(|node| node.author_id() == Some(id)).rect().top();
        top("instance.a") > top("instance.e")
    };
    press(&mut harness, "instances.sort.column-name", Modifiers::NONE);
    press(&mut harness, "view.save", Modifiers::NONE);
    harness.event(Input::Text("Z".to_owned()));
    harness.run_steps(2);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    press(&mut harness, "view.all", Modifiers::NONE);
    press(&mut harness, "instances.sort.column-name", Modifiers::NONE);
    assert!(!is_down(&harness));
    press(&mut harness, "view.Z", Modifiers::NONE);
    assert!(is_down(&harness));
    press(&mut harness, "view.all", Modifiers::NONE);
    assert!(!is_down(&harness), "the order of a view is its own");
}

#[test]
fn columns_are_chosen_moved_and_kept() {
    let mut harness = five();
    let title = |harness: &Screen, column: &str| {
        let id = format!("instances.sort.column-{column}");
        harness.query_by(|node| node.author_id() == Some(&id)).map(|node| node.rect())
    };
    press(&mut harness, "columns.menu", Modifiers::NONE);
    press(&mut harness, "columns.age", Modifiers::NONE);
    assert_eq!(title(&harness, "age"), None);
    press(&mut harness, "columns.account.earlier", Modifiers::NONE);
    let (name, account) = (title(&harness, "name").unwrap(), title(&harness, "account").unwrap());
    assert!(account.right() <= name.left(), "{account} {name}");
    press(&mut harness, "columns.account.wider", Modifiers::NONE);
    assert!(title(&harness, "account").unwrap().width() > account.width());
    let Some(Command::SaveViews { views }) = harness.state().sent.last().cloned() else { panic!() };
    let mut again = english(Loaded { views, ..named(&["a"]) }, Route::Instances);
    assert_eq!(title(&again, "age"), None, "they are kept");
    press(&mut again, "columns.menu", Modifiers::NONE);
    press(&mut again, "columns.reset", Modifiers::NONE);
    assert!(title(&again, "age").is_some());
}

#[test]
fn what_others_ask_for_is_in_a_menu_with_its_count() {
    let mut loaded = named(&["a", "b"]);
    let row = Arc::make_mut(&mut loaded.instances[1]);
    (row.phone, row.paired) = (None, false);
    let mut harness = english(loaded, Route::Instances);
    press(&mut harness, "view.ready", Modifiers::NONE);
    harness.run_steps(8);
    press(&mut harness, "view.ready.never-paired", Modifiers::NONE);
    assert!(has(&harness, "instance.b") && !has(&harness, "instance.a"));
}

#[test]
fn the_bar_counts_what_will_happen_and_shows_who_cannot() {
    let mut loaded = named(&["a", "b", "c"]);
    let other = account("enviaai");
    let row = Instance { name: "d".to_owned(), remote_id: "d".to_owned(), ..instance(other.id) };
    loaded.instances.push(row.into());
    loaded.accounts.push(other);
    let mut harness = english(loaded, Route::Instances);
    keys(&mut harness, Modifiers::COMMAND, Key::A);
    let label = |harness: &Screen, id: &str| {
        let node = harness.get_by(|node| node.author_id() == Some(id));
        node.accesskit_node().label().unwrap_or_default()
    };
    assert_eq!(label(&harness, "bulk.restart"), "Restart 3…");
    assert!(says(&harness, "1 of them can't be restarted: EnviaAI has no restart"));
    press(&mut harness, "bulk.excluded", Modifiers::NONE);
    assert!(has(&harness, "instance.d") && !has(&harness, "instance.a"));
    assert!(says(&harness, "4 selected"), "they stay chosen");
    press(&mut harness, "filter.only", Modifiers::NONE);
    assert!(has(&harness, "instance.a"));
    press(&mut harness, "bulk.more", Modifiers::NONE);
    assert!(has(&harness, "bulk.check") && !has(&harness, "bulk.subscribe"));
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    press(&mut harness, "bulk.restart", Modifiers::NONE);
    let (kind, ids) = harness.state().asked_runs.last().cloned().unwrap();
    assert_eq!((kind, ids.len()), (RunKind::Restart, 4));
    assert!(has(&harness, "select.clear"), "nothing has started yet");
}
