//! What is outside of the program: the gateway, the network, the keyring and the disk, each with its faults. It goes on
//! when the program dies.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind as K};
use crate::domain::ids::IntentId;
use crate::domain::journal::{Intent, Stage};
use crate::domain::secret::{Kept, Secret, SecretRef};
use crate::domain::values::Values;
use crate::engine::clock;
use crate::engine::event::{Loaded, VaultState};
use crate::engine::sequences::promises::Seen;
use crate::engine::shared::Core;
use crate::engine::store::{Base, Job, rows};
use crate::engine::vault::{Ask, Held};
use crate::providers::http::{Method, Request};
use crate::providers::{Access, Call};
use crate::sandbox::{Gateway, InProcess};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value as Json;
use std::any::Any;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot::Sender;
use uuid::Uuid;

/// What becomes of a create on its way.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// Takes effect at once and is answered after these seconds, perhaps too late.
    Answered(u8),
    /// No connection: not a byte left.
    Unreachable,
    /// Lost before it took effect.
    Lost,
    /// Takes effect after these seconds, its connection breaks at once.
    Late(u8),
    /// Takes effect, and the answer says that something went wrong.
    ErrorAfter,
    ErrorBefore,
    /// Takes effect, the answer is cut in the middle.
    Garbage,
    /// A page that is none of the gateway's.
    Page,
    Refused,
    /// Refused although the instance stays, until its name is cleaned up after these seconds.
    Residue(u8),
    RateLimited,
}

/// What a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    Whole,
    /// Without what was made last.
    Stale,
    /// With a row that cannot be read.
    Gap,
    Fails,
    /// No answer at all.
    Hangs,
    /// Everything, but the tokens in it are refused.
    Refutes,
}

/// How the keyring does what it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Works,
    Locked,
    /// Nothing is done, nothing is said.
    Silent,
    /// Done, but never said.
    Late,
    /// Says that what it read back differs, and has what it had.
    Lossy,
}

/// When the program dies: so many effects from now, with the last one done or not.
#[derive(Clone, Copy, Debug)]
pub struct Death {
    pub after: u8,
    pub done: bool,
}

/// What the gateway does by itself, later.
enum Later {
    Create(Parcel, IntentId),
    CleanUp(String),
}

/// A request on the wire.
#[derive(Clone)]
pub struct Parcel {
    pub is_create: bool,
    pub verb: &'static str,
    pub target: String,
    pub headers: Vec<(&'static str, Secret)>,
    pub body: Option<String>,
    /// The name that a create asks for.
    pub name: String,
}

/// How a request ends, and after how long.
pub struct End {
    pub after: Duration,
    pub answer: Answer,
}

/// What comes back from the wire.
pub enum Answer {
    Whole(u16, Vec<u8>),
    /// Not a byte left.
    NotSent,
    Broken,
    Never,
}

pub struct World {
    pub gateway: Gateway,
    disk: Mutex<Base>,
    outside: Mutex<Outside>,
}

/// All but the disk.
pub struct Outside {
    pub in_process: InProcess,
    pub keyring: HashMap<SecretRef, Kept>,
    pub fates: VecDeque<Fate>,
    pub view: View,
    pub mood: Mood,
    pub disk_fails: bool,
    /// Jobs that the disk was given.
    pub writes: u32,
    pub death: Option<Death>,
    pub is_dead: bool,
    pub seen: Seen,
    /// What the dead program waits for, for ever.
    unanswered: Vec<Box<dyn Any + Send>>,
    later: Vec<(Timestamp, Later)>,
}

impl World {
    pub fn new(gateway: Gateway, disk: Connection) -> Arc<Self> {
        let outside = Outside {
            in_process: InProcess::default(),
            keyring: HashMap::new(),
            fates: VecDeque::new(),
            view: View::Whole,
            mood: Mood::Works,
            disk_fails: false,
            writes: 0,
            death: None,
            is_dead: false,
            seen: Seen::default(),
            unanswered: Vec::new(),
            later: Vec::new(),
        };
        Arc::new(Self { gateway, disk: Mutex::new(disk.into()), outside: Mutex::new(outside) })
    }

