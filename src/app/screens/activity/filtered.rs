//! Which entries are shown, and their words: done anew only when entries, search, language or time zone changed.

use crate::app::format;
use crate::app::history::History;
use crate::app::state::State;
use crate::domain::ids::InstanceId;
use crate::domain::journal::{Entry, Outcome};
use crate::domain::search::{Terms, fold};
use crate::domain::settings::Language;
use crate::i18n::Texts;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{HashMap, VecDeque};

/// What the person wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub search: String,
    /// Only what failed or is not certain.
    pub problems: bool,
    /// Only what happened to this one.
    pub instance: Option<InstanceId>,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The day of the lines below it.
    Day(Date),
    /// A position in the state's entries.
    Entry(usize),
}

/// For what it was found: how many entries had come, and how they are told.
struct FoundFor {
    noted: u64,
    language: Language,
    zone: TimeZone,
    query: Query,
}

/// What was found, kept until something changes.
#[derive(Default)]
pub struct Shown {
    seen: Option<FoundFor>,
    /// The newest entries as they are searched, in their order; read when first searched.
    texts: VecDeque<String>,
    /// How many entries had come when the lines were read.
    read: u64,
    /// What was found, under its days.
    pub lines: Vec<Line>,
    /// Entries of whatever is asked about, and problems among them.
    pub all: usize,
    pub problems: usize,
}

impl Shown {
    /// Follows the state, the language, the query and the computer's time zone.
    pub fn update(&mut self, state: &State, texts: &Texts, query: &Query) {
        self.update_at(TimeZone::system(), state, texts, query);
    }

    fn update_at(&mut self, zone: TimeZone, state: &State, texts: &Texts, query: &Query) {
        let is_same = |seen: &FoundFor| {
            (seen.noted, seen.language) == (state.entries_noted, texts.language())
                && (&seen.zone, &seen.query) == (&zone, query)
        };
        if self.seen.as_ref().is_some_and(is_same) {
            return;
        }
        let now = FoundFor { noted: state.entries_noted, language: texts.language(), zone, query: query.clone() };
        if self.seen.as_ref().is_some_and(|seen| (seen.language, &seen.zone) != (now.language, &now.zone)) {
            self.texts.clear();
            self.read = 0;
        }
        let wanted = Terms::of(&query.search);
        if !wanted.is_empty() {
            self.read_lines(state, texts, &now.zone);
        }
        let found = |at: usize| wanted.are_in(self.texts.get(at).map_or("", String::as_str));
        let history = query.instance.map(|id| History::of(state, id));
        let is_of_it = |entry: &Entry| history.as_ref().is_none_or(|history| history.has(entry));
        let takes = |(at, entry): (usize, &Entry)| {
            (is_of_it(entry) && (!query.problems || is_problem(entry)) && found(at)).then_some(at)
        };
        let found: Vec<usize> = state.entries.iter().enumerate().filter_map(takes).collect();
        self.lines = under_days(state, &found, &now.zone);
        let mine = || state.entries.iter().filter(|entry| is_of_it(entry));
        self.all = mine().count();
        self.problems = mine().filter(|entry| is_problem(entry)).count();
        self.seen = Some(now);
    }

    /// The positions of what was found in the state's entries.
    pub fn entries(&self) -> impl Iterator<Item = usize> {
        self.lines.iter().filter_map(|line| match line {
            Line::Entry(at) => Some(*at),
            Line::Day(_) => None,
        })
    }

    /// Reads the entries that came since the last time.
    fn read_lines(&mut self, state: &State, texts: &Texts, zone: &TimeZone) {
        let new = state.entries.len().min((state.entries_noted - self.read) as usize);
        let mut words = Words { zone: zone.clone(), ..Words::new(texts) };
        for entry in state.entries.range(..new).rev() {
            self.texts.push_front(fold(&words.line(entry)));
        }
        self.texts.truncate(state.entries.len());
        self.read = state.entries_noted;
    }
}

/// A line for each day, above the entries of it. A day of the zone is worked out again only after midnight.
fn under_days(state: &State, found: &[usize], zone: &TimeZone) -> Vec<Line> {
    let mut lines = Vec::with_capacity(found.len() + 8);
    let mut day: Option<(Date, Timestamp, Timestamp)> = None;
    for at in found {
        let moment = state.entries[*at].at;
        if day.is_none_or(|(_, begins, ends)| moment < begins || moment >= ends) {
            let there = moment.to_zoned(zone.clone());
            let begins = there.start_of_day().map_or(moment, |begins| begins.timestamp());
            let ends = there.tomorrow().and_then(|next| next.start_of_day()).map_or(moment, |ends| ends.timestamp());
            if day.is_none_or(|(before, ..)| before != there.date()) {
                lines.push(Line::Day(there.date()));
            }
            day = Some((there.date(), begins, ends));
        }
        lines.push(Line::Entry(*at));
    }
    lines
}

fn is_problem(entry: &Entry) -> bool {
    matches!(entry.outcome, Outcome::Failed(_) | Outcome::Unconfirmed(_))
}

/// Puts many entries into words; each text is looked up once.
pub struct Words<'a> {
    texts: &'a Texts,
    format: String,
    zone: TimeZone,
    known: HashMap<String, String>,
}

impl<'a> Words<'a> {
    pub fn new(texts: &'a Texts) -> Self {
        // A line is told from others of the same minute.
        let format = texts.t("moment-format").replace("%H:%M", "%H:%M:%S");
        Self { texts, format, zone: TimeZone::system(), known: HashMap::new() }
    }

    /// The text for a key.
    pub fn t(&mut self, key: &str) -> &str {
        if !self.known.contains_key(key) {
            self.known.insert(key.to_owned(), self.texts.t(key));
        }
        &self.known[key]
    }

