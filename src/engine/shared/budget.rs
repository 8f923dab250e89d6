//! What a gateway is asked by itself: no more than its budget, in which all counts that is sent there.

use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::watch::{Budget, PER_MINUTE};
use crate::engine::clock;
use crate::engine::event::Use;
use crate::engine::shared::{Core, Inventory};
use jiff::Timestamp;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::Instant;

/// Who wants something of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A person waits for it.
    Person,
    /// Nobody: it keeps to the budget, and one thing follows the other.
    Itself,
}

/// The most requests that one call about an instance comes to: with its token, to see who has its name, once more.
pub const OF_A_CALL: u32 = 3;

impl Core {
    /// So much time has gone by since then, by the clock of the watch.
    pub fn watch_time_since(&self, then: Instant) -> Duration {
        then.elapsed() * self.timing.haste
    }

    /// What time it is to the watch and to what is heard of links, by the wall clock.
    pub fn now(&self) -> Timestamp {
        self.hurried(clock::now())
    }

    /// The same by a clock that goes on evenly.
    pub fn steady(&self) -> Timestamp {
        self.hurried(clock::steady())
    }

    fn hurried(&self, at: Timestamp) -> Timestamp {
        at.checked_add(self.began.elapsed() * (self.timing.haste - 1)).unwrap_or(at)
    }

    /// A gateway, by which several accounts may be had.
    pub fn gateway_of(account: &Account) -> String {
        account.origin().map_or_else(|_| account.base_url.clone(), |origin| origin.address().to_owned())
    }

    /// Something is about to be sent there.
    pub(super) fn note_request(&self, account: &Account) {
        let at = self.watch_time_since(self.began);
        budget_of(&mut self.inventory().budgets, account).note(at);
    }

    /// The gateway said that this was too much.
    pub(super) fn note_too_many(&self, account: &Account) {
        let at = self.watch_time_since(self.began);
        budget_of(&mut self.inventory().budgets, account).slow_down(at);
    }

    /// Requests that its gateway may get now, and how many there are in a minute.
    pub fn left_for(&self, account: &Account) -> (u32, u32) {
        self.left_at(&Self::gateway_of(account), account)
    }

    /// The same where it is known which gateway that is.
    pub fn left_at(&self, gateway: &str, account: &Account) -> (u32, u32) {
        let at = self.watch_time_since(self.began);
        let mut inventory = self.inventory();
        let budget = budget_at(&mut inventory.budgets, gateway.to_owned(), account);
        (budget.left(at), budget.limit())
    }

    /// Waits until the budget has room for one more request, for what nobody waits for. How long that took.
    pub async fn wait_for_turn(&self, account: &Account, by: By) -> Duration {
        self.wait_for_room(account, by, 1).await
    }

    /// The same for a call about an instance.
    pub async fn wait_for_call(&self, account: &Account, by: By) -> Duration {
        self.wait_for_room(account, by, OF_A_CALL).await
    }

    async fn wait_for_room(&self, account: &Account, by: By, requests: u32) -> Duration {
        let mut waited = Duration::ZERO;
        if by == By::Person {
            return waited;
        }
        loop {
            let wait = {
                let at = self.watch_time_since(self.began);
                budget_of(&mut self.inventory().budgets, account).wait(at, requests) / self.timing.haste
            };
            if wait.is_zero() {
                return waited;
            }
            tokio::time::sleep(wait).await;
            waited += wait;
        }
    }

    /// What each account's gateway was asked in the last minute.
    pub fn uses(&self) -> Vec<Use> {
        let at = self.watch_time_since(self.began);
        let mut inventory = self.inventory();
        let Inventory { accounts, budgets, .. } = &mut *inventory;
        let told = |account: &Account| {
            let budget = budget_of(budgets, account);
            Use { account: account.id, used: budget.used(at), limit: budget.limit() }
        };
        let mut uses: Vec<Use> = accounts.values().map(told).collect();
        uses.sort_by_key(|told: &Use| AccountId::to_string(&told.account));
        uses
    }
}

fn budget_of<'a>(budgets: &'a mut HashMap<String, Budget>, account: &Account) -> &'a mut Budget {
    budget_at(budgets, Core::gateway_of(account), account)
}

fn budget_at<'a>(budgets: &'a mut HashMap<String, Budget>, gateway: String, account: &Account) -> &'a mut Budget {
    budgets.entry(gateway).or_insert_with(|| {
        let told = Core::quirks(account).requests_a_minute.unwrap_or(PER_MINUTE);
        Budget::new(told.min(PER_MINUTE))
    })
}
