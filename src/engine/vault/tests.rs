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
    ask(&asks, |tell| Ask::Write { whole: vec![(key.clone(), kept.clone())], firm: false, tell }).unwrap();
    assert_eq!(read(&key), Ok(Some(Held::Kept(kept))));
    ask(&asks, |tell| Ask::Delete { keys: vec![key.clone()], tell }).unwrap();
    assert_eq!(read(&key), Ok(None));
    ask(&asks, |tell| Ask::Delete { keys: vec![key.clone()], tell }).unwrap();
}

#[test]
fn what_nobody_waits_for_is_not_begun_unless_it_is_firm() {
    let asks = thread(&keyring_core::mock::Store::new().unwrap());
    let key = SecretRef::random();
    let held = |text: &str| Ok(Some(Held::Kept(token(text))));
    let write = |text: &str, firm, tell| Ask::Write { whole: vec![(key.clone(), token(text))], firm, tell };
    let read = || ask(&asks, |tell| Ask::Read { key: key.clone(), tell });
    ask(&asks, |tell| write("kept", false, tell)).unwrap();
    asks.send(write("late", false, nobodys())).unwrap();
    asks.send(Ask::Delete { keys: vec![key.clone()], tell: nobodys() }).unwrap();
    assert_eq!(read(), held("kept"));
    asks.send(write("late", true, nobodys())).unwrap();
    assert_eq!(read(), held("late"));
    asks.send(Ask::Clear { keys: vec![key.clone()], tell: nobodys() }).unwrap();
    assert_eq!(read(), Ok(None));
}

#[test]
fn what_nobody_asked_for_is_not_cleared_behind_a_lock() {
    let store = keyring_core::mock::Store::new().unwrap();
    let key = SecretRef::random();
    let kept = token("kept");
    let open = thread(&store);
    ask(&open, |tell| Ask::Write { whole: vec![(key.clone(), kept)], firm: false, tell }).unwrap();
    let locked = thread_that_is(&store, VaultState::Locked("mock".to_owned()));
    let cleared = ask(&locked, |tell| Ask::Clear { keys: vec![key.clone()], tell });
    assert_eq!(cleared.unwrap_err().kind, FailureKind::KeyringLocked);
    assert!(ask(&open, |tell| Ask::Read { key: key.clone(), tell }).unwrap().is_some());
    ask(&open, |tell| Ask::Clear { keys: vec![key.clone()], tell }).unwrap();
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
    vault.delete(std::slice::from_ref(&key)).await.unwrap();
    assert_eq!(vault.read(&key).await, Ok(None));
    assert_eq!(vault.probe().await, VaultState::Memory);
}

#[test]
fn many_share_an_entry_and_each_comes_and_goes_by_itself() {
    let store = keyring_core::mock::Store::new().unwrap();
    let asks = thread(&store);
    let keys = SecretRef::places(3);
    let elsewhere = |text: &str| Kept::token(Origin::of("https://other.example").unwrap(), &Secret::from(text));
    let read = |key: &SecretRef| ask(&asks, |tell| Ask::Read { key: key.clone(), tell });
    let held = |kept: Kept| Ok(Some(Held::Kept(kept)));
    let whole = vec![(keys[0].clone(), token("ção-🔑")), (keys[1].clone(), token("one"))];
    ask(&asks, |tell| Ask::Write { whole, firm: false, tell }).unwrap();
    // One of another address changes nothing of where the others belong.
    let whole = vec![(keys[2].clone(), elsewhere("two"))];
    ask(&asks, |tell| Ask::Write { whole, firm: false, tell }).unwrap();
    assert_eq!(read(&keys[0]), held(token("ção-🔑")));
    assert_eq!(read(&keys[1]), held(token("one")));
    assert_eq!(read(&keys[2]), held(elsewhere("two")));
    ask(&asks, |tell| Ask::Delete { keys: vec![keys[0].clone()], tell }).unwrap();
    ask(&asks, |tell| Ask::Delete { keys: vec![keys[0].clone()], tell }).unwrap();
    assert_eq!(
        (read(&keys[0]), read(&keys[1]), read(&keys[2])),
        (Ok(None), held(token("one")), held(elsewhere("two")))
    );
    ask(&asks, |tell| Ask::Clear { keys: keys.clone(), tell }).unwrap();
    assert!(keys.iter().all(|key| read(key) == Ok(None)));
    let name = SecretRef(keys[0].entry().to_owned());
    assert_eq!(read(&name), Ok(None), "the entry goes with the last of them");
}

#[test]
fn nothing_is_written_over_a_shared_entry_that_cannot_be_read() {
    let store = keyring_core::mock::Store::new().unwrap();
    let asks = thread(&store);
    let keys = SecretRef::places(2);
    let whole = SecretRef(keys[0].entry().to_owned());
    // What another version may have put there.
    ask(&asks, |tell| Ask::Write { whole: vec![(whole.clone(), token("other"))], firm: false, tell }).unwrap();
    let place = || vec![(keys[1].clone(), token("one"))];
    let written = ask(&asks, |tell| Ask::Write { whole: place(), firm: false, tell });
    let removed = ask(&asks, |tell| Ask::Delete { keys: keys.clone(), tell });
    for refused in [written, removed] {
        assert_eq!(refused.unwrap_err().kind, FailureKind::KeyringMismatch);
    }
    assert_eq!(ask(&asks, |tell| Ask::Read { key: whole.clone(), tell }), Ok(Some(Held::Kept(token("other")))));
}

#[test]
fn a_keyring_that_holds_little_has_an_entry_for_each() {
    let vault = |longest_entry| {
        let keyring = Keyring {
            open: Arc::new(|| Err(Error::NoDefaultStore)),
            probe: Arc::new(|| VaultState::Unknown),
            make_collection: Arc::new(|| Ok(())),
            services: Arc::new(Vec::new),
            longest_entry,
            modifiers: HashMap::new(),
        };
        Vault::start("test".to_owned(), keyring, Duration::ZERO)
    };
    let sizes = |places: Vec<Vec<SecretRef>>| places.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(sizes(vault(Some(2560)).places(3)), [1, 1, 1]);
    let shared = vault(None).places(TOGETHER * 2 + 1);
    assert_eq!(shared.iter().flatten().map(SecretRef::entry).collect::<std::collections::HashSet<_>>().len(), 3);
    assert_eq!(sizes(shared), [TOGETHER, TOGETHER, 1]);
    assert!(vault(None).places(0).is_empty());
}
