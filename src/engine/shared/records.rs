//! Keeping rows, intents and activity lines: on the disk first, then in memory, then told.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdSet, InstanceId, RunId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent, Outcome, Step};
use crate::domain::link::{Lost, LostReason};
use crate::domain::moment::Moment;
use crate::engine::clock;
use crate::engine::event::Event;
use crate::engine::shared::moments::turned;
use crate::engine::shared::seen::seen;
use crate::engine::shared::{Core, Inventory};
use std::sync::Arc;
use tokio::sync::MutexGuard;
use tokio::time::Instant;

/// Rows that are written at once: other writing need not wait for a whole list.
const PART: usize = 5000;
/// Moments that wait for a disk which refuses them.
const MOMENTS: usize = 20_000;
/// Lines that one list writes at most: a gateway that was restarted changes every row.
const LINES: usize = 500;

impl Core {
    /// Lock for changing rows. Without it a row that was removed meanwhile would come back.
    pub async fn rows(&self) -> MutexGuard<'_, ()> {
        self.rows.lock().await
    }

    /// Keeps an account and tells the interface.
    pub async fn put_account(&self, account: Account) -> Result<(), Failure> {
        self.store.save_account(&account).await?;
        {
            let mut inventory = self.inventory();
            inventory.refused.remove(&account.id);
            inventory.accounts.insert(account.id, account.clone());
        }
        self.emit(Event::AccountChanged(Box::new(account))).await;
        Ok(())
    }

    /// Changes a row as it is now, keeps it and tells the interface; `NotFound` when it was removed meanwhile.
    pub async fn change_instance(
        &self,
        id: InstanceId,
        change: impl FnOnce(&mut Instance),
    ) -> Result<Arc<Instance>, Failure> {
        let _rows = self.rows().await;
        let before = self.instance(id)?;
        let mut row = Instance::clone(&before);
        change(&mut row);
        if row == *before {
            return Ok(before);
        }
        let row = Arc::new(row);
        let moments = turned(Some(&before), &row).into_iter().collect();
        self.store.save_rows(vec![Arc::clone(&row)], Vec::new(), moments).await?;
        self.show_kept(&row).await;
        Ok(row)
    }

    /// Tells the interface of a row that is kept already; what happened to it by that is kept with the next rows.
    pub async fn show_instance(&self, row: &Arc<Instance>) {
        {
            let mut inventory = self.inventory();
            let moment = turned(inventory.instances.get(&row.id).map(|row| &**row), row);
            inventory.moments.extend(moment);
        }
        self.show_kept(row).await;
    }

    async fn show_kept(&self, row: &Arc<Instance>) {
        let before = self.inventory().instances.insert(row.id, Arc::clone(row));
        self.tell_rows(vec![Arc::clone(row)]).await;
        let Some(before) = before else { return };
        if let Some(lost) = row.lost.filter(|_| before.lost.is_none()) {
            self.note_lost(row, lost).await;
        } else if let Some(what) = seen(&before, row) {
            self.note_instance(row, what, Outcome::Noted).await;
        }
    }

    /// That a link was lost stands in the timeline at the time that the gateway tells.
    async fn note_lost(&self, instance: &Instance, lost: Lost) {
        let what = lost.reason.map_or("lost-unknown", LostReason::key);
        let entry = entry(instance, what, Outcome::Noted);
        self.log_activity(Entry { at: lost.since.min(entry.at), ..entry }).await;
    }

    /// Shows rows as they are now, and others no more; the disk follows by [`Core::keep_rows`]. A list would tell them again.
    /// For those who have the right to the rows.
    pub async fn show_rows(&self, changed: Vec<Arc<Instance>>, removed: Vec<InstanceId>) {
        let mut lines = Vec::new();
        {
            let mut inventory = self.inventory();
            inventory.unkept.extend(changed.iter().map(|row| row.id).chain(removed.iter().copied()));
            for row in &changed {
                let before = inventory.instances.insert(row.id, Arc::clone(row));
                inventory.moments.extend(turned(before.as_deref(), row));
                let what = before.and_then(|before| seen(&before, row)).filter(|_| lines.len() < LINES);
                lines.extend(what.map(|what| entry(row, what, Outcome::Noted)));
            }
            for id in &removed {
                inventory.instances.remove(id);
            }
        }
        self.tell_rows(changed).await;
        if !removed.is_empty() {
            self.emit(Event::InstancesRemoved(removed)).await;
        }
        if !lines.is_empty() {
            let _ = self.store.log_all(lines.clone()).await;
            for line in lines {
                self.emit(Event::Noted(line)).await;
            }
        }
    }

    /// Brings the disk to what was shown, in parts: other writing need not wait for a whole list.
    ///
    /// # Errors
    /// When the disk refuses a part. It stays unkept, for the next try.
    pub async fn keep_rows(&self) -> Result<(), Failure> {
        loop {
            let _rows = self.rows().await;
            let part: Vec<InstanceId> = self.inventory().unkept.iter().take(PART).copied().collect();
            let moments = self.moments_beside(&part);
            if part.is_empty() && moments.is_empty() {
                return Ok(());
            }
            let (changed, removed) = {
                let inventory = self.inventory();
                let row = |id: &InstanceId| inventory.instances.get(id).cloned().ok_or(*id);
                let rows: Vec<_> = part.iter().map(row).collect();
                let removed = rows.iter().filter_map(|row| row.as_ref().err().copied()).collect();
                (rows.into_iter().filter_map(Result::ok).collect(), removed)
            };
            let kept = self.store.save_rows(changed, removed, moments.clone()).await;
            let mut inventory = self.inventory();
            if let Err(failure) = kept {
                inventory.moments.splice(0..0, moments.into_iter().take(MOMENTS));
                return Err(failure);
            }
            for id in &part {
                inventory.unkept.remove(id);
            }
        }
    }

    /// The moments that the disk can take with these rows: those of others that wait come with them.
    fn moments_beside(&self, part: &[InstanceId]) -> Vec<Moment> {
        let part: IdSet<InstanceId> = part.iter().copied().collect();
        let mut inventory = self.inventory();
        let Inventory { moments, unkept, .. } = &mut *inventory;
        let is_due = |moment: &mut Moment| part.contains(&moment.instance) || !unkept.contains(&moment.instance);
        moments.extract_if(.., is_due).collect()
    }

    /// Removes an instance row here, with its secrets. The row goes first: a crash in between leaves a stray, which is
    /// cleared, and not a row without its token.
    pub async fn forget_instance(&self, id: InstanceId) -> Result<(), Failure> {
        let row = self.take_row(id).await?;
        // Without the right to the rows: a keyring that prompts must not hold up the others.
        if let Some(key) = &row.vault_key
            && let Err(failure) = self.drop_secrets(key).await
        {
            self.put_row_back(&row).await?;
            return Err(failure);
        }
        self.emit(Event::InstancesRemoved(vec![id])).await;
        Ok(())
    }

    async fn take_row(&self, id: InstanceId) -> Result<Arc<Instance>, Failure> {
        let _rows = self.rows().await;
        let row = self.instance(id)?;
        self.store.remove_instance(id).await?;
        let mut inventory = self.inventory();
        inventory.instances.remove(&id);
        inventory.gone.insert((row.account, row.remote_id.clone()), Instant::now());
        Ok(row)
    }

    async fn put_row_back(&self, row: &Arc<Instance>) -> Result<(), Failure> {
        let _rows = self.rows().await;
        self.account(row.account)?;
        self.store.save_instance(row).await?;
        self.inventory().gone.remove(&(row.account, row.remote_id.clone()));
        self.show_instance(row).await;
        Ok(())
    }

    /// The row of a remote id, where we have one.
    pub fn row_of(&self, account: AccountId, remote_id: &str) -> Option<Arc<Instance>> {
        let inventory = self.inventory();
        let mut rows = inventory.instances.values();
        rows.find(|row| row.account == account && row.remote_id == remote_id).cloned()
    }

    /// Moves an intent by one step and keeps it with the lines that tell of it. It is on the disk when this returns without
    /// a failure.
    pub async fn step(&self, intent: &mut Intent, step: Step, lines: &[Line<'_>]) -> Result<(), Failure> {
        advance(intent, step)?;
        let lines = entries(intent, lines);
        self.store.save_intent(intent, &lines).await?;
        self.show_intent(intent, lines).await;
        Ok(())
    }

    /// Moves an intent by a step that tells what has happened outside. A disk that fails now does not undo that:
    /// memory goes on, and the older stage on the disk leads to a look-up after a restart.
    pub async fn advance_best_effort(
        &self,
        intent: &mut Intent,
        step: Step,
        lines: &[Line<'_>],
    ) -> Result<(), Failure> {
        advance(intent, step)?;
        let lines = entries(intent, lines);
        let _ = self.store.save_intent(intent, &lines).await;
        self.show_intent(intent, lines).await;
        Ok(())
    }

    /// Keeps an intent that stays at its stage.
    pub async fn put_intent(&self, intent: &Intent) -> Result<(), Failure> {
        self.store.save_intent(intent, &[]).await?;
        self.show_intent(intent, Vec::new()).await;
        Ok(())
    }

    /// Tells the interface of an intent, with the lines that were kept with it.
    pub async fn show_intent(&self, intent: &Intent, lines: Vec<Entry>) {
        self.inventory().intents.insert(intent.id, intent.clone());
        self.settle_item(intent).await;
        self.emit(Event::IntentChanged(Box::new(intent.clone()))).await;
        for line in lines {
            self.emit(Event::Noted(line)).await;
        }
    }

    /// What an intent has come to, its item of a run has come to, once that is said not to be confirmed.
    pub async fn settle_item(&self, intent: &Intent) {
        let settled = self.inventory().board.settled(intent, clock::now());
        if let Some((run, item)) = settled {
            let _ = self.store.save_item(run, &item).await;
            self.settle_run(run).await;
            self.runs_moved.notify_one();
        }
    }

    /// Keeps how a run stands once nothing of it is to go any more, and gives the secrets back that nobody needs then.
    pub async fn settle_run(&self, id: RunId) {
        let ended = self.inventory().board.ended(id);
        let Some((run, slots)) = ended else { return };
        if self.store.save_run(&run, Vec::new()).await.is_ok() {
            for (_, key) in &slots {
                self.discard(key);
            }
        }
    }

    /// Writes a line of the activity. That it cannot be kept is no reason to stop what it tells of.
    pub async fn log_activity(&self, entry: Entry) {
        let _ = self.store.log_activity(&entry).await;
        self.emit(Event::Noted(entry)).await;
    }

    /// A line about a create.
    pub async fn note_intent(&self, intent: &Intent, what: &str, outcome: Outcome) {
        self.log_activity(intent_entry(intent, what, outcome)).await;
    }

    /// A line about an account.
    pub async fn note_account(&self, account: &Account, what: &str) {
        self.log_activity(Entry {
            at: clock::now(),
            account: Some(account.id),
            instance: None,
            intent: None,
            what: what.to_owned(),
            subject: account.label.clone(),
            outcome: Outcome::Ok,
        })
        .await;
    }

    /// A line about an instance.
    pub async fn note_instance(&self, instance: &Instance, what: &str, outcome: Outcome) {
        self.log_activity(entry(instance, what, outcome)).await;
    }
}

fn entry(instance: &Instance, what: &str, outcome: Outcome) -> Entry {
    Entry {
        at: clock::now(),
        account: Some(instance.account),
        instance: Some(instance.id),
        intent: None,
        what: what.to_owned(),
        subject: instance.name.clone(),
        outcome,
    }
}

/// What a line about a create says: its text key, and what came of it.
pub type Line<'a> = (&'a str, Outcome);

/// A line of the activity about a create.
pub fn intent_entry(intent: &Intent, what: &str, outcome: Outcome) -> Entry {
    Entry {
        at: clock::now(),
        account: Some(intent.account),
        instance: intent.instance,
        intent: Some(intent.id),
        what: what.to_owned(),
        subject: intent.name.clone(),
        outcome,
    }
}

fn entries(intent: &Intent, lines: &[Line<'_>]) -> Vec<Entry> {
    lines.iter().map(|(what, outcome)| intent_entry(intent, what, outcome.clone())).collect()
}

/// Moves an intent by one step of the transition table.
pub fn advance(intent: &mut Intent, step: Step) -> Result<(), Failure> {
    let next = intent.stage.next(step).ok_or_else(|| {
        Failure::new(FailureKind::StoreFailed).details(format!("{step:?} cannot follow {:?}", intent.stage))
    })?;
    intent.stage = next;
    Ok(())
}
