//! What is asked without a command: at each gateway one request after the other, within its budget; in seconds what is on
//! the screen, in minutes the rest, and what is left over is for looking closer. A list that takes long lets the others
//! between its requests.

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, IdMap, IdSet};
use crate::domain::instance::Instance;
use crate::domain::moment::Standing;
use crate::domain::watch::{Failing, Kind, Pace, closer_every, is_list_cheaper, list_every};
use crate::engine::clock;
use crate::engine::event::Event;
use crate::engine::flows::{half_open, link, sync};
use crate::engine::shared::{Asked, By, Core, Inventory, OF_A_CALL};
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
    /// All instances of an account. Several accounts of a gateway may be at it.
    Account(AccountId),
    /// The state of one that is on the screen.
    State(Arc<Instance>),
    /// Whether a link that is said to be there answers.
    Closer(Arc<Instance>),
}

impl Step {
    /// Of what there is one at a time at a gateway.
    const fn lane(&self) -> Option<Asked> {
        match self {
            Self::Account(_) => None,
            Self::State(_) => Some(Asked::OnScreen),
            Self::Closer(_) => Some(Asked::Closer),
        }
    }
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

/// Starts what is due at each gateway. `None` for the pace where nothing is asked by itself.
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
        rows
    };
    for (gateway, accounts) in gateways {
        let free = accounts.into_iter().filter(|account| core.must_wait(account.id).is_none()).collect::<Vec<_>>();
        let Some(any) = free.first() else { continue };
        let (left, limit) = core.left_at(&gateway, any);
        let here = Here { core, pace, rows: &rows, accounts: &free, left, limit, pairs: is_pairing(core, &gateway) };
        for (account, step) in here.due(&gateway) {
            let lane = step.lane();
            core.inventory().asking.extend(lane.map(|lane| (gateway.clone(), lane)));
            let (task, gateway) = (Arc::clone(core), gateway.clone());
            core.tasks.spawn(async move {
                let stop = task.stop.clone();
                let _ = stop.run_until_cancelled(carry_out(&task, &account, step)).await;
                if let Some(lane) = lane {
                    task.inventory().asking.remove(&(gateway, lane));
                }
            });
        }
    }
}

/// Nothing of it can be due, as is told without a closer look at it: it has no rows, and its list was read just now.
fn is_at_rest(core: &Core, inventory: &Inventory, rows: &Rows, pace: Pace, id: AccountId) -> bool {
    let is_fresh = inventory.refreshed.get(&id).is_some_and(|(at, _)| core.watch_time_since(*at) < pace.rest);
    is_fresh && !rows.any.contains(&id)
}

/// Whether a pairing window is open there: it asks often enough, and its gateway's patience is for it.
fn is_pairing(core: &Core, gateway: &str) -> bool {
    let inventory = core.inventory();
    let open = inventory.more_codes.values().filter_map(|(account, _)| inventory.accounts.get(account));
    open.into_iter().any(|account| Core::gateway_of(account) == gateway)
}

async fn carry_out(core: &Arc<Core>, account: &Account, step: Step) {
    // Each account shows its own failure.
    match step {
        Step::Account(id) => drop(sync::sync_by_itself(core, id).await),
        Step::State(row) => drop(link::refresh(core, account, &row, By::Itself).await),
        Step::Closer(row) => drop(half_open::look(core, account, &row, By::Itself).await),
    }
}

/// A gateway with those of its accounts that may be asked.
struct Here<'a> {
    core: &'a Core,
    pace: Pace,
    rows: &'a Rows,
    accounts: &'a [Account],
    /// What is left of its budget, and how much that is in a minute.
    left: u32,
    limit: u32,
    /// A pairing window is open there.
    pairs: bool,
}

