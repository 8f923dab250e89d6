//! `list` and `show`: what is known of instances, asked anew or not.

use crate::args::script::ScriptArgs;
use crate::desktop::console;
use crate::domain::account::Account;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Intent, Stage};
use crate::domain::record::{Record, state_of};
use crate::domain::whole_list::NotWhole;
use crate::engine::command::{Action, Command};
use crate::script::answer::{Answer, Exit, Stop};
use crate::script::client::Client;
use crate::script::{find, words};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// What `list` answers.
#[derive(Serialize)]
struct Listed<'a> {
    instances: Vec<Record<'a>>,
    accounts: Vec<ListedAccount<'a>>,
    unconfirmed: Vec<Unconfirmed<'a>>,
}

/// An account, and whether its list could be read now.
#[derive(Serialize)]
struct ListedAccount<'a> {
    label: &'a str,
    provider: &'static str,
    address: &'a str,
    version: Option<&'a str>,
    /// The kind of failure; nothing when its list was read, or nobody asked for it.
    error: Option<String>,
    /// Why its list does not show everything: `unreadable-rows`, `counts-differ` or `cut`.
    gap: Option<&'static str>,
}

/// A create whose outcome is not known yet.
#[derive(Serialize)]
struct Unconfirmed<'a> {
    name: &'a str,
    account: &'a str,
    created_at: jiff::Timestamp,
    /// Where it stands: `reconciling` is looked up, `human` waits for a person.
    stage: Stage,
    /// The gateway refused it, and something may have stayed.
    refused: bool,
}

/// Every instance, or those of an account and of some states. A gateway that cannot be asked is told, and its rows are
/// those that are known.
pub fn list(client: &mut Client, args: &ScriptArgs, states: &[String], answer: Answer) -> Result<(), Stop> {
    let only = args.account.as_deref().map(|label| find::account(client, label)).transpose()?;
    let only = only.map(|account| account.id);
    let mut failed: Option<Stop> = None;
    if !args.known {
        let asked = client.state.accounts.iter().filter(|account| only.is_none_or(|only| only == account.id));
        let asked: Vec<_> = asked.map(|account| (account.id, account.label.clone())).collect();
        let begin = |(id, label)| Ok((client.begin(Command::Sync { account: Some(id) })?, label));
        let jobs = asked.into_iter().map(begin).collect::<Result<Vec<_>, _>>()?;
        for (job, label) in jobs {
            match client.end_of(job, None) {
                Err(stop) if matches!(stop.exit, Exit::Interrupted | Exit::Failed) => return Err(stop),
                Err(stop) => failed = Some(stop.of_account(&label).after(failed)),
                Ok(_) => {}
            }
        }
    }
    let mut rows: Vec<(&Account, &Arc<Instance>)> = client
        .state
        .instances
        .iter()
        .filter(|row| only.is_none_or(|only| row.account == only))
        .filter(|row| states.is_empty() || states.iter().any(|state| state == state_of(row)))
        .filter_map(|row| Some((client.state.account(row.account)?, row)))
        .collect();
    rows.sort_by(|(one, row), (two, other)| (&one.label, &row.name, row.id).cmp(&(&two.label, &other.name, other.id)));
    if answer.json {
        Answer::json(&document(client, &rows, only))?;
    } else {
        // A create without an end has none of the states.
        let open = if states.is_empty() { open(client, only) } else { Vec::new() };
        Answer::say(&words::table(&client.texts, &open, &rows))?;
    }
    warn_of_gaps(client, only);
    failed.map_or(Ok(()), |stop| Err(stop.answered()))
}

/// Creates that have no end yet, or one that a person has to see.
fn open(client: &Client, only: Option<AccountId>) -> Vec<(&Account, &Intent)> {
    let open = client.state.open_intents().filter(|intent| only.is_none_or(|only| intent.account == only));
    open.filter_map(|intent| Some((client.state.account(intent.account)?, intent))).collect()
}

fn document<'a>(client: &'a Client, rows: &[(&'a Account, &'a Arc<Instance>)], only: Option<AccountId>) -> Listed<'a> {
    let state = &client.state;
    let asked = |account: &&Account| only.is_none_or(|only| account.id == only);
    let gap = |account: &Account| state.sync.get(&account.id)?.gap.as_ref().map(|gap| gap_word(gap.why));
    let account = |account: &'a Account| ListedAccount {
        label: &account.label,
        provider: account.provider.0,
        address: &account.base_url,
        version: account.version.as_deref(),
        error: state.sync.get(&account.id).and_then(|sync| Some(kind(&sync.failure.as_ref()?.kind.key()))),
        gap: gap(account),
    };
    let unconfirmed = open(client, only).into_iter().map(|(account, intent)| {
        let Intent { name, created_at, stage, refused, .. } = intent;
        Unconfirmed { name, account: &account.label, created_at: *created_at, stage: *stage, refused: *refused }
    });
    Listed {
        instances: rows.iter().map(|(account, row)| Record::of(account, row)).collect(),
        accounts: state.accounts.iter().filter(asked).map(account).collect(),
        unconfirmed: unconfirmed.collect(),
    }
}

const fn gap_word(why: NotWhole) -> &'static str {
    match why {
        NotWhole::Unreadable(_) => "unreadable-rows",
        NotWhole::Counts { .. } => "counts-differ",
        NotWhole::Cut | NotWhole::Filtered => "cut",
    }
}

/// Says which lists do not show everything. What they show is told all the same.
fn warn_of_gaps(client: &Client, only: Option<AccountId>) {
    let asked = client.state.accounts.iter().filter(|account| only.is_none_or(|only| account.id == only));
    for account in asked {
        let Some(gap) = client.state.sync.get(&account.id).and_then(|sync| sync.gap.as_ref()) else { continue };
        let key = if matches!(gap.why, NotWhole::Unreadable(_)) { "gap-unreadable" } else { "gap-cut" };
        let words = client.texts.with(key, &[("account", &account.label)]);
        let _ = console::complain(&format!("pairdesk: {words}\n"));
    }
}

fn kind(key: &str) -> String {
    key.trim_start_matches("failure-").to_owned()
}

/// One instance, whose state is asked for unless what is known is enough.
pub fn show(client: &mut Client, args: &ScriptArgs, name: &str, answer: Answer) -> Result<(), Stop> {
    let row = find::instance(client, name, args.account.as_deref())?;
    if !args.known {
        client.run(Command::Act { instance: row.id, action: Action::Refresh })?;
    }
    tell(client, row.id, answer, "")
}

/// An instance as it is now, and its account.
pub fn row(client: &Client, id: InstanceId) -> Result<(&Arc<Instance>, &Account), Stop> {
    let gone = || Stop::new(Exit::Gateway, "not-found", client.texts.t("failure-not-found"));
    let row = client.state.instance(id).ok_or_else(gone)?;
    Ok((row, client.state.account(row.account).ok_or_else(gone)?))
}

/// An instance as it is now. `said` is the key of what to say before it, where people read.
pub fn tell(client: &Client, id: InstanceId, answer: Answer, said: &str) -> Result<(), Stop> {
    let (row, account) = row(client, id)?;
    if answer.json {
        return Answer::json(&json!({"instance": Record::of(account, row)}));
    }
    let said =
        if said.is_empty() { String::new() } else { format!("{}\n", client.texts.with(said, &[("name", &row.name)])) };
    Answer::say(&format!("{said}{}", words::facts(&client.texts, account, row)))
}
