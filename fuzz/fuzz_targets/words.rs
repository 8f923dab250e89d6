//! Small readers: versions, dates, arguments, phone numbers, and texts that are filled into sentences.
//!
//! What holds: no panic; a date read from a text is the same read again; a number that was read is the same when it is
//! written and read again; a text that is filled in stands in the
//! sentence as it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::args;
use pairdesk::domain::phone::{self, Typed};
use pairdesk::domain::settings::Language;
use pairdesk::domain::values::Values;
use pairdesk::i18n::Texts;
use pairdesk::providers::{ALL, dates};
use pairdesk_fuzz::{Input, timed};
use serde_json::Value as Json;
use std::ffi::OsString;
use std::sync::LazyLock;

static TEXTS: LazyLock<Texts> = LazyLock::new(|| Texts::new(Language::English));

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    match input.byte() % 5 {
        0 => {
            let version = input.line();
            for provider in ALL {
                assert!(!provider.instance_form(Some(version)).fields.is_empty());
                let _ = provider.capabilities(Some(version), &Values::default());
            }
        }
        1 => {
            let text = String::from_utf8_lossy(input.0);
            let json = serde_json::from_str(&text).unwrap_or_else(|_| Json::from(&*text));
            if let Some(moment) = dates::moment(Some(&json)) {
                assert_eq!(dates::moment(Some(&Json::from(moment.to_string()))), Some(moment));
            }
        }
        2 => {
            let words = String::from_utf8_lossy(input.0);
            let read = args::parse(words.split('\n').map(OsString::from));
            assert!(read.is_ok() || read.is_err_and(|words| !words.is_empty()));
        }
        3 => {
            if let Typed::Number(phone) = phone::read(input.line()) {
                assert!((8..=15).contains(&phone.digits().len()));
                assert_eq!(phone::read(&phone.to_string()), Typed::Number(phone));
            }
        }
        _ => {
            let name = input.line();
            let text = TEXTS.with("sync-failed", &[("account", name)]);
            assert!(text.contains(name), "{name:?} became {text:?}");
        }
    }
}
