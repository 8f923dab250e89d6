//! The wizard: what is typed once is typed for one form, keys lead through it, and nothing is told before its time.

use super::*;
use egui::Key;
use egui_kittest::kittest::NodeT;
use pairdesk::app::state::State;
use pairdesk::domain::values::Value;
use pairdesk::engine::command::{Draft, Template};
use pairdesk::form::field::Form;
use pairdesk::providers;

fn press(harness: &mut Screen, id: &str) {
    harness.get_by(|node| node.author_id() == Some(id)).click_accesskit();
    harness.run_steps(4);
}

fn key(harness: &mut Screen, key: Key) {
    harness.key_press(key);
    harness.run_steps(4);
}

fn has(harness: &Screen, id: &str) -> bool {
    harness.query_all_by(|node| node.author_id() == Some(id)).next().is_some()
}

fn value(harness: &Screen, id: &str) -> String {
    harness.get_by(|node| node.author_id() == Some(id)).accesskit_node().value().unwrap_or_default()
}

fn typed(harness: &mut Screen, text: &str) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(3);
}

fn saved(harness: &Screen) -> Template {
    let saved = harness.state().sent.iter().rev().find_map(|command| match command {
        Command::SaveTemplates { templates } => templates.last().cloned(),
        _ => None,
    });
    saved.unwrap()
}

fn keys_of(values: &Values) -> Vec<&str> {
    values.iter().map(|(key, _)| key).collect()
}

/// Accounts of several gateways, the first at the one that needs most.
fn several() -> Loaded {
    let accounts = [("evolution", "evo-two"), ("evolution", "evo-one"), ("zapi", "parceiro")];
    let mut accounts = accounts.map(|(provider, label)| Account { label: label.to_owned(), ..account(provider) });
    accounts[1].version = Some("1.8.2".to_owned());
    Loaded { accounts: accounts.into(), ..Loaded::default() }
}

fn configure(harness: &mut Screen, label: &str) {
    press(harness, &format!("account.{label}"));
    press(harness, "wizard.continue");
}

#[test]
fn what_is_opened_before_the_database_is_read_starts_with_the_account_and_the_draft_of_it() {
    let mut harness = english(Loaded::default(), Route::Instances);
    harness.state_mut().state = State::default();
    harness.state_mut().go(Route::NewInstance);
    harness.run_steps(3);
    let mut loaded = with_account("evolution");
    let mut values = Values::default();
    values.set_text("name", "loja-do-rascunho");
    loaded.draft = Some(Draft { account: loaded.accounts[0].id, values });
    harness.state_mut().state.apply(Event::Loaded(Box::new(loaded)));
    harness.run_steps(4);
    assert_eq!(value(&harness, "field.name"), "loja-do-rascunho");
}

#[test]
fn what_was_typed_for_one_gateway_does_not_leak_into_another() {
    let mut harness = english(several(), Route::NewInstance);
    configure(&mut harness, "evo-two");
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    fill(&mut harness, Role::PasswordInput, "Token", "CANARY-0123456789");
    fill(&mut harness, Role::TextInput, "Owner number", "+55 11 98877-1200");
    press(&mut harness, "wizard.back");
    configure(&mut harness, "parceiro");
    harness.get_by_label("Kept from the last account: Instance name");
    press(&mut harness, "wizard.save-template");
    assert_eq!(keys_of(&saved(&harness).values), ["name"]);
    // Back again, the secret is gone: it was meant for the other account.
    press(&mut harness, "wizard.back");
    configure(&mut harness, "evo-two");
    assert_eq!(value(&harness, "field.token"), "");
    press(&mut harness, "wizard.kept.clear");
    assert_eq!(value(&harness, "field.name"), "");
    assert!(!has(&harness, "wizard.kept.clear"));
}

#[test]
fn an_account_of_ones_own_comes_before_the_sandbox_and_that_is_not_taken_unasked() {
    let sandbox = || Account { sandbox: true, label: "Sandbox Evolution 2.3".to_owned(), ..account("evolution") };
    let only = Loaded { accounts: vec![sandbox()], ..Loaded::default() };
    let mut harness = english(only, Route::Instances);
    harness.state_mut().go(Route::NewInstance);
    harness.run_steps(3);
    assert!(has(&harness, "account.add") && !has(&harness, "field.name"), "it is asked which");
    let both = Loaded { accounts: vec![sandbox(), account("evolution")], ..Loaded::default() };
    let mut harness = english(both, Route::Instances);
    harness.state_mut().go(Route::NewInstance);
    harness.run_steps(3);
    press(&mut harness, "wizard.continue");
    assert!(has(&harness, "field.name"));
    harness.get_by_label("Evolution · vps-01");
}

