//! Which row of a gateway's list is the instance we asked for, and when no row proves that there is none. Pure: the
//! program and the model of its protocol decide by the same lines. The reasons stand in ARCHITECTURE.md.

use crate::domain::id_set::IdSet;
use crate::domain::names::is_spelling_of;
use crate::domain::secret::Secret;
use crate::domain::whole_list::WholeList;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Whole lists that must have shown nothing before an instance counts as absent.
const LISTS: u32 = 3;
/// After so many lists a look-up ends, whatever they proved.
const MOST: u32 = 12;
/// How far a creation time may lie before our request: clocks that are set by the network, and times in whole seconds.
const EARLY: SignedDuration = SignedDuration::from_secs(2);
/// How far it may lie after its end.
const LATE: SignedDuration = SignedDuration::from_secs(1);
/// How far a creation time may be from our request: a day and a time zone, for clocks that are set wrongly.
const FAR: SignedDuration = SignedDuration::from_hours(26);
/// How long a request takes whose end nobody saw.
const LONGEST: SignedDuration = SignedDuration::from_secs(15);
/// Two clocks that differ by more than this between two lists did not go on alike.
const JUMP: SignedDuration = SignedDuration::from_secs(10);

/// A row of a list, as far as it tells whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub remote_id: &'a str,
    pub name: &'a str,
    pub token: Option<&'a Secret>,
    /// The text that a create gave it.
    pub mark: Option<&'a str>,
    pub created_at: Option<Timestamp>,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, read by name")]
pub struct Sought<'a> {
    pub name: &'a str,
    /// Ids that the account had before the request was sent.
    pub before: &'a IdSet,
    /// Remote ids that are ours already.
    pub taken: &'a [String],
    /// The token we chose, or the one that arrived before a crash.
    pub token: Option<&'a Secret>,
    /// The text that ours was given, where the gateway keeps one. Nobody else makes the same.
    pub mark: Option<&'a str>,
    pub sent_at: Option<Timestamp>,
    /// When the request had ended, where somebody saw it.
    pub ended_at: Option<Timestamp>,
    /// The list before the request and this one are whole: what is new here is all that is new.
    pub whole: bool,
    /// The list was made so soon after the request that everything new came with it.
    pub soon: bool,
    /// An earlier create of this name may still show up.
    pub rival: bool,
    /// The gateway refused the request: what it left is half-made.
    pub refused: bool,
}

/// Why a row could be ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// It has our token: no doubt.
    Token,
    /// It has our mark: no doubt either.
    Mark,
    /// It has our name.
    Name,
    /// It has our name in another spelling.
    Spelling,
    /// It was not there before.
    Time,
    /// The gateway gave this id to another create of ours, or had it before.
    SameId,
    /// It stands under our name with another id or another token than the gateway has told us.
    Differs,
}

impl Why {
    /// Nobody else's has that.
    #[must_use]
    pub const fn is_proof(self) -> bool {
        matches!(self, Self::Token | Self::Mark)
    }
}

/// What a list showed: places in the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    None,
    /// Proven to be ours.
    One(usize),
    /// For a person to decide, the likeliest first.
    Several(Vec<(usize, Why)>),
}

impl Found {
    /// Nothing but rows of other names: ours may still show up.
    #[must_use]
    pub fn is_faint(&self) -> bool {
        match self {
            Self::None => true,
            Self::One(_) => false,
            Self::Several(rows) => rows.iter().all(|(_, why)| *why == Why::Time),
        }
    }
}

