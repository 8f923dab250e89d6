//! What columns say, guessed from their names.

use crate::domain::search::fold;
use crate::form::bulk::place::Use;
use crate::form::table::read::Table;

/// What each column of a table says, and whether its first row has their names. `called` gives for each use what it is
/// called, in every language; a use is given to one column only, the best.
#[must_use]
pub fn uses(table: &Table, called: &[(Use, Vec<String>)]) -> (bool, Vec<Use>) {
    let Some(first) = table.rows.first() else { return (false, Vec::new()) };
    let called: Vec<(Use, Vec<String>)> =
        called.iter().map(|(of, names)| (*of, names.iter().map(|name| plain(name)).collect())).collect();
    let mut uses = vec![Use::LeaveOut; first.len()];
    let cells: Vec<String> = first.iter().map(|cell| plain(cell)).collect();
    let below: Vec<String> = table.rows.get(1).into_iter().flatten().map(|cell| plain(cell)).collect();
    // Names that are the same before names that only begin alike. The first instance of a list may be called so too: then
    // it has a number, or the one below it is called alike.
    for is_it in [same, begins] {
        let is_sure = uses.iter().any(|of| *of != Use::LeaveOut);
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if uses[at] != Use::LeaveOut {
                continue;
            }
            let is_instance = |name: &str| {
                cell.contains(|c: char| c.is_ascii_digit()) || below.get(at).is_some_and(|below| is_it(below, name))
            };
            let is_called = |name: &String| is_it(cell, name) && (is_sure || !is_instance(name));
            let fits = |(_, names): &&(Use, Vec<String>)| names.iter().any(is_called);
            let mut free = called.iter().filter(|(of, _)| !uses.contains(of));
            if let Some((of, _)) = free.find(fits) {
                uses[at] = *of;
            }
        }
    }
    let has_names = uses.iter().any(|of| *of != Use::LeaveOut);
    if !has_names && !uses.is_empty() {
        // A list of names and nothing else is pasted often.
        uses[0] = Use::NAME;
    }
    (has_names, uses)
}

fn same(cell: &str, name: &str) -> bool {
    cell == name
}

fn begins(cell: &str, name: &str) -> bool {
    name.len() >= 4 && cell.split(' ').any(|word| word == name) || cell.len() >= 4 && name.starts_with(cell)
}

/// Small letters without accents, words with one space between them.
fn plain(name: &str) -> String {
    let folded = fold(name);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
