//! Accounts, forms and calls made up from the forms themselves.

use crate::made;
use pairdesk::domain::account::Account;
use pairdesk::domain::origin::Origin;
use pairdesk::domain::secret::{Kept, Secret, Secrets};
use pairdesk::domain::values::{Value, Values};
use pairdesk::form::field::{Form, Kind, NO};
use pairdesk::providers::{Access, Call, Proof, Provider, Rest, Target};

/// Stands in every secret.
pub const CANARY: &str = "CANARY";

/// No version, and one of each generation.
pub fn versions(provider: &dyn Provider) -> Vec<Option<&'static str>> {
    [None].into_iter().chain(provider.about().generations.iter().copied().map(Some)).collect()
}

/// Every kind of account that the form allows: switches on and off, optional secrets there or not.
pub fn accounts(provider: &'static dyn Provider) -> Vec<(Option<&'static str>, Values, Access)> {
    let form = provider.account_form();
    let choices: Vec<&str> = form
        .fields
        .iter()
        .filter(|field| field.kind == Kind::Toggle || field.is_secret() && !field.required)
        .map(|field| field.key)
        .collect();
    let mut accounts = Vec::new();
    for version in versions(provider) {
        for chosen in 0..1_usize << choices.len() {
            let on = |key: &str| match choices.iter().position(|choice| *choice == key) {
                Some(bit) => chosen >> bit & 1 == 1,
                None => true,
            };
            let (options, secrets) = filled_account(form, on);
            let access = Access::open(&origin(), &Kept::new(origin(), secrets)).unwrap();
            let access = access.to(version.map(str::to_owned), options.clone());
            let access = access.about(target(provider, version, &options)).unwrap();
            accounts.push((version, options, access));
        }
    }
    accounts
}

/// The account that such options are of.
pub fn account(provider: &dyn Provider, version: Option<&str>, options: &Values) -> Account {
    let kept = options.iter().filter_map(|(key, _)| key.strip_prefix("has_"));
    Account {
        version: version.map(str::to_owned),
        values: options.clone(),
        secret_keys: kept.map(str::to_owned).collect(),
        ..made::account(provider.about().id)
    }
}

fn origin() -> Origin {
    Origin::of("https://gateway.example").unwrap()
}

/// An instance with a token of its own.
fn target(provider: &dyn Provider, version: Option<&str>, options: &Values) -> Target {
    let token = Kept::token(origin(), &secret("instance"));
    let can = provider.capabilities(version, options);
    let proof = if !can.addresses_by_name {
        Proof::IdInAddress(Some(token))
    } else if can.instance_token {
        Proof::OwnToken(token)
    } else {
        Proof::IdJustRead(Some(token))
    };
    Target::new("3B0C5E7A".to_owned(), "vendas-sul".to_owned(), proof)
}

fn filled_account(form: &Form, on: impl Fn(&str) -> bool) -> (Values, Secrets) {
    let (mut options, mut secrets) = (Values::default(), Secrets::new());
    for field in form.fields.iter().filter(|field| on(field.key)) {
        if field.is_secret() {
            secrets.insert(field.key.to_owned(), secret(field.key));
            // The engine tells the adapter so which secrets are kept.
            options.set(&format!("has_{}", field.key), Value::Bool(true));
        } else if field.kind == Kind::Toggle {
            options.set(field.key, Value::Bool(true));
        }
    }
    (options, secrets)
}

fn secret(owner: &str) -> Secret {
    Secret::new(format!("{CANARY}-{owner}-0123456789abcdef"))
}

/// A create with every field of the form filled in.
pub fn create(provider: &'static dyn Provider, version: Option<&str>) -> Call {
    Call::Create { values: filled(provider.instance_form(version)), token: Some(secret("chosen")), mark: None }
}

/// Changes of all fields that can be changed, in the groups they travel in.
pub fn changes(provider: &'static dyn Provider, version: Option<&str>) -> Vec<Call> {
    let Some(form) = provider.settings_form(version) else { return Vec::new() };
    let values = filled(form);
    let keys = form.visible(&values).map(|field| field.key).collect();
    provider.plan(&Call::Change { keys, values, rest: Rest::default() }, version)
}

fn filled(form: &Form) -> Values {
    let mut values = Values::default();
    for field in form.fields {
        let value = match field.kind {
            Kind::Text | Kind::LongText => Value::Text(format!("x-{}", field.key)),
            Kind::Url => Value::Text("https://hooks.acme.com.br/wa".to_owned()),
            Kind::Phone => Value::Text("+55 (11) 98877-1200".to_owned()),
            Kind::Number => Value::Text(8080.clamp(field.range.0, field.range.1).to_string()),
            Kind::Secret => Value::Secret(secret(field.key)),
            Kind::Toggle => Value::Bool(true),
            Kind::Choice(words) => Value::Text(words[words.len() - 1].to_owned()),
            Kind::Many(words) => Value::List(words.iter().map(|word| (*word).to_owned()).collect()),
            Kind::Pairs => Value::Pairs(vec![("authorization".to_owned(), secret(field.key))]),
            Kind::PlainPairs => Value::PlainPairs(vec![("shop".to_owned(), format!("x-{}", field.key))]),
            Kind::YesNo => Value::Text(NO.to_owned()),
            Kind::Groups(item) => Value::Groups(vec![filled(item), filled(item)]),
        };
        values.set(field.key, value);
    }
    values
}

/// A message to somebody.
pub fn send() -> Call {
    Call::Send { phone: "5511988771200".to_owned(), text: "Ol\u{e1} & at\u{e9} logo".to_owned() }
}

/// One of each call.
pub fn calls(provider: &'static dyn Provider, version: Option<&str>) -> Vec<Call> {
    let phone = Some("5511988771200".to_owned());
    let mut calls = changes(provider, version);
    calls.extend([
        Call::Detect,
        Call::Check,
        create(provider, version),
        Call::List { page: 1, short: false, name: None },
        Call::List { page: 2, short: true, name: Some("vendas-sul".to_owned()) },
        Call::Describe,
        Call::State,
        Call::Connect { phone: None },
        Call::Connect { phone: phone.clone() },
        Call::Code { phone: None },
        Call::Code { phone },
        Call::Picture { path: "/statics/code.png".to_owned() },
        Call::Challenge,
        Call::Confirm,
        Call::Restart,
        Call::Stop,
        Call::Logout,
        send(),
        Call::Subscribe,
        Call::Unsubscribe,
        Call::Settings { step: 1 },
        Call::Settings { step: 2 },
        Call::Delete,
    ]);
    calls
}
