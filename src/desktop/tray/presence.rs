//! Whether a place that is looked at now and then is there, by what the looks came to.

use std::time::{Duration, Instant};

/// A place that is missing for longer is gone; before, who shows it may only be starting anew.
const RESTART: Duration = Duration::from_secs(4);

/// What the looks have shown so far.
#[derive(Default)]
pub struct Presence {
    is_there: bool,
    missing_since: Option<Instant>,
}

impl Presence {
    /// One more look. Whether the place counts as there.
    pub fn look(&mut self, is_seen: bool, now: Instant) -> bool {
        if is_seen {
            *self = Self { is_there: true, missing_since: None };
        } else {
            let since = *self.missing_since.get_or_insert(now);
            self.is_there &= now.duration_since(since) < RESTART;
        }
        self.is_there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_there_once_it_was_seen_and_gone_when_it_is_missing_for_longer_than_a_restart() {
        let (mut presence, start) = (Presence::default(), Instant::now());
        let mut look = |is_seen: bool, seconds: u64| presence.look(is_seen, start + Duration::from_secs(seconds));
        assert!(!look(false, 0), "never seen");
        assert!(look(true, 5));
        assert!(look(false, 10), "it may only be starting anew");
        assert!(look(false, 13));
        assert!(look(true, 15), "it did");
        assert!(look(false, 20), "each time anew");
        assert!(!look(false, 25), "gone");
        assert!(look(true, 30), "there again");
    }
}
