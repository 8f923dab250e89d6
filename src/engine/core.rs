//! What all flows share: the stores, the inventory in memory, and one way to call a gateway.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, InstanceId, IntentId, JobId};
use crate::domain::instance::{Instance, Presence};
use crate::domain::journal::{Entry, Intent, Outcome, Stage, Step};
use crate::domain::secret::{Secret, SecretRef, Secrets};
use crate::domain::settings::Settings;
use crate::domain::values::Value;
use crate::engine::event::{Event, Loaded};
use crate::engine::flows::sandbox::Running;
use crate::engine::store::Store;
use crate::engine::transport::Transport;
use crate::engine::vault::Vault;
use crate::providers::capabilities::Capabilities;
use crate::providers::{self, Access, Call, Created, Provider, Reply, Target};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long things wait. Tests shorten it.
#[derive(Clone, Debug)]
pub struct Timing {
    /// Pauses before each look-up of a lost create; the last one repeats.
    pub lookups: Vec<Duration>,
    /// A lost create counts as absent only after this long.
    pub absent_after: Duration,
    /// How long to wait before looking whether a refused create left something behind.
    pub residue: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            lookups: [2, 5, 10, 20, 30, 30].map(Duration::from_secs).to_vec(),
            absent_after: Duration::from_secs(90),
            residue: Duration::from_millis(1500),
        }
    }
}

/// Everything known, in memory.
#[derive(Default)]
pub struct Inventory {
    pub accounts: HashMap<AccountId, Account>,
    pub instances: HashMap<InstanceId, Instance>,
    pub intents: HashMap<IntentId, Intent>,
    pub settings: Settings,
    /// Secrets that were read from the keyring.
    pub secrets: HashMap<SecretRef, Secrets>,
    /// Creates under way, by account and name: two at once could end with none.
    pub creating: HashSet<(AccountId, String)>,
    /// Intents with a look-up loop.
    pub reconciling: HashSet<IntentId>,
    /// Tokens that the keyring did not take, until it does or a person gives them up.
    pub at_risk: HashMap<IntentId, Created>,
    pub jobs: HashMap<JobId, CancellationToken>,
    pub more_codes: HashMap<JobId, Arc<tokio::sync::Notify>>,
    pub sandbox: Option<Running>,
}

/// What all flows share.
pub struct Core {
    pub store: Store,
    pub vault: Vault,
    pub transport: Transport,
    pub timing: Timing,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
    events: mpsc::Sender<Event>,
    wake: Box<dyn Fn() + Send + Sync>,
    inventory: Mutex<Inventory>,
}

/// How a call went wrong.
#[derive(Clone, Debug)]
pub struct CallFailure {
    pub failure: Failure,
    pub sent: Sent,
}

/// How far a request got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// No byte left.
    No,
    /// Bytes may have left; no whole answer came.
    Maybe,
    /// An answer came, with this status.
    Answered(u16),
}

impl From<CallFailure> for Failure {
    fn from(failed: CallFailure) -> Self {
        failed.failure
    }
}

