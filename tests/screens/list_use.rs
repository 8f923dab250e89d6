//! The list as it is used: keys, menus, search, the panel, and how many presses a job takes.

use super::*;
use egui::{Event as Input, Key, Modifiers, PointerButton};
use egui_kittest::kittest::{AccessKitNode, NodeT};
use pairdesk::domain::instance::ConnectionState;
use pairdesk::engine::command::Action;

/// One account with these instances, none of them connected.
fn named(names: &[&str]) -> Loaded {
    let mut loaded = with_account("evolution");
    let account = loaded.accounts[0].id;
    for name in names {
        let row = Instance { name: (*name).to_owned(), remote_id: (*name).to_owned(), ..instance(account) };
        loaded.instances.push(row.into());
    }
    loaded
}

/// What was asked for, save what the panel reads by itself.
fn sent(harness: &Screen) -> Vec<Command> {
    let is_wish = |command: &&Command| !matches!(command, Command::ReadHistory { .. });
    harness.state().sent.iter().filter(is_wish).cloned().collect()
}

fn has(harness: &Screen, id: &str) -> bool {
    harness.query_by(|node| node.author_id() == Some(id)).is_some()
}

fn rect(harness: &Screen, id: &str) -> egui::Rect {
    harness.get_by(|node| node.author_id() == Some(id)).rect()
}

fn keys(harness: &mut Screen, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(3);
}

fn letters(harness: &mut Screen, text: &str) {
    for letter in text.chars() {
        harness.event(Input::Text(letter.to_string()));
        harness.step();
    }
}

/// Name of the row that keys are about, and whether it has the keyboard.
fn chosen(harness: &Screen) -> Option<(String, bool)> {
    let is_chosen = |node: &AccessKitNode<'_>| node.role() == Role::Row && node.is_selected() == Some(true);
    let node = harness.query_by(is_chosen)?;
    let label = node.accesskit_node().label()?;
    Some((label.split(',').next()?.to_owned(), node.is_focused()))
}

fn is_chosen(harness: &Screen, name: &str) {
    assert_eq!(chosen(harness), Some((name.to_owned(), true)));
}

/// A pointer that counts its presses. Each is where a person sees the control, inside of the window.
struct Hand {
    presses: usize,
}

impl Hand {
    fn over(harness: &mut Screen, id: &str) -> egui::Pos2 {
        let at = rect(harness, id).center();
        let window = harness.ctx.content_rect();
        assert!(window.contains(at), "{id} is at {at}, outside of the window");
        harness.event(Input::PointerMoved(at));
        harness.run_steps(2);
        at
    }

    fn press(&mut self, harness: &mut Screen, id: &str) {
        let pos = Self::over(harness, id);
        for pressed in [true, false] {
            let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
            harness.event(Input::PointerButton { pos, button, pressed, modifiers });
            harness.step();
        }
        harness.run_steps(3);
        self.presses += 1;
    }
}

#[test]
fn from_the_list_to_a_code_takes_three_presses_and_the_name() {
    let mut harness = english(with_account("evolution"), Route::Instances);
    let mut hand = Hand { presses: 0 };
    hand.press(&mut harness, "nav.new-instance");
    harness.event(Input::Text("vendas-sul".to_owned()));
    harness.run_steps(3);
    hand.press(&mut harness, "wizard.review");
    hand.press(&mut harness, "wizard.create");
    let created = harness.state().jobs.iter().find_map(|(job, command)| match command {
        Command::Create { account, values } => Some((*job, *account, values.text("name").to_owned())),
        _ => None,
    });
    let (job, account, name) = created.unwrap();
    assert_eq!(name, "vendas-sul");
    let row = Instance { name, ..instance(account) };
    let id = row.id;
    let state = &mut harness.state_mut().state;
    state.apply(Event::InstancesChanged(vec![row.into()]));
    state.apply(Event::JobDone { job, result: Done::InstanceReady(id) });
    harness.run_steps(4);
    assert_eq!(harness.state().route, Route::Pair(id));
    let code = CodeAnswer::Code { qr: Some(pairing_text("abc")), typed: None, lives: None };
    pairing(&mut harness, |pairing| pairing.on_code(Duration::ZERO, code));
    harness.run_steps(3);
    assert!(has(&harness, "pair.qr"));
    assert_eq!(hand.presses, 3);
}

