//! A keyring whose entries hold little, as that of Windows does.

use crate::lab::Lab;
use crate::shelf::Shelf;
use pairdesk::domain::ids::AccountId;
use pairdesk::domain::secret::Secret;
use pairdesk::domain::values::{Value, Values};
use pairdesk::engine::command::{Command, Owner};
use pairdesk::engine::event::Event;

/// What the Credential Manager holds per entry.
const LONGEST: usize = 2560;

fn revealed(lab: &mut Lab, account: AccountId, key: &str) -> Secret {
    let (owner, key) = (Owner::Account(account), key.to_owned());
    lab.run(Command::Reveal { owner, key }).unwrap();
    let shown = |event: &Event| match event {
        Event::Revealed { secret, .. } => Some(secret.clone()),
        _ => None,
    };
    lab.events.iter().rev().find_map(shown).unwrap()
}

#[test]
fn the_longest_keys_are_kept_where_an_entry_holds_little() {
    let shelf = Shelf::little(LONGEST);
    let mut lab = Lab::on(&shelf, |_| {});
    // As long as the form takes them, in characters of one byte, of two and of four.
    for (label, character, entries) in [("one", 'x', 5), ("two", 'ç', 8), ("four", '🔑', 14)] {
        let keys = ["partner_token", "client_token"].map(|key| (key, character.to_string().repeat(4000)));
        let mut values = Values::default();
        values.set_text("label", label);
        for (key, text) in &keys {
            values.set(key, Value::Secret(Secret::new(text.clone())));
        }
        let account = lab.save("zapi", values).unwrap();
        assert_eq!(shelf.entries().len(), entries, "{label}");
        lab.restart();
        for (key, text) in keys {
            assert!(revealed(&mut lab, account, key) == Secret::new(text), "{label}: {key}");
        }
        lab.run(Command::RemoveAccount { account, told: true }).unwrap();
        assert!(shelf.entries().is_empty(), "{label}: {:?}", shelf.entries().keys());
    }
}
