//! One life of the program: its flows, as commands start them, on a clock that jumps. The end of a life is a crash.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::{AccountId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::domain::secret::{Kept, Secret};
use crate::domain::values::Values;
use crate::engine::command::Decision;
use crate::engine::flows::{create, decide, reconcile, recover, sync};
use crate::engine::sequences::promises::Stages;
use crate::engine::sequences::world::{Answer, Death, End, Fate, Mood, Parcel, View, World};
use crate::engine::shared::{Core, Timing};
use crate::engine::store::{Store, rows};
use crate::engine::transport::{SendFailure, Transport};
use crate::engine::vault::Vault;
use crate::engine::{clock, worker};
use crate::made;
use crate::providers::http::{Request, Response};
use crate::sandbox::Gateway;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What happens next.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Press(u8, Fate),
    /// Stops the create that was pressed last.
    Cancel,
    Recheck(u8),
    Adopt(u8, u8),
    Dismiss(u8),
    RetryKeyring(u8),
    Sync,
    /// Somebody else makes an instance.
    Stranger(u8),
    /// And deletes what had its name before.
    TakeOver(u8),
    Lists(View),
    Keyring(Mood),
    DiskFails(bool),
    /// Somebody sets the clock by so many hours.
    Jump(i8),
    Die(Death),
    Kill,
    Nothing,
}

/// An operation, and how many milliseconds pass before the next one.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub op: Op,
    pub pause: u32,
}

/// The pace at which somebody looks whether all is over, and how often: longer than every deadline, late effect and
/// look-up in a row.
const A_WHILE: Duration = Duration::from_secs(20);
const PATIENCE: u32 = 60;

/// Names that are pressed; two of them are one to a person.
const NAMES: [&str; 3] = ["loja", "Loja", "praia"];

/// What time it really is, and how wrong the wall clock is.
#[derive(Clone, Copy)]
pub struct Now(pub Timestamp, pub SignedDuration);

pub struct Life {
    world: Arc<World>,
    runtime: Runtime,
    core: Arc<Core>,
    account: AccountId,
    last: CancellationToken,
}

impl Life {
    /// Starts the program on what the last one left, twice: the first is killed when it has recovered.
    pub fn begin(world: &Arc<World>, account: AccountId, now: Now) -> Self {
        let once = Self::recover(world, account, now);
        let stages = stages(world);
        let died = world.outside().is_dead;
        let life = if died { once } else { Self::recover(world, once.account, once.now()) };
        {
            let twice = self::stages(world);
            let mut outside = world.outside();
            outside.seen.lives += 2;
            outside.seen.unanswered = 0;
            if !died && !outside.is_dead {
                outside.seen.recoveries.push([stages, twice]);
            }
        }
        let core = Arc::clone(&life.core);
        life.runtime.spawn(worker::watch_vault(Arc::clone(&core)));
        life.runtime.spawn(async move { worker::by_itself(&core).await });
        life
    }

    fn recover(world: &Arc<World>, account: AccountId, now: Now) -> Self {
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let core = runtime.block_on(async {
            clock::start_at(now.0, now.1);
            let core = core(world);
            core.probe_vault().await;
            // A program that dies in the middle of it waits for ever.
            let _ = tokio::time::timeout(Duration::from_secs(1), recover::recover(&core)).await;
            core
        });
        Self { world: Arc::clone(world), runtime, core, account, last: CancellationToken::new() }
    }