impl Core {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        vault: Vault,
        transport: Transport,
        timing: Timing,
        events: mpsc::Sender<Event>,
        wake: Box<dyn Fn() + Send + Sync>,
        loaded: &Loaded,
    ) -> Self {
        let inventory = Inventory {
            accounts: loaded.accounts.iter().map(|account| (account.id, account.clone())).collect(),
            instances: loaded.instances.iter().map(|instance| (instance.id, instance.clone())).collect(),
            intents: loaded.intents.iter().map(|intent| (intent.id, intent.clone())).collect(),
            settings: loaded.settings.clone(),
            ..Inventory::default()
        };
        Self {
            store,
            vault,
            transport,
            timing,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            events,
            wake,
            inventory: Mutex::new(inventory),
        }
    }

    /// The inventory, for a moment: never held while waiting.
    pub fn inventory(&self) -> MutexGuard<'_, Inventory> {
        self.inventory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells the interface.
    pub async fn emit(&self, event: Event) {
        // Nobody listens any more while the program ends.
        if self.events.send(event).await.is_ok() {
            (self.wake)();
        }
    }

    /// The account, or a failure for those that were removed meanwhile.
    pub fn account(&self, id: AccountId) -> Result<Account, Failure> {
        self.inventory().accounts.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The instance, or a failure for those that were removed meanwhile.
    pub fn instance(&self, id: InstanceId) -> Result<Instance, Failure> {
        self.inventory().instances.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The intent, or a failure for those that were removed meanwhile.
    pub fn intent(&self, id: IntentId) -> Result<Intent, Failure> {
        self.inventory().intents.get(&id).cloned().ok_or_else(|| FailureKind::NotFound.into())
    }

    /// The adapter of an account.
    pub fn provider(account: &Account) -> Result<&'static dyn Provider, Failure> {
        providers::by_id(account.provider.0).ok_or_else(|| FailureKind::Unsupported.into())
    }

    /// What an account can do.
    pub fn capabilities(account: &Account) -> Capabilities {
        let options = options(account);
        Self::provider(account).map_or_else(
            |_| Capabilities::default(),
            |provider| provider.capabilities(account.version.as_deref(), &options),
        )
    }

    /// Secrets of one owner, read from the keyring when first needed. `None` means proven absent.
    pub async fn secrets(&self, key: &SecretRef) -> Result<Option<Secrets>, Failure> {
        let cached = self.inventory().secrets.get(key).cloned();
        if cached.is_some() {
            return Ok(cached);
        }
        let found = self.vault.read(key).await?;
        if let Some(secrets) = &found {
            self.inventory().secrets.insert(key.clone(), secrets.clone());
        }
        Ok(found)
    }

    /// Keeps secrets in the keyring, proven by reading them back.
    pub async fn keep(&self, key: &SecretRef, secrets: &Secrets) -> Result<(), Failure> {
        self.vault.write(key, secrets).await?;
        self.inventory().secrets.insert(key.clone(), secrets.clone());
        Ok(())
    }

    /// Removes secrets from memory and keyring.
    pub async fn drop_secrets(&self, key: &SecretRef) -> Result<(), Failure> {
        self.inventory().secrets.remove(key);
        self.vault.delete(key).await
    }

    /// One call to a gateway, sent once.
    pub async fn call(&self, account: &Account, target: Option<Target>, call: &Call) -> Result<Reply, CallFailure> {
        let not_sent = |failure: Failure| CallFailure { failure, sent: Sent::No };
        let secrets = self.secrets(&account.vault_key).await.map_err(not_sent)?;
        let access = Access {
            version: account.version.clone(),
            options: options(account),
            secrets: secrets.unwrap_or_default(),
            instance: target,
        };
        self.send(account, &access, call).await
    }

    /// The same with an access made by the caller, for credentials that are not saved yet.
    pub async fn send(&self, account: &Account, access: &Access, call: &Call) -> Result<Reply, CallFailure> {
        let not_sent = |failure: Failure| CallFailure { failure, sent: Sent::No };
        let provider = Self::provider(account).map_err(not_sent)?;
        let request = provider.request(call, access).map_err(not_sent)?;
        let allow_http = account.values.bool("allow_http").unwrap_or(false);
        let answer = self.transport.send(&account.base_url, allow_http, &request).await.map_err(|lost| {
            CallFailure { failure: lost.failure, sent: if lost.maybe_sent { Sent::Maybe } else { Sent::No } }
        })?;
        let status = answer.status;
        provider
            .reply(call, access, &answer)
            .map_err(|failure| CallFailure { failure, sent: Sent::Answered(status) })
    }

    /// What a call about an instance needs to know of it.
    pub async fn target(&self, instance: &Instance) -> Result<Target, Failure> {
        let token = match &instance.vault_key {
            Some(key) => self.secrets(key).await?.and_then(|secrets| secrets.get("token").cloned()),
            None => None,
        };
        Ok(Target { remote_id: instance.remote_id.clone(), name: instance.name.clone(), token })
    }

    /// Keeps an instance row and tells the interface.
    pub async fn put_instance(&self, instance: Instance) -> Result<(), Failure> {
        self.store.save_instance(&instance).await?;
        self.show_instance(instance).await;
        Ok(())
    }

    /// Tells the interface of a row that is kept already.
    pub async fn show_instance(&self, instance: Instance) {
        self.inventory().instances.insert(instance.id, instance.clone());
        self.emit(Event::InstanceChanged(Box::new(instance))).await;
    }

    /// Removes an instance row here, with its secrets.
    pub async fn forget_instance(&self, instance: &Instance) -> Result<(), Failure> {
        if let Some(key) = &instance.vault_key {
            self.drop_secrets(key).await?;
        }
        self.store.remove_instance(instance.id).await?;
        self.inventory().instances.remove(&instance.id);
        self.emit(Event::InstanceRemoved(instance.id)).await;
        Ok(())
    }

    /// Moves an intent by one step of the transition table and keeps it.
    pub async fn step(&self, intent: &mut Intent, step: Step) -> Result<(), Failure> {
        advance(intent, step)?;
        self.put_intent(intent).await
    }

    /// Keeps an intent as it is and tells the interface.
    pub async fn put_intent(&self, intent: &Intent) -> Result<(), Failure> {
        self.store.save_intent(intent).await?;
        self.show_intent(intent).await;
        Ok(())
    }

    /// Tells the interface of an intent that is kept already.
    pub async fn show_intent(&self, intent: &Intent) {
        self.inventory().intents.insert(intent.id, intent.clone());
        self.emit(Event::IntentChanged(Box::new(intent.clone()))).await;
    }

    /// Writes a line of the activity. That it cannot be kept is no reason to stop what it tells of.
    pub async fn note(&self, entry: Entry) {
        let _ = self.store.note(&entry).await;
        self.emit(Event::Noted(entry)).await;
    }

    /// A line about an instance.
    pub async fn note_instance(&self, instance: &Instance, what: &str, outcome: Outcome) {
        self.note(Entry {
            at: Timestamp::now(),
            account: Some(instance.account),
            instance: Some(instance.id),
            intent: None,
            what: what.to_owned(),
            subject: instance.name.clone(),
            outcome,
        })
        .await;
    }

    /// A create is past the point where the program may simply end.
    pub fn is_critical(&self) -> bool {
        let inventory = self.inventory();
        let critical = |intent: &Intent| matches!(intent.stage, Stage::Sending | Stage::Escrow);
        !inventory.at_risk.is_empty() || inventory.intents.values().any(critical)
    }
}

