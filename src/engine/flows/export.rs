//! The list as a file, for spreadsheets and other programs.

use crate::domain::account::Account;
use crate::domain::failure::{Failure, FailureKind};
use crate::domain::ids::InstanceId;
use crate::domain::instance::Instance;
use crate::domain::phone::{self, Phone};
use crate::domain::record::{COLUMNS, Record};
use crate::domain::settings::Language;
use crate::engine::command::ListFormat;
use crate::engine::event::Done;
use crate::engine::flows::pictures::save_bytes;
use crate::engine::shared::Core;
use crate::form::table::Writer;
use crate::form::table::separator::Separator;
use std::path::PathBuf;
use std::sync::Arc;

/// Saves these rows in this order; those that are gone meanwhile are passed over. Numbers that are masked on the screen
/// are in the file too, for it is made to be handed on.
///
/// # Errors
/// `FileNotWritten` with the system's words.
pub async fn export(
    core: &Core,
    rows: Vec<InstanceId>,
    format: ListFormat,
    to: Option<PathBuf>,
    language: Language,
) -> Result<Done, Failure> {
    let rows: Vec<(Account, Arc<Instance>)> = {
        let inventory = core.inventory();
        let row = |id: &InstanceId| {
            let mut row = Arc::clone(inventory.instances.get(id)?);
            if inventory.settings.mask_phones
                && let Some(digits) = &mut Arc::make_mut(&mut row).phone
            {
                *digits = phone::masked(&Phone::write(digits));
            }
            Some((inventory.accounts.get(&row.account)?.clone(), row))
        };
        rows.iter().filter_map(row).collect()
    };
    save_bytes("instances".to_owned(), to, format.extension(), move || match format {
        ListFormat::Csv => Ok(table(&rows, language).into_bytes()),
        ListFormat::Json => json(&rows),
    })
    .await
}

fn table(rows: &[(Account, Arc<Instance>)], language: Language) -> String {
    let mut table = Writer::new(Separator::of(language));
    table.row(COLUMNS);
    for (account, row) in rows {
        table.row(Record::of(account, row).cells());
    }
    table.finish()
}

fn json(rows: &[(Account, Arc<Instance>)]) -> Result<Vec<u8>, Failure> {
    let records: Vec<Record<'_>> = rows.iter().map(|(account, row)| Record::of(account, row)).collect();
    let text = serde_json::to_vec_pretty(&records);
    text.map(|mut text| {
        text.push(b'\n');
        text
    })
    .map_err(|_| FailureKind::FileNotWritten.into())
}
