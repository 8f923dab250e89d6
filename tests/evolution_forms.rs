//! What Evolution API's create forms send, by version: every attribute of its references in its place, nothing that
//! the version refuses, nothing that it would silently drop.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::form::check::{self, Problem};
use pairdesk::form::field::{Form, Kind};
use pairdesk::providers::{Access, Call, by_id};
use serde_json::{Value as Json, json};

/// One version of each form.
const VERSIONS: [&str; 6] = ["1.2.0", "1.5.0", "1.6.1", "1.8.2", "2.0.10", "2.3.7"];

fn form(version: &str) -> &'static Form {
    by_id("evolution").unwrap().instance_form(Some(version))
}

fn body(version: &str, values: Values) -> Json {
    let access = Access::preview(&["global_key".to_owned()]).to(Some(version.to_owned()), Values::default());
    let call = Call::Create { values, token: Some(Secret::from("0B5C1A52")), mark: None };
    by_id("evolution").unwrap().request(&call, &access).unwrap().body.unwrap()
}

fn values(pairs: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    values.set_text("name", "vendas-sul");
    for (key, text) in pairs {
        values.set_text(key, *text);
    }
    values
}

/// Every field filled with something that is not its default.
fn everything(form: &Form) -> Values {
    let mut values = values(&[]);
    for field in form.fields.iter().filter(|field| !matches!(field.key, "name" | "integration")) {
        let value = match field.kind {
            Kind::Url => Value::Text("https://hooks.acme.com.br/wa".to_owned()),
            Kind::Phone => Value::Text("+55 (11) 98877-1200".to_owned()),
            Kind::Number => Value::Text("8080".to_owned()),
            Kind::Secret => Value::Secret(Secret::from("made-up")),
            Kind::Toggle => Value::Bool(field.empty() != Value::Bool(true)),
            Kind::Many(words) => Value::List(vec![words[0].to_owned()]),
            Kind::Pairs => Value::Pairs(vec![("x-key".to_owned(), Secret::from("made-up"))]),
            _ => Value::Text(format!("x-{}", field.key)),
        };
        values.set(field.key, value);
    }
    // A default of "on" would take its fields along when it is turned off.
    for key in ["reject_call", "websocket_enabled", "rabbitmq_enabled", "sqs_enabled"] {
        assert!(form.field(key).is_none_or(|_| values.bool(key) == Some(true)), "{key}");
    }
    values
}

fn issues(version: &str, values: &Values) -> Vec<(&'static str, Problem)> {
    check::check(form(version), values)
        .into_iter()
        .map(|issue| (issue.field, issue.problem))
        .collect()
}

fn kind_at(json: &Json, pointer: &str) -> &'static str {
    match json.pointer(pointer) {
        None => "nothing",
        Some(Json::Null) => "null",
        Some(Json::Bool(_)) => "boolean",
        Some(Json::Number(_)) => "number",
        Some(Json::String(_)) => "text",
        Some(Json::Array(_)) => "list",
        Some(Json::Object(_)) => "object",
    }
}

fn demand(version: &str, body: &Json, places: &[(&str, &str)]) {
    for (pointer, kind) in places {
        assert_eq!(kind_at(body, pointer), *kind, "{version}: {pointer} in {body}");
    }
}

/// The attributes of the reference "Create instances" of the first versions.
const EARLY: [(&str, &str); 10] = [
    ("/instanceName", "text"),
    ("/token", "text"),
    ("/qrcode", "boolean"),
    ("/webhook", "text"),
    ("/webhook_by_events", "boolean"),
    ("/events", "list"),
    ("/chatwoot_account_id", "text"),
    ("/chatwoot_token", "text"),
    ("/chatwoot_url", "text"),
    ("/chatwoot_sign_msg", "boolean"),
];

