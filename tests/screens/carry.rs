//! Backup and restore in the settings, and the list as a file.

use super::*;
use egui_kittest::kittest::NodeT;
use pairdesk::app::state::JobState;
use pairdesk::domain::backup::{Coming, ComingAccount, Tally};
use pairdesk::engine::command::ListFormat;
use std::path::PathBuf;

fn settings() -> Screen {
    english(with_account("evolution"), Route::Settings)
}

fn press(harness: &mut Screen, name: &str) {
    let item = harness.query_by_role_and_label(Role::MenuItem, name);
    let radio = || harness.query_by_role_and_label(Role::RadioButton, name);
    item.or_else(radio).unwrap_or_else(|| harness.get_by_role_and_label(Role::Button, name)).click();
    harness.run_steps(3);
}

fn write(harness: &mut Screen, role: Role, label: &str, text: &str) {
    harness.get_by_role_and_label(role, label).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(2);
}

fn is_enabled(harness: &Screen, name: &str) -> bool {
    !harness.get_by_role_and_label(Role::Button, name).accesskit_node().is_disabled()
}

/// Ends the job that was begun last.
fn end(harness: &mut Screen, result: Result<Done, FailureKind>) {
    let job = harness.state().jobs.last().unwrap().0;
    harness.state_mut().state.apply(match result {
        Ok(result) => Event::JobDone { job, result },
        Err(kind) => Event::JobFailed { job, failure: kind.into() },
    });
    harness.run_steps(3);
}

fn last(harness: &Screen) -> Command {
    harness.state().sent.last().unwrap().clone()
}

#[test]
fn a_backup_wants_a_passphrase_twice_and_says_how_strong_it_is() {
    let mut harness = settings();
    press(&mut harness, "Back up…");
    assert!(!is_enabled(&harness, "Save file…"));
    write(&mut harness, Role::PasswordInput, "Passphrase", "short");
    harness.get_by_label_contains("Too short");
    write(&mut harness, Role::PasswordInput, "Passphrase", " but longer now, and odd");
    write(&mut harness, Role::PasswordInput, "Passphrase again", "another");
    harness.get_by_label("The two are not the same");
    assert!(!is_enabled(&harness, "Save file…"));
    press(&mut harness, "Without keys");
    press(&mut harness, "Save file…");
    assert_eq!(last(&harness), Command::Backup { to: None, passphrase: None });
    end(&mut harness, Err(FailureKind::FileNotWritten));
    harness.get_by_label("The file could not be written");
    press(&mut harness, "Save file…");
    let done =
        Done::BackedUp { path: "/home/me/b.json".to_owned(), accounts: 1, instances: 12, without_keys: 0, left_out: 2 };
    end(&mut harness, Ok(done));
    harness.get_by_label("Backup written and read back");
    harness.get_by_label("1 account, 12 instances");
    harness.get_by_label("2 values would not come back");
    harness.get_by_label("/home/me/b.json");
    press(&mut harness, "Close");
    assert!(harness.query_by_label("Backup written and read back").is_none());
}

#[test]
fn the_same_passphrase_twice_goes_along_and_is_never_shown() {
    let mut harness = settings();
    press(&mut harness, "Back up…");
    for label in ["Passphrase", "Passphrase again"] {
        write(&mut harness, Role::PasswordInput, label, "cavalo bateria grampo certo janela");
    }
    harness.get_by_label_contains("Strong");
    press(&mut harness, "Save file…");
    let Command::Backup { passphrase: Some(passphrase), .. } = last(&harness) else { panic!("{:?}", last(&harness)) };
    assert_eq!(passphrase.expose(), "cavalo bateria grampo certo janela");
    assert!(!format!("{:?}", last(&harness)).contains("cavalo"));
}

fn coming() -> Coming {
    let account = |label: &str, address: &str, is_new, brings_keys| ComingAccount {
        provider: "evolution",
        label: label.to_owned(),
        address: address.to_owned(),
        is_new,
        brings_keys,
    };
    Coming {
        program: "0.1.0".to_owned(),
        accounts: vec![
            account("VPS", "https://wa.acme.example", true, true),
            account("Old", "https://old.acme.example", false, false),
        ],
        instances: Tally { new: 12, filled: 1, kept: 0 },
        tokens: 12,
        left_out: 2,
        ..Coming::default()
    }
}

