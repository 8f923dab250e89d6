//! What every provider must keep to, and every fixture. A new provider or fixture needs no new code here.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

#[path = "support/fixture.rs"]
mod fixture;
#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/made.rs"]
mod made;
#[path = "support/own_time.rs"]
mod own_time;
#[path = "support/promise.rs"]
mod promise;
#[path = "support/samples.rs"]
mod samples;

use pairdesk::domain::failure::FailureKind;
use pairdesk::domain::settings::Language;
use pairdesk::domain::values::Values;
use pairdesk::form::check;
use pairdesk::form::field::{Condition, Default, Field, Form, Kind, NO, YES};
use pairdesk::i18n;
use pairdesk::providers::{ALL, Access, Call, Provider, masked_create, reader};
use std::collections::BTreeSet;

/// Every form of a provider, with a name for messages.
fn forms(provider: &'static dyn Provider) -> Vec<(String, &'static Form)> {
    let mut forms = vec![(format!("{} account", provider.id()), provider.account_form())];
    forms.extend(provider.adopt_form().map(|form| (format!("{} adopt", provider.id()), form)));
    for version in samples::versions(provider) {
        let (id, of) = (provider.id(), version.unwrap_or("any"));
        forms.push((format!("{id} instance {of}"), provider.instance_form(version)));
        forms.extend(provider.settings_form(version).map(|form| (format!("{id} settings {of}"), form)));
    }
    forms
}

#[test]
fn forms_are_sound() {
    for (name, form) in ALL.iter().copied().flat_map(forms) {
        is_sound(&name, form);
    }
}

fn is_sound(name: &str, form: &Form) {
    let mut keys = BTreeSet::new();
    let mut pointers: Vec<&str> = Vec::new();
    for field in form.fields {
        let at = format!("{name}, field {}", field.key);
        assert!(keys.insert(field.key), "{at}: twice");
        if !field.pointer.is_empty() {
            assert!(field.pointer.starts_with('/'), "{at}: {} is no pointer", field.pointer);
            let clash = pointers.iter().find(|other| overlaps(other, field.pointer));
            assert_eq!(clash, None, "{at}: {} is taken", field.pointer);
            pointers.push(field.pointer);
        }
        let looks_secret = field.key.split('_').any(|word| ["token", "key", "password", "secret"].contains(&word));
        assert!(!looks_secret || field.is_secret(), "{at}: looks like a secret and is none");
        for key in field.needs {
            assert!(form.field(key).is_some(), "{at}: needs {key}, which is not there");
        }
        let together = |other: &&Field| other.together == field.together;
        assert!(
            field.together.is_empty() || form.fields.iter().filter(together).count() > 1,
            "{at}: together with none"
        );
        assert!(condition_is_sound(form, field.key, field.when), "{at}: {:?} can never hold", field.when);
        if let (Kind::Choice(words), Default::Text(word)) = (field.kind, field.default) {
            assert!(words.contains(&word), "{at}: the default {word} is no choice");
        }
        if let Kind::Groups(item) = field.kind {
            assert!(
                item.fields[0].kind == Kind::Url || item.fields[0].kind == Kind::Text,
                "{at}: items without a name"
            );
            assert!(!item.fields.iter().any(|field| matches!(field.kind, Kind::Groups(_))), "{at}: a list in a list");
            is_sound(&at, item);
        }
    }
}

/// The same place, or one inside the other.
fn overlaps(one: &str, other: &str) -> bool {
    let inside = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    one == other || inside(one, other) || inside(other, one)
}

fn condition_is_sound(form: &Form, own: &str, condition: Condition) -> bool {
    let kind = |key: &str| form.field(key).filter(|field| field.key != own).map(|field| field.kind);
    match condition {
        Condition::Always => true,
        Condition::On(key) => kind(key) == Some(Kind::Toggle),
        Condition::Filled(key) => kind(key).is_some(),
        Condition::Is(key, wanted) => match kind(key) {
            Some(Kind::YesNo) => !wanted.is_empty() && wanted.iter().all(|word| ["", YES, NO].contains(word)),
            Some(Kind::Choice(words)) => !wanted.is_empty() && wanted.iter().all(|word| words.contains(word)),
            _ => false,
        },
    }
}