/// The attributes of the reference "Create Instance Basic" of version 1.
const FLAT: [(&str, &str); 32] = [
    ("/number", "text"),
    ("/integration", "text"),
    ("/webhook_base64", "boolean"),
    ("/reject_call", "boolean"),
    ("/msg_call", "text"),
    ("/groups_ignore", "boolean"),
    ("/always_online", "boolean"),
    ("/read_messages", "boolean"),
    ("/read_status", "boolean"),
    ("/websocket_enabled", "boolean"),
    ("/websocket_events", "list"),
    ("/rabbitmq_enabled", "boolean"),
    ("/rabbitmq_events", "list"),
    ("/sqs_enabled", "boolean"),
    ("/sqs_events", "list"),
    ("/typebot_url", "text"),
    ("/typebot", "text"),
    ("/typebot_expire", "number"),
    ("/typebot_keyword_finish", "text"),
    ("/typebot_delay_message", "number"),
    ("/typebot_unknown_message", "text"),
    ("/typebot_listening_from_me", "boolean"),
    ("/proxy/host", "text"),
    ("/proxy/port", "text"),
    ("/proxy/protocol", "text"),
    ("/proxy/username", "text"),
    ("/proxy/password", "text"),
    ("/chatwoot_reopen_conversation", "boolean"),
    ("/chatwoot_conversation_pending", "boolean"),
    ("/chatwoot_import_contacts", "boolean"),
    ("/chatwoot_import_messages", "boolean"),
    ("/chatwoot_days_limit_import_messages", "number"),
];

#[test]
fn every_attribute_of_the_first_references_reaches_the_body() {
    for version in ["1.0.9", "1.1.0", "1.2.0", "1.4.8", "1.5.0", "1.6.1", "1.8.2"] {
        let body = body(version, everything(form(version)));
        demand(version, &body, &EARLY);
        if form(version).field("typebot").is_some() {
            demand(version, &body, &FLAT);
        }
    }
    assert!(form("1.5.0").field("typebot").is_some());
}

#[test]
fn version_2_nests_its_events_and_nothing_else() {
    let body = body("2.3.7", everything(form("2.3.7")));
    for group in ["webhook", "websocket", "rabbitmq", "sqs", "nats", "kafka", "pusher"] {
        assert_eq!(kind_at(&body, &format!("/{group}/enabled")), "boolean", "{group}");
        assert_eq!(kind_at(&body, &format!("/{group}/events")), "list", "{group}");
    }
    demand(
        "2.3.7",
        &body,
        &[
            ("/webhook/headers/x-key", "text"),
            ("/webhook/byEvents", "boolean"),
            ("/webhook/base64", "boolean"),
            ("/pusher/useTLS", "boolean"),
            ("/pusher/appId", "text"),
            ("/rejectCall", "boolean"),
            ("/syncFullHistory", "boolean"),
            ("/proxyHost", "text"),
            ("/proxyPort", "text"),
            ("/chatwootAccountId", "text"),
            ("/chatwootDaysLimitImportMessages", "number"),
            ("/chatwootAutoCreate", "boolean"),
            // Sent at create, these make it fail or are checked and never used.
            ("/wavoipToken", "nothing"),
            ("/webhookUrl", "nothing"),
            ("/proxy", "nothing"),
        ],
    );
}

#[test]
fn nothing_is_null_and_little_is_sent_unasked() {
    for version in VERSIONS {
        let full = body(version, everything(form(version))).to_string();
        assert!(!full.contains("null"), "{version}: {full}");
        let small = body(version, values(&[]));
        let mut keys: Vec<&str> = small.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let wanted: &[&str] = if version == "1.2.0" {
            &["instanceName", "qrcode", "token"]
        } else {
            &["instanceName", "integration", "token"]
        };
        assert_eq!(keys, wanted, "{version}");
    }
}

#[test]
fn a_group_never_goes_without_its_events() {
    for version in &VERSIONS[1..] {
        let mut values = values(&[("webhook_url", "https://hooks.acme.com.br/wa")]);
        let switches = form(version).fields.iter().filter(|field| field.key.ends_with("_enabled"));
        let groups: Vec<&str> = switches.map(|field| field.key.trim_end_matches("_enabled")).collect();
        assert!(groups.len() >= 3, "{version}");
        for group in &groups {
            values.set(&format!("{group}_enabled"), Value::Bool(true));
        }
        let body = body(version, values);
        let lists = body.to_string().matches("[]").count();
        assert_eq!(lists, groups.len() + 1, "{version}: {body}");
    }
    // Before 1.5 an empty list is refused, or means "none".
    let hook = values(&[("webhook_url", "https://hooks.acme.com.br/wa")]);
    assert_eq!(issues("1.2.0", &hook), [("webhook_events", Problem::NeededBy("webhook_url"))]);
}

