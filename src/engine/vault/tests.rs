//! The vault with its memory, and the thread behind it with a keyring that is played.

use super::*;
use crate::domain::origin::Origin;
use crate::domain::secret::Secret;

fn thread(store: &Arc<keyring_core::mock::Store>) -> mpsc::Sender<Ask> {
    thread_that_is(store, VaultState::Ready("mock".to_owned()))
}

fn thread_that_is(store: &Arc<keyring_core::mock::Store>, state: VaultState) -> mpsc::Sender<Ask> {
    let store = Arc::clone(store);
    let keyring = Keyring {
        open: Arc::new(move || Ok(Arc::clone(&store) as Arc<CredentialStore>)),
        probe: Arc::new(move || state.clone()),
        make_collection: Arc::new(|| Ok(())),
        services: Arc::new(Vec::new),
        longest_entry: None,
        modifiers: HashMap::new(),
    };
    start("test".to_owned(), keyring)
}

fn token(text: &str) -> Kept {
    Kept::token(Origin::of("https://gateway.example/api").unwrap(), &Secret::from(text))
}

/// An answer that nobody waits for any more.
fn nobodys<T>() -> Sender<T> {
    oneshot::channel().0
}

fn ask<T>(asks: &mpsc::Sender<Ask>, make: impl FnOnce(Sender<Result<T, Failure>>) -> Ask) -> Result<T, Failure> {
    let (tell, told) = oneshot::channel();
    asks.send(make(tell)).unwrap();
    told.blocking_recv().unwrap()
}

#[test]
fn writes_reads_back_and_removes() {
    let store = keyring_core::mock::Store::new().unwrap();
    let asks = thread(&store);
    let key = SecretRef::random();
    let kept = token("ção-🔑");
    let read = |key: &SecretRef| ask(&asks, |tell| Ask::Read { key: key.clone(), tell });
    assert_eq!(read(&key), Ok(None));
    ask(&asks, |tell| Ask::Write { key: key.clone(), kept: kept.clone(), firm: false, tell }).unwrap();
    assert_eq!(read(&key), Ok(Some(Held::Kept(kept))));
    ask(&asks, |tell| Ask::Delete { key: key.clone(), tell }).unwrap();
    assert_eq!(read(&key), Ok(None));
    ask(&asks, |tell| Ask::Delete { key: key.clone(), tell }).unwrap();
}

#[test]
fn what_nobody_waits_for_is_not_begun_unless_it_is_firm() {
    let asks = thread(&keyring_core::mock::Store::new().unwrap());
    let key = SecretRef::random();
    let held = |text: &str| Ok(Some(Held::Kept(token(text))));
    let write = |text: &str, firm, tell| Ask::Write { key: key.clone(), kept: token(text), firm, tell };
    let read = || ask(&asks, |tell| Ask::Read { key: key.clone(), tell });
    ask(&asks, |tell| write("kept", false, tell)).unwrap();
    asks.send(write("late", false, nobodys())).unwrap();
    asks.send(Ask::Delete { key: key.clone(), tell: nobodys() }).unwrap();
    assert_eq!(read(), held("kept"));
    asks.send(write("late", true, nobodys())).unwrap();
    assert_eq!(read(), held("late"));
    asks.send(Ask::Clear { key: key.clone(), tell: nobodys() }).unwrap();
    assert_eq!(read(), Ok(None));
}

#[test]
fn what_nobody_asked_for_is_not_cleared_behind_a_lock() {
    let store = keyring_core::mock::Store::new().unwrap();
    let key = SecretRef::random();
    let kept = token("kept");
    let open = thread(&store);
    ask(&open, |tell| Ask::Write { key: key.clone(), kept, firm: false, tell }).unwrap();
    let locked = thread_that_is(&store, VaultState::Locked("mock".to_owned()));
    let cleared = ask(&locked, |tell| Ask::Clear { key: key.clone(), tell });
    assert_eq!(cleared.unwrap_err().kind, FailureKind::KeyringLocked);
    assert!(ask(&open, |tell| Ask::Read { key: key.clone(), tell }).unwrap().is_some());
    ask(&open, |tell| Ask::Clear { key: key.clone(), tell }).unwrap();
    assert_eq!(ask(&open, |tell| Ask::Read { key: key.clone(), tell }), Ok(None));
}

#[test]
fn the_cause_is_kept() {
    let cause = |words: &str| Failure::from(Error::NoStorageAccess(words.to_owned().into())).kind;
    assert_eq!(cause("prompt dismissed"), FailureKind::KeyringDismissed);
    assert_eq!(cause("result not returned from SS API"), FailureKind::KeyringNoCollection);
    assert_eq!(cause("locked"), FailureKind::KeyringLocked);
    assert_eq!(cause("AccessDenied"), FailureKind::KeyringFailed);
    let platform = Failure::from(Error::PlatformFailure("ServiceUnknown".to_owned().into()));
    assert_eq!(platform.kind, FailureKind::KeyringAbsent);
}

#[tokio::test]
async fn memory_keeps_and_forgets() {
    let vault = Vault::behind(|_| {}, |_| {}, Duration::ZERO);
    vault.use_memory();
    let key = SecretRef::random();
    let kept = Kept::token(Origin::of("https://gateway.example").unwrap(), &Secret::from("CANARY"));
    assert_eq!(vault.read(&key).await, Ok(None));
    vault.write(&key, &kept, false).await.unwrap();
    assert_eq!(vault.read(&key).await, Ok(Some(Held::Kept(kept))));
    vault.delete(&key).await.unwrap();
    assert_eq!(vault.read(&key).await, Ok(None));
    assert_eq!(vault.probe().await, VaultState::Memory);
}
