//! The timeline, the alerts and their rules on the disk.

use crate::domain::failure::Failure;
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::moment::{Moment, Stretch};
use crate::domain::watch::{Alert, Rules};
use crate::engine::store::Store;
use crate::engine::store::moment_rows::{drop_oldest, moments_of, put_watched, watched_of};
use crate::engine::store::rows::{json, put_setting};
use jiff::Timestamp;
use rusqlite::params;

/// Moments that are kept of one instance: a link that flaps every few minutes fills more than half a week with them.
const MOST: u32 = 5000;

impl Store {
    /// What is kept of an instance since then, and while its account was watched.
    pub async fn history(
        &self,
        instance: InstanceId,
        account: AccountId,
        from: Timestamp,
    ) -> Result<(Vec<Moment>, Vec<Stretch>), Failure> {
        self.read(move |db| Ok((moments_of(db, instance, from)?, watched_of(db, account, from)?))).await
    }

    /// Keeps the stretches during which accounts were watched.
    pub async fn save_watched(&self, all: Vec<(AccountId, Stretch)>) -> Result<(), Failure> {
        self.write(move |db| all.iter().try_for_each(|(account, stretch)| put_watched(db, *account, *stretch)))
            .await
    }

    /// The newest time that a watched account was known at, by the wall clock of then.
    pub async fn last_watched(&self) -> Result<Option<Timestamp>, Failure> {
        let newest: Option<i64> =
            self.read(|db| db.query_row("SELECT max(until) FROM watched", [], |row| row.get(0))).await?;
        Ok(newest.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    /// Keeps alerts as they are now, and drops others.
    pub async fn save_alerts(&self, keep: Vec<Alert>, drop: Vec<String>) -> Result<(), Failure> {
        self.write(move |db| {
            for alert in &keep {
                let sql = "INSERT INTO alerts (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = ?2";
                db.execute(sql, params![alert.id(), json(alert)])?;
            }
            drop.iter()
                .try_for_each(|id| db.execute("DELETE FROM alerts WHERE id = ?1", [id]).map(std::mem::drop))
        })
        .await
    }

    /// Keeps the rules of the watch.
    pub async fn save_rules(&self, rules: &Rules) -> Result<(), Failure> {
        let rules = json(rules);
        self.write(move |db| put_setting(db, "rules", &rules)).await
    }

    /// Drops the oldest moments of instances that change all the time. How these stood before is not known any more then.
    pub async fn thin_out(&self) -> Result<(), Failure> {
        self.write(|db| drop_oldest(db, MOST)).await
    }

    /// Drops what is older.
    pub async fn prune(&self, before: Timestamp) -> Result<(), Failure> {
        let before = before.as_millisecond();
        self.write(move |db| {
            db.execute("DELETE FROM moments WHERE at < ?1", [before])?;
            db.execute("DELETE FROM watched WHERE until < ?1", [before]).map(drop)
        })
        .await
    }
}
