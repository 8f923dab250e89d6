//! Answers of gateways. The first six bytes choose provider, version, call, status, content type and the kind of
//! account; `Retry-After` is the first line of the rest, the body what follows.
//!
//! What holds: no panic; what is shown of a failure has none of our secrets, even when the gateway echoes them; a
//! token that the gateway sends is never printed; "created" names an instance; texts taken over are short.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::instance::ConnectionState;
use pairdesk::domain::values::Values;
use pairdesk::providers::http::Response;
use pairdesk::providers::{Access, Call, Remote, Reply, reader};
use pairdesk_fuzz::{CANARY, Input, access, timed};
use serde_json::Value as Json;

const STATUSES: [u16; 16] = [200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 405, 409, 415, 429, 500, 503];
const TYPES: [Option<&str>; 4] = [None, Some("application/json"), Some("text/html"), Some("image/png")];
/// Where gateways send tokens.
const TOKENS: [&str; 6] = ["token", "apikey", "hash", "api_key", "key", "accessToken"];
/// No text that is taken over is longer, in characters.
const LONGEST: usize = 512;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    let (provider, version) = (input.provider(), input.version());
    let call = call(&mut input);
    let (status, kind) = (input.pick(&STATUSES), input.pick(&TYPES));
    let access = access(provider, version, input.byte() % 2 == 0);
    let retry_after = Some(input.line()).filter(|line| !line.is_empty()).map(str::to_owned);
    let mut response = Response {
        status,
        content_type: kind.map(str::to_owned),
        retry_after,
        body: replace(input.0, b"@@", CANARY.as_bytes()),
        ..Response::default()
    };
    // As it came: a failure may hold anything that the gateway said but our secrets.
    match reader::reply(provider, &call, &access, &response) {
        Ok(reply) => sound(&call, &reply, provider.id().0 == "evolution"),
        Err(failure) => silent(&access, &failure),
    }
    // A token in the place for tokens, and nowhere else.
    let Some(mut json) = response.json() else { return };
    plant(&mut json, false);
    response.body = json.to_string().into_bytes();
    if let Ok(reply) = reader::reply(provider, &call, &Access::default(), &response) {
        let shown = format!("{reply:?}");
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

fn call(input: &mut Input<'_>) -> Call {
    let phone = || Some("5511988771200".to_owned());
    match input.byte() % 14 {
        0 => Call::Detect,
        1 => Call::Check,
        2 => Call::Create { values: named(), token: None, mark: None },
        3 => Call::Create { values: named(), token: Some(CANARY.into()), mark: None },
        4 => Call::List { page: 1, short: false, name: None },
        5 => Call::List { page: u32::MAX, short: true, name: Some("vendas-sul".to_owned()) },
        6 => Call::Describe,
        7 => Call::State,
        8 => Call::Connect { phone: None },
        9 => Call::Connect { phone: phone() },
        10 => Call::Code { phone: phone() },
        11 => Call::Restart,
        12 => Call::Logout,
        _ => Call::Delete,
    }
}

/// What a create always has; gateways need not repeat it.
fn named() -> Values {
    let mut values = Values::default();
    values.set_text("name", "vendas-sul");
    values
}

/// Where an instance's address is its name, the name is taken over as it is.
fn sound(call: &Call, reply: &Reply, by_name: bool) {
    let row = |row: &Remote| short_row(row, by_name);
    match reply {
        Reply::Created(created) => {
            assert!(matches!(call, Call::Create { .. }));
            assert!(!created.remote_id.trim().is_empty() && !created.name.trim().is_empty(), "{created:?}");
            if !by_name {
                short(&created.name);
                short(&created.remote_id);
            }
            short_state(Some(&created.state));
        }
        Reply::Listed(page) => page.rows.iter().for_each(row),
        Reply::Described(described) => row(described),
        Reply::Detected(Some(version)) => short(version),
        _ => {}
    }
}

fn short_row(row: &Remote, by_name: bool) {
    let address = [&row.remote_id, &row.name].into_iter().filter(|_| !by_name);
    let texts = [row.phone.as_ref(), row.profile.as_ref(), row.plan.word.as_ref()];
    texts.into_iter().flatten().chain(address).for_each(|text| short(text));
    short_state(row.state.as_ref());
    row.facts.iter().for_each(|(_, text)| short(text));
}

fn short_state(state: Option<&ConnectionState>) {
    if let Some(ConnectionState::Unknown(word)) = state {
        short(word);
    }
}

fn short(text: &str) {
    assert!(text.chars().count() <= LONGEST, "{} characters", text.chars().count());
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

fn silent(access: &Access, failure: &Failure) {
    let shown = format!("{failure:?}");
    assert!(access.every_secret().all(|secret| !shown.contains(secret.expose())), "{shown}");
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.windows(from.len()).position(|window| window == from) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// Makes texts in places for tokens the canary, and takes it away everywhere else.
fn plant(json: &mut Json, is_token: bool) {
    match json {
        Json::String(text) if is_token => CANARY.clone_into(text),
        Json::String(text) => *text = text.replace(CANARY, "x"),
        Json::Array(items) => items.iter_mut().for_each(|item| plant(item, is_token)),
        Json::Object(map) => {
            map.iter_mut().for_each(|(key, value)| plant(value, TOKENS.contains(&key.as_str())));
        }
        _ => {}
    }
}