#[test]
fn pairing_again_takes_one_press_from_the_list() {
    let mut harness = english(named(&["alfa", "beta"]), Route::Instances);
    let mut hand = Hand { presses: 0 };
    assert!(!has(&harness, "instance.beta.pair"), "only the row in use has it");
    Hand::over(&mut harness, "instance.beta");
    hand.press(&mut harness, "instance.beta.pair");
    let beta = harness.state().state.instances[1].id;
    assert_eq!((hand.presses, harness.state().route), (1, Route::Pair(beta)));
}

#[test]
fn copying_a_token_takes_two_presses() {
    let mut harness = english(named(&["alfa", "beta"]), Route::Instances);
    let mut hand = Hand { presses: 0 };
    hand.press(&mut harness, "instance.beta");
    hand.press(&mut harness, "detail.token.copy");
    assert!(matches!(sent(&harness)[..], [Command::CopySecret { .. }]));
    assert_eq!(hand.presses, 2);
}

#[test]
fn the_keys_of_the_list_count_unless_a_text_field_has_the_keyboard() {
    let names: Vec<String> = (0..40).map(|at| format!("loja-{at:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut harness = english(named(&names), Route::Instances);
    harness.get_by(|node| node.author_id() == Some("instances.refresh")).focus();
    harness.run_steps(2);
    for (key, name) in [
        (Key::ArrowDown, "loja-00"),
        (Key::ArrowDown, "loja-01"),
        (Key::End, "loja-39"),
        (Key::ArrowUp, "loja-38"),
        (Key::Home, "loja-00"),
        (Key::ArrowUp, "loja-00"),
    ] {
        keys(&mut harness, Modifiers::NONE, key);
        is_chosen(&harness, name);
    }
    keys(&mut harness, Modifiers::NONE, Key::PageDown);
    let paged = chosen(&harness).unwrap().0;
    assert!(paged.as_str() > "loja-08", "{paged}");
    keys(&mut harness, Modifiers::NONE, Key::PageUp);
    is_chosen(&harness, "loja-00");
    assert!(!has(&harness, "detail.close"), "moving opens nothing");
    // In the search they are the field's.
    keys(&mut harness, Modifiers::COMMAND, Key::F);
    keys(&mut harness, Modifiers::NONE, Key::End);
    assert_eq!(chosen(&harness).map(|(name, _)| name).as_deref(), Some("loja-00"));
}

#[test]
fn enter_opens_the_details_and_escape_goes_back_to_the_row() {
    let mut harness = english(named(&["alfa", "beta", "gama"]), Route::Instances);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(has(&harness, "detail.close"));
    // The panel follows.
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    harness.get_by_role_and_label(Role::Heading, "gama");
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "detail.close"));
    is_chosen(&harness, "gama");
}

#[test]
fn letters_find_a_row_and_p_alone_pairs() {
    let mut harness = english(named(&["alfa", "padaria", "petshop", "São Paulo"]), Route::Instances);
    letters(&mut harness, "pe");
    harness.run_steps(8);
    is_chosen(&harness, "petshop");
    assert_eq!(harness.state().route, Route::Instances);
    harness.run_steps(8);
    letters(&mut harness, "sao");
    harness.run_steps(2);
    is_chosen(&harness, "São Paulo");
    harness.run_steps(8);
    letters(&mut harness, "p");
    harness.run_steps(8);
    let wanted = harness.state().state.instances[3].id;
    assert_eq!(harness.state().route, Route::Pair(wanted));
}

#[test]
fn the_search_finds_without_accents_word_by_word_and_is_emptied() {
    let mut harness = english(named(&["Vendas São Paulo", "cliente-49x", "outra"]), Route::Instances);
    let shown = |harness: &Screen| harness.query_all_by_role(Role::Row).count();
    let search = |harness: &mut Screen, text: &str| {
        keys(harness, Modifiers::COMMAND, Key::F);
        harness.event(Input::Text(text.to_owned()));
        harness.run_steps(3);
    };
    for text in ["sao paulo", "PAULO vend", "cliente 49"] {
        search(&mut harness, text);
        assert_eq!(shown(&harness), 1, "{text}");
        keys(&mut harness, Modifiers::NONE, Key::Escape);
        assert_eq!(shown(&harness), 3, "{text}");
    }
    search(&mut harness, "outra");
    let mut hand = Hand { presses: 0 };
    hand.press(&mut harness, "instances.search.clear");
    assert_eq!(shown(&harness), 3);
    search(&mut harness, "vendas");
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    is_chosen(&harness, "Vendas São Paulo");
}

