//! Accounts and instances by what people call them.

use crate::app::format::account_name;
use crate::domain::account::Account;
use crate::domain::instance::Instance;
use crate::domain::search::fold;
use crate::script::answer::{Exit, Stop};
use crate::script::client::Client;
use std::sync::Arc;

/// The account that is called so: by its label, or as the window names it.
pub fn account(client: &Client, label: &str) -> Result<Account, Stop> {
    let all = &client.state.accounts;
    let exact = all.iter().find(|account| account.label == label);
    let folded = || {
        let is_it = |name: &str| fold(name) == fold(label);
        let mut found = all.iter().filter(|it| is_it(&it.label) || is_it(&account_name(it)));
        found.next().filter(|_| found.next().is_none())
    };
    exact.or_else(folded).cloned().ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|account| account.label.as_str()).collect();
        let values = [("name", label), ("known", &known.join(", "))];
        Stop::new(Exit::NotFound, "account-not-found", client.texts.with("script-no-account", &values))
    })
}

/// The instance that is called so: by the gateway's id, its name, its alias, or either in another spelling; the first of
/// these that fits any decides.
pub fn instance(client: &Client, name: &str, label: Option<&str>) -> Result<Arc<Instance>, Stop> {
    let within = label.map(|label| account(client, label)).transpose()?.map(|account| account.id);
    let rows = || client.state.instances.iter().filter(|row| within.is_none_or(|id| row.account == id));
    let folded = fold(name);
    let ways: [&dyn Fn(&Instance) -> bool; 4] = [
        &|row| row.id_there() == name && row.name != name,
        &|row| row.name == name,
        &|row| row.annotation.alias == name,
        &|row| fold(&row.name) == folded || fold(&row.annotation.alias) == folded,
    ];
    let mut found: Vec<&Arc<Instance>> = Vec::new();
    for is_it in ways {
        found = rows().filter(|row| is_it(row)).collect();
        if !found.is_empty() {
            break;
        }
    }
    match found.as_slice() {
        [row] => Ok(Arc::clone(row)),
        [] => Err(Stop::new(Exit::NotFound, "not-found", client.texts.with("script-no-instance", &[("name", name)]))),
        several => {
            let of = |row: &&Arc<Instance>| {
                let label = &client.state.account(row.account)?.label;
                Some(format!("{} ({label}, {})", row.name, row.id_there()))
            };
            let mut them: Vec<String> = several.iter().filter_map(of).collect();
            them.sort();
            let values = [("name", name), ("them", &them.join(", "))];
            Err(Stop::new(Exit::NotFound, "ambiguous", client.texts.with("script-several", &values)))
        }
    }
}
