//! New values for many: what is counted, what it comes to at each, and what is sent when.

use super::*;
use egui_kittest::kittest::{AccessKitNode, NodeT};
use pairdesk::app::cx::Wish;
use pairdesk::domain::changes::Changes;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::run::RunKind;
use pairdesk::domain::values::Value;
use pairdesk::engine::event::SettingsRead;
use pairdesk::providers;

const OLD: &str = "https://old.acme.com.br/wa";
const NEW: &str = "https://hooks.acme.com.br/nova";

/// Two instances at one provider, one at another, one at a third that has less.
fn chosen() -> (Screen, Vec<InstanceId>) {
    chosen_at(
        Language::English,
        &[("zapi", &["Loja", "Clinica"]), ("evolution", &["padaria"]), ("enviaai", &["escola"])],
    )
}

/// The same with others.
fn chosen_at(language: Language, all: &[(&'static str, &[&str])]) -> (Screen, Vec<InstanceId>) {
    let mut loaded = Loaded::default();
    for (provider, names) in all.iter().copied() {
        let account = Account { label: provider.to_owned(), ..account(provider) };
        for name in names {
            let mut row = instance(account.id);
            (row.name, row.remote_id) = ((*name).to_owned(), (*name).to_owned());
            loaded.instances.push(row.into());
        }
        loaded.accounts.push(account);
    }
    let ids: Vec<InstanceId> = loaded.instances.iter().map(|row| row.id).collect();
    let mut harness = screen(loaded, Route::Instances, language, Theme::Light, [1280.0, 800.0]);
    harness.state_mut().outbox.push(Wish::ChangeMany(ids.clone()));
    harness.run_steps(4);
    (harness, ids)
}

#[test]
fn no_two_sections_are_called_the_same() {
    for language in Language::ALL {
        let (harness, _) = chosen_at(language, &[("evolution", &["padaria"]), ("waha", &["loja"])]);
        let row = |node: &AccessKitNode<'_>| node.author_id().is_some_and(|id| id.starts_with("bulk.section."));
        let names: Vec<String> = harness.query_all_by(row).filter_map(|node| node.accesskit_node().label()).collect();
        let mut once = names.clone();
        once.sort();
        once.dedup();
        assert!(names.len() > 5 && once.len() == names.len(), "{language:?}: {names:?}");
        assert!(names.iter().any(|name| name == "Webhooks · WAHA"), "{language:?}: {names:?}");
    }
}

#[test]
fn in_a_low_window_every_section_can_be_reached() {
    let (mut harness, _) = chosen();
    harness.set_size(egui::Vec2::new(860.0, 420.0));
    harness.run_steps(4);
    let row = |node: &AccessKitNode<'_>| node.author_id().is_some_and(|id| id.starts_with("bulk.section."));
    let bottom = |harness: &Screen| {
        let rows: Vec<egui::Rect> = harness.query_all_by(row).map(|node| node.rect()).collect();
        assert!(rows.len() > 9, "{rows:?}");
        rows.last().unwrap().bottom()
    };
    let footer = 420.0 - 58.0;
    assert!(bottom(&harness) > footer, "there is no room for all");
    harness.query_all_by(row).last().unwrap().focus();
    harness.run_steps(8);
    assert!(bottom(&harness) <= footer, "{} is below {footer}", bottom(&harness));
}

pub fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    harness.run_steps(4);
}

fn is_there(harness: &Screen, id: &str) -> bool {
    harness.query_all_by(|node| node.author_id() == Some(id)).next().is_some()
}

pub fn type_into(harness: &mut Screen, id: &str, text: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(4);
}

/// What a gateway tells of this one: every field empty, then these.
pub fn tell(harness: &mut Screen, id: InstanceId, set: &[(&str, Value)]) {
    let state = &harness.state().state;
    let account = state.account(state.instance(id).unwrap().account).unwrap();
    let form = providers::by_id(account.provider.0).unwrap().settings_form(account.version.as_deref()).unwrap();
    let mut read = SettingsRead::of(id, Timestamp::now());
    form.fill(&mut read.values);
    for (key, value) in set {
        read.values.set(key, value.clone());
    }
    read.sections = form.sections();
    harness.state_mut().state.apply(Event::SettingsRead(Box::new(read)));
}

fn fail(harness: &mut Screen, id: InstanceId, kind: FailureKind) {
    let read = SettingsRead { failure: Some(Failure::new(kind)), ..SettingsRead::of(id, Timestamp::now()) };
    harness.state_mut().state.apply(Event::SettingsRead(Box::new(read)));
}

fn reads(harness: &Screen) -> Vec<(JobId, Vec<InstanceId>)> {
    let of = |(job, command): &(JobId, Command)| match command {
        Command::ReadManySettings { instances, .. } => Some((*job, instances.clone())),
        _ => None,
    };
    harness.state().jobs.iter().filter_map(of).collect()
}

/// All has been told.
pub fn end_read(harness: &mut Screen) {
    let job = reads(harness).last().unwrap().0;
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::Nothing });
}