#[test]
fn only_events_that_the_version_accepts_are_offered() {
    let counts = |version: &str| {
        let lists = form(version).fields.iter().filter_map(|field| match field.kind {
            Kind::Many(words) => Some(words),
            _ => None,
        });
        let lists: Vec<_> = lists.collect();
        assert!(lists.iter().all(|words| *words == lists[0]), "{version}");
        lists[0].len()
    };
    assert_eq!(VERSIONS.map(counts), [19, 24, 24, 26, 25, 31]);
}

#[test]
fn switches_show_what_the_gateway_does_by_itself() {
    let on = |version: &str, key: &str| form(version).field(key).map(|field| field.empty() == Value::Bool(true));
    assert_eq!(
        VERSIONS.map(|version| on(version, "groups_ignore")),
        [None, Some(false), Some(true), Some(true), Some(false), Some(false)]
    );
    for version in &VERSIONS[1..] {
        assert_eq!(on(version, "chatwoot_contacts"), Some(true), "{version}");
        assert_eq!(on(version, "chatwoot_messages"), Some(true), "{version}");
    }
}

#[test]
fn groups_of_options_are_complete_or_wrong() {
    for version in VERSIONS {
        let mut token_only = values(&[]);
        token_only.set("chatwoot_token", Value::Secret(Secret::from("made-up")));
        let missing: Vec<&str> = issues(version, &token_only).iter().map(|(field, _)| *field).collect();
        assert_eq!(missing, ["chatwoot_url", "chatwoot_account_id"], "{version}");
    }
    for version in &VERSIONS[1..] {
        let host = values(&[("proxy_host", "proxy.acme.com.br")]);
        assert_eq!(issues(version, &host), [("proxy_port", Problem::NeededBy("proxy_host"))], "{version}");
        let host = values(&[("proxy_host", "proxy.acme.com.br"), ("proxy_port", "1"), ("proxy_username", "u")]);
        assert_eq!(issues(version, &host), [("proxy_password", Problem::NeededBy("proxy_username"))], "{version}");
        // Without a host the rest is neither shown nor sent.
        let port = values(&[("proxy_port", "3128")]);
        assert!(issues(version, &port).is_empty() && !body(version, port).to_string().contains("3128"), "{version}");
    }
}

#[test]
fn the_cloud_api_demands_metas_own_values() {
    for version in &VERSIONS[1..] {
        let mut cloud = values(&[("integration", "WHATSAPP-BUSINESS"), ("number", "+55 11 98877-1200")]);
        cloud.set("qrcode", Value::Bool(true));
        assert_eq!(issues(version, &cloud), [("phone_id", Problem::Missing)], "{version}");
        cloud.set_text("phone_id", "123456789012345");
        assert_eq!(issues(version, &cloud), [("token", Problem::NeededBy("phone_id"))], "{version}");
        cloud.set("token", Value::Secret(Secret::from("EAAG2")));
        assert_eq!(issues(version, &cloud), [], "{version}");
        let body = body(version, cloud);
        assert_eq!(body["number"], json!("123456789012345"), "{version}");
        assert_eq!(kind_at(&body, "/qrcode"), "nothing", "{version}");
    }
    // Left over from another choice, Meta's id goes nowhere.
    let left = values(&[("phone_id", "123456789012345"), ("number", "+55 11 98877-1200")]);
    assert_eq!(body("2.3.7", left)["number"], json!("5511988771200"));
}

#[test]
fn names_that_are_dangerous_or_lost_cannot_be_typed() {
    for version in VERSIONS {
        for name in ["a b", "a/b", "..", ".", "a.b", "çã", "a;b", "a'b", "a\"b", "a%b", "a?b"] {
            assert_eq!(issues(version, &values(&[("name", name)])), [("name", Problem::NotASlug)], "{version} {name}");
        }
        let long = "x".repeat(61);
        assert_eq!(issues(version, &values(&[("name", &long)])), [("name", Problem::TooLong(60))], "{version}");
    }
}

#[test]
fn what_was_typed_moves_from_version_to_version() {
    let old = everything(form("1.8.2"));
    let body = body("2.3.7", old);
    demand(
        "2.3.7",
        &body,
        &[("/webhook/url", "text"), ("/rejectCall", "boolean"), ("/proxyHost", "text"), ("/chatwootUrl", "text")],
    );
}
