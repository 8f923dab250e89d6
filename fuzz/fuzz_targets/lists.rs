//! An answer is taken apart into its rows while it comes. The first two bytes choose the place of the list and the
//! length of the pieces; the answer is what follows.
//!
//! What holds: no panic; however it is cut into pieces, it comes to the same; a list that anybody reads has the same
//! rows here, and what is no JSON as a whole is none in its parts; a row is no longer than the most.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pairdesk::providers::http::Response;
use pairdesk::providers::rows::{Flow, LONGEST_ROW, Pages, Row, RowsAt, Splitter};
use pairdesk_fuzz::{Input, timed};
use serde_json::Value as Json;

const PLACES: [RowsAt; 3] = [
    RowsAt { bare: true, key: Some("content"), alone: false, pages: Pages::Numbered, keys: &[] },
    RowsAt { bare: true, key: None, alone: true, pages: Pages::None, keys: &[] },
    RowsAt { bare: false, key: Some("data"), alone: false, pages: Pages::ByRow, keys: &[] },
];
/// Deeper texts are read in parts and not as a whole.
const DEEPEST: usize = 100;

fuzz_target!(|data: &[u8]| timed(|| run(data)));

fn run(data: &[u8]) {
    let mut input = Input(data);
    let (at, piece) = (input.pick(&PLACES), usize::from(input.byte()) + 1);
    let body = input.0;
    let (rows, around, found) = parts(at, body, usize::MAX);
    assert_eq!(parts(at, body, piece), (rows.clone(), around.clone(), found));
    let whole = json(body);
    let depth = body.iter().filter(|byte| b"[{".contains(byte)).count();
    // Texts of another encoding may be read otherwise as a whole.
    if depth > DEEPEST || std::str::from_utf8(body).is_err() {
        return;
    }
    let read: Option<Vec<Json>> = rows.iter().map(|row| json(row)).collect();
    match whole {
        Some(whole) => {
            assert!(json(&around).is_some());
            let list = if at.bare { whole.as_array() } else { None };
            let list = list.or_else(|| whole.get(at.key?)?.as_array());
            assert_eq!(found, list.is_some());
            assert_eq!(read.as_ref(), list.or(Some(&Vec::new())));
        }
        None => assert!(json(&around).is_none() || read.is_none()),
    }
}

fn parts(at: RowsAt, body: &[u8], piece: usize) -> (Vec<Vec<u8>>, Vec<u8>, bool) {
    let (mut splitter, mut rows) = (Splitter::new(at, usize::MAX), Vec::new());
    let mut each = |row: Row<'_>| {
        if let Row::Text(row) = row {
            assert!(row.len() <= LONGEST_ROW);
            rows.push(row.to_vec());
        }
    };
    for piece in body.chunks(piece) {
        match splitter.feed(piece, &mut each) {
            Ok(Flow::More) => {}
            Ok(Flow::Enough) => break,
            // The inputs are too short to be too much.
            Err(_) => panic!("{} bytes are too many", body.len()),
        }
    }
    let found = splitter.found();
    (rows, splitter.into_around(), found)
}

/// As the program reads it: no key twice.
fn json(text: &[u8]) -> Option<Json> {
    Response { body: text.to_vec(), ..Response::default() }.json()
}
