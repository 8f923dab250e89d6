//! Lists in forms: several webhooks with secrets in them, names with values, and the fields that several gateways
//! want besides. One declaration makes the request, the checks, the preview and what is kept.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "support/listed.rs"]
mod listed;

use listed::{CANARY, FORM, filled, webhook};
use pairdesk::domain::values::{Value, Values};
use pairdesk::form::body::{body, lay_over, over, values, values_and_secrets};
use pairdesk::form::check::{Problem, check};
use pairdesk::form::field::Form;
use pairdesk::form::share;
use pairdesk::providers::{Access, Call, Rest};
use serde_json::{Value as Json, json};

type Found = (&'static str, Option<(usize, &'static str)>, Problem);

fn issues(change: impl FnOnce(&mut Values)) -> Vec<Found> {
    let mut values = filled();
    change(&mut values);
    check(&FORM, &values)
        .into_iter()
        .map(|issue| (issue.field, issue.item, issue.problem))
        .collect()
}

fn items(values: &mut Values) -> &mut Vec<Values> {
    let Value::Groups(items) = FORM.field("webhooks").unwrap().of(values) else { unreachable!() };
    items
}

#[test]
fn every_kind_has_its_place_in_the_request() {
    let wanted = json!({
        "name": "loja",
        "topics": "A,C",
        "proxy": {"user": "loja", "password": CANARY},
        "config": {
            "ignore": {"groups": true},
            "metadata": {"shop": "7"},
            "webhooks": [
                {"url": "https://hooks.acme.com.br/one", "events": ["message"]},
                {
                    "url": "https://hooks.acme.com.br/two",
                    "events": ["message"],
                    "hmac": {"key": CANARY},
                    "retries": {"policy": "linear", "delaySeconds": 5},
                    "customHeaders": [{"name": "authorization", "value": format!("Bearer {CANARY}")}],
                },
            ],
        },
    });
    assert_eq!(body(&FORM, &filled()), wanted);
    assert_eq!(body(&FORM, &values_and_secrets(&FORM, &wanted)), wanted, "read back");
    let without = values(&FORM, &wanted);
    assert!(without.every_secret().values().all(pairdesk::domain::secret::Secret::is_blank), "{without:?}");
}

#[test]
fn every_issue_names_its_item() {
    assert_eq!(issues(|_| ()), []);
    let in_second = |key, problem| vec![("webhooks", Some((1, key)), problem)];
    let second = |key: &'static str, value: Value| issues(move |values| items(values)[1].set(key, value));
    let text = |text: &str| Value::Text(text.to_owned());
    assert_eq!(second("url", text("")), in_second("url", Problem::Missing));
    assert_eq!(second("url", text("hooks.acme.com.br")), in_second("url", Problem::NotAnAddress));
    assert_eq!(second("events", Value::List(Vec::new())), in_second("events", Problem::Missing));
    assert_eq!(second("events", Value::List(vec!["from.a.newer.server".to_owned()])), []);
    assert_eq!(second("hmac_key", Value::Secret("short".into())), in_second("hmac_key", Problem::TooShort(8)));
    assert_eq!(second("hmac_key", Value::Secret("".into())), []);
    for delay in ["0", "61"] {
        assert_eq!(second("delay", text(delay)), in_second("delay", Problem::OutOfRange(1, 60)), "{delay}");
    }
    let twice = [("X-Key", "a"), ("x-key", "b")].map(|(name, value)| (name.to_owned(), value.into()));
    assert_eq!(second("headers", Value::Pairs(twice.into())), in_second("headers", Problem::SameName));
    let many = issues(|values| *items(values) = vec![webhook("https://a.example"); 51]);
    assert_eq!(many, [("webhooks", None, Problem::TooMany(50))]);
}

#[test]
fn names_with_values_have_each_a_name_of_its_own() {
    let with = |rows: &[(&str, &str)]| {
        let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        issues(|values| values.set("metadata", Value::PlainPairs(rows)))
    };
    assert_eq!(with(&[("a", "1"), ("A", "")]), []);
    assert_eq!(with(&[("", "1")]), [("metadata", None, Problem::NoName)]);
    assert_eq!(with(&[("a", "1"), (" a", "2")]), [("metadata", None, Problem::SameName)]);
    assert_eq!(with(&[("a", "1\u{202e}")]), [("metadata", None, Problem::ControlCharacters)]);
    assert_eq!(with(&[("a", "1"); 101]), [("metadata", None, Problem::TooMany(100))]);
}

