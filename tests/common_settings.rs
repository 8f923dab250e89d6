//! One new value for instances of several providers: what each form makes of it.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use pairdesk::domain::changes::Changes;
use pairdesk::domain::values::{Value, Values};
use pairdesk::form::check::Problem;
use pairdesk::form::common::{COMMON, LaidOver, Seen, There, Why, fields_of, of_role, read_for};
use pairdesk::form::field::{Form, Kind};
use pairdesk::form::role::Role;
use pairdesk::providers::{self, Provider};
use std::mem::discriminant;

const OLD: &str = "https://old.acme.com.br/wa?shop=7";
const NEW: &str = "https://hooks.acme.com.br/nova";

fn provider(id: &str) -> &'static dyn Provider {
    providers::by_id(id).unwrap()
}

fn form(id: &str) -> &'static Form {
    let newest = provider(id).about().generations.last().copied();
    provider(id).settings_form(newest).unwrap()
}

/// What a gateway told: every field of the form empty, then these.
fn told(id: &str, set: &[(&str, Value)]) -> Values {
    let mut values = Values::default();
    form(id).fill(&mut values);
    for (key, value) in set {
        values.set(key, value.clone());
    }
    values
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn changes(set: &[(&str, Value)]) -> Changes {
    let mut changes = Changes::default();
    for (key, value) in set {
        changes.common.set(key, value.clone());
    }
    changes
}

fn laid(id: &str, told: &Values, changes: &Changes) -> LaidOver {
    There { provider: id, form: form(id), told, closed: &[] }.laid(changes)
}

fn seen(id: &str, told: &Values, key: &str) -> Seen {
    There { provider: id, form: form(id), told, closed: &[] }.seen(key)
}

#[test]
fn a_role_stands_once_in_a_form_and_holds_what_the_common_field_holds() {
    let mut shared = 0;
    for provider in providers::ALL {
        let generations = provider.about().generations;
        let versions = generations.iter().copied().map(Some).chain([None]);
        for form in versions.flat_map(|it| provider.settings_form(it).into_iter().chain([provider.instance_form(it)])) {
            for field in form.fields.iter().filter(|field| field.role.is_some_and(|role| role != Role::Webhook)) {
                assert!(std::ptr::eq(of_role(form, field.role.unwrap()).unwrap(), field), "{}", field.key);
            }
            for common in COMMON.fields {
                for field in fields_of(form, common.role.unwrap()) {
                    let is_same = discriminant(&field.empty()) == discriminant(&common.empty());
                    let is_known = matches!(field.kind, Kind::YesNo | Kind::Groups(_));
                    assert!(is_same || is_known, "{:?}: {} and {}", provider.id(), common.key, field.key);
                    shared += 1;
                }
            }
        }
    }
    assert!(shared > 80, "{shared}");
}

#[test]
fn an_address_goes_to_those_that_are_set_and_to_all_by_choice() {
    let there = told("zapi", &[("received_url", text(OLD)), ("status_url", text(OLD))]);
    let mut wanted = changes(&[("webhook_url", text(NEW))]);
    assert_eq!(laid("zapi", &there, &wanted).keys, ["received_url", "status_url"]);
    wanted.every_address = true;
    assert_eq!(laid("zapi", &there, &wanted).keys.len(), 7);
    assert_eq!(seen("zapi", &there, "webhook_url"), Seen::Is(text(OLD)));
    // None is set: no guess which one is meant.
    wanted.every_address = false;
    let none = laid("zapi", &told("zapi", &[]), &wanted);
    assert_eq!((none.keys.len(), none.lines[0].why), (0, Some(Why::NoAddress)));
    let untold = laid("zapi", &Values::default(), &wanted);
    assert_eq!(untold.lines[0].why, Some(Why::NotTold));
    assert!(!untold.is_there(), "what is not told is not known to be as wanted");
    let before = laid("zapi", &there, &wanted);
    assert!(!before.is_there() && laid("zapi", &before.values, &wanted).is_there());
    assert_eq!(laid("enviaai", &told("enviaai", &[]), &wanted).keys, ["webhook_url"]);
}

#[test]
fn the_host_alone_is_replaced() {
    let mut wanted = changes(&[("webhook_url", text(NEW))]);
    wanted.only_host = true;
    let moved = "https://hooks.acme.com.br/wa?shop=7";
    let there = told("zapi", &[("received_url", text(OLD)), ("status_url", text("https://other.example/x"))]);
    let all = laid("zapi", &there, &wanted);
    assert_eq!(all.values.text("received_url"), moved);
    assert_eq!(all.values.text("status_url"), "https://hooks.acme.com.br/x");
    let there = told("evolution", &[("webhook_enabled", Value::Bool(true)), ("webhook_url", text(OLD))]);
    let one = laid("evolution", &there, &wanted);
    assert_eq!((one.keys.as_slice(), one.values.text("webhook_url")), (["webhook_url"].as_slice(), moved));
    let off = laid("evolution", &told("evolution", &[("webhook_enabled", Value::Bool(false))]), &wanted);
    assert_eq!(off.lines[0].why, Some(Why::NoAddress), "nothing there to replace");
}

#[test]
fn a_group_is_switched_on_by_what_it_cannot_do_without() {
    let off = told("evolution", &[("webhook_enabled", Value::Bool(false)), ("webhook_url", text(OLD))]);
    assert_eq!(seen("evolution", &off, "webhook_url"), Seen::Unset);
    let on = laid("evolution", &off, &changes(&[("webhook_url", text(NEW))]));
    assert_eq!(on.keys, ["webhook_enabled", "webhook_url"]);
    let on = told("evolution", &[("webhook_enabled", Value::Bool(true)), ("webhook_url", text(OLD))]);
    let off = laid("evolution", &on, &changes(&[("webhook_url", text(""))]));
    assert_eq!(
        (off.keys.as_slice(), off.values.bool("webhook_enabled")),
        (["webhook_enabled"].as_slice(), Some(false))
    );
    // A text that hangs on a switch does not move that switch behind anybody's back.
    let words = changes(&[("reject_text", text("Write to us"))]);
    let quiet = told("evolution", &[("reject_call", Value::Bool(false))]);
    assert_eq!(laid("evolution", &quiet, &words).lines[0].why, Some(Why::Needs("reject_call")));
    let both = changes(&[("reject_text", text("Write to us")), ("reject_calls", Value::Bool(true))]);
    assert_eq!(laid("evolution", &quiet, &both).keys, ["reject_call", "msg_call"]);
}

#[test]
fn a_proxy_is_one_address_wherever_it_stands() {
    let wanted = changes(&[("proxy_address", text("proxy.acme.com.br:3128"))]);
    let parts = laid("evolution", &told("evolution", &[]), &wanted);
    assert_eq!(parts.keys, ["proxy_enabled", "proxy_host", "proxy_port"]);
    assert_eq!(seen("evolution", &parts.values, "proxy_address"), Seen::Is(text("proxy.acme.com.br:3128")));
    let whole = laid("waha", &told("waha", &[]), &wanted);
    assert_eq!(whole.values.text("proxy_server"), "proxy.acme.com.br:3128");
    assert_eq!(laid("zapi", &told("zapi", &[]), &wanted).lines[0].why, Some(Why::Lacks));
    let wrong = laid("evolution", &told("evolution", &[]), &changes(&[("proxy_address", text("proxy.acme.com.br"))]));
    assert_eq!((wrong.keys.len(), wrong.lines[0].why), (0, Some(Why::Wrong(Problem::Missing))));
    // Nothing else of an address may come into the host, a password least of all; WAHA takes no scheme and does not say so.
    for odd in ["http://proxy.acme.com.br:3128", "ana:s3nha@proxy.acme.com.br:3128"] {
        let wrong = laid("evolution", &told("evolution", &[]), &changes(&[("proxy_address", text(odd))]));
        assert_eq!((wrong.keys.len(), wrong.lines[0].why), (0, Some(Why::Wrong(Problem::NotAHost))), "{odd}");
        let wrong = laid("waha", &told("waha", &[]), &changes(&[("proxy_address", text(odd))]));
        assert_eq!((wrong.keys.len(), wrong.lines[0].why), (0, Some(Why::Wrong(Problem::NotAHost))), "{odd}");
    }
}

#[test]
fn a_list_of_webhooks_gets_an_address_only_where_there_is_one() {
    let hook = |address: &str| {
        let mut item = Values::default();
        item.set_text("url", address);
        item.set("events", Value::List(vec!["message".to_owned()]));
        item.set("hmac_key", Value::Secret("CANARY-0123456789".into()));
        item
    };
    let of = |items: Vec<Values>| told("waha", &[("webhooks", Value::Groups(items))]);
    let mut wanted = changes(&[("webhook_url", text(NEW))]);
    let one = laid("waha", &of(vec![hook(OLD)]), &wanted);
    assert_eq!(one.values.groups("webhooks")[0].text("url"), NEW);
    assert!(one.values.groups("webhooks")[0].secret("hmac_key").is_some(), "the rest of it stays");
    let two = of(vec![hook(OLD), hook("https://crm.acme.com.br/wa")]);
    assert_eq!(laid("waha", &two, &wanted).lines[0].why, Some(Why::SeveralAddresses));
    assert_eq!(laid("waha", &of(Vec::new()), &wanted).lines[0].why, Some(Why::NoAddress));
    wanted.only_host = true;
    assert_eq!(laid("waha", &two, &wanted).values.groups("webhooks")[1].text("url"), "https://hooks.acme.com.br/wa");
}

#[test]
fn what_one_form_refuses_another_may_take() {
    let plain = changes(&[("webhook_url", text("http://hooks.acme.com.br/wa"))]);
    assert_eq!(laid("enviaai", &told("enviaai", &[]), &plain).lines[0].why, Some(Why::Wrong(Problem::NotHttps)));
    assert_eq!(laid("evolution", &told("evolution", &[]), &plain).lines[0].why, None);
    let mut own = changes(&[("mark_read", Value::Bool(true))]);
    own.own.entry("evolution".to_owned()).or_default().set("webhook_by_events", Value::Bool(true));
    let there = told("enviaai", &[]);
    let both = laid("enviaai", &there, &own);
    assert_eq!(both.keys, ["auto_read"], "one thing that it lacks keeps nothing else back");
    assert_eq!(both.lines[1].why, Some(Why::Lacks));
    // As wanted already: nothing is sent.
    let done = laid("enviaai", &both.values, &changes(&[("mark_read", Value::Bool(true))]));
    assert_eq!((done.keys.len(), done.lines[0].why), (0, None));
    let three = laid("waha", &told("waha", &[]), &changes(&[("skip_groups", Value::Bool(true))]));
    assert_eq!(three.values.text("ignore_groups"), "yes");
}

#[test]
fn a_closed_section_is_left_alone() {
    let there = told("evolution", &[]);
    let it = There { provider: "evolution", form: form("evolution"), told: &there, closed: &["proxy"] };
    let laid = it.laid(&changes(&[("proxy_address", text("a.example:1")), ("reject_calls", Value::Bool(true))]));
    let why: Vec<Option<Why>> = laid.lines.iter().map(|line| line.why).collect();
    assert_eq!((laid.keys.as_slice(), why), (["reject_call"].as_slice(), vec![Some(Why::Closed), None]));
    assert_eq!(it.seen("proxy_address"), Seen::NotTold);
}

#[test]
fn only_the_sections_of_what_was_chosen_are_read() {
    let keys = read_for(form("evolution"), "evolution", &changes(&[("proxy_address", text("a.example:1"))]));
    assert!(keys.contains(&"proxy_enabled") && keys.iter().all(|key| key.starts_with("proxy_")), "{keys:?}");
}
