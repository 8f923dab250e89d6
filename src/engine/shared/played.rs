//! A core whose network and disk a test plays.

use crate::domain::account::Account;
use crate::domain::secret::{Kept, Secret, Secrets};
use crate::engine::event::{Loaded, VaultState};
use crate::engine::shared::{Core, Timing};
use crate::engine::store::{Base, Store, schema};
use crate::engine::transport::{Transport, played::Ending};
use crate::engine::vault::{Ask, Vault};
use crate::made;
use crate::providers::http::Request;
use std::sync::{Arc, Mutex};
use tokio::sync::{mpsc, oneshot};

/// With one account of a made-up gateway that is kept on the disk.
pub async fn core(network: impl Fn(Request) -> Ending + Send + Sync + 'static) -> (Core, Account, Arc<Mutex<Base>>) {
    let disk = Arc::new(Mutex::new(Base::from(schema::in_memory().unwrap())));
    let own = Arc::clone(&disk);
    let store = Store::behind(move |job| job(&mut own.lock().unwrap()), &schema::in_memory().unwrap());
    let keyring = |ask| match ask {
        Ask::Read { tell, .. } => drop(tell.send(Ok(None))),
        Ask::Write { tell, .. } | Ask::Delete { tell, .. } | Ask::Clear { tell, .. } => drop(tell.send(Ok(()))),
    };
    let timing = Timing::default();
    let ready = |tell: oneshot::Sender<VaultState>| drop(tell.send(VaultState::Ready("test".to_owned())));
    let vault = Vault::behind(keyring, ready, timing.keyring);
    let transport = Transport::behind(Arc::new(network), timing.deadlines);
    let (told, _) = mpsc::channel(1);
    let core = Core::new(store, vault, transport, timing, told, Box::new(|| {}), &Loaded::default());
    let account = made::account("made-up");
    core.put_account(account.clone()).await.unwrap();
    let secrets = Secrets::from([("admin_key".to_owned(), Secret::from("KEY"))]);
    let kept = Kept::new(account.origin().unwrap(), secrets);
    core.inventory().secrets.insert(account.vault_key.clone(), kept);
    (core, account, disk)
}
