//! What a gateway is asked by itself: no more than its budget, in which all counts that is sent there.

use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::watch::{Budget, PER_MINUTE};
use crate::engine::clock;
use crate::engine::event::Use;
use crate::engine::shared::{Core, Inventory};
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::Instant;

/// Who wants something of a gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A person waits for it.
    Person,
    /// Nobody: it keeps to the budget, and one thing follows the other.
    Itself,
    /// The same for one of the many requests of a round: it leaves a part of the budget for what is on the screen.
    Round,
}

impl By {
    /// The same for one of many requests.
    pub const fn of_many(self) -> Self {
        match self {
            Self::Person => Self::Person,
            Self::Itself | Self::Round => Self::Round,
        }
    }
}

/// A round leaves so large a part of a budget.
const SPARE: u32 = 4;

/// The turn at a gateway of who asks it by itself, until it is dropped: each waits for the one before, so that a list of
/// many pages lets what is on the screen and other accounts between them.
pub struct Turn {
    /// What waiting for it took.
    pub waited: Duration,
    _held: Option<OwnedMutexGuard<()>>,
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

    /// Something is about to be sent there. It counts from now on, and for a minute after what is given back has gone.
    pub(super) fn begin_request(&self, account: &Account) -> UnderWay<'_> {
        budget_of(&mut self.inventory().budgets, account).begin();
        UnderWay { core: self, gateway: Self::gateway_of(account) }
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

    /// Waits until it is its turn and the budget has room for one more request, for what nobody waits for.
    pub async fn wait_for_turn(&self, account: &Account, by: By) -> Turn {
        self.wait_for_room(account, by, 1).await
    }

    /// The same for a call about an instance.
    pub async fn wait_for_call(&self, account: &Account, by: By) -> Turn {
        self.wait_for_room(account, by, OF_A_CALL).await
    }

    async fn wait_for_room(&self, account: &Account, by: By, requests: u32) -> Turn {
        if by == By::Person {
            return Turn { waited: Duration::ZERO, _held: None };
        }
        let began = Instant::now();
        let turns: Arc<Mutex<()>> = Arc::clone(self.inventory().turns.entry(Self::gateway_of(account)).or_default());
        loop {
            let held = Arc::clone(&turns).lock_owned().await;
            let wait = {
                let at = self.watch_time_since(self.began);
                let mut inventory = self.inventory();
                let budget = budget_of(&mut inventory.budgets, account);
                let spare = if by == By::Round { budget.limit() / SPARE } else { 0 };
                budget.wait(at, requests + spare) / self.timing.haste
            };
            if wait.is_zero() {
                return Turn { waited: began.elapsed(), _held: Some(held) };
            }
            // Whoever needs less room than this goes before.
            drop(held);
            tokio::time::sleep(wait).await;
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

/// A request to a gateway, until it is answered or given up.
pub(super) struct UnderWay<'a> {
    core: &'a Core,
    gateway: String,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let at = self.core.watch_time_since(self.core.began);
        if let Some(budget) = self.core.inventory().budgets.get_mut(&self.gateway) {
            budget.end(at);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::shared::played;
    use crate::providers::Call;
    use crate::providers::http::{Request, Response};
    use std::sync::{Arc, Mutex};

    const MINUTE: Duration = Duration::from_mins(1);

    /// When each request came.
    type Came = Arc<Mutex<Vec<Instant>>>;

    /// An account whose gateway has times for the way there and for its answer, by the number of the request.
    async fn at(times: impl Fn(u64) -> [Duration; 2] + Send + Sync + 'static) -> (Core, Account, Came) {
        let came = Came::default();
        let (noted, count) = (Arc::clone(&came), Mutex::new(0));
        let network = move |_: Request| {
            let mut count = count.lock().unwrap();
            *count += 1;
            let ([there, back], noted) = (times(*count), Arc::clone(&noted));
            Box::pin(async move {
                tokio::time::sleep(there).await;
                noted.lock().unwrap().push(Instant::now());
                tokio::time::sleep(back).await;
                Ok(Response { status: 200, body: b"[]".to_vec(), ..Response::default() })
            }) as _
        };
        let (core, account, _) = played::core(network).await;
        (core, account, came)
    }

    async fn ask(core: &Core, account: &Account) {
        let _turn = core.wait_for_turn(account, By::Itself).await;
        core.call_account(account, &Call::Check).await.unwrap();
    }

    /// The shortest time in which one more than the budget came.
    fn shortest(came: &Came) -> Duration {
        let (came, most) = (came.lock().unwrap(), PER_MINUTE as usize);
        assert!(came.len() > 4 * most, "only {} came", came.len());
        came.windows(most + 1).map(|these| these[most] - these[0]).min().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_gateway_that_says_it_was_too_much_is_asked_less_also_where_it_does_not_say_for_how_long() {
        for (status, left) in [(429, PER_MINUTE / 2), (500, PER_MINUTE)] {
            let network =
                move |_: Request| Box::pin(async move { Ok(Response { status, ..Response::default() }) }) as _;
            let (core, account, _) = played::core(network).await;
            core.call_account(&account, &Call::Check).await.unwrap_err();
            assert_eq!(core.left_for(&account).1, left, "{status}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn no_minute_has_more_than_the_budget_where_the_requests_come() {
        let millis = Duration::from_millis;
        // Each takes another time to come there, and to be answered.
        let (core, account, came) = at(move |count| [millis(count * 37 % 900), millis(count * 11 % 300)]).await;
        for _ in 0..6 * PER_MINUTE {
            ask(&core, &account).await;
        }
        assert!(shortest(&came) >= MINUTE, "{:?}", shortest(&came));
    }
}