/// Finds the row that is ours. Our own token decides, where there is one, whatever the name says. Without it the only
/// new row counts if it has our name and was made while our request was under way; everything else is for a person.
#[must_use]
pub fn find(rows: &[Row<'_>], sought: &Sought<'_>) -> Found {
    let is_new = |at: &usize| {
        let id = rows[*at].remote_id;
        !sought.before.contains(id) && sought.taken.iter().all(|taken| taken != id)
    };
    let new: Vec<usize> = (0..rows.len()).filter(is_new).collect();
    let has_token = |at: &usize| sought.token.is_some() && rows[*at].token == sought.token;
    let has_mark = |at: &usize| sought.mark.is_some() && rows[*at].mark == sought.mark;
    let by = |is_ours: &dyn Fn(&usize) -> bool, why| new.iter().copied().find(is_ours).map(|at| (at, why));
    if let Some((ours, why)) = by(&has_token, Why::Token).or_else(|| by(&has_mark, Why::Mark)) {
        return if sought.refused { Found::Several(vec![(ours, why)]) } else { Found::One(ours) };
    }
    let mut likely: Vec<(usize, Why)> = new.iter().filter_map(|at| Some((*at, why(&rows[*at], sought)?))).collect();
    likely.sort_by_key(|(_, why)| *why);
    match likely.as_slice() {
        [] => Found::None,
        [(only, Why::Name)] if new.len() == 1 && is_made_by_us(&rows[*only], sought) => Found::One(*only),
        _ => Found::Several(likely),
    }
}

fn why(row: &Row<'_>, sought: &Sought<'_>) -> Option<Why> {
    let is_strangers = is_strangers(row, sought);
    if row.name == sought.name || is_spelling_of(row.name, sought.name) {
        // A name that was taken is the reason of the refusal, and not what it left.
        let why = if row.name == sought.name { Why::Name } else { Why::Spelling };
        return Some(why).filter(|_| !(is_strangers && sought.refused));
    }
    Some(Why::Time).filter(|_| !is_strangers && !sought.refused && came_with_it(row, sought))
}

/// It has a token or a mark, and not ours.
fn is_strangers(row: &Row<'_>, sought: &Sought<'_>) -> bool {
    (row.token.is_some() && sought.token.is_some()) || (row.mark.is_some() && sought.mark.is_some())
}

/// Whether a row of another name came with our request.
fn came_with_it(row: &Row<'_>, sought: &Sought<'_>) -> bool {
    match (sought.sent_at, row.created_at) {
        (Some(sent), Some(created)) => (sought.soon && sought.whole) || created.duration_since(sent).abs() <= FAR,
        // Without a time only the list before tells what is new.
        _ => sought.whole,
    }
}

/// Whether nobody else can have made the only new row, which has our name: it was made while our request was under way.
fn is_made_by_us(row: &Row<'_>, sought: &Sought<'_>) -> bool {
    let (Some(sent), Some(created)) = (sought.sent_at, row.created_at) else { return false };
    let ended = sought.ended_at.filter(|ended| *ended >= sent).unwrap_or_else(|| later(sent, LONGEST));
    let in_time = created >= later(sent, -EARLY) && created <= later(ended, LATE);
    in_time && sought.whole && !is_strangers(row, sought) && !sought.rival && !sought.refused
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}

/// Whole lists that showed nothing, and how long they went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Silence {
    lists: u32,
    waited: Duration,
}

/// The proof that a create made nothing. Given by [`Silence::proves`] only:
///
/// ```compile_fail
/// use pairdesk::domain::journal::{Stage, Step};
/// use pairdesk::domain::lookup::Absent;
/// let stage = Stage::Reconciling.next(Step::ProvenAbsent(Absent(())));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Absent(());

impl Silence {
    /// One more whole list without it, so long after the one before. No pause counts for more than a third of the
    /// wait: a clock that jumped, or a computer that slept, waited for nothing.
    #[must_use]
    pub fn again(self, _list: &WholeList, pause: Duration, absent_after: Duration) -> Self {
        let pause = if self.lists == 0 { Duration::ZERO } else { pause.min(absent_after / 3) };
        Self { lists: self.lists + 1, waited: self.waited + pause }
    }

    /// Whether that proves that there is nothing: enough lists, over long enough.
    #[must_use]
    pub fn proves(self, absent_after: Duration) -> Option<Absent> {
        (self.lists >= LISTS && self.waited >= absent_after).then_some(Absent(()))
    }
}

/// Whether so many lists over so long have proven nothing, and more of them will not: then it is for a person.
#[must_use]
pub fn is_in_vain(lists: u32, waited: Duration, absent_after: Duration) -> bool {
    lists >= MOST && waited >= absent_after * 2
}

