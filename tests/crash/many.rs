//! A run over many, killed again and again while the network does what it likes, at random moments and at places drawn by
//! lot, and gone on with: each item is done once, or shown. Asked of the gateway and of what came through the door; what
//! the program shows is held against it.

use crate::child::Wish;
use crate::errand::{Deed, Errand, NEW, Part};
use crate::gateways::can;
use crate::matrix::{Kill, Outcome, PLACES};
use crate::oracle;
use crate::place::{End, Place};
use crate::random::Random;
use pairdesk::domain::instance::id_there;
use pairdesk::sandbox::enviaai::ENVIAAI;
use pairdesk::sandbox::evolution::{EVOLUTION_1, EVOLUTION_2};
use pairdesk::sandbox::waha::WAHA;
use pairdesk::sandbox::zapi::ZAPI;
use pairdesk::sandbox::{Gateway, Sandbox, gateways};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;
use tokio::runtime::Handle;

const USUAL: &str = "usual";
/// What the network does to the request that is next when a child begins.
const OUTCOMES: [Outcome; 6] =
    [Outcome::Ok, Outcome::LostBefore, Outcome::LostAfter, Outcome::ErrorAfter, Outcome::Garbage, Outcome::Late];
/// By then what was late has come.
const LATE: Duration = Duration::from_millis(500);
/// About so many requests are made for an item.
const REQUESTS: usize = 3;
/// Items of a run of single acts: each takes its time at some gateways.
const ACTS: usize = 40;
/// The longest, in milliseconds, that passes between a request and a kill.
const AFTER: usize = 60;

/// What is done to many, where, and what that gateway is like.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    deed: Deed,
    gateway: Gateway,
    profile: &'static str,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} many at {} {}", self.deed, self.profile, self.gateway.name())
    }
}

/// What is done at which gateways as they are.
const AT_USUAL: &[(Deed, &[Gateway])] = &[
    (Deed::Create, &[EVOLUTION_2, ZAPI, WAHA]),
    (Deed::Settings, &[EVOLUTION_1, EVOLUTION_2, ZAPI, ENVIAAI, WAHA]),
    (Deed::Recreate, &[EVOLUTION_2, ENVIAAI, WAHA]),
    (Deed::Restart, &[WAHA]),
    (Deed::Logout, &[ENVIAAI]),
    (Deed::Delete, &[EVOLUTION_1, WAHA]),
    (Deed::Subscribe, &[ZAPI]),
];

/// At gateways as they are.
pub fn usual() -> Vec<Case> {
    let at = |(deed, gateways): &(Deed, &'static [Gateway])| {
        let deed = *deed;
        gateways.iter().map(move |gateway| Case { deed, gateway: *gateway, profile: USUAL })
    };
    AT_USUAL.iter().flat_map(at).collect()
}

/// At gateways that are odd in each of the sandbox's ways.
pub fn odd() -> Vec<Case> {
    let at = |deed: Deed| {
        let able = gateways().filter(move |gateway| deed != Deed::Delete || can(*gateway).delete && *gateway != ZAPI);
        let odd = |gateway| Sandbox::profiles().skip(1).map(move |profile| (gateway, profile));
        able.flat_map(odd).map(move |(gateway, profile)| Case { deed, gateway, profile })
    };
    [Deed::Create, Deed::Settings, Deed::Recreate, Deed::Delete].into_iter().flat_map(at).collect()
}

/// Does it to so many, killed so often, and tells what is wrong with what is left.
pub fn run(runtime: &Handle, case: Case, rows: usize, kills: usize, seed: u64) -> Result<(), String> {
    let mut play = Play::new(runtime, case, rows, kills, seed)?;
    let mending = (kills + 1) / 4;
    for _ in mending..kills {
        play.killed(Part::Go)?;
    }
    play.whole(Part::Go)?;
    if play.was_late {
        std::thread::sleep(LATE);
    }
    let first = play.look()?;
    play.each_once(&first)?;
    for _ in 0..mending {
        play.whole(Part::Look)?;
        play.killed(Part::Again)?;
    }
    for part in [Part::Look, Part::Again, Part::Look, Part::Again] {
        play.whole(part)?;
    }
    let last = play.look()?;
    play.none_again(&first, &last)?;
    if case.deed.makes() {
        play.all_known(&last)?;
    } else {
        play.all_ended(&last)?;
    }
    oracle::no_secret_on_disk(&play.place)
}

