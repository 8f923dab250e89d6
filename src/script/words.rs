//! Instances for people at a terminal.

use crate::app::format;
use crate::domain::account::Account;
use crate::domain::instance::{ConnectionState, Instance};
use crate::domain::journal::Intent;
use crate::domain::phone::Phone;
use crate::i18n::Texts;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fmt::Write;
use std::sync::Arc;

/// The word of a row's state.
pub fn state(texts: &Texts, row: &Instance) -> String {
    match (format::status_key(row), &row.state) {
        (Some(key), _) => texts.t(key),
        (None, ConnectionState::Unknown(word)) => word.clone(),
        (None, _) => String::new(),
    }
}

fn phone(row: &Instance) -> String {
    row.phone.as_deref().map(Phone::write).unwrap_or_default()
}

/// A line each, under titles. First what has no end yet, as in the window.
pub fn table(texts: &Texts, open: &[(&Account, &Intent)], rows: &[(&Account, &Arc<Instance>)]) -> String {
    let titles = ["column-name", "column-status", "column-account", "column-whatsapp"].map(|key| texts.t(key));
    let open = open.iter().map(|(account, intent)| {
        [intent.name.clone(), texts.t(format::intent_key(intent).1), account.label.clone(), String::new()]
    });
    let cells = rows
        .iter()
        .map(|(account, row)| [row.title().to_owned(), state(texts, row), account.label.clone(), phone(row)]);
    let all: Vec<[String; 4]> = std::iter::once(titles).chain(open).chain(cells).collect();
    let width = |at: usize| all.iter().map(|cells| cells[at].chars().count()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    let line = |[name, state, account, phone]: &[String; 4]| {
        let [one, two, three] = widths;
        format!("{name:one$}  {state:two$}  {account:three$}  {phone}").trim_end().to_owned() + "\n"
    };
    all.iter().map(line).collect()
}

/// What is known of one, a line each.
pub fn facts(texts: &Texts, account: &Account, row: &Instance) -> String {
    let plan = row.plan.word.as_ref().map(|_| format::plan_words(texts, row).0).unwrap_or_default();
    let format = texts.t("moment-format");
    let time = |at: Option<Timestamp>| {
        at.map(|at| at.to_zoned(TimeZone::system()).strftime(&format).to_string()).unwrap_or_default()
    };
    let facts = [
        ("column-name", row.name.clone()),
        ("script-alias", row.annotation.alias.clone()),
        ("script-tags", row.annotation.tags.join(", ")),
        ("column-status", state(texts, row)),
        ("script-reason", row.why_unlinked().map(|why| texts.t(why.key())).unwrap_or_default()),
        ("column-account", format::account_name(account)),
        ("column-whatsapp", phone(row)),
        ("fact-profile", row.profile.clone().unwrap_or_default()),
        ("script-id", row.id_there().to_owned()),
        ("column-plan", plan),
        ("fact-created", time(row.created_at)),
        ("fact-checked", time(row.checked_at)),
    ];
    let told: Vec<(String, String)> = facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (texts.t(key), value))
        .collect();
    let width = told.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    told.iter().fold(String::new(), |mut text, (name, value)| {
        let _ = writeln!(text, "{name:width$}  {value}");
        text
    })
}