#[test]
fn forms_have_the_fields_that_the_program_relies_on() {
    for provider in ALL.iter().copied() {
        let account = provider.account_form();
        let address = account.field("base_url").unwrap_or_else(|| panic!("{}: no base_url", provider.id()));
        assert_eq!(address.kind, Kind::Url, "{}", provider.id());
        if matches!(address.default, Default::Text(_)) {
            let issues = check::check(account, &Values::default());
            assert!(issues.iter().all(|issue| issue.field != "base_url"), "{}: its own default", provider.id());
        }
        for version in samples::versions(provider) {
            let name = provider.instance_form(version).field("name");
            assert!(name.is_some_and(|field| field.required), "{} {version:?}: no name", provider.id());
        }
        if let Some(adopt) = provider.adopt_form() {
            assert!(adopt.field("instance_id").is_some_and(|field| field.required));
        }
    }
}

fn text_keys(language: Language) -> BTreeSet<&'static str> {
    let lines = i18n::sources(language).flat_map(str::lines);
    let starts = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    starts.filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim()).collect()
}

/// Panics with all keys that some language does not have.
fn demand_texts(wanted: &BTreeSet<String>) {
    for language in Language::ALL {
        let known = text_keys(language);
        let missing: Vec<String> = wanted.iter().filter(|key| !known.contains(key.as_str())).cloned().collect();
        assert!(missing.is_empty(), "{} has no text for {missing:?}", language.tag());
    }
}

#[test]
fn every_field_and_section_has_its_text() {
    let mut wanted = BTreeSet::from(["field-label".to_owned(), "field-label-hint".to_owned()]);
    for provider in ALL.iter().copied() {
        let id = provider.id();
        wanted.extend([format!("provider-{id}-about"), format!("cost-{id}")]);
        let own = text_keys(Language::English);
        // Its own words, where it has some.
        let key = |family: &str, key: &str| {
            let own_key = format!("{family}-{id}-{key}");
            if own.contains(own_key.as_str()) { own_key } else { format!("{family}-{key}") }
        };
        for (_, form) in forms(provider) {
            for field in form.fields {
                wanted.insert(key("field", field.key));
                if let Kind::Groups(item) = field.kind {
                    let inner = item.fields.iter().map(|inner| inner.key).chain(["item", "add"]);
                    wanted.extend(inner.map(|inner| key("field", &format!("{}-{inner}", field.key))));
                }
            }
            wanted.extend(form.sections().iter().map(|section| key("section", section)));
        }
    }
    demand_texts(&wanted);
}

#[test]
fn every_failure_says_what_happened_and_what_to_do() {
    let source = include_str!("../src/domain/failure.rs");
    let (_, rest) = source.split_once("pub enum FailureKind {").unwrap();
    let (variants, _) = rest.split_once("\n}").unwrap();
    let variants = variants
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_suffix(',').filter(|_| !line.starts_with('/')));
    let mut wanted = BTreeSet::new();
    for variant in variants {
        let mut word = String::new();
        for letter in variant.chars() {
            if letter.is_ascii_uppercase() && !word.is_empty() {
                word.push('-');
            }
            word.push(letter.to_ascii_lowercase());
        }
        let kind: FailureKind = serde_json::from_value(word.into()).unwrap();
        wanted.extend([kind.key(), format!("{}-next", kind.key())]);
    }
    assert!(wanted.len() > 80, "only {} texts wanted: the list of kinds was not read", wanted.len());
    demand_texts(&wanted);
}

