//! How often an account is looked at: in seconds while it is on the screen, in minutes else, and never so often that it
//! would take its gateway's budget for itself.

use crate::domain::watch::budget::PER_MINUTE;
use std::time::Duration;

/// Asking more often than this would only spend a gateway's patience.
const SHORTEST: Duration = Duration::from_secs(15);
/// A list may take its gateway this part of the time, and is never put off for longer.
const SHARE: u32 = 100;
const LONGEST: Duration = Duration::from_mins(15);
/// Lists take this part of the budget; the rest is for what is on the screen and for looking closer.
const PART: u32 = 2;

/// All closer looks at a gateway take this part of its budget, and each is two requests: a gateway that is addressed by
/// names may be asked first who has the name.
const CLOSER_PART: u32 = 4;
const CLOSER_COST: u32 = 2;
/// No link is looked at closer more often, however few there are, and none is put off for longer, however many. Each look
/// may be a question to WhatsApp, which does not like to be asked too much.
const CLOSER_SOONEST: Duration = Duration::from_mins(15);
const CLOSER_LATEST: Duration = Duration::from_hours(1);

/// How often accounts are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// What is on the screen.
    pub screen: Duration,
    /// The rest.
    pub rest: Duration,
}

impl Pace {
    /// The pace for what the person chose; `None` when nothing is to be asked by itself.
    #[must_use]
    pub fn of(refresh_seconds: u32) -> Option<Self> {
        let rest = Duration::from_secs(u64::from(refresh_seconds));
        (!rest.is_zero()).then_some(Self { screen: SHORTEST, rest: rest.max(SHORTEST) })
    }
}

/// The pause between two lists: `took` is the time that the last one took its gateway, `cost` its requests, `limit` the
/// requests that there are in a minute.
#[must_use]
pub fn list_every(pace: Pace, is_on_screen: bool, took: Duration, cost: u32, limit: u32) -> Duration {
    let wanted = if is_on_screen { pace.screen } else { pace.rest };
    let costs = Duration::from_mins(1) * (cost * PART) / limit.max(1);
    wanted.max((took * SHARE).min(LONGEST)).max(costs)
}

/// The pause between two closer looks at one link, at a gateway that has so many of them and takes `limit` requests a minute.
#[must_use]
pub fn closer_every(links: u32, limit: u32) -> Duration {
    let share = Duration::from_mins(1) * links.saturating_mul(CLOSER_COST * CLOSER_PART) / limit.max(1);
    share.clamp(CLOSER_SOONEST, CLOSER_LATEST)
}

/// The longest that it may be from one look at an account to the end of the next, where each takes so many requests: twice
/// what its share of a usual budget comes to.
#[must_use]
pub fn longest_round(cost: u32) -> Duration {
    Duration::from_mins(1) * cost.saturating_mul(PART * 2) / PER_MINUTE
}

/// Whether the list shows the rows on the screen for fewer requests than the state of each.
#[must_use]
pub const fn is_list_cheaper(cost: u32, rows_on_screen: u32) -> bool {
    cost <= rows_on_screen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_costs_its_gateway_much_is_asked_for_less() {
        let (minute, millis) = (Duration::from_mins(1), Duration::from_millis);
        let pace = |seconds| Pace::of(seconds).unwrap();
        let rest = |pace, took| list_every(pace, false, took, 1, 60);
        assert_eq!(rest(pace(60), millis(100)), minute);
        assert_eq!(rest(pace(60), millis(1000)), Duration::from_secs(100));
        assert_eq!(rest(pace(60), Duration::from_mins(20)), LONGEST);
        assert_eq!(rest(pace(3600), millis(1000)), Duration::from_hours(1));
        assert_eq!(rest(pace(1), millis(1)), SHORTEST);
        assert_eq!(Pace::of(0), None);
    }

    #[test]
    fn seconds_for_what_is_on_the_screen_and_half_of_the_budget_at_most() {
        let pace = Pace::of(60).unwrap();
        assert_eq!(list_every(pace, true, Duration::from_millis(50), 1, 60), SHORTEST);
        // Two hundred pages of an account with ten thousand instances.
        let long = list_every(pace, true, Duration::from_secs(2), 200, 60);
        assert_eq!(long, Duration::from_secs(400));
        assert_eq!(list_every(pace, false, Duration::ZERO, 10, 20), Duration::from_mins(1));
        assert!(is_list_cheaper(1, 14) && !is_list_cheaper(200, 14));
    }

    #[test]
    fn few_links_are_looked_at_closer_in_minutes_and_many_by_a_quarter_of_the_budget() {
        let mins = Duration::from_mins;
        assert_eq!([1, 14, 112].map(|links| closer_every(links, 60)), [mins(15); 3]);
        assert_eq!(closer_every(150, 60), mins(20));
        // Two requests for each in that time: fifteen in a minute.
        assert_eq!(150 * 2 / 20, 60 / 4);
        assert_eq!(closer_every(150, 30), mins(40), "it asked for less");
        assert_eq!([450, 10_000, u32::MAX].map(|links| closer_every(links, 60)), [mins(60); 3]);
    }
}
