//! How the watch gets round at one gateway: what is on the screen, what takes long, and what stands beside it.

use crate::domain::account::Account;
use crate::domain::failure::FailureKind;
use crate::domain::ids::{AccountId, InstanceId, JobId};
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::secret::{Kept, Secret, SecretRef, Secrets};
use crate::domain::watch::{PER_MINUTE, Pace, longest_round};
use crate::engine::flows::{sync, watch};
use crate::engine::shared::{Core, played};
use crate::engine::transport::SendFailure;
use crate::engine::worker;
use crate::made;
use crate::providers::http::{Request, Response};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;

const OPEN: &str = r#"{"connected": true, "smartphoneConnected": true}"#;
const GONE: &str = r#"{"error": "Instance not found"}"#;
const LOST: u16 = 0;

/// A gateway at which one account has a list, and another has none.
struct Place {
    core: Arc<Core>,
    /// Each of its instances is asked for.
    unlisted: Account,
    /// The paths that were asked for, and when.
    asked: Arc<Mutex<Vec<(Instant, String)>>>,
}

impl Place {
    /// Each path has a status and a body; none is an answer that does not come.
    async fn that_says(answers: impl Fn(&str) -> (u16, &'static str) + Send + Sync + 'static) -> Self {
        let asked = Arc::<Mutex<Vec<(Instant, String)>>>::default();
        let seen = Arc::clone(&asked);
        let network = move |request: Request| {
            seen.lock().unwrap().push((Instant::now(), request.path.clone()));
            let (status, body) = answers(&request.path);
            let lost = SendFailure { failure: FailureKind::Refused.into(), maybe_sent: false };
            let response = Response { status, body: body.as_bytes().to_vec(), ..Response::default() };
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                if status == LOST { Err(lost) } else { Ok(response) }
            }) as _
        };
        // Its own account has a list of one request.
        let (core, _, _) = played::core(network).await;
        let unlisted = Account { label: "adopted".to_owned(), ..made::account("zapi") };
        core.put_account(unlisted.clone()).await.unwrap();
        let kept = Kept::new(unlisted.origin().unwrap(), Secrets::new());
        core.inventory().secrets.insert(unlisted.vault_key.clone(), kept);
        Self { core: Arc::new(core), unlisted, asked }
    }

    /// A linked row of the account without a list.
    async fn row(&self, id: &str) -> InstanceId {
        let key = SecretRef::random();
        let kept = Kept::token(self.unlisted.origin().unwrap(), &Secret::from("TOKEN"));
        self.core.inventory().secrets.insert(key.clone(), kept);
        let mut row = Instance::new(self.unlisted.id, id, id);
        (row.state, row.paired, row.vault_key) = (ConnectionState::Connected, true, Some(key));
        let row = Arc::new(row);
        self.core.store.save_instance(&row).await.unwrap();
        self.core.show_instance(&row).await;
        row.id
    }

    /// When what has this in its path was asked for.
    fn times(&self, part: &str) -> Vec<Instant> {
        let asked = self.asked.lock().unwrap();
        asked.iter().filter(|(_, path)| path.contains(part)).map(|(at, _)| *at).collect()
    }

    fn looks(&self, account: AccountId) -> (u64, Option<FailureKind>) {
        let inventory = self.core.inventory();
        let looked = &inventory.looked[&account];
        (looked.looks, looked.failing.as_ref().map(|failing| failing.failure.kind))
    }
}

/// The longest that nothing was asked from then on, until now.
fn longest_gap(from: Instant, times: &[Instant]) -> Duration {
    let all: Vec<Instant> = [from].into_iter().chain(times.iter().copied()).chain([Instant::now()]).collect();
    all.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()
}

#[tokio::test(start_paused = true)]
async fn one_instance_that_cannot_be_asked_hides_no_other_of_its_account() {
    let place = Place::that_says(|path| if path.contains("/two/") { (404, GONE) } else { (200, OPEN) }).await;
    for name in ["one", "two", "three"] {
        place.row(name).await;
    }
    let failed = sync::sync_by_itself(&place.core, place.unlisted.id).await;
    assert_eq!(failed.unwrap_err().kind, FailureKind::NotFound, "it is said");
    assert_eq!(place.looks(place.unlisted.id), (1, None), "what the others say is believed");
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_is_away_is_not_asked_for_each_of_many() {
    let place = Place::that_says(|_| (LOST, "")).await;
    for number in 0..200 {
        place.row(&format!("row-{number}")).await;
    }
    sync::sync_by_itself(&place.core, place.unlisted.id).await.unwrap_err();
    assert_eq!(place.looks(place.unlisted.id), (0, Some(FailureKind::Refused)));
    assert!(place.times("/row-").len() < 20, "{}", place.times("/row-").len());
}

#[tokio::test(start_paused = true)]
async fn a_long_round_lets_the_screen_and_other_accounts_between_its_requests() {
    let place = Place::that_says(|path| (200, if path.starts_with("/rows") { "[]" } else { OPEN })).await;
    let mut rows = Vec::new();
    for number in 0..300 {
        rows.push(place.row(&format!("row-{number}-")).await);
    }
    place.core.inventory().shown.instances = rows[..3].to_vec();
    let (began, every) = (Instant::now(), Pace::of(60).unwrap());
    for _ in 0..50 * 60 {
        watch::by_itself(&place.core, Some(every)).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    for row in ["/row-0-/", "/row-1-/", "/row-2-/"] {
        let gap = longest_gap(began, &place.times(row));
        assert!(gap <= Duration::from_secs(30), "{row} was on the screen, and not asked for {gap:?}");
    }
    let gap = longest_gap(began, &place.times("/rows"));
    assert!(gap <= Duration::from_mins(12), "the other account was not looked at for {gap:?}");
    let gap = longest_gap(began, &place.times("/row-299-/"));
    // As long as the time in between counts as watched.
    assert!(gap <= longest_round(301), "what is not on the screen was not asked for {gap:?}");
    let all = place.times("/");
    let most = PER_MINUTE as usize;
    assert!(all.windows(most + 1).all(|these| these[most] - these[0] >= Duration::from_mins(1)));
    assert!(place.core.inventory().instances.values().all(|row| row.state.is_linked()));
}

#[tokio::test(start_paused = true)]
async fn a_pairing_window_does_not_end_the_watch() {
    let place = Place::that_says(|path| (200, if path.starts_with("/rows") { "[]" } else { OPEN })).await;
    let row = place.row("row-0-").await;
    place.core.inventory().shown.instances.push(row);
    place.core.probe_vault().await;
    place.core.inventory().more_codes.insert(JobId(1), (place.unlisted.id, Arc::default()));
    let core = Arc::clone(&place.core);
    let watching = place.core.tasks.spawn(async move { worker::by_itself(&core).await });
    tokio::time::sleep(Duration::from_mins(10)).await;
    watching.abort();
    assert!((8..=12).contains(&place.times("/rows").len()), "{}", place.times("/rows").len());
    // In minutes, also what is on the screen: the window asks often enough.
    assert!((8..=12).contains(&place.times("/row-0-/").len()), "{}", place.times("/row-0-/").len());
}