    /// A moment in local time.
    pub fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime(&self.format).to_string()
    }

    /// The time of day.
    pub fn time(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%H:%M:%S").to_string()
    }

    /// A day, by its name where it is near.
    pub fn day(&self, day: Date) -> String {
        let today = Timestamp::now().to_zoned(self.zone.clone()).date();
        if day == today {
            return self.texts.t("activity-today");
        }
        if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
            return self.texts.t("activity-yesterday");
        }
        day.strftime(&self.texts.t("activity-day")).to_string()
    }

    /// Why it failed; nothing where it did not.
    pub fn cause(&mut self, entry: &Entry) -> String {
        match &entry.outcome {
            Outcome::Failed(failure) | Outcome::Unconfirmed(failure) => {
                let what = self.t(&failure.kind.key()).to_owned();
                format::reason(self.texts, failure).map_or(what.clone(), |reason| format!("{what}. {reason}"))
            }
            Outcome::Ok | Outcome::Noted => String::new(),
        }
    }

    /// The whole entry in one line.
    pub fn line(&mut self, entry: &Entry) -> String {
        let mut line = format!("{} {} · {}", self.moment(entry.at), self.t(&entry.what), entry.subject);
        let cause = self.cause(entry);
        if !cause.is_empty() {
            line.push_str(": ");
            line.push_str(&cause);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::failure::FailureKind;
    use crate::engine::event::{Event, Loaded};

    fn entry(number: usize) -> Entry {
        let outcome = if number.is_multiple_of(4) { Outcome::Failed(FailureKind::Dns.into()) } else { Outcome::Noted };
        Entry {
            at: Timestamp::UNIX_EPOCH,
            account: None,
            instance: None,
            intent: None,
            what: "activity-changed".to_owned(),
            subject: format!("loja {number:05}"),
            outcome,
        }
    }

    fn search(search: &str) -> Query {
        Query { search: search.to_owned(), ..Query::default() }
    }

    fn subjects(shown: &Shown, state: &State) -> Vec<String> {
        shown.entries().map(|at| state.entries[at].subject.clone()).collect()
    }

    #[test]
    fn what_is_shown_follows_entries_search_and_language() {
        let texts = Language::ALL.map(Texts::new);
        let mut state = State::default();
        let mut followed = Shown::default();
        for number in 0..60 {
            if number == 20 {
                let entries = (0..5000).map(entry).collect();
                state.apply(Event::Loaded(Box::new(Loaded { entries, ..Loaded::default() })));
            }
            for _ in 0..number % 3 {
                state.apply(Event::Noted(entry(number * 83)));
            }
            let texts = &texts[number / 10 % 3];
            let words = texts.t(&FailureKind::Dns.key()).to_uppercase();
            let query = Query { problems: number % 5 == 0, ..search(["", "LOJA 0", "00", &words][number % 4]) };
            followed.update(&state, texts, &query);
            let mut fresh = Shown::default();
            fresh.update(&state, texts, &query);
            let seen = |shown: &Shown| (subjects(shown, &state), shown.problems);
            assert_eq!(seen(&followed), seen(&fresh), "{number}: {query:?}");
        }
        assert_eq!(state.entries.len(), 5000);
    }

    #[test]
    fn an_entry_that_comes_while_searching_is_found_at_once() {
        let (mut state, texts) = (State::default(), Texts::new(Language::English));
        let mut shown = Shown::default();
        state.apply(Event::Noted(entry(7)));
        shown.update(&state, &texts, &search("loja 00008"));
        assert_eq!(shown.lines, Vec::new());
        state.apply(Event::Noted(entry(8)));
        shown.update(&state, &texts, &search("loja 00008"));
        assert_eq!((subjects(&shown, &state), shown.problems), (vec!["loja 00008".to_owned()], 1));
        shown.update(&state, &texts, &Query { problems: true, ..search("settings changed") });
        assert_eq!(subjects(&shown, &state), ["loja 00008"]);
    }

    #[test]
    fn each_day_stands_above_its_lines_once() {
        let at = |text: &str| text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(TimeZone::system()).unwrap();
        let times = ["2026-03-02T00:00:00", "2026-03-01T23:59:59", "2026-03-01T00:00:01", "2026-02-27T12:00:00"];
        let entries = times.iter().map(|time| Entry { at: at(time).timestamp(), ..entry(1) }).collect();
        let mut state = State::default();
        state.apply(Event::Loaded(Box::new(Loaded { entries, ..Loaded::default() })));
        let mut shown = Shown::default();
        shown.update(&state, &Texts::new(Language::English), &Query::default());
        let day = |time: &str| Line::Day(at(time).date());
        let wanted = [
            day(times[0]),
            Line::Entry(0),
            day(times[1]),
            Line::Entry(1),
            Line::Entry(2),
            day(times[3]),
            Line::Entry(3),
        ];
        assert_eq!(shown.lines, wanted);
    }

    #[test]
    fn days_are_those_of_the_place_where_the_computer_is_now() {
        let (mut state, texts) = (State::default(), Texts::new(Language::English));
        let at: Timestamp = "2026-03-01T23:30:00Z".parse().unwrap();
        state.apply(Event::Noted(Entry { at, ..entry(1) }));
        let mut shown = Shown::default();
        for (hours, day, time) in [(0, 1, "LÓJA 23:30:00"), (2, 2, "01:30:00"), (-3, 1, "20:30:00")] {
            let zone = TimeZone::fixed(jiff::tz::offset(hours));
            shown.update_at(zone, &state, &texts, &search(time));
            assert_eq!(shown.lines, [Line::Day(jiff::civil::date(2026, 3, day)), Line::Entry(0)], "{hours}");
        }
    }
}
