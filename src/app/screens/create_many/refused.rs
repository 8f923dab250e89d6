//! Why a file is no table for us, in words.

use crate::app::cx::Cx;
use crate::form::table::read::{LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Refusal};

/// Why a file is no table for us, and what to do.
pub fn refused(cx: &Cx<'_>, refusal: Refusal) -> (String, String) {
    let key = match refusal {
        Refusal::TooLong => "csv-too-long",
        Refusal::TooManyRows => "csv-too-many-rows",
        Refusal::TooManyColumns => "csv-too-many-columns",
        Refusal::TooLongCell { .. } => "csv-too-long-cell",
        Refusal::Empty => "csv-nothing",
        Refusal::Workbook => "csv-workbook",
        Refusal::Pdf => "csv-pdf",
        Refusal::WebPage => "csv-web-page",
        Refusal::Json => "csv-json",
        Refusal::Locked => "csv-locked",
        Refusal::Folder => "csv-folder",
        Refusal::NotText => "csv-not-text",
    };
    let line = if let Refusal::TooLongCell { line } = refusal { line.to_string() } else { String::new() };
    let most = if refusal == Refusal::TooManyColumns { MOST_COLUMNS } else { MOST_ROWS };
    let values = [("n", most.to_string()), ("line", line), ("letters", LONGEST_CELL.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, text)| (*name, text.as_str())).collect();
    (cx.tw(key, &values), cx.tw(&format!("{key}-text"), &values))
}
