//! Taking a list in: what it changes of the rows is shown. Whoever reads the list keeps it after that.

use crate::domain::account::Account;
use crate::domain::failure::Failure;
use crate::domain::ids::{IdMap, InstanceId, IntentId};
use crate::domain::instance::{Instance, NUMBER, Plan, Presence};
use crate::domain::journal::{Intent, Outcome};
use crate::domain::whole_list::WholeList;
use crate::engine::clock;
use crate::engine::flows::late::HeldBack;
use crate::engine::flows::link::{hear_remote, is_heard_again};
use crate::engine::shared::{Core, Inventory, LISTS};
use crate::providers::Remote;
use crate::wipe;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// A list made this soon after a delete may still show what was deleted.
const GONE_FOR: Duration = Duration::from_mins(1);

/// After a list of so many rows what it took is given back to the system.
const LONG: usize = 1000;

/// What is known of a list besides its rows.
pub struct Listed {
    pub asked: Instant,
    /// When it was read.
    pub now: Timestamp,
    pub held_back: HeldBack,
    /// Where it is whole: what it does not show is not there.
    pub whole: Option<WholeList>,
    /// How long lists lag behind.
    pub lag: Duration,
}

/// What a list changes.
#[derive(Default)]
struct Changes {
    changed: Vec<Arc<Instance>>,
    removed: Vec<InstanceId>,
    /// Those whose delete takes effect only now.
    left: Vec<Arc<Instance>>,
}

/// Takes a list in: what changed is shown.
pub async fn merge(core: &Core, account: &Account, remotes: Vec<Remote>, listed: &Listed) -> Result<(), Failure> {
    let is_long = remotes.len() >= LONG;
    let rows = core.rows().await;
    // Removed while its list was on the way: its rows must not come back.
    core.account(account.id)?;
    let changes = compare(&mut core.inventory(), account, remotes, listed);
    core.show_rows(changes.changed, changes.removed).await;
    drop(rows);
    for row in changes.left {
        // What the keyring keeps goes with the next list.
        if core.forget_instance(row.id).await.is_ok() {
            core.note_instance(&row, "activity-deleted", Outcome::Ok).await;
        }
    }
    if is_long {
        // Beside the rest: whoever asks for memory meanwhile waits for it.
        drop(tokio::task::spawn_blocking(wipe::give_back));
    }
    Ok(())
}

fn compare(inventory: &mut Inventory, account: &Account, remotes: Vec<Remote>, listed: &Listed) -> Changes {
    let now = listed.now;
    inventory.gone.retain(|_, at| *at + GONE_FOR > listed.asked);
    let Inventory { instances, intents, gone, lacking, fresh, .. } = inventory;
    let rows = instances.values().filter(|row| row.account == account.id);
    let mut known: HashMap<&str, &Arc<Instance>> = HashMap::with_capacity(remotes.len());
    known.extend(rows.map(|row| (row.remote_id.as_str(), row)));
    let presence = if Core::quirks(account).instance_token { Presence::OnlyThere } else { Presence::Both };
    let mut changes = Changes::default();
    for remote in remotes {
        let row = known.remove(remote.remote_id.as_str());
        if let Some(row) = row.or_else(|| known_by_name(&mut known, intents, &remote)) {
            lacking.remove(&row.id);
            if is_known(row, &remote) {
                continue;
            }
            let was_missing = row.presence.is_missing();
            let mut after = updated(Instance::clone(row), remote, now);
            if was_missing && row.vault_key.is_none() {
                after.presence = presence;
            }
            // That it was heard again is no change worth a disk write and a frame.
            if !after.tells_the_same(row) {
                changes.changed.push(Arc::new(after));
            }
        } else if !gone.contains_key(&(account.id, remote.remote_id.clone()))
            // What may be ours is left to its look-up, or to the person who is asked.
            && !listed.held_back.has(&remote.remote_id, &remote.name)
        {
            let row = Instance { presence, ..Instance::new(account.id, &remote.remote_id, &remote.name) };
            changes.changed.push(Arc::new(updated(row, remote, now)));
        }
    }
    for row in known.into_values() {
        let whole = listed.whole.as_ref();
        let Some(missing) = whole.and_then(|list| list.missing(&row.remote_id)) else { continue };
        if row.leaving {
            changes.left.push(Arc::clone(row));
            continue;
        }
        match row.presence {
            // Never used here nor seen to be linked, and gone there: unless somebody wrote something about it.
            Presence::OnlyThere if row.annotation.is_empty() && !row.paired && row.lost.is_none() => {
                changes.removed.push(row.id);
            }
            Presence::OnlyHere(_) | Presence::Replaced => {}
            // Made after the list was asked for, or so short before that the list may lag behind.
            _ if row.checked_at.is_some_and(|at| is_after(at, listed.asked, now)) => {}
            _ if is_new(fresh, row, listed.lag) => {}
            _ if !is_lacking(lacking, row.id) => {}
            Presence::Both | Presence::OnlyThere => {
                let presence = Presence::OnlyHere(missing);
                let row = Instance::clone(row);
                changes
                    .changed
                    .push(Arc::new(Instance { presence, checked_at: Some(now), since: Some(now), ..row }));
            }
        }
    }
    changes
}