#[test]
fn every_issue_says_what_is_wrong() {
    use check::Problem;
    let problems = [
        Problem::Missing,
        Problem::NeededBy("x"),
        Problem::TooShort(3),
        Problem::TooLong(10),
        Problem::TooMany(10),
        Problem::ControlCharacters,
        Problem::NotASlug,
        Problem::NotAToken,
        Problem::NotAHost,
        Problem::NotAnAddress,
        Problem::NotHttps,
        Problem::UserInAddress,
        Problem::NotANumber,
        Problem::OutOfRange(3, 10),
        Problem::NotAPhone,
        Problem::NoCountryCode,
        Problem::NotAChoice,
        Problem::BadName,
        Problem::NoName,
        Problem::SameName,
    ];
    demand_texts(&problems.iter().map(|problem| problem.text_key().to_owned()).collect());
    for language in Language::ALL {
        let texts = i18n::Texts::new(language);
        for problem in problems {
            let text =
                texts.with(problem.text_key(), &[("field", "Nome"), ("min", "3"), ("max", "10"), ("other", "Outro")]);
            assert!(!text.contains(['{', '$']), "{}: {text}", language.tag());
        }
    }
}

#[test]
fn a_capability_and_its_call_agree() {
    for provider in ALL.iter().copied() {
        for (version, options, access) in samples::accounts(provider) {
            let can = provider.capabilities(version, &options);
            let phone = Some("+55 (11) 98877-1200".to_owned());
            let calls = [
                (can.create, samples::create(provider, version)),
                (can.list, Call::List { page: 1, short: false, name: None }),
                (can.list, Call::List { page: 2, short: true, name: Some("Vendas & Cia".to_owned()) }),
                (can.qr, Call::Connect { phone: None }),
                (can.qr, Call::Code { phone: None }),
                (can.pairing_code, Call::Connect { phone: phone.clone() }),
                (can.pairing_code, Call::Code { phone }),
                (can.challenge, Call::Challenge),
                (can.restart, Call::Restart),
                (can.stop, Call::Stop),
                (can.logout, Call::Logout),
                (can.sends, samples::send()),
                (can.delete, Call::Delete),
                (can.subscribe, Call::Subscribe),
                (can.unsubscribe, Call::Unsubscribe),
                (true, Call::State),
                (provider.settings_form(version).is_some(), Call::Settings { step: 1 }),
            ];
            let changes = samples::changes(provider, version).into_iter().map(|call| (true, call));
            let calls = calls.into_iter().chain(changes);
            let calls =
                calls.flat_map(|(able, call)| provider.plan(&call, version).into_iter().map(move |it| (able, it)));
            for (able, call) in calls {
                let at = format!("{} {version:?} {options:?}: {call:?}", provider.id());
                match provider.request(&call, &access) {
                    Ok(_) => assert!(able, "{at}: can be asked for, but the capability says no"),
                    Err(failure) if able => panic!("{at}: {failure:?}"),
                    Err(failure) => assert_eq!(failure.kind, FailureKind::Unsupported, "{at}"),
                }
            }
            assert_eq!(can.adopt, provider.adopt_form().is_some(), "{}: adopt", provider.id());
            assert!(!can.adopt || provider.request(&Call::Describe, &access).is_ok(), "{}: adopt", provider.id());
        }
    }
}

#[test]
fn a_call_about_no_instance_is_never_made() {
    for provider in ALL.iter().copied() {
        let secrets = provider.account_form().fields.iter().filter(|field| field.is_secret());
        let keys: Vec<String> = secrets.map(|field| field.key.to_owned()).collect();
        for (version, options, _) in samples::accounts(provider) {
            let access = Access::preview(&keys).to(version.map(str::to_owned), options);
            let phone = Some("5511988771200".to_owned());
            let calls = [
                Call::State,
                Call::Connect { phone: None },
                Call::Code { phone },
                Call::Restart,
                Call::Stop,
                Call::Confirm,
                Call::Logout,
                samples::send(),
                Call::Subscribe,
                Call::Unsubscribe,
                Call::Delete,
            ];
            for call in calls.into_iter().chain(samples::changes(provider, version)) {
                let request = provider.request(&call, &access);
                assert!(request.is_err(), "{} {version:?}: {call:?} became {request:?}", provider.id());
            }
        }
    }
}