fn end_reading(harness: &mut Screen) {
    end_read(harness);
    // What is read late counts after a while.
    std::thread::sleep(Duration::from_millis(320));
    harness.run_steps(4);
}

fn started(harness: &Screen) -> Option<(Changes, usize)> {
    harness.state().sent.iter().find_map(|command| match command {
        Command::StartRun { kind: RunKind::ChangeSettings { changes }, items } => {
            Some(((**changes).clone(), items.len()))
        }
        _ => None,
    })
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// All of them told, with one address at three and none at the fourth.
fn with_addresses() -> (Screen, Vec<InstanceId>) {
    let (mut harness, ids) = chosen();
    press(&mut harness, "bulk.field.webhook_url");
    tell(&mut harness, ids[0], &[("received_url", text(OLD)), ("status_url", text(OLD))]);
    tell(&mut harness, ids[1], &[("received_url", text(OLD))]);
    tell(&mut harness, ids[2], &[("webhook_enabled", Value::Bool(true)), ("webhook_url", text(OLD))]);
    tell(&mut harness, ids[3], &[]);
    end_reading(&mut harness);
    (harness, ids)
}

/// How these words are painted, wherever they stand.
fn inks(shape: &egui::Shape, words: &str, found: &mut Vec<egui::Color32>) {
    match shape {
        egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| inks(shape, words, found)),
        egui::Shape::Text(text) if text.galley.text() == words => {
            found.extend(text.galley.job.sections.iter().map(|section| section.format.color));
        }
        _ => {}
    }
}

#[test]
fn a_value_that_reads_like_no_value_looks_like_a_value() {
    let (mut harness, ids) = chosen();
    press(&mut harness, "bulk.field.webhook_url");
    let texts = Texts::new(Language::English);
    let (none, untold) = (texts.t("many-unset"), texts.t("many-untold"));
    for (id, words) in ids.iter().zip([&none, &untold]) {
        tell(&mut harness, *id, &[("received_url", text(words)), ("status_url", text(words))]);
    }
    tell(&mut harness, ids[2], &[]);
    tell(&mut harness, ids[3], &[]);
    end_reading(&mut harness);
    let looks = |words: &str| {
        let mut found = Vec::new();
        harness.output().shapes.iter().for_each(|it| inks(&it.shape, words, &mut found));
        found
    };
    let muted = looks("1 ×")[0];
    // The value and the nothing stand apart, each counted by itself.
    let is_muted: Vec<bool> = looks(&none).into_iter().map(|ink| ink == muted).collect();
    assert!(is_muted.contains(&true) && is_muted.contains(&false), "{is_muted:?}");
    assert!(looks(&untold).iter().any(|ink| *ink != muted));
}

#[test]
fn nothing_is_read_before_a_field_is_chosen_and_then_only_that() {
    let (mut harness, ids) = chosen();
    harness.get_by_label_contains("4 instances · 2 at Z-API");
    assert!(reads(&harness).is_empty());
    // Its tile tells the provider where there is no room for words.
    let words = ["Z-API only · 2 of 4", "2 of 4"];
    assert_eq!(words.map(|words| harness.query_all_by_label(words).count()).iter().sum::<usize>(), 1);
    press(&mut harness, "bulk.field.webhook_url");
    let (_, asked) = reads(&harness)[0].clone();
    assert_eq!(asked.len(), ids.len());
    harness.get_all_by_label("Reading 0 of 4").next().unwrap();
    tell(&mut harness, ids[0], &[]);
    harness.run_steps(3);
    harness.get_all_by_label("Reading 1 of 4").next().unwrap();
}

#[test]
fn old_values_are_counted_and_each_instance_shows_what_it_will_have() {
    let (mut harness, _) = with_addresses();
    harness.get_by_label("3 ×");
    harness.get_by_label("none");
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    assert_eq!(
        harness.query_all_by_label(&format!("New value: {NEW}")).count(),
        4,
        "once at each, however many fields"
    );
    assert_eq!(harness.query_all_by_label(&format!("Now: {OLD}")).count(), 3);
    for name in ["Loja", "Clinica", "padaria", "escola"] {
        assert!(is_there(&harness, &format!("bulk.item.{name}")), "{name}");
    }
    harness.get_by_label("4 values");
    harness.get_by_label("Z-API keeps 7 addresses. Those that are set get the new one.");
}

