//! When the link of an instance changed and why, and how much of the time it was up. What nobody watched is not known.

use crate::domain::ids::InstanceId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// So long moments are kept.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How an instance stands, as far as alerts and times go by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Not asked yet, or a word that nobody knows.
    #[default]
    Unknown,
    /// A phone is linked.
    Up,
    /// For a scan, a code or a passkey.
    Waiting,
    /// No phone is linked, and none is being linked.
    Down,
    /// Its gateway has it no more.
    Gone,
}

impl Standing {
    /// The word on the disk.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Up => "up",
            Self::Waiting => "waiting",
            Self::Down => "down",
            Self::Gone => "gone",
        }
    }

    /// The standing of a word; one of a later version is not known.
    #[must_use]
    pub fn of(word: &str) -> Self {
        [Self::Up, Self::Waiting, Self::Down, Self::Gone]
            .into_iter()
            .find(|standing| standing.word() == word)
            .unwrap_or_default()
    }
}

/// An instance began to stand otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub instance: InstanceId,
    /// By the wall clock.
    pub at: Timestamp,
    pub was: Standing,
    pub is: Standing,
    /// Why, as the key of a text, such as `lost-removed-on-phone`.
    pub what: String,
}

/// A stretch of time: from, to.
pub type Stretch = (Timestamp, Timestamp);

/// What is known of an instance's last days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    pub instance: InstanceId,
    /// How it stands since the last moment.
    pub is: Standing,
    pub moments: Vec<Moment>,
    /// While its account was watched.
    pub watched: Vec<Stretch>,
}

/// Shares of a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Watched and up.
    pub up: f64,
    /// Watched and not up.
    pub down: f64,
}

impl Shares {
    /// How much of the watched time it was up; nothing when it was never watched.
    #[must_use]
    pub fn uptime(self) -> Option<f64> {
        let watched = self.up + self.down;
        (watched > 0.0).then(|| self.up / watched)
    }
}

impl History {
    /// The time before now, in so many equal parts, the oldest first.
    #[must_use]
    pub fn bar(&self, now: Timestamp, length: SignedDuration, parts: u32) -> Vec<Shares> {
        let Ok(begin) = now.checked_sub(length) else { return Vec::new() };
        let (spans, watched) = (self.spans(begin, now), joined(&self.watched));
        let part = length / i32::try_from(parts.max(1)).unwrap_or(i32::MAX);
        let mut bar = Vec::new();
        let mut from = begin;
        for _ in 0..parts {
            let to = from.checked_add(part).unwrap_or(now).min(now);
            bar.push(shares(&spans, &watched, (from, to)));
            from = to;
        }
        bar
    }

    /// The same as a whole.
    #[must_use]
    pub fn uptime(&self, now: Timestamp, length: SignedDuration) -> Option<f64> {
        self.bar(now, length, 1).first().and_then(|shares| shares.uptime())
    }

    /// How it stood, one stretch after the other. Clocks may have been set: what lies ahead counts for nothing.
    fn spans(&self, begin: Timestamp, now: Timestamp) -> Vec<(Stretch, Standing)> {
        let mut moments: Vec<&Moment> = self.moments.iter().filter(|moment| moment.at <= now).collect();
        moments.sort_by_key(|moment| moment.at);
        let mut spans = Vec::with_capacity(moments.len() + 1);
        let (mut from, mut standing) = (begin, moments.first().map_or(self.is, |first| first.was));
        for moment in moments {
            if moment.at > from {
                spans.push(((from, moment.at), standing));
                from = moment.at;
            }
            standing = moment.is;
        }
        if standing != self.is {
            // A clock was set back, and what changed before that lies ahead. Since then somebody looks anew.
            let looked = self.watched.iter().map(|(since, _)| *since).filter(|since| *since <= now).max();
            let looked = looked.unwrap_or(now).max(from);
            spans.push(((from, looked), standing));
            (from, standing) = (looked, self.is);
        }
        spans.push(((from, now), standing));
        spans
    }
}