#[test]
fn what_a_file_would_bring_and_where_keys_go_is_shown_before_it_is_taken_in() {
    let mut harness = settings();
    press(&mut harness, "Restore…");
    assert!(!is_enabled(&harness, "Read file"));
    write(&mut harness, Role::TextInput, "File", "/tmp/b.age");
    press(&mut harness, "Read file");
    let from = PathBuf::from("/tmp/b.age");
    assert_eq!(last(&harness), Command::OpenBackup { from: from.clone(), passphrase: None });
    end(&mut harness, Ok(Done::Sealed));
    assert!(!is_enabled(&harness, "Read file"));
    write(&mut harness, Role::PasswordInput, "Passphrase", "wrong words");
    press(&mut harness, "Read file");
    assert!(matches!(last(&harness), Command::OpenBackup { passphrase: Some(_), .. }));
    end(&mut harness, Err(FailureKind::WrongPassphrase));
    harness.get_by_label("The passphrase does not open this file");
    press(&mut harness, "Read file");
    end(&mut harness, Ok(Done::Opened(Box::new(coming()))));
    for shown in [
        "VPS",
        "Key goes only to",
        "https://wa.acme.example",
        "here already",
        "13 instances",
        "12 new · 1 here, filled in",
    ] {
        harness.get_by_label(shown);
    }
    harness.get_by_label("2 values cannot be used and are left out");
    assert!(!harness.state().sent.contains(&Command::Restore));
    press(&mut harness, "Restore");
    assert_eq!(last(&harness), Command::Restore);
    end(&mut harness, Err(FailureKind::KeyringLocked));
    harness.get_by_label("Nothing was changed");
    press(&mut harness, "Restore");
    let (job, _) = harness.state().jobs.last().cloned().unwrap();
    harness.state_mut().state.jobs.insert(job, JobState::Running);
    let left = Some(Duration::from_secs(70));
    harness
        .state_mut()
        .state
        .apply(Event::JobProgress { job, steps: Steps { done: 3000, all: 10_000, left } });
    harness.run_steps(2);
    harness.get_by_role_and_label(
        Role::Label,
        "Putting keys and tokens into the keyring: 3,000 of 10,000 · about 1 min 10 s left",
    );
    end(&mut harness, Ok(Done::Restored(Box::new(coming()))));
    harness.get_by_label("Restored");
    harness.get_by_label("1 account, 12 instances · 1 instance filled in · keys of 1 account · 12 tokens");
    press(&mut harness, "Close");
    assert!(harness.state().sent.contains(&Command::CloseBackup));
}

#[test]
fn a_restore_that_brings_nothing_but_keys_says_so() {
    let mut harness = settings();
    press(&mut harness, "Restore…");
    write(&mut harness, Role::TextInput, "File", "/tmp/b.age");
    press(&mut harness, "Read file");
    let here = ComingAccount { is_new: false, ..coming().accounts.remove(0) };
    let keys = Coming { accounts: vec![here], instances: Tally { new: 0, filled: 0, kept: 13 }, ..coming() };
    end(&mut harness, Ok(Done::Opened(Box::new(keys.clone()))));
    press(&mut harness, "Restore");
    end(&mut harness, Ok(Done::Restored(Box::new(keys))));
    harness.get_by_label("keys of 1 account · 12 tokens");
}

/// What the keyboard is at, by its id.
fn focused(harness: &Screen) -> Option<String> {
    let focused = harness.query_by(|node| node.author_id().is_some() && node.is_focused());
    focused.and_then(|node| node.accesskit_node().author_id().map(str::to_owned))
}

fn enter(harness: &mut Screen) {
    harness.key_press(egui::Key::Enter);
    harness.run_steps(4);
}

