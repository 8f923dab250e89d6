//! Every profile of the sandbox × every gateway × everything that a person does: whatever a gateway is like, nothing is
//! paid twice, nobody else's instance is touched, nothing is called absent that exists, no row and no token is lost.

use crate::gateways::can;
use crate::lab::{Lab, named};
use crate::pairing::link;
use crate::promise;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::ids::InstanceId;
use pairdesk::domain::journal::Stage;
use pairdesk::domain::settings::Language;
use pairdesk::engine::command::{Action, Command};
use pairdesk::engine::event::Done;
use pairdesk::i18n::Texts;
use pairdesk::sandbox::{Gateway, Sandbox, gateways};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Labs at a time: most of one is waiting.
const AT_ONCE: usize = 8;
/// How long a lost create may be looked up before the next gesture.
const LOOKED_UP: Duration = Duration::from_millis(1500);

/// What a person does, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gesture {
    Create,
    /// Its answer is lost after it took effect.
    CreateLost,
    /// It is lost before it took effect.
    CreateUndone,
    Refresh,
    Check,
    Pair,
    PairByCode,
    Restart,
    LogOut,
    Delete,
}

const GESTURES: [Gesture; 10] = [
    Gesture::Create,
    Gesture::CreateLost,
    Gesture::CreateUndone,
    Gesture::Refresh,
    Gesture::Check,
    Gesture::Pair,
    Gesture::PairByCode,
    Gesture::Restart,
    Gesture::LogOut,
    Gesture::Delete,
];

/// One gateway of one profile, with an instance that was made and linked while all was well.
struct Place {
    lab: Lab,
    gateway: Gateway,
    profile: String,
    /// Linked to a phone, and never linked.
    linked: InstanceId,
    fresh: InstanceId,
    /// Creates that the person asked for.
    asked: u64,
}

/// What must not be lost by a gesture: strangers as they are, and our rows with tokens that their gateway still has.
struct Before {
    strangers: Vec<Json>,
    kept: Vec<(InstanceId, String)>,
}

#[test]
fn whatever_a_gateway_is_like_nothing_is_lost_paid_twice_or_touched() {
    let all = Sandbox::profiles().flat_map(|profile| gateways().map(move |gateway| (profile, gateway)));
    let queue: Mutex<VecDeque<_>> = Mutex::new(all.collect());
    let played = Mutex::new(0);
    let complaints = Mutex::new(Vec::new());
    let next = || queue.lock().unwrap().pop_front();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((profile, gateway)) = next() {
                    let run = AssertUnwindSafe(|| play(profile, gateway, &played));
                    let result = std::panic::catch_unwind(run).unwrap_or_else(|_| Err("something panicked".to_owned()));
                    if let Err(words) = result {
                        complaints.lock().unwrap().push(format!("{profile} at {}, {words}", gateway.name()));
                    }
                }
            });
        }
    });
    let mut complaints = complaints.into_inner().unwrap();
    complaints.sort();
    assert!(complaints.is_empty(), "{} complaints\n{}\n", complaints.len(), complaints.join("\n"));
    promise::cases("whatever_a_gateway_is_like_nothing_is_lost_paid_twice_or_touched", played.into_inner().unwrap());
}

/// One place through all gestures, up to the first complaint: what is lost once stays lost.
fn play(profile: &str, gateway: Gateway, played: &Mutex<usize>) -> Result<(), String> {
    let mut place = Place::new(gateway, profile);
    place
        .lab
        .sandbox()
        .choose_profile(&json!({"provider": gateway.name(), "profile": profile}))
        .unwrap();
    GESTURES.into_iter().try_for_each(|gesture| {
        *played.lock().unwrap() += 1;
        place.play(gesture).map_err(|words| format!("{gesture:?}: {words}"))
    })
}

impl Place {
    fn new(gateway: Gateway, profile: &str) -> Self {
        let mut lab = Lab::with(gateway);
        let linked = lab.created(gateway, "linked");
        let fresh = lab.created(gateway, "fresh");
        link(&mut lab, linked);
        lab.lose_patience(Duration::from_secs(3));
        Self { lab, gateway, profile: profile.to_owned(), linked, fresh, asked: 2 }
    }

    fn play(&mut self, gesture: Gesture) -> Result<(), String> {
        let before = self.look();
        let result = match gesture {
            Gesture::Create => self.create("Loja  São & Cia", None),
            Gesture::CreateLost => self.create("Ótica  Luz & Sol", Some("answer-lost")),
            Gesture::CreateUndone => self.create("Padaria  Pão & Mel", Some("answer-lost-before")),
            Gesture::Refresh => self.lab.run(Command::Sync { account: None }),
            Gesture::Check => self.act(self.linked, Action::Refresh),
            Gesture::Pair => self.pair(None),
            Gesture::PairByCode => self.pair(Some("5511988771200")),
            Gesture::Restart => self.act(self.linked, Action::Restart),
            Gesture::LogOut => self.act(self.linked, Action::Logout),
            Gesture::Delete => self.act(self.fresh, Action::Delete),
        };
        self.lab.drain();
        has_words(result.as_ref().err())?;
        self.is_whole(&before, gesture, result.is_ok())
    }

