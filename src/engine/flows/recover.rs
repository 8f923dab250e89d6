//! What a start makes of creates that an earlier run left open.

use crate::domain::journal::{Intent, Stage, Step};
use crate::domain::secret::SecretRef;
use crate::engine::flows::reconcile::start;
use crate::engine::shared::Core;
use std::sync::Arc;

/// What may have been sent is looked up. The wait begins anew: nobody knows what the clock did meanwhile.
pub async fn recover(core: &Arc<Core>) {
    for mut intent in intents_at(core, &[Stage::Sending, Stage::Escrow, Stage::TokenAtRisk, Stage::Reconciling]) {
        if core.advance_best_effort(&mut intent, Step::Crashed, &[]).await.is_ok() {
            start(core, intent.id);
        }
    }
}

/// Ends what a crash left unsent, once the keyring is open: its slots hold no token of any instance.
pub async fn clear_unsent(core: &Core) {
    let unsent: Vec<Intent> = core.unsent.iter().filter_map(|id| core.intent(*id).ok()).collect();
    for mut intent in unsent {
        // A slot that cannot be given back now is a stray at the next start.
        let _ = core.drop_secrets(&intent.vault_key).await;
        let _ = core.advance_best_effort(&mut intent, Step::Crashed, &[]).await;
    }
}

/// Removes the keyring entries that a crash left without an owner.
pub async fn clear_strays(core: &Core) {
    for keys in SecretRef::by_entry(core.store.strays().await) {
        // What cannot be removed now is a stray again at the next start.
        let _ = core.drop_together(&keys).await;
    }
}

/// Intents that stand at one of these stages.
pub fn intents_at(core: &Core, stages: &[Stage]) -> Vec<Intent> {
    let inventory = core.inventory();
    inventory.intents.values().filter(|intent| stages.contains(&intent.stage)).cloned().collect()
}