    pub fn outside(&self) -> MutexGuard<'_, Outside> {
        self.outside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn disk(&self) -> MutexGuard<'_, Base> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new program begins.
    pub fn revive(&self) {
        let mut outside = self.outside();
        outside.is_dead = false;
        outside.unanswered.clear();
    }

    /// Nothing more happens by itself.
    pub fn is_quiet(&self) -> bool {
        self.outside().later.is_empty()
    }

    /// All faults end.
    pub fn heal(&self) {
        let mut outside = self.outside();
        outside.fates.clear();
        outside.death = None;
        outside.view = View::Whole;
        outside.mood = Mood::Works;
        outside.disk_fails = false;
    }

    /// A job for the disk.
    pub fn keep(&self, job: Job) {
        let fails = {
            let mut outside = self.outside();
            if !outside.takes_place() {
                outside.unanswered.push(Box::new(job));
                return;
            }
            outside.writes += 1;
            outside.disk_fails
        };
        let mut disk = self.disk();
        disk.pragma_update(None, "query_only", fails).unwrap();
        job(&mut disk);
        disk.pragma_update(None, "query_only", false).unwrap();
    }

    /// A call of the keyring.
    pub fn ask(&self, ask: Ask) {
        let mut outside = self.outside();
        if outside.mood == Mood::Silent || !outside.takes_place() {
            outside.unanswered.push(Box::new(ask));
            return;
        }
        let mood = outside.mood;
        match ask {
            Ask::Read { key, tell } => {
                let found = outside.keyring.get(&key).cloned().map(Held::Kept);
                outside.tell(tell, Ok(found));
            }
            Ask::Write { whole, tell, .. } => {
                if !matches!(mood, Mood::Lossy | Mood::Locked) {
                    outside.keyring.extend(whole);
                }
                outside.tell(tell, if mood == Mood::Lossy { Err(K::KeyringMismatch.into()) } else { Ok(()) });
            }
            Ask::Delete { keys, tell } | Ask::Clear { keys, tell } => {
                if mood != Mood::Locked {
                    outside.keyring.retain(|key, _| !keys.contains(key));
                }
                outside.tell(tell, Ok(()));
            }
        }
    }

    /// Somebody asks how the keyring stands.
    pub fn probe(&self, tell: Sender<VaultState>) {
        let name = "test".to_owned();
        let state = match self.outside().mood {
            Mood::Locked => VaultState::Locked(name),
            Mood::Silent => VaultState::Waiting,
            Mood::Works | Mood::Late | Mood::Lossy => VaultState::Ready(name),
        };
        let _ = tell.send(state);
    }

    /// A request arrives.
    pub fn send(&self, parcel: &Parcel) -> End {
        let at_once = |answer| End { after: Duration::from_millis(300), answer };
        let arrival = parcel.is_create.then(|| self.arrival(&parcel.name));
        let mut outside = self.outside();
        if !outside.takes_place() {
            return at_once(Answer::Never);
        }
        outside.settle(self.gateway);
        if let Some(arrival) = arrival {
            let fate = outside.fates.pop_front().unwrap_or(Fate::Answered(1));
            if let Fate::Unreachable = fate {
                return at_once(Answer::NotSent);
            }
            let intent = arrival.marked.first().copied();
            outside.seen.arrivals.push(arrival);
            // Whose it is cannot be said of one that nobody marked; the promise above it is broken already.
            let Some(intent) = intent else { return at_once(Answer::Broken) };
            return outside.create(self.gateway, parcel, intent, fate);
        }
        let is_list = !parcel.target.contains("/token/");
        at_once(match outside.view {
            View::Fails => Answer::Whole(500, b"{}".to_vec()),
            View::Hangs => Answer::Never,
            View::Refutes if !is_list => Answer::Whole(401, b"{}".to_vec()),
            View::Stale if is_list => {
                let gateway = self.gateway;
                outside.in_process.without_newest(|in_process| parcel.reach(in_process, gateway))
            }
            View::Gap if is_list => {
                outside.seen.gaps += 1;
                with_gap(parcel.reach(&mut outside.in_process, self.gateway))
            }
            View::Stale | View::Gap | View::Refutes | View::Whole => {
                parcel.reach(&mut outside.in_process, self.gateway)
            }
        })
    }

