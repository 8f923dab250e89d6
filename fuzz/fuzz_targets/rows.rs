//! Rows of the database, whoever wrote them. Each line is a row: its first byte names the table, texts are divided
//! by tabs; `A` and `I` stand for ids that exist.
//!
//! What holds: no panic; what the program reads, it writes and reads back the same; no row is made up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::engine::fuzzing::{Row, load, load_again};
use pairdesk_fuzz::{Input, timed};

const ACCOUNT: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff";
const OTHER: &str = "6f9619ff-8b86-4d01-b42d-00cf4fc96400";

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    let mut rows = Vec::new();
    while !input.0.is_empty() && rows.len() < 16 {
        let kind = input.byte();
        let cells: Vec<String> = input.line().split('\t').map(cell).collect();
        let at = |index: usize| cells.get(index).cloned().unwrap_or_default();
        rows.push(match kind {
            b'a' => Row::Account { id: at(0), provider: at(1), label: at(2), body: at(3) },
            b'i' => Row::Instance { id: at(0), account: at(1), remote_id: at(2), body: at(3) },
            b'c' => Row::Intent {
                id: at(0),
                account: at(1),
                stage: at(2),
                created_at: at(3).parse().unwrap_or_default(),
                body: at(4),
            },
            b'e' => Row::Entry { at: at(0).parse().unwrap_or_default(), body: at(1) },
            _ => Row::Setting { key: at(0), value: at(1) },
        });
    }
    let mut loaded = load(&rows).unwrap();
    let count = loaded.accounts.len() + loaded.instances.len() + loaded.intents.len() + loaded.entries.len();
    assert!(count <= rows.len());
    // What belongs to an account that cannot be read stands beside it in the table, and cannot without it.
    let accounts = loaded.accounts.iter().map(|account| account.id).collect::<Vec<_>>();
    loaded.instances.retain(|row| accounts.contains(&row.account));
    loaded.intents.retain(|row| accounts.contains(&row.account));
    let again = load_again(&loaded).unwrap();
    assert_eq!(again.accounts, loaded.accounts);
    assert_eq!(again.intents, loaded.intents);
    assert_eq!(again.entries, loaded.entries);
    assert_eq!(again.settings, loaded.settings);
    assert_eq!(again.templates, loaded.templates);
    assert_eq!(again.draft, loaded.draft);
    assert_eq!(again.instances.len(), loaded.instances.len());
    assert!(loaded.instances.iter().all(|row| again.instances.contains(row)));
    assert_eq!(again.notices, []);
}

fn cell(text: &str) -> String {
    match text {
        "A" => ACCOUNT.to_owned(),
        "I" => OTHER.to_owned(),
        text => text.to_owned(),
    }
}
