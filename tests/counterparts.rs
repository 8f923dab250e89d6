//! What the settings of one place are in the create form of another.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use pairdesk::domain::values::{Value, Values};
use pairdesk::form::check::{Problem, check};
use pairdesk::form::common::There;
use pairdesk::form::counterpart::{Carried, What, carried};
use pairdesk::form::field::Form;
use pairdesk::providers::{self, Provider};

const HOOK: &str = "https://hooks.acme.com.br/wa";
const CRM: &str = "https://crm.acme.com.br/wa";

fn provider(id: &str) -> &'static dyn Provider {
    providers::by_id(id).unwrap()
}

fn newest(id: &str) -> Option<&'static str> {
    provider(id).about().generations.last().copied()
}

fn settings(id: &str) -> &'static Form {
    provider(id).settings_form(newest(id)).unwrap()
}

fn moved(from: &str, to: &str, set: &[(&str, Value)]) -> Carried {
    let form = settings(from);
    let mut told = Values::default();
    form.fill(&mut told);
    for (key, value) in set {
        told.set(key, value.clone());
    }
    let there = There { provider: from, form, told: &told, closed: &[] };
    carried(&there, provider(to).instance_form(newest(to)), from == to, "Loja São João")
}

fn what(made: &Carried, from: &str) -> What {
    made.steps.iter().find(|step| step.from == from).unwrap().what
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(words: &[&str]) -> Value {
    Value::List(words.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn seven_addresses_become_one_with_its_events() {
    let set = [
        ("received_url", text(HOOK)),
        ("status_url", text(HOOK)),
        ("presence_url", text(CRM)),
        ("call_reject_auto", Value::Bool(true)),
        ("call_reject_message", text("Write to us")),
        ("disable_enqueue", Value::Bool(true)),
    ];
    let made = moved("zapi", "evolution", &set);
    assert_eq!(made.values.text("webhook_url"), HOOK);
    assert_eq!(made.values.list("webhook_events"), ["MESSAGES_UPSERT", "MESSAGES_UPDATE"]);
    assert_eq!(made.values.bool("reject_call"), Some(true));
    assert_eq!(made.values.text("msg_call"), "Write to us");
    assert_eq!(made.values.text("name"), "loja-sao-joao", "as the place takes it");
    assert_eq!(what(&made, "received_url"), What::Carried);
    assert_eq!(what(&made, "presence_url"), What::NoCounterpart, "there is one address only");
    assert_eq!(what(&made, "disable_enqueue"), What::NoCounterpart);
    assert_eq!(check(provider("evolution").instance_form(newest("evolution")), &made.values), []);
}

#[test]
fn one_address_becomes_those_that_its_events_are_about() {
    let set = [
        ("webhook_enabled", Value::Bool(true)),
        ("webhook_url", text(HOOK)),
        ("webhook_events", list(&["MESSAGES_UPSERT", "CONNECTION_UPDATE", "CHATS_SET"])),
        ("groups_ignore", Value::Bool(true)),
    ];
    let made = moved("evolution", "zapi", &set);
    let has = |key: &str| !made.values.text(key).is_empty();
    assert!(has("received_url") && has("connected_url") && has("disconnected_url"), "{made:?}");
    assert!(!has("status_url") && !has("presence_url"));
    assert_eq!(what(&made, "webhook_events"), What::InPart, "one of them is known nowhere else");
    assert_eq!(what(&made, "groups_ignore"), What::NoCounterpart);
    assert!(made.steps.iter().all(|step| step.from != "webhook_enabled"), "the address says it");
}

#[test]
fn a_list_of_webhooks_gets_an_item_for_each_address() {
    let made = moved("zapi", "waha", &[("received_url", text(HOOK)), ("connected_url", text(CRM))]);
    let items = made.values.groups("webhooks");
    assert_eq!(items.len(), 2);
    assert_eq!((items[0].text("url"), items[0].list("events")), (HOOK, &["message".to_owned()][..]));
    assert_eq!(items[1].list("events"), ["session.status"]);
}

#[test]
fn what_is_switched_off_and_what_a_new_one_has_anyway_do_not_go_along() {
    let set = [("webhook_enabled", Value::Bool(false)), ("webhook_url", text(HOOK))];
    let made = moved("evolution", "enviaai", &set);
    assert_eq!(made.steps, []);
    assert_eq!(made.values.text("webhook_url"), "");
}

#[test]
fn a_proxy_is_taken_apart_and_its_password_asked_for_where_it_is_not_told() {
    let set = [("proxy_server", text("proxy.acme.com.br:3128")), ("proxy_username", text("loja"))];
    let made = moved("waha", "evolution", &set);
    assert_eq!((made.values.text("proxy_host"), made.values.text("proxy_port")), ("proxy.acme.com.br", "3128"));
    assert_eq!(what(&made, "proxy_password"), What::Asked);
    let told = [set.to_vec(), vec![("proxy_password", Value::Secret("CANARY-0123456789".into()))]].concat();
    let made = moved("waha", "evolution", &told);
    assert_eq!(what(&made, "proxy_password"), What::Carried);
    assert!(made.values.secret("proxy_password").is_some());
}

#[test]
fn what_the_new_place_refuses_is_named() {
    let set = [("webhook_enabled", Value::Bool(true)), ("webhook_url", text("http://hooks.acme.com.br/wa"))];
    assert_eq!(what(&moved("evolution", "enviaai", &set), "webhook_url"), What::Refused(Problem::NotHttps));
}

#[test]
fn at_the_same_provider_everything_goes_along_by_its_name() {
    let set = [
        ("webhook_enabled", Value::Bool(true)),
        ("webhook_url", text(HOOK)),
        ("webhook_by_events", Value::Bool(true)),
        ("rabbitmq_enabled", Value::Bool(true)),
        ("chatwoot_enabled", Value::Bool(true)),
        ("chatwoot_url", text("https://chat.acme.com.br")),
        ("chatwoot_account_id", text("7")),
        ("wavoip_token", Value::Secret("CANARY-0123456789".into())),
    ];
    let made = moved("evolution", "evolution", &set);
    for key in ["webhook_url", "webhook_by_events", "rabbitmq_enabled", "chatwoot_url"] {
        assert_eq!(what(&made, key), What::Carried, "{key}");
    }
    assert_eq!(what(&made, "chatwoot_token"), What::Asked);
    assert_eq!(what(&made, "wavoip_token"), What::NoCounterpart, "a create refuses it");
}

/// Whatever is set, at any place: nothing is lost without being said, and what is filled in is the new form's.
#[test]
fn nothing_is_lost_without_a_word_between_any_two() {
    let mut tried = 0;
    for from in providers::ALL {
        let form = settings(from.id().0);
        for to in providers::ALL {
            let target = to.instance_form(newest(to.id().0));
            for field in form.fields.iter().filter(|field| field.key != "name" && !field.is_secret()) {
                let value = match field.empty() {
                    Value::Bool(on) => Value::Bool(!on),
                    Value::Text(_) => text("https://a.example"),
                    _ => continue,
                };
                let made = moved(from.id().0, to.id().0, &[(field.key, value)]);
                assert!(made.values.iter().all(|(key, _)| target.field(key).is_some()), "{made:?}");
                let is_said = made.steps.iter().any(|step| step.from == field.key);
                let mut alone = Values::default();
                form.fill(&mut alone);
                let hangs = !field.when.holds(form, &alone);
                let is_switch = form.fields.iter().any(|it| pairdesk::form::common::switch_of(it) == Some(field.key));
                assert!(is_said || hangs || is_switch, "{} of {:?} to {:?}", field.key, from.id(), to.id());
                tried += 1;
            }
        }
    }
    assert!(tried > 150, "{tried}");
}
