//! Taking a backup in: secrets into the keyring first, each bound to its address, then every row in one transaction. Cut
//! off before that, nothing has changed, and what stands in the keyring is cleared as a stray at the next start.

use crate::domain::account::{Account, Check};
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::{AccountId, IdMap, IdSet, InstanceId, JobId};
use crate::domain::instance::Instance;
use crate::domain::secret::{Kept, SecretRef};
use crate::engine::event::Done;
use crate::engine::flows::backup::here::{entry, keys_of, known};
use crate::engine::flows::backup::meet::{self, Here, Place, Row};
use crate::engine::flows::bundle;
use crate::engine::flows::progress::Progress;
use crate::engine::shared::{Backup, Core, Opened, Slots};
use crate::engine::{clock, store::Bundle};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What is here, with the keys of accounts that may be one of the backup's. Keys are read only where the file has some:
/// without them the keyring is left alone.
pub async fn here(core: &Core, backup: &Backup) -> Result<Here, Failure> {
    let (accounts, rows) = known(core);
    let mut keys = IdMap::default();
    for account in &accounts {
        if backup.has_secrets() && backup.accounts.iter().any(|from| meet::may_be(account, from)) {
            let ours = keys_of(core, account).await?;
            if !ours.is_empty() {
                keys.insert(account.id, ours);
            }
        }
    }
    if !backup.has_secrets() {
        // Unread ones count as there: nothing comes that could fill them.
        keys.extend(accounts.iter().map(|account| (account.id, crate::domain::secret::Secrets::new())));
    }
    Ok(Here { accounts, rows, books: core.store.books().await?, keys })
}

/// Entries of the keyring that were written for what comes, by its place in the file.
struct Written {
    accounts: HashMap<usize, SecretRef>,
    rows: HashMap<usize, SecretRef>,
    /// Taken back unless the rows are kept.
    slots: Slots,
}

/// Takes in what was opened.
///
/// # Errors
/// `NotFound` when nothing was opened; a failure of the keyring or the disk, after which all is as it was.
pub async fn restore(core: &Arc<Core>, job: JobId) -> Result<Done, Failure> {
    if core.is_leaving() {
        return Err(FailureKind::Busy.into());
    }
    let opened = core.inventory().opened.take().ok_or(FailureKind::NotFound)?;
    let result = take_in(core, job, &opened).await;
    if result.is_err() {
        // It can be tried again, once the keyring is open or the disk has room.
        core.inventory().opened = Some(opened);
    }
    result
}

async fn take_in(core: &Arc<Core>, job: JobId, opened: &Arc<Opened>) -> Result<Done, Failure> {
    let here = here(core, &opened.backup).await?;
    let coming = meet::coming(&opened.backup, &here, opened.name.clone());
    let places = meet::places(&opened.backup, &here);
    let written = write_secrets(core, job, &opened.backup, &here, &places).await?;
    let (task, opened) = (Arc::clone(core), Arc::clone(opened));
    core.uninterrupted(async move { keep(&task, &opened, &places, written).await }).await?;
    Ok(Done::Restored(Box::new(coming)))
}

async fn write_secrets(
    core: &Arc<Core>,
    job: JobId,
    backup: &Backup,
    here: &Here,
    places: &[Place],
) -> Result<Written, Failure> {
    let (mut accounts, mut rows, mut entries) = (HashMap::new(), HashMap::new(), Vec::new());
    let mut tokens: BTreeMap<AccountId, Vec<(usize, Kept)>> = BTreeMap::new();
    for (at, (from, place)) in backup.accounts.iter().zip(places).enumerate() {
        if place.takes_keys() && !from.secrets.is_empty() {
            let key = SecretRef::random();
            entries.push(vec![(key.clone(), Kept::new(from.origin.clone(), from.secrets.clone()))]);
            accounts.insert(at, key);
        }
    }
    let moved = meet::moved(backup, places);
    let origins: IdMap<AccountId, _> =
        backup.accounts.iter().map(|from| (from.account.id, from.origin.clone())).collect();
    let by_id = meet::by_remote_id(&here.rows);
    for (at, from, account) in meet::rows(backup, &moved) {
        let Some(origin) = origins.get(&from.row.account) else { continue };
        let known = by_id.get(&(account, from.row.remote_id.as_str()));
        let Some(token) = from.token.as_ref().filter(|_| known.is_none_or(|row| row.vault_key.is_none())) else {
            continue;
        };
        tokens.entry(account).or_default().push((at, Kept::token(origin.clone(), token)));
    }
    for of_account in tokens.values() {
        let mut left = of_account.iter();
        for keys in core.vault.places(of_account.len()) {
            let here: Vec<_> = keys.into_iter().zip(left.by_ref()).collect();
            rows.extend(here.iter().map(|(key, (at, _))| (*at, key.clone())));
            entries.push(here.into_iter().map(|(key, (_, kept))| (key, kept.clone())).collect());
        }
    }
    let keys = || entries.iter().flatten().map(|(key, _)| key.clone());
    let mut slots = Slots::note(core, keys().collect()).await?;
    let mut progress = Progress::new(core, job, keys().count());
    for whole in &entries {
        slots.write(whole).await?;
        progress.steps(whole.len()).await;
    }
    progress.end().await;
    Ok(Written { accounts, rows, slots })
}

