//! Files that are something else than their name says, known by how they begin: a person is told what it is.

use crate::form::table::refusal::Refusal;
use serde::de::IgnoredAny;

/// So much of a file's beginning, and of its end, says what is packed in it.
const EDGE: usize = 64 * 1024;
/// What age files begin with, as bytes and as text.
const LOCKED: [&str; 2] = ["age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE-----"];
/// What web pages begin with.
const PAGES: [&str; 7] = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<!--"];

/// What bytes are that are no text: spreadsheets' own files, PDF, archives, pictures.
pub fn of_bytes(bytes: &[u8]) -> Option<Refusal> {
    let begins = |start: &[u8]| bytes.starts_with(start);
    if begins(b"%PDF") {
        return Some(Refusal::Pdf);
    }
    if begins(b"\xd0\xcf\x11\xe0") || (begins(b"PK\x03\x04") && is_workbook(bytes)) {
        return Some(Refusal::Workbook);
    }
    [&b"PK\x03\x04"[..], b"\x1f\x8b", b"\x89PNG"]
        .into_iter()
        .any(begins)
        .then_some(Refusal::NotText)
}

/// An archive with the parts of a spreadsheet: their names stand plainly at both ends of it.
fn is_workbook(bytes: &[u8]) -> bool {
    let edges = [&bytes[..bytes.len().min(EDGE)], &bytes[bytes.len().saturating_sub(EDGE)..]];
    let has = |name: &[u8]| edges.iter().any(|edge| edge.windows(name.len()).any(|part| part == name));
    has(b"xl/workbook") || has(b"opendocument.spreadsheet")
}

/// What a text is that is no table. What an age file holds is no text, but it begins with one.
pub fn of_text(text: &str) -> Option<Refusal> {
    let text = text.trim_start();
    if text.starts_with('<') {
        let start: String = text.chars().take(1_000).collect::<String>().to_ascii_lowercase();
        let is_xml = start.starts_with("<?xml");
        if PAGES.iter().any(|page| start.starts_with(page)) || (is_xml && start.contains("<html")) {
            return Some(Refusal::WebPage);
        }
        return is_xml.then_some(if start.contains("<workbook") { Refusal::Workbook } else { Refusal::NotText });
    }
    if LOCKED.into_iter().any(|start| text.starts_with(start)) {
        return Some(Refusal::Locked);
    }
    (text.starts_with(['{', '[']) && is_json(text)).then_some(Refusal::Json)
}

/// One document, or one in each line.
fn is_json(text: &str) -> bool {
    serde_json::Deserializer::from_str(text)
        .into_iter::<IgnoredAny>()
        .all(|document| document.is_ok())
}
