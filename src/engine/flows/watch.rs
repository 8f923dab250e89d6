//! What is asked without a command: at each gateway one thing after the other, within its budget; in seconds what is on
//! the screen, in minutes the rest, and what is left over is for looking closer.

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdMap, IdSet};
use crate::domain::instance::Instance;
use crate::domain::moment::Standing;
use crate::domain::watch::{Failing, Kind, Pace, closer_every, is_list_cheaper, list_every};
use crate::engine::clock;
use crate::engine::event::Event;
use crate::engine::flows::{half_open, link, sync};
use crate::engine::shared::{By, Core, Inventory, OF_A_CALL};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So much of its budget a gateway has left when links are looked at closer.
const SPARE: u32 = 2;
/// How often the use of the budgets is told, while somebody looks.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// The next thing at a gateway.
enum Step {
    /// All instances of an account.
    Account(AccountId),
    /// The state of one that is on the screen.
    State(Arc<Instance>),
    /// Whether a link that is said to be there answers.
    Closer(Arc<Instance>),
}

/// What the rows come to for each account: found in one pass, because there may be many of both.
#[derive(Default)]
struct Rows {
    /// Accounts that have any.
    any: IdSet<AccountId>,
    /// How many of an account are on the screen.
    shown: IdMap<AccountId, u32>,
    /// The connected rows that a rule is about.
    linked: IdMap<AccountId, Linked>,
}

/// How many of an account are to be looked at closer, and the one for which that is longest ago.
struct Linked {
    count: u32,
    next: Arc<Instance>,
}

impl Rows {
    fn of(inventory: &Inventory) -> Self {
        let Inventory { instances, shown, rules, closer, .. } = inventory;
        let mut rows = Self::default();
        for row in shown.instances.iter().filter_map(|id| instances.get(id)) {
            *rows.shown.entry(row.account).or_default() += 1;
        }
        let is_wanted = |row: &Instance| rules.about(Kind::HalfOpen, row).is_some();
        for row in instances.values() {
            rows.any.insert(row.account);
            if row.standing() == Standing::Up && is_wanted(row) {
                let first = || Linked { count: 0, next: Arc::clone(row) };
                let linked = rows.linked.entry(row.account).or_insert_with(first);
                linked.count += 1;
                if closer.get(&row.id) < closer.get(&linked.next.id) {
                    linked.next = Arc::clone(row);
                }
            }
        }
        rows
    }

    fn shown_of(&self, account: AccountId) -> u32 {
        self.shown.get(&account).copied().unwrap_or_default()
    }
}

/// Starts what is due at each gateway that is not being asked. `None` for the pace where nothing is asked by itself.
pub async fn by_itself(core: &Arc<Core>, pace: Option<Pace>) {
    tell_uses(core).await;
    let Some(pace) = pace else { return };
    let mut gateways: HashMap<String, Vec<Account>> = HashMap::new();
    let rows = {
        let inventory = core.inventory();
        let rows = Rows::of(&inventory);
        let is_paused = inventory.rules.are_paused(clock::now());
        let idle = inventory.accounts.values().filter(|account| !inventory.refused.contains(&account.id));
        let idle = idle.filter(|account| !is_at_rest(core, &inventory, &rows, pace, account.id));
        for account in idle.filter(|account| !is_paused || rows.shown_of(account.id) > 0) {
            gateways.entry(Core::gateway_of(account)).or_default().push(account.clone());
        }
        gateways.retain(|gateway, _| !inventory.asking.contains(gateway));
        rows
    };
    for (gateway, accounts) in gateways {
        let free = accounts.into_iter().filter(|account| core.must_wait(account.id).is_none()).collect::<Vec<_>>();
        if let Some((account, step)) = next(core, pace, &rows, &gateway, &free) {
            core.inventory().asking.insert(gateway.clone());
            let task = Arc::clone(core);
            core.tasks.spawn(async move {
                let stop = task.stop.clone();
                let _ = stop.run_until_cancelled(carry_out(&task, &account, step)).await;
                task.inventory().asking.remove(&gateway);
            });
        }
    }
}

/// Nothing of it can be due, as is told without a closer look at it: it has no rows, and its list was read just now.
fn is_at_rest(core: &Core, inventory: &Inventory, rows: &Rows, pace: Pace, id: AccountId) -> bool {
    let is_fresh = inventory.refreshed.get(&id).is_some_and(|(at, _)| core.watch_time_since(*at) < pace.rest);
    is_fresh && !rows.any.contains(&id)
}

