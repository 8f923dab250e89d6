//! What must hold, as questions to the facts: what is on the disk, in the keyring and at the gateway, and what was seen.

use crate::domain::ids::{InstanceId, IntentId};
use crate::domain::instance::Instance;
use crate::domain::journal::{Intent, Stage};
use crate::domain::secret::{Kept, Secret, SecretRef};
use crate::engine::sequences::world::{Arrival, World};
use crate::engine::store::rows;
use crate::sandbox::Row;
use jiff::Timestamp;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// What happened.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Times that a person pressed the button.
    pub presses: usize,
    /// Presses that were answered, by programs that lived long enough.
    pub unanswered: usize,
    pub arrivals: Vec<Arrival>,
    /// Which create made an instance, by the gateway's id.
    pub owners: HashMap<String, IntentId>,
    /// Made by somebody else, and when.
    pub strangers: HashMap<String, Timestamp>,
    /// A person chose the instance.
    pub decided: HashSet<IntentId>,
    /// Times that the clock was set, lists with a gap, instances removed by the gateway.
    pub jumps: u32,
    pub gaps: u32,
    pub removed: u32,
    /// Closed by a person.
    pub dismissed: HashSet<IntentId>,
    /// Every stage that an intent was found at.
    pub stages: HashSet<Stage>,
    /// Programs so far.
    pub lives: u32,
    /// Look-ups that a person asked for.
    pub rechecks: u32,
    /// The stages on the disk after a recovery, and after another one.
    pub recoveries: Vec<[Stages; 2]>,
}

/// Where each intent stands.
pub type Stages = Vec<(IntentId, Stage)>;

/// Everything there is to know from outside of the program.
#[derive(Clone, Debug)]
pub struct Facts {
    pub seen: Seen,
    pub intents: Vec<Intent>,
    pub instances: Vec<Arc<Instance>>,
    pub rows: Vec<Row>,
    pub keyring: HashMap<SecretRef, Kept>,
    /// The gateway takes the token that we chose.
    pub chooses_token: bool,
    /// All that is on the disk.
    pub disk: String,
}

/// What a person needs to see of it when a promise is broken.
impl fmt::Display for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for intent in &self.intents {
            let Intent { id, name, stage, lists, instance, failure, .. } = intent;
            writeln!(f, "intent {id}: {name}, {stage:?} after {lists} lists, became {instance:?}, {failure:?}")?;
        }
        for row in &self.rows {
            writeln!(f, "at the gateway {}: {}, made by {:?}", row.id, row.name, self.seen.owners.get(&row.id))?;
        }
        for instance in &self.instances {
            writeln!(f, "here {}: {} {:?}", instance.remote_id, instance.name, instance.presence)?;
        }
        Ok(())
    }
}

impl Facts {
    pub fn of(world: &World, chooses_token: bool) -> Self {
        let (intents, instances, disk) = {
            let disk = world.disk();
            let loaded = rows::load(&disk).unwrap();
            (loaded.intents, loaded.instances, dump(&disk))
        };
        let mut outside = world.outside();
        outside.seen.stages.extend(intents.iter().map(|intent| intent.stage));
        Self {
            seen: outside.seen.clone(),
            intents,
            instances,
            rows: outside.in_process.rows(world.gateway),
            keyring: outside.keyring.clone(),
            chooses_token,
            disk,
        }
    }

    fn row(&self, instance: &Instance) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == instance.remote_id)
    }

    fn instance(&self, id: InstanceId) -> Option<&Arc<Instance>> {
        self.instances.iter().find(|instance| instance.id == id)
    }

    fn token_in(&self, key: &SecretRef) -> Option<&Secret> {
        self.keyring.get(key)?.shown("token")
    }
}

/// Every text on the disk.
fn dump(disk: &Connection) -> String {
    let mut all = String::new();
    for table in ["accounts", "instances", "intents", "entries", "settings"] {
        let mut statement = disk.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                if let ValueRef::Text(text) = row.get_ref(column).unwrap() {
                    all.push_str(&String::from_utf8_lossy(text));
                }
            }
        }
    }
    all
}

