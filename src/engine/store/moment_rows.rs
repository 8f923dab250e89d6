//! Moments, and while which account was watched ↔ rows.

use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::moment::{Moment, Standing, Stretch};
use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

/// Adds moments. Those of rows that are gone meanwhile are nobody's.
pub fn put_moments(db: &Transaction<'_>, moments: &[Moment]) -> rusqlite::Result<()> {
    let mut put = db.prepare(
        "INSERT INTO moments (instance, at, was, is_now, what)
         SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM instances WHERE id = ?1)",
    )?;
    for moment in moments {
        let at = moment.at.as_millisecond();
        put.execute(params![moment.instance.to_string(), at, moment.was.word(), moment.is.word(), moment.what])?;
    }
    Ok(())
}

/// Drops the oldest moments of each instance that has more than so many. Before the first that is left nothing is known.
pub fn drop_oldest(db: &Connection, most: u32) -> rusqlite::Result<()> {
    let mut many = db.prepare("SELECT instance, count(*) FROM moments GROUP BY instance HAVING count(*) > ?1")?;
    let many = many.query_map([most], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    for one in many.collect::<rusqlite::Result<Vec<_>>>()? {
        let (instance, count) = one;
        db.execute(
            "DELETE FROM moments WHERE rowid IN
             (SELECT rowid FROM moments WHERE instance = ?1 ORDER BY at, rowid LIMIT ?2)",
            params![instance, count - i64::from(most)],
        )?;
        db.execute(
            "UPDATE moments SET was = ?2 WHERE rowid =
             (SELECT rowid FROM moments WHERE instance = ?1 ORDER BY at, rowid LIMIT 1)",
            params![instance, Standing::Unknown.word()],
        )?;
    }
    Ok(())
}

/// What happened to an instance since then, the oldest first.
pub fn moments_of(db: &Connection, instance: InstanceId, from: Timestamp) -> rusqlite::Result<Vec<Moment>> {
    let mut found =
        db.prepare("SELECT at, was, is_now, what FROM moments WHERE instance = ?1 AND at >= ?2 ORDER BY at, rowid")?;
    let rows = found.query_map(params![instance.to_string(), from.as_millisecond()], |row| {
        let at: i64 = row.get(0)?;
        let (was, is): (String, String) = (row.get(1)?, row.get(2)?);
        Ok((at, was, is, row.get::<_, String>(3)?))
    })?;
    let moment = |(at, was, is, what): (i64, String, String, String)| {
        let at = Timestamp::from_millisecond(at).ok()?;
        Some(Moment { instance, at, was: Standing::of(&was), is: Standing::of(&is), what })
    };
    rows.filter_map(|row| row.map(moment).transpose()).collect()
}

/// While an account was watched since then.
pub fn watched_of(db: &Connection, account: AccountId, from: Timestamp) -> rusqlite::Result<Vec<Stretch>> {
    let mut found = db.prepare("SELECT since, until FROM watched WHERE account = ?1 AND until >= ?2 ORDER BY since")?;
    let rows = found.query_map(params![account.to_string(), from.as_millisecond()], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
    })?;
    let stretch = |(since, until): (i64, i64)| {
        Some((Timestamp::from_millisecond(since).ok()?, Timestamp::from_millisecond(until).ok()?))
    };
    rows.filter_map(|row| row.map(stretch).transpose()).collect()
}

/// Keeps a stretch as far as it goes by now.
pub fn put_watched(db: &Transaction<'_>, account: AccountId, (since, until): Stretch) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO watched (account, since, until)
         SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?1)
         ON CONFLICT (account, since) DO UPDATE SET until = ?3",
        params![account.to_string(), since.as_millisecond(), until.as_millisecond()],
    )?;
    Ok(())
}
