//! Reading what gateways send: long lists, codes and pictures of codes.

use crate::measure::{Report, own_times};
use pairdesk::domain::pairing_code::PairingText;
use pairdesk::domain::values::Value;
use pairdesk::providers::wire::Response;
use pairdesk::providers::{Access, Call, Reply, by_id, reader};
use pairdesk::qr;
use std::hint::black_box;
use std::time::Duration;

/// Rows of a list.
const ROWS: usize = 1000;
const ZAPI: &str = r#"{"id":"3C67AB641C8AAA0DB9B2","token":"7F1F8A0A4E2B9C","name":"Vendas Sul","created":"2026-02-03T12:00:00.000Z","due":1648565999675,"paymentStatus":"PAID","middleware":"web","phoneConnected":true,"whatsappConnected":true,"receivedCallbackUrl":"https://hooks.acme.com.br/receive?key=x","connectedCallbackUrl":""}"#;
const EVOLUTION: &str = r#"{"id":"9e48449b-1280-4e75-9894-a908e2884ab9","name":"e-one","connectionStatus":"close","ownerJid":"5511999990101@s.whatsapp.net","profileName":"Loja Azul","integration":"WHATSAPP-BAILEYS","token":"tok-e1","createdAt":"2026-11-21T00:30:31.314Z","Setting":{"rejectCall":false,"msgCall":"","groupsIgnore":false,"alwaysOnline":false},"_count":{"Message":0,"Contact":0,"Chat":0}}"#;
const ENVIAAI: &str = r#"{"id":"inst_abc123","name":"Sales WhatsApp","status":"connected","phone":"5511988771200","profileName":"Acme Vendas","createdAt":"2026-02-03T12:00:00.000Z"}"#;

pub fn run(report: &mut Report) {
    let lists = [
        ("zapi", ZAPI, "[", "]"),
        ("evolution", EVOLUTION, "[", "]"),
        ("enviaai", ENVIAAI, r#"{"success":true,"data":["#, r#"],"pagination":{"hasMore":false}}"#),
    ];
    for (provider, row, open, close) in lists {
        report.case(&format!("answer: a list of 1,000 rows, {provider}"), None, || list(provider, row, open, close));
    }
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let text = format!("2@{},{key},{key},{key}", "abcdefghijklmnopqrstuvwxyz0123456789".repeat(3));
    let text = PairingText::check(&text).unwrap();
    report.case("code: drawn from its text", None, || own_times(200, |_| drop(black_box(qr::draw(&text).unwrap()))));
}

fn list(provider: &str, row: &str, open: &str, close: &str) -> Vec<Duration> {
    let body = format!("{open}{}{close}", vec![row; ROWS].join(","));
    let response = Response {
        status: 200,
        content_type: Some("application/json".to_owned()),
        body: body.into_bytes(),
        ..Response::default()
    };
    let adapter = by_id(provider).unwrap();
    let secrets = adapter.account_form().fields.iter().filter(|field| field.is_secret());
    let keys: Vec<String> = secrets.map(|field| field.key.to_owned()).collect();
    let mut access = Access::preview(&keys);
    for key in &keys {
        access.options.set(&format!("has_{key}"), Value::Bool(true));
    }
    let call = Call::List { page: 1, short: false, name: None };
    own_times(20, |_| {
        let Ok(Reply::Listed(page)) = reader::reply(adapter, &call, &access, &response) else {
            panic!("{provider}: no list")
        };
        assert_eq!(page.rows.len(), ROWS, "{provider}");
    })
}