#[test]
fn every_action_is_in_the_menu_and_what_cannot_be_done_says_why() {
    let mut loaded = named(&["alfa"]);
    let row = Instance { state: ConnectionState::Connected, ..Instance::clone(&loaded.instances[0]) };
    loaded.instances = vec![row.into()];
    let wanted = ["open", "pair", "check", "restart", "logout", "settings", "copy", "panel", "forget", "delete"];
    let openings: [fn(&mut Screen); 4] = [
        |harness| harness.get_by(|node| node.author_id() == Some("instance.alfa")).click_secondary(),
        |harness| harness.get_by(|node| node.author_id() == Some("instance.alfa.menu")).click(),
        |harness| harness.key_press(Key::Menu),
        |harness| harness.key_press_modifiers(Modifiers::SHIFT, Key::F10),
    ];
    for (at, open) in openings.into_iter().enumerate() {
        let mut harness = english(loaded.clone(), Route::Instances);
        keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
        open(&mut harness);
        harness.run_steps(4);
        for action in wanted {
            assert!(has(&harness, &format!("menu.{action}")), "{action} by way {at}");
        }
        let pair = harness.get_by(|node| node.author_id() == Some("menu.pair"));
        assert!(pair.accesskit_node().is_disabled());
        assert_eq!(pair.accesskit_node().description().as_deref(), Some("It is connected already"));
        keys(&mut harness, Modifiers::NONE, Key::Escape);
        assert!(!has(&harness, "menu.open"), "way {at}");
    }
}

#[test]
fn a_menu_is_used_by_keys_alone() {
    let mut harness = english(named(&["alfa"]), Route::Instances);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::SHIFT, Key::F10);
    // Details, pair, message, check, restart.
    for _ in 0..5 {
        keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    let is_restart = |command: &Command| matches!(command, Command::Act { action: Action::Restart, .. });
    assert!(harness.state().sent.iter().any(is_restart), "{:?}", harness.state().sent.len());
}

#[test]
fn the_keys_of_actions_do_them_or_ask() {
    for (modifiers, key, wanted) in
        [(Modifiers::COMMAND, Key::L, "Log alfa out?"), (Modifiers::SHIFT, Key::Delete, "Delete alfa at the provider?")]
    {
        let mut harness = english(named(&["alfa"]), Route::Instances);
        keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
        keys(&mut harness, modifiers, key);
        let headings: Vec<_> = harness
            .query_all_by_role(Role::Heading)
            .filter_map(|node| node.accesskit_node().label())
            .collect();
        assert!(headings.iter().any(|heading| heading == wanted), "{wanted} among {headings:?}");
    }
    let mut harness = english(named(&["alfa"]), Route::Instances);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::COMMAND, Key::R);
    assert!(matches!(sent(&harness)[..], [Command::Act { action: Action::Restart, .. }]));
    let id = harness.state().state.instances[0].id;
    keys(&mut harness, Modifiers::COMMAND, Key::E);
    assert_eq!(harness.state().route, Route::EditSettings(id));
    // What can be taken back is done at once.
    let mut harness = english(named(&["alfa"]), Route::Instances);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(matches!(sent(&harness)[..], [Command::Act { action: Action::Forget, .. }]));
    assert!(harness.query_by_role(Role::Dialog).is_none() && !has(&harness, "instance.alfa"));
}

/// Creates that are not settled stand first; nothing that is pressed there is done to another row.
#[test]
fn creates_that_are_not_settled_are_reached_by_arrows_and_have_a_menu() {
    let mut loaded = named(&["alfa", "beta"]);
    let open = intent(loaded.accounts[0].id, Stage::Reconciling);
    let id = open.id;
    loaded.intents.push(open);
    let mut harness = english(loaded, Route::Instances);
    let focused = |harness: &Screen| {
        let node = harness.query_by(|node| node.author_id().is_some() && node.is_focused())?;
        node.accesskit_node().author_id().map(str::to_owned)
    };
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    harness.run_steps(2);
    assert_eq!(focused(&harness).as_deref(), Some("instance.Campanha Natal 03"));
    keys(&mut harness, Modifiers::NONE, Key::Delete);
    assert!(sent(&harness).is_empty(), "no other row is meant");
    keys(&mut harness, Modifiers::SHIFT, Key::F10);
    assert!(has(&harness, "menu.check") && has(&harness, "menu.copy-name"));
    harness.get_by(|node| node.author_id() == Some("menu.check")).click();
    harness.run_steps(3);
    assert!(matches!(sent(&harness)[..], [Command::Recheck { intent }] if intent == id));
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    harness.run_steps(2);
    is_chosen(&harness, "alfa");
    keys(&mut harness, Modifiers::NONE, Key::ArrowUp);
    harness.run_steps(2);
    assert_eq!(focused(&harness).as_deref(), Some("instance.Campanha Natal 03"));
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Unconfirmed(id));
}