/// Whether the wall clock went on as the steady one did. Where it did not, the wait begins anew.
#[must_use]
pub fn went_on_alike(steady: Duration, wall: SignedDuration) -> bool {
    let steady = SignedDuration::try_from(steady).unwrap_or(SignedDuration::MAX);
    wall.checked_sub(steady).is_some_and(|jump| jump.abs() <= JUMP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::origin::Origin;
    use crate::domain::whole_list::Reading;

    const SENT: &str = "2026-03-01T12:00:00Z";

    /// A row: id, name, token, seconds between our request and its creation, where the list tells it.
    type Told = (&'static str, &'static str, Option<&'static str>, Option<i64>);

    fn looked(rows: &[Told], token: Option<&str>, change: impl FnOnce(&mut Sought<'_>)) -> Found {
        let sent: Timestamp = SENT.parse().unwrap();
        let tokens: Vec<Option<Secret>> = rows.iter().map(|row| row.2.map(Secret::from)).collect();
        let made = |seconds: i64| sent + SignedDuration::from_secs(seconds);
        let row = |at: usize| Row {
            remote_id: rows[at].0,
            name: rows[at].1,
            token: tokens[at].as_ref(),
            mark: None,
            created_at: rows[at].3.map(made),
        };
        let rows: Vec<Row<'_>> = (0..rows.len()).map(row).collect();
        let (token, before) = (token.map(Secret::from), IdSet::from_iter(["old"]));
        let mut sought = Sought {
            name: "loja",
            before: &before,
            taken: &[],
            token: token.as_ref(),
            mark: None,
            sent_at: Some(sent),
            ended_at: Some(made(1)),
            whole: true,
            soon: true,
            rival: false,
            refused: false,
        };
        change(&mut sought);
        find(&rows, &sought)
    }

    fn found(rows: &[Told], token: Option<&str>) -> Found {
        looked(rows, token, |_| {})
    }

    #[test]
    fn our_token_decides_whatever_the_name_says() {
        let rows = [("a", "loja", Some("x"), Some(0)), ("b", "LOJA!", Some("ours"), None)];
        assert_eq!(found(&rows, Some("ours")), Found::One(1));
        assert_eq!(found(&rows[..1], Some("ours")), Found::Several(vec![(0, Why::Name)]));
        // Somebody else's instance of another name is none of our business.
        assert_eq!(found(&[("a", "praia", Some("x"), Some(0))], Some("ours")), Found::None);
        let left = looked(&rows, Some("ours"), |sought| sought.refused = true);
        assert_eq!(left, Found::Several(vec![(1, Why::Token)]));
        assert_eq!(looked(&rows[..1], Some("ours"), |sought| sought.refused = true), Found::None);
    }

    #[test]
    fn a_mark_decides_as_a_token_does_and_a_strangers_is_no_ours() {
        let before = IdSet::from_iter(["old"]);
        let row = |remote_id, mark| Row { remote_id, name: "loja", token: None, mark, created_at: None };
        let sought = |refused| Sought {
            name: "loja",
            before: &before,
            taken: &[],
            token: None,
            mark: Some("ours"),
            sent_at: None,
            ended_at: None,
            whole: false,
            soon: false,
            rival: true,
            refused,
        };
        let rows = [row("a", Some("theirs")), row("b", Some("ours"))];
        assert_eq!(find(&rows, &sought(false)), Found::One(1));
        assert_eq!(find(&rows, &sought(true)), Found::Several(vec![(1, Why::Mark)]));
        assert_eq!(find(&[row("old", Some("ours"))], &sought(false)), Found::None);
        assert_eq!(find(&rows[..1], &sought(false)), Found::Several(vec![(0, Why::Name)]));
        assert_eq!(find(&rows[..1], &sought(true)), Found::None);
        assert_eq!(find(&[row("c", None)], &sought(false)), Found::Several(vec![(0, Why::Name)]));
    }

    #[test]
    fn without_a_token_only_what_nobody_else_can_have_made_is_ours() {
        let ours = [("old", "loja", None, None), ("new", "loja", None, Some(1))];
        assert_eq!(found(&ours, None), Found::One(1));
        let person = Found::Several(vec![(1, Why::Name)]);
        // No time, before it was sent, after its end, and from another day.
        for made in [None, Some(-10), Some(10), Some(86_400)] {
            assert_eq!(found(&[ours[0], ("new", "loja", None, made)], None), person, "{made:?}");
        }
        assert_eq!(looked(&ours, None, |sought| sought.whole = false), person);
        assert_eq!(looked(&ours, None, |sought| sought.rival = true), person);
        assert_eq!(looked(&ours, None, |sought| sought.refused = true), person);
        let two = found(&[ours[0], ours[1], ("other", "praia", None, Some(0))], None);
        assert_eq!(two, Found::Several(vec![(1, Why::Name), (2, Why::Time)]));
    }

    #[test]
    fn what_is_new_is_at_least_a_candidate() {
        assert_eq!(found(&[("new", "Loja ", None, Some(0))], None), Found::Several(vec![(0, Why::Spelling)]));
        let other = |made| [("new", "praia", None, made)];
        let candidate = Found::Several(vec![(0, Why::Time)]);
        assert!(candidate.is_faint());
        for made in [None, Some(0), Some(200_000)] {
            assert_eq!(found(&other(made), None), candidate, "{made:?}");
        }
        // Long afterwards, only what was made at that time.
        let late = |made| looked(&other(made), None, |sought| sought.soon = false);
        assert_eq!((late(Some(80_000)), late(Some(200_000))), (candidate, Found::None));
        assert_eq!(found(&[("old", "loja", None, Some(0))], None), Found::None);
    }

    #[test]
    fn absence_takes_whole_lists_and_time() {
        let origin = Origin::of("https://a.example").unwrap();
        let reading = Reading { origin: &origin, filtered: false, ended: true, unreadable: 0, totals: &[] };
        let list = WholeList::prove(&reading, []).unwrap();
        let wait = Duration::from_secs(90);
        let after = |pauses: &[u64]| {
            let again = |silence: Silence, pause: &u64| silence.again(&list, Duration::from_secs(*pause), wait);
            pauses.iter().fold(Silence::default(), again).proves(wait).is_some()
        };
        assert!(after(&[2, 30, 30, 30]));
        assert!(after(&[2, 5, 10, 20, 30, 30]));
        assert!(!after(&[2, 5, 10, 20, 30]));
        // However long the first list took, and however far a clock jumped.
        assert!(!after(&[900, 30, 30]));
        assert!(!after(&[2, 86_400, 1, 1, 1, 1]));
    }

    #[test]
    fn a_clock_that_jumps_is_noticed() {
        let steady = Duration::from_secs(30);
        for (wall, alike) in [(30, true), (38, true), (86_430, false), (-86_370, false), (-5, false)] {
            assert_eq!(went_on_alike(steady, SignedDuration::from_secs(wall)), alike, "{wall}");
        }
    }
}