/// Moves an intent by one step of the transition table.
pub fn advance(intent: &mut Intent, step: Step) -> Result<(), Failure> {
    let next = intent.stage.next(step).ok_or_else(|| {
        Failure::new(FailureKind::StoreFailed).details(format!("{step:?} cannot follow {:?}", intent.stage))
    })?;
    intent.stage = next;
    Ok(())
}

/// The account's values without secrets, and which secrets are kept.
pub fn options(account: &Account) -> crate::domain::values::Values {
    let mut options = account.values.without_secrets();
    for key in &account.secret_keys {
        options.set(&format!("has_{key}"), Value::Bool(true));
    }
    options
}

/// The map that an instance's keyring entry holds.
pub fn token_map(token: &Secret) -> Secrets {
    Secrets::from([("token".to_owned(), token.clone())])
}

/// A fresh row of an account.
pub fn new_instance(account: AccountId, remote_id: &str, name: &str) -> Instance {
    Instance {
        id: InstanceId::random(),
        account,
        remote_id: remote_id.to_owned(),
        name: name.to_owned(),
        state: crate::domain::instance::ConnectionState::Unchecked,
        presence: Presence::Both,
        phone: None,
        profile: None,
        facts: Vec::new(),
        plan: crate::domain::instance::Plan::default(),
        vault_key: None,
        token_hint: None,
        paired: false,
        created_at: None,
        checked_at: None,
    }
}
