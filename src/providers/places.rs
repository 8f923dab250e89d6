//! Accounts as a table knows them: what they may be called in a cell, and what can be created there.

use crate::domain::account::Account;
use crate::form::bulk::Place;
use crate::providers::{by_id, capabilities};

/// The accounts as places for new instances, in their order.
#[must_use]
pub fn places<'a>(accounts: impl IntoIterator<Item = &'a Account>) -> Vec<Place> {
    let accounts: Vec<&Account> = accounts.into_iter().collect();
    let place = |account: &&Account| {
        let provider = by_id(account.provider.0)?;
        let about = provider.about();
        let own = [about.name, about.short_name, about.id];
        let mut names = vec![account.label.clone()];
        names.extend(own.iter().map(|own| format!("{own} {}", account.label)));
        // The provider's own name says enough where there is one account of it.
        if accounts.iter().filter(|other| other.provider == account.provider).count() == 1 {
            names.extend(own.map(str::to_owned));
        }
        let can = capabilities(account);
        Some(Place {
            account: account.id,
            provider: provider.id().0,
            names,
            form: provider.instance_form(account.version.as_deref()),
            creates: can.create,
            unique_names: can.unique_names,
        })
    };
    accounts.iter().filter_map(place).collect()
}