#[test]
fn it_starts_once_the_number_is_typed_and_nothing_changed_elsewhere() {
    let (mut harness, ids) = with_addresses();
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    press(&mut harness, "confirm.ok");
    assert_eq!(reads(&harness).len(), 1, "the number is not typed");
    type_into(&mut harness, "confirm.text", "4");
    press(&mut harness, "confirm.ok");
    assert_eq!((reads(&harness).len(), started(&harness)), (2, None), "it is looked at once more");
    tell(&mut harness, ids[1], &[("received_url", text("https://moved.acme.com.br/wa"))]);
    end_reading(&mut harness);
    harness.get_by_label("Changed at the gateway meanwhile");
    assert!(started(&harness).is_none());
    type_into(&mut harness, "confirm.text", "4");
    // Enter behind the number is the button.
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    end_reading(&mut harness);
    let (changes, count) = started(&harness).unwrap();
    assert_eq!((changes.common.text("webhook_url"), count), (NEW, 4));
}

#[test]
fn what_cannot_be_read_or_had_is_left_out_by_choice() {
    let (mut harness, ids) = chosen();
    press(&mut harness, "bulk.field.skip_groups");
    fail(&mut harness, ids[2], FailureKind::Refused);
    end_reading(&mut harness);
    harness.get_by_label("1 could not be read");
    harness.get_by_label("3 can't be changed as chosen");
    let is_disabled =
        |harness: &Screen| harness.get_by(|node| node.author_id() == Some("confirm.ok")).accesskit_node().is_disabled();
    assert!(is_disabled(&harness));
    press(&mut harness, "bulk.leave-lacking");
    assert!(is_disabled(&harness), "one is left to decide about");
    tell(&mut harness, ids[2], &[("groups_ignore", Value::Bool(false))]);
    std::thread::sleep(Duration::from_millis(320));
    harness.run_steps(4);
    harness.get_by_label("Ignore groups: off → on");
    // One alone needs no number.
    assert!(!is_disabled(&harness));
    assert!(!is_there(&harness, "confirm.text"));
    press(&mut harness, "bulk.take-in");
    assert!(is_disabled(&harness));
}

/// Of several that were chosen each has its reason, and none is told to be so already for the sake of another.
#[test]
fn each_field_that_cannot_be_had_is_named() {
    let (mut harness, ids) = chosen_at(Language::English, &[("zapi", &["Loja"]), ("waha", &["Clinica"])]);
    press(&mut harness, "bulk.field.webhook_url");
    press(&mut harness, "bulk.field.proxy_address");
    tell(&mut harness, ids[0], &[]);
    tell(&mut harness, ids[1], &[("proxy_server", text("proxy.acme.com.br:3128"))]);
    end_reading(&mut harness);
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    type_into(&mut harness, "bulk.value.proxy_address", "proxy.acme.com.br:3128");
    harness.get_by_label("2 can't be changed as chosen");
    harness.get_by_label_contains("Loja: Proxy: this gateway has no such setting; Webhook address: no webhook is set");
    harness.get_by_label_contains("Clinica: Webhook address: no webhook is set");
    assert!(harness.query_by_label_contains("so already").is_none());
}

/// What is counted above it comes late, and would push it out of sight.
#[test]
fn the_value_that_is_being_typed_stays_in_view_while_others_are_read() {
    let (mut harness, ids) = chosen_at(Language::English, &[("evolution", &["a", "b", "c", "d", "e"])]);
    press(&mut harness, "bulk.field.webhook_url");
    // As by keys: the box is in view, and the value comes below it.
    harness.get_by(|node| node.author_id() == Some("bulk.field.proxy_address")).focus();
    harness.run_steps(40);
    harness.key_press(egui::Key::Space);
    harness.run_steps(40);
    let place = |harness: &Screen| harness.get_by(|node| node.author_id() == Some("bulk.value.proxy_address")).rect();
    let page = egui::Rangef::new(58.0, 742.0);
    let is_in_view = |rect: egui::Rect| page.contains(rect.top()) && page.contains(rect.bottom());
    assert!(is_in_view(place(&harness)), "{:?}", place(&harness));
    for (number, id) in ids.iter().enumerate() {
        let address = text(&format!("https://{number}.acme.com.br/wa"));
        tell(&mut harness, *id, &[("webhook_enabled", Value::Bool(true)), ("webhook_url", address)]);
    }
    end_reading(&mut harness);
    harness.get_by_label("https://4.acme.com.br/wa");
    harness.run_steps(40);
    assert!(is_in_view(place(&harness)), "{:?}", place(&harness));
}

