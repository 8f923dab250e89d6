//! What would be lost if the program ended now.

use crate::domain::instance::Instance;
use crate::domain::journal::Intent;
use crate::domain::plain::plain;
use crate::engine::shared::{Core, Inventory};

/// What would be lost if the program ended now, by the names of its instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtStake {
    /// A create is on its way: its answer.
    Answer,
    /// Created, and neither in the keyring nor on the disk yet.
    Unkept(Vec<String>),
    /// Tokens in memory only, which no list gives back.
    Memory(Vec<String>),
    /// Nothing: a run is under way, with so many items that have an end. The rest goes on by choice.
    Run { ended: usize, of: usize },
}

impl Core {
    /// What would be lost if the program ended now, the most urgent of it.
    pub fn at_stake(&self) -> Option<AtStake> {
        let inventory = self.inventory();
        let run = inventory.board.under_way();
        // The creates of a run are told with it.
        let is_told = |intent: &Intent| run.is_some() && inventory.board.is_creating(intent.id);
        if inventory.intents.values().any(|intent| intent.stage.is_on_its_way() && !is_told(intent)) {
            return Some(AtStake::Answer);
        }
        let unkept = sorted(inventory.at_risk.values().map(|created| plain(&created.name)));
        if !unkept.is_empty() {
            return Some(AtStake::Unkept(unkept));
        }
        let rows = inventory.instances.values().filter(|row| self.is_in_memory_only(&inventory, row));
        let names = sorted(rows.map(|row| row.name.clone()));
        if !names.is_empty() {
            return Some(AtStake::Memory(names));
        }
        run.map(|(ended, of)| AtStake::Run { ended, of })
    }

    /// Nobody gives this row's token back. The sandbox's own rows end with the program anyway.
    fn is_in_memory_only(&self, inventory: &Inventory, row: &Instance) -> bool {
        let in_memory = row.vault_key.as_ref().is_some_and(|key| self.vault.is_in_memory(key));
        in_memory
            && inventory.accounts.get(&row.account).is_some_and(|account| {
                let can = Self::capabilities(account);
                !(account.sandbox || can.list && can.lists_token)
            })
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}