#[test]
fn a_question_has_cancel_first_for_keys_and_eyes() {
    let mut harness = english(named(&["alfa"]), Route::Instances);
    keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    keys(&mut harness, Modifiers::COMMAND, Key::L);
    harness.run_steps(2);
    let (cancel, ok) = (rect(&harness, "confirm.cancel"), rect(&harness, "confirm.ok"));
    assert!(cancel.right() < ok.left());
    let focused = |harness: &Screen| {
        let focused = harness.query_by(|node| node.author_id().is_some() && node.is_focused());
        focused.and_then(|node| node.accesskit_node().author_id().map(str::to_owned))
    };
    assert_eq!(focused(&harness).as_deref(), Some("confirm.cancel"), "a key pressed by accident does nothing");
    keys(&mut harness, Modifiers::NONE, Key::Tab);
    assert_eq!(focused(&harness).as_deref(), Some("confirm.ok"));
    keys(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(!has(&harness, "confirm.ok") && sent(&harness).is_empty());
    keys(&mut harness, Modifiers::COMMAND, Key::L);
    harness.run_steps(2);
    keys(&mut harness, Modifiers::NONE, Key::Tab);
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    assert!(matches!(sent(&harness)[..], [Command::Act { action: Action::Logout, .. }]));
}

#[test]
fn a_double_click_opens_the_details_of_a_connected_one_and_nothing_else() {
    let mut loaded = named(&["alfa"]);
    let row = Instance { state: ConnectionState::Connected, ..Instance::clone(&loaded.instances[0]) };
    loaded.instances = vec![row.into()];
    let mut harness = english(loaded, Route::Instances);
    let mut hand = Hand { presses: 0 };
    hand.press(&mut harness, "instance.alfa");
    hand.press(&mut harness, "instance.alfa");
    assert_eq!(harness.state().route, Route::Instances);
    assert!(has(&harness, "detail.close"));
}

#[test]
fn in_a_narrow_window_the_panel_covers_nothing() {
    for size in [[800.0, 600.0], [853.0, 533.0], [640.0, 400.0]] {
        let mut harness = screen(named(&["alfa", "beta"]), Route::Instances, Language::English, Theme::Light, size);
        let mut hand = Hand { presses: 0 };
        let before = rect(&harness, "instance.alfa");
        hand.press(&mut harness, "instance.alfa");
        let panel = harness.get_by_role_and_label(Role::Heading, "alfa").rect();
        let (close, chips) = (rect(&harness, "detail.close"), rect(&harness, "filter.all"));
        assert!(close.top() > chips.bottom() && close.right() <= size[0], "{size:?}: {close} and {chips}");
        // Where there is no room for names beside it, it has all of it.
        assert_eq!(has(&harness, "instance.beta"), size[0] > 700.0, "{size:?}");
        if has(&harness, "instance.beta") {
            let (row, title) = (rect(&harness, "instance.alfa"), rect(&harness, "instances.sort.column-name"));
            assert_eq!((row.min, row.height()), (before.min, before.height()), "a second press hits it too: {size:?}");
            assert!(row.right() < panel.left() && title.width() > 100.0, "{size:?}: {row} and {panel}");
            assert!(rect(&harness, "columns.menu").right() < panel.left(), "{size:?}");
        }
        hand.press(&mut harness, "detail.close");
        harness.run_steps(3);
        assert_eq!(rect(&harness, "instance.alfa"), before, "{size:?}");
        let row = harness.get_by(|node| node.author_id() == Some("instance.alfa"));
        assert!(row.accesskit_node().is_focused(), "{size:?}");
    }
}

#[test]
fn a_short_message_covers_no_button() {
    for (size, route) in [([800.0, 600.0], Route::Instances), ([1280.0, 800.0], Route::Instances)] {
        let mut harness = screen(named(&["alfa", "beta"]), route, Language::English, Theme::Light, size);
        let mut hand = Hand { presses: 0 };
        hand.press(&mut harness, "select.all");
        harness.state_mut().over = Some(|ui, _| {
            let text =
                "Saved: /home/user/a/folder/whose/name/is/long/clientes-2026-11-26.csv, with 2 instances of 2 accounts";
            pairdesk::app::shell::toast_ui(ui, text, Instant::now());
        });
        harness.run_steps(3);
        let toast = harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("toast"))).unwrap();
        let bar: Vec<_> = harness
            .query_all_by(|node| {
                node.author_id().is_some_and(|id| id.starts_with("bulk.") || id.starts_with("select.c"))
            })
            .map(|node| node.rect())
            .collect();
        assert!(bar.len() > 4, "{}", bar.len());
        assert!(bar.iter().all(|button| button.top() > toast.bottom()), "{size:?}: {toast} and {bar:?}");
    }
}