struct Play {
    case: Case,
    place: Place,
    errand: Errand,
    random: Random,
    /// Kills that share the run.
    kills: usize,
    /// What calls it may be addressed by → name, of those that were there before.
    names: BTreeMap<String, String>,
    /// Requests that came before.
    before: usize,
    was_late: bool,
}

/// An item as it is shown, and what is known of it at the gateway.
struct Item {
    name: String,
    state: State,
    /// Its effect is there; `None` where nobody can see that.
    happened: Option<bool>,
    /// The requests about it that change something, and how often each came.
    acts: BTreeMap<String, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Done,
    Failed,
    Unconfirmed,
    LeftOut,
}

impl Play {
    fn new(runtime: &Handle, case: Case, rows: usize, kills: usize, seed: u64) -> Result<Self, String> {
        let Case { deed, gateway, profile } = case;
        let rows = if deed.makes() || deed == Deed::Settings { rows } else { rows.min(ACTS) };
        let place = Place::new(runtime, gateway);
        place.set_up(false, false)?;
        let errand = |deed, gateway| Errand {
            deed,
            at: place.account_at(gateway).base_url,
            rows,
            part: Part::Go,
            shown: place.shown(),
        };
        // What the run is about is made by another run, while all is well.
        let before = match deed {
            Deed::Create => None,
            Deed::Recreate => Some(if gateway == EVOLUTION_2 { ZAPI } else { EVOLUTION_2 }),
            _ => Some(gateway),
        };
        if let Some(at) = before {
            if at != gateway {
                place.set_up_at(at, false, false)?;
            }
            rest(place.run(Wish::Many(errand(Deed::Create, at)), Outcome::Ok, None)?)?;
        }
        let called = |row: &Value| ["id", "name"].map(|key| (text(&row[key]), text(&row["name"])));
        let names = place.there().iter().flat_map(called).collect();
        place.become_odd(profile);
        let errand = errand(deed, gateway);
        let before = place.door.came();
        Ok(Self { case, place, errand, random: Random(seed), kills, names, before, was_late: false })
    }

    /// A child that dies somewhere, if it does not come to rest before.
    fn killed(&mut self, part: Part) -> Result<(), String> {
        let outcome = if part == Part::Go { OUTCOMES[self.random.below(OUTCOMES.len())] } else { Outcome::Ok };
        self.was_late |= outcome == Outcome::Late;
        let share = 2 * REQUESTS * self.errand.rows / self.kills.max(1) + 1;
        let kill = if self.random.below(2) == 0 {
            let time = self.random.below(AFTER) as u64;
            Kill::AfterHeard(self.random.below(share), Duration::from_millis(time))
        } else {
            Kill::At(PLACES[self.random.below(PLACES.len())], 1 + self.random.below(share) as u32)
        };
        self.step(part, outcome, Some(kill))?;
        self.place.mend();
        Ok(())
    }

    /// A child that comes to rest.
    fn whole(&mut self, part: Part) -> Result<(), String> {
        self.step(part, Outcome::Ok, None)
    }

    fn step(&mut self, part: Part, outcome: Outcome, kill: Option<Kill>) -> Result<(), String> {
        let errand = Errand { part, ..self.errand.clone() };
        match self.place.run(Wish::Many(errand), outcome, kill)? {
            End::Killed => Ok(()),
            // What is finished behind the events may pass the place now.
            End::Quiet(live) => live.end(kill).map(drop),
        }
    }

