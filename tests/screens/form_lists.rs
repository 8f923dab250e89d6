//! Lists in forms, as a person and a screen reader meet them.

use crate::listed::{CANARY, FORM, filled, webhook};
use crate::{screen as screen_of, with_account};
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{AccessKitNode, NodeT, Queryable};
use pairdesk::app::route::Route;
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::Command;
use pairdesk::form::check::check;
use pairdesk::i18n::Texts;
use pairdesk::ui::form_view::{FormState, FormView};
use pairdesk::ui::theme;

struct Drawn {
    values: Values,
    state: FormState,
    texts: Texts,
    ready: bool,
    /// How often something changed.
    changes: usize,
}

type Screen = Harness<'static, Drawn>;

fn draw(ui: &mut egui::Ui, drawn: &mut Drawn) {
    if !std::mem::replace(&mut drawn.ready, true) {
        theme::install(ui.ctx());
        theme::apply(ui.ctx(), Theme::Light);
        return;
    }
    let issues = check(&FORM, &drawn.values);
    let Drawn { values, state, texts, changes, .. } = drawn;
    egui::ScrollArea::vertical().show(ui, |ui| {
        *changes += usize::from(FormView { texts, form: &FORM, values, state, issues: &issues }.ui(ui));
    });
}

fn screen(values: Values) -> Screen {
    let drawn =
        Drawn { values, state: FormState::default(), texts: Texts::new(Language::English), ready: false, changes: 0 };
    let mut harness = Harness::builder().with_size([700.0, 1600.0]).build_ui_state(draw, drawn);
    harness.run_steps(4);
    harness
}

fn press<S>(harness: &mut Harness<'static, S>, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click();
    harness.run_steps(4);
}

fn type_into<S>(harness: &mut Harness<'static, S>, id: &str, text: &str) {
    press(harness, id);
    harness.get_by(|node| node.author_id() == Some(id)).type_text(text);
    harness.run_steps(3);
}

fn name_of<S>(harness: &Harness<'static, S>, id: &str) -> Option<String> {
    let node = harness.query_all_by(|node| node.author_id() == Some(id)).next()?;
    node.accesskit_node().label()
}

fn urls(harness: &Screen) -> Vec<String> {
    let items = harness.state().values.groups("webhooks");
    items.iter().map(|item| item.text("url").to_owned()).collect()
}

#[test]
fn drawing_a_form_changes_nothing_in_it() {
    let mut harness = screen(filled());
    press(&mut harness, "field.webhooks.1.head");
    assert_eq!(harness.state().changes, 0);
    assert_eq!(check(&FORM, &harness.state().values), []);
}

#[test]
fn a_closed_item_shows_its_address_and_an_open_one_its_fields() {
    let mut harness = screen(filled());
    let head = |harness: &Screen| name_of(harness, "field.webhooks.1.head").unwrap();
    assert!(head(&harness).ends_with(", https://hooks.acme.com.br/two"), "{}", head(&harness));
    assert_eq!(name_of(&harness, "field.webhooks.1.url"), None);
    press(&mut harness, "field.webhooks.1.head");
    assert!(name_of(&harness, "field.webhooks.1.url").is_some());
    assert!(name_of(&harness, "field.webhooks.0.url").is_none());
    press(&mut harness, "field.webhooks.1.head");
    assert!(name_of(&harness, "field.webhooks.1.url").is_none());
}

#[test]
fn every_control_of_an_item_is_named_with_its_item() {
    let mut harness = screen(filled());
    press(&mut harness, "field.webhooks.1.head");
    let inside = |node: &AccessKitNode<'_>| node.author_id().is_some_and(|id| id.starts_with("field.webhooks.1."));
    let mut names: Vec<String> =
        harness.query_all_by(inside).filter_map(|node| node.accesskit_node().label()).collect();
    assert!(names.len() > 12, "{names:?}");
    assert!(names.iter().all(|name| name.starts_with("Webhook 2")), "{names:?}");
    let count = names.len();
    names.sort();
    names.dedup();
    // The eye of the key and the eye of the header; each has its own row's name.
    assert_eq!(names.len(), count, "{names:?}");
    assert!(!names.join(" ").contains("CANARY"), "{names:?}");
}

#[test]
fn one_button_adds_an_item_and_one_removes_it() {
    let mut harness = screen(Values::default());
    press(&mut harness, "field.webhooks.add");
    assert_eq!(harness.state().changes, 1);
    // It is open and has the keyboard: an address can be typed at once.
    let url = |node: &AccessKitNode<'_>| node.author_id() == Some("field.webhooks.0.url");
    assert!(harness.get_by(url).is_focused());
    harness.get_by(url).type_text("https://a.example");
    harness.run_steps(3);
    press(&mut harness, "field.webhooks.add");
    assert_eq!(urls(&harness), ["https://a.example", ""]);
    press(&mut harness, "field.webhooks.0.remove");
    assert_eq!(urls(&harness), [""]);
    assert!(harness.get_by(|node| node.author_id() == Some("field.webhooks.add")).is_focused());
}

#[test]
fn what_is_wrong_names_the_item_and_opens_it() {
    let mut values = filled();
    let Value::Groups(items) = FORM.field("webhooks").unwrap().of(&mut values) else { unreachable!() };
    items[1].set_text("url", "hooks.acme.com.br");
    let mut harness = screen(values);
    let said = |harness: &Screen| harness.query_all_by_label_contains("Enter a full address").count();
    assert_eq!(said(&harness), 0, "nobody has been there yet");
    let issues = check(&FORM, &harness.state().values);
    harness.state_mut().state.submit(&issues);
    harness.run_steps(4);
    let url = harness.get_by(|node| node.author_id() == Some("field.webhooks.1.url"));
    assert!(url.is_focused());
    let text = url.accesskit_node().description().unwrap();
    assert!(text.starts_with("Webhook 2: Enter a full address"), "{text}");
    // Closed, it says so in its card.
    press(&mut harness, "field.webhooks.1.head");
    assert_eq!(said(&harness), 1);
}

