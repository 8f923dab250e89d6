//! One SQLite file with everything that is not a secret. One thread owns it; one lock keeps a second program away.

mod bundle;
mod errors;
mod folder;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod json;
mod moment_rows;
mod moments;
mod removal;
#[cfg(any(windows, test))]
mod rights;
pub mod rows;
mod runs;
pub mod schema;
mod watch;

use crate::domain::account::Account;
use crate::domain::annotation::Tag;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, RunId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::domain::origin::Origin;
use crate::domain::run::{Run, RunItem, WholeRun};
use crate::domain::secret::SecretRef;
use crate::domain::settings::Settings;
use crate::domain::views::Views;
use crate::engine::command::{Books, Draft, Template};
use crate::engine::crash;
use crate::engine::event::Loaded;
pub use crate::engine::store::bundle::Bundle;
pub use crate::engine::store::errors::OpenError;
use crate::engine::store::folder::Mark;
pub use crate::engine::store::folder::{DATABASE, name as folder_name};
pub use crate::engine::store::removal::{lock_once_free, remove_folder};
use crate::engine::store::watch::Watch;
use rusqlite::{Connection, ErrorCode, Transaction};
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use tokio::sync::oneshot;

/// One piece of work on the database.
pub type Job = Box<dyn FnOnce(&mut Base) + Send>;

/// The database and what is watched of its files.
pub struct Base {
    connection: Connection,
    /// `None` for a database in memory.
    watch: Option<Watch>,
    /// SQLite met damage in it: the next start searches it.
    damaged: bool,
    /// Nothing comes any more; who is told when it is closed.
    over: Option<oneshot::Sender<()>>,
}

impl Base {
    fn lost(&mut self) -> Option<Notice> {
        self.watch.as_mut()?.look(&self.connection).cloned()
    }

    /// One transaction. It does not count when the files are not the ones that were opened.
    fn write(&mut self, act: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>) -> Result<(), Failure> {
        if self.lost().is_some() {
            return Err(FailureKind::StoreLost.into());
        }
        crash::before("disk");
        let done = self.connection.transaction().and_then(|transaction| {
            act(&transaction)?;
            transaction.commit()
        });
        crash::behind("disk");
        let is_damage = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt);
        self.damaged |= done.as_ref().is_err_and(is_damage);
        done.map_err(|error| Failure::new(FailureKind::StoreFailed).details(error.to_string()))?;
        // Replaced meanwhile: what was written stands in a file that nobody will find.
        self.lost().map_or(Ok(()), |_| Err(FailureKind::StoreLost.into()))
    }
}

/// The door to the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// Hands over; `false` when nobody is there.
    door: Arc<dyn Fn(Job) -> bool + Send + Sync>,
    /// Entries of the keyring that were written down at the start.
    noted: Arc<[SecretRef]>,
    unbound: Arc<HashMap<SecretRef, Origin>>,
    service: Arc<str>,
    /// Service names that earlier databases of this folder may have had: this one, and what begins with the other.
    earlier: Arc<(String, String)>,
}

/// A folder whose lock is ours, with its database looked at and not read yet: a window need not wait for that.
pub struct Opening {
    dir: PathBuf,
    earlier: String,
    lock: File,
    opened: schema::Opened,
}

impl Opening {
    /// Takes the folder's lock and opens the database. `earlier` is how this folder's keyring entries were named before
    /// the folder itself said so.
    ///
    /// # Errors
    /// When another program has the folder, or it cannot be used safely.
    pub fn of(dir: &Path, earlier: &str) -> Result<Self, OpenError> {
        folder::prepare(dir)?;
        let lock = folder::lock(dir)?;
        let opened = schema::open(dir, folder::mark(&lock).as_ref())?;
        Ok(Self { dir: dir.to_owned(), earlier: earlier.to_owned(), lock, opened })
    }

