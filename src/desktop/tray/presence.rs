//! Whether a place that is looked at now and then is there, by what the looks came to. Who is asked may hang, so one thread
//! looks and another reads what is known.

use std::time::{Duration, Instant};

/// A place that is missing for longer is gone; before, who shows it may only be starting anew.
const RESTART: Duration = Duration::from_secs(4);

/// What the looks have shown so far.
#[derive(Default)]
pub struct Presence {
    is_there: bool,
    missing_since: Option<Instant>,
    /// When the look began that has not come to anything yet.
    looking_since: Option<Instant>,
    /// What the first look after the last doubt came to.
    surely: Option<bool>,
}

impl Presence {
    /// A look begins.
    pub const fn begin_look(&mut self, now: Instant) {
        self.looking_since = Some(now);
    }

    /// What it came to. Whether that is something that was not known, or was waited for.
    pub fn end_look(&mut self, is_seen: bool, now: Instant) -> bool {
        let before = (self.is_there(now), self.surely);
        (self.looking_since, self.surely) = (None, Some(is_seen));
        if is_seen {
            (self.is_there, self.missing_since) = (true, None);
        } else {
            let since = *self.missing_since.get_or_insert(now);
            self.is_there &= now.duration_since(since) < RESTART;
        }
        (self.is_there(now), self.surely) != before
    }

    /// Whether the place counts as there. Who does not even answer shows nothing either.
    pub fn is_there(&self, now: Instant) -> bool {
        self.is_there && self.looking_since.is_none_or(|since| now.duration_since(since) < RESTART)
    }

    /// Earlier looks do not count any more.
    pub const fn doubt(&mut self) {
        self.surely = None;
    }

    /// Whether it was there at a moment after the doubt, once that is known.
    pub const fn surely(&self) -> Option<bool> {
        self.surely
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_there_once_it_was_seen_and_gone_when_it_is_missing_for_longer_than_a_restart() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        let mut look = |is_seen: bool, seconds: u64| {
            let now = start + Duration::from_secs(seconds);
            presence.begin_look(now);
            presence.end_look(is_seen, now);
            presence.is_there(now)
        };
        assert!(!look(false, 0), "never seen");
        assert!(look(true, 5));
        assert!(look(false, 10), "it may only be starting anew");
        assert!(look(false, 13));
        assert!(look(true, 15), "it did");
        assert!(look(false, 20), "each time anew");
        assert!(!look(false, 25), "gone");
        assert!(look(true, 30), "there again");
    }

    #[test]
    fn a_place_whose_keeper_hangs_is_gone_until_it_answers() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        presence.begin_look(at(0));
        assert!(presence.end_look(true, at(0)), "it is news");
        presence.begin_look(at(5));
        assert!(!presence.end_look(true, at(5)), "it is none");
        presence.begin_look(at(10));
        assert!(presence.is_there(at(13)), "an answer may take a moment");
        assert!(!presence.is_there(at(14)), "nobody answers");
        assert!(presence.end_look(true, at(70)), "it is news");
        assert!(presence.is_there(at(70)), "there again");
    }

    #[test]
    fn only_what_a_look_came_to_after_the_doubt_is_sure() {
        let (mut presence, now) = (Presence::default(), Instant::now());
        for is_seen in [true, false] {
            presence.doubt();
            presence.begin_look(now);
            assert_eq!(presence.surely(), None);
            assert!(presence.end_look(is_seen, now), "somebody waits for it");
            assert_eq!(presence.surely(), Some(is_seen));
        }
    }
}
