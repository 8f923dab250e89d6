//! What columns say, guessed from their names; where they have none, from what stands in them.

use crate::domain::phone::{self, Typed};
use crate::domain::search::fold;
use crate::form::bulk::place::{Place, Use};
use crate::form::table::read::Table;
use std::collections::HashSet;

/// How many rows are looked at where columns have no names.
const ROWS: usize = 50;
/// Most rows above the names of the columns.
const ABOVE: usize = 5;

/// What each column of a table says, and whether its first row has their names. `called` gives for each use what it is
/// called, in every language; a use is given to one column only, the best.
#[must_use]
pub fn uses(table: &Table, called: &[(Use, Vec<String>)], places: &[Place]) -> (bool, Vec<Use>) {
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
    if !has_names {
        uses = by_cells(table, places, uses.len());
    }
    (has_names, uses)
}

/// How many rows stand above the names of the columns: a title, or cells over several columns. None where the first row has
/// the names, or no row has.
#[must_use]
pub fn above_names(table: &Table, called: &[(Use, Vec<String>)]) -> usize {
    let names: HashSet<String> = called.iter().flat_map(|(_, names)| names).map(|name| plain(name)).collect();
    let known = |row: &Vec<String>| row.iter().filter(|cell| names.contains(&plain(cell))).count();
    let counts: Vec<usize> = table.rows.iter().take(ABOVE + 1).map(known).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    if most < 2 { 0 } else { counts.iter().position(|count| *count == most).unwrap_or_default() }
}

/// A column of accounts' names and one of numbers are known by themselves; the first that is left has the names. A list of
/// names and nothing else is pasted often.
fn by_cells(table: &Table, places: &[Place], width: usize) -> Vec<Use> {
    let is_all = |at: usize, is: &dyn Fn(&str) -> bool| {
        let cells = table.rows.iter().take(ROWS).filter_map(|row| row.get(at)).map(|cell| cell.trim());
        let mut cells = cells.filter(|cell| !cell.is_empty()).peekable();
        cells.peek().is_some() && cells.all(is)
    };
    let is_account = |cell: &str| places.iter().any(|place| place.is_called(cell));
    let is_number = |cell: &str| matches!(phone::read(cell), Typed::Number(_) | Typed::NoCountry { offer: Some(_) });
    let account = (0..width).find(|at| width > 1 && is_all(*at, &is_account));
    let name = (0..width).find(|at| Some(*at) != account);
    let number = (0..width).find(|at| Some(*at) > name && Some(*at) != account && is_all(*at, &is_number));
    let used = [(account, Use::Account), (name, Use::NAME), (number, Use::Phone)];
    let of = |at: usize| used.iter().find(|(column, _)| *column == Some(at)).map_or(Use::LeaveOut, |(_, of)| *of);
    (0..width).map(of).collect()
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