    /// The time, which goes on in the next life.
    pub fn now(&self) -> Now {
        let _inside = self.runtime.enter();
        Now(clock::truth(), clock::wrong())
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(time).await });
        let _inside = self.runtime.enter();
        self.world.settle();
    }

    /// This life, or the next one when the program has died.
    pub fn or_next(self) -> Self {
        if !self.world.outside().is_dead {
            return self;
        }
        let (world, account, now) = (Arc::clone(&self.world), self.account, self.now());
        drop(self);
        world.revive();
        Self::begin(&world, account, now)
    }

    /// One step, in which the program may die.
    pub fn play(&mut self, step: Step) {
        {
            let runtime = self.runtime.handle().clone();
            let _inside = runtime.enter();
            self.start(step.op);
        }
        self.wait(Duration::from_millis(u64::from(step.pause)));
    }

    fn start(&mut self, op: Op) {
        let mut outside = self.world.outside();
        match op {
            Op::Press(name, fate) => {
                outside.fates.push_back(fate);
                outside.seen.presses += 1;
                outside.seen.unanswered += 1;
                drop(outside);
                self.press(NAMES[usize::from(name) % NAMES.len()]);
            }
            Op::Cancel => self.last.cancel(),
            Op::Recheck(at) => {
                outside.seen.rechecks += 1;
                drop(outside);
                if let Some(intent) = self.pick(at) {
                    let core = Arc::clone(&self.core);
                    self.runtime.spawn(async move { reconcile::once(&core, intent.id).await });
                }
            }
            Op::Adopt(at, which) => {
                drop(outside);
                let Some(intent) = self.pick(at) else { return };
                let candidates = &intent.candidates;
                if let Some(candidate) = candidates.get(usize::from(which) % candidates.len().max(1)) {
                    self.world.outside().seen.decided.insert(intent.id);
                    self.decide(intent.id, Decision::Adopt { remote_id: candidate.remote_id.clone() });
                }
            }
            Op::Dismiss(at) => {
                drop(outside);
                if let Some(intent) = self.pick(at) {
                    self.world.outside().seen.dismissed.insert(intent.id);
                    self.decide(intent.id, Decision::Dismiss);
                }
            }
            Op::RetryKeyring(at) => {
                drop(outside);
                if let Some(intent) = self.pick(at) {
                    self.decide(intent.id, Decision::RetryKeyring);
                }
            }
            Op::Sync => {
                drop(outside);
                self.sync();
            }
            Op::Stranger(name) => {
                drop(outside);
                let account = self.core.account(self.account).unwrap();
                self.world.add_stranger(&account, NAMES[usize::from(name) % NAMES.len()]);
            }
            Op::TakeOver(name) => {
                drop(outside);
                let account = self.core.account(self.account).unwrap();
                self.world.take_over(&account, NAMES[usize::from(name) % NAMES.len()]);
            }
            Op::Lists(view) => outside.view = view,
            Op::Keyring(mood) => {
                outside.mood = mood;
                self.core.vault_doubt.notify_one();
            }
            Op::Jump(hours) => {
                outside.seen.jumps += 1;
                clock::jump(SignedDuration::from_hours(i64::from(hours)));
            }
            Op::DiskFails(fails) => outside.disk_fails = fails,
            Op::Die(death) => outside.death = Some(death),
            Op::Kill => outside.is_dead = true,
            Op::Nothing => {}
        }
    }

    fn press(&mut self, name: &str) {
        let mut values = Values::default();
        values.set_text("name", name);
        self.last = CancellationToken::new();
        let (core, world, cancel) = (Arc::clone(&self.core), Arc::clone(&self.world), self.last.clone());
        let account = self.account;
        self.runtime.spawn(async move {
            let _ = create::create(&core, create::New::of(account, values), &cancel).await;
            world.outside().seen.unanswered -= 1;
        });
    }

    /// An intent that a person sees.
    fn pick(&self, at: u8) -> Option<Intent> {
        let inventory = self.core.inventory();
        let mut shown: Vec<&Intent> =
            inventory.intents.values().filter(|intent| intent.stage.needs_attention()).collect();
        shown.sort_by_key(|intent| (intent.created_at, intent.name.clone()));
        shown.get(usize::from(at) % shown.len().max(1)).copied().cloned()
    }

    fn decide(&self, intent: IntentId, decision: Decision) {
        let core = Arc::clone(&self.core);
        self.runtime.spawn(async move { decide::decide(&core, intent, decision).await });
    }

    /// Waits for the end of all that is under way, inside and outside, and has the list refreshed.
    pub fn rest(&self) {
        for _ in 0..PATIENCE {
            self.wait(A_WHILE);
            if self.is_quiet() && self.world.is_quiet() {
                break;
            }
        }
        self.sync();
        self.wait(A_WHILE);
    }

    fn is_quiet(&self) -> bool {
        let is_over = |intent: &Intent| !intent.stage.is_unsent() && !intent.stage.is_unconfirmed();
        let inventory = self.core.inventory();
        let is_idle = inventory.syncing.is_empty() && self.world.outside().seen.unanswered == 0;
        is_idle && inventory.intents.values().all(is_over)
    }

    /// Intents and rows as a person sees them.
    pub fn shown(&self) -> (Vec<Intent>, Vec<Arc<Instance>>) {
        let inventory = self.core.inventory();
        (inventory.intents.values().cloned().collect(), inventory.instances.values().cloned().collect())
    }

    pub fn sync(&self) {
        let core = Arc::clone(&self.core);
        self.runtime.spawn(async move { sync::sync(&core, None).await });
    }
}