#[test]
fn what_one_version_does_by_itself_is_not_sent_to_another() {
    for (from, to) in [("evo-one", "evo-two"), ("evo-two", "evo-one")] {
        let mut harness = english(several(), Route::NewInstance);
        configure(&mut harness, from);
        press(&mut harness, "wizard.back");
        configure(&mut harness, to);
        fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
        press(&mut harness, "wizard.save-template");
        assert_eq!(keys_of(&saved(&harness).values), ["name"], "{from} to {to}");
        assert!(harness.query_all_by_label_contains("gnore").all(|node| {
            let label = node.accesskit_node().label().or(node.value()).unwrap_or_default();
            !label.contains("groupsIgnore") && !label.contains("groups_ignore")
        }));
    }
}

#[test]
fn a_form_that_nobody_touched_has_nothing_set() {
    let mut tried = 0;
    for provider in providers::ALL {
        let versions = provider.about().generations.iter().map(|version| Some(*version)).chain([None]);
        let form_of = |version: Option<&str>| -> &'static Form { provider.instance_form(version) };
        for form in versions.map(form_of) {
            let mut values = Values::default();
            form.fill(&mut values);
            let set: Vec<&str> = form.fields.iter().filter(|it| it.is_set(&values)).map(|it| it.key).collect();
            assert_eq!(set, [] as [&str; 0], "{}", provider.name());
            tried += 1;
        }
    }
    assert!(tried >= 8, "{tried}");
}

#[test]
fn nothing_is_counted_before_it_was_touched() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    assert!(harness.query_by_label_contains("to fix").is_none());
    harness.get_by(|node| node.author_id() == Some("section.basics") && node.label().as_deref() == Some("Basics"));
    press(&mut harness, "wizard.review");
    harness.get_by_label("1 problem to fix");
    harness.get_by_label("Basics, 1 problem to fix");
}

#[test]
fn the_section_in_view_is_marked_in_the_rail() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    let marked = |harness: &Screen| {
        let rows = harness.query_all_by(|node| node.author_id().is_some_and(|id| id.starts_with("section.")));
        let marked = rows.filter(|row| {
            row.accesskit_node().is_selected() == Some(true)
                || row.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
        });
        marked.filter_map(|row| row.accesskit_node().author_id().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(marked(&harness), ["section.basics"]);
    press(&mut harness, "section.proxy");
    harness.run_steps(30);
    assert_eq!(marked(&harness), ["section.proxy"]);
}

#[test]
fn keys_lead_from_the_first_card_to_the_create() {
    let mut harness = english(several(), Route::NewInstance);
    let focused = |harness: &Screen, id: &str| harness.get_by(|node| node.author_id() == Some(id)).is_focused();
    assert!(focused(&harness, "account.evo-two"));
    let mut keys = 0;
    let mut enter = |harness: &mut Screen| {
        key(harness, Key::Enter);
        keys += 1;
    };
    enter(&mut harness);
    assert!(focused(&harness, "field.name"));
    typed(&mut harness, "vendas-sul");
    enter(&mut harness);
    assert!(focused(&harness, "wizard.create"), "Enter in the name goes on to the review");
    assert!(!harness.state().sent.iter().any(|command| matches!(command, Command::Create { .. })));
    enter(&mut harness);
    let created = harness.state().sent.iter().filter(|command| matches!(command, Command::Create { .. }));
    assert_eq!((created.count(), keys), (1, 3), "beside the name");
}

/// The order in which a screen reader and Tab go.
#[test]
fn the_footer_comes_last() {
    let mut harness = english(several(), Route::NewInstance);
    let order = |harness: &Screen, ids: [&str; 2]| {
        let all = harness.query_all_by(|node| node.author_id().is_some());
        let all: Vec<String> = all.filter_map(|node| node.accesskit_node().author_id().map(str::to_owned)).collect();
        ids.map(|id| all.iter().position(|other| other == id).unwrap())
    };
    let [card, next] = order(&harness, ["account.parceiro", "wizard.continue"]);
    assert!(card < next);
    configure(&mut harness, "evo-two");
    let [field, review] = order(&harness, ["field.pusher_enabled", "wizard.review"]);
    assert!(field < review);
    let [preview, save] = order(&harness, ["preview.copy", "wizard.save-template"]);
    assert!(field < preview && preview < save);
}

#[test]
fn step_titles_stand_in_one_line() {
    for language in Language::ALL {
        let mut harness = screen(several(), Route::NewInstance, language, Theme::Light, [800.0, 600.0]);
        harness.run_steps(2);
        let texts = Texts::new(language);
        let titles = harness.query_all_by_role(Role::Label).filter(|node| {
            let node = node.accesskit_node();
            let label = node.label().or(node.value()).unwrap_or_default();
            ["step-account", "step-configure", "step-review", "step-pair"]
                .iter()
                .any(|key| label.starts_with(&texts.t(key)))
        });
        let heights: Vec<f32> = titles.map(|title| title.rect().height()).collect();
        assert!(heights.len() >= 4 && heights.iter().all(|height| *height < 24.0), "{}: {heights:?}", language.tag());
        let close = harness.get_by(|node| node.author_id() == Some("wizard.close")).rect();
        let first = texts.with("step-current", &[("step", &texts.t("step-account"))]);
        let title = harness.get_by_label(&first).rect();
        assert!(title.right() < close.left(), "{}", language.tag());
    }
}

#[test]
fn a_name_that_is_not_taken_has_one_that_is_in_one_click() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Instance name", "Vendas São Paulo");
    harness.get_by_label("Use vendas-sao-paulo");
    press(&mut harness, "field.name.use");
    assert_eq!(value(&harness, "field.name"), "vendas-sao-paulo");
    assert!(!has(&harness, "field.name.use"));
}