    /// What the disk says at the moment in which a create arrives.
    fn arrival(&self, name: &str) -> Arrival {
        let Loaded { intents, entries, .. } = rows::load(&self.disk()).unwrap();
        let of_name = || intents.iter().filter(|intent| intent.name.eq_ignore_ascii_case(name));
        let marked: Vec<IntentId> =
            of_name().filter(|intent| intent.stage == Stage::Sending).map(|intent| intent.id).collect();
        // One that was proven absent was no reason to wait, and may have shown up after the button was pressed.
        let late = |id: IntentId| {
            entries.iter().any(|entry| entry.intent == Some(id) && entry.what == "activity-late-arrival")
        };
        let is_open = |intent: &&Intent| intent.stage.holds_name() && !marked.contains(&intent.id) && !late(intent.id);
        let open = of_name().filter(is_open).count();
        Arrival { marked, open, at: clock::truth() }
    }

    /// Lets what is due at the gateway happen.
    pub fn settle(&self) {
        self.outside().settle(self.gateway);
    }

    /// Somebody else deletes what has this name, and makes another instance in its place.
    pub fn take_over(&self, account: &Account, name: &str) {
        let was_there = {
            let mut outside = self.outside();
            outside.settle(self.gateway);
            let was_there = outside.in_process.rows(self.gateway).iter().any(|row| row.name == name);
            outside.in_process.remove(name);
            outside.seen.removed += u32::from(was_there);
            was_there
        };
        if was_there {
            self.add_stranger(account, name);
        }
    }

    /// Somebody else makes an instance.
    pub fn add_stranger(&self, account: &Account, name: &str) {
        let mut outside = self.outside();
        outside.settle(self.gateway);
        let kept = outside.keyring[&account.vault_key].clone();
        let access = Access::open(kept.origin(), &kept).unwrap().to(account.version.clone(), account.options());
        let mut values = Values::default();
        values.set_text("name", name);
        let token = Core::capabilities(account).chooses_token.then(|| Secret::new(Uuid::new_v4().to_string()));
        let call = Call::Create { values, token, mark: None };
        let parcel = Parcel::of(&Core::provider(account).unwrap().request(&call, &access).unwrap());
        let known = outside.in_process.rows(self.gateway).len();
        parcel.reach(&mut outside.in_process, self.gateway);
        let made: Vec<String> =
            outside.in_process.rows(self.gateway).into_iter().skip(known).map(|row| row.id).collect();
        // Where the name is the id, it may have been another's before.
        outside.seen.owners.retain(|id, _| !made.contains(id));
        outside.seen.strangers.extend(made.into_iter().map(|id| (id, clock::truth())));
    }
}

/// A create that came to the gateway: the intents that the disk has as being sent, and others of its name that are open.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub marked: Vec<IntentId>,
    pub open: usize,
    pub at: Timestamp,
}

/// The list with a row that nobody can read.
fn with_gap(answer: Answer) -> Answer {
    let Answer::Whole(status, body) = answer else { return answer };
    let mut json: Json = serde_json::from_slice(&body).unwrap_or_default();
    let rows = match &mut json {
        Json::Array(rows) => Some(rows),
        json => ["content", "data"]
            .into_iter()
            .find_map(|key| json.get(key)?.is_array().then_some(key))
            .and_then(|key| json[key].as_array_mut()),
    };
    if let Some(rows) = rows {
        rows.push(serde_json::json!({"state": "odd"}));
    }
    Answer::Whole(status, json.to_string().into_bytes())
}