/// A promise, and whether the facts keep it.
pub type Promise = (&'static str, fn(&Facts) -> bool);

/// What holds at any moment, also between two steps and after a crash.
pub const ALWAYS: &[Promise] = &[
    ("a create is sent at most once", a_create_is_sent_at_most_once),
    ("nothing is sent while an earlier create of its name is open", no_two_creates_of_one_name_are_open),
    ("nothing is created without a gesture", nothing_is_created_without_a_gesture),
    ("no token that reached us is lost", no_token_that_reached_us_is_lost),
    ("no secret is on the disk", no_secret_is_on_the_disk),
    ("an instance is adopted by one intent only", an_instance_is_adopted_by_one_intent_only),
    ("nobody else's instance is taken in without a person", nobody_elses_instance_is_taken_in),
    ("recovering twice is recovering once", recovering_twice_is_recovering_once),
    ("a look-up ends within six lists", a_look_up_ends_within_six_lists),
];

/// What holds when all faults have ended and time has passed.
pub const AT_REST: &[Promise] = &[
    ("every create has an end", every_create_has_an_end),
    ("every press is answered", every_press_is_answered),
    ("what we caused is kept or shown", what_we_caused_is_kept_or_shown),
    ("what is at the gateway is in the list", what_is_at_the_gateway_is_in_the_list),
];

/// The promises that the facts break.
pub fn broken(promises: &[Promise], facts: &Facts) -> Vec<&'static str> {
    promises.iter().filter(|(_, is_kept)| !is_kept(facts)).map(|(name, _)| *name).collect()
}

fn is_unique<T: PartialEq>(all: &[T]) -> bool {
    all.iter().enumerate().all(|(at, one)| !all[..at].contains(one))
}

/// The mark is on the disk before the first byte leaves, and no intent leaves twice.
fn a_create_is_sent_at_most_once(facts: &Facts) -> bool {
    let sent: Vec<IntentId> = facts.seen.arrivals.iter().flat_map(|arrival| arrival.marked.clone()).collect();
    sent.len() == facts.seen.arrivals.len() && is_unique(&sent)
}

fn no_two_creates_of_one_name_are_open(facts: &Facts) -> bool {
    facts.seen.arrivals.iter().all(|arrival| arrival.open == 0)
}

fn nothing_is_created_without_a_gesture(facts: &Facts) -> bool {
    facts.seen.arrivals.len() <= facts.seen.presses && facts.intents.len() <= facts.seen.presses
}

/// Where we say that we have a token, the keyring has it; and the one that we chose for an instance that exists, until
/// its create has an end.
fn no_token_that_reached_us_is_lost(facts: &Facts) -> bool {
    use Stage as S;
    let has_its_token = |instance: &Instance| {
        let there = facts.row(instance).filter(|row| !row.token.is_empty());
        let (Some(row), Some(key)) = (there, &instance.vault_key) else { return true };
        facts.token_in(key).is_some_and(|token| token.expose() == row.token)
    };
    let has_our_token = |row: &Row| {
        let owner = facts.seen.owners.get(&row.id);
        let intent = facts.intents.iter().find(|intent| Some(&intent.id) == owner);
        let is_open = |intent: &&Intent| !matches!(intent.stage, S::Done | S::TokenLost);
        let slot = intent.filter(is_open).map(|intent| facts.token_in(&intent.vault_key));
        slot.is_none_or(|token| token.is_some_and(|token| token.expose() == row.token))
    };
    let is_chosen_one_kept = !facts.chooses_token || facts.rows.iter().all(has_our_token);
    facts.instances.iter().all(|row| has_its_token(row)) && is_chosen_one_kept
}

