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
pub mod images;
mod provider;
pub mod read;
pub mod reader;
mod reply;
pub mod rows;
mod strict;
mod target;
mod told;
pub mod wire;

pub use access::Access;
pub use call::Call;
pub use provider::Provider;
pub use reply::{Around, CodeReply, Created, LinkReply, Next, Page, Remote, Reply};
pub use target::{Proof, Target};
pub use told::{Rest, Told};

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
}

/// The adapter with this id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static dyn Provider> {
    ALL.iter().copied().find(|provider| provider.id().0 == id)
}
