//! A backup that somebody else wrote.
//!
//! What holds: no panic; what is taken is harmless to show, belongs to an address that secrets can belong to, and no part
//! of it is longer than what is typed may be.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::origin::Origin;
use pairdesk::domain::plain::is_plain;
use pairdesk::engine::fuzzing::backup;
use pairdesk_fuzz::timed;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let Ok(read) = backup(data) else { return };
    for (label, address) in &read.accounts {
        assert!(!label.is_empty() && is_plain(label) && label.chars().count() <= 100, "{label:?}");
        assert_eq!(Origin::of(address).unwrap().address(), address);
    }
    for row in &read.rows {
        assert!(is_plain(&row.name), "{:?}", row.name);
        assert!(row.vault_key.is_none() && !row.paired);
        assert!(row.annotation.alias.chars().count() <= 64 && row.annotation.note.chars().count() <= 2000);
    }
}