/// The next item takes the place of the one that went.
#[test]
fn nothing_of_an_item_that_went_is_left_in_its_place() {
    let mut values = filled();
    let key = Value::Secret("another-CANARY".into());
    let Value::Groups(items) = FORM.field("webhooks").unwrap().of(&mut values) else { unreachable!() };
    items.push(webhook("https://hooks.acme.com.br/three"));
    items[2].set("hmac_key", key);
    let mut harness = screen(values);
    press(&mut harness, "field.webhooks.1.head");
    press(&mut harness, "field.webhooks.2.head");
    press(&mut harness, "field.webhooks.1.url");
    harness.get_by(|node| node.author_id() == Some("field.webhooks.1.url")).type_text("x");
    harness.run_steps(3);
    press(&mut harness, "field.webhooks.1.hmac_key.show");
    let role = |harness: &Screen| {
        harness
            .get_by(|node| node.author_id() == Some("field.webhooks.1.hmac_key"))
            .accesskit_node()
            .role()
    };
    assert_eq!(role(&harness), Role::TextInput);
    press(&mut harness, "field.webhooks.1.remove");
    assert_eq!(role(&harness), Role::PasswordInput, "the next key is not shown because the one before was");
    // Undo knows nothing of the address that stood there.
    press(&mut harness, "field.webhooks.1.url");
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Z);
    harness.run_steps(3);
    assert_eq!(urls(&harness), ["https://hooks.acme.com.br/one", "https://hooks.acme.com.br/three"]);
    let secrets = harness.state().values.every_secret();
    assert!(secrets.values().all(|secret| !secret.expose().starts_with(CANARY) || secret.expose() == CANARY));
    assert_eq!(
        secrets.get("webhooks.1.hmac_key").map(pairdesk::domain::secret::Secret::expose),
        Some("another-CANARY")
    );
}

#[test]
fn every_head_and_button_is_reached_by_the_keyboard() {
    let mut harness = screen(filled());
    let mut reached = Vec::new();
    for _ in 0..60 {
        harness.key_press(egui::Key::Tab);
        harness.run_steps(2);
        let focused = harness.query_all_by(|node| node.is_focused() && node.author_id().is_some()).next();
        reached.extend(focused.and_then(|node| node.accesskit_node().author_id().map(str::to_owned)));
    }
    for id in
        ["field.ignore_groups", "field.metadata.0.value.remove", "field.webhooks.1.head", "field.webhooks.1.remove"]
    {
        assert!(reached.iter().any(|reached| reached == id), "{id} among {reached:?}");
    }
    // Enter opens an item as a press does.
    press(&mut harness, "field.webhooks.1.head");
    harness.get_by(|node| node.author_id() == Some("field.webhooks.1.head")).focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(3);
    assert!(name_of(&harness, "field.webhooks.1.url").is_none());
}

#[test]
fn webhooks_of_a_gateway_go_from_the_form_to_the_command_and_their_secrets_nowhere_else() {
    let size = [1280.0, 3000.0];
    let mut harness = screen_of(with_account("waha"), Route::NewInstance, Language::English, Theme::Light, size);
    type_into(&mut harness, "field.name", "loja");
    for (at, url) in ["https://a.example/wa", "https://b.example/wa"].into_iter().enumerate() {
        press(&mut harness, "field.webhooks.add");
        type_into(&mut harness, &format!("field.webhooks.{at}.url"), url);
        press(&mut harness, &format!("field.webhooks.{at}.events.message"));
    }
    assert_eq!(name_of(&harness, "field.webhooks.1.url").as_deref(), Some("Webhook 2, Address"));
    type_into(&mut harness, "field.webhooks.1.hmac_key", CANARY);
    press(&mut harness, "field.webhooks.1.headers.add");
    type_into(&mut harness, "field.webhooks.1.headers.0.name", "authorization");
    type_into(&mut harness, "field.webhooks.1.headers.0.value", CANARY);
    let shows_canary = |harness: &crate::Screen| {
        let texts = |node: &AccessKitNode<'_>| [node.label(), node.value(), node.description()];
        let told = |node: &AccessKitNode<'_>| texts(node).into_iter().flatten().any(|text| text.contains("CANARY"));
        harness.query_all_by(told).count()
    };
    assert_eq!(shows_canary(&harness), 0, "in the form or the preview");
    press(&mut harness, "wizard.review");
    assert!(harness.query_by_label("Webhook 2").is_some() && harness.query_by_label("https://b.example/wa").is_some());
    assert_eq!(shows_canary(&harness), 0, "in the review");
    press(&mut harness, "wizard.create");
    harness.state_mut().route = Route::Settings;
    harness.run_steps(3);
    let sent = &harness.state().sent;
    let created = sent.iter().find_map(|command| match command {
        Command::Create { values, .. } => Some(values.groups("webhooks")),
        _ => None,
    });
    let keys: Vec<bool> = created.unwrap().iter().map(|item| item.secret("hmac_key").is_some()).collect();
    assert_eq!(keys, [false, true]);
    // On a slow machine one was kept before all was typed.
    let draft = sent.iter().rev().find_map(|command| match command {
        Command::SaveDraft { draft: Some(draft) } => Some(&draft.values),
        _ => None,
    });
    assert_eq!(draft.unwrap().groups("webhooks").len(), 2);
    assert!(draft.unwrap().every_secret().is_empty());
}