#[test]
fn enter_behind_a_wrong_number_leaves_the_keyboard_there() {
    let (mut harness, _) = with_addresses();
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    type_into(&mut harness, "confirm.text", "3");
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
    assert_eq!(reads(&harness).len(), 1, "the number is wrong");
    assert!(harness.get_by(|node| node.author_id() == Some("confirm.text")).is_focused());
}

#[test]
fn the_host_alone_and_all_addresses_are_choices() {
    let (mut harness, _) = with_addresses();
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    press(&mut harness, "bulk.only-host");
    harness.get_all_by_label("New value: https://hooks.acme.com.br/wa").next().unwrap();
    harness.get_by_label("1 can't be changed as chosen");
    press(&mut harness, "bulk.only-host");
    press(&mut harness, "bulk.every-address");
    harness.get_by_label("Z-API keeps 7 addresses. This sets all of them.");
}

#[test]
fn an_empty_value_is_no_wish_until_it_is_said() {
    let (mut harness, _) = with_addresses();
    let is_disabled =
        |harness: &Screen| harness.get_by(|node| node.author_id() == Some("confirm.ok")).accesskit_node().is_disabled();
    assert!(is_disabled(&harness));
    press(&mut harness, "bulk.empty.webhook_url");
    harness.get_by_label("It will be empty at all of them");
    type_into(&mut harness, "confirm.text", "3");
    assert!(!is_disabled(&harness), "the fourth has none already");
    harness.get_by_label("1 is so already");
}

#[test]
fn nothing_that_was_read_stays_when_the_screen_is_left() {
    let (mut harness, _) = with_addresses();
    harness.state_mut().route = Route::Settings;
    harness.run_steps(3);
    assert!(harness.state().state.settings_read.is_empty());
}

#[test]
fn one_that_goes_meanwhile_leaves_the_choices_about_the_others_as_they_are() {
    let (mut harness, ids) = with_addresses();
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    press(&mut harness, "bulk.leave.escola");
    assert!(!is_there(&harness, "bulk.item.escola"));
    // It stands before all others.
    harness.state_mut().state.apply(Event::InstancesRemoved(vec![ids[1]]));
    harness.run_steps(4);
    let shown = ["Clinica", "escola", "Loja", "padaria"].map(|name| is_there(&harness, &format!("bulk.item.{name}")));
    assert_eq!(shown, [false, false, true, true]);
}

fn has_keyboard(harness: &Screen, id: &str) -> bool {
    harness.get_by(|node| node.author_id() == Some(id)).is_focused()
}

/// By a key of its own, which is no click.
fn key(harness: &mut Screen, modifiers: egui::Modifiers, key: egui::Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(12);
}

#[test]
fn enter_leads_from_a_value_to_what_is_to_be_decided_and_loses_nobody() {
    let (mut harness, ids) = chosen();
    press(&mut harness, "bulk.field.webhook_url");
    type_into(&mut harness, "bulk.value.webhook_url", NEW);
    key(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(has_keyboard(&harness, "bulk.value.webhook_url"), "all is being read: there is nothing to decide yet");
    for id in &ids[..3] {
        let address = [("received_url", text(OLD)), ("webhook_enabled", Value::Bool(true)), ("webhook_url", text(OLD))];
        tell(&mut harness, *id, &address);
    }
    fail(&mut harness, ids[3], FailureKind::Timeout);
    end_reading(&mut harness);
    key(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(has_keyboard(&harness, "bulk.leave-failed"));
    key(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(!is_there(&harness, "bulk.leave-failed"));
    harness.get_by(|node| node.author_id() == Some("bulk.field.reject_calls")).focus();
    harness.run_steps(2);
    key(&mut harness, egui::Modifiers::COMMAND, egui::Key::S);
    assert!(has_keyboard(&harness, "confirm.text"));
    assert!(started(&harness).is_none());
}

#[test]
fn a_key_in_the_rail_leads_into_its_section() {
    let (mut harness, _) = chosen();
    harness.get_by(|node| node.author_id() == Some("bulk.section.behaviour")).focus();
    harness.run_steps(2);
    key(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(has_keyboard(&harness, "bulk.field.reject_calls"));
}

#[test]
fn a_button_that_waits_for_what_it_began_has_the_keyboard_again() {
    let (mut harness, _) = with_addresses();
    harness.get_by(|node| node.author_id() == Some("bulk.read-again")).focus();
    harness.run_steps(2);
    key(&mut harness, egui::Modifiers::NONE, egui::Key::Enter);
    assert!(!has_keyboard(&harness, "bulk.read-again"), "it is disabled");
    end_reading(&mut harness);
    harness.run_steps(6);
    assert!(has_keyboard(&harness, "bulk.read-again"));
}