/// Stretches in their order, those that meet as one.
fn joined(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut sorted = stretches.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::with_capacity(sorted.len());
    for (from, to) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

fn shares(spans: &[(Stretch, Standing)], watched: &[Stretch], part: Stretch) -> Shares {
    let whole = part.1.duration_since(part.0).as_secs_f64();
    let mut shares = Shares::default();
    if whole <= 0.0 {
        return shares;
    }
    for (span, standing) in spans {
        let Some(span) = both(*span, part).filter(|_| *standing != Standing::Unknown) else { continue };
        let seconds = watched.iter().filter_map(|watched| both(span, *watched));
        let seconds: f64 = seconds.map(|(from, to)| to.duration_since(from).as_secs_f64()).sum();
        let share = if *standing == Standing::Up { &mut shares.up } else { &mut shares.down };
        *share += seconds / whole;
    }
    shares
}

/// The time that two stretches have together.
fn both(one: Stretch, other: Stretch) -> Option<Stretch> {
    let (from, to) = (one.0.max(other.0), one.1.min(other.1));
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + hours * HOUR).unwrap()
    }

    fn history(moments: &[(i64, Standing, Standing)], is: Standing, watched: &[(i64, i64)]) -> History {
        let instance = InstanceId::random();
        let moment = |(hour, was, is): &(i64, Standing, Standing)| Moment {
            instance,
            at: at(*hour),
            was: *was,
            is: *is,
            what: String::new(),
        };
        let watched = watched.iter().map(|(from, to)| (at(*from), at(*to))).collect();
        History { instance, is, moments: moments.iter().map(moment).collect(), watched }
    }

    fn percent(history: &History, hours: i64) -> Option<i64> {
        let uptime = history.uptime(at(0), SignedDuration::from_hours(hours));
        uptime.map(|share| (share * 100.0).round() as i64)
    }

    #[test]
    fn only_what_was_watched_counts() {
        use Standing::{Down, Unknown, Up};
        // Never changed: it stands as it stood.
        assert_eq!(percent(&history(&[], Up, &[(-30, 0)]), 20), Some(100));
        assert_eq!(percent(&history(&[], Up, &[]), 20), None);
        assert_eq!(percent(&history(&[], Unknown, &[(-30, 0)]), 20), None);
        // Down for five of twenty hours.
        let lost = [(-10, Up, Down), (-5, Down, Up)];
        assert_eq!(percent(&history(&lost, Up, &[(-30, 0)]), 20), Some(75));
        // Nobody watched while it was down for four of them.
        assert_eq!(percent(&history(&lost, Up, &[(-20, -10), (-6, 0)]), 20), Some(94));
        // It was not known before it came.
        assert_eq!(percent(&history(&[(-4, Unknown, Down), (-2, Down, Up)], Up, &[(-30, 0)]), 20), Some(50));
    }

    #[test]
    fn a_clock_that_was_set_counts_no_time_twice_and_none_to_come() {
        use Standing::{Down, Up};
        // Watched twice over the same hours; a moment lies in the future.
        let set_back = history(&[(-10, Up, Down), (-5, Down, Up), (40, Up, Down)], Up, &[(-20, 0), (-8, 0), (30, 40)]);
        assert_eq!(percent(&set_back, 20), Some(75));
        for shares in set_back.bar(at(0), SignedDuration::from_hours(20), 7) {
            assert!(shares.up + shares.down <= 1.000_001, "{shares:?}");
        }
    }

    #[test]
    fn what_was_lost_before_a_clock_was_set_back_stays_lost() {
        use Standing::{Down, Up};
        // Down since an hour that lies ahead by now; the clock was set, and the account looked at again, five hours ago.
        let lost = history(&[(-20, Down, Up), (3, Up, Down)], Down, &[(-20, 4), (-5, 0)]);
        assert_eq!(percent(&lost, 20), Some(75));
        assert_eq!(percent(&lost, 5), Some(0));
    }

    #[test]
    fn the_bar_shows_when_it_was() {
        use Standing::{Down, Up};
        let bar =
            history(&[(-10, Up, Down), (-5, Down, Up)], Up, &[(-15, 0)]).bar(at(0), SignedDuration::from_hours(20), 4);
        let rounded: Vec<(i64, i64)> =
            bar.iter().map(|it| ((it.up * 10.0).round() as i64, (it.down * 10.0).round() as i64)).collect();
        assert_eq!(rounded, [(0, 0), (10, 0), (0, 10), (10, 0)]);
    }

    #[test]
    fn every_standing_has_its_word() {
        use Standing::{Down, Gone, Unknown, Up, Waiting};
        for standing in [Unknown, Up, Waiting, Down, Gone] {
            assert_eq!(Standing::of(standing.word()), standing);
        }
        assert_eq!(Standing::of("later"), Unknown);
    }
}
