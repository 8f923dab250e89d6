//! Tables that were written by anybody: files in any encoding, pasted cells, and what becomes of their rows.
//!
//! What holds: no panic; all rows are as long as the first; what is written is read back as it was, and no cell of it
//! begins as a formula does; a row that is created has a name, and nothing that is shown of one holds a secret.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::domain::ids::AccountId;
use pairdesk::form::bulk::{Checked, InUse, Place, Ready, TablePlan, Use, uses};
use pairdesk::form::table::Writer;
use pairdesk::form::table::encoding::Encoding;
use pairdesk::form::table::read::{Reading, Table, read};
use pairdesk::form::table::separator::Separator;
use pairdesk_fuzz::{Input, timed};
use std::sync::Arc;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    let told = input.byte();
    let encoding = Encoding::ALL.get(usize::from(told % 8)).copied();
    let separator = Separator::ALL.get(usize::from(told / 8 % 8)).copied();
    let provider = input.provider();
    let version = input.version();
    let Ok(table) = read(input.0, Reading { encoding, separator }) else { return };
    let width = table.rows[0].len();
    assert!(table.rows.iter().all(|row| row.len() == width));
    write_back(&table);
    let place = Place {
        account: AccountId::random(),
        provider: provider.id().0,
        names: vec!["a".to_owned()],
        form: provider.instance_form(version),
        creates: true,
        unique_names: told > 127,
    };
    let places = [place];
    let said = uses(&places);
    // Every use once, beginning anywhere.
    let columns =
        (0..width).map(|at| if at < said.len() { said[(at + usize::from(told)) % said.len()] } else { Use::LeaveOut });
    let plan = TablePlan {
        account: Some(places[0].account),
        ..TablePlan::of(Arc::new(table), told % 2 == 0, columns.collect(), 7)
    };
    let checked = Checked::of(&plan, &places, &InUse::default());
    let ready = Ready::of(&plan, &places, &InUse::default());
    assert_eq!((checked.lines.len(), checked.sums().going), (plan.len(), ready.len()));
    assert!(ready.iter().all(|ready| !ready.values.text("name").is_empty()));
}

fn write_back(table: &Table) {
    let mut writer = Writer::new(table.separator);
    table.rows.iter().for_each(|row| writer.row(row));
    let text = writer.finish();
    let again = read(text.as_bytes(), Reading::default()).expect("what we wrote is a table");
    assert_eq!(again.rows, table.rows);
    for cell in text
        .trim_start_matches('\u{feff}')
        .split("\r\n")
        .flat_map(|line| line.split(table.separator.char()))
    {
        let begins = cell.trim_start_matches('"');
        assert!(!begins.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']), "{cell:?} runs");
    }
}