impl Here<'_> {
    /// What is due: the account that was to be looked at longest ago, and what does not wait for its end.
    fn due(&self, gateway: &str) -> Vec<(Account, Step)> {
        let mut due = Vec::new();
        let overdue = self.accounts.iter().filter_map(|account| Some((self.overdue(account.id)?, account)));
        let account = overdue.max_by_key(|(by, _)| *by).map(|(_, account)| account);
        due.extend(account.map(|account| (account.clone(), Step::Account(account.id))));
        let is_free = |lane: Asked| !self.core.inventory().asking.contains(&(gateway.to_owned(), lane));
        if self.pairs {
            return due;
        }
        if is_free(Asked::OnScreen) {
            due.extend(self.on_screen());
        }
        if due.is_empty() && self.left > (self.limit / SPARE).max(OF_A_CALL) && is_free(Asked::Closer) {
            due.extend(self.closer());
        }
        due
    }

    fn cost(&self, id: AccountId) -> u32 {
        self.core.inventory().costs.get(&id).copied().unwrap_or(1)
    }

    /// Its list shows what of it is on the screen for fewer requests than the state of each row.
    fn is_shown_by_list(&self, id: AccountId) -> bool {
        let shown = self.rows.shown_of(id);
        shown > 0 && !self.pairs && is_list_cheaper(self.cost(id), shown)
    }

    /// How long an account should have been looked at, if it should. Lists share their part of the budget: those of all
    /// accounts, and before them those of what is on the screen.
    fn overdue(&self, id: AccountId) -> Option<Duration> {
        let (refreshed, is_moment) = {
            let inventory = self.core.inventory();
            if inventory.syncing.contains(&id) {
                return None;
            }
            let failing = inventory.looked.get(&id).and_then(|looked| looked.failing.as_ref());
            (inventory.refreshed.get(&id).copied(), failing.is_some_and(Failing::may_be_a_moment))
        };
        let Some((at, took)) = refreshed else { return Some(Duration::MAX) };
        let by_list = self.is_shown_by_list(id);
        let beside = self.accounts.iter().filter(|account| !by_list || self.is_shown_by_list(account.id));
        let cost = if is_moment { self.cost(id) } else { beside.map(|account| self.cost(account.id)).sum() };
        let every = list_every(self.pace, by_list || is_moment, took, cost, self.limit);
        self.core.watch_time_since(at).checked_sub(every)
    }

    /// The row on the screen that was asked for longest ago, of those whose list is too long to be read in seconds.
    fn on_screen(&self) -> Option<(Account, Step)> {
        let of = |id: AccountId| self.accounts.iter().find(|account| account.id == id);
        let is_asked = |id: AccountId| of(id).is_some() && !self.is_shown_by_list(id);
        let asked: IdSet<AccountId> = self.rows.shown.keys().copied().filter(|id| is_asked(*id)).collect();
        if asked.is_empty() {
            return None;
        }
        let mut inventory = self.core.inventory();
        let Inventory { instances, shown, asked: times, .. } = &mut *inventory;
        let rows = shown.instances.iter().filter_map(|id| instances.get(id));
        let rows = rows.filter(|row| asked.contains(&row.account) && !row.presence.is_missing());
        let time_since = |at: &Instant| self.core.watch_time_since(*at);
        let is_due = |row: &&Arc<Instance>| times.get(&row.id).is_none_or(|at| time_since(at) >= self.pace.screen);
        let row = Arc::clone(rows.filter(is_due).min_by_key(|row| times.get(&row.id).copied())?);
        times.insert(row.id, Instant::now());
        Some((of(row.account)?.clone(), Step::State(row)))
    }

    /// The link for which that is longest ago, if it is to be looked at closer.
    fn closer(&self) -> Option<(Account, Step)> {
        let links = self.accounts.iter().filter_map(|account| self.rows.linked.get(&account.id));
        let every = closer_every(links.map(|linked| linked.count).sum(), self.limit);
        let (account, row) = {
            let mut inventory = self.core.inventory();
            let closer = &mut inventory.closer;
            let next = |account: &Account| Some(Arc::clone(&self.rows.linked.get(&account.id)?.next));
            let rows = self.accounts.iter().filter_map(|account| Some((account, next(account)?)));
            let time_since = |at: &Instant| self.core.watch_time_since(*at);
            let due = rows.filter(|(_, row)| closer.get(&row.id).is_none_or(|at| time_since(at) >= every));
            let (account, row) = due.min_by_key(|(_, row)| closer.get(&row.id).copied())?;
            closer.insert(row.id, Instant::now());
            (account, row)
        };
        // What an account can do is found out by making requests up: once for each look.
        Core::capabilities(account).link_read.then(|| (account.clone(), Step::Closer(row)))
    }
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

#[cfg(test)]
mod tests;
