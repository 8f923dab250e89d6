//! The state of a link: asked for until it settles, and kept with where each word came from.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::AccountId;
use crate::domain::instance::{ConnectionState, Instance, Presence};
use crate::domain::link::{LinkState, Source};
use crate::engine::shared::{By, CallFailure, Core, OF_A_CALL};
use crate::providers::{Call, LinkReply, Remote, Reply};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Looks in the time that a link is given to settle.
const LOOKS: u32 = 20;
/// So many looks in a row must say the same.
const ALIKE: u32 = 4;
/// Doubtful rows that are asked for after one list, and how many of them at once.
const DOUBTS: usize = 20;
const AT_ONCE: usize = 5;
/// What the state said of a doubtful row stands for so long.
const ASKED_AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// The same where the list has always said "connected": a link that broke is often there again within minutes.
const ASKED_SOON: SignedDuration = SignedDuration::from_mins(2);

/// Takes in what a list says of the link.
pub fn hear_remote(row: &mut Instance, remote: &Remote, now: Timestamp) {
    let Some(state) = remote.state.clone() else { return };
    row.hear(LinkState {
        owner: remote.phone.clone(),
        reason: remote.reason,
        since: remote.since,
        is_claim: remote.is_claim,
        ..LinkState::new(Source::List, state, now)
    });
}

/// Whether a list says of the link what it said before, and nobody else has said anything: hearing it again would change
/// nothing but its time.
pub fn is_heard_again(row: &Instance, remote: &Remote) -> bool {
    let Some(state) = &remote.state else { return true };
    let Some(known) = row.links.only().filter(|known| known.source == Source::List) else { return false };
    let stands =
        if row.state.is_linked() { row.paired && row.lost.is_none() } else { !row.paired || known.reason.is_none() };
    let leads_to = row.links.best().map_or(&ConnectionState::Unchecked, |best| &best.state);
    known.state == *state
        && known.owner == remote.phone
        && known.reason == remote.reason
        && known.since == remote.since
        && known.is_claim == remote.is_claim
        && row.state == *leads_to
        && stands
}

/// Takes in what a settled state says.
pub fn hear_state(row: &mut Instance, link: LinkReply, now: Timestamp) {
    let was = row.standing();
    row.checked_at = Some(now);
    if row.presence.is_missing() {
        row.presence = Presence::Both;
    }
    let word = LinkState::new(Source::State, link.state, now);
    row.hear(LinkState { owner: link.phone.clone(), reason: link.reason, ..word });
    if row.state.is_linked() {
        row.phone = link.phone.or_else(|| row.phone.take());
        row.profile = link.profile.or_else(|| row.profile.take());
    }
    row.stands_since(was, now);
}

/// Asks for one instance's state and keeps it. A link that was there is not given up at one look.
pub async fn refresh(core: &Core, account: &Account, row: &Instance, by: By) -> Result<(), Failure> {
    let link = look(core, account, row, by).await?;
    let link = if row.paired && row.lost.is_none() && !link.state.is_linked() {
        settle(core, account, row, None, by).await?
    } else {
        link
    };
    keep(core, account, row, link, by).await
}

/// Reads the state on until it settles, at the state that is expected where one is, and keeps it.
pub async fn settled(
    core: &Core,
    account: &Account,
    row: &Instance,
    expected: Option<ConnectionState>,
) -> Result<ConnectionState, Failure> {
    let link = settle(core, account, row, expected, By::Person).await?;
    let state = link.state.clone();
    keep(core, account, row, link, By::Person).await?;
    Ok(state)
}

async fn look(core: &Core, account: &Account, row: &Instance, by: By) -> Result<LinkReply, CallFailure> {
    let _turn = core.wait_for_call(account, by).await;
    ask(core, account, row).await
}

async fn ask(core: &Core, account: &Account, row: &Instance) -> Result<LinkReply, CallFailure> {
    match core.ask(account, row, &Call::State).await? {
        Reply::State(link) => Ok(link),
        _ => Err(CallFailure::unreadable()),
    }
}

