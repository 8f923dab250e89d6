//! Templates from strangers: what is taken of them, and what never is.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "support/promise.rs"]
mod promise;

use pairdesk::domain::values::{Value, Values};
use pairdesk::form::field::{Form, Kind};
use pairdesk::form::share::{LONGEST, Refusal, Shared, read, write};
use pairdesk::providers;

fn forms(provider: &str) -> Vec<&'static Form> {
    providers::by_id(provider).map(|provider| provider.instance_form(None)).into_iter().collect()
}

fn with_values(provider: &str, values: &str) -> String {
    format!(r#"{{"pairdesk_template": 1, "provider": "{provider}", "name": "Loja", "values": {values}}}"#)
}

fn evolution(values: &str) -> Shared {
    read(&with_values("evolution", values), forms).unwrap()
}

#[test]
fn what_was_written_is_read_back_without_its_secrets() {
    let mut values = Values::default();
    values.set_text("name", "vendas-sul");
    values.set("webhook_events", Value::List(vec!["CONNECTION_UPDATE".to_owned()]));
    values.set_text("webhook_url", "https://hooks.acme.com.br/wa");
    values.set("groups_ignore", Value::Bool(true));
    let known = forms("evolution")[0];
    for (key, _) in values.iter() {
        assert!(known.field(key).is_some(), "the form has no {key}");
    }
    let mut typed = values.clone();
    typed.set("token", Value::Secret("CANARY-0123456789".into()));
    typed.set("webhook_headers", Value::Pairs(vec![("x-key".to_owned(), "CANARY".into())]));
    typed.set_text("rabbitmq_uri", "amqp://u:CANARY@mq.acme.com.br");
    let text = write("evolution", "Loja", &typed);
    assert!(!text.contains("CANARY"), "{text}");
    let shared = read(&text, forms).unwrap();
    assert_eq!((shared.provider.as_str(), shared.name.as_str(), shared.left_out), ("evolution", "Loja", 0));
    assert_eq!(shared.values, values);
    assert_eq!(shared.hosts, [("webhook_url", "hooks.acme.com.br".to_owned())]);
}

/// Texts that are no template at all.
#[test]
fn what_is_no_template_is_refused() {
    let long = with_values("evolution", &format!(r#"{{"name": "{}"}}"#, "a".repeat(LONGEST)));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: [(&str, Refusal); 16] = [
        ("", Refusal::NotATemplate),
        ("null", Refusal::NotATemplate),
        ("[]", Refusal::NotATemplate),
        ("42", Refusal::NotATemplate),
        ("<html>Sign in</html>", Refusal::NotATemplate),
        ("{\"pairdesk_template\": 1", Refusal::NotATemplate),
        ("{}", Refusal::NotATemplate),
        (&deep, Refusal::NotATemplate),
        (&long, Refusal::TooLong),
        (r#"{"pairdesk_template": "1", "provider": "zapi", "name": "a", "values": {}}"#, Refusal::NotATemplate),
        (r#"{"pairdesk_template": 2, "provider": "zapi", "name": "a", "values": {}}"#, Refusal::Newer),
        (r#"{"pairdesk_template": 1, "provider": 7, "name": "a", "values": {}}"#, Refusal::NotATemplate),
        (r#"{"pairdesk_template": 1, "provider": "zapi", "values": {}}"#, Refusal::NotATemplate),
        (r#"{"pairdesk_template": 1, "provider": "zapi", "name": "a", "values": []}"#, Refusal::NotATemplate),
        (r#"{"pairdesk_template": 1, "provider": "../zapi", "name": "a", "values": {}}"#, Refusal::UnknownProvider),
        (r#"{"pairdesk_template": 1, "provider": "", "name": "a", "values": {}}"#, Refusal::UnknownProvider),
    ];
    promise::cases("what_is_no_template_is_refused", cases.len());
    for (text, refusal) in cases {
        let shown: String = text.chars().take(80).collect();
        assert_eq!(read(text, forms), Err(refusal), "{shown}");
    }
}

/// Values that are left out, one by one, while the good one beside them is taken.
#[test]
fn only_what_the_form_would_take_is_taken() {
    let cases = [
        ("a secret", r#""token": "CANARY-0123456789""#),
        ("another secret", r#""chatwoot_token": "CANARY""#),
        ("secret headers", r#""webhook_headers": {"authorization": "Bearer CANARY"}"#),
        ("headers as a text", r#""webhook_headers": "authorization: CANARY""#),
        ("the account's address", r#""base_url": "https://evil.example""#),
        ("the account's key", r#""api_key": "CANARY""#),
        ("leave to use http", r#""allow_http": true"#),
        ("a field of another provider", r#""deliveryCallbackUrl": "https://evil.example""#),
        ("a field of the wire", r#""instanceName": "x""#),
        ("a pointer", r#""/webhook/url": "https://evil.example""#),
        ("a field of no name", r#""": "x""#),
        ("a prototype", r#""__proto__": {"admin": true}"#),
        ("a program", r#""run": "rm -rf ~""#),
        ("a number as a text", r#""webhook_url": 42"#),
        ("a text as a switch", r#""groups_ignore": "true""#),
        ("a switch as nothing", r#""groups_ignore": null"#),
        ("an event that is none", r#""webhook_events": ["CONNECTION_UPDATE", "EVERYTHING"]"#),
        ("events that are no texts", r#""webhook_events": [1, {}]"#),
        ("events as a text", r#""webhook_events": "CONNECTION_UPDATE""#),
        ("an address that is none", r#""webhook_url": "javascript:alert(1)""#),
        ("a file", r#""webhook_url": "file:///etc/passwd""#),
        ("a password in an address", r#""webhook_url": "https://u:CANARY@acme.com.br""#),
        ("a line break", r#""webhook_url": "https://acme.com.br/\nHost: evil.example""#),
        ("a zero byte", r#""msg_call": "a\u0000b""#),
        ("a text turned round", r#""msg_call": "a\u202eb""#),
        ("a text without end", &format!(r#""msg_call": "{}""#, "a".repeat(100_000))),
        ("an integration that is none", r#""integration": "EVIL""#),
    ];
    promise::cases("only_what_the_form_would_take_is_taken", cases.len());
    for (what, value) in cases {
        let shared = evolution(&format!(r#"{{"name": "vendas-sul", {value}}}"#));
        let mut wanted = Values::default();
        wanted.set_text("name", "vendas-sul");
        assert_eq!((shared.values, shared.left_out, shared.hosts), (wanted, 1, vec![]), "{what}");
    }
}

/// Whatever form it is for: a secret is never read from a text.
#[test]
fn no_secret_field_of_any_form_is_taken() {
    let mut seen = 0;
    for provider in providers::ALL {
        let provider_id = provider.id().0;
        let secret = |kind| matches!(kind, Kind::Secret | Kind::Pairs);
        for field in provider.instance_form(None).fields.iter().filter(|field| secret(field.kind)) {
            seen += 1;
            let shared = read(&with_values(provider_id, &format!(r#"{{"{}": "CANARY"}}"#, field.key)), forms).unwrap();
            assert_eq!((shared.values, shared.left_out), (Values::default(), 1), "{provider_id} {}", field.key);
        }
    }
    assert!(seen >= 5, "only {seen} secret fields");
}

#[test]
fn every_host_is_told() {
    let shared = evolution(r#"{"webhook_url": "https://EVIL.example:8443/x", "chatwoot_url": "https://аcme.com.br"}"#);
    // A host in letters that look like others is told as it goes over the wire.
    let hosts = [("webhook_url", "evil.example".to_owned()), ("chatwoot_url", "xn--cme-5cd.com.br".to_owned())];
    assert_eq!(shared.hosts, hosts);
}

#[test]
fn a_name_has_no_disguise_and_an_end() {
    let name = |name: &str| {
        let name = serde_json::to_string(name).unwrap();
        let text = format!(r#"{{"pairdesk_template": 1, "provider": "zapi", "name": {name}, "values": {{}}}}"#);
        read(&text, forms).unwrap().name
    };
    assert_eq!(name(" Loja \u{202e}\n2 "), "Loja 2");
    assert_eq!(name("\u{202e}\t"), "?");
    assert_eq!(name(&"a".repeat(5000)).len(), 100);
}
