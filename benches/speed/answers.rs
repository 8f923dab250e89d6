//! Reading what gateways send: long lists, codes and pictures of codes.

use crate::measure::{Report, own_times};
use crate::{SIZES, rows};
use pairdesk::domain::pairing_code::PairingText;
use pairdesk::domain::values::Value;
use pairdesk::providers::http::Response;
use pairdesk::providers::reader::{Intake, Reader};
use pairdesk::providers::{Access, Call, Reply, by_id};
use pairdesk::qr;
use std::hint::black_box;
use std::time::Duration;

/// Bytes that come at once.
const PIECE: usize = 16 * 1024;
const ZAPI: &str = r#"{"id":"3C67AB641C8AAA0DB9B2","token":"7F1F8A0A4E2B9C","name":"Vendas Sul","created":"2026-02-03T12:00:00.000Z","due":1648565999675,"paymentStatus":"PAID","middleware":"web","phoneConnected":true,"whatsappConnected":true,"receivedCallbackUrl":"https://hooks.acme.com.br/receive?key=x","connectedCallbackUrl":""}"#;
const ENVIAAI: &str = r#"{"id":"inst_abc123","name":"Sales WhatsApp","status":"connected","phone":"5511988771200","profileName":"Acme Vendas","createdAt":"2026-02-03T12:00:00.000Z"}"#;

pub fn run(report: &mut Report) {
    for rows in SIZES {
        report.case(&format!("answer: a list of {rows} rows, evolution"), None, || {
            list("evolution", rows, &rows::list(rows, 0))
        });
    }
    let many = |row: &str| vec![row; 1000].join(",");
    report.case("answer: a page of 1000 rows, zapi", None, || list("zapi", 1000, &format!("[{}]", many(ZAPI))));
    report.case("answer: a page of 1000 rows, enviaai", None, || {
        let body = format!(r#"{{"success":true,"data":[{}],"pagination":{{"hasMore":false}}}}"#, many(ENVIAAI));
        list("enviaai", 1000, &body)
    });
    let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let text = format!("2@{},{key},{key},{key}", "abcdefghijklmnopqrstuvwxyz0123456789".repeat(3));
    let text = PairingText::check(&text).unwrap();
    report.case("code: drawn from its text", None, || own_times(200, |_| drop(black_box(qr::draw(&text).unwrap()))));
}

/// The answer, taken piece by piece as it comes from the net.
fn list(provider: &str, rows: usize, body: &str) -> Vec<Duration> {
    let adapter = by_id(provider).unwrap();
    let secrets = adapter.account_form().fields.iter().filter(|field| field.is_secret());
    let keys: Vec<String> = secrets.map(|field| field.key.to_owned()).collect();
    let mut access = Access::preview(&keys);
    for key in &keys {
        access.options.set(&format!("has_{key}"), Value::Bool(true));
    }
    let call = Call::List { page: 1, short: false, name: None };
    own_times((200_000 / rows).clamp(5, 50), |_| {
        let mut reader = Reader::new(adapter, &call, &access, usize::MAX);
        for piece in body.as_bytes().chunks(PIECE) {
            assert!(reader.take(200, piece).is_ok(), "{provider}: too much");
        }
        let Ok(Reply::Listed(page)) = reader.finish(Response { status: 200, ..Response::default() }) else {
            panic!("{provider}: no list")
        };
        assert_eq!(page.rows.len(), rows, "{provider}");
    })
}