impl Parcel {
    pub fn of(request: &Request) -> Self {
        let text = |key: &str| request.body.as_ref()?.get(key)?.as_str().map(str::to_owned);
        let creates = ["/instances/integrator/on-demand", "/instance/create", "/instances", "/api/sessions"];
        Self {
            is_create: request.method == Method::Post && creates.contains(&request.route),
            verb: request.method.word(),
            target: request.path.clone(),
            headers: request.headers.clone(),
            body: request.body.as_ref().map(ToString::to_string),
            name: text("name").or_else(|| text("instanceName")).unwrap_or_default(),
        }
    }

    /// Is handled by the gateway.
    fn reach(&self, in_process: &mut InProcess, gateway: Gateway) -> Answer {
        let headers = self.headers.iter().map(|(name, value)| (*name, value.expose()));
        let (status, body) =
            in_process.answer(gateway, clock::truth(), (self.verb, &self.target), headers, self.body.clone());
        Answer::Whole(status, body)
    }
}

impl Outside {
    /// The keyring's answer, as its mood has it.
    fn tell<T: Send + 'static>(&mut self, tell: Sender<Result<T, Failure>>, answer: Result<T, Failure>) {
        match self.mood {
            Mood::Late => self.unanswered.push(Box::new(tell)),
            Mood::Locked => drop(tell.send(Err(K::KeyringLocked.into()))),
            _ => drop(tell.send(answer)),
        }
    }

    /// Whether the next effect takes place; it may be the last one of the program.
    fn takes_place(&mut self) -> bool {
        if self.is_dead {
            return false;
        }
        let Some(death) = &mut self.death else { return true };
        if death.after > 0 {
            death.after -= 1;
            return true;
        }
        let done = death.done;
        self.is_dead = true;
        self.death = None;
        done
    }

    fn settle(&mut self, gateway: Gateway) {
        let now = clock::truth();
        while let Some(at) = self.later.iter().position(|(at, _)| *at <= now) {
            match self.later.remove(at).1 {
                Later::Create(parcel, intent) => {
                    let _ = self.commit(gateway, &parcel, intent);
                }
                Later::CleanUp(name) => {
                    self.seen.removed += 1;
                    self.in_process.remove(&name);
                }
            }
        }
    }

    /// The create takes effect, and what it made is remembered as its own.
    fn commit(&mut self, gateway: Gateway, parcel: &Parcel, intent: IntentId) -> Answer {
        let known = self.in_process.rows(gateway).len();
        let answer = parcel.reach(&mut self.in_process, gateway);
        for row in self.in_process.rows(gateway).into_iter().skip(known) {
            self.seen.strangers.remove(&row.id);
            self.seen.owners.insert(row.id, intent);
        }
        answer
    }

    fn create(&mut self, gateway: Gateway, parcel: &Parcel, intent: IntentId, fate: Fate) -> End {
        let seconds = |seconds: u8| Duration::from_secs(u64::from(seconds));
        let at_once = |answer| End { after: Duration::from_millis(300), answer };
        let error = |status| Answer::Whole(status, b"{}".to_vec());
        match fate {
            Fate::Answered(after) => End { after: seconds(after), answer: self.commit(gateway, parcel, intent) },
            Fate::Unreachable => at_once(Answer::NotSent),
            Fate::Lost => at_once(Answer::Broken),
            Fate::Late(after) => {
                self.later.push((clock::truth() + seconds(after), Later::Create(parcel.clone(), intent)));
                at_once(Answer::Broken)
            }
            Fate::ErrorAfter => {
                self.commit(gateway, parcel, intent);
                at_once(error(500))
            }
            Fate::ErrorBefore => at_once(error(503)),
            Fate::Garbage => at_once(match self.commit(gateway, parcel, intent) {
                Answer::Whole(status, body) => Answer::Whole(status, body[..body.len() / 2].to_vec()),
                other => other,
            }),
            Fate::Page => at_once(Answer::Whole(200, b"<html><body>Sign in</body></html>".to_vec())),
            Fate::Refused => at_once(error(400)),
            Fate::Residue(after) => {
                self.commit(gateway, parcel, intent);
                self.later.push((clock::truth() + seconds(after), Later::CleanUp(parcel.name.clone())));
                at_once(error(400))
            }
            Fate::RateLimited => at_once(error(429)),
        }
    }
}