#[test]
fn a_name_that_the_account_has_is_told_when_the_field_is_left() {
    let mut loaded = with_account("evolution");
    loaded.instances.push(instance(loaded.accounts[0].id).into());
    let mut harness = english(loaded, Route::NewInstance);
    typed(&mut harness, "Vendas-SUL");
    let told = "An instance of this account has this name already";
    assert!(harness.query_by_label(told).is_none());
    key(&mut harness, Key::Tab);
    harness.get_by_label(told);
    press(&mut harness, "wizard.review");
    assert!(!has(&harness, "wizard.create"));
    typed(&mut harness, "-2");
    assert!(harness.query_by_label(told).is_none());
    press(&mut harness, "wizard.review");
    assert!(has(&harness, "wizard.create"));
}

#[test]
fn events_are_chosen_together_and_taken_over_from_the_webhook() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Webhook address", "https://hooks.acme.com.br/wa");
    press(&mut harness, "field.webhook_events.messages");
    press(&mut harness, "field.webhook_events.connection");
    harness.get_by_label("8 of 31");
    // The others come when they are asked for.
    assert!(!has(&harness, "field.webhook_events.CALL"));
    press(&mut harness, "field.webhook_events.show-all");
    assert!(has(&harness, "field.webhook_events.CALL"));
    press(&mut harness, "field.websocket_enabled");
    press(&mut harness, "field.websocket_events.same");
    assert_eq!(harness.query_all_by_label("8 of 31").count(), 2);
    press(&mut harness, "field.websocket_events.none");
    harness.get_by_label("No event is chosen: the gateway takes that for all 31 and sends every one");
}

#[test]
fn one_address_fills_all_webhooks_of_a_gateway_that_has_many() {
    let mut harness = english(with_account("zapi"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Received messages", "https://hooks.acme.com.br/wa");
    harness.get_by_label("Same address for all 7");
    press(&mut harness, "field.received_url.for-all");
    for key in ["status_url", "presence_url", "disconnected_url"] {
        assert_eq!(value(&harness, &format!("field.{key}")), "https://hooks.acme.com.br/wa");
    }
    assert!(harness.query_by_label_contains("Same address for all").is_none());
}

#[test]
fn a_number_without_its_country_is_asked_about_and_written_when_the_field_is_left() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Owner number", "(11) 98765-4321");
    press(&mut harness, "field.number.use");
    assert_eq!(value(&harness, "field.number"), "+55 11 98765-4321");
    harness.get_by_label("Sent as 5511987654321");
}

#[test]
fn white_space_around_a_pasted_address_goes_when_the_field_is_left() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Webhook address", "  https://hooks.acme.com.br/wa ");
    key(&mut harness, Key::Tab);
    assert_eq!(value(&harness, "field.webhook_url"), "https://hooks.acme.com.br/wa");
}

#[test]
fn the_review_names_sections_address_engine_and_token() {
    let mut harness = english(with_account("evolution"), Route::NewInstance);
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    fill(&mut harness, Role::TextInput, "Webhook address", "https://hooks.acme.com.br/wa");
    press(&mut harness, "wizard.review");
    for text in ["Basics", "Random, made here", "WHATSAPP-BAILEYS", "Webhooks", "None chosen: all 31 are sent"] {
        harness.get_by_label(text);
    }
    harness.get_by_label("gateway.example · v2.3.7");
}

#[test]
fn the_preview_names_what_is_sent_in_any_case() {
    let harness = english(with_account("evolution"), Route::NewInstance);
    harness.get_by_label_contains("what this gateway wants in any case: Token, WhatsApp engine");
    let harness = english(with_account("zapi"), Route::NewInstance);
    harness.get_by_label("Only what you set is sent. Secrets are masked here.");
}