/// What it says several times in a row. A link that never comes to rest is still connecting.
async fn settle(
    core: &Core,
    account: &Account,
    row: &Instance,
    expected: Option<ConnectionState>,
    by: By,
) -> Result<LinkReply, Failure> {
    let (pause, mut end) = (core.timing.settle / LOOKS, Instant::now() + core.timing.settle);
    let (mut last, mut alike, mut moved): (Option<LinkReply>, u32, Option<LinkReply>) = (None, 0, None);
    loop {
        // What waiting for the budget takes is no time in which it could settle.
        let turn = core.wait_for_call(account, by).await;
        end += turn.waited;
        let answer = ask(core, account, row).await;
        drop(turn);
        match answer {
            Ok(link) => {
                alike = if last.as_ref().is_some_and(|last| last.state == link.state) { alike + 1 } else { 1 };
                if link.state == ConnectionState::Connecting {
                    moved = Some(link.clone());
                }
                let is_expected =
                    |state: &ConnectionState| *state == link.state || state.is_linked() && link.state.is_linked();
                if alike >= ALIKE && expected.as_ref().is_none_or(is_expected) {
                    return Ok(link);
                }
                last = Some(link);
            }
            // It restarts: for a moment nobody may answer.
            Err(failed) if failed.is_doubtful() && last.is_some() => {}
            Err(failed) => return Err(failed.failure),
        }
        if Instant::now() >= end {
            let rest = if alike >= ALIKE { last } else { moved.or(last) };
            return rest.ok_or_else(|| FailureKind::Timeout.into());
        }
        tokio::time::sleep(pause).await;
    }
}

/// Keeps a settled state. Why a link was lost stands in the list, where the gateway tells it at all.
async fn keep(core: &Core, account: &Account, row: &Instance, link: LinkReply, by: By) -> Result<(), Failure> {
    let lost = row.paired && link.state == ConnectionState::Disconnected && link.reason.is_none();
    let told = if lost && Core::quirks(account).tells_why {
        let _turn = core.wait_for_call(account, by).await;
        core.ask(account, row, &Call::Describe).await.ok()
    } else {
        None
    };
    let change = |row: &mut Instance| {
        hear_state(row, link, core.now());
        if let Some(Reply::Described(remote)) = &told {
            hear_remote(row, remote, core.now());
        }
    };
    core.change_instance(row.id, change).await.map(drop)
}

/// After a list: asks for the state of rows that it says "connected" of without naming anybody, and of those whose link
/// it takes back without a reason.
pub async fn settle_doubts(core: &Arc<Core>, account: &Account, by: By) {
    let mut rows = doubted(core, account.id, by);
    if by == By::Itself {
        for row in rows {
            // What there is no room for now is doubted again after the next list.
            if core.left_for(account).0 < OF_A_CALL {
                return;
            }
            let _ = refresh(core, account, &row, by).await;
        }
        return;
    }
    while !rows.is_empty() {
        let mut asked = JoinSet::new();
        for row in rows.split_off(rows.len().saturating_sub(AT_ONCE)) {
            let (core, account) = (Arc::clone(core), account.clone());
            // Its failure is the account's, which the next list tells.
            asked.spawn(async move { drop(refresh(&core, &account, &row, by).await) });
        }
        asked.join_all().await;
    }
}

fn doubted(core: &Core, account: AccountId, by: By) -> Vec<Arc<Instance>> {
    let now = core.now();
    let inventory = core.inventory();
    let rows = inventory.instances.values().filter(|row| row.account == account && !row.presence.is_missing());
    rows.filter(|row| row.may_be_lost() || is_due(row, by, now)).take(DOUBTS).cloned().collect()
}

/// It is doubted, and what the state said of it has stood for long enough.
fn is_due(row: &Instance, by: By, now: Timestamp) -> bool {
    let stands = match (row.links.goes_on(), by) {
        (true, By::Person) => SignedDuration::ZERO,
        (true, By::Itself | By::Round) => ASKED_SOON,
        (false, _) => ASKED_AGAIN,
    };
    let asked = row.links.of(Source::State);
    row.links.is_doubted() && asked.is_none_or(|state| now.duration_since(state.at).abs() >= stands)
}