/// A row that an earlier version knew by its name alone, where the mark is that of the create that made it.
fn known_by_name<'a>(
    known: &mut HashMap<&str, &'a Arc<Instance>>,
    intents: &HashMap<IntentId, Intent>,
    remote: &Remote,
) -> Option<&'a Arc<Instance>> {
    let made = intents.get(&IntentId::parse(remote.mark.as_deref()?)?)?.instance;
    known.get(remote.name.as_str()).filter(|row| Some(row.id) == made)?;
    known.remove(remote.name.as_str())
}

/// Whether it was created so short ago that a list without it shows nothing: lists lag behind.
pub fn is_new(fresh: &IdMap<InstanceId, Instant>, row: &Instance, lag: Duration) -> bool {
    fresh.get(&row.id).is_some_and(|at| at.elapsed() < lag) || is_young(row, lag)
}

/// Whether it was created in an earlier run, so short ago that lists may lag behind.
fn is_young(row: &Instance, lag: Duration) -> bool {
    let lag = SignedDuration::try_from(lag).unwrap_or(SignedDuration::MAX);
    let age = row.created_at.map(|at| clock::steady().duration_since(at).abs());
    row.vault_key.is_some() && age.is_some_and(|age| age < lag)
}

/// Whether enough whole lists in a row lacked it.
fn is_lacking(lacking: &mut IdMap<InstanceId, u32>, id: InstanceId) -> bool {
    let lists = lacking.entry(id).or_default();
    *lists += 1;
    *lists >= LISTS
}

fn is_after(at: Timestamp, asked: Instant, now: Timestamp) -> bool {
    Duration::try_from(now.duration_since(at)).is_ok_and(|age| age < asked.elapsed())
}

/// Whether a row says already what its gateway says of it, as most rows of most lists do: found out without copying it.
/// "No" is no more than a reason to look at a copy.
fn is_known(row: &Instance, remote: &Remote) -> bool {
    let is_linked = row.state.is_linked();
    let said = |told: &Option<String>, known: &Option<String>| told.is_none() || told == known;
    !row.presence.is_missing()
        && row.remote_id == remote.remote_id
        && row.name_there() == remote.name
        && is_heard_again(row, remote)
        && (!is_linked || said(&remote.phone, &row.phone) && said(&remote.profile, &row.profile))
        && (remote.plan == Plan::default() || remote.plan == row.plan)
        && (remote.facts.is_empty() || are_facts_of(row, &remote.facts))
        && (remote.token.is_none() || row.token_hint.is_some())
        && (remote.created_at.is_none() || remote.created_at == row.created_at)
}

/// Whether these are the facts of a row, besides the number that not every list tells.
fn are_facts_of(row: &Instance, told: &[(&str, String)]) -> bool {
    let Some((first, rest)) = row.facts.split_at_checked(told.len()) else { return false };
    let same = |((key, value), (known, text)): (&(&str, String), &(String, String))| key == known && value == text;
    let is_number = |(key, _): &(String, String)| key == NUMBER && !told.iter().any(|(other, _)| other == key);
    told.iter().zip(first).all(same) && rest.iter().all(is_number)
}