    /// Reads the database.
    ///
    /// # Errors
    /// When it cannot be used after all.
    pub fn load(self) -> Result<(Store, Loaded), OpenError> {
        let Self { dir, earlier, lock, opened } = self;
        let (schema::Opened { connection, id, held, .. }, loaded) = opened.load()?;
        let open = Mark { id, closed: None };
        // Not remembered now, it is remembered at the next start.
        let _ = folder::set_mark(&lock, &open);
        let noted = rows::slots(&connection).unwrap_or_default();
        let unbound = rows::unbound(&connection).unwrap_or_default();
        let name = folder::name(&dir);
        let service = rows::service(&connection, &earlier, &name)
            .map_err(|error| OpenError::Unusable(format!("the database cannot be used: {error}")))?;
        let (jobs, queue) = mpsc::channel();
        let started = std::thread::Builder::new().name("store".to_owned()).spawn({
            let watch = Some(Watch::new(&dir, held));
            move || run(Base { connection, watch, damaged: false, over: None }, &queue, &lock, open, &dir)
        });
        started.map_err(|error| OpenError::Unusable(error.to_string()))?;
        let door = Arc::new(move |job| jobs.send(job).is_ok());
        let earlier = Arc::new((earlier, format!("{name}-")));
        let (noted, unbound, service) = (noted.into(), unbound.into(), service.into());
        Ok((Store { door, noted, unbound, service, earlier }, loaded))
    }
}

impl Store {
    /// Opens the database of a folder and reads it.
    ///
    /// # Errors
    /// As [`Opening::of`].
    pub fn open(dir: &Path, earlier: &str) -> Result<(Self, Loaded), OpenError> {
        Opening::of(dir, earlier)?.load()
    }

    /// A store on a database that a test holds.
    #[cfg(test)]
    pub fn behind(door: impl Fn(Job) + Send + Sync + 'static, database: &Connection) -> Self {
        let door = move |job| {
            door(job);
            true
        };
        let unbound = rows::unbound(database).unwrap_or_default();
        let noted = rows::slots(database).unwrap_or_default();
        let (noted, unbound, service) = (noted.into(), unbound.into(), "test".into());
        Self { door: Arc::new(door), noted, unbound, service, earlier: Arc::default() }
    }

    /// Closes the database, and waits for that: a program that ends before it would be taken for one that was killed.
    pub async fn close(&self) {
        let (over, closed) = oneshot::channel();
        if (self.door)(Box::new(move |base| base.over = Some(over))) {
            let _ = closed.await;
        }
    }

    /// Keyring entries that an earlier run wrote, or was about to, and that belong to nothing that is kept.
    pub async fn strays(&self) -> Vec<SecretRef> {
        if self.noted.is_empty() {
            return Vec::new();
        }
        // A row that cannot be read may own any of them.
        let mut strays = self.read(rows::strays).await.unwrap_or_default();
        strays.retain(|key| self.noted.contains(key));
        strays
    }

    /// Keyring entries that were written before entries had an origin, with the one of their owner at the upgrade.
    pub fn unbound(&self) -> &HashMap<SecretRef, Origin> {
        &self.unbound
    }

    /// Whether one of these service names belongs to a database that this folder had before.
    pub fn had_entries(&self, services: &[String]) -> bool {
        let (name, beginning) = &*self.earlier;
        services
            .iter()
            .any(|service| *service != *self.service && (service == name || service.starts_with(beginning.as_str())))
    }

    /// The service name of this folder's keyring entries. It is kept in the folder, which may be moved.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// Drops such an entry's note: its origin stands in it, or it is gone.
    pub async fn drop_unbound(&self, key: &SecretRef) -> Result<(), Failure> {
        let key = key.clone();
        self.write(move |db| rows::remove_unbound(db, &key)).await
    }

    /// Writes down that a keyring entry is about to be written.
    pub async fn note_slot(&self, key: &SecretRef) -> Result<(), Failure> {
        let key = key.clone();
        self.write(move |db| rows::put_slot(db, &key)).await
    }

    /// The same for many at once.
    pub async fn note_slots(&self, keys: Vec<SecretRef>) -> Result<(), Failure> {
        if keys.is_empty() {
            return Ok(());
        }
        self.write(move |db| keys.iter().try_for_each(|key| rows::put_slot(db, key))).await
    }

    /// What is kept besides accounts and instances.
    pub async fn books(&self) -> Result<Books, Failure> {
        self.read(bundle::books).await
    }

    /// Keeps what changes together, all or nothing.
    pub async fn save_bundle(&self, bundle: &Bundle) -> Result<(), Failure> {
        let bundle = bundle.clone();
        self.write(move |db| bundle::put(db, &bundle)).await
    }