#[test]
fn masked_requests_hold_no_secret() {
    for provider in ALL.iter().copied() {
        for (version, options, _) in samples::accounts(provider) {
            let account = samples::account(provider, version, &options);
            let Call::Create { values, .. } = samples::create(provider, version) else { unreachable!() };
            let Ok(request) = masked_create(&account, &values) else { continue };
            let seen = fixture::request_json(&Ok(request)).to_string();
            assert!(!seen.contains(samples::CANARY), "{} {version:?}: the create shows {seen}", provider.id());
        }
    }
}

#[test]
fn sending_again_is_never_promised_for_what_changes_something() {
    use pairdesk::providers::http::Replay;
    for provider in ALL.iter().copied() {
        for (version, _, access) in samples::accounts(provider) {
            let acts = [
                Call::Confirm,
                Call::Restart,
                Call::Stop,
                Call::Logout,
                samples::send(),
                Call::Subscribe,
                Call::Unsubscribe,
                Call::Delete,
            ];
            let calls = [samples::create(provider, version)].into_iter().chain(acts);
            for call in calls.chain(samples::changes(provider, version)) {
                let replay = provider.request(&call, &access).map(|request| request.replay);
                assert_ne!(replay, Ok(Replay::Safe), "{} {version:?}: {call:?}", provider.id());
            }
        }
    }
}

#[test]
fn every_provider_has_fixtures() {
    let fixtures = fixture::all();
    for provider in ALL {
        let own = fixtures.iter().filter(|fixture| fixture.provider == provider.id().0).count();
        assert!(own > 0, "{} has no fixture", provider.id());
    }
}

#[test]
fn fixtures_hold() {
    let mut wrong = Vec::new();
    for fixture in fixture::all() {
        let (provider, call, access) = (fixture.provider(), fixture.call(), fixture.access());
        if let Some(wanted) = &fixture.request {
            let actual = fixture::request_json(&provider.request(&call, &access));
            if *wanted != actual {
                wrong.push(format!("{}: request: wanted {wanted}\n  got {actual}", fixture.file));
            }
        }
        let Some(response) = fixture.response() else { continue };
        let found = match (&fixture.failure, reader::reply(provider, &call, &access, &response)) {
            (None, Ok(reply)) => fixture
                .reply
                .as_ref()
                .and_then(|wanted| fixture::difference(wanted, &fixture::reply_json(&reply), "")),
            (Some(wanted), Err(failure)) => {
                let actual = fixture::failure_json(&failure);
                let actual = if wanted.is_string() { actual["kind"].clone() } else { actual };
                fixture::difference(wanted, &actual, "")
            }
            (_, reply) => Some(format!("got {reply:?}")),
        };
        wrong.extend(found.map(|found| format!("{}: reply: {found}", fixture.file)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_answers_do_no_harm() {
    let fixtures = fixture::all();
    let tried: usize = fixtures.iter().map(hostile::mutate).sum();
    promise::at_least("hostile_answers_do_no_harm", tried);
}

#[test]
fn answers_cut_short_do_no_harm() {
    fixture::all().iter().for_each(hostile::cut);
}

#[test]
fn no_answer_fits_every_call_and_none_panics() {
    let fixtures = fixture::all();
    for fixture in &fixtures {
        let Some(response) = fixture.response() else { continue };
        for provider in ALL.iter().copied() {
            for call in samples::calls(provider, fixture.version.as_deref()) {
                // Only that it ends is of interest.
                let _ = reader::reply(provider, &call, &fixture.access(), &response);
            }
        }
    }
}
