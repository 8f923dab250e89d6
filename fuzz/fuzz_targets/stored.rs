//! What the program keeps as JSON: values of forms, templates, settings, failures; and entries of the keyring.
//!
//! What holds: no panic; what can be read is written and read back the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::failure::Failure;
use pairdesk::domain::settings::Settings;
use pairdesk::domain::values::Values;
use pairdesk::engine::command::Template;
use pairdesk::engine::fuzzing::{Held, entry_of_secrets, secrets_of_entry};
use pairdesk_fuzz::{Input, timed};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    match input.byte() % 5 {
        0 => {
            if let Some(values) = same_again::<Values>(input.0) {
                assert_eq!(values, values.without_secrets());
            }
        }
        1 => drop(same_again::<Vec<Template>>(input.0)),
        2 => drop(same_again::<Settings>(input.0)),
        3 => drop(same_again::<Failure>(input.0)),
        _ => {
            let Ok(Held::Kept(kept)) = secrets_of_entry(input.0) else { return };
            let entry = entry_of_secrets(&kept).unwrap();
            assert_eq!(secrets_of_entry(&entry).unwrap(), Held::Kept(kept));
        }
    }
}

fn same_again<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(json).ok()?;
    let text = serde_json::to_string(&value).unwrap();
    let back: T = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    assert_eq!(back, value, "{text}");
    Some(value)
}
