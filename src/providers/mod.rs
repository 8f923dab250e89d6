//! One adapter per provider: pure tables and mappings. Sends nothing, knows no clock and no file.

mod access;
mod answerer;
mod call;
pub mod capabilities;
mod charset;
pub mod clear;
pub mod dates;
pub mod echoes;
pub mod failures;
pub mod http;
pub mod images;
mod json;
#[cfg(test)]
mod made_up;
mod neutral;
pub mod places;
mod provider;
pub mod reader;
mod reply;
pub mod rows;
mod target;
mod told;

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::instance::Instance;
use crate::domain::secret::{MASK, Secret};
use crate::domain::values::Values;

pub use neutral::*;

/// The texts that lie beside an adapter, in each language.
macro_rules! texts {
    () => {
        fn texts(&self, language: crate::domain::settings::Language) -> &'static str {
            use crate::domain::settings::Language;
            match language {
                Language::English => include_str!("texts/en.ftl"),
                Language::Portuguese => include_str!("texts/pt-BR.ftl"),
                Language::Spanish => include_str!("texts/es.ftl"),
            }
        }
    };
}

/// Declares the folders of the providers and the list of their adapters.
macro_rules! registry {
    ($($folder:ident::$adapter:ident),* $(,)?) => {
        $(mod $folder;)*

        /// Every provider, in the order shown.
        pub static ALL: &[&dyn Provider] = &[$(&$folder::$adapter),*];
    };
}

registry! {
    zapi::Zapi,
    evolution::Evolution,
    enviaai::EnviaAi,
    waha::Waha,
}

/// What an account can do, and how its provider behaves; nothing where its provider is not known here.
#[must_use]
pub fn capabilities(account: &Account) -> Capabilities {
    let provider = by_id(account.provider.0);
    let can = |it: &dyn Provider| it.capabilities(account.version.as_deref(), &account.options());
    provider.map_or_else(Capabilities::default, can)
}

/// How its provider behaves, without what it can do: no request is made for it.
#[must_use]
pub fn quirks(account: &Account) -> Capabilities {
    let provider = by_id(account.provider.0);
    let quirks = |it: &dyn Provider| it.quirks(account.version.as_deref(), &account.options());
    provider.map_or_else(Capabilities::default, quirks)
}

/// The request that creates an instance with these values, with every secret masked before it is made: for the preview
/// and for the journal.
///
/// # Errors
/// What the provider has against such a request.
pub fn masked_create(account: &Account, values: &Values) -> Result<Request, Failure> {
    let provider = by_id(account.provider.0).ok_or(FailureKind::Unsupported)?;
    let quirks = quirks(account);
    let typed = values.secret("token").map(|token| Secret::new(token.masked()));
    let token = quirks.chooses_token.then(|| typed.unwrap_or_else(|| Secret::from(MASK)));
    let mark = quirks.marks.then(|| MASK.to_owned());
    let access = Access::preview(&account.secret_keys).to(account.version.clone(), account.options());
    provider.request(&Call::Create { values: values.masked(), token, mark }, &access)
}

/// The request that asks how an instance's link stands, with every secret masked before it is made: to be tried by a
/// person elsewhere. Like every preview it has no origin and cannot be sent from here.
///
/// # Errors
/// What the provider has against such a request.
pub fn masked_state(account: &Account, remote_id: &str, name: &str) -> Result<Request, Failure> {
    let provider = by_id(account.provider.0).ok_or(FailureKind::Unsupported)?;
    let access = Access::preview(&account.secret_keys).to(account.version.clone(), account.options());
    let target = Target::masked(&account.origin()?, remote_id, name, quirks(account).addresses_by_name);
    provider.request(&Call::State, &access.about(target)?)
}

/// The requests that change these settings of an instance, with every secret masked before they are made: for the
/// preview. What the gateway has besides is not in them.
///
/// # Errors
/// What the provider has against such a request.
pub fn masked_change(
    account: &Account,
    row: &Instance,
    keys: &[&'static str],
    values: &Values,
) -> Result<Vec<Request>, Failure> {
    let provider = by_id(account.provider.0).ok_or(FailureKind::Unsupported)?;
    let by_name = quirks(account).addresses_by_name;
    let target = Target::masked(&account.origin()?, &row.remote_id, &row.name, by_name);
    let access = Access::preview(&account.secret_keys).to(account.version.clone(), account.options());
    let access = access.about(target)?;
    let change = Call::Change { keys: keys.to_vec(), values: values.masked(), rest: Rest::default() };
    let calls = provider.plan(&change, account.version.as_deref());
    calls.iter().map(|call| provider.request(call, &access)).collect()
}

/// The adapter with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static dyn Provider> {
    let mut all = ALL.iter().copied();
    #[cfg(test)]
    let mut all = all.by_ref().chain([&made_up::MadeUp as &dyn Provider]);
    all.find(|provider| provider.id().0 == id)
}
