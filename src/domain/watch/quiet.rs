//! Hours in which nothing is told that can wait.

use jiff::civil::{DateTime, Weekday};
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// From one time of day to another, on some days of the week. A night belongs to the day that it begins on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    pub on: bool,
    /// Minutes after midnight.
    pub from: u16,
    pub to: u16,
    /// One bit for each day of the week, Monday the lowest.
    pub days: u8,
}

impl Default for QuietHours {
    fn default() -> Self {
        Self { on: false, from: 22 * 60, to: 7 * 60, days: 0b1_1111 }
    }
}

impl QuietHours {
    /// Whether they are at this time of a place.
    #[must_use]
    pub fn are_at(&self, here: DateTime) -> bool {
        if !self.on || self.from == self.to {
            return false;
        }
        let minute = (i32::from(here.hour()) * 60 + i32::from(here.minute())).unsigned_abs() as u16;
        let (from, to) = (self.from % DAY, self.to % DAY);
        let day = here.weekday();
        if from < to {
            return self.has(day) && (from..to).contains(&minute);
        }
        (self.has(day) && minute >= from) || (self.has(day.previous()) && minute < to)
    }

    /// Whether they begin on this day.
    #[must_use]
    pub fn has(&self, day: Weekday) -> bool {
        self.days & bit(day) != 0
    }

    /// The same with this day, or without it.
    #[must_use]
    pub fn with(self, day: Weekday, is_on: bool) -> Self {
        let days = if is_on { self.days | bit(day) } else { self.days & !bit(day) };
        Self { days, ..self }
    }

    /// Minutes after midnight of a time as people write it: `22:00`, `22`, `7.30`.
    #[must_use]
    pub fn read(text: &str) -> Option<u16> {
        let (hours, minutes) = text.trim().split_once([':', '.', 'h']).unwrap_or((text.trim(), "0"));
        let minutes = if minutes.is_empty() { "0" } else { minutes };
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    }

    /// A time of day in words: `22:00`.
    #[must_use]
    pub fn write(minutes: u16) -> String {
        format!("{:02}:{:02}", minutes % DAY / 60, minutes % 60)
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2 March 2026 is a Monday.
    fn at(day: i8, hour: i8, minute: i8) -> DateTime {
        jiff::civil::date(2026, 3, day).at(hour, minute, 0, 0)
    }

    #[test]
    fn a_night_belongs_to_the_day_that_it_begins_on() {
        let nights = QuietHours { on: true, ..QuietHours::default() };
        let cases = [
            (2, 21, 59, false),
            (2, 22, 0, true),
            (3, 6, 59, true),
            (3, 7, 0, false),
            // Friday's night ends on Saturday; Saturday and Sunday have none.
            (7, 3, 0, true),
            (7, 23, 0, false),
            (8, 23, 0, false),
            (9, 3, 0, false),
        ];
        for (day, hour, minute, quiet) in cases {
            assert_eq!(nights.are_at(at(day, hour, minute)), quiet, "{day} {hour}:{minute}");
        }
        assert!(!QuietHours::default().are_at(at(2, 23, 0)));
        let noon = QuietHours { from: 12 * 60, to: 13 * 60, ..nights };
        assert!(noon.are_at(at(2, 12, 30)) && !noon.are_at(at(2, 13, 0)) && !noon.are_at(at(7, 12, 30)));
    }

    #[test]
    fn where_clocks_are_set_a_night_is_quiet_from_its_beginning_to_its_end() {
        // Chile: from midnight to one in September, from midnight to eleven in April; both on the night to a Sunday.
        let here = jiff::tz::TimeZone::posix("<-04>4<-03>,M9.1.6/24,M4.1.6/24").unwrap();
        let nights = QuietHours { on: true, days: 0b111_1111, ..QuietHours::default() };
        let after_midnight = QuietHours { from: 0, to: 6 * 60, ..nights };
        for (noon, [night, morning]) in [((2026, 9, 5), [8, 5]), ((2026, 4, 4), [10, 6]), ((2026, 6, 6), [9, 6])] {
            let (year, month, day) = noon;
            let noon = jiff::civil::date(year, month, day).at(12, 0, 0, 0).to_zoned(here.clone()).unwrap();
            for (hours, quiet) in [(night, nights), (morning, after_midnight)] {
                let minutes: Vec<i32> = (0..24 * 60)
                    .filter(|minute| {
                        let at = noon.timestamp() + jiff::SignedDuration::from_mins(i64::from(*minute));
                        quiet.are_at(at.to_zoned(here.clone()).datetime())
                    })
                    .collect();
                assert_eq!(minutes.len(), hours * 60, "{noon} {quiet:?}");
                assert!(minutes.windows(2).all(|pair| pair[1] == pair[0] + 1), "{noon} {quiet:?}");
            }
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, minutes) in [("22:00", 1320), ("7", 420), (" 07.30 ", 450), ("23h59", 1439), ("6h", 360)] {
            assert_eq!(QuietHours::read(text), Some(minutes), "{text}");
        }
        for text in ["", "24:00", "7:60", "seven", "-1"] {
            assert_eq!(QuietHours::read(text), None, "{text}");
        }
        assert_eq!(QuietHours::write(425), "07:05");
        let all = QuietHours::default().with(Weekday::Sunday, true).with(Weekday::Monday, false);
        assert!(all.has(Weekday::Sunday) && !all.has(Weekday::Monday) && all.has(Weekday::Friday));
    }
}
