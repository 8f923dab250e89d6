//! Which row of a gateway's list is the instance we asked for, and when no row proves that there is none. Pure: the
//! program and the model of its protocol decide by the same lines.

use crate::domain::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// Lists that must have found nothing before an instance counts as absent.
const LISTS: u32 = 3;
/// How far a creation time may be from the moment of sending, clocks that disagree included.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// A row of our name, as far as the list tells whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub remote_id: &'a str,
    pub token: Option<&'a Secret>,
    pub created_at: Option<Timestamp>,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Remote ids that cannot be it: they had the name before, or they are ours already.
    pub taken: &'a [String],
    /// The token we chose, or the one that arrived before a crash.
    pub token: Option<&'a Secret>,
    pub sent_at: Option<Timestamp>,
}

/// What a list showed: places in the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    None,
    One(usize),
    /// For a person to decide.
    Several(Vec<usize>),
}

/// Finds the row that is ours. Our own token decides, where there is one; without it a single new row made at the time
/// of our request. Everything else is for a person.
#[must_use]
pub fn find(rows: &[Row<'_>], sought: &Sought<'_>) -> Found {
    let is_new = |row: &Row<'_>| sought.taken.iter().all(|taken| taken != row.remote_id);
    let new: Vec<usize> = (0..rows.len()).filter(|at| is_new(&rows[*at])).collect();
    let is_ours = |at: &usize| sought.token.is_some() && rows[*at].token == sought.token;
    if let Some(ours) = new.iter().copied().find(is_ours) {
        return Found::One(ours);
    }
    match new.as_slice() {
        [] => Found::None,
        [only] if may_be_ours(rows[*only].token, sought.token) && in_window(&rows[*only], sought) => Found::One(*only),
        _ => Found::Several(new),
    }
}

/// Whether a row can be ours by its token: one that differs from ours is a stranger's instance of the same name.
fn may_be_ours(token: Option<&Secret>, ours: Option<&Secret>) -> bool {
    token.is_none() || ours.is_none() || token == ours
}

fn in_window(row: &Row<'_>, sought: &Sought<'_>) -> bool {
    match (sought.sent_at, row.created_at) {
        (Some(sent), Some(created)) => created.duration_since(sent).abs() <= WINDOW,
        _ => true,
    }
}

/// Whether a refused create left this row behind. A token that is not the one we chose is a stranger's, which took the
/// name just now.
#[must_use]
pub fn is_residue(token: Option<&Secret>, ours: Option<&Secret>) -> bool {
    ours.is_none() || token.is_none() || token == ours
}

/// Whether lists without our row prove that it does not exist: enough of them, over long enough.
#[must_use]
pub fn is_absent(lists: u32, waited: Duration, absent_after: Duration) -> bool {
    lists >= LISTS && waited >= absent_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: &[(&str, Option<&str>)], taken: &[&str], ours: Option<&str>) -> Found {
        let taken: Vec<String> = taken.iter().map(|id| (*id).to_owned()).collect();
        let tokens: Vec<Option<Secret>> = rows.iter().map(|(_, token)| token.map(Secret::from)).collect();
        let row = |at: usize| Row { remote_id: rows[at].0, token: tokens[at].as_ref(), created_at: None };
        let rows: Vec<Row<'_>> = (0..rows.len()).map(row).collect();
        let ours = ours.map(Secret::from);
        find(&rows, &Sought { taken: &taken, token: ours.as_ref(), sent_at: None })
    }

    #[test]
    fn only_a_new_row_of_ours_is_found() {
        assert_eq!(found(&[("old", None)], &["old"], None), Found::None);
        assert_eq!(found(&[("old", None), ("new", None)], &["old"], None), Found::One(1));
        assert_eq!(found(&[("b", None), ("c", None)], &[], None), Found::Several(vec![0, 1]));
        assert_eq!(found(&[("b", Some("x")), ("c", Some("ours"))], &[], Some("ours")), Found::One(1));
        assert_eq!(found(&[("b", Some("x"))], &[], Some("ours")), Found::Several(vec![0]));
        assert_eq!(found(&[("b", None)], &[], Some("ours")), Found::One(0));
    }

    #[test]
    fn a_row_of_another_time_is_for_a_person() {
        let sent: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let look = |made: &str| {
            let row = Row { remote_id: "new", token: None, created_at: Some(made.parse().unwrap()) };
            find(&[row], &Sought { taken: &[], token: None, sent_at: Some(sent) })
        };
        assert_eq!(look("2026-03-01T12:00:09Z"), Found::One(0));
        assert_eq!(look("2026-03-02T12:00:00Z"), Found::Several(vec![0]));
        assert_eq!(look("2026-01-01T00:00:00Z"), Found::Several(vec![0]));
    }

    #[test]
    fn absence_takes_lists_and_time() {
        let long = Duration::from_secs(90);
        assert!(is_absent(3, long, long));
        assert!(!is_absent(2, long, long));
        assert!(!is_absent(30, Duration::from_secs(89), long));
    }
}
