//! What shows up after a create was proven to have made nothing: a candidate for a person, at once.

use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::journal::{Candidate, Intent, Outcome, Stage, Step};
use crate::domain::lookup::{Found, Why};
use crate::domain::names;
use crate::engine::clock;
use crate::engine::flows::reconcile::{candidate, find};
use crate::engine::flows::recover::intents_at;
use crate::engine::shared::{Core, Listing, is_its_origin};
use jiff::SignedDuration;
use std::collections::HashSet;

/// How long a proven absence is watched.
const WATCH: SignedDuration = SignedDuration::from_hours(48);

/// Looks at a list for what came late, and for more candidates where a person has not decided yet. What is to be left
/// to creates when the list is taken in.
pub async fn watch(core: &Core, account: &Account, listing: &Listing) -> HeldBack {
    // While another is decided, which may wait for the keyring, this is left to the next refresh.
    let Ok(alone) = core.settling.try_lock() else { return HeldBack::of(core, account.id, true) };
    for intent in intents_at(core, &[Stage::Absent, Stage::Refused, Stage::Human]) {
        // A newer create of the same name decides first.
        if intent.account != account.id || !is_its_origin(account, &intent) || is_open(core, &intent) {
            continue;
        }
        // By the steady clock: one that is set ahead does not end it.
        if clock::steady().duration_since(intent.created_at) >= WATCH && intent.stage != Stage::Human {
            end(core, intent).await;
            continue;
        }
        let Ok(ours) = core.own_token(&intent).await else { continue };
        let found = match find(core, &intent, &listing.rows, ours.as_ref(), listing.whole().is_ok()) {
            Found::None => Vec::new(),
            Found::One(at) if ours.is_some() && listing.rows[at].token == ours => vec![(at, Why::Token)],
            Found::One(at) if listing.rows[at].mark == Some(intent.id.to_string()) => vec![(at, Why::Mark)],
            Found::One(at) => vec![(at, Why::Name)],
            Found::Several(rows) => rows,
        };
        // A row of another name counts only when it comes with the request: this long afterwards, others make theirs.
        let found = found.into_iter().filter(|(_, why)| *why != Why::Time);
        let late = found.map(|(at, why)| candidate(&listing.rows[at], why)).collect();
        came(core, intent, late).await;
    }
    drop(alone);
    HeldBack::of(core, account.id, false)
}

async fn came(core: &Core, mut intent: Intent, late: Vec<Candidate>) {
    let known = |other: &Candidate| intent.candidates.iter().any(|known| known.remote_id == other.remote_id);
    let fresh: Vec<Candidate> = late.into_iter().filter(|other| !known(other)).collect();
    if fresh.is_empty() {
        return;
    }
    if intent.stage == Stage::Human {
        intent.candidates.extend(fresh);
        let _ = core.put_intent(&intent).await;
        return;
    }
    intent.candidates = fresh;
    let what = if intent.refused { "activity-residue-found" } else { "activity-late-arrival" };
    let _ = core.advance_best_effort(&mut intent, Step::LateArrival, &[(what, Outcome::Noted)]).await;
}

/// Nobody was asked about a refused create, so nobody has to close it.
async fn end(core: &Core, mut intent: Intent) {
    if intent.stage == Stage::Refused && core.advance_best_effort(&mut intent, Step::WatchEnded, &[]).await.is_ok() {
        core.discard(&intent.vault_key);
    }
}

fn is_open(core: &Core, intent: &Intent) -> bool {
    let inventory = core.inventory();
    let same = |other: &&Intent| other.account == intent.account && other.name == intent.name;
    inventory.intents.values().filter(same).any(|other| other.stage.is_unconfirmed())
}

/// What a list brings that may belong to a create of ours: left to it, so that nothing is there twice.
#[derive(Default)]
pub struct HeldBack {
    /// Creates that are being looked up: all that came since is theirs to decide.
    open: Vec<Intent>,
    /// Creates whose late arrivals nobody could look at just now.
    unseen: Vec<Intent>,
    /// Remote ids that a person is asked about.
    candidates: HashSet<String>,
}

impl HeldBack {
    fn of(core: &Core, account: AccountId, unseen: bool) -> Self {
        let inventory = core.inventory();
        let intents = || inventory.intents.values().filter(|intent| intent.account == account);
        let asked = intents().filter(|intent| intent.stage == Stage::Human).flat_map(|intent| &intent.candidates);
        let asked = asked.filter(|candidate| !matches!(candidate.why, Why::SameId | Why::Differs));
        let is_watched = |intent: &&Intent| unseen && matches!(intent.stage, Stage::Absent | Stage::Refused);
        Self {
            open: intents().filter(|intent| intent.stage.is_unconfirmed()).cloned().collect(),
            unseen: intents().filter(is_watched).cloned().collect(),
            candidates: asked.map(|candidate| candidate.remote_id.clone()).collect(),
        }
    }

    /// Whether this row, of which we have none, is left to a create.
    pub fn has(&self, remote_id: &str, name: &str) -> bool {
        let is_new = |intent: &&Intent| !intent.before.contains(remote_id);
        let mut open = self.open.iter().filter(is_new);
        let mut unseen = self.unseen.iter().filter(is_new);
        self.candidates.contains(remote_id)
            || open.any(|intent| intent.before_whole || names::is_spelling_of(name, &intent.name))
            || unseen.any(|intent| names::is_spelling_of(name, &intent.name))
    }
}