#[test]
fn enter_leads_through_a_restore_and_the_keyboard_stays_in_the_dialog() {
    let mut harness = settings();
    press(&mut harness, "Restore…");
    assert_eq!(focused(&harness).as_deref(), Some("restore.file"));
    write(&mut harness, Role::TextInput, "File", "/tmp/b.age");
    enter(&mut harness);
    assert!(matches!(last(&harness), Command::OpenBackup { passphrase: None, .. }));
    end(&mut harness, Ok(Done::Sealed));
    assert_eq!(focused(&harness).as_deref(), Some("restore.passphrase"));
    write(&mut harness, Role::PasswordInput, "Passphrase", "right words");
    enter(&mut harness);
    assert!(matches!(last(&harness), Command::OpenBackup { passphrase: Some(_), .. }));
    end(&mut harness, Ok(Done::Opened(Box::new(coming()))));
    harness.run_steps(4);
    assert_eq!(focused(&harness).as_deref(), Some("confirm.cancel"), "what had the keyboard is gone");
    harness.key_press(egui::Key::Tab);
    harness.run_steps(3);
    enter(&mut harness);
    assert_eq!(last(&harness), Command::Restore);
    end(&mut harness, Ok(Done::Restored(Box::new(coming()))));
    harness.run_steps(4);
    assert_eq!(focused(&harness).as_deref(), Some("confirm.cancel"));
    enter(&mut harness);
    assert!(harness.query_by_label("Restored").is_none());
}

#[test]
fn enter_behind_the_second_passphrase_writes_the_backup() {
    let mut harness = settings();
    press(&mut harness, "Back up…");
    for label in ["Passphrase", "Passphrase again"] {
        write(&mut harness, Role::PasswordInput, label, "cavalo bateria grampo certo janela");
    }
    enter(&mut harness);
    assert!(matches!(last(&harness), Command::Backup { passphrase: Some(_), .. }));
}

#[test]
fn screenshot_mode_shows_neither_accounts_nor_addresses_of_a_backup() {
    let mut harness = settings();
    harness.state_mut().state.settings.screenshot = true;
    press(&mut harness, "Restore…");
    write(&mut harness, Role::TextInput, "File", "b");
    press(&mut harness, "Read file");
    end(&mut harness, Ok(Done::Opened(Box::new(coming()))));
    harness.get_by_label("13 instances");
    assert!(harness.query_by_label("VPS").is_none() && harness.query_by_label_contains("acme").is_none());
}

#[test]
fn a_file_that_brings_nothing_cannot_be_taken_in() {
    let mut harness = settings();
    press(&mut harness, "Restore…");
    write(&mut harness, Role::TextInput, "File", "b");
    press(&mut harness, "Read file");
    end(&mut harness, Ok(Done::Opened(Box::default())));
    harness.get_by_label("Everything in this file is here already");
    assert!(!is_enabled(&harness, "Restore"));
}

#[test]
fn the_list_is_saved_as_the_filter_leaves_it() {
    let mut harness = english(with_rows(), Route::Instances);
    harness.run_steps(3);
    press(&mut harness, "Export list");
    press(&mut harness, "As CSV");
    let Command::ExportList { rows, format, to: None, .. } = last(&harness) else { panic!("{:?}", last(&harness)) };
    assert_eq!((rows.len(), format), (3, ListFormat::Csv));
    harness.get_by(|node| node.author_id() == Some("instances.search")).focus();
    harness.run_steps(2);
    harness.event(egui::Event::Text("alpha".to_owned()));
    harness.run_steps(3);
    press(&mut harness, "Export list");
    press(&mut harness, "As JSON");
    let Command::ExportList { rows, format, .. } = last(&harness) else { panic!("{:?}", last(&harness)) };
    assert_eq!((rows.len(), format), (1, ListFormat::Json));
    assert!(harness.state().state.jobs.values().all(|job| !matches!(job, JobState::Failed(_))));
}

fn with_rows() -> Loaded {
    let loaded = with_account("evolution");
    let account = loaded.accounts[0].id;
    let rows = ["alpha", "beta", "gamma"].map(|name| Arc::new(made::instance(account, name)));
    Loaded { instances: rows.to_vec(), ..loaded }
}