    /// Drops such notes: the secrets are gone from the keyring.
    pub async fn drop_slots(&self, keys: Vec<SecretRef>) -> Result<(), Failure> {
        self.write(move |db| keys.iter().try_for_each(|key| rows::remove_slot(db, key))).await
    }

    /// Every keyring entry that was written down and is not known to be gone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn slots(&self) -> Result<Vec<SecretRef>, Failure> {
        self.read(rows::slots).await
    }

    async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let failed = || Failure::new(FailureKind::StoreFailed);
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |base| drop(tell.send(look(&base.connection))));
        if !(self.door)(job) {
            return Err(failed());
        }
        told.await.map_err(|_| failed())?.map_err(|error| failed().details(error.to_string()))
    }

    async fn write(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), Failure> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |base| drop(tell.send(base.write(act))));
        if !(self.door)(job) {
            return Err(FailureKind::StoreFailed.into());
        }
        told.await.unwrap_or_else(|_| Err(FailureKind::StoreFailed.into()))
    }

    /// What to tell when the database is not the one any more that was opened.
    pub async fn lost(&self) -> Option<Notice> {
        let (tell, told) = oneshot::channel();
        let asked = (self.door)(Box::new(move |base| drop(tell.send(base.lost()))));
        if asked { told.await.ok().flatten() } else { None }
    }

    /// Keeps the notices that have not been seen.
    pub async fn save_notices(&self, notices: Vec<Notice>) -> Result<(), Failure> {
        self.write(move |db| rows::put_notices(db, &notices)).await
    }

    /// Keeps an account.
    pub async fn save_account(&self, account: &Account) -> Result<(), Failure> {
        let account = account.clone();
        self.write(move |db| rows::put_account(db, &account)).await
    }

    /// Writes down that an account is being removed: what is cut off from now on is finished at the next start.
    pub async fn begin_removal(&self, id: AccountId) -> Result<(), Failure> {
        self.write(move |db| rows::put_removal(db, id)).await
    }

    /// The account stays after all.
    pub async fn end_removal(&self, id: AccountId) -> Result<(), Failure> {
        self.write(move |db| rows::remove_removal(db, id)).await
    }

    /// Removes an account with its instances and intents.
    pub async fn remove_account(&self, id: AccountId) -> Result<(), Failure> {
        self.write(move |db| {
            rows::remove(db, "accounts", &id.to_string())?;
            rows::remove_removal(db, id)
        })
        .await
    }

    /// Keeps instances with what happened to them and removes others, all or none.
    pub async fn save_rows(
        &self,
        rows: Vec<Arc<Instance>>,
        removed: Vec<InstanceId>,
        moments: Vec<Moment>,
    ) -> Result<(), Failure> {
        self.write(move |db| {
            rows::put_instances(db, &rows)?;
            moment_rows::put_moments(db, &moments)?;
            removed.iter().try_for_each(|id| rows::remove(db, "instances", &id.to_string()))
        })
        .await
    }

    /// Keeps an instance.
    pub async fn save_instance(&self, row: &Arc<Instance>) -> Result<(), Failure> {
        self.save_rows(vec![Arc::clone(row)], Vec::new(), Vec::new()).await
    }

    /// Removes an instance.
    pub async fn remove_instance(&self, id: InstanceId) -> Result<(), Failure> {
        self.save_rows(Vec::new(), vec![id], Vec::new()).await
    }

    /// The beginning of a create: its intent, and that its entry of the keyring is about to be written.
    pub async fn begin_create(&self, intent: &Intent) -> Result<(), Failure> {
        let intent = intent.clone();
        self.write(move |db| {
            rows::put_slot(db, &intent.vault_key)?;
            rows::put_intent(db, &intent)
        })
        .await
    }

    /// Keeps an intent with the lines that tell of it. It is on the disk when this returns.
    pub async fn save_intent(&self, intent: &Intent, lines: &[Entry]) -> Result<(), Failure> {
        let (intent, lines) = (intent.clone(), lines.to_vec());
        self.write(move |db| {
            rows::put_intent(db, &intent)?;
            lines.iter().try_for_each(|line| rows::put_entry(db, line))
        })
        .await
    }

    /// The end of a create: row, intent and lines of the activity in one transaction.
    pub async fn commit_created(&self, intent: &Intent, row: &Arc<Instance>, lines: &[Entry]) -> Result<(), Failure> {
        let (intent, row, lines) = (intent.clone(), Arc::clone(row), lines.to_vec());
        self.write(move |db| {
            rows::put_instances(db, &[row])?;
            rows::put_intent(db, &intent)?;
            lines.iter().try_for_each(|line| rows::put_entry(db, line))
        })
        .await
    }

    /// Adds a line to the activity.
    pub async fn log_activity(&self, entry: &Entry) -> Result<(), Failure> {
        self.log_all(vec![entry.clone()]).await
    }

    /// Writes lines of the activity, all or none.
    pub async fn log_all(&self, entries: Vec<Entry>) -> Result<(), Failure> {
        self.write(move |db| entries.iter().try_for_each(|entry| rows::put_entry(db, entry))).await
    }

    /// A run begins: all of it, or nothing, is on the disk when this returns.
    pub async fn begin_run(&self, whole: &WholeRun) -> Result<(), Failure> {
        let (run, items) = (whole.run.clone(), whole.items.clone());
        self.write(move |db| {
            run.slots.iter().try_for_each(|(_, key)| rows::put_slot(db, key))?;
            runs::put(db, &run)?;
            runs::put_items(db, run.id, &items)
        })
        .await
    }

    /// Keeps a run and these of its items.
    pub async fn save_run(&self, run: &Run, items: Vec<Arc<RunItem>>) -> Result<(), Failure> {
        let run = run.clone();
        self.write(move |db| {
            runs::put(db, &run)?;
            runs::put_items(db, run.id, &items)
        })
        .await
    }

    /// Keeps one item.
    pub async fn save_item(&self, run: RunId, item: &Arc<RunItem>) -> Result<(), Failure> {
        let item = Arc::clone(item);
        self.write(move |db| runs::put_items(db, run, &[item])).await
    }

    /// Forgets a run with its items.
    pub async fn remove_run(&self, id: RunId) -> Result<(), Failure> {
        self.write(move |db| rows::remove(db, "runs", &id.to_string())).await
    }

    /// Keeps the settings.
    pub async fn save_settings(&self, settings: &Settings) -> Result<(), Failure> {
        let settings = settings.clone();
        self.write(move |db| rows::put_setting(db, "settings", &rows::json(&settings))).await
    }

    /// Keeps the templates, all of them.
    pub async fn save_templates(&self, templates: &[Template]) -> Result<(), Failure> {
        let templates = rows::json(&templates);
        self.write(move |db| rows::put_setting(db, "templates", &templates)).await
    }

    /// Keeps the tags with their colours, all of them.
    pub async fn save_tags(&self, tags: &[Tag]) -> Result<(), Failure> {
        let tags = rows::json(&tags);
        self.write(move |db| rows::put_setting(db, "tags", &tags)).await
    }

    /// Keeps the views of the list, all of them.
    pub async fn save_views(&self, views: &Views) -> Result<(), Failure> {
        let views = rows::json(views);
        self.write(move |db| rows::put_setting(db, "views", &views)).await
    }

    /// Keeps the draft, or drops it.
    pub async fn save_draft(&self, draft: Option<&Draft>) -> Result<(), Failure> {
        let draft = draft.map(rows::json).unwrap_or_default();
        self.write(move |db| rows::put_setting(db, "draft", &draft)).await
    }
}

#[cfg(test)]
impl From<Connection> for Base {
    fn from(connection: Connection) -> Self {
        Self { connection, watch: None, damaged: false, over: None }
    }
}

#[cfg(test)]
impl std::ops::Deref for Base {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

#[cfg(test)]
impl std::ops::DerefMut for Base {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

fn run(mut base: Base, queue: &mpsc::Receiver<Job>, lock: &File, open: Mark, dir: &Path) {
    for job in queue {
        job(&mut base);
        if base.over.is_some() {
            break;
        }
    }
    let over = base.over.take();
    let is_sound = !base.damaged && !base.watch.as_ref().is_some_and(Watch::is_lost);
    // Closed before the lock goes, so that the next program finds the write-ahead log folded in.
    drop(base);
    if is_sound {
        // One that is not remembered as closed in order is searched for damage at the next start.
        let _ = folder::set_mark(lock, &Mark { closed: folder::likeness(&dir.join(DATABASE)), ..open });
    }
    if let Some(over) = over {
        let _ = over.send(());
    }
}

#[cfg(test)]
mod tests;