    /// How things stand.
    fn look(&self) -> Result<Vec<Item>, String> {
        let shown = std::fs::read_to_string(&self.errand.shown).map_err(|error| error.to_string())?;
        let shown: Vec<Value> = serde_json::from_str(&shown).map_err(|error| error.to_string())?;
        if shown.len() != self.errand.rows {
            return Err(format!("{} of {} are shown", shown.len(), self.errand.rows));
        }
        let there = self.place.there();
        let names: BTreeSet<String> = ours(&there).map(|row| text(&row["name"])).collect();
        let made = Made::of(&self.place, &there)?;
        let mut acts = self.acts();
        let mut item = |shown: &Value| {
            let name = text(&shown["name"]);
            let kept = self.place.sandbox.kept(self.case.gateway, &name);
            let happened = match self.case.deed {
                Deed::Create | Deed::Recreate => {
                    shown["subject"]["new"].as_str().map(|intent| made.by.contains(intent))
                }
                Deed::Settings => Some(kept.to_string().contains(NEW)),
                Deed::Subscribe => Some(kept["paymentStatus"] == "PAID"),
                Deed::Delete => Some(!names.contains(&name)),
                Deed::Restart | Deed::Logout => None,
            };
            let acts = acts.remove(&name).unwrap_or_default();
            Item { state: State::of(&shown["state"]), happened, acts, name }
        };
        Ok(shown.iter().map(&mut item).collect())
    }

    /// What came through the door and changes something, by the name of what it is about.
    fn acts(&self) -> BTreeMap<String, BTreeMap<String, usize>> {
        let mount = format!("/{}/", self.case.gateway.mount());
        let mut acts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for line in self.place.door.heard().into_iter().skip(self.before) {
            let Some((method, path)) = line.split_once(' ') else { continue };
            let gets = method == "GET" && !["/restart", "/disconnect"].iter().any(|end| path.ends_with(end));
            // The watch asks about a number through a link, which changes nothing.
            let asks = path.contains("/chat/whatsappNumbers/");
            if gets || asks || !path.starts_with(&mount) {
                continue;
            }
            let path = path.split('?').next().unwrap_or_default();
            if let Some(name) = path.split('/').find_map(|part| self.names.get(part)) {
                *acts.entry(name.clone()).or_default().entry(line).or_default() += 1;
            }
        }
        acts
    }

    /// As long as nobody looked what became of it, nothing is sent a second time; and what is shown is so.
    fn each_once(&self, items: &[Item]) -> Result<(), String> {
        let (came, _) = self.place.creates();
        if self.case.deed.makes() && came > items.len() as u64 {
            return Err(format!("{came} creates came for {}", items.len()));
        }
        for item in items {
            if let Some((act, times)) = item.acts.iter().find(|(_, times)| **times > 1) {
                return Err(format!("{act} came {times} times, for {} {:?}", item.name, item.state));
            }
            if item.state == State::Open {
                return Err(format!("{} is neither done nor shown", item.name));
            }
        }
        self.is_true(items)
    }

    /// What was done, or may have been where nobody can see that, is not sent again by whatever follows.
    fn none_again(&self, first: &[Item], last: &[Item]) -> Result<(), String> {
        for (was, is) in first.iter().zip(last) {
            let may_have = was.state == State::Unconfirmed && was.happened.is_none();
            let stays = was.state == State::Done || was.happened == Some(true) || may_have;
            if stays && was.acts != is.acts {
                return Err(format!("{} {:?} was done, and sent again: {:?}", was.name, was.state, is.acts));
            }
        }
        self.is_true(last)
    }

    /// What is said to be done is there. What is said not to have been done is not, unless somebody else did it.
    fn is_true(&self, items: &[Item]) -> Result<(), String> {
        // Its own words and its whole list say that it is gone: a server of long ago knows nothing of what a later one made.
        let is_denied = self.case.deed == Deed::Delete
            && self.case.profile == "old-server"
            && !can(self.case.gateway).instance_token;
        let is_false = |item: &&Item| {
            item.state == State::Done && item.happened == Some(false) && !is_denied
                || self.case.profile == USUAL && item.state == State::Failed && item.happened == Some(true)
        };
        match items.iter().find(is_false) {
            Some(item) => Err(format!("{} is {:?}, at the gateway: {:?}", item.name, item.state, item.happened)),
            None => Ok(()),
        }
    }