fn no_secret_is_on_the_disk(facts: &Facts) -> bool {
    let of_rows = facts.rows.iter().map(|row| row.token.as_str());
    let kept = facts
        .keyring
        .values()
        .flat_map(|kept| kept.secrets_for(kept.origin()).unwrap().values())
        .map(Secret::expose);
    of_rows.chain(kept).filter(|secret| secret.len() > 8).all(|secret| !facts.disk.contains(secret))
}

fn an_instance_is_adopted_by_one_intent_only(facts: &Facts) -> bool {
    let adopted: Vec<InstanceId> = facts.intents.iter().filter_map(|intent| intent.instance).collect();
    let remote_ids: Vec<&String> = facts.instances.iter().map(|instance| &instance.remote_id).collect();
    is_unique(&adopted) && is_unique(&remote_ids)
}

/// Save what was made while our own request was under way, under its name: that nobody can tell apart.
fn nobody_elses_instance_is_taken_in(facts: &Facts) -> bool {
    let is_fair = |intent: &Intent| {
        let row = intent.instance.and_then(|id| facts.instance(id));
        let made = row.and_then(|row| facts.seen.strangers.get(&row.remote_id));
        let sent = facts.seen.arrivals.iter().find(|arrival| arrival.marked.contains(&intent.id));
        let apart = made.zip(sent).map(|(made, sent)| made.duration_since(sent.at).as_secs());
        facts.seen.decided.contains(&intent.id) || apart.is_none_or(|apart| (-3..=65).contains(&apart))
    };
    facts.intents.iter().all(is_fair)
}

fn recovering_twice_is_recovering_once(facts: &Facts) -> bool {
    facts.seen.recoveries.iter().all(|[once, twice]| once == twice)
}

/// A person may ask for more of them, and each program begins anew, as it does when the clock is set. Lists that prove
/// nothing are given up after twelve.
fn a_look_up_ends_within_six_lists(facts: &Facts) -> bool {
    let seen = &facts.seen;
    let each = if seen.gaps + seen.jumps + seen.removed == 0 { 6 } else { 12 };
    let most = each * (seen.lives + seen.jumps) + seen.rechecks;
    facts.intents.iter().all(|intent| intent.lists <= most)
}

fn every_create_has_an_end(facts: &Facts) -> bool {
    let is_under_way = |intent: &Intent| intent.stage.is_unsent() || intent.stage.is_unconfirmed();
    !facts.intents.iter().any(is_under_way)
}

fn every_press_is_answered(facts: &Facts) -> bool {
    facts.seen.unanswered == 0
}

/// What a create of ours made belongs to a row with its create's name on it, or waits for a person, or was closed by one.
fn what_we_caused_is_kept_or_shown(facts: &Facts) -> bool {
    let is_told = |row: &Row| {
        let Some(owner) = facts.seen.owners.get(&row.id) else { return true };
        let adopted = facts.intents.iter().filter_map(|intent| facts.instance(intent.instance?));
        let is_adopted = adopted.into_iter().any(|instance| instance.remote_id == row.id);
        let owner = facts.intents.iter().find(|intent| intent.id == *owner);
        let waits = owner.is_some_and(|owner| {
            owner.stage.needs_attention() || owner.instance.is_some() || facts.seen.dismissed.contains(&owner.id)
        });
        is_adopted || waits
    };
    facts.rows.iter().all(is_told)
}

/// Or a person is asked about it.
fn what_is_at_the_gateway_is_in_the_list(facts: &Facts) -> bool {
    let is_asked = |row: &Row| {
        let candidates = facts
            .intents
            .iter()
            .filter(|intent| intent.stage == Stage::Human)
            .flat_map(|intent| &intent.candidates);
        candidates.into_iter().any(|candidate| candidate.remote_id == row.id)
    };
    let is_listed = |row: &Row| facts.instances.iter().any(|instance| instance.remote_id == row.id);
    facts.rows.iter().all(|row| is_listed(row) || is_asked(row))
}