/// Puts the rows together with what is here at this moment, and keeps all of it or nothing.
async fn keep(core: &Arc<Core>, opened: &Opened, places: &[Place], written: Written) -> Result<(), Failure> {
    let _rows = core.rows().await;
    let backup = &opened.backup;
    let accounts = accounts(core, backup, places, &written)?;
    let moved = meet::moved(backup, places);
    let rows = rows(core, backup, &moved, &written);
    // Read now: the keyring took its time, in which a person may have changed something.
    let (books, _) = meet::books(backup, &core.store.books().await?, &moved);
    let line = entry("activity-restored", opened.name.clone());
    let bundle = Bundle { accounts, rows, books, line };
    core.store.save_bundle(&bundle).await?;
    // One that found its place taken meanwhile is taken back.
    written.slots.keep(&used(&bundle));
    bundle::show(core, bundle).await;
    Ok(())
}

fn accounts(core: &Core, backup: &Backup, places: &[Place], written: &Written) -> Result<Vec<Account>, Failure> {
    let inventory = core.inventory();
    let mut labels = meet::labels(inventory.accounts.values());
    let mut kept = Vec::new();
    for (at, (from, place)) in backup.accounts.iter().zip(places).enumerate() {
        let key = written.accounts.get(&at);
        let mut account = match place {
            Place::New(id) => {
                let label = meet::free_label(&from.account.label, &mut labels);
                Account { id: *id, label, ..from.account.clone() }
            }
            // It may have been removed meanwhile, or moved elsewhere.
            Place::Here { id, .. } => {
                let account = inventory.accounts.get(id).filter(|account| meet::may_be(account, from));
                account.cloned().ok_or(FailureKind::NotFound)?
            }
        };
        match (key, place) {
            (Some(key), _) => {
                account.vault_key = key.clone();
                account.secret_keys = from.secrets.keys().cloned().collect();
                account.keys += 1;
                account.check = None;
            }
            (None, Place::New(_)) => account.check = Some(keyless()),
            (None, Place::Here { .. }) => continue,
        }
        account.values.set_text("label", account.label.clone());
        kept.push(account);
    }
    Ok(kept)
}

/// How an account stands whose keys did not come along.
fn keyless() -> Check {
    Check { at: clock::now(), took_ms: 0, result: Err(FailureKind::SecretMissing.into()) }
}

fn rows(core: &Core, backup: &Backup, moved: &IdMap<AccountId, AccountId>, written: &Written) -> Vec<Arc<Instance>> {
    let here: Vec<Arc<Instance>> = core.inventory().instances.values().cloned().collect();
    let by_id = meet::by_remote_id(&here);
    let mut ids: IdSet<InstanceId> = here.iter().map(|row| row.id).collect();
    let mut kept = Vec::new();
    for (at, from, account) in meet::rows(backup, moved) {
        let known = by_id.get(&(account, from.row.remote_id.as_str())).copied();
        let key = written.rows.get(&at);
        match meet::row(&from.row, key.is_some(), account, known, &mut ids) {
            Row::New(mut row) => {
                row.vault_key = key.cloned();
                kept.push(Arc::new(*row));
            }
            Row::Filled(mut row) => {
                row.vault_key = row.vault_key.or_else(|| key.cloned());
                kept.push(Arc::new(*row));
            }
            Row::Kept => {}
        }
    }
    kept
}

/// Entries of the keyring that what is kept names.
fn used(bundle: &Bundle) -> HashSet<SecretRef> {
    let accounts = bundle.accounts.iter().map(|account| account.vault_key.clone());
    accounts.chain(bundle.rows.iter().filter_map(|row| row.vault_key.clone())).collect()
}