async fn carry_out(core: &Arc<Core>, account: &Account, step: Step) {
    // Each account shows its own failure.
    match step {
        Step::Account(id) => drop(sync::sync_by_itself(core, id).await),
        Step::State(row) => drop(link::refresh(core, account, &row, By::Itself).await),
        Step::Closer(row) => drop(half_open::look(core, account, &row, By::Itself).await),
    }
}

/// What is due of these accounts of one gateway.
fn next(core: &Core, pace: Pace, rows: &Rows, gateway: &str, accounts: &[Account]) -> Option<(Account, Step)> {
    let (left, limit) = core.left_at(gateway, accounts.first()?);
    let due = accounts
        .iter()
        .filter_map(|account| Some((overdue(core, pace, rows, account.id, limit)?, account)));
    if let Some((_, account)) = due.max_by_key(|(by, _)| *by) {
        return Some((account.clone(), Step::Account(account.id)));
    }
    if left < OF_A_CALL.min(limit) {
        return None;
    }
    let links = accounts.iter().filter_map(|account| rows.linked.get(&account.id)).map(|linked| linked.count);
    let every = closer_every(links.sum(), limit);
    for account in accounts {
        if let Some(row) = on_screen(core, pace, rows, account.id) {
            return Some((account.clone(), Step::State(row)));
        }
        if left > limit / SPARE
            && let Some(Linked { next: row, .. }) = rows.linked.get(&account.id)
            && is_to_be_looked_at(core, row, every)
        {
            core.inventory().closer.insert(row.id, Instant::now());
            // What an account can do is found out by making requests up: once for each look.
            if Core::capabilities(account).link_read {
                return Some((account.clone(), Step::Closer(Arc::clone(row))));
            }
        }
    }
    None
}

fn is_to_be_looked_at(core: &Core, row: &Instance, every: Duration) -> bool {
    core.inventory().closer.get(&row.id).is_none_or(|at| core.watch_time_since(*at) >= every)
}

/// How long an account should have been looked at, if it should.
fn overdue(core: &Core, pace: Pace, rows: &Rows, id: AccountId, limit: u32) -> Option<Duration> {
    let inventory = core.inventory();
    if inventory.syncing.contains(&id) {
        return None;
    }
    let Some((at, took)) = inventory.refreshed.get(&id) else { return Some(Duration::MAX) };
    let (cost, shown) = (inventory.costs.get(&id).copied().unwrap_or(1), rows.shown_of(id));
    let failing = inventory.looked.get(&id).and_then(|looked| looked.failing.as_ref());
    let by_list = shown > 0 && is_list_cheaper(cost, shown) || failing.is_some_and(Failing::may_be_a_moment);
    core.watch_time_since(*at).checked_sub(list_every(pace, by_list, *took, cost, limit))
}

/// The row on the screen that was asked for longest ago, where its list is too long to be read in seconds.
fn on_screen(core: &Core, pace: Pace, rows: &Rows, id: AccountId) -> Option<Arc<Instance>> {
    let shown_of = rows.shown_of(id);
    if shown_of == 0 {
        return None;
    }
    let mut inventory = core.inventory();
    let cost = inventory.costs.get(&id).copied().unwrap_or(1);
    if is_list_cheaper(cost, shown_of) {
        return None;
    }
    let Inventory { instances, shown, asked, .. } = &mut *inventory;
    let rows = shown.instances.iter().filter_map(|id| instances.get(id));
    let rows = rows.filter(|row| row.account == id && !row.presence.is_missing());
    let is_due =
        |row: &&Arc<Instance>| asked.get(&row.id).is_none_or(|at: &Instant| core.watch_time_since(*at) >= pace.screen);
    let row = rows.filter(is_due).min_by_key(|row| asked.get(&row.id).copied())?;
    asked.insert(row.id, Instant::now());
    Some(Arc::clone(row))
}

/// Tells what each gateway was asked, while somebody looks at it.
async fn tell_uses(core: &Core) {
    {
        let mut inventory = core.inventory();
        let is_early = inventory.told_uses.is_some_and(|at| at.elapsed() < TELL_EVERY);
        if !inventory.shown.watch || is_early {
            return;
        }
        inventory.told_uses = Some(Instant::now());
    }
    let uses = core.uses();
    core.emit(Event::WatchTold(Arc::new(uses))).await;
}