    fn all_ended(&self, items: &[Item]) -> Result<(), String> {
        let touched = self.place.sandbox.state()["strangers_touched"].clone();
        if touched != 0 {
            return Err(format!("{touched} of somebody else were touched"));
        }
        if self.case.profile != USUAL {
            return Ok(());
        }
        // Whether one that is not linked was restarted is not to be seen, nor what was not paid for: it stays shown.
        let may_stay = |item: &Item| match self.case.deed {
            Deed::Restart => true,
            Deed::Subscribe => item.happened == Some(false),
            _ => false,
        };
        let is_fine = |item: &&Item| item.state == State::Done || item.state == State::Unconfirmed && may_stay(item);
        match items.iter().find(|item| !is_fine(item)) {
            Some(item) => Err(format!("{} is {:?} at the end, with {:?}", item.name, item.state, item.acts)),
            None => Ok(()),
        }
    }

    /// Each name is there once, and each that is there is ours, or a person is asked about it.
    fn all_known(&self, items: &[Item]) -> Result<(), String> {
        let there = self.place.there();
        let mut names = BTreeSet::new();
        // Whether or not its mark has gone.
        let plain = |row: &Value| text(&row["name"]).split(" #").next().map(str::to_owned);
        if let Some(twice) = ours(&there).find(|row| !names.insert(plain(row))) {
            return Err(format!("{} is there twice", twice["name"]));
        }
        let made = Made::of(&self.place, &there)?;
        if made.unknown > made.asked {
            return Err(format!("{} are there that nobody knows, {} are asked about", made.unknown, made.asked));
        }
        let done = items.iter().filter(|item| item.state == State::Done).count();
        // Most of them: what stands between is not what this is about.
        let enough = self.case.profile != USUAL || done * 10 >= items.len() * 8;
        if enough { Ok(()) } else { Err(format!("only {done} of {} came about", items.len())) }
    }
}

impl State {
    fn of(state: &Value) -> Self {
        let word = state.as_str().or_else(|| state.as_object()?.keys().next().map(String::as_str));
        match word {
            Some("done") => Self::Done,
            Some("failed") => Self::Failed,
            Some("unconfirmed") => Self::Unconfirmed,
            Some("left-out") => Self::LeftOut,
            _ => Self::Open,
        }
    }
}

/// What creates have come to, by the disk and the gateway.
struct Made {
    /// Intents whose instance is there.
    by: BTreeSet<String>,
    /// Instances of ours there that no row has, and creates that a person is asked about.
    unknown: usize,
    asked: usize,
}

impl Made {
    fn of(place: &Place, there: &[Value]) -> Result<Self, String> {
        let path = place.dir().join("pairdesk.db");
        let db =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(|error| error.to_string())?;
        let ids: BTreeSet<String> = ours(there).map(|row| text(&row["id"])).collect();
        let row_id =
            |remote: &str, body: &Value| id_there(remote, body["name"].as_str().unwrap_or_default()).to_owned();
        let rows = bodies(&db, "SELECT id, remote_id, body FROM instances");
        let rows: BTreeMap<&str, String> =
            rows.iter().map(|(id, remote, body)| (id.as_str(), row_id(remote, body))).collect();
        let intents = bodies(&db, "SELECT id, stage, body FROM intents");
        let is_there = |body: &Value| {
            let instance = body["instance"].as_str().and_then(|instance| rows.get(instance));
            instance.is_some_and(|id| ids.contains(id))
        };
        let by = intents.iter().filter(|(_, _, body)| is_there(body)).map(|(id, ..)| id.clone()).collect();
        let known: BTreeSet<&str> = rows.values().map(String::as_str).collect();
        Ok(Self {
            by,
            unknown: ids.iter().filter(|id| !known.contains(id.as_str())).count(),
            asked: intents.iter().filter(|(_, stage, _)| stage != "\"done\"").count(),
        })
    }
}

fn ours(there: &[Value]) -> impl Iterator<Item = &Value> {
    there.iter().filter(|row| row["stranger"] != true)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn rest(end: End) -> Result<(), String> {
    match end {
        End::Quiet(live) => live.end(None).map(drop),
        End::Killed => Err("nobody ordered this kill".to_owned()),
    }
}

fn bodies(db: &Connection, sql: &str) -> Vec<(String, String, Value)> {
    let mut statement = db.prepare(sql).unwrap();
    let row = |row: &rusqlite::Row<'_>| {
        let body: String = row.get(2)?;
        Ok((row.get(0)?, row.get(1)?, serde_json::from_str(&body).unwrap()))
    };
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}