#[test]
fn a_group_is_filled_in_whole_or_not_at_all() {
    let needed = |missing, by| vec![(missing, None, Problem::NeededBy(by))];
    assert_eq!(issues(|values| values.remove("proxy_user")), needed("proxy_user", "proxy_password"));
    assert_eq!(issues(|values| values.remove("proxy_password")), needed("proxy_password", "proxy_user"));
    let neither = |values: &mut Values| {
        values.remove("proxy_user");
        values.remove("proxy_password");
    };
    assert_eq!(issues(neither), []);
}

#[test]
fn a_switch_with_three_states_leaves_it_to_the_server() {
    for (typed, sent) in [("yes", json!(true)), ("no", json!(false)), ("", Json::Null)] {
        let mut values = Values::default();
        values.set_text("ignore_groups", typed);
        let told = body(&FORM, &values);
        assert_eq!(told.pointer("/config/ignore/groups").cloned().unwrap_or_default(), sent);
        let changed = over(json!({"config": {"ignore": {"groups": true}}}), &FORM, &values, "basics");
        assert_eq!(
            changed.pointer("/config/ignore/groups").cloned().unwrap_or_default(),
            sent,
            "of what was set before"
        );
    }
    assert_eq!(issues(|values| values.set_text("ignore_groups", "perhaps")).len(), 1);
}

/// The preview and what is kept are made of these.
#[test]
fn no_secret_of_an_item_is_shown_or_kept() {
    let typed = filled();
    let kept = [
        body(&FORM, &typed.masked()).to_string(),
        body(&FORM, &typed.masked().hosts_only()).to_string(),
        serde_json::to_string(&typed).unwrap(),
        share::write("waha", "Loja", &typed),
        format!("{typed:?}"),
    ];
    for text in kept {
        assert!(!text.contains("CANARY"), "{text}");
        assert!(text.contains("hooks.acme.com.br"), "{text}");
    }
    let back: Values = serde_json::from_str(&serde_json::to_string(&typed).unwrap()).unwrap();
    assert_eq!(back, typed.without_secrets());
    assert_eq!(back.groups("webhooks").len(), 2);
}

#[test]
fn a_refusal_is_heard_without_any_secret_of_an_item() {
    let calls = [
        Call::Create { values: filled(), token: None, mark: None },
        Call::Change { keys: vec!["webhooks"], values: filled(), rest: Rest::default() },
    ];
    for call in calls {
        let access = Access::default().with_call_secrets(&call);
        let heard: Vec<&str> = access.every_secret().map(pairdesk::domain::secret::Secret::expose).collect();
        assert_eq!(heard, [CANARY, &format!("Bearer {CANARY}"), CANARY]);
    }
}