#[test]
fn a_template_says_what_of_it_counts() {
    let mut values = Values::default();
    values.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    values.set("groups_ignore", Value::Bool(true));
    values.set_text("proxy_host", "");
    values.set_text("received_url", "https://old.example");
    let template = Template { name: "Loja".to_owned(), provider: "evolution".to_owned(), values };
    let mut harness = english(Loaded { templates: vec![template], ..with_account("evolution") }, Route::Templates);
    harness.get_by_label("2 set");
    press(&mut harness, "template.Loja.use");
    harness.get_by_label_contains("From the template “Loja”: Ignore groups, Webhook address. Left out");
    press(&mut harness, "wizard.kept.clear");
    assert_eq!(value(&harness, "field.webhook_url"), "");
    // The same in the wizard; a name that was typed stays.
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    press(&mut harness, "wizard.apply-template");
    press(&mut harness, "wizard.template.Loja");
    assert_eq!(value(&harness, "field.webhook_url"), "https://hooks.acme.com.br/wa");
    assert_eq!(value(&harness, "field.name"), "vendas-sul");
}

#[test]
fn a_hint_of_one_version_does_not_stand_in_the_form_of_another() {
    let mut harness = english(several(), Route::NewInstance);
    configure(&mut harness, "evo-two");
    assert!(harness.query_by_label_contains("versions 1.6 to 1.8.2").is_none());
    press(&mut harness, "wizard.back");
    configure(&mut harness, "evo-one");
    harness.get_by_label_contains("versions 1.6 to 1.8.2");
}

/// The sandbox as it is once it has started: its accounts, and the end of the job.
fn sandbox_starts(harness: &mut Screen) {
    let job = job_of(harness, |command| matches!(command, Command::StartSandbox));
    for account in several().accounts {
        harness.state_mut().state.apply(Event::AccountChanged(Box::new(account)));
    }
    harness.run_steps(2);
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::Nothing });
    harness.run_steps(4);
}

/// The create that was sent ends well.
fn is_created(harness: &mut Screen) {
    let job = job_of(harness, |command| matches!(command, Command::Create { .. }));
    let row = instance(harness.state().state.accounts[0].id);
    let id = row.id;
    harness.state_mut().state.apply(Event::InstancesChanged(vec![row.into()]));
    harness.state_mut().state.apply(Event::JobDone { job, result: Done::InstanceReady(id) });
    harness.run_steps(3);
    assert_eq!(harness.state().route, Route::Pair(id));
}

#[test]
fn from_the_first_run_to_a_code_takes_four_clicks_and_the_name() {
    let mut harness = english(Loaded::default(), Route::Instances);
    let mut clicks = 0;
    let mut click = |harness: &mut Screen, id: &str| {
        harness.get_by(|node| node.author_id() == Some(id)).click();
        harness.run_steps(4);
        clicks += 1;
    };
    click(&mut harness, "first-run.sandbox");
    sandbox_starts(&mut harness);
    click(&mut harness, "wizard.continue");
    typed(&mut harness, "vendas-sul");
    click(&mut harness, "wizard.review");
    click(&mut harness, "wizard.create");
    is_created(&mut harness);
    assert_eq!(clicks, 4);
}

#[test]
fn from_the_first_run_to_a_code_takes_at_most_twelve_keys_and_the_name() {
    let mut harness = english(Loaded::default(), Route::Instances);
    let mut keys = 0;
    let focused = |harness: &Screen, id: &str| {
        harness.query_all_by(|node| node.author_id() == Some(id)).any(|node| node.is_focused())
    };
    while !focused(&harness, "first-run.sandbox") {
        key(&mut harness, Key::Tab);
        keys += 1;
        assert!(keys < 12, "no way to the sandbox");
    }
    key(&mut harness, Key::Enter);
    sandbox_starts(&mut harness);
    key(&mut harness, Key::Enter);
    typed(&mut harness, "vendas-sul");
    key(&mut harness, Key::Enter);
    key(&mut harness, Key::Enter);
    is_created(&mut harness);
    keys += 4;
    assert!(keys <= 12, "{keys} keys");
}

#[test]
fn escape_leads_one_level_back() {
    let mut harness = english(several(), Route::NewInstance);
    configure(&mut harness, "evo-two");
    fill(&mut harness, Role::TextInput, "Instance name", "vendas-sul");
    press(&mut harness, "wizard.review");
    key(&mut harness, Key::Escape);
    assert_eq!(value(&harness, "field.name"), "vendas-sul");
    key(&mut harness, Key::Escape);
    assert!(has(&harness, "account.evo-two"));
    key(&mut harness, Key::Escape);
    assert_eq!(harness.state().route, Route::Instances);
    let mut harness = english(several(), Route::EditAccount(None));
    key(&mut harness, Key::Escape);
    assert_eq!(harness.state().route, Route::Credentials);
}