    fn create(&mut self, name: &str, fault: Option<&str>) -> Result<Done, Failure> {
        if let Some(fault) = fault {
            self.lab.fault(self.gateway, fault);
        }
        self.asked += 1;
        let account = self.lab.account(self.gateway);
        let result = self.lab.run(Command::Create { account, values: named(name) });
        let deadline = Instant::now() + LOOKED_UP;
        while self.lab.stages().iter().any(|stage| stage.is_unconfirmed()) && Instant::now() < deadline {
            self.lab.pause(10);
        }
        let _ = self.lab.sandbox().set_fault(self.gateway.name(), "none", 1);
        result
    }

    fn act(&mut self, instance: InstanceId, action: Action) -> Result<Done, Failure> {
        self.lab.run(Command::Act { instance, action })
    }

    /// Opens the pairing window for a moment.
    fn pair(&mut self, phone: Option<&str>) -> Result<Done, Failure> {
        let (job, instance, phone) = (self.lab.job(), self.fresh, phone.map(str::to_owned));
        self.lab.begin(job, Command::Pair { instance, phone });
        self.lab.pause(250);
        self.lab.send(Command::Cancel { job });
        self.lab.end_of(job)
    }

    fn there(&self) -> Vec<Json> {
        self.lab.there(self.gateway)
    }

    fn look(&mut self) -> Before {
        let there = self.there();
        let strangers = there.iter().filter(|row| row["stranger"] == true).cloned().collect();
        let rows = self.lab.rows();
        let kept = rows.into_iter().filter(|row| row.vault_key.is_some() || !can(self.gateway).instance_token);
        Before { strangers, kept: kept.map(|row| (row.id, row.id_there().to_owned())).collect() }
    }

    fn is_whole(&mut self, before: &Before, gesture: Gesture, well: bool) -> Result<(), String> {
        let (came, took_effect) = self.lab.creates(self.gateway);
        if came > self.asked {
            return Err(format!("{came} creates came of {}", self.asked));
        }
        let absent = self.lab.stages().iter().filter(|stage| **stage == Stage::Absent).count() as u64;
        if absent > self.asked - took_effect.min(self.asked) {
            return Err(format!("{absent} are called absent, {took_effect} of {} took effect", self.asked));
        }
        let there = self.there();
        let touched = self.lab.sandbox().state()["strangers_touched"].as_u64();
        if touched != Some(0) {
            return Err("a stranger's instance was touched".to_owned());
        }
        if let Some(lost) = before.strangers.iter().find(|stranger| !there.contains(stranger)) {
            return Err(format!("a stranger's instance is not as it was: {}", lost["name"]));
        }
        let rows = self.lab.rows();
        // Its own words and its whole list say that it is gone: a server of long ago knows nothing of what a later one
        // made. Where it has no token, nothing is lost with its row; no other row goes with it.
        let is_denied = self.profile == "old-server" && !can(self.gateway).instance_token;
        let is_deleted_by_its_words = gesture == Gesture::Delete && is_denied;
        if is_deleted_by_its_words && well == rows.iter().any(|row| row.id == self.fresh) {
            return Err(format!("its row is where it should not be: called deleted is {well}"));
        }
        let is_there =
            |id: &str| there.iter().any(|row| row["stranger"] == false && (row["id"] == id || row["name"] == id));
        for (id, remote_id) in before.kept.iter().filter(|(_, remote_id)| is_there(remote_id)) {
            if is_deleted_by_its_words && *id == self.fresh {
                continue;
            }
            let Some(row) = rows.iter().find(|row| row.id == *id) else {
                return Err(format!("the row of {remote_id} is gone, and it is there"));
            };
            if row.vault_key.is_none() && can(self.gateway).instance_token {
                return Err(format!("the token of {remote_id} is lost"));
            }
        }
        if gesture == Gesture::Delete
            && well
            && !is_denied
            && there.iter().any(|row| row["name"] == "fresh" && row["stranger"] == false)
        {
            return Err("called deleted, and it is there".to_owned());
        }
        Ok(())
    }
}

/// A failure says what happened and what to do, in every language.
fn has_words(failure: Option<&Failure>) -> Result<(), String> {
    let Some(kind) = failure.map(|failure| failure.kind) else { return Ok(()) };
    let said = |language: Language| Texts::new(language).find(&kind.key()).is_some();
    if Language::ALL.into_iter().all(said) { Ok(()) } else { Err(format!("{kind:?} has no words")) }
}
