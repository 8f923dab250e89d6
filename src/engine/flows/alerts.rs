//! The alerts: looked after whenever something may have changed, kept, and told once.

use crate::domain::failure::Failure;
use crate::domain::ids::AccountId;
use crate::domain::watch::{AlertChanges, Failing, Look, Rules};
use crate::engine::event::Event;
use crate::engine::shared::{Core, Inventory};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Notes how a look at an account ended.
pub fn note(core: &Core, account: AccountId, result: &Result<(), Failure>) {
    let steady = core.steady();
    let mut inventory = core.inventory();
    let looked = inventory.looked.entry(account).or_default();
    looked.tries += 1;
    match result {
        Ok(()) => {
            looked.looks += 1;
            looked.failing = None;
        }
        Err(failure) => {
            looked.failing = Some(Failing::again(looked.failing.as_ref(), failure, steady));
        }
    }
}

/// Looks whether an alert begins or ends by now.
pub async fn look(core: &Core) {
    let now = core.now();
    let changes = {
        let mut inventory = core.inventory();
        if inventory.rules.are_paused(now) {
            return;
        }
        let is_quiet = inventory.rules.quiet.are_at(now.to_zoned(TimeZone::system()).datetime());
        let Inventory { accounts, looked, instances, rules, alerts, .. } = &mut *inventory;
        looked.retain(|account, _| accounts.contains_key(account));
        // One that was not looked at in this run yet is known all the same: none of its alerts is over for that.
        for account in accounts.keys() {
            looked.entry(*account).or_default();
        }
        let look = Look { now, steady: core.steady(), rules, is_quiet, accounts: looked };
        alerts.look(&look, instances.values().map(|row| &**row))
    };
    keep(core, changes).await;
}

/// Puts alerts off until then.
pub async fn snooze(core: &Core, ids: &[String], until: Option<Timestamp>) {
    let changes = core.inventory().alerts.snooze(ids, until);
    keep(core, changes).await;
}

/// Goes by these rules from now on.
pub async fn follow(core: &Core, rules: Rules) {
    core.inventory().rules = rules;
    look(core).await;
}

/// The same, and keeps them. A disk that refuses does not undo that.
pub async fn save(core: &Core, rules: Rules) -> Result<(), Failure> {
    let kept = core.store.save_rules(&rules).await;
    follow(core, rules).await;
    kept
}

/// Keeps what changed, and tells it. That it cannot be kept is no reason not to tell it.
async fn keep(core: &Core, changes: AlertChanges) {
    if changes.is_empty() {
        return;
    }
    let all = core.inventory().alerts.all();
    core.emit(Event::AlertsChanged(Arc::new(all))).await;
    let AlertChanges { tell, keep, drop } = changes;
    let _ = core.store.save_alerts(keep, drop).await;
    if !tell.is_empty() {
        core.emit(Event::Alerted(tell)).await;
    }
}