/// A row with what the gateway says of it. What it does not say stays.
fn updated(mut row: Instance, remote: Remote, now: Timestamp) -> Instance {
    let was = row.standing();
    if row.presence.is_missing() {
        row.presence = Presence::Both;
    }
    hear_remote(&mut row, &remote, now);
    row.remote_id.clone_from(&remote.remote_id);
    row.call_it(&remote.name);
    if row.state.is_linked() {
        row.phone = remote.phone.or(row.phone);
        row.profile = remote.profile.or(row.profile);
    }
    if remote.plan != Plan::default() {
        row.plan = remote.plan;
    }
    if !remote.facts.is_empty() {
        let told: Vec<(String, String)> =
            remote.facts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        // Not every list tells the number it was created for.
        row.facts.retain(|(key, _)| key == NUMBER && !told.iter().any(|(other, _)| other == key));
        row.facts.splice(0..0, told);
    }
    if row.token_hint.is_none() {
        row.token_hint = remote.token.map(|token| token.masked());
    }
    row.created_at = remote.created_at.or(row.created_at);
    row.checked_at = Some(now);
    row.stands_since(was, now);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;
    use crate::domain::instance::ConnectionState;
    use crate::domain::link::{LinkState, LostReason, Source};
    use crate::domain::secret::SecretRef;
    use crate::domain::whole_list::Reading;
    use crate::made;

    fn account() -> Account {
        Account { version: Some("2.3.7".to_owned()), ..made::account("evolution") }
    }

    fn remotes(count: usize) -> Vec<Remote> {
        let remote = |number: usize| Remote {
            remote_id: number.to_string(),
            name: format!("loja-{number}"),
            state: Some(ConnectionState::Disconnected),
            ..Remote::default()
        };
        (0..count).map(remote).collect()
    }

    /// A list of these rows, asked for just now.
    fn listed(remotes: &[Remote]) -> Listed {
        let origin = account().origin().unwrap();
        let reading = Reading { origin: &origin, filtered: false, ended: true, unreadable: 0, totals: &[] };
        let whole = WholeList::prove(&reading, remotes.iter().map(|row| row.remote_id.as_str())).ok();
        let (asked, lag) = (Instant::now(), Duration::from_mins(10));
        Listed { asked, now: clock::now(), held_back: HeldBack::default(), whole, lag }
    }

    fn compared(inventory: &mut Inventory, account: &Account, remotes: Vec<Remote>) -> Changes {
        let listed = listed(&remotes);
        compare(inventory, account, remotes, &listed)
    }

    fn take_in(inventory: &mut Inventory, changes: Changes) {
        inventory.instances.extend(changes.changed.into_iter().map(|row| (row.id, row)));
        for id in changes.removed {
            inventory.instances.remove(&id);
        }
    }

    #[test]
    fn one_that_was_linked_when_it_went_is_told_to_be_missing_and_one_that_never_was_goes() {
        let (account, mut inventory) = (account(), Inventory::default());
        let linked = Remote { state: Some(ConnectionState::Connected), ..remotes(1).remove(0) };
        let first = compared(&mut inventory, &account, vec![linked, remotes(2).remove(1)]);
        take_in(&mut inventory, first);
        assert!(inventory.instances.values().all(|row| row.presence == Presence::OnlyThere));
        // An hour later: lists do not lag any more.
        inventory.fresh.clear();
        for _ in 0..LISTS {
            let changes = compared(&mut inventory, &account, Vec::new());
            take_in(&mut inventory, changes);
        }
        let left: Vec<_> = inventory.instances.values().map(|row| (row.name.as_str(), &row.presence)).collect();
        assert!(matches!(left.as_slice(), [("loja-0", Presence::OnlyHere(_))]), "{left:?}");
    }

    #[test]
    fn one_that_is_said_to_be_deleted_stays_while_it_is_listed_and_goes_with_the_first_list_that_lacks_it() {
        let (account, mut inventory) = (account(), Inventory::default());
        let first = compared(&mut inventory, &account, remotes(2));
        take_in(&mut inventory, first);
        for row in inventory.instances.values_mut() {
            *row = Arc::new(Instance { leaving: true, presence: Presence::Both, ..Instance::clone(row) });
        }
        let listed = compared(&mut inventory, &account, remotes(2));
        assert_eq!((listed.changed.len(), listed.removed.len(), listed.left.len()), (0, 0, 0));
        let lacking = compared(&mut inventory, &account, remotes(1));
        assert_eq!((lacking.changed.len(), lacking.removed.len(), lacking.left.len()), (0, 0, 1));
    }

    #[test]
    fn ten_thousand_rows_cost_little_and_are_told_once() {
        let (account, mut inventory) = (account(), Inventory::default());
        let asked = Instant::now();
        let first = compared(&mut inventory, &account, remotes(10_000));
        assert_eq!(first.changed.len(), 10_000);
        take_in(&mut inventory, first);
        let again = compared(&mut inventory, &account, remotes(10_000));
        assert_eq!((again.changed.len(), again.removed.len()), (0, 0));
        let fewer = compared(&mut inventory, &account, remotes(9_990));
        assert_eq!((fewer.changed.len(), fewer.removed.len()), (0, 10));
        assert!(asked.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn what_was_deleted_a_moment_ago_does_not_come_back() {
        let (account, mut inventory) = (account(), Inventory::default());
        inventory.gone.insert((account.id, "1".to_owned()), Instant::now());
        let changes = compared(&mut inventory, &account, remotes(3));
        let names: Vec<&str> = changes.changed.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["loja-0", "loja-2"]);
    }

    /// An inventory with one instance that is ours, created so long ago.
    fn ours(account: &Account, age: Duration) -> Inventory {
        let mut row = Instance::new(account.id, "9", "loja");
        row.vault_key = Some(SecretRef::random());
        row.created_at = clock::now().checked_sub(age).ok();
        Inventory { instances: IdMap::from_iter([(row.id, Arc::new(row))]), ..Inventory::default() }
    }

    #[test]
    fn only_whole_lists_in_a_row_make_an_instance_missing() {
        let account = account();
        let mut inventory = ours(&account, Duration::from_hours(1));
        let changed = |inventory: &mut Inventory, whole: bool| {
            let mut listed = listed(&[]);
            listed.whole = listed.whole.filter(|_| whole);
            compare(inventory, &account, Vec::new(), &listed).changed
        };
        for whole in [true, false, false, false, true] {
            assert!(changed(&mut inventory, whole).is_empty());
        }
        let missing = changed(&mut inventory, true);
        assert!(matches!(missing.as_slice(), [row] if row.presence.is_missing()), "{missing:?}");
    }

    #[test]
    fn what_was_just_created_is_not_missing_while_lists_lag() {
        let account = account();
        let minutes = Duration::from_mins;
        for (age, committed, is_missing) in
            [(minutes(2), false, false), (minutes(60), true, false), (minutes(11), false, true)]
        {
            let mut inventory = ours(&account, age);
            if committed {
                inventory
                    .fresh
                    .extend(inventory.instances.keys().map(|id| (*id, Instant::now())).collect::<Vec<_>>());
            }
            let last = (0..LISTS).map(|_| compared(&mut inventory, &account, Vec::new())).last().unwrap();
            assert_eq!(last.changed.len(), usize::from(is_missing), "{age:?} {committed}");
        }
    }

    #[test]
    fn a_strangers_instance_that_somebody_wrote_about_is_missing_and_comes_back() {
        let (account, mut inventory) = (account(), Inventory::default());
        let first = compared(&mut inventory, &account, remotes(2));
        take_in(&mut inventory, first);
        let id = inventory.instances.values().find(|row| row.name == "loja-1").map(|row| row.id).unwrap();
        let row = inventory.instances.get_mut(&id).map(Arc::make_mut).unwrap();
        row.annotation.note = "call first".to_owned();
        row.checked_at = None;
        let alone = || compared(&mut inventory, &account, remotes(0));
        let looks: Vec<Changes> = std::iter::repeat_with(alone).take(3).collect();
        assert_eq!(looks[0].removed.len(), 1, "the other one is dropped");
        assert!(looks[..2].iter().all(|look| look.changed.is_empty() && !look.removed.contains(&id)));
        assert!(looks[2].changed[0].presence.is_missing());
        take_in(&mut inventory, Changes { changed: looks[2].changed.clone(), ..Changes::default() });
        let back = compared(&mut inventory, &account, remotes(2));
        let row = back.changed.iter().find(|row| row.id == id).unwrap();
        assert_eq!((row.presence, row.annotation.note.as_str()), (Presence::OnlyThere, "call first"));
    }

    #[test]
    fn a_list_with_a_gap_removes_nothing() {
        let (account, mut inventory) = (account(), Inventory::default());
        let first = compared(&mut inventory, &account, remotes(3));
        take_in(&mut inventory, first);
        let listed = Listed { whole: None, ..listed(&[]) };
        let changes = compare(&mut inventory, &account, Vec::new(), &listed);
        assert_eq!((changes.changed.len(), changes.removed.len()), (0, 0));
    }

    /// Rows as they come to be by lists and by what is done to them, and what lists may say of them next.
    #[test]
    fn what_is_known_already_would_change_nothing() {
        let now = clock::now();
        let text = |word: &str| Some(word.to_owned());
        let remote = Remote { remote_id: "1".to_owned(), name: "Loja\u{200b} 1".to_owned(), ..Remote::default() };
        let states = [ConnectionState::Connected, ConnectionState::Disconnected, ConnectionState::Connecting];
        let mut told = vec![remote.clone()];
        for state in states.clone() {
            let of = |remote: &Remote| Remote { state: Some(state.clone()), ..remote.clone() };
            told.push(of(&remote));
            told.push(Remote { is_claim: true, ..of(&remote) });
            told.push(Remote { phone: text("551199"), profile: text("Ana"), ..of(&remote) });
            told.push(Remote { reason: Some(LostReason::TimedOut), since: Some(now), ..of(&remote) });
            told.push(Remote { reason: Some(LostReason::RemovedOnPhone), ..of(&remote) });
        }
        told.push(Remote { name: "Loja 2".to_owned(), ..remote.clone() });
        told.push(Remote { facts: vec![("fact-engine", "X".to_owned())], ..remote.clone() });
        told.push(Remote { facts: vec![(NUMBER, "1".to_owned()), ("fact-engine", "X".to_owned())], ..remote.clone() });
        told.push(Remote { plan: Plan { word: text("trial"), due: None }, ..remote.clone() });
        told.push(Remote { token: Some("0123456789abcdef".into()), created_at: Some(now), ..remote.clone() });
        let mut rows = vec![Instance::new(AccountId::random(), "1", "Loja 1")];
        rows[0].facts = vec![(NUMBER.to_owned(), "1".to_owned())];
        for first in &told {
            let row = updated(rows[0].clone(), first.clone(), now);
            for (source, state) in [Source::State, Source::Act].into_iter().flat_map(|source| {
                let states = &states;
                states.iter().map(move |state| (source, state.clone()))
            }) {
                let mut heard = row.clone();
                heard.hear(LinkState::new(source, state, now));
                rows.push(heard);
            }
            rows.push(Instance { presence: Presence::OnlyThere, ..row.clone() });
            rows.push(Instance { presence: Presence::Replaced, ..row.clone() });
            rows.push(Instance { lost: None, ..row.clone() });
            rows.push(row);
        }
        let later = now + SignedDuration::from_mins(5);
        let (mut known, mut same) = (0, 0);
        for row in &rows {
            for remote in &told {
                let is_same = updated(row.clone(), remote.clone(), later).tells_the_same(row);
                same += usize::from(is_same);
                if is_known(row, remote) {
                    assert!(is_same, "{row:?} and {remote:?}");
                    known += 1;
                }
            }
        }
        // Most of what changes nothing is seen without a copy.
        assert!(known > 50 && known < same, "{known} of {same}");
    }
}
