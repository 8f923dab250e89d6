//! One SQLite file with everything that is not a secret. One thread owns it; one lock keeps a second program away.

mod folder;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod rows;
pub mod schema;

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Entry, Intent};
use crate::domain::secret::SecretRef;
use crate::domain::settings::Settings;
use crate::engine::command::{Draft, Template};
use crate::engine::event::Loaded;
use rusqlite::{Connection, Transaction};
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, mpsc};
use tokio::sync::oneshot;

/// Why the store did not open.
#[derive(Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Another Pairdesk has this folder.
    AlreadyRunning,
    /// What is wrong with the folder or its database, and what to do, in English for the terminal.
    Unusable(String),
}

/// One piece of work on the database.
pub type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// The door to the database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// Hands over; `false` when nobody is there.
    door: Arc<dyn Fn(Job) -> bool + Send + Sync>,
    strays: Arc<[SecretRef]>,
}

impl Store {
    /// Takes the folder's lock, opens the database and reads it.
    ///
    /// # Errors
    /// When another program has the folder, or it cannot be used safely.
    pub fn open(dir: &Path) -> Result<(Self, Loaded), OpenError> {
        folder::prepare(dir)?;
        let lock = folder::lock(dir)?;
        let (connection, loaded) = schema::open(dir)?;
        // A row that cannot be read may own any of them.
        let strays = rows::strays(&connection).unwrap_or_default();
        let (jobs, queue) = mpsc::channel();
        let started = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || run(connection, &queue, lock));
        started.map_err(|error| OpenError::Unusable(error.to_string()))?;
        let door = Arc::new(move |job| jobs.send(job).is_ok());
        Ok((Self { door, strays: strays.into() }, loaded))
    }

    /// A store on a database that a test holds.
    #[cfg(test)]
    pub fn behind(door: impl Fn(Job) + Send + Sync + 'static, database: &Connection) -> Self {
        let door = move |job| {
            door(job);
            true
        };
        Self { door: Arc::new(door), strays: rows::strays(database).unwrap_or_default().into() }
    }

    /// Keyring entries that an earlier run wrote, or was about to, and that belong to nothing it kept.
    pub fn strays(&self) -> &[SecretRef] {
        &self.strays
    }

    /// Writes down that a keyring entry is about to be written.
    pub async fn note_slot(&self, key: &SecretRef) -> Result<(), Failure> {
        let key = key.clone();
        self.write(move |db| rows::put_slot(db, &key)).await
    }

    /// Drops that note: the entry is gone from the keyring.
    pub async fn drop_slot(&self, key: &SecretRef) -> Result<(), Failure> {
        let key = key.clone();
        self.write(move |db| rows::remove_slot(db, &key)).await
    }

    async fn write(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()> + Send + 'static,
    ) -> Result<(), Failure> {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let done = connection.transaction().and_then(|transaction| {
                act(&transaction)?;
                transaction.commit()
            });
            let _ = tell.send(done.map_err(|error| Failure::new(FailureKind::StoreFailed).details(error.to_string())));
        });
        if !(self.door)(job) {
            return Err(FailureKind::StoreFailed.into());
        }
        told.await.unwrap_or_else(|_| Err(FailureKind::StoreFailed.into()))
    }

    /// Keeps an account.
    pub async fn save_account(&self, account: &Account) -> Result<(), Failure> {
        let account = account.clone();
        self.write(move |db| rows::put_account(db, &account)).await
    }

    /// Removes an account with its instances and intents.
    pub async fn remove_account(&self, id: AccountId) -> Result<(), Failure> {
        self.write(move |db| rows::remove(db, "accounts", &id.to_string())).await
    }

    /// Keeps instances, all or none.
    pub async fn save_instances(&self, instances: Vec<Instance>) -> Result<(), Failure> {
        self.write(move |db| instances.iter().try_for_each(|instance| rows::put_instance(db, instance)))
            .await
    }

    /// Keeps an instance.
    pub async fn save_instance(&self, instance: &Instance) -> Result<(), Failure> {
        self.save_instances(vec![instance.clone()]).await
    }

    /// Removes an instance.
    pub async fn remove_instance(&self, id: InstanceId) -> Result<(), Failure> {
        self.write(move |db| rows::remove(db, "instances", &id.to_string())).await
    }

    /// Keeps an intent. It is on the disk when this returns.
    pub async fn save_intent(&self, intent: &Intent) -> Result<(), Failure> {
        let intent = intent.clone();
        self.write(move |db| rows::put_intent(db, &intent)).await
    }

    /// The end of a create: row, intent and journal line in one transaction.
    pub async fn commit_created(&self, intent: &Intent, instance: &Instance, entry: &Entry) -> Result<(), Failure> {
        let (intent, instance, entry) = (intent.clone(), instance.clone(), entry.clone());
        self.write(move |db| {
            rows::put_instance(db, &instance)?;
            rows::put_intent(db, &intent)?;
            rows::put_entry(db, &entry)
        })
        .await
    }

    /// Adds a line to the activity.
    pub async fn note(&self, entry: &Entry) -> Result<(), Failure> {
        let entry = entry.clone();
        self.write(move |db| rows::put_entry(db, &entry)).await
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

    /// Keeps the draft, or drops it.
    pub async fn save_draft(&self, draft: Option<&Draft>) -> Result<(), Failure> {
        let draft = draft.map(rows::draft_json).unwrap_or_default();
        self.write(move |db| rows::put_setting(db, "draft", &draft)).await
    }
}

fn run(mut connection: Connection, queue: &mpsc::Receiver<Job>, lock: File) {
    for job in queue {
        job(&mut connection);
    }
    // Closed before the lock goes, so that the next program finds the write-ahead log folded in.
    drop(connection);
    drop(lock);
}

#[cfg(test)]
mod tests;