#[test]
fn nothing_yet_and_nothing_found_are_told_apart() {
    let mut loaded = named(&["alfa"]);
    let mut harness = english(loaded.clone(), Route::Instances);
    keys(&mut harness, Modifiers::COMMAND, Key::F);
    harness.event(Input::Text("zzz".to_owned()));
    harness.run_steps(3);
    let mut hand = Hand { presses: 0 };
    hand.press(&mut harness, "list.clear");
    assert!(has(&harness, "instance.alfa"));
    loaded.instances.clear();
    let mut harness = english(loaded, Route::Instances);
    harness.get_by(|node| node.author_id() == Some("filter.connected")).click();
    harness.run_steps(3);
    harness.get_by_label("No instances yet");
    assert!(has(&harness, "list.new-instance") && harness.query_by_label_contains("0 of 0").is_none());
}

#[test]
fn the_palette_does_to_the_chosen_one_what_can_be_done() {
    let mut harness = english(named(&["alfa", "gama"]), Route::Activity);
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(3);
    let edge = |harness: &Screen| {
        let area = harness.ctx.memory(|memory| memory.area_rect(egui::Id::unique("palette")));
        area.unwrap().top()
    };
    let top = edge(&harness);
    harness.event(Input::Text("gam".to_owned()));
    harness.run_steps(3);
    assert!((edge(&harness) - top).abs() < 0.5, "its top edge stays");
    assert!(has(&harness, "palette.instance.gama") && has(&harness, "palette.restart"));
    keys(&mut harness, Modifiers::NONE, Key::Tab);
    for _ in 0..4 {
        keys(&mut harness, Modifiers::NONE, Key::ArrowDown);
    }
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(3);
    let gama = harness.state().state.instances[1].id;
    let restarted = |command: &Command| match command {
        Command::Act { instance, action: Action::Restart, .. } => Some(*instance),
        _ => None,
    };
    assert_eq!(harness.state().sent.iter().find_map(restarted), Some(gama));
    assert!(has(&harness, "detail.close"), "what comes of it is shown there");
}

#[test]
fn what_the_palette_does_not_find_it_offers_to_create() {
    let mut harness = english(named(&["alfa"]), Route::Activity);
    harness.state_mut().palette = Some(Palette::default());
    harness.run_steps(3);
    harness.event(Input::Text("loja-nova".to_owned()));
    harness.run_steps(3);
    harness.get_by_label("Create “loja-nova”");
    keys(&mut harness, Modifiers::NONE, Key::Enter);
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::NewInstance);
    let field = harness.get_by(|node| node.author_id() == Some("field.name"));
    assert_eq!(field.value().as_deref(), Some("loja-nova"));
}

#[test]
fn the_word_of_a_filter_is_the_word_of_its_rows() {
    use ConnectionState as S;
    let states =
        [S::Connected, S::Connecting, S::WaitingForScan, S::Challenge, S::PhoneOffline, S::Disconnected, S::Failed];
    let mut loaded = with_account("evolution");
    let account = loaded.accounts[0].id;
    for (at, state) in states.into_iter().enumerate() {
        loaded.instances.push(Instance { name: format!("i{at}"), state, ..instance(account) }.into());
    }
    let mut harness = english(loaded, Route::Instances);
    for (filter, word) in [
        ("filter.connected", "Connected"),
        ("filter.connecting", "Connecting"),
        ("filter.waiting", "Waiting for scan"),
        ("filter.disconnected", "Disconnected"),
    ] {
        harness.get_by(|node| node.author_id() == Some(filter)).click();
        harness.run_steps(3);
        let rows: Vec<String> =
            harness.query_all_by_role(Role::Row).filter_map(|node| node.accesskit_node().label()).collect();
        assert_eq!(rows.len(), 1, "{filter}: {rows:?}");
        assert_eq!(rows[0].split(", ").nth(1), Some(word), "{rows:?}");
    }
}
