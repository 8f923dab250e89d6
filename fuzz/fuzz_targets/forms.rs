//! What a person may type into any form, and the requests made of it.
//!
//! What holds: no panic; values without an issue make a request below the account's address; a preview made from
//! masked values has no secret; an address without an issue is one that a request can be sent to.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::form::check::check;
use pairdesk::providers::{Access, Call};
use pairdesk_fuzz::{CANARY, Input, access, timed};
use url::Url;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    let (provider, version) = (input.provider(), input.version());
    let account = provider.account_form();
    let values = input.values(account);
    if check(account, &values).is_empty() && !values.text("base_url").is_empty() {
        address(values.text("base_url"));
    }
    let form = provider.instance_form(version);
    let values = input.values(form);
    let issues = check(form, &values);
    assert!(issues.iter().all(|issue| form.field(issue.field).is_some()));
    let access = access(provider, version, true);
    let preview = Call::Create { values: values.masked(), token: None, mark: None };
    let keys: Vec<String> = account
        .fields
        .iter()
        .filter(|field| field.is_secret())
        .map(|field| field.key.to_owned())
        .collect();
    let dots = Access::preview(&keys).to(access.version.clone(), access.options.clone());
    if let Ok(request) = provider.request(&preview, &dots) {
        let shown = format!("{} {:?} {:?}", request.path, request.body, request.headers);
        // What was typed as a plain text is shown as it is.
        assert!(
            !shown.contains(CANARY) || std::str::from_utf8(data).is_ok_and(|text| text.contains("CANARY")),
            "{shown}"
        );
    }
    let create = Call::Create { values, token: None, mark: None };
    let Ok(request) = provider.request(&create, &access) else { return };
    below(&request.path);
    if issues.is_empty() {
        let body = request.body.map(|body| body.to_string()).unwrap_or_default();
        assert!(!body.contains("\\u0000"), "{body}");
    }
}

fn address(text: &str) {
    let url = Url::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()), "{text}");
    assert!(url.username().is_empty() && url.password().is_none(), "{text}");
}

/// The path stays below the account's address, whatever the values are.
fn below(path: &str) {
    let url = Url::parse(&format!("https://gateway.example/api{path}")).unwrap();
    assert_eq!(url.host_str(), Some("gateway.example"), "{path}");
    assert!(url.path().starts_with("/api/"), "{path}");
}