/// Where the intents stand on the disk.
fn stages(world: &World) -> Stages {
    let intents = rows::load(&world.disk()).unwrap().intents;
    let mut stages: Stages = intents.into_iter().map(|intent| (intent.id, intent.stage)).collect();
    stages.sort_by_key(|(id, _)| *id);
    stages
}

/// The program's inside, with doors to the world in place of network, keyring and disk.
fn core(world: &Arc<World>) -> Arc<Core> {
    let loaded = rows::load(&world.disk()).unwrap();
    let (disk, keyring, probe) = (Arc::clone(world), Arc::clone(world), Arc::clone(world));
    let store = Store::behind(move |job| disk.keep(job), &world.disk());
    let timing = Timing { undo: Duration::ZERO, ..Timing::default() };
    let vault = Vault::behind(move |ask| keyring.ask(ask), move |tell| probe.probe(tell), timing.keyring);
    let network = Arc::clone(world);
    let transport =
        Transport::behind(Arc::new(move |request| Box::pin(carry(Arc::clone(&network), request))), timing.deadlines);
    // Nobody looks at the events: what counts is what is kept.
    let (events, _) = mpsc::channel(1);
    Arc::new(Core::new(store, vault, transport, timing, events, Box::new(|| {}), &loaded))
}

async fn carry(world: Arc<World>, request: Request) -> Result<Response, SendFailure> {
    let End { after, answer } = world.send(&Parcel::of(&request));
    tokio::time::sleep(after).await;
    let lost = |kind: FailureKind, maybe_sent| SendFailure { failure: kind.into(), maybe_sent };
    match answer {
        Answer::Whole(status, body) => {
            let content_type = Some("application/json".to_owned());
            Ok(Response { status, content_type, body, ..Response::default() })
        }
        Answer::NotSent => Err(lost(FailureKind::Refused, false)),
        Answer::Broken => Err(lost(FailureKind::ConnectionLost, true)),
        Answer::Never => std::future::pending().await,
    }
}

/// The account of the gateway, kept on the disk and in the keyring.
pub fn add_account(world: &World, gateway: Gateway) -> Account {
    let offered = world.outside().in_process.account(gateway);
    let account = Account {
        label: offered.label.to_owned(),
        base_url: offered.base_url,
        version: gateway.version().map(str::to_owned),
        secret_keys: offered.secrets.iter().map(|(key, _)| (*key).to_owned()).collect(),
        ..made::account(offered.provider)
    };
    let secrets = offered.secrets.into_iter().map(|(key, secret)| (key.to_owned(), Secret::new(secret)));
    let kept = Kept::new(account.origin().unwrap(), secrets.collect());
    world.outside().keyring.insert(account.vault_key.clone(), kept);
    let mut disk = world.disk();
    let transaction = disk.transaction().unwrap();
    rows::put_account(&transaction, &account).unwrap();
    transaction.commit().unwrap();
    account
}