fn shared(values: &Json) -> share::Shared {
    let text = json!({"pairdesk_template": 1, "provider": "waha", "name": "Loja", "values": values}).to_string();
    share::read(&text, |_| vec![&FORM as &'static Form]).unwrap()
}

#[test]
fn a_template_brings_items_without_their_secrets() {
    let sent = share::write("waha", "Loja", &filled());
    let read = share::read(&sent, |_| vec![&FORM as &'static Form]).unwrap();
    assert_eq!((read.values, read.left_out), (filled().without_secrets(), 0));
    assert_eq!(
        read.hosts,
        [("webhooks", "hooks.acme.com.br".to_owned()), ("webhooks", "hooks.acme.com.br".to_owned())]
    );

    let read =
        shared(&json!({"webhooks": [{"url": "https://a.example", "hmac_key": CANARY, "headers": {"a": CANARY}}]}));
    assert_eq!((read.values.groups("webhooks")[0].iter().count(), read.left_out), (1, 2));
    for wrong in [
        json!({"webhooks": {"url": "https://a.example"}}),
        json!({"webhooks": ["https://a.example"]}),
        json!({"webhooks": vec![json!({}); 51]}),
        json!({"metadata": {"a": "b"}}),
        json!({"metadata": [["a", "b"], ["a", "c"]]}),
        json!({"metadata": [["proxy", "loja:CANARY@proxy.acme.com.br:8080"]]}),
        json!({"metadata": [["a", "b", "c"]]}),
        json!({"ignore_groups": true}),
        json!({"ignore_groups": "perhaps"}),
    ] {
        let read = shared(&wrong);
        assert_eq!((read.values, read.left_out), (Values::default(), 1), "{wrong}");
    }
}

/// What the gateway has: two webhooks, each with something that no form knows.
fn told() -> Json {
    json!({"config": {"webhooks": [
        {"url": "https://a.example", "events": ["message"], "hmac": {"key": CANARY}, "new": 1},
        {"url": "https://b.example", "events": ["message"], "retries": {"policy": "linear", "new": 2}, "hmac": 7},
    ]}})
}

/// The webhooks that a change would send.
fn changed(change: impl FnOnce(&mut Vec<Values>)) -> Json {
    let mut values = values_and_secrets(&FORM, &told());
    change(items(&mut values));
    over(told(), &FORM, &values, "webhooks")["config"]["webhooks"].take()
}

#[test]
fn what_no_form_knows_of_an_item_stays_with_it() {
    let before = told()["config"]["webhooks"].take();
    let [a, b] = [&before[0], &before[1]];
    assert_eq!(changed(|_| ()), before);
    assert_eq!(changed(|items| drop(items.remove(0))), json!([b]));
    let mut added = webhook("https://c.example");
    added.set("events", Value::List(vec!["session.status".to_owned()]));
    let new = json!({"url": "https://c.example", "events": ["session.status"]});
    assert_eq!(changed(|items| items.push(added.clone())), json!([a, b, new]));
    assert_eq!(changed(|items| items[0] = added.clone()).pointer("/0/url"), Some(&json!("https://c.example")));
    let moved = changed(|items| items[1].set_text("url", "https://d.example"));
    assert_eq!((&moved[0], moved.pointer("/1/retries/new")), (a, Some(&json!(2))));
    // One went and one came: the new one has nothing of anybody.
    let replaced = changed(|items| {
        items.remove(0);
        items.push(added);
    });
    assert_eq!(replaced, json!([b, new]));
    assert_eq!(changed(Vec::clear), json!([]));
}

#[test]
fn items_that_are_called_the_same_keep_what_is_theirs() {
    let item = |new: u8| json!({"url": "https://a.example", "events": ["message"], "new": new});
    let told = json!({"config": {"webhooks": [item(1), item(2)]}});
    let mut sent = told.clone();
    lay_over(&mut sent, &FORM, &values_and_secrets(&FORM, &told));
    assert_eq!(sent["config"], told["config"]);
}

#[test]
fn what_is_emptied_of_an_item_goes() {
    let emptied = changed(|items| items[0].set("hmac_key", Value::Secret("".into())));
    assert_eq!(emptied[0], json!({"url": "https://a.example", "events": ["message"], "new": 1}));
}

/// For gateways that replace all of it.
#[test]
fn the_whole_goes_back_with_what_no_form_knows() {
    let told = json!({"config": {
        "webhooks": told()["config"]["webhooks"],
        "ignore": {"groups": true, "new": 1},
        "metadata": {"shop": "7"},
        "new": 2,
    }});
    let mut values = values_and_secrets(&FORM, &told);
    let mut sent = told.clone();
    lay_over(&mut sent, &FORM, &values);
    assert_eq!((&sent["config"], sent.get("name")), (&told["config"], None));
    values.set_text("ignore_groups", "");
    values.set("metadata", Value::PlainPairs(Vec::new()));
    items(&mut values).pop();
    lay_over(&mut sent, &FORM, &values);
    let left = json!({
        "webhooks": [told["config"]["webhooks"][0]],
        "ignore": {"new": 1},
        "metadata": {},
        "new": 2,
    });
    assert_eq!(sent["config"], left);
}

/// A draft, when the field was another one in an earlier version.
#[test]
fn a_value_of_another_kind_is_no_value() {
    let kept = r#"{"name": "loja", "webhooks": "https://a.example", "metadata": [], "topics": true}"#;
    let mut values: Values = serde_json::from_str(kept).unwrap();
    assert_eq!(check(&FORM, &values), []);
    assert_eq!(body(&FORM, &values), json!({"name": "loja", "topics": "", "config": {"webhooks": []}}));
    FORM.fill(&mut values);
    assert_eq!((values.groups("webhooks"), values.text("name")), (&[][..], "loja"));
    assert_eq!(body(&FORM, &values), json!({"name": "loja", "topics": "", "config": {"webhooks": [], "metadata": {}}}));
}
