//! What is told about the data folder: on every screen, in every language, until a person has seen it.

use crate::desk::{Screen, english, screen};
use crate::everything;
use egui_kittest::kittest::Queryable;
use jiff::Timestamp;
use pairdesk::app::route::Route;
use pairdesk::domain::notice::{Notice, NoticeKind};
use pairdesk::domain::settings::{Language, Theme};
use pairdesk::engine::command::Command;
use pairdesk::engine::event::Loaded;
use pairdesk::i18n::Texts;

const KINDS: [NoticeKind; 9] = [
    NoticeKind::Damaged,
    NoticeKind::Emptied,
    NoticeKind::Foreign,
    NoticeKind::Missing,
    NoticeKind::Replaced,
    NoticeKind::RowsSkipped,
    NoticeKind::Lost,
    NoticeKind::KeyringEntries,
    NoticeKind::NotKept,
];

fn notice(kind: NoticeKind) -> Notice {
    Notice::new(kind, "pairdesk.db.damaged-7", Timestamp::UNIX_EPOCH)
}

/// Whether the screen says what happened and, where there is a file, which.
fn tells(harness: &Screen, texts: &Texts, kind: NoticeKind) -> bool {
    let told = harness.query_by_label(&texts.t(&kind.key())).is_some();
    let text = texts.with(&format!("{}-text", kind.key()), &[("file", "pairdesk.db.damaged-7")]);
    told && harness.query_by_label(&text).is_some()
}

#[test]
fn what_the_disk_says_is_told_on_every_screen() {
    let (mut loaded, routes) = everything();
    loaded.notices = vec![notice(NoticeKind::Damaged)];
    let first_run = Loaded { notices: loaded.notices.clone(), ..Loaded::default() };
    let texts = Texts::new(Language::English);
    assert!(tells(&english(first_run, Route::Instances), &texts, NoticeKind::Damaged), "the first run");
    for route in routes {
        assert!(tells(&english(loaded.clone(), route), &texts, NoticeKind::Damaged), "{route:?}");
    }
}

#[test]
fn every_kind_is_told_and_goes_when_it_was_seen() {
    let texts = Texts::new(Language::Portuguese);
    for kind in KINDS {
        let loaded = Loaded { notices: vec![notice(kind)], ..Loaded::default() };
        let mut harness = screen(loaded, Route::Settings, Language::Portuguese, Theme::Dark, [800.0, 600.0]);
        assert!(tells(&harness, &texts, kind), "{kind:?}");
        let button = texts.t("notice-seen");
        let seen = harness.query_by_label(&button);
        // A lost database goes on being lost.
        assert_eq!(seen.is_some(), kind != NoticeKind::Lost, "{kind:?}");
        if let Some(seen) = seen {
            seen.click();
            harness.run_steps(2);
            let nothing_left = Command::SaveNotices { notices: Vec::new() };
            assert_eq!(harness.state().sent, [nothing_left], "{kind:?}");
        }
    }
}
